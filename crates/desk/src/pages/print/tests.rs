//! From a run to cards and to the list, over a program that answers what it is told to.

use std::fs;

use crate::locked::hold;
use crate::testing::{Answer, HOSTILE, TestDesk};

/// A desk with one finished run, and one that is not.
fn desk() -> TestDesk {
    let desk = TestDesk::new();
    desk.program
        .answer("bureau show", r#"{"key":"k","protection":"none"}"#);
    let codes = desk.place.path().join("codes");
    for name in ["周一", "half"] {
        fs::create_dir_all(codes.join(name)).unwrap();
        fs::write(
            codes.join(name).join("summary.json"),
            r#"{"action":"issue","issued":3,"issued_at":1796000000}"#,
        )
        .unwrap();
    }
    fs::write(codes.join("half/unfinished.json"), "{}").unwrap();
    desk
}

fn page(desk: &TestDesk, answer: &Answer) -> String {
    let to = answer.header("location").strip_prefix(desk.desk.base());
    to.unwrap_or_else(|| panic!("{}", answer.body)).to_owned()
}

fn begun(desk: &TestDesk, fields: &str) -> (String, String) {
    let page = page(desk, &desk.post("/print", fields));
    let id = page.rsplit('/').next().unwrap().to_owned();
    (page, id)
}

/// Follows the progress page to what comes behind it.
fn after_the_job(desk: &TestDesk, answer: &Answer) -> String {
    let mut to = page(desk, answer);
    while to.starts_with("/jobs/") {
        let seen = desk.get(&to);
        if seen.header("location").is_empty() {
            std::thread::sleep(std::time::Duration::from_millis(20));
        } else {
            to = page(desk, &seen);
        }
    }
    to
}

#[test]
fn the_first_card_is_looked_at_before_the_pdf_is_made() {
    let desk = desk();
    let runs = desk.get("/print").body;
    assert!(
        runs.contains("周一") && !runs.contains("value=\"half\""),
        "{runs}"
    );
    // A name from outside is no path.
    assert!(
        desk.post("/print", "run=../bureau")
            .header("location")
            .is_empty()
    );
    let (options, id) = begun(&desk, "run=%E5%91%A8%E4%B8%80");
    assert!(desk.get(&options).body.contains("--as card-sheets"));
    desk.program.answer(
        "print",
        r#"{"preview":"p","as":"cards","holder":77,"cards":3,"revoked":1,"phone_codes":0}"#,
    );
    let look = format!("/print/look/{id}");
    let sent = desk.post(&look, "as=slips&dpi=600&up=8&border=1&front-page=1&order=roster&holders=77%EF%BC%8C%2078&telephone=");
    let shown = desk.get(&page(&desk, &sent)).body;
    for said in [
        "holder 77",
        "--as slips --dpi 600 --border --front-page --up 8 --holder 77 --holder 78",
        "--preview card.png",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    // What makes no sense for a card printer is not passed on.
    desk.post(&look, "as=cards&dpi=300&up=8&front-page=1&cut-and-stack=1");
    let asked = hold(&desk.program.asked).last().cloned().unwrap();
    assert!(asked.contains("--as=cards --dpi=300 --preview"), "{asked}");
    let wrong = desk.post(&look, "as=cards&holders=77,x").body;
    assert!(wrong.contains("the holder numbers are not clear"));

    let name = HOSTILE.replace('"', "\\\"").replace('\'', "");
    *hold(&desk.program.script) = format!(
        "for a; do case $a in --out=*) mkdir \"${{a#--out=}}\"; echo pdf > \"${{a#--out=}}/cards-0001.pdf\";; esac; done; echo '{{\"printed\":2,\"pages\":1,\"files\":[\"cards-0001.pdf\"],\"sections\":[],\"not_printed\":[{{\"holder\":78,\"message\":\"{name}\",\"remedy\":\"r\"}}]}}'"
    );
    let sent = desk.post(&format!("/print/make/{id}"), "");
    let result = after_the_job(&desk, &sent);
    // Reloading changes nothing.
    desk.get(&result);
    let shown = desk.get(&result).body;
    assert!(
        shown.contains("cards-0001.pdf") && shown.contains("not-printed.csv"),
        "{shown}"
    );
    assert!(!shown.contains("<img src=x") && shown.contains("&lt;img"));
    let file = desk.get(&format!("/print/file/{id}/0"));
    assert_eq!(file.body, "pdf\n");
    assert!(file.header("content-disposition").contains("-print"));
    for no in ["2", "-1", "..", "0/../../x"] {
        let none = desk.get(&format!("/print/file/{id}/{no}"));
        assert!(none.header("content-disposition").is_empty(), "{no}");
    }
}

#[test]
fn a_print_that_is_cancelled_leaves_no_cards_behind() {
    let desk = desk();
    let (_, id) = begun(&desk, "run=%E5%91%A8%E4%B8%80");
    let folder = desk.place.path().join("codes/周一-print");
    *hold(&desk.program.script) =
        "for a; do case $a in --out=*) mkdir \"${a#--out=}\"; echo x > \"${a#--out=}/cards-0001.pdf\";; esac; done; exec sleep 600".to_owned();
    let sent = desk.post(&format!("/print/make/{id}"), "");
    let job = page(&desk, &sent);
    while !folder.join("cards-0001.pdf").exists() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let mut seen = desk
        .get(&after_the_job(
            &desk,
            &desk.post(&format!("{job}/cancel"), ""),
        ))
        .body;
    while !seen.contains("Cancelled") {
        std::thread::sleep(std::time::Duration::from_millis(20));
        seen = desk.get(&after_the_job(&desk, &sent)).body;
    }
    assert!(!folder.exists());
}

#[test]
fn the_list_is_made_by_columns_of_the_roster_and_gives_the_order() {
    let desk = desk();
    let (_, id) = begun(&desk, "run=%E5%91%A8%E4%B8%80");
    let first = format!("/print/handout/{id}");
    assert!(desk.get(&first).body.contains("same rows"));
    desk.program.answer(
        "roster columns",
        r#"{"lines":4,"sheets":["a","b"],"columns":[{"heading":"姓名","meaning":"name","samples":[]},{"heading":"<i>乡镇","meaning":null,"samples":[]}],"meanings":[{"code":"name","name":"n"}]}"#,
    );
    let sent = desk.post_parts(
        &format!("/print/roster/{id}"),
        &[("file", Some("名册.csv"), "姓名,<i>乡镇\n".as_bytes())],
    );
    let columns = desk.get(&page(&desk, &sent)).body;
    assert!(
        columns.contains("&lt;i&gt;乡镇") && columns.contains("value=\"sheet\""),
        "{columns}"
    );
    *hold(&desk.program.script) = "for a; do case $a in --out=*) mkdir \"${a#--out=}\"; echo list > \"${a#--out=}/handout.pdf\";; esac; done; echo '{\"people\":3,\"pages\":2,\"files\":[\"handout.pdf\"],\"sections\":[{\"title\":\"温泉镇\",\"people\":3}]}'".to_owned();
    let sent = desk.post(
        &format!("/print/list/{id}"),
        "heading-0=%E5%A7%93%E5%90%8D&found-0=name&meaning-0=name&by-1=sheet&by-2=%E4%B9%A1%E9%95%87&by-3=",
    );
    let result = after_the_job(&desk, &sent);
    let shown = desk.get(&result).body;
    for said in ["温泉镇", "--by sheet --by 乡镇", "--roster 名册.csv"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    // The roster is wiped; the list is there, and gives the order of the cards.
    let folder = desk.place.path().join(".bureau.desk");
    assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
    assert_eq!(desk.get(&format!("/print/paper/{id}/0")).body, "list\n");
    desk.program.answer("print", r#"{"holder":1}"#);
    desk.post(&format!("/print/look/{id}"), "as=cards&order=list");
    let asked = hold(&desk.program.asked).last().cloned().unwrap();
    assert!(
        asked.contains("--handout=") && asked.contains("周一-list"),
        "{asked}"
    );
}
