//! A run that ends in the middle: the power fails, somebody closes the window.

mod support;

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use credential_core::qr::read_picture;
use support::{Desk, roster};

#[test]
fn killed_half_way_it_leaves_whole_codes_and_says_that_it_is_not_finished() {
    let desk = Desk::ready();
    desk.write("roster.csv", &roster(999));
    let mut run = Command::new(env!("CARGO_BIN_EXE_issuer"))
        .args(["issue", "--bureau"])
        .arg(desk.path("bureau"))
        .arg("--roster")
        .arg(desk.path("roster.csv"))
        .arg("--out")
        .arg(desk.path("out"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while desk.files("out/codes").len() < 20 && started.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(1));
    }
    run.kill().unwrap();
    run.wait().unwrap();

    let codes = desk.files("out/codes");
    let whole = codes
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "png"));
    assert!(whole.clone().count() >= 10);
    for path in whole.step_by(10) {
        let texts = read_picture(&fs::read(path).unwrap()).unwrap();
        assert_eq!(texts.len(), 1, "{path:?} is whole");
    }
    assert!(!desk.path("out/manifest.csv").exists() && !desk.path("out/manifest.jsonl").exists());
    assert_eq!(
        desk.json("out/unfinished.json")["holders"],
        serde_json::json!([1, 999])
    );

    desk.fails(
        "out-unfinished",
        "issue --bureau @bureau --roster @roster.csv --out @out",
    );
    desk.write("roster.csv", &roster(2));
    desk.done("issue --bureau @bureau --roster @roster.csv --out @next");
    // The numbers of the broken run are wasted, never given again.
    assert_eq!(desk.manifest("next")[0]["holder"], 1000);
}
