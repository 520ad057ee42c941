//! What the library asks of a type of key.

use super::multiples::BaseMultiples;
use crate::error::{Error, Field, Result};

/// Length of a signature in bytes, for each algorithm of this version.
pub const SIGNATURE_BYTES: usize = 64;

/// A signature: `R ‖ S` for Ed25519 (RFC 8032 §5.1.6), `r ‖ s` for the others.
pub type Signature = [u8; SIGNATURE_BYTES];

/// The public side of a type of key, kept so that a verification has nothing left to decode.
pub(super) trait KeyType: Clone + PartialEq + Eq {
    /// How keys of this type stand in COSE.
    const COSE: &'static CoseType;

    /// Takes a point as COSE keys have it: its x, and for a curve in Weierstraß form whether y is odd.
    ///
    /// # Errors
    /// [`INVALID_KEY`] if it is no point that may be a key.
    fn from_compressed(x: &[u8; 32], y_is_odd: bool) -> Result<Self>;

    /// The point.
    fn point(&self) -> Point;

    /// Verifies strictly.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`].
    fn verify(&self, message: &[u8], signature: &Signature) -> Result<()>;

    /// The same key with tables that make it verify faster; `None` for a type that has none.
    fn prepared(&self, _: &BaseMultiples) -> Option<Self> {
        None
    }
}

/// The numbers of a type of key in COSE, and who may have such a key.
pub(super) struct CoseType {
    /// `kty` (RFC 9052 §7.1).
    pub(super) kty: i64,
    /// `crv` (RFC 9053 §7.1).
    pub(super) crv: i64,
    /// Numbers of the algorithm in a header. The first one is written.
    pub(super) algorithms: &'static [i64],
    /// Who uses it.
    pub(super) users: Users,
}

impl CoseType {
    /// Whether a key has a parameter y.
    pub(super) fn has_y(&self) -> bool {
        self.kty == KTY_EC2
    }
}

/// Who may have a key of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Users {
    /// Roots, issuers and phones.
    All,
    /// Roots and issuers.
    #[cfg_attr(not(feature = "sm2"), expect(dead_code, reason = "of SM2 keys"))]
    Signers,
    /// Phones.
    Holders,
}

/// A point of a curve.
pub(super) struct Point {
    /// The 32 bytes of the COSE parameter x. For Ed25519 the encoding of the whole point.
    pub(super) x: [u8; 32],
    /// y, where a key has it.
    pub(super) y: Option<[u8; 32]>,
}

/// `kty` of an octet key pair (RFC 9053 §7.2).
pub(super) const KTY_OKP: i64 = 1;
/// `kty` of an elliptic curve with x and y (RFC 9053 §7.1.1).
pub(super) const KTY_EC2: i64 = 2;

pub(super) const INVALID_KEY: Error = Error::ClaimsInvalid(Field::Key);

impl Point {
    /// From an uncompressed point as SEC 1 §2.3.3 has it: 04, x, y.
    pub(super) fn from_sec1(bytes: &[u8]) -> Self {
        let mut point = Self {
            x: [0; 32],
            y: Some([0; 32]),
        };
        for (to, from) in point.x.iter_mut().zip(bytes.iter().skip(1)) {
            *to = *from;
        }
        for (to, from) in point.y.iter_mut().flatten().zip(bytes.iter().skip(33)) {
            *to = *from;
        }
        point
    }

    /// Whether y is odd; of no meaning where there is none.
    pub(super) fn y_is_odd(&self) -> bool {
        self.y.is_some_and(|[.., last]| last & 1 == 1)
    }
}

/// A compressed point as SEC 1 §2.3.3 has it: 02 or 03, and x.
pub(super) fn sec1_compressed(x: &[u8; 32], y_is_odd: bool) -> [u8; 33] {
    let mut bytes = [2 + u8::from(y_is_odd); 33];
    let [_, rest @ ..] = &mut bytes;
    *rest = *x;
    bytes
}
