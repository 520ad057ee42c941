//! `issuer holder show`: the code of a phone on a terminal, with a new proof every few seconds.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use cli_support::{Format, Stop};
use credential_core::{Challenge, ParsedCredential, Presentation, UnixTime};
use messages::Lang::{En, Zh};
use messages::{Exit, Failure, dates, failure, text, words};
use serde_json::json;

use super::drawn;
use crate::Call;
use crate::code_input::one_code;
use crate::keys::{Key, sign_failure};
use crate::link::without_link;

/// Clears the terminal and goes to its first line.
const CLEAR: &str = "\x1b[2J\x1b[H";

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 手机密钥文件 | the file of the phone's key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// 发码单位给的手机码：码文或图片 | the code that the bureau has issued for the phone: text or picture
    #[arg(long, value_name = "TEXT|FILE")]
    credential: String,
    /// 每隔多少秒更新，1 到 30 | every how many seconds a new one is made, 1 to 30
    #[arg(long, value_name = "N", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=30))]
    every: u64,
    /// 更新多少次后停止；不写则一直更新 | stop after so many; goes on for ever, if it is left away
    #[arg(long, value_name = "N")]
    count: Option<u64>,
    /// 闸机显示的随机数，十六进制 | what the gate shows to be signed along, in hexadecimal
    #[arg(long, value_name = "HEX")]
    challenge: Option<String>,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let challenge = args.challenge.as_deref().map(challenge).transpose()?;
    let credential = credential(&args.credential)?;
    let key = Key::open(&args.key, call)?;
    let started = Instant::now();
    let mut made = 0;
    while args.count.is_none_or(|count| made < count) {
        if made > 0 {
            std::thread::sleep(Duration::from_secs(args.every));
        }
        let now = call.now.plus(started.elapsed());
        let shown = Presentation::issue(&credential, now, challenge.as_ref(), &key)
            .map_err(|error| sign_failure(error, not_signed))?;
        show(&shown.to_text(), now, call)?;
        made += 1;
    }
    Ok(Exit::Done)
}

fn show(code: &str, now: UnixTime, call: &mut Call<'_, '_>) -> Result<(), Stop> {
    if call.console.format == Format::Human {
        let picture = drawn(code)?;
        call.console.result_as_is(&format!("{CLEAR}{picture}"))?;
        let at = dates::minute(now);
        call.console
            .result(&text!("{at}  {code}"; "{at}  {code}"))?;
    } else {
        call.console
            .json(&json!({ "presentation": code, "made": now.as_secs() }))?;
    }
    call.console.flush()?;
    Ok(())
}

fn credential(argument: &str) -> Result<ParsedCredential, Failure> {
    let text = one_code(argument)?;
    let credential = ParsedCredential::from_text(without_link(&text)).map_err(invalid)?;
    if credential.claims_phone().map_err(invalid)? {
        return Ok(credential);
    }
    Err(
        failure!("cannot-sign"; "这个码没有绑定手机"; "this code is not bound to a phone";
        "卡和纸质码直接出示即可；手机码请到发码单位办理（issuer bind）。";
        "A card or paper code is shown as it is; for a phone the bureau issues another one (issuer bind)."),
    )
}

fn invalid(error: credential_core::Error) -> Failure {
    let why = words::error(&error);
    failure!("code-invalid"; "{}", why.in_lang(Zh); "{}", why.in_lang(En);
        "请给出发码单位签发的手机码。"; "Give the code that the bureau has issued for the phone.")
}

fn challenge(text: &str) -> Result<Challenge, Failure> {
    let wrong = || {
        failure!("usage"; "--challenge 要 8 到 64 个字节的十六进制"; "--challenge takes 8 to 64 bytes in hexadecimal";
            "例如 --challenge 0011223344556677。"; "For example --challenge 0011223344556677.")
    };
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) || digits.len() > 128 {
        return Err(wrong());
    }
    let bytes: Option<Vec<u8>> = digits
        .chunks(2)
        .map(|pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            u8::from_str_radix(pair, 16).ok()
        })
        .collect();
    Challenge::new(&bytes.ok_or_else(wrong)?).map_err(|_| wrong())
}

fn not_signed(error: &credential_core::Error) -> Failure {
    let why = words::error(error);
    failure!("cannot-sign"; "出示码做不出来：{}", why.in_lang(Zh); "the presentation cannot be made: {}", why.in_lang(En);
        "这个码须是绑定了这把手机密钥的手机码。"; "The code must be one that is bound to this phone's key.")
}
