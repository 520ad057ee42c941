//! The recordings that come with the program (`voices/zh`): names, texts, sound.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use credential_core::{Category, Decision};

use super::{Recordings, names_of_code};

/// So many of them were heard in one second.
const RATE: usize = 16_000;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn folder() -> PathBuf {
    root().join("voices/zh")
}

/// Name and text of each recording, as the page has them.
fn texts() -> BTreeMap<String, String> {
    let page = fs::read_to_string(folder().join("README.md")).unwrap();
    let rows = page.lines().filter_map(|line| {
        let (name, text) = line.strip_prefix("| `")?.split_once(".wav` | ")?;
        Some((name.to_owned(), text.strip_suffix(" |")?.to_owned()))
    });
    rows.collect()
}

/// The codes that a verdict may have, with what it decides, as `docs/format.md` has them.
fn codes() -> Vec<(Decision, String)> {
    let page = fs::read_to_string(root().join("../docs/format.md")).unwrap();
    let (_, rest) = page.split_once("\n## Reason codes\n").unwrap();
    let (tables, _) = rest.split_once("\n## Limits\n").unwrap();
    let mut codes = Vec::new();
    for row in tables.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let decides = |word: &str| {
            cells
                .iter()
                .any(|cell| cell.split(" or ").any(|part| part == word))
        };
        for code in cells[2].split('`').skip(1).step_by(2) {
            for (word, decision) in [("check", Decision::Check), ("refuse", Decision::Refuse)] {
                if decides(word) {
                    codes.push((decision, code.to_owned()));
                }
            }
        }
    }
    codes
}

/// The samples of a recording, from -128 to 127. Nothing but the plain form is taken.
fn samples(name: &str) -> Vec<i32> {
    let bytes = fs::read(folder().join(format!("{name}.wav"))).unwrap();
    let number = |at: usize, length: usize| -> usize {
        let little_endian = bytes[at..at + length].iter().rev();
        little_endian.fold(0, |sum, byte| sum << 8 | usize::from(*byte))
    };
    assert_eq!(
        (&bytes[..4], &bytes[8..16]),
        (&b"RIFF"[..], &b"WAVEfmt "[..])
    );
    // Format 1, one channel, 16 kHz, 8 bits: and the sizes fit.
    let form = [number(20, 2), number(22, 2), number(24, 4), number(34, 2)];
    assert_eq!(form, [1, 1, RATE, 8], "{name}");
    assert_eq!(
        (number(16, 4), &bytes[36..40]),
        (16, &b"data"[..]),
        "{name}"
    );
    let length = number(40, 4);
    assert!(
        bytes.len() == 44 + length || bytes.len() == 45 + length,
        "{name}"
    );
    assert_eq!(number(4, 4) + 8, bytes.len(), "{name}");
    let data = bytes[44..44 + length].iter();
    data.map(|byte| i32::from(*byte) - 128).collect()
}

/// How loud each hundredth of a second is, of 128.
fn loudness(samples: &[i32]) -> Vec<f64> {
    let frames = samples.chunks_exact(RATE / 100);
    let loudness = frames.map(|frame| {
        let sum: i32 = frame.iter().map(|sample| sample * sample).sum();
        (f64::from(sum) / f64::from(RATE as u32 / 100)).sqrt()
    });
    loudness.collect()
}

#[test]
fn the_texts_of_the_page_are_those_of_the_files() {
    let recordings = Recordings::read(&folder()).unwrap();
    let files: BTreeSet<_> = recordings.0.keys().cloned().collect();
    let texts = texts();
    assert_eq!(files, texts.keys().cloned().collect());
    let distinct: BTreeSet<_> = texts.values().collect();
    assert_eq!(distinct.len(), texts.len());
    assert_eq!(texts["accept-veteran"], "欢迎您，最可爱的人！");
}

#[test]
fn each_recording_is_one_that_a_gate_looks_for() {
    let mut known: BTreeSet<String> = ["accept", "check", "refuse", "again", "several-codes"]
        .map(str::to_owned)
        .into();
    known.extend(Category::ALL.map(|category| format!("accept-{}", category.code())));
    for (decision, code) in codes() {
        known.extend(names_of_code(decision, &code));
    }
    let texts = texts();
    let unknown: Vec<_> = texts.keys().filter(|name| !known.contains(*name)).collect();
    assert!(unknown.is_empty(), "never played: {unknown:?}");
    for category in Category::ALL {
        let name = format!("accept-{}", category.code());
        assert!(texts.contains_key(&name), "no greeting: {name}");
    }
}

#[test]
fn every_reason_is_answered_and_what_a_holder_can_mend_by_its_own_sentence() {
    let recordings = Recordings::read(&folder()).unwrap();
    let codes = codes();
    assert!(codes.len() > 40, "{codes:?}");
    for (decision, code) in &codes {
        let found = recordings.find(&names_of_code(*decision, code)).unwrap();
        let name = found.file_stem().unwrap().to_str().unwrap();
        let general = if *decision == Decision::Check {
            "check"
        } else {
            "refuse"
        };
        assert!(name.starts_with(general), "{code}: {name}");
    }
    for code in [
        "bearer-refused",
        "expired",
        "not-entitled",
        "not-ours",
        "passed-recently",
        "proof-from-future",
        "proof-invalid",
        "proof-missing",
        "proof-replayed",
        "proof-stale",
        "revoked",
        "suspended",
        "unreadable",
    ] {
        assert!(
            codes.contains(&(Decision::Refuse, code.to_owned())),
            "{code}"
        );
        let found = recordings.find(&names_of_code(Decision::Refuse, code));
        assert!(
            found.unwrap().ends_with(format!("refuse-{code}.wav")),
            "{code}"
        );
    }
}

#[test]
fn each_recording_is_speech_of_a_sentence_and_all_are_equally_loud() {
    let mut heard = BTreeMap::new();
    let mut bytes = 0;
    for (name, text) in texts() {
        let samples = samples(&name);
        bytes += samples.len();
        let seconds = samples.len() as f64 / RATE as f64;
        assert!((0.4..=6.0).contains(&seconds), "{name}: {seconds} s");
        // Between three and eight characters a second: neither cut off nor drawn out.
        let pace = text.chars().filter(|c| c.is_alphabetic()).count() as f64 / seconds;
        assert!((3.0..=8.0).contains(&pace), "{name}: {pace} a second");
        let peak = samples.iter().map(|sample| sample.abs()).max().unwrap();
        assert!(
            (60..127).contains(&peak),
            "{name}: clipped or faint, {peak}"
        );
        let loudness = loudness(&samples);
        let most = loudness.iter().copied().fold(0.0, f64::max);
        let voiced = loudness.iter().filter(|loud| **loud > 0.1 * most);
        let voiced: Vec<f64> = voiced.map(|loud| loud * loud).collect();
        let mean = (voiced.iter().sum::<f64>() / voiced.len() as f64).sqrt();
        assert!((15.0..26.0).contains(&mean), "{name}: loudness {mean}");
        assert!(voiced.len() * 3 > loudness.len(), "{name}: mostly silent");
        // It begins at once, ends soon, and no pause is long.
        let is_quiet: Vec<bool> = loudness.iter().map(|loud| *loud < 0.03 * most).collect();
        let pauses = is_quiet.split(|quiet| !quiet).map(<[bool]>::len);
        assert!(pauses.max().unwrap() < 70, "{name}: a long pause");
        assert!(
            is_quiet.iter().position(|quiet| !quiet).unwrap() < 15,
            "{name}"
        );
        if let Some(other) = heard.insert(samples, name.clone()) {
            panic!("{other} and {name} are the same");
        }
    }
    assert!(bytes < 1_600_000, "the set has {bytes} bytes");
}
