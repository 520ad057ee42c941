//! The catalogue as pages, over a program that answers what it is told to.

use crate::locked::hold;
use crate::testing::{HOSTILE, TestDesk};

const DIFFERENCES: &str = r#"{"sound":true,"edition":3,
    "benefits":{"added":[{"number":5,"title":"NAME"}],"gone":[{"number":2,"title":"b"}],"unchanged":4,"now_for_everybody":[],
        "changed":[{"number":1,"title":"haircut","fields":[{"field":"value","before":"a","now":"b","message":"value: a -> b"}]}]},
    "merchants":{"added":[],"changed":[],"gone":[],"unchanged":3},
    "losses":[{"merchant":7,"name":"barber","benefits":[2]}],"stopped":[],
    "register":{"joined":[],"renewed":[],"overruled":[{"number":9,"name":"inn","membership":"suspended"}],"believed":[],"gone":[{"number":8,"name":"cars","leaves":null}]},
    "for_everybody_by_silence":[{"number":5,"title":"NAME"}],"understood":["5: pay 90%"],"notes":["one name twice"]}"#;

fn path_of(desk: &TestDesk, location: &str) -> String {
    location.strip_prefix(desk.desk.base()).unwrap().to_owned()
}

fn handed_in(desk: &TestDesk) -> String {
    let sent = desk.post_parts("/catalogue", &[("files", Some("目录.xlsx"), b"x")]);
    path_of(desk, sent.header("location"))
}

#[test]
fn the_differences_are_seen_before_anything_is_signed() {
    let desk = TestDesk::new();
    let name = HOSTILE.replace('"', "\\\"");
    desk.program
        .answer("catalogue diff", &DIFFERENCES.replace("NAME", &name));
    let page = handed_in(&desk);
    let shown = desk.get(&page).body;
    for said in [
        "Compared with edition 3",
        "value: a -&gt; b",
        "pay 90%",
        "one name twice",
        "barber",
        "suspended",
        "name=\"gone-merchants\"",
        "name=\"gone-benefits\"",
        "name=\"everybody\"",
        "目录.xlsx",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(!shown.contains("<img"), "{shown}");
    let id = page.rsplit('/').next().unwrap();
    let sign = format!("/catalogue/sign/{id}");

    // Nothing is signed that was not agreed to.
    for fields in ["days=400", "sure=1", "everybody=1"] {
        let sent = desk.post(&sign, fields);
        assert_eq!(path_of(&desk, sent.header("location")), page);
    }
    assert!(
        !hold(&desk.program.asked)
            .join("\n")
            .contains("catalogue publish")
    );
    let file = desk.place.path().join("a.lbu");
    std::fs::write(&file, "update").unwrap();
    desk.program.answer(
        "catalogue publish",
        &format!(
            r#"{{"edition":4,"until":1796000000,"parts":3,"folder":"f","files":["{}"],"head":"00ff"}}"#,
            file.display()
        ),
    );
    let sent = desk.post(&sign, "sure=1&everybody=1&days=90&gone-benefits=1");
    let done = path_of(&desk, sent.header("location"));
    let asked = hold(&desk.program.asked).join("\n");
    assert!(
        asked.contains("--valid-days=90 --gone-benefits-end --yes")
            && !asked.contains("--gone-merchants-leave"),
        "{asked}"
    );
    let shown = desk.get(&done).body;
    assert!(
        shown.contains("Edition 4") && shown.contains("a.lbu"),
        "{shown}"
    );
    let update = desk.get(&format!("{}/0", done.replace("done", "file")));
    assert_eq!(update.body, "update");
    assert!(
        desk.get(&format!("{}/1", done.replace("done", "file")))
            .body
            .contains("no longer there")
    );
    // The tables are wiped, and cannot be signed again.
    let folder = desk.place.path().join(".bureau.desk");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    assert!(desk.get(&page).body.contains("no longer there"));
}

#[test]
fn faults_of_the_tables_are_a_list_and_nothing_is_signed() {
    let desk = TestDesk::new();
    desk.program.answer("catalogue diff", r#"{"sound":false,"faults":[{"table":"<i>商户","line":7,"column":"区划","code":"c","message":"no such region","fix":"write six digits"}]}"#);
    let page = handed_in(&desk);
    let shown = desk.get(&page).body;
    for said in ["no such region", "write six digits", "&lt;i&gt;"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(!shown.contains("/catalogue/sign/"));
}

#[test]
fn merchants_are_listed_and_one_is_suspended() {
    let desk = TestDesk::new();
    let one = r#""number":7,"name":"<b>barber","standing":"member","is_member":false,"agreement_until":"2026-01-01","published":"member""#;
    desk.program.answer(
        "merchant list",
        &format!(r#"{{"members":1,"suspended":0,"left":2,"merchants":[{{{one}}}]}}"#),
    );
    desk.program.answer("merchant show", &format!(r#"{{{one},"contact":"0715","promises":[],"history":[{{"event":"inspected","result":"broken","day":"2026-02-02","note":"n"}}]}}"#));
    desk.program.answer(
        "merchant suspend",
        r#"{"event":"suspended","must_publish":true,"head":"00ff"}"#,
    );
    let shown = desk.get("/catalogue/merchants/member").body;
    for said in ["&lt;b&gt;barber", "agreement not in force", "Left: 2"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(
        desk.get("/catalogue/merchants/--yes")
            .body
            .contains("no longer there")
    );
    let shown = desk.get("/catalogue/merchant/7").body;
    assert!(shown.contains("promises broken"), "{shown}");
    let unsure = desk.post("/catalogue/merchant/7", "verb=suspend&reason=r");
    assert!(unsure.header("location").ends_with("/catalogue/merchant/7"));
    let sent = desk.post("/catalogue/merchant/7", "verb=suspend&reason=--x&sure=1");
    let shown = desk.get(&path_of(&desk, sent.header("location"))).body;
    assert!(shown.contains("publish the catalogue again"), "{shown}");
    let asked = hold(&desk.program.asked).join("\n");
    assert!(
        asked.contains("merchant suspend --bureau=") && asked.contains(" 7 --reason=--x --yes"),
        "{asked}"
    );
}
