//! The shape of the vectors of enrolments.

use serde::{Deserialize, Serialize};

use crate::Reason;

/// The enrolment of a phone and what becomes of it at a bureau.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentVector {
    /// Unique among all files.
    pub id: String,
    /// What the fault is and why it matters.
    pub comment: String,
    /// Words to select vectors by.
    pub flags: Vec<String>,
    /// What the bureau was given.
    pub text: String,
    /// The object in the text, in hexadecimal, unless the text cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<String>,
    /// The number of the bureau.
    pub issuer: u32,
    /// The bureau's clock.
    pub now: u64,
    /// Whether it may put the key into a code, and what the enrolment says.
    pub expected: EnrolmentOutcome,
}

/// Whether an enrolment is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "kebab-case", deny_unknown_fields)]
pub enum EnrolmentOutcome {
    /// It is: well-formed, signed with the key that it names, for this bureau, and new enough.
    Ok {
        /// The key as `cnf` of the claims of a credential.
        key: String,
        /// The identifier of the key in hexadecimal.
        kid: String,
        /// Claim 6.
        iat: u64,
        /// The bureau that it names.
        #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
        for_issuer: Option<u32>,
        /// What the phone is called.
        #[serde(skip_serializing_if = "Option::is_none")]
        label: Option<String>,
    },
    /// It is not.
    Refuse(Reason),
}
