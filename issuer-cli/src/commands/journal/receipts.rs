//! `issuer journal receipts`: the bureau has what the terminals have handed over.

use std::path::PathBuf;

use cli_support::files::{self, Access, Durability};
use credential_core::journal::{Receipt, ReceiptClaims};
use credential_core::limits::MAX_RECEIPTS;
use credential_core::{IssuerId, Update};
use messages::{Exit, Failure, failure, text, words};
use serde_json::json;

use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::keys::sign_failure;
use crate::register::hexadecimal;
use crate::{Call, books, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 写成的更新文件（.lbu），可直接导入终端，也可用 issuer update pack --receipts 装进别的更新文件
    /// | the update file to write (.lbu); apply it as it is, or put it into another with issuer update pack --receipts
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let mut books = books::open(&folder)?;
    let path = folder.books_folder();
    let chains = books
        .receiptable()
        .map_err(|error| books::failure_of(&error, &path))?;
    if chains.is_empty() {
        return Err(nothing().into());
    }
    if chains.len() > MAX_RECEIPTS {
        return Err(too_many(chains.len()).into());
    }
    let (bureau, key) = folder.open(call)?;
    let mut update = Update::default();
    for chain in &chains {
        let claims = ReceiptClaims {
            issuer: IssuerId(bureau.file.id),
            id: chain.chain,
            end: chain.end,
            signed: call.now,
        };
        let receipt = Receipt::sign(&claims, &key).map_err(|error| {
            sign_failure(error, |error| {
                let why = words::error(error);
                Failure::new("cannot-sign", why, text!("没有出具任何回执。请检查签发密钥。"; "No receipt was signed. Check the issuing key."))
            })
        })?;
        update.receipts.push(receipt);
    }
    files::write(
        &args.out,
        &update.encode(),
        Access::Public,
        Durability::Synced,
    )?;
    books
        .note_receipts(&chains, call.now)
        .map_err(|error| books::failure_of(&error, &path))?;
    let (out, count) = (values::shown(&args.out), chains.len());
    let new: u64 = chains
        .iter()
        .map(|chain| chain.end.size - chain.receipted.min(chain.end.size))
        .sum();
    let receipts: Vec<_> = chains
        .iter()
        .map(|chain| {
            json!({
                "terminal": chain.terminal, "key": hexadecimal(&chain.chain.terminal),
                "chain": chain.chain.chain, "size": chain.end.size,
                "head": hexadecimal(&chain.end.head),
            })
        })
        .collect();
    call.answer(
        &[text!("回执 {out}：{count} 条记录链，新确认 {new} 条记录。"; "Receipts {out}: {count} chains, {new} records newly confirmed.")],
        &json!({ "update": args.out, "receipts": receipts, "newly_confirmed": new }),
    )?;
    call.console.say(&text!(
        "\n请把它送到各终端：verifier update 文件 --store 文件夹";
        "\nCarry it to the terminals: verifier update FILE --store DIR"))?;
    Ok(Exit::Done)
}

fn nothing() -> Failure {
    failure!("nothing-to-confirm"; "没有可以出具回执的流水"; "there is no journal to confirm";
        "请先执行 issuer journal import。分叉的流水不出具回执。"; "Run issuer journal import first. A journal that has forked gets no receipt.")
}

fn too_many(count: usize) -> Failure {
    failure!("update-too-large"; "回执 {count} 个，一个更新文件装不下"; "{count} receipts are too many for one update";
        "请联系程序的维护者。"; "Ask the maintainers of the program.")
}
