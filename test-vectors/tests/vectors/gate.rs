//! What a gate remembers, in the words of the vectors.

use std::collections::BTreeMap;
use std::time::Duration;

use credential_core as core;
use test_vectors::{GateStep, GateVector};

use crate::{policy, same, verdict};

/// Lives through a vector and compares at each code that is shown.
pub(crate) fn live(trust: &core::TrustList, vector: &GateVector) -> Result<(), String> {
    let policy = policy(&vector.policy);
    let mut guard = core::ReplayGuard::new(&policy, core::UnixTime::from_secs(vector.start));
    let mut passages = core::Passages::new(Duration::from_secs(vector.interval));
    let verifier = core::Verifier::without_revocation_check(trust, policy);
    let (mut holders, mut entered) = (BTreeMap::new(), BTreeMap::new());
    for (number, step) in vector.steps.iter().enumerate() {
        match step {
            GateStep::Show {
                text,
                now,
                uptime,
                expected,
            } => {
                let now = core::UnixTime::from_secs(*now);
                let judged = guard.admit(verifier.verify_text(text, now), now);
                let found = passages.admit(judged, Duration::from_secs(*uptime));
                holders.extend(found.accepted().map(|shown| (number, shown.holder_id())));
                same(&**expected, &verdict(&found))
                    .map_err(|difference| format!("step {number}: {difference}"))?;
            }
            GateStep::Pass { shown, uptime } => {
                let passage = passages.enter(holders[shown], Duration::from_secs(*uptime));
                entered.extend(passage.map(|passage| (number, passage)));
            }
            GateStep::Withdraw { passed } => {
                assert!(passages.withdraw(entered[passed]), "step {number}");
            }
        }
    }
    Ok(())
}
