//! The steps from a list of benefits to a grant.

use credential_core::Fen;

use super::super::input::BACKSPACE;
use crate::benefits::LONGEST;

/// Which benefits are to be given, by their places among those that are available.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Picked {
    One {
        at: usize,
        units: u32,
    },
    /// Several, each applied to what the one before has left.
    Together(Vec<usize>),
}

/// Where the operator is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Why there is no code.
    Reason,
    /// The number of the holder who has none.
    Holder {
        typed: String,
    },
    Choosing {
        page: usize,
    },
    /// Several are chosen.
    Combining {
        page: usize,
        chosen: Vec<usize>,
    },
    Days {
        at: usize,
        typed: String,
    },
    Price {
        picked: Picked,
        typed: String,
    },
    Confirming {
        picked: Picked,
        price: Option<Fen>,
    },
}

impl Step {
    pub(super) const FIRST: Self = Self::Choosing { page: 0 };

    /// Whether a number is being typed.
    pub(super) fn is_entering(&self) -> bool {
        self.typed().is_some()
    }

    pub(super) fn typed(&self) -> Option<&str> {
        match self {
            Self::Holder { typed } | Self::Days { typed, .. } | Self::Price { typed, .. } => {
                Some(typed)
            }
            _ => None,
        }
    }

    /// The same step with other things typed.
    pub(super) fn with_typed(&self, new: String) -> Self {
        let mut step = self.clone();
        if let Self::Holder { typed } | Self::Days { typed, .. } | Self::Price { typed, .. } =
            &mut step
        {
            *typed = new;
        }
        step
    }

    /// The step after a key that is part of a number, or takes its last character away; `None` if it is neither here.
    pub(super) fn typed_key(&self, key: char) -> Option<Self> {
        let typed = self.typed()?;
        if key == BACKSPACE {
            let mut shorter = typed.to_owned();
            shorter.pop();
            return Some(self.with_typed(shorter));
        }
        let is_part = key.is_ascii_digit() || (key == '.' && matches!(self, Self::Price { .. }));
        let mut typed = typed.to_owned();
        if is_part && typed.len() < LONGEST {
            typed.push(key);
        }
        is_part.then(|| self.with_typed(typed))
    }
}
