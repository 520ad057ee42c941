//! Verdicts with a trust list alone: whether a code has been revoked is not looked at, and the answer says so.

use credential_core::{RootSet, TrustList, UnixTime, Verifier};
use terminal::{Judged, VerdictRecord, to_json};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::answer::{error, moment, refused};
use crate::policy::policy;

/// A trust list that the root keys have signed.
#[wasm_bindgen]
pub struct TrustedIssuers {
    list: Result<TrustList, String>,
}

#[wasm_bindgen]
impl TrustedIssuers {
    /// Verifies a trust list with a root set, which must come from the authority's own hand.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(root_set: &[u8], trust_list: &[u8]) -> Self {
        let list = RootSet::pin(root_set).and_then(|roots| TrustList::verify(trust_list, &roots));
        Self {
            list: list.map_err(|fault| refused(&fault)),
        }
    }

    /// `null`, or why nothing can be verified with it.
    #[must_use]
    pub fn fault(&self) -> String {
        match &self.list {
            Ok(_) => "null".to_owned(),
            Err(fault) => fault.clone(),
        }
    }

    /// Judges a text: the JSON of `verifier check` (docs/json.md). Revocation is not checked.
    #[must_use]
    pub fn verify(&self, text: &str, policy_json: &str, now: f64) -> String {
        let list = match &self.list {
            Ok(list) => list,
            Err(fault) => return fault.clone(),
        };
        let Some((policy, challenges)) = policy(policy_json) else {
            return error("policy-invalid", "the policy is none");
        };
        let now: UnixTime = moment(now);
        let verifier = Verifier::without_revocation_check(list, policy).expecting(&challenges);
        let judged = Judged::new(text, verifier.verify_text(text, now), now);
        to_json(&VerdictRecord::new("text".to_owned(), &judged))
    }
}
