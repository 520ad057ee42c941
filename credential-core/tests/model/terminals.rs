//! Terminals: what is brought to them, and what they have seen.

use std::collections::BTreeSet;

use credential_core::*;

use crate::actions::Clock;
use crate::invariants::floors_fell;
use crate::keepers::Keeper;
use crate::ledger::*;
use crate::objects::*;
use crate::world::World;

#[derive(Clone, Debug)]
pub(crate) struct Terminal {
    pub(crate) held: Holdings,
    pub(crate) seen: Seen,
}

/// Places of parts in the stock.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    pub(crate) roots: Vec<usize>,
    pub(crate) list: Option<usize>,
    pub(crate) statuses: Vec<usize>,
    pub(crate) vouches: Vec<usize>,
}

impl Terminal {
    /// With the newest root set, from a trusted person.
    pub(crate) fn install(roots: &[RootPart], chain: &[usize]) -> Self {
        let (root, before) = chain.split_last().unwrap();
        Self {
            held: Holdings::provision(&roots[*root].bytes).unwrap(),
            seen: Seen {
                root: *root,
                ancestors: before.iter().copied().collect(),
                ..Seen::default()
            },
        }
    }
}

impl<K: Keeper> World<K> {
    /// The terminal gets the newest of everything.
    pub(crate) fn deliver(&mut self, terminal: u8, clock: Clock) -> Checked {
        let newest = |bureau| {
            let honest = |part: &StatusPart| part.by == By::Bureau && part.plan.bureau == bureau;
            self.statuses.iter().rposition(honest)
        };
        let newest_vouch = |about| {
            let honest = |part: &VouchPart| part.by == By::Bureau && part.plan.about == about;
            self.vouches.iter().rposition(honest)
        };
        let complete = self.complete.iter().copied();
        let parts = Parts {
            roots: self.chain.clone(),
            list: complete.max_by_key(|place| self.lists[*place].plan.pair()),
            statuses: (0..BUREAUS).filter_map(newest).collect(),
            vouches: (0..BUREAUS * KEYS_EACH).filter_map(newest_vouch).collect(),
        };
        self.bring(terminal, &parts, clock)
    }

    /// A terminal is brought these parts, and its memory is compared with what may have changed.
    pub(crate) fn bring(&mut self, number: u8, parts: &Parts, clock: Clock) -> Checked {
        let now = match clock {
            Clock::True => self.now,
            Clock::Behind { days } => self.now - days * DAY,
            Clock::Ahead { days } => self.now + days * DAY,
            Clock::Epoch => 0,
        };
        let mut update = Update::default();
        update.root_sets = parts
            .roots
            .iter()
            .map(|place| self.roots[*place].bytes.clone())
            .collect();
        update.trust_list = parts.list.map(|place| self.lists[place].bytes.clone());
        update.status_lists = parts
            .statuses
            .iter()
            .map(|place| self.statuses[*place].bytes.clone())
            .collect();
        update.vouch_lists = parts
            .vouches
            .iter()
            .map(|place| self.vouches[*place].bytes.clone())
            .collect();
        let terminal = &mut self.terminals[usize::from(number)];
        let before = terminal.held.floors().clone();
        let outcomes = terminal.held.apply(&update, at(now));
        let after = terminal.held.floors().clone();
        self.follow_outcomes(number, parts, &outcomes)?;
        let fell = floors_fell(&before, &after);
        require(fell.is_none(), "no floor goes down", || {
            format!("{fell:?}: {before:?} to {after:?}")
        })?;
        for now in BTreeSet::from([now, self.now]) {
            self.check_terminal(number, now)?;
        }
        Ok(())
    }

    fn follow_outcomes(&mut self, number: u8, parts: &Parts, outcomes: &[PartOutcome]) -> Checked {
        let of_roots = |outcome: &&PartOutcome| matches!(outcome.part, UpdatePart::RootSet { .. });
        let of_statuses =
            |outcome: &&PartOutcome| matches!(outcome.part, UpdatePart::StatusList { .. });
        let roots = parts.roots.iter().zip(outcomes.iter().filter(of_roots));
        for (at, (place, outcome)) in roots.enumerate() {
            self.follow_root(number, *place, parts.roots.split_at(at), outcome.result)?;
        }
        let mut list = outcomes
            .iter()
            .filter(|outcome| matches!(outcome.part, UpdatePart::TrustList { .. }));
        if let (Some(place), Some(outcome)) = (parts.list, list.next()) {
            self.follow_list(number, place, outcome.result)?;
        }
        for (place, outcome) in parts
            .statuses
            .iter()
            .zip(outcomes.iter().filter(of_statuses))
        {
            self.follow_status(number, *place, outcome.result)?;
        }
        let of_vouches =
            |outcome: &&PartOutcome| matches!(outcome.part, UpdatePart::VouchList { .. });
        for (place, outcome) in parts.vouches.iter().zip(outcomes.iter().filter(of_vouches)) {
            self.follow_vouch(number, *place, outcome.result)?;
        }
        Ok(())
    }

    fn follow_root(
        &mut self,
        number: u8,
        place: usize,
        (earlier, rest): (&[usize], &[usize]),
        result: Result<Applied>,
    ) -> Checked {
        let seen = &mut self.terminals[usize::from(number)].seen;
        let (held, part) = (&self.roots[seen.root], &self.roots[place]);
        match result {
            Ok(Applied::New) => {
                require(
                    held.leads_to(part),
                    "a root set follows the one before",
                    || format!("{:?} after {:?}", part.plan, held.plan),
                )?;
                seen.captured |= !held.leads_honestly_to(part);
                seen.ancestors.insert(seen.root);
                seen.root = place;
                self.count("root sets taken");
            }
            Ok(Applied::AlreadyHeld) => {
                // Those behind it lead to the held one, if they stand in the order of their versions.
                let leads = rest
                    .windows(2)
                    .position(|pair| !self.roots[pair[0]].leads_to(&self.roots[pair[1]]));
                let proved = &rest[..leads.map_or(rest.len(), |at| at + 1)];
                // Copies with other signatures are the same set.
                let same =
                    |one: usize, other: usize| self.roots[one].plan == self.roots[other].plan;
                let known = |place: &usize| {
                    same(*place, seen.root)
                        || seen.ancestors.iter().any(|before| same(*before, *place))
                };
                // A second copy of one that stands earlier in the file.
                let twice = earlier.iter().any(|before| same(*before, place));
                let holds = proved.iter().any(known) || twice;
                require(holds, "a stranger's root set is not held already", || {
                    format!("{:?} beside {:?}", part.plan, held.plan)
                })?;
                if proved.iter().any(known) {
                    seen.ancestors.insert(place);
                }
            }
            Err(Error::RootVersionMismatch { .. }) => self.count("root sets out of order"),
            Err(_) => self.count("root sets refused"),
        }
        Ok(())
    }

    fn follow_list(&mut self, number: u8, place: usize, result: Result<Applied>) -> Checked {
        let seen = &mut self.terminals[usize::from(number)].seen;
        let (part, set) = (&self.lists[place], &self.roots[seen.root]);
        match result {
            Ok(Applied::New) => {
                let pair = part.plan.pair();
                require(
                    set.plan.is_met_by(&part.signed.all),
                    "enough root keys have signed",
                    || format!("{:?} by {:?}", part.plan, set.plan),
                )?;
                let rolled_back =
                    pair < seen.highest || pair == seen.highest && seen.list.is_some();
                require(!rolled_back, "no list is rolled back", || {
                    format!("{pair:?} after {:?}", seen.highest)
                })?;
                seen.captured |= !set.plan.is_met_by(&part.signed.by_program);
                seen.highest = pair;
                seen.list = Some(place);
                for (key, standing) in part.plan.lost_keys() {
                    worsen(&mut seen.lost_keys, key, standing);
                }
                seen.withdrawn.extend(part.plan.withdrawn_bureaus());
                // What a lost key has signed does not mislead any more.
                seen.misled
                    .retain(|_, key| !seen.lost_keys.contains_key(key));
                let by_lost =
                    |place: &usize| seen.lost_keys.contains_key(&self.vouches[*place].plan.key);
                seen.vouch.retain(|_, place| !by_lost(place));
                self.count("lists taken");
            }
            Ok(Applied::AlreadyHeld) => {
                let same = |held: usize| self.lists[held].plan == part.plan;
                require(
                    seen.list.is_some_and(same),
                    "only what is held is held already",
                    || format!("{:?} beside {:?}", part.plan, seen.list),
                )?;
            }
            Err(_) => self.count("lists refused"),
        }
        Ok(())
    }

    fn follow_status(&mut self, number: u8, place: usize, result: Result<Applied>) -> Checked {
        let seen = &mut self.terminals[usize::from(number)].seen;
        let part = &self.statuses[place];
        let plan = &part.plan;
        match result {
            Ok(Applied::New) => {
                let lost = seen.lost_keys.contains_key(&plan.key);
                require(!lost, "a lost key signs nothing", || format!("{plan:?}"))?;
                seen.status.insert(plan.bureau, place);
                match part.by {
                    By::Thief => {
                        seen.misled.insert(plan.bureau, plan.key);
                    }
                    By::Bureau => {
                        seen.misled.remove(&plan.bureau);
                        seen.revoked.extend(&plan.revoked);
                    }
                }
                self.count("status lists taken");
            }
            Ok(Applied::AlreadyHeld) => {}
            Err(_) => self.count("status lists refused"),
        }
        Ok(())
    }

    fn follow_vouch(&mut self, number: u8, place: usize, result: Result<Applied>) -> Checked {
        let seen = &mut self.terminals[usize::from(number)].seen;
        let plan = &self.vouches[place].plan;
        match result {
            Ok(Applied::New) => {
                let lost = seen.lost_keys.contains_key(&plan.key);
                require(!lost, "a lost key signs nothing", || format!("{plan:?}"))?;
                seen.vouch.insert(plan.about, place);
                self.count("vouch lists taken");
            }
            Ok(Applied::AlreadyHeld) => {}
            Err(_) => self.count("vouch lists refused"),
        }
        Ok(())
    }

    /// The terminal starts again, with its floors and without some of its objects.
    pub(crate) fn lose_objects(&mut self, number: u8, list: bool, statuses: bool) -> Checked {
        let terminal = &mut self.terminals[usize::from(number)];
        let mut kept = terminal.held.to_update();
        if list {
            kept.trust_list = None;
            terminal.seen.list = None;
        }
        if list || statuses {
            kept.status_lists.clear();
            kept.vouch_lists.clear();
            terminal.seen.status.clear();
            terminal.seen.vouch.clear();
        }
        let floors = terminal.held.floors().clone();
        let restarted = Holdings::with_floors(&kept.root_sets[0], floors.clone());
        let mut restarted = restarted.map_err(|error| Violation {
            invariant: "a terminal starts again",
            detail: error.code().into(),
        })?;
        restarted.restore(&kept);
        let fell = floors_fell(&floors, restarted.floors());
        require(fell.is_none(), "no floor goes down", || {
            format!("{fell:?} at a start")
        })?;
        let same = restarted.to_update() == kept;
        require(same, "what was stored is restored", || format!("{kept:?}"))?;
        terminal.held = restarted;
        self.check_terminal(number, self.now)
    }
}
