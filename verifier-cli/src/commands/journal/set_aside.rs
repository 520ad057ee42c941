//! `verifier journal set-aside`: leaves a damaged journal as it is, for the bureau, and begins another chain.

use clap::Args;
use cli_support::{Console, Format, Stop};
use credential_core::Signer as _;
use messages::untrusted::escape_untrusted_path;
use messages::{Exit, text};
use serde_json::json;
use terminal_store::Journal;

use super::{AFTER, JournalArgs};
use crate::clock::Clock;
use crate::journal_words;

/// 封存损坏的流水，另起一条 | Leave a damaged journal for the bureau, and begin another
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct SetAsideArgs {
    #[command(flatten)]
    journal: JournalArgs,
}

pub(crate) fn run(args: &SetAsideArgs, console: &mut Console<'_>) -> Result<Exit, Stop> {
    let at = Clock::new(args.journal.at.as_deref())?.now();
    let (terminal, folder, _store) = args.journal.terminal()?;
    let journal = Journal::set_aside(&folder, terminal.key.public_key(), at)
        .map_err(journal_words::failure)?;
    let (name, chain) = (escape_untrusted_path(&folder), journal.id().chain);
    if console.format == Format::Json {
        console.json(&json!({ "journal": name, "chain": chain }))?;
    } else {
        console.result(&text!(
            "损坏的流水已封存，新的记录链是第 {chain} 条：{name}\n请把 {name} 里原来的子文件夹交给发码单位，不要改动。优待次数已带到新链。";
            "The damaged journal was set aside; chain {chain} begins: {name}\nBring the bureau the older folder in {name} as it is. The quotas were carried over."))?;
    }
    Ok(Exit::Done)
}
