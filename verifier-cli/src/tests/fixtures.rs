//! A small world: an authority, its bureaus, a terminal's files, and codes of every kind.

use std::ffi::OsString;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cli_support::{Colour, Console};
use code_writer::{Level, Options, Symbol};
use credential_core::*;
use messages::{Exit, dates, untrusted};
use serde_json::Value;
use tempfile::TempDir;

use crate::{Stdin, StdinKind, run};

pub(crate) const ISSUED: u64 = 1_800_000_000;
pub(crate) const NOW: &str = "2027-06-01T12:00";
/// When the status list of the store was made: a day before [`NOW`], so that it is not old.
pub(crate) const STATUS_MADE: u64 = 1_811_736_000;
const DAY: Duration = Duration::from_secs(86_400);

pub(crate) fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(&[number; 32])
}

fn issued() -> UnixTime {
    UnixTime::from_secs(ISSUED)
}

pub(crate) fn years(count: u32) -> Validity {
    Validity::new(issued(), issued().plus(365 * count * DAY))
}

pub(crate) const XIANNING: u8 = 10;
pub(crate) const SUSPENDED: u8 = 11;
pub(crate) const WITHDRAWN: u8 = 12;
pub(crate) const KEY_WITHDRAWN: u8 = 13;
pub(crate) const KEY_NOT_IN_FORCE: u8 = 14;
pub(crate) const STRANGER: u8 = 99;

/// The status index of the code that [`good`] makes.
pub(crate) const INDEX: StatusIndex = StatusIndex(40_321);

fn bureau(seed: u8, standing: Standing, key_standing: Standing, in_force: Validity) -> Issuer {
    let region = Region::new(421_200).unwrap();
    Issuer {
        id: IssuerId(42_120_000 + u32::from(seed)),
        name: OrgName {
            zh: "咸宁市退役军人事务局".into(),
            en: (seed == XIANNING).then(|| "Xianning Veterans Affairs Bureau".into()),
        },
        region,
        categories: [Category::Veteran, Category::DisabledSoldier]
            .into_iter()
            .collect(),
        regions: vec![region],
        standing,
        keys: vec![IssuerKey {
            key: key(seed).public_key().clone(),
            in_force,
            standing: key_standing,
            longest_validity: None,
        }],
        code_name: None,
        status_expectation: None,
        catalogue_expectation: None,
    }
}

pub(crate) fn root_claims(version: u64, threshold: usize) -> RootSetClaims {
    RootSetClaims {
        version,
        issued: issued(),
        name: OrgName {
            zh: "湖北省退役军人事务厅".into(),
            en: None,
        },
        threshold,
        keys: (1..=3)
            .map(|number| key(number).public_key().clone())
            .collect(),
    }
}

pub(crate) fn list_claims(root_version: u64, validity: Validity) -> TrustListClaims {
    let (active, withdrawn) = (Standing::Active, Standing::Withdrawn);
    let past = Validity::new(UnixTime::from_secs(1), UnixTime::from_secs(ISSUED));
    TrustListClaims {
        version: 1,
        root_version,
        validity,
        issuers: vec![
            bureau(XIANNING, active, active, years(9)).into(),
            bureau(SUSPENDED, Standing::Suspended, active, years(9)).into(),
            bureau(WITHDRAWN, withdrawn, active, years(9)).into(),
            bureau(KEY_WITHDRAWN, active, withdrawn, years(9)).into(),
            bureau(KEY_NOT_IN_FORCE, active, active, past).into(),
        ],
    }
}

pub(crate) fn signed<T: RootSigned>(claims: T, signers: &[u8]) -> Vec<u8> {
    let mut pending = Pending::prepare(claims).unwrap();
    for number in signers {
        pending.sign(&key(*number)).unwrap();
    }
    pending.to_bytes().unwrap()
}

/// A status list of the bureau [`XIANNING`], on which the code that [`good`] makes has `status`.
pub(crate) fn status_list(validity: Validity, status: Status) -> Vec<u8> {
    let mut statuses = StatusArray::all_valid(INDEX.0 as usize + 1).unwrap();
    statuses.set(INDEX, status).unwrap();
    let claims = StatusListClaims {
        issuer: IssuerId(42_120_000 + u32::from(XIANNING)),
        validity,
        ttl: None,
        statuses,
    };
    StatusList::issue(&claims, &key(XIANNING)).unwrap()
}

pub(crate) fn claims(name: &str) -> Claims {
    Claims::new(
        DisplayName::masked(name).unwrap(),
        CategorySet::EMPTY.with(Category::Veteran),
        HolderNumber(17),
        INDEX,
        years(2),
    )
    .unwrap()
}

/// A code by the bureau with this key, its claims changed first.
pub(crate) fn code_with(seed: u8, change: impl FnOnce(&mut Claims)) -> String {
    let mut claims = claims("王建明");
    change(&mut claims);
    issue(&claims, &key(seed))
        .unwrap()
        .to_text(TextForm::Digits)
}

pub(crate) fn good() -> String {
    code_with(XIANNING, |_| {})
}

pub(crate) fn expired() -> String {
    code_with(XIANNING, |claims| {
        claims.validity.until = issued().plus(DAY)
    })
}

/// A phone that a credential is bound to.
pub(crate) struct Phone {
    key: SigningKey,
    credential: ParsedCredential,
    /// The credential alone, as a copy of the code without its phone.
    pub(crate) copied: String,
}

impl Phone {
    /// The phone with this key, of the holder with this number.
    pub(crate) fn new(seed: u8) -> Self {
        let phone = key(seed);
        let text = code_with(XIANNING, |claims| {
            claims.holder = HolderNumber(u32::from(seed));
            claims.holder_key = Some(HolderKey::try_from(phone.public_key()).unwrap());
        });
        Self {
            key: phone,
            credential: ParsedCredential::from_text(&text).unwrap(),
            copied: text,
        }
    }

    /// What it shows.
    pub(crate) fn shown(&self, dated: UnixTime, challenge: Option<&Challenge>) -> String {
        let shown = Presentation::issue(&self.credential, dated, challenge, &self.key);
        shown.unwrap().to_text()
    }

    /// What `thief` can make of it: the credential of this phone, with a proof by the other key. The library refuses to
    /// make it, so the signature is put in its place by hand.
    pub(crate) fn shown_by(&self, thief: &Self, dated: UnixTime) -> String {
        let honest = Presentation::issue(&self.credential, dated, None, &self.key).unwrap();
        let key = self.key.public_key();
        let unsigned = UnsignedPresentation::prepare(&self.credential, dated, None, key).unwrap();
        let signature = thief.key.sign(unsigned.to_be_signed()).unwrap();
        let mut bytes = honest.as_bytes().to_vec();
        let proof = bytes.len() - 64;
        bytes[proof..].copy_from_slice(&signature);
        digits(&honest.to_text()[..2], &bytes)
    }
}

/// An object in digits: the mark, two check digits (ISO 7064 MOD 97-10), its bytes as one decimal number.
fn digits(mark: &str, bytes: &[u8]) -> String {
    let mut number: Vec<u8> = Vec::new();
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut number {
            let value = u32::from(*digit) * 256 + carry;
            *digit = (value % 10) as u8;
            carry = value / 10;
        }
        while carry > 0 {
            number.push((carry % 10) as u8);
            carry /= 10;
        }
    }
    let number: String = number
        .iter()
        .rev()
        .map(|digit| char::from(b'0' + digit))
        .collect();
    let remainder = format!("{number}{mark}00")
        .bytes()
        .fold(0, |remainder, digit| {
            (remainder * 10 + u32::from(digit - b'0')) % 97
        });
    format!("{mark}{:02}{number}", 98 - remainder)
}

/// A good code with one bit of its signature changed.
pub(crate) fn forged() -> String {
    let credential = issue(&claims("王建明"), &key(XIANNING)).unwrap();
    let mut bytes = credential.as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    base45(&bytes)
}

pub(crate) fn base45(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut text = String::from("LB1:");
    for pair in bytes.chunks(2) {
        let mut number = pair
            .iter()
            .fold(0, |number, byte| number * 256 + usize::from(*byte));
        for _ in 0..=pair.len() {
            text.push(char::from(ALPHABET[number % 45]));
            number /= 45;
        }
    }
    text
}

pub(crate) fn png(text: &str) -> Vec<u8> {
    Symbol::new(text, Level::M)
        .unwrap()
        .to_png(&Options::default())
        .unwrap()
}

/// The same picture as a JPEG file, as cameras send it.
pub(crate) fn jpeg(png: &[u8]) -> Vec<u8> {
    let picture = image::load_from_memory(png).unwrap().into_rgb8();
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 80);
    picture.write_with_encoder(encoder).unwrap();
    bytes
}

/// A terminal's folder.
pub(crate) struct TerminalFiles {
    folder: TempDir,
}

impl TerminalFiles {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let terminal = Self { folder };
        terminal.put("root-set.cbor", &signed(root_claims(1, 2), &[1, 2]));
        terminal.put(
            "trust-list.cbor",
            &signed(list_claims(1, years(5)), &[1, 3]),
        );
        terminal
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// A store that holds this terminal's root set and trust list, and a status list of [`XIANNING`]
    /// in which nothing is revoked.
    pub(crate) fn store(&self) -> PathBuf {
        let store = self.path("held");
        if !store.exists() {
            let validity = Validity::new(UnixTime::from_secs(STATUS_MADE), years(5).until);
            let statuses = self.put("statuses.cbor", &status_list(validity, Status::Valid));
            let (root, trust) = (self.path("root-set.cbor"), self.path("trust-list.cbor"));
            let provision = ["provision".into(), "--root".into(), root.into()];
            let update = ["update".into(), trust.into(), statuses.into()];
            for words in [provision, update] {
                let at = ["--store".into(), store.clone().into()];
                let run = verifier(words.into_iter().chain(at), b"");
                assert_eq!(run.exit, Exit::Done, "{run:?}");
            }
        }
        store
    }

    /// `verifier check` with this terminal's store, at `NOW`, in English, nothing on stdin.
    pub(crate) fn check(&self, words: &[&str]) -> Run {
        self.check_stdin(words, b"")
    }

    pub(crate) fn check_stdin(&self, words: &[&str], stdin: &[u8]) -> Run {
        let mut all = vec!["--at", NOW];
        if !words.iter().any(|word| word.starts_with("--lang")) {
            all.extend(["--lang", "en"]);
        }
        all.extend(words);
        self.check_as_is(&all, stdin)
    }

    pub(crate) fn check_as_is(&self, words: &[&str], stdin: &[u8]) -> Run {
        let store = ["--store".into(), self.store().into()];
        let words = words.iter().map(OsString::from);
        verifier(
            ["check".into()].into_iter().chain(words).chain(store),
            stdin,
        )
    }

    /// `verifier check` with a root set and a trust list as files: there are no status lists.
    pub(crate) fn check_with_files(&self, words: &[&str]) -> Run {
        let files = [
            "--root".into(),
            self.path("root-set.cbor").into(),
            "--trust".into(),
            self.path("trust-list.cbor").into(),
        ];
        let mut all = vec!["check", "--at", NOW];
        if !words.iter().any(|word| word.starts_with("--lang")) {
            all.extend(["--lang", "en"]);
        }
        all.extend(words);
        verifier(all.iter().map(OsString::from).chain(files), b"")
    }

    /// The one JSON line for one input.
    pub(crate) fn json(&self, words: &[&str]) -> Value {
        let mut words = words.to_vec();
        words.push("--json");
        let lines = self.check(&words).json();
        assert_eq!(lines.len(), 1, "{lines:?}");
        lines.into_iter().next().unwrap()
    }

    pub(crate) fn is(&self, path: &Path) -> String {
        path.to_str().unwrap().to_owned()
    }
}

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) exit: Exit,
    pub(crate) results: String,
    pub(crate) talk: String,
}

impl Run {
    pub(crate) fn json(&self) -> Vec<Value> {
        self.results
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// Asserts what holds for every run: nothing hidden is printed, and nothing looks like a panic.
    fn sound(self) -> Self {
        for stream in [&self.results, &self.talk] {
            let bad = stream
                .chars()
                .find(|character| *character != '\n' && untrusted::is_hidden(*character));
            assert_eq!(bad, None, "{stream}");
            assert!(!stream.contains("panic"), "{stream}");
        }
        self
    }
}

/// Runs the program with its standard input from a pipe.
pub(crate) fn verifier(words: impl IntoIterator<Item = OsString>, stdin: &[u8]) -> Run {
    let (mut results, mut talk) = (Vec::new(), Vec::new());
    let exit = {
        let mut console = Console::new(&mut results, &mut talk);
        assert_eq!(console.colour, Colour::Plain);
        let stdin = Stdin {
            reader: Box::new(Cursor::new(stdin.to_vec())),
            kind: StdinKind::Pipe,
        };
        run(
            [OsString::from("verifier")].into_iter().chain(words),
            stdin,
            &mut console,
        )
    };
    Run {
        exit,
        results: String::from_utf8(results).unwrap(),
        talk: String::from_utf8(talk).unwrap(),
    }
    .sound()
}

/// Whether `NOW` is what the fixtures think it is.
#[test]
fn the_clock_of_the_tests_lies_in_the_validity() {
    let now = dates::parse(NOW).unwrap();
    assert!(years(1).contains(now) && now > issued().plus(DAY));
}
