//! `issuer holder enrol`: a key in a file in the place of a phone's key store, and the text that hands it in.

use std::path::PathBuf;

use cli_support::{Format, Stop};
use credential_core::{Enrolment, EnrolmentClaims, IssuerId, Signer};
use messages::{Exit, Failure, failure, text, words};
use serde_json::json;

use super::drawn;
use crate::keys::{self, Key, KeyType, NewKeyArgs, SoftwareKey, sign_failure};
use crate::{Call, values};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 手机密钥文件；没有则新建 | the file of the phone's key; made if it is not there
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// 只给这个编号的发码单位用 | for the bureau with this number only
    #[arg(long, value_name = "N")]
    issuer: Option<u32>,
    /// 这部手机叫什么，给经办人看 | what the phone is called, for the clerk to read
    #[arg(long, value_name = "TEXT")]
    label: Option<String>,
    #[command(flatten)]
    new_key: NewKeyArgs,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let key = if args.key.exists() {
        Key::open(&args.key, call)?
    } else {
        let whose = text!("手机密钥"; "the key of the phone");
        let protection = args.new_key.protection(&whose, call)?;
        let key = SoftwareKey::generate(KeyType::Ed25519)?;
        keys::write_new(&args.key, &key, &protection)?;
        call.console.say(&protection.in_words())?;
        Key::Software(key)
    };
    let claims = EnrolmentClaims {
        issued: call.now,
        issuer: args.issuer.map(IssuerId),
        label: args.label.clone(),
    };
    let made = Enrolment::sign(&claims, &key).map_err(|error| sign_failure(error, not_signed))?;
    let text = made.to_text();
    let kid = key.public_key().id().to_string();
    if call.console.format == Format::Human {
        call.console.result_as_is(&drawn(&text)?)?;
    }
    let file = values::shown(&args.key);
    call.answer(
        &[
            text!("{text}"; "{text}"),
            text!("手机密钥 {kid}（{file}）的绑定码，三十天内有效：issuer bind --holder 编号 --code 绑定码";
                "The enrolment of the key {kid} ({file}), good for thirty days: issuer bind --holder NUMBER --code TEXT"),
        ],
        &json!({ "enrolment": text, "kid": kid, "made": call.now.as_secs(), "key": args.key }),
    )?;
    Ok(Exit::Done)
}

fn not_signed(error: &credential_core::Error) -> Failure {
    use messages::Lang::{En, Zh};
    let why = words::error(error);
    failure!("cannot-sign"; "绑定码做不出来：{}", why.in_lang(Zh); "the enrolment cannot be made: {}", why.in_lang(En);
        "手机密钥须是 Ed25519；--label 最多 16 个汉字，没有特殊字符。";
        "The key must be Ed25519; --label has 48 bytes at most, and no special characters.")
}
