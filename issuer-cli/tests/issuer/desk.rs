//! The desk as the clerk's browser sees it, over the program itself: what its pages do, the commands see.

use serde_json::Value;

use crate::support::TestBureau;
use crate::support::browser::{Browser, command, header};

const ROSTER: &str = "姓名,身份证号,人员类别\n\
    王建明,421201199003071232,退役军人\n\
    李小红,421201198512052342,退伍老兵\n\
    张伟,421201197001011231,残疾军人\n";

fn json(bureau: &TestBureau, words: &str) -> Value {
    let outcome = bureau.run(&format!("{words} --json"));
    serde_json::from_str(outcome.results.trim()).unwrap()
}

#[test]
fn a_roster_becomes_codes_a_code_is_revoked_and_published() {
    let bureau = TestBureau::ready();
    let mut browser = Browser::open(&bureau);
    assert!(
        browser
            .get("/")
            .body
            .contains("The register was never backed up")
    );

    // Hand in, look at the columns, look at what would happen.
    browser.get("/roster");
    let columns = browser.hand_in("/roster", "名册.csv", ROSTER);
    assert!(columns.body.contains("人员类别"), "{}", columns.body);
    let fields = "heading-0=%E5%A7%93%E5%90%8D&found-0=name&meaning-0=name&years=3";
    let page = browser.page(&columns);
    let preview = browser.post(&page, fields);
    assert!(preview.body.contains("退伍老兵"), "{}", preview.body);
    let before = json(&bureau, "report --bureau @bureau");
    assert_eq!(before["people"], 0, "nothing was issued yet");

    // One answer for many rows, and the sentence that is agreed to.
    let id = page.rsplit('/').next().unwrap().to_owned();
    let mended = browser.post(
        &format!("/roster/words/{id}"),
        "word-0=%E9%80%80%E4%BC%8D%E8%80%81%E5%85%B5&category-0=veteran",
    );
    assert!(!mended.body.contains("退伍老兵"), "{}", mended.body);
    assert!(
        mended.body.contains("Codes that will be issued: 2"),
        "{}",
        mended.body
    );
    let refused = browser.get(&format!("/roster/refused/{id}"));
    assert!(refused.body.contains("张伟"), "{}", refused.body);
    let done = browser.post(&format!("/roster/issue/{id}"), "replaced=0&day=2026-11-22");
    assert!(done.body.contains("Done."), "{}", done.body);

    // The commands see what the pages did.
    let after = json(&bureau, "report --bureau @bureau");
    assert_eq!(
        (&after["people"], &after["codes"]["valid"]),
        (&2.into(), &2.into())
    );
    let agrees = json(
        &bureau,
        "verify-output --bureau @bureau --out @codes/2026-11-22",
    );
    assert_eq!(agrees["agrees"], true);
    assert_eq!(
        std::fs::read_dir(bureau.path(".bureau.desk"))
            .unwrap()
            .count(),
        0
    );

    // Search by characters of the name; revoke; publish.
    browser.get("/person");
    let person = browser.post("/person", "whom=%E7%8E%8B%E5%BB%BA%E6%98%8E");
    assert!(person.body.contains("王*明"), "{}", person.body);
    let holder = person.path.rsplit('/').next().unwrap().to_owned();
    let revoked = browser.post(
        "/person/change",
        &format!("holder={holder}&verb=revoke&reason=lost&sure=1"),
    );
    assert!(
        revoked.body.contains("Codes revoked: 1"),
        "{}",
        revoked.body
    );
    assert!(
        browser
            .get("/")
            .body
            .contains("Not published yet: 1 revoked")
    );
    browser.get("/publish");
    let published = browser.post("/publish", "days=90");
    assert!(published.body.contains("Published."), "{}", published.body);
    assert_eq!(
        json(&bureau, "report --bureau @bureau")["unpublished"]["revoked"],
        0
    );
    let id = published.path.rsplit('/').next().unwrap().to_owned();
    let update = browser.send(
        "GET",
        &format!("{}/publish/update/{id}", browser.base),
        "",
        b"",
    );
    assert!(
        header(&update.0, "content-disposition").contains(".lbu"),
        "{}",
        update.0
    );
    assert!(update.1.len() > 100);

    // By identity number, which needs the person key and is nowhere afterwards.
    browser.get("/person");
    let found = browser.post("/person", "identity=421201198512052342");
    assert!(
        found.body.contains("李*红") && !found.path.contains("1985"),
        "{}",
        found.path
    );
}

#[test]
fn a_second_desk_says_who_has_the_first_and_closing_gives_it_free() {
    let bureau = TestBureau::ready();
    let mut browser = Browser::open(&bureau);
    let second = command(&bureau).output().unwrap();
    let error: Value = serde_json::from_slice(&second.stdout).unwrap();
    assert_eq!(error["error"]["code"], "desk-open");
    assert!(error["error"]["message"].as_str().unwrap().contains("王芳"));
    browser.get("/");
    assert!(
        browser
            .post("/close", "")
            .body
            .contains("The desk is closed")
    );
    assert!(browser.desk.wait().unwrap().success());
    let _again = Browser::open(&bureau);
}
