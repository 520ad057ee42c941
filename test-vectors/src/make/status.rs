//! Status lists as bytes.

use crate::build::cbor::{bytes, int, map, text, uint};
use crate::build::cose::{EDDSA, Sign1};
use crate::build::curve::Key;
use crate::build::zlib;
use crate::person::Entries;
use crate::times::CREDENTIAL_IAT;

pub(crate) const STATUS_LIST_TYPE: &str = "application/statuslist+cwt";

/// What a status list says.
#[derive(Clone)]
pub(crate) struct StatusSpec {
    pub(crate) issuer: u32,
    pub(crate) iat: u64,
    pub(crate) exp: u64,
    pub(crate) ttl: Option<u64>,
    /// The zlib stream.
    pub(crate) lst: Vec<u8>,
}

impl StatusSpec {
    /// A list that was made when the credentials were and speaks of nobody.
    pub(crate) fn of(issuer: u32) -> Self {
        Self {
            issuer,
            iat: CREDENTIAL_IAT,
            exp: CREDENTIAL_IAT + 180 * 86_400,
            ttl: None,
            lst: zlib::stored(&[]),
        }
    }

    /// With this array, four entries to a byte.
    pub(crate) fn array(self, array: &[u8]) -> Self {
        Self {
            lst: zlib::stored(array),
            ..self
        }
    }

    pub(crate) fn entries(&self) -> Entries {
        let list = [
            vec![0xa2],
            text("lst"),
            bytes(&self.lst),
            text("bits"),
            uint(2),
        ];
        let mut entries = vec![
            (2, text(&format!("laobingma:status:{}", self.issuer))),
            (4, uint(self.exp)),
            (6, uint(self.iat)),
            (65_533, list.concat()),
        ];
        entries.extend(self.ttl.map(|ttl| (65_534, uint(ttl))));
        entries
    }

    pub(crate) fn payload(&self) -> Vec<u8> {
        map(&self.entries())
    }

    pub(crate) fn message(&self, key: &Key) -> Sign1 {
        Sign1::with_header(
            status_header(EDDSA, key, STATUS_LIST_TYPE),
            self.payload(),
            key,
        )
    }

    pub(crate) fn signed(&self, key: &Key) -> Vec<u8> {
        self.message(key).to_bytes()
    }
}

/// The protected header of a status list that names this type.
pub(crate) fn status_header(algorithm: i64, key: &Key, typ: &str) -> Vec<u8> {
    map(&[(1, int(algorithm)), (4, bytes(&key.kid())), (16, text(typ))])
}
