//! What a credential says, as bytes and as the plain claims that a reader is expected to find.

use test_vectors::{Claims, Dependant, to_hex};

use crate::build::cbor::{array, int, map, text, uint};
use crate::build::curve::cose_key;
use crate::build::weierstrass::P256Key;
use crate::times::{CREDENTIAL_EXP, CREDENTIAL_IAT};

/// The entries of a map, by key.
pub(crate) type Entries = Vec<(i64, Vec<u8>)>;

/// The claims of a credential. The types are wider than the format, so that faults can be written.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) exp: u64,
    pub(crate) iat: u64,
    /// The COSE_Key of the phone, and the key as the vectors write it.
    pub(crate) cnf: Option<(Vec<u8>, String)>,
    pub(crate) categories: u64,
    pub(crate) status_index: u64,
    pub(crate) holder: u64,
    pub(crate) name: String,
    pub(crate) details: Vec<(i64, u64)>,
    /// Detail 5: relation and name.
    pub(crate) dependants: Vec<(u64, String)>,
    /// Details of any kind that a reader does not show.
    pub(crate) later: Entries,
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
        dependants: Vec::new(),
        later: Vec::new(),
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
            cnf: Some((cose_key(&x), to_hex(&x))),
            ..self
        }
    }

    pub(crate) fn bound_to_p256(self, key: &P256Key) -> Self {
        Self {
            cnf: Some((key.cose_key(), to_hex(&key.point))),
            ..self
        }
    }

    pub(crate) fn dependants(self, dependants: &[(u64, &str)]) -> Self {
        Self {
            dependants: dependants
                .iter()
                .map(|(relation, name)| (*relation, String::from(*name)))
                .collect(),
            ..self
        }
    }

    pub(crate) fn later(self, key: i64, item: Vec<u8>) -> Self {
        let mut later = self.later;
        later.push((key, item));
        Self { later, ..self }
    }

    /// The items of the private claim.
    pub(crate) fn items(&self) -> Vec<Vec<u8>> {
        let mut items = vec![
            uint(self.categories),
            uint(self.status_index),
            uint(self.holder),
            text(&self.name),
        ];
        let mut details: Entries = self
            .details
            .iter()
            .map(|(key, value)| (*key, uint(*value)))
            .collect();
        if !self.dependants.is_empty() {
            let list: Vec<_> = self
                .dependants
                .iter()
                .map(|(relation, name)| array(&[uint(*relation), text(name)]))
                .collect();
            details = edit(details, 5, Some(array(&list)));
        }
        for (key, item) in &self.later {
            details = edit(details, *key, Some(item.clone()));
        }
        if !details.is_empty() {
            items.push(map(&details));
        }
        items
    }

    /// The claims of the payload, in deterministic order.
    pub(crate) fn entries(&self) -> Entries {
        let mut entries = vec![(4, uint(self.exp)), (6, uint(self.iat))];
        if let Some((key, _)) = &self.cnf {
            entries.push((8, map(&[(1, key.clone())])));
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
            cnf: self.cnf.as_ref().map(|(_, written)| written.clone()),
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
            dependants: (!self.dependants.is_empty()).then(|| {
                self.dependants
                    .iter()
                    .map(|(relation, name)| Dependant {
                        relation: *relation as u32,
                        name: name.clone(),
                    })
                    .collect()
            }),
            life_stage: detail(6).map(|value| value as u8),
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
