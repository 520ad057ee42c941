//! A small file that says in which token a key lies, and which key it is.

use std::path::Path;

use cli_support::files::{self, Access};
use credential_core::PublicKey;
use messages::{Failure, Text, failure, text, untrusted::escape_untrusted_path};

use super::software::KeyType;
use super::token_uri::{SCHEME, TokenUri};
use crate::public_key_text;

const PUBLIC_KEY_LINE: &str = "public key: ";

/// A key in a token, by its URI; nothing in it is secret.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    pub(crate) uri: TokenUri,
    /// Which key it was when the reference was made: another one under the same label is not used.
    pub(crate) public: PublicKey,
}

/// Which key a command is to use, and whether it is there yet.
#[derive(Debug)]
pub(crate) enum InToken {
    There(TokenUri),
    ToBeMade(TokenUri),
}

/// What `issuer key list-token` shows.
pub(crate) struct ListedToken {
    pub(crate) label: String,
    pub(crate) serial: String,
    pub(crate) knows_eddsa: bool,
    pub(crate) locked: bool,
    pub(crate) keys: Vec<ListedKey>,
}

/// An Ed25519 key of a token, and the URI that means it.
pub(crate) struct ListedKey {
    pub(crate) uri: TokenUri,
    pub(crate) key: PublicKey,
}

impl Reference {
    /// Writes it to a file that must not be there yet.
    ///
    /// # Errors
    /// A [`Failure`] if the file exists or cannot be written.
    pub(crate) fn write_new(&self, path: &Path) -> Result<(), Failure> {
        let text = format!(
            "Ed25519 signing key in a token (PKCS #11)\nkid: {}\n{PUBLIC_KEY_LINE}{}\n{}\n",
            self.public.id(),
            public_key_text::encode(&self.public),
            self.uri,
        );
        // Not secret, but whoever could change it could have another program's module loaded.
        files::write_new(path, text.as_bytes(), Access::Private)
    }

    /// What keeps others from using the key, and what is left to do.
    pub(crate) fn in_words() -> Text {
        text!("签发密钥在令牌里，取不出来：令牌坏了或丢了，就要更换密钥。令牌和 PIN 分开保管。";
            "The issuing key is in the token and does not come out: if the token breaks or is lost, the key is replaced. \
             Keep token and PIN apart.")
    }

    /// Whether a file holds a reference rather than a key.
    pub(super) fn is_one(text: &str) -> bool {
        text.lines().any(|line| line.starts_with(SCHEME))
    }

    pub(super) fn parse(path: &Path, text: &str) -> Result<Self, Failure> {
        let mut uris = text.lines().filter(|line| line.starts_with(SCHEME));
        let public = text
            .lines()
            .find_map(|line| line.strip_prefix(PUBLIC_KEY_LINE))
            .and_then(|value| public_key_text::decode(value.trim()));
        if public.as_ref().map(KeyType::of) == Some(KeyType::Sm2) {
            return Err(no_sm2());
        }
        match (uris.next(), uris.next(), public) {
            (Some(uri), None, Some(public)) => Ok(Self {
                uri: TokenUri::parse(uri.trim_end())?,
                public,
            }),
            _ => Err(invalid(path)),
        }
    }
}

/// No token that was tried signs with SM2 and the message as it stands.
pub(super) fn no_sm2() -> Failure {
    failure!("token-no-sm2"; "令牌里的密钥只支持 Ed25519，不支持国密 SM2";
        "keys in tokens are Ed25519 only, not SM2";
        "要用 SM2，请去掉 --pkcs11，用密钥文件；要用令牌，请写 --algorithm ed25519。";
        "For SM2 use a key file, without --pkcs11; for a token, give --algorithm ed25519.")
}

fn invalid(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("key-invalid";
        "文件 {name} 不是完整的令牌密钥引用"; "{name} is no complete reference to a key in a token";
        "请用 issuer key from-token 重新生成。"; "Make it again with issuer key from-token.")
}

/// The options of a command that can use a key in a token.
#[derive(Debug, clap::Args)]
pub(crate) struct TokenArgs {
    /// 密钥在令牌里（PKCS#11 地址） | the key is in a token (PKCS#11 URI)
    #[arg(
        long,
        value_name = "pkcs11:token=…;object=…?module-path=/…",
        display_order = 95
    )]
    pkcs11: Option<String>,
    /// 在令牌里新生成密钥，而不是用已有的 | make the key in the token, rather than use one that is there
    #[arg(long, requires = "pkcs11", display_order = 96)]
    generate: bool,
}

impl TokenArgs {
    /// `None` for a key in a file.
    ///
    /// # Errors
    /// `token-uri-invalid`.
    pub(crate) fn wish(&self) -> Result<Option<InToken>, Failure> {
        let Some(text) = &self.pkcs11 else {
            return Ok(None);
        };
        let uri = TokenUri::parse(text)?;
        Ok(Some(if self.generate {
            InToken::ToBeMade(uri)
        } else {
            InToken::There(uri)
        }))
    }
}
