//! The adversary's changes to a list that the authority would publish.

use credential_core::Standing;

use crate::actions::Twist;
use crate::objects::*;

pub(crate) fn apply_twist(bureaus: &mut Vec<BureauPlan>, twist: Twist) {
    let home = |bureaus: &mut Vec<BureauPlan>, key| {
        let bureau = bureau_of(key);
        bureaus.iter().position(|plan| plan.bureau == bureau)
    };
    let lost = |bureaus: &[BureauPlan], key| {
        let mut listed = bureaus.iter().flat_map(|plan| &plan.keys);
        listed.any(|(listed, standing)| *listed == key && *standing != Standing::Active)
    };
    match twist {
        Twist::Key { key, standing } => {
            for (listed, now) in bureaus.iter_mut().flat_map(|plan| &mut plan.keys) {
                if *listed == key {
                    *now = standing;
                }
            }
        }
        Twist::WithoutKey { key } => {
            for plan in bureaus.iter_mut().filter(|plan| plan.keys.len() > 1) {
                plan.keys.retain(|(listed, _)| *listed != key);
            }
        }
        Twist::Twice { key } => {
            if let Some(place) = home(bureaus, key) {
                bureaus[place].keys.insert(0, (key, Standing::Active));
            }
        }
        // People see when an active key is moved; a lost one might come back in this way.
        Twist::Move { key } if lost(bureaus, key) => {
            apply_twist(bureaus, Twist::WithoutKey { key });
            let others = bureaus
                .iter_mut()
                .filter(|plan| plan.bureau != bureau_of(key));
            if let Some(other) = others.last() {
                other.keys.push((key, Standing::Active));
            }
        }
        Twist::Move { .. } => {}
        Twist::Bureau { bureau, standing } => {
            for plan in bureaus.iter_mut().filter(|plan| plan.bureau == bureau) {
                plan.standing = standing;
            }
        }
        Twist::Renewed { bureau } => {
            for plan in bureaus.iter_mut().filter(|plan| plan.bureau == bureau) {
                plan.standing = Standing::Active;
                for (_, standing) in &mut plan.keys {
                    *standing = Standing::Withdrawn;
                }
                let unused =
                    keys_of(bureau).find(|key| plan.keys.iter().all(|(had, _)| had != key));
                plan.keys.extend(unused.map(|key| (key, Standing::Active)));
            }
        }
        Twist::WithoutBureau { bureau } => bureaus.retain(|plan| plan.bureau != bureau),
        Twist::WithoutExpectation { bureau } => {
            for plan in bureaus.iter_mut().filter(|plan| plan.bureau == bureau) {
                plan.expected = None;
            }
        }
    }
}
