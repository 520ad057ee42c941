//! The claims of a credential: a CWT (RFC 8392) with one private claim.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::category::CategorySet;
use crate::cbor::{Reader, Writer};
use crate::cose::Payload;
use crate::error::{CborFault, Error, Field, Result};
use crate::keys::{HolderKey, encode_holder_key, read_holder_key};
use crate::limits::MAX_NAME_BYTES;
use crate::numbers::{HolderNumber, StatusIndex};
use crate::time::{UnixTime, Validity};

/// A division of the country: six digits of GB/T 2260.
///
/// `420000` is a province, `421200` a city in it, `421202` a district of that city.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(u32);

impl Region {
    /// From the six digits as a number.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::Region`] if it does not have six digits.
    pub const fn new(code: u32) -> Result<Self> {
        match code {
            100_000..=999_999 => Ok(Self(code)),
            _ => Err(Error::ClaimsInvalid(Field::Region)),
        }
    }

    /// The six digits as a number.
    pub const fn code(self) -> u32 {
        self.0
    }

    /// Whether `other` is this division or lies within it: a province covers its cities, a city its districts.
    pub const fn covers(self, other: Self) -> bool {
        let span = match self.0 {
            code if code % 10_000 == 0 => 10_000,
            code if code % 100 == 0 => 100,
            _ => 1,
        };
        self.0 / span == other.0 / span
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The name that a terminal shows, as a rule masked: 王*明.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DisplayName(String);

impl DisplayName {
    /// A name as it is to be shown.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::Name`] if it is empty, longer than
    /// [`MAX_NAME_BYTES`], begins or ends with a blank, or has a
    /// character that no name has: a control character, an invisible one, or one that changes the
    /// direction of writing (a screen could then show something else than was signed).
    pub fn new(name: &str) -> Result<Self> {
        check_name(name, MAX_NAME_BYTES)?;
        Ok(Self(String::from(name)))
    }

    /// The masked form of a full name: the first and the last character with one `*` between them;
    /// of a name of two characters the first and `*`. The length of the name is not shown.
    ///
    /// # Errors
    /// As [`DisplayName::new`].
    pub fn masked(full: &str) -> Result<Self> {
        check_name(full, MAX_NAME_BYTES)?;
        let mut characters = full.chars();
        let mut masked = String::with_capacity(9);
        masked.extend(characters.next());
        masked.push('*');
        masked.extend(
            characters
                .next_back()
                .filter(|_| characters.next().is_some()),
        );
        Ok(Self(masked))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Refuses characters that no name of a person, a bureau or an authority has.
pub(crate) fn check_name(name: &str, max_bytes: usize) -> Result<()> {
    let hidden = |character: char| {
        character.is_control()
            || matches!(character,
                '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    };
    let bad = name.is_empty()
        || name.len() > max_bytes
        || name.starts_with(char::is_whitespace)
        || name.ends_with(char::is_whitespace)
        || name.contains(hidden);
    if bad {
        Err(Error::ClaimsInvalid(Field::Name))
    } else {
        Ok(())
    }
}

/// The claims of a credential. An issuer fills them in; a terminal gets them only from
/// [`VerifiedCredential`](crate::VerifiedCredential) or
/// [`Refusal::authentic_claims`](crate::Refusal::authentic_claims).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Claims {
    /// The categories of the holder; at least one.
    pub categories: CategorySet,
    /// The place of this credential in the issuer's status list, drawn at random.
    pub status_index: StatusIndex,
    /// The person's number, unique at the issuer and the same on all of the person's credentials,
    /// so that quotas hold per person.
    pub holder: HolderNumber,
    /// The name to show.
    pub name: DisplayName,
    /// `iat` and `exp`: from when until when the credential is valid.
    pub validity: Validity,
    /// `cnf`: the key of the holder's phone, if the credential is bound to one.
    pub holder_key: Option<HolderKey>,
    /// The region the holder belongs to, where it differs from the issuer's.
    pub home_region: Option<Region>,
    /// 伤残等级, 1 (gravest) to 10.
    pub disability_grade: Option<u8>,
    /// Class of merit, 1 to 9, as the scheme defines it.
    pub honour_class: Option<u8>,
}

impl Claims {
    /// Claims with nothing optional in them.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] for an empty set of categories or an empty validity.
    pub fn new(
        name: DisplayName,
        categories: CategorySet,
        holder: HolderNumber,
        status_index: StatusIndex,
        validity: Validity,
    ) -> Result<Self> {
        let claims = Self {
            categories,
            status_index,
            holder,
            name,
            validity,
            holder_key: None,
            home_region: None,
            disability_grade: None,
            honour_class: None,
        };
        claims.check()?;
        Ok(claims)
    }

    /// What the types do not already ensure.
    fn check(&self) -> Result<()> {
        let grade_ok = self
            .disability_grade
            .is_none_or(|grade| (1..=10).contains(&grade));
        let class_ok = self
            .honour_class
            .is_none_or(|class| (1..=9).contains(&class));
        for (ok, field) in [
            (!self.categories.is_empty(), Field::Categories),
            (!self.validity.is_empty(), Field::Validity),
            (grade_ok, Field::DisabilityGrade),
            (class_ok, Field::HonourClass),
        ] {
            if !ok {
                return Err(Error::ClaimsInvalid(field));
            }
        }
        Ok(())
    }

    /// The payload of the credential.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] for a value out of range.
    pub(crate) fn encode(&self) -> Result<Vec<u8>> {
        self.check()?;
        let details = [
            (DETAIL_HOME_REGION, self.home_region.map(Region::code)),
            (
                DETAIL_DISABILITY_GRADE,
                self.disability_grade.map(u32::from),
            ),
            (DETAIL_HONOUR_CLASS, self.honour_class.map(u32::from)),
        ];
        let detail_count = details.iter().filter(|(_, value)| value.is_some()).count();

        let mut out = Writer::new();
        out.map(if self.holder_key.is_some() { 4 } else { 3 });
        out.int(EXP).uint(self.validity.until.as_secs());
        out.int(IAT).uint(self.validity.from.as_secs());
        if let Some(key) = &self.holder_key {
            out.int(CNF)
                .map(1)
                .int(CNF_COSE_KEY)
                .item(&encode_holder_key(key));
        }
        out.int(CREDENTIAL)
            .array(if detail_count > 0 { 5 } else { 4 });
        out.uint(self.categories.to_bits().into());
        out.uint(self.status_index.0.into());
        out.uint(self.holder.0.into());
        out.text(self.name.as_str());
        if detail_count > 0 {
            out.map(detail_count);
            for (key, value) in details {
                if let Some(value) = value {
                    out.int(key).uint(value.into());
                }
            }
        }
        Ok(out.into_bytes())
    }
}

// CWT claims: RFC 8392 §4, RFC 8747 §3.1; private use below -65536.
pub(crate) const EXP: i64 = 4;
pub(crate) const IAT: i64 = 6;
const CNF: i64 = 8;
const CNF_COSE_KEY: i64 = 1;
const CREDENTIAL: i64 = -65_537;
const DETAIL_HOME_REGION: i64 = 1;
const DETAIL_DISABILITY_GRADE: i64 = 2;
const DETAIL_HONOUR_CLASS: i64 = 3;

impl Payload for Claims {
    const TYPE: Option<&'static str> = None;

    fn decode(payload: &[u8]) -> Result<Self> {
        decode(payload).map_err(in_claims)
    }
}

/// A payload whose CBOR is sound but whose structure is not is an error of the claims.
pub(crate) fn in_claims(error: Error) -> Error {
    match error {
        Error::Malformed(_) => Error::ClaimsInvalid(Field::Payload),
        Error::AlgorithmUnsupported => Error::ClaimsInvalid(Field::Key),
        other => other,
    }
}

fn decode(payload: &[u8]) -> Result<Claims> {
    let mut reader = Reader::new(payload);
    let mut entries = reader.map()?;
    let (mut until, mut from, mut holder_key, mut private) = (None, None, None, None);
    while let Some(key) = entries.next_key(&mut reader)? {
        match key {
            EXP => until = Some(UnixTime::from_secs(reader.uint()?)),
            IAT => from = Some(UnixTime::from_secs(reader.uint()?)),
            CNF => holder_key = Some(decode_confirmation(&mut reader)?),
            CREDENTIAL => private = Some(decode_private(&mut reader)?),
            // A claim that changes the meaning of the others must not be skipped.
            _ => return Err(UNEXPECTED),
        }
    }
    reader.finish()?;
    let (Some(from), Some(until), Some(private)) = (from, until, private) else {
        return Err(UNEXPECTED);
    };
    let claims = Claims {
        validity: Validity { from, until },
        holder_key,
        ..private
    };
    claims.check()?;
    Ok(claims)
}

fn decode_confirmation(reader: &mut Reader<'_>) -> Result<HolderKey> {
    let mut entries = reader.map()?;
    if entries.next_key(reader)? != Some(CNF_COSE_KEY) {
        return Err(UNEXPECTED);
    }
    let key = read_holder_key(reader)?;
    if entries.next_key(reader)?.is_some() {
        return Err(UNEXPECTED);
    }
    Ok(key)
}

/// The private claim; validity and holder key are filled in by the caller.
fn decode_private(reader: &mut Reader<'_>) -> Result<Claims> {
    let items = reader.array()?;
    if !(4..=5).contains(&items) {
        return Err(UNEXPECTED);
    }
    let mut claims = Claims {
        categories: CategorySet::from_bits(reader.uint32()?),
        status_index: StatusIndex(reader.uint32()?),
        holder: HolderNumber(reader.uint32()?),
        name: DisplayName::new(reader.text()?)?,
        validity: Validity::new(UnixTime::default(), UnixTime::default()),
        holder_key: None,
        home_region: None,
        disability_grade: None,
        honour_class: None,
    };
    if items == 5 {
        decode_details(reader, &mut claims)?;
    }
    Ok(claims)
}

fn decode_details(reader: &mut Reader<'_>, claims: &mut Claims) -> Result<()> {
    let mut entries = reader.map()?;
    let mut any = false;
    while let Some(key) = entries.next_key(reader)? {
        any = true;
        let value = reader.uint32()?;
        let small = u8::try_from(value).unwrap_or(u8::MAX);
        match key {
            DETAIL_HOME_REGION => claims.home_region = Some(Region::new(value)?),
            DETAIL_DISABILITY_GRADE => claims.disability_grade = Some(small),
            DETAIL_HONOUR_CLASS => claims.honour_class = Some(small),
            // Details of later versions only inform and never restrict, so an old terminal skips them.
            4.. => {}
            // Keys below 1 are kept for details that must be understood.
            _ => return Err(UNEXPECTED),
        }
    }
    // An empty map would be a second way to write "no details".
    if any { Ok(()) } else { Err(UNEXPECTED) }
}

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

#[cfg(test)]
mod tests;
