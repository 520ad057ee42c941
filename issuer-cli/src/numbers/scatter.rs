//! The order in which the places of the status list are given: random to look at, never repeated.
//!
//! The list grows in blocks: places 0 to 65,535, then as many again, then twice as many, and so on.
//! So it is never much longer than needed. Within each block the order is a permutation of its own,
//! made with a secret key: a Feistel network, as ciphers for small domains are built (compare NIST
//! SP 800-38G). All that must be kept is the key and how many places have been given.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

pub(super) const KEY_BYTES: usize = 32;

/// Places of the first block: 2¹⁶ is more than a county ever needs, and 16 KiB of status list.
const FIRST_BLOCK_BITS: u32 = 16;

/// Enough for a network whose halves are small, with a margin; FF1 has ten.
const ROUNDS: u8 = 10;

pub(crate) struct Scatter {
    key: Zeroizing<[u8; KEY_BYTES]>,
}

impl Scatter {
    pub(super) fn new(key: &[u8; KEY_BYTES]) -> Self {
        Self {
            key: Zeroizing::new(*key),
        }
    }

    /// The place that is given as number `given`, counted from 0. Different for different numbers.
    pub(super) fn index(&self, given: u32) -> u32 {
        let (start, bits) = block(given);
        start + self.permute(given - start, start, bits)
    }

    /// A permutation of `0..1 << bits`: the two halves change one another in turn, which can be
    /// undone whatever the round function is, also where one half has a bit more.
    fn permute(&self, value: u32, block: u32, bits: u32) -> u32 {
        let low_bits = bits / 2;
        let (low_mask, high_mask) = ((1 << low_bits) - 1, (1 << (bits - low_bits)) - 1);
        let (mut low, mut high) = (value & low_mask, value >> low_bits);
        for round in 0..ROUNDS {
            if round % 2 == 0 {
                high = (high ^ self.round(block, round, low)) & high_mask;
            } else {
                low = (low ^ self.round(block, round, high)) & low_mask;
            }
        }
        high << low_bits | low
    }

    fn round(&self, block: u32, round: u8, half: u32) -> u32 {
        // The input has a fixed length, so a plain hash behind the key is a keyed hash.
        let hash = Sha256::new()
            .chain_update(self.key.as_ref())
            .chain_update(block.to_be_bytes())
            .chain_update([round])
            .chain_update(half.to_be_bytes())
            .finalize();
        hash.iter()
            .take(4)
            .fold(0, |word, &byte| word << 8 | u32::from(byte))
    }
}

/// First place and size, in bits, of the block that `given` falls into.
fn block(given: u32) -> (u32, u32) {
    match given.checked_ilog2() {
        Some(bits) if bits >= FIRST_BLOCK_BITS => (1 << bits, bits),
        _ => (0, FIRST_BLOCK_BITS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_place_is_given_twice_and_none_left_out() {
        let scatter = Scatter::new(&[7; KEY_BYTES]);
        // Every other size parts into halves of different length.
        for bits in 2..14 {
            let mut seen = vec![false; 1 << bits];
            for given in 0..1 << bits {
                let place = scatter.permute(given, 1 << 20, bits) as usize;
                assert!(!std::mem::replace(&mut seen[place], true), "{place} twice");
            }
        }
    }

    #[test]
    fn blocks_follow_one_another_without_gap() {
        let mut next: u64 = 0;
        while next <= u64::from(u32::MAX) {
            let (start, bits) = block(next as u32);
            assert_eq!(u64::from(start), next);
            next += 1 << bits;
            assert_eq!(block((next - 1) as u32), (start, bits));
        }
    }

    #[test]
    fn the_list_grows_no_faster_than_it_is_used() {
        let scatter = Scatter::new(&[7; KEY_BYTES]);
        for given in [0, 65_535, 65_536, 131_071, 131_072, 1 << 31, u32::MAX] {
            let limit = (u64::from(given) + 1).next_power_of_two().max(1 << 16);
            assert!(u64::from(scatter.index(given)) < limit, "{given}");
        }
    }

    /// Neighbours in the order must not be neighbours in the list.
    #[test]
    fn a_place_does_not_tell_when_it_was_given() {
        let scatter = Scatter::new(&[7; KEY_BYTES]);
        let places: Vec<i64> = (0..4_000)
            .map(|given| scatter.index(given).into())
            .collect();
        let close = places
            .windows(2)
            .filter(|pair| (pair[0] - pair[1]).abs() < 656)
            .count();
        // 2 % of random pairs lie within 1 % of the block.
        assert!((40..130).contains(&close), "{close}");
        let rising = places.windows(2).filter(|pair| pair[0] < pair[1]).count();
        assert!((1_850..2_150).contains(&rising), "{rising}");
        let other = Scatter::new(&[8; KEY_BYTES]);
        let same = (0..4_000)
            .filter(|&given| other.index(given) == scatter.index(given))
            .count();
        assert!(same < 5, "{same} places are the same with another key");
    }
}
