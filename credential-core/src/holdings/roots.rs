//! How a terminal follows a chain of root sets.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::cmp::Ordering;

use sha2::{Digest, Sha256};

use super::held::Held;
use super::outcome::{Applied, PartOutcome, UpdatePart};
use crate::error::{Error, Result};
use crate::trust::RootSet;

/// A root set by its version and SHA-256.
pub(super) type KnownRootSet = (u64, [u8; 32]);

/// What became of a chain; nothing is changed yet.
pub(super) struct Followed {
    /// The last root set that was accepted, if any was.
    pub(super) reached: Option<Held<RootSet>>,
    /// All that were accepted.
    pub(super) accepted: Vec<KnownRootSet>,
    pub(super) outcomes: Vec<PartOutcome>,
}

/// Follows a chain of root sets from the one that is held, and stops at the first that is refused.
/// `known` are those that the terminal has held.
pub(super) fn follow(
    held: &Held<RootSet>,
    known: &BTreeSet<KnownRootSet>,
    chain: &[Vec<u8>],
) -> Followed {
    let mut followed = Followed {
        reached: None,
        accepted: Vec::new(),
        outcomes: Vec::new(),
    };
    let mut ancestors = known.clone();
    for (at, bytes) in chain.iter().enumerate() {
        let newest = followed.reached.as_ref().unwrap_or(held);
        let rest = chain.get(at + 1..).unwrap_or_default();
        let next = evaluate(bytes, rest, [held, newest], &mut ancestors);
        let result = next.map(|next| match next {
            None => Applied::AlreadyHeld,
            Some(next) => {
                let accepted = (next.value.claims().version, digest(bytes));
                ancestors.insert(accepted);
                followed.accepted.push(accepted);
                followed.reached = Some(next);
                Applied::New
            }
        });
        let newest = followed.reached.as_ref().unwrap_or(held);
        let version = newest.value.claims().version;
        followed.outcomes.push(PartOutcome {
            part: UpdatePart::RootSet { version },
            result,
        });
        if result.is_err() {
            break;
        }
    }
    followed
}

/// The root set that follows the newest one; `None` for one that is held already.
fn evaluate(
    bytes: &[u8],
    rest: &[Vec<u8>],
    [held, newest]: [&Held<RootSet>; 2],
    ancestors: &mut BTreeSet<KnownRootSet>,
) -> Result<Option<Held<RootSet>>> {
    if bytes == held.bytes || bytes == newest.bytes {
        return Ok(None);
    }
    let version = RootSet::named_version(bytes)?;
    if version == held.value.claims().version {
        return Err(Error::VersionReused { version });
    }
    match version.cmp(&newest.value.claims().version) {
        Ordering::Greater => {
            let next = newest.value.succeed(bytes)?;
            Ok(Some(Held::new(next, bytes)))
        }
        Ordering::Equal => Err(Error::VersionReused { version }),
        Ordering::Less => {
            let known = (version, digest(bytes));
            if !ancestors.contains(&known) {
                let proved = leading_to(held, ancestors, bytes, rest);
                ancestors.extend(proved.ok_or(Error::RootSetForeign { version })?);
            }
            Ok(None)
        }
    }
}

/// The root sets from `bytes` on that lead to the held one, each accepted as the next; `None` if they
/// lead elsewhere.
fn leading_to(
    held: &Held<RootSet>,
    ancestors: &BTreeSet<KnownRootSet>,
    bytes: &[u8],
    rest: &[Vec<u8>],
) -> Option<Vec<KnownRootSet>> {
    let mut set = RootSet::pin(bytes).ok()?;
    let mut proved = Vec::from([(set.claims().version, digest(bytes))]);
    for next in rest {
        set = set.succeed(next).ok()?;
        let next_known = (set.claims().version, digest(next));
        if next == &held.bytes || ancestors.contains(&next_known) {
            return Some(proved);
        }
        proved.push(next_known);
    }
    None
}

/// SHA-256 of a root set as it came.
pub(super) fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
