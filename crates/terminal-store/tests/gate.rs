//! The gate of `examples/gate.rs`, started as a program and fed by its standard input.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

mod authority;

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Once;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, SystemTime};

use authority::Authority;
use credential_core::{
    Policy, Presentation, Signer as _, SigningKey, Status, TextForm, UnixTime, Update,
};
use terminal_store::Store;

const DAY: u64 = 86_400;
/// Far longer than an answer takes, so that a gate that holds its answers back fails the test.
const PATIENCE: Duration = Duration::from_secs(60);

struct Gate {
    child: Child,
    codes: ChildStdin,
    answers: Receiver<String>,
}

impl Gate {
    fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[])
    }

    fn start_with(folder: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(program())
            .arg(folder)
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let codes = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, answers) = channel();
        thread::spawn(move || {
            for line in output.lines() {
                sender.send(line.unwrap()).unwrap();
            }
        });
        Self {
            child,
            codes,
            answers,
        }
    }

    /// The answer to one line; the next is not sent before it is there.
    fn judge(&mut self, line: &[u8]) -> String {
        self.codes.write_all(line).unwrap();
        self.codes.write_all(b"\n").unwrap();
        self.answers
            .recv_timeout(PATIENCE)
            .expect("an answer at once")
    }

    /// Ends the input, and with it the gate.
    fn finish(mut self) {
        drop(self.codes);
        assert!(self.child.wait().unwrap().success());
        assert!(self.answers.recv().is_err(), "an answer too many");
    }
}

/// The example beside this test. `cargo test` builds it; `cargo test --test gate` does not.
fn program() -> PathBuf {
    static BUILT: Once = Once::new();
    let test = env::current_exe().unwrap();
    let target = test.parent().and_then(Path::parent).unwrap();
    let gate = format!("gate{}", env::consts::EXE_SUFFIX);
    let program = target.join("examples").join(gate);
    BUILT.call_once(|| {
        if !program.exists() {
            let profile = target.file_name().filter(|name| *name != "debug");
            let built = Command::new(env!("CARGO"))
                .args(["build", "-p", env!("CARGO_PKG_NAME"), "--example", "gate"])
                .args(profile.map(|_| "--release"))
                .status();
            assert!(built.unwrap().success());
        }
    });
    program
}

fn now() -> UnixTime {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    UnixTime::from_secs(since.unwrap().as_secs())
}

/// An authority since yesterday, and a store that trusts it.
fn provisioned(folder: &Path) -> (Authority, Store) {
    let authority = Authority::new(UnixTime::from_secs(now().as_secs() - DAY));
    let store = Store::provision(folder, &authority.root_set()).unwrap();
    (authority, store)
}

#[test]
fn refuses_what_an_update_revoked_while_it_runs() {
    let folder = tempfile::tempdir().unwrap();
    let (authority, mut store) = provisioned(folder.path());
    let code = authority.credential();

    let mut gate = Gate::start(folder.path());
    assert_eq!(gate.judge(code.as_bytes()), "refuse trust-list-missing");

    let valid = authority.update(1, Status::Valid);
    let outcomes = store.update(&valid, now()).unwrap();
    assert!(outcomes.iter().all(|outcome| outcome.result.is_ok()));
    for _ in 0..2 {
        assert_eq!(gate.judge(code.as_bytes()), "accept accepted");
    }

    let revoked = authority.update(2, Status::Revoked);
    store.update(&revoked, now()).unwrap();
    for _ in 0..2 {
        assert_eq!(gate.judge(code.as_bytes()), "refuse revoked");
    }
    // Nor does the update from before bring the code back.
    let outcomes = store.update(&valid, now()).unwrap();
    assert!(outcomes.iter().all(|outcome| outcome.result.is_err()));
    assert_eq!(gate.judge(code.as_bytes()), "refuse revoked");
    gate.finish();
}

#[test]
fn opens_to_a_phone_once_for_each_proof() {
    let folder = tempfile::tempdir().unwrap();
    let (authority, mut store) = provisioned(folder.path());
    let update = authority.update(1, Status::Valid);
    store.update(&update, now()).unwrap();
    let phone = SigningKey::from_seed(&[3; 32]);
    let credential = authority.bound_to(phone.public_key());
    let shown = |dated| {
        let shown = Presentation::issue(&credential, dated, None, &phone).unwrap();
        shown.to_text().into_bytes()
    };
    let mut gate = Gate::start(folder.path());
    let copied = credential.to_text(TextForm::Digits).unwrap();
    assert_eq!(gate.judge(copied.as_bytes()), "refuse proof-missing");
    // It has started by now. What is dated so early may have been shown to it before.
    let started = now();
    let before = gate.judge(&shown(started));
    assert_eq!(before, "refuse proof-stale");
    // A phone whose clock is ahead by as much as is allowed need not wait so long.
    let first = shown(started.plus(Policy::gate().proof_skew + Duration::from_secs(1)));
    let answer = loop {
        match gate.judge(&first).as_str() {
            "refuse proof-from-future" => thread::sleep(Duration::from_millis(50)),
            other => break other.to_owned(),
        }
    };
    assert_eq!(answer, "accept accepted");
    assert_eq!(gate.judge(&first), "refuse proof-replayed");
    gate.finish();
}

#[test]
fn the_same_holder_waits_if_it_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let (authority, mut store) = provisioned(folder.path());
    let update = authority.update(1, Status::Valid);
    store.update(&update, now()).unwrap();
    let mut gate = Gate::start_with(folder.path(), &["10"]);
    let code = authority.credential();
    assert_eq!(gate.judge(code.as_bytes()), "accept accepted");
    assert_eq!(gate.judge(code.as_bytes()), "refuse passed-recently");
    gate.finish();
}

#[test]
fn says_that_it_accepts_without_a_status() {
    let folder = tempfile::tempdir().unwrap();
    let (authority, mut store) = provisioned(folder.path());
    let mut update = Update::parse(&authority.update(1, Status::Valid)).unwrap();
    update.status_lists.clear();
    store.update(&update.encode(), now()).unwrap();
    let mut gate = Gate::start(folder.path());
    let answer = gate.judge(authority.credential().as_bytes());
    assert_eq!(answer, "accept accepted revocation-not-checked");
    gate.finish();
}

#[test]
fn names_a_fault_in_words_before_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none");
    let output = Command::new(program()).arg(&missing).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = Store::open(&missing).unwrap_err();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.trim_end(), format!("gate: {error}"));
}

#[test]
fn goes_on_after_lines_that_are_no_codes() {
    let folder = tempfile::tempdir().unwrap();
    let (authority, mut store) = provisioned(folder.path());
    store
        .update(&authority.update(1, Status::Valid), now())
        .unwrap();
    let mut gate = Gate::start(folder.path());
    assert_eq!(gate.judge(b""), "refuse empty");
    assert_eq!(gate.judge(&[0xff, 0xfe, b'1']), "refuse not-ours");
    let mut line = authority.credential().into_bytes();
    line.push(b'\r');
    assert_eq!(gate.judge(&line), "accept accepted");
    gate.finish();
}

#[test]
fn goes_on_with_what_it_has_while_the_store_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let (authority, mut store) = provisioned(folder.path());
    store
        .update(&authority.update(1, Status::Valid), now())
        .unwrap();
    let code = authority.credential();
    let mut gate = Gate::start(folder.path());
    assert_eq!(gate.judge(code.as_bytes()), "accept accepted");
    for copy in ["state.a", "state.b"] {
        std::fs::write(folder.path().join(copy), "not a state").unwrap();
    }
    assert_eq!(gate.judge(code.as_bytes()), "accept accepted");
    // Provisioned again, it refuses everything until it is updated.
    let mut store = Store::provision(folder.path(), &authority.root_set()).unwrap();
    assert_eq!(gate.judge(code.as_bytes()), "refuse trust-list-missing");
    store
        .update(&authority.update(1, Status::Valid), now())
        .unwrap();
    assert_eq!(gate.judge(code.as_bytes()), "accept accepted");
    gate.finish();
}
