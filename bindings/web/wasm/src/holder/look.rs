//! What a code is, and what it says once the lists vouch for it.

use credential_core::{
    Bearer, Challenge, Claims, Dependant, Error, FRAME_MARK, HolderProof, Issuer, ParsedCode,
    ParsedCredential, Policy, ProvedKey, TextForm, Verdict, Verifier,
};
use messages::{Text, dates, text, words};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

use super::lists::HolderLists;
use super::words::{both, fault, time};

#[wasm_bindgen]
impl HolderLists {
    /// What a scanned or typed text is: `kind` is `credential` (with `text` in digits, `key` of its issuer, `bound`, `verdict`
    /// and `says`), `challenge`, `frame`, `enrolment`; or `error`. `verdict` and `says` are null without lists, `says` also
    /// where the signature does not hold.
    #[must_use]
    pub fn look(&self, text: &str, now: f64) -> String {
        self.look_at(text, now).to_string()
    }
}

impl HolderLists {
    fn look_at(&self, text: &str, now: f64) -> Value {
        if Challenge::from_text(text).is_ok() {
            return json!({ "kind": "challenge" });
        }
        let credential = match ParsedCode::from_text(text) {
            Ok(code) => code.credential().clone(),
            Err(Error::ObjectUnsupported) => return other(text),
            Err(error) => return fault(&error),
        };
        let (Ok(digits), Ok(bound)) = (
            credential.to_text(TextForm::Digits),
            credential.claims_phone(),
        ) else {
            return fault(&Error::NotOurs);
        };
        let verdict = self.judge(&credential, now);
        json!({
            "kind": "credential",
            "text": digits,
            "key": credential.key_id().to_string(),
            "bound": bound,
            "verdict": verdict.as_ref().map(verdict_json),
            "says": verdict.as_ref().and_then(says),
        })
    }

    /// The verdict on a code in the hands of its holder: nobody asks for a proof, and nobody compares.
    pub(super) fn judge(&self, credential: &ParsedCredential, now: f64) -> Option<Verdict> {
        let holdings = self
            .holdings
            .as_ref()
            .filter(|holdings| holdings.trust().is_some())?;
        let mut policy = Policy::shop();
        policy.bearer = Bearer::Accept;
        policy.holder_proof = HolderProof::TreatAsBearer;
        Some(Verifier::new(holdings, policy).verify(credential, time(now)))
    }
}

/// A text of ours that is no credential.
fn other(text: &str) -> Value {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if ProvedKey::from_text(text).is_ok() {
        json!({ "kind": "enrolment" })
    } else if digits.starts_with(FRAME_MARK) {
        json!({ "kind": "frame" })
    } else {
        fault(&Error::ObjectUnsupported)
    }
}

fn verdict_json(verdict: &Verdict) -> Value {
    let why = match verdict {
        Verdict::Accept(_) => words::accepted(),
        Verdict::Check(_, cautions) => words::caution(cautions.first()),
        Verdict::Refuse(refusal) => words::error(&refusal.error()),
    };
    json!({
        "decision": verdict.decision().name(),
        "code": verdict.reason(),
        "why": both(&why),
        "advice": both(&advice(verdict)),
    })
}

/// What the holder can do: the advice for operators is for other people.
fn advice(verdict: &Verdict) -> Text {
    match verdict.reason() {
        "accepted" => text!(""; ""),
        "revoked" => {
            text!("这个码已经停了。换了新码的，请导入新码；否则请问事务局。"; "This code has been ended. Import the new one if you have it; else ask the bureau.")
        }
        "suspended" => {
            text!("这个码暂时停了。请问事务局。"; "This code is suspended for now. Ask the bureau.")
        }
        "expired" => {
            text!("这个码到期了。请到事务局换发。"; "This code has ended. Ask the bureau for a new one.")
        }
        "signature-invalid" => {
            text!("这个码是假的，或被改动过。请告诉事务局。"; "This code is forged, or was altered. Tell the bureau.")
        }
        "issuer-unknown"
        | "trust-list-expired"
        | "trust-list-missing"
        | "trust-list-stale"
        | "status-list-stale"
        | "status-list-expired"
        | "status-missing" => {
            text!("手机上的名单旧了或不全。请导入事务局的更新文件。码本身不受影响。"; "The lists on this phone are old or incomplete. Import the bureau's update. The code itself is not affected.")
        }
        "clock-wrong" => {
            text!("手机的时间不对。请校准。"; "The clock of this phone is wrong. Set it.")
        }
        _ => text!("请问事务局。"; "Ask the bureau."),
    }
}

/// What it says. Only what its issuer has signed is read.
fn says(verdict: &Verdict) -> Option<Value> {
    let (claims, issuer) = verdict.authentic_claims()?;
    let home = claims.home_region.unwrap_or(issuer.region);
    Some(json!({
        "name": claims.name.as_str(),
        "holder": claims.holder.0,
        "issuer": { "number": issuer.id.0, "name": org(&issuer.name) },
        "code_name": issuer.code_name.as_ref().map(org),
        "categories": both(&words::categories(claims.categories)),
        "stage": claims.life_stage.map(|stage| json!({ "number": stage.number(), "words": both(&words::life_stage(stage)) })),
        "grade": claims.disability_grade,
        "honour": claims.honour_class,
        "home_region": home.code(),
        "dependants": claims.dependants.iter().map(dependant).collect::<Vec<_>>(),
        "from": claims.validity.from.as_secs(),
        "until": claims.validity.until.as_secs(),
        "last_day": dates::last_day(claims.validity.until),
        "changes": changes(claims, issuer),
    }))
}

fn org(name: &credential_core::OrgName) -> Value {
    json!({ "zh": name.zh, "en": name.en.as_ref().unwrap_or(&name.zh) })
}

fn dependant(one: &Dependant) -> Value {
    let relation = words::relation(one.relation);
    json!({ "relation": relation.as_ref().map(both), "name": one.name.as_str() })
}

/// What will change, as far as the code itself says it.
fn changes(claims: &Claims, issuer: &Issuer) -> Vec<Value> {
    let last = dates::last_day(claims.validity.until);
    let bureau = &issuer.name.zh;
    let english = issuer.name.en.as_ref().unwrap_or(bureau);
    let mut all = vec![
        text!("{last} 以后这个码不能用了，之前到{bureau}换发。"; "After {last} this code no longer counts; get a new one from {english} before."),
    ];
    if let Some(stage) = claims.life_stage {
        use credential_core::LifeStage::{Enlisting, Leaving, Serving};
        let next = match stage {
            Enlisting => Some(
                text!("入伍以后换发服役的码，优待随之改变。"; "When service begins you get another code, and the benefits change with it."),
            ),
            Serving => Some(
                text!("退役以后换发退役的码，优待随之改变。"; "When service ends you get another code, and the benefits change with it."),
            ),
            Leaving => Some(
                text!("就业以后请告诉事务局，换发新码。"; "When you have found work, tell the bureau and get a new code."),
            ),
            _ => None,
        };
        all.extend(next);
    }
    all.iter().map(both).collect()
}
