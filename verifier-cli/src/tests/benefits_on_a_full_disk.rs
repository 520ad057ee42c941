//! A gate whose journal can grow no more: another process, because the limit on the size of files is that of a
//! process.

use std::env;
use std::process::Command;

use credential_core::*;
use serde_json::Value;

use super::fixtures::*;
use super::gate::RunningGate;
use super::shop::*;

const STORE: &str = "VERIFIER_TEST_FULL_STORE";
const RIDES: u64 = 40;
const GATE: [&str; 5] = [
    "--bearer",
    "accept",
    "--unreported",
    "not-turned",
    "--grant-at",
];

/// Lets people pass; how many of them were granted a ride, and the errors of the others.
fn pass(gate: &mut RunningGate, count: u64) -> (u64, Vec<Value>) {
    let (mut granted, mut errors) = (0, Vec::new());
    for number in 1..=count {
        let line = gate.judge(&good());
        assert_eq!(
            (&line["number"], &line["open"]),
            (&number.into(), &true.into())
        );
        gate.send(format!("turned {number}\n"));
        let grant = gate.next_of("grant");
        match &grant["error"] {
            Value::Null => granted += 1,
            error => errors.push(error.clone()),
        }
    }
    (granted, errors)
}

#[test]
#[ignore = "the other process of the test below"]
fn other_process() {
    let Some(store) = env::var_os(STORE) else {
        return;
    };
    let mut gate = RunningGate::on(store, &GATE);
    let (granted, errors) = pass(&mut gate, RIDES);
    drop(gate.end());
    assert!(granted > 0, "{errors:?}");
    for error in &errors {
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("nothing was granted"), "{error}");
    }
    println!("granted={granted} refused={}", errors.len());
}

#[test]
fn what_the_disk_does_not_take_is_not_granted_and_the_verdicts_go_on() {
    let mut ride = Benefit::new(BenefitNumber(11), title("乘车", "Ride"), BenefitKind::Free);
    ride.quotas = vec![per(1_000, Period::Day, QuotaUnit::Ride)];
    let shop = Shop::new(vec![ride]);
    let mut before = RunningGate::start(&shop.terminal, &GATE);
    assert_eq!(pass(&mut before, 1), (1, vec![]));
    drop(before.end());
    // Some kilobytes are the most that a file may have; the store itself is larger, and only read.
    let script = "trap '' XFSZ; ulimit -f 2; exec \"$0\" \"$@\"";
    let name = "tests::benefits_on_a_full_disk::other_process";
    let run = Command::new("sh")
        .args(["-c", script])
        .arg(env::current_exe().unwrap())
        .args(["--exact", name, "--ignored", "--nocapture"])
        .env(STORE, shop.terminal.store())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(
        run.status.success(),
        "{told} {}",
        String::from_utf8_lossy(&run.stderr)
    );
    let number = |name: &str| -> u64 {
        let at = told.find(name).unwrap() + name.len();
        let digits = told[at..].split(|c: char| !c.is_ascii_digit()).next();
        digits.unwrap().parse().unwrap()
    };
    let (granted, refused) = (number("granted="), number("refused="));
    assert!(refused > 0 && granted + refused == RIDES, "{told}");
    // Just those that were shown as granted are there, and the next one is granted again.
    let slip = shop.json(&["journal", "today", "--at", NOW]);
    assert_eq!(slip["grants"], 1 + granted);
    let mut after = RunningGate::start(&shop.terminal, &GATE);
    assert_eq!(pass(&mut after, 1), (1, vec![]));
}
