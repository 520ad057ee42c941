//! What a run over a roster would replace, found out before anything is changed.

use std::collections::BTreeMap;

use cli_support::{Console, Stop};
use credential_core::{CategorySet, HolderKey, HolderNumber, IssuerId, Region, UnixTime};
use messages::Failure;

use super::change_kind::ChangeKind;
use super::row_judge::{expiry_of, scope_fault};
use super::sample::{Candidates, PlannedChange, choose};
use crate::bureau::Scope;
use crate::particulars::{Particulars, ParticularsRecord, lost_categories};
use crate::progress::Meter;
use crate::register::{Appraisal, Expiry, KeyToBind, PersonId, Register, text_digest};
use crate::roster::{Conflicts, MetPeople, Person, Roster, Row, SharedPhones};

/// In so few rows a column cannot be told to be wrong as a whole.
const FEW: u64 = 3;

/// What a run would do to people who have codes.
#[derive(Default)]
pub(crate) struct Plan {
    /// People whom the register knows.
    pub(crate) people: u64,
    /// People whose code, which went out and still holds, would be revoked, with a digest of what the
    /// new one says.
    pub(crate) replaced: BTreeMap<HolderNumber, String>,
    /// How many of them lose or get what.
    pub(crate) kinds: BTreeMap<ChangeKind, u64>,
    /// Some of them, of each kind.
    pub(crate) sample: Vec<PlannedChange>,
    /// How many would lose categories: those that they have now, and those that they would have.
    pub(crate) losses: BTreeMap<(u32, u32), u64>,
    /// People who keep a grade or a home region of which the roster says nothing.
    pub(crate) kept_grades: u64,
    pub(crate) kept_regions: u64,
    /// Codes that there will be, at most.
    pub(crate) codes: u64,
    /// Rows that contradict each other.
    pub(crate) conflicts: Conflicts,
    /// For another reading of the roster.
    pub(crate) memory: MetPeople,
    /// Phones that stand in the rows of several people.
    pub(crate) shared_phones: SharedPhones,
    /// Rows with a sex that can be compared with the identity number, and those in which it differs.
    pub(crate) sexes: u64,
    pub(crate) other_sexes: u64,
    /// Everybody whose credential says something else than the row, with the same digest; nobody
    /// else's is touched.
    pub(crate) changed: BTreeMap<HolderNumber, String>,
}

/// A change while it is not yet known whether another row contradicts it.
struct Found {
    fingerprint: u64,
    holder: HolderNumber,
    revokes: bool,
    digest: String,
    other_sex: bool,
    kinds: Vec<ChangeKind>,
    categories: (u32, u32),
    sample: Option<PlannedChange>,
}

impl Plan {
    /// Reads the roster, and asks the register what each row would change for a bureau in `region`
    /// whose codes end as in `usual`.
    ///
    /// # Errors
    /// Those of reading either.
    pub(crate) fn make(
        mut roster: Roster,
        register: &Register,
        (issuer, region, scope): (IssuerId, Region, &Scope),
        usual: UnixTime,
        now: UnixTime,
        mut meter: Meter,
        console: &mut Console<'_>,
    ) -> Result<Self, Stop> {
        let mut plan = Self {
            people: register.counts(now)?.holders,
            ..Self::default()
        };
        let hold = register.hold()?;
        let mut found: Vec<Found> = Vec::new();
        let mut candidates = Candidates::default();
        let mut rows = 0;
        while let Some(row) = roster.next()? {
            rows += 1;
            if rows % 1_000 == 0 {
                meter.show(rows, console)?;
            }
            let Row::Person(person) = row else {
                continue;
            };
            plan.sexes += u64::from(person.notes.sex_agrees.is_some());
            plan.other_sexes += u64::from(person.notes.sex_agrees == Some(false));
            if plan.people == 0 {
                plan.codes += 1;
            } else if scope_fault(scope, region, &person.particulars_in(region)).is_none() {
                let expiry = expiry_of(&person, usual);
                let mut change = plan.look(&person, (issuer, region), expiry, now, register)?;
                if let Some(change) = change.as_mut().filter(|change| change.revokes)
                    && !candidates.want(&change.kinds)
                {
                    change.sample = None;
                }
                found.extend(change);
            }
        }
        drop(hold);
        meter.end(console)?;
        plan.conflicts = roster.conflicts().clone();
        plan.shared_phones = roster.shared_phones().clone();
        plan.memory = roster.into_memory();
        let mut sample = Vec::new();
        for change in found {
            sample.extend(plan.add(change));
        }
        plan.sample = choose(sample);
        Ok(plan)
    }

    fn look(
        &mut self,
        person: &Person,
        (issuer, region): (IssuerId, Region),
        expiry: Expiry,
        now: UnixTime,
        register: &Register,
    ) -> Result<Option<Found>, Failure> {
        let row = person.particulars_in(region);
        let id = PersonId::new(person.identity.as_str())?;
        let key = person
            .phone
            .as_ref()
            .map(|proved| KeyToBind { proved, issuer });
        let Some(foreseen) = register.foresee(&id, &row, person.unsaid, expiry, key, now)? else {
            self.codes += 1;
            return Ok(None);
        };
        let ends = (foreseen.newest.validity.until, expiry.until());
        self.codes += foreseen.codes;
        let (before, after) = (foreseen.newest.particulars, foreseen.particulars);
        if foreseen.appraisal != Appraisal::Withheld {
            let kept = |now: bool, row: bool| u64::from(now && !row);
            let (details, said) = (&after.details, &row.details);
            self.kept_grades += kept(
                details.disability_grade.is_some(),
                said.disability_grade.is_some(),
            );
            self.kept_regions += kept(details.home_region.is_some(), said.home_region.is_some());
        }
        let mut kinds = match foreseen.appraisal {
            Appraisal::Changed => ChangeKind::all_between(&before, &after),
            Appraisal::Bound | Appraisal::Rebound => Vec::new(),
            _ => return Ok(None),
        };
        if foreseen.rebinds {
            kinds.push(ChangeKind::PhoneRebound);
        } else if foreseen.appraisal == Appraisal::Bound {
            // Nothing is replaced.
            return Ok(None);
        }
        let phone_key = key.map(KeyToBind::key).filter(|_| foreseen.rebinds);
        Ok(Some(Found {
            fingerprint: person.identity.fingerprint(),
            holder: foreseen.newest.holder,
            revokes: foreseen.revokes,
            digest: digest(&after, phone_key),
            other_sex: person.notes.sex_agrees == Some(false),
            kinds,
            categories: (before.categories.to_bits(), after.categories.to_bits()),
            sample: foreseen.revokes.then_some(PlannedChange {
                at: person.at,
                holder: foreseen.newest.holder,
                before,
                after,
                ends,
                rebinds: foreseen.rebinds,
            }),
        }))
    }

    /// Whether rows are refused whose sex differs from the identity number. A column that differs in more
    /// than a third was filled in by somebody who did not look, and says nothing about the numbers.
    pub(crate) fn refuses_other_sex(&self) -> bool {
        self.sexes <= FEW || self.other_sexes * 3 <= self.sexes
    }

    /// Adds a change; what may be shown of it is returned.
    fn add(&mut self, change: Found) -> Option<(Vec<ChangeKind>, PlannedChange)> {
        let refused = change.other_sex && self.refuses_other_sex();
        if refused || self.conflicts.contains_key(&change.fingerprint) {
            return None;
        }
        self.changed.insert(change.holder, change.digest.clone());
        if !change.revokes {
            return None;
        }
        self.replaced.insert(change.holder, change.digest);
        for kind in &change.kinds {
            *self.kinds.entry(*kind).or_default() += 1;
        }
        let (before, after) = change.categories;
        let lost = lost_categories(
            CategorySet::from_bits(before),
            CategorySet::from_bits(after),
        );
        if !lost.is_empty() {
            *self.losses.entry(change.categories).or_default() += 1;
        }
        change.sample.map(|sample| (change.kinds, sample))
    }
}

/// A digest of what a code says of its holder, and of another key that it gets.
fn digest(said: &Particulars, key: Option<&HolderKey>) -> String {
    let mut json = serde_json::to_string(&ParticularsRecord::from(said)).unwrap_or_default();
    for byte in key.map(HolderKey::to_cose_key).unwrap_or_default() {
        json.push_str(&format!("{byte:02x}"));
    }
    let short = text_digest(&json).into_iter().take(8);
    short.map(|byte| format!("{byte:02x}")).collect()
}
