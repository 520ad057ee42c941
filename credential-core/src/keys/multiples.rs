//! Multiples of a point of Ed25519, kept so that multiplying is a few additions.
//!
//! Nothing here runs in constant time: points and scalars are those of public keys and signatures.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::array;

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;

/// Multiples of one point, in rows. A row is for one digit of a scalar: it has the point of that
/// digit times 1, 2, … up to half of what a digit can count, because digits have a sign. The last row
/// ends where the scalars do.
pub(super) struct Multiples {
    points: Vec<EdwardsPoint>,
    row_len: usize,
}

/// A scalar that is reduced is below the order of the group, which is little more than 2^252.
const SCALAR_BITS: usize = 253;

/// Those of the base point, which the tables of all keys share.
pub(super) type BaseMultiples = Arc<Multiples>;

impl Multiples {
    /// For `rows` digits of `digit_bits` bits, at distances of `row_bits` bits: the row at *i* has
    /// the multiples of 2^(*i* · `row_bits`) · `point`.
    pub(super) fn new(point: &EdwardsPoint, rows: usize, digit_bits: u32, row_bits: u32) -> Self {
        let row_len: usize = 1 << (digit_bits - 1);
        // What is left of a scalar at the last digit, and perhaps 1 that is carried.
        let largest_digit = |row: usize| {
            let bits_before = row * row_bits as usize;
            let bits = SCALAR_BITS.saturating_sub(bits_before).min(8);
            row_len.min(1 << bits)
        };
        let mut points = Vec::with_capacity((0..rows).map(largest_digit).sum());
        let mut first = *point;
        for row in 0..rows {
            let mut multiple = first;
            points.push(multiple);
            for _ in 1..largest_digit(row) {
                multiple += &first;
                points.push(multiple);
            }
            // The last multiple is half of what the next digit counts in.
            first = multiple;
            for _ in digit_bits..=row_bits {
                let half = first;
                first += &half;
            }
        }
        Self { points, row_len }
    }

    /// Adds to `sum`, for each row, its point times the digit that belongs to it.
    pub(super) fn add(&self, sum: &mut EdwardsPoint, digits: impl Iterator<Item = i16>) {
        for (row, digit) in self.points.chunks(self.row_len).zip(digits) {
            let Some(at) = usize::from(digit.unsigned_abs()).checked_sub(1) else {
                continue;
            };
            let Some(multiple) = row.get(at) else {
                continue;
            };
            if digit < 0 {
                *sum -= multiple;
            } else {
                *sum += multiple;
            }
        }
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.points.capacity() * size_of::<EdwardsPoint>()
    }
}

/// The digits of a scalar, the lowest first, each of at most 8 bits: from -2^(`digit_bits` - 1) + 1
/// to 2^(`digit_bits` - 1). There must be enough of them for one bit more than a scalar has.
pub(super) fn signed_digits<const COUNT: usize>(scalar: &Scalar, digit_bits: u32) -> [i16; COUNT] {
    let bytes = scalar.as_bytes();
    let byte = |at: usize| u16::from(bytes.get(at).copied().unwrap_or(0));
    let whole: i16 = 1 << digit_bits;
    let (mut bit, mut carry) = (0, 0);
    array::from_fn(|_| {
        let window = byte(bit / 8) | byte(bit / 8 + 1) << 8;
        let digit = (window >> (bit % 8)).cast_signed() & (whole - 1);
        let digit = digit + carry;
        carry = i16::from(digit > whole / 2);
        bit += digit_bits as usize;
        digit - carry * whole
    })
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
    use curve25519_dalek::traits::Identity;
    use proptest::prelude::*;

    use super::*;

    /// The digits put together again.
    fn value<const COUNT: usize>(digits: [i16; COUNT], digit_bits: u32) -> Scalar {
        let base = Scalar::from(1_u64 << digit_bits);
        digits.iter().rev().fold(Scalar::ZERO, |sum, digit| {
            let size = Scalar::from(digit.unsigned_abs());
            sum * base + if *digit < 0 { -size } else { size }
        })
    }

    fn check(scalar: &Scalar) {
        let narrow = signed_digits::<43>(scalar, 6);
        assert!(narrow.iter().all(|digit| (-31..=32).contains(digit)));
        assert_eq!(value(narrow, 6), *scalar);
        let wide = signed_digits::<32>(scalar, 8);
        assert!(wide.iter().all(|digit| (-127..=128).contains(digit)));
        assert_eq!(value(wide, 8), *scalar);
    }

    fn edge_scalars() -> Vec<Scalar> {
        let mut scalars: Vec<Scalar> = (0..253)
            .map(|bit| {
                let mut bytes = [0; 32];
                bytes[bit / 8] = 1 << (bit % 8);
                Scalar::from_canonical_bytes(bytes).unwrap_or(Scalar::ZERO)
            })
            .collect();
        let all: Scalar = scalars.iter().sum();
        scalars.extend([all, Scalar::ZERO, -Scalar::ONE, -Scalar::from(2_u8)]);
        scalars
    }

    #[test]
    fn digits_make_the_scalar() {
        edge_scalars().iter().for_each(check);
    }

    /// Also of points that are not in the group of the base point.
    #[test]
    fn sums_of_multiples_are_the_product() {
        for point in [ED25519_BASEPOINT_POINT, EIGHT_TORSION[1]] {
            let point = point + EIGHT_TORSION[3];
            let narrow = Multiples::new(&point, 43, 6, 6);
            let wide = Multiples::new(&point, 32, 8, 8);
            let every_second = Multiples::new(&point, 22, 6, 12);
            for scalar in edge_scalars() {
                let product = point * scalar;
                let mut sum = EdwardsPoint::identity();
                narrow.add(&mut sum, signed_digits::<43>(&scalar, 6).into_iter());
                assert_eq!(sum, product);
                let mut sum = EdwardsPoint::identity();
                wide.add(&mut sum, signed_digits::<32>(&scalar, 8).into_iter());
                assert_eq!(sum, product);
                let digits = signed_digits::<43>(&scalar, 6);
                let (mut odd, mut even) = (EdwardsPoint::identity(), EdwardsPoint::identity());
                every_second.add(&mut odd, digits.into_iter().skip(1).step_by(2));
                every_second.add(&mut even, digits.into_iter().step_by(2));
                assert_eq!(odd * Scalar::from(64_u8) + even, product);
            }
        }
    }

    proptest! {
        #[test]
        fn digits_make_any_scalar(bytes in any::<[u8; 32]>()) {
            check(&Scalar::from_bytes_mod_order(bytes));
        }
    }
}
