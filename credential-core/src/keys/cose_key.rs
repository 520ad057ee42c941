//! COSE_Key (RFC 9052 §7) as this format has it: exactly the parameters of the key's type.

use alloc::vec::Vec;

use super::key_type::{INVALID_KEY, Point};
use super::table::Algorithm;
use crate::cbor::{Reader, Writer};
use crate::error::{Error, Result};

/// What a COSE_Key of a known type says. Whether that is a point of the curve is not known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct CoseKey {
    pub(super) algorithm: Algorithm,
    pub(super) x: [u8; 32],
    /// `false` for a type of key without y.
    pub(super) y_is_odd: bool,
}

// Labels: RFC 9052 §7.1, RFC 9053 §7.1.1.
const KTY: i64 = 1;
const CRV: i64 = -1;
const X: i64 = -2;
const Y: i64 = -3;

impl CoseKey {
    pub(super) fn new(algorithm: Algorithm, point: &Point) -> Self {
        Self {
            algorithm,
            x: point.x,
            y_is_odd: point.y_is_odd(),
        }
    }

    /// Reads a key; [`Error::AlgorithmUnsupported`] for one of a type that is unknown or that `fits`
    /// does not hold for, whatever else stands in it.
    pub(super) fn read(reader: &mut Reader<'_>, fits: fn(Algorithm) -> bool) -> Result<Self> {
        let mut entries = reader.map()?;
        let (mut kty, mut crv, mut x, mut y, mut others) = (None, None, None, None, false);
        while let Some(label) = entries.next_label(reader)? {
            let value = reader.item()?;
            match Reader::new(label).int() {
                Ok(KTY) => kty = Reader::new(value).int().ok(),
                Ok(CRV) => crv = Reader::new(value).int().ok(),
                Ok(X) => x = Reader::new(value).bytes().ok(),
                Ok(Y) => y = Some(value),
                _ => others = true,
            }
        }
        let algorithm = Algorithm::ALL
            .iter()
            .copied()
            .find(|algorithm| {
                let cose = algorithm.cose();
                (kty, crv) == (Some(cose.kty), Some(cose.crv)) && fits(*algorithm)
            })
            .ok_or(Error::AlgorithmUnsupported)?;
        let y_is_odd = match (algorithm.cose().has_y(), y) {
            (true, Some([FALSE])) | (false, None) => false,
            (true, Some([TRUE])) => true,
            _ => return Err(INVALID_KEY),
        };
        match x.and_then(|x| x.try_into().ok()) {
            Some(x) if !others => Ok(Self {
                algorithm,
                x,
                y_is_odd,
            }),
            _ => Err(INVALID_KEY),
        }
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = self.begin();
        if self.algorithm.cose().has_y() {
            out.int(Y).item(&[if self.y_is_odd { TRUE } else { FALSE }]);
        }
        out.into_bytes()
    }

    /// The input to the thumbprint, in which y is whole (RFC 9679 §4).
    pub(super) fn encode_for_thumbprint(&self, point: &Point) -> Vec<u8> {
        let mut out = self.begin();
        if let Some(y) = &point.y {
            out.int(Y).bytes(y);
        }
        out.into_bytes()
    }

    /// All but y, which comes last.
    fn begin(&self) -> Writer {
        let cose = self.algorithm.cose();
        let mut out = Writer::new();
        out.map(if cose.has_y() { 4 } else { 3 });
        out.int(KTY).int(cose.kty).int(CRV).int(cose.crv);
        out.int(X).bytes(&self.x);
        out
    }
}

// Simple values (RFC 8949 §3.3).
const FALSE: u8 = 0xf4;
const TRUE: u8 = 0xf5;
