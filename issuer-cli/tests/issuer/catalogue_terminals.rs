//! The catalogue at terminals: places, and what is given there.

use crate::support::catalogues::{
    BENEFITS, BUREAU, MERCHANTS, apply, given, publish, request, terminal, with_tables,
};
use credential_core::{BenefitNumber, Fen, Holdings, IssuerId, NoBenefits, Unavailable, charge};

#[test]
fn from_a_spreadsheet_to_a_benefit_at_the_counter() {
    let bureau = with_tables(BENEFITS, MERCHANTS);
    let checked = bureau.result("catalogue check @b.csv @m.csv");
    assert_eq!(checked["benefits"], 4);
    assert_eq!(
        checked["merchants"][0]["benefits"],
        serde_json::json!([1, 2, 4])
    );
    assert_eq!(checked["merchants"][1]["benefits"], serde_json::json!([3]));
    assert_eq!(checked["merchants"][2]["benefits"], serde_json::json!([]));
    let published = publish(&bureau);
    assert_eq!(
        (&published["edition"], &published["parts"]),
        (&1.into(), &3.into())
    );

    request(&bureau, 3, BUREAU);
    let added =
        bureau.result("terminal add --request @3.lbr --merchant 7 --branch 2 --bureau @bureau");
    assert_eq!(added["terminal"], 1);
    let mut holdings = terminal(&bureau, 3);
    // The place, the head and the part of its merchant.
    assert_eq!(
        apply(&bureau, &mut holdings, "bureau/places/terminal-1.lbu"),
        3
    );
    let place = holdings.place(BUREAU).unwrap().claims().clone();
    assert_eq!(
        (
            place.merchant.0,
            place.branch.unwrap().0,
            place.region.code()
        ),
        (7, 2, 421_202)
    );

    // 22 November 2026 is a Sunday.
    let at = |time| given(&bureau, &holdings, time).unwrap();
    let no = Err(Unavailable::NotEntitled);
    assert_eq!(at("2026-11-22T09:00"), [(1, Ok(())), (2, no), (4, Ok(()))]);
    assert_eq!(at("2026-11-22T10:00")[2], (4, Err(Unavailable::NotNow)));
    assert_eq!(at("2026-11-23T09:00")[2], (4, Err(Unavailable::NotToday)));
    let catalogue = holdings.place_catalogue(BUREAU).unwrap();
    let half = catalogue.part().benefit(BenefitNumber(1)).unwrap();
    let paid = charge(&[half], Fen::new(2_501).unwrap()).unwrap();
    assert_eq!(paid.to_pay.get(), 1_250);
}

#[test]
fn a_terminal_has_one_number_and_a_retired_one_gives_nothing_for_ever() {
    let bureau = with_tables(BENEFITS, MERCHANTS);
    request(&bureau, 3, BUREAU);
    bureau.fails(
        "no-edition",
        "terminal add --request @3.lbr --merchant 7 --bureau @bureau",
    );
    publish(&bureau);
    let add = "terminal add --request @3.lbr --merchant 7 --bureau @bureau";
    bureau.done(add);
    bureau.fails("terminal-known", add);
    bureau.fails(
        "merchant-unknown",
        "terminal add --request @3.lbr --merchant 70 --bureau @bureau",
    );
    bureau.fails("branch-unknown", &format!("{add} --branch 9"));
    request(&bureau, 5, BUREAU);
    bureau.fails(
        "terminal-number-used",
        "terminal add --request @5.lbr --merchant 7 --number 1 --bureau @bureau",
    );
    request(&bureau, 6, IssuerId(1));
    bureau.fails(
        "subject-mismatch",
        "terminal add --request @6.lbr --merchant 7 --bureau @bureau",
    );
    let late = format!(
        "--at 2027-02-01 {}",
        "terminal add --request @5.lbr --merchant 7 --bureau @bureau"
    );
    bureau.fails("request-expired", &late);

    // Another place for the same terminal.
    let mut holdings = terminal(&bureau, 3);
    apply(&bureau, &mut holdings, "bureau/places/terminal-1.lbu");
    bureau
        .done("terminal add --request @3.lbr --merchant 7 --branch 2 --number 1 --bureau @bureau");
    apply(&bureau, &mut holdings, "bureau/places/terminal-1.lbu");
    assert_eq!(
        holdings.place(BUREAU).unwrap().claims().branch.unwrap().0,
        2
    );

    bureau.fails("consent-missing", "terminal retire 1 --bureau @bureau");
    bureau.done("terminal retire 1 --bureau @bureau --yes");
    apply(&bureau, &mut holdings, "bureau/places/terminal-1.lbu");
    assert_eq!(
        given(&bureau, &holdings, crate::support::NOW),
        Err(NoBenefits::TerminalRetired)
    );
    bureau.fails(
        "terminal-retired",
        "terminal retire 1 --bureau @bureau --yes",
    );
    bureau.fails("terminal-retired", &format!("{add} --number 1"));
    bureau.fails(
        "terminal-unknown",
        "terminal retire 2 --bureau @bureau --yes",
    );
    bureau.done("terminal add --request @5.lbr --merchant 9 --bureau @bureau");
    let list = bureau.result("terminal list --bureau @bureau");
    let told: Vec<_> = list["terminals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["terminal"].as_u64().unwrap(),
                one["standing"].as_str().unwrap(),
                one["merchant"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(told, [(1, "retired", 7), (2, "in-use", 9)]);
    bureau.register().verify_audit(None).unwrap();
}

#[test]
fn the_clock_of_a_journal_may_go_back_by_a_place_that_says_so_and_by_no_later_one() {
    let bureau = with_tables(BENEFITS, MERCHANTS);
    request(&bureau, 3, BUREAU);
    publish(&bureau);
    let add = "terminal add --request @3.lbr --merchant 7 --bureau @bureau";
    bureau.done(&format!("{add} --branch 2"));
    bureau.fails("consent-missing", "terminal clock-back 1 --bureau @bureau");
    bureau.fails(
        "terminal-unknown",
        "terminal clock-back 2 --bureau @bureau --yes",
    );
    let mut holdings = terminal(&bureau, 3);
    apply(&bureau, &mut holdings, "bureau/places/terminal-1.lbu");
    let held = |holdings: &Holdings| holdings.place(BUREAU).unwrap().claims().clone();
    let before = held(&holdings);
    assert_eq!(before.clock_floor, None);

    let answer = bureau.result("terminal clock-back 1 --bureau @bureau --yes");
    assert_eq!(answer["terminal"], 1);
    apply(&bureau, &mut holdings, "bureau/places/terminal-1.lbu");
    let after = held(&holdings);
    // A newer place than the one before, for the same terminal, and nothing else is changed.
    let floor = after.clock_floor.unwrap();
    assert_eq!(answer["clock_floor"], floor.as_secs());
    assert!(after.issued > before.issued && floor <= after.issued);
    let same = credential_core::PlaceClaims {
        issued: before.issued,
        clock_floor: None,
        ..after
    };
    assert_eq!(same, before);
    let list = bureau.result("terminal list --bureau @bureau");
    assert_eq!(list["terminals"][0]["clock_floor"], floor.as_secs());

    // Another place is none that lets it go back, and a retired terminal gets none.
    bureau.done(&format!("{add} --branch 2 --number 1"));
    apply(&bureau, &mut holdings, "bureau/places/terminal-1.lbu");
    assert_eq!(held(&holdings).clock_floor, None);
    bureau.done("terminal retire 1 --bureau @bureau --yes");
    bureau.fails(
        "terminal-retired",
        "terminal clock-back 1 --bureau @bureau --yes",
    );
    bureau.register().verify_audit(None).unwrap();
}
