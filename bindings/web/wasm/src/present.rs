//! What a phone shows: a credential with a fresh proof. The key signs elsewhere, as WebCrypto does.

use credential_core::{
    Algorithm, Challenge, ParsedCode, PublicKey, SIGNATURE_BYTES, Signature, UnixTime,
    UnsignedPresentation,
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::answer::{error, moment, refused};

/// A presentation without its signature.
#[wasm_bindgen]
pub struct UnsignedProof {
    unsigned: Result<UnsignedPresentation, String>,
}

#[wasm_bindgen]
impl UnsignedProof {
    /// Prepares a proof for the code `text`. `algorithm` is `Ed25519` (a key of 32 bytes) or `P-256` (33 or 65
    /// bytes, SEC 1); `challenge` is what a gate shows, or no bytes.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(text: &str, algorithm: &str, public_key: &[u8], now: f64, challenge: &[u8]) -> Self {
        Self {
            unsigned: prepare(text, algorithm, public_key, moment(now), challenge),
        }
    }

    /// `null`, or why there is nothing to sign.
    #[must_use]
    pub fn fault(&self) -> String {
        self.unsigned
            .as_ref()
            .map_or_else(Clone::clone, |_| "null".to_owned())
    }

    /// The bytes that the key has to sign.
    #[wasm_bindgen(js_name = toBeSigned)]
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        self.unsigned
            .as_ref()
            .map_or_else(|_| Vec::new(), |unsigned| unsigned.to_be_signed().to_vec())
    }

    /// The text for the code, as JSON; or `error` if the signature does not fit.
    #[must_use]
    pub fn finish(&self, signature: &[u8]) -> String {
        let unsigned = match &self.unsigned {
            Ok(unsigned) => unsigned.clone(),
            Err(fault) => return fault.clone(),
        };
        let Ok(signature) = <[u8; SIGNATURE_BYTES]>::try_from(signature) else {
            return error("signature-length", "a signature has 64 bytes");
        };
        let signature: Signature = signature;
        match unsigned.finish(&signature) {
            Ok(presentation) => serde_json::json!({"text": presentation.to_text()}).to_string(),
            Err(fault) => refused(&fault),
        }
    }
}

fn prepare(
    text: &str,
    algorithm: &str,
    public_key: &[u8],
    now: UnixTime,
    challenge: &[u8],
) -> Result<UnsignedPresentation, String> {
    let algorithm = match algorithm {
        "Ed25519" => Algorithm::Ed25519,
        "P-256" => Algorithm::P256,
        _ => {
            return Err(error(
                "algorithm-unsupported",
                "the key is neither Ed25519 nor P-256",
            ));
        }
    };
    let key = PublicKey::from_bytes(algorithm, public_key).map_err(|fault| refused(&fault))?;
    let code = ParsedCode::from_text(text).map_err(|fault| refused(&fault))?;
    let challenge = match challenge {
        [] => None,
        shown => Some(Challenge::new(shown).map_err(|fault| refused(&fault))?),
    };
    UnsignedPresentation::prepare(code.credential(), now, challenge.as_ref(), &key)
        .map_err(|fault| refused(&fault))
}
