//! A program that drives the counter: `scan --commands`, in JSON and in lines for people.

use std::ffi::OsString;
use std::fs;

use credential_core::*;
use messages::Exit;
use serde_json::{Value, json};

use super::fixtures::*;
use super::shop::*;

/// 八五折, then ten yuan off, not below 40 yuan; and one that stands alone.
pub(crate) fn combined() -> Vec<Benefit> {
    let yuan = |yuan: u64| Fen::new(yuan * 100).unwrap();
    let mut share = Benefit::new(
        BenefitNumber(6),
        title("八五折", "15% off"),
        BenefitKind::Share { per_mille: 850 },
    );
    share.order = Some(1);
    share.floor = Some(yuan(40));
    let mut off = Benefit::new(
        BenefitNumber(7),
        title("立减", "Ten off"),
        BenefitKind::AmountOff(yuan(10)),
    );
    off.order = Some(2);
    off.quotas = vec![per(1, Period::Day, QuotaUnit::Use)];
    let alone = Benefit::new(
        BenefitNumber(8),
        title("半价", "Half"),
        BenefitKind::Share { per_mille: 500 },
    );
    [benefits(), vec![share, off, alone]].concat()
}

/// A picture without any code.
fn blank() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::GrayImage::from_pixel(64, 64, image::Luma([255]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

fn driven(shop: &Shop, format: &str, lines: &[String]) -> Run {
    fs::create_dir_all(shop.terminal.path("pictures")).unwrap();
    // The end of the commands ends the scan, before these are shown.
    for number in 1..=30 {
        let name = format!("pictures/{number}.png");
        shop.terminal.put(&name, &blank());
    }
    let words = [
        "scan",
        "--commands",
        "--at",
        NOW,
        "--grant-at",
        "--lang",
        "en",
        "--fps",
        "1",
        "--bearer",
        "accept",
        format,
        "--pictures",
    ];
    let words = words.iter().map(OsString::from);
    let paths = [
        shop.terminal.path("pictures").into(),
        "--store".into(),
        shop.terminal.store().into(),
    ];
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let run = verifier(words.chain(paths), lines.as_bytes());
    assert_eq!(run.exit, Exit::Done, "{run:?}");
    run
}

/// What became of each command.
pub(crate) fn answers(shop: &Shop, lines: &[String]) -> Vec<Value> {
    let run = driven(shop, "--json", lines);
    let lines = run.json().into_iter();
    lines.filter(|line| line["event"] == "counter").collect()
}

pub(crate) fn code() -> String {
    format!("code {}", good())
}

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

pub(crate) fn slip(shop: &Shop) -> Value {
    shop.json(&["journal", "today", "--at", NOW])
}

#[test]
fn a_grant_is_given_rated_once_and_undone() {
    let shop = Shop::new(combined());
    let all = [
        &[code()][..],
        &lines(&[
            "grant 1 2 price=9.99",
            "rate 2 dissatisfied",
            "rate 2 satisfied",
            "rate 9 fair",
            "undo 2",
            "rate 2 fair",
            "undo 2",
        ]),
    ]
    .concat();
    let answers = answers(&shop, &all);
    let told: Vec<_> = answers
        .iter()
        .map(|line| {
            (
                line["did"].as_str().unwrap(),
                line["result"].as_str().unwrap(),
                line["error"]["code"].as_str(),
            )
        })
        .collect();
    let late = Some("journal-too-late");
    assert_eq!(
        told,
        [
            ("grant", "done", None),
            ("rate", "done", None),
            ("rate", "failed", late),
            ("rate", "failed", late),
            ("undo", "done", None),
            ("rate", "failed", late),
            ("undo", "failed", late),
        ]
    );
    assert_eq!(
        (&answers[0]["price_fen"], &answers[0]["to_pay_fen"]),
        (&999.into(), &849.into())
    );
    assert_eq!(answers[1]["rating"], "dissatisfied");
    let slip = slip(&shop);
    assert_eq!(slip["size"], 4, "place, grant, rating, undo");
    // The rating of a grant that was undone counts for nobody.
    assert_eq!(
        slip["ratings"],
        json!({ "satisfied": 0, "fair": 0, "dissatisfied": 0 })
    );
}

#[test]
fn several_are_given_together_or_not_at_all_and_what_is_saved_counts_once() {
    let shop = Shop::new(combined());
    let all = [
        &[code()][..],
        &lines(&[
            "grant 1 7+6 price=100",
            "grant 1 7+6 price=100",
            "grant 1 6+8 price=100",
            "grant 1 6+6 price=100",
            "grant 1 6+99 price=100",
        ]),
    ]
    .concat();
    let answers = answers(&shop, &all);
    let granted = answers[0]["granted"].as_array().unwrap();
    let amounts: Vec<_> = granted
        .iter()
        .map(|one| {
            let fen = |key: &str| one[key].as_u64().unwrap();
            (
                fen("record"),
                fen("benefit"),
                fen("price_fen"),
                fen("to_pay_fen"),
            )
        })
        .collect();
    assert_eq!(amounts, [(2, 6, 10_000, 8_500), (3, 7, 8_500, 7_500)]);
    assert_eq!(
        (&answers[0]["price_fen"], &answers[0]["to_pay_fen"]),
        (&10_000.into(), &7_500.into())
    );
    let codes: Vec<_> = answers[1..]
        .iter()
        .map(|line| line["error"]["code"].as_str().unwrap())
        .collect();
    assert_eq!(
        codes,
        ["quota-used", "stands-alone", "same-order", "not-here"]
    );
    let told = slip(&shop);
    assert_eq!(told["size"], 3, "nothing of the others was recorded");
    assert_eq!(
        (&told["price_fen"], &told["to_pay_fen"], &told["saved_fen"]),
        (&10_000.into(), &7_500.into(), &2_500.into())
    );
    let of = |at: usize| told["benefits"][at].clone();
    assert_eq!(
        (&of(0)["price_fen"], &of(0)["to_pay_fen"]),
        (&10_000.into(), &8_500.into())
    );
    assert_eq!(
        (&of(1)["price_fen"], &of(1)["to_pay_fen"]),
        (&8_500.into(), &7_500.into())
    );
}

#[test]
fn the_floor_is_met_once_and_an_undo_takes_all_of_them_back() {
    let shop = Shop::new(combined());
    let all = [
        &[code()][..],
        &lines(&["grant 1 6+7 price=50", "undo 2", "grant 1 6+7 price=50"]),
    ]
    .concat();
    let answers = answers(&shop, &all);
    // 50, less 15 %, less 10 would be 32.50: not below 40.
    assert_eq!(answers[0]["to_pay_fen"], 4_000);
    assert_eq!(answers[1]["result"], "done");
    // The quota of the second one has come back.
    assert_eq!(answers[2]["result"], "done", "{}", answers[2]);
    let slip = slip(&shop);
    assert_eq!(slip["size"], 7, "place, two, two undone, two");
    assert_eq!(
        (&slip["grants"], &slip["undone"], &slip["saved_fen"]),
        (&2.into(), &2.into(), &1_000.into())
    );
}

#[test]
fn what_is_given_by_hand_has_a_reason_counts_by_its_number_and_is_reported_apart() {
    let shop = Shop::new(combined());
    let all = lines(&[
        "manual card-unreadable 1 holder=0000000017",
        "manual card-unreadable 1 holder=0000000017",
        "manual no-power 1 holder=18",
        "manual no-power 1",
        "manual no-power 1",
        "manual scanner-broken 2",
        "manual scanner-broken 2 price=10",
        "manual scanner-broken 5",
        "manual scanner-broken 99",
        "undo 2",
    ]);
    let answers = answers(&shop, &all);
    let told: Vec<_> = answers
        .iter()
        .map(|line| line["error"]["code"].as_str().unwrap_or("done"))
        .collect();
    assert_eq!(
        told,
        [
            "done",
            "quota-used",
            "done",
            "done",
            "done",
            "price-missing",
            "done",
            "not-here",
            "not-here",
            "done"
        ]
    );
    assert_eq!(answers[0]["granted"][0]["manual"], "card-unreadable");
    let slip = slip(&shop);
    assert_eq!(
        (&slip["grants"], &slip["manual"], &slip["undone"]),
        (&4.into(), &4.into(), &1.into())
    );
    assert_eq!(
        slip["manual_reasons"],
        json!({ "no-power": 3, "scanner-broken": 1 })
    );
    // The holder whose grant was undone has the quota again, by the card as well.
    let after = self::answers(&shop, &[code(), "grant 1 1".to_owned()]);
    assert_eq!(after[0]["result"], "done", "{}", after[0]);
    let run = shop.run(&["journal", "today", "--at", NOW], &[]);
    assert!(
        run.results.contains("by hand (there was no power): 3"),
        "{run:?}"
    );
}

#[test]
fn a_day_has_so_many_by_hand_and_no_more() {
    let shop = Shop::new(combined());
    let most = credential_core::limits::MAX_MANUAL_GRANTS_PER_DAY as usize;
    let mut all = vec!["manual no-power 1".to_owned(); most + 1];
    all.push("undo 2".to_owned());
    all.push("manual no-power 1".to_owned());
    all.push("manual no-power 1".to_owned());
    let answers = answers(&shop, &all);
    let codes: Vec<_> = answers
        .iter()
        .map(|line| line["error"]["code"].as_str().unwrap_or("done"))
        .collect();
    assert!(
        codes[..most].iter().all(|code| *code == "done"),
        "{codes:?}"
    );
    assert_eq!(
        codes[most..],
        ["manual-too-many", "done", "done", "manual-too-many"]
    );
    assert_eq!(slip(&shop)["manual"], most as u64);
}

#[test]
fn a_grant_is_for_the_code_that_was_shown_last_and_a_line_that_is_no_command_is_said_to_be_none() {
    let shop = Shop::new(combined());
    let other = code_with(XIANNING, |claims| claims.holder = HolderNumber(18));
    let all = [
        &[code(), format!("code {other}")][..],
        &lines(&[
            "grant 1 1",
            "confirm 1",
            "grant 2 1",
            "8112345",
            "code grant 2 2 price=5",
        ]),
    ]
    .concat();
    let run = driven(&shop, "--json", &all);
    let events = run.json();
    let answers: Vec<_> = events
        .iter()
        .filter(|line| line["event"] == "counter")
        .collect();
    assert_eq!(answers[0]["error"]["code"], "not-accepted");
    assert_eq!(answers[1]["result"], "not-accepted");
    assert_eq!(answers[2]["result"], "done");
    assert_eq!(
        (&answers[3]["result"], &answers[3]["line"]),
        (&"not-understood".into(), &6.into())
    );
    // What stands in a code is no command.
    assert_eq!(answers.len(), 4);
    assert_eq!(slip(&shop)["grants"], 1);
}

#[test]
fn for_people_the_answers_are_words() {
    let shop = Shop::new(combined());
    let all = [
        &[code()][..],
        &lines(&[
            "grant 1 1",
            "rate 2 satisfied",
            "grant 1 6+7 price=100",
            "undo 2",
            "manual no-power 1",
            "grant 9 1",
            "x",
        ]),
    ]
    .concat();
    let run = driven(&shop, "--plain", &all);
    for words in [
        "Granted: Haircut (record 2)",
        "Rated: satisfied",
        "Granted: 15% off + Ten off, charge 75 yuan (records 4, 5)",
        "Undone",
        "Granted by hand: Haircut (there was no power, record 7)",
        "another code was shown",
    ] {
        assert!(run.results.contains(words), "{words}: {run:?}");
    }
    assert!(run.talk.contains("line 8 is no command"), "{run:?}");
}

#[test]
fn the_journal_is_written_where_the_program_says() {
    let shop = Shop::new(combined());
    let file = shop.terminal.path("out.lbx");
    let all = [
        code(),
        "grant 1 1".to_owned(),
        format!("export {}", file.display()),
    ];
    let answers = answers(&shop, &all);
    assert_eq!(
        (&answers[1]["did"], &answers[1]["result"]),
        (&"export".into(), &"done".into())
    );
    assert!(file.exists());
}
