//! `verifier gate`: judges the codes of a scanner at a gate, with nobody beside it.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::{Args, ValueEnum};
use cli_support::{Console, Format, Stop, values};
use messages::untrusted::escape_untrusted;
use messages::{Exit, Failure, failure};

use super::judging::{JOURNAL_TO_HELP, JudgingArgs, PlaceKind};
use super::system_busy::system_busy;
use crate::benefits::{self, Exporter};
use crate::gate::{
    self, Admission, Challenges, Events, Gate, GateGrants, GateOutput, GpioName, Hook, Opener,
    Polarity, Service, StdinCommands, TextSource, Unreported, Voice,
};
use crate::input::Stdin;

/// 闸机：连续验码，每个结论一行 JSON | A gate: judge codes without end, a line of JSON each
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct GateArgs {
    #[command(flatten)]
    judging: JudgingArgs,

    #[arg(long, value_name = "SOURCE", default_value = "-", hide_default_value = true, help = FROM_HELP)]
    from: Vec<String>,

    /// 串口速率（默认 9600；USB 设备不计）
    /// | The speed of the serial line (default: 9600; over USB it has no meaning)
    #[arg(long, value_name = "N", default_value_t = gate::BAUD, hide_default_value = true)]
    #[arg(value_parser = clap::value_parser!(u32).range(300..=4_000_000))]
    baud: u32,

    /// 接收 turned N、not-turned N、export 文件 的控制接口（Unix 套接字）
    /// | A Unix socket for turned N, not-turned N and export FILE
    #[arg(long, value_name = "PATH")]
    control: Option<PathBuf>,

    #[arg(long, value_name = "FOLDER", help = JOURNAL_TO_HELP)]
    journal_to: Option<PathBuf>,

    /// 开闸后等待通行报告几秒（默认 10）
    /// | How long a report of the passage is awaited (default: 10 seconds)
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 10,
        hide_default_value = true
    )]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=600))]
    passage_seconds: u64,

    #[arg(long, value_enum, default_value_t = UnreportedChoice::Turned, value_name = "HOW")]
    #[arg(hide_default_value = true, hide_possible_values = true, help = UNREPORTED_HELP)]
    unreported: UnreportedChoice,

    /// 同一人几分钟内不得再次通过（默认 0：不限）
    /// | For how many minutes the same holder may not pass again (default: 0, at once)
    #[arg(
        long,
        value_name = "MINUTES",
        default_value_t = 0,
        hide_default_value = true
    )]
    #[arg(value_parser = clap::value_parser!(u64).range(0..=1_440))]
    again_after: u64,

    /// 票价（元）：随免费的乘次、入场记入流水，统计和结算用
    /// | The fare in yuan: recorded with each free ride or entry, for reports and settlements
    #[arg(long, value_name = "YUAN")]
    fare: Option<String>,

    /// 要求手机对闸机显示的随机数签名（显示 challenge 事件）
    /// | Phones must sign what the gate shows: show the events named challenge
    #[arg(long)]
    challenge: bool,

    /// 开闸的 GPIO 线，如 gpiochip0:17（Linux；编译时加 --features gpio）
    /// | The GPIO line that opens the gate, such as gpiochip0:17 (Linux; built with --features gpio)
    #[arg(long, value_name = "CHIP:LINE")]
    gpio: Option<String>,

    /// 每次开闸的脉冲多少毫秒（默认 500）
    /// | How long its pulse is (default: 500 ms)
    #[arg(
        long,
        value_name = "MS",
        default_value_t = 500,
        requires = "gpio",
        hide_default_value = true
    )]
    #[arg(value_parser = clap::value_parser!(u64).range(20..=10_000))]
    gpio_pulse: u64,

    /// 该线低电平有效
    /// | The line opens the gate while it is low
    #[arg(long, requires = "gpio")]
    gpio_active_low: bool,

    /// 每个结论运行一次的程序，从标准输入得到该行 JSON
    /// | A program that is run for each verdict, with its line of JSON as standard input
    #[arg(long, value_name = "COMMAND")]
    hook: Option<String>,

    /// 该程序最多运行几秒（默认 5），超时即终止
    /// | How long it may run (default: 5 seconds) before it is killed
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 5,
        requires = "hook",
        hide_default_value = true
    )]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=60))]
    hook_seconds: u64,

    /// 语音：录音（WAV）文件夹，按类别和结论播放
    /// | A folder of recordings (WAV), played by category and verdict
    #[arg(long, value_name = "FOLDER")]
    voice: Option<PathBuf>,

    /// 播放录音的程序（默认 aplay -q {}）
    /// | The program that plays them (default: aplay -q {})
    #[arg(
        long,
        value_name = "COMMAND",
        default_value = "aplay -q {}",
        requires = "voice"
    )]
    #[arg(hide_default_value = true)]
    player: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum UnreportedChoice {
    Turned,
    NotTurned,
}

const UNREPORTED_HELP: &str = "\
到时没有通行报告算什么：turned 已过（默认），not-turned 未过 | \
What no report in time counts as: turned (default) or
not-turned";

const FROM_HELP: &str = "\
码从哪里来：- 标准输入（默认），/dev/serial/by-id/… 串口，
evdev:名称 键盘模式的扫码枪（Linux）；同组几台闸机写多次 | \
Where codes come from: - standard input (default),
/dev/serial/by-id/… a serial device, evdev:NAME a scanner
in keyboard mode (Linux); repeated for a group of gates";

const AFTER: &str = "\
只有 \"open\":true 才可开闸。标准输入上的 turned N、not-turned N 报告
第 N 号结论的持有人是否通过（有 --control 时，若码也来自标准输入，只从那里报告）。
退出状态：0 正常结束（标准输入结束、被要求停止）；2 未能开始、输出关闭或用法错误 | \
A gate opens on \"open\":true only. turned N and not-turned N on standard input
say whether the holder of verdict N has passed (with --control they come over
it alone, if codes come from standard input).
Exit status: 0 ended in order (end of standard input, told to stop);
  2 could not begin, output closed, wrong use";

pub(crate) fn run(args: &GateArgs, stdin: Stdin, console: &mut Console<'_>) -> Result<Exit, Stop> {
    // Programs read this, whoever started it.
    console.format = Format::Json;
    #[cfg(unix)]
    make_output_wait();
    refuse_twins(&args.from)?;
    let sources = args.from.iter().map(|source| TextSource::of(source));
    let sources = sources.collect::<Result<Vec<_>, _>>()?;
    let fare = args
        .fare
        .as_deref()
        .map(|text| benefits::price(text).map_err(|why| values::wrong("--fare", text, why)));
    let fare = fare.transpose()?;
    let judge = args.judging.judge(PlaceKind::Gate, console)?;
    let (events, received) = gate::queue();
    // Raised when the gate has ended, for the threads that only wait.
    let over = Arc::new(AtomicBool::new(false));
    let _over = RaisedAtEnd(Arc::clone(&over));
    let stop = stop_signals().map_err(system_busy)?;
    let voice = args
        .voice
        .as_ref()
        .map(|folder| Voice::start(folder, &args.player));
    let gate = Gate {
        used_lists: match judge.source().again().transpose()? {
            Some(lists) => {
                let watched = gate::watch_lists(lists, events.clone(), Arc::clone(&over));
                Some(watched.map_err(system_busy)?)
            }
            None => None,
        },
        unreported: match args.unreported {
            UnreportedChoice::Turned => Unreported::CountsAsTurned,
            UnreportedChoice::NotTurned => Unreported::CountsAsNotTurned,
        },
        admission: Admission::new(
            judge.policy(),
            Duration::from_secs(60 * args.again_after),
            judge.now(),
            judge.clock_kind(),
        ),
        challenges: args.challenge.then(|| Challenges::new(judge.policy())),
        grants: args.judging.counter(&judge).map(|counter| {
            GateGrants::new(counter, fare, Exporter::daily(args.journal_to.clone()))
        }),
        judge,
        output: GateOutput::new(console),
        passage_limit: Duration::from_secs(args.passage_seconds),
        opener: args.start_opener(&events)?,
        hook: args.start_hook(&events)?,
        voice: voice.transpose()?,
        service: Service::of_environment(),
    };
    let _control = args.start_control(&events)?;
    let commands = StdinCommands {
        has_control: args.control.is_some(),
        has_moments: args.judging.is_played(),
    };
    gate::read_sources(sources, args.baud, commands, stdin, &events, &over).map_err(system_busy)?;
    drop(events);
    gate.run(&args.from, &received, &stop)
}

impl GateArgs {
    fn start_opener(&self, events: &Events) -> Result<Option<Opener>, Failure> {
        let Some(text) = &self.gpio else {
            return Ok(None);
        };
        let name = GpioName::parse(text).ok_or_else(|| gate::not_a_name(text))?;
        let polarity = match self.gpio_active_low {
            true => Polarity::ActiveLow,
            false => Polarity::ActiveHigh,
        };
        let line = gate::open_line(&name, polarity)?;
        let pulse = Duration::from_millis(self.gpio_pulse);
        let opener = Opener::start(line, pulse, events.clone());
        opener.map(Some).map_err(system_busy)
    }

    fn start_hook(&self, events: &Events) -> Result<Option<Hook>, Failure> {
        let Some(line) = &self.hook else {
            return Ok(None);
        };
        let limit = Duration::from_secs(self.hook_seconds);
        let hook = Hook::start(line, limit, events.clone())?;
        hook.map(Some).map_err(system_busy)
    }

    #[cfg(unix)]
    fn start_control(&self, events: &Events) -> Result<Option<gate::Control>, Failure> {
        let start = |path: &PathBuf| gate::Control::start(path, events.clone());
        self.control.as_ref().map(start).transpose()
    }

    #[cfg(not(unix))]
    fn start_control(&self, _: &Events) -> Result<(), Failure> {
        if self.control.is_none() {
            return Ok(());
        }
        Err(
            failure!("usage"; "本系统没有 --control"; "there is no --control on this system";
            "请把 turned N 写到标准输入。"; "Write turned N to standard input."),
        )
    }
}

/// A pipe that was made not to wait would end the gate as soon as it is full.
#[cfg(unix)]
fn make_output_wait() {
    use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
    let output = io::stdout();
    if let Ok(flags) = fcntl_getfl(&output)
        && flags.contains(OFlags::NONBLOCK)
    {
        // Where that cannot be set, the output ends as before.
        let _ = fcntl_setfl(&output, flags - OFlags::NONBLOCK);
    }
}

/// A source that is named twice is a slip: it is read once, and another one may not be read at all.
fn refuse_twins(sources: &[String]) -> Result<(), Failure> {
    let mut seen = BTreeSet::new();
    let Some(twin) = sources.iter().find(|source| !seen.insert(*source)) else {
        return Ok(());
    };
    let name = escape_untrusted(twin);
    Err(
        failure!("usage"; "--from {name} 写了两次"; "--from {name} is given twice";
        "每把扫码枪写一次。"; "Name each scanner once."),
    )
}

/// Raised when this is dropped.
struct RaisedAtEnd(Arc<AtomicBool>);

impl Drop for RaisedAtEnd {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A flag that is raised when the system asks the gate to end.
fn stop_signals() -> io::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    #[cfg(unix)]
    for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT] {
        // A second one ends it at once, should it hang.
        signal_hook::flag::register_conditional_default(signal, Arc::clone(&stop))?;
        signal_hook::flag::register(signal, Arc::clone(&stop))?;
    }
    Ok(stop)
}
