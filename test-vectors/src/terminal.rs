//! Vectors of what a terminal lives through: updates and codes in turn.

use serde::{Deserialize, Serialize};

use super::{Policy, Reason, Verdict};

/// A terminal that is provisioned with a root set, and what happens to it then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TerminalVector {
    /// Unique among all files.
    pub id: String,
    /// What the fault is and why it matters.
    pub comment: String,
    /// Words to select vectors by.
    pub flags: Vec<String>,
    /// The root set that it begins with, by name.
    pub root_set: String,
    /// The terminal's own Ed25519 key, in hexadecimal; a terminal without one takes no place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal_key: Option<String>,
    /// What happens, in this order.
    pub steps: Vec<Step>,
}

/// Something that happens to a terminal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Step {
    /// Somebody brings an update file.
    Update {
        /// The file, in hexadecimal.
        bytes: String,
        /// The terminal's clock.
        now: u64,
        /// What becomes of each part, in the order of the file, or why it cannot be read at all.
        expected: UpdateOutcome,
    },
    /// Somebody shows a code.
    Check {
        /// What the scanner read.
        text: String,
        /// The terminal's clock.
        now: u64,
        /// The policy of the place.
        policy: Policy,
        /// The verdict.
        expected: Box<Verdict>,
    },
}

/// What becomes of an update file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UpdateOutcome {
    /// It was read, and each part taken or refused by itself.
    Parts(Vec<PartOutcome>),
    /// It cannot be read.
    Refuse(Reason),
}

/// What becomes of a part of an update.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartOutcome {
    /// `root-set`, `trust-list`, `status-list`, `vouch-list`, `place`, `catalogue-part` or `catalogue-head`.
    pub part: String,
    /// Whether it is taken.
    #[serde(flatten)]
    pub became: Became,
}

/// Whether a part is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "kebab-case")]
pub enum Became {
    /// It is newer than what was held, and held now.
    New,
    /// It was held already.
    Held,
    /// It is not taken.
    Refuse(Reason),
}
