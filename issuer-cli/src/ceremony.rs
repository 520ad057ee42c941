//! What keepers of root keys sign, on its way from one to the next.
//!
//! A list or root set is prepared at the authority, carried as a file to each keeper, read and
//! signed there, and in the end the signed files are put together. Nothing in such a file is
//! believed: what it follows and changes is worked out from the keeper's own record of what was seen
//! and signed before, and a file that says more than this program can read is not signed.

mod code;
mod file;
mod lists;
mod parts;
mod record;
mod roots;
mod signing;

pub(crate) use code::CheckCode;
use code::confirm;
pub(crate) use file::{Carried, PendingFile};
pub(crate) use lists::{
    check_date, check_not_over, code_words, list_json, list_words, signed_words,
};
use parts::part_file;
pub(crate) use parts::{Gathered, already_combined, gather, missing, unfit_part};
pub(crate) use record::{RecordFile, RecordPlace, signed_before_words};
pub(crate) use roots::{RootChange, root_json, root_words};
pub(crate) use signing::{Signing, not_a_root_key, show_and_sign};
