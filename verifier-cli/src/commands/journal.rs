//! `verifier journal`: what this terminal has given.

mod export;
mod set_aside;
mod today;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use cli_support::{Console, Stop};
use messages::{Exit, Failure};
use terminal_store::{Journal, Store};

use crate::benefits::{TerminalKey, journal_folder};
use crate::computer;
use crate::{journal_words, store_words};

/// 流水：导出、当日小结、封存 | The journal: export it, the day's slip, set a damaged one aside
#[derive(Debug, Subcommand)]
pub(crate) enum JournalCommand {
    Export(export::ExportArgs),
    Today(today::TodayArgs),
    SetAside(set_aside::SetAsideArgs),
}

impl JournalCommand {
    pub(crate) fn run(&self, console: &mut Console<'_>) -> Result<Exit, Stop> {
        match self {
            Self::Export(args) => export::run(args, console),
            Self::Today(args) => today::run(args, console),
            Self::SetAside(args) => set_aside::run(args, console),
        }
    }
}

const AFTER: &str = "\
退出状态：0 完成；2 未能完成 | \
Exit status: 0 done; 2 could not do it";

#[derive(Debug, Args)]
struct JournalArgs {
    /// 终端的存储文件夹
    /// | The terminal's store
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,

    #[arg(long, value_name = "TIME", hide = true)]
    at: Option<String>,
}

impl JournalArgs {
    /// The terminal's key and where its journal is.
    fn terminal(&self) -> Result<(TerminalKey, PathBuf, Store), Failure> {
        let folder = self.store.clone().unwrap_or_else(computer::default_store);
        let store = Store::open(folder).map_err(store_words::failure)?;
        let journal = journal_folder(store.folder());
        Ok((TerminalKey::read(&store)?, journal, store))
    }

    fn open(&self) -> Result<(TerminalKey, Journal, Store), Failure> {
        use credential_core::Signer as _;
        let (terminal, folder, store) = self.terminal()?;
        let journal = Journal::open(&folder, terminal.key.public_key());
        Ok((terminal, journal.map_err(journal_words::failure)?, store))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
