//! The trust list: the issuers whose credentials are accepted.

use alloc::sync::Arc;
use alloc::vec::Vec;

use hashbrown::HashMap;

use super::issuer::{IgnoredKey, Issuer, read_array};
use super::issuer_key::IssuerKey;
use super::pending::{RootSigned, sealed};
use super::root::RootSet;
use crate::cbor::{Reader, Writer};
use crate::claims::{EXP, IAT};
use crate::cose::{Payload, Sign};
use crate::error::{CborFault, Error, Field, Result};
use crate::key_id::KeyId;
use crate::keys::PublicKey;
use crate::limits::{MAX_ISSUERS, MAX_TRUST_LIST_BYTES};
use crate::open_map::{next_known, read_claims, search_map};
use crate::time::{UnixTime, Validity};

/// What a trust list says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustListClaims {
    /// Higher with each list that the authority signs; a terminal never goes back.
    pub version: u64,
    /// The version of the root set whose keys sign this list.
    pub root_version: u64,
    /// When it was made, and when it can no longer be relied on: at most [`MAX_VALIDITY`](crate::limits::MAX_VALIDITY) later.
    pub validity: Validity,
    /// The issuers. Their numbers differ, and a key stands once. In a list that is built, the
    /// identifiers of all keys differ. Shared with the verdicts on their credentials.
    pub issuers: Vec<Arc<Issuer>>,
}

const TRUST_LIST: i64 = -65_538;
const VERSION: i64 = 1;
const ROOT_VERSION: i64 = 2;
const ISSUERS: i64 = 3;
const ENTRIES: [i64; 3] = [VERSION, ROOT_VERSION, ISSUERS];

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl TrustListClaims {
    fn check(&self, ignored: &[IgnoredKey]) -> Result<()> {
        self.issuers.iter().try_for_each(|issuer| issuer.check())?;
        for (ok, field) in [
            (self.version > 0 && self.root_version > 0, Field::Version),
            (self.validity.check().is_ok(), Field::Validity),
            (self.issuers.len() <= MAX_ISSUERS, Field::Count),
            (
                all_differ(self.issuers.iter().map(|issuer| issuer.id)),
                Field::Unique,
            ),
            (self.keys_differ(ignored), Field::Unique),
        ] {
            if !ok {
                return Err(Error::ClaimsInvalid(field));
            }
        }
        Ok(())
    }

    fn keys(&self) -> impl Iterator<Item = &PublicKey> {
        let issuers = self.issuers.iter();
        issuers.flat_map(|issuer| issuer.keys.iter().map(|key| &key.key))
    }

    /// Whether no key stands twice: a withdrawn key that is active beside would be accepted.
    fn keys_differ(&self, ignored: &[IgnoredKey]) -> bool {
        let ignored = ignored.iter().map(|listed| &listed.key);
        let mut keys: Vec<&PublicKey> = self.keys().chain(ignored).collect();
        keys.sort_unstable_by_key(|key| key.id());
        keys.chunk_by(|one, other| one.id() == other.id())
            .all(|same_id| {
                let repeats = |(at, key)| same_id.iter().skip(at + 1).any(|other| other == key);
                !same_id.iter().enumerate().any(repeats)
            })
    }
}

fn all_differ<T: Ord>(items: impl Iterator<Item = T>) -> bool {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    items.windows(2).all(|pair| pair.first() != pair.last())
}

impl RootSigned for TrustListClaims {}

impl sealed::RootSigned for TrustListClaims {
    const MAX_BYTES: usize = MAX_TRUST_LIST_BYTES;

    fn encode(&self) -> Result<Vec<u8>> {
        self.check(&[])?;
        if self.issuers.iter().any(|issuer| issuer.keys.is_empty()) {
            return Err(Error::ClaimsInvalid(Field::Count));
        }
        // Demanded when a list is built only: a reader tries every key with the same identifier.
        if !all_differ(self.keys().map(PublicKey::id)) {
            return Err(Error::ClaimsInvalid(Field::Unique));
        }
        let mut out = Writer::new();
        out.map(3);
        out.int(EXP).uint(self.validity.until.as_secs());
        out.int(IAT).uint(self.validity.from.as_secs());
        out.int(TRUST_LIST).map(3);
        out.int(VERSION).uint(self.version);
        out.int(ROOT_VERSION).uint(self.root_version);
        out.int(ISSUERS).array(self.issuers.len());
        self.issuers
            .iter()
            .for_each(|issuer| issuer.write(&mut out));
        Ok(out.into_bytes())
    }
}

impl Payload for TrustListClaims {
    const TYPE: Option<&'static str> = Some("application/vnd.laobingma.trust-list+cose");

    fn decode(payload: &[u8]) -> Result<Self> {
        ListContent::decode(payload).map(|content| content.claims)
    }
}

/// What stands in a trust list, with what this version must not use.
struct ListContent {
    claims: TrustListClaims,
    ignored: Vec<IgnoredKey>,
}

impl Payload for ListContent {
    const TYPE: Option<&'static str> = TrustListClaims::TYPE;

    fn decode(payload: &[u8]) -> Result<Self> {
        read_claims(
            payload,
            &[EXP, IAT, TRUST_LIST],
            decode,
            |claim, value| match claim {
                TRUST_LIST => search_map(value, &ENTRIES),
                _ => Ok(()),
            },
        )
    }
}

fn decode(payload: &[u8]) -> Result<ListContent> {
    let mut reader = Reader::new(payload);
    let mut entries = reader.map()?;
    let (mut until, mut from) = (None, None);
    let (mut version, mut root_version, mut issuers) = (None, None, None);
    let mut ignored = Vec::new();
    while let Some(claim) = entries.next_key(&mut reader)? {
        match claim {
            EXP => until = Some(UnixTime::from_secs(reader.uint()?)),
            IAT => from = Some(UnixTime::from_secs(reader.uint()?)),
            TRUST_LIST => {
                let mut inner = reader.map()?;
                while let Some(key) = next_known(&mut inner, &mut reader, &ENTRIES)? {
                    match key {
                        VERSION => version = Some(reader.uint()?),
                        ROOT_VERSION => root_version = Some(reader.uint()?),
                        ISSUERS => {
                            issuers = Some(read_array(&mut reader, MAX_ISSUERS, |reader| {
                                Issuer::read(reader, &mut ignored).map(Arc::new)
                            })?);
                        }
                        _ => return Err(UNEXPECTED),
                    }
                }
            }
            _ => return Err(UNEXPECTED),
        }
    }
    reader.finish()?;
    let claims = TrustListClaims {
        version: version.ok_or(UNEXPECTED)?,
        root_version: root_version.ok_or(UNEXPECTED)?,
        validity: Validity::new(from.ok_or(UNEXPECTED)?, until.ok_or(UNEXPECTED)?),
        issuers: issuers.ok_or(UNEXPECTED)?,
    };
    claims.check(&ignored)?;
    Ok(ListContent { claims, ignored })
}

/// The root set that a list says it was made under. Nothing behind that number is read.
fn named_root_version(payload: &[u8]) -> Option<u64> {
    let mut reader = Reader::new(payload);
    let mut claims = reader.map().ok()?;
    while let Some(claim) = claims.next_key(&mut reader).ok()? {
        if claim != TRUST_LIST {
            reader.skip().ok()?;
            continue;
        }
        let mut entries = reader.map().ok()?;
        while let Some(key) = entries.next_key(&mut reader).ok()? {
            if key == ROOT_VERSION {
                return reader.uint().ok();
            }
            reader.skip().ok()?;
        }
    }
    None
}

/// A trust list that enough root keys have signed, with an index of its keys.
#[derive(Clone, Debug)]
pub struct TrustList {
    claims: TrustListClaims,
    /// For each key identifier the places of its keys: issuer, key. Nearly always one.
    places: HashMap<KeyId, Vec<(u32, u32)>>,
    /// The keys that stand in it and must not be used.
    ignored: Vec<IgnoredKey>,
    digest: [u8; 32],
}

impl TrustList {
    /// Reads a trust list and verifies it with the keys of `roots`.
    ///
    /// Does not look at the time, and does not know earlier lists: a list that has expired still
    /// names the issuers; the verifier checks its end.
    ///
    /// # Errors
    /// [`Error::ThresholdNotMet`] if too few of the roots have signed,
    /// [`Error::RootVersionMismatch`] if that is because it was made under another root set,
    /// and any error of stage `Object` or `Claims`.
    pub fn verify(bytes: &[u8], roots: &RootSet) -> Result<Self> {
        let message = parse(bytes)?;
        let held = roots.claims();
        let proved = message
            .verify(&held.keys, held.threshold)
            .map_err(|error| {
                if !matches!(error, Error::ThresholdNotMet { .. }) {
                    return error;
                }
                // The root set that it names only explains the failure. Nothing else is read of what
                // nobody has signed: reading all issuers costs a hundred times as much.
                match named_root_version(message.payload()) {
                    Some(named) if named != held.version => Error::RootVersionMismatch {
                        held: held.version,
                        named,
                    },
                    _ => error,
                }
            })?;
        Ok(Self::index(proved.into_inner(), message.digest()))
    }

    /// Whether enough of the keys of `roots` have signed these bytes, a copy of this list.
    pub(crate) fn is_signed_by(bytes: &[u8], roots: &RootSet) -> bool {
        let roots = roots.claims();
        parse(bytes).is_ok_and(|message| message.require(&roots.keys, roots.threshold).is_ok())
    }

    /// SHA-256 of the payload in these bytes, of which nothing is verified.
    pub(crate) fn digest_of(bytes: &[u8]) -> Result<[u8; 32]> {
        parse(bytes).map(|message| message.digest())
    }

    /// SHA-256 of the payload: lists with the same are the same, whatever signatures they carry.
    pub(crate) const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The keys of known types that stand in it and must not be used.
    pub(crate) fn ignored_keys(&self) -> &[IgnoredKey] {
        &self.ignored
    }

    /// What it says.
    pub fn claims(&self) -> &TrustListClaims {
        &self.claims
    }

    /// The keys with this identifier and their issuers, in constant time.
    pub fn keys(&self, key_id: KeyId) -> impl Iterator<Item = (&Arc<Issuer>, &IssuerKey)> {
        let places = self.places.get(&key_id).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|(issuer, key)| {
            let issuer = self.claims.issuers.get(*issuer as usize)?;
            Some((issuer, issuer.keys.get(*key as usize)?))
        })
    }

    fn index(ListContent { claims, ignored }: ListContent, digest: [u8; 32]) -> Self {
        let mut places: HashMap<KeyId, Vec<(u32, u32)>> = HashMap::new();
        for (issuer_at, issuer) in claims.issuers.iter().enumerate() {
            for (key_at, key) in issuer.keys.iter().enumerate() {
                // The limits keep both far below 2^32.
                places
                    .entry(key.key.id())
                    .or_default()
                    .push((issuer_at as u32, key_at as u32));
            }
        }
        Self {
            claims,
            places,
            ignored,
            digest,
        }
    }
}

fn parse(bytes: &[u8]) -> Result<Sign<ListContent>> {
    Sign::parse(bytes, MAX_TRUST_LIST_BYTES)
}
