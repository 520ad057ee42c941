use super::{DIGEST_BYTES, Frame, FrameCollector, LEAST_PART, read};
use crate::error::{CborFault, Error, Field, TextFault};
use crate::fixtures::{bureau_key, claims, hex};
use crate::frames::Collected;
use crate::limits::{MAX_FRAME_PART, MAX_FRAME_SEQUENCES, MAX_FRAMES};
use crate::text::{MIN_DIGITS, TextForm, encode_frame};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// An object of this size that no other number makes.
fn object(len: usize, number: u8) -> Vec<u8> {
    (0..len)
        .map(|at| (at * 31 + at / 251) as u8 ^ number)
        .collect()
}

fn collect(collector: &mut FrameCollector, texts: &[String]) -> Vec<Collected> {
    let added = texts.iter().map(|text| collector.add(text).unwrap());
    added.collect()
}

/// SHA-256 of 60 times `a`, computed with another program.
const DIGEST_OF_60: &str = "11ee391211c6256460b6ed375957fadd";

#[test]
fn a_frame_is_an_array_of_four() {
    let texts = Frame::split(&[b'a'; 60], 52).unwrap();
    assert_eq!(texts.len(), 2);
    let part = |index: &str| {
        let head = hex(&alloc::format!("84 50 {DIGEST_OF_60} {index} 02 581e"));
        encode_frame(&[&head[..], &[b'a'; 30]].concat())
    };
    assert_eq!(texts, [part("00"), part("01")]);
}

#[test]
fn parts_are_of_equal_length_and_every_text_is_long_enough() {
    for len in [27, 52, 53, 104, 105, 959, 960, 961, 5_000] {
        for limit in [LEAST_PART, 53, 200, MAX_FRAME_PART] {
            let whole = object(len, 0);
            let texts = Frame::split(&whole, limit).unwrap();
            assert_eq!(texts.len(), len.div_ceil(limit));
            let frames: Vec<Frame> = texts
                .iter()
                .map(|text| Frame::from_text(text).unwrap())
                .collect();
            let sizes: Vec<usize> = frames.iter().map(|frame| frame.part.len()).collect();
            let (least, most) = (sizes.iter().min().unwrap(), sizes.iter().max().unwrap());
            assert!(*most <= limit && most - least <= 1, "{sizes:?}");
            assert!(texts.iter().all(|text| text.len() >= MIN_DIGITS));
            assert!(
                frames
                    .iter()
                    .all(|frame| frame.count() as usize == texts.len())
            );
            let last = frames.last().unwrap();
            assert_eq!(last.index() + 1, last.count());
        }
    }
}

#[test]
fn refuses_what_makes_no_sequence() {
    let invalid = Err(Error::DraftInvalid(Field::Count));
    let largest = MAX_FRAME_PART * MAX_FRAMES as usize;
    for (len, limit) in [
        (0, 200),
        (1, 200),
        (20, 200),
        (500, LEAST_PART - 1),
        (500, 0),
        (500, MAX_FRAME_PART + 1),
        (largest + 1, MAX_FRAME_PART),
        (LEAST_PART * MAX_FRAMES as usize + 1, LEAST_PART),
    ] {
        assert_eq!(Frame::split(&object(len, 0), limit), invalid, "{len}");
    }
    let texts = Frame::split(&object(largest, 0), MAX_FRAME_PART).unwrap();
    assert_eq!(texts.len(), MAX_FRAMES as usize);
    assert!(texts.iter().all(|text| text.len() <= 2_381));
}

#[test]
fn reads_only_frames() {
    let credential = crate::issue(&claims(), &bureau_key()).unwrap();
    for form in [TextForm::Digits, TextForm::Base45] {
        let text = credential.to_text(form);
        assert_eq!(Frame::from_text(&text), Err(Error::ObjectUnsupported));
    }
    let text = &Frame::split(&object(300, 0), 100).unwrap()[1];
    assert!(Frame::from_text(&alloc::format!(" https://a/{text}\r\n")).is_ok());
    assert_eq!(Frame::from_text(&text[..100]), Err(Error::NotOurs));
    let damaged = Err(Error::Unreadable(TextFault::CheckDigits));
    assert_eq!(Frame::from_text(&text[..150]), damaged);
}

#[test]
fn refuses_a_frame_with_anything_out_of_place() {
    const DIGEST: &str = "50 000102030405060708090a0b0c0d0e0f";
    let read = |listing: &str| read(&hex(listing));
    let sound = alloc::format!("84 {DIGEST} 00 01 41 07");
    assert!(read(&sound).is_ok());
    let long = alloc::format!("84 {DIGEST} 00 01 59 03c0 {}", "07".repeat(960));
    assert!(read(&long).is_ok());
    let last = alloc::format!("84 {DIGEST} 1907ff 190800 41 07");
    assert_eq!(read(&last).unwrap().index(), 2_047);
    for (listing, fault) in [
        (
            alloc::format!("84 {DIGEST} 00 01 40"),
            CborFault::UnexpectedItem,
        ),
        (
            alloc::format!("84 {DIGEST} 01 01 41 07"),
            CborFault::UnexpectedItem,
        ),
        (
            alloc::format!("84 {DIGEST} 00 00 41 07"),
            CborFault::UnexpectedItem,
        ),
        (
            alloc::format!("84 {DIGEST} 00 190801 41 07"),
            CborFault::UnexpectedItem,
        ),
        (
            alloc::format!("84 {DIGEST} 1b0000000100000000 01 41 07"),
            CborFault::UnexpectedItem,
        ),
        (
            alloc::format!("84 {DIGEST} 20 01 41 07"),
            CborFault::UnexpectedItem,
        ),
        (
            alloc::format!("84 {DIGEST} 00 01 61 61"),
            CborFault::UnexpectedItem,
        ),
        (
            alloc::format!("84 {DIGEST} 00 01 59 03c1 {}", "07".repeat(961)),
            CborFault::UnexpectedItem,
        ),
        (
            alloc::format!("83 {DIGEST} 00 01"),
            CborFault::UnexpectedItem,
        ),
        (
            alloc::format!("85 {DIGEST} 00 01 41 07 00"),
            CborFault::UnexpectedItem,
        ),
        ("84 43 000102 00 01 41 07".into(), CborFault::UnexpectedItem),
        ("a0".into(), CborFault::UnexpectedItem),
        (
            alloc::format!("84 {DIGEST} 1800 01 41 07"),
            CborFault::NotDeterministic,
        ),
        (alloc::format!("{sound} 00"), CborFault::TrailingBytes),
        (
            alloc::format!("84 {DIGEST} 00 01 42 07"),
            CborFault::Truncated,
        ),
    ] {
        assert_eq!(read(&listing), Err(Error::Malformed(fault)), "{listing}");
    }
}

mod collecting {
    use super::*;

    #[test]
    fn takes_any_order_and_duplicates() {
        let whole = object(1_000, 0);
        let mut texts = Frame::split(&whole, 100).unwrap();
        texts.reverse();
        let mut collector = FrameCollector::new();
        for (held, text) in (1..).zip(&texts) {
            let expected = match held {
                10 => Collected::Object(whole.clone()),
                _ => Collected::Part { held, count: 10 },
            };
            assert_eq!(collector.add(text), Ok(expected));
            assert_eq!(collector.add(text), Ok(Collected::Known));
            assert_eq!(collector.add(&texts[0]), Ok(Collected::Known));
        }
        // A screen goes on showing them.
        assert!(
            collect(&mut collector, &texts)
                .iter()
                .all(|added| *added == Collected::Known)
        );
    }

    #[test]
    fn keeps_sequences_apart() {
        let objects = [object(700, 1), object(700, 2), object(500, 3)];
        let sequences = objects
            .clone()
            .map(|whole| Frame::split(&whole, 100).unwrap());
        let mut collector = FrameCollector::new();
        let mut found = Vec::new();
        for at in 0..7 {
            for texts in &sequences {
                let added = texts.get(at).map(|text| collector.add(text).unwrap());
                if let Some(Collected::Object(whole)) = added {
                    found.push(whole);
                }
            }
        }
        found.sort_by_key(|whole| whole[0]);
        let mut expected = objects;
        expected.sort_by_key(|whole| whole[0]);
        assert_eq!(found, expected);
    }

    #[test]
    fn what_cannot_be_read_changes_nothing() {
        let whole = object(300, 0);
        let texts = Frame::split(&whole, 100).unwrap();
        let mut collector = FrameCollector::new();
        for text in &texts[..2] {
            collector.add(text).unwrap();
            for bad in ["", "hello", &text[..150], "LB1:BB8", &"8".repeat(300)] {
                assert!(collector.add(bad).is_err());
            }
        }
        assert_eq!(collector.add(&texts[2]), Ok(Collected::Object(whole)));
    }

    /// A frame of the sequence of `whole`, with another content.
    fn forged(whole: &[u8], index: u32, count: u32, part: &[u8]) -> Frame {
        Frame {
            digest: crate::frames::digest(whole),
            index,
            count,
            part: part.to_vec(),
        }
    }

    #[test]
    fn frames_that_contradict_each_other_end_their_sequence() {
        let whole = object(300, 0);
        let texts = Frame::split(&whole, 100).unwrap();
        for wrong in [
            forged(&whole, 0, 3, b"other"),
            forged(&whole, 2, 4, &whole[200..]),
        ] {
            let mut collector = FrameCollector::new();
            collect(&mut collector, &texts[..2]);
            assert_eq!(collector.add_frame(wrong), Collected::Contradictory);
            // It begins anew, and can still be completed.
            let part = Collected::Part { held: 1, count: 3 };
            assert_eq!(collector.add(&texts[2]), Ok(part));
            let added = collect(&mut collector, &texts);
            assert_eq!(added[1], Collected::Object(whole.clone()));
        }
    }

    /// A forged part that came first is found by the digest.
    #[test]
    fn parts_of_another_object_are_never_handed_out() {
        let whole = object(300, 0);
        let texts = Frame::split(&whole, 100).unwrap();
        let mut collector = FrameCollector::new();
        let wrong = forged(&whole, 1, 3, b"other");
        let part = Collected::Part { held: 1, count: 3 };
        assert_eq!(collector.add_frame(wrong), part);
        collector.add(&texts[0]).unwrap();
        assert_eq!(collector.add(&texts[2]), Ok(Collected::Contradictory));
        let added = collect(&mut collector, &texts);
        assert_eq!(added[2], Collected::Object(whole));
    }

    #[test]
    fn holds_a_bounded_number_of_sequences() {
        let whole = object(300, 0);
        let texts = Frame::split(&whole, 100).unwrap();
        let strangers: Vec<String> = (1..=40)
            .map(|number| Frame::split(&object(300, number), 100).unwrap()[0].clone())
            .collect();
        let mut collector = FrameCollector::new();
        collector.add(&texts[0]).unwrap();
        // So many others as there is room for leave it in place, and each of its own renews it.
        for text in &texts[1..] {
            collect(&mut collector, &strangers[..MAX_FRAME_SEQUENCES - 1]);
            assert!(collector.sequences.len() <= MAX_FRAME_SEQUENCES);
            collector.add(text).unwrap();
        }
        let known = collect(&mut collector, &texts);
        assert_eq!(known, vec![Collected::Known; 3]);
        collect(&mut collector, &strangers);
        assert_eq!(collector.sequences.len(), MAX_FRAME_SEQUENCES);
        // It was dropped for the others, and begins anew.
        let part = Collected::Part { held: 1, count: 3 };
        assert_eq!(collector.add(&texts[0]), Ok(part));
    }

    #[test]
    fn an_object_of_one_frame_is_complete_at_once() {
        let whole = object(200, 0);
        let texts = Frame::split(&whole, 200).unwrap();
        let added = collect(&mut FrameCollector::new(), &texts);
        assert_eq!(added, [Collected::Object(whole)]);
        assert_eq!(DIGEST_BYTES, 16);
    }
}
