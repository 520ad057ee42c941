//! Status indices: drawn at random, each once, from a space that grows with the register.

use messages::Failure;

use super::failure;
use super::random::Rng;

/// The smallest space. Even the first codes of a bureau have indices that say nothing.
const SMALLEST: u32 = 1 << 12;

/// The largest space: as many entries as a status list may have (`MAX_STATUS_BYTES`).
pub(super) const LARGEST: u32 = 1 << 24;

/// How often to draw before walking. The space is at most half full until it is as large as it
/// gets, so that this many draws fail once in 2^64 times.
const DRAWS: u32 = 64;

/// How large the space is when `used` indices of it are taken: a power of two, at most half full.
///
/// Twice is a balance: less would make drawing slow, more would make the published list longer
/// without hiding more.
pub(super) fn space(used: u32) -> u32 {
    used.saturating_mul(2)
        .clamp(SMALLEST, LARGEST)
        .next_power_of_two()
}

/// Which indices are taken, of those that may be given.
pub(super) struct Indices {
    /// The first index that may be given.
    first: u32,
    taken: Vec<u64>,
    /// How many are taken, from the first on.
    used: u32,
}

impl Indices {
    /// All from `first` on.
    pub(super) fn from(first: u32) -> Self {
        Self {
            first: first.min(LARGEST),
            taken: vec![0; LARGEST as usize / 64],
            used: 0,
        }
    }

    /// Marks an index as taken. One that was drawn in a transaction that failed stays so until the
    /// register is opened again, which costs nothing.
    pub(super) fn take(&mut self, index: u32) {
        let bit = 1 << (index % 64);
        if index >= self.first
            && let Some(word) = self.taken.get_mut(index as usize / 64)
            && *word & bit == 0
        {
            *word |= bit;
            self.used += 1;
        }
    }

    /// Draws an index that nobody has.
    ///
    /// # Errors
    /// `register-full` if there is none.
    pub(super) fn draw(&mut self, rng: &mut Rng) -> Result<u32, Failure> {
        let room = LARGEST - self.first;
        if self.used >= room {
            return Err(failure::full("状态序号", "status indices"));
        }
        let span = space(self.used + 1).min(room);
        let mut offset = rng.next_u32()? % span;
        for _ in 0..DRAWS {
            if self.is_free(self.first + offset) {
                break;
            }
            offset = rng.next_u32()? % span;
        }
        // In a space that is nearly full, the next free one; there is one.
        while !self.is_free(self.first + offset) {
            offset = (offset + 1) % span;
        }
        self.take(self.first + offset);
        Ok(self.first + offset)
    }

    fn is_free(&self, index: u32) -> bool {
        self.taken
            .get(index as usize / 64)
            .is_some_and(|word| word >> (index % 64) & 1 == 0)
    }
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
        let (mut indices, mut rng) = (Indices::from(0), Rng::new());
        let mut seen = vec![false; 1 << 18];
        for drawn in 1..=100_000 {
            let index = indices.draw(&mut rng).unwrap();
            assert!(index < space(drawn));
            assert!(!std::mem::replace(&mut seen[index as usize], true));
        }
    }

    #[test]
    fn does_not_stall_in_a_full_space_and_says_when_there_is_no_more() {
        let (mut indices, mut rng) = (Indices::from(0), Rng::new());
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

    #[test]
    fn begins_behind_what_a_lost_register_may_have_given() {
        let mut rng = Rng::new();
        let mut indices = Indices::from(1 << 20);
        indices.take(77);
        for _ in 0..1_000 {
            let index = indices.draw(&mut rng).unwrap();
            assert!((1 << 20..(1 << 20) + 4_096).contains(&index));
        }
        let mut last = Indices::from(LARGEST - 3);
        let mut drawn = [(); 3].map(|()| last.draw(&mut rng).unwrap());
        drawn.sort_unstable();
        assert_eq!(drawn, [LARGEST - 3, LARGEST - 2, LARGEST - 1]);
        assert_eq!(last.draw(&mut rng).unwrap_err().code, "register-full");
        let mut none = Indices::from(u32::MAX);
        assert_eq!(none.draw(&mut rng).unwrap_err().code, "register-full");
    }
}
