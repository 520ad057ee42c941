//! When merchants were members, by what the register has recorded of them.

use std::collections::BTreeMap;

use ::books::MembershipFact;
use credential_core::{CivilDay, DayNumber, UnixTime};

use crate::register::MerchantHistory;

/// From which second on each merchant was a member, or none. Before the first of them it was none.
///
/// A membership ends with a day, unless that day's suspension was recorded in the course of the day itself
/// (`endings_of_the_day`): what a merchant gave in the hours before, it gave as a member.
pub(super) fn facts(
    histories: &BTreeMap<u32, MerchantHistory>,
    endings_of_the_day: &BTreeMap<(u32, CivilDay), UnixTime>,
) -> Vec<MembershipFact> {
    let mut facts = Vec::new();
    for (merchant, history) in histories {
        let mut add = |since, is_member| {
            facts.push(MembershipFact {
                merchant: *merchant,
                since,
                is_member,
            });
        };
        for days in history.member_periods() {
            add(days.first.day_number().begins(), true);
            if days.last != CivilDay::LAST {
                let DayNumber(last) = days.last.day_number();
                let next = DayNumber(last.saturating_add(1));
                let recorded = endings_of_the_day.get(&(*merchant, next.into()));
                add(recorded.copied().unwrap_or_else(|| next.begins()), false);
            }
        }
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use credential_core::{Moment, UnixTime};

    use crate::register::{MerchantEvent, MerchantEventKind as Kind};

    fn day(number: u32) -> CivilDay {
        CivilDay::from_number(number).unwrap()
    }

    fn history(events: &[(Kind, u32, Option<u32>)]) -> MerchantHistory {
        let event = |(kind, from, until): &(Kind, u32, Option<u32>)| MerchantEvent {
            merchant: 7,
            kind: *kind,
            day: day(*from),
            until: until.map(day),
            kept: None,
            note: String::new(),
        };
        MerchantHistory::new(events.iter().map(event).collect())
    }

    /// Whether the books take it for a member in this second.
    fn is_member(facts: &[MembershipFact], at: UnixTime) -> bool {
        let before = facts.iter().filter(|fact| fact.since <= at);
        before
            .max_by_key(|fact| fact.since)
            .is_some_and(|fact| fact.is_member)
    }

    #[test]
    fn a_membership_begins_and_ends_with_days_of_beijing() {
        let history = history(&[
            (Kind::Joined, 20_260_201, Some(20_260_430)),
            (Kind::Suspended, 20_260_310, None),
            (Kind::Returned, 20_260_320, None),
        ]);
        let facts = facts(&BTreeMap::from([(7, history)]), &BTreeMap::new());
        for (first, is) in [
            (20_260_201, true),
            (20_260_310, false),
            (20_260_320, true),
            (20_260_501, false),
        ] {
            let begins = day(first).day_number().begins();
            assert_eq!(Moment::at(begins).day(), day(first));
            assert_eq!(Moment::at(begins).minute(), 0);
            let before = UnixTime::from_secs(begins.as_secs() - 1);
            assert_eq!(
                (is_member(&facts, before), is_member(&facts, begins)),
                (!is, is),
                "{first}"
            );
        }
    }

    #[test]
    fn an_agreement_without_an_end_ends_by_leaving_alone() {
        let joined = (Kind::Joined, 20_260_201, None);
        let stays = facts(&BTreeMap::from([(7, history(&[joined]))]), &BTreeMap::new());
        assert_eq!(stays.len(), 1);
        let left = history(&[joined, (Kind::Left, 20_261_001, None)]);
        let facts = facts(&BTreeMap::from([(7, left)]), &BTreeMap::new());
        let ends = day(20_261_001).day_number().begins();
        assert_eq!((facts[1].since, facts[1].is_member), (ends, false));
    }

    #[test]
    fn a_suspension_of_the_day_does_not_reach_back_to_the_hours_before_it() {
        let joined = (Kind::Joined, 20_260_201, None);
        let suspended = (Kind::Suspended, 20_260_310, None);
        let begins = day(20_260_310).day_number().begins();
        let recorded = UnixTime::from_secs(begins.as_secs() + 7 * 3_600);
        let endings = BTreeMap::from([((7, day(20_260_310)), recorded)]);
        let histories = BTreeMap::from([(7, history(&[joined, suspended]))]);
        let of_the_day = facts(&histories, &endings);
        let before = UnixTime::from_secs(recorded.as_secs() - 1);
        assert!(is_member(&of_the_day, before) && !is_member(&of_the_day, recorded));
        // One that was recorded on another day holds for the whole of its day.
        assert!(!is_member(&facts(&histories, &BTreeMap::new()), begins));
        // Taken back on the same day, nothing is left of it.
        let returned = (Kind::Returned, 20_260_310, None);
        let histories = BTreeMap::from([(7, history(&[joined, suspended, returned]))]);
        assert!(is_member(&facts(&histories, &endings), recorded));
    }
}
