//! `issuer bureau request`: the file with which a bureau asks the authority to list its key.

use std::path::{Path, PathBuf};

use cli_support::files::{self, Access, Durability};
use credential_core::{IssuerRequest, PublicKey, Signer};
use messages::{Exit, Failure, failure, text, words};
use serde_json::json;

use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::keys::{Key, sign_failure};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 登记申请写到这里（.lbr） | where the request goes (.lbr)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// 为 bureau rotate 生成的新密钥申请 | for the next key, which bureau rotate has made
    #[arg(long)]
    next: bool,
    /// 旧密钥已丢失或被盗，不用它作保（与 --next 同用） | with --next: the old key is lost or stolen, and does not vouch
    #[arg(long, requires = "next")]
    old_key_lost: bool,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let (bureau, bytes, key) = if args.next {
        let (bureau, next) = folder.open_next(call)?;
        let next = next.ok_or_else(|| no_next(&args.bureau))?;
        let voucher = if args.old_key_lost {
            None
        } else {
            Some(folder.open(call)?.1)
        };
        let bytes = sign_next(&bureau, &next, voucher.as_ref(), call)?;
        (bureau, bytes, next.public_key().clone())
    } else {
        let (bureau, key) = folder.open(call)?;
        let bytes = sign(&bureau.request(key.public_key(), call.now), &key)?;
        (bureau, bytes, key.public_key().clone())
    };
    files::write(&args.out, &bytes, Access::Public, Durability::Synced)?;
    print_summary(&bureau, &key, &args.out, call)?;
    Ok(Exit::Done)
}

/// The request for a new bureau's first key.
pub(crate) fn sign<S: Signer<Error: Into<Failure>>>(
    request: &IssuerRequest,
    key: &S,
) -> Result<Vec<u8>, Failure> {
    request
        .sign(key)
        .map_err(|error| sign_failure(error, unfit))
}

/// The request for a bureau's next key, vouched for by the one that is listed, if it is there.
pub(crate) fn sign_next(
    bureau: &Bureau,
    next: &Key,
    voucher: Option<&Key>,
    call: &Call<'_, '_>,
) -> Result<Vec<u8>, Failure> {
    let request = sign(&bureau.request(next.public_key(), call.now), next)?;
    match voucher {
        None => Ok(request),
        Some(key) => {
            IssuerRequest::vouch(&request, key).map_err(|error| sign_failure(error, unfit))
        }
    }
}

pub(crate) fn print_summary(
    bureau: &Bureau,
    key: &PublicKey,
    out: &Path,
    call: &mut Call<'_, '_>,
) -> Result<(), Stop> {
    let (id, name, kid) = (bureau.file.id, &bureau.file.name, key.id());
    let (shown, print) = (values::shown(out), words::thumbprint(key));
    call.answer(
        &[
            text!("登记申请：{name}（编号 {id}），密钥 {kid}，写入 {shown}";
                "Request of {name} (number {id}) for the key {kid}, written to {shown}"),
            text!("  指纹  {print}"; "  thumbprint  {print}"),
        ],
        &json!({ "request": out, "id": id, "kid": kid.to_string(), "thumbprint": print }),
    )?;
    call.console.say(&text!("\n请把 {shown} 交给主管部门，并当面或打电话念一遍指纹。";
        "\nCarry {shown} to the authority, and read the thumbprint to them in person or by telephone."))?;
    Ok(())
}

fn unfit(error: &credential_core::Error) -> Failure {
    Failure::new(
        error.code(),
        words::error(error),
        text!("请检查 bureau.json 里的单位名称，以及密钥文件是不是这个单位的。";
            "Check the names in bureau.json, and that the key file is this bureau's."),
    )
}

pub(crate) fn no_next(folder: &Path) -> Failure {
    let name = values::shown(folder);
    failure!("no-next-key"; "{name} 没有等待启用的新密钥"; "there is no next key in {name}";
        "请先执行 issuer bureau rotate --bureau {name}";
        "Run issuer bureau rotate --bureau {name} first.")
}
