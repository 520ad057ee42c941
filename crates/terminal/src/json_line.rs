//! Records as JSON.

use serde::Serialize;

/// A record as JSON, in one line.
pub fn to_json(record: &impl Serialize) -> String {
    // Records have string keys and no numbers without JSON, so this does not fail.
    serde_json::to_string(record).unwrap_or_default()
}
