//! The topics: one file of vectors each. The order of the list is that of the stages.

mod catalogue;
mod cbor;
mod claims;
mod details;
mod enrolment;
mod entitlement;
mod frames;
mod gate;
mod header;
mod holder;
mod issuer;
mod issuer_request;
mod journal;
mod object;
mod order;
mod presentation;
mod repair;
mod root_set;
mod scope;
mod signature;
mod sm2;
mod status_list;
mod terminal;
mod text;
mod time;
mod trust_list;
mod valid;
mod vouch_list;

use std::error::Error;

use test_vectors::{CredentialVector, File, Fixtures, Topic};

use crate::fixtures::World;

/// What making a topic can fail with: a search that finds nothing.
pub(crate) type Made<T> = Result<T, Box<dyn Error>>;

/// All files with their names, without the ending.
pub(crate) fn all(world: &World) -> Made<Vec<(&'static str, File)>> {
    let credentials = |about: &str, lists: &[&str], vectors: Vec<CredentialVector>| {
        File::Credential(Topic {
            about: about.into(),
            fixtures: world.fixtures(lists),
            vectors,
        })
    };
    Ok(vec![
        (
            "valid",
            credentials(
                "Codes that are accepted: everything that the format allows.",
                &["main"],
                valid::vectors(world)?,
            ),
        ),
        (
            "text",
            credentials(
                "Texts that are no code, or did not survive the scanner.",
                &["main"],
                text::vectors(world)?,
            ),
        ),
        (
            "repair",
            credentials(
                "What scanners and input methods do to a good text, and a reader undoes.",
                &["main"],
                repair::vectors(world)?,
            ),
        ),
        (
            "cbor",
            credentials(
                "Bytes that are not the one deterministic encoding, outside, in the protected header and in the payload.",
                &["main"],
                cbor::vectors(world),
            ),
        ),
        (
            "object",
            credentials(
                "Sound CBOR that is not a COSE_Sign1 as a credential is one.",
                &["main"],
                object::vectors(world),
            ),
        ),
        (
            "header",
            credentials(
                "Headers and algorithms that a credential does not have.",
                &["main"],
                header::vectors(world),
            ),
        ),
        (
            "issuer",
            credentials(
                "Finding the key: unknown identifiers, two keys with one identifier, and keys of types that are not known.",
                &["main", "odd", "empty"],
                issuer::vectors(world),
            ),
        ),
        (
            "signature",
            credentials(
                "Signatures that do not verify, some of which lenient software takes for good.",
                &["main", "odd"],
                signature::vectors(world),
            ),
        ),
        (
            "claims",
            credentials(
                "Well signed, but what was signed is not well-formed.",
                &["main"],
                claims::vectors(world),
            ),
        ),
        (
            "details",
            credentials(
                "Details, what a later version may add to a credential, the keys of phones, and which of two faults of the claims is named.",
                &["main"],
                details::vectors(world)?,
            ),
        ),
        (
            "scope",
            credentials(
                "Who may say what: standing, term of the key, categories, regions.",
                &["main"],
                scope::vectors(world),
            ),
        ),
        (
            "time",
            credentials(
                "Terms of validity, and clocks that are wrong.",
                &["main"],
                time::vectors(world),
            ),
        ),
        (
            "holder",
            credentials(
                "Bearer codes and codes bound to a phone, under each policy.",
                &["main"],
                holder::vectors(world),
            ),
        ),
        (
            "presentation",
            credentials(
                "What phones show: proofs of both types of key, their faults and their times. Nothing is remembered here, so what is good is `repeat-unchecked`.",
                &["main"],
                presentation::vectors(world)?,
            ),
        ),
        (
            "entitlement",
            credentials(
                "Categories that are not known or not served; standings, longest validity and compromised keys without a vouch list.",
                &["main", "rules"],
                entitlement::vectors(world),
            ),
        ),
        (
            "sm2",
            credentials(
                "Credentials by keys of SM2, for readers with the SM2 profile; `without_sm2` is what the others say.",
                &["sm2"],
                sm2::vectors(world)?,
            ),
        ),
        (
            "order",
            credentials(
                "Two faults at once, against the rule of these vectors: the earlier stage names the reason.",
                &["main"],
                order::vectors(world),
            ),
        ),
        (
            "root-set",
            File::RootSet(Topic {
                about: "Root sets to start from, and the next ones.".into(),
                fixtures: world.fixtures(&[]),
                vectors: root_set::vectors(world)?,
            }),
        ),
        (
            "trust-list",
            File::TrustList(Topic {
                about: "Trust lists for a terminal that holds the root set v1.".into(),
                fixtures: world.fixtures(&[]),
                vectors: trust_list::vectors(world)?,
            }),
        ),
        (
            "status-list",
            File::StatusList(Topic {
                about: "Status lists for a terminal that holds one of the trust lists.".into(),
                fixtures: world.fixtures(&["main", "odd", "rules"]),
                vectors: status_list::vectors(world),
            }),
        ),
        (
            "vouch-list",
            File::VouchList(Topic {
                about: "Vouch lists for a terminal that holds the trust list `rules`.".into(),
                fixtures: world.fixtures(&["rules"]),
                vectors: vouch_list::vectors(world),
            }),
        ),
        (
            "issuer-request",
            File::IssuerRequest(Topic {
                about: "Requests of issuers to be listed.".into(),
                fixtures: Fixtures::default(),
                vectors: issuer_request::vectors(world)?,
            }),
        ),
        (
            "enrolment",
            File::Enrolment(Topic {
                about: "Enrolments, by which phones hand their keys to the bureau XIANNING (42120001).".into(),
                fixtures: Fixtures::default(),
                vectors: enrolment::vectors(world)?,
            }),
        ),
        (
            "catalogue",
            File::Catalogue(Topic {
                about: "Catalogue parts and heads, places and requests for them, and what holders get: conditions, quotas, days and hours at their borders, money.".into(),
                fixtures: world.fixtures(&["main"]),
                vectors: catalogue::vectors(world)?,
            }),
        ),
        (
            "frames",
            File::Frames(Topic {
                about: "Sequences of frames, shown to a collector that holds nothing at first.".into(),
                fixtures: Fixtures::default(),
                vectors: frames::vectors(world),
            }),
        ),
        (
            "gate",
            File::Gate(Topic {
                about: "What a gate remembers: each proof works once, and a holder passes once in a while.".into(),
                fixtures: world.fixtures(&["main"]),
                vectors: gate::vectors(world)?,
            }),
        ),
        (
            "journal",
            File::Journal(Topic {
                about: "Exports of journals, as a bureau reads them that knows some checkpoints of the terminal.".into(),
                fixtures: Fixtures::default(),
                vectors: journal::vectors(),
            }),
        ),
        (
            "terminal",
            File::Terminal(Topic {
                about: "Updates and codes in turn: what a terminal takes, what it never goes back on, and what revocation does to a code.".into(),
                fixtures: world.fixtures(&[]),
                vectors: terminal::vectors(world),
            }),
        ),
    ])
}
