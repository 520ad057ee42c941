//! Buttons that are pressed twice, and what else does a thing twice.

use std::thread;
use std::time::Duration;

use super::defended_by;
use crate::defence::Defence;
use crate::locked::hold;
use crate::peer::Peers;
use crate::testing::{Answer, TestDesk};

const REISSUE: &str = "holder=77&reason=lost&years=3&sure=1";

fn with_a_key(desk: &TestDesk, protection: &str) {
    let bureau = format!(r#"{{"key":"k","protection":"{protection}"}}"#);
    desk.program.answer("bureau show", &bureau);
}

fn reissue(desk: &TestDesk, once: &str) -> Answer {
    desk.post("/person/reissue", &format!("{REISSUE}&once={once}"))
}

/// How often codes were reissued.
fn reissues(desk: &TestDesk) -> usize {
    let asked = hold(&desk.program.asked);
    let found = asked.iter().filter(|line| line.starts_with("reissue"));
    found.count()
}

#[test]
fn a_form_that_is_sent_twice_is_done_once() {
    defended_by(Defence::Once, |desk| {
        with_a_key(desk, "none");
        let once = desk.once();
        let first = reissue(desk, &once).header("location").to_owned();
        assert!(first.contains("/person/reissued/"), "{first}");
        let second = reissue(desk, &once).header("location").to_owned();
        assert_eq!(second == first, reissues(desk) == 1);
        reissues(desk) != 1
    });
}

#[test]
fn the_first_is_not_waited_for_and_is_finished_though_its_browser_has_let_go() {
    let desk = TestDesk::new();
    with_a_key(&desk, "none");
    *hold(&desk.program.slow) = Some(("reissue", Duration::from_millis(600)));
    let once = desk.once();
    let mut stream = desk.begin_post("/person/reissue", &once, REISSUE);
    std::io::Write::write_all(&mut stream, REISSUE.as_bytes()).unwrap();
    thread::sleep(Duration::from_millis(200));
    drop(stream);
    let second = reissue(&desk, &once);
    let sent = format!("/sent/{once}");
    assert_eq!(second.header("location"), desk.path(&sent));
    assert!(desk.get(&sent).body.contains("sent already"));
    thread::sleep(Duration::from_millis(800));
    let place = desk.get(&sent).header("location").to_owned();
    assert!(place.contains("/person/reissued/"), "{place}");
    assert_eq!(reissue(&desk, &once).header("location"), place);
    assert_eq!(reissues(&desk), 1);
}

#[test]
fn whoever_presses_twice_is_asked_for_the_passphrase_all_the_same() {
    let desk = TestDesk::new();
    with_a_key(&desk, "passphrase");
    let once = desk.once();
    assert!(reissue(&desk, &once).body.contains("/passphrase/"));
    let question = reissue(&desk, &once).header("location").to_owned();
    let question = question.strip_prefix(desk.desk.base()).unwrap();
    assert!(desk.get(question).body.contains(question));
    *hold(&desk.program.script) = "echo '{\"opened\":true}'".to_owned();
    let done = desk.post(question, "passphrase=x");
    let place = done.header("location");
    assert!(place.contains("/person/reissued/"), "{place}");
    // The first form leads there now.
    assert_eq!(reissue(&desk, &once).header("location"), place);
    assert_eq!(reissues(&desk), 1);
}

#[test]
fn what_was_answered_with_a_page_is_not_done_again() {
    let desk = TestDesk::new();
    with_a_key(&desk, "none");
    let failure = r#"{"error":{"code":"c","message":"m","remedy":"r"}}"#;
    desk.program.answer("reissue", failure);
    let once = desk.once();
    assert_eq!(reissue(&desk, &once).status, 200);
    let again = reissue(&desk, &once).header("location").to_owned();
    assert_eq!(again, desk.path(&format!("/sent/{once}")));
    let shown = desk.get(&format!("/sent/{once}")).body;
    assert!(shown.contains("Go back to where you were"), "{shown}");
    assert_eq!(reissues(&desk), 1);
}

#[test]
fn a_form_without_its_value_is_refused() {
    let desk = TestDesk::new();
    for value in ["", "0", "..", &"g".repeat(32), &"0".repeat(4_000)] {
        let fields = format!("lang=zh&once={value}");
        assert_eq!(desk.post("/language", &fields).status, 403, "{value}");
    }
    // Each form of a page has one of its own.
    let body = desk.get("/").body;
    let mut values: Vec<&str> = body.split("name=\"once\" value=\"").skip(1).collect();
    values.iter_mut().for_each(|value| *value = &value[..32]);
    let count = values.len();
    values.sort_unstable();
    values.dedup();
    assert!(count >= 3 && values.len() == count, "{values:?}");
}

/// Programs that look at an address before the clerk does ask with HEAD.
#[test]
fn only_who_reads_the_start_address_uses_it_up() {
    let desk = TestDesk::not_entered(None, Peers::own());
    let path = desk.address.split_once(&desk.port.to_string()).unwrap().1;
    let port = desk.port;
    let head =
        format!("HEAD {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    let asked = desk.send(head.as_bytes()).unwrap();
    assert_eq!((asked.status, asked.header("set-cookie")), (405, ""));
    assert_eq!(desk.get_as("", path, "").status, 303);
}
