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

use test_vectors::{
    Became, CatalogueOutcome, EnrolmentOutcome, File, FrameOutcome, GateStep, IssuerRequestOutcome,
    LoadOutcome, Reason as Why, StatusListOutcome, Step, UpdateOutcome, Verdict, VouchListOutcome,
};

/// Stage, code and detail, as far as there is one.
type Reason = (String, String, Option<String>);

/// Four tables and two sentences stand in the sections on reason codes.
#[derive(Default)]
struct Tables {
    /// Of codes: to verdict and advice. Some codes can refuse or only caution.
    verdicts: BTreeMap<Reason, BTreeSet<(String, String)>>,
    /// What only loading an object or taking a part of an update can say.
    loading: BTreeSet<Reason>,
}

#[test]
fn every_reason_of_the_format_is_hit() {
    let tables = read_tables();
    let mut hit = BTreeSet::new();
    for (verdict, id) in verdicts() {
        let reason = reason(&verdict.stage, &verdict.code, &verdict.detail);
        let outcome = (verdict.verdict, verdict.advice);
        assert!(
            tables
                .verdicts
                .get(&reason)
                .is_some_and(|allowed| allowed.contains(&outcome)),
            "{id}: {reason:?} with {outcome:?} is not in the tables"
        );
        hit.insert((reason, outcome));
    }
    let missing: Vec<_> = tables
        .verdicts
        .iter()
        .flat_map(|(reason, outcome)| {
            outcome
                .iter()
                .map(|outcome| (reason.clone(), outcome.clone()))
        })
        .filter(|row| !hit.contains(row))
        .collect();
    assert!(missing.is_empty(), "no vector for {missing:?}");

    let mut loading_hit = BTreeSet::new();
    let of_outcomes = outcomes().into_iter().filter_map(|(outcome, id)| {
        let code = outcome.code?;
        Some((reason(&outcome.stage, &code, &outcome.detail), id))
    });
    for (reason, id) in of_outcomes.chain(refusals_of_parts()) {
        assert!(
            tables.loading.contains(&reason) || tables.verdicts.contains_key(&reason),
            "{id}: {reason:?} is in no table"
        );
        loading_hit.insert(reason);
    }
    let missing: Vec<_> = tables.loading.difference(&loading_hit).collect();
    assert!(missing.is_empty(), "no vector for {missing:?}");
}

/// Each code that a phone's code can meet, with a key of Ed25519 (32 bytes) and of P-256 (33).
#[test]
fn every_code_of_phones_is_hit_with_both_types_of_key() {
    let mut hit = BTreeSet::new();
    for (verdict, _) in verdicts() {
        if let Some(key) = verdict.claims.and_then(|claims| claims.cnf) {
            hit.insert((verdict.code, key.len() / 2));
        }
    }
    for code in [
        "proof-missing",
        "proof-stale",
        "proof-from-future",
        "proof-invalid",
        "proof-replayed",
        "passed-recently",
        "bearer-refused",
        "not-entitled",
        "repeat-unchecked",
        "accepted",
    ] {
        for bytes in [32, 33] {
            assert!(
                hit.contains(&(code.into(), bytes)),
                "{code} with {bytes} bytes"
            );
        }
    }
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
        // What is signed and well-formed is shown, whatever becomes of it.
        let shown = !matches!(
            verdict.stage.as_deref(),
            Some("text" | "object" | "issuer" | "signature" | "claims")
        );
        assert_eq!(shown, verdict.claims.is_some(), "{id}");
        assert_eq!(shown, verdict.issuer.is_some(), "{id}");
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
            File::Credential(topic) => topic
                .vectors
                .into_iter()
                .map(|vector| (vector.expected, vector.id))
                .collect(),
            File::Terminal(topic) => topic
                .vectors
                .into_iter()
                .flat_map(|vector| {
                    let id = vector.id;
                    vector.steps.into_iter().filter_map(move |step| match step {
                        Step::Check { expected, .. } => Some((*expected, id.clone())),
                        Step::Update { .. } => None,
                    })
                })
                .collect(),
            File::Gate(topic) => topic
                .vectors
                .into_iter()
                .flat_map(|vector| {
                    let id = vector.id;
                    vector.steps.into_iter().filter_map(move |step| match step {
                        GateStep::Show { expected, .. } => Some((*expected, id.clone())),
                        GateStep::Pass { .. } | GateStep::Withdraw { .. } => None,
                    })
                })
                .collect(),
            _ => Vec::new(),
        })
        .collect()
}

/// Why status lists, update files and parts of them are refused.
fn refusals_of_parts() -> Vec<(Reason, String)> {
    let mut found = Vec::new();
    for file in support::load().into_values() {
        match file {
            File::StatusList(topic) => {
                for vector in topic.vectors {
                    if let StatusListOutcome::Refuse(why) = vector.expected {
                        found.push((reason_of(why), vector.id));
                    }
                }
            }
            File::VouchList(topic) => {
                for vector in topic.vectors {
                    if let VouchListOutcome::Refuse(why) = vector.expected {
                        found.push((reason_of(why), vector.id));
                    }
                }
            }
            File::IssuerRequest(topic) => {
                for vector in topic.vectors {
                    if let IssuerRequestOutcome::Refuse(why) = vector.expected {
                        found.push((reason_of(why), vector.id));
                    }
                }
            }
            File::Enrolment(topic) => {
                for vector in topic.vectors {
                    if let EnrolmentOutcome::Refuse(why) = vector.expected {
                        found.push((reason_of(why), vector.id));
                    }
                }
            }
            File::Catalogue(topic) => {
                for vector in topic.vectors {
                    if let CatalogueOutcome::Refuse(why) = vector.expected {
                        found.push((reason_of(why), vector.id));
                    }
                }
            }
            File::Frames(topic) => {
                for vector in topic.vectors {
                    for step in vector.steps {
                        if let FrameOutcome::Refuse(why) = step.expected {
                            found.push((reason_of(why), vector.id.clone()));
                        }
                    }
                }
            }
            File::Terminal(topic) => {
                for vector in topic.vectors {
                    for step in vector.steps {
                        let refusals = match step {
                            Step::Update { expected, .. } => refusals(expected),
                            Step::Check { .. } => Vec::new(),
                        };
                        found.extend(
                            refusals
                                .into_iter()
                                .map(|why| (reason_of(why), vector.id.clone())),
                        );
                    }
                }
            }
            _ => {}
        }
    }
    found
}

fn refusals(outcome: UpdateOutcome) -> Vec<Why> {
    match outcome {
        UpdateOutcome::Refuse(why) => vec![why],
        UpdateOutcome::Parts(parts) => parts
            .into_iter()
            .filter_map(|part| match part.became {
                Became::Refuse(why) => Some(why),
                Became::New | Became::Held => None,
            })
            .collect(),
    }
}

fn reason_of(why: Why) -> Reason {
    (why.stage, why.code, why.detail)
}

fn outcomes() -> Vec<(LoadOutcome, String)> {
    support::load()
        .into_values()
        .flat_map(|file| match file {
            File::Credential(_)
            | File::StatusList(_)
            | File::VouchList(_)
            | File::IssuerRequest(_)
            | File::Enrolment(_)
            | File::Catalogue(_)
            | File::Frames(_)
            | File::Gate(_)
            | File::Journal(_)
            | File::Terminal(_) => Vec::new(),
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
    let mut tables = Tables::default();
    for title in ["Reason codes", "Reason codes of status and updates"] {
        let (_, section) = document.split_once(&format!("\n## {title}\n")).unwrap();
        let (section, _) = section.split_once("\n## ").unwrap();
        tables.read(section);
    }
    for (before, after) in [
        ("further details there:", ')'),
        ("`claims-invalid` with the detail", '.'),
        ("Details of catalogues (of `claims-invalid`):", '.'),
        ("Details of places (of `claims-invalid`):", '.'),
    ] {
        let (_, details) = document.split_once(before).unwrap();
        let (details, _) = details.split_once(after).unwrap();
        // The sentence on the details of lists names the code once more.
        let reasons = quoted(details)
            .into_iter()
            .filter(|detail| detail != "claims-invalid")
            .map(|detail| ("claims".into(), "claims-invalid".into(), Some(detail)));
        tables.loading.extend(reasons);
    }
    assert!(
        tables.verdicts.len() > 35 && tables.loading.len() > 12,
        "the tables were found"
    );
    tables
}

impl Tables {
    fn read(&mut self, section: &str) {
        let mut columns = BTreeMap::new();
        for line in section.lines().filter(|line| line.starts_with('|')) {
            let cells: Vec<_> = line.split('|').map(str::trim).collect();
            if cells[1] == "stage" {
                columns = cells
                    .iter()
                    .enumerate()
                    .map(|(at, name)| (*name, at))
                    .collect();
                continue;
            }
            let cell = |name| columns.get(name).map_or("", |at| cells[*at]);
            let details = quoted(cell("detail"));
            let details: Vec<_> = match details.len() {
                0 => vec![None],
                _ => details.into_iter().map(Some).collect(),
            };
            for code in quoted(cell("code")) {
                for detail in &details {
                    let reason = (cell("stage").into(), code.clone(), detail.clone());
                    if columns.contains_key("verdict") {
                        for verdict in cell("verdict").split(" or ") {
                            let outcome = (verdict.into(), quoted(cell("advice")).concat());
                            self.verdicts
                                .entry(reason.clone())
                                .or_default()
                                .insert(outcome);
                        }
                    } else {
                        self.loading.insert(reason);
                    }
                }
            }
        }
    }
}

/// What stands between backquotes.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(String::from)
        .collect()
}
