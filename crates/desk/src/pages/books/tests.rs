//! The books as pages, over a program that answers what it is told to.

use crate::locked::hold;
use crate::testing::{HOSTILE, TestDesk, after_the_job};

#[test]
fn books_that_do_not_exist_yet_are_no_failure() {
    let desk = TestDesk::new();
    desk.program.answer(
        "journal status",
        r#"{"error":{"code":"books-missing","message":"m","remedy":"r"}}"#,
    );
    let shown = desk.get("/books").body;
    assert!(
        shown.contains("No journal was ever imported") && shown.contains("name=\"files\""),
        "{shown}"
    );
}

#[test]
fn several_journals_are_handed_in_at_once_and_wiped() {
    let desk = TestDesk::new();
    let folder = desk.place.path().join(".bureau.desk");
    *hold(&desk.program.script) = r#"for file; do case "$file" in *.lbx) cat "$file" >&2; paths="$paths $file"; esac; done
        set -- $paths
        echo '{"files":[{"file":"'$1'","terminal":1,"result":"imported","new":5,"known":1,"error":null},
        {"file":"'$2'","terminal":null,"result":"refused","new":0,"known":0,"error":{"code":"x","message":"a <fork>","remedy":"look"}},
        {"file":"/elsewhere/journal.lbx","terminal":3,"result":"waiting","new":0,"known":0,"missing":[4,9]}],
        "marks":[{"kind":"revoked","before":1,"now":3,"message":"revoked by then","remedy":"bring an update"},
        {"kind":"suspended","before":1,"now":1,"message":"not shown","remedy":""}]}' | tr -d '\n'"#.to_owned();
    let name = HOSTILE.replace('"', "").replace(['/', '\\'], "");
    let sent = desk.post_parts(
        "/books",
        &[
            ("files", Some("a.lbx"), b"one"),
            ("files", Some(&format!("../{name}.lbx")), b"two"),
        ],
    );
    let page = after_the_job(&desk, sent.header("location"));
    let shown = desk.get(&page).body;
    for said in [
        "a.lbx",
        "&lt;img src=x",
        "a &lt;fork&gt;",
        "records 4 to 9 are missing",
        "revoked by then",
        "bring an update",
        "3 in all",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(
        !shown.contains("not shown") && !shown.contains("<img"),
        "{shown}"
    );
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn several_files_together_are_bounded_as_one_is() {
    let desk = TestDesk::new();
    let half = vec![b'x'; 600 << 10];
    let sent = desk.post_parts(
        "/books",
        &[
            ("files", Some("a.lbx"), &half),
            ("files", Some("b.lbx"), &half),
        ],
    );
    assert_eq!(sent.status, 400);
    assert!(sent.body.contains("too large"), "{}", sent.body);
    let nothing = desk.post_parts("/books", &[]);
    assert!(nothing.body.contains("no file was chosen"));
}

#[test]
fn marks_say_why_and_what_to_do() {
    let desk = TestDesk::new();
    desk.program.answer(
        "journal marks",
        r#"{"count":900,"kinds":[{"kind":"revoked","count":900,"message":"revoked by then","remedy":"bring <b>"}],
        "marks":[{"kind":"revoked","terminal":3,"number":7,"time":1796000000,"merchant":9,"benefit":1,"holder":3583201175,"message":"why it is"}]}"#,
    );
    let shown = desk.get("/books/marks/revoked").body;
    for said in [
        "revoked by then",
        "bring &lt;b&gt;",
        "why it is",
        "first 1 only",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let asked = hold(&desk.program.asked).join("\n");
    assert!(asked.contains("--kind=revoked"), "{asked}");
}

#[test]
fn the_report_is_shown_without_the_rights_of_the_desk() {
    let desk = TestDesk::new();
    // The pretended command writes what the real one does: files where it is told to.
    desk.program.writes("report benefits", "--html", HOSTILE);
    desk.program.writes("report benefits", "--xlsx", "workbook");
    desk.program.answer(
        "report benefits",
        r#"{"from":"2026-11","until":"2026-12","total":{"uses":120,"people":7,"saved_fen":12345},
        "by_trade":[{"key":1,"name":"理发","name_en":"Hair <b>","uses":3,"people":6,"saved_fen":500},{"key":2,"name_en":"Cars","withheld":"under-five"}]}"#,
    );
    let made = desk.post("/books/report", "from=2026-11&until=2026-12");
    let page = made.header("location").strip_prefix(desk.desk.base());
    let page = page.unwrap().to_owned();
    let shown = desk.get(&page).body;
    for said in ["123.45", "Hair &lt;b&gt;", "too few people"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let opened = desk.get(&format!("{page}/page"));
    assert_eq!(opened.body, HOSTILE);
    let policy = opened.header("content-security-policy");
    assert!(
        policy.starts_with("sandbox;") && !policy.contains("allow-") && !policy.contains("script"),
        "{policy}"
    );
    assert_eq!(opened.header("x-content-type-options"), "nosniff");
    for what in ["html", "xlsx"] {
        let saved = desk.get(&format!("{page}/{what}"));
        assert!(
            saved
                .header("content-disposition")
                .starts_with("attachment"),
            "{}",
            saved.head
        );
    }
    assert!(
        !desk
            .get(&page)
            .header("content-security-policy")
            .contains("sandbox")
    );
    let folder = desk.place.path().join(".bureau.desk");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn receipts_are_an_update_file() {
    let desk = TestDesk::new();
    desk.program.writes("journal receipts", "--out", "update");
    desk.program.answer(
        "journal receipts",
        r#"{"receipts":[{"terminal":3,"size":812}],"newly_confirmed":40}"#,
    );
    let made = desk.post("/books/receipts", "");
    let page = made.header("location").strip_prefix(desk.desk.base());
    let page = page.unwrap().to_owned();
    let shown = desk.get(&page).body;
    assert!(
        shown.contains("Records newly confirmed: 40") && shown.contains("812"),
        "{shown}"
    );
    assert_eq!(desk.get(&format!("{page}/file")).body, "update");
}
