//! Vectors of what a gate remembers: proofs that were shown, and who has passed.

use serde::{Deserialize, Serialize};

use super::{Policy, Verdict};

/// A gate that has just started, and what it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateVector {
    /// Unique among all files.
    pub id: String,
    /// What the fault is and why it matters.
    pub comment: String,
    /// Words to select vectors by.
    pub flags: Vec<String>,
    /// The trust list at hand, by name. The gate holds no status lists.
    pub trust_list: String,
    /// The policy of the place.
    pub policy: Policy,
    /// The gate's clock when it starts.
    pub start: u64,
    /// A holder who has passed may pass again after so many seconds; 0 for at once.
    pub interval: u64,
    /// What happens, in this order.
    pub steps: Vec<GateStep>,
}

/// Something that happens at a gate. `uptime` is a clock that is never set, in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum GateStep {
    /// Somebody shows a code.
    Show {
        /// What the scanner read.
        text: String,
        /// The gate's clock, which may be set.
        now: u64,
        /// The clock that is not.
        uptime: u64,
        /// The verdict.
        expected: Box<Verdict>,
    },
    /// The holder of a code that was shown passes.
    Pass {
        /// At which step it was shown, from 0.
        shown: usize,
        /// The clock that is not set.
        uptime: u64,
    },
    /// That passage did not happen.
    Withdraw {
        /// At which step it was entered, from 0.
        passed: usize,
    },
}
