//! What became of a part of an update, for programs. The schema is in `docs/json.md`; what is in it stays.

use messages::FailureRecord;
use serde::Serialize;

/// What the lines of all kinds of parts begin with.
#[derive(Serialize)]
pub(super) struct PartRecord<'a> {
    pub(super) input: &'a str,
    pub(super) part: &'static str,
    pub(super) result: &'static str,
    /// That is held now; of root sets and trust lists.
    pub(super) version: Option<u64>,
    pub(super) issuer: Option<u32>,
    pub(super) error: Option<FailureRecord<'a>>,
    /// The file of the same run that has a newer one.
    pub(super) newer_input: Option<&'a str>,
}

impl<'a> PartRecord<'a> {
    pub(super) fn new(input: &'a str, part: &'static str, result: &'static str) -> Self {
        Self {
            input,
            part,
            result,
            version: None,
            issuer: None,
            error: None,
            newer_input: None,
        }
    }
}
