mod keepers;
mod lists;
mod openness;
mod requests;
mod roots;

use alloc::vec::Vec;

use crate::error::{Error, Field, Result};
use crate::fixtures::{ROOT_SET_TYPE, TRUST_LIST_TYPE, root_key, sign, signer_header, type_header};
use crate::keys::{Signer, SigningKey};
use crate::trust::{RootSet, TrustList};

const PAYLOAD: Error = Error::ClaimsInvalid(Field::Payload);

/// A root set with this payload, truly signed by [`root_key`].
fn pin(payload: &[u8]) -> Result<RootSet> {
    RootSet::pin(&signed(ROOT_SET_TYPE, payload, &[&root_key()]))
}

/// A trust list with this payload, truly signed by [`root_key`].
fn read_list(payload: &[u8]) -> Result<TrustList> {
    let bytes = signed(TRUST_LIST_TYPE, payload, &[&root_key()]);
    TrustList::verify(&bytes, &crate::fixtures::roots())
}

fn signed(typ: &str, payload: &[u8], keys: &[&SigningKey]) -> Vec<u8> {
    let headers: Vec<Vec<u8>> = keys
        .iter()
        .map(|key| signer_header(key.public_key().id()))
        .collect();
    let signers: Vec<(&[u8], &SigningKey)> = headers
        .iter()
        .map(Vec::as_slice)
        .zip(keys.iter().copied())
        .collect();
    sign(&type_header(typ), payload, &signers)
}
