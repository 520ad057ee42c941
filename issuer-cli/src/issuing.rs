//! The issuing pipeline, which `issue`, `reissue` and `renew` share.
//!
//! A [`CredentialSource`] says whose codes are made: the rows of a roster (`roster_source`, judged by
//! `row_judge`, once a `plan` of what they would replace, with a `sample`, was agreed to), or holders who are in the register
//! already (`reissue`). The `pipeline` reserves,
//! signs, writes, lists and records them, and resumes a run that was interrupted.

mod args;
mod change_kind;
mod pipeline;
mod plan;
mod reissue;
mod roster_source;
mod row_judge;
mod sample;

pub(crate) use args::RunArgs;
pub(crate) use change_kind::differences;
pub(crate) use pipeline::{Pipeline, RunOutput};
pub(crate) use plan::Plan;
pub(crate) use reissue::{Interrupted, Recipient, ReissueRun, ReissueSummary, ReissuedCode};
pub(crate) use roster_source::RosterSource;
pub(crate) use row_judge::{MAX_SHOWN, RowJudge, scope_fault};
