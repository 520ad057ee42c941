//! A row or a column of modules as bits, so that one instruction looks at 64 modules.

use std::array::from_fn;
use std::ops::{BitAnd, BitOr, BitXor, Not, Shl, Shr};

/// `64 * N` modules; module `i` is bit `i`, 1 is dark. Whatever is shifted in from outside is 0, as
/// light as the quiet zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BitLine<const N: usize>(pub(crate) [u64; N]);

impl<const N: usize> BitLine<N> {
    pub(crate) const EMPTY: Self = Self([0; N]);

    /// The first `count` bits set.
    pub(crate) fn first(count: usize) -> Self {
        let mut line = Self::EMPTY;
        (0..count).for_each(|i| line.set(i));
        line
    }

    /// The lowest 12 bits of `pattern`, repeated from bit 0 to the end.
    pub(crate) fn repeat(pattern: u16) -> Self {
        const EVERY_12: u64 = 0x1001_0010_0100_1001;
        const { assert!(EVERY_12 == 1 | 1 << 12 | 1 << 24 | 1 << 36 | 1 << 48 | 1 << 60) };
        Self(from_fn(|word| {
            let offset = word * 64 % 12;
            let turned = (pattern >> offset | pattern << (12 - offset)) & 0xfff;
            u64::from(turned).wrapping_mul(EVERY_12)
        }))
    }

    pub(crate) fn set(&mut self, i: usize) {
        if let Some(word) = self.0.get_mut(i / 64) {
            *word |= 1 << (i % 64);
        }
    }

    pub(crate) fn ones(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }
}

impl<const N: usize> BitAnd for BitLine<N> {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i] & other.0[i]))
    }
}

impl<const N: usize> BitOr for BitLine<N> {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i] | other.0[i]))
    }
}

impl<const N: usize> BitXor for BitLine<N> {
    type Output = Self;
    fn bitxor(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i] ^ other.0[i]))
    }
}

impl<const N: usize> Not for BitLine<N> {
    type Output = Self;
    fn not(self) -> Self {
        Self(from_fn(|i| !self.0[i]))
    }
}

/// Bit `i` becomes what bit `i + by` was; `by` is 1 to 63.
impl<const N: usize> Shr<u32> for BitLine<N> {
    type Output = Self;
    fn shr(self, by: u32) -> Self {
        Self(from_fn(|i| {
            let above = if i + 1 < N { self.0[i + 1] } else { 0 };
            self.0[i] >> by | above << (64 - by)
        }))
    }
}

/// Bit `i` becomes what bit `i - by` was; `by` is 1 to 63.
impl<const N: usize> Shl<u32> for BitLine<N> {
    type Output = Self;
    fn shl(self, by: u32) -> Self {
        Self(from_fn(|i| {
            let below = if i > 0 { self.0[i - 1] } else { 0 };
            self.0[i] << by | below >> (64 - by)
        }))
    }
}
