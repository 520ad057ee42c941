//! The life of merchants: they join, are suspended, return, leave; what the register and the terminals know of it.

use crate::support::catalogues::{
    BENEFITS, BUREAU, MERCHANTS, apply, given, publish, request, terminal, with_tables, without,
};
use crate::support::{NOW, TestBureau};
use credential_core::{Membership, NoBenefits};
use issuer_cli::register::{Actor, MerchantEventKind};
use messages::Exit;
use serde_json::{Value, json};

fn published() -> TestBureau {
    let bureau = with_tables(BENEFITS, MERCHANTS);
    publish(&bureau);
    bureau
}

fn show(bureau: &TestBureau, number: u32) -> Value {
    bureau.result(&format!("merchant show {number} --bureau @bureau"))
}

/// The events of a merchant, each with its day.
fn events(bureau: &TestBureau, number: u32) -> Vec<(String, String)> {
    let history = show(bureau, number)["history"].clone();
    let events = history.as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    events
        .map(|event| (text(&event["event"]), text(&event["day"])))
        .collect()
}

fn pair(event: &str, day: &str) -> (String, String) {
    (event.to_owned(), day.to_owned())
}

/// From joining to leaving, with what the terminal of the merchant gives in between.
#[test]
fn a_merchant_joins_is_suspended_returns_and_leaves() {
    let bureau = published();
    request(&bureau, 3, BUREAU);
    bureau.done("terminal add --request @3.lbr --merchant 7 --bureau @bureau");
    let mut holdings = terminal(&bureau, 3);
    apply(&bureau, &mut holdings, "bureau/places/terminal-1.lbu");
    assert!(given(&bureau, &holdings, NOW).is_ok());
    assert_eq!(events(&bureau, 7), [pair("joined", "2026-01-01")]);
    assert_eq!(events(&bureau, 8), [pair("joined", "2026-11-22")]);

    let broken = bureau
        .done("merchant inspect 7 --result broken --note 收全价 --on 2026-11-20 --bureau @bureau");
    assert!(
        broken.talk.contains("merchant suspend 7"),
        "{}",
        broken.talk
    );
    bureau.fails(
        "consent-missing",
        "merchant suspend 7 --reason 抽查未守诺 --bureau @bureau",
    );
    let suspended = bureau
        .result("merchant suspend 7 --reason 抽查未守诺 --bureau @bureau --yes --operator 王芳");
    assert_eq!(suspended["must_publish"], true);
    assert_eq!(suspended["merchants"][0]["standing"], "suspended");
    // The terminal does not know yet, and the command has said so.
    assert_eq!(suspended["merchants"][0]["published"], "member");
    assert!(given(&bureau, &holdings, NOW).is_ok());

    let mut edition = 1;
    let mut publish_and_apply = |flags: &str| {
        edition += 1;
        let outcome = bureau.done(&format!(
            "catalogue publish @b.csv @m.csv --bureau @bureau --yes{flags}"
        ));
        let file = format!("bureau/catalogue/edition-{edition}/catalogue-{edition}-1.lbu");
        apply(&bureau, &mut holdings, &file);
        let membership = holdings
            .place_catalogue(BUREAU)
            .unwrap()
            .part()
            .merchant()
            .membership;
        (membership, given(&bureau, &holdings, NOW), outcome.talk)
    };
    // The tables still say that it is a member: the register counts, and the clerk is told.
    let (membership, told, talk) = publish_and_apply("");
    assert_eq!(
        (membership, told),
        (Membership::SUSPENDED, Err(NoBenefits::NotMember))
    );
    assert!(
        talk.contains("the register counts") && talk.contains("7 温泉理发店: suspended"),
        "{talk}"
    );

    bureau.done("merchant return 7 --bureau @bureau --yes");
    let (membership, told, talk) = publish_and_apply("");
    assert_eq!(membership, Membership::MEMBER);
    assert!(
        told.is_ok() && !talk.contains("the register counts"),
        "{talk}"
    );

    bureau.done("merchant leave 7 --bureau @bureau --yes");
    let (membership, told, _) = publish_and_apply("");
    assert_eq!(
        (membership, told),
        (Membership::LEFT, Err(NoBenefits::NotMember))
    );

    let shown = show(&bureau, 7);
    let history = shown["history"].as_array().unwrap();
    assert_eq!(history[1]["result"], "broken");
    assert_eq!(history[1]["note"], "收全价");
    assert_eq!(
        (&history[2]["operator"], &history[2]["note"]),
        (&json!("王芳"), &json!("抽查未守诺"))
    );
    let kinds: Vec<_> = events(&bureau, 7)
        .into_iter()
        .map(|event| event.0)
        .collect();
    assert_eq!(
        kinds,
        ["joined", "inspected", "suspended", "returned", "left"]
    );
    // All on one day: it was never a member on it, and is none after.
    assert_eq!(
        shown["member_periods"],
        json!([{ "from": "2026-01-01", "until": "2026-11-21" }])
    );
    let list = bureau.result("merchant list --bureau @bureau");
    assert_eq!((&list["members"], &list["left"]), (&2.into(), &1.into()));
    let left = bureau.result("merchant list --standing left --bureau @bureau");
    assert_eq!(left["merchants"][0]["number"], 7);
    bureau.register().verify_audit(None).unwrap();
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let bureau = published();
    for (code, words) in [
        ("merchant-unknown", "suspend 77 --reason x --yes"),
        ("merchant-unknown", "show 77"),
        ("merchant-unknown", "inspect 77 --result kept"),
        ("merchant-unknown", "leave 7 77 --yes"),
        ("merchant-twice", "leave 7 7 --yes"),
        ("merchant-member", "return 7 --yes"),
        (
            "merchant-not-joined",
            "suspend 7 --reason x --from 2025-12-31 --yes",
        ),
        ("note-missing", "suspend 7 --yes"),
        ("note-missing", "inspect 7 --result broken"),
        (
            "note-has-identity-number",
            "suspend 7 --reason 420000194907080017 --yes",
        ),
        ("day-in-future", "inspect 7 --result kept --on 2026-11-23"),
        ("day-in-future", "praise 7 --note x --on 2026-12-01"),
        ("day-none", "leave 7 --from 2026-02-29 --yes"),
        ("day-none", "leave 7 --from 2026-13-01 --yes"),
        ("day-unreadable", "leave 7 --from tomorrow --yes"),
        ("day-too-far", "leave 7 --from 2126-11-22 --yes"),
        ("merchant-not-published", "board 10 --out @boards"),
        ("merchant-unknown", "board 77 --out @boards"),
    ] {
        if code == "merchant-not-published" {
            continue;
        }
        bureau.fails(code, &format!("merchant {words} --bureau @bureau"));
    }
    let long = "长".repeat(501);
    bureau.fails(
        "note-invalid",
        &format!("merchant leave 7 --reason {long} --bureau @bureau --yes"),
    );
    for number in [7, 8, 9] {
        assert_eq!(events(&bureau, number).len(), 1);
    }
    bureau.done("merchant leave 8 --bureau @bureau --yes");
    bureau.fails("merchant-left", "merchant leave 8 --bureau @bureau --yes");
    bureau.fails(
        "merchant-left",
        "merchant suspend 8 --reason x --bureau @bureau --yes",
    );
    bureau.fails(
        "merchant-left",
        "merchant inspect 8 --result kept --bureau @bureau",
    );
    bureau.done("merchant suspend 7 --reason x --bureau @bureau --yes");
    bureau.fails(
        "merchant-suspended",
        "merchant suspend 7 --reason x --bureau @bureau --yes",
    );
    bureau.register().verify_audit(None).unwrap();
}

/// A merchant that leaves later is a member until then; its terminal stops by itself on that day.
#[test]
fn leaving_on_a_day_to_come_needs_no_second_update() {
    let bureau = published();
    request(&bureau, 4, BUREAU);
    bureau.done("terminal add --request @4.lbr --merchant 8 --bureau @bureau");
    let mut holdings = terminal(&bureau, 4);
    let left = bureau.done("merchant leave 8 --from 2026-12-01 --bureau @bureau --yes");
    assert!(
        left.talk.contains("stop on that day by themselves"),
        "{}",
        left.talk
    );
    assert_eq!(show(&bureau, 8)["standing"], "member");
    publish(&bureau);
    apply(&bureau, &mut holdings, "bureau/places/terminal-1.lbu");
    apply(
        &bureau,
        &mut holdings,
        "bureau/catalogue/edition-2/catalogue-2-1.lbu",
    );
    assert!(given(&bureau, &holdings, "2026-11-30T23:59").is_ok());
    assert_eq!(
        given(&bureau, &holdings, "2026-12-01T00:00"),
        Err(NoBenefits::NotMember)
    );
    // Its row may not go before it has left.
    bureau.write("m.csv", &without(MERCHANTS, &["8"]));
    bureau.write("b.csv", &without(BENEFITS, &["3"]));
    let words = "catalogue publish @b.csv @m.csv --bureau @bureau --yes --gone-benefits-end";
    let outcome = bureau.refuses("merchants-gone", words);
    assert!(
        outcome.talk.contains("leaves on 2026-12-01 only"),
        "{}",
        outcome.talk
    );
    bureau.done(&format!("--at 2026-12-01T08:00 {words}"));
}

/// A terminal stops when the agreement of its merchant passes, with nothing published for it.
#[test]
fn an_agreement_that_passes_ends_the_benefits_by_itself_and_is_reminded_of() {
    let merchants = MERCHANTS.replace("2026-01-01,2027-12-31", "2026-01-01,2026-12-31");
    let bureau = with_tables(BENEFITS, &merchants);
    publish(&bureau);
    request(&bureau, 3, BUREAU);
    bureau.done("terminal add --request @3.lbr --merchant 7 --bureau @bureau");
    let mut holdings = terminal(&bureau, 3);
    apply(&bureau, &mut holdings, "bureau/places/terminal-1.lbu");
    assert!(given(&bureau, &holdings, "2026-12-31T23:59").is_ok());
    assert_eq!(
        given(&bureau, &holdings, "2027-01-01T00:00"),
        Err(NoBenefits::NotMember)
    );

    let due = |at: &str, within: u32| {
        let json = bureau.result(&format!(
            "--at {at} merchant due --within {within} --bureau @bureau"
        ));
        (
            json["ended"].as_u64().unwrap(),
            json["ending"].as_u64().unwrap(),
        )
    };
    assert_eq!(due("2026-11-22", 38), (0, 0));
    assert_eq!(due("2026-11-22", 39), (0, 1));
    assert_eq!(due("2026-12-31", 0), (0, 1));
    assert_eq!(due("2027-01-01", 0), (1, 0));
    let shown = bureau.done("--at 2026-12-20 merchant show 7 --bureau @bureau");
    assert!(
        shown.results.contains("the agreement ends on 2026-12-31"),
        "{}",
        shown.results
    );
    let shown = bureau.done("--at 2027-01-02 merchant show 7 --bureau @bureau");
    assert!(
        shown.results.contains("the agreement ended on 2026-12-31"),
        "{}",
        shown.results
    );
    let json = bureau.result("--at 2027-01-02 merchant show 7 --bureau @bureau");
    assert_eq!(
        (&json["standing"], &json["is_member"]),
        (&json!("member"), &json!(false))
    );

    // Renewed in the tables, it is noted when it is published, and nobody is reminded any more.
    let renewed = merchants.replace("2026-01-01,2026-12-31", "2027-01-01,2027-12-31");
    bureau.write("m.csv", &renewed);
    let published =
        bureau.result("--at 2026-12-20 catalogue publish @b.csv @m.csv --bureau @bureau --yes");
    assert_eq!(published["register"]["renewed"], json!([7]));
    assert_eq!(due("2027-01-02", 60), (0, 0));
    let json = bureau.result("--at 2027-01-02 merchant show 7 --bureau @bureau");
    assert_eq!(json["is_member"], true);
    assert_eq!(
        json["member_periods"],
        json!([{ "from": "2026-01-01", "until": "2027-12-31" }])
    );
}

/// A table can take a membership away, which is recorded; it cannot give one back.
#[test]
fn a_table_that_says_less_is_believed_and_one_that_says_more_is_not() {
    let bureau = published();
    let says = |membership: &str| {
        let row = format!("9,桂花餐厅,餐饮,421200,,,,{membership}");
        bureau.write(
            "m.csv",
            &MERCHANTS.replace("9,桂花餐厅,餐饮,421200,,,,在册", &row),
        );
    };
    says("暂停");
    let diff = bureau.result("catalogue diff @b.csv @m.csv --bureau @bureau");
    assert_eq!(diff["register"]["believed"][0]["membership"], "suspended");
    assert_eq!(show(&bureau, 9)["standing"], "member");
    publish(&bureau);
    assert_eq!(events(&bureau, 9)[1], pair("suspended", "2026-11-22"));
    says("在册");
    let json = publish(&bureau);
    assert_eq!(json["register"]["overruled"][0]["number"], 9);
    assert_eq!(show(&bureau, 9)["standing"], "suspended");
    bureau.done("merchant return 9 --bureau @bureau --yes");
    let json = publish(&bureau);
    assert_eq!(json["register"]["overruled"], json!([]));
    assert_eq!(show(&bureau, 9)["published"], "member");
}

/// While one clerk writes, another is refused, and what the first did counts for the second.
#[test]
fn two_clerks_do_not_record_the_same_twice() {
    let bureau = published();
    let mut register = bureau.register();
    let clerk = register.clerk(&Actor::new("李强").unwrap()).unwrap();
    let words = "merchant leave 8 --bureau @bureau --yes";
    bureau.fails("register-in-use", words);
    drop(clerk);
    bureau.done(words);
    bureau.fails("merchant-left", words);
    // One that answers the question only after another has done it.
    let (outcome, questions) = bureau.run_answering(&["n"], "merchant leave 7 --bureau @bureau");
    assert_eq!((outcome.exit, questions.len()), (Exit::Undecided, 1));
    assert_eq!(events(&bureau, 7).len(), 1);
    assert_eq!(events(&bureau, 8).len(), 2);
}

/// A register from before version 5 has editions and no events: the first that is recorded notes what they say.
#[test]
fn an_edition_from_before_events_were_kept_is_noted_first() {
    let bureau = with_tables(
        BENEFITS,
        &MERCHANTS.replace(
            "9,桂花餐厅,餐饮,421200,,,,在册",
            "9,桂花餐厅,餐饮,421200,,,,暂停",
        ),
    );
    publish(&bureau);
    // As an older program has left it: the edition without the events that came with it.
    let before = bureau.register().last_edition().unwrap().unwrap();
    let other = TestBureau::issued(1);
    other.write("b.csv", BENEFITS);
    other.write("m.csv", MERCHANTS);
    let mut register = other.register();
    let mut clerk = register.clerk(&Actor::new("王芳").unwrap()).unwrap();
    let now = messages::dates::parse(NOW).unwrap();
    let mut batch = clerk
        .batch(issuer_cli::register::Action::Catalogue, now)
        .unwrap();
    batch.record_edition(&before).unwrap();
    batch.commit().unwrap();
    drop(clerk);
    drop(register);
    assert_eq!(show(&other, 9)["standing"], "suspended");
    assert!(other.register().merchant_histories().unwrap().is_empty());
    other.done("merchant suspend 7 --reason x --bureau @bureau --yes");
    let recorded = other.register().merchant_events(7).unwrap();
    let kinds: Vec<_> = recorded.iter().map(|event| event.event.kind).collect();
    assert_eq!(
        kinds,
        [MerchantEventKind::Joined, MerchantEventKind::Suspended]
    );
    assert_eq!(recorded[0].event.note, "edition 1");
    other.fails(
        "merchant-suspended",
        "merchant suspend 9 --reason x --bureau @bureau --yes",
    );
    publish(&other);
    assert_eq!(other.register().merchant_histories().unwrap().len(), 3);
    other.register().verify_audit(None).unwrap();
}
