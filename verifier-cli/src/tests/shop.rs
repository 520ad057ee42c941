//! A terminal with a place and a catalogue, made as people make them: request, update, scan.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use credential_core::*;
use messages::Exit;
use serde_json::Value;

use super::fixtures::*;

pub(crate) const BUREAU: IssuerId = IssuerId(42_120_010);
pub(crate) const MERCHANT: MerchantNumber = MerchantNumber(7);

/// A terminal of a merchant.
pub(crate) struct Shop {
    pub(crate) terminal: TerminalFiles,
    pub(crate) key: PublicKey,
}

pub(crate) fn title(zh: &str, en: &str) -> Title {
    Title {
        zh: zh.into(),
        en: Some(en.into()),
    }
}

pub(crate) fn per(limit: u32, period: Period, unit: QuotaUnit) -> Quota {
    Quota {
        limit,
        period,
        unit,
        scope: QuotaScope::Merchant,
    }
}

/// A haircut free once a day, half price on goods, a car for five days a year, one thing for others, one
/// at another branch.
pub(crate) fn benefits() -> Vec<Benefit> {
    let number =
        |number, zh: &str, en: &str, kind| Benefit::new(BenefitNumber(number), title(zh, en), kind);
    let mut haircut = number(1, "理发", "Haircut", BenefitKind::Free);
    haircut.quotas = vec![per(1, Period::Day, QuotaUnit::Use)];
    let goods = number(2, "商品", "Goods", BenefitKind::Share { per_mille: 850 });
    let mut car = number(3, "租车", "Car hire", BenefitKind::Free);
    car.quotas = vec![per(5, Period::Year, QuotaUnit::HireDay)];
    let mut others = number(4, "入园", "Kindergarten", BenefitKind::Priority);
    others.categories = Some(CategorySet::EMPTY.with(Category::DisabledSoldier));
    let mut elsewhere = number(5, "洗车", "Car wash", BenefitKind::Free);
    elsewhere.branches = vec![BranchNumber(9)];
    vec![haircut, goods, car, others, elsewhere]
}

/// A ride that is free twice a day.
pub(crate) fn rides() -> Vec<Benefit> {
    let mut ride = Benefit::new(
        BenefitNumber(11),
        title("乘地铁", "Metro"),
        BenefitKind::Free,
    );
    ride.quotas = vec![per(2, Period::Day, QuotaUnit::Ride)];
    // Free, but given by people: a gate does not give it.
    let tea = Benefit::new(BenefitNumber(10), title("茶水", "Tea"), BenefitKind::Free);
    vec![tea, ride]
}

fn made() -> UnixTime {
    UnixTime::from_secs(STATUS_MADE)
}

pub(crate) fn place(key: &PublicKey) -> PlaceClaims {
    PlaceClaims {
        issuer: BUREAU,
        issued: made(),
        terminal: TerminalNumber(3),
        key: key.clone(),
        merchant: MERCHANT,
        region: Region::new(421_200).unwrap(),
        standing: TerminalStanding::IN_USE,
        branch: Some(BranchNumber(1)),
        gate_group: None,
        trades: Vec::new(),
        clock_floor: None,
    }
}

pub(crate) fn draft(benefits: Vec<Benefit>) -> CatalogueDraft {
    CatalogueDraft {
        issuer: BUREAU,
        edition: 3,
        validity: Validity::new(
            made(),
            made().plus(std::time::Duration::from_secs(365 * 86_400)),
        ),
        merchant: Merchant {
            number: MERCHANT,
            name: title("咸宁理发店", "Xianning Barber"),
            membership: Membership::MEMBER,
            agreement: None,
        },
        benefits,
    }
}

impl Shop {
    pub(crate) fn new(benefits: Vec<Benefit>) -> Self {
        let shop = Self::without_place();
        shop.update(&place(&shop.key), &draft(benefits));
        shop
    }

    /// A terminal that has asked for a place and has none.
    pub(crate) fn without_place() -> Self {
        let terminal = TerminalFiles::new();
        let file = terminal.path("place.request");
        let store = terminal.store();
        let words = ["place", "request", "--at", NOW, "--label", "前台 1"].map(OsString::from);
        let paths = [
            "--store".into(),
            store.into(),
            "--out".into(),
            file.clone().into(),
        ];
        let run = verifier(words.into_iter().chain(paths), b"");
        assert_eq!(run.exit, Exit::Done, "{run:?}");
        let request = PlaceRequest::verify(&fs::read(file).unwrap()).unwrap();
        assert_eq!(request.claims().label.as_deref(), Some("前台 1"));
        let key = request.key().clone();
        Self { terminal, key }
    }

    pub(crate) fn update(&self, place: &PlaceClaims, draft: &CatalogueDraft) {
        let bureau = key(XIANNING);
        let mut update = Update::default();
        update.places = vec![Place::issue(place, &bureau).unwrap()];
        update.catalogue_parts = vec![CataloguePart::issue(draft, &bureau).unwrap()];
        let head = CatalogueHeadClaims {
            issuer: BUREAU,
            issued: draft.validity.from,
            edition: draft.edition,
            parts: 1,
        };
        update.catalogue_heads = vec![CatalogueHead::issue(&head, &bureau).unwrap()];
        let file = self.terminal.put("place.lbu", &update.encode());
        let run = self.run(&["update"], &[file]);
        assert_eq!(run.exit, Exit::Done, "{run:?}");
    }

    /// A command on this terminal's store, in English.
    pub(crate) fn run(&self, words: &[&str], paths: &[PathBuf]) -> Run {
        let words = words.iter().map(OsString::from);
        let paths = paths.iter().map(|path| path.clone().into());
        let store = ["--lang".into(), "en".into(), "--store".into()];
        let store = store.into_iter().chain([self.terminal.store().into()]);
        verifier(words.chain(paths).chain(store), b"")
    }

    /// The one line of JSON of a command.
    pub(crate) fn json(&self, words: &[&str]) -> Value {
        let mut words = words.to_vec();
        words.push("--json");
        let run = self.run(&words, &[]);
        assert_eq!(run.exit, Exit::Done, "{run:?}");
        run.json().remove(0)
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.terminal.store().join("journal")
    }
}
