//! What the model knows: which parts were signed, by whom, and what each terminal has seen. Plain sets,
//! filled from the model's own plans and never from what the code under test has read.

use std::collections::{BTreeMap, BTreeSet};

use credential_core::Standing;

use crate::objects::{Bureau, BureauKey, ListPlan, Pair, RootKey, RootPlan, StatusPlan, VouchPlan};

/// A root set, with the signatures that it has so far.
#[derive(Clone, Debug)]
pub(crate) struct RootPart {
    pub(crate) plan: RootPlan,
    pub(crate) bytes: Vec<u8>,
    pub(crate) signed: Signed,
}

/// A trust list, with the signatures that it has so far.
#[derive(Clone, Debug)]
pub(crate) struct ListPart {
    pub(crate) plan: ListPlan,
    pub(crate) bytes: Vec<u8>,
    pub(crate) signed: Signed,
}

/// A status list.
#[derive(Clone, Debug)]
pub(crate) struct StatusPart {
    pub(crate) plan: StatusPlan,
    pub(crate) bytes: Vec<u8>,
    pub(crate) by: By,
}

/// A vouch list.
#[derive(Clone, Debug)]
pub(crate) struct VouchPart {
    pub(crate) plan: VouchPlan,
    pub(crate) bytes: Vec<u8>,
    pub(crate) by: By,
}

/// Who has signed a list of a bureau.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Bureau,
    Thief,
}

/// Who has signed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Signed {
    pub(crate) all: BTreeSet<RootKey>,
    /// Those who signed because their program let them; the others are stolen keys.
    pub(crate) by_program: BTreeSet<RootKey>,
}

impl RootPart {
    /// Whether a terminal that holds this one must accept `next`.
    pub(crate) fn leads_to(&self, next: &Self) -> bool {
        self.plan.version.checked_add(1) == Some(next.plan.version)
            && self.plan.is_met_by(&next.signed.all)
            && next.plan.is_met_by(&next.signed.all)
    }

    /// The same without the stolen keys.
    pub(crate) fn leads_honestly_to(&self, next: &Self) -> bool {
        self.plan.version.checked_add(1) == Some(next.plan.version)
            && self.plan.is_met_by(&next.signed.by_program)
            && next.plan.is_met_by(&next.signed.by_program)
    }
}

/// What a terminal has accepted. Numbers are places in the stock.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) root: usize,
    /// Root sets before that: held, or proved by a chain.
    pub(crate) ancestors: BTreeSet<usize>,
    pub(crate) list: Option<usize>,
    /// The highest list that was accepted.
    pub(crate) highest: Pair,
    pub(crate) lost_keys: BTreeMap<BureauKey, Standing>,
    pub(crate) withdrawn: BTreeSet<Bureau>,
    /// Keys whose honest holder's code was revoked.
    pub(crate) revoked: BTreeSet<BureauKey>,
    pub(crate) status: BTreeMap<Bureau, usize>,
    /// For compromised keys the vouch list that was accepted last, while its own key is not lost.
    pub(crate) vouch: BTreeMap<BureauKey, usize>,
    /// Bureaus of which the last list that was accepted is a thief's, by which key. Until the terminal
    /// learns that this key is lost, it cannot know better.
    pub(crate) misled: BTreeMap<Bureau, BureauKey>,
    /// It has accepted what enough stolen root keys have signed.
    pub(crate) captured: bool,
}

/// What the authority and the bureaus have decided.
#[derive(Clone, Debug, Default)]
pub(crate) struct Decided {
    pub(crate) lost_keys: BTreeMap<BureauKey, Standing>,
    pub(crate) withdrawn: BTreeSet<Bureau>,
    pub(crate) suspended: BTreeSet<Bureau>,
    /// How many keys of each bureau are listed.
    pub(crate) listed: BTreeMap<Bureau, u8>,
    /// Since when, and the greatest age in seconds.
    pub(crate) expected: BTreeMap<Bureau, (u64, u64)>,
    pub(crate) revoked: BTreeSet<BureauKey>,
}

/// What must not happen has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    pub(crate) invariant: &'static str,
    pub(crate) detail: String,
}

pub(crate) type Checked = Result<(), Violation>;

pub(crate) fn require(
    holds: bool,
    invariant: &'static str,
    detail: impl FnOnce() -> String,
) -> Checked {
    if holds {
        return Ok(());
    }
    Err(Violation {
        invariant,
        detail: detail(),
    })
}
