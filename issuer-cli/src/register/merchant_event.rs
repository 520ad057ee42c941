//! What becomes of a merchant: one event, from a day on.

use credential_core::CivilDay;

/// What an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MerchantEventKind {
    /// It became a member, with its first agreement.
    Joined,
    /// It is no member until it returns.
    Suspended,
    /// It is a member again, after a suspension or after it had left.
    Returned,
    /// It has left.
    Left,
    /// Somebody looked whether it keeps its promises.
    Inspected,
    /// It was praised or rewarded.
    Praised,
    /// It has another agreement.
    Renewed,
}

impl MerchantEventKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Joined,
        Self::Suspended,
        Self::Returned,
        Self::Left,
        Self::Inspected,
        Self::Praised,
        Self::Renewed,
    ];

    /// The stable name in the register and in machine output.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::Suspended => "suspended",
            Self::Returned => "returned",
            Self::Left => "left",
            Self::Inspected => "inspected",
            Self::Praised => "praised",
            Self::Renewed => "renewed",
        }
    }

    /// The kind with this stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One event of a merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantEvent {
    /// The merchant's number.
    pub merchant: u32,
    /// What it is.
    pub kind: MerchantEventKind,
    /// The day from which it holds: for a joined or renewed agreement its first day, for an inspection and for
    /// praise the day of it.
    pub day: CivilDay,
    /// The last day of the agreement, which belongs to it; only of one that was joined with or renewed, and only
    /// if it ends.
    pub until: Option<CivilDay>,
    /// Whether the promises were kept; only of an inspection.
    pub kept: Option<bool>,
    /// Why, or what was found; at most [`MAX_NOTE_CHARS`] characters.
    pub note: String,
}

/// Characters of a note.
pub const MAX_NOTE_CHARS: usize = 500;
