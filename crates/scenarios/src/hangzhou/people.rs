//! Who comes to the lake, all made up: their rosters, their cards and their phones.

use credential_core::{
    Challenge, Enrolment, EnrolmentClaims, IssuerId, ParsedCredential, Presentation, SigningKey,
    UnixTime,
};
use messages::dates;
use serde_json::Value;

use super::days::ISSUED;
use crate::stage::Trouble;
use crate::zhejiang::identity;

/// A bureau, with its people.
pub(crate) struct Bureau {
    /// The name of its folder.
    pub(crate) folder: &'static str,
    pub(crate) name: &'static str,
    pub(crate) region: &'static str,
    /// Whether the province recognises it.
    pub(crate) is_listed: bool,
    /// Categories as rosters have them; whether the person has a phone; the end of the entitlement.
    people: &'static [(&'static str, Device, &'static str)],
}

impl Bureau {
    /// The division and two digits.
    pub(crate) fn id(&self) -> u32 {
        let region: u32 = self.region.parse().unwrap_or_default();
        region * 100 + 1
    }
}

/// On what a person has the code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Device {
    Card,
    Phone,
}

use Device::{Card, Phone};

pub(crate) const BUREAUS: [Bureau; 3] = [
    Bureau {
        folder: "hangzhou",
        name: "杭州市退役军人事务局",
        region: "330100",
        is_listed: true,
        people: &[
            ("退役军人", Card, ""),
            ("退役军人", Phone, ""),
            ("现役军人", Card, ""),
            ("现役军人", Phone, ""),
            ("烈士遗属", Card, ""),
            ("烈士遗属", Phone, ""),
            ("因公牺牲军人遗属", Card, ""),
            ("病故军人遗属", Phone, ""),
            ("残疾军人", Card, ""),
            ("退役军人、残疾军人", Phone, ""),
            ("现役军人家属", Card, ""),
            ("军休干部", Phone, ""),
            ("退役军人家属", Card, ""),
            ("预定新兵", Phone, ""),
            // Over before the day at the lake.
            ("退役军人", Card, "2026-05-31"),
            // Lost; suspended.
            ("退役军人", Card, ""),
            ("退役军人", Phone, ""),
        ],
    },
    Bureau {
        folder: "ningbo",
        name: "宁波市退役军人事务局",
        region: "330200",
        is_listed: true,
        people: &[
            ("退役军人", Card, ""),
            ("退役军人", Phone, ""),
            ("烈士遗属", Phone, ""),
            ("军休干部", Card, ""),
            ("退役军人家属", Phone, ""),
        ],
    },
    Bureau {
        folder: "huangshan",
        name: "黄山市退役军人事务局",
        region: "341000",
        is_listed: false,
        people: &[("退役军人", Card, "")],
    },
];

/// A person with the code.
pub(crate) struct Person {
    pub(crate) bureau: &'static str,
    pub(crate) categories: &'static str,
    pub(crate) device: Device,
    until: &'static str,
    pub(crate) identity: String,
    key: SigningKey,
    enrolment: String,
    /// Set when the code has been issued.
    pub(crate) holder: u64,
    pub(crate) text: String,
}

impl Person {
    /// Whether the entitlement is over, as the roster has it.
    pub(crate) fn has_ended(&self) -> bool {
        !self.until.is_empty()
    }

    /// What this phone shows, with a proof of this moment.
    pub(crate) fn shown(&self, at: UnixTime) -> Result<String, Trouble> {
        self.shown_for(None, at)
    }

    /// What it shows with a proof that counts only where these random bytes are shown.
    pub(crate) fn shown_for(
        &self,
        challenge: Option<&Challenge>,
        at: UnixTime,
    ) -> Result<String, Trouble> {
        let credential = ParsedCredential::from_text(&self.text).map_err(trouble)?;
        let shown = Presentation::issue(&credential, at, challenge, &self.key).map_err(trouble)?;
        Ok(shown.to_text())
    }
}

pub(crate) struct People(Vec<Person>);

impl People {
    pub(crate) fn new() -> Result<Self, Trouble> {
        let enrolled =
            dates::parse(ISSUED).ok_or_else(|| Trouble::new("the day of the codes is no day"))?;
        let mut people = Vec::new();
        for bureau in &BUREAUS {
            for &(categories, device, until) in bureau.people {
                let number = people.len();
                // A number makes the key, so that a play can be repeated.
                let key = SigningKey::from_seed(&[number as u8 + 1; 32]);
                let claims = EnrolmentClaims {
                    issued: enrolled,
                    issuer: Some(IssuerId(bureau.id())),
                    label: None,
                };
                let enrolment = Enrolment::sign(&claims, &key).map_err(trouble)?.to_text();
                people.push(Person {
                    bureau: bureau.folder,
                    categories,
                    device,
                    until,
                    identity: identity(number + 1),
                    key,
                    enrolment,
                    holder: 0,
                    text: String::new(),
                });
            }
        }
        Ok(Self(people))
    }

    pub(crate) fn get(&self, bureau: &str, at: usize) -> Result<&Person, Trouble> {
        let mut own = self.0.iter().filter(|person| person.bureau == bureau);
        own.nth(at)
            .ok_or_else(|| Trouble::new(format!("there is no person {at} in {bureau}")))
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Person> {
        self.0.iter()
    }

    /// The roster of a bureau.
    pub(crate) fn roster(&self, bureau: &str) -> String {
        let mut text = String::from("姓名,身份证号,人员类别,有效期至,手机绑定码\r\n");
        let names = ["王建明", "李秀英", "张卫国", "陈志强", "周爱华"];
        let own = self.0.iter().filter(|person| person.bureau == bureau);
        for (person, name) in own.zip(names.iter().cycle()) {
            let enrolment = match person.device {
                Card => "",
                Phone => person.enrolment.as_str(),
            };
            let (identity, categories, until) = (&person.identity, person.categories, person.until);
            text.push_str(&format!(
                "{name},{identity},{categories},{until},{enrolment}\r\n"
            ));
        }
        text
    }

    /// The codes of a run, in the order of the roster.
    pub(crate) fn take_codes(&mut self, bureau: &str, manifest: &str) -> Result<(), Trouble> {
        let own = self.0.iter_mut().filter(|person| person.bureau == bureau);
        let mut lines = manifest.lines();
        for person in own {
            let line = lines.next().ok_or_else(|| Trouble::new("too few codes"))?;
            let line: Value =
                serde_json::from_str(line).map_err(|error| Trouble::new(error.to_string()))?;
            person.holder = line["holder"].as_u64().unwrap_or_default();
            person.text = line["text"].as_str().unwrap_or_default().to_owned();
            let kind = if person.device == Phone {
                "phone"
            } else {
                "card"
            };
            if line["kind"] != kind {
                return Err(Trouble::new(format!(
                    "{} in place of a {kind}",
                    line["kind"]
                )));
            }
        }
        match lines.next() {
            None => Ok(()),
            Some(_) => Err(Trouble::new("more codes than people")),
        }
    }
}

fn trouble(error: impl std::fmt::Display) -> Trouble {
    Trouble::new(error.to_string())
}
