//! The credential of a code that was scanned.

use credential_core::{ParsedCode, TextForm};
use messages::{Failure, failure};

use crate::code_input::no_code;
use crate::link::without_link;
use crate::register::{Entry, Register, text_digest};

/// The entry of a code, by the digest of what was issued.
///
/// # Errors
/// `code-invalid`; `credential-unknown` for one that the register does not know: another bureau's, or a forgery.
pub(crate) fn entry_of_code(register: &Register, text: &str) -> Result<Entry, Failure> {
    let parsed = ParsedCode::from_text(without_link(text)).map_err(|error| no_code(&error))?;
    let parsed = parsed.credential();
    for form in [TextForm::Digits, TextForm::Base45] {
        let issued = parsed.to_text(form).map_err(|error| no_code(&error))?;
        if let Some(entry) = register.entry_with_digest(&text_digest(&issued))? {
            return Ok(entry);
        }
    }
    Err(foreign_code())
}

fn foreign_code() -> Failure {
    failure!("credential-unknown"; "台账中没有这张码：不是本单位发的，或者是伪造的";
        "the register does not know this code: another bureau's, or a forgery";
        "请用 verifier check 看它是哪里发的。"; "See with verifier check who has issued it.")
}
