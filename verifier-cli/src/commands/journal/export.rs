//! `verifier journal export`: what the bureau has not confirmed, with a signed checkpoint.

use std::path::PathBuf;

use clap::Args;
use cli_support::files::{self, Access, Durability};
use cli_support::{Console, Format, Stop};
use messages::untrusted::escape_untrusted_path;
use messages::{Exit, Failure, text};
use serde_json::json;

use super::{AFTER, JournalArgs, hex};
use crate::clock::Clock;
use crate::{export_path, journal_words};

/// 导出流水，交给发码单位 | Write a file for the bureau
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    journal: JournalArgs,

    /// 导出的文件（.lbx），已有的会被替换；不能在存储文件夹里
    /// | The file (.lbx), outside the store; one that is there is replaced
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(crate) fn run(args: &ExportArgs, console: &mut Console<'_>) -> Result<Exit, Stop> {
    let at = Clock::new(args.journal.at.as_deref())?.now();
    let (terminal, mut journal, store) = args.journal.open().map_err(while_in_use)?;
    export_path::refuse_in_store(&args.out, store.folder())?;
    let confirmed = journal.receipted();
    let mut draft = files::draft(&args.out, Access::Private)?;
    let exported = journal
        .export(&terminal.key, at, &mut draft)
        .map_err(journal_words::failure)?;
    draft.finish(&args.out, Durability::Synced)?;
    let name = escape_untrusted_path(&args.out);
    let (size, head) = (exported.end.size, hex(&exported.end.head));
    let open = size.saturating_sub(confirmed);
    if console.format == Format::Json {
        console.json(&json!({
            "file": name,
            "terminal": hex(&exported.id.terminal),
            "chain": exported.id.chain,
            "size": size,
            "head": head,
            "confirmed": confirmed,
        }))?;
    } else {
        console.result(&text!(
            "流水已导出：{name}\n共 {size} 条，其中 {open} 条还没有回执\n校验值：{head}";
            "Journal exported: {name}\n{size} records, {open} of them without a receipt\nHead: {head}"))?;
        console.say(&text!(
            "请把文件交给发码单位。没有收到回执之前，可以一次次再导出。";
            "Bring the file to the bureau. Until a receipt comes, export again as often as you like."))?;
    }
    Ok(Exit::Done)
}

/// Whoever has the journal can write it too.
fn while_in_use(failure: Failure) -> Failure {
    if failure.code != "journal-busy" {
        return failure;
    }
    let remedy = text!("在扫码屏幕上按 j 导出；闸机用控制接口的 export 命令，或启动时写 --journal-to 文件夹。也可以结束那个程序，再导出。";
        "Without ending it: press j on the screen, or send export to the control socket of the gate, or start either with --journal-to FOLDER. Or end it, and export again.");
    Failure {
        remedy: Box::new(remedy),
        ..failure
    }
}
