//! Catalogues and places by the library, in the words of the vectors.

use credential_core as core;
use test_vectors::{
    Answer, BenefitAnswer, CatalogueContent, CatalogueOutcome, CatalogueVector, Paid, Question,
    from_hex, to_hex,
};

use crate::terminal::reason;

/// Reads the object, asks all questions, and compares.
pub(crate) fn check(
    vector: &CatalogueVector,
    trust: Option<&core::TrustList>,
) -> Result<(), String> {
    let object = from_hex(&vector.bytes).unwrap();
    let read: core::Result<Result<_, String>> = match (vector.object.as_str(), trust) {
        ("part", Some(trust)) => core::CataloguePart::verify(&object, trust).map(|part| {
            compare_part(vector, &part)?;
            Ok(content_of_part(&part))
        }),
        ("head", Some(trust)) => {
            core::CatalogueHead::verify(&object, trust).map(|head| Ok(content_of_head(&head)))
        }
        ("place", Some(trust)) => {
            core::Place::verify(&object, trust).map(|place| Ok(content_of_place(&place)))
        }
        ("place-request", None) => {
            core::PlaceRequest::verify(&object).map(|request| Ok(content_of_request(&request)))
        }
        other => return Err(format!("no such object: {other:?}")),
    };
    let found = match read {
        Ok(content) => CatalogueOutcome::Ok(content?),
        Err(error) => CatalogueOutcome::Refuse(reason(error)),
    };
    same(&vector.expected, &found)
}

fn same<T: PartialEq + std::fmt::Debug>(expected: &T, found: &T) -> Result<(), String> {
    if expected == found {
        Ok(())
    } else {
        Err(format!("expected {expected:?}, found {found:?}"))
    }
}

fn content_of_part(part: &core::CataloguePart) -> CatalogueContent {
    let understood =
        |entry: &core::CatalogueEntry| matches!(entry, core::CatalogueEntry::Understood(_));
    let numbers = |wanted: bool| {
        let entries = part.entries().iter();
        let entries = entries.filter(|entry| understood(entry) == wanted);
        entries.map(|entry| entry.number().0).collect()
    };
    CatalogueContent {
        iat: part.validity().from.as_secs(),
        exp: Some(part.validity().until.as_secs()),
        issuer: Some(part.issuer().0),
        edition: Some(part.edition()),
        merchant: Some(part.merchant().number.0),
        benefits: Some(numbers(true)),
        not_understood: Some(numbers(false)),
        ..CatalogueContent::default()
    }
}

fn content_of_head(head: &core::CatalogueHead) -> CatalogueContent {
    let claims = head.claims();
    CatalogueContent {
        iat: claims.issued.as_secs(),
        issuer: Some(claims.issuer.0),
        edition: Some(claims.edition),
        parts: Some(claims.parts),
        ..CatalogueContent::default()
    }
}

fn content_of_place(place: &core::Place) -> CatalogueContent {
    let claims = place.claims();
    CatalogueContent {
        iat: claims.issued.as_secs(),
        issuer: Some(claims.issuer.0),
        merchant: Some(claims.merchant.0),
        terminal: Some(claims.terminal.0),
        kid: Some(to_hex(&claims.key.id().to_bytes())),
        ..CatalogueContent::default()
    }
}

fn content_of_request(request: &core::PlaceRequest) -> CatalogueContent {
    CatalogueContent {
        iat: request.claims().issued.as_secs(),
        issuer: request.claims().issuer.map(|issuer| issuer.0),
        kid: Some(to_hex(&request.key().id().to_bytes())),
        ..CatalogueContent::default()
    }
}

fn compare_part(vector: &CatalogueVector, part: &core::CataloguePart) -> Result<(), String> {
    for question in &vector.questions {
        same(&question.expected, &answer(part, question))
            .map_err(|difference| format!("{}: {difference}", question.comment))?;
    }
    for case in &vector.charges {
        let benefits: Vec<_> = case
            .benefits
            .iter()
            .map(|number| part.benefit(core::BenefitNumber(*number)).unwrap())
            .collect();
        let paid = match core::charge(&benefits, core::Fen::new(case.price).unwrap()) {
            Ok(charge) => Paid::ToPay(charge.to_pay.get()),
            Err(fault) => Paid::Fault(fault.code().into()),
        };
        same(&case.expected, &paid)
            .map_err(|difference| format!("{}: {difference}", case.comment))?;
    }
    Ok(())
}

/// What the question says that was used.
struct Grants<'q>(&'q Question);

impl core::QuotaLedger for Grants<'_> {
    fn used(&self, question: &core::QuotaQuestion) -> u64 {
        let counted = self.0.used.iter().filter(|used| {
            let day = core::CivilDay::from_number(used.day).unwrap();
            used.benefit == question.benefit.0
                && used.unit == question.unit.number()
                && question.days.contains(day)
        });
        counted.map(|used| used.count).sum()
    }
}

fn answer(part: &core::CataloguePart, question: &Question) -> Answer {
    let holder = &question.holder;
    let traits = core::HolderTraits {
        holder: core::HolderId {
            issuer: part.issuer(),
            number: core::HolderNumber(17),
        },
        categories: core::CategorySet::from_bits(holder.categories),
        disability_grade: holder.disability_grade,
        honour_class: holder.honour_class,
        life_stage: holder
            .life_stage
            .map(|stage| core::LifeStage::from_number(stage.into()).unwrap()),
        home_region: core::Region::new(holder.home_region).unwrap(),
    };
    let moment = core::Moment::at(core::UnixTime::from_secs(question.now));
    let branch = question.branch.map(core::BranchNumber);
    match part.trial(branch, &traits, moment, &Grants(question)) {
        Err(none) => Answer::Nothing(none.code().into()),
        Ok(trials) => Answer::Benefits(
            trials
                .iter()
                .map(|trial| BenefitAnswer {
                    number: trial.number.0,
                    code: trial.code().into(),
                    left: trial.outcome.map_or_else(
                        |_| Vec::new(),
                        |left| left.iter().map(|left| left.left).collect(),
                    ),
                })
                .collect(),
        ),
    }
}
