use super::*;

fn day(number: u32) -> CivilDay {
    CivilDay::from_number(number).unwrap()
}

fn event(kind: Kind, from: u32, until: Option<u32>) -> MerchantEvent {
    MerchantEvent {
        merchant: 7,
        kind,
        day: day(from),
        until: until.map(day),
        kept: None,
        note: String::new(),
    }
}

fn history(events: &[(Kind, u32, Option<u32>)]) -> MerchantHistory {
    let events = events
        .iter()
        .map(|(kind, from, until)| event(*kind, *from, *until));
    MerchantHistory::new(events.collect())
}

fn periods(history: &MerchantHistory) -> Vec<(u32, u32)> {
    let periods = history.member_periods().into_iter();
    periods
        .map(|days| (days.first.number(), days.last.number()))
        .collect()
}

/// Joined with an agreement for 2026, suspended in June and back in July.
fn usual() -> MerchantHistory {
    history(&[
        (Kind::Joined, 20_260_101, Some(20_261_231)),
        (Kind::Suspended, 20_260_610, None),
        (Kind::Inspected, 20_260_620, None),
        (Kind::Returned, 20_260_701, None),
    ])
}

#[test]
fn a_day_numbered_is_that_day() {
    for number in [0, 1, 59, 20_000, 2_932_896] {
        assert_eq!(CivilDay::from(DayNumber(number)).day_number().0, number);
    }
    assert_eq!(CivilDay::from(DayNumber(0)), CivilDay::FIRST);
}

#[test]
fn first_and_last_days_belong_to_it() {
    let history = usual();
    assert_eq!(
        periods(&history),
        [(20_260_101, 20_260_609), (20_260_701, 20_261_231)]
    );
    for (number, member) in [
        (20_251_231, false),
        (20_260_101, true),
        (20_260_609, true),
        (20_260_610, false),
        (20_260_630, false),
        (20_260_701, true),
        (20_261_231, true),
        (20_270_101, false),
    ] {
        assert_eq!(history.is_member_on(day(number)), member, "{number}");
    }
    assert_eq!(history.standing_on(day(20_251_231)), None);
    assert_eq!(
        history.standing_on(day(20_260_620)),
        Some(Membership::SUSPENDED)
    );
    // Its standing lasts; its agreement does not.
    assert_eq!(
        history.standing_on(day(20_270_101)),
        Some(Membership::MEMBER)
    );
    assert_eq!(history.agreement_on(day(20_270_101)), None);
}

#[test]
fn a_renewal_goes_on_without_a_gap_or_with_one() {
    let mut history = usual();
    history.push(event(Kind::Renewed, 20_270_101, Some(20_271_231)));
    assert_eq!(
        periods(&history),
        [(20_260_101, 20_260_609), (20_260_701, 20_271_231)]
    );
    history.push(event(Kind::Renewed, 20_280_301, None));
    assert_eq!(
        periods(&history),
        [
            (20_260_101, 20_260_609),
            (20_260_701, 20_271_231),
            (20_280_301, 99_991_231)
        ]
    );
}

/// An agreement that is entered anew with an earlier end counts, and so does a later one.
#[test]
fn an_agreement_that_was_corrected_counts_as_corrected() {
    let mut history = history(&[(Kind::Joined, 20_260_101, Some(20_261_231))]);
    history.push(event(Kind::Renewed, 20_260_101, Some(20_260_331)));
    assert_eq!(periods(&history), [(20_260_101, 20_260_331)]);
    history.push(event(Kind::Renewed, 20_260_101, Some(20_260_430)));
    assert_eq!(periods(&history), [(20_260_101, 20_260_430)]);
}

/// What was recorded late holds from its own day all the same.
#[test]
fn events_count_by_their_day_and_not_by_when_they_were_recorded() {
    let history = history(&[
        (Kind::Joined, 20_260_101, None),
        (Kind::Left, 20_270_101, None),
        (Kind::Suspended, 20_261_205, None),
        (Kind::Returned, 20_261_220, None),
    ]);
    assert_eq!(
        periods(&history),
        [(20_260_101, 20_261_204), (20_261_220, 20_261_231)]
    );
    let next = history.next_change_after(day(20_261_220)).unwrap();
    assert_eq!((next.kind, next.day), (Kind::Left, day(20_270_101)));
    assert_eq!(history.next_change_after(day(20_270_101)), None);
}

#[test]
fn of_two_on_one_day_the_later_recorded_counts() {
    let history = history(&[
        (Kind::Joined, 20_260_101, None),
        (Kind::Left, 20_260_501, None),
        (Kind::Returned, 20_260_501, None),
    ]);
    assert_eq!(periods(&history), [(20_260_101, 99_991_231)]);
    let next = history.next_change_after(day(20_260_201)).unwrap();
    assert_eq!(next.kind, Kind::Returned);
}

#[test]
fn what_does_not_fit_is_refused() {
    use HistoryConflict::{JoinedAlready, Left, Member, NotJoined, Suspended};
    let history = usual();
    let on = |kind, number| history.check(kind, day(number));
    assert_eq!(on(Kind::Joined, 20_280_101), Err(JoinedAlready));
    assert_eq!(on(Kind::Suspended, 20_260_615), Err(Suspended));
    assert_eq!(on(Kind::Returned, 20_260_201), Err(Member));
    assert_eq!(on(Kind::Returned, 20_260_801), Err(Member));
    let before = Err(NotJoined(Some(day(20_260_101))));
    for kind in [Kind::Suspended, Kind::Left, Kind::Returned, Kind::Inspected] {
        assert_eq!(on(kind, 20_251_231), before, "{kind:?}");
    }
    assert_eq!(on(Kind::Left, 20_260_615), Ok(()));
    let mut gone = history.clone();
    gone.push(event(Kind::Left, 20_260_901, None));
    for kind in [Kind::Suspended, Kind::Left, Kind::Inspected] {
        assert_eq!(gone.check(kind, day(20_260_901)), Err(Left), "{kind:?}");
    }
    assert_eq!(gone.check(Kind::Returned, day(20_261_001)), Ok(()));
    let nobody = MerchantHistory::default();
    assert_eq!(
        nobody.check(Kind::Left, day(20_260_101)),
        Err(NotJoined(None))
    );
    assert_eq!(nobody.check(Kind::Joined, day(20_260_101)), Ok(()));
    assert!(nobody.member_periods().is_empty());
}

/// On every day around what happened, the periods say the same as the question for the day.
#[test]
fn periods_and_days_agree() {
    let mut history = usual();
    history.push(event(Kind::Renewed, 20_270_115, Some(20_270_630)));
    history.push(event(Kind::Left, 20_270_401, None));
    history.push(event(Kind::Returned, 20_270_501, None));
    let periods = history.member_periods();
    let (from, to) = (
        day(20_251_220).day_number().0,
        day(20_270_710).day_number().0,
    );
    for number in from..to {
        let day = CivilDay::from(DayNumber(number));
        let within = periods.iter().any(|days| days.contains(day));
        assert_eq!(within, history.is_member_on(day), "{day}");
    }
}
