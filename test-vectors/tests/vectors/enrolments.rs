//! Enrolments by the library, in the words of the vectors.

use credential_core as core;
use test_vectors::{EnrolmentOutcome, EnrolmentVector, from_hex, to_hex};

use crate::terminal::reason;
use crate::{holder_key, same};

pub(crate) fn read(vector: &EnrolmentVector) -> Result<(), String> {
    let of_text = core::ProvedKey::from_text(&vector.text);
    if let Some(bytes) = &vector.bytes {
        // The same whether it comes as a text or as an object, in frames for one.
        let of_bytes = core::ProvedKey::from_bytes(&from_hex(bytes).unwrap());
        if of_bytes != of_text {
            return Err(format!("as bytes {of_bytes:?}, as a text {of_text:?}"));
        }
    }
    same(&vector.expected, &outcome(of_text, vector))
}

fn outcome(read: core::Result<core::ProvedKey>, vector: &EnrolmentVector) -> EnrolmentOutcome {
    let (issuer, now) = (
        core::IssuerId(vector.issuer),
        core::UnixTime::from_secs(vector.now),
    );
    let proved = match read.and_then(|proved| proved.check_for(issuer, now).map(|()| proved)) {
        Ok(proved) => proved,
        Err(error) => return EnrolmentOutcome::Refuse(reason(error)),
    };
    let claims = proved.claims();
    EnrolmentOutcome::Ok {
        key: holder_key(proved.key()),
        kid: to_hex(&proved.key().public_key().unwrap().id().to_bytes()),
        iat: claims.issued.as_secs(),
        for_issuer: claims.issuer.map(|issuer| issuer.0),
        label: claims.label.clone(),
    }
}
