//! Checking what phones show, beside the bare signatures that are in it.

use credential_core::*;
use ed25519_dalek::Signer as _;
use p256::ecdsa::signature::Verifier as _;

use crate::print_race;
use crate::round_robin::Peer;
use crate::samples::Samples;

const PHONE: [u8; 32] = [3; 32];

/// A phone with its credential, and what it shows.
struct Phone {
    text: String,
    bytes: usize,
    /// What the phone and the bureau have signed.
    proof_message: Vec<u8>,
    credential_message: Vec<u8>,
}

impl Phone {
    fn new(samples: &Samples, key: &impl Signer) -> Self {
        let mut claims = samples.claims.clone();
        claims.holder_key = HolderKey::try_from(key.public_key()).ok();
        let bureau = samples.bureau.public_key();
        let unsigned = UnsignedCredential::prepare(&claims, bureau).unwrap();
        let credential = issue(&claims, &samples.bureau).unwrap();
        let credential = ParsedCredential::from_bytes(credential.as_bytes()).unwrap();
        let proof = UnsignedPresentation::prepare(&credential, samples.now, None, key.public_key());
        let proof_message = proof.unwrap().to_be_signed().to_vec();
        let shown = Presentation::issue(&credential, samples.now, None, key);
        let shown = shown.unwrap_or_else(|_| std::process::abort());
        Self {
            text: shown.to_text(),
            bytes: shown.as_bytes().len(),
            proof_message,
            credential_message: unsigned.to_be_signed().to_vec(),
        }
    }
}

pub(crate) fn print(samples: &Samples) {
    let key = SigningKey::from_seed(&PHONE);
    let p256_key = P256SigningKey::from_secret_bytes(&PHONE).unwrap();
    let ed25519 = Phone::new(samples, &key);
    let p256 = Phone::new(samples, &p256_key);
    println!("| presentation | bytes | at most | digits | at most |");
    println!("|---|---|---|---|---|");
    for (name, phone) in [("Ed25519", &ed25519), ("P-256", &p256)] {
        println!(
            "| {name} | {} | 249 | {} | 604 |",
            phone.bytes,
            phone.text.len()
        );
    }
    println!();

    let verifier = Verifier::without_revocation_check(&samples.trust, Policy::gate());
    let prepared = PreparedKeys::new();
    prepared.prepare(samples.bureau.public_key());
    let known = verifier.clone().with_prepared_keys(&prepared);
    let start = UnixTime::from_secs(samples.now.as_secs() - 3_600);
    for text in [&ed25519.text, &p256.text] {
        let mut guard = ReplayGuard::new(&Policy::gate(), start);
        let verdict = guard.admit(verifier.verify_text(text, samples.now), samples.now);
        assert_eq!(verdict.decision(), Decision::Accept, "{}", verdict.reason());
    }

    let bureau = &samples.raw_key;
    let of_bureau = bureau.sign(&ed25519.credential_message);
    let bureau_alone = || {
        let message = &ed25519.credential_message;
        bureau
            .verifying_key()
            .verify_strict(message, &of_bureau)
            .unwrap();
    };
    let mut guard = ReplayGuard::new(&Policy::gate(), start);
    let mut peers = [
        Peer::new(
            "ed25519-dalek 3 `verify_strict`, prepared key",
            bureau_alone,
        ),
        Peer::new("text of a presentation → verdict, Ed25519", || {
            verifier.verify_text(&ed25519.text, samples.now)
        }),
        Peer::new(
            "the same, of an issuer that comes often, with the replay guard",
            || guard.admit(known.verify_text(&ed25519.text, samples.now), samples.now),
        ),
    ];
    print_race("a phone with Ed25519 (at most 2.1)", &mut peers);

    let bare = p256::ecdsa::SigningKey::from_slice(&PHONE).unwrap();
    let bare = bare.verifying_key();
    let Ok(signature) = p256_key.sign(&p256.proof_message);
    let signature = p256::ecdsa::Signature::from_slice(&signature).unwrap();
    let both = || {
        bureau_alone();
        bare.verify(&p256.proof_message, &signature).unwrap();
    };
    let mut guard = ReplayGuard::new(&Policy::gate(), start);
    let mut peers = [
        Peer::new(
            "p256 0.14 `verify` and ed25519-dalek 3 `verify_strict`, prepared keys",
            both,
        ),
        Peer::new("text of a presentation → verdict, P-256", || {
            verifier.verify_text(&p256.text, samples.now)
        }),
        Peer::new(
            "the same, of an issuer that comes often, with the replay guard",
            || guard.admit(known.verify_text(&p256.text, samples.now), samples.now),
        ),
    ];
    print_race("a phone with P-256 (at most 1.1)", &mut peers);
}
