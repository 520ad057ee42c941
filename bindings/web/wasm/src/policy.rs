//! What a place asks for, from JSON.

use std::fmt;
use std::time::Duration;

use credential_core::{
    Bearer, Category, CategorySet, Challenge, ChallengeRule, HolderProof, MissingStatus, Policy,
    Region, ServedFrom, WhenInDoubt,
};
use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};
use terminal::object_from_json;

/// A policy with the names that all bindings have (`terminal::PolicyOptions`), and the finer ones of
/// `test-vectors/schema.json`. What is absent is as the place has it. Other names are refused: a rule that is misspelt
/// must not be passed over.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PolicyChoice {
    /// `shop` or `gate`; a shop if absent.
    place: Option<String>,
    bearer: Option<String>,
    phone_bound: Option<String>,
    #[serde(deserialize_with = "present")]
    trust_list_check_after: Option<Option<f64>>,
    clock_leeway: Option<f64>,
    unknown_category: Option<String>,
    compromised_key: Option<String>,
    served: Option<CategoriesChoice>,
    served_from: Vec<ServedFromChoice>,
    proofs: Option<ProofChoice>,
    lists: Option<ListChoice>,
    /// What is shown for phones to sign with, hexadecimal.
    challenges: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServedFromChoice {
    categories: CategoriesChoice,
    regions: Vec<u32>,
}

/// Codes of categories, or their bits.
struct CategoriesChoice(CategorySet);

impl<'d> Deserialize<'d> for CategoriesChoice {
    fn deserialize<D: Deserializer<'d>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(CategoriesVisitor)
    }
}

/// An untagged enum would read the value into a tree first: some kilobytes of code.
struct CategoriesVisitor;

impl<'d> Visitor<'d> for CategoriesVisitor {
    type Value = CategoriesChoice;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("codes of categories, or their bits")
    }

    fn visit_u64<E: de::Error>(self, bits: u64) -> Result<CategoriesChoice, E> {
        let bits = u32::try_from(bits).map_err(|_| E::custom("too many bits"))?;
        Ok(CategoriesChoice(CategorySet::from_bits(bits)))
    }

    fn visit_seq<A: SeqAccess<'d>>(self, mut codes: A) -> Result<CategoriesChoice, A::Error> {
        let mut set = CategorySet::EMPTY;
        while let Some(code) = codes.next_element::<String>()? {
            let known = Category::ALL.into_iter().find(|one| one.code() == code);
            set = set.with(known.ok_or_else(|| de::Error::custom("no category"))?);
        }
        Ok(CategoriesChoice(set))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProofChoice {
    window: f64,
    skew: f64,
    challenge: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListChoice {
    trust_list_refuse_after: Option<f64>,
    status_list_check_after: Option<f64>,
    status_list_refuse_after: Option<f64>,
    missing_status: String,
}

/// Tells `null` from what is absent.
fn present<'d, D: serde::Deserializer<'d>>(from: D) -> Result<Option<Option<f64>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// A policy, and the challenges that are shown.
pub(crate) fn policy(json: &str) -> Option<(Policy, Vec<Challenge>)> {
    let choice: PolicyChoice = object_from_json(json).ok()?;
    let mut policy = match choice.place.as_deref() {
        None | Some("shop") => Policy::shop(),
        Some("gate") => Policy::gate(),
        _ => return None,
    };
    if let Some(bearer) = &choice.bearer {
        policy.bearer = match bearer.as_str() {
            "accept" => Bearer::Accept,
            "check" => Bearer::Check,
            "refuse" => Bearer::Refuse,
            _ => return None,
        };
    }
    if let Some(proof) = &choice.phone_bound {
        policy.holder_proof = match proof.as_str() {
            "proof" => HolderProof::Required,
            "as-bearer" => HolderProof::TreatAsBearer,
            _ => return None,
        };
    }
    if let Some(after) = choice.trust_list_check_after {
        policy.trust_list_check_after = after.map(seconds);
    }
    if let Some(leeway) = choice.clock_leeway {
        policy.clock_leeway = seconds(leeway);
    }
    if let Some(doubt) = &choice.unknown_category {
        policy.unknown_category = when_in_doubt(doubt)?;
    }
    if let Some(doubt) = &choice.compromised_key {
        policy.compromised_key = when_in_doubt(doubt)?;
    }
    if let Some(served) = &choice.served {
        policy.served = Some(served.0);
    }
    for from in &choice.served_from {
        let regions: Result<Vec<_>, _> =
            from.regions.iter().map(|code| Region::new(*code)).collect();
        policy.served_from.push(ServedFrom {
            categories: from.categories.0,
            regions: regions.ok()?,
        });
    }
    if let Some(proofs) = &choice.proofs {
        policy.proof_window = seconds(proofs.window);
        policy.proof_skew = seconds(proofs.skew);
        policy.challenge = match proofs.challenge.as_str() {
            "not-asked" => ChallengeRule::NotAsked,
            "required" => ChallengeRule::Required,
            _ => return None,
        };
    }
    if let Some(lists) = &choice.lists {
        policy.trust_list_refuse_after = lists.trust_list_refuse_after.map(seconds);
        policy.status_list_check_after = lists.status_list_check_after.map(seconds);
        policy.status_list_refuse_after = lists.status_list_refuse_after.map(seconds);
        policy.missing_status = match lists.missing_status.as_str() {
            "accept" => MissingStatus::AcceptUnknownStatus,
            "check" => MissingStatus::Check,
            "refuse" => MissingStatus::Refuse,
            _ => return None,
        };
    }
    let challenges: Option<Vec<_>> = choice.challenges.iter().map(|hex| challenge(hex)).collect();
    Some((policy, challenges?))
}

fn when_in_doubt(name: &str) -> Option<WhenInDoubt> {
    match name {
        "check" => Some(WhenInDoubt::Check),
        "refuse" => Some(WhenInDoubt::Refuse),
        _ => None,
    }
}

/// JavaScript's numbers are floating. A cast takes the nearest whole number of seconds there is.
fn seconds(number: f64) -> Duration {
    Duration::from_secs(number as u64)
}

fn challenge(hex: &str) -> Option<Challenge> {
    if hex.len() % 2 != 0 || !hex.is_ascii() {
        return None;
    }
    let bytes: Result<Vec<u8>, _> = (0..hex.len() / 2)
        .map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16))
        .collect();
    Challenge::new(&bytes.ok()?).ok()
}
