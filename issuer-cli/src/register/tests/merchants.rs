//! Events of merchants in the register: vouched for, never changed, and in one history for each merchant.

use credential_core::CivilDay;

use super::*;
use crate::register::schema;

fn event(merchant: u32, kind: MerchantEventKind, day: u32) -> MerchantEvent {
    MerchantEvent {
        merchant,
        kind,
        day: CivilDay::from_number(day).unwrap(),
        until: None,
        kept: (kind == MerchantEventKind::Inspected).then_some(false),
        note: String::from("抽查发现不打折"),
    }
}

/// Two merchants, of which the first was inspected and suspended.
fn with_events() -> Bureau {
    use MerchantEventKind::{Inspected, Joined, Suspended};
    let bureau = Bureau::new();
    for (merchant, kind, day) in [
        (7, Joined, 20_260_101),
        (8, Joined, 20_260_201),
        (7, Inspected, 20_260_609),
        (7, Suspended, 20_260_610),
    ] {
        bureau.run(Action::Merchant, |batch| {
            batch
                .record_merchant_event(&event(merchant, kind, day))
                .unwrap();
        });
    }
    bureau
}

/// Of one that begins with another day than that on which it was recorded, the moment says nothing.
#[test]
fn only_endings_of_their_own_day_have_a_moment() {
    use MerchantEventKind::{Joined, Returned, Suspended};
    let bureau = with_events();
    let today = credential_core::Moment::at(NOW).day();
    assert!(bureau.open().endings_of_the_day().unwrap().is_empty());
    for (merchant, kind) in [(8, Suspended), (9, Joined), (7, Returned)] {
        bureau.run(Action::Merchant, |batch| {
            let event = event(merchant, kind, today.number());
            batch.record_merchant_event(&event).unwrap();
        });
    }
    let endings = bureau.open().endings_of_the_day().unwrap();
    assert_eq!(
        endings,
        std::collections::BTreeMap::from([((8, today), NOW)])
    );
}

#[test]
fn each_merchant_has_one_history_with_who_recorded_it() {
    let bureau = with_events();
    let register = bureau.open();
    let histories = register.merchant_histories().unwrap();
    assert_eq!(histories.keys().copied().collect::<Vec<_>>(), [7, 8]);
    assert_eq!(histories[&7], register.merchant_history(7).unwrap());
    assert_eq!(histories[&7].events().len(), 3);
    let inspection = histories[&7].last_inspection().unwrap();
    assert_eq!(
        (inspection.kept, inspection.day.number()),
        (Some(false), 20_260_609)
    );
    let recorded = register.merchant_events(7).unwrap();
    assert_eq!(recorded[2].event.kind, MerchantEventKind::Suspended);
    assert_eq!(
        (recorded[2].at, recorded[2].actor.as_str()),
        (NOW, actor().as_str())
    );
    assert!(register.merchant_history(9).unwrap().events().is_empty());
    register.verify_audit(None).unwrap();
}

#[test]
fn what_was_changed_removed_or_slipped_in_is_found() {
    for statement in [
        "UPDATE merchant_events SET day = 20260611 WHERE id = 4",
        "UPDATE merchant_events SET kept = 1 WHERE id = 3",
        "UPDATE merchant_events SET note = '' WHERE id = 2",
        "UPDATE merchant_events SET until = 20261231 WHERE id = 1",
        "DELETE FROM merchant_events WHERE id = 4",
        "DELETE FROM merchant_events",
        "INSERT INTO merchant_events (audit, merchant, kind, day, note)
         SELECT audit, merchant, 'returned', day, '' FROM merchant_events WHERE id = 4",
    ] {
        let bureau = with_events();
        let raw = bureau.raw();
        // Nobody does it by accident.
        if !statement.starts_with("INSERT") {
            assert!(raw.execute_batch(statement).is_err(), "{statement}");
        }
        raw.execute_batch("DROP TRIGGER merchant_events_stay; DROP TRIGGER merchant_events_last;")
            .unwrap();
        raw.execute_batch(statement).unwrap();
        drop(raw);
        let broken = bureau.examine().verify_audit(None).unwrap_err();
        assert_eq!(broken.code, "audit-broken", "{statement}");
    }
}

/// The table itself takes nothing that could not be read again.
#[test]
fn what_is_no_event_is_not_taken() {
    use MerchantEventKind::{Inspected, Left};
    let bureau = with_events();
    for wrong in [
        event(0, Left, 20_260_701),
        MerchantEvent {
            kept: None,
            ..event(7, Inspected, 20_260_701)
        },
        MerchantEvent {
            kept: Some(true),
            ..event(7, Left, 20_260_701)
        },
        MerchantEvent {
            until: Some(CivilDay::LAST),
            ..event(7, Left, 20_260_701)
        },
        MerchantEvent {
            until: Some(CivilDay::FIRST),
            ..event(9, MerchantEventKind::Joined, 20_260_701)
        },
    ] {
        let mut register = bureau.open();
        let mut clerk = register.clerk(&actor()).unwrap();
        let mut batch = clerk.batch(Action::Merchant, NOW).unwrap();
        assert!(batch.record_merchant_event(&wrong).is_err(), "{wrong:?}");
        assert!(batch.commit().is_err(), "{wrong:?}");
    }
    bureau.open().verify_audit(None).unwrap();
}

#[test]
fn a_register_of_version_4_keeps_its_audit_log_and_then_keeps_events() {
    let bureau = Bureau::new();
    bureau.issued(1);
    let before = bureau.open().audit_head().unwrap();
    bureau
        .raw()
        .execute_batch(
            "ALTER TABLE credentials DROP COLUMN dependants; DROP TABLE merchant_events; DROP TABLE complaints; PRAGMA user_version = 4;",
        )
        .unwrap();
    let register = bureau.open();
    register.verify_audit(Some(&before)).unwrap();
    assert!(register.merchant_histories().unwrap().is_empty());
    drop(register);
    bureau.run(Action::Merchant, |batch| {
        batch
            .record_merchant_event(&event(7, MerchantEventKind::Joined, 20_260_101))
            .unwrap();
    });
    bureau.open().verify_audit(Some(&before)).unwrap();
    assert_eq!(
        schema::version(&bureau.raw()).unwrap(),
        Some(schema::VERSION)
    );
}
