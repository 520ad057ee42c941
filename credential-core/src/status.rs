//! Status lists: which of an issuer's credentials are revoked or suspended.
//!
//! A Token Status List in its CWT form (draft-ietf-oauth-status-list): a COSE_Sign1 by a key of
//! the issuer over a zlib-compressed array with two bits for each credential.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use alloc::{format, vec};

use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

use crate::cbor::{Reader, Writer};
use crate::claims::{EXP, IAT};
use crate::cose::{Payload, Sign1, SignError, UnsignedSign1};
use crate::error::{CborFault, Error, Field, Result};
use crate::keys::{PublicKey, Signer};
use crate::limits::{MAX_STATUS_BYTES, MAX_STATUS_LIST_BYTES};
use crate::numbers::StatusIndex;
use crate::open_map::read_claims;
use crate::time::{UnixTime, Validity};
use crate::trust::{IssuerId, IssuerKey, IssuerSigned, TrustList, verify_own};

/// The standing of one credential (draft-ietf-oauth-status-list §7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// Valid.
    Valid,
    /// Revoked permanently.
    Revoked,
    /// Suspended for now.
    Suspended,
    /// The fourth value of two bits, which no version of this format writes. Counts as suspended.
    Reserved,
}

impl Status {
    const fn bits(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Revoked => 1,
            Self::Suspended => 2,
            Self::Reserved => 3,
        }
    }

    const fn from_bits(bits: u8) -> Self {
        match bits & 3 {
            0 => Self::Valid,
            1 => Self::Revoked,
            2 => Self::Suspended,
            _ => Self::Reserved,
        }
    }
}

/// The standing of credentials by their status index: two bits each, four to a byte, the first in
/// the low bits (draft-ietf-oauth-status-list §4.1).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct StatusArray {
    bytes: Vec<u8>,
}

/// Statuses in one byte.
const PER_BYTE: usize = 4;
/// Bits of one status.
const BITS: u64 = 2;

impl StatusArray {
    /// An array of at least `len` valid credentials (whole bytes).
    ///
    /// # Errors
    /// [`Error::DraftInvalid`] with [`Field::Count`] if that is more than [`MAX_STATUS_BYTES`] hold.
    pub fn all_valid(len: usize) -> Result<Self> {
        let bytes = len.div_ceil(PER_BYTE);
        if bytes > MAX_STATUS_BYTES {
            return Err(Error::DraftInvalid(Field::Count));
        }
        Ok(Self {
            bytes: vec![0; bytes],
        })
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.bytes.len() * PER_BYTE
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The standing at `index`; `None` if the array is shorter.
    pub fn status(&self, index: StatusIndex) -> Option<Status> {
        let byte = self.bytes.get(index.0 as usize / PER_BYTE)?;
        Some(Status::from_bits(
            byte >> (index.0 as usize % PER_BYTE * BITS as usize),
        ))
    }

    /// Sets the standing at `index`.
    ///
    /// # Errors
    /// [`Error::DraftInvalid`] with [`Field::Count`] if the array is shorter.
    pub fn set(&mut self, index: StatusIndex, status: Status) -> Result<()> {
        let shift = index.0 as usize % PER_BYTE * BITS as usize;
        let byte = self
            .bytes
            .get_mut(index.0 as usize / PER_BYTE)
            .ok_or(Error::DraftInvalid(Field::Count))?;
        *byte = *byte & !(3 << shift) | status.bits() << shift;
        Ok(())
    }
}

impl core::fmt::Debug for StatusArray {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "StatusArray({} entries)", self.len())
    }
}

/// What a status list says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusListClaims {
    /// The issuer whose credentials it is about; it stands in the `sub` claim.
    pub issuer: IssuerId,
    /// When it was made, and when it can no longer be relied on.
    pub validity: Validity,
    /// How many seconds a terminal that could fetch lists would wait before fetching the next.
    pub ttl: Option<u64>,
    /// The standing of each credential.
    pub statuses: StatusArray,
}

// Claims of draft-ietf-oauth-status-list §5.2, and of RFC 8392.
const SUB: i64 = 2;
const STATUS_LIST: i64 = 65_533;
const TTL: i64 = 65_534;
const CLAIMS: [i64; 5] = [SUB, EXP, IAT, STATUS_LIST, TTL];
const LST: &str = "lst";
const BITS_KEY: &str = "bits";
const SUBJECT_PREFIX: &str = "laobingma:status:";

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

/// The strongest compression of miniz_oxide; a list is made once and carried to every terminal.
const LEVEL: u8 = 10;

impl StatusListClaims {
    /// The `sub` claim of an issuer's list.
    pub fn subject(issuer: IssuerId) -> String {
        format!("{SUBJECT_PREFIX}{issuer}")
    }

    fn encode(&self) -> Result<Vec<u8>> {
        self.validity.check().map_err(Error::in_draft)?;
        let compressed = compress_to_vec_zlib(&self.statuses.bytes, LEVEL);
        let mut out = Writer::new();
        out.map(if self.ttl.is_some() { 5 } else { 4 });
        out.int(SUB).text(&Self::subject(self.issuer));
        out.int(EXP).uint(self.validity.until.as_secs());
        out.int(IAT).uint(self.validity.from.as_secs());
        // Deterministic order: the shorter key stands first.
        out.int(STATUS_LIST)
            .map(2)
            .text(LST)
            .bytes(&compressed)
            .text(BITS_KEY)
            .uint(BITS);
        if let Some(ttl) = self.ttl {
            out.int(TTL).uint(ttl);
        }
        Ok(out.into_bytes())
    }
}

impl Payload for StatusListClaims {
    const TYPE: Option<&'static str> = Some("application/statuslist+cwt");

    fn decode(payload: &[u8]) -> Result<Self> {
        Packed::decode(payload)?.unpack()
    }
}

/// What a status list says, before its array is inflated.
#[derive(Clone, Debug)]
struct Packed {
    issuer: IssuerId,
    validity: Validity,
    ttl: Option<u64>,
    /// A zlib stream.
    array: Vec<u8>,
}

impl Packed {
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::Statuses`].
    fn unpack(self) -> Result<StatusListClaims> {
        let bytes = inflate(&self.array).ok_or(Error::ClaimsInvalid(Field::Statuses))?;
        Ok(StatusListClaims {
            issuer: self.issuer,
            validity: self.validity,
            ttl: self.ttl,
            statuses: StatusArray { bytes },
        })
    }
}

impl Payload for Packed {
    const TYPE: Option<&'static str> = StatusListClaims::TYPE;

    fn decode(payload: &[u8]) -> Result<Self> {
        // Nothing inside a claim of this object is open.
        read_claims(payload, &CLAIMS, decode, |_, _| Ok(()))
    }
}

fn decode(payload: &[u8]) -> Result<Packed> {
    let mut reader = Reader::new(payload);
    let mut entries = reader.map()?;
    let (mut issuer, mut until, mut from, mut ttl, mut array) = (None, None, None, None, None);
    while let Some(claim) = entries.next_key(&mut reader)? {
        match claim {
            SUB => issuer = Some(issuer_of(reader.text()?)?),
            EXP => until = Some(UnixTime::from_secs(reader.uint()?)),
            IAT => from = Some(UnixTime::from_secs(reader.uint()?)),
            STATUS_LIST => array = Some(read_array(&mut reader)?.to_vec()),
            TTL => ttl = Some(reader.uint()?),
            _ => return Err(UNEXPECTED),
        }
    }
    reader.finish()?;
    let validity = Validity::new(from.ok_or(UNEXPECTED)?, until.ok_or(UNEXPECTED)?);
    validity.check()?;
    Ok(Packed {
        issuer: issuer.ok_or(UNEXPECTED)?,
        validity,
        ttl,
        array: array.ok_or(UNEXPECTED)?,
    })
}

/// The issuer that a `sub` claim names; the number is written without leading zeros.
fn issuer_of(subject: &str) -> Result<IssuerId> {
    let number = subject.strip_prefix(SUBJECT_PREFIX).ok_or(UNEXPECTED)?;
    let issuer = IssuerId(number.parse().map_err(|_| UNEXPECTED)?);
    if StatusListClaims::subject(issuer) == subject {
        Ok(issuer)
    } else {
        Err(UNEXPECTED)
    }
}

fn read_array<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8]> {
    let mut entries = reader.map()?;
    let (mut bits, mut compressed) = (None, None);
    while let Some(key) = entries.next_text_key(reader)? {
        match key {
            LST => compressed = Some(reader.bytes()?),
            BITS_KEY => bits = Some(reader.uint()?),
            _ => return Err(UNEXPECTED),
        }
    }
    if bits != Some(BITS) {
        return Err(UNEXPECTED);
    }
    compressed.ok_or(UNEXPECTED)
}

/// Inflates a zlib stream; `None` if it is not one from the first byte to the last.
///
/// The limit holds while it inflates: a zlib bomb never uses more memory than a real list.
fn inflate(stream: &[u8]) -> Option<Vec<u8>> {
    const FLAGS: u32 = inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER
        | inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut state = Box::<DecompressorOxide>::default();
    let mut out = vec![0; stream.len().saturating_mul(2).min(MAX_STATUS_BYTES)];
    let (mut read, mut written) = (0, 0);
    loop {
        let (status, consumed, produced) =
            decompress(&mut state, stream.get(read..)?, &mut out, written, FLAGS);
        read += consumed;
        written += produced;
        match status {
            TINFLStatus::Done if read == stream.len() => {
                out.truncate(written);
                // The list is held for months: free what the last doubling allocated in excess.
                out.shrink_to_fit();
                return Some(out);
            }
            TINFLStatus::HasMoreOutput if out.len() < MAX_STATUS_BYTES => {
                let larger = out.len().saturating_mul(2).clamp(512, MAX_STATUS_BYTES);
                out.resize(larger, 0);
            }
            _ => return None,
        }
    }
}

impl IssuerSigned for Packed {
    fn issuer(&self) -> IssuerId {
        self.issuer
    }

    fn made(&self) -> UnixTime {
        self.validity.from
    }
}

fn parse(bytes: &[u8]) -> Result<Sign1<Packed>> {
    Sign1::parse(bytes, MAX_STATUS_LIST_BYTES)
}

/// A status list that its issuer has signed, with its array as it came.
#[derive(Clone, Debug)]
pub(crate) struct PackedStatusList {
    packed: Packed,
}

impl PackedStatusList {
    /// The issuer that it is about, and that signed it.
    pub(crate) const fn issuer(&self) -> IssuerId {
        self.packed.issuer
    }

    /// When it was made.
    pub(crate) const fn made(&self) -> UnixTime {
        self.packed.validity.from
    }

    /// Inflates the array.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::Statuses`].
    pub(crate) fn unpack(self) -> Result<StatusList> {
        let claims = self.packed.unpack()?;
        Ok(StatusList { claims })
    }
}

/// A status list that its issuer has signed.
#[derive(Clone, Debug)]
pub struct StatusList {
    claims: StatusListClaims,
}

impl StatusList {
    /// Reads a status list and verifies it with the keys that `trust` names for its issuer.
    ///
    /// Does not look at the time, and does not know earlier lists.
    ///
    /// # Errors
    /// [`Error::IssuerUnknown`], [`Error::SignatureInvalid`], [`Error::KeyWithdrawn`],
    /// [`Error::KeyNotInForce`] if it was made at a time when its key was not to be used,
    /// [`Error::SubjectMismatch`] if it is about the credentials of another issuer,
    /// and any error of stage `Object` or `Claims`.
    pub fn verify(bytes: &[u8], trust: &TrustList) -> Result<Self> {
        let (list, ..) = Self::verify_packed(bytes, trust)?;
        list.unpack()
    }

    /// As [`StatusList::verify`], but that the array is not inflated yet; with the key that signed it.
    pub(crate) fn verify_packed<'t>(
        bytes: &[u8],
        trust: &'t TrustList,
    ) -> Result<(PackedStatusList, &'t IssuerKey)> {
        let (packed, _, key) = trust.authenticate_list(&parse(bytes)?)?;
        Ok((PackedStatusList { packed }, key))
    }

    /// Reads a list that an issuer has signed with `key`, for the issuer itself: it has no trust list,
    /// and must also read what it published with a key that was withdrawn since.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`], [`Error::SubjectMismatch`], and any error of stage `Object`
    /// or `Claims`.
    pub fn verify_own(bytes: &[u8], issuer: IssuerId, key: &PublicKey) -> Result<Self> {
        let packed = verify_own(&parse(bytes)?, issuer, key)?;
        PackedStatusList { packed }.unpack()
    }

    /// Signs a status list.
    ///
    /// # Errors
    /// [`SignError::Signer`] if the signer fails, [`SignError::Invalid`] if the list cannot be
    /// signed as it is or the signer's answer does not verify.
    pub fn issue<S: Signer>(
        claims: &StatusListClaims,
        signer: &S,
    ) -> Result<Vec<u8>, SignError<S::Error>> {
        UnsignedSign1::prepare::<StatusListClaims>(claims.encode()?, signer.public_key())?
            .sign(signer)
    }

    /// What it says.
    pub fn claims(&self) -> &StatusListClaims {
        &self.claims
    }
}

#[cfg(test)]
mod tests;
