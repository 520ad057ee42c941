//! Verified objects together with the bytes that they came in.

use alloc::vec::Vec;

use super::list_date::ListDate;

/// A verified object with the bytes it came in.
#[derive(Clone, Debug)]
pub(super) struct Held<T> {
    pub(super) value: T,
    pub(super) bytes: Vec<u8>,
}

impl<T> Held<T> {
    pub(super) fn new(value: T, bytes: &[u8]) -> Self {
        Self {
            value,
            bytes: bytes.to_vec(),
        }
    }
}

/// A list of an issuer that is held, with what later ones are compared by.
#[derive(Clone, Debug)]
pub(super) struct Dated<T> {
    pub(super) list: Held<T>,
    /// The thumbprint of the key that signed it.
    pub(super) signer: [u8; 32],
    /// By the trust list under which it was accepted.
    pub(super) date: ListDate,
}
