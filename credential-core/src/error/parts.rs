//! What an error names beside its code: the stage, and the part that is at fault.

/// The step of the verification at which a fault was found.
///
/// The order of the variants is the order in which [`verify`](crate::Verifier) works:
/// a code with two faults is refused for the one whose stage comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// The characters that came out of the scanner.
    Text,
    /// The bytes: CBOR and COSE, not yet verified.
    Object,
    /// Finding the key that the code names in the trust list.
    Issuer,
    /// The signature.
    Signature,
    /// The signed claims: are they well-formed?
    Claims,
    /// Whether issuer and key are active, and whether the issuer may attest this.
    Scope,
    /// Clocks and terms of validity.
    Time,
    /// Whether the issuer has revoked or suspended the credential.
    Status,
    /// Whether the person who shows the code has proved to be its holder.
    Holder,
    /// Whether this place serves what the holder is.
    Entitlement,
    /// Whether the proof was shown here before, and whether the holder has just passed.
    Admission,
    /// Applying an update (never part of a verdict).
    Update,
    /// Building or signing an object (never part of a verdict).
    Issuing,
}

impl Stage {
    /// The stable name of the stage in vectors and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Object => "object",
            Self::Issuer => "issuer",
            Self::Signature => "signature",
            Self::Claims => "claims",
            Self::Scope => "scope",
            Self::Time => "time",
            Self::Status => "status",
            Self::Holder => "holder",
            Self::Entitlement => "entitlement",
            Self::Admission => "admission",
            Self::Update => "update",
            Self::Issuing => "issuing",
        }
    }
}

/// How a text of ours was damaged by the scanner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TextFault {
    /// The two check digits do not agree with the rest (ISO/IEC 7064 MOD 97-10).
    CheckDigits,
    /// The check digits agree but the number is not one that an encoder writes (it starts with 0, or is missing).
    Number,
    /// A character outside the Base45 alphabet, a group that is too large, or an impossible length (RFC 9285 §4).
    Base45,
}

/// How bytes fail to be the deterministic CBOR that this format uses (RFC 8949 §4.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CborFault {
    /// The bytes end in the middle of an item.
    Truncated,
    /// Bytes are left over behind the last item.
    TrailingBytes,
    /// Not CBOR at all: a reserved head byte, or text that is not UTF-8.
    Syntax,
    /// Another encoding of the same value would have been the deterministic one:
    /// a longer head than needed, an indefinite length, map keys out of order.
    NotDeterministic,
    /// A map has the same key twice.
    DuplicateKey,
    /// A value of a kind that this format has no use for (float, undefined, another simple value).
    ForbiddenValue,
    /// Nested deeper than [`limits::MAX_CBOR_DEPTH`](crate::limits::MAX_CBOR_DEPTH).
    TooDeep,
    /// Well-formed CBOR, but another type or length than the format has at this place.
    UnexpectedItem,
}

/// Which part of an object does not meet the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Field {
    /// The payload as a whole: a missing, unknown or ill-typed entry.
    Payload,
    /// Set of categories: empty.
    Categories,
    /// Display name: empty, too long, or with characters that do not belong into a name.
    Name,
    /// A region that is not a six-digit code of GB/T 2260.
    Region,
    /// Disability grade: not 1 to 10.
    DisabilityGrade,
    /// Honour class: not 1 to 9.
    HonourClass,
    /// Status index: beyond what a status list can hold.
    StatusIndex,
    /// Dependants: none, too many, or a name that is none.
    Dependants,
    /// Stage of life: not 1 to 5.
    LifeStage,
    /// Validity: it would end before it begins, or last too long, or a time lies after the year 9999.
    Validity,
    /// The key: not a point of the curve, of small order, or not in its one canonical encoding.
    Key,
    /// Version: zero.
    Version,
    /// Threshold: zero, or more than there are keys.
    Threshold,
    /// Two entries that must differ are the same: keys, key identifiers or issuer identifiers.
    Unique,
    /// More entries than [`limits`](crate::limits) allows, or none where one is needed.
    Count,
    /// A state that this version does not know.
    State,
    /// The compressed array of a status list: not zlib, or larger than it may be.
    Statuses,
    /// The hashes of a vouch list: not sorted, not all different, or not as many as it says.
    Hashes,
    /// Merchant: its number is zero.
    Merchant,
    /// Benefit: its number is zero, or its order is not 1 to 9.
    Benefit,
    /// Amount of money, or share of a price: outside its range.
    Amount,
    /// Day or date: there is none like that, or the last is before the first.
    Day,
    /// Times of a benefit: none at all, or a day or an hour that there is not.
    Times,
    /// Quota: not 1 to [`limits::MAX_QUOTA`](crate::limits::MAX_QUOTA).
    Quota,
    /// Place: the number of a terminal, branch, gate group or trade is zero.
    Place,
}

macro_rules! names {
    ($type:ty, $($variant:ident => $name:literal),+ $(,)?) => {
        impl $type {
            /// The stable name in vectors and JSON.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

names!(TextFault, CheckDigits => "check-digits", Number => "number", Base45 => "base45");
names!(CborFault,
    Truncated => "truncated", TrailingBytes => "trailing-bytes", Syntax => "syntax",
    NotDeterministic => "not-deterministic", DuplicateKey => "duplicate-key",
    ForbiddenValue => "forbidden-value", TooDeep => "too-deep", UnexpectedItem => "unexpected-item");
names!(Field,
    Payload => "payload", Categories => "categories", Name => "name", Region => "region",
    DisabilityGrade => "disability-grade", HonourClass => "honour-class", StatusIndex => "status-index",
    Dependants => "dependants", LifeStage => "life-stage", Validity => "validity",
    Key => "key", Version => "version", Threshold => "threshold", Unique => "unique",
    Count => "count", State => "state", Statuses => "statuses",
    Hashes => "hashes", Merchant => "merchant", Benefit => "benefit", Amount => "amount",
    Day => "day", Times => "times", Quota => "quota", Place => "place");
