//! The whole system: an authority with its keepers, bureaus, terminals, and all that was ever signed.

use std::collections::{BTreeMap, BTreeSet};

use credential_core::{Standing, limits};

use crate::actions::{Action, Draft, Version};
use crate::drafts;
use crate::keepers::Keeper;
use crate::ledger::*;
use crate::objects::*;
use crate::terminals::{Parts, Terminal};

pub(crate) const TERMINALS: u8 = 2;

#[derive(Clone, Debug)]
pub(crate) struct World<K> {
    pub(crate) now: u64,
    pub(crate) roots: Vec<RootPart>,
    pub(crate) lists: Vec<ListPart>,
    pub(crate) statuses: Vec<StatusPart>,
    pub(crate) vouches: Vec<VouchPart>,
    /// The root sets of the authority, one after the other.
    pub(crate) chain: Vec<usize>,
    /// Lists that enough keepers' programs have signed, in the order in which this came about.
    pub(crate) complete: Vec<usize>,
    pub(crate) keepers: BTreeMap<RootKey, KeeperState<K>>,
    pub(crate) stolen: BTreeSet<BureauKey>,
    pub(crate) decided: Decided,
    pub(crate) terminals: Vec<Terminal>,
    /// How often each kind of thing has happened, so that a model in which nothing happens is seen.
    pub(crate) counts: BTreeMap<&'static str, u32>,
}

#[derive(Clone, Debug)]
pub(crate) struct KeeperState<K> {
    pub(crate) program: K,
    /// What the keeper has signed under each version: the place in the stock.
    pub(crate) lists: BTreeMap<Pair, usize>,
    pub(crate) roots: BTreeMap<u64, usize>,
}

impl<K: Keeper> World<K> {
    /// Two bureaus with two keys each, three keepers of whom two must sign, and terminals that have
    /// the first root set and the first list. Another authority has its root sets and its list.
    pub(crate) fn new() -> Self {
        let mut world = Self {
            now: START,
            roots: Vec::new(),
            lists: Vec::new(),
            statuses: Vec::new(),
            vouches: Vec::new(),
            chain: Vec::new(),
            complete: Vec::new(),
            keepers: BTreeMap::new(),
            stolen: BTreeSet::new(),
            decided: Decided {
                listed: (0..BUREAUS).map(|bureau| (bureau, 2)).collect(),
                ..Decided::default()
            },
            terminals: Vec::new(),
            counts: BTreeMap::new(),
        };
        for version in 1..3 {
            let plan = RootPlan {
                version,
                made: START - DAY,
                members: FOREIGN.into(),
                threshold: 2,
            };
            let place = world.add_roots(plan).unwrap();
            world.sign_roots_by(place, &FOREIGN);
        }
        let mut plan = world.list_of_authority();
        plan.version = 1;
        let place = world.add_list(plan).unwrap();
        world.sign_list_by(place, &FOREIGN);

        let first = RootPlan {
            version: 1,
            made: START - DAY,
            members: [0, 1, 2].into(),
            threshold: 2,
        };
        let place = world.add_roots(first).unwrap();
        world.sign_roots_by(place, &[0, 1, 2]);
        world.roots[place].signed.by_program = [0, 1, 2].into();
        world.chain.push(place);
        world.publish().unwrap();
        for _ in 0..TERMINALS {
            let terminal = Terminal::install(&world.roots, &world.chain);
            world.terminals.push(terminal);
        }
        world
    }

    /// Does one step, and checks all that must hold after it.
    pub(crate) fn step(&mut self, action: &Action) -> Checked {
        match action.clone() {
            Action::LoseKey { key, standing } => {
                worsen(&mut self.decided.lost_keys, key, standing);
                self.publish()
            }
            Action::SetBureau { bureau, standing } => {
                match standing {
                    Standing::Withdrawn => self.decided.withdrawn.insert(bureau),
                    Standing::Suspended => self.decided.suspended.insert(bureau),
                    _ => self.decided.suspended.remove(&bureau),
                };
                self.publish()
            }
            Action::AddKey { bureau } => {
                let listed = self.decided.listed.entry(bureau).or_default();
                *listed = (*listed + 1).min(KEYS_EACH);
                self.publish()
            }
            Action::Expect { bureau, days } => {
                self.decided.expected.insert(bureau, (self.now, days * DAY));
                self.publish()
            }
            Action::Rotate { leave } => self.rotate(leave),
            Action::Publish => self.publish(),
            Action::Revoke { key } => {
                self.decided.revoked.insert(key);
                Ok(())
            }
            Action::PublishStatus { bureau, key } => {
                self.publish_status(bureau, key);
                Ok(())
            }
            Action::Deliver { terminal, clock } => self.deliver(terminal, clock),
            Action::Wait { days } => {
                self.now += days * DAY;
                (0..TERMINALS).try_for_each(|terminal| self.check_terminal(terminal, self.now))
            }
            Action::Install { terminal } => {
                let fresh = Terminal::install(&self.roots, &self.chain);
                self.terminals[usize::from(terminal)] = fresh;
                Ok(())
            }
            Action::Prepare { draft, hand } => self.prepare(&draft, &hand),
            Action::HandOn { list, hand } => {
                let place = pick(self.lists.len(), list);
                self.hand_list(place, &hand)
            }
            Action::PrepareRoots { draft, hand } => self.prepare_roots(&draft, &hand),
            Action::Steal { key } => {
                self.stolen.insert(key);
                Ok(())
            }
            Action::ForgeStatus { key, days, revoke } => {
                self.forge_status(key, days, revoke);
                Ok(())
            }
            Action::PublishVouch { key } => {
                self.publish_vouch(key);
                Ok(())
            }
            Action::ForgeVouch { about, key, days } => {
                let key = bureau_of(about) * KEYS_EACH + key;
                if self.stolen.contains(&key) {
                    let made = self.now.saturating_add_signed(days * DAY as i64);
                    self.add_vouch(about, key, made, By::Thief);
                }
                Ok(())
            }
            Action::Carry {
                terminal,
                roots,
                list,
                statuses,
                vouches,
                clock,
            } => {
                let places = |numbers: &[u8], len| match len {
                    0 => Vec::new(),
                    _ => numbers.iter().map(|number| pick(len, *number)).collect(),
                };
                let parts = Parts {
                    roots: places(&roots, self.roots.len()),
                    list: list.map(|list| pick(self.lists.len(), list)),
                    statuses: places(&statuses, self.statuses.len()),
                    vouches: places(&vouches, self.vouches.len()),
                };
                self.bring(terminal, &parts, clock)
            }
            Action::LoseObjects {
                terminal,
                list,
                statuses,
            } => self.lose_objects(terminal, list, statuses),
        }
    }

    pub(crate) fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// The newest root set.
    pub(crate) fn tip(&self) -> Option<&RootPart> {
        self.chain.last().map(|place| &self.roots[*place])
    }

    /// Root keys of keepers who have left. The adversary has them.
    pub(crate) fn retired(&self) -> BTreeSet<RootKey> {
        let Some(tip) = self.tip() else {
            return BTreeSet::new();
        };
        let ever = self
            .chain
            .iter()
            .flat_map(|place| &self.roots[*place].plan.members);
        ever.filter(|key| !tip.plan.members.contains(key))
            .copied()
            .collect()
    }

    /// The list that the authority would publish now.
    pub(crate) fn list_of_authority(&self) -> ListPlan {
        let root_version = self.tip().map_or(1, |tip| tip.plan.version);
        let mut decided = self.decided.clone();
        // Its keepers tell it what they have signed.
        for part in self
            .lists
            .iter()
            .filter(|part| !part.signed.by_program.is_empty())
        {
            for (key, standing) in part.plan.lost_keys() {
                worsen(&mut decided.lost_keys, key, standing);
            }
            decided.withdrawn.extend(part.plan.withdrawn_bureaus());
        }
        let bureaus = (0..BUREAUS).map(|bureau| self.bureau_of_authority(bureau, &decided));
        ListPlan {
            root_version,
            version: self.next_version(root_version),
            made: self.now,
            bureaus: bureaus.collect(),
        }
    }

    fn bureau_of_authority(&self, bureau: Bureau, decided: &Decided) -> BureauPlan {
        let listed = decided.listed.get(&bureau).copied().unwrap_or_default();
        let standing_of = |key| {
            decided
                .lost_keys
                .get(&key)
                .copied()
                .unwrap_or(Standing::Active)
        };
        let is_listed =
            |key: &BureauKey| key % KEYS_EACH < listed || decided.lost_keys.contains_key(key);
        let newest = self.statuses.iter().filter(|part| part.by == By::Bureau);
        let newest = newest.filter(|part| part.plan.bureau == bureau);
        let least = newest.map(|part| part.plan.made).max().unwrap_or_default();
        BureauPlan {
            bureau,
            standing: match () {
                () if decided.withdrawn.contains(&bureau) => Standing::Withdrawn,
                () if decided.suspended.contains(&bureau) => Standing::Suspended,
                () => Standing::Active,
            },
            keys: keys_of(bureau)
                .filter(is_listed)
                .map(|key| (key, standing_of(key)))
                .collect(),
            expected: decided
                .expected
                .get(&bureau)
                .map(|(since, max_age)| Expected {
                    since: *since,
                    least,
                    max_age: *max_age,
                }),
        }
    }

    /// Numbers go on under a new root set, unless they have become too high for that.
    fn next_version(&self, root_version: u64) -> u64 {
        let sets = self
            .chain
            .iter()
            .map(|place| self.roots[*place].plan.version);
        let highest = sets
            .map(|version| self.highest_version(version))
            .max()
            .unwrap_or_default();
        if highest < limits::MAX_LIST_VERSION {
            highest + 1
        } else {
            self.highest_version(root_version).saturating_add(1)
        }
    }

    /// The highest version of what a keeper has signed under this root set.
    pub(crate) fn highest_version(&self, root_version: u64) -> u64 {
        self.lists
            .iter()
            .filter(|part| part.plan.root_version == root_version)
            .filter(|part| !part.signed.by_program.is_empty())
            .map(|part| part.plan.version)
            .max()
            .unwrap_or_default()
    }

    /// The list of a draft of the adversary.
    pub(crate) fn twisted(&self, draft: &Draft) -> ListPlan {
        let mut plan = self.list_of_authority();
        plan.root_version = plan
            .root_version
            .saturating_add_signed(-draft.root_behind)
            .max(1);
        let highest = self.highest_version(plan.root_version);
        plan.version = match draft.version {
            Version::Next => highest.saturating_add(1),
            Version::Highest => highest.max(1),
            Version::Ahead(by) => highest.saturating_add(by),
            Version::Last => u64::MAX,
        };
        plan.made = plan.made.saturating_add_signed(draft.days * DAY as i64);
        for twist in &draft.twists {
            drafts::apply_twist(&mut plan.bureaus, *twist);
        }
        plan
    }

    fn publish_status(&mut self, bureau: Bureau, key: u8) {
        let plan = self.list_of_authority();
        let active: Vec<_> = keys_of(bureau).filter(|key| plan.is_active(*key)).collect();
        // A bureau does not sign with a key that it knows to be stolen; it may not know yet.
        if active.is_empty() {
            return;
        }
        let key = active[active.len() - 1 - usize::from(key) % active.len()];
        let revoked = self.decided.revoked.iter().copied();
        let plan = StatusPlan {
            bureau,
            key,
            made: self.now,
            revoked: revoked.filter(|key| bureau_of(*key) == bureau).collect(),
        };
        self.add_status(plan, By::Bureau);
    }

    pub(crate) fn publish_vouch(&mut self, about: BureauKey) {
        let plan = self.list_of_authority();
        let others = keys_of(bureau_of(about)).filter(|key| *key != about);
        if let Some(key) = others.filter(|key| plan.is_active(*key)).last() {
            self.add_vouch(about, key, self.now, By::Bureau);
        }
    }

    fn add_vouch(&mut self, about: BureauKey, key: BureauKey, made: u64, by: By) {
        let thief = (by == By::Thief).then_some(Holder::Thief);
        let plan = VouchPlan {
            about,
            key,
            made,
            holders: thief.into_iter().chain([Holder::Honest]).collect(),
        };
        if let Some(bytes) = plan.issue() {
            self.vouches.push(VouchPart { plan, bytes, by });
            self.now += 1;
        }
    }

    fn forge_status(&mut self, key: BureauKey, days: i64, revoke: bool) {
        if !self.stolen.contains(&key) {
            return;
        }
        let bureau = bureau_of(key);
        let plan = StatusPlan {
            bureau,
            key,
            made: self.now.saturating_add_signed(days * DAY as i64),
            revoked: keys_of(bureau).filter(|_| revoke).collect(),
        };
        self.add_status(plan, By::Thief);
    }

    pub(crate) fn add_status(&mut self, plan: StatusPlan, by: By) {
        let bytes = plan.issue();
        self.statuses.push(StatusPart { plan, bytes, by });
        // Each time is another one.
        self.now += 1;
    }
}

/// The place of the part with this number: the newest first, from 10 on the oldest first.
pub(crate) fn pick(len: usize, number: u8) -> usize {
    match usize::from(number) {
        number @ 10.. => (number - 10) % len,
        number => len - 1 - number % len,
    }
}
