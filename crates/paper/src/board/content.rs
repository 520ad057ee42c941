//! What a board says.

/// Promises on one board.
pub const MAX_BOARD_PROMISES: usize = 4_096;

/// What a board says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Board {
    /// Above the name: which alliance it is of.
    pub heading: String,
    /// The merchant.
    pub name: String,
    /// The promises, put together by whom they are for.
    pub groups: Vec<BoardGroup>,
    /// Below the promises: how to get them, validity, number, whom to call.
    pub footer: Vec<String>,
}

/// The promises for some holders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoardGroup {
    /// Whom they are for.
    pub heading: String,
    /// At least one.
    pub promises: Vec<BoardPromise>,
}

/// A promise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoardPromise {
    /// What is given, in large letters.
    pub what: String,
    /// When and how often, in smaller ones; empty for always.
    pub conditions: String,
}
