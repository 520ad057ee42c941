//! In place of `token` in a program that was built without the feature `pkcs11`.

use std::path::Path;

use credential_core::{PublicKey, Signature, Signer};
use messages::{Failure, failure};

use super::reference::ListedToken;
use super::token_uri::TokenUri;
use crate::Call;

/// There is none.
#[derive(Debug)]
pub(crate) enum TokenKey {}

impl TokenKey {
    pub(crate) fn open(_: &TokenUri, _: &mut Call<'_, '_>) -> Result<Self, Failure> {
        Err(unsupported())
    }

    pub(crate) fn generate(
        _: &TokenUri,
        _: &mut Call<'_, '_>,
    ) -> Result<(TokenUri, Self), Failure> {
        Err(unsupported())
    }
}

impl Signer for TokenKey {
    type Error = Failure;

    fn public_key(&self) -> &PublicKey {
        match *self {}
    }

    fn sign(&self, _: &[u8]) -> Result<Signature, Failure> {
        match *self {}
    }
}

pub(crate) fn list(_: &Path) -> Result<Vec<ListedToken>, Failure> {
    Err(unsupported())
}

fn unsupported() -> Failure {
    failure!("token-unsupported"; "这个程序编译时没有加入令牌（PKCS#11）支持";
        "this program was built without tokens (PKCS#11)";
        "请安装带此功能的版本：cargo install --path issuer-cli --locked --features pkcs11";
        "Install one that has them: cargo install --path issuer-cli --locked --features pkcs11")
}
