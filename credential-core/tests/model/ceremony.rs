//! Ceremonies: what is prepared, and what the keepers sign of it.

use credential_core::{Pending, RootSetClaims, RootSigned, TrustListClaims};
use std::collections::BTreeSet;

use crate::actions::{Draft, Hand, RootDraft, Roots};
use crate::keepers::Keeper;
use crate::ledger::*;
use crate::objects::*;
use crate::world::{KeeperState, World, pick};

/// Everybody, with what is true.
const HONEST: Hand = Hand {
    keepers: u8::MAX,
    last: Some(0),
    roots: Roots::All,
    stolen: false,
};

impl<K: Keeper> World<K> {
    /// The authority publishes a list by a ceremony in which nobody lies.
    pub(crate) fn publish(&mut self) -> Checked {
        let plan = self.list_of_authority();
        match self.add_list(plan) {
            Some(place) => self.hand_list(place, &HONEST),
            None => Ok(()),
        }
    }

    /// Some keepers leave, new ones come, and the list is signed by the new ones.
    pub(crate) fn rotate(&mut self, leave: u8) -> Checked {
        if let Some(plan) = self.next_roots(leave, self.now)
            && let Some(place) = self.add_roots(plan)
        {
            self.hand_roots(place, &HONEST)?;
            self.publish()?;
        }
        Ok(())
    }

    pub(crate) fn prepare(&mut self, draft: &Draft, hand: &Hand) -> Checked {
        let plan = self.twisted(draft);
        match self.add_list(plan) {
            Some(place) => self.hand_list(place, hand),
            None => Ok(()),
        }
    }

    pub(crate) fn prepare_roots(&mut self, draft: &RootDraft, hand: &Hand) -> Checked {
        let made = self.now.saturating_add_signed(draft.days * DAY as i64);
        let Some(mut plan) = self.next_roots(draft.leave, made) else {
            return Ok(());
        };
        plan.version = plan.version.saturating_sub(draft.behind).max(2);
        if draft.with_stolen {
            let retired = self.retired();
            plan.threshold = retired.len().clamp(1, plan.threshold);
            plan.members.extend(retired);
        }
        match self.add_roots(plan) {
            Some(place) => self.hand_roots(place, hand),
            None => Ok(()),
        }
    }

    /// The newest root set with some members replaced; `None` when nobody is left to come.
    fn next_roots(&self, leave: u8, made: u64) -> Option<RootPlan> {
        let tip = &self.tip()?.plan;
        let leaving: Vec<_> = tip.members.iter().copied().take(leave.into()).collect();
        let ever = self
            .chain
            .iter()
            .flat_map(|place| &self.roots[*place].plan.members);
        let first_new = ever.max()? + 1;
        let coming = first_new..first_new + leave;
        if coming.end > ROOT_KEYS {
            return None;
        }
        let staying = tip.members.iter().filter(|key| !leaving.contains(key));
        Some(RootPlan {
            version: tip.version + 1,
            made,
            members: staying.copied().chain(coming).collect(),
            threshold: tip.threshold,
        })
    }

    /// Hands a list to the members of the root set that it names.
    pub(crate) fn hand_list(&mut self, place: usize, hand: &Hand) -> Checked {
        let named = self.lists[place].plan.root_version;
        let mut sets = self.chain.iter().map(|place| &self.roots[*place].plan);
        let Some(set) = sets.find(|set| set.version == named).cloned() else {
            return Ok(());
        };
        let (roots, last) = (self.handed_roots(hand), self.handed_list(place, hand));
        let chosen = chosen(&set.members, hand);
        chosen.iter().for_each(|keeper| self.welcome(*keeper));
        for keeper in chosen {
            let bytes = self.lists[place].bytes.clone();
            let state = self.keepers.get_mut(&keeper).unwrap();
            if !state
                .program
                .lets_sign_list(&bytes, &roots, last.as_deref())
            {
                self.count("keepers that did not sign a list");
                continue;
            }
            let pair = self.lists[place].plan.pair();
            let before = *state.lists.entry(pair).or_insert(place);
            let (one, other) = (&self.lists[before].plan, &self.lists[place].plan);
            require(one == other, "one version, one content", || {
                format!("keeper {keeper} has signed {one:?} and {other:?}")
            })?;
            self.sign_list_by(place, &[keeper]);
            self.lists[place].signed.by_program.insert(keeper);
            self.count("lists that a keeper has signed");
            self.note_complete(place, &set)?;
        }
        let retired = self.retired();
        if hand.stolen && !retired.is_empty() {
            let keys: Vec<_> = retired.into_iter().collect();
            self.sign_list_by(place, &keys);
        }
        Ok(())
    }

    fn note_complete(&mut self, place: usize, set: &RootPlan) -> Checked {
        let list = &self.lists[place];
        if !set.is_met_by(&list.signed.by_program) || self.complete.contains(&place) {
            return Ok(());
        }
        for earlier in &self.complete {
            let earlier = &self.lists[*earlier].plan;
            if earlier.pair() >= list.plan.pair() {
                continue;
            }
            let better = gets_better(earlier, &list.plan);
            require(
                better.is_none(),
                "keepers never bring back what was withdrawn",
                || {
                    format!(
                        "{} in {:?} after {earlier:?}",
                        better.unwrap_or_default(),
                        list.plan
                    )
                },
            )?;
        }
        self.complete.push(place);
        self.count("complete lists");
        Ok(())
    }

    /// Hands a root set to the members of the one before, and to its own.
    fn hand_roots(&mut self, place: usize, hand: &Hand) -> Checked {
        let set = self.roots[place].plan.clone();
        let before = self
            .tip()
            .map(|tip| tip.plan.members.clone())
            .unwrap_or_default();
        let members: BTreeSet<_> = before.union(&set.members).copied().collect();
        let roots = self.handed_roots(hand);
        let retired = self.retired();
        // People look at the names: nobody signs a set with keys of those who have left, nor one of
        // which less than the majority must sign.
        let looks_right =
            set.members.is_disjoint(&retired) && 2 * set.threshold > set.members.len();
        for keeper in chosen(&members, hand).into_iter().filter(|_| looks_right) {
            self.welcome(keeper);
            let bytes = self.roots[place].bytes.clone();
            let state = self.keepers.get_mut(&keeper).unwrap();
            if !state.program.lets_sign_roots(&bytes, &roots) {
                self.count("keepers that did not sign a root set");
                continue;
            }
            let before = *state.roots.entry(set.version).or_insert(place);
            let one = &self.roots[before].plan;
            require(*one == set, "one version, one content", || {
                format!("keeper {keeper} has signed {one:?} and {set:?}")
            })?;
            self.sign_roots_by(place, &[keeper]);
            self.roots[place].signed.by_program.insert(keeper);
        }
        if hand.stolen && !retired.is_empty() {
            let keys: Vec<_> = retired.into_iter().collect();
            self.sign_roots_by(place, &keys);
        }
        if let Some(tip) = self.tip()
            && tip.leads_honestly_to(&self.roots[place])
        {
            self.chain.push(place);
            self.count("changes of roots");
        }
        Ok(())
    }

    /// A keeper who takes up the office gets the root sets and the last list from those before, not
    /// from the authority's computer.
    fn welcome(&mut self, keeper: RootKey) {
        if self.keepers.contains_key(&keeper) {
            return;
        }
        let roots = self.chain_bytes();
        let lists = self.complete.iter().map(|place| &self.lists[*place]);
        let last = lists.max_by_key(|part| part.plan.pair());
        let state = KeeperState {
            program: K::begin(&roots, last.map(|part| &part.bytes[..])),
            lists: Default::default(),
            roots: Default::default(),
        };
        self.keepers.insert(keeper, state);
    }

    pub(crate) fn chain_bytes(&self) -> Vec<Vec<u8>> {
        self.chain
            .iter()
            .map(|place| self.roots[*place].bytes.clone())
            .collect()
    }

    fn handed_roots(&self, hand: &Hand) -> Vec<Vec<u8>> {
        let forged = || {
            let mut parts = self.roots.iter().enumerate().rev();
            parts.find(|(place, part)| {
                part.signed.by_program.len() < part.signed.all.len() && !self.chain.contains(place)
            })
        };
        match hand.roots {
            Roots::All => self.chain_bytes(),
            Roots::None => Vec::new(),
            Roots::Forged => forged()
                .map(|(_, part)| part.bytes.clone())
                .into_iter()
                .collect(),
        }
    }

    /// The list that is said to be the last: one that has enough signatures, stolen ones included.
    fn handed_list(&self, place: usize, hand: &Hand) -> Option<Vec<u8>> {
        let number = hand.last?;
        let mut offered: Vec<&ListPart> = self
            .lists
            .iter()
            .enumerate()
            .filter(|(other, part)| *other != place && part.signed.all.len() > 1)
            .map(|(_, part)| part)
            .collect();
        if *hand == HONEST {
            let complete = self.complete.iter().map(|place| &self.lists[*place]);
            offered = complete.collect();
            offered.sort_by_key(|part| part.plan.pair());
        }
        if offered.is_empty() {
            return None;
        }
        Some(offered[pick(offered.len(), number)].bytes.clone())
    }

    pub(crate) fn add_list(&mut self, plan: ListPlan) -> Option<usize> {
        let part = ListPart {
            bytes: plan.encode()?,
            plan,
            signed: Signed::default(),
        };
        self.lists.push(part);
        Some(self.lists.len() - 1)
    }

    pub(crate) fn add_roots(&mut self, plan: RootPlan) -> Option<usize> {
        let part = RootPart {
            bytes: plan.encode()?,
            plan,
            signed: Signed::default(),
        };
        self.roots.push(part);
        Some(self.roots.len() - 1)
    }

    pub(crate) fn sign_list_by(&mut self, place: usize, keys: &[RootKey]) {
        let part = &mut self.lists[place];
        if let Some(bytes) = signed_by::<TrustListClaims>(&part.bytes, keys) {
            part.bytes = bytes;
            part.signed.all.extend(keys);
        }
    }

    pub(crate) fn sign_roots_by(&mut self, place: usize, keys: &[RootKey]) {
        let part = &mut self.roots[place];
        if let Some(bytes) = signed_by::<RootSetClaims>(&part.bytes, keys) {
            part.bytes = bytes;
            part.signed.all.extend(keys);
        }
    }
}

fn signed_by<T: RootSigned>(bytes: &[u8], keys: &[RootKey]) -> Option<Vec<u8>> {
    let Ok(mut pending) = Pending::<T>::from_bytes(bytes) else {
        return sign_by_hand(bytes, keys);
    };
    for key in keys {
        pending.sign(root_key(*key)).ok()?;
    }
    pending.to_bytes().ok()
}

fn chosen(members: &BTreeSet<RootKey>, hand: &Hand) -> Vec<RootKey> {
    let bits = (0..members.len()).map(|bit| hand.keepers >> (bit % 8) & 1 == 1);
    let chosen = members.iter().zip(bits).filter(|(_, chosen)| *chosen);
    chosen.map(|(key, _)| *key).collect()
}

/// What has a better standing in `next` than in `before`, or is not there.
fn gets_better(before: &ListPlan, next: &ListPlan) -> Option<String> {
    let after = next.lost_keys();
    let key = before.lost_keys().into_iter().find(|(key, standing)| {
        after
            .get(key)
            .is_none_or(|now| rank(*now) < rank(*standing))
            || next.is_active(*key)
    });
    let withdrawn = next.withdrawn_bureaus();
    let bureau = before
        .withdrawn_bureaus()
        .into_iter()
        .find(|bureau| !withdrawn.contains(bureau));
    key.map(|(key, _)| format!("key {key}"))
        .or(bureau.map(|bureau| format!("bureau {bureau}")))
}
