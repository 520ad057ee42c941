//! Editions of the catalogue: the difference, what is gone, packing, interruptions.

use std::fs;

use crate::support::catalogues::{
    BENEFITS, BUREAU, MERCHANTS, apply, given, publish, request, terminal, with_tables, without,
};
use credential_core::{Membership, NoBenefits};
use serde_json::Value;

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
            { "field": "value", "before": "pay 50%", "now": "pay 85%", "message": "value: pay 50% -> pay 85%" },
            { "field": "quotas", "before": "1 use/day", "now": "1 use/week", "message": "quotas: 1 use/day -> 1 use/week" },
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

/// What is gone from the tables is never removed by silence, not even with `--yes`; said so by name, a merchant
/// gives nothing any more at its own terminal, also editions later.
#[test]
fn what_is_gone_from_the_table_is_not_silent() {
    let bureau = with_tables(BENEFITS, MERCHANTS);
    publish(&bureau);
    request(&bureau, 4, BUREAU);
    bureau.done("terminal add --request @4.lbr --merchant 8 --bureau @bureau");
    let mut holdings = terminal(&bureau, 4);
    apply(&bureau, &mut holdings, "bureau/places/terminal-1.lbu");
    assert!(given(&bureau, &holdings, crate::support::NOW).is_ok());
    // What all of its trade give is not in the part of one that has left.
    let of_trade = "6,优先乘车,退役军人,交通出行,,优先,,,,";
    bureau.write(
        "b.csv",
        &format!("{}{of_trade}\n", without(BENEFITS, &["3"])),
    );
    bureau.write("m.csv", &without(MERCHANTS, &["8"]));
    let words = "catalogue publish @b.csv @m.csv --bureau @bureau --yes";
    let outcome = bureau.refuses("merchants-gone", words);
    assert!(outcome.talk.contains("8 香城租车"), "{}", outcome.talk);
    let outcome = bureau.refuses("benefits-gone", &format!("{words} --gone-merchants-leave"));
    assert!(outcome.talk.contains("3 租车免费五天"), "{}", outcome.talk);
    bureau.refuses("merchants-gone", &format!("{words} --gone-benefits-end"));
    assert_eq!(
        bureau.register().last_edition().unwrap().unwrap().edition,
        1
    );
    assert_eq!(
        bureau.result("merchant show 8 --bureau @bureau")["standing"],
        "member"
    );

    for (edition, flags) in [(2, " --gone-merchants-leave --gone-benefits-end"), (3, "")] {
        let json = bureau.result(&format!("{words}{flags}"));
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
            given(&bureau, &holdings, crate::support::NOW),
            Err(NoBenefits::NotMember)
        );
    }
    let shown = bureau.result("merchant show 8 --bureau @bureau");
    assert_eq!(shown["standing"], "left");
    request(&bureau, 5, BUREAU);
    bureau.fails(
        "merchant-left",
        "terminal add --request @5.lbr --merchant 8 --bureau @bureau",
    );
}

/// A benefit whose last day has passed may go from the tables; one that is still given may not.
#[test]
fn a_benefit_that_is_over_may_go() {
    let ended = BENEFITS.replace("星期,时段\n", "星期,时段,截止\n");
    let ended = ended.replace("06:00-10:00\n", "06:00-10:00,2026-11-21\n");
    let bureau = with_tables(&ended, MERCHANTS);
    publish(&bureau);
    bureau.write("b.csv", &without(&ended, &["4"]));
    assert_eq!(publish(&bureau)["benefits"]["gone"][0]["number"], 4);
    bureau.write("b.csv", &without(&ended, &["4", "2"]));
    let words = "catalogue publish @b.csv @m.csv --bureau @bureau --yes";
    let outcome = bureau.refuses("benefits-gone", words);
    assert!(
        outcome.talk.contains("2 理发免费") && !outcome.talk.contains("周日早场 "),
        "{}",
        outcome.talk
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
    // Events of merchants were recorded with the first edition, and once.
    let register = bureau.register();
    for number in [7, 8, 9] {
        assert_eq!(register.merchant_events(number).unwrap().len(), 1);
    }
    register.verify_audit(None).unwrap();
}

#[test]
fn before_an_edition_is_signed_it_is_said_what_stops_or_that_nothing_changes() {
    let bureau = with_tables(BENEFITS, MERCHANTS);
    publish(&bureau);
    let words = "catalogue publish @b.csv @m.csv --bureau @bureau --yes";
    let same = bureau.done(words);
    assert!(
        same.talk
            .contains("Nothing has changed since the last edition"),
        "{}",
        same.talk
    );
    // Twice the name of a merchant, and one that is suspended.
    let merchants = MERCHANTS.replace("香城租车", "温泉理发店");
    bureau.write("m.csv", &merchants);
    bureau.done("merchant suspend 9 --reason x --bureau @bureau --yes");
    let changed = bureau.result("catalogue diff @b.csv @m.csv --bureau @bureau");
    assert_eq!(changed["stopped"], serde_json::json!([9]));
    let outcome = bureau.done(words);
    let twice = "the merchants 7, 8 have one name: 温泉理发店";
    assert!(outcome.talk.contains(twice), "{}", outcome.talk);
    assert!(!outcome.talk.contains("Nothing has changed"));
    assert!(
        outcome
            .results
            .contains("merchants 3 (members 2, suspended 1, left 0)"),
        "{}",
        outcome.results
    );
    let checked = bureau.done("catalogue check @b.csv @m.csv");
    assert!(
        checked
            .results
            .contains("3 租车免费五天: free, 5 days of hire a year"),
        "{}",
        checked.results
    );
}
