//! Verdicts for programs. The schema is in `docs/json.md`; what is in it stays.

use credential_core::{
    Basis, CategorySet, Caution, Claims, Dependant, Error, Issuer, LifeStage, ScanFault, TextForm,
    UnixTime, Validity, Verdict,
};
use messages::dates;
use serde::Serialize;

use crate::json_line::to_json;
use crate::judged::Judged;

/// A verdict as it stands in JSON.
#[derive(Debug, Serialize)]
pub struct VerdictRecord<'a> {
    input: String,
    verdict: &'static str,
    code: &'static str,
    stage: Option<&'static str>,
    detail: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<u64>,
    advice: &'static str,
    cautions: Vec<&'static str>,
    authentic: bool,
    form: Option<&'static str>,
    scan: Option<ScanRecord>,
    part: Option<PartRecord>,
    other_codes: usize,
    other_ours: usize,
    at: Time,
    basis: BasisRecord,
    credential: Option<CredentialRecord<'a>>,
}

impl<'a> VerdictRecord<'a> {
    /// Of a code, with where it came from.
    pub fn new(input: String, judged: &'a Judged) -> Self {
        let verdict = &judged.verdict;
        let content = judged.content();
        let cautions = match verdict {
            Verdict::Check(_, cautions) => cautions.iter().map(Caution::code).collect(),
            _ => Vec::new(),
        };
        Self {
            input,
            verdict: verdict.decision().name(),
            code: verdict.reason(),
            stage: verdict.stage().map(|stage| stage.name()),
            detail: judged.error().and_then(|error| error.detail()),
            seconds: judged.error().and_then(seconds),
            advice: verdict.advice().name(),
            cautions,
            authentic: content.is_some(),
            form: judged.form.and_then(form),
            scan: judged.scan.map(|scan| ScanRecord {
                fault: scan.fault.map(ScanFault::name),
                repaired: scan.is_repaired,
                misread: judged.misreading().is_some(),
                repeated: scan.is_repeated,
            }),
            part: judged.part.map(|part| PartRecord {
                number: part.index + 1,
                count: part.count,
            }),
            other_codes: judged.other_codes,
            other_ours: judged.other_ours,
            at: Time::new(judged.at),
            basis: BasisRecord::new(verdict.basis()),
            credential: content.map(|(claims, issuer)| CredentialRecord::new(claims, issuer)),
        }
    }
}

impl Judged {
    /// As it stands in JSON, in one line; `input` says where the code came from.
    pub fn json(&self, input: &str) -> String {
        to_json(&VerdictRecord::new(input.to_owned(), self))
    }
}

/// What happened to a text that was typed, on its way from the scanner.
#[derive(Debug, Serialize)]
struct ScanRecord {
    fault: Option<&'static str>,
    repaired: bool,
    misread: bool,
    repeated: bool,
}

/// Which part of a code that was split a picture shows, where the others are not in it.
#[derive(Debug, Serialize)]
struct PartRecord {
    number: u8,
    count: u8,
}

/// How long ago, how far ahead, or how long to wait: of errors that are about seconds.
fn seconds(error: Error) -> Option<u64> {
    match error {
        Error::ProofStale { age: seconds }
        | Error::ProofFromFuture { ahead: seconds }
        | Error::PassedRecently { wait: seconds } => Some(seconds),
        _ => None,
    }
}

fn form(form: TextForm) -> Option<&'static str> {
    match form {
        TextForm::Digits => Some("digits"),
        TextForm::Base45 => Some("base45"),
        _ => None,
    }
}

/// The lists that a verdict rests on.
#[derive(Debug, Serialize)]
struct BasisRecord {
    trust_list: TrustListRecord,
    status_list: StatusListRecord,
}

#[derive(Debug, Serialize)]
struct TrustListRecord {
    consulted: bool,
    version: Option<u64>,
    made: Option<Time>,
}

#[derive(Debug, Serialize)]
struct StatusListRecord {
    consulted: bool,
    made: Option<Time>,
}

impl BasisRecord {
    fn new(basis: Option<&Basis>) -> Self {
        let status_list_made = basis.and_then(|basis| basis.status_list_made);
        Self {
            trust_list: TrustListRecord {
                consulted: basis.is_some(),
                version: basis.map(|basis| basis.trust_list_version),
                made: basis.map(|basis| Time::new(basis.trust_list_made)),
            },
            status_list: StatusListRecord {
                consulted: basis.is_some_and(|basis| basis.revocation_checked),
                made: status_list_made.map(Time::new),
            },
        }
    }
}

#[derive(Debug, Serialize)]
struct CredentialRecord<'a> {
    name: &'a str,
    categories: Vec<String>,
    holder: u32,
    status_index: u32,
    issued: Time,
    expires: End,
    home_region: u32,
    disability_grade: Option<u8>,
    honour_class: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    life_stage: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dependants: Vec<DependantRecord<'a>>,
    phone_bound: bool,
    issuer: IssuerRecord<'a>,
}

impl<'a> CredentialRecord<'a> {
    fn new(claims: &'a Claims, issuer: &'a Issuer) -> Self {
        let Validity { from, until } = claims.validity;
        Self {
            name: claims.name.as_str(),
            categories: categories(claims.categories),
            holder: claims.holder.0,
            status_index: claims.status_index.0,
            issued: Time::new(from),
            expires: End::new(until),
            home_region: claims.home_region.unwrap_or(issuer.region).code(),
            disability_grade: claims.disability_grade,
            honour_class: claims.honour_class,
            life_stage: claims.life_stage.map(LifeStage::code),
            dependants: claims.dependants.iter().map(DependantRecord::new).collect(),
            phone_bound: claims.holder_key.is_some(),
            issuer: IssuerRecord {
                id: issuer.id.0,
                name: &issuer.name.zh,
                name_en: issuer.name.en.as_deref(),
                code_name: issuer.code_name.as_ref().map(|name| name.zh.as_str()),
                code_name_en: issuer
                    .code_name
                    .as_ref()
                    .and_then(|name| name.en.as_deref()),
                region: issuer.region.code(),
            },
        }
    }
}

#[derive(Debug, Serialize)]
struct DependantRecord<'a> {
    /// `null` for a number that this version has no word for.
    relation: Option<&'static str>,
    name: &'a str,
}

impl<'a> DependantRecord<'a> {
    fn new(dependant: &'a Dependant) -> Self {
        Self {
            relation: dependant.relation.code(),
            name: dependant.name.as_str(),
        }
    }
}

/// By their codes; one that this version has no code for, by its number.
fn categories(set: CategorySet) -> Vec<String> {
    let unnamed = set.unnamed().to_bits();
    let numbered = (0..u32::BITS)
        .filter(|bit| unnamed >> bit & 1 == 1)
        .map(|bit| format!("category-{bit}"));
    set.iter()
        .map(|category| category.code().to_owned())
        .chain(numbered)
        .collect()
}

#[derive(Debug, Serialize)]
struct IssuerRecord<'a> {
    id: u32,
    name: &'a str,
    name_en: Option<&'a str>,
    /// What its code is called in public, where it is not 老兵码.
    #[serde(skip_serializing_if = "Option::is_none")]
    code_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code_name_en: Option<&'a str>,
    region: u32,
}

/// A time as it stands in JSON.
#[derive(Debug, Serialize)]
pub struct Time {
    unix: u64,
    rfc3339: Option<String>,
    day: Option<String>,
}

impl Time {
    /// In seconds, in Beijing time, and as its day.
    pub fn new(time: UnixTime) -> Self {
        let rfc3339 = dates::rfc3339(time);
        Self {
            unix: time.as_secs(),
            day: rfc3339.is_some().then(|| dates::day(time)),
            rfc3339,
        }
    }
}

/// The first second that is no longer valid, with the last day that still is.
#[derive(Debug, Serialize)]
pub struct End {
    unix: u64,
    rfc3339: Option<String>,
    last_day: Option<String>,
}

impl End {
    /// Of what ends before this second.
    pub fn new(until: UnixTime) -> Self {
        let rfc3339 = dates::rfc3339(until);
        Self {
            unix: until.as_secs(),
            last_day: rfc3339.is_some().then(|| dates::last_day(until)),
            rfc3339,
        }
    }
}
