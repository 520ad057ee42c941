//! What the bureau has signed and recorded: the facts by which a record is judged.

mod dated;
mod given;
mod rule;

use credential_core::{Fen, Period, PublicKey, Quota, QuotaScope, Status, UnixTime};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use dated::dated;
pub use given::{
    BenefitFacts, BureauFacts, CredentialFact, EditionFacts, MembershipFact, MerchantFacts,
    PlaceFact, StatusFact, TradeName,
};

use rule::Rule;

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
    rules: FxHashMap<(u32, u32), Rule>,
    /// The numbers of the editions.
    editions: Vec<u32>,
    /// By edition, of the benefits that can be taken together.
    floors: FxHashMap<u32, Vec<Fen>>,
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
            rules: FxHashMap::default(),
            editions: Vec::new(),
            floors: FxHashMap::default(),
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
        self.editions.push(number);
        for benefit in &edition.benefits {
            let counted = self.counted.entry(benefit.number).or_default();
            for quota in &benefit.quotas {
                let over = (quota.period, quota.scope);
                if !counted.contains(&over) {
                    counted.push(over);
                }
            }
            if benefit.order.is_some() {
                let floors = self.floors.entry(number).or_default();
                floors.extend(benefit.floor);
            }
            let rule = Rule::new(benefit);
            self.rules.insert((number, benefit.number), rule);
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
        let rule = self.rule(edition, benefit)?;
        Some(&rule.quotas)
    }

    /// What an edition says of a benefit; `None` if it is not known, or has no such benefit.
    pub(crate) fn rule(&self, edition: u32, benefit: u32) -> Option<&Rule> {
        self.rules.get(&(edition, benefit))
    }

    /// Whether the merchant gives the benefit at this branch by any edition.
    pub(crate) fn is_given_in_any(&self, benefit: u32, merchant: u32, branch: u32) -> bool {
        let mut rules = self
            .editions
            .iter()
            .filter_map(|edition| self.rule(*edition, benefit));
        rules.any(|rule| rule.is_given_at(merchant, branch))
    }

    /// The floors of the benefits of an edition that can be taken together.
    pub(crate) fn floors(&self, edition: u32) -> &[Fen] {
        match self.floors.is_empty() {
            true => &[],
            false => self.floors.get(&edition).map_or(&[], Vec::as_slice),
        }
    }

    /// Whether the holder had a credential before this time.
    pub(crate) fn has_holder_before(&self, holder: u32, end: UnixTime) -> bool {
        let first = self.of_holder.get(&holder).and_then(|of| of.first());
        first.is_some_and(|(issued, _)| *issued < end)
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
