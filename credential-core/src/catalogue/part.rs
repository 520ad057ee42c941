//! Catalogue parts: all that one merchant promises, signed as a whole.

use alloc::vec::Vec;

use super::benefit::{Benefit, CatalogueEntry};
use super::listing::Listing;
use super::merchant::{self, Merchant};
use super::numbers::MerchantNumber;
use crate::cbor::{Reader, Writer};
use crate::claims::{EXP, IAT};
use crate::cose::{Payload, Sign1, SignError, UnsignedSign1};
use crate::error::{CborFault, Error, Field, Result};
use crate::keys::{PublicKey, Signer};
use crate::limits::{MAX_BENEFITS, MAX_CATALOGUE_PART_BYTES};
use crate::open_map::{next_known, read_claims, search_map};
use crate::time::{UnixTime, Validity};
use crate::trust::{IssuerId, IssuerKey, IssuerSigned, TrustList, verify_own};

/// A part before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueDraft {
    /// The bureau whose catalogue it is.
    pub issuer: IssuerId,
    /// The edition, from 1; all parts of an edition have the same.
    pub edition: u32,
    /// When the edition was made, and when it can no longer be relied on.
    pub validity: Validity,
    /// Whose promises they are.
    pub merchant: Merchant,
    /// What it gives, by ascending number. At most [`MAX_BENEFITS`]; none for a merchant that has left.
    pub benefits: Vec<Benefit>,
}

/// A part that its issuer has signed. What it says can be read only after the signature was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CataloguePart {
    content: PartContent,
}

/// The payload of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PartContent {
    issuer: IssuerId,
    edition: u32,
    validity: Validity,
    merchant: Merchant,
    entries: Vec<CatalogueEntry>,
    listing: Option<Listing>,
}

const CATALOGUE: i64 = -65_544;
const ISSUER: i64 = 1;
const EDITION: i64 = 2;
const MERCHANT: i64 = 3;
const BENEFITS: i64 = 4;
const LISTING: i64 = 5;
const ENTRIES: [i64; 5] = [ISSUER, EDITION, MERCHANT, BENEFITS, LISTING];

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl CatalogueDraft {
    /// What the types do not already ensure.
    fn check(&self) -> Result<()> {
        check_edition(self.edition)?;
        self.merchant.check()?;
        if self.benefits.len() > MAX_BENEFITS {
            return Err(Error::ClaimsInvalid(Field::Count));
        }
        self.benefits.iter().try_for_each(Benefit::check)?;
        if !self
            .benefits
            .is_sorted_by(|one, next| one.number < next.number)
        {
            return Err(Error::ClaimsInvalid(Field::Unique));
        }
        self.validity.check()
    }

    fn encode(&self, listing: Option<&Listing>) -> Result<Vec<u8>> {
        self.check().map_err(Error::in_draft)?;
        listing
            .map_or(Ok(()), Listing::check)
            .map_err(Error::in_draft)?;
        let mut out = Writer::new();
        out.map(3);
        out.int(EXP).uint(self.validity.until.as_secs());
        out.int(IAT).uint(self.validity.from.as_secs());
        out.int(CATALOGUE)
            .map(ENTRIES.len() - usize::from(listing.is_none()));
        out.int(ISSUER).uint(self.issuer.0.into());
        out.int(EDITION).uint(self.edition.into());
        out.int(MERCHANT);
        self.merchant.write(&mut out);
        out.int(BENEFITS).array(self.benefits.len());
        for benefit in &self.benefits {
            benefit.write(&mut out);
        }
        if let Some(listing) = listing {
            out.int(LISTING);
            listing.write(&mut out);
        }
        Ok(out.into_bytes())
    }
}

/// Whether an edition has this number.
pub(super) fn check_edition(edition: u32) -> Result<()> {
    if edition == 0 {
        Err(Error::ClaimsInvalid(Field::Version))
    } else {
        Ok(())
    }
}

impl Payload for PartContent {
    const TYPE: Option<&'static str> = Some("application/vnd.laobingma.catalogue+cose");

    fn decode(payload: &[u8]) -> Result<Self> {
        read_claims(
            payload,
            &[EXP, IAT, CATALOGUE],
            decode,
            |claim, value| match claim {
                CATALOGUE => search(value),
                _ => Ok(()),
            },
        )
    }
}

impl IssuerSigned for PartContent {
    fn issuer(&self) -> IssuerId {
        self.issuer
    }

    fn made(&self) -> UnixTime {
        self.validity.from
    }
}

/// Unknown content of the part and of its merchant. What is unknown in a benefit is the benefit's own.
fn search(value: Reader<'_>) -> Result<()> {
    search_map(value.clone(), &ENTRIES)?;
    let mut reader = value;
    let Ok(mut map) = reader.map() else {
        return Ok(());
    };
    while let Ok(Some(label)) = map.next_label(&mut reader) {
        if Reader::new(label).int() == Ok(MERCHANT) {
            search_map(reader.clone(), &merchant::KNOWN)?;
        }
        if reader.skip().is_err() {
            break;
        }
    }
    Ok(())
}

fn decode(payload: &[u8]) -> Result<PartContent> {
    let mut reader = Reader::new(payload);
    let mut claims = reader.map()?;
    let (mut until, mut from) = (None, None);
    let (mut issuer, mut edition, mut merchant, mut entries) = (None, None, None, None);
    let mut listing = None;
    while let Some(claim) = claims.next_key(&mut reader)? {
        match claim {
            EXP => until = Some(UnixTime::from_secs(reader.uint()?)),
            IAT => from = Some(UnixTime::from_secs(reader.uint()?)),
            CATALOGUE => {
                let mut map = reader.map()?;
                while let Some(entry) = next_known(&mut map, &mut reader, &ENTRIES)? {
                    match entry {
                        ISSUER => issuer = Some(IssuerId(reader.uint32()?)),
                        EDITION => edition = Some(reader.uint32()?),
                        MERCHANT => merchant = Some(Merchant::read(&mut reader)?),
                        BENEFITS => entries = Some(read_entries(&mut reader)?),
                        _ => listing = Listing::read(reader.item()?),
                    }
                }
            }
            _ => return Err(UNEXPECTED),
        }
    }
    reader.finish()?;
    let content = PartContent {
        issuer: issuer.ok_or(UNEXPECTED)?,
        edition: edition.ok_or(UNEXPECTED)?,
        validity: Validity::new(from.ok_or(UNEXPECTED)?, until.ok_or(UNEXPECTED)?),
        merchant: merchant.ok_or(UNEXPECTED)?,
        entries: entries.ok_or(UNEXPECTED)?,
        listing,
    };
    check_edition(content.edition)?;
    content.validity.check()?;
    Ok(content)
}

fn read_entries(reader: &mut Reader<'_>) -> Result<Vec<CatalogueEntry>> {
    let count = reader.array()?;
    if count > MAX_BENEFITS {
        return Err(Error::ClaimsInvalid(Field::Count));
    }
    let entries: Vec<_> = (0..count)
        .map(|_| CatalogueEntry::read(reader))
        .collect::<Result<_>>()?;
    if entries.is_sorted_by(|one, next| one.number() < next.number()) {
        Ok(entries)
    } else {
        Err(Error::ClaimsInvalid(Field::Unique))
    }
}

impl CataloguePart {
    /// Signs a part with a key of the issuer.
    ///
    /// # Errors
    /// [`SignError::Signer`] if the signer fails; [`SignError::Invalid`] with [`Error::DraftInvalid`]
    /// for what a part cannot say, with [`Error::TooLong`] above [`MAX_CATALOGUE_PART_BYTES`], and with
    /// [`Error::SignerFault`] if the signer's answer does not verify.
    pub fn issue<S: Signer>(
        draft: &CatalogueDraft,
        signer: &S,
    ) -> Result<Vec<u8>, SignError<S::Error>> {
        Self::issue_listed(draft, None, signer)
    }

    /// As [`CataloguePart::issue`], with what people look for the merchant by.
    ///
    /// # Errors
    /// The same.
    pub fn issue_listed<S: Signer>(
        draft: &CatalogueDraft,
        listing: Option<&Listing>,
        signer: &S,
    ) -> Result<Vec<u8>, SignError<S::Error>> {
        let payload = draft.encode(listing)?;
        let unsigned = UnsignedSign1::prepare::<PartContent>(payload, signer.public_key())?;
        let bytes = unsigned.sign(signer)?;
        if bytes.len() > MAX_CATALOGUE_PART_BYTES {
            let limit = MAX_CATALOGUE_PART_BYTES;
            return Err(Error::TooLong { limit }.into());
        }
        Ok(bytes)
    }

    /// Reads a part and verifies it with the keys that `trust` names for its issuer.
    ///
    /// Does not look at the time, and does not know earlier parts.
    ///
    /// # Errors
    /// [`Error::IssuerUnknown`], [`Error::SignatureInvalid`], [`Error::KeyWithdrawn`] if the key is not
    /// active or its issuer is withdrawn, [`Error::KeyNotInForce`], [`Error::SubjectMismatch`] if it
    /// names another issuer, and any error of stage `Object` or `Claims`.
    pub fn verify(bytes: &[u8], trust: &TrustList) -> Result<Self> {
        Self::verify_signed(bytes, trust).map(|(part, _)| part)
    }

    /// As [`CataloguePart::verify`]; with the key that signed it.
    pub(crate) fn verify_signed<'t>(
        bytes: &[u8],
        trust: &'t TrustList,
    ) -> Result<(Self, &'t IssuerKey)> {
        let (content, _, key) = trust.authenticate_list(&parse(bytes)?)?;
        Ok((Self { content }, key))
    }

    /// Reads a part that an issuer has signed with `key`, for the issuer itself: it has no trust list.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`], [`Error::SubjectMismatch`], and any error of stage `Object` or
    /// `Claims`.
    pub fn verify_own(bytes: &[u8], issuer: IssuerId, key: &PublicKey) -> Result<Self> {
        let content = verify_own(&parse(bytes)?, issuer, key)?;
        Ok(Self { content })
    }

    /// The issuer and the merchant that some bytes name at their front, **not verified**: to pass over the
    /// parts of other merchants, of which an update has thousands. `None` if they cannot be read there.
    pub fn unverified_subject(bytes: &[u8]) -> Option<(IssuerId, MerchantNumber)> {
        peek(bytes).ok()
    }

    /// The bureau whose catalogue it is.
    pub fn issuer(&self) -> IssuerId {
        self.content.issuer
    }

    /// The edition.
    pub fn edition(&self) -> u32 {
        self.content.edition
    }

    /// When the edition was made, and when it can no longer be relied on.
    pub fn validity(&self) -> Validity {
        self.content.validity
    }

    /// Whose promises they are.
    pub fn merchant(&self) -> &Merchant {
        &self.content.merchant
    }

    /// What people look for the merchant by, if the part says it. It decides nothing.
    pub fn listing(&self) -> Option<&Listing> {
        self.content.listing.as_ref()
    }

    /// What it gives, by ascending number.
    pub fn entries(&self) -> &[CatalogueEntry] {
        &self.content.entries
    }

    /// The benefit with this number, if there is one that is understood.
    pub fn benefit(&self, number: super::BenefitNumber) -> Option<&Benefit> {
        let entries = self.entries();
        let at = entries.binary_search_by_key(&number, CatalogueEntry::number);
        match entries.get(at.ok()?)? {
            CatalogueEntry::Understood(benefit) => Some(benefit),
            CatalogueEntry::NotUnderstood(_) => None,
        }
    }
}

fn parse(bytes: &[u8]) -> Result<Sign1<PartContent>> {
    Sign1::parse(bytes, MAX_CATALOGUE_PART_BYTES)
}

fn peek(bytes: &[u8]) -> Result<(IssuerId, MerchantNumber)> {
    let message = bytes.strip_prefix(&[TAG_SIGN1]).ok_or(UNEXPECTED)?;
    let mut reader = Reader::new(message);
    if reader.array()? != 4 {
        return Err(UNEXPECTED);
    }
    reader.skip()?;
    reader.skip()?;
    let mut reader = Reader::new(reader.bytes()?);
    let mut claims = reader.map()?;
    while claims.next_key(&mut reader)?.ok_or(UNEXPECTED)? != CATALOGUE {
        reader.skip()?;
    }
    let mut map = reader.map()?;
    let mut issuer = None;
    loop {
        match map.next_key(&mut reader)?.ok_or(UNEXPECTED)? {
            ISSUER => issuer = Some(IssuerId(reader.uint32()?)),
            MERCHANT => {
                let merchant = Merchant::peek_number(&mut reader)?;
                return issuer.map(|issuer| (issuer, merchant)).ok_or(UNEXPECTED);
            }
            _ => reader.skip()?,
        }
    }
}

/// Tag 18 in its one byte.
const TAG_SIGN1: u8 = 0xd2;
