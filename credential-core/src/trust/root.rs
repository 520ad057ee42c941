//! The root set: the keys that sign trust lists, several together.

use alloc::string::String;
use alloc::vec::Vec;

use super::issuer::read_array;
use super::name::OrgName;
use super::pending::{RootSigned, sealed};
use crate::cbor::{Reader, Writer};
use crate::claims::IAT;
use crate::cose::{Payload, Sign};
use crate::error::{CborFault, Error, Field, Result};
use crate::keys::{Algorithm, PublicKey, read_public_key};
use crate::limits::{MAX_ROOT_KEYS, MAX_ROOT_SET_BYTES};
use crate::open_map::{next_known, read_claims, search_map};
use crate::time::UnixTime;

/// What a root set says.
///
/// It does not expire: a terminal that nobody visits for years must still be able to accept the next
/// one. What expires is the trust list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootSetClaims {
    /// 1 for the first root set of an authority; each next one is one higher.
    pub version: u64,
    /// When it was made.
    pub issued: UnixTime,
    /// The authority.
    pub name: OrgName,
    /// How many distinct keys must sign.
    pub threshold: usize,
    /// The root keys. Of a set that was read, those of a type that this version does not know are
    /// left out: the others can reach the threshold without them.
    pub keys: Vec<PublicKey>,
}

const ROOT_SET: i64 = -65_539;
const VERSION: i64 = 1;
const NAME: i64 = 2;
const NAME_EN: i64 = 3;
const THRESHOLD: i64 = 4;
const KEYS: i64 = 5;
const ENTRIES: [i64; 5] = [VERSION, NAME, NAME_EN, THRESHOLD, KEYS];

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl RootSetClaims {
    /// `listed` is how many keys there are with those of unknown types.
    fn check(&self, listed: usize) -> Result<()> {
        self.name.check()?;
        let distinct = self.keys.iter().enumerate().all(|(position, key)| {
            self.keys
                .iter()
                .skip(position + 1)
                .all(|other| other.id() != key.id())
        });
        for (ok, field) in [
            (self.version > 0, Field::Version),
            (self.issued.check().is_ok(), Field::Validity),
            ((1..=MAX_ROOT_KEYS).contains(&listed), Field::Count),
            ((1..=listed).contains(&self.threshold), Field::Threshold),
            (distinct, Field::Unique),
            (
                self.keys.iter().all(|key| key.algorithm().is_for_signers()),
                Field::Key,
            ),
        ] {
            if !ok {
                return Err(Error::ClaimsInvalid(field));
            }
        }
        Ok(())
    }
}

impl RootSigned for RootSetClaims {}

impl sealed::RootSigned for RootSetClaims {
    const MAX_BYTES: usize = MAX_ROOT_SET_BYTES;

    fn encode(&self) -> Result<Vec<u8>> {
        self.check(self.keys.len())?;
        let mut out = Writer::new();
        out.map(2).int(IAT).uint(self.issued.as_secs());
        out.int(ROOT_SET)
            .map(if self.name.en.is_some() { 5 } else { 4 });
        out.int(VERSION).uint(self.version);
        out.int(NAME).text(&self.name.zh);
        if let Some(en) = &self.name.en {
            out.int(NAME_EN).text(en);
        }
        out.int(THRESHOLD).uint(self.threshold as u64);
        out.int(KEYS).array(self.keys.len());
        for key in &self.keys {
            out.item(&key.encode());
        }
        Ok(out.into_bytes())
    }

    /// A reader without the SM2 profile must be able to follow, unless all keys are SM2 keys.
    fn check_draft(&self) -> Result<()> {
        let keys = self.keys.iter();
        let ed25519 = keys.filter(|key| key.algorithm() == Algorithm::Ed25519);
        let count = ed25519.count();
        if count == 0 || count >= self.threshold {
            Ok(())
        } else {
            Err(Error::ClaimsInvalid(Field::Threshold))
        }
    }
}

impl Payload for RootSetClaims {
    const TYPE: Option<&'static str> = Some("application/vnd.laobingma.root-set+cose");

    fn decode(payload: &[u8]) -> Result<Self> {
        read_claims(
            payload,
            &[IAT, ROOT_SET],
            decode,
            |claim, value| match claim {
                ROOT_SET => search_map(value, &ENTRIES),
                _ => Ok(()),
            },
        )
    }
}

fn decode(payload: &[u8]) -> Result<RootSetClaims> {
    let mut reader = Reader::new(payload);
    let mut entries = reader.map()?;
    let (mut issued, mut version, mut threshold, mut keys) = (None, None, None, None);
    let (mut zh, mut en) = (None, None);
    while let Some(claim) = entries.next_key(&mut reader)? {
        match claim {
            IAT => issued = Some(UnixTime::from_secs(reader.uint()?)),
            ROOT_SET => {
                let mut inner = reader.map()?;
                while let Some(key) = next_known(&mut inner, &mut reader, &ENTRIES)? {
                    match key {
                        VERSION => version = Some(reader.uint()?),
                        NAME => zh = Some(String::from(reader.text()?)),
                        NAME_EN => en = Some(String::from(reader.text()?)),
                        THRESHOLD => {
                            // What does not fit into a usize is too large anyway.
                            threshold = Some(usize::try_from(reader.uint()?).unwrap_or(usize::MAX));
                        }
                        KEYS => {
                            keys = Some(read_array(&mut reader, MAX_ROOT_KEYS, read_root_key)?);
                        }
                        _ => return Err(UNEXPECTED),
                    }
                }
            }
            _ => return Err(UNEXPECTED),
        }
    }
    reader.finish()?;
    let keys: Vec<Option<PublicKey>> = keys.ok_or(UNEXPECTED)?;
    let listed = keys.len();
    let claims = RootSetClaims {
        version: version.ok_or(UNEXPECTED)?,
        issued: issued.ok_or(UNEXPECTED)?,
        name: OrgName {
            zh: zh.ok_or(UNEXPECTED)?,
            en,
        },
        threshold: threshold.ok_or(UNEXPECTED)?,
        keys: keys.into_iter().flatten().collect(),
    };
    claims.check(listed)?;
    Ok(claims)
}

/// `None` for a key of a type that this version does not know.
fn read_root_key(reader: &mut Reader<'_>) -> Result<Option<PublicKey>> {
    match read_public_key(reader) {
        Err(Error::AlgorithmUnsupported) => Ok(None),
        key => key.map(Some),
    }
}

/// A verified root set. Two are equal if their payloads are, whatever signatures they carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootSet {
    claims: RootSetClaims,
    digest: [u8; 32],
}

impl RootSet {
    /// Takes a root set as the trust anchor.
    ///
    /// The bytes must come from a place that is trusted for other reasons: built into the program,
    /// or brought by the person who sets up the terminal. Only its form is checked, and that it
    /// is signed by its own keys, as many as its threshold demands.
    ///
    /// # Errors
    /// Any error of stage `Object`, `Signature` or `Claims`.
    pub fn pin(bytes: &[u8]) -> Result<Self> {
        Self::self_signed(&Sign::parse(bytes, MAX_ROOT_SET_BYTES)?)
    }

    /// Reads the next root set: it must be signed by enough keys of this one and of its own.
    ///
    /// # Errors
    /// [`Error::RootVersionMismatch`] if it is not the very next version, otherwise as [`RootSet::pin`].
    pub fn succeed(&self, bytes: &[u8]) -> Result<Self> {
        let message = Sign::<RootSetClaims>::parse(bytes, MAX_ROOT_SET_BYTES)?;
        let named = message.read_unproved()?.version;
        if Some(named) != self.claims.version.checked_add(1) {
            return Err(Error::RootVersionMismatch {
                held: self.claims.version,
                named,
            });
        }
        message.require(&self.claims.keys, self.claims.threshold)?;
        Self::self_signed(&message)
    }

    /// The version that these bytes name, and the SHA-256 of their payload. Nothing is verified.
    pub(crate) fn named(bytes: &[u8]) -> Result<(u64, [u8; 32])> {
        let message = Sign::<RootSetClaims>::parse(bytes, MAX_ROOT_SET_BYTES)?;
        Ok((message.read_unproved()?.version, message.digest()))
    }

    /// Its version, and the SHA-256 of its payload: sets with the same payload are the same.
    pub(crate) const fn identity(&self) -> (u64, [u8; 32]) {
        (self.claims.version, self.digest)
    }

    /// What it says.
    pub fn claims(&self) -> &RootSetClaims {
        &self.claims
    }

    fn self_signed(message: &Sign<RootSetClaims>) -> Result<Self> {
        let claims = message.verify_self(|claims| (&claims.keys, claims.threshold))?;
        Ok(Self {
            claims: claims.into_inner(),
            digest: message.digest(),
        })
    }
}
