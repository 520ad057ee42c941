//! What the bureau has signed and recorded: the facts by which a record is judged.

use credential_core::{Period, PublicKey, Quota, QuotaScope, Status, UnixTime};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

/// Manual grants of a terminal on one day above which they are marked.
pub const DEFAULT_MANUAL_PER_DAY: u32 = 20;

/// The facts of a bureau. The order within a list makes no difference.
#[derive(Clone, Debug, Default)]
pub struct BureauFacts {
    /// The number of the bureau as an issuer.
    pub issuer: u32,
    /// Each place that was ever signed.
    pub places: Vec<PlaceFact>,
    /// When merchants became members, and when they were none.
    pub memberships: Vec<MembershipFact>,
    /// The editions of the catalogue.
    pub editions: Vec<EditionFacts>,
    /// The credentials that the bureau has issued.
    pub credentials: Vec<CredentialFact>,
    /// Changes of their standing.
    pub statuses: Vec<StatusFact>,
    /// Names of trades.
    pub trades: Vec<TradeName>,
    /// Manual grants of a terminal on one day above which they are marked; [`DEFAULT_MANUAL_PER_DAY`].
    pub manual_per_day: u32,
}

/// A place of a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceFact {
    /// The terminal's number.
    pub terminal: u32,
    /// The terminal's key.
    pub key: PublicKey,
    /// The merchant whose terminal it is.
    pub merchant: u32,
    /// The branch or gate group; 0 for neither.
    pub branch: u32,
    /// Where it stands: six digits.
    pub region: u32,
    /// When the place was made.
    pub made: UnixTime,
    /// Since when the terminal may grant nothing; `None` while it may.
    pub retired_since: Option<UnixTime>,
}

/// From when on a merchant is a member, or none: until the next fact of the merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MembershipFact {
    /// The merchant.
    pub merchant: u32,
    /// The first second.
    pub since: UnixTime,
    /// Whether it is a member.
    pub is_member: bool,
}

/// An edition of the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditionFacts {
    /// Its number.
    pub edition: u32,
    /// When it was made.
    pub made: UnixTime,
    /// Its benefits.
    pub benefits: Vec<BenefitFacts>,
    /// Its merchants.
    pub merchants: Vec<MerchantFacts>,
}

/// A benefit of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BenefitFacts {
    /// Its number.
    pub number: u32,
    /// Its title.
    pub zh: String,
    /// Its title in English.
    pub en: Option<String>,
    /// What it rests on.
    pub basis: Option<String>,
    /// Its quotas.
    pub quotas: Vec<Quota>,
}

/// A merchant of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantFacts {
    /// Its number.
    pub number: u32,
    /// Its name.
    pub zh: String,
    /// Its name in English.
    pub en: Option<String>,
    /// Its first trade; 0 without one.
    pub trade: u32,
    /// Its region.
    pub region: u32,
}

/// A trade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TradeName {
    /// Its number.
    pub number: u32,
    /// Its name.
    pub zh: String,
    /// Its name in English.
    pub en: Option<String>,
    /// The trade of the first level that it belongs to; `None` for one of the first level.
    pub within: Option<u32>,
}

/// A credential of the bureau.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CredentialFact {
    /// Its place in the status list.
    pub status_index: u32,
    /// The number of its holder.
    pub holder: u32,
    /// Its categories, as bits.
    pub categories: u32,
    /// When it was issued.
    pub issued: UnixTime,
}

/// A change of the standing of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusFact {
    /// Which credential.
    pub status_index: u32,
    /// The first second.
    pub since: UnixTime,
    /// Its standing from then on.
    pub status: Status,
}

/// A digest of facts.
pub(crate) type FactsDigest = [u8; 32];

/// What a quota is counted over.
pub(crate) type Counted = (Period, QuotaScope);

/// The facts, to be asked.
pub(crate) struct Facts {
    pub(crate) issuer: u32,
    pub(crate) manual_per_day: u32,
    /// By thumbprint of the key; the oldest first.
    terminals: FxHashMap<[u8; 32], Vec<PlaceFact>>,
    memberships: FxHashMap<u32, Vec<(UnixTime, bool)>>,
    quotas: FxHashMap<(u32, u32), Vec<Quota>>,
    counted: FxHashMap<u32, Vec<Counted>>,
    trades: FxHashMap<(u32, u32), u32>,
    /// By merchant, of the newest edition that has it.
    newest_trade: FxHashMap<u32, u32>,
    /// By status index.
    categories: FxHashMap<u32, u32>,
    /// By holder; the oldest first.
    of_holder: FxHashMap<u32, Vec<(UnixTime, u32)>>,
    statuses: FxHashMap<u32, Vec<(UnixTime, Status)>>,
    /// Each fact with the time from which on it counts; sorted.
    dated: Vec<(UnixTime, Vec<u8>)>,
    /// The newest edition.
    pub(crate) newest: Option<EditionFacts>,
    pub(crate) trade_names: Vec<TradeName>,
}

impl Facts {
    /// Sorts the facts for being asked.
    pub(crate) fn new(facts: BureauFacts) -> Self {
        let dated = dated(&facts);
        let mut all = Self {
            issuer: facts.issuer,
            manual_per_day: facts.manual_per_day,
            terminals: FxHashMap::default(),
            memberships: FxHashMap::default(),
            quotas: FxHashMap::default(),
            counted: FxHashMap::default(),
            trades: FxHashMap::default(),
            newest_trade: FxHashMap::default(),
            categories: FxHashMap::default(),
            of_holder: FxHashMap::default(),
            statuses: FxHashMap::default(),
            dated,
            newest: None,
            trade_names: facts.trades,
        };
        for place in facts.places {
            let key = place.key.thumbprint();
            all.terminals.entry(key).or_default().push(place);
        }
        for places in all.terminals.values_mut() {
            places.sort_by_key(|place| place.made);
        }
        for fact in facts.memberships {
            let of = all.memberships.entry(fact.merchant).or_default();
            of.push((fact.since, fact.is_member));
        }
        // At the same second the end counts.
        let end_last = |fact: &(UnixTime, bool)| (fact.0, !fact.1);
        for of in all.memberships.values_mut() {
            of.sort_by_key(end_last);
        }
        for credential in facts.credentials {
            let bits = credential.categories;
            all.categories.insert(credential.status_index, bits);
            let of = all.of_holder.entry(credential.holder).or_default();
            of.push((credential.issued, bits));
        }
        all.of_holder.values_mut().for_each(|of| of.sort());
        for fact in facts.statuses {
            let of = all.statuses.entry(fact.status_index).or_default();
            of.push((fact.since, fact.status));
        }
        // The sort is stable: of two changes in one second the later one in the list counts.
        for of in all.statuses.values_mut() {
            of.sort_by_key(|(since, _)| *since);
        }
        let mut editions = facts.editions;
        editions.sort_by_key(|edition| edition.edition);
        for edition in &editions {
            all.add_edition(edition);
        }
        all.newest = editions.pop();
        all
    }

    fn add_edition(&mut self, edition: &EditionFacts) {
        let number = edition.edition;
        for benefit in &edition.benefits {
            let counted = self.counted.entry(benefit.number).or_default();
            for quota in &benefit.quotas {
                let over = (quota.period, quota.scope);
                if !counted.contains(&over) {
                    counted.push(over);
                }
            }
            let quotas = benefit.quotas.clone();
            self.quotas.insert((number, benefit.number), quotas);
        }
        for merchant in &edition.merchants {
            self.trades
                .insert((number, merchant.number), merchant.trade);
            self.newest_trade.insert(merchant.number, merchant.trade);
        }
    }

    /// The key of a terminal, and its number by its newest place.
    pub(crate) fn terminal(&self, key: &[u8; 32]) -> Option<(&PublicKey, u32)> {
        let newest = self.terminals.get(key)?.last()?;
        Some((&newest.key, newest.terminal))
    }

    /// The keys of the terminals that ever had this number.
    pub(crate) fn keys_of(&self, terminal: u32) -> Vec<[u8; 32]> {
        let mut keys: Vec<_> = self
            .terminals
            .iter()
            .filter(|(_, places)| places.iter().any(|place| place.terminal == terminal))
            .map(|(key, _)| *key)
            .collect();
        keys.sort_unstable();
        keys
    }

    /// All places of a terminal, the oldest first.
    pub(crate) fn places(&self, key: &[u8; 32]) -> &[PlaceFact] {
        self.terminals.get(key).map_or(&[], Vec::as_slice)
    }

    /// Whether a merchant was a member at this time.
    pub(crate) fn is_member(&self, merchant: u32, at: UnixTime) -> bool {
        let of = self
            .memberships
            .get(&merchant)
            .map_or(&[][..], Vec::as_slice);
        let past = of.partition_point(|(since, _)| *since <= at);
        past.checked_sub(1)
            .and_then(|last| of.get(last))
            .is_some_and(|(_, is)| *is)
    }

    /// The quotas of a benefit in an edition; `None` if the edition is not known, or has no such benefit.
    pub(crate) fn quotas(&self, edition: u32, benefit: u32) -> Option<&[Quota]> {
        self.quotas.get(&(edition, benefit)).map(Vec::as_slice)
    }

    /// Over what any edition counts a benefit.
    pub(crate) fn counted(&self, benefit: u32) -> &[Counted] {
        self.counted.get(&benefit).map_or(&[], Vec::as_slice)
    }

    /// The first trade of a merchant in an edition; 0 if it has none.
    pub(crate) fn trade(&self, edition: u32, merchant: u32) -> u32 {
        let found = self.trades.get(&(edition, merchant));
        let found = found.or_else(|| self.newest_trade.get(&merchant));
        found.copied().unwrap_or(0)
    }

    /// The categories of a credential; 0 for one that is not known.
    pub(crate) fn categories(&self, status_index: u32) -> u32 {
        self.categories.get(&status_index).copied().unwrap_or(0)
    }

    /// The categories of a holder by the newest credential at this time, or else by the first one.
    pub(crate) fn categories_of(&self, holder: u32, at: UnixTime) -> u32 {
        let of = self.of_holder.get(&holder).map_or(&[][..], Vec::as_slice);
        let past = of.partition_point(|(issued, _)| *issued <= at);
        let found = of.get(past.saturating_sub(1));
        found.map_or(0, |(_, bits)| *bits)
    }

    /// The standing of a credential at this time.
    pub(crate) fn status(&self, status_index: u32, at: UnixTime) -> Status {
        let of = self
            .statuses
            .get(&status_index)
            .map_or(&[][..], Vec::as_slice);
        let past = of.partition_point(|(since, _)| *since <= at);
        let found = past.checked_sub(1).and_then(|last| of.get(last));
        found.map_or(Status::Valid, |(_, status)| *status)
    }

    /// Digests of the facts that count before each of these times, which are in ascending order: a month
    /// whose digest is the same need not be calculated again.
    pub(crate) fn digests_before(&self, ends: &[UnixTime]) -> Vec<FactsDigest> {
        let mut hash = Sha256::new_with_prefix(b"laobingma books facts 1");
        hash.update(self.issuer.to_be_bytes());
        hash.update(self.manual_per_day.to_be_bytes());
        let mut rest = self.dated.as_slice();
        let mut digests = Vec::with_capacity(ends.len());
        for end in ends {
            let (now, later) = rest.split_at(rest.partition_point(|(from, _)| from < end));
            for (_, fact) in now {
                hash.update((fact.len() as u64).to_be_bytes());
                hash.update(fact);
            }
            rest = later;
            digests.push(hash.clone().finalize().into());
        }
        digests
    }
}

/// Each fact with the time from which on it counts, sorted.
fn dated(facts: &BureauFacts) -> Vec<(UnixTime, Vec<u8>)> {
    let numbers = |kind: u8, numbers: &[u64]| {
        let mut bytes = vec![kind];
        for number in numbers {
            bytes.extend(number.to_be_bytes());
        }
        bytes
    };
    let mut dated = Vec::new();
    for place in &facts.places {
        let retired = place.retired_since.unwrap_or(place.made);
        let mut bytes = numbers(
            1,
            &[
                place.terminal.into(),
                place.merchant.into(),
                place.branch.into(),
                place.region.into(),
                place.made.as_secs(),
                place.retired_since.map_or(u64::MAX, UnixTime::as_secs),
            ],
        );
        bytes.extend(place.key.thumbprint());
        dated.push((place.made.min(retired), bytes));
    }
    for fact in &facts.memberships {
        let since = fact.since.as_secs();
        let bytes = numbers(2, &[fact.merchant.into(), since, fact.is_member.into()]);
        dated.push((fact.since, bytes));
    }
    for edition in &facts.editions {
        let mut bytes = numbers(3, &[edition.edition.into()]);
        for benefit in &edition.benefits {
            bytes.extend(numbers(4, &[benefit.number.into()]));
            for quota in &benefit.quotas {
                let (period, scope) = (quota.period.number(), quota.scope.number());
                bytes.extend(numbers(
                    5,
                    &[quota.limit.into(), period.into(), scope.into()],
                ));
            }
        }
        for merchant in &edition.merchants {
            bytes.extend(numbers(6, &[merchant.number.into(), merchant.trade.into()]));
        }
        dated.push((edition.made, bytes));
    }
    for credential in &facts.credentials {
        let (index, holder) = (credential.status_index, credential.holder);
        let bytes = numbers(
            7,
            &[index.into(), holder.into(), credential.categories.into()],
        );
        dated.push((credential.issued, bytes));
    }
    for fact in &facts.statuses {
        let status = match fact.status {
            Status::Revoked => 1,
            Status::Suspended => 2,
            _ => 0,
        };
        let bytes = numbers(8, &[fact.status_index.into(), fact.since.as_secs(), status]);
        dated.push((fact.since, bytes));
    }
    dated.sort();
    dated
}
