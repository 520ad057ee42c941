//! A public key in JSON and in the lines above an encrypted key: base64url of its compressed point.

use credential_core::{Algorithm, PublicKey};

use crate::base64url;

pub(crate) fn encode(key: &PublicKey) -> String {
    base64url::encode(&key.to_bytes())
}

/// `None` unless it is the one encoding of a key that a root or an issuer may have. The types are told
/// apart by their length.
pub(crate) fn decode(text: &str) -> Option<PublicKey> {
    let bytes = base64url::decode_any(text)?;
    let algorithm = match bytes.len() {
        32 => Algorithm::Ed25519,
        33 => Algorithm::Sm2,
        _ => return None,
    };
    PublicKey::from_bytes(algorithm, &bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use credential_core::{Signer, Sm2SigningKey};

    #[test]
    fn is_read_as_it_was_written_whatever_its_type() {
        let sm2 = Sm2SigningKey::from_secret_bytes(&[3; 32]).unwrap();
        let ed25519 = credential_core::SigningKey::from_seed(&[3; 32]);
        for key in [sm2.public_key(), ed25519.public_key()] {
            let text = encode(key);
            assert_eq!(decode(&text).as_ref(), Some(key));
            for wrong in [&text[2..], &format!("{text}="), &format!("{text}AA"), ""] {
                assert_eq!(decode(wrong), None, "{wrong}");
            }
        }
        // A point of the right length in another form.
        let mut bytes = sm2.public_key().to_bytes();
        bytes[0] = 4;
        assert_eq!(decode(&base64url::encode(&bytes)), None);
    }
}
