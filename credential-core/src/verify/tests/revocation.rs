//! Whether a verdict has looked at a status list, and says so.

use alloc::vec;
use alloc::vec::Vec;
use core::time::Duration;

use super::{code, refused_for};
use crate::error::{Error, Stage};
use crate::fixtures::{
    EXPIRES, ISSUED, NOW, bureau_key, claims, holdings_of, issuer, list_claims,
    provisioned_holdings,
};
use crate::holdings::Holdings;
use crate::status::{Status, StatusArray, StatusList, StatusListClaims};
use crate::time::{UnixTime, Validity};
use crate::trust::IssuerId;
use crate::verify::{
    Advice, Basis, Bearer, Caution, Decision, MissingStatus, Policy, Verdict, Verifier, verify,
};

const BUREAU: u32 = 42_120_001;

/// A status list of the bureau for `len` credentials, on which our code has `status`, made at the same
/// second as the code.
fn status_list(len: usize, status: Status) -> Vec<u8> {
    status_list_made(ISSUED, len, status)
}

fn status_list_made(made: UnixTime, len: usize, status: Status) -> Vec<u8> {
    let mut statuses = StatusArray::all_valid(len).unwrap();
    let index = claims().status_index;
    if statuses.status(index).is_some() {
        statuses.set(index, status).unwrap();
    }
    let claims = StatusListClaims {
        issuer: IssuerId(BUREAU),
        validity: Validity::new(made, EXPIRES),
        ttl: None,
        statuses,
    };
    StatusList::issue(&claims, &bureau_key()).unwrap()
}

/// A terminal with a trust list and these status lists.
fn terminal(status_lists: Vec<Vec<u8>>) -> Holdings {
    holdings_of(
        list_claims(vec![issuer(BUREAU, &bureau_key())]),
        status_lists,
    )
}

fn missing(policy: Policy, missing_status: MissingStatus) -> Policy {
    Policy {
        missing_status,
        ..policy
    }
}

fn revocation_checked(verdict: &Verdict) -> bool {
    verdict.basis().unwrap().revocation_checked
}

/// The short path is the one that a gate copies from the tutorial.
#[test]
fn the_short_path_refuses_a_revoked_code() {
    for (status, error) in [
        (Status::Revoked, Error::Revoked),
        (Status::Suspended, Error::Suspended),
    ] {
        let held = terminal(vec![status_list(65_536, status)]);
        for policy in [Policy::gate(), Policy::shop()] {
            let verdict = verify(&code(|_| ()), &held, policy, NOW);
            assert_eq!(refused_for(&verdict), error);
            assert!(revocation_checked(&verdict));
        }
    }
    let held = terminal(vec![status_list(65_536, Status::Valid)]);
    let verdict = verify(&code(|_| ()), &held, Policy::gate(), NOW);
    assert_eq!(verdict.decision(), Decision::Accept);
    assert!(revocation_checked(&verdict));
}

#[test]
fn without_a_list_that_speaks_of_the_code_the_policy_decides() {
    let no_list = terminal(vec![]);
    let too_short = terminal(vec![status_list(4, Status::Valid)]);
    let text = code(|_| ());
    for held in [&no_list, &too_short] {
        for verifier in [
            |held, policy| Verifier::new(held, policy),
            |held: &Holdings, policy| {
                Verifier::without_revocation_check(held.trust().unwrap(), policy)
            },
        ] as [for<'t> fn(&'t Holdings, Policy) -> Verifier<'t>; 2]
        {
            let verdict = verifier(held, Policy::shop()).verify_text(&text, NOW);
            let Verdict::Check(_, cautions) = &verdict else {
                panic!("{verdict:?}")
            };
            assert!(cautions.iter().any(|found| found == Caution::StatusMissing));
            assert!(!revocation_checked(&verdict));

            let verdict = verifier(held, Policy::gate()).verify_text(&text, NOW);
            assert_eq!(verdict.decision(), Decision::Accept);
            assert!(!revocation_checked(&verdict), "and the verdict says so");

            let strict = missing(Policy::gate(), MissingStatus::Refuse);
            let verdict = verifier(held, strict).verify_text(&text, NOW);
            assert_eq!(refused_for(&verdict), Error::StatusMissing);
            assert_eq!(verdict.stage(), Some(Stage::Status));
            assert_eq!(verdict.advice(), Advice::UpdateTerminal);
        }
    }
}

/// A list that was made after the code has an entry for it, if the issuer knows of the code.
#[test]
fn beyond_the_end_of_a_list_made_after_it_a_code_is_refused() {
    let second = Duration::from_secs(1);
    let text = code(|claims| claims.validity.from = ISSUED.plus(100 * second));
    let accepting = [Policy::gate(), Policy::shop()]
        .map(|policy| missing(policy, MissingStatus::AcceptUnknownStatus));
    // The last index of the list is 40319; the code has 40321.
    for (made_after, refused) in [(99, false), (100, false), (101, true), (90_000, true)] {
        let made = ISSUED.plus(made_after * second);
        let held = terminal(vec![status_list_made(made, 40_320, Status::Valid)]);
        for policy in &accepting {
            let verdict = verify(&text, &held, policy.clone(), NOW);
            assert!(!revocation_checked(&verdict));
            if refused {
                assert_eq!(refused_for(&verdict), Error::StatusMissing, "{made_after}");
                assert_eq!(verdict.advice(), Advice::UpdateTerminal);
            } else {
                assert_ne!(verdict.decision(), Decision::Refuse, "{made_after}");
            }
        }
        // With an entry it does not matter when the list was made.
        let held = terminal(vec![status_list_made(made, 40_324, Status::Valid)]);
        let verdict = verify(&text, &held, Policy::gate(), NOW);
        assert_eq!(verdict.decision(), Decision::Accept, "{made_after}");
    }
    // It is looked at before the list's own end.
    let held = terminal(vec![status_list_made(
        ISSUED.plus(200 * second),
        4,
        Status::Valid,
    )]);
    let strict = Policy {
        status_list_refuse_after: Some(second),
        ..Policy::gate()
    };
    let verdict = verify(&text, &held, strict, NOW);
    assert_eq!(refused_for(&verdict), Error::StatusMissing);
}

/// That is what its name is for.
#[test]
fn without_revocation_check_a_revoked_code_is_accepted() {
    let held = terminal(vec![status_list(65_536, Status::Revoked)]);
    let trust = held.trust().unwrap();
    let verifier = Verifier::without_revocation_check(trust, Policy::gate());
    let verdict = verifier.verify_text(&code(|_| ()), NOW);
    assert_eq!(verdict.decision(), Decision::Accept);
    let basis = verdict.basis().unwrap();
    assert_eq!(basis.status_list_made, None);
    assert!(!basis.revocation_checked);
}

#[test]
fn every_authentic_verdict_says_what_it_rests_on() {
    let held = terminal(vec![status_list(65_536, Status::Valid)]);
    let full = Basis {
        trust_list_version: 1,
        trust_list_made: ISSUED,
        status_list_made: Some(ISSUED),
        revocation_checked: true,
    };
    let text = code(|_| ());
    let checked = Policy {
        bearer: Bearer::Check,
        ..Policy::gate()
    };
    let refused = Policy {
        bearer: Bearer::Refuse,
        ..Policy::gate()
    };
    for (policy, decision) in [
        (Policy::gate(), Decision::Accept),
        (checked, Decision::Check),
        (refused, Decision::Refuse),
    ] {
        let verdict = verify(&text, &held, policy, NOW);
        assert_eq!(verdict.decision(), decision);
        assert_eq!(verdict.basis(), Some(&full));
    }
    // Refused before the status was looked at.
    let verdict = verify(&text, &held, Policy::gate(), EXPIRES);
    assert_eq!(refused_for(&verdict).stage(), Stage::Time);
    let not_reached = Basis {
        revocation_checked: false,
        ..full
    };
    assert_eq!(verdict.basis(), Some(&not_reached));
    // Nobody knows whose status list would have to be consulted.
    let stranger = crate::issue(&claims(), &crate::fixtures::key(9)).unwrap();
    let verdict = Verifier::new(&held, Policy::gate()).verify_bytes(stranger.as_bytes(), NOW);
    let no_issuer = Basis {
        status_list_made: None,
        ..not_reached
    };
    assert_eq!(verdict.basis(), Some(&no_issuer));
    let verdict = verify("https://example.org", &held, Policy::gate(), NOW);
    assert_eq!(verdict.basis(), None);
}

#[test]
fn a_terminal_without_a_trust_list_refuses_every_code() {
    let held = provisioned_holdings();
    let verdict = verify(&code(|_| ()), &held, Policy::gate(), NOW);
    assert_eq!(verdict.decision(), Decision::Refuse);
    assert_eq!(verdict.reason(), "trust-list-missing");
    assert_eq!(verdict.stage(), Some(Stage::Issuer));
    assert_eq!(verdict.advice(), Advice::UpdateTerminal);
    assert_eq!(verdict.basis(), None);
    // What is no code of ours still has a reason of its own.
    let verdict = verify("hello", &held, Policy::gate(), UnixTime::default());
    assert_eq!(refused_for(&verdict), Error::NotOurs);
}
