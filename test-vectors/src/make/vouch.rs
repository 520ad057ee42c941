//! Vouch lists as bytes.

use sha2::{Digest as _, Sha256};

use crate::build::cbor::{bytes, int, map, text, uint};
use crate::build::cose::{EDDSA, Sign1};
use crate::build::curve::{Key, cose_key};
use crate::person::Entries;

pub(crate) const VOUCH_LIST_TYPE: &str = "application/vnd.laobingma.vouch-list+cose";

/// What a vouch list says.
#[derive(Clone)]
pub(crate) struct VouchSpec {
    pub(crate) issuer: u32,
    pub(crate) iat: u64,
    pub(crate) about: Vec<u8>,
    pub(crate) hashes: Vec<[u8; 12]>,
}

/// The first 96 bits of the SHA-256 of a credential.
pub(crate) fn hash(credential: &[u8]) -> [u8; 12] {
    let digest: [u8; 32] = Sha256::digest(credential).into();
    let mut out = [0; 12];
    out.copy_from_slice(&digest[..12]);
    out
}

/// The thumbprint of a key.
pub(crate) fn thumbprint(key: &Key) -> Vec<u8> {
    Sha256::digest(cose_key(&key.x)).to_vec()
}

impl VouchSpec {
    pub(crate) fn of(issuer: u32, about: &Key, iat: u64, credentials: &[Vec<u8>]) -> Self {
        let mut hashes: Vec<_> = credentials.iter().map(|object| hash(object)).collect();
        hashes.sort_unstable();
        Self {
            issuer,
            iat,
            about: thumbprint(about),
            hashes,
        }
    }

    /// How many bits are coded once for all that share them.
    fn shared(&self) -> usize {
        match self.hashes.len() {
            0..256 => 0,
            256..65_536 => 8,
            _ => 16,
        }
    }

    pub(crate) fn buckets(&self, shared: usize) -> Vec<u8> {
        let mut bits = Vec::new();
        for beginning in 0..1_usize << shared {
            let here = self.hashes.iter().filter(|hash| {
                let first = usize::from(hash[0]) << 8 | usize::from(hash[1]);
                first >> (16 - shared) == beginning
            });
            bits.extend(here.map(|_| true));
            bits.push(false);
        }
        bits.chunks(8)
            .map(|byte| {
                byte.iter()
                    .enumerate()
                    .fold(0, |out, (place, bit)| out | u8::from(*bit) << (7 - place))
            })
            .collect()
    }

    pub(crate) fn rests(&self, shared: usize) -> Vec<u8> {
        self.hashes
            .iter()
            .flat_map(|hash| hash[shared / 8..].to_vec())
            .collect()
    }

    pub(crate) fn entries(&self) -> Entries {
        vec![
            (1, uint(self.issuer.into())),
            (2, bytes(&self.about)),
            (3, uint(self.hashes.len() as u64)),
            (4, bytes(&self.buckets(self.shared()))),
            (5, bytes(&self.rests(self.shared()))),
        ]
    }

    pub(crate) fn payload_with(&self, entries: &[(i64, Vec<u8>)]) -> Vec<u8> {
        map(&[(6, uint(self.iat)), (-65_541, map(entries))])
    }

    pub(crate) fn signed(&self, key: &Key) -> Vec<u8> {
        signed(self.payload_with(&self.entries()), key)
    }
}

/// A payload under the header of a vouch list.
pub(crate) fn signed(payload: Vec<u8>, key: &Key) -> Vec<u8> {
    let header = map(&[
        (1, int(EDDSA)),
        (4, bytes(&key.kid())),
        (16, text(VOUCH_LIST_TYPE)),
    ]);
    Sign1::with_header(header, payload, key).to_bytes()
}
