//! Which keys are prepared, and what it costs at most.

use alloc::vec::Vec;

use super::super::often_used::{OftenUsed, Use};
use super::super::{PreparedKeys, PublicKey, Signature, Signer, SigningKey};
use crate::error::Error;
use crate::fixtures::{bureau_key, colliding_keys};
use crate::limits::{MAX_PREPARED_KEYS, USES_BEFORE_PREPARING};

fn keys(count: u32) -> Vec<PublicKey> {
    (0..count)
        .map(|number| {
            let mut seed = [7; 32];
            seed[..4].copy_from_slice(&number.to_be_bytes());
            SigningKey::from_seed(&seed).public_key().clone()
        })
        .collect()
}

/// The bookkeeping alone; a key is kept without tables, which take time.
struct Counted {
    used: OftenUsed,
    made: u32,
    hits: u32,
    uses: u32,
}

impl Counted {
    fn new() -> Self {
        Self {
            used: OftenUsed::new(),
            made: 0,
            hits: 0,
            uses: 0,
        }
    }

    fn verify(&mut self, key: &PublicKey) {
        self.uses += 1;
        self.hits += u32::from(self.used.find(key).is_some());
        if self.used.note_use(key) == Use::WorthPreparing {
            self.made += 1;
            self.used.keep(key.clone());
        }
        assert!(self.used.len() <= MAX_PREPARED_KEYS);
        // The promise: the first ones, and what hits have paid.
        let first = MAX_PREPARED_KEYS as u32;
        assert!(self.made <= first + self.hits / (2 * USES_BEFORE_PREPARING));
    }
}

#[test]
fn a_key_is_prepared_at_its_sixteenth_use() {
    let mut counted = Counted::new();
    let keys = keys(2);
    for use_number in 1..=USES_BEFORE_PREPARING {
        assert!(counted.used.find(&keys[0]).is_none(), "{use_number}");
        counted.verify(&keys[0]);
    }
    assert!(counted.used.find(&keys[0]).is_some());
    assert!(counted.used.find(&keys[1]).is_none());
}

#[test]
fn the_least_recently_used_leaves_and_only_for_what_was_saved() {
    let mut counted = Counted::new();
    let keys = keys(MAX_PREPARED_KEYS as u32 + 1);
    let (last, first) = keys.split_last().unwrap();
    for key in first {
        (0..USES_BEFORE_PREPARING).for_each(|_| counted.verify(key));
    }
    assert_eq!(counted.used.len(), MAX_PREPARED_KEYS);
    // Nothing was saved so far: no place for another, however often it is used.
    for _ in 0..10 * USES_BEFORE_PREPARING {
        counted.verify(last);
    }
    assert!(counted.used.find(last).is_none());
    // All but the third are used again.
    for (at, key) in first.iter().enumerate() {
        if at != 3 {
            counted.verify(key);
        }
    }
    counted.verify(last);
    assert!(counted.used.find(last).is_some());
    assert!(counted.used.find(&first[3]).is_none());
    assert_eq!(counted.used.len(), MAX_PREPARED_KEYS);
}

/// Whatever the order: it never makes more than the promise in `Counted::verify`, and a crowd of
/// keys that take turns makes none at all.
#[test]
fn many_keys_that_take_turns_cost_no_more_than_without() {
    let crowd = keys(1_000);
    let mut counted = Counted::new();
    for _ in 0..40 {
        crowd.iter().for_each(|key| counted.verify(key));
    }
    assert_eq!(counted.made, 0);

    // A few more than there is place for: the least recently used is always the next one.
    let mut counted = Counted::new();
    for _ in 0..1_000 {
        crowd.iter().take(80).for_each(|key| counted.verify(key));
    }
    assert!(counted.hits > counted.uses / 2, "{}", counted.hits);

    // Each of a thousand keys in a row just often enough.
    let mut counted = Counted::new();
    for key in &crowd {
        (0..=USES_BEFORE_PREPARING).for_each(|_| counted.verify(key));
    }
    assert!(counted.made < 70, "{}", counted.made);
}

#[test]
fn two_keys_with_one_identifier_are_not_confused() {
    let [one, other] = colliding_keys();
    let prepared = PreparedKeys::new();
    prepared.prepare(one.public_key());
    let Ok(signature) = other.sign(b"message");
    for _ in 0..3 * USES_BEFORE_PREPARING {
        for (key, expected) in [(&one, Err(Error::SignatureInvalid)), (&other, Ok(()))] {
            let verified =
                prepared.verify_with(key.public_key(), |key| key.verify(b"message", &signature));
            assert_eq!(verified, expected);
        }
    }
    assert_eq!(prepared.len(), 1);
}

/// Somebody who shows forged codes in the name of a thousand issuers changes nothing.
#[test]
fn only_valid_signatures_count() {
    let key = bureau_key();
    let Ok(mut signature) = key.sign(b"message");
    let prepared = PreparedKeys::new();
    let verify = |signature: &Signature| {
        prepared.verify_with(key.public_key(), |key| key.verify(b"message", signature))
    };
    signature[3] ^= 1;
    for _ in 0..100 {
        assert_eq!(verify(&signature), Err(Error::SignatureInvalid));
    }
    assert!(prepared.is_empty());
    signature[3] ^= 1;
    for _ in 0..USES_BEFORE_PREPARING {
        assert_eq!(verify(&signature), Ok(()));
    }
    assert_eq!(prepared.len(), 1);
    assert_eq!(verify(&signature), Ok(()));
    signature[3] ^= 1;
    assert_eq!(verify(&signature), Err(Error::SignatureInvalid));
}

#[test]
fn is_shared_by_threads() {
    let prepared = PreparedKeys::new();
    let keys: Vec<SigningKey> = (0..4)
        .map(|seed| SigningKey::from_seed(&[seed; 32]))
        .collect();
    std::thread::scope(|scope| {
        for thread in 0..4_usize {
            let (prepared, keys) = (&prepared, &keys);
            scope.spawn(move || {
                for turn in 0..80 {
                    let key = &keys[(thread + turn) % 4];
                    let Ok(signature) = key.sign(b"message");
                    let verified = prepared
                        .verify_with(key.public_key(), |key| key.verify(b"message", &signature));
                    assert_eq!(verified, Ok(()));
                }
            });
        }
    });
    assert_eq!(prepared.len(), 4);
}
