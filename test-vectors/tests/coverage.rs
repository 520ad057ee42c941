//! Holds the vectors against the tables of `docs/format.md`: every reason code and every detail is
//! hit, no vector names another, and verdict and advice are those of the table.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test, its helpers included, fails by panicking"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use test_vectors::{File, Outcome, Verdict};

/// Stage, code and detail, as far as there is one.
type Reason = (String, String, Option<String>);

/// Two tables and a sentence stand in the section on reason codes.
struct Tables {
    /// Of codes: to verdict and advice.
    verdicts: BTreeMap<Reason, (String, String)>,
    /// What only loading a root set or a trust list can say.
    loading: BTreeSet<Reason>,
}

#[test]
fn every_reason_of_the_format_is_hit() {
    let tables = read_tables();
    let mut hit = BTreeSet::new();
    for (verdict, id) in verdicts() {
        let reason = reason(&verdict.stage, &verdict.code, &verdict.detail);
        let (decision, advice) = tables
            .verdicts
            .get(&reason)
            .unwrap_or_else(|| panic!("{id}: {reason:?} is not in the table"));
        assert_eq!(
            (&verdict.verdict, &verdict.advice),
            (decision, advice),
            "{id}"
        );
        hit.insert(reason);
    }
    let missing: Vec<_> = tables
        .verdicts
        .keys()
        .filter(|reason| !hit.contains(*reason))
        .collect();
    assert!(missing.is_empty(), "no vector for {missing:?}");

    let mut loading_hit = BTreeSet::new();
    for (outcome, id) in outcomes() {
        if let Some(code) = &outcome.code {
            let reason = reason(&outcome.stage, code, &outcome.detail);
            assert!(
                tables.loading.contains(&reason) || tables.verdicts.contains_key(&reason),
                "{id}: {reason:?} is in no table"
            );
            loading_hit.insert(reason);
        }
    }
    let missing: Vec<_> = tables.loading.difference(&loading_hit).collect();
    assert!(missing.is_empty(), "no vector for {missing:?}");
}

#[test]
fn a_reason_is_named_where_something_is_wrong() {
    for (verdict, id) in verdicts() {
        let accepted = verdict.verdict == "accept";
        assert_eq!(accepted, verdict.stage.is_none(), "{id}");
        assert_eq!(accepted, verdict.code == "accepted", "{id}");
        assert_eq!(
            verdict.verdict == "check",
            verdict.cautions.first() == Some(&verdict.code),
            "{id}"
        );
        // What is signed and well-formed is told, whatever becomes of it.
        let told = !matches!(
            verdict.stage.as_deref(),
            Some("text" | "object" | "issuer" | "signature" | "claims")
        );
        assert_eq!(told, verdict.claims.is_some(), "{id}");
        assert_eq!(told, verdict.issuer.is_some(), "{id}");
    }
    for (outcome, id) in outcomes() {
        assert_eq!(outcome.result == "ok", outcome.code.is_none(), "{id}");
        assert_eq!(outcome.result == "ok", outcome.version.is_some(), "{id}");
    }
}

/// The generator may not ask the library what to expect.
#[test]
fn generator_does_not_use_the_library() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/make")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let source = fs::read_to_string(&path).unwrap();
                assert!(!source.contains("credential_core"), "{}", path.display());
                files += 1;
            }
        }
    }
    assert!(files > 10);
}

fn verdicts() -> Vec<(Verdict, String)> {
    support::load()
        .into_values()
        .flat_map(|file| match file {
            File::Credential(topic) => topic.vectors,
            _ => Vec::new(),
        })
        .map(|vector| (vector.expected, vector.id))
        .collect()
}

fn outcomes() -> Vec<(Outcome, String)> {
    support::load()
        .into_values()
        .flat_map(|file| match file {
            File::Credential(_) => Vec::new(),
            File::RootSet(topic) => topic
                .vectors
                .into_iter()
                .map(|vector| (vector.expected, vector.id))
                .collect(),
            File::TrustList(topic) => topic
                .vectors
                .into_iter()
                .map(|vector| (vector.expected, vector.id))
                .collect(),
        })
        .collect()
}

fn reason(stage: &Option<String>, code: &str, detail: &Option<String>) -> Reason {
    (
        stage.clone().unwrap_or_else(|| "–".into()),
        code.into(),
        detail.clone(),
    )
}

fn read_tables() -> Tables {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/format.md");
    let document = fs::read_to_string(path).unwrap();
    let (_, section) = document.split_once("\n## Reason codes\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();

    let mut verdicts = BTreeMap::new();
    let mut loading = BTreeSet::new();
    for line in section.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let stage = String::from(cells[1]);
        let codes = quoted(cells[2]);
        if codes.is_empty() {
            continue;
        }
        // Five columns for verdicts, three for loading; the empty ends of the line count too.
        if cells.len() == 5 {
            loading.extend(codes.into_iter().map(|code| (stage.clone(), code, None)));
            continue;
        }
        let details = quoted(cells[3]);
        for code in codes {
            let outcome = (String::from(cells[4]), quoted(cells[5]).concat());
            if details.is_empty() {
                verdicts.insert((stage.clone(), code.clone(), None), outcome.clone());
            }
            for detail in &details {
                verdicts.insert(
                    (stage.clone(), code.clone(), Some(detail.clone())),
                    outcome.clone(),
                );
            }
        }
    }
    let (_, further) = section.split_once("further details there:").unwrap();
    let (further, _) = further.split_once(')').unwrap();
    loading.extend(
        quoted(further)
            .into_iter()
            .map(|detail| ("claims".into(), "claims-invalid".into(), Some(detail))),
    );
    assert!(
        verdicts.len() > 30 && loading.len() > 6,
        "the tables were found"
    );
    Tables { verdicts, loading }
}

/// What stands between backquotes.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(String::from)
        .collect()
}
