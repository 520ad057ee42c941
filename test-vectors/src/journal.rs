//! Vectors of journals: exports as a bureau reads them.

use serde::{Deserialize, Serialize};

/// An export, and what a bureau knows of this terminal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalVector {
    /// Unique among all files.
    pub id: String,
    /// What the fault is and why it matters.
    pub comment: String,
    /// Words to select vectors by.
    pub flags: Vec<String>,
    /// The Ed25519 key of the terminal: x in hexadecimal.
    pub terminal: String,
    /// Checkpoints that the bureau has, in any order.
    pub known: Vec<KnownCheckpoint>,
    /// The file, in hexadecimal.
    pub bytes: String,
    /// What becomes of it.
    pub expected: JournalOutcome,
}

/// A checkpoint of an earlier export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownCheckpoint {
    /// The thumbprint of the terminal's key, in hexadecimal.
    pub terminal: String,
    /// Which chain.
    pub chain: u64,
    /// How many records.
    pub size: u64,
    /// The hash of the last one, in hexadecimal.
    pub head: String,
    /// When it was signed.
    pub signed: u64,
}

/// What is yielded, and why no more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalOutcome {
    /// `ok` or `refuse`.
    pub result: String,
    /// The code of the fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The number of the record that the fault is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// The code of the error of a record or a signed object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Its detail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The records that are yielded, each as the array that it is in CBOR; byte strings in hexadecimal.
    pub records: Vec<serde_json::Value>,
}
