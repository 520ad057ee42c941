//! What must hold after each step.

use credential_core::*;

use crate::actions::Clock;
use crate::keepers::Keeper;
use crate::ledger::*;
use crate::objects::*;
use crate::world::{TERMINALS, World};

impl<K: Keeper> World<K> {
    /// No code is accepted that the terminal knows to be withdrawn, revoked or stolen, and none whose
    /// status list it must miss.
    pub(crate) fn check_terminal(&mut self, number: u8, now: u64) -> Checked {
        for key in 0..BUREAUS * KEYS_EACH {
            for holder in [Holder::Honest, Holder::Thief] {
                let reason = self.doubt(number, key, holder, now);
                if reason.is_none() && (holder == Holder::Thief || key % KEYS_EACH > 1) {
                    continue;
                }
                let terminal = &self.terminals[usize::from(number)];
                let verifier = Verifier::new(&terminal.held, lenient());
                let verdict = verifier.verify_bytes(code(key, holder).as_bytes(), at(now));
                let accepted = matches!(verdict, Verdict::Accept(_));
                if let Some(invariant) = reason {
                    require(!accepted, invariant, || {
                        format!("key {key}, {holder:?}, at {now}: {:?}", terminal.seen)
                    })?;
                    self.count("codes that must not be accepted");
                } else if accepted {
                    self.count("codes accepted");
                }
            }
        }
        Ok(())
    }

    /// Why this terminal must not accept this code.
    fn doubt(&self, number: u8, key: BureauKey, holder: Holder, now: u64) -> Option<&'static str> {
        let terminal = &self.terminals[usize::from(number)];
        let (seen, bureau) = (&terminal.seen, bureau_of(key));
        match seen.lost_keys.get(&key) {
            Some(Standing::Withdrawn) => return Some("a withdrawn key is never accepted again"),
            Some(_) => {
                let vouched = seen.vouch.get(&key).map(|place| &self.vouches[*place]);
                match vouched {
                    // By another key that was stolen too, which the terminal cannot know yet.
                    Some(part) if part.by == By::Thief => {}
                    _ if holder == Holder::Thief => {
                        return Some("a thief's code is never accepted");
                    }
                    Some(_) => {}
                    None => return Some("a compromised key is never accepted plainly"),
                }
            }
            None => {}
        }
        if seen.withdrawn.contains(&bureau) {
            return Some("a withdrawn bureau is never accepted again");
        }
        if holder == Holder::Thief {
            return None;
        }
        if seen.revoked.contains(&key) && !seen.misled.contains_key(&bureau) {
            return Some("a revoked code is never accepted again");
        }
        let list = seen.list.map(|place| &self.lists[place].plan)?;
        let expected = list
            .bureau(bureau)?
            .expected
            .filter(|expected| now >= expected.since)?;
        let held = terminal.held.status_list(issuer_id(bureau));
        let made = held.map(|held| held.claims().validity.from.as_secs());
        let good_enough =
            |made| made >= expected.least && now.saturating_sub(made) <= expected.max_age;
        if made.is_some_and(good_enough) {
            return None;
        }
        Some("a status list that is missing or too old is missed")
    }

    /// The authority leaves behind whatever an attack has left in versions and dates: by a new root
    /// set, a list under it, and a new key for each bureau.
    pub(crate) fn check_recovery(&mut self) -> Checked {
        // The keepers agree that no root set of theirs is on its way.
        let held = self.tip().map_or(0, |tip| tip.plan.version);
        for keeper in self.keepers.values_mut() {
            keeper.program.restart();
            keeper.program.forget_abandoned_roots();
            keeper.roots.retain(|version, _| *version <= held);
        }
        let changes = self.chain.len();
        for bureau in 0..BUREAUS {
            let listed = self.decided.listed.entry(bureau).or_default();
            *listed = (*listed + 1).min(KEYS_EACH);
        }
        self.now += 1;
        self.rotate(1)?;
        if self.next_keepers_are_missing(changes) {
            return Ok(());
        }
        require(self.chain.len() > changes, "there is a way back", || {
            "the keepers do not sign a new root set".into()
        })?;
        let newest = self
            .complete
            .last()
            .map(|place| self.lists[*place].plan.clone());
        let tip = self.tip().map_or(0, |tip| tip.plan.version);
        let newest = newest.filter(|newest| newest.root_version == tip);
        require(newest.is_some(), "there is a way back", || {
            "the keepers do not sign a list under the new root set".into()
        })?;
        let Some(newest) = newest else {
            return Ok(());
        };
        for bureau in 0..BUREAUS {
            self.publish_newest_status(bureau);
        }
        for number in 0..TERMINALS {
            if self.terminals[usize::from(number)].seen.captured {
                continue;
            }
            self.deliver(number, Clock::True)?;
            self.check_recovered(number, &newest)?;
        }
        Ok(())
    }

    /// No more people in the model.
    fn next_keepers_are_missing(&self, changes: usize) -> bool {
        let members = self
            .tip()
            .map(|tip| tip.plan.members.clone())
            .unwrap_or_default();
        self.chain.len() == changes && members.last().is_some_and(|last| *last + 1 >= ROOT_KEYS)
    }

    fn publish_newest_status(&mut self, bureau: Bureau) {
        let plan = self.list_of_authority();
        let Some(key) = keys_of(bureau).filter(|key| plan.is_active(*key)).last() else {
            return;
        };
        let revoked = self.decided.revoked.iter().copied();
        let plan = StatusPlan {
            bureau,
            key,
            made: self.now,
            revoked: revoked.filter(|key| bureau_of(*key) == bureau).collect(),
        };
        self.add_status(plan, By::Bureau);
    }

    fn check_recovered(&mut self, number: u8, newest: &ListPlan) -> Checked {
        let terminal = &self.terminals[usize::from(number)];
        require(
            terminal.seen.highest == newest.pair(),
            "there is a way back",
            || {
                format!(
                    "terminal {number} holds {:?}, not {:?}",
                    terminal.seen.highest,
                    newest.pair()
                )
            },
        )?;
        for bureau in 0..BUREAUS {
            let keys = || keys_of(bureau).filter(|key| newest.is_active(*key));
            let standing = newest.bureau(bureau).map(|plan| plan.standing);
            // A bureau that has used up all keys of the model has no new one.
            let fresh = keys().last().is_some_and(|key| !self.stolen.contains(&key));
            if standing != Some(Standing::Active) || !fresh {
                continue;
            }
            let listed = |part: &StatusPart| part.by == By::Bureau && part.plan.bureau == bureau;
            let place = self.statuses.iter().rposition(listed);
            require(
                terminal.seen.status.get(&bureau) == place.as_ref(),
                "there is a way back",
                || {
                    format!(
                        "terminal {number} has not the status list {:?}",
                        place.map(|at| &self.statuses[at].plan)
                    )
                },
            )?;
            for key in keys().filter(|key| !self.decided.revoked.contains(key)) {
                let verifier = Verifier::new(&terminal.held, lenient());
                let code = code(key, Holder::Honest);
                let verdict = verifier.verify_bytes(code.as_bytes(), at(self.now));
                require(
                    matches!(verdict, Verdict::Accept(_)),
                    "there is a way back",
                    || format!("key {key} is {}", verdict.reason()),
                )?;
            }
        }
        self.count("terminals recovered");
        Ok(())
    }
}

/// Which floor is lower than before, if not by the written way.
pub(crate) fn floors_fell(before: &Floors, after: &Floors) -> Option<&'static str> {
    let status = fell(&before.status_lists, &after.status_lists);
    let vouch = fell(&before.vouch_lists, &after.vouch_lists);
    let keys = before.lost_keys.iter().any(|(key, lost)| {
        let now = after.lost_keys.get(key);
        !now.is_some_and(|now| now == lost || *now == LostKey::Withdrawn)
    });
    let new_roots = after.trust_list.root_version > before.trust_list.root_version;
    [
        (before.root_version > after.root_version, "root set"),
        (before.trust_list > after.trust_list, "trust list"),
        (
            !new_roots && before.newest_signed > after.newest_signed,
            "newest signed time",
        ),
        (keys, "lost keys"),
        (
            !before.withdrawn_issuers.is_subset(&after.withdrawn_issuers),
            "withdrawn issuers",
        ),
        (status, "status lists"),
        (vouch, "vouch lists"),
    ]
    .into_iter()
    .find_map(|(fell, name)| fell.then_some(name))
}

fn fell<S: Ord>(before: &DatedFloors<S>, after: &DatedFloors<S>) -> bool {
    before
        .iter()
        .any(|(subject, date)| after.get(subject).is_none_or(|now| now < date))
}
