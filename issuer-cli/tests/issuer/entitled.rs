//! Who becomes entitled to what in a month, and what ends.

use std::ffi::OsString;

use crate::support::catalogues::{MERCHANTS, publish};
use crate::support::{TestBureau, with_check};
use calamine::{Data, Reader, Xlsx, open_workbook};
use cli_support::Console;
use messages::Exit;
use serde_json::{Value, json};

const BENEFITS: &str = "编号,名称,适用类别,户籍地区,残疾等级,年龄,商户,优待方式,数值,开始,截止\n\
    1,农村籍退役士兵老年补助,退役军人,421200,,60岁以上,发码单位,津贴,230.50,,\n\
    2,六十至六十九岁体检,退役军人,,,60-69岁,发码单位,免费,,,\n\
    3,残疾抚恤,残疾军人,,1-6,,发码单位,津贴,1000,,\n\
    4,理发半价,退役军人,,,,7,折扣,五折,,\n\
    5,参军优先,现役军人,,,,7,优先,,,\n\
    6,年底慰问,退役军人,,,,发码单位,免费,,2026-12-10,2027-01-15\n";

/// The first seventeen digits of an identity number for this day of birth.
fn born(day: &str, number: u32) -> String {
    with_check(&format!("990101{day}{number:03}"))
}

fn roster(rows: &[(&str, &str, &str)]) -> String {
    let mut text = String::from("姓名,身份证号,人员类别,伤残等级\r\n");
    for (at, (day, category, grade)) in (1..).zip(rows) {
        text.push_str(&format!("王建明,{},{category},{grade}\r\n", born(day, at)));
    }
    text
}

/// A bureau with codes for these people, and the catalogue.
fn with_people(rows: &[(&str, &str, &str)]) -> TestBureau {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &roster(rows));
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @out --years 3");
    bureau.write("b.csv", BENEFITS);
    bureau.write("m.csv", MERCHANTS);
    publish(&bureau);
    bureau
}

fn entitled(bureau: &TestBureau, month: &str) -> Value {
    bureau.result(&format!(
        "entitled --roster @roster.csv --bureau @bureau --month {month}"
    ))
}

/// Line, benefit, month and cause of each change.
fn changes(list: &Value, turn: &str) -> Vec<(u64, u64, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let one = |change: &Value| {
        (
            change["line"].as_u64().unwrap(),
            change["benefit"].as_u64().unwrap(),
            text(&change["month"]),
            text(&change["cause"]),
        )
    };
    list[turn].as_array().unwrap().iter().map(one).collect()
}

fn change(line: u64, benefit: u64, month: &str, cause: &str) -> (u64, u64, String, String) {
    (line, benefit, month.to_owned(), cause.to_owned())
}

#[test]
fn an_allowance_begins_by_itself_in_the_month_after_a_60th_birthday() {
    let bureau = with_people(&[
        ("19661001", "退役军人", ""),
        ("19661031", "退役军人", ""),
        ("19661101", "退役军人", ""),
        // Not one of those whom it is for.
        ("19661015", "现役军人家属", ""),
    ]);
    let list = entitled(&bureau, "2026-11");
    let due = |line, benefit| change(line, benefit, "2026-11", "age");
    assert_eq!(
        changes(&list, "begins"),
        [due(2, 1), due(2, 2), due(3, 1), due(3, 2)]
    );
    assert_eq!(list["begins"][0]["age"], 60);
    assert_eq!(list["begins"][0]["monthly_fen"], 23_050);
    assert_eq!(
        list["paid"],
        json!([{ "number": 1, "title": "农村籍退役士兵老年补助", "people": 2, "monthly_fen": 23_050, "total_fen": 46_100 }])
    );
    // In the month of the birthday nothing begins, and later it does not begin again.
    assert_eq!(changes(&entitled(&bureau, "2026-10"), "begins"), []);
    let december = entitled(&bureau, "2026-12");
    let due = |benefit| change(4, benefit, "2026-12", "age");
    assert_eq!(changes(&december, "begins"), [due(1), due(2)]);
    assert_eq!(december["paid"][0]["people"], 3);
}

#[test]
fn who_was_born_on_29_february_reaches_an_age_in_february() {
    let bureau = with_people(&[("19640229", "退役军人", "")]);
    bureau.write(
        "b.csv",
        &BENEFITS
            .replace("60岁以上", "65岁以上")
            .replace("60-69岁", "70岁以上"),
    );
    publish(&bureau);
    // 2029 has no 29 February.
    assert_eq!(changes(&entitled(&bureau, "2029-02"), "begins"), []);
    assert_eq!(
        changes(&entitled(&bureau, "2029-03"), "begins"),
        [change(2, 1, "2029-03", "age")]
    );
}

#[test]
fn it_ends_with_the_last_month_and_is_said_of_that_month_alone() {
    let bureau = with_people(&[("19561120", "退役军人", "")]);
    assert_eq!(changes(&entitled(&bureau, "2026-10"), "ends"), []);
    assert_eq!(
        changes(&entitled(&bureau, "2026-11"), "ends"),
        [change(2, 2, "2026-11", "age")]
    );
    assert_eq!(changes(&entitled(&bureau, "2026-12"), "ends"), []);
}

#[test]
fn what_changes_in_the_roster_changes_what_people_get() {
    let bureau = with_people(&[
        ("19900101", "现役军人", ""),
        ("19900101", "退役军人、残疾军人", "八级"),
    ]);
    bureau.write(
        "roster.csv",
        &roster(&[
            ("19900101", "退役军人", ""),
            ("19900101", "退役军人、残疾军人", "六级"),
        ]),
    );
    let list = entitled(&bureau, "2026-11");
    assert_eq!(
        changes(&list, "begins"),
        [
            change(2, 4, "2026-11", "details"),
            change(3, 3, "2026-11", "details")
        ]
    );
    assert_eq!(changes(&list, "ends"), [change(2, 5, "2026-10", "details")]);
    // Once the codes say so, nothing changes any more.
    bureau.done(
        "issue --bureau @bureau --roster @roster.csv --out @again --replace-categories --replace-at-most 2",
    );
    let list = entitled(&bureau, "2026-11");
    assert_eq!(
        (changes(&list, "begins"), changes(&list, "ends")),
        (vec![], vec![])
    );
}

#[test]
fn who_is_not_registered_is_told_apart_and_who_is_revoked_gets_nothing() {
    let bureau = with_people(&[("19500101", "退役军人", ""), ("19661010", "退役军人", "")]);
    let holder = bureau.manifest("out")[1]["holder"].as_u64().unwrap();
    bureau.done(&format!(
        "revoke --bureau @bureau --holder {holder} --reason deceased --yes"
    ));
    let more = roster(&[
        ("19500101", "退役军人", ""),
        ("19661010", "退役军人", ""),
        ("19400101", "退役军人", ""),
    ]);
    bureau.write("roster.csv", &more);
    let list = entitled(&bureau, "2026-11");
    // Of what merchants give nothing is said before there is a code.
    assert_eq!(
        changes(&list, "begins"),
        [change(4, 1, "2026-11", "not-registered")]
    );
    assert_eq!(list["begins"][0]["holder"], Value::Null);
    let people = &list["people"];
    assert_eq!(
        (
            &people["registered"],
            &people["not_registered"],
            &people["revoked"]
        ),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(list["paid"][0]["people"], 2);
}

/// An allowance does not hang on a card.
#[test]
fn who_has_lost_the_card_is_paid_and_named_and_who_has_died_is_named_alone() {
    let bureau = with_people(&[
        ("19500101", "退役军人", ""),
        ("19510101", "退役军人", ""),
        ("19520101", "退役军人", ""),
    ]);
    let holder = |row: usize| bureau.manifest("out")[row]["holder"].as_u64().unwrap();
    for (row, reason) in [(0, "lost"), (1, "deceased")] {
        let holder = holder(row);
        bureau.done(&format!(
            "revoke --bureau @bureau --holder {holder} --reason {reason} --yes"
        ));
    }
    let words = "entitled --roster @roster.csv --bureau @bureau --month 2026-11 --payees @p.xlsx";
    let list = bureau.result(words);
    assert_eq!(list["paid"][0]["people"], 2);
    assert_eq!(
        (
            &list["without_code"][0]["holder"],
            &list["without_code"][0]["reason"]
        ),
        (&holder(0).into(), &"lost".into())
    );
    assert_eq!(
        (&list["revoked"][0]["holder"], &list["revoked"][0]["reason"]),
        (&holder(1).into(), &"deceased".into())
    );
    let outcome = bureau.done(words);
    assert!(
        outcome.results.contains("the holder has died"),
        "{}",
        outcome.results
    );

    let mut book: Xlsx<_> = open_workbook(bureau.path("p.xlsx")).unwrap();
    let sheet = book.worksheet_range("paid in the month").unwrap();
    let rows: Vec<_> = sheet.rows().collect();
    assert_eq!(rows.len(), 1 + 2);
    assert_eq!(
        (&rows[1][0], &rows[1][2], &rows[1][6]),
        (
            &Data::Float(1.0),
            &Data::String("王建明".to_owned()),
            &Data::Float(230.5)
        )
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let file = std::fs::metadata(bureau.path("p.xlsx")).unwrap();
        assert_eq!(file.permissions().mode() & 0o077, 0);
    }
}

#[test]
fn a_benefit_that_begins_for_all_is_said_once_and_codes_that_end_are_named() {
    let bureau = with_people(&[("19800101", "退役军人", ""), ("19800101", "退役军人", "")]);
    let list = entitled(&bureau, "2026-12");
    assert_eq!(changes(&list, "begins"), []);
    let turn = |list: &Value| {
        let one = &list["benefits"][0];
        (
            one["number"].clone(),
            one["turn"].clone(),
            one["people"].clone(),
        )
    };
    assert_eq!(turn(&list), (json!(6), json!("begins"), json!(2)));
    let january = entitled(&bureau, "2027-01");
    assert_eq!(turn(&january), (json!(6), json!("ends"), json!(2)));
    assert_eq!(list["codes"], json!([]));
    let last = entitled(&bureau, "2029-11");
    assert_eq!(last["codes"].as_array().unwrap().len(), 2);
}

#[test]
fn the_sheets_are_for_the_bureau_and_in_both_languages() {
    let bureau = with_people(&[("19661001", "退役军人", "")]);
    bureau.done(
        "entitled --roster @roster.csv --bureau @bureau --month 2026-11 --csv @en.csv --xlsx @en.xlsx",
    );
    let (mut results, mut talk) = (Vec::new(), Vec::new());
    let paths = ["roster.csv", "bureau", "zh.csv"].map(|name| bureau.path(name).into_os_string());
    let [roster, folder, csv] = paths;
    let words = ["issuer", "--lang", "zh", "entitled", "--month", "2026-11"].map(OsString::from);
    let files = [
        "--roster".into(),
        roster,
        "--bureau".into(),
        folder,
        "--csv".into(),
        csv,
        "--at".into(),
        crate::support::NOW.into(),
    ];
    let mut console = Console::new(&mut results, &mut talk);
    let exit = issuer_cli::run(
        words.into_iter().chain(files).collect::<Vec<_>>(),
        &mut console,
    );
    assert_eq!(exit, Exit::Done);
    let (en, zh) = (bureau.text("en.csv"), bureau.text("zh.csv"));
    assert!(
        en.contains("begins with,2026-11,王建明,**************"),
        "{en}"
    );
    assert!(en.contains("230.50,reaches the age of 60"), "{en}");
    assert!(
        zh.contains("开始,2026-11,王建明") && zh.contains("满 60 周岁"),
        "{zh}"
    );
    assert!(!en.contains("19661001"), "a date of birth: {en}");
    assert!(
        std::fs::read(bureau.path("en.xlsx"))
            .unwrap()
            .starts_with(b"PK")
    );
    #[cfg(unix)]
    for file in ["en.csv", "en.xlsx"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(bureau.path(file))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{file}");
    }
}

#[test]
fn rows_that_cannot_be_read_are_said_and_the_rest_is_listed() {
    let bureau = with_people(&[("19661001", "退役军人", "")]);
    let text = bureau.text("roster.csv") + "李秀英,990101196610010000,退役军人,\r\n";
    bureau.write("roster.csv", &text);
    let outcome =
        bureau.run("--json entitled --roster @roster.csv --bureau @bureau --month 2026-11");
    assert_eq!(outcome.exit, Exit::Refused);
    let list: Value = serde_json::from_str(&outcome.results).unwrap();
    assert_eq!(list["people"]["refused"], 1);
    assert_eq!(changes(&list, "begins").len(), 2);
}

#[test]
fn without_a_catalogue_or_a_month_there_is_no_list() {
    let bureau = TestBureau::issued(1);
    bureau.fails(
        "no-edition",
        "entitled --roster @roster.csv --bureau @bureau --month 2026-11",
    );
    for month in ["2026-13", "2026", "2026-1", "x"] {
        bureau.fails(
            "usage",
            &format!("entitled --roster @roster.csv --bureau @bureau --month {month}"),
        );
    }
}

#[test]
fn no_terminal_learns_of_an_age_or_an_allowance() {
    for (wrong, code) in [
        // Merchants cannot check an age, and pay no allowance.
        (
            "4,理发半价,退役军人,,,60岁以上,7,折扣,五折,,",
            "age-at-merchant",
        ),
        (
            "4,理发半价,退役军人,,,,7,津贴,30,,",
            "allowance-at-merchant",
        ),
        (
            "4,理发半价,退役军人,,,60,发码单位,津贴,30,,",
            "age-unreadable",
        ),
        ("4,理发半价,退役军人,,,,发码单位,津贴,,,", "value-missing"),
    ] {
        let bureau = TestBureau::ready();
        bureau.write(
            "b.csv",
            &BENEFITS.replace("4,理发半价,退役军人,,,,7,折扣,五折,,", wrong),
        );
        bureau.write("m.csv", MERCHANTS);
        let outcome = bureau.run("--json catalogue check @b.csv @m.csv");
        let json: Value = serde_json::from_str(&outcome.results).unwrap();
        assert_eq!(json["faults"][0]["code"], code, "{}", outcome.results);
    }
    let bureau = with_people(&[("19661001", "退役军人", "")]);
    let check = bureau.result("catalogue check @b.csv @m.csv");
    let numbers = |list: &Value| -> Vec<u64> {
        let all = list.as_array().unwrap().iter();
        all.map(|one| one["number"].as_u64().unwrap()).collect()
    };
    assert_eq!(numbers(&check["given_by_bureau"]), [1, 2, 3, 6]);
    assert_eq!(check["given_by_nobody"], json!([]));
    for merchant in check["merchants"].as_array().unwrap() {
        let given = merchant["benefits"].as_array().unwrap();
        assert!(
            given.iter().all(|benefit| benefit == 4 || benefit == 5),
            "{merchant}"
        );
    }
    // As it was published, it can be read again and changed.
    let diff = bureau.result("catalogue diff @b.csv @m.csv --bureau @bureau");
    assert_eq!(diff["benefits"]["unchanged"], 6);
    bureau.write(
        "b.csv",
        &BENEFITS
            .replace("230.50", "260")
            .replace("60岁以上", "62岁以上"),
    );
    let diff = bureau.result("catalogue diff @b.csv @m.csv --bureau @bureau");
    let fields = &diff["benefits"]["changed"][0]["fields"];
    assert_eq!(
        fields[0],
        json!({ "field": "ages", "before": "60+", "now": "62+", "message": "ages: 60+ -> 62+" })
    );
    assert_eq!(
        fields[1],
        json!({ "field": "value", "before": "230.50", "now": "260.00", "message": "value: 230.50 -> 260.00" })
    );
}
