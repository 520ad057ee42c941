//! `issuer key show`: the public side of a key file.

use std::path::PathBuf;

use cli_support::{Exit, Text};
use credential_core::Signer;
use serde_json::json;

use crate::keys::Key;
use crate::stop::Stop;
use crate::{Call, base64url};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 密钥文件 | the key file
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let key = Key::open(&args.key, call)?;
    let public = key.public_key();
    let (kid, bytes) = (public.id(), base64url::encode(&public.to_ed25519_bytes()));
    let thumbprint = base64url::encode(&public.thumbprint());
    call.answer(
        &[
            Text::new(format!("密钥编号  {kid}"), format!("key identifier  {kid}")),
            Text::new("算法      Ed25519", "algorithm       Ed25519"),
            Text::new(
                format!("公钥      {bytes}"),
                format!("public key      {bytes}"),
            ),
            Text::new(
                format!("指纹      {thumbprint}"),
                format!("thumbprint      {thumbprint}"),
            ),
        ],
        &json!({
            "kid": kid.to_string(),
            "algorithm": "Ed25519",
            "public_key": bytes,
            "thumbprint": thumbprint,
        }),
    )?;
    Ok(Exit::Done)
}
