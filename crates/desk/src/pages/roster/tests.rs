//! A roster on its way through the pages, over a program that answers what it is told to.

use crate::locked::hold;
use crate::testing::{HOSTILE, TestDesk, after_the_job};

fn handed_in(desk: &TestDesk, name: &str) -> String {
    let columns = format!(
        r#"{{"lines":4,"columns":[{{"heading":"姓名","meaning":"name","samples":["{}"]}},{{"heading":"类别","meaning":null,"samples":[]}}],"meanings":[{{"code":"name","name":"n"}},{{"code":"category","name":"c"}}]}}"#,
        HOSTILE.replace('"', "\\\"")
    );
    desk.program.answer("roster columns", &columns);
    desk.program
        .answer("bureau show", r#"{"key":"k","protection":"none"}"#);
    let handed_in = desk.post_parts("/roster", &[("file", Some(name), "姓名,类别\n".as_bytes())]);
    let page = handed_in.header("location").to_owned();
    page.strip_prefix(desk.desk.base()).unwrap().to_owned()
}

#[test]
fn a_roster_is_looked_at_before_anything_is_issued() {
    let desk = TestDesk::new();
    let page = handed_in(&desk, "../<b>名册.csv");
    let shown = desk.get(&page).body;
    assert!(
        shown.contains("&lt;b&gt;名册.csv") && !shown.contains("<b>") && !shown.contains("<img"),
        "{shown}"
    );
    let preview = r#"{"summary":{"new":2,"issued":2,"refused":1,"replaced":1,"issued_at":1796000000,"unknown_categories":{"退伍老兵":312},"faults":{"x":1}},
        "changes":[{"kind":"grade-lost","people":1,"message":"lose a grade: 1"}],"refused":[{"line":3,"code":"x","name":"<i>王","value":"v","message":"m","remedy":"r"}]}"#;
    // Into the results goes what stands there; the arguments show what was asked.
    *hold(&desk.program.script) = format!("echo \"$*\" >&2; echo '{}'", preview.replace('\n', " "));
    let sent = desk.post(&page, "heading-0=%E5%A7%93%E5%90%8D&found-0=name&meaning-0=name&heading-1=%E7%B1%BB%E5%88%AB&found-1=&meaning-1=category");
    let page = after_the_job(&desk, sent.header("location"));
    let shown = desk.get(&page).body;
    for said in [
        "lose a grade: 1",
        "退伍老兵",
        "312",
        "&lt;i&gt;王",
        "revoked for good",
        "--columns columns.csv",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(!shown.contains("<i>"));
    // The roster lies there until it is done with.
    let folder = desk.place.path().join(".bureau.desk");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    let id = page.split('/').nth(3).unwrap();
    *hold(&desk.program.script) =
        "echo '{\"summary\":{\"issued\":2,\"until\":1796000000}}'".to_owned();
    let confirmed = desk.post(
        &format!("/roster/issue/{id}"),
        "replaced=1&day=2026-11-22&run=../../x",
    );
    let page = after_the_job(&desk, confirmed.header("location"));
    let shown = desk.get(&page).body;
    assert!(
        shown.contains("Done.") && shown.contains("codes/2026-11-22"),
        "{shown}"
    );
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn a_run_that_is_cancelled_says_how_it_goes_on() {
    let desk = TestDesk::new();
    let page = handed_in(&desk, "名册.csv");
    *hold(&desk.program.script) = "exec sleep 600".to_owned();
    let sent = desk.post(
        &page,
        "heading-0=%E5%A7%93%E5%90%8D&found-0=name&meaning-0=name",
    );
    let job = sent
        .header("location")
        .strip_prefix(desk.desk.base())
        .unwrap();
    assert!(desk.get(job).body.contains("/cancel"));
    let cancelled = desk.post(&format!("{job}/cancel"), "");
    // It ends in a moment, and until then there is nothing to show.
    assert_eq!(cancelled.header("location"), sent.header("location"));
    let shown = desk
        .get(&after_the_job(&desk, cancelled.header("location")))
        .body;
    assert!(shown.contains("Cancelled"), "{shown}");
    assert!(shown.contains("nothing was changed"), "{shown}");
}

/// A command that needs a passphrase is done again once it is there, with what the form had.
#[test]
fn a_passphrase_is_asked_for_in_between() {
    let desk = TestDesk::new();
    let page = handed_in(&desk, "名册.csv");
    desk.program
        .answer("bureau show", r#"{"key":"k","protection":"passphrase"}"#);
    *hold(&desk.program.script) = "read p; [ \"$p\" = right ] && echo '{\"opened\":true,\"summary\":{}}' || echo '{\"opened\":false}'".to_owned();
    let asked = desk
        .post(
            &page,
            "heading-0=%E5%A7%93%E5%90%8D&found-0=name&meaning-0=name",
        )
        .body;
    let at = asked.find("/passphrase/").unwrap();
    let path = &asked[at..at + "/passphrase/".len() + 32];
    let wrong = desk.post(path, "passphrase=wrong").body;
    assert!(wrong.contains("Wrong passphrase"), "{wrong}");
    let at = wrong.find("/passphrase/").unwrap();
    let path = &wrong[at..at + "/passphrase/".len() + 32];
    let right = desk.post(path, "passphrase=right");
    let page = after_the_job(&desk, right.header("location"));
    assert!(desk.get(&page).body.contains("dry run"));
}

#[test]
fn two_jobs_never_have_one_folder() {
    let desk = TestDesk::new();
    let first = super::step::new_run(&desk.desk, "2026-11-22-print");
    let second = super::step::new_run(&desk.desk, "2026-11-22-print");
    assert_ne!(first, second);
    assert!(second.ends_with("2026-11-22-print-2"));
}
