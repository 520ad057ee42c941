//! Vouch lists and requests of issuers by the library, in the words of the vectors.

use credential_core as core;
use test_vectors::{IssuerRequestOutcome, VouchListOutcome, to_hex};

use crate::terminal::reason;

pub(crate) fn vouch_list(object: &[u8], trust: &core::TrustList) -> VouchListOutcome {
    let list = match core::VouchList::verify(object, trust) {
        Ok(list) => list,
        Err(error) => return VouchListOutcome::Refuse(reason(error)),
    };
    let claims = list.claims();
    VouchListOutcome::Ok {
        issuer: claims.issuer.0,
        iat: claims.issued.as_secs(),
        key: to_hex(&claims.key),
        hashes: claims
            .hashes
            .iter()
            .map(|hash| to_hex(&hash.to_bytes()))
            .collect(),
    }
}

pub(crate) fn issuer_request(object: &[u8]) -> IssuerRequestOutcome {
    match core::IssuerRequest::verify(object) {
        Ok(request) => IssuerRequestOutcome::Ok {
            issuer: request.id.0,
            iat: request.issued.as_secs(),
            region: request.region.code(),
            kid: to_hex(&request.key.id().to_bytes()),
        },
        Err(error) => IssuerRequestOutcome::Refuse(reason(error)),
    }
}
