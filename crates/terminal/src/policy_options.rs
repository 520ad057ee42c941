//! The rules of a place as an embedder writes them down.

use credential_core::{Bearer, Category, CategorySet, HolderProof, Policy, Region, ServedFrom};
use messages::untrusted::escape_untrusted;
use messages::{Failure, failure};
use serde::Deserialize;

use crate::json_line::object_from_json;

/// The rules of a place, as in the arguments of `verifier`. All that is left out is as the place has it.
///
/// As JSON: `{"place":"shop","bearer":"check","served":["veteran"],
/// "served_from":[{"regions":[330200],"categories":["veteran"]}],"phone_bound":"proof"}`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default, deny_unknown_fields)]
pub struct PolicyOptions {
    /// Whether somebody is there to look.
    pub place: PlaceKind,
    /// What a code on paper or a card is worth.
    pub bearer: Option<BearerChoice>,
    /// What a code is worth that is bound to a phone and comes without a proof.
    pub phone_bound: Option<PhoneBound>,
    /// The codes of the categories that are served; `None` for all.
    pub served: Option<Vec<String>>,
    /// What is served besides for people of some regions.
    pub served_from: Vec<ServedFromOptions>,
}

/// Whether somebody is there to look.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    /// Somebody is.
    #[default]
    Shop,
    /// Nobody is.
    Gate,
}

/// What a code on paper or a card is worth.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum BearerChoice {
    /// It passes.
    Accept,
    /// A person compares.
    Check,
    /// Nothing.
    Refuse,
}

/// What a code is worth that is bound to a phone and comes without a proof.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum PhoneBound {
    /// Nothing: it needs a fresh proof.
    Proof,
    /// As much as any bearer code.
    AsBearer,
}

/// Categories that are served for people of some regions.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct ServedFromOptions {
    /// Codes of six digits.
    pub regions: Vec<u32>,
    /// Codes of categories.
    pub categories: Vec<String>,
}

/// More text is no policy.
const MOST_BYTES: usize = 64 * 1024;

impl PolicyOptions {
    /// Reads them from JSON; an empty text has none.
    ///
    /// # Errors
    /// `usage`.
    pub fn from_json(text: &str) -> Result<Self, Failure> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        if text.len() > MOST_BYTES {
            return Err(wrong("it is too long"));
        }
        object_from_json(text).map_err(|error| wrong(&error.to_string()))
    }

    /// The policy.
    ///
    /// # Errors
    /// `usage`, for an unknown category or region.
    pub fn policy(&self) -> Result<Policy, Failure> {
        let mut policy = match self.place {
            PlaceKind::Shop => Policy::shop(),
            PlaceKind::Gate => Policy::gate(),
        };
        policy.bearer = match self.bearer {
            Some(BearerChoice::Accept) => Bearer::Accept,
            Some(BearerChoice::Check) => Bearer::Check,
            Some(BearerChoice::Refuse) => Bearer::Refuse,
            None => policy.bearer,
        };
        policy.holder_proof = match self.phone_bound {
            Some(PhoneBound::Proof) => HolderProof::Required,
            Some(PhoneBound::AsBearer) => HolderProof::TreatAsBearer,
            None => policy.holder_proof,
        };
        policy.served = self.served.as_deref().map(categories).transpose()?;
        let from = self.served_from.iter().map(|from| {
            Ok(ServedFrom {
                categories: categories(&from.categories)?,
                regions: regions(&from.regions)?,
            })
        });
        policy.served_from = from.collect::<Result<_, Failure>>()?;
        Ok(policy)
    }
}

fn categories(codes: &[String]) -> Result<CategorySet, Failure> {
    let one = |code: &String| {
        let known = Category::ALL.into_iter().find(|known| known.code() == code);
        known.ok_or_else(|| wrong(&format!("{} is no category", escape_untrusted(code))))
    };
    codes.iter().map(one).collect()
}

fn regions(codes: &[u32]) -> Result<Vec<Region>, Failure> {
    let one = |code: &u32| Region::new(*code).map_err(|_| wrong(&format!("{code} is no region")));
    codes.iter().map(one).collect()
}

fn wrong(why: &str) -> Failure {
    failure!("usage"; "场所规则写错了"; "the rules of the place are wrong";
        "请对照文档更正。"; "Correct them by the documentation.")
    .with_detail(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_as_the_place_has_it() {
        let policy = |text: &str| PolicyOptions::from_json(text).unwrap().policy().unwrap();
        assert_eq!(policy(""), Policy::shop());
        assert_eq!(policy("{}"), Policy::shop());
        assert_eq!(policy(r#"{"place":"gate"}"#), Policy::gate());
        let strict = policy(r#"{"bearer":"refuse","served":["veteran"]}"#);
        assert_eq!(strict.bearer, Bearer::Refuse);
        assert_eq!(
            strict.served,
            Some(CategorySet::EMPTY.with(Category::Veteran))
        );
        let from = r#"{"served_from":[{"regions":[330200],"categories":["veteran"]}]}"#;
        assert_eq!(policy(from).served_from[0].regions[0].code(), 330_200);
    }

    #[test]
    fn what_is_not_understood_is_never_a_laxer_rule() {
        for text in [
            "[]",
            r#"["gate"]"#,
            "{",
            r#"{"place":"gate","place":"shop"}"#,
            r#"{"bearer":"whatever"}"#,
            r#"{"bearrer":"refuse"}"#,
            r#"{"served":["veterans"]}"#,
            r#"{"served_from":[{"regions":[7],"categories":["veteran"]}]}"#,
            r#"{"served_from":[{"regions":[330200]}]}"#,
        ] {
            let options = PolicyOptions::from_json(text);
            let policy = options.and_then(|options| options.policy());
            assert_eq!(
                policy.map_err(|failure| failure.code),
                Err("usage"),
                "{text}"
            );
        }
        let long = format!("{{}}{}", " ".repeat(MOST_BYTES));
        assert!(PolicyOptions::from_json(&long).is_err());
    }
}
