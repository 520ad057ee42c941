//! `issuer key show`: which key a file holds, without its private part.

use std::path::PathBuf;

use messages::{Exit, text, words};
use serde_json::json;

use crate::keys::{self, KeyType, Shown};
use crate::{Call, base64url, public_key_text};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 密钥文件 | the key file
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let (public, opened) = match keys::show(&args.key, call)? {
        Shown::Proven(public) => (public, true),
        Shown::Labelled(public) => (public, false),
    };
    let (kid, bytes) = (public.id(), public_key_text::encode(&public));
    let (thumbprint, print) = (
        base64url::encode(&public.thumbprint()),
        words::thumbprint(&public),
    );
    let algorithm = KeyType::of(&public).name();
    call.answer(
        &[
            text!("密钥编号  {kid}"; "key identifier  {kid}"),
            text!("算法      {algorithm}"; "algorithm       {algorithm}"),
            text!("公钥      {bytes}"; "public key      {bytes}"),
            text!("指纹      {print}"; "thumbprint      {print}"),
        ],
        &json!({
            "kid": kid.to_string(),
            "algorithm": algorithm,
            "public_key": bytes,
            "thumbprint": thumbprint,
            "opened": opened,
        }),
    )?;
    if !opened {
        call.console.say(&text!(
            "\n这是文件中明写的内容，没有用口令打开核对。要核对，请加 --passphrase-file 给出口令。";
            "\nThis is what the file says in clear; it was not opened. To make sure, give the passphrase with \
             --passphrase-file."))?;
    }
    Ok(Exit::Done)
}
