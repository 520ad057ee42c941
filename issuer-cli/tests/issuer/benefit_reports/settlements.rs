//! Settlements: made once, unchanged from then on, and not made unasked where there is something to look at.

use super::*;

#[test]
fn a_settlement_stays_and_what_comes_later_is_an_addition() {
    let mut town = town(3);
    town.haircut("2026-11-23T10:00", 0, 4_001);
    town.haircut("2026-11-30T23:59:59", 1, 4_001);
    town.hire("2026-11-23T11:00", 0, 1);
    town.import();
    let settle = |town: &Town, merchant: u32, month: &str, at: &str, file: &str| {
        town.bureau.result(&format!(
            "{at} settlement --merchant {merchant} --month {month} --out @{file} --bureau @bureau --operator 王芳"
        ))
    };
    town.bureau.fails(
        "month-not-over",
        "--at 2026-11-30T23:59:59 settlement --merchant 7 --month 2026-11 --out @s.html --bureau @bureau",
    );
    town.bureau.fails(
        "merchant-unknown",
        "--at 2026-12-01 settlement --merchant 70 --month 2026-11 --out @s.html --bureau @bureau",
    );
    // A month without a record has no statement, which would be final.
    town.bureau.fails(
        "settlement-empty",
        "--at 2026-12-01 settlement --merchant 9 --month 2026-11 --out @s.html --bureau @bureau",
    );
    assert!(!town.bureau.path("s.html").exists());
    let first = settle(&town, 7, "2026-11", "--at 2026-12-01T00:00", "first.html");
    // Twice 40.01 charged as 20.00: 40.02 saved, half of which is 20.01.
    assert_eq!(first["owed_fen"], 2_001);
    assert_eq!(first["lines"][0]["saved_fen"], 4_002);
    assert_eq!(
        (&first["made_before"], &first["operator"]),
        (&false.into(), &"王芳".into())
    );
    let page = town.bureau.text("first.html");
    assert!(page.contains(first["head"].as_str().unwrap()) && !page.contains("<script"));
    // What is not paid back is on no statement.
    let cars = settle(&town, 8, "2026-11", "--at 2026-12-01T00:00", "cars.html");
    assert_eq!((&cars["owed_fen"], &cars["lines"]), (&0.into(), &json!([])));

    // The terminal had one more, which comes with the next export.
    town.haircut("2026-11-30T23:59:59", 2, 1_000);
    town.haircut("2026-12-02T10:00", 2, 3_000);
    town.import();
    let again = settle(&town, 7, "2026-11", "--at 2027-01-05", "again.html");
    assert_eq!(again["made_before"], true);
    assert_eq!(town.bureau.text("again.html"), page);
    assert_eq!(again["head"], first["head"]);
    let second = settle(&town, 7, "2026-12", "--at 2027-01-05", "second.html");
    assert_eq!(second["lines"][0]["owed_fen"], 750);
    assert_eq!(
        second["additions"],
        json!([{ "month": "2026-11", "benefit": 1, "uses": 1, "saved_fen": 500, "per_mille": 500, "owed_fen": 250 }])
    );
    assert_ne!(second["head"], first["head"]);
    assert!(
        town.bureau
            .text("second.html")
            .contains("Additions to earlier months")
    );
    // All that was ever paid is half of all that was saved, to the fen.
    let paid = first["owed_fen"].as_i64().unwrap() + second["owed_fen"].as_i64().unwrap();
    assert_eq!(paid, (4_002 + 500 + 1_500) / 2);
}

#[test]
fn the_books_are_made_again_and_the_settlements_stay() {
    let mut town = town(1);
    town.haircut("2026-11-23T10:00", 0, 4_000);
    town.import();
    let settle =
        "--at 2026-12-05 settlement --merchant 7 --month 2026-11 --out @s.html --bureau @bureau";
    let first = town.bureau.result(settle);
    town.bureau
        .done("--at 2027-01-01 journal rebuild --bureau @bureau");
    let again = town.bureau.result(settle);
    assert_eq!(
        (&again["made_before"], &again["head"]),
        (&true.into(), &first["head"])
    );
}

#[test]
fn a_settlement_of_odd_records_is_not_made_unasked() {
    let mut town = town(1);
    town.haircut("2026-11-23T10:00", 0, 4_000);
    let free = Grant {
        price: Some(Price {
            full: 100_000_000_000,
            charged: 0,
        }),
        ..grant(&town.people[0], 1, 1)
    };
    town.barber
        .write(at("2026-11-24T10:00"), Entry::Grant(free));
    town.import();
    let settle =
        "--at 2026-12-05 settlement --merchant 7 --month 2026-11 --out @s.html --bureau @bureau";
    let why = town.bureau.fails("settlement-marked", settle);
    let said = (&why.talk, &why.results);
    assert!(why.talk.contains("1,000,000,000.00"), "{said:?}");
    assert!(!town.bureau.path("s.html").exists());
    let made = town.bureau.result(&format!("{settle} --yes"));
    assert_eq!(
        made["marked"],
        json!({
            "uses": 1,
            "saved_fen": 100_000_000_000_u64,
            "kinds": [{ "code": "price-mismatch", "uses": 1, "saved_fen": 100_000_000_000_u64 }],
            "manual": { "uses": 0, "saved_fen": 0 },
        })
    );
    // What was made is given again without a question.
    assert_eq!(town.bureau.result(settle)["marked"], Value::Null);
}
