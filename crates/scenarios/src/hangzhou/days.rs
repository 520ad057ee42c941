//! The days of the scenario. The clock of the gate stands at the last of them, so that a play can be repeated.

/// The list is signed.
pub(crate) const FOUNDED: &str = "2026-03-02T09:00";
/// The codes are issued.
pub(crate) const ISSUED: &str = "2026-05-11T09:00";
/// The day at the lake.
pub(crate) const VISITED: &str = "2026-06-01T09:30";
