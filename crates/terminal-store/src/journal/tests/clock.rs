use credential_core::journal::Note;

use super::*;

const DAY: u64 = 86_400;

/// What a program asks before it grants something that may be had once a day.
fn is_left_today(journal: &Journal, clock: UnixTime) -> bool {
    let today = DayNumber::of(journal.time(clock));
    journal.used(holder(17), BENEFIT, today..=today) == 0
}

#[test]
fn a_clock_set_back_across_midnight_gives_no_second_daily_quota() {
    let disk = SimDisk::new();
    let mut journal = open(&disk);
    // 16:00 in Beijing; nine hours later it is the next day.
    let (evening, next_day) = (NOW, after(9 * 3_600));
    assert!(is_left_today(&journal, evening));
    journal.grant(grant(17), evening).unwrap();
    assert!(!is_left_today(&journal, evening));
    assert!(is_left_today(&journal, next_day));
    journal.grant(grant(17), next_day).unwrap();
    // Back to yesterday and the day before, where nothing was had: also after a restart.
    for back in [9 * 3_600, 2 * DAY, 30 * DAY] {
        let clock = UnixTime::from_secs(next_day.as_secs() - back);
        assert!(!is_left_today(&journal, clock), "{back}");
        drop(journal);
        journal = open(&disk);
        assert!(!is_left_today(&journal, clock), "{back}");
    }
    assert!(is_left_today(&journal, after(9 * 3_600 + DAY)));
}

#[test]
fn times_never_go_down_and_a_note_says_by_how_much_the_clock_was_behind() {
    let disk = SimDisk::new();
    let mut journal = open(&disk);
    journal.grant(grant(1), after(DAY)).unwrap();
    journal.grant(grant(2), after(DAY - 60)).unwrap();
    journal.grant(grant(3), after(0)).unwrap();
    journal.grant(grant(4), after(1)).unwrap();
    journal.grant(grant(5), after(DAY + 5)).unwrap();
    journal.grant(grant(6), after(1)).unwrap();
    let records = records(&journal);
    let times: Vec<u64> = records
        .iter()
        .map(|record| record.time.as_secs() - NOW.as_secs())
        .collect();
    assert_eq!(times, [DAY, DAY, DAY, DAY, DAY, DAY + 5, DAY + 5, DAY + 5]);
    let notes: Vec<_> = records
        .iter()
        .filter_map(|record| match &record.entry {
            Entry::Note(note) => Some((record.number, *note)),
            _ => None,
        })
        .collect();
    let behind = |seconds| Note::ClockBehind { seconds };
    assert_eq!(notes, [(3, behind(DAY)), (7, behind(DAY + 4))]);
}

#[test]
fn only_the_bureau_lets_the_time_go_down() {
    let disk = SimDisk::new();
    let mut journal = open(&disk);
    let far = after(3_000 * DAY);
    journal.grant(grant(17), far).unwrap();
    assert_eq!(journal.time(NOW), far);
    journal.lower_clock(NOW).unwrap().unwrap();
    assert_eq!(journal.time(NOW), NOW);
    assert_eq!(journal.lower_clock(after(1)).unwrap(), None);
    journal.grant(grant(17), after(1)).unwrap();
    drop(journal);
    let journal = open(&disk);
    assert_eq!(journal.time(NOW), after(1));
    agrees(&journal);
}
