//! Runs every vector on disk through the library and compares everything that is expected.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test, its helpers included, fails by panicking"
)]

mod catalogue;
mod enrolments;
mod frames;
mod gate;
mod journal;
mod lists;
#[path = "../support/mod.rs"]
mod support;
mod terminal;

use std::collections::BTreeMap;
use std::time::Duration;

use credential_core as core;
use test_vectors::{
    Claims, CredentialVector, Dependant, File, Fixtures, LoadOutcome, Policy, Topic, Verdict,
    from_hex, to_hex,
};

#[test]
fn library_agrees_with_every_vector() {
    let mut wrong = BTreeMap::new();
    let mut seen = 0;
    for (name, file) in support::load() {
        let outcomes: Vec<(String, Result<(), String>)> = match file {
            File::Credential(topic) => run_credentials(&topic),
            File::RootSet(topic) => topic
                .vectors
                .iter()
                .map(|vector| {
                    let object = from_hex(&vector.bytes).unwrap();
                    let taken = match &vector.held {
                        None => core::RootSet::pin(&object),
                        Some(held) => root_set(&topic.fixtures, held).succeed(&object),
                    };
                    let version = taken.map(|set| set.claims().version);
                    let expected = here(&vector.expected, &vector.without_sm2);
                    (vector.id.clone(), same_outcome(expected, version))
                })
                .collect(),
            File::StatusList(topic) => topic
                .vectors
                .iter()
                .map(|vector| {
                    let trust = trust_list(&topic.fixtures, &vector.trust_list);
                    let object = from_hex(&vector.bytes).unwrap();
                    let outcome = match trust {
                        Ok(trust) => {
                            same(&vector.expected, &terminal::status_list(&object, &trust))
                        }
                        Err(error) => Err(format!("its trust list is refused: {error}")),
                    };
                    (vector.id.clone(), outcome)
                })
                .collect(),
            File::VouchList(topic) => topic
                .vectors
                .iter()
                .map(|vector| {
                    let trust = trust_list(&topic.fixtures, &vector.trust_list);
                    let object = from_hex(&vector.bytes).unwrap();
                    let outcome = match trust {
                        Ok(trust) => same(&vector.expected, &lists::vouch_list(&object, &trust)),
                        Err(error) => Err(format!("its trust list is refused: {error}")),
                    };
                    (vector.id.clone(), outcome)
                })
                .collect(),
            File::IssuerRequest(topic) => topic
                .vectors
                .iter()
                .map(|vector| {
                    let found = lists::issuer_request(&from_hex(&vector.bytes).unwrap());
                    (vector.id.clone(), same(&vector.expected, &found))
                })
                .collect(),
            File::Enrolment(topic) => topic
                .vectors
                .iter()
                .map(|vector| (vector.id.clone(), enrolments::read(vector)))
                .collect(),
            File::Catalogue(topic) => topic
                .vectors
                .iter()
                .map(|vector| {
                    let trust = vector.trust_list.as_ref();
                    let trust = trust.map(|name| trust_list(&topic.fixtures, name).unwrap());
                    (vector.id.clone(), catalogue::check(vector, trust.as_ref()))
                })
                .collect(),
            File::Frames(topic) => topic
                .vectors
                .iter()
                .map(|vector| (vector.id.clone(), frames::show(vector)))
                .collect(),
            File::Gate(topic) => topic
                .vectors
                .iter()
                .map(|vector| {
                    let outcome = match trust_list(&topic.fixtures, &vector.trust_list) {
                        Ok(trust) => gate::live(&trust, vector),
                        Err(error) => Err(format!("its trust list is refused: {error}")),
                    };
                    (vector.id.clone(), outcome)
                })
                .collect(),
            File::Journal(topic) => topic
                .vectors
                .iter()
                .map(|vector| (vector.id.clone(), journal::read(vector)))
                .collect(),
            File::Terminal(topic) => topic
                .vectors
                .iter()
                .map(|vector| {
                    let roots = from_hex(&topic.fixtures.root_sets[&vector.root_set]).unwrap();
                    (vector.id.clone(), terminal::live(&roots, vector))
                })
                .collect(),
            File::TrustList(topic) => topic
                .vectors
                .iter()
                .map(|vector| {
                    let object = from_hex(&vector.bytes).unwrap();
                    let roots = root_set(&topic.fixtures, &vector.root_set);
                    let version =
                        core::TrustList::verify(&object, &roots).map(|list| list.claims().version);
                    let expected = here(&vector.expected, &vector.without_sm2);
                    (vector.id.clone(), same_outcome(expected, version))
                })
                .collect(),
        };
        seen += outcomes.len();
        for (id, outcome) in outcomes {
            if let Err(difference) = outcome {
                assert!(
                    wrong.insert(id, format!("{name}: {difference}")).is_none(),
                    "an identifier stands twice"
                );
            }
        }
    }
    assert!(seen > 0);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn run_credentials(topic: &Topic<CredentialVector>) -> Vec<(String, Result<(), String>)> {
    let lists: BTreeMap<_, _> = topic
        .fixtures
        .trust_lists
        .keys()
        .map(|name| (name.as_str(), trust_list(&topic.fixtures, name)))
        .collect();
    topic
        .vectors
        .iter()
        .map(|vector| {
            let Ok(list) = &lists[vector.trust_list.as_str()] else {
                return (vector.id.clone(), Err("its trust list is refused".into()));
            };
            // Where a vector has no policy for an unknown status, any status is accepted.
            let challenges: Vec<_> = vector
                .challenges
                .iter()
                .map(|shown| core::Challenge::new(&from_hex(shown).unwrap()).unwrap())
                .collect();
            let verifier = core::Verifier::without_revocation_check(list, policy(&vector.policy))
                .expecting(&challenges);
            let now = core::UnixTime::from_secs(vector.now);
            let expected = here(&vector.expected, &vector.without_sm2);
            let by_text = verdict(&verifier.verify_text(&vector.text, now));
            let mut outcome = same(expected, &by_text);
            // Each issuer's key with tables: nothing may be different.
            let prepared = core::PreparedKeys::new();
            for issuer in &list.claims().issuers {
                issuer
                    .keys
                    .iter()
                    .for_each(|key| prepared.prepare(&key.key));
            }
            let with_tables = verifier.clone().with_prepared_keys(&prepared);
            let by_tables = verdict(&with_tables.verify_text(&vector.text, now));
            outcome = outcome.and_then(|()| same(expected, &by_tables));
            // The same object straight from its bytes; where the text is at fault it may be sound.
            if let (Some(bytes), false) = (&vector.bytes, is(&expected.stage, "text")) {
                let bytes = from_hex(bytes).unwrap();
                let by_bytes = if vector.text.starts_with(core::PRESENTATION_MARK) {
                    match core::ParsedPresentation::from_bytes(&bytes) {
                        Ok(shown) => verdict(&verifier.verify_presentation(&shown, now)),
                        Err(_) => by_text,
                    }
                } else {
                    verdict(&verifier.verify_bytes(&bytes, now))
                };
                outcome = outcome.and_then(|()| same(expected, &by_bytes));
            }
            (vector.id.clone(), outcome)
        })
        .collect()
}

/// A verdict of the library in the words of the vectors.
fn verdict(verdict: &core::Verdict) -> Verdict {
    let (detail, cautions) = match verdict {
        core::Verdict::Accept(_) => (None, Vec::new()),
        core::Verdict::Check(_, cautions) => {
            let codes = cautions.iter().map(|caution| caution.code().into());
            (None, codes.collect())
        }
        core::Verdict::Refuse(refusal) => (refusal.error().detail().map(String::from), Vec::new()),
    };
    let authentic = verdict.authentic_claims();
    Verdict {
        verdict: verdict.decision().name().into(),
        stage: verdict.stage().map(|stage| stage.name().into()),
        code: verdict.reason().into(),
        detail,
        cautions,
        advice: verdict.advice().name().into(),
        issuer: authentic.map(|(_, issuer)| issuer.id.0),
        claims: authentic.map(|(claims, _)| plain(claims)),
    }
}

fn plain(claims: &core::Claims) -> Claims {
    Claims {
        exp: claims.validity.until.as_secs(),
        iat: claims.validity.from.as_secs(),
        cnf: claims.holder_key.as_ref().map(holder_key),
        categories: claims.categories.to_bits(),
        category_codes: claims
            .categories
            .iter()
            .map(|category| category.code().into())
            .collect(),
        status_index: claims.status_index.0,
        holder: claims.holder.0,
        name: claims.name.as_str().into(),
        home_region: claims.home_region.map(core::Region::code),
        disability_grade: claims.disability_grade,
        honour_class: claims.honour_class,
        dependants: (!claims.dependants.is_empty()).then(|| {
            claims
                .dependants
                .iter()
                .map(|dependant| Dependant {
                    relation: dependant.relation.0,
                    name: dependant.name.as_str().into(),
                })
                .collect()
        }),
        life_stage: claims.life_stage.map(core::LifeStage::number),
    }
}

/// What this build is to say: it has the SM2 profile or not.
fn here<'a, T>(expected: &'a T, without_sm2: &'a Option<T>) -> &'a T {
    match without_sm2 {
        Some(other) if !cfg!(feature = "sm2") => other,
        _ => expected,
    }
}

/// A phone's key as the vectors write it: which of the possible keys with this `x` it is.
pub(crate) fn holder_key(key: &core::HolderKey) -> String {
    let x = key.x();
    let written = |head: &[u8], tail: &[u8]| {
        let cose_key = [head, &[0x21, 0x58, 0x20], &x, tail].concat();
        core::HolderKey::from_cose_key(&cose_key).ok() == Some(*key)
    };
    let p256 = [0xa4, 1, 2, 0x20, 1];
    if written(&[0xa3, 1, 1, 0x20, 6], &[]) {
        to_hex(&x)
    } else if written(&p256, &[0x22, 0xf4]) {
        format!("02{}", to_hex(&x))
    } else if written(&p256, &[0x22, 0xf5]) {
        format!("03{}", to_hex(&x))
    } else {
        panic!("a key of neither type")
    }
}

fn when_in_doubt(word: &str) -> core::WhenInDoubt {
    match word {
        "check" => core::WhenInDoubt::Check,
        "refuse" => core::WhenInDoubt::Refuse,
        other => panic!("{other}"),
    }
}

fn policy(policy: &Policy) -> core::Policy {
    let mut out = core::Policy::gate();
    out.bearer = match policy.bearer.as_str() {
        "accept" => core::Bearer::Accept,
        "check" => core::Bearer::Check,
        "refuse" => core::Bearer::Refuse,
        other => panic!("{other}"),
    };
    out.holder_proof = match policy.holder_proof.as_str() {
        "required" => core::HolderProof::Required,
        "treat-as-bearer" => core::HolderProof::TreatAsBearer,
        other => panic!("{other}"),
    };
    out.trust_list_check_after = policy.trust_list_check_after.map(Duration::from_secs);
    out.unknown_category = when_in_doubt(&policy.unknown_category);
    out.compromised_key = when_in_doubt(&policy.compromised_key);
    out.served = policy.served.map(core::CategorySet::from_bits);
    let served_from = policy.served_from.iter().map(|from| core::ServedFrom {
        categories: core::CategorySet::from_bits(from.categories),
        regions: from
            .regions
            .iter()
            .map(|region| core::Region::new(*region).unwrap())
            .collect(),
    });
    out.served_from = served_from.collect();
    if let Some(proofs) = &policy.proofs {
        out.proof_window = Duration::from_secs(proofs.window);
        out.proof_skew = Duration::from_secs(proofs.skew);
        out.challenge = match proofs.challenge.as_str() {
            "required" => core::ChallengeRule::Required,
            "not-asked" => core::ChallengeRule::NotAsked,
            other => panic!("{other}"),
        };
    }
    out.clock_leeway = Duration::from_secs(policy.clock_leeway);
    if let Some(lists) = &policy.lists {
        out.trust_list_refuse_after = lists.trust_list_refuse_after.map(Duration::from_secs);
        out.status_list_check_after = lists.status_list_check_after.map(Duration::from_secs);
        out.status_list_refuse_after = lists.status_list_refuse_after.map(Duration::from_secs);
        out.missing_status = match lists.missing_status.as_str() {
            "accept" => core::MissingStatus::AcceptUnknownStatus,
            "check" => core::MissingStatus::Check,
            "refuse" => core::MissingStatus::Refuse,
            other => panic!("{other}"),
        };
    }
    out
}

fn root_set(fixtures: &Fixtures, name: &str) -> core::RootSet {
    core::RootSet::pin(&from_hex(&fixtures.root_sets[name]).unwrap()).unwrap()
}

fn trust_list(fixtures: &Fixtures, name: &str) -> core::Result<core::TrustList> {
    let list = &fixtures.trust_lists[name];
    let roots = root_set(fixtures, &list.root_set);
    core::TrustList::verify(&from_hex(&list.bytes).unwrap(), &roots)
}

fn same_outcome(expected: &LoadOutcome, found: core::Result<u64>) -> Result<(), String> {
    let signers = match found {
        Err(core::Error::ThresholdNotMet { valid, .. }) if expected.signers.is_some() => {
            Some(valid)
        }
        _ => expected.signers,
    };
    let error = found.err();
    let found = LoadOutcome {
        result: if error.is_some() { "refuse" } else { "ok" }.into(),
        stage: error.map(|error| error.stage().name().into()),
        code: error.map(|error| error.code().into()),
        detail: error.and_then(core::Error::detail).map(String::from),
        version: found.ok(),
        signers,
    };
    same(expected, &found)
}

fn same<T: PartialEq + std::fmt::Debug>(expected: &T, found: &T) -> Result<(), String> {
    if expected == found {
        Ok(())
    } else {
        Err(format!("expected {expected:?}, found {found:?}"))
    }
}

fn is(value: &Option<String>, word: &str) -> bool {
    value.as_deref() == Some(word)
}
