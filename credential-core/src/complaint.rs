//! Complaints: what a holder says about a promise that was not kept, signed by the key of the holder's phone.
//!
//! The credential stands in it, and names the key. So a bureau sees that the complaint comes from the phone of one of
//! its holders, and who that is, without any list of names.

use alloc::string::String;
use alloc::vec::Vec;

use crate::catalogue::{BenefitNumber, MerchantNumber};
use crate::cbor::Writer;
use crate::civil::CivilDay;
use crate::claims::{Claims, IAT, check_name};
use crate::cose::{Payload, Sign1, SignError, UnsignedSign1};
use crate::credential::ParsedCredential;
use crate::dated_claims;
use crate::error::{CborFault, Error, Field, Result};
use crate::frames::Frame;
use crate::keys::{Algorithm, HolderKey, PublicKey, Signature, Signer};
use crate::limits::{MAX_COMPLAINT_AGE, MAX_COMPLAINT_BYTES, MAX_COMPLAINT_TEXT_BYTES};
use crate::time::UnixTime;

/// What a complaint says beside the credential (`docs/format.md`, "Complaint").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplaintClaims {
    /// When it was written.
    pub issued: UnixTime,
    /// The merchant that it is about, by the number in the catalogue of the holder's bureau.
    pub merchant: MerchantNumber,
    /// The benefit that was not given as promised, if it is about one.
    pub benefit: Option<BenefitNumber>,
    /// The day on which it happened.
    pub day: CivilDay,
    /// What happened. At most [`MAX_COMPLAINT_TEXT_BYTES`] in UTF-8, of the characters that names have.
    pub text: String,
}

const COMPLAINT: i64 = -65_548;
const CREDENTIAL: i64 = 1;
const MERCHANT: i64 = 2;
const BENEFIT: i64 = 3;
const DAY: i64 = 4;
const TEXT: i64 = 5;
const ENTRIES: [i64; 5] = [CREDENTIAL, MERCHANT, BENEFIT, DAY, TEXT];

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl ComplaintClaims {
    /// What the types do not already ensure, in the order of docs/format.md.
    fn check(&self) -> Result<()> {
        if self.merchant.0 == 0 {
            return Err(Error::ClaimsInvalid(Field::Merchant));
        }
        if self.benefit == Some(BenefitNumber(0)) {
            return Err(Error::ClaimsInvalid(Field::Benefit));
        }
        check_name(&self.text, MAX_COMPLAINT_TEXT_BYTES)?;
        self.issued.check()
    }
}

/// A complaint that a phone has signed.
///
/// ```
/// use credential_core::*;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let now = UnixTime::from_secs(1_800_000_000);
/// # let span = Validity::new(now, now.plus(std::time::Duration::from_secs(86_400)));
/// # let veteran = CategorySet::EMPTY.with(Category::Veteran);
/// # let name = DisplayName::masked("王建明")?;
/// # let mut claims = Claims::new(name, veteran, HolderNumber(17), StatusIndex(40_321), span)?;
/// # let bureau = SigningKey::from_seed(&[2; 32]);
/// let phone = SigningKey::from_seed(&[3; 32]);
/// claims.holder_key = Some(HolderKey::try_from(phone.public_key())?);
/// let code = issue(&claims, &bureau)?.to_text(TextForm::Digits);
///
/// let credential = ParsedCredential::from_text(&code)?;
/// let said = ComplaintClaims {
///     issued: now,
///     merchant: MerchantNumber(7),
///     benefit: Some(BenefitNumber(12)),
///     day: CivilDay::from_number(20_270_115)?,
///     text: "半价不给".to_owned(),
/// };
/// let complaint = Complaint::sign(&credential, &said, &phone)?;
///
/// // At the bureau: the phone's key has signed it, and the bureau the credential in it.
/// let proved = ProvedComplaint::from_bytes(complaint.as_bytes())?;
/// assert_eq!(proved.claims(), &said);
/// assert_eq!(proved.credential().verify_own(bureau.public_key())?, claims);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    bytes: Vec<u8>,
}

impl Complaint {
    /// Has a complaint signed with the key that the credential is bound to.
    ///
    /// # Errors
    /// [`SignError::Signer`] if the signer fails; [`SignError::Invalid`] as [`UnsignedComplaint::prepare`] and
    /// [`UnsignedComplaint::finish`].
    pub fn sign<S: Signer>(
        credential: &ParsedCredential,
        claims: &ComplaintClaims,
        signer: &S,
    ) -> Result<Self, SignError<S::Error>> {
        let unsigned = UnsignedComplaint::prepare(credential, claims, signer.public_key())?;
        let signature = signer
            .sign(unsigned.to_be_signed())
            .map_err(SignError::Signer)?;
        Ok(unsigned.finish(&signature)?)
    }

    /// The tagged COSE_Sign1: the content of a file.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The texts of one or more codes, as [`Frame::split`] makes them.
    ///
    /// # Errors
    /// As [`Frame::split`].
    pub fn to_texts(&self, part_bytes: usize) -> Result<Vec<String>> {
        Frame::split(&self.bytes, part_bytes)
    }
}

/// A complaint without its signature: prepare it, have it signed elsewhere, finish it.
#[derive(Clone, Debug)]
pub struct UnsignedComplaint {
    message: UnsignedSign1,
}

impl UnsignedComplaint {
    /// Puts everything together except the signature of `key`.
    ///
    /// # Errors
    /// [`Error::DraftInvalid`] with [`Field::Key`] if the credential is not bound to this key, and for what the
    /// claims may not say; any error of stage `Claims` for a credential that says nothing.
    pub fn prepare(
        credential: &ParsedCredential,
        claims: &ComplaintClaims,
        key: &PublicKey,
    ) -> Result<Self> {
        let bound_to = credential.message().read_unproved()?.holder_key;
        if bound_to != Some(HolderKey::try_from(key)?) {
            return Err(Error::DraftInvalid(Field::Key));
        }
        claims.check().map_err(Error::in_draft)?;
        let payload = encode(&credential.message().to_bytes()?, claims);
        let message = UnsignedSign1::prepare::<Content>(payload, key)?;
        Ok(Self { message })
    }

    /// The bytes that the key has to sign (the `Sig_structure` of RFC 9052 §4.4).
    pub fn to_be_signed(&self) -> &[u8] {
        self.message.to_be_signed()
    }

    /// Puts the signature in.
    ///
    /// # Errors
    /// [`Error::SignerFault`] if the key does not verify it.
    pub fn finish(self, signature: &Signature) -> Result<Complaint> {
        let bytes = self.message.finish(signature)?;
        Ok(Complaint { bytes })
    }
}

/// A complaint that the key in its credential has signed: nothing else makes a value of this type.
///
/// Whether the credential is genuine is for the bureau to see, with [`ParsedCredential::verify_own`].
#[derive(Clone, Debug)]
pub struct ProvedComplaint {
    content: Content,
}

impl ProvedComplaint {
    /// Reads a complaint and verifies it with the key that its credential names.
    ///
    /// # Errors
    /// [`Error::TooLong`], any error of stages `Object` and `Claims`, also of the credential in it, with
    /// [`Field::Key`] if that one is bound to no phone or to another key than the header names;
    /// [`Error::AlgorithmUnsupported`] if the header has another algorithm than the key;
    /// [`Error::SignatureInvalid`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Sign1::<Content>::parse(bytes, MAX_COMPLAINT_BYTES)?
            .verify_self(|content| content.bound_to.public_key())
            .map(|proved| Self {
                content: proved.into_inner(),
            })
    }

    /// The credential in it. Its signature is not verified.
    pub fn credential(&self) -> &ParsedCredential {
        &self.content.credential
    }

    /// What it says.
    pub fn claims(&self) -> &ComplaintClaims {
        &self.content.claims
    }

    /// Whether a bureau may take it now.
    ///
    /// # Errors
    /// [`Error::RequestExpired`] if it is older than [`MAX_COMPLAINT_AGE`]; [`Error::DatedAhead`] if it is dated more
    /// than [`MAX_DATED_AHEAD`](crate::limits::MAX_DATED_AHEAD) after `now`.
    pub fn check_made(&self, now: UnixTime) -> Result<()> {
        self.claims().issued.check_made(now, MAX_COMPLAINT_AGE)
    }
}

/// The payload.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    credential: ParsedCredential,
    bound_to: HolderKey,
    claims: ComplaintClaims,
}

impl Payload for Content {
    const TYPE: Option<&'static str> = Some("application/vnd.laobingma.complaint+cose");

    fn may_sign(algorithm: Algorithm) -> bool {
        algorithm.is_for_holders()
    }

    fn decode(payload: &[u8]) -> Result<Self> {
        dated_claims::read(payload, COMPLAINT, &ENTRIES, decode)
    }
}

fn encode(credential: &[u8], claims: &ComplaintClaims) -> Vec<u8> {
    let mut out = Writer::new();
    out.map(2).int(IAT).uint(claims.issued.as_secs());
    out.int(COMPLAINT)
        .map(ENTRIES.len() - usize::from(claims.benefit.is_none()));
    out.int(CREDENTIAL).bytes(credential);
    out.int(MERCHANT).uint(claims.merchant.0.into());
    if let Some(benefit) = claims.benefit {
        out.int(BENEFIT).uint(benefit.0.into());
    }
    out.int(DAY).uint(claims.day.number().into());
    out.int(TEXT).text(&claims.text);
    out.into_bytes()
}

fn decode(payload: &[u8]) -> Result<Content> {
    let (mut credential, mut merchant, mut benefit) = (None, None, None);
    let (mut day, mut text) = (None, None);
    let issued = dated_claims::entries(payload, COMPLAINT, &ENTRIES, |entry, reader| {
        match entry {
            CREDENTIAL => credential = Some(reader.bytes()?),
            MERCHANT => merchant = Some(MerchantNumber(reader.uint32()?)),
            BENEFIT => benefit = Some(BenefitNumber(reader.uint32()?)),
            DAY => day = Some(reader.uint32()?),
            _ => text = Some(reader.text()?),
        }
        Ok(())
    })?;
    // The types of all entries first, then the ranges one by one.
    let (credential, day) = (credential.ok_or(UNEXPECTED)?, day.ok_or(UNEXPECTED)?);
    let claims = ComplaintClaims {
        issued,
        merchant: merchant.ok_or(UNEXPECTED)?,
        benefit,
        text: text.ok_or(UNEXPECTED)?.into(),
        day: CivilDay::from_number(day)?,
    };
    claims.check()?;
    let credential = ParsedCredential::from_bytes(credential)?;
    let Claims { holder_key, .. } = credential.message().read_unproved()?;
    Ok(Content {
        credential,
        bound_to: holder_key.ok_or(Error::ClaimsInvalid(Field::Key))?,
        claims,
    })
}

#[cfg(test)]
mod tests;
