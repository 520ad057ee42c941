//! Complaints of holders: read from files and codes, verified, and said in words.

mod input;
mod verified;
mod words;

pub(crate) use input::complaints_in;
pub(crate) use verified::{VerifiedComplaint, verify};
pub(crate) use words::{complaint_json, complaint_words};
