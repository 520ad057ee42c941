//! Benefits for programs. The schema is in `docs/json.md`; what is in it stays.

use credential_core::{BenefitKind, QuotaLeft};
use messages::{FailureRecord, Lang, benefit_words};
use serde::Serialize;

use super::grant::Granted;
use super::offer::{NoOffer, Offer, OfferedBenefit};
use crate::verdict_json::Time;

/// What a holder gets here and now.
#[derive(Debug, Serialize)]
pub struct BenefitsRecord<'a> {
    issuer: u32,
    state: &'static str,
    merchant: Option<MerchantRecord<'a>>,
    edition: Option<u32>,
    /// Why there is none at all; `null` if there may be some.
    code: Option<&'static str>,
    error: Option<FailureRecord<'a>>,
    list: Vec<BenefitRecord<'a>>,
}

#[derive(Debug, Serialize)]
struct MerchantRecord<'a> {
    number: u32,
    name: &'a str,
    name_en: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct BenefitRecord<'a> {
    number: u32,
    title: &'a str,
    title_en: Option<&'a str>,
    code: &'static str,
    kind: Option<&'static str>,
    per_mille: Option<u16>,
    fen: Option<u64>,
    floor_fen: Option<u64>,
    order: Option<u8>,
    needs_price: bool,
    quotas: Vec<QuotaRecord>,
}

#[derive(Debug, Serialize)]
struct QuotaRecord {
    limit: u32,
    period: &'static str,
    unit: &'static str,
    scope: &'static str,
    left: u32,
}

impl<'a> BenefitsRecord<'a> {
    /// Of an offer.
    pub fn new(offer: &'a Offer, lang: Lang) -> Self {
        let reason = offer.benefits.as_ref().err();
        Self {
            issuer: offer.issuer.0,
            state: offer.state.code(),
            merchant: offer
                .merchant
                .as_ref()
                .map(|(number, name, _)| MerchantRecord {
                    number: number.0,
                    name: &name.zh,
                    name_en: name.en.as_deref(),
                }),
            edition: offer.merchant.as_ref().map(|(_, _, edition)| *edition),
            code: reason.map(|reason| match reason {
                NoOffer::Place(reason) => reason.code(),
                NoOffer::NoCatalogue => offer.state.code(),
                NoOffer::Journal(failure) => failure.code,
            }),
            error: reason.and_then(|reason| match reason {
                NoOffer::Journal(failure) => Some(failure.record(lang)),
                _ => None,
            }),
            list: offer
                .benefits
                .iter()
                .flatten()
                .map(BenefitRecord::new)
                .collect(),
        }
    }
}

impl<'a> BenefitRecord<'a> {
    fn new(offered: &'a OfferedBenefit) -> Self {
        let benefit = offered.benefit.as_ref();
        let kind = benefit.map(|benefit| benefit.kind);
        Self {
            number: offered.number.0,
            title: &offered.title.zh,
            title_en: offered.title.en.as_deref(),
            code: offered.code(),
            kind: kind.map(BenefitKind::code),
            per_mille: match kind {
                Some(BenefitKind::Share { per_mille }) => Some(per_mille),
                _ => None,
            },
            fen: match kind {
                Some(BenefitKind::AmountOff(fen) | BenefitKind::FixedPrice(fen)) => Some(fen.get()),
                _ => None,
            },
            floor_fen: benefit.and_then(|benefit| benefit.floor.map(|floor| floor.get())),
            order: benefit.and_then(|benefit| benefit.order),
            needs_price: offered.needs_price(),
            quotas: offered.outcome.iter().flatten().map(quota).collect(),
        }
    }
}

fn quota(left: &QuotaLeft) -> QuotaRecord {
    QuotaRecord {
        limit: left.quota.limit,
        period: left.quota.period.code(),
        unit: left.quota.unit.code(),
        scope: left.quota.scope.code(),
        left: left.left,
    }
}

/// A benefit that was given.
#[derive(Debug, Serialize)]
pub struct GrantRecord<'a> {
    record: u64,
    time: Time,
    benefit: u32,
    title: &'a str,
    title_en: Option<&'a str>,
    units: u32,
    price_fen: Option<u64>,
    to_pay_fen: Option<u64>,
    /// Why it was given without a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    manual: Option<&'static str>,
}

impl<'a> GrantRecord<'a> {
    /// Of a grant.
    pub fn new(granted: &'a Granted) -> Self {
        Self {
            record: granted.record,
            time: Time::new(granted.time),
            benefit: granted.benefit.0,
            title: &granted.title.zh,
            title_en: granted.title.en.as_deref(),
            units: granted.units,
            price_fen: granted.charge.map(|charge| charge.price.get()),
            to_pay_fen: granted.charge.map(|charge| charge.to_pay.get()),
            manual: granted.manual.map(benefit_words::manual_reason_code),
        }
    }
}
