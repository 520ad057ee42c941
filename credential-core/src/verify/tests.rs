mod cautions;
mod collisions;
mod entitlement;
mod expectations;
mod freshness;
mod order;
mod prepared;
mod proofs;
mod revocation;
mod stages;

use alloc::string::String;

use super::{Decision, MissingStatus, Policy, Refusal, Verdict, Verifier};
use crate::claims::Claims;
use crate::error::Error;
use crate::fixtures::{NOW, bureau_key, claims, issuer, list_claims, trust_of};
use crate::issue::issue;
use crate::text::TextForm;
use crate::time::UnixTime;
use crate::trust::{Issuer, TrustList};

/// What the bureau of Xianning makes of the usual claims after `change`.
fn code(change: impl FnOnce(&mut Claims)) -> String {
    let mut claims = claims();
    change(&mut claims);
    issue(&claims, &bureau_key())
        .unwrap()
        .to_text(TextForm::Digits)
}

/// A list with the bureau of Xianning after `change`.
fn trust_after(change: impl FnOnce(&mut Issuer)) -> TrustList {
    let mut issuer = issuer(42_120_001, &bureau_key());
    change(&mut issuer);
    trust_of(list_claims([issuer].into()))
}

/// For tests of other stages than that of the status: an unknown status is accepted.
fn check(text: &str, trust: &TrustList, policy: Policy, now: UnixTime) -> Verdict {
    let policy = Policy {
        missing_status: MissingStatus::AcceptUnknownStatus,
        ..policy
    };
    Verifier::without_revocation_check(trust, policy).verify_text(text, now)
}

fn at_gate(text: &str, trust: &TrustList) -> Verdict {
    check(text, trust, Policy::gate(), NOW)
}

fn refusal(verdict: &Verdict) -> &Refusal {
    match verdict {
        Verdict::Refuse(refusal) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn refused_for(verdict: &Verdict) -> Error {
    assert_eq!(verdict.decision(), Decision::Refuse);
    assert!(verdict.accepted().is_none());
    let error = refusal(verdict).error();
    assert_eq!(verdict.reason(), error.code());
    assert_eq!(verdict.stage(), Some(error.stage()));
    error
}
