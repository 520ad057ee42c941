//! A catalogue that a later version has made: what this one does not know is not given, and the rest is.

use std::ffi::OsString;
use std::fs;

use credential_core::*;
use messages::Exit;

use super::fixtures::*;
use super::shop::*;

/// A CBOR text of at most 23 bytes.
fn text(text: &str) -> Vec<u8> {
    [&[0x60 + text.len() as u8], text.as_bytes()].concat()
}

/// Puts `more` behind the entries of the map that ends with `end`, and adds one to its count, which is the byte
/// before `begin`.
fn extended(part: &[u8], begin: &[u8], end: &[u8], more: &[u8]) -> Vec<u8> {
    let find = |what: &[u8]| {
        let mut places = part
            .windows(what.len())
            .enumerate()
            .filter(|(_, part)| *part == what);
        let (at, _) = places.next().unwrap();
        assert!(places.next().is_none(), "more than one");
        at
    };
    let (count, last) = (find(begin) - 1, find(end) + end.len());
    assert!(count < last && part[count] & 0xe0 == 0xa0, "no map");
    let mut changed = part[..last].to_vec();
    changed[count] += 1;
    changed.extend(more);
    changed.extend(&part[last..]);
    changed
}

/// The payload of a part in a message, which is signed again with the bureau's key.
fn signed_again(message: &[u8], change: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
    // COSE_Sign1: tag 18, an array of four: protected, unprotected, payload, signature.
    let start = message.iter().position(|byte| *byte == 0x84).unwrap() + 1;
    let (protected, rest) = byte_string(&message[start..]);
    assert_eq!(rest[0], 0xa0, "no unprotected header");
    let (payload, _) = byte_string(&rest[1..]);
    let payload = change(payload);
    let to_be_signed = [
        &[0x84],
        &text("Signature1")[..],
        &string(protected),
        &string(b""),
        &string(&payload),
    ]
    .concat();
    let signature = key(XIANNING).sign(&to_be_signed).unwrap();
    [
        &message[..start],
        &string(protected)[..],
        &[0xa0],
        &string(&payload),
        &string(&signature),
    ]
    .concat()
}

fn byte_string(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (length, head) = match bytes[0] {
        short @ 0x40..=0x57 => (usize::from(short - 0x40), 1),
        0x58 => (usize::from(bytes[1]), 2),
        0x59 => (usize::from(u16::from_be_bytes([bytes[1], bytes[2]])), 3),
        other => panic!("{other:x}"),
    };
    bytes[head..].split_at(length)
}

fn string(content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match length {
        0..=23 => vec![0x40 + length as u8],
        24..=255 => vec![0x58, length as u8],
        _ => [&[0x59][..], &(length as u16).to_be_bytes()].concat(),
    };
    [&head, content].concat()
}

/// A shop whose part of the catalogue is changed so; whether the update was taken.
fn shop_with(change: impl FnOnce(&[u8]) -> Vec<u8>) -> (Shop, Run) {
    let shop = Shop::without_place();
    let title = |zh: &str| Title {
        zh: zh.into(),
        en: None,
    };
    let one = |number, zh: &str| Benefit::new(BenefitNumber(number), title(zh), BenefitKind::Free);
    let part = CataloguePart::issue(&draft(vec![one(1, "甲"), one(2, "乙")]), &key(XIANNING));
    let mut update = Update::default();
    update.places = vec![Place::issue(&place(&shop.key), &key(XIANNING)).unwrap()];
    update.catalogue_parts = vec![signed_again(&part.unwrap(), change)];
    let file = shop.terminal.put("newer.lbu", &update.encode());
    let run = shop.run(&["update", "--json", "--at", NOW], &[file]);
    (shop, run)
}

/// The title of the first benefit, then the kind, with which it ends.
fn first_benefit() -> (Vec<u8>, Vec<u8>) {
    let begin = [&[0x01, 0x01, 0x02][..], &text("甲")].concat();
    let end = [&text("甲")[..], &[0x05, 0x81, 0x01]].concat();
    (begin, end)
}

fn codes(shop: &Shop) -> Vec<(u64, String)> {
    fs::create_dir_all(shop.terminal.path("pictures")).unwrap();
    shop.terminal.put("pictures/1.png", &png("no code of ours"));
    let words = [
        "scan",
        "--at",
        NOW,
        "--json",
        "--bearer",
        "accept",
        "--pictures",
    ];
    let words = words.iter().map(OsString::from);
    let paths = [
        shop.terminal.path("pictures").into(),
        "--store".into(),
        shop.terminal.store().into(),
    ];
    let run = verifier(words.chain(paths), format!("{}\n", good()).as_bytes());
    let lines = run.json();
    let line = lines
        .iter()
        .find(|line| line["benefits"].is_object())
        .unwrap();
    let list = line["benefits"]["list"].as_array().unwrap().iter();
    list.map(|one| {
        let code = one["code"].as_str().unwrap().to_owned();
        (one["number"].as_u64().unwrap(), code)
    })
    .collect()
}

#[test]
fn signed_again_without_a_change_it_is_taken() {
    let (shop, run) = shop_with(<[u8]>::to_vec);
    assert_eq!(run.exit, Exit::Done, "{run:?}");
    let available = "available".to_owned();
    assert_eq!(codes(&shop), [(1, available.clone()), (2, available)]);
}

#[test]
fn a_benefit_with_a_condition_of_a_later_version_is_not_given_and_the_others_are() {
    let (begin, end) = first_benefit();
    let (shop, run) = shop_with(|part| extended(part, &begin, &end, &[0x18, 0x80, 0x00]));
    assert_eq!(run.exit, Exit::Done, "{run:?}");
    assert_eq!(
        codes(&shop),
        [
            (1, "not-understood".to_owned()),
            (2, "available".to_owned())
        ]
    );
}

#[test]
fn what_only_informs_changes_nothing() {
    let (begin, end) = first_benefit();
    let (shop, _) = shop_with(|part| extended(part, &begin, &end, &[0x18, 0x7f, 0xf6]));
    assert_eq!(codes(&shop)[0], (1, "available".to_owned()));
}

#[test]
fn a_part_of_a_later_version_is_refused_in_words_and_the_verdicts_go_on() {
    let merchant = [&[0x01, 0x07, 0x02][..], &text("咸宁理发店")].concat();
    // The merchant has an entry that nobody may pass over.
    let (shop, run) = shop_with(|part| {
        let end = [&text("Xianning Barber")[..], &[0x04, 0x01]].concat();
        extended(part, &merchant, &end, &[0x18, 0x80, 0xf6])
    });
    assert_eq!(run.exit, Exit::Refused, "{run:?}");
    let lines = run.json();
    let refused = lines
        .iter()
        .find(|line| line["result"] == "refused")
        .unwrap();
    assert_eq!(refused["error"]["code"], "content-unsupported", "{refused}");
    let checked = shop.terminal.json(&["--bearer", "accept", &good()]);
    assert_eq!(checked["verdict"], "accept");
    let run = shop.run(&["place", "show", "--at", NOW], &[]);
    assert_eq!(run.exit, Exit::Done, "{run:?}");
}
