//! Sequences of codes: whatever is shown, in whatever order, an object comes out whole or not at all.

use credential_core::*;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::samples::marked_digits;

/// Something that takes more than one code.
fn object() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 30..3_000)
}

/// The limit of a part, of frames that a text can hold.
fn part() -> impl Strategy<Value = usize> {
    52..=limits::MAX_FRAME_PART
}

/// What comes out when these texts are shown.
fn collected(texts: &[String]) -> Vec<Vec<u8>> {
    let mut collector = FrameCollector::new();
    let added = texts.iter().filter_map(|text| collector.add(text).ok());
    added
        .filter_map(|collected| match collected {
            Collected::Object(object) => Some(object),
            _ => None,
        })
        .collect()
}

proptest! {
    /// Each frame comes at least once, in any order, with duplicates and other people's frames between.
    #[test]
    fn an_object_comes_back_from_any_order_of_its_frames(
        (object, part, shuffled) in (object(), part()).prop_flat_map(|(object, part)| {
            let own = Frame::split(&object, part).unwrap();
            let again = proptest::sample::subsequence(own.clone(), 0..=own.len());
            let foreign = (vec(super::frames::object(), 0..3), super::frames::part())
                .prop_map(|(others, part)| {
                    let sequences = others.iter().map(|other| Frame::split(other, part).unwrap());
                    // Never whole, so that nothing but the object may come out.
                    sequences.flat_map(|texts| texts.into_iter().skip(1)).collect::<Vec<_>>()
                });
            let texts = (again, foreign)
                .prop_map(move |(again, foreign)| [own.clone(), again, foreign].concat());
            (Just(object), Just(part), texts.prop_shuffle())
        }),
    ) {
        let expected = object.len().div_ceil(part);
        prop_assert!(shuffled.len() >= expected);
        prop_assert_eq!(collected(&shuffled), vec![object]);
    }

    /// Not even all but one of the frames make an object.
    #[test]
    fn an_object_with_a_frame_missing_does_not_come(object in object(), part in part(), missing: usize) {
        let mut texts = Frame::split(&object, part).unwrap();
        texts.remove(missing % texts.len());
        prop_assert_eq!(collected(&texts), Vec::<Vec<u8>>::new());
    }

    /// Frames that somebody has put together: nothing comes out that their digest does not name.
    #[test]
    fn forged_frames_never_make_another_object(
        object in vec(any::<u8>(), 200..600),
        index in 0..6u32,
        forged in vec(any::<u8>(), 30..200),
        first: bool,
    ) {
        let mut texts = Frame::split(&object, 100).unwrap();
        let count = texts.len() as u32;
        // [digest, index, count, part], with the digest and the number of the real frames.
        let digest = &sha2_of(&object)[..16];
        let part = [&[0x58, forged.len() as u8][..], &forged].concat();
        let bytes = [&[0x84, 0x50][..], digest, &[(index % count) as u8, count as u8], &part].concat();
        let text = marked_digits(82, &bytes);
        prop_assert!(Frame::from_text(&text).is_ok());
        texts.insert(if first { 0 } else { texts.len() - 1 }, text);
        for whole in collected(&texts) {
            prop_assert_eq!(&whole, &object);
        }
    }

    /// Any bytes behind the mark of a frame, with check digits that fit.
    #[test]
    fn any_frame_gets_an_answer(texts in vec(vec(1..=u8::MAX, 50..300), 1..20)) {
        let texts: Vec<String> = texts.iter().map(|bytes| marked_digits(82, bytes)).collect();
        prop_assert_eq!(collected(&texts), Vec::<Vec<u8>>::new());
    }
}

fn sha2_of(bytes: &[u8]) -> [u8; 32] {
    use sha2::{Digest as _, Sha256};

    Sha256::digest(bytes).into()
}
