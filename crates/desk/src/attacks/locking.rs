//! What is on its way while the desk is locked.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use super::is_read;
use crate::locked::hold;
use crate::testing::TestDesk;

const KEY: &str = r#"{"key":"k","protection":"passphrase"}"#;
const REISSUE: &str = "holder=77&reason=lost&years=3&sure=1";

/// A desk whose key opens with anything, after a while.
fn slow_to_open() -> TestDesk {
    let desk = TestDesk::new();
    desk.program.answer("bureau show", KEY);
    *hold(&desk.program.script) = "sleep 0.5; echo '{\"opened\":true}'".to_owned();
    desk
}

fn was_asked(desk: &TestDesk, words: &str) -> bool {
    let asked = hold(&desk.program.asked);
    asked.iter().any(|line| line.starts_with(words))
}

fn soon() {
    thread::sleep(Duration::from_millis(150));
}

#[test]
fn a_passphrase_that_is_being_tried_is_not_kept_after_the_lock() {
    let desk = slow_to_open();
    let question = desk.post("/person/reissue", REISSUE).body;
    let (_, id) = question.split_once("/passphrase/").unwrap();
    let id = &id[..32];
    thread::scope(|scope| {
        let tried = scope.spawn(|| desk.post(&format!("/passphrase/{id}"), "passphrase=x"));
        soon();
        desk.post("/lock", "");
        assert!(tried.join().unwrap().body.contains("/unlock"));
    });
    assert!(hold(&desk.desk.session).passphrase().is_none());
    assert!(!was_asked(&desk, "reissue"));
}

#[test]
fn a_desk_that_is_locked_again_is_not_opened_by_what_was_typed_before() {
    let desk = slow_to_open();
    desk.post("/lock", "");
    thread::scope(|scope| {
        let tried = scope.spawn(|| desk.post("/unlock", "passphrase=x"));
        soon();
        desk.desk.lock();
        assert!(tried.join().unwrap().body.contains("/unlock"));
    });
    assert!(!is_read(&desk.get("/")));
    assert!(hold(&desk.desk.session).passphrase().is_none());
}

#[test]
fn a_form_that_comes_slowly_is_not_carried_out_after_the_lock() {
    let desk = TestDesk::new();
    desk.program
        .answer("bureau show", r#"{"key":"k","protection":"none"}"#);
    let once = desk.once();
    let mut stream = desk.begin_post("/person/reissue", &once, REISSUE);
    soon();
    desk.post("/lock", "");
    stream.write_all(REISSUE.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("/unlock"), "{answer}");
    assert!(!was_asked(&desk, "reissue"));
}

#[test]
fn a_page_that_was_asked_for_before_the_lock_is_not_shown_after_it() {
    let desk = TestDesk::new();
    *hold(&desk.program.slow) = Some(("today", Duration::from_millis(400)));
    thread::scope(|scope| {
        let asked = scope.spawn(|| desk.get("/"));
        soon();
        desk.desk.lock();
        let shown = asked.join().unwrap();
        assert!(!is_read(&shown) && shown.body.contains("/unlock"));
    });
}

#[test]
fn progress_is_not_told_after_the_lock() {
    let desk = TestDesk::new();
    desk.program
        .answer("bureau show", r#"{"key":"k","protection":"none"}"#);
    *hold(&desk.program.script) = "sleep 5".to_owned();
    let plan = crate::jobs::JobPlan {
        title: messages::text!("一"; "one"),
        on_cancel: messages::text!("一"; "one"),
        command: String::new(),
        then: String::new(),
    };
    let line = desk.desk.command("print");
    let job = desk.desk.start(&line, plan).unwrap();
    let (path, port, cookie) = (
        desk.path(&format!("/jobs/{job}/events")),
        desk.port,
        &desk.cookie,
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    soon();
    let locked = Instant::now();
    desk.desk.lock();
    let mut told = String::new();
    stream.read_to_string(&mut told).unwrap();
    assert_eq!(told.matches("data: {").count(), 1, "{told}");
    assert!(locked.elapsed() < Duration::from_secs(3));
    desk.desk.cancel_jobs();
}

#[test]
fn no_more_passphrases_are_tried_at_once_than_one_after_the_other() {
    let desk = TestDesk::new();
    desk.program.answer("bureau show", KEY);
    let tries = desk.place.path().join("tries");
    *hold(&desk.program.script) = format!(
        "echo x >> '{}'; sleep 0.3; echo '{{\"error\":{{\"code\":\"passphrase-wrong\"}}}}'",
        tries.display()
    );
    desk.post("/lock", "");
    thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| desk.post("/unlock", "passphrase=wrong"));
        }
    });
    let tried = std::fs::read_to_string(tries).unwrap();
    assert_eq!(tried.lines().count(), 5);
}
