//! An authority, its bureau, and a merchant with a haircut and goods.

use std::sync::Arc;
use std::time::Duration;

use credential_core::*;
use messages::Failure;
use zeroize::Zeroizing;

pub(super) const BUREAU: IssuerId = IssuerId(42_120_001);
pub(super) const MERCHANT: MerchantNumber = MerchantNumber(7);
pub(super) const HAIRCUT: BenefitNumber = BenefitNumber(1);
pub(super) const GOODS: BenefitNumber = BenefitNumber(2);
pub(super) const START: UnixTime = UnixTime::from_secs(1_800_000_000);
pub(super) const FOLDER: &str = "store";

pub(super) fn at(seconds: u64) -> UnixTime {
    START.plus(Duration::from_secs(seconds))
}

pub(super) fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

pub(super) fn year() -> Validity {
    Validity::new(START, at(365 * 86_400))
}

pub(super) fn region() -> Region {
    Region::new(421_200).unwrap()
}

pub(super) fn name(zh: &str) -> OrgName {
    OrgName {
        zh: zh.into(),
        en: None,
    }
}

pub(super) fn root_set() -> Vec<u8> {
    let mut pending = Pending::prepare(RootSetClaims {
        version: 1,
        issued: START,
        name: name("湖北省退役军人事务厅"),
        threshold: 1,
        keys: vec![key(1).public_key().clone()],
    })
    .unwrap();
    pending.sign(&key(1)).unwrap();
    pending.to_bytes().unwrap()
}

pub(super) fn trust_list() -> Vec<u8> {
    let mut pending = Pending::prepare(TrustListClaims {
        version: 1,
        root_version: 1,
        validity: year(),
        issuers: vec![Arc::new(Issuer {
            id: BUREAU,
            name: name("咸宁市退役军人事务局"),
            region: region(),
            categories: CategorySet::EMPTY.with(Category::Veteran),
            regions: vec![region()],
            standing: Standing::Active,
            keys: vec![IssuerKey {
                key: key(2).public_key().clone(),
                in_force: year(),
                standing: Standing::Active,
                longest_validity: None,
            }],
            code_name: None,
            status_expectation: None,
            catalogue_expectation: None,
        })],
    })
    .unwrap();
    pending.sign(&key(1)).unwrap();
    pending.to_bytes().unwrap()
}

/// Trust list and status list.
pub(super) fn lists() -> Vec<u8> {
    let mut update = Update::default();
    update.trust_list = Some(trust_list());
    update.status_lists = vec![status_list(year())];
    update.encode()
}

/// The status list of a minute later.
pub(super) fn newer_lists() -> Vec<u8> {
    let mut update = Update::default();
    update.status_lists = vec![status_list(Validity::new(at(60), year().until))];
    update.encode()
}

fn status_list(validity: Validity) -> Vec<u8> {
    let claims = StatusListClaims {
        issuer: BUREAU,
        validity,
        ttl: None,
        statuses: StatusArray::all_valid(65_536).unwrap(),
    };
    StatusList::issue(&claims, &key(2)).unwrap()
}

pub(super) fn title(zh: &str) -> Title {
    Title {
        zh: zh.into(),
        en: None,
    }
}

/// A haircut free once a day, and 15 per cent off goods.
pub(super) fn place_of(key_of_terminal: &PublicKey) -> Vec<u8> {
    let place = PlaceClaims {
        issuer: BUREAU,
        issued: START,
        terminal: TerminalNumber(3),
        key: key_of_terminal.clone(),
        merchant: MERCHANT,
        region: region(),
        standing: TerminalStanding::IN_USE,
        branch: Some(BranchNumber(1)),
        gate_group: None,
        trades: Vec::new(),
        clock_floor: None,
    };
    let mut haircut = Benefit::new(HAIRCUT, title("理发"), BenefitKind::Free);
    haircut.quotas = vec![Quota {
        limit: 1,
        period: Period::Day,
        unit: QuotaUnit::Use,
        scope: QuotaScope::Merchant,
    }];
    let goods = Benefit::new(GOODS, title("商品"), BenefitKind::Share { per_mille: 850 });
    let draft = CatalogueDraft {
        issuer: BUREAU,
        edition: 1,
        validity: year(),
        merchant: Merchant {
            number: MERCHANT,
            name: title("咸宁理发店"),
            membership: Membership::MEMBER,
            agreement: None,
        },
        benefits: vec![haircut, goods],
    };
    let head = CatalogueHeadClaims {
        issuer: BUREAU,
        issued: START,
        edition: 1,
        parts: 1,
    };
    let mut update = Update::default();
    update.places = vec![Place::issue(&place, &key(2)).unwrap()];
    update.catalogue_parts = vec![CataloguePart::issue(&draft, &key(2)).unwrap()];
    update.catalogue_heads = vec![CatalogueHead::issue(&head, &key(2)).unwrap()];
    update.encode()
}

pub(super) fn code(holder: u32) -> String {
    let name = DisplayName::masked("王建明").unwrap();
    let veteran = CategorySet::EMPTY.with(Category::Veteran);
    let (number, index) = (HolderNumber(holder), StatusIndex(holder));
    let claims = Claims::new(name, veteran, number, index, year()).unwrap();
    let credential = issue(&claims, &key(2)).unwrap();
    credential.to_text(TextForm::Digits)
}

pub(super) fn seed() -> Result<Zeroizing<[u8; 32]>, Failure> {
    Ok(Zeroizing::new([7; 32]))
}
