mod algorithms;
mod one_signature;
mod several_signatures;

use super::Payload;
use crate::error::{CborFault, Error, Result};

/// An integer, so that the messages around it can be looked through.
#[derive(Debug, PartialEq)]
struct Plain(u64);

impl Payload for Plain {
    const TYPE: Option<&'static str> = None;

    fn decode(payload: &[u8]) -> Result<Self> {
        crate::cbor::Reader::new(payload).uint().map(Self)
    }
}

/// The same with a `typ`.
#[derive(Debug, PartialEq)]
struct Typed(u64);

const TYPE: &str = "application/example-of-a-type";

impl Payload for Typed {
    const TYPE: Option<&'static str> = Some(TYPE);

    fn decode(payload: &[u8]) -> Result<Self> {
        Plain::decode(payload).map(|Plain(value)| Self(value))
    }
}

const LIMIT: usize = 4_096;
const SHAPE: Error = Error::Malformed(CborFault::UnexpectedItem);
