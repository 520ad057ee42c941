//! A PKCS #11 module and the tokens behind it.

use std::path::Path;

use credential_core::PublicKey;
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::MechanismType;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::{Slot, TokenInfo};
use cryptoki::types::AuthPin;
use messages::{Failure, text};

use super::failure;
use crate::Call;
use crate::keys::ask::{self, Try};
use crate::keys::token_uri::TokenUri;

/// A module that is loaded and initialised. It stays so until the program ends.
pub(super) struct Module {
    context: Pkcs11,
}

/// A token in a slot.
pub(super) struct Token<'m> {
    module: &'m Module,
    slot: Slot,
    pub(super) info: TokenInfo,
}

/// An Ed25519 key pair whose public side the token gives.
pub(super) struct TokenPublicKey {
    pub(super) label: Option<String>,
    pub(super) id: Option<Vec<u8>>,
    pub(super) key: PublicKey,
}

impl Module {
    pub(super) fn load(path: &Path) -> Result<Self, Failure> {
        let context = Pkcs11::new(path).map_err(|error| failure::module_unusable(path, &error))?;
        let args = CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK);
        match context.initialize(args) {
            // Another key of this run lies behind the same module.
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {
                Ok(Self { context })
            }
            Err(error) => Err(failure::module_unusable(path, &error)),
        }
    }

    pub(super) fn tokens(&self) -> Result<Vec<Token<'_>>, Failure> {
        let slots = self
            .context
            .get_slots_with_initialized_token()
            .map_err(|error| failure::token(&error))?;
        slots
            .into_iter()
            .map(|slot| {
                let info = self.context.get_token_info(slot);
                Ok(Token {
                    module: self,
                    slot,
                    info: info.map_err(|error| failure::token(&error))?,
                })
            })
            .collect()
    }

    /// The one token that the URI means.
    pub(super) fn token(&self, uri: &TokenUri) -> Result<Token<'_>, Failure> {
        let fits = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|w| w == is);
        let mut fitting = self.tokens()?.into_iter().filter(|token| {
            fits(&uri.token, token.info.label()) && fits(&uri.serial, token.info.serial_number())
        });
        match (fitting.next(), fitting.next()) {
            (Some(token), None) => Ok(token),
            (None, _) => Err(failure::no_token(uri)),
            (Some(_), Some(_)) => Err(failure::ambiguous(uri)),
        }
    }
}

impl Token<'_> {
    pub(super) fn label(&self) -> &str {
        self.info.label()
    }

    pub(super) fn knows_eddsa(&self) -> bool {
        self.module
            .context
            .get_mechanism_list(self.slot)
            .is_ok_and(|known| known.contains(&MechanismType::EDDSA))
    }

    /// A session in which nobody has logged in: public objects can be seen.
    pub(super) fn look(&self) -> Result<Session, Failure> {
        let session = self.module.context.open_ro_session(self.slot);
        session.map_err(|error| failure::token(&error))
    }

    /// A session in which the user has logged in with the PIN, given or asked for.
    pub(super) fn log_in(&self, call: &mut Call<'_, '_>) -> Result<Session, Failure> {
        if !self.knows_eddsa() {
            return Err(failure::no_eddsa(self.label()));
        }
        let session = self
            .module
            .context
            .open_rw_session(self.slot)
            .map_err(|error| failure::token(&error))?;
        if self.info.protected_authentication_path() {
            // The PIN is typed on the device itself.
            return match session.login(UserType::User, None) {
                Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(session),
                Err(error) => Err(failure::token(&error)),
            };
        }
        let label = self.label().to_owned();
        let what = text!("令牌“{label}”"; "the token “{label}”");
        ask::unlock_token(&what, call, |pin| {
            self.check_pin_state()?;
            let pin = AuthPin::new(pin.as_str().into());
            match session.login(UserType::User, Some(&pin)) {
                Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(Try::Opened(())),
                Err(Error::Pkcs11(
                    RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange,
                    _,
                )) => {
                    self.check_pin_state()?;
                    Ok(Try::Wrong)
                }
                Err(Error::Pkcs11(RvError::PinLocked, _)) => Err(failure::locked(&label)),
                Err(error) => Err(failure::token(&error)),
            }
        })?;
        Ok(session)
    }

    /// A locked token, or one that the next wrong PIN will lock, is left alone.
    fn check_pin_state(&self) -> Result<(), Failure> {
        let info = self
            .module
            .context
            .get_token_info(self.slot)
            .map_err(|error| failure::token(&error))?;
        if info.user_pin_locked() {
            Err(failure::locked(self.label()))
        } else if info.user_pin_final_try() {
            Err(failure::last_try(self.label()))
        } else {
            Ok(())
        }
    }

    /// The Ed25519 keys that can be seen without a PIN.
    pub(super) fn public_keys(&self, session: &Session) -> Result<Vec<TokenPublicKey>, Failure> {
        let template = [
            Attribute::Class(ObjectClass::PUBLIC_KEY),
            Attribute::KeyType(KeyType::EC_EDWARDS),
        ];
        let found = session.find_objects(&template);
        let found = found.map_err(|error| failure::token(&error))?;
        Ok(found
            .into_iter()
            .filter_map(|handle| public_key(session, handle))
            .collect())
    }
}

/// The one private key that the URI means, with its public side.
pub(super) fn find(
    session: &Session,
    uri: &TokenUri,
) -> Result<(ObjectHandle, PublicKey), Failure> {
    let of_class = |class| {
        let mut template = vec![
            Attribute::Class(class),
            Attribute::KeyType(KeyType::EC_EDWARDS),
        ];
        template.extend(
            uri.object
                .iter()
                .map(|label| Attribute::Label(label.clone().into())),
        );
        template.extend(uri.id.iter().map(|id| Attribute::Id(id.clone())));
        session
            .find_objects(&template)
            .map_err(|error| failure::token(&error))
    };
    let private = match *of_class(ObjectClass::PRIVATE_KEY)? {
        [private] => private,
        [] => return Err(failure::no_key(uri)),
        _ => return Err(failure::ambiguous(uri)),
    };
    match *of_class(ObjectClass::PUBLIC_KEY)? {
        [public] => public_key(session, public)
            .map(|public| (private, public.key))
            .ok_or_else(|| failure::no_key(uri)),
        [] => Err(failure::no_public_key(uri)),
        _ => Err(failure::ambiguous(uri)),
    }
}

/// `None` for a key of another curve.
fn public_key(session: &Session, handle: ObjectHandle) -> Option<TokenPublicKey> {
    let wanted = [
        AttributeType::EcPoint,
        AttributeType::Label,
        AttributeType::Id,
    ];
    let (mut point, mut label, mut id) = (None, None, None);
    for attribute in session.get_attributes(handle, &wanted).ok()? {
        match attribute {
            Attribute::EcPoint(bytes) => point = Some(bytes),
            Attribute::Label(bytes) => label = String::from_utf8(bytes).ok(),
            Attribute::Id(bytes) => id = Some(bytes),
            _ => {}
        }
    }
    let point = point?;
    // PKCS #11 v3.0 §2.3.5 has the bare 32 bytes; earlier tokens wrap them into an OCTET STRING.
    let bare = point.strip_prefix(b"\x04\x20").unwrap_or(&point);
    let key = PublicKey::from_ed25519_bytes(bare.try_into().ok()?).ok()?;
    Some(TokenPublicKey {
        label: label.filter(|label| !label.is_empty()),
        id: id.filter(|id| !id.is_empty()),
        key,
    })
}
