//! `verifier status`: what the terminal holds, how old it is, and what will expire next.

mod human;
mod json;

use std::path::PathBuf;

use clap::Args;
use cli_support::{Console, Exit, Format, Text};
use credential_core::{Holdings, IssuerId, KeyId, Policy, Standing, UnixTime};

use crate::Stop;
use crate::clock::Clock;
use crate::store::Store;
use crate::terminal;

/// 终端状态：持有什么、多旧、什么快到期 | What the terminal holds, how old it is, what expires next
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct StatusArgs {
    /// 终端的存储文件夹
    /// | The terminal's store
    #[arg(long, value_name = "DIR")]
    store: PathBuf,

    /// 按此时间计算（默认为现在）
    /// | As of this time (default: now)
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

const AFTER: &str = "\
退出状态：0 已显示（无论内容如何）；2 存储无法读取 | \
Exit status: 0 told, whatever it is; 2 the store cannot be read";

pub(crate) fn run(args: &StatusArgs, console: &mut Console<'_>) -> Result<Exit, Stop> {
    let at = Clock::new(args.at.as_deref())?.now();
    let store = Store::open(&args.store)?;
    let view = View::new(store.holdings(), at);
    match console.format {
        Format::Json => console.json(&json::record(&view, store.warnings(), console.lang))?,
        Format::Human => {
            let lines = human::lines(&view, console.lang);
            console.result_as_is(&lines)?;
        }
    }
    if view.clock_behind {
        console.say(&Text::new(
            "注意：本机时钟早于已收到名单的签署时间。\n处理：请校准本机时间。",
            "warning: the clock of this computer is behind the time at which a held list was signed.\n    fix: Set the clock.",
        ))?;
    }
    for warning in store.warnings() {
        console.say(&terminal::warning(warning))?;
    }
    Ok(Exit::Done)
}

/// The holdings as of a time.
struct View<'h> {
    holdings: &'h Holdings,
    at: UnixTime,
    clock_behind: bool,
    next: Option<(Expiring, UnixTime)>,
}

/// What comes to its end.
#[derive(Clone, Copy)]
enum Expiring {
    TrustList,
    StatusList(IssuerId),
    Key(KeyId, IssuerId),
}

impl<'h> View<'h> {
    fn new(holdings: &'h Holdings, at: UnixTime) -> Self {
        let newest = holdings.floors().newest_signed;
        Self {
            clock_behind: newest > at.plus(Policy::shop().clock_leeway),
            next: ends(holdings)
                .filter(|(_, end)| *end > at)
                .min_by_key(|(_, end)| *end),
            holdings,
            at,
        }
    }

    /// Whether codes can be accepted as far as the trust list goes.
    fn can_accept(&self) -> bool {
        let time = self.at.max(self.holdings.floors().newest_signed);
        self.holdings
            .trust()
            .is_some_and(|list| time < list.claims().validity.until)
    }

    fn is_over(&self, until: UnixTime) -> bool {
        until <= self.at
    }

    /// Whole days since then.
    fn days_since(&self, then: UnixTime) -> u64 {
        self.at.since(then).as_secs() / 86_400
    }
}

/// All ends that matter: a key that is withdrawn anyway has none.
fn ends(holdings: &Holdings) -> impl Iterator<Item = (Expiring, UnixTime)> {
    let claims = holdings.trust().map(|list| list.claims());
    let keys = claims
        .into_iter()
        .flat_map(|claims| &claims.issuers)
        .filter(|issuer| issuer.standing == Standing::Active)
        .flat_map(|issuer| issuer.keys.iter().map(|key| (issuer.id, key)))
        .filter(|(_, key)| key.standing == Standing::Active)
        .map(|(issuer, key)| (Expiring::Key(key.key.id(), issuer), key.in_force.until));
    let lists = holdings.status_lists().map(|list| {
        let claims = list.claims();
        (Expiring::StatusList(claims.issuer), claims.validity.until)
    });
    claims
        .map(|claims| (Expiring::TrustList, claims.validity.until))
        .into_iter()
        .chain(lists)
        .chain(keys)
}
