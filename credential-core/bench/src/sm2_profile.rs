//! Checking and issuing with SM2 keys, beside the bare crate.

use credential_core::*;
use sm2::dsa::signature::{Signer as _, Verifier as _};
use sm2::dsa::{Signature as Sm2Signature, SigningKey as BareKey};

use crate::print_race;
use crate::round_robin::Peer;
use crate::samples::{ISSUED, Samples, issuer, list, root_set};

const SECRET: [u8; 32] = [3; 32];

pub(crate) fn print(samples: &Samples) {
    let bureau = Sm2SigningKey::from_secret_bytes(&SECRET).unwrap();
    let root = SigningKey::from_seed(&[1; 32]);
    let roots = RootSet::pin(&root_set(&root)).unwrap();
    let trust = TrustList::verify(&list(&root, vec![issuer(0, &bureau)]), &roots).unwrap();
    let credential = issue(&samples.claims, &bureau).unwrap();
    let text = credential.to_text(TextForm::Digits);
    let now = UnixTime::from_secs(ISSUED + 86_400);
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    let verdict = verifier.verify_text(&text, now);
    assert_eq!(verdict.decision(), Decision::Accept, "{}", verdict.reason());
    println!(
        "SM2: {} bytes (at most 124), {} digits\n",
        credential.as_bytes().len(),
        text.len()
    );

    let bare = BareKey::from_slice("1234567812345678", &SECRET).unwrap();
    let unsigned = UnsignedCredential::prepare(&samples.claims, bureau.public_key()).unwrap();
    let message = unsigned.to_be_signed().to_vec();
    let signature: Sm2Signature = bare.sign(&message);
    let mut peers = [
        Peer::new("sm2 0.14 `verify`, same length", || {
            bare.verifying_key().verify(&message, &signature).unwrap();
        }),
        Peer::new("text → verdict, digits", || {
            verifier.verify_text(&text, now);
        }),
        Peer::new("sm2 0.14 `sign`, same length", || {
            let _: Sm2Signature = bare.sign(&message);
        }),
        Peer::new("claims → text, signature checked", || {
            issue(&samples.claims, &bureau)
                .unwrap()
                .to_text(TextForm::Digits);
        }),
    ];
    print_race("SM2", &mut peers);
}
