//! Status indices: drawn at random, each once, from a space that grows with the register.

use super::random::Rng;
use messages::{Failure, failure};

/// The smallest space. Even the first codes of a bureau have indices that tell nothing.
const SMALLEST: u32 = 1 << 12;

/// The largest space: as many entries as a status list may have (`MAX_STATUS_BYTES`).
pub(super) const LARGEST: u32 = 1 << 24;

/// How often to draw before walking. The space is at most half full until it is as large as it
/// gets, so that this many draws fail once in 2^64 times.
const DRAWS: u32 = 64;

/// How large the space is when `used` indices of it are taken: a power of two, at most half full.
///
/// Twice is a balance: less would make drawing slow, more would make the published list longer
/// without telling less.
pub(super) fn space(used: u32) -> u32 {
    used.saturating_mul(2)
        .clamp(SMALLEST, LARGEST)
        .next_power_of_two()
}

/// Which indices are taken.
pub(super) struct Indices {
    taken: Vec<u64>,
    used: u32,
}

impl Indices {
    pub(super) fn new() -> Self {
        Self {
            taken: vec![0; LARGEST as usize / 64],
            used: 0,
        }
    }

    /// Marks an index as taken. One that was drawn in a transaction that failed stays so until the
    /// register is opened again, which costs nothing.
    pub(super) fn take(&mut self, index: u32) {
        let bit = 1 << (index % 64);
        if let Some(word) = self.taken.get_mut(index as usize / 64)
            && *word & bit == 0
        {
            *word |= bit;
            self.used += 1;
        }
    }

    /// Takes all below `first`.
    pub(super) fn take_below(&mut self, first: u32) {
        (0..first.min(LARGEST)).for_each(|index| self.take(index));
    }

    /// Draws an index that nobody has.
    ///
    /// # Errors
    /// `register-full` if there is none.
    pub(super) fn draw(&mut self, rng: &mut Rng) -> Result<u32, Failure> {
        if self.used >= LARGEST {
            return Err(full());
        }
        let mask = space(self.used + 1) - 1;
        let mut index = rng.next_u32()? & mask;
        for _ in 0..DRAWS {
            if self.is_free(index) {
                break;
            }
            index = rng.next_u32()? & mask;
        }
        // In a space that is nearly full, the next free one; there is one.
        while !self.is_free(index) {
            index = (index + 1) & mask;
        }
        self.take(index);
        Ok(index)
    }

    fn is_free(&self, index: u32) -> bool {
        self.taken
            .get(index as usize / 64)
            .is_some_and(|word| word >> (index % 64) & 1 == 0)
    }
}

fn full() -> Failure {
    failure!("register-full"; "台账的 {LARGEST} 个状态序号已全部用完";
        "all {LARGEST} status indices of the register are used";
        "请向上级申请第二个发码单位编号，并为它新建台账。";
        "Ask the authority for a second issuer entry, and make a register for it.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_space_is_a_power_of_two_and_at_most_half_full() {
        assert_eq!(space(0), 4_096);
        assert_eq!(space(2_048), 4_096);
        assert_eq!(space(2_049), 8_192);
        assert_eq!(space(265_000), 1 << 20);
        assert_eq!(space(u32::MAX), LARGEST);
    }

    #[test]
    fn never_draws_an_index_twice_nor_one_outside_the_space() {
        let (mut indices, mut rng) = (Indices::new(), Rng::new());
        let mut seen = vec![false; 1 << 18];
        for drawn in 1..=100_000 {
            let index = indices.draw(&mut rng).unwrap();
            assert!(index < space(drawn));
            assert!(!std::mem::replace(&mut seen[index as usize], true));
        }
    }

    #[test]
    fn does_not_stall_in_a_full_space_and_says_when_there_is_no_more() {
        let (mut indices, mut rng) = (Indices::new(), Rng::new());
        indices.taken.fill(u64::MAX);
        indices.taken[77] = !(1 << 5 | 1 << 9);
        indices.used = LARGEST - 2;
        let mut last = [
            indices.draw(&mut rng).unwrap(),
            indices.draw(&mut rng).unwrap(),
        ];
        last.sort_unstable();
        assert_eq!(last, [77 * 64 + 5, 77 * 64 + 9]);
        assert_eq!(indices.draw(&mut rng).unwrap_err().code, "register-full");
    }
}
