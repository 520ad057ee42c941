//! Papers for merchants: the form to sign, the board for the window, the directory.

use std::fs;

use crate::support::TestBureau;
use crate::support::catalogues::{BENEFITS, MERCHANTS, publish, with_tables};
use serde_json::{Value, json};

fn is_pdf(bureau: &TestBureau, name: &str) -> bool {
    fs::read(bureau.path(name)).unwrap().starts_with(b"%PDF-")
}

fn events(bureau: &TestBureau, number: u32) -> usize {
    bureau.register().merchant_events(number).unwrap().len()
}

#[test]
fn new_merchants_join_with_a_form_each_and_then_are_published() {
    let bureau = with_tables(BENEFITS, MERCHANTS);
    // Nobody promises nothing.
    let add = "merchant add @b.csv @m.csv --bureau @bureau";
    bureau.fails("merchant-promises-nothing", &format!("{add} --out @forms"));
    assert!(!bureau.path("forms").exists());
    bureau.fails(
        "merchant-unknown",
        &format!("{add} --number 70 --out @forms"),
    );
    let added = bureau.result(&format!("{add} --number 7 8 --out @forms"));
    assert_eq!(added["merchants"][0]["number"], 7);
    assert_eq!(added["merchants"][0]["standing"], "member");
    assert_eq!(added["must_publish"], true);
    assert!(is_pdf(&bureau, "forms/form-7.pdf") && is_pdf(&bureau, "forms/form-8.pdf"));
    bureau.fails("merchant-joined", &format!("{add} --number 7 --out @more"));
    let listed = bureau.done("merchant list --bureau @bureau");
    let expected = "  7   member, agreement until 2027-12-31 (not published yet)";
    assert!(listed.results.contains(expected), "{}", listed.results);

    // A run that was stopped before its forms were written is gone on with, until the merchants are published.
    fs::remove_file(bureau.path("forms/form-8.pdf")).unwrap();
    let tables = bureau.text("m.csv");
    let without = |line: &&str| !line.starts_with('9');
    let some: Vec<&str> = tables.lines().filter(without).collect();
    bureau.write("some.csv", &some.join("\n"));
    let add_some = "merchant add @b.csv @some.csv --bureau @bureau --out @forms";
    let again = bureau.result(add_some);
    assert_eq!(again["merchants"].as_array().unwrap().len(), 1);
    assert!(is_pdf(&bureau, "forms/form-8.pdf"));
    bureau.fails("merchant-none-new", add_some);

    // The edition that has them notes nothing twice.
    let published = publish(&bureau);
    assert_eq!(published["register"]["joined"], json!([9]));
    assert_eq!((events(&bureau, 7), events(&bureau, 9)), (1, 1));
    bureau.fails("merchant-none-new", &format!("{add} --out @forms"));
    // One that is taken in and then not in the tables is asked about.
    bureau.write("new.csv", "编号,名称,行业,地区\n20,新店,理发美容,421202\n");
    bureau.done("merchant add @b.csv @m.csv @new.csv --number 20 --out @forms --bureau @bureau");
    let words = "catalogue publish @b.csv @m.csv --bureau @bureau --yes";
    let outcome = bureau.refuses("merchants-gone", words);
    assert!(outcome.talk.contains("20"), "{}", outcome.talk);
    bureau.done("catalogue publish @b.csv @m.csv @new.csv --bureau @bureau --yes");
}

/// Stopped after it was recorded and before the form was written: the form is printed once more.
#[test]
fn a_form_that_was_lost_is_printed_again_and_records_nothing() {
    let bureau = with_tables(BENEFITS, MERCHANTS);
    bureau.done("merchant add @b.csv @m.csv --number 7 --out @forms --bureau @bureau");
    fs::remove_file(bureau.path("forms/form-7.pdf")).unwrap();
    bureau.done("merchant form @b.csv @m.csv --number 7 --out @forms --bureau @bureau");
    assert!(is_pdf(&bureau, "forms/form-7.pdf"));
    bureau.fails(
        "file-exists",
        "merchant form @b.csv @m.csv --number 7 --out @forms --bureau @bureau",
    );
    assert_eq!(events(&bureau, 7), 1);
    // The same command goes on as well, and does so once. Another folder is another wish.
    let add = "merchant add @b.csv @m.csv --number 7 --bureau @bureau";
    fs::remove_file(bureau.path("forms/form-7.pdf")).unwrap();
    bureau.fails("merchant-joined", &format!("{add} --out @others"));
    let again = bureau.result(&format!("{add} --out @forms"));
    assert_eq!(again["merchants"][0]["number"], 7);
    assert!(is_pdf(&bureau, "forms/form-7.pdf"));
    assert_eq!(events(&bureau, 7), 1);
    bureau.fails("merchant-joined", &format!("{add} --out @forms"));
    // Where nothing can be written, nothing is recorded either.
    bureau.write("file", "");
    let outcome = bureau.run("merchant add @b.csv @m.csv --number 8 --out @file --bureau @bureau");
    assert_ne!(outcome.exit, messages::Exit::Done);
    assert_eq!(events(&bureau, 8), 0);
    publish(&bureau);
    // From the last edition, without the tables.
    bureau.done("merchant form --number 7 8 --out @again --bureau @bureau");
    assert_eq!(fs::read_dir(bureau.path("again")).unwrap().count(), 2);
}

#[test]
fn boards_are_made_for_members_on_each_paper() {
    let bureau = with_tables(BENEFITS, MERCHANTS);
    bureau.fails(
        "merchant-unknown",
        "merchant board 7 --out @boards --bureau @bureau",
    );
    publish(&bureau);
    for (flags, page) in [
        ("", json!([210.0, 297.0])),
        (" --landscape", json!([297.0, 210.0])),
        (" --paper-size a3 --landscape", json!([420.0, 297.0])),
    ] {
        let out = flags.replace([' ', '-'], "x");
        let made = bureau.result(&format!(
            "merchant board 7 --out @boards{out} --bureau @bureau{flags}"
        ));
        assert_eq!(made["page_mm"], page);
        assert_eq!(made["boards"][0]["pages"], 1);
        assert!(is_pdf(&bureau, &format!("boards{out}/board-7.pdf")));
    }
    bureau.fails(
        "file-exists",
        "merchant board 7 --out @boards --bureau @bureau",
    );
    // Without a promise there is nothing to show.
    bureau.fails(
        "merchant-promises-nothing",
        "merchant board 9 --out @b9 --bureau @bureau",
    );
    let shown = bureau.done("merchant show 7 --bureau @bureau");
    assert!(
        shown.results.contains("trades  hairdressing"),
        "{}",
        shown.results
    );
    bureau.done("merchant suspend 8 --reason x --bureau @bureau --yes");
    bureau.fails(
        "merchant-not-member",
        "merchant board 8 --out @b8 --bureau @bureau",
    );
    // Of several, the others are made, and it is said.
    let outcome = bureau.run("merchant board 8 7 --out @two --bureau @bureau");
    assert_eq!(outcome.exit, messages::Exit::Refused);
    assert!(
        outcome.talk.contains("Not made: merchant 8"),
        "{}",
        outcome.talk
    );
    assert!(is_pdf(&bureau, "two/board-7.pdf") && !bureau.path("two/board-8.pdf").exists());
    bureau.fails(
        "merchant-not-member",
        "--at 2028-01-01 merchant board 7 --out @b7 --bureau @bureau",
    );
    // A mark of the bureau's own, and one that is none.
    bureau.write("mark.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><path d=\"M0 0h9v9z\"/></svg>");
    bureau.done("merchant board 7 --out @own --emblem @mark.svg --alliance 崇军商盟 --telephone 0715-8235123 --bureau @bureau");
    bureau.write("mark.svg", "no drawing");
    let outcome = bureau.run("merchant board 7 --out @bad --emblem @mark.svg --bureau @bureau");
    assert_ne!(outcome.exit, messages::Exit::Done);
    assert!(!bureau.path("bad/board-7.pdf").exists());
    bureau.fails(
        "usage",
        "merchant board 7 --out @bad --telephone 1\u{202e}2 --bureau @bureau",
    );
}

#[test]
fn the_directory_has_names_as_text_and_is_replaced_whole() {
    let merchants = MERCHANTS
        .replace("桂花餐厅", "<script>alert(1)</script>餐厅")
        .replace("0715-1234567", "<img src=x>");
    let bureau = with_tables(BENEFITS, &merchants);
    bureau.fails(
        "no-edition",
        "merchant directory --out @d.html --bureau @bureau",
    );
    publish(&bureau);
    bureau.done("merchant inspect 7 --result 守诺 --bureau @bureau");
    bureau.write("r.json", r#"{"7": {"satisfied": 3}}"#);
    bureau.write("d.html", "old");
    let made = bureau.result("merchant directory --out @d.html --ratings @r.json --bureau @bureau");
    assert_eq!(
        (&made["giving"], &made["not_giving"], &made["left"]),
        (&3.into(), &0.into(), &0.into())
    );
    let page = bureau.text("d.html");
    assert_eq!(made["bytes"], json!(page.len()));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;餐厅") && !page.contains("<img"));
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(
        page.contains("Inspected on <time>2026-11-22</time>: promises kept")
            && page.contains("satisfied 3")
    );
    bureau.write("r.json", "[1]");
    bureau.fails(
        "ratings-invalid",
        "merchant directory --out @d.html --ratings @r.json --bureau @bureau",
    );
    assert_eq!(bureau.text("d.html"), page);
    bureau.done("merchant suspend 7 --reason x --bureau @bureau --yes");
    let made: Value = bureau.result("merchant directory --out @d.html --bureau @bureau");
    assert_eq!(made["not_giving"], 1);
    assert!(bureau.text("d.html").contains("suspended since 2026-11-22"));
}

/// Ten thousand merchants with ten promises each: published, listed, and in one page.
#[test]
#[ignore = "takes a minute without optimisation: run it with --release"]
fn ten_thousand_merchants() {
    let mut merchants = String::from("编号,名称,行业,地区,联系方式,协议开始,协议截止\n");
    for number in 1..=10_000 {
        let (trade, region) = (
            ["理发美容", "餐饮", "交通出行"][number % 3],
            [421_202, 421_221, 421_222][number % 3],
        );
        merchants += &format!(
            "{number},咸宁第{number}号商店,{trade},{region},0715-{number:07},2026-01-01,2026-12-31\n"
        );
    }
    let mut benefits = String::from("编号,名称,适用类别,行业,商户,优待方式,数值,限次\n");
    for number in 1..=30 {
        let trade = ["理发美容", "餐饮", "交通出行"][number % 3];
        benefits += &format!("{number},{trade}优待{number},退役军人,{trade},,折扣,8.5折,每天1次\n");
    }
    let bureau = with_tables(&benefits, &merchants);
    assert_eq!(publish(&bureau)["parts"], 10_000);
    assert_eq!(publish(&bureau)["merchants"]["unchanged"], 10_000);
    let list = bureau.result("merchant list --bureau @bureau");
    assert_eq!(list["members"], 10_000);
    let numbers: Vec<String> = (1..=5_000).map(|number: u32| number.to_string()).collect();
    bureau.done(&format!(
        "merchant leave {} --bureau @bureau --yes",
        numbers.join(" ")
    ));
    let due = bureau.result("merchant due --bureau @bureau");
    assert_eq!(due["ending"], 5_000);
    let made = bureau.result("merchant directory --out @d.html --bureau @bureau");
    assert_eq!(
        (&made["giving"], &made["left"]),
        (&5_000.into(), &5_000.into())
    );
    assert!(made["bytes"].as_u64().unwrap() < 16 << 20);
    bureau.register().verify_audit(None).unwrap();
}
