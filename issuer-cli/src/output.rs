//! What a run leaves in its folder: codes, manifest, refused rows, summary.

mod folder;
mod manifest;
mod press;
mod refused;
mod sheet;
mod summary;

pub(crate) use folder::OutFolder;
pub(crate) use manifest::Manifest;
pub(crate) use press::{Picture, Press};
pub(crate) use refused::{in_words, write_refused};
pub(crate) use summary::{Summary, row_faults};
