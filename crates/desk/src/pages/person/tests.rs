//! Acts on one person, over a program that answers what it is told to.

use crate::locked::hold;
use crate::testing::TestDesk;

/// A desk that knows one person, and whose key has no passphrase.
fn desk() -> TestDesk {
    let desk = TestDesk::new();
    desk.program
        .answer("bureau show", r#"{"key":"k","protection":"none"}"#);
    desk.program.answer(
        "person find",
        r#"{"found":1,"people":[{"holder":77,"name":"王*明","codes":[{"serial":1,"kind":"card","status":"valid","holder":77}]}]}"#,
    );
    desk
}

fn page(desk: &TestDesk, answer: &crate::testing::Answer) -> String {
    let to = answer.header("location").strip_prefix(desk.desk.base());
    to.unwrap_or_else(|| panic!("{}", answer.body)).to_owned()
}

/// The arguments of the last command that begins so.
fn asked(desk: &TestDesk, words: &str) -> String {
    let asked = hold(&desk.program.asked);
    let last = asked.iter().rfind(|line| line.starts_with(words));
    last.cloned().unwrap_or_default()
}

#[test]
fn a_card_is_reissued_and_can_be_printed() {
    let desk = desk();
    let shown = desk.get("/person/one/77").body;
    assert!(shown.contains("/person/reissue") && !shown.contains("name=\"new-card\""));
    desk.program.answer(
        "reissue",
        r#"{"summary":{"revoked":1,"until":1796000000},"codes":[{"holder":77}]}"#,
    );
    // Not without the tick.
    desk.post("/person/reissue", "holder=77&reason=lost");
    assert_eq!(asked(&desk, "reissue"), "");
    let sent = desk.post("/person/reissue", "holder=77&reason=lost&years=3&sure=1");
    let line = asked(&desk, "reissue");
    for part in [
        "--holder=77",
        "--reason=lost",
        "--years=3",
        "codes/reissue-77",
        "--yes",
        "--operator=王芳",
    ] {
        assert!(line.contains(part), "{part}: {line}");
    }
    let done = desk.get(&page(&desk, &sent)).body;
    assert!(done.contains("value=\"reissue-77\"") && done.contains("/publish"));
    // One that was interrupted is finished, not begun anew.
    let folder = desk.place.path().join("codes/reissue-77");
    std::fs::create_dir_all(&folder).unwrap();
    desk.post("/person/reissue", "holder=77&reason=lost&sure=1");
    assert!(asked(&desk, "reissue").contains("codes/reissue-77-2"));
    std::fs::write(folder.join("unfinished.json"), "{}").unwrap();
    desk.post("/person/reissue", "holder=77&reason=lost&sure=1");
    assert!(!asked(&desk, "reissue").contains("reissue-77-2"));
}

#[test]
fn an_enrolment_that_is_typed_names_no_file() {
    let desk = desk();
    let parts: [(&str, Option<&str>, &[u8]); 3] = [
        ("holder", None, b"77"),
        ("sure", None, b"1"),
        ("enrolment", None, b"/etc/passwd"),
    ];
    desk.program.answer(
        "bind",
        r#"{"summary":{"revoked":0,"until":1796000000},"codes":[{"holder":77,"file":"codes/77.png"}]}"#,
    );
    let sent = desk.post_parts("/person/bind", &parts);
    let line = asked(&desk, "bind");
    assert!(
        line.contains("--code=") && !line.contains("passwd"),
        "{line}"
    );
    let done = desk.get(&page(&desk, &sent)).body;
    assert!(
        done.contains("/person/phone-code/") && done.contains("--code ENROLMENT"),
        "{done}"
    );
    // The file with the text is gone.
    let folder = desk.place.path().join(".bureau.desk");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
    // Nothing was given.
    let none = desk.post_parts("/person/bind", &parts[..2]).body;
    assert!(none.contains("there is no enrolment"), "{none}");
    // A phone that has its code.
    desk.program.answer(
        "bind",
        r#"{"summary":null,"codes":[],"bound":{"run":"<b>r","file":"f"}}"#,
    );
    let again = desk.post_parts("/person/bind", &parts);
    let again = desk.get(&page(&desk, &again)).body;
    assert!(
        again.contains("bound already") && again.contains("&lt;b&gt;r"),
        "{again}"
    );
}

#[test]
fn what_is_stored_is_a_file_and_asked_for_once() {
    let desk = desk();
    desk.program.answer(
        "person show",
        r#"{"codes":[1,2],"records":[1],"head":"9-abc"}"#,
    );
    let sent = desk.post("/person/stored", "holder=77&sure=1");
    let to = page(&desk, &sent);
    let done = desk.get(&to).body;
    assert!(done.contains("9-abc") && done.contains("--html 77.html"));
    desk.get(&to);
    let file = desk.get(&to.replace("/stored/", "/stored-file/"));
    assert!(file.header("content-disposition").contains("77.html"));
    let shown = hold(&desk.program.asked);
    let times = shown
        .iter()
        .filter(|line| line.starts_with("person show"))
        .count();
    assert_eq!(times, 1);
}
