use super::*;
use crate::fixtures::hex;

fn full() -> Update {
    Update {
        root_sets: [b"one".to_vec(), b"two".to_vec()].into(),
        trust_list: Some(b"list".to_vec()),
        status_lists: [b"status".to_vec()].into(),
        vouch_lists: [b"vouch".to_vec()].into(),
        catalogue_parts: [b"part".to_vec()].into(),
        catalogue_heads: [b"head".to_vec()].into(),
        places: [b"place".to_vec()].into(),
        receipts: [b"seen".to_vec()].into(),
    }
}

#[test]
fn is_known_by_its_first_bytes() {
    let bytes = full().encode();
    let expected = hex("d9d9f7                 ; self-described CBOR
          a8                               ; map of 8
          01 82 43 6f6e65 43 74776f        ; root sets
          02 44 6c697374                   ; trust list
          03 81 46 737461747573            ; status lists
          04 81 45 766f756368              ; vouch lists
          05 81 44 70617274                ; catalogue parts
          06 81 44 68656164                ; catalogue heads
          07 81 45 706c616365              ; places
          08 81 44 7365656e                ; receipts");
    assert_eq!(bytes, expected);
    assert_eq!(Update::parse(&bytes).unwrap(), full());
}

#[test]
fn any_part_may_be_missing() {
    for update in [
        Update::default(),
        Update {
            trust_list: None,
            ..full()
        },
        Update {
            root_sets: Vec::new(),
            ..full()
        },
        Update {
            status_lists: Vec::new(),
            ..full()
        },
        Update {
            vouch_lists: Vec::new(),
            ..full()
        },
        Update {
            catalogue_parts: Vec::new(),
            catalogue_heads: Vec::new(),
            places: Vec::new(),
            receipts: Vec::new(),
            ..full()
        },
    ] {
        assert_eq!(Update::parse(&update.encode()).unwrap(), update);
    }
    assert!(Update::default().is_empty() && !full().is_empty());
}

#[test]
fn refuses_an_update_cut_at_every_length() {
    let bytes = full().encode();
    for len in 0..bytes.len() {
        let refused = Update::parse(&bytes[..len]).unwrap_err();
        assert_eq!(
            refused,
            Error::Malformed(CborFault::Truncated),
            "{len} bytes"
        );
    }
    let longer = [&bytes[..], b"\0"].concat();
    assert_eq!(
        Update::parse(&longer).unwrap_err(),
        Error::Malformed(CborFault::TrailingBytes)
    );
}

#[test]
fn passes_over_parts_of_later_kinds() {
    let bytes = hex("d9d9f7 a2 02 44 6c697374 18 63 82 01 a1 02 03");
    let update = Update::parse(&bytes).unwrap();
    assert_eq!(update.trust_list.as_deref(), Some(&b"list"[..]));
}

#[test]
fn refuses_other_files() {
    for bytes in [&b"PK\x03\x04"[..], b"\xd8\x62\x84", b"{}"] {
        assert_eq!(Update::parse(bytes).unwrap_err(), Error::ObjectUnsupported);
    }
    // A key below the parts, and more root sets than a terminal outlives.
    assert!(Update::parse(&hex("d9d9f7 a1 00 00")).is_err());
    let refused = Update::parse(&hex("d9d9f7 a1 01 99 0101")).unwrap_err();
    assert_eq!(refused, UNEXPECTED);
}
