//! Status lists, and what a terminal lives through, in the words of the vectors.

use credential_core as core;
use test_vectors::{
    Became, PartOutcome, Reason, StatusListOutcome, Step, TerminalVector, UpdateOutcome, from_hex,
};

use crate::{policy, same, verdict};

/// What the library makes of a status list.
pub(crate) fn status_list(object: &[u8], trust: &core::TrustList) -> StatusListOutcome {
    let list = match core::StatusList::verify(object, trust) {
        Ok(list) => list,
        Err(error) => return StatusListOutcome::Refuse(reason(error)),
    };
    let claims = list.claims();
    let entries = claims.statuses.len();
    let statuses = (0..u32::try_from(entries).unwrap())
        .filter_map(|index| {
            let value = match claims
                .statuses
                .status(core::StatusIndex(index))
                .expect("within the list")
            {
                core::Status::Valid => return None,
                core::Status::Revoked => 1,
                core::Status::Suspended => 2,
                _ => 3,
            };
            Some((index, value))
        })
        .collect();
    StatusListOutcome::Ok {
        issuer: claims.issuer.0,
        iat: claims.validity.from.as_secs(),
        exp: claims.validity.until.as_secs(),
        ttl: claims.ttl,
        entries,
        statuses,
    }
}

/// Lives through a vector and compares at each step.
pub(crate) fn live(roots: &[u8], vector: &TerminalVector) -> Result<(), String> {
    let mut held = core::Holdings::provision(roots).unwrap();
    if let Some(key) = &vector.terminal_key {
        let key = from_hex(key).unwrap();
        let key = core::PublicKey::from_bytes(core::Algorithm::Ed25519, &key).unwrap();
        held.set_terminal_key(key.thumbprint());
    }
    for (number, step) in vector.steps.iter().enumerate() {
        match step {
            Step::Update {
                bytes,
                now,
                expected,
            } => {
                let now = core::UnixTime::from_secs(*now);
                same(expected, &update(&mut held, &from_hex(bytes).unwrap(), now))
            }
            Step::Check {
                text,
                now,
                policy: wanted,
                expected,
            } => {
                let now = core::UnixTime::from_secs(*now);
                let found = core::verify(text, &held, policy(wanted), now);
                same(&**expected, &verdict(&found))
            }
        }
        .map_err(|difference| format!("step {number}: {difference}"))?;
    }
    Ok(())
}

fn update(held: &mut core::Holdings, file: &[u8], now: core::UnixTime) -> UpdateOutcome {
    let update = match core::Update::parse(file) {
        Ok(update) => update,
        Err(error) => return UpdateOutcome::Refuse(reason(error)),
    };
    let parts = held
        .apply(&update, now)
        .into_iter()
        .map(|outcome| PartOutcome {
            part: match outcome.part {
                core::UpdatePart::RootSet { .. } => "root-set",
                core::UpdatePart::TrustList { .. } => "trust-list",
                core::UpdatePart::StatusList { .. } => "status-list",
                core::UpdatePart::VouchList { .. } => "vouch-list",
                core::UpdatePart::Place { .. } => "place",
                core::UpdatePart::CataloguePart { .. } => "catalogue-part",
                core::UpdatePart::CatalogueHead { .. } => "catalogue-head",
                other => panic!("{other:?}"),
            }
            .into(),
            became: match outcome.result {
                Ok(core::Applied::New) => Became::New,
                Ok(core::Applied::AlreadyHeld) => Became::Held,
                Err(error) => Became::Refuse(reason(error)),
            },
        });
    UpdateOutcome::Parts(parts.collect())
}

pub(crate) fn reason(error: core::Error) -> Reason {
    Reason {
        stage: error.stage().name().into(),
        code: error.code().into(),
        detail: error.detail().map(String::from),
    }
}
