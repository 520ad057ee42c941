//! A station by the clock of this computer: its store, its updates, and what people show there.

#![allow(dead_code, unreachable_pub, reason = "each test uses what it needs")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use credential_core::{
    Benefit, BenefitKind, BenefitNumber, CatalogueDraft, CataloguePart, Category, CategorySet,
    Challenge, Claims, DisplayName, GateGroup, HolderKey, HolderNumber, Issuer, IssuerId,
    IssuerKey, Membership, Merchant, MerchantNumber, OrgName, P256SigningKey, ParsedCredential,
    Pending, Period, Place, PlaceClaims, Presentation, Quota, QuotaScope, QuotaUnit, Region,
    RootSetClaims, RootSigned, Signer as _, SigningKey, Standing, Status, StatusArray, StatusIndex,
    StatusList, StatusListClaims, TerminalNumber, TerminalStanding, TextForm, Title,
    TrustListClaims, UnixTime, Update, Validity, issue,
};
use tempfile::TempDir;
use terminal_store::Store;

const DAY: Duration = Duration::from_secs(86_400);
const ISSUER: IssuerId = IssuerId(42_120_010);
const BUREAU: u8 = 10;

/// The numbers of holders that mean something; all others are in good standing.
pub const WATCHED: u32 = 1;
pub const REVOKED: u32 = 2;
pub const FIRST_CARD: u32 = 100;
pub const FIRST_PHONE: u32 = 10_000;

pub fn now() -> UnixTime {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    UnixTime::from_secs(since.unwrap().as_secs())
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

fn name(zh: &str) -> OrgName {
    OrgName {
        zh: zh.into(),
        en: None,
    }
}

fn signed<T: RootSigned>(claims: T) -> Vec<u8> {
    let mut pending = Pending::prepare(claims).unwrap();
    pending.sign(&key(1)).unwrap();
    pending.to_bytes().unwrap()
}

/// A folder with a store in it, which an authority has signed since yesterday.
pub struct Station {
    folder: TempDir,
    start: UnixTime,
}

impl Station {
    /// With update 0 in its store.
    pub fn new() -> Self {
        Self::at(now())
    }

    /// At another time than this computer's.
    pub fn at(now: UnixTime) -> Self {
        let station = Self {
            folder: tempfile::tempdir().unwrap(),
            start: UnixTime::from_secs(now.as_secs() - DAY.as_secs()),
        };
        let root_set = signed(RootSetClaims {
            version: 1,
            issued: station.start,
            name: name("湖北省退役军人事务厅"),
            threshold: 1,
            keys: vec![key(1).public_key().clone()],
        });
        Store::provision(station.store(), &root_set).unwrap();
        station.apply(0);
        station
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn store(&self) -> PathBuf {
        self.path("store")
    }

    pub fn store_words(&self) -> [String; 2] {
        ["--store".into(), self.store().to_str().unwrap().into()]
    }

    fn validity(&self, step: u64) -> Validity {
        let from = self.start.plus(Duration::from_secs(step));
        Validity::new(from, from.plus(300 * DAY))
    }

    /// A number as `made` of the list of this update.
    pub fn step_of(&self, made: u64) -> u64 {
        made - self.start.as_secs()
    }

    /// Whether the card [`WATCHED`] is revoked by the update.
    pub fn is_watched_revoked(step: u64) -> bool {
        step % 2 == 1
    }

    /// The update of so many seconds after the first one: a trust list and a status list.
    pub fn update(&self, step: u64) -> Vec<u8> {
        let mut statuses = StatusArray::all_valid(20_000).unwrap();
        statuses.set(StatusIndex(REVOKED), Status::Revoked).unwrap();
        if Self::is_watched_revoked(step) {
            statuses.set(StatusIndex(WATCHED), Status::Revoked).unwrap();
        }
        let claims = StatusListClaims {
            issuer: ISSUER,
            validity: self.validity(step),
            ttl: None,
            statuses,
        };
        let mut update = Update::default();
        update.trust_list = Some(self.trust_list(step));
        update.status_lists = vec![StatusList::issue(&claims, &key(BUREAU)).unwrap()];
        update.encode()
    }

    fn trust_list(&self, step: u64) -> Vec<u8> {
        let region = Region::new(421_200).unwrap();
        let issuer = Issuer {
            id: ISSUER,
            name: name("咸宁市退役军人事务局"),
            region,
            categories: [Category::Veteran, Category::DisabledSoldier]
                .into_iter()
                .collect(),
            regions: vec![region],
            standing: Standing::Active,
            keys: vec![IssuerKey {
                key: key(BUREAU).public_key().clone(),
                in_force: self.validity(0),
                standing: Standing::Active,
                longest_validity: None,
            }],
            code_name: None,
            status_expectation: None,
            catalogue_expectation: None,
        };
        signed(TrustListClaims {
            version: step + 1,
            root_version: 1,
            validity: self.validity(step),
            issuers: vec![Arc::new(issuer)],
        })
    }

    /// Gives the terminal a place, and a catalogue with free rides without an end. Its key is given back.
    pub fn open_for_rides(&self) -> SigningKey {
        let (terminal, bureau) = (key(77), key(BUREAU));
        let title = |zh: &str| Title {
            zh: zh.into(),
            en: None,
        };
        let mut ride = Benefit::new(BenefitNumber(11), title("乘车"), BenefitKind::Free);
        ride.quotas = vec![Quota {
            limit: 1,
            period: Period::Lifetime,
            unit: QuotaUnit::Ride,
            scope: QuotaScope::Merchant,
        }];
        let place = PlaceClaims {
            issuer: ISSUER,
            issued: self.start,
            terminal: TerminalNumber(3),
            key: terminal.public_key().clone(),
            merchant: MerchantNumber(7),
            region: Region::new(421_200).unwrap(),
            standing: TerminalStanding::IN_USE,
            branch: None,
            gate_group: Some(GateGroup(1)),
            trades: Vec::new(),
            clock_floor: None,
        };
        let draft = CatalogueDraft {
            issuer: ISSUER,
            edition: 3,
            validity: self.validity(0),
            merchant: Merchant {
                number: MerchantNumber(7),
                name: title("公交"),
                membership: Membership::MEMBER,
                agreement: None,
            },
            benefits: vec![ride],
        };
        let mut update = Update::default();
        update.places = vec![Place::issue(&place, &bureau).unwrap()];
        update.catalogue_parts = vec![CataloguePart::issue(&draft, &bureau).unwrap()];
        let mut store = Store::open(self.store()).unwrap();
        store
            .set_terminal_key(terminal.public_key().thumbprint())
            .unwrap();
        let outcomes = store
            .update(&update.encode(), self.start.plus(DAY))
            .unwrap();
        assert!(outcomes.iter().all(|outcome| outcome.result.is_ok()));
        terminal
    }

    /// Whether the store took it.
    pub fn apply(&self, step: u64) -> bool {
        let outcomes = Store::open(self.store())
            .unwrap()
            .update(&self.update(step), self.start.plus(DAY))
            .unwrap();
        outcomes.iter().all(|outcome| outcome.result.is_ok())
    }

    pub fn claims(&self, number: u32) -> Claims {
        Claims::new(
            DisplayName::masked("王建明").unwrap(),
            CategorySet::EMPTY.with(Category::Veteran),
            HolderNumber(number),
            StatusIndex(number),
            self.validity(0),
        )
        .unwrap()
    }

    /// The card of this holder, its claims changed first.
    pub fn card_with(
        &self,
        number: u32,
        form: TextForm,
        change: impl FnOnce(&mut Claims),
    ) -> String {
        let mut claims = self.claims(number);
        change(&mut claims);
        issue(&claims, &key(BUREAU)).unwrap().to_text(form)
    }

    pub fn card(&self, number: u32) -> String {
        self.card_with(number, TextForm::Digits, |_| {})
    }

    /// A card that was signed by somebody else.
    pub fn strange_card(&self) -> String {
        let claims = self.claims(FIRST_CARD);
        issue(&claims, &key(99)).unwrap().to_text(TextForm::Digits)
    }

    /// A card with one bit of its signature changed.
    pub fn forged_card(&self, number: u32) -> String {
        let credential = issue(&self.claims(number), &key(BUREAU)).unwrap();
        let mut bytes = credential.as_bytes().to_vec();
        *bytes.last_mut().unwrap() ^= 1;
        base45(&bytes)
    }

    /// The phone of this holder. Every fourth has a P-256 key.
    pub fn phone(&self, number: u32) -> Phone {
        self.phone_with(
            number,
            if number.is_multiple_of(4) {
                Curve::P256
            } else {
                Curve::Ed25519
            },
        )
    }

    pub fn phone_with(&self, number: u32, curve: Curve) -> Phone {
        let mut seed = [7; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        let key = match curve {
            Curve::P256 => PhoneKey::P256(P256SigningKey::from_secret_bytes(&seed).unwrap().into()),
            Curve::Ed25519 => PhoneKey::Ed25519(SigningKey::from_seed(&seed).into()),
        };
        let public = match &key {
            PhoneKey::Ed25519(key) => key.public_key(),
            PhoneKey::P256(key) => key.public_key(),
        };
        let copied = self.card_with(number, TextForm::Digits, |claims| {
            claims.holder_key = Some(HolderKey::try_from(public).unwrap());
        });
        Phone {
            number,
            credential: ParsedCredential::from_text(&copied).unwrap(),
            copied,
            key,
        }
    }
}

/// Writes a file beside the store.
pub fn put(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
}

/// What a phone's key is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    Ed25519,
    P256,
}

enum PhoneKey {
    Ed25519(Box<SigningKey>),
    P256(Box<P256SigningKey>),
}

/// A phone that a credential is bound to.
pub struct Phone {
    pub number: u32,
    key: PhoneKey,
    credential: ParsedCredential,
    /// The credential without a proof.
    pub copied: String,
}

impl Phone {
    /// What it shows.
    pub fn shown(&self, dated: UnixTime, challenge: Option<&Challenge>) -> String {
        let shown = match &self.key {
            PhoneKey::Ed25519(key) => {
                Presentation::issue(&self.credential, dated, challenge, &**key).ok()
            }
            PhoneKey::P256(key) => {
                Presentation::issue(&self.credential, dated, challenge, &**key).ok()
            }
        };
        shown.unwrap().to_text()
    }
}

fn base45(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut text = String::from("LB1:");
    for pair in bytes.chunks(2) {
        let mut number = pair
            .iter()
            .fold(0, |number, byte| number * 256 + usize::from(*byte));
        for _ in 0..=pair.len() {
            text.push(char::from(ALPHABET[number % 45]));
            number /= 45;
        }
    }
    text
}
