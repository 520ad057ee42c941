//! What a form sends.

use std::collections::HashMap;
use std::sync::Arc;

use zeroize::Zeroize;

use crate::secrets::Secret;
use crate::uploads::Upload;

/// The name of a field that takes several files.
pub(crate) const FILES: &str = "files";

/// The name of the field that shows that a form is the desk's own.
pub(crate) const CSRF: &str = "csrf";

/// The name of the field with the value that counts once.
pub(crate) const ONCE: &str = "once";

/// The fields of a form. Wiped when it is let go: a passphrase or an identity number may be among them.
#[derive(Default)]
pub(crate) struct Form {
    fields: HashMap<String, String>,
    /// The file that was handed in.
    pub(crate) upload: Option<Arc<Upload>>,
    /// The files of a field that takes several.
    pub(crate) uploads: Vec<Arc<Upload>>,
}

impl Form {
    /// From `name=value&…`. Of a name that comes twice, the last counts.
    pub(crate) fn parse(body: &[u8]) -> Self {
        Self {
            fields: form_urlencoded::parse(body).into_owned().collect(),
            upload: None,
            uploads: Vec::new(),
        }
    }

    /// Adds a field.
    pub(crate) fn insert(&mut self, name: String, value: String) {
        self.fields.insert(name, value);
    }

    /// A field without blanks at its ends; empty if it is not there.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |value| value.trim())
    }

    /// A field that has something in it.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// Whether a box is ticked.
    pub(crate) fn is_ticked(&self, name: &str) -> bool {
        self.given(name).is_some()
    }

    /// A field that nobody may read later, as it was typed.
    pub(crate) fn secret(&self, name: &str) -> Option<Secret> {
        let value = self.fields.get(name).filter(|value| !value.is_empty());
        value.map(|value| Secret::new(value.clone()))
    }

    /// The fields whose names begin like this, with the rest of the name, in the order of the names.
    pub(crate) fn beginning(&self, prefix: &str) -> Vec<(&str, &str)> {
        let mut found: Vec<(&str, &str)> = self
            .fields
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
            .collect();
        found.sort_unstable();
        found
    }
}

impl Drop for Form {
    fn drop(&mut self) {
        for value in self.fields.values_mut() {
            value.zeroize();
        }
    }
}
