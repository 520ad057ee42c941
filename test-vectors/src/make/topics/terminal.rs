//! What a terminal lives through: updates that are brought in any order, and codes in between.

mod ancestors;
mod codes;
mod dropped;
mod expectations;
mod files;
mod lists;
mod orders;
mod places;
mod recovery;
mod roots;
mod standings;
mod verdicts;
mod vouches;

use test_vectors::{
    Became, CredentialVector, PartOutcome, Step, TerminalVector, UpdateOutcome, to_hex,
};

use crate::build::cbor::{array, bytes, map, uint};
use crate::build::cose::Sign;
use crate::build::curve::Key;
use crate::draft::reason;
use crate::fixtures::{RootSpec, TRUST_LIST_TYPE, World, XIANNING, list_entries};
use crate::person::Person;
use crate::status::StatusSpec;
use crate::times::{CREDENTIAL_IAT, LIST_EXP, LIST_IAT, NOW};

const DAY: u64 = 86_400;

pub(super) fn vectors(world: &World) -> Vec<TerminalVector> {
    let mut all = codes::vectors(world);
    all.extend(lists::vectors(world));
    all.extend(roots::vectors(world));
    all.extend(files::vectors(world));
    all.extend(standings::vectors(world));
    all.extend(expectations::vectors(world));
    all.extend(recovery::vectors(world));
    all.extend(vouches::vectors(world));
    all.extend(dropped::vectors(world));
    all.extend(ancestors::vectors(world));
    all.extend(orders::vectors(world));
    all.extend(verdicts::vectors(world));
    all.extend(places::vectors(world));
    all
}

/// A terminal that was provisioned with the root set `v1`.
struct Life(TerminalVector);

fn terminal(id: &str, comment: &str) -> Life {
    Life(TerminalVector {
        id: format!("terminal-{id}"),
        comment: comment.into(),
        flags: Vec::new(),
        root_set: "v1".into(),
        terminal_key: None,
        steps: Vec::new(),
    })
}

impl Life {
    fn flags(mut self, flags: &[&str]) -> Self {
        self.0.flags = flags.iter().map(|flag| String::from(*flag)).collect();
        self
    }

    /// Somebody brings an update; this becomes of its parts.
    fn update(self, update: &Parts, parts: &[PartOutcome]) -> Self {
        self.update_at(NOW, update, parts)
    }

    /// The same with this time on the terminal's clock.
    fn update_at(self, now: u64, update: &Parts, parts: &[PartOutcome]) -> Self {
        self.file(
            now,
            &update.to_bytes(),
            UpdateOutcome::Parts(parts.to_vec()),
        )
    }

    /// The usual beginning: the trust list `main`, and what its bureau has revoked.
    fn begins_with(self, world: &World, statuses: &StatusSpec) -> Self {
        let statuses = statuses.signed(&world.key("xianning"));
        self.update(
            &Parts::default().list(world.main_list()).statuses(statuses),
            &[new("trust-list"), new("status-list")],
        )
    }

    fn file(mut self, now: u64, bytes: &[u8], expected: UpdateOutcome) -> Self {
        self.0.steps.push(Step::Update {
            bytes: to_hex(bytes),
            now,
            expected,
        });
        self
    }

    /// Somebody shows a code.
    fn check(mut self, vector: CredentialVector) -> Self {
        self.0.steps.push(Step::Check {
            text: vector.text,
            now: vector.now,
            policy: vector.policy,
            expected: Box::new(vector.expected),
        });
        self
    }

    fn end(self) -> TerminalVector {
        self.0
    }
}

/// The parts of an update file.
#[derive(Clone, Default)]
struct Parts {
    roots: Vec<Vec<u8>>,
    list: Option<Vec<u8>>,
    statuses: Vec<Vec<u8>>,
    vouches: Vec<Vec<u8>>,
    catalogue_parts: Vec<Vec<u8>>,
    catalogue_heads: Vec<Vec<u8>>,
    places: Vec<Vec<u8>>,
}

impl Parts {
    fn root(mut self, message: Sign) -> Self {
        self.roots.push(message.to_bytes());
        self
    }

    fn list(self, message: Sign) -> Self {
        Self {
            list: Some(message.to_bytes()),
            ..self
        }
    }

    fn statuses(mut self, list: Vec<u8>) -> Self {
        self.statuses.push(list);
        self
    }

    fn vouches(mut self, list: Vec<u8>) -> Self {
        self.vouches.push(list);
        self
    }

    /// The entries of the map.
    fn entries(&self) -> Vec<(i64, Vec<u8>)> {
        let strings = |parts: &[Vec<u8>]| {
            let strings: Vec<_> = parts.iter().map(|part| bytes(part)).collect();
            array(&strings)
        };
        let mut entries = Vec::new();
        if !self.roots.is_empty() {
            entries.push((1, strings(&self.roots)));
        }
        entries.extend(self.list.as_ref().map(|list| (2, bytes(list))));
        if !self.statuses.is_empty() {
            entries.push((3, strings(&self.statuses)));
        }
        if !self.vouches.is_empty() {
            entries.push((4, strings(&self.vouches)));
        }
        let catalogue = [&self.catalogue_parts, &self.catalogue_heads, &self.places];
        for (key, list) in (5..).zip(catalogue) {
            if !list.is_empty() {
                entries.push((key, strings(list)));
            }
        }
        entries
    }

    fn to_bytes(&self) -> Vec<u8> {
        file(&map(&self.entries()))
    }
}

/// An update file around this content.
fn file(content: &[u8]) -> Vec<u8> {
    [&[0xd9, 0xd9, 0xf7], content].concat()
}

fn new(part: &str) -> PartOutcome {
    PartOutcome {
        part: part.into(),
        became: Became::New,
    }
}

fn held(part: &str) -> PartOutcome {
    PartOutcome {
        part: part.into(),
        became: Became::Held,
    }
}

fn refused(part: &str, stage: &str, code: &str) -> PartOutcome {
    PartOutcome {
        part: part.into(),
        became: Became::Refuse(reason(stage, code, None)),
    }
}

/// Statuses of Xianning that were made so many days after the credentials.
fn statuses(days: u64, array: &[u8]) -> StatusSpec {
    let iat = CREDENTIAL_IAT + days * DAY;
    StatusSpec {
        iat,
        exp: iat + 180 * DAY,
        ..StatusSpec::of(XIANNING).array(array)
    }
}

/// A trust list of this version, made so many days after the list `main` (which has version 7), not
/// yet signed.
fn trust_list(version: u64, days: u64, root_version: u64, issuers: &[Vec<u8>]) -> Sign {
    let payload = map(&[
        (4, uint(LIST_EXP)),
        (6, uint(LIST_IAT + days * DAY)),
        (-65_538, map(&list_entries(version, root_version, issuers))),
    ]);
    Sign::new(TRUST_LIST_TYPE, payload)
}

/// The next root set: `root-1` and `root-2` have gone, `root-4` and `root-5` have come.
fn second_roots(world: &World, signers: &[&Key]) -> Sign {
    world.next_root_set().message().signed_by(signers)
}

/// The one after that.
fn third_roots(world: &World, signers: &[&Key]) -> Sign {
    let [_, four, five] = next_keys(world);
    let keys = [four, five, world.key("root-1")];
    RootSpec::new(3, 2, &keys).message().signed_by(signers)
}

/// The keys of the second root set.
fn next_keys(world: &World) -> [Key; 3] {
    ["root-3", "root-4", "root-5"].map(|name| world.key(name))
}

/// A person with the second entry of the status list.
fn someone(status_index: u64) -> Person {
    Person {
        status_index,
        ..crate::person::wang()
    }
}
