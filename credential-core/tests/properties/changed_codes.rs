//! Every smallest change to something valid, one by one, without exception.

use credential_core::*;

use crate::samples::*;

fn refused(verdict: &Verdict) -> bool {
    verdict.decision() == Decision::Refuse
}

#[test]
fn each_bit_of_a_valid_code_flipped_is_refused() {
    let trust = trust();
    let verifier = Verifier::without_revocation_check(&trust, lenient());
    for claims in [claims(), full_claims()] {
        let credential = issue(&claims, &bureau_key()).unwrap();
        let mut bytes = credential.as_bytes().to_vec();
        let intact = verifier.verify_bytes(&bytes, NOW);
        assert_eq!(intact.decision(), Decision::Accept, "{}", intact.reason());
        for bit in 0..8 * bytes.len() {
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(refused(&verifier.verify_bytes(&bytes, NOW)), "bit {bit}");
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }
}

#[test]
fn each_character_of_a_valid_text_replaced_is_refused() {
    let trust = trust();
    let verifier = Verifier::without_revocation_check(&trust, lenient());
    let credential = issue(&claims(), &bureau_key()).unwrap();
    for (form, alphabet) in [
        (TextForm::Digits, "0123456789"),
        (
            TextForm::Base45,
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:",
        ),
    ] {
        let text = credential.to_text(form);
        assert!(!refused(&verifier.verify_text(&text, NOW)));
        for at in 0..text.len() {
            for other in alphabet
                .chars()
                .filter(|other| !text[at..].starts_with(*other))
            {
                let mut changed = text.clone();
                changed.replace_range(at..=at, other.encode_utf8(&mut [0; 4]));
                let verdict = verifier.verify_text(&changed, NOW);
                assert!(refused(&verdict), "{other} at {at}");
            }
        }
    }
}

#[test]
fn each_digit_dropped_or_doubled_is_refused() {
    let trust = trust();
    let verifier = Verifier::without_revocation_check(&trust, lenient());
    let text = issue(&claims(), &bureau_key())
        .unwrap()
        .to_text(TextForm::Digits);
    for at in 0..text.len() {
        let dropped = [&text[..at], &text[at + 1..]].concat();
        assert!(refused(&verifier.verify_text(&dropped, NOW)), "{at}");
        let doubled = [&text[..=at], &text[at..]].concat();
        assert!(refused(&verifier.verify_text(&doubled, NOW)), "{at}");
    }
}

#[test]
fn each_truncation_is_refused() {
    let trust = trust();
    let verifier = Verifier::without_revocation_check(&trust, lenient());
    let credential = issue(&full_claims(), &bureau_key()).unwrap();
    for len in 0..credential.as_bytes().len() {
        let cut = &credential.as_bytes()[..len];
        assert!(refused(&verifier.verify_bytes(cut, NOW)), "{len} bytes");
    }
    for form in [TextForm::Digits, TextForm::Base45] {
        let text = credential.to_text(form);
        for len in 0..text.len() {
            let verdict = verifier.verify_text(&text[..len], NOW);
            assert!(refused(&verdict), "{len} characters");
        }
    }
    let (root_set, list, roots) = (root_set(), trust_list(), roots());
    for len in 0..root_set.len() {
        assert!(RootSet::pin(&root_set[..len]).is_err(), "{len} bytes");
    }
    for len in 0..list.len() {
        assert!(
            TrustList::verify(&list[..len], &roots).is_err(),
            "{len} bytes"
        );
    }
}

#[test]
fn each_bit_of_a_valid_root_set_flipped_is_refused() {
    let mut bytes = root_set();
    for bit in 0..8 * bytes.len() {
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(RootSet::pin(&bytes).is_err(), "bit {bit}");
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
}

#[test]
fn each_bit_of_a_valid_trust_list_flipped_is_refused() {
    let roots = roots();
    let mut bytes = trust_list();
    for bit in 0..8 * bytes.len() {
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(TrustList::verify(&bytes, &roots).is_err(), "bit {bit}");
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
}
