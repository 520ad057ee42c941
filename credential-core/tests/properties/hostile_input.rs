//! Whatever is shown or brought gets an answer, never a panic, and what is accepted is in order.

use std::sync::LazyLock;

use credential_core::*;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::samples::*;
use crate::tree::{Item, Mutation, mutation};

/// More than any scanner reads.
const LONGEST: usize = 8 * 1_024;

/// The terminal is set up once: loading the list is not what is tried here.
fn terminal() -> &'static (RootSet, TrustList) {
    static TERMINAL: LazyLock<(RootSet, TrustList)> = LazyLock::new(|| (roots(), trust()));
    &TERMINAL
}

/// Asks for a verdict and for everything that it can tell.
fn judge_text(text: &str) -> Decision {
    let (_, trust) = terminal();
    let _ = TextForm::of(text);
    let _ = FrameCollector::new().add(text);
    look_through(&Verifier::without_revocation_check(trust, lenient()).verify_text(text, NOW))
}

fn judge_bytes(bytes: &[u8]) -> Decision {
    let (_, trust) = terminal();
    look_through(&Verifier::without_revocation_check(trust, lenient()).verify_bytes(bytes, NOW))
}

fn look_through(verdict: &Verdict) -> Decision {
    assert!(!verdict.reason().is_empty());
    assert!(!verdict.advice().name().is_empty());
    assert_eq!(
        verdict.accepted().is_some(),
        verdict.decision() == Decision::Accept
    );
    if let Verdict::Refuse(refusal) = verdict {
        assert_eq!(verdict.stage(), Some(refusal.error().stage()));
        // Claims are shown only if the signature verified.
        let behind_signature = refusal.error().stage() > Stage::Claims;
        assert_eq!(refusal.authentic_claims().is_some(), behind_signature);
        assert!(!refusal.error().to_string().is_empty());
    }
    verdict.decision()
}

fn load(bytes: &[u8]) {
    let (roots, _) = terminal();
    let _ = RootSet::pin(bytes);
    let _ = roots.succeed(bytes);
    let _ = TrustList::verify(bytes, roots);
    let _ = Pending::<RootSetClaims>::from_bytes(bytes);
    let _ = Pending::<TrustListClaims>::from_bytes(bytes);
}

fn mutated(tree: &Item, mutations: &[Mutation]) -> Vec<u8> {
    let mut tree = tree.clone();
    for mutation in mutations {
        mutation.apply(&mut tree);
    }
    tree.encode()
}

/// The payload of [`full_claims`] without the crate's reader: behind 18, array, header, empty map.
fn payload_of(message: &[u8]) -> Vec<u8> {
    let Item::Tag(_, message, _) = Item::read(message) else {
        panic!("a tagged message")
    };
    let Item::Array(mut parts, _) = *message else {
        panic!("an array")
    };
    let Item::Bytes(payload, _) = parts.remove(2) else {
        panic!("a byte string")
    };
    payload
}

/// Bytes that begin like ours.
fn nearly_ours() -> impl Strategy<Value = Vec<u8>> {
    let beginnings = proptest::sample::select(vec![
        vec![0xd2],
        vec![0xd2, 0x84],
        vec![0xd2, 0x84, 0x49, 0xa2, 0x01, 0x27, 0x04, 0x44],
        vec![
            0xd2, 0x84, 0x4b, 0xa2, 0x01, 0x27, 0x0f, 0xa1, 0x06, 0x1a, 0, 0, 0, 0, 0xa0, 0x58,
        ],
        vec![0xd8, 0x62, 0x84],
        vec![0xd2, 0x9b, 0x7f],
        vec![0xd2, 0x5b, 0xff, 0xff, 0xff, 0xff],
    ]);
    (beginnings, vec(any::<u8>(), 0..1_024)).prop_map(|(head, tail)| [head, tail].concat())
}

proptest! {
    #[test]
    fn any_bytes_are_refused(bytes in vec(any::<u8>(), 0..LONGEST)) {
        prop_assert_eq!(judge_bytes(&bytes), Decision::Refuse);
        load(&bytes);
    }

    #[test]
    fn bytes_that_begin_like_ours_are_refused(bytes in nearly_ours()) {
        prop_assert_eq!(judge_bytes(&bytes), Decision::Refuse);
        prop_assert_eq!(judge_text(&digits(&bytes)), Decision::Refuse);
        for mark in [86, 87] {
            prop_assert_eq!(judge_text(&marked_digits(mark, &bytes)), Decision::Refuse);
        }
        load(&bytes);
    }

    #[test]
    fn any_text_is_refused(text in vec(any::<char>(), 0..LONGEST / 4)) {
        prop_assert_eq!(judge_text(&String::from_iter(text)), Decision::Refuse);
    }

    #[test]
    fn any_text_of_what_scanners_send_is_refused(
        text in "[\u{20}-\u{7e}\r\n\t０-９Ａ-ｚ\u{3000}\u{feff}]{0,2000}",
    ) {
        prop_assert_eq!(judge_text(&text), Decision::Refuse);
    }

    #[test]
    fn any_text_behind_our_marks_is_refused(
        digits in "8[0-9][0-9 ]{0,4200}",
        base45 in "LB[0-9]:[0-9A-Z $%*+./:-]{0,4200}",
        link in "[hH][tT][tT][pP][sS]?://[!-~ 王]{0,40}/ ?",
    ) {
        for text in [&digits, &base45, &link] {
            prop_assert_eq!(judge_text(text), Decision::Refuse);
            prop_assert_eq!(judge_text(&format!("{link}{text}")), Decision::Refuse);
        }
    }

    /// Valid check digits, so that the layers behind them are reached.
    #[test]
    fn any_bytes_in_sound_digits_are_refused(
        bytes in vec(any::<u8>(), 1..1_100),
        mark in 80..=90u32,
        link in "(HTTPS://[A-Z./]{0,30}/)?",
    ) {
        let text = link + &marked_digits(mark, &bytes);
        prop_assert_eq!(judge_text(&text), Decision::Refuse);
    }

    /// Of a kind that is not known yet: always said as such, whatever stands in it.
    #[test]
    fn sound_texts_of_later_kinds_ask_for_a_newer_terminal(
        bytes in vec(1..=u8::MAX, 60..1_100),
        mark in proptest::sample::select(vec![83, 84, 85, 88, 89u32]),
    ) {
        let (_, trust) = terminal();
        let verifier = Verifier::without_revocation_check(trust, lenient());
        let verdict = verifier.verify_text(&marked_digits(mark, &bytes), NOW);
        prop_assert_eq!(verdict.reason(), "text-unsupported");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    /// The message bent, the signature as it was.
    #[test]
    fn a_bent_message_is_accepted_only_if_nothing_changed(
        mutations in vec(mutation(), 1..4),
    ) {
        let credential = issue(&full_claims(), &bureau_key()).unwrap();
        let bytes = mutated(&Item::read(credential.as_bytes()), &mutations);
        let unchanged = bytes == credential.as_bytes();
        prop_assert_eq!(judge_bytes(&bytes) == Decision::Accept, unchanged);
    }

    /// The header bent, and signed with the real key: only the two names of the algorithm pass.
    #[test]
    fn a_bent_header_is_accepted_only_in_its_two_forms(mutations in vec(mutation(), 1..3)) {
        let good = signer_header(&bureau_key());
        let credential = issue(&full_claims(), &bureau_key()).unwrap();
        let header = mutated(&Item::read(&good), &mutations);
        let mut other_name = good.clone();
        other_name[2] = 0x32;
        let may_pass = header == good || header == other_name;
        let decision = judge_bytes(&sign1(&header, &payload_of(credential.as_bytes())));
        prop_assert_eq!(decision == Decision::Accept, may_pass);
    }

    /// The claims bent, and signed with the real key: an issuer gone mad.
    #[test]
    fn bent_claims_are_accepted_only_in_deterministic_form(mutations in vec(mutation(), 1..4)) {
        let credential = issue(&full_claims(), &bureau_key()).unwrap();
        let payload = mutated(&Item::read(&payload_of(credential.as_bytes())), &mutations);
        let bytes = sign1(&signer_header(&bureau_key()), &payload);
        if judge_bytes(&bytes) == Decision::Accept {
            // Reading panics on anything that is not deterministic in its heads.
            prop_assert_eq!(Item::read(&payload).encode(), payload);
        }
    }

    #[test]
    fn bent_root_sets_and_trust_lists_get_an_answer(mutations in vec(mutation(), 1..4)) {
        static SOUND: LazyLock<[(&str, Item, Item); 2]> = LazyLock::new(|| {
            [(ROOT_SET_TYPE, root_set()), (TRUST_LIST_TYPE, trust_list())]
                .map(|(typ, bytes)| (typ, Item::read(&bytes), Item::read(&payload_of(&bytes))))
        });
        for (typ, message, payload) in &*SOUND {
            load(&mutated(message, &mutations));
            load(&sign(typ, &mutated(payload, &mutations)));
        }
    }
}

/// The mutations do reach the claims: without that, the properties above would say little.
#[test]
fn some_bent_claims_are_signed_well_enough_to_be_read() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let credential = issue(&full_claims(), &bureau_key()).unwrap();
    let tree = Item::read(&payload_of(credential.as_bytes()));
    let mut runner = TestRunner::deterministic();
    let (_, trust) = terminal();
    let mut reasons = std::collections::BTreeSet::new();
    for _ in 0..5_000 {
        let mutations = [mutation().new_tree(&mut runner).unwrap().current()];
        let bytes = sign1(&signer_header(&bureau_key()), &mutated(&tree, &mutations));
        let verdict =
            Verifier::without_revocation_check(trust, lenient()).verify_bytes(&bytes, NOW);
        reasons.insert(match verdict {
            Verdict::Refuse(refusal) => refusal.error().to_string(),
            other => other.reason().to_owned(),
        });
    }
    for reached in [
        "accepted",
        "claims-invalid (disability-grade)",
        "claims-invalid (life-stage)",
        "claims-invalid (payload)",
        "content-unsupported",
        "malformed (duplicate-key)",
        "malformed (not-deterministic)",
        "malformed (too-deep)",
    ] {
        assert!(reasons.contains(reached), "{reached} not in {reasons:?}");
    }
}
