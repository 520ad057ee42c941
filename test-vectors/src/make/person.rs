//! What a credential says, as bytes and as the plain claims that a reader is expected to find.

use test_vectors::{Claims, to_hex};

use crate::build::cbor::{array, int, map, text, uint};
use crate::build::curve::cose_key;
use crate::times::{CREDENTIAL_EXP, CREDENTIAL_IAT};

/// The entries of a map, by key.
pub(crate) type Entries = Vec<(i64, Vec<u8>)>;

/// The claims of a credential. The types are wider than the format, so that faults can be written.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) exp: u64,
    pub(crate) iat: u64,
    pub(crate) cnf: Option<[u8; 32]>,
    pub(crate) categories: u64,
    pub(crate) status_index: u64,
    pub(crate) holder: u64,
    pub(crate) name: String,
    pub(crate) details: Vec<(i64, u64)>,
}

/// A veteran of Xianning with nothing optional: what most vectors begin from.
pub(crate) fn wang() -> Person {
    Person {
        exp: CREDENTIAL_EXP,
        iat: CREDENTIAL_IAT,
        cnf: None,
        categories: 1,
        status_index: 40_321,
        holder: 17,
        name: "王*明".into(),
        details: Vec::new(),
    }
}

impl Person {
    pub(crate) fn named(self, name: &str) -> Self {
        Self {
            name: name.into(),
            ..self
        }
    }

    pub(crate) fn categories(self, categories: u64) -> Self {
        Self { categories, ..self }
    }

    pub(crate) fn term(self, iat: u64, exp: u64) -> Self {
        Self { iat, exp, ..self }
    }

    pub(crate) fn details(self, details: &[(i64, u64)]) -> Self {
        Self {
            details: details.to_vec(),
            ..self
        }
    }

    pub(crate) fn bound_to(self, x: [u8; 32]) -> Self {
        Self {
            cnf: Some(x),
            ..self
        }
    }

    /// The items of the private claim.
    pub(crate) fn items(&self) -> Vec<Vec<u8>> {
        let mut items = vec![
            uint(self.categories),
            uint(self.status_index),
            uint(self.holder),
            text(&self.name),
        ];
        if !self.details.is_empty() {
            let details: Entries = self
                .details
                .iter()
                .map(|(key, value)| (*key, uint(*value)))
                .collect();
            items.push(map(&details));
        }
        items
    }

    /// The claims of the payload, in deterministic order.
    pub(crate) fn entries(&self) -> Entries {
        let mut entries = vec![(4, uint(self.exp)), (6, uint(self.iat))];
        if let Some(x) = &self.cnf {
            entries.push((8, map(&[(1, cose_key(x))])));
        }
        entries.push((PRIVATE, array(&self.items())));
        entries
    }

    pub(crate) fn payload(&self) -> Vec<u8> {
        map(&self.entries())
    }

    /// The payload with the private claim made of these items.
    pub(crate) fn payload_with(&self, items: &[Vec<u8>]) -> Vec<u8> {
        map(&edit(self.entries(), PRIVATE, Some(array(items))))
    }

    /// What a reader must find in it.
    pub(crate) fn claims(&self) -> Claims {
        let detail = |key| {
            self.details
                .iter()
                .find(|(other, _)| *other == key)
                .map(|(_, value)| *value)
        };
        Claims {
            exp: self.exp,
            iat: self.iat,
            cnf: self.cnf.map(|x| to_hex(&x)),
            categories: self.categories as u32,
            category_codes: CATEGORY_CODES
                .iter()
                .enumerate()
                .filter(|(bit, _)| self.categories >> bit & 1 == 1)
                .map(|(_, code)| String::from(*code))
                .collect(),
            status_index: self.status_index as u32,
            holder: self.holder as u32,
            name: self.name.clone(),
            home_region: detail(1).map(|value| value as u32),
            disability_grade: detail(2).map(|value| value as u8),
            honour_class: detail(3).map(|value| value as u8),
        }
    }
}

/// The private claim of a credential.
pub(crate) const PRIVATE: i64 = -65_537;

/// `docs/format.md`, categories by number.
const CATEGORY_CODES: [&str; 10] = [
    "veteran",
    "active-duty",
    "martyr-survivor",
    "duty-death-survivor",
    "illness-death-survivor",
    "disabled-soldier",
    "active-duty-dependant",
    "retired-officer",
    "veteran-dependant",
    "enlistee",
];

/// Entries with the one of `key` replaced, taken out, or put in where deterministic order wants it.
pub(crate) fn edit(mut entries: Entries, key: i64, value: Option<Vec<u8>>) -> Entries {
    entries.retain(|(other, _)| *other != key);
    if let Some(value) = value {
        entries.push((key, value));
        entries.sort_by_key(|(key, _)| int(*key));
    }
    entries
}
