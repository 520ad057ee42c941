//! What is agreed about the values of a roster, beside what always holds.

use std::collections::HashMap;

use credential_core::HolderKey;

use super::categories::CategoryWords;

/// Rows that contradict each other: for each person, the first row and one that says otherwise.
pub(crate) type Conflicts = HashMap<u64, (u64, u64)>;

/// Phones in the rows of several people: for each, the first row and one of somebody else.
pub(crate) type SharedPhones = HashMap<HolderKey, (u64, u64)>;

/// What is agreed about the values.
#[derive(Clone, Debug, Default)]
pub(crate) struct ValueRules {
    pub(crate) categories: CategoryWords,
    /// The roster has one category of several: a row takes no other one away.
    pub(crate) merge_categories: bool,
    /// Numbers that end in 000 were compared with identity cards.
    pub(crate) numbers_end_in_000: bool,
    /// What an earlier reading of the same file found.
    pub(crate) conflicts: Conflicts,
    /// The same of phones.
    pub(crate) shared_phones: SharedPhones,
}
