//! The authority's programs killed at any moment: what is in force stays whole, and never goes back.
#![cfg(unix)]

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{NOW, TestBureau};

const KILLS: u32 = 60;

/// The real program, as a process of its own.
fn start(bureau: &TestBureau, words: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_issuer"))
        .args(["--lang", "en", "--at", NOW])
        .args(words.split(' ').map(|word| match word.strip_prefix('@') {
            Some(name) => bureau.path(name).into_os_string(),
            None => word.into(),
        }))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// How long it takes undisturbed, so that the kills fall into it.
fn duration(bureau: &TestBureau, words: &str) -> Duration {
    let begun = Instant::now();
    assert!(start(bureau, words).wait().unwrap().success(), "{words}");
    begun.elapsed()
}

#[test]
fn a_list_is_the_old_one_or_the_new_one_whenever_the_program_is_killed() {
    let bureau = TestBureau::ready();
    let sign = "trust sign --authority @auth --key @auth/keys/root-1.pem @auth/keys/root-2.pem";
    let edit = |number: u32| {
        let verb = if number.is_multiple_of(2) {
            "suspend"
        } else {
            "resume"
        };
        format!("trust {verb} --authority @auth --issuer 42120001")
    };
    let whole = [duration(&bureau, &edit(0)), duration(&bureau, sign)];
    let mut version = bureau.trust_list().claims().version;
    let mut killed = 0;
    for number in 1..=KILLS {
        for (words, whole) in [edit(number), sign.to_owned()].iter().zip(whole) {
            let mut child = start(&bureau, words);
            thread::sleep(whole * number / KILLS);
            let in_time = child.try_wait().unwrap().is_none();
            killed += u32::from(in_time);
            child.kill().unwrap();
            child.wait().unwrap();
            // Both are read as the program reads them: proved, and with every field in order.
            let now = bureau.trust_list().claims().version;
            assert!(now >= version, "{now} after {version}");
            version = now;
            bureau.done("trust show --authority @auth");
        }
    }
    assert!(killed > KILLS / 4, "only {killed} were killed in time");
    // And the next run goes on as if nothing had been.
    bureau.done(sign);
    // A version that was recorded as signed when the program was killed is not used again.
    let next = bureau.trust_list().claims().version;
    assert!(
        (version + 1..=version + 2).contains(&next),
        "{next} after {version}"
    );
}
