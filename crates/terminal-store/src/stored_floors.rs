//! The floors as JSON.
//!
//! Hashes and thumbprints are 64 hexadecimal digits. Entries of which there may be many are arrays
//! instead of objects: a trust list can have 150,000 keys.

use std::fmt::Write as _;

use credential_core::{
    DatedFloors, Floors, IssuerId, ListDate, ListVersion, LostKey, MerchantNumber, UnixTime,
};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoredFloors {
    root_version: u64,
    /// Version, SHA-256 of the payload.
    root_sets: Vec<(u64, Hash)>,
    trust_list: StoredListVersion,
    newest_signed: u64,
    /// Thumbprint, issuer.
    compromised_keys: Vec<(Hash, u32)>,
    /// Thumbprint, issuer: keys with a standing that this version does not know.
    unknown_keys: Vec<(Hash, u32)>,
    /// Thumbprint.
    withdrawn_keys: Vec<Hash>,
    withdrawn_issuers: Vec<u32>,
    /// Issuer, from when on the key is in force that signed, when it was made.
    status_lists: Vec<(u32, u64, u64)>,
    /// Issuer, thumbprint of the compromised key, and the same two times.
    vouch_lists: Vec<(u32, Hash, u64, u64)>,
    // Those of catalogues are left out where there are none, as in stores from before there were any.
    /// Issuer, and the same two times.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    places: Vec<(u32, u64, u64)>,
    /// Issuer, merchant, and the same two times.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    catalogue_parts: Vec<(u32, u32, u64, u64)>,
    /// Issuer, and the same two times.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    catalogue_heads: Vec<(u32, u64, u64)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredListVersion {
    root_version: u64,
    version: u64,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Hash(pub(crate) [u8; 32]);

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
        let (mut compromised, mut unknown, mut withdrawn) = (Vec::new(), Vec::new(), Vec::new());
        for (key, lost) in &floors.lost_keys {
            let key = Hash(*key);
            match lost {
                LostKey::Compromised(issuer) => compromised.push((key, issuer.0)),
                LostKey::Unknown(issuer) => unknown.push((key, issuer.0)),
                LostKey::Withdrawn => withdrawn.push(key),
            }
        }
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
            compromised_keys: compromised,
            unknown_keys: unknown,
            withdrawn_keys: withdrawn,
            withdrawn_issuers: floors.withdrawn_issuers.iter().map(|id| id.0).collect(),
            status_lists: of_issuers(&floors.status_lists),
            vouch_lists: floors
                .vouch_lists
                .iter()
                .map(|((issuer, about), date)| {
                    let (from, made) = (date.from.as_secs(), date.made.as_secs());
                    (issuer.0, Hash(*about), from, made)
                })
                .collect(),
            places: of_issuers(&floors.places),
            catalogue_parts: floors
                .catalogue_parts
                .iter()
                .map(|((issuer, merchant), date)| {
                    let (from, made) = (date.from.as_secs(), date.made.as_secs());
                    (issuer.0, merchant.0, from, made)
                })
                .collect(),
            catalogue_heads: of_issuers(&floors.catalogue_heads),
        }
    }
}

impl From<StoredFloors> for Floors {
    fn from(stored: StoredFloors) -> Self {
        let mut floors = Self::default();
        floors.root_version = stored.root_version;
        // `extend` and not `collect`, which sorts first: that is much code for a module in a browser.
        let known = stored.root_sets.into_iter();
        floors
            .root_sets
            .extend(known.map(|(version, Hash(digest))| (version, digest)));
        floors.trust_list = ListVersion {
            root_version: stored.trust_list.root_version,
            version: stored.trust_list.version,
        };
        floors.newest_signed = UnixTime::from_secs(stored.newest_signed);
        let compromised = stored.compromised_keys.into_iter();
        let compromised =
            compromised.map(|(Hash(key), issuer)| (key, LostKey::Compromised(IssuerId(issuer))));
        let unknown = stored.unknown_keys.into_iter();
        let unknown = unknown.map(|(Hash(key), issuer)| (key, LostKey::Unknown(IssuerId(issuer))));
        let withdrawn = stored.withdrawn_keys.into_iter();
        let withdrawn = withdrawn.map(|Hash(key)| (key, LostKey::Withdrawn));
        // The worst last: of a key that stands twice it counts.
        floors
            .lost_keys
            .extend(compromised.chain(unknown).chain(withdrawn));
        floors
            .withdrawn_issuers
            .extend(stored.withdrawn_issuers.into_iter().map(IssuerId));
        raise_issuers(&mut floors.status_lists, stored.status_lists);
        for (issuer, Hash(about), from, made) in stored.vouch_lists {
            let subject = (IssuerId(issuer), about);
            floors.vouch_lists.raise(subject, list_date(from, made));
        }
        raise_issuers(&mut floors.places, stored.places);
        for (issuer, merchant, from, made) in stored.catalogue_parts {
            let subject = (IssuerId(issuer), MerchantNumber(merchant));
            floors.catalogue_parts.raise(subject, list_date(from, made));
        }
        raise_issuers(&mut floors.catalogue_heads, stored.catalogue_heads);
        floors
    }
}

fn of_issuers(floors: &DatedFloors<IssuerId>) -> Vec<(u32, u64, u64)> {
    floors
        .iter()
        .map(|(issuer, date)| (issuer.0, date.from.as_secs(), date.made.as_secs()))
        .collect()
}

fn raise_issuers(floors: &mut DatedFloors<IssuerId>, stored: Vec<(u32, u64, u64)>) {
    for (issuer, from, made) in stored {
        floors.raise(IssuerId(issuer), list_date(from, made));
    }
}

fn list_date(from: u64, made: u64) -> ListDate {
    ListDate {
        from: UnixTime::from_secs(from),
        made: UnixTime::from_secs(made),
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
            ([5; 32], LostKey::Unknown(IssuerId(20))),
            ([6; 32], LostKey::Compromised(IssuerId(21))),
            ([7; 32], LostKey::Withdrawn),
        ]
        .into();
        floors.withdrawn_issuers = [IssuerId(8), IssuerId(9)].into();
        floors
            .status_lists
            .raise(IssuerId(10), list_date(12, u64::MAX));
        floors.status_lists.raise(IssuerId(11), list_date(14, 13));
        let subject = (IssuerId(15), [16; 32]);
        floors.vouch_lists.raise(subject, list_date(17, 18));
        let json = serde_json::to_string(&StoredFloors::from(&floors)).unwrap();
        assert!(!json.contains("places") && !json.contains("catalogue"));
        floors.places.raise(IssuerId(19), list_date(20, 21));
        let subject = (IssuerId(22), MerchantNumber(23));
        floors.catalogue_parts.raise(subject, list_date(24, 25));
        floors
            .catalogue_heads
            .raise(IssuerId(26), list_date(27, 28));

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
