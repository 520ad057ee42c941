//! The algorithm of a message must be one that the key has.

use super::{LIMIT, Plain, TYPE, Typed};
use crate::cose::{Sign, Sign1, SignError};
use crate::error::{Error, Field};
use crate::fixtures::{bureau_key, hex, sign, sign1, type_header};
use crate::keys::{Algorithm, PublicKey, Signature, Signer};

/// An algorithm of another key, truly signed with this one.
const OF_ANOTHER_KEY: &str = "a2 013a0001000e 0444 01565176";

#[test]
fn a_key_has_no_algorithm_but_its_own() {
    let key = bureau_key();
    let message = sign1(&hex(OF_ANOTHER_KEY), &[7], &key);
    let refused = Sign1::<Plain>::parse(&message, usize::MAX)
        .and_then(|message| message.verify(key.public_key()))
        .err();
    // With the SM2 profile it is seen when the key is there, without it at once.
    assert_eq!(refused, Some(Error::AlgorithmUnsupported));
    let parsed = Sign1::<Plain>::parse(&message, usize::MAX).is_ok();
    assert_eq!(parsed, cfg!(feature = "sm2"));
}

#[test]
fn a_root_key_is_not_counted_for_another_algorithm() {
    let key = bureau_key();
    let known = [key.public_key().clone()];
    let bytes = sign(&type_header(TYPE), &[7], &[(&hex(OF_ANOTHER_KEY), &key)]);
    let message = Sign::<Typed>::parse(&bytes, LIMIT).unwrap();
    assert!(message.signed_by(&known).is_empty());
    assert_eq!(message.encode(), Ok(bytes), "and it is not lost on the way");
}

/// `signing-key` of docs/format.md.
#[test]
fn a_phone_signs_no_lists() {
    struct Phone(PublicKey);

    impl Signer for Phone {
        type Error = &'static str;

        fn public_key(&self) -> &PublicKey {
            &self.0
        }

        fn sign(&self, _message: &[u8]) -> Result<Signature, &'static str> {
            Ok([7; 64])
        }
    }

    let point = hex("03 667d6830f242960e1d62f9b93bfa601969d168a70c9e3bcfc23fd0c8e166c51a");
    let phone = Phone(PublicKey::from_bytes(Algorithm::P256, &point).unwrap());
    let mut message = Sign::<Typed>::prepare([7].into()).unwrap();
    assert_eq!(
        message.sign(&phone),
        Err(SignError::Invalid(Error::DraftInvalid(Field::Key)))
    );
}

#[cfg(feature = "sm2")]
mod sm2 {
    use super::*;
    use crate::cose::{Authentic, UnsignedSign1};
    use crate::fixtures::{bstr, replace};
    use crate::keys::Sm2SigningKey;

    fn key() -> Sm2SigningKey {
        Sm2SigningKey::from_secret_bytes(&[3; 32]).unwrap()
    }

    #[test]
    fn writes_its_number_into_the_header() {
        let key = key();
        let unsigned = UnsignedSign1::prepare::<Plain>([7].into(), key.public_key()).unwrap();
        let signature = key.sign(unsigned.to_be_signed()).unwrap();
        let message = unsigned.finish(&signature).unwrap();
        let header = [
            &hex("a2 013a0001000e 0444")[..],
            &key.public_key().id().to_bytes(),
        ]
        .concat();
        let head = [&hex("d284")[..], &bstr(&header), &hex("a0 4107 5840")].concat();
        assert_eq!(message, [&head[..], &signature].concat());
        let parsed = Sign1::<Plain>::parse(&message, usize::MAX).unwrap();
        assert_eq!(parsed.verify(key.public_key()), Ok(Authentic(Plain(7))));
        assert_eq!(parsed.to_bytes(), Ok(message));
    }

    #[test]
    fn an_sm2_key_has_no_algorithm_but_its_own() {
        let key = key();
        let id = key.public_key().id().to_bytes();
        for number in ["27", "32"] {
            let header = [&hex(&["a2 01", number, "0444"].concat())[..], &id].concat();
            let signature = key
                .sign(&crate::fixtures::to_be_signed1(&header, &[7]))
                .unwrap();
            let parts = [
                &hex("d284")[..],
                &bstr(&header),
                &hex("a0 4107"),
                &bstr(&signature),
            ];
            let message = Sign1::<Plain>::parse(&parts.concat(), usize::MAX).unwrap();
            assert_eq!(
                message.verify(key.public_key()),
                Err(Error::AlgorithmUnsupported),
                "{number}"
            );
        }
    }

    #[test]
    fn signs_beside_keys_of_the_other_type() {
        let (one, other) = (bureau_key(), key());
        let mut message = Sign::<Typed>::prepare([7].into()).unwrap();
        message.sign(&one).unwrap();
        message.sign(&other).unwrap();
        let bytes = message.encode().unwrap();
        let message = Sign::<Typed>::parse(&bytes, LIMIT).unwrap();
        let keys = [one.public_key().clone(), other.public_key().clone()];
        assert_eq!(message.signed_by(&keys), [&keys[0], &keys[1]]);
        // The name of the algorithm is part of what is signed.
        let renamed = replace(
            &bytes,
            &[&hex("0127 0444")[..], &keys[0].id().to_bytes()].concat(),
            &[&hex("0132 0444")[..], &keys[0].id().to_bytes()].concat(),
        );
        let message = Sign::<Typed>::parse(&renamed, LIMIT).unwrap();
        assert_eq!(message.signed_by(&keys), [&keys[1]]);
        let cut = replace(
            &bytes,
            &[&other.public_key().id().to_bytes()[..], &hex("a0 5840")].concat(),
            &[&other.public_key().id().to_bytes()[..], &hex("a0 583f")].concat(),
        );
        let cut = Sign::<Typed>::parse(&cut[..cut.len() - 1], LIMIT);
        assert_eq!(cut.err(), Some(super::super::SHAPE));
    }
}
