//! Marks: what a record needs to be looked at for.

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident => $code:literal,)+) => {
        /// Why a record is marked. A mark changes no total: the clerk decides.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum MarkKind { $($(#[$doc])* $variant,)+ }

        impl MarkKind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable name, in the tables and in JSON.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}

kinds! {
    /// With this grant the holder had more than a quota of the catalogue's edition allows, over all terminals.
    QuotaExceeded => "quota-exceeded",
    /// The credential was revoked by then.
    Revoked => "revoked",
    /// The credential was suspended at that time.
    Suspended => "suspended",
    /// The merchant was no member at that time: suspended, left, or its agreement was over.
    NotMember => "not-member",
    /// The terminal was retired by then.
    TerminalRetired => "terminal-retired",
    /// The record is from before the terminal had a place: its clock was wrong.
    BeforePlace => "before-place",
    /// The holder was in another region minutes before.
    FarPlaces => "far-places",
    /// More manual grants at this terminal on one day than are allowed.
    ManualOverCap => "manual-over-cap",
    /// The record is dated later than the day on which it was imported.
    ClockAhead => "clock-ahead",
    /// The terminal's clock was behind its last record; `used` has the seconds.
    ClockBehind => "clock-behind",
    /// The bureau had let the clock of the records go down; `used` has the seconds.
    ClockLowered => "clock-lowered",
    /// The record names an edition of the catalogue, or a benefit in it, that the bureau does not know.
    EditionUnknown => "edition-unknown",
    /// Something was taken back that is no grant.
    UndoWithoutGrant => "undo-without-grant",
    /// The merchant has no such benefit, by the catalogue's edition.
    NotItsBenefit => "not-its-benefit",
    /// What was charged is not what the benefit makes of the price, or a price is missing.
    PriceMismatch => "price-mismatch",
    /// The terminal noted another place than the register has for its key.
    PlaceMismatch => "place-mismatch",
    /// The register has no such holder, or no such bureau is known.
    HolderUnknown => "holder-unknown",
    /// The record is dated before the one that it follows, and no note allows it; `used` has the seconds where it is
    /// no grant.
    TimeBackwards => "time-backwards",
    /// A rating of something that is no grant, of a grant that was undone, or the second one of a grant. It does not
    /// count.
    RatingNotCounted => "rating-not-counted",
}

impl MarkKind {
    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}
