//! Vectors of root sets, trust lists, status lists, vouch lists and issuer requests.

use serde::{Deserialize, Serialize};

use super::Reason;

/// A root set and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RootSetVector {
    /// Unique among all files.
    pub id: String,
    /// What the fault is and why it matters.
    pub comment: String,
    /// Words to select vectors by.
    pub flags: Vec<String>,
    /// The root set at hand, by name, that this one is to follow; absent if it is to start from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<String>,
    /// The object, in hexadecimal.
    pub bytes: String,
    /// Whether it is taken.
    pub expected: LoadOutcome,
    /// The same for a reader without the SM2 profile, where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_sm2: Option<LoadOutcome>,
}

/// A trust list and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustListVector {
    /// Unique among all files.
    pub id: String,
    /// What the fault is and why it matters.
    pub comment: String,
    /// Words to select vectors by.
    pub flags: Vec<String>,
    /// The root set at hand, by name.
    pub root_set: String,
    /// The object, in hexadecimal.
    pub bytes: String,
    /// Whether it is taken.
    pub expected: LoadOutcome,
    /// The same for a reader without the SM2 profile, where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_sm2: Option<LoadOutcome>,
}

/// Whether a root set or trust list is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoadOutcome {
    /// `ok` or `refuse`.
    pub result: String,
    /// The stage that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The reason code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The kind of the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The version of what was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// Distinct keys of the root set at hand (of the set itself, if it is to start from) whose signature
    /// verifies: there if it is taken, or if too few keys of that set are the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signers: Option<usize>,
}

/// A status list and what becomes of it at a terminal that has a trust list and no status list yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusListVector {
    /// Unique among all files.
    pub id: String,
    /// What the fault is and why it matters.
    pub comment: String,
    /// Words to select vectors by.
    pub flags: Vec<String>,
    /// The trust list at hand, by name.
    pub trust_list: String,
    /// The object, in hexadecimal.
    pub bytes: String,
    /// Whether it is taken, and what it says.
    pub expected: StatusListOutcome,
}

/// Whether a status list is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "kebab-case", deny_unknown_fields)]
pub enum StatusListOutcome {
    /// It is.
    Ok {
        /// The issuer that it is about.
        issuer: u32,
        /// Claim 6.
        iat: u64,
        /// Claim 4.
        exp: u64,
        /// Claim 65534.
        #[serde(skip_serializing_if = "Option::is_none")]
        ttl: Option<u64>,
        /// How many credentials it speaks of.
        entries: usize,
        /// Index and value of each entry that is not 0.
        statuses: Vec<(u32, u8)>,
    },
    /// It is not.
    Refuse(Reason),
}

/// A vouch list and what becomes of it at a terminal that has a trust list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VouchListVector {
    /// Unique among all files.
    pub id: String,
    /// What the fault is and why it matters.
    pub comment: String,
    /// Words to select vectors by.
    pub flags: Vec<String>,
    /// The trust list at hand, by name.
    pub trust_list: String,
    /// The object, in hexadecimal.
    pub bytes: String,
    /// Whether it is taken, and what it says.
    pub expected: VouchListOutcome,
}

/// Whether a vouch list is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "kebab-case", deny_unknown_fields)]
pub enum VouchListOutcome {
    /// It is.
    Ok {
        /// The issuer that vouches.
        issuer: u32,
        /// Claim 6.
        iat: u64,
        /// The thumbprint of the compromised key in hexadecimal.
        key: String,
        /// The hashes of the codes, sorted, in hexadecimal.
        hashes: Vec<String>,
    },
    /// It is not.
    Refuse(Reason),
}

/// The request of an issuer and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerRequestVector {
    /// Unique among all files.
    pub id: String,
    /// What the fault is and why it matters.
    pub comment: String,
    /// Words to select vectors by.
    pub flags: Vec<String>,
    /// The object, in hexadecimal.
    pub bytes: String,
    /// Whether it is in order, and what it says.
    pub expected: IssuerRequestOutcome,
}

/// Whether a request is in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "kebab-case", deny_unknown_fields)]
pub enum IssuerRequestOutcome {
    /// It is: well-formed, and signed with the key that it names.
    Ok {
        /// The issuer's number.
        issuer: u32,
        /// Claim 6.
        iat: u64,
        /// The region.
        region: u32,
        /// The identifier of the key in hexadecimal.
        kid: String,
    },
    /// It is not.
    Refuse(Reason),
}
