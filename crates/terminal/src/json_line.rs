//! Records as JSON.

use serde::Serialize;
use serde::de::{DeserializeOwned, Error as _};

/// A record as JSON, in one line.
pub fn to_json(record: &impl Serialize) -> String {
    // Records have string keys and no numbers without JSON, so this does not fail.
    serde_json::to_string(record).unwrap_or_default()
}

/// Reads a JSON object. An array is refused, which serde would take for a struct, by position.
///
/// # Errors
/// If it is no object, or not this one.
pub fn object_from_json<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    if !text.trim_start().starts_with('{') {
        return Err(serde_json::Error::custom("it is no JSON object"));
    }
    serde_json::from_str(text)
}
