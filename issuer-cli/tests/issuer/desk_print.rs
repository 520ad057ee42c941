//! From a roster to cards in the order of the hand-out list, at the desk; and what is done for one person.

use serde_json::Value;

use crate::support::TestBureau;
use crate::support::browser::{Browser, header};
use crate::support::phones::enrolment;

const ROSTER: &str = "姓名,身份证号,人员类别,乡镇\n\
    王建明,421201199003071232,退役军人,温泉街道\n\
    李小红,421201198512052342,退役军人,永安街道\n";

/// A form value as a browser sends it.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// What the desk sends to be kept.
fn downloaded(browser: &Browser, page: &str) -> (String, Vec<u8>) {
    let (head, bytes) = browser.send("GET", &format!("{}{page}", browser.base), "", b"");
    (header(&head, "content-disposition").to_owned(), bytes)
}

fn id_of(browser: &Browser, shown: &crate::support::browser::Shown, at: usize) -> String {
    let page = browser.page(shown);
    page.split('/').nth(at).unwrap().to_owned()
}

#[test]
fn cards_are_looked_at_listed_and_printed_from_the_result_of_a_roster() {
    let bureau = TestBureau::ready();
    let mut browser = Browser::open(&bureau);
    browser.get("/roster");
    let columns = browser.hand_in("/roster", "名册.csv", ROSTER);
    let roster = id_of(&browser, &columns, 3);
    browser.post(
        &format!("/roster/columns/{roster}"),
        &format!("heading-0={}&found-0=name&meaning-0=name", encoded("姓名")),
    );
    let done = browser.post(
        &format!("/roster/issue/{roster}"),
        "replaced=0&day=2026-11-22",
    );
    assert!(done.body.contains("name=\"run\" value=\"2026-11-22\""));

    // The list, with the roster once more.
    let begun = browser.post(
        "/print",
        &format!("run=2026-11-22&step={roster}&to=handout"),
    );
    let id = id_of(&browser, &begun, 3);
    let columns = browser.hand_in(&format!("/print/roster/{id}"), "名册.csv", ROSTER);
    assert!(columns.body.contains("乡镇"), "{}", columns.body);
    let list = browser.post(
        &format!("/print/list/{id}"),
        &format!(
            "heading-0={}&found-0=name&meaning-0=name&by-1={}",
            encoded("姓名"),
            encoded("乡镇")
        ),
    );
    for town in ["温泉街道", "永安街道"] {
        assert!(list.body.contains(town), "{}", list.body);
    }
    let (name, pdf) = downloaded(&browser, &format!("/print/paper/{id}/0"));
    assert!(
        name.contains("handout.pdf") && pdf.starts_with(b"%PDF"),
        "{name}"
    );

    // Chosen, looked at, printed.
    let options = browser.get(&format!("/print/options/{id}"));
    assert!(options.body.contains("--handout"), "{}", options.body);
    let wishes = "as=card-sheets&dpi=203&order=list&border=1&back=1";
    let refused = browser.post(&format!("/print/look/{id}"), wishes);
    assert!(refused.body.contains("telephone"), "{}", refused.body);
    let look = browser.post(
        &format!("/print/look/{id}"),
        &format!("{wishes}&telephone=0715-8235123"),
    );
    assert!(look.body.contains("/print/card/"), "{}", look.body);
    let (_, png) = downloaded(&browser, &format!("/print/card/{id}"));
    assert!(png.starts_with(b"\x89PNG"));
    let printed = browser.post(&format!("/print/make/{id}"), "");
    assert!(
        printed.body.contains("Download card-sheets-0001.pdf") && printed.body.contains("温泉街道"),
        "{}",
        printed.body
    );
    let (_, pdf) = downloaded(&browser, &format!("/print/file/{id}/0"));
    assert!(pdf.starts_with(b"%PDF"));

    // The commands see the same, and nothing is left of what was handed in.
    let summary = bureau.json("codes/2026-11-22-print/print.json");
    assert_eq!(
        (&summary["printed"], &summary["pages"]),
        (&2.into(), &4.into())
    );
    let left = std::fs::read_dir(bureau.path(".bureau.desk")).unwrap();
    assert_eq!(left.count(), 0);
    // Folders of cards and lists are no runs.
    let runs = browser.get("/print").body;
    assert!(!runs.contains("value=\"2026-11-22-"), "{runs}");
}

#[test]
fn one_person_gets_a_new_card_a_phone_and_what_is_stored() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", ROSTER);
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @codes/first");
    let holder = bureau.manifest("codes/first")[0]["holder"].clone();
    let mut browser = Browser::open(&bureau);
    let person = browser.get(&format!("/person/one/{holder}"));
    assert!(person.body.contains("Bind a phone"), "{}", person.body);

    let reissued = browser.post(
        "/person/reissue",
        &format!("holder={holder}&reason=lost&years=3&sure=1"),
    );
    assert!(reissued.body.contains("Reissued."), "{}", reissued.body);
    let run = format!("reissue-{holder}");
    let begun = browser.post("/print", &format!("run={run}"));
    let id = id_of(&browser, &begun, 3);
    let look = browser.post(&format!("/print/look/{id}"), "as=cards&dpi=300");
    assert!(
        look.body.contains(&format!("holder {holder}")),
        "{}",
        look.body
    );
    // The card that was lost is not printed again.
    let first = browser.post("/print", "run=first");
    let id = id_of(&browser, &first, 3);
    let look = browser.post(&format!("/print/look/{id}"), "as=cards&dpi=300");
    assert!(
        look.body.contains("revoked since, not printed"),
        "{}",
        look.body
    );

    let text = encoded(&enrolment(1));
    let bound = browser.post(
        "/person/bind",
        &format!("holder={holder}&sure=1&enrolment={text}"),
    );
    assert!(bound.body.contains("Bound."), "{}", bound.body);
    let id = id_of(&browser, &bound, 3);
    let (_, png) = downloaded(&browser, &format!("/person/phone-code/{id}"));
    assert!(png.starts_with(b"\x89PNG"));
    let again = browser.post(
        "/person/bind",
        &format!("holder={holder}&sure=1&enrolment={text}"),
    );
    assert!(again.body.contains("bound already"), "{}", again.body);

    let stored = browser.post("/person/stored", &format!("holder={holder}&sure=1"));
    let id = id_of(&browser, &stored, 3);
    let (name, page) = downloaded(&browser, &format!("/person/stored-file/{id}"));
    assert!(name.contains(".html") && String::from_utf8(page).unwrap().contains("王"));
    let shown: Value = bureau.result(&format!("person find --bureau @bureau --holder {holder}"));
    assert_eq!(shown["people"][0]["codes"].as_array().unwrap().len(), 3);
    let audit = bureau.done("audit --bureau @bureau");
    assert!(audit.results.contains("disclose"), "{}", audit.results);
}
