#![allow(
    clippy::inconsistent_digit_grouping,
    reason = "days are grouped as year, month, day"
)]

mod charges;
mod days;
mod eligible;
mod listings;
mod objects;
mod places;
mod quotas;
mod rules;
mod unknown;

use alloc::vec::Vec;

use super::*;
use crate::category::{Category, CategorySet};
use crate::civil::{CivilDay, DateRule, DayWindow, Moment};
use crate::fixtures::{SPAN, bureau_key, hex, region, sign1};
use crate::keys::{Signer, SigningKey};
use crate::numbers::HolderNumber;
use crate::time::UnixTime;
use crate::trust::IssuerId;
use crate::verify::HolderId;

const XIANNING: IssuerId = IssuerId(42_120_001);

fn title(zh: &str) -> Title {
    Title {
        zh: zh.into(),
        en: None,
    }
}

fn merchant() -> Merchant {
    Merchant {
        number: MerchantNumber(7),
        name: title("温泉理发店"),
        membership: Membership::MEMBER,
        agreement: None,
    }
}

/// For everybody, at any time.
fn benefit(number: u32) -> Benefit {
    Benefit::new(BenefitNumber(number), title("理发"), BenefitKind::Free)
}

fn draft(benefits: Vec<Benefit>) -> CatalogueDraft {
    CatalogueDraft {
        issuer: XIANNING,
        edition: 3,
        validity: SPAN,
        merchant: merchant(),
        benefits,
    }
}

fn signed(draft: &CatalogueDraft) -> CataloguePart {
    let bytes = CataloguePart::issue(draft, &bureau_key()).unwrap();
    CataloguePart::verify_own(&bytes, XIANNING, bureau_key().public_key()).unwrap()
}

fn veteran() -> HolderTraits {
    HolderTraits {
        holder: HolderId {
            issuer: XIANNING,
            number: HolderNumber(17),
        },
        categories: CategorySet::EMPTY.with(Category::Veteran),
        disability_grade: None,
        honour_class: None,
        life_stage: None,
        home_region: region(421_200),
    }
}

/// The time of Beijing, given as a day `YYYYMMDD` and hours and minutes `HHMM`. Counted from days that are
/// known, so that the calendar under test is not asked.
fn beijing(day: u32, clock: u32) -> Moment {
    Moment::at(beijing_time(day, clock))
}

fn beijing_time(day: u32, clock: u32) -> UnixTime {
    let (year, month, date) = (day / 10_000, day / 100 % 100, day % 100);
    let mut days = 0u64;
    let leap = |year: u32| {
        let counted = if year.is_multiple_of(100) {
            year / 100
        } else {
            year
        };
        counted.is_multiple_of(4)
    };
    for year in 1970..year {
        days += if leap(year) { 366 } else { 365 };
    }
    let february = if leap(year) { 29 } else { 28 };
    for days_of_month in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        .iter()
        .take(month as usize - 1)
    {
        days += days_of_month;
    }
    days += u64::from(date) - 1;
    let minutes = u64::from(clock / 100 * 60 + clock % 100);
    UnixTime::from_secs((days * 86_400 + minutes * 60).saturating_sub(8 * 3_600))
}

/// The code for the benefit alone, of this holder, without anything used.
fn code(benefit: &Benefit, holder: &HolderTraits, moment: Moment) -> &'static str {
    code_at(benefit, None, holder, moment, &NothingUsed)
}

fn code_at(
    benefit: &Benefit,
    branch: Option<BranchNumber>,
    holder: &HolderTraits,
    moment: Moment,
    ledger: &impl QuotaLedger,
) -> &'static str {
    let draft = draft([benefit.clone()].into());
    let trials = draft.trial(branch, holder, moment, ledger).unwrap();
    trials[0].code()
}

/// An object with this payload, truly signed by the bureau.
fn by_hand(typ: &str, payload: &str) -> Vec<u8> {
    let mut header = hex("a3 0127 0444");
    header.extend(bureau_key().public_key().id().to_bytes());
    header.extend(hex("10 78"));
    header.push(typ.len() as u8);
    header.extend(typ.as_bytes());
    sign1(&header, &hex(payload), &bureau_key())
}

/// A part with one benefit.
pub(crate) fn sample_part(key: &SigningKey) -> Vec<u8> {
    CataloguePart::issue(&draft([benefit(1)].into()), key).unwrap()
}

/// A head.
pub(crate) fn sample_head(key: &SigningKey) -> Vec<u8> {
    let head = CatalogueHeadClaims {
        issuer: XIANNING,
        issued: SPAN.from,
        edition: 3,
        parts: 1,
    };
    CatalogueHead::issue(&head, key).unwrap()
}

/// A place.
pub(crate) fn sample_place(key: &SigningKey) -> Vec<u8> {
    Place::issue(&places::claims(), key).unwrap()
}

/// A request for a place, of the key itself.
pub(crate) fn sample_place_request(key: &SigningKey) -> Vec<u8> {
    let claims = PlaceRequestClaims {
        issued: SPAN.from,
        issuer: None,
        label: None,
    };
    PlaceRequest::sign(&claims, key).unwrap()
}
