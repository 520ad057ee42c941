//! The record as bytes, for a file beside the keeper's root key.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};

use super::{Digest, HeldRoots, KeeperError, KeeperRecord, RecordedList};
use crate::cbor::{self, Reader, Writer};
use crate::error::{CborFault, Error, Result};
use crate::limits::{MAX_KEEPER_DIGESTS, MAX_KEEPER_RECORD_BYTES, MAX_ROOT_CHAIN};
use crate::trust::issuer::read_array;
use crate::trust::{ListVersion, Pending, RootSet, RootSetClaims, TrustList, TrustListClaims};

/// The form of the record, not part of the wire format.
const FORM: u64 = 1;

const ROOTS: i64 = 1;
const ROOT_DIGESTS: i64 = 2;
const COMPLETE: i64 = 3;
const SIGNED: i64 = 4;
const LIST_DIGESTS: i64 = 5;
const LOOKED: i64 = 6;

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl KeeperRecord {
    /// The record in deterministic CBOR: `[form, content, SHA-256 of the content]`.
    ///
    /// # Errors
    /// [`KeeperError::Invalid`] with [`Error::TooLong`] above [`MAX_KEEPER_RECORD_BYTES`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, KeeperError> {
        let content = self.content();
        let mut out = Writer::new();
        out.array(3).uint(FORM).bytes(&content);
        out.bytes(&Sha256::digest(&content));
        let bytes = out.into_bytes();
        if bytes.len() > MAX_KEEPER_RECORD_BYTES {
            return Err(KeeperError::Invalid(Error::TooLong {
                limit: MAX_KEEPER_RECORD_BYTES,
            }));
        }
        Ok(bytes)
    }

    /// Reads a record. All that it holds is verified again.
    ///
    /// # Errors
    /// [`KeeperError::RecordInvalid`] for whatever was not written by [`KeeperRecord::to_bytes`].
    /// The checksum finds damage, not a forger: whoever can write the file can write another record.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeeperError> {
        read(bytes).map_err(|_| KeeperError::RecordInvalid)
    }

    fn content(&self) -> Vec<u8> {
        let lists = [(COMPLETE, &self.complete), (SIGNED, &self.signed)];
        let mut out = Writer::new();
        out.map(3 + self.lists().count() + usize::from(self.looked.is_some()));
        out.int(ROOTS).array(self.roots.len());
        for roots in &self.roots {
            out.bytes(&roots.bytes);
        }
        out.int(ROOT_DIGESTS).array(self.root_digests.len());
        for (version, digest) in &self.root_digests {
            out.array(2).uint(*version).bytes(digest);
        }
        for (key, list) in lists {
            if let Some(list) = list {
                out.int(key).bytes(&list.bytes);
            }
        }
        out.int(LIST_DIGESTS).array(self.list_digests.len());
        for (version, digest) in &self.list_digests {
            out.array(3).uint(version.root_version);
            out.uint(version.version).bytes(digest);
        }
        if let Some(looked) = &self.looked {
            out.int(LOOKED).bytes(looked);
        }
        out.into_bytes()
    }
}

fn read(bytes: &[u8]) -> Result<KeeperRecord> {
    if bytes.len() > MAX_KEEPER_RECORD_BYTES {
        return Err(UNEXPECTED);
    }
    cbor::validate(bytes)?;
    let mut reader = Reader::new(bytes);
    if reader.array()? != 3 || reader.uint()? != FORM {
        return Err(UNEXPECTED);
    }
    let content = reader.bytes()?;
    if reader.bytes()? != Sha256::digest(content).as_slice() {
        return Err(UNEXPECTED);
    }
    cbor::validate(content)?;
    let record = read_content(content)?;
    // What is not written exactly like this was not written by this version.
    if record.content() == content {
        Ok(record)
    } else {
        Err(UNEXPECTED)
    }
}

fn read_content(content: &[u8]) -> Result<KeeperRecord> {
    let mut reader = Reader::new(content);
    let mut entries = reader.map()?;
    let mut record = KeeperRecord::default();
    while let Some(key) = entries.next_key(&mut reader)? {
        match key {
            ROOTS => {
                let sets = read_array(&mut reader, MAX_ROOT_CHAIN, Reader::bytes)?;
                record.roots = read_roots(&sets)?;
            }
            ROOT_DIGESTS => {
                let digests = read_array(&mut reader, MAX_KEEPER_DIGESTS, |reader| {
                    require_array(reader, 2)?;
                    Ok((reader.uint()?, read_digest(reader)?))
                })?;
                record.root_digests = BTreeMap::from_iter(digests);
            }
            COMPLETE => {
                let bytes = reader.bytes()?;
                let verified = |roots: &HeldRoots| TrustList::verify(bytes, &roots.set).is_ok();
                if !record.roots.iter().any(verified) {
                    return Err(UNEXPECTED);
                }
                record.complete = Some(read_list(bytes)?);
            }
            SIGNED => record.signed = Some(read_list(reader.bytes()?)?),
            LIST_DIGESTS => {
                let digests = read_array(&mut reader, MAX_KEEPER_DIGESTS, |reader| {
                    require_array(reader, 3)?;
                    let version = ListVersion {
                        root_version: reader.uint()?,
                        version: reader.uint()?,
                    };
                    Ok((version, read_digest(reader)?))
                })?;
                record.list_digests = BTreeMap::from_iter(digests);
            }
            LOOKED => record.looked = Some(read_digest(&mut reader)?),
            _ => return Err(UNEXPECTED),
        }
    }
    reader.finish()?;
    let listed = record.lists().all(|list| {
        let version = ListVersion::of(&list.claims);
        record.list_digests.get(&version) == Some(&list.digest)
    });
    let roots_listed = record.roots.iter().all(|roots| {
        let read = Pending::<RootSetClaims>::from_bytes(&roots.bytes);
        let digest = record.root_digests.get(&roots.set.claims().version);
        read.is_ok_and(|read| digest == Some(&read.digest()))
    });
    if listed && roots_listed {
        Ok(record)
    } else {
        Err(UNEXPECTED)
    }
}

/// The root set that is held, and those before it, each of which must lead to the one in front.
fn read_roots(sets: &[&[u8]]) -> Result<Vec<HeldRoots>> {
    let mut roots: Vec<HeldRoots> = Vec::new();
    for bytes in sets {
        let set = RootSet::pin(bytes)?;
        if let Some(next) = roots.last() {
            set.succeed(&next.bytes)?;
        }
        roots.push(HeldRoots::new(set, bytes));
    }
    Ok(roots)
}

fn read_list(bytes: &[u8]) -> Result<RecordedList> {
    let read = Pending::<TrustListClaims>::from_bytes(bytes)?;
    Ok(RecordedList {
        claims: read.claims().clone(),
        digest: read.digest(),
        bytes: bytes.to_vec(),
    })
}

fn read_digest(reader: &mut Reader<'_>) -> Result<Digest> {
    reader.bytes()?.try_into().map_err(|_| UNEXPECTED)
}

fn require_array(reader: &mut Reader<'_>, items: usize) -> Result<()> {
    if reader.array()? == items {
        Ok(())
    } else {
        Err(UNEXPECTED)
    }
}
