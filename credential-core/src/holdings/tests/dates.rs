//! Status lists that are dated ahead, and clocks that are wrong.

use super::*;

/// A bureau whose computer is years ahead would lock its own later lists out for as long.
#[test]
fn a_status_list_dated_ahead_does_not_block_the_later_ones() {
    let ahead = NOW.plus(Duration::from_secs(400 * 86_400));
    let mut held = terminal();
    let errors = refused(&mut held, &with_status_list(statuses(ahead, &[])));
    let (made, latest) = (ahead.as_secs(), NOW.as_secs() + 86_400);
    assert_eq!(errors, [Error::DatedAhead { made, latest }]);
    let honest = with_status_list(statuses(NOW.plus(Duration::from_secs(86_400)), &[]));
    assert_eq!(results(&held.apply(&honest, NOW)), [Ok(Applied::New)]);
}

/// What the roots have signed is the better clock, as long as the terminal's own is not absurd.
#[test]
fn a_clock_that_is_hours_behind_takes_the_lists_of_today() {
    let [a, b, ..] = keepers();
    let mut held = Holdings::provision(&first_roots()).unwrap();
    let now = UnixTime::from_secs(day(5).as_secs() - 3_600);
    held.apply(&with_list(list(5, 1, &[&a, &b])), now);
    let late = day(6).plus(Duration::from_secs(1));
    let errors = results(&held.apply(&with_status_list(statuses(late, &[])), now));
    assert!(
        matches!(errors[..], [Err(Error::DatedAhead { .. })]),
        "{errors:?}"
    );
    let outcomes = held.apply(&with_status_list(statuses(day(6), &[])), now);
    assert_eq!(results(&outcomes), [Ok(Applied::New)]);
}

/// A gate without a battery wakes up in 1970 each morning. It must still learn what was revoked.
#[test]
fn a_clock_that_is_wrong_for_certain_keeps_no_sound_list_out() {
    let mut held = terminal();
    let revoked = with_status_list(statuses(day(300), &[claims().status_index.0]));
    let outcomes = held.apply(&revoked, UnixTime::default());
    assert_eq!(results(&outcomes), [Ok(Applied::New)]);
}

/// The last second of the trust list is as far ahead as such a clock lets a list be dated.
#[test]
fn a_clock_that_is_wrong_for_certain_takes_no_list_from_behind_the_trust_list() {
    let [a, b, ..] = keepers();
    let mut held = Holdings::provision(&first_roots()).unwrap();
    let until = day(300);
    let short = list_of(5, 1, &[&a, &b], |claims| claims.validity.until = until);
    held.apply(&with_list(short), NOW);
    let last_wrong = UnixTime::from_secs(day(4).as_secs() - 1);
    let last = UnixTime::from_secs(until.as_secs() - 1);
    for wrong in [UnixTime::default(), last_wrong] {
        let (before, floors) = (held.to_update(), held.floors().clone());
        let outcomes = held.apply(&with_status_list(statuses(until, &[])), wrong);
        let (made, latest) = (until.as_secs(), last.as_secs());
        assert_eq!(
            results(&outcomes),
            [Err(Error::DatedAhead { made, latest })]
        );
        assert_eq!((held.to_update(), held.floors()), (before, &floors));
    }
    // A second later it is only late, and its own time counts.
    let late = last_wrong.plus(Duration::from_secs(1));
    let outcomes = held.apply(&with_status_list(statuses(last, &[])), late);
    let (made, latest) = (last.as_secs(), day(6).as_secs());
    assert_eq!(
        results(&outcomes),
        [Err(Error::DatedAhead { made, latest })]
    );
    let outcomes = held.apply(&with_status_list(statuses(last, &[])), last_wrong);
    assert_eq!(results(&outcomes), [Ok(Applied::New)]);
}

/// A start on a day on which the clock fell back costs nothing that is held.
#[test]
fn what_was_kept_is_taken_back_whatever_the_clock_says() {
    let mut held = terminal();
    held.apply(&with_status_list(statuses(day(100), &[])), NOW);
    let kept = held.to_update();
    let mut restored = Holdings::with_floors(&kept.root_sets[0], held.floors().clone()).unwrap();
    assert_eq!(
        results(&restored.restore(&kept)),
        [Ok(Applied::AlreadyHeld), Ok(Applied::New), Ok(Applied::New)]
    );
}
