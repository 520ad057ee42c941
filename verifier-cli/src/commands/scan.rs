//! `verifier scan`: judges codes as they are shown to a camera.

use std::io;
use std::path::PathBuf;

use clap::Args;
use cli_support::{Console, Format};
use messages::{Exit, Failure, Lang, Text, failure, io_error};

use super::cameras;
use super::judging::{JOURNAL_TO_HELP, JudgingArgs, PlaceKind};
use super::system_busy::system_busy;
use crate::benefits::Exporter;
use crate::camera::{Camera, CameraSupervisor, Pictures, System};
use crate::input::{Stdin, has_screen};
use crate::scan::{
    self, FrameReader, JsonObserver, LatencyMeter, LineMeaning, PlainObserver, ScanObserver,
    TypedLines,
};
use crate::screen::{Screen, Sound, SoundChoice};
use cli_support::Stop;

/// 用摄像头连续验码 | Judge codes live, as they are shown to a camera
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct ScanArgs {
    #[command(flatten)]
    judging: JudgingArgs,

    /// 摄像头的名称（或其中一部分）或设备路径（默认：第一个能用的）
    /// | The camera, by its name, a part of it, or its path (default: the first that works)
    #[arg(long, value_name = "NAME", conflicts_with = "pictures")]
    camera: Option<String>,

    /// 列出现有摄像头后退出
    /// | List the cameras that are there, and end
    #[arg(long, conflicts_with_all = ["camera", "pictures", "root", "trust", "store"])]
    list_cameras: bool,

    /// 用文件夹里的图片代替摄像头，逐张播放（演示、测试用）
    /// | Show the pictures of a folder instead of a camera's (demonstrations, tests)
    #[arg(long, value_name = "FOLDER")]
    pictures: Option<PathBuf>,

    /// 每秒播放几张图片（默认 5）
    /// | How many of the pictures a second (default: 5)
    #[arg(long, value_name = "N", default_value_t = 5, requires = "pictures")]
    #[arg(hide_default_value = true, value_parser = clap::value_parser!(u32).range(1..=60))]
    fps: u32,

    /// 标准输入上是柜台命令（code、confirm、grant、undo、rate、manual、export），供收银程序使用
    /// | Standard input has commands for the counter (code, confirm, grant, undo, rate, manual, export), for a till program
    #[arg(long)]
    commands: bool,

    #[arg(long, value_name = "FOLDER", help = JOURNAL_TO_HELP)]
    journal_to: Option<PathBuf>,

    #[arg(
        long,
        value_name = "HOW",
        default_value = "auto",
        hide_default_value = true
    )]
    #[arg(help = SOUND_HELP)]
    sound: String,

    /// 结束时报告从拍到到结论的时间
    /// | At the end, print how long frames took to their verdicts
    #[arg(long, hide = true)]
    measure: bool,

    /// 逐行显示结果，不用全屏
    /// | Print results line by line, without the screen
    #[arg(long)]
    plain: bool,
}

const SOUND_HELP: &str = "\
提示音：auto 自动（默认），bell 蜂鸣，off 关闭，
或播放 WAV 文件的程序，如 \"aplay -q\" | \
Sounds: auto (default), bell (the terminal's), off, or a
program that plays WAV files, such as \"aplay -q\"";

const AFTER: &str = "\
扫码枪（键盘模式）可同时使用。按 Ctrl-C 结束。
退出状态：0 正常结束；2 未能开始，或用法错误 | \
A hand-held scanner in keyboard mode may be used beside it. Ctrl-C ends it.
Exit status: 0 ended in order; 2 could not begin, wrong use";

pub(crate) fn run(args: &ScanArgs, stdin: Stdin, console: &mut Console<'_>) -> Result<Exit, Stop> {
    if args.list_cameras {
        return cameras::list(console);
    }
    let mut judge = args.judging.judge(PlaceKind::Shop, console)?;
    let mut counter = args.judging.counter(&judge);
    let camera = match &args.pictures {
        Some(folder) => Camera::start(Pictures::new(folder, args.fps)?),
        None => Camera::start(CameraSupervisor::new(System, args.camera.clone())),
    };
    let reader = camera.and_then(FrameReader::start).map_err(system_busy)?;
    let meaning = match args.commands {
        true => LineMeaning::Command,
        false => LineMeaning::Code,
    };
    let mut exporter = Exporter::daily(args.journal_to.clone());
    let lines = |stdin| TypedLines::start(stdin, meaning).map_err(system_busy);
    let mut run = |observer: &mut dyn ScanObserver| -> Result<Option<Text>, Stop> {
        if !args.measure {
            let exporter = std::mem::take(&mut exporter);
            scan::run(&reader, &mut judge, counter.take(), exporter, observer)?;
            return Ok(None);
        }
        let mut meter = LatencyMeter::new(observer);
        let exporter = std::mem::take(&mut exporter);
        scan::run(&reader, &mut judge, counter.take(), exporter, &mut meter)?;
        Ok(Some(meter.words()))
    };
    let figures = match console.format {
        Format::Json => run(&mut JsonObserver::new(console, lines(stdin)?))?,
        Format::Human if args.plain || args.commands || !has_screen(&stdin) => {
            run(&mut PlainObserver::new(console, lines(stdin)?))?
        }
        Format::Human => {
            let sound = Sound::new(&SoundChoice::of(&args.sound))?;
            let screen = Screen::new(console.lang, sound, stdin.reader);
            run(&mut screen.map_err(no_screen)?)?
        }
    };
    if let Some(figures) = figures {
        console.say(&figures)?;
    }
    Ok(Exit::Done)
}

fn no_screen(error: io::Error) -> Failure {
    let why = io_error(&error);
    failure!("screen-unavailable";
        "屏幕不能全屏显示（{}）", why.in_lang(Lang::Zh);
        "the terminal cannot show the screen ({})", why.in_lang(Lang::En);
        "请加 --plain 逐行显示；供程序使用请加 --json。";
        "Add --plain to have results in lines, or --json for programs.")
    .with_detail(error)
}
