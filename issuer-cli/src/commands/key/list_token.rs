//! `issuer key list-token`: which tokens and Ed25519 keys there are behind a PKCS #11 module.

use std::path::PathBuf;

use credential_core::PublicKey;
use messages::{Exit, Text, text, untrusted::escape_untrusted};
use serde_json::{Value, json};

use crate::keys::{self, TokenUri};
use crate::{Call, public_key_text};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 令牌厂商的 PKCS#11 模块（完整路径） | the PKCS#11 module of the token's maker (full path)
    #[arg(long, value_name = "/…/module.so")]
    module: PathBuf,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let tokens = keys::list_tokens(&args.module)?;
    let mut lines = Vec::new();
    if tokens.is_empty() {
        lines.push(text!("没有初始化过的令牌。"; "There is no token that was initialised."));
    }
    for token in &tokens {
        let (label, serial) = (
            escape_untrusted(&token.label),
            escape_untrusted(&token.serial),
        );
        let (fit_zh, fit_en) = match (token.locked, token.knows_eddsa) {
            (true, _) => ("PIN 已锁定", "its PIN is locked"),
            (false, true) => ("支持 Ed25519", "knows Ed25519"),
            (false, false) => (
                "不支持 Ed25519，不能用",
                "does not know Ed25519: of no use here",
            ),
        };
        lines.push(text!("令牌“{label}”，序列号 {serial}：{fit_zh}";
            "Token “{label}”, serial number {serial}: {fit_en}"));
        lines.extend(token.keys.iter().map(|key| in_words(&key.uri, &key.key)));
    }
    let json: Vec<Value> = tokens
        .iter()
        .map(|token| {
            json!({
                "token": token.label,
                "serial": token.serial,
                "ed25519": token.knows_eddsa,
                "locked": token.locked,
                "keys": token.keys.iter().map(|key| json!({
                    "uri": key.uri.to_string(),
                    "kid": key.key.id().to_string(),
                    "public_key": public_key_text::encode(&key.key),
                })).collect::<Vec<_>>(),
            })
        })
        .collect();
    call.answer(&lines, &json!({ "tokens": json }))?;
    Ok(Exit::Done)
}

fn in_words(uri: &TokenUri, key: &PublicKey) -> Text {
    let (uri, kid) = (uri.to_string(), key.id());
    text!("  密钥 {kid}  {uri}"; "  key {kid}  {uri}")
}
