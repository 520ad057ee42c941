use std::fs;

use credential_core::{IssuerId, StatusArray, StatusList, StatusListClaims, Update};
use terminal_store::Store;

use super::*;
use crate::clock::Clock;
use crate::tests::fixtures::{self, ISSUED, XIANNING};
use crate::trust_source::TrustSource;

fn at(days: u64) -> UnixTime {
    UnixTime::from_secs(ISSUED).plus(Duration::from_secs(days * 86_400))
}

fn judge(terminal: TrustSource, days: u64) -> CodeJudge {
    CodeJudge::new(terminal, Policy::shop(), Clock::Fixed(at(days)))
}

/// What is said first, with lists that hold for so many days.
fn of_files(valid_days: u64, days: u64) -> Notice {
    let files = fixtures::TerminalFiles::new();
    let list = fixtures::list_claims(1, Validity::new(at(0), at(valid_days)));
    let trust = files.put("trust-list.cbor", &fixtures::signed(list, &[1, 3]));
    let terminal = TrustSource::of_files(&files.path("root-set.cbor"), &trust).unwrap();
    notices(&judge(terminal, days)).remove(0)
}

#[test]
fn a_trust_list_is_warned_of_before_it_expires() {
    for (valid, days, gravity, words) in [
        (400, 3, Gravity::Fine, "made 3 days ago"),
        (400, 200, Gravity::Warns, "200 days old"),
        (100, 87, Gravity::Warns, "valid until"),
        (100, 85, Gravity::Fine, "made 85 days ago"),
        (100, 100, Gravity::Stops, "expired"),
    ] {
        let notice = of_files(valid, days);
        assert_eq!(notice.gravity, gravity, "{valid} {days}");
        assert!(notice.text.in_lang(Lang::En).contains(words), "{notice:?}");
    }
}

/// Everything that is said of a store with a status list of that time.
fn of_store(made: u64, valid: u64, days: u64) -> Vec<Notice> {
    let files = fixtures::TerminalFiles::new();
    let folder = files.path("store");
    let roots = fs::read(files.path("root-set.cbor")).unwrap();
    let mut store = Store::provision(&folder, &roots).unwrap();
    let mut update = Update::default();
    update.trust_list = Some(fs::read(files.path("trust-list.cbor")).unwrap());
    let claims = StatusListClaims {
        issuer: IssuerId(42_120_000 + u32::from(XIANNING)),
        validity: Validity::new(at(made), at(made + valid)),
        ttl: None,
        statuses: StatusArray::all_valid(8).unwrap(),
    };
    update
        .status_lists
        .push(StatusList::issue(&claims, &fixtures::key(XIANNING)).unwrap());
    store.apply(&update, at(made)).unwrap();
    notices(&judge(TrustSource::of_store(&folder).unwrap(), days))
}

#[test]
fn status_lists_are_counted_by_what_is_wrong_with_them() {
    for (made, valid, days, gravity, words) in [
        (1, 90, 5, Gravity::Fine, "Trust list made"),
        (1, 90, 65, Gravity::Warns, "are old"),
        (1, 50, 40, Gravity::Warns, "two weeks"),
        (1, 50, 51, Gravity::Stops, "have expired"),
    ] {
        let notices = of_store(made, valid, days);
        let first = &notices[0];
        assert_eq!(first.gravity, gravity, "{days} {notices:?}");
        assert!(first.text.in_lang(Lang::En).contains(words), "{notices:?}");
    }
}

#[test]
fn a_clock_that_is_behind_is_said() {
    let files = fixtures::TerminalFiles::new();
    let (root, trust) = (files.path("root-set.cbor"), files.path("trust-list.cbor"));
    let said = |now: UnixTime| {
        let terminal = TrustSource::of_files(&root, &trust).unwrap();
        let judge = CodeJudge::new(terminal, Policy::shop(), Clock::Fixed(now));
        let clock = |notice: &Notice| notice.text.in_lang(Lang::En).contains("clock");
        notices(&judge).iter().any(clock)
    };
    assert!(said(UnixTime::from_secs(ISSUED - 3_600)));
    assert!(!said(UnixTime::from_secs(ISSUED - 60)));
    assert!(!said(at(1)));
}
