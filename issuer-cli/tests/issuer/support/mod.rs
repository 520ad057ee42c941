//! A bureau with folders of its own, at which the program is run in-process.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

pub(crate) mod browser;
pub(crate) mod catalogues;
pub(crate) mod given;
pub(crate) mod journals;
pub(crate) mod keepers;
pub(crate) mod phones;
pub(crate) mod why;

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use cli_support::{Console, SecretPrompt};
use credential_core::{RootSet, Status, StatusIndex, StatusList, TrustList};
use issuer_cli::register::{PersonKey, Register};
use messages::Exit;
use serde_json::Value;
use zeroize::Zeroizing;

/// The time of all runs that do not name another one.
pub(crate) const NOW: &str = "2026-11-22T09:00";

pub(crate) struct TestBureau {
    folder: tempfile::TempDir,
}

pub(crate) struct Outcome {
    pub(crate) exit: Exit,
    pub(crate) results: String,
    pub(crate) talk: String,
}

impl TestBureau {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// With an authority (2 of 3), a bureau in its list, and the list signed.
    pub(crate) fn ready() -> Self {
        let bureau = Self::with_bureau();
        bureau.done("trust add --authority @auth --request @bureau/request.lbr --categories all");
        bureau
            .done("trust sign --authority @auth --key @auth/keys/root-1.pem @auth/keys/root-3.pem");
        bureau
    }

    pub(crate) fn with_bureau() -> Self {
        let bureau = Self::new();
        bureau.done(
            "authority create --folder @auth --name 湖北省退役军人事务厅 --keepers 3 --threshold 2 --no-passphrase",
        );
        bureau.done("bureau create --folder @bureau --name 咸宁市退役军人事务局 --region 421200 --id 42120001 --no-passphrase");
        bureau
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the program in English. Words are parted at blanks; `@name` is a path on the bureau.
    pub(crate) fn run(&self, words: &str) -> Outcome {
        self.run_with(words, None)
    }

    /// As [`TestBureau::run`], with somebody at the terminal who gives these answers, one after the other.
    pub(crate) fn run_answering(&self, answers: &[&str], words: &str) -> (Outcome, Vec<String>) {
        let mut person = Person {
            answers: answers.iter().rev().map(ToString::to_string).collect(),
            questions: Vec::new(),
        };
        let outcome = self.run_with(words, Some(&mut person));
        (outcome, person.questions)
    }

    fn run_with(&self, words: &str, person: Option<&mut Person>) -> Outcome {
        let time = ["--at", NOW].map(OsString::from);
        let args = ["issuer", "--lang", "en"].map(OsString::from);
        // In English, unless the words say otherwise.
        let args = match words.contains("--lang") {
            true => &args[..1],
            false => &args[..],
        };
        let words = words.split(' ').map(|word| match word.strip_prefix('@') {
            Some(name) => self.path(name).into_os_string(),
            None => OsString::from(word),
        });
        let words: Vec<OsString> = words.collect();
        let time = if words.iter().any(|word| word == "--at") {
            &[][..]
        } else {
            &time
        };
        let all: Vec<OsString> = args
            .iter()
            .cloned()
            .chain(time.iter().cloned())
            .chain(words)
            .collect();
        let (mut results, mut talk) = (Vec::new(), Vec::new());
        let mut console = Console::new(&mut results, &mut talk);
        console.secrets = person.map(|person| person as &mut dyn SecretPrompt);
        let exit = issuer_cli::run(all, &mut console);
        Outcome {
            exit,
            results: String::from_utf8(results).unwrap(),
            talk: String::from_utf8(talk).unwrap(),
        }
    }

    pub(crate) fn done(&self, words: &str) -> Outcome {
        let outcome = self.run(words);
        assert_eq!(outcome.exit, Exit::Done, "{words}\n{}", outcome.talk);
        outcome
    }

    /// Runs what must fail with this code.
    pub(crate) fn fails(&self, code: &str, words: &str) -> Outcome {
        self.ends_with(Exit::Undecided, code, words)
    }

    /// Runs what must be refused with this code.
    pub(crate) fn refuses(&self, code: &str, words: &str) -> Outcome {
        self.ends_with(Exit::Refused, code, words)
    }

    fn ends_with(&self, exit: Exit, code: &str, words: &str) -> Outcome {
        let outcome = self.run(&format!("--json {words}"));
        assert_eq!(outcome.exit, exit, "{words}\n{}", outcome.results);
        let json: Value = serde_json::from_str(outcome.results.lines().last().unwrap()).unwrap();
        assert_eq!(json["error"]["code"], code, "{words}\n{}", outcome.talk);
        assert!(outcome.talk.contains("fix: "), "{}", outcome.talk);
        outcome
    }

    /// The register, as the program has it.
    pub(crate) fn register(&self) -> Register {
        let key = PersonKey::load(&self.path("bureau/keys/person.key")).unwrap();
        Register::open(&self.path("bureau/register.db"), key).unwrap()
    }

    /// How many credentials were ever reserved.
    pub(crate) fn credentials(&self) -> u64 {
        let now = messages::dates::parse(NOW).unwrap();
        self.register().counts(now).unwrap().credentials
    }

    /// Writes a file that only its owner can read.
    #[cfg(unix)]
    pub(crate) fn write_private(&self, name: &str, text: &str) {
        use std::os::unix::fs::PermissionsExt;
        self.write(name, text);
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.text(name)).unwrap()
    }

    /// The lines of `manifest.jsonl` in a folder.
    pub(crate) fn manifest(&self, folder: &str) -> Vec<Value> {
        let text = self.text(&format!("{folder}/manifest.jsonl"));
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    pub(crate) fn root_set(&self) -> RootSet {
        RootSet::pin(&fs::read(self.path("auth/root-set.cbor")).unwrap()).unwrap()
    }

    pub(crate) fn trust_list(&self) -> TrustList {
        let bytes = fs::read(self.path("auth/trust-list.cbor")).unwrap();
        TrustList::verify(&bytes, &self.root_set()).unwrap()
    }

    /// With codes for some people in the folder `out`.
    pub(crate) fn issued(rows: usize) -> Self {
        let bureau = Self::ready();
        bureau.write("roster.csv", &roster(rows));
        bureau.done("issue --bureau @bureau --roster @roster.csv --out @out");
        bureau
    }

    /// What a terminal that has the published list knows of a code.
    pub(crate) fn published(&self, status_index: &Value) -> Status {
        let bytes = fs::read(self.path("bureau/status-list.cbor")).unwrap();
        let list = StatusList::verify(&bytes, &self.trust_list()).unwrap();
        let index = u32::try_from(status_index.as_u64().unwrap()).unwrap();
        list.claims().statuses.status(StatusIndex(index)).unwrap()
    }

    /// The result of a command that is done, as JSON.
    pub(crate) fn result(&self, words: &str) -> Value {
        let outcome = self.done(&format!("--json {words}"));
        serde_json::from_str(&outcome.results).unwrap()
    }

    /// All files under a folder.
    pub(crate) fn files(&self, folder: &str) -> Vec<PathBuf> {
        let mut files = Vec::new();
        collect(&self.path(folder), &mut files);
        files.sort();
        files
    }
}

/// Somebody who types what was agreed, and walks away when there is nothing left to say.
struct Person {
    answers: Vec<String>,
    questions: Vec<String>,
}

impl SecretPrompt for Person {
    fn ask(&mut self, prompt: &str) -> io::Result<Zeroizing<String>> {
        self.questions.push(prompt.to_owned());
        let answer = self.answers.pop();
        answer
            .map(Zeroizing::new)
            .ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))
    }

    fn ask_openly(&mut self, prompt: &str) -> io::Result<String> {
        self.ask(prompt).map(|answer| answer.to_string())
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// A small roster of people whom nobody knows, with one row for each.
pub(crate) fn roster(rows: usize) -> String {
    roster_of(0..rows)
}

/// The rows of such a roster in this range.
pub(crate) fn roster_of(rows: std::ops::Range<usize>) -> String {
    let mut text = String::from("序号,姓名,身份证号,人员类别\r\n");
    for row in rows {
        // Of each birthday there are 999.
        let (place, number) = (990101 + row / 999, row % 999 + 1);
        let identity = with_check(&format!("{place}19500307{number:03}"));
        // What ends in 000 may have been cut off by a spreadsheet, and is asked about.
        let identity = if identity.ends_with("000") {
            with_check(&format!("{place}19500308{number:03}"))
        } else {
            identity
        };
        text.push_str(&format!("{},王建明,{identity},退役军人\r\n", row + 1));
    }
    text
}

/// An identity number from its first seventeen digits.
pub(crate) fn with_check(digits: &str) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    format!("{digits}{}", char::from(b"10X98765432"[sum as usize % 11]))
}
