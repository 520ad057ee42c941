//! The floors as JSON.
//!
//! Hashes and thumbprints are 64 hexadecimal digits. Entries of which there may be many are arrays
//! instead of objects: a trust list can have 150,000 keys.

use std::fmt::Write as _;

use credential_core::{Floors, IssuerId, ListVersion, Standing, UnixTime};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoredFloors {
    root_version: u64,
    /// Version, SHA-256.
    root_sets: Vec<(u64, Hash)>,
    trust_list: StoredListVersion,
    newest_signed: u64,
    /// Thumbprint, standing.
    lost_keys: Vec<(Hash, StoredStanding)>,
    withdrawn_issuers: Vec<u32>,
    /// Issuer, thumbprint of the key that signed, when.
    status_lists: Vec<(u32, Hash, u64)>,
    /// Issuer, thumbprint of the compromised key, thumbprint of the key that signed, when.
    vouch_lists: Vec<(u32, Hash, Hash, u64)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredListVersion {
    root_version: u64,
    version: u64,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum StoredStanding {
    Compromised,
    Withdrawn,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Hash([u8; 32]);

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.0.iter().fold(Self::new(), |mut hex, byte| {
            // Writing to a string does not fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

impl TryFrom<String> for Hash {
    type Error = &'static str;

    fn try_from(hex: String) -> Result<Self, Self::Error> {
        let digit = |digit: &u8| (*digit as char).to_digit(16);
        let bytes: Option<Vec<u8>> = hex
            .as_bytes()
            .chunks(2)
            .map(|pair| match pair {
                [high, low] => u8::try_from(digit(high)? << 4 | digit(low)?).ok(),
                _ => None,
            })
            .collect();
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or("not 64 hexadecimal digits")
    }
}

impl From<&Floors> for StoredFloors {
    fn from(floors: &Floors) -> Self {
        let known = floors.root_sets.iter();
        let lost = floors.lost_keys.iter();
        Self {
            root_version: floors.root_version,
            root_sets: known
                .map(|(version, digest)| (*version, Hash(*digest)))
                .collect(),
            trust_list: StoredListVersion {
                root_version: floors.trust_list.root_version,
                version: floors.trust_list.version,
            },
            newest_signed: floors.newest_signed.as_secs(),
            lost_keys: lost
                .map(|(key, standing)| (Hash(*key), StoredStanding::of(*standing)))
                .collect(),
            withdrawn_issuers: floors.withdrawn_issuers.iter().map(|id| id.0).collect(),
            status_lists: floors
                .status_lists
                .iter()
                .map(|(issuer, signer, made)| (issuer.0, Hash(*signer), made.as_secs()))
                .collect(),
            vouch_lists: floors
                .vouch_lists
                .iter()
                .map(|((issuer, about), signer, made)| {
                    (issuer.0, Hash(*about), Hash(*signer), made.as_secs())
                })
                .collect(),
        }
    }
}

impl From<StoredFloors> for Floors {
    fn from(stored: StoredFloors) -> Self {
        let mut floors = Self::default();
        floors.root_version = stored.root_version;
        let known = stored.root_sets.into_iter();
        floors.root_sets = known
            .map(|(version, Hash(digest))| (version, digest))
            .collect();
        floors.trust_list = ListVersion {
            root_version: stored.trust_list.root_version,
            version: stored.trust_list.version,
        };
        floors.newest_signed = UnixTime::from_secs(stored.newest_signed);
        let lost = stored.lost_keys.into_iter();
        floors.lost_keys = lost
            .map(|(Hash(key), standing)| (key, standing.standing()))
            .collect();
        floors.withdrawn_issuers = stored.withdrawn_issuers.into_iter().map(IssuerId).collect();
        for (issuer, Hash(signer), made) in stored.status_lists {
            let made = UnixTime::from_secs(made);
            floors.status_lists.raise(IssuerId(issuer), signer, made);
        }
        for (issuer, Hash(about), Hash(signer), made) in stored.vouch_lists {
            let subject = (IssuerId(issuer), about);
            let made = UnixTime::from_secs(made);
            floors.vouch_lists.raise(subject, signer, made);
        }
        floors
    }
}

impl StoredStanding {
    /// The floors have no other standings than these two.
    fn of(standing: Standing) -> Self {
        match standing {
            Standing::Compromised => Self::Compromised,
            _ => Self::Withdrawn,
        }
    }

    fn standing(self) -> Standing {
        match self {
            Self::Compromised => Standing::Compromised,
            Self::Withdrawn => Standing::Withdrawn,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_on_the_way_through_json() {
        let mut floors = Floors::default();
        floors.root_version = u64::MAX;
        floors.root_sets = [(1, [1; 32]), (2, [0xfe; 32])].into();
        floors.trust_list = ListVersion {
            root_version: 3,
            version: 4,
        };
        floors.newest_signed = UnixTime::from_secs(5);
        floors.lost_keys = [
            ([6; 32], Standing::Compromised),
            ([7; 32], Standing::Withdrawn),
        ]
        .into();
        floors.withdrawn_issuers = [IssuerId(8), IssuerId(9)].into();
        let time = UnixTime::from_secs;
        floors.status_lists.raise(IssuerId(10), [11; 32], time(12));
        floors.status_lists.raise(IssuerId(10), [13; 32], time(14));
        let subject = (IssuerId(15), [16; 32]);
        floors.vouch_lists.raise(subject, [17; 32], time(18));

        let json = serde_json::to_string(&StoredFloors::from(&floors)).unwrap();
        let read: StoredFloors = serde_json::from_str(&json).unwrap();
        assert_eq!(Floors::from(read), floors);
    }

    #[test]
    fn a_hash_has_64_digits() {
        let hash = "0123456789abcdef".repeat(4);
        let read = Hash::try_from(hash.clone()).unwrap();
        assert_eq!(String::from(read), hash);
        for bad in [
            &hash[1..],
            &hash[2..],
            "",
            &hash.replace('0', "+"),
            &"é".repeat(32),
        ] {
            assert!(Hash::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
