//! `issuers.json`: the bureaus that the authority has added, to be read and edited by people.
//!
//! The trust list is built from it each time it is signed. Its fields are described in
//! `docs/issuer-files.md`.

use std::sync::Arc;
use std::time::Duration;

use credential_core::{
    CategorySet, Error, Expectation, Issuer, IssuerId, IssuerKey, OrgName, Pending, PublicKey,
    Region, Standing, TrustListClaims, UnixTime, Validity, limits,
};
use messages::Lang::{En, Zh};
use messages::{Text, dates, text, words};
use serde::{Deserialize, Serialize};

use crate::{public_key_text, values};

const FORMAT: u32 = 1;
const ABOUT: &str = "发码单位登记表，可以手工修改；用 issuer trust sign 签署后才生效。各字段的含义见 docs/issuer-files.md。 \
                     The bureaus of the trust list; may be edited, comes into force with issuer trust sign.";

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssuersFile {
    format: u32,
    #[serde(default)]
    about: String,
    pub(crate) issuers: Vec<IssuerEntry>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssuerEntry {
    pub(crate) id: u32,
    pub(crate) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name_en: Option<String>,
    pub(crate) region: u32,
    /// Codes or Chinese names.
    pub(crate) categories: Vec<String>,
    pub(crate) regions: Vec<u32>,
    pub(crate) standing: StandingWord,
    /// What its code is called in public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) code_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) code_name_en: Option<String>,
    /// That it publishes status lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) status_lists: Option<ExpectationEntry>,
    pub(crate) keys: Vec<KeyEntry>,
}

/// That a bureau publishes lists, and how new one must be to count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectationEntry {
    /// First day on which terminals should have one, or a full time.
    pub(crate) since: String,
    /// How old one may get and still count.
    pub(crate) max_age_days: u16,
    /// When the newest one was made that the authority has, in seconds; set when a list is prepared.
    #[serde(default)]
    pub(crate) least: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyEntry {
    /// Follows from the key; written down for people, and checked.
    pub(crate) kid: String,
    pub(crate) public_key: String,
    /// First day on which credentials may be issued with the key, or a full time.
    pub(crate) from: String,
    /// Last day.
    pub(crate) until: String,
    pub(crate) standing: StandingWord,
    /// How long a code by it may be valid; 20 years if it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) longest_days: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StandingWord {
    Active,
    Suspended,
    /// Of a key only.
    Compromised,
    Withdrawn,
}

impl StandingWord {
    fn standing(self) -> Standing {
        match self {
            Self::Active => Standing::Active,
            Self::Suspended => Standing::Suspended,
            Self::Compromised => Standing::Compromised,
            Self::Withdrawn => Standing::Withdrawn,
        }
    }
}

impl IssuersFile {
    pub(crate) fn empty() -> Self {
        Self {
            format: FORMAT,
            about: ABOUT.to_owned(),
            issuers: Vec::new(),
        }
    }

    pub(super) fn check(&self) -> Result<(), Text> {
        if self.format == FORMAT {
            Ok(())
        } else {
            Err(text!("format 是 {}，本程序只认识 {FORMAT}";
                "its format is {}, this program knows {FORMAT}"; self.format))
        }
    }

    /// What goes into the trust list.
    ///
    /// # Errors
    /// Which entry is wrong, and why.
    pub(crate) fn to_issuers(&self) -> Result<Vec<Arc<Issuer>>, Text> {
        self.issuers
            .iter()
            .map(|entry| entry.to_issuer().map(Arc::new))
            .collect()
    }
}

impl IssuerEntry {
    pub(crate) fn to_issuer(&self) -> Result<Issuer, Text> {
        let wrong = |field: &str, value: &str| {
            let id = self.id;
            text!("单位 {id} 的 {field} 不能是“{value}”";
                "{field} of issuer {id} cannot be '{value}'")
        };
        let region =
            |field: &str, code: u32| Region::new(code).map_err(|_| wrong(field, &code.to_string()));
        let mut categories = CategorySet::EMPTY;
        for text in &self.categories {
            let more = values::parse_categories(text).map_err(|text| wrong("categories", text))?;
            categories = more.iter().fold(categories, CategorySet::with);
        }
        let keys = self.keys.iter().map(|entry| {
            entry.to_key().map_err(|field| match field {
                "kid" => wrong("kid", &entry.kid),
                "public_key" => wrong("public_key", &entry.public_key),
                "from" => wrong("from", &entry.from),
                "longest_days" => wrong(
                    "longest_days",
                    &entry.longest_days.unwrap_or_default().to_string(),
                ),
                _ => wrong("until", &entry.until),
            })
        });
        Ok(Issuer {
            id: IssuerId(self.id),
            name: OrgName {
                zh: self.name.clone(),
                en: self.name_en.clone(),
            },
            region: region("region", self.region)?,
            categories,
            regions: self
                .regions
                .iter()
                .map(|&code| region("regions", code))
                .collect::<Result<_, _>>()?,
            standing: self.standing.standing(),
            keys: keys.collect::<Result<_, _>>()?,
            code_name: self.code_name.as_ref().map(|zh| OrgName {
                zh: zh.clone(),
                en: self.code_name_en.clone(),
            }),
            status_expectation: match &self.status_lists {
                None => None,
                Some(entry) => Some(
                    entry
                        .to_expectation()
                        .ok_or_else(|| wrong("status_lists", &entry.since))?,
                ),
            },
            catalogue_expectation: None,
        })
    }
}

impl ExpectationEntry {
    fn to_expectation(&self) -> Option<Expectation> {
        Some(Expectation {
            since: dates::parse(&self.since)?,
            least: UnixTime::from_secs(self.least),
            max_age: Duration::from_secs(u64::from(self.max_age_days) * DAY),
        })
    }
}

pub(super) const DAY: u64 = 86_400;

/// The days of so many years, and one more: the last day of a validity counts as a whole. `None` for
/// twenty years, which no key may exceed.
pub(crate) fn longest_days(years: u8) -> Option<u16> {
    let days = (u16::from(years) * 1461).div_ceil(4) + 1;
    (u64::from(days) * DAY < limits::MAX_VALIDITY.as_secs()).then_some(days)
}

impl KeyEntry {
    pub(crate) fn new(
        key: &PublicKey,
        from: String,
        until: String,
        longest_days: Option<u16>,
    ) -> Self {
        Self {
            kid: key.id().to_string(),
            public_key: public_key_text::encode(key),
            from,
            until,
            standing: StandingWord::Active,
            longest_days,
        }
    }

    /// # Errors
    /// The name of the field that is wrong.
    fn to_key(&self) -> Result<IssuerKey, &'static str> {
        let key = public_key_text::decode(&self.public_key).ok_or("public_key")?;
        if key.id().to_string() != self.kid {
            return Err("kid");
        }
        Ok(IssuerKey {
            key,
            in_force: Validity::new(
                dates::parse(&self.from).ok_or("from")?,
                dates::parse_last_day(&self.until).ok_or("until")?,
            ),
            standing: self.standing.standing(),
            longest_validity: match self.longest_days {
                Some(0) => return Err("longest_days"),
                days => days.map(|days| Duration::from_secs(u64::from(days) * DAY)),
            },
        })
    }
}

/// Whether a trust list can hold this issuer: found out when it is entered, not when it is signed.
pub(crate) fn check_issuer(issuer: Arc<Issuer>, now: UnixTime) -> Result<(), Text> {
    let alone = TrustListClaims {
        version: 1,
        root_version: 1,
        validity: Validity::new(now, now.plus(Duration::from_secs(1))),
        issuers: vec![issuer],
    };
    Pending::prepare(alone)
        .map(|_| ())
        .map_err(|error| words::error(&error))
}

/// What is wrong with a list as a whole, which the core names by a field only.
pub(crate) fn list_fault(error: &Error) -> Text {
    let why = words::error(error);
    text!("{}，请检查单位编号和密钥有无重复、各单位的类别和区划是否写全", why.in_lang(Zh);
        "{}; look for numbers or keys that occur twice, and issuers without categories or regions",
        why.in_lang(En))
}
