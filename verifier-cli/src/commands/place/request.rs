//! `verifier place request`: makes the terminal's key, and the request for a place.

use std::path::PathBuf;

use clap::Args;
use cli_support::files::{self, Access};
use cli_support::{Console, Format, Stop};
use credential_core::{IssuerId, Signer as _};
use messages::untrusted::escape_untrusted_path;
use messages::{Exit, text, words};
use serde_json::json;
use terminal::benefits::sign_place_request;
use terminal_store::Store;

use crate::benefits::{TerminalKey, random_seed};
use crate::clock::Clock;
use crate::computer;
use crate::store_words;

/// 申请点位：生成终端密钥和申请文件 | Request a place: make the terminal's key, and a file for the bureau
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct RequestArgs {
    /// 终端的存储文件夹
    /// | The terminal's store
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,

    /// 申请文件，将被写出
    /// | The request; it is written
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// 终端的名称，供经办人辨认（默认：本机名称）
    /// | What the terminal is called, for the clerk to read (default: the name of this computer)
    #[arg(long, value_name = "TEXT")]
    label: Option<String>,

    /// 只向此发码单位申请（默认：任何单位）
    /// | The one issuer that may take it (default: any)
    #[arg(long, value_name = "NUMBER")]
    issuer: Option<u32>,

    #[arg(long, value_name = "TIME", hide = true)]
    at: Option<String>,
}

const AFTER: &str = "\
退出状态：0 完成；2 未能完成 | \
Exit status: 0 done; 2 could not do it";

pub(crate) fn run(args: &RequestArgs, console: &mut Console<'_>) -> Result<Exit, Stop> {
    let at = Clock::new(args.at.as_deref())?.now();
    let folder = args.store.clone().unwrap_or_else(computer::default_store);
    let mut store = Store::open(folder).map_err(store_words::failure)?;
    let terminal = TerminalKey::read_or_make(&mut store, random_seed)?;
    let sign = |label| sign_place_request(&terminal, label, args.issuer.map(IssuerId), at);
    let signed = match &args.label {
        Some(label) => sign(Some(label.clone()))?,
        // The system may have given a name that is none here.
        None => sign(computer::name()).or_else(|_| sign(None))?,
    };
    files::write_new(&args.out, &signed, Access::Public)?;
    let (out, key) = (
        escape_untrusted_path(&args.out),
        escape_untrusted_path(&terminal.path),
    );
    let public = terminal.key.public_key();
    let thumbprint = words::thumbprint(public);
    if console.format == Format::Json {
        console.json(&json!({
            "request": out,
            "key_file": key,
            "kid": public.id().to_string(),
            "thumbprint": thumbprint,
        }))?;
    } else {
        console.result(&text!(
            "点位申请：{out}\n终端密钥：{key}（只留在本机，不要拷贝）\n密钥指纹：{thumbprint}";
            "Request for a place: {out}\nKey of the terminal: {key} (it stays here: do not copy it)\nThumbprint: {thumbprint}"))?;
    }
    console.say(&text!(
        "\n请把申请文件交给发码单位，并在电话里核对密钥指纹；之后导入它给的更新文件。";
        "\nBring the request to the bureau, and compare the thumbprint over the telephone; then bring the update that it gives."))?;
    Ok(Exit::Done)
}
