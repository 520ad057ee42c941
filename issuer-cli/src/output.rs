//! What a run leaves in its folder: codes, manifest, refused rows, summary.

mod folder;
mod manifest;
mod press;
mod reading;
mod refused;
mod render_options;
mod sheet;
mod summary;

pub(crate) use folder::{Beginning, OutFolder, Run, code_file, code_of};
pub(crate) use manifest::{Listed, Manifest, ManifestLine, read_manifest};
pub(crate) use press::{Made, Press};
pub(crate) use reading::{Shown, read_code};
pub(crate) use refused::{RefusedSheet, in_words};
pub(crate) use render_options::{Form, ImageFormat, RenderOptions};
pub(crate) use sheet::Sheet;
pub(crate) use summary::{RowFault, Summary, Supersession, Tally};
