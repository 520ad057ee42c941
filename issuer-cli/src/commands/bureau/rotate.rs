//! `issuer bureau rotate`: a bureau's next key, and the request to have it listed beside the present one.

use std::path::{Path, PathBuf};

use cli_support::files::{self, Access, Durability};
use credential_core::Signer;
use messages::{Exit, Failure, failure, text};

use super::request;
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::keys::{self, KeyType, NewKeyArgs, TokenArgs};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 旧密钥已丢失或被盗，不用它作保 | the old key is lost or stolen, and does not vouch
    #[arg(long)]
    old_key_lost: bool,
    /// 新密钥的算法：ed25519，或国密 sm2；不写则与现用密钥相同 | the algorithm of the next key: ed25519, or sm2 (GB/T 32918); that of the present one if absent
    #[arg(
        long,
        value_enum,
        value_name = "ed25519|sm2",
        hide_possible_values = true
    )]
    algorithm: Option<KeyType>,
    #[command(flatten)]
    new_key: NewKeyArgs,
    #[command(flatten)]
    token: TokenArgs,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let _lock = folder.lock(call.console)?;
    let mut bureau = Bureau::read(&folder.bureau_file())?;
    if let Some(next) = &bureau.next_key {
        return Err(waiting(&args.bureau, &next.id().to_string()).into());
    }
    // Opened before anything is made: a key that is not there cannot vouch.
    let voucher = if args.old_key_lost {
        None
    } else {
        Some(folder.open(call)?.1)
    };
    let whose = text!("新的签发密钥"; "the next issuing key");
    // One that was left by a rotation which was interrupted stays where it is.
    let number = (bureau.file.key_number()..)
        .skip(1)
        .find(|number| !keys::where_kept(&folder.numbered_key_file(*number)).exists())
        .unwrap_or(u32::MAX);
    let place = folder.numbered_key_file(number);
    let key_type = args.algorithm.unwrap_or_else(|| KeyType::of(&bureau.key));
    let kept = keys::keep_new(&place, key_type, &whose, &args.new_key, &args.token, call)?;
    let public = kept.key.public_key().clone();
    let request = request::sign_next(&bureau, &kept.key, voucher.as_ref(), call)?;
    let out = folder.next_request_file(public.id());
    files::write(&out, &request, Access::Public, Durability::Synced)?;
    // Last: whoever sees the next key named finds all that belongs to it.
    bureau.file.announce(&public, number);
    bureau.file.write(&folder.bureau_file())?;

    request::print_summary(&bureau, &public, &out, call)?;
    call.console.say(&kept.advice)?;
    let name = values::shown(&args.bureau);
    call.console.say(&text!(
        "在新密钥列入信任名单以前，仍用旧密钥 {} 签发。收到列有新密钥的名单以后执行：\n  \
         issuer bureau switch --bureau {name} --trust-list trust-list.cbor --root-set root-set.cbor";
        "Until the next key is listed, the present one ({}) goes on signing. With the list that has it, run:\n  \
         issuer bureau switch --bureau {name} --trust-list trust-list.cbor --root-set root-set.cbor";
        bureau.key.id()))?;
    Ok(Exit::Done)
}

fn waiting(folder: &Path, kid: &str) -> Failure {
    let name = values::shown(folder);
    failure!("next-key-waits"; "新密钥 {kid} 已经生成，正等待主管部门列入名单";
        "the next key {kid} is made already, and waits to be listed";
        "申请文件丢了可以再写一份：issuer bureau request --bureau {name} --next --out 申请.lbr";
        "If the request is lost, write it again: issuer bureau request --bureau {name} --next --out REQUEST.lbr")
}
