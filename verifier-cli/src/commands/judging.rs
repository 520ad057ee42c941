//! The arguments that say what codes are judged with; the same for every command that judges.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use cli_support::{Console, values};
use credential_core::{Bearer, Policy, ServedFrom};
use messages::untrusted::escape_untrusted_path;
use messages::{Failure, failure, text};

use crate::benefits::{Counter, Granting};
use crate::clock::{Clock, ClockKind};
use crate::computer;
use crate::judge::CodeJudge;
use crate::trust_source::TrustSource;
use cli_support::Stop;

#[derive(Debug, Args)]
pub(crate) struct JudgingArgs {
    /// 根密钥集文件，初始化时放入
    /// | The root set that this terminal was set up with
    #[arg(long, value_name = "FILE", requires = "trust")]
    root: Option<PathBuf>,

    /// 信任名单文件
    /// | The trust list
    #[arg(long, value_name = "FILE", requires = "root")]
    trust: Option<PathBuf>,

    /// 终端的存储文件夹，代替 --root 和 --trust
    /// | The terminal's store, instead of --root and --trust
    #[arg(long, value_name = "DIR", conflicts_with_all = ["root", "trust"])]
    store: Option<PathBuf>,

    /// 场所：shop 有人值守（默认；gate 命令除外），gate 无人闸机
    /// | shop: with somebody to look (default but for the command gate); gate: without
    #[arg(long, value_enum, value_name = "PLACE", hide_possible_values = true)]
    place: Option<PlaceKind>,

    #[arg(long, value_enum, value_name = "HOW", hide_possible_values = true, help = BEARER_HELP)]
    bearer: Option<BearerChoice>,

    /// 此处给予优待的人员类别（默认全部）；其他类别只识别
    /// | The categories that are served here (default: all); others are only recognised
    #[arg(long, value_name = "CATEGORIES")]
    serve: Option<String>,

    #[arg(long, value_name = "REGIONS:CATEGORIES", help = SERVE_FROM_HELP)]
    serve_from: Vec<String>,

    #[arg(long, value_name = "TIME", help = AT_HELP)]
    at: Option<String>,

    /// With `--at` as well, grants are recorded as of that time: for scenarios and tests.
    #[arg(long, requires = "at", hide = true)]
    grant_at: bool,
}

const SERVE_FROM_HELP: &str = "\
另对这些地区的人给予优待的类别，如 330200:veteran；
类别写 all 为全部；可写多次 | \
Categories that are served besides for people of some
regions, such as 330200:veteran, or all; may be repeated";

const BEARER_HELP: &str = "\
纸质码、卡片码怎么办：accept 通过，check 核对本人，
refuse 拒绝（默认随场所） | \
Codes on paper and cards: accept, check (compare the
person) or refuse (default: as the place has it)";

const AT_HELP: &str = "\
按此时间验码，如 2027-11-22 或 2027-11-22T08:00
（北京时间；默认为现在） | \
Judge as of this time, 2027-11-22 or 2027-11-22T08:00
(Beijing time; default: now)";

pub(super) const JOURNAL_TO_HELP: &str = "\
每天自动把流水写到这个文件夹，结束时再写一次；写好的文件
交给发码单位 | \
Writes the journal to this folder each day by itself, and
at the end, for the bureau";

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum PlaceKind {
    Shop,
    Gate,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum BearerChoice {
    Accept,
    Check,
    Refuse,
}

impl JudgingArgs {
    /// Makes ready to judge, at a place of this kind if none is named, and says what is wrong with the store
    /// although it works.
    pub(crate) fn judge(
        &self,
        place: PlaceKind,
        console: &mut Console<'_>,
    ) -> Result<CodeJudge, Stop> {
        let clock = Clock::new(self.at.as_deref())?;
        let policy = self.policy(place)?;
        let source = self.trust_source()?;
        if let Some(warning) = source.without_status_lists() {
            console.say(&warning)?;
        }
        let judge = CodeJudge::new(source, policy, clock);
        for warning in judge.warnings() {
            console.say(&warning)?;
        }
        Ok(judge)
    }

    /// The benefits of the terminal. In a rehearsal nothing is granted.
    pub(crate) fn counter(&self, judge: &CodeJudge) -> Option<Counter> {
        let granting = match judge.clock_kind() {
            ClockKind::Standing if !self.grant_at => Granting::Rehearsed,
            _ => Granting::Recorded,
        };
        let store = judge.source().store();
        store.map(|store| Counter::new(store, granting))
    }

    /// Whether this is a play, in which the clock stands where the play says and grants are recorded.
    pub(crate) const fn is_played(&self) -> bool {
        self.grant_at && self.at.is_some()
    }

    /// What to judge with, by one of the two ways to name it; it has a trust list.
    fn trust_source(&self) -> Result<TrustSource, Failure> {
        match (&self.store, &self.root, &self.trust) {
            (Some(store), ..) => TrustSource::of_store(store),
            (None, Some(root), Some(trust)) => TrustSource::of_files(root, trust),
            _ => {
                let store = computer::default_store();
                let name = escape_untrusted_path(&store);
                TrustSource::of_store(&store).map_err(|failure| match failure.code {
                    "store-missing" => failure!("usage";
                        "本机还没有初始化：没有存储 {name}";
                        "this terminal is not set up yet: there is no store {name}";
                        "首次使用：verifier provision --root 根密钥集文件，再 verifier update U 盘。存储在别处的，请写 --store 文件夹；没有存储的，请写 --root 文件 --trust 文件。";
                        "First start: verifier provision --root FILE, then verifier update STICK. If the store is elsewhere, add --store DIR; without a store, --root FILE --trust FILE."),
                    _ => failure,
                })
            }
        }
    }

    fn policy(&self, place: PlaceKind) -> Result<Policy, Failure> {
        let mut policy = match self.place.unwrap_or(place) {
            PlaceKind::Shop => Policy::shop(),
            PlaceKind::Gate => Policy::gate(),
        };
        match self.bearer {
            Some(BearerChoice::Accept) => policy.bearer = Bearer::Accept,
            Some(BearerChoice::Check) => policy.bearer = Bearer::Check,
            Some(BearerChoice::Refuse) => policy.bearer = Bearer::Refuse,
            None => {}
        }
        let serve = self.serve.as_deref();
        policy.served = serve
            .map(|text| values::categories("--serve", text))
            .transpose()?;
        policy.served_from = self
            .serve_from
            .iter()
            .map(|text| served_from(text))
            .collect::<Result<_, _>>()?;
        Ok(policy)
    }
}

/// Regions, a colon, and the categories that are served for their people.
fn served_from(text: &str) -> Result<ServedFrom, Failure> {
    let argument = "--serve-from";
    let parts = text.split_once(':').or_else(|| text.split_once('：'));
    let (regions, categories) = parts.ok_or_else(|| {
        values::wrong(
            argument,
            text,
            text!("请写成 地区:类别，例如 330200:veteran";
            "write regions, a colon and categories, such as 330200:veteran"),
        )
    })?;
    Ok(ServedFrom {
        regions: values::regions(argument, regions)?,
        categories: values::categories(argument, categories)?,
    })
}
