//! What a run leaves in its folder: codes, manifest, refused rows, summary.

mod code_names;
mod code_press;
mod folder;
mod manifest;
mod reading;
mod refused;
mod render_options;
mod sheet;
mod summary;

pub(crate) use code_names::{code_file, code_of, may_be_code_file};
pub(crate) use code_press::{CodePress, WrittenCode};
pub(crate) use folder::{Beginning, OutFolder, Run};
pub(crate) use manifest::{DamagedLine, Manifest, ManifestLine, ManifestReader};
pub(crate) use reading::{CodeInFile, read_code};
pub(crate) use refused::{RefusedSheet, in_words};
pub(crate) use render_options::{CodeFolders, CodeForm, ImageFormat, RenderOptions};
pub(crate) use sheet::{Sheet, finish_sheet};
pub(crate) use summary::{
    IssueSummary, Kept, RemarkRecord, RowFaultRecord, RowTally, Supersession,
};
