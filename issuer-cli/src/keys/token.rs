//! Keys that never leave a token or a hardware security module: PKCS #11 (feature `pkcs11`).

mod failure;
mod module;

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use credential_core::{PublicKey, SIGNATURE_BYTES, Signature, Signer};
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::object::{Attribute, ObjectHandle};
use cryptoki::session::Session;
use messages::{Failure, failure};

use super::reference::{ListedKey, ListedToken};
use super::token_uri::TokenUri;
use crate::{Call, random};
use module::Module;

/// A key in a token, with the user logged in.
pub(crate) struct TokenKey {
    /// A session is for one thread at a time.
    session: Mutex<Session>,
    private: ObjectHandle,
    public: PublicKey,
}

impl TokenKey {
    /// Opens a key that is in the token.
    ///
    /// # Errors
    /// A [`Failure`] if module, token or key are not there, or if the PIN is wrong.
    pub(crate) fn open(uri: &TokenUri, call: &mut Call<'_, '_>) -> Result<Self, Failure> {
        let module = Module::load(&uri.module)?;
        let session = module.token(uri)?.log_in(call)?;
        let (private, public) = module::find(&session, uri)?;
        Ok(Self::new(session, private, public))
    }

    /// Makes a key in the token, from which it cannot be taken out.
    ///
    /// # Errors
    /// As [`TokenKey::open`]; also if there is such a key.
    pub(crate) fn generate(
        uri: &TokenUri,
        call: &mut Call<'_, '_>,
    ) -> Result<(TokenUri, Self), Failure> {
        let module = Module::load(&uri.module)?;
        let session = module.token(uri)?.log_in(call)?;
        match module::find(&session, uri) {
            Err(failure) if failure.code == "token-key-absent" => {}
            Err(failure) => return Err(failure),
            Ok(_) => return Err(failure::key_exists(uri)),
        }
        let mut id = vec![0; 8];
        random::fill(&mut id)?;
        let uri = TokenUri {
            object: Some(uri.object.clone().unwrap_or_else(|| "issuer".to_owned())),
            id: Some(uri.id.clone().unwrap_or(id)),
            ..uri.clone()
        };
        let named = |mut template: Vec<Attribute>| {
            template.extend(
                uri.object
                    .iter()
                    .map(|label| Attribute::Label(label.clone().into())),
            );
            template.extend(uri.id.iter().map(|id| Attribute::Id(id.clone())));
            template
        };
        let public = named(vec![
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Verify(true),
            // The PrintableString "edwards25519" (PKCS #11 v3.0 §2.3.5), which tokens take rather
            // than the object identifier of RFC 8410.
            Attribute::EcParams(b"\x13\x0cedwards25519".to_vec()),
        ]);
        let private = named(vec![
            Attribute::Token(true),
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Sign(true),
        ]);
        session
            .generate_key_pair(&Mechanism::EccEdwardsKeyPairGen, &public, &private)
            .map_err(|error| failure::token(&error))?;
        let (private, public) = module::find(&session, &uri)?;
        Ok((uri, Self::new(session, private, public)))
    }

    fn new(session: Session, private: ObjectHandle, public: PublicKey) -> Self {
        Self {
            session: Mutex::new(session),
            private,
            public,
        }
    }
}

/// The tokens behind a module, with the Ed25519 keys that they show without a PIN.
///
/// # Errors
/// A [`Failure`] if the module cannot be used.
pub(crate) fn list(path: &Path) -> Result<Vec<ListedToken>, Failure> {
    let module = Module::load(path)?;
    let mut listed = Vec::new();
    for token in module.tokens()? {
        let session = token.look()?;
        let keys = token.public_keys(&session)?;
        let (label, serial) = (
            token.label().to_owned(),
            token.info.serial_number().to_owned(),
        );
        listed.push(ListedToken {
            knows_eddsa: token.knows_eddsa(),
            locked: token.info.user_pin_locked(),
            keys: keys
                .into_iter()
                .map(|found| ListedKey {
                    uri: TokenUri {
                        token: Some(label.clone()),
                        serial: Some(serial.clone()),
                        object: found.label,
                        id: found.id,
                        module: path.to_owned(),
                    },
                    key: found.key,
                })
                .collect(),
            label,
            serial,
        });
    }
    Ok(listed)
}

impl Signer for TokenKey {
    type Error = Failure;

    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, Failure> {
        // A thread that panicked while it signed has left no half-made signature behind.
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let mechanism = Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Pure));
        let signature = session
            .sign(&mechanism, self.private, message)
            .map_err(|error| failure::token(&error))?;
        <[u8; SIGNATURE_BYTES]>::try_from(signature).map_err(|wrong| {
            let length = wrong.len();
            failure!("token-failed"; "令牌给出的签名有 {length} 字节，应为 {SIGNATURE_BYTES} 字节";
                "the token gave a signature of {length} bytes, not {SIGNATURE_BYTES}";
                "请换用支持 Ed25519 的令牌。"; "Use a token that knows Ed25519.")
        })
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenKey({})", self.public.id())
    }
}
