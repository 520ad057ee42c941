//! `issuer key from-token`: a file that stands for a key in a token, wherever a key file is asked for.

use std::path::PathBuf;

use cli_support::files::{self, Access};
use messages::{Exit, Failure, failure, text, words};
use serde_json::json;

use crate::keys::{self, PublicKeyFile, TokenArgs};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    token: TokenArgs,
    /// 写入的引用文件；同名 .pub 文件写入公钥 | the reference to write; the public key goes to a .pub beside it
    #[arg(long, value_name = "FILE.uri")]
    out: PathBuf,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let public_file = args.out.with_extension("pub");
    values::refuse_if_there(&[&args.out, &public_file])?;
    let wish = args.token.wish()?.ok_or_else(no_token_named)?;
    let (reference, _) = keys::in_token(&wish, call)?;
    reference.write_new(&args.out)?;
    let public = PublicKeyFile::encode(&reference.public)?;
    files::write_new(&public_file, public.as_bytes(), Access::Public)?;

    let (kid, print) = (reference.public.id(), words::thumbprint(&reference.public));
    let (out, shown) = (values::shown(&args.out), values::shown(&public_file));
    call.answer(
        &[
            text!("令牌中的密钥 {kid}"; "The key {kid} in the token"),
            text!("  {out}  引用：凡是要写密钥文件的地方，都写它";
                "  {out}  reference: name it wherever a key file is asked for"),
            text!("  {shown}  公钥（公开）"; "  {shown}  public key (public)"),
            text!("  指纹  {print}"; "  thumbprint  {print}"),
        ],
        &json!({
            "key": args.out,
            "public_key": public_file,
            "kid": kid.to_string(),
            "thumbprint": print,
            "uri": reference.uri.to_string(),
        }),
    )?;
    Ok(Exit::Done)
}

fn no_token_named() -> Failure {
    failure!("usage"; "没有写明令牌"; "no token was named";
        "请加 --pkcs11 和 PKCS#11 地址；issuer key list-token 会列出。";
        "Add --pkcs11 with a PKCS#11 URI; issuer key list-token shows them.")
}
