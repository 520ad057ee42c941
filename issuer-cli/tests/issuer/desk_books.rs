//! A month at the desk over the program itself: the catalogue is signed, journals are handed in, the report is made,
//! the register is copied; the commands see what the pages did.

use std::fs;

use credential_core::Update;
use credential_core::journal::Entry;
use messages::dates;
use serde_json::Value;

use crate::support::TestBureau;
use crate::support::browser::{Browser, header};
use crate::support::journals::{Terminal, grant};

const MERCHANTS: &str = "编号,名称,行业,地区,协议开始,协议截止,在册情况\n\
    7,<b>温泉</b>理发店,理发美容,421202,2026-01-01,2027-12-31,在册\n\
    8,香城租车,交通出行,421200,,2027-12-31,在册\n";

const BENEFITS: &str = "编号,名称,适用类别,行业,商户,优待方式,数值,限次\n\
    1,理发半价,退役军人,,7,折扣,五折,每天1次\n\
    3,租车免费,退役军人,,8,免费,,每年5天\n";

fn json(bureau: &TestBureau, words: &str) -> Value {
    bureau.result(&format!("{words} --bureau @bureau"))
}

fn id_of(path: &str) -> String {
    path.rsplit('/').next().unwrap().to_owned()
}

/// The tables are handed in, looked at, and signed.
fn sign_catalogue(browser: &mut Browser, benefits: &str, more: &str) -> String {
    browser.get("/catalogue");
    let tables: [(&str, &[u8]); 2] = [
        ("benefits.csv", benefits.as_bytes()),
        ("merchants.csv", MERCHANTS.as_bytes()),
    ];
    let differences = browser.hand_in_all("/catalogue", "files", &tables);
    assert!(
        differences.body.contains("Sign and publish"),
        "{}",
        differences.body
    );
    let id = id_of(&differences.path);
    browser
        .post(&format!("/catalogue/sign/{id}"), &format!("sure=1{more}"))
        .body
}

#[test]
fn a_catalogue_is_signed_after_its_differences_were_seen() {
    let bureau = TestBureau::issued(1);
    bureau.done("publish --bureau @bureau");
    let mut browser = Browser::open(&bureau);
    browser.get("/catalogue");
    let unclear = BENEFITS.replace("折扣,五折", "折扣,许多");
    let wrong: [(&str, &[u8]); 2] = [
        ("b.csv", unclear.as_bytes()),
        ("m.csv", MERCHANTS.as_bytes()),
    ];
    let faults = browser.hand_in_all("/catalogue", "files", &wrong);
    assert!(
        faults.body.contains("<td>b.csv</td>") && !faults.body.contains(".bureau.desk"),
        "{}",
        faults.body
    );
    assert!(
        faults.body.contains("not in order: 1") && !faults.body.contains("/catalogue/sign/"),
        "{}",
        faults.body
    );
    let done = sign_catalogue(&mut browser, BENEFITS, "&days=90");
    assert!(
        done.contains("Edition 1") && done.contains("&lt;b&gt;") && !done.contains("<b>"),
        "{done}"
    );

    // A benefit that is gone stops it until the clerk says that it ends.
    let fewer: String = BENEFITS
        .lines()
        .filter(|line| !line.starts_with('3'))
        .map(|line| format!("{line}\n"))
        .collect();
    let fewer = fewer.replace("五折", "8.5折");
    let stopped = sign_catalogue(&mut browser, &fewer, "");
    assert!(
        stopped.contains("no longer in the tables") && stopped.contains("What to do"),
        "{stopped}"
    );
    let done = sign_catalogue(&mut browser, &fewer, "&gone-benefits=1");
    assert!(
        done.contains("Edition 2") && done.contains("value: pay 50% -&gt; pay 85%"),
        "{done}"
    );

    // Merchants, and one that is suspended.
    assert!(
        browser
            .get("/catalogue/merchants")
            .body
            .contains("Members: 2")
    );
    let recorded = browser.post(
        "/catalogue/merchant/8",
        "verb=suspend&reason=%E6%B6%A8%E4%BB%B7&sure=1",
    );
    assert!(
        recorded.body.contains("publish the catalogue again"),
        "{}",
        recorded.body
    );
    let list = json(&bureau, "merchant list --standing suspended");
    assert_eq!(list["merchants"][0]["number"], 8);
    let template = browser.send(
        "GET",
        &format!("{}/catalogue/template", browser.base),
        "",
        b"",
    );
    assert!(template.1.starts_with(b"PK"), "{}", template.0);
}

#[test]
fn journals_become_a_report_and_receipts_and_the_register_is_copied() {
    let bureau = TestBureau::issued(3);
    bureau.done("publish --bureau @bureau");
    bureau.write("b.csv", BENEFITS);
    bureau.write("m.csv", MERCHANTS);
    bureau.done("catalogue publish @b.csv @m.csv --bureau @bureau --yes");
    let people = bureau.manifest("out");
    let mut first = Terminal::add(&bureau, 1, 7, "");
    let mut second = Terminal::add(&bureau, 2, 8, "");
    let at = |text: &str| dates::parse(text).unwrap();
    for time in ["2026-11-20T09:00", "2026-11-20T10:00", "2026-11-21T09:00"] {
        first.write(at(time), Entry::Grant(grant(&people[0], 1, 1)));
        second.write(at(time), Entry::Grant(grant(&people[1], 3, 1)));
    }
    first.export(&bureau, "one.lbx", 0, 3);
    second.export(&bureau, "late.lbx", 1, 3);
    let read = |name: &str| fs::read(bureau.path(name)).unwrap();
    let (one, late) = (read("one.lbx"), read("late.lbx"));

    let mut browser = Browser::open(&bureau);
    let empty = browser.get("/books");
    assert!(
        empty.body.contains("No journal was ever imported"),
        "{}",
        empty.body
    );
    let files: [(&str, &[u8]); 3] = [
        ("柜台一.lbx", &one),
        ("late.lbx", &late),
        ("holiday.lbx", b"no journal at all"),
    ];
    let imported = browser.hand_in_all("/books", "files", &files);
    for said in [
        "柜台一.lbx",
        "new records: 3",
        "records 1 to 1 are missing",
        "refused",
        "quota exceeded",
        "several people use the card",
    ] {
        assert!(imported.body.contains(said), "{said}: {}", imported.body);
    }
    let folder = bureau.path(".bureau.desk");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    let status = json(&bureau, "journal status");
    assert_eq!(status["months"][0]["uses"], 3, "{status}");
    assert_eq!(status["waiting"][0]["terminal"], second.number);

    let overview = browser.get("/books").body;
    assert!(
        overview.contains("Ask for those at that terminal") && overview.contains("2026-11"),
        "{overview}"
    );
    let marks = browser.get("/books/marks/quota-exceeded").body;
    assert!(marks.contains("1 allowed a day, 2 with it"), "{marks}");

    // The records before have come: all counts.
    second.export(&bureau, "all.lbx", 0, 3);
    let all = read("all.lbx");
    browser.get("/books");
    browser.hand_in_all("/books", "files", &[("all.lbx", &all)]);
    assert_eq!(json(&bureau, "journal status")["months"][0]["uses"], 6);

    // The page of the report is the one that the command makes, and has none of the desk's rights.
    let report = browser.post("/books/report", "from=2026-11&until=2026-11");
    let id = id_of(&report.path);
    let base = browser.base.clone();
    let page = browser.send("GET", &format!("{base}/books/report/{id}/page"), "", b"");
    bureau.done("report benefits --from 2026-11 --until 2026-11 --html @r.html --bureau @bureau");
    assert_eq!(page.1, read("r.html"));
    assert!(
        header(&page.0, "content-security-policy").starts_with("sandbox;"),
        "{}",
        page.0
    );
    let workbook = browser.send("GET", &format!("{base}/books/report/{id}/xlsx"), "", b"");
    assert!(workbook.1.starts_with(b"PK"));

    let receipts = browser.post("/books/receipts", "");
    assert!(
        receipts.body.contains("Records newly confirmed: 6"),
        "{}",
        receipts.body
    );
    let id = id_of(&receipts.path);
    let update = browser.send("GET", &format!("{base}/books/receipts/{id}/file"), "", b"");
    assert_eq!(Update::parse(&update.1).unwrap().receipts.len(), 2);

    // The copy is made, and the commands can use it.
    let keys = browser.get("/keys").body;
    assert!(
        keys.contains("issuer-1.pem") && keys.contains("person.key"),
        "{keys}"
    );
    let stick = bureau.path("stick");
    let copied = browser.post("/keys/backup", &format!("folder={}", stick.display()));
    assert!(
        copied.body.contains("checked by reading the copy"),
        "{}",
        copied.body
    );
    let copies = fs::read_dir(&stick).unwrap();
    let names: Vec<String> = copies
        .map(|copy| copy.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(
        names.iter().any(|name| name.starts_with("register-"))
            && names.iter().any(|name| name == "books"),
        "{names:?}"
    );
    assert!(!browser.get("/").body.contains("never backed up"));
}
