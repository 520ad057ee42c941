//! What `issuer print` needs beside the press itself: the run that is printed, and the folder with
//! the files for the printer.

mod entry;
mod left_out;
mod manifest;

pub(crate) use entry::Entry;
pub(crate) use left_out::LeftOut;
pub(crate) use manifest::{Chosen, ManifestFile};
