//! Places: what the bureau says about one terminal, so that it knows whose part of the catalogue is its own,
//! and so that nobody else can write its journal.

use alloc::vec::Vec;

use super::benefit::write_list;
use super::numbers::{BranchNumber, GateGroup, MerchantNumber, TerminalNumber, Trade};
use super::times::read_list;
use crate::cbor::{Reader, Writer};
use crate::claims::{IAT, Region};
use crate::cose::{Payload, Sign1, SignError, UnsignedSign1};
use crate::dated_claims;
use crate::error::{CborFault, Error, Field, Result};
use crate::keys::{PublicKey, Signer, read_holder_key};
use crate::limits::{MAX_PLACE_BYTES, MAX_TRADES};
use crate::time::UnixTime;
use crate::trust::{IssuerId, IssuerKey, IssuerSigned, TrustList, verify_own};

/// What a place says (`docs/format.md`, "Place").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceClaims {
    /// The bureau.
    pub issuer: IssuerId,
    /// When it was made.
    pub issued: UnixTime,
    /// The terminal's number at the bureau.
    pub terminal: TerminalNumber,
    /// The terminal's key: Ed25519 or P-256.
    pub key: PublicKey,
    /// The merchant whose terminal it is.
    pub merchant: MerchantNumber,
    /// The region where it stands.
    pub region: Region,
    /// Whether it may grant benefits.
    pub standing: TerminalStanding,
    /// The branch where it stands.
    pub branch: Option<BranchNumber>,
    /// The gates that it counts together with.
    pub gate_group: Option<GateGroup>,
    /// The trades of the merchant. At most [`MAX_TRADES`].
    pub trades: Vec<Trade>,
    /// A time that the clock of the journal may go back to, after it was far ahead once.
    pub clock_floor: Option<UnixTime>,
}

/// Whether a terminal may grant benefits, by number. One that this version has no word for may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TerminalStanding(pub u32);

impl TerminalStanding {
    /// 在用: in use.
    pub const IN_USE: Self = Self(1);
    /// 停用: retired, or stolen.
    pub const RETIRED: Self = Self(2);

    /// The stable name in JSON and vectors; `None` for a number that has no word in this version.
    pub const fn code(self) -> Option<&'static str> {
        Some(match self {
            Self::IN_USE => "in-use",
            Self::RETIRED => "retired",
            Self(_) => return None,
        })
    }
}

const PLACE: i64 = -65_546;
const ISSUER: i64 = 1;
const TERMINAL: i64 = 2;
const KEY: i64 = 3;
const MERCHANT: i64 = 4;
const REGION: i64 = 5;
const STANDING: i64 = 6;
const BRANCH: i64 = 7;
const GATE_GROUP: i64 = 8;
const TRADES: i64 = 9;
const CLOCK_FLOOR: i64 = 10;
const ENTRIES: [i64; 10] = [
    ISSUER,
    TERMINAL,
    KEY,
    MERCHANT,
    REGION,
    STANDING,
    BRANCH,
    GATE_GROUP,
    TRADES,
    CLOCK_FLOOR,
];

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl PlaceClaims {
    /// What the types do not already ensure.
    fn check(&self) -> Result<()> {
        self.terminal.check()?;
        if !self.key.algorithm().is_for_holders() {
            return Err(Error::ClaimsInvalid(Field::Key));
        }
        self.merchant.check()?;
        self.branch.map_or(Ok(()), BranchNumber::check)?;
        self.gate_group.map_or(Ok(()), GateGroup::check)?;
        if self.trades.len() > MAX_TRADES {
            return Err(Error::ClaimsInvalid(Field::Count));
        }
        self.trades.iter().try_for_each(|trade| trade.check())?;
        self.clock_floor.map_or(Ok(()), UnixTime::check)?;
        self.issued.check()
    }

    fn encode(&self) -> Result<Vec<u8>> {
        self.check().map_err(Error::in_draft)?;
        let optional = [
            self.branch.is_some(),
            self.gate_group.is_some(),
            !self.trades.is_empty(),
            self.clock_floor.is_some(),
        ];
        let mut out = Writer::new();
        out.map(2).int(IAT).uint(self.issued.as_secs());
        out.int(PLACE)
            .map(6 + optional.into_iter().filter(|present| *present).count());
        out.int(ISSUER).uint(self.issuer.0.into());
        out.int(TERMINAL).uint(self.terminal.0.into());
        out.int(KEY).item(&self.key.encode());
        out.int(MERCHANT).uint(self.merchant.0.into());
        out.int(REGION).uint(self.region.code().into());
        out.int(STANDING).uint(self.standing.0.into());
        if let Some(branch) = self.branch {
            out.int(BRANCH).uint(branch.0.into());
        }
        if let Some(group) = self.gate_group {
            out.int(GATE_GROUP).uint(group.0.into());
        }
        write_list(&mut out, TRADES, self.trades.iter().map(|trade| trade.0));
        if let Some(time) = self.clock_floor {
            out.int(CLOCK_FLOOR).uint(time.as_secs());
        }
        Ok(out.into_bytes())
    }
}

impl Payload for PlaceClaims {
    const TYPE: Option<&'static str> = Some("application/vnd.laobingma.place+cose");

    fn decode(payload: &[u8]) -> Result<Self> {
        dated_claims::read(payload, PLACE, &ENTRIES, decode)
    }
}

impl IssuerSigned for PlaceClaims {
    fn issuer(&self) -> IssuerId {
        self.issuer
    }

    fn made(&self) -> UnixTime {
        self.issued
    }
}

fn decode(payload: &[u8]) -> Result<PlaceClaims> {
    let (mut issuer, mut terminal, mut key) = (None, None, None);
    let (mut merchant, mut region, mut standing) = (None, None, None);
    let (mut branch, mut gate_group, mut trades, mut clock_floor) = (None, None, Vec::new(), None);
    let issued = dated_claims::entries(payload, PLACE, &ENTRIES, |entry, reader| {
        match entry {
            ISSUER => issuer = Some(IssuerId(reader.uint32()?)),
            TERMINAL => terminal = Some(TerminalNumber(reader.uint32()?)),
            KEY => key = Some(reader.map_item()?),
            MERCHANT => merchant = Some(MerchantNumber(reader.uint32()?)),
            REGION => region = Some(reader.uint32()?),
            STANDING => standing = Some(TerminalStanding(reader.uint32()?)),
            BRANCH => branch = Some(BranchNumber(reader.uint32()?)),
            GATE_GROUP => gate_group = Some(GateGroup(reader.uint32()?)),
            TRADES => {
                trades = read_list(reader, MAX_TRADES, |reader| reader.uint32().map(Trade))?;
            }
            _ => clock_floor = Some(UnixTime::from_secs(reader.uint()?)),
        }
        Ok(())
    })?;
    // The types of all entries first, then the ranges one by one, the key, the times.
    let (Some(issuer), Some(terminal), Some(key)) = (issuer, terminal, key) else {
        return Err(UNEXPECTED);
    };
    let (Some(merchant), Some(region), Some(standing)) = (merchant, region, standing) else {
        return Err(UNEXPECTED);
    };
    let place = PlaceClaims {
        issuer,
        issued,
        terminal,
        key: read_holder_key(&mut Reader::new(key))?.public_key()?,
        merchant,
        region: Region::new(region)?,
        standing,
        branch,
        gate_group,
        trades,
        clock_floor,
    };
    place.check()?;
    Ok(place)
}

/// A place that a bureau has signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    claims: PlaceClaims,
}

impl Place {
    /// Signs a place with a key of the issuer.
    ///
    /// # Errors
    /// As [`CataloguePart::issue`](super::CataloguePart::issue).
    pub fn issue<S: Signer>(
        claims: &PlaceClaims,
        signer: &S,
    ) -> Result<Vec<u8>, SignError<S::Error>> {
        UnsignedSign1::prepare::<PlaceClaims>(claims.encode()?, signer.public_key())?.sign(signer)
    }

    /// Reads a place and verifies it with the keys that `trust` names for its issuer. Whose terminal it is
    /// about, the caller compares: see [`PlaceClaims::key`].
    ///
    /// # Errors
    /// As [`CataloguePart::verify`](super::CataloguePart::verify).
    pub fn verify(bytes: &[u8], trust: &TrustList) -> Result<Self> {
        Self::verify_signed(bytes, trust).map(|(place, _)| place)
    }

    /// As [`Place::verify`]; with the key that signed it.
    pub(crate) fn verify_signed<'t>(
        bytes: &[u8],
        trust: &'t TrustList,
    ) -> Result<(Self, &'t IssuerKey)> {
        let (claims, _, key) = trust.authenticate_list(&parse(bytes)?)?;
        Ok((Self { claims }, key))
    }

    /// Reads a place that an issuer has signed with `key`, for the issuer itself.
    ///
    /// # Errors
    /// As [`CataloguePart::verify_own`](super::CataloguePart::verify_own).
    pub fn verify_own(bytes: &[u8], issuer: IssuerId, key: &PublicKey) -> Result<Self> {
        let claims = verify_own(&parse(bytes)?, issuer, key)?;
        Ok(Self { claims })
    }

    /// The thumbprint of the terminal's key that some bytes name, **not verified**: to pass over the places
    /// of other terminals, of which an update has thousands. `None` if they cannot be read.
    pub fn unverified_key(bytes: &[u8]) -> Option<[u8; 32]> {
        let claims = parse(bytes).and_then(|message| message.read_unproved());
        claims.ok().map(|claims| claims.key.thumbprint())
    }

    /// What it says.
    pub fn claims(&self) -> &PlaceClaims {
        &self.claims
    }
}

fn parse(bytes: &[u8]) -> Result<Sign1<PlaceClaims>> {
    Sign1::parse(bytes, MAX_PLACE_BYTES)
}
