//! The catalogue: from a spreadsheet to what a terminal gives.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use std::fs;

use credential_core::{
    Applied, BenefitNumber, EligibleHolder, Fen, Holdings, IssuerId, Membership, Moment,
    NoBenefits, NothingUsed, PersonConfirmed, PlaceRequest, PlaceRequestClaims, Policy, Signer,
    SigningKey, Unavailable, UnixTime, Update, charge, verify,
};
use messages::{Exit, dates};
use serde_json::Value;
use support::TestBureau;

const BUREAU: IssuerId = IssuerId(42_120_001);

const MERCHANTS: &str = "编号,名称,行业,地区,联系方式,协议开始,协议截止,在册情况,门店\n\
    7,温泉理发店,理发美容,421202,0715-1234567,2026-01-01,2027-12-31,在册,1 温泉店；2 东门店\n\
    8,香城租车,交通出行,421200,,,,在册,\n\
    9,桂花餐厅,餐饮,421200,,,,在册,\n";

const BENEFITS: &str = "编号,名称,适用类别,行业,商户,优待方式,数值,限次,星期,时段\n\
    1,理发半价,退役军人,理发美容,,折扣,五折,每天1次,,\n\
    2,理发免费,现役军人,理发美容,,免费,,,,\n\
    3,租车免费五天,现役军人,,8,免费,,每年5天,,\n\
    4,周日早场,退役军人,,7,立减,5.50,,周日,06:00-10:00\n";

fn with_tables(benefits: &str, merchants: &str) -> TestBureau {
    let bureau = TestBureau::issued(1);
    bureau.done("publish --bureau @bureau");
    bureau.write("b.csv", benefits);
    bureau.write("m.csv", merchants);
    bureau
}

fn publish(bureau: &TestBureau) -> Value {
    bureau.result("catalogue publish @b.csv @m.csv --bureau @bureau --yes")
}

fn terminal_key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

/// Writes what a terminal with this key asks for.
fn request(bureau: &TestBureau, seed: u8, issuer: IssuerId) {
    let claims = PlaceRequestClaims {
        issued: dates::parse(support::NOW).unwrap(),
        issuer: Some(issuer),
        label: Some(format!("柜台 {seed}")),
    };
    let bytes = PlaceRequest::sign(&claims, &terminal_key(seed)).unwrap();
    fs::write(bureau.path(&format!("{seed}.lbr")), bytes).unwrap();
}

/// A terminal with this key and the lists of the authority and the bureau.
fn terminal(bureau: &TestBureau, seed: u8) -> Holdings {
    let root_set = fs::read(bureau.path("auth/root-set.cbor")).unwrap();
    let mut holdings = Holdings::provision(&root_set).unwrap();
    holdings.set_terminal_key(terminal_key(seed).public_key().thumbprint());
    bureau.done(
        "update pack --out @lists.lbu --authority @auth --status-list @bureau/status-list.cbor",
    );
    apply(bureau, &mut holdings, "lists.lbu");
    holdings
}

fn now() -> UnixTime {
    dates::parse(support::NOW).unwrap()
}

/// Applies an update, all of which is taken; how many parts it had for this terminal.
fn apply(bureau: &TestBureau, holdings: &mut Holdings, file: &str) -> usize {
    let update = Update::parse(&fs::read(bureau.path(file)).unwrap()).unwrap();
    let outcomes = holdings.apply(&update, now());
    for outcome in &outcomes {
        assert!(
            matches!(outcome.result, Ok(Applied::New | Applied::AlreadyHeld)),
            "{outcome:?}"
        );
    }
    outcomes.len()
}

/// A benefit by number, and why it is not given.
type Told = (u32, Result<(), Unavailable>);

/// What each benefit of the terminal's merchant comes to for the holder of the first code.
fn given(bureau: &TestBureau, holdings: &Holdings, at: &str) -> Result<Vec<Told>, NoBenefits> {
    let text = bureau.manifest("out")[0]["text"]
        .as_str()
        .unwrap()
        .to_owned();
    let verdict = verify(&text, holdings, Policy::shop(), now());
    let holder = EligibleHolder::confirmed(&verdict, PersonConfirmed).unwrap();
    let moment = Moment::at(dates::parse(at).unwrap());
    let catalogue = holdings.place_catalogue(BUREAU).unwrap();
    let standings = catalogue.evaluate(holder, moment, &NothingUsed)?;
    let told = standings
        .iter()
        .map(|standing| (standing.entry().number().0, standing.available().map(drop)));
    Ok(told.collect())
}

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
fn everything_wrong_is_said_and_nothing_is_published() {
    let wrong = BENEFITS.replace("五折", "50").replace("5.50", "-5.505");
    let bureau = with_tables(&wrong, MERCHANTS);
    for words in [
        "catalogue check @b.csv @m.csv",
        "catalogue publish @b.csv @m.csv --bureau @bureau --yes",
    ] {
        let outcome = bureau.run(&format!("--json {words}"));
        assert_eq!(outcome.exit, Exit::Refused);
        let json: Value = serde_json::from_str(&outcome.results).unwrap();
        let faults: Vec<_> = json["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| {
                (
                    fault["line"].as_u64().unwrap(),
                    fault["code"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(faults, [(2, "share-unclear"), (5, "amount-negative")]);
    }
    assert!(bureau.register().last_edition().unwrap().is_none());
    assert!(!bureau.path("bureau/catalogue").exists());
}

#[test]
fn a_benefit_for_everybody_by_a_slip_is_asked_about() {
    let bureau = with_tables(
        &BENEFITS
            .replace("五折", "5折")
            .replace("3,租车免费五天,现役军人", "3,租车免费五天,"),
        MERCHANTS,
    );
    let outcome = bureau.fails("consent-missing", "catalogue check @b.csv @m.csv");
    assert!(
        outcome.talk.contains("EVERY holder") && outcome.talk.contains("租车免费五天"),
        "{}",
        outcome.talk
    );
    bureau.fails(
        "consent-missing",
        "catalogue publish @b.csv @m.csv --bureau @bureau",
    );
    let (outcome, questions) =
        bureau.run_answering(&["n"], "catalogue publish @b.csv @m.csv --bureau @bureau");
    assert_eq!((outcome.exit, questions.len()), (Exit::Undecided, 1));
    assert!(bureau.register().last_edition().unwrap().is_none());
    // Twice: whether it is for everybody, and whether to publish.
    let (outcome, questions) = bureau.run_answering(
        &["y", "y"],
        "catalogue publish @b.csv @m.csv --bureau @bureau",
    );
    assert_eq!(
        (outcome.exit, questions.len()),
        (Exit::Done, 2),
        "{}",
        outcome.talk
    );
    // Said so by word, it is not asked about; after it had a condition, it is shouted about all the same.
    bureau.write("b.csv", BENEFITS);
    publish(&bureau);
    bureau.write(
        "b.csv",
        &BENEFITS.replace("3,租车免费五天,现役军人", "3,租车免费五天,所有持有人"),
    );
    let outcome = bureau.done("catalogue publish @b.csv @m.csv --bureau @bureau --yes");
    assert!(
        outcome.talk.contains("are now for EVERY one: 3"),
        "{}",
        outcome.talk
    );
}

#[test]
fn the_difference_says_field_by_field_what_changed_and_who_loses_what() {
    let bureau = with_tables(BENEFITS, MERCHANTS);
    publish(&bureau);
    let same = bureau.result("catalogue diff @b.csv @m.csv --bureau @bureau");
    assert_eq!(
        (
            &same["edition"],
            &same["benefits"]["unchanged"],
            &same["merchants"]["unchanged"]
        ),
        (&1.into(), &4.into(), &3.into())
    );
    assert_eq!(same["losses"], serde_json::json!([]));
    // Half price becomes 8.5折, 2 goes, 5 comes; merchant 8 leaves the table, 9 is suspended.
    let benefits = BENEFITS.replace("五折,每天1次", "8.5折,每周1次");
    let benefits: String = benefits
        .lines()
        .filter(|line| !line.starts_with('2') && !line.starts_with('3'))
        .map(|line| format!("{line}\n"))
        .collect();
    bureau.write(
        "b.csv",
        &format!("{benefits}5,就餐九折,退役军人,餐饮,,折扣,9折,,,\n"),
    );
    let merchants = MERCHANTS.replace(
        "9,桂花餐厅,餐饮,421200,,,,在册",
        "9,桂花餐厅,餐饮,421200,,,,暂停",
    );
    let merchants: String = merchants
        .lines()
        .filter(|line| !line.starts_with('8'))
        .map(|line| format!("{line}\n"))
        .collect();
    bureau.write("m.csv", &merchants);
    let json = bureau.result("catalogue diff @b.csv @m.csv --bureau @bureau");
    let numbers = |value: &Value| -> Vec<u64> {
        value
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["number"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(numbers(&json["benefits"]["added"]), [5]);
    assert_eq!(numbers(&json["benefits"]["gone"]), [2, 3]);
    let fields = &json["benefits"]["changed"][0]["fields"];
    assert_eq!(
        fields,
        &serde_json::json!([
            { "field": "value", "before": "pay 50%", "now": "pay 85%" },
            { "field": "quotas", "before": "1 use/day", "now": "1 use/week" },
        ])
    );
    assert_eq!(numbers(&json["merchants"]["gone"]), [8]);
    assert_eq!(
        json["merchants"]["changed"][0]["fields"][0]["now"],
        "suspended"
    );
    assert_eq!(
        json["losses"],
        serde_json::json!([
            { "merchant": 7, "name": "温泉理发店", "benefits": [2] },
            { "merchant": 8, "name": "香城租车", "benefits": [3] },
        ])
    );
    let outcome = bureau.done("catalogue diff @b.csv @m.csv --bureau @bureau");
    assert!(
        outcome.results.contains("    value: pay 50% -> pay 85%"),
        "{}",
        outcome.results
    );
}

/// A merchant that is gone from the table gives nothing any more at its own terminal, also editions later.
#[test]
fn what_is_gone_from_the_table_is_not_silent() {
    let bureau = with_tables(BENEFITS, MERCHANTS);
    publish(&bureau);
    request(&bureau, 4, BUREAU);
    bureau.done("terminal add --request @4.lbr --merchant 8 --bureau @bureau");
    let mut holdings = terminal(&bureau, 4);
    apply(&bureau, &mut holdings, "bureau/places/terminal-1.lbu");
    assert!(given(&bureau, &holdings, support::NOW).is_ok());
    let keep = |text: &str, gone: char| -> String {
        text.lines()
            .filter(|line| !line.starts_with(gone))
            .map(|line| format!("{line}\n"))
            .collect()
    };
    // What all of its trade give is not in the part of one that has left.
    let of_trade = "6,优先乘车,退役军人,交通出行,,优先,,,,";
    bureau.write("b.csv", &format!("{}{of_trade}\n", keep(BENEFITS, '3')));
    bureau.write("m.csv", &keep(MERCHANTS, '8'));
    for edition in [2, 3] {
        let json = publish(&bureau);
        assert_eq!(
            (&json["edition"], &json["parts"]),
            (&edition.into(), &3.into())
        );
        let file = format!("bureau/catalogue/edition-{edition}/catalogue-{edition}-1.lbu");
        apply(&bureau, &mut holdings, &file);
        let part = holdings.place_catalogue(BUREAU).unwrap().part().clone();
        assert_eq!(
            (part.edition(), part.merchant().membership),
            (edition, Membership::LEFT)
        );
        assert!(part.entries().is_empty(), "{part:?}");
        assert_eq!(
            given(&bureau, &holdings, support::NOW),
            Err(NoBenefits::NotMember)
        );
    }
    request(&bureau, 5, BUREAU);
    bureau.fails(
        "merchant-left",
        "terminal add --request @5.lbr --merchant 8 --bureau @bureau",
    );
}

/// Each edition is later than the one before, also within a second, and is packed with the lists.
#[test]
fn editions_are_packed_and_each_is_newer() {
    let bureau = with_tables(BENEFITS, MERCHANTS);
    publish(&bureau);
    request(&bureau, 3, BUREAU);
    bureau.done("terminal add --request @3.lbr --merchant 7 --bureau @bureau");
    let mut holdings = terminal(&bureau, 3);
    for edition in 1..4 {
        let packed = bureau.result(&format!("update pack --out @{edition}.lbu --authority @auth --catalogue @bureau/catalogue/edition-{edition} --places @bureau/places"));
        let kinds: Vec<_> = packed["parts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|part| part["part"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, ["root-set", "trust-list", "catalogue", "places"]);
        apply(&bureau, &mut holdings, &format!("{edition}.lbu"));
        assert_eq!(
            holdings.place_catalogue(BUREAU).unwrap().part().edition(),
            edition
        );
        publish(&bureau);
    }
    bureau.fails(
        "folder-empty",
        "update pack --out @x.lbu --authority @auth --catalogue @auth",
    );
    // Of a bureau that the trust list does not have.
    bureau.done("bureau create --folder @second --name 赤壁市退役军人事务局 --region 421281 --id 42128101 --no-passphrase");
    bureau.done("catalogue publish @b.csv @m.csv --bureau @second --yes");
    bureau.fails(
        "issuer-unknown",
        "update pack --out @x.lbu --authority @auth --catalogue @second/catalogue/edition-1",
    );
    assert!(!bureau.path("x.lbu").exists());
    let log = bureau.result("audit --bureau @bureau --last 1");
    assert_eq!(log["records"][0]["action"], "catalogue");
}

#[test]
fn an_interrupted_publication_is_finished_or_has_not_been() {
    let bureau = with_tables(BENEFITS, MERCHANTS);
    publish(&bureau);
    let (named, draft) = (
        "bureau/catalogue/edition-1",
        "bureau/catalogue/.draft-edition-1",
    );
    // Stopped after it was recorded, and before the folder got its name.
    fs::rename(bureau.path(named), bureau.path(draft)).unwrap();
    let outcome = bureau.done("catalogue publish @b.csv @m.csv --bureau @bureau --yes");
    assert!(
        outcome.talk.contains("edition 1 was interrupted"),
        "{}",
        outcome.talk
    );
    assert!(bureau.path(named).exists() && bureau.path("bureau/catalogue/edition-2").exists());
    // Stopped before it was recorded: nothing was published, and the draft goes.
    fs::create_dir(bureau.path("bureau/catalogue/.draft-edition-3")).unwrap();
    bureau.write(
        "bureau/catalogue/.draft-edition-3/catalogue-3-1.lbu",
        "half",
    );
    assert_eq!(publish(&bureau)["edition"], 3);
    // What somebody has put there in the place of what was recorded gets no name.
    fs::rename(
        bureau.path("bureau/catalogue/edition-3"),
        bureau.path("bureau/catalogue/.draft-edition-3"),
    )
    .unwrap();
    let other = fs::read(bureau.path("bureau/catalogue/edition-2/catalogue-2-1.lbu")).unwrap();
    fs::write(
        bureau.path("bureau/catalogue/.draft-edition-3/catalogue-3-1.lbu"),
        other,
    )
    .unwrap();
    assert_eq!(publish(&bureau)["edition"], 4);
    assert!(!bureau.path("bureau/catalogue/edition-3").exists());
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
        given(&bureau, &holdings, support::NOW),
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
fn the_template_is_taken_as_it_is_and_nothing_is_overwritten() {
    let bureau = TestBureau::new();
    bureau.done("catalogue template --out @en.xlsx");
    bureau.fails("file-exists", "catalogue template --out @en.xlsx");
    let outcome = bureau.done("catalogue check @en.xlsx");
    assert!(
        outcome.results.contains("benefits 0, merchants 0"),
        "{}",
        outcome.results
    );
}
