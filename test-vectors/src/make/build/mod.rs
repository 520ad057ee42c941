//! Building blocks, written from `docs/format.md` and the RFCs alone: nothing here is shared with
//! the library, so that a fault of its encoders cannot hide in the vectors.

pub(crate) mod cbor;
pub(crate) mod cose;
pub(crate) mod curve;
pub(crate) mod weierstrass;
pub(crate) mod written;
pub(crate) mod zlib;
