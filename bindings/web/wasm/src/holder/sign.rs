//! What the phone's key store signs: enrolments, proofs and complaints. The private key is never here.

use credential_core::{
    Algorithm, BenefitNumber, Challenge, CivilDay, ComplaintClaims, EnrolmentClaims, Error, Field,
    IssuerId, MerchantNumber, ParsedCredential, PublicKey, SIGNATURE_BYTES, Signature,
    UnsignedComplaint, UnsignedEnrolment, UnsignedPresentation,
};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;

use super::words::{fault, time};

/// Bytes of the object in each code of a complaint: a code that a desk's camera reads from a phone.
const COMPLAINT_PART: usize = 300;

/// The public side of the phone's key.
#[wasm_bindgen]
pub struct PhoneKey {
    key: PublicKey,
}

#[wasm_bindgen]
impl PhoneKey {
    /// From what WebCrypto exports as `raw`: 32 bytes for `Ed25519`, 65 for `P-256`. Nothing if it is no such key.
    #[wasm_bindgen(js_name = fromRaw)]
    #[must_use]
    pub fn from_raw(algorithm: &str, raw: &[u8]) -> Option<PhoneKey> {
        let key = match (algorithm, raw) {
            ("Ed25519", raw) => PublicKey::from_bytes(Algorithm::Ed25519, raw),
            ("P-256", [4, x_and_y @ ..]) if x_and_y.len() == 64 => {
                let (x, y) = x_and_y.split_at(32);
                let is_odd = y.last().is_some_and(|last| last & 1 == 1);
                let compressed: Vec<u8> = [2 + u8::from(is_odd)].iter().chain(x).copied().collect();
                PublicKey::from_bytes(Algorithm::P256, &compressed)
            }
            _ => return None,
        };
        key.ok().map(|key| PhoneKey { key })
    }

    /// Its short thumbprint, as the bureau's program shows it.
    #[must_use]
    pub fn id(&self) -> String {
        self.key.id().to_string()
    }

    /// An enrolment for the bureau with this number, or for any; `label` is what the phone is called.
    #[must_use]
    pub fn enrolment(&self, now: f64, issuer: Option<u32>, label: Option<String>) -> Unsigned {
        let claims = EnrolmentClaims {
            issued: time(now),
            issuer: issuer.map(IssuerId),
            label: label.filter(|label| !label.is_empty()),
        };
        Unsigned(UnsignedEnrolment::prepare(&claims, &self.key).map(Kind::Enrolment))
    }

    /// A proof around a code, over the text of a gate's challenge if there is one.
    #[must_use]
    pub fn presentation(&self, code: &str, now: f64, challenge: Option<String>) -> Unsigned {
        let prepared = || -> Result<Kind, Error> {
            let challenge = challenge.as_deref().map(Challenge::from_text).transpose()?;
            let credential = ParsedCredential::from_text(code)?;
            UnsignedPresentation::prepare(&credential, time(now), challenge.as_ref(), &self.key)
                .map(Kind::Presentation)
        };
        Unsigned(prepared())
    }

    /// A complaint about a merchant; `day` as `YYYYMMDD`, `benefit` 0 for none.
    #[must_use]
    pub fn complaint(
        &self,
        code: &str,
        now: f64,
        merchant: u32,
        benefit: u32,
        day: u32,
        text: &str,
    ) -> Unsigned {
        let prepared = || -> Result<Kind, Error> {
            let words: Vec<&str> = text.split_whitespace().collect();
            let claims = ComplaintClaims {
                issued: time(now),
                merchant: MerchantNumber(merchant),
                benefit: (benefit > 0).then_some(BenefitNumber(benefit)),
                day: CivilDay::from_number(day)?,
                text: words.join(" "),
            };
            let credential = ParsedCredential::from_text(code)?;
            UnsignedComplaint::prepare(&credential, &claims, &self.key).map(Kind::Complaint)
        };
        Unsigned(prepared())
    }

    /// Whether a code is bound to this key.
    #[must_use]
    pub fn owns(&self, code: &str) -> bool {
        let prepared = self.presentation(code, 0.0, None);
        prepared.0.is_ok()
    }
}

#[derive(Clone)]
enum Kind {
    Enrolment(UnsignedEnrolment),
    Presentation(UnsignedPresentation),
    Complaint(UnsignedComplaint),
}

/// Something that the key store has to sign, or why it cannot be made.
#[wasm_bindgen]
pub struct Unsigned(Result<Kind, Error>);

#[wasm_bindgen]
impl Unsigned {
    /// `error` in JSON if there is nothing to sign.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        self.0.as_ref().err().map(|error| fault(error).to_string())
    }

    /// The bytes to be signed. Empty if there is a fault.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        match &self.0 {
            Ok(Kind::Enrolment(unsigned)) => unsigned.to_be_signed().to_vec(),
            Ok(Kind::Presentation(unsigned)) => unsigned.to_be_signed().to_vec(),
            Ok(Kind::Complaint(unsigned)) => unsigned.to_be_signed().to_vec(),
            Err(_) => Vec::new(),
        }
    }

    /// Puts the 64 bytes of the signature in: `texts` of the codes, and `file` (hexadecimal) of a complaint; or `error`.
    #[must_use]
    pub fn finish(&self, signature: &[u8]) -> String {
        self.finished(signature)
            .unwrap_or_else(|error| fault(&error))
            .to_string()
    }
}

impl Unsigned {
    fn finished(&self, signature: &[u8]) -> Result<Value, Error> {
        let signature: Signature =
            <[u8; SIGNATURE_BYTES]>::try_from(signature).map_err(|_| Error::SignerFault)?;
        match self.0.clone()? {
            Kind::Enrolment(unsigned) => unsigned
                .finish(&signature)
                .map(|done| json!({ "texts": [done.to_text()] })),
            Kind::Presentation(unsigned) => unsigned
                .finish(&signature)
                .map(|done| json!({ "texts": [done.to_text()] })),
            Kind::Complaint(unsigned) => {
                let done = unsigned.finish(&signature)?;
                let file: String = done
                    .as_bytes()
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect();
                let texts = done
                    .to_texts(COMPLAINT_PART)
                    .map_err(|_| Error::DraftInvalid(Field::Count))?;
                Ok(json!({ "texts": texts, "file": file }))
            }
        }
    }
}
