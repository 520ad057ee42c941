//! When things happen in the vectors, in seconds since 1970.

/// 2026-09-21T14:13:20Z: the root set is made and the keys come into force.
pub(crate) const ROOT_IAT: u64 = 1_790_000_000;
pub(crate) const KEY_FROM: u64 = ROOT_IAT;
/// 2027-01-15T08:00:00Z: the trust list is made.
pub(crate) const LIST_IAT: u64 = 1_800_000_000;
pub(crate) const CREDENTIAL_IAT: u64 = 1_801_000_000;
/// 2027-02-07T11:33:20Z: what the terminal's clock shows, where a vector does not say otherwise.
pub(crate) const NOW: u64 = 1_802_000_000;
pub(crate) const KEY_UNTIL: u64 = 1_830_000_000;
pub(crate) const LIST_EXP: u64 = 1_834_560_000;
/// Three years after it was issued.
pub(crate) const CREDENTIAL_EXP: u64 = CREDENTIAL_IAT + 94_608_000;
/// The longest time from `iat` to `exp`.
pub(crate) const TWENTY_YEARS: u64 = 631_152_000;
/// The last second of the year 9999.
pub(crate) const LAST_TIME: u64 = 253_402_300_799;
