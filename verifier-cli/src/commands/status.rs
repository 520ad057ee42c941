//! `verifier status`: what the terminal holds, how old it is, and what expires next.

mod human;

use std::fs;
use std::path::PathBuf;

use clap::Args;
use cli_support::{Console, Format};
use messages::untrusted::escape_untrusted_path;
use messages::{Exit, dates, text};
use terminal_store::Store;

use crate::clock::{Clock, ClockState};
use crate::computer;
use crate::store_words;
use crate::trust_source;
use cli_support::Stop;
use terminal::status::{self, TerminalIdentity, View};

/// 终端状态：持有什么、多旧、什么快到期 | What the terminal holds, how old it is, what expires next
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct StatusArgs {
    /// 终端的存储文件夹
    /// | The terminal's store
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,

    /// 按此时间计算（默认为现在）
    /// | As of this time (default: now)
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

const AFTER: &str = "\
退出状态：0 已显示（无论内容如何）；2 存储无法读取 | \
Exit status: 0 printed, whatever it is; 2 the store cannot be read";

pub(crate) fn run(args: &StatusArgs, console: &mut Console<'_>) -> Result<Exit, Stop> {
    let at = Clock::new(args.at.as_deref())?.now();
    let store = Store::open(args.store.clone().unwrap_or_else(computer::default_store))
        .map_err(store_words::failure)?;
    let view = View::new(store.holdings(), at);
    match console.format {
        Format::Json => console.json(&status::record(
            &view,
            &store,
            &identity(&store),
            console.lang,
        ))?,
        Format::Human => {
            let lines = human::lines(&view, console.lang);
            console.result_as_is(&lines)?;
        }
    }
    let clock = dates::minute(at);
    match view.clock {
        ClockState::Plausible => {}
        ClockState::Behind => console.say(&text!(
            "注意：本机时钟（{clock}）早于已收到名单的签署时间。\n处理：请校准本机时间。";
            "warning: the clock of this computer ({clock}) is behind the time at which a held list was signed.\n    fix: Set the clock."))?,
        ClockState::FarAhead { days } => console.say(&text!(
            "注意：本机时钟（{clock}）比最新的名单晚 {days} 天，可能快了。\n处理：时钟不对就请校准；时钟对就请导入最新的更新文件。";
            "warning: the clock of this computer ({clock}) is {days} days after the newest list; it may be fast.\n    fix: Set the clock; if it is right, bring the latest update."))?,
    }
    for warning in store.warnings() {
        console.say(&trust_source::warning(warning))?;
    }
    Ok(Exit::Done)
}

fn identity(store: &Store) -> TerminalIdentity {
    // From the root of the disk, where that can be found out.
    let folder = fs::canonicalize(store.folder()).unwrap_or_else(|_| store.folder().to_owned());
    TerminalIdentity {
        name: computer::name(),
        store: escape_untrusted_path(&folder),
        program: env!("CARGO_PKG_VERSION"),
    }
}
