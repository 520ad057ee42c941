//! Tables with which the signatures of one Ed25519 key are verified in about half the time.

use alloc::sync::Arc;

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::Identity;
use ed25519_dalek::VerifyingKey;

use super::multiples::{BaseMultiples, Multiples, signed_digits};

// The base point has one table for all keys, so it may be large: 32 rows of 128 points. A key's has
// 22 rows of 32 points, for every second digit; the last rows are shorter. A point has 160 bytes.
const BASE_DIGIT_BITS: u32 = 8;
const BASE_DIGITS: usize = 32;
const KEY_DIGIT_BITS: u32 = 6;
const KEY_DIGITS: usize = 43;

/// Computes the multiples of the base point, 640 kB. It takes as long as twenty to thirty verifications.
pub(super) fn base_multiples() -> BaseMultiples {
    Arc::new(Multiples::new(
        &ED25519_BASEPOINT_POINT,
        BASE_DIGITS,
        BASE_DIGIT_BITS,
        BASE_DIGIT_BITS,
    ))
}

/// The tables of a key: 108 kB, and the base point's.
pub(super) struct Ed25519Tables {
    base: BaseMultiples,
    /// Of the key's point, negated.
    key: Multiples,
}

impl Ed25519Tables {
    /// `None` for a key of small order, of which no signature is valid. It takes as long as four or five
    /// verifications.
    pub(super) fn new(key: &VerifyingKey, base: &BaseMultiples) -> Option<Self> {
        if key.is_weak() {
            return None;
        }
        Some(Self {
            base: Arc::clone(base),
            key: Multiples::new(
                &-key.to_edwards(),
                KEY_DIGITS.div_ceil(2),
                KEY_DIGIT_BITS,
                2 * KEY_DIGIT_BITS,
            ),
        })
    }

    /// s·B - k·A.
    pub(super) fn combine(&self, s: &Scalar, k: &Scalar) -> EdwardsPoint {
        let digits = signed_digits::<KEY_DIGITS>(k, KEY_DIGIT_BITS);
        let mut sum = EdwardsPoint::identity();
        self.key
            .add(&mut sum, digits.into_iter().skip(1).step_by(2));
        // By one digit: 2^6.
        sum = sum.mul_by_cofactor().mul_by_cofactor();
        self.key.add(&mut sum, digits.into_iter().step_by(2));
        let digits = signed_digits::<BASE_DIGITS>(s, BASE_DIGIT_BITS);
        self.base.add(&mut sum, digits.into_iter());
        sum
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> (usize, usize) {
        (self.base.bytes(), self.key.bytes())
    }
}
