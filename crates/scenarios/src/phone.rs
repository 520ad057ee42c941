//! A phone: a key of its own, the enrolment that it hands to the bureau, and what it shows at a gate.

use std::cell::Cell;
use std::thread;
use std::time::Duration;

use credential_core::{
    Enrolment, EnrolmentClaims, IssuerId, P256SigningKey, ParsedCredential, Presentation,
    PublicKey, Signature, Signer, SigningKey, UnixTime, UnsignedPresentation,
};
use messages::dates;

use crate::forge;
use crate::stage::Trouble;

/// Phones have either type of key.
enum PhoneKey {
    Ed25519(Box<SigningKey>),
    P256(Box<P256SigningKey>),
}

/// A phone with its key, and the code that is bound to it once the bureau has issued it.
pub(crate) struct Phone {
    key: PhoneKey,
    /// Which phone of the person this is, from 1.
    pub(crate) generation: u8,
    code: Option<(String, ParsedCredential)>,
    /// When the last proof was made: a phone makes one a second at most.
    last: Cell<u64>,
}

/// What is held before a scanner, with the facts about it that the plan tells.
#[derive(Clone)]
pub(crate) struct Shown {
    pub(crate) text: String,
    /// `card`, `phone-1`, `phone-2`.
    pub(crate) device: String,
    /// `card`, `code` (a copy without a proof) or `proof`.
    pub(crate) form: &'static str,
    /// Whose key has made the proof: `own`, or `another`'s.
    pub(crate) signed_by: &'static str,
    /// The time in the proof.
    pub(crate) dated: Option<u64>,
}

impl Phone {
    /// The phones are numbered, and a number makes the key, so that a play can be repeated. A phone of
    /// the world makes its key from randomness, in its key store.
    pub(crate) fn new(number: u64, generation: u8) -> Result<Self, Trouble> {
        let mut secret = [generation; 32];
        for (byte, digit) in secret.iter_mut().skip(1).zip(number.to_be_bytes()) {
            *byte = digit;
        }
        let key = if number.is_multiple_of(2) {
            PhoneKey::Ed25519(Box::new(SigningKey::from_seed(&secret)))
        } else {
            PhoneKey::P256(Box::new(
                P256SigningKey::from_secret_bytes(&secret).map_err(trouble)?,
            ))
        };
        Ok(Self {
            key,
            generation,
            code: None,
            last: Cell::new(0),
        })
    }

    /// The enrolment that it shows at the counter, or that its owner puts into the roster.
    pub(crate) fn enrolment(
        &self,
        issuer: u32,
        label: &str,
        made: UnixTime,
    ) -> Result<String, Trouble> {
        let claims = EnrolmentClaims {
            issued: made,
            issuer: Some(IssuerId(issuer)),
            label: Some(label.to_owned()),
        };
        Ok(Enrolment::sign(&claims, self).map_err(trouble)?.to_text())
    }

    /// The code comes onto the phone.
    pub(crate) fn keep(&mut self, text: &str) -> Result<(), Trouble> {
        let parsed = ParsedCredential::from_text(text).map_err(trouble)?;
        self.code = Some((text.to_owned(), parsed));
        Ok(())
    }

    /// The code with a proof of this moment. Waits for the next second if it has made one in this.
    pub(crate) fn proof(&self) -> Result<Shown, Trouble> {
        let mut now = dates::now();
        while now.as_secs() <= self.last.get() {
            thread::sleep(Duration::from_millis(20));
            now = dates::now();
        }
        self.last.set(now.as_secs());
        self.proof_dated(now)
    }

    /// A proof by a phone whose clock says `now`.
    pub(crate) fn proof_dated(&self, now: UnixTime) -> Result<Shown, Trouble> {
        let (_, code) = self.bound()?;
        let proof = Presentation::issue(code, now, None, self).map_err(trouble)?;
        Ok(self.shown(proof.to_text(), "proof", Some(now)))
    }

    /// The code alone, as a copy of it would be: a screenshot, an e-mail, a print.
    pub(crate) fn copy(&self) -> Result<Shown, Trouble> {
        let (text, _) = self.bound()?;
        Ok(self.shown(text.clone(), "code", None))
    }

    /// This phone's code, in a proof that another phone has signed.
    pub(crate) fn proof_by(&self, other: &Self) -> Result<Shown, Trouble> {
        let (_, code) = self.bound()?;
        let own = self.proof()?;
        let dated = own.dated.map(UnixTime::from_secs).unwrap_or_default();
        let unsigned =
            UnsignedPresentation::prepare(code, dated, None, self.public_key()).map_err(trouble)?;
        let signature = other.sign(unsigned.to_be_signed()).map_err(trouble)?;
        let forged = forge::with_signature(&own.text, &signature);
        let text = forged.ok_or_else(|| Trouble::new("a proof has no digits text"))?;
        Ok(Shown {
            text,
            signed_by: "another",
            ..own
        })
    }

    fn bound(&self) -> Result<&(String, ParsedCredential), Trouble> {
        let code = self.code.as_ref();
        code.ok_or_else(|| Trouble::new("a phone has no code yet"))
    }

    fn shown(&self, text: String, form: &'static str, dated: Option<UnixTime>) -> Shown {
        Shown {
            text,
            device: format!("phone-{}", self.generation),
            form,
            signed_by: "own",
            dated: dated.map(UnixTime::as_secs),
        }
    }
}

impl Signer for Phone {
    type Error = std::convert::Infallible;

    fn public_key(&self) -> &PublicKey {
        match &self.key {
            PhoneKey::Ed25519(key) => key.public_key(),
            PhoneKey::P256(key) => key.public_key(),
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, Self::Error> {
        match &self.key {
            PhoneKey::Ed25519(key) => key.sign(message),
            PhoneKey::P256(key) => key.sign(message),
        }
    }
}

fn trouble(error: impl std::fmt::Display) -> Trouble {
    Trouble::new(error.to_string())
}
