//! `issuer desk`: the bureau's window, in the browser of the clerk.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;

use cli_support::{Console, Format, SecretPrompt, Stop};
use desk::{CommandOutput, DeskOptions, Program, SystemSurroundings};
use messages::{Exit, Failure, dates, failure, text};
use serde_json::json;

use crate::Call;
use crate::bureau::DEFAULT_FOLDER;
use crate::operator::Operator;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 存放各次签发的文件夹，每次签发在里面新建一个 | the folder for runs: each makes one of its own in it
    #[arg(long, value_name = "DIR", default_value = "codes")]
    codes: PathBuf,
    /// 本机端口；不写则由系统选 | the port on this machine; the system chooses one if it is left out
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// 不打开浏览器，只显示网址 | do not open the browser, only print the address
    #[arg(long)]
    no_browser: bool,
    #[command(flatten)]
    operator: Operator,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let actor = args.operator.actor()?;
    let program = OwnProgram {
        executable: std::env::current_exe().map_err(|error| no_executable(&error))?,
    };
    let (who, process, since) = (actor.as_str(), std::process::id(), dates::minute(call.now));
    let options = DeskOptions {
        bureau: args.bureau.clone(),
        codes: args.codes.clone(),
        port: args.port,
        lang: call.console.lang,
        operator: Some(who.to_owned()),
        holder: format!("{who}, {since}, PID {process}"),
        fixed_arguments: match &call.given_time {
            Some(time) => vec!["--at".into(), time.into()],
            None => Vec::new(),
        },
    };
    let console = &mut *call.console;
    let mut opens_browser = !args.no_browser;
    let mut tell = |address: &str| {
        // Whoever cannot be told the address may still have the browser.
        let _ = print_address(address, console);
        // Later addresses are for a desk that was locked: somebody asks for them.
        if std::mem::take(&mut opens_browser) && open_browser(address).is_err() {
            let _ = console.say(&text!(
                "浏览器没有打开，请把网址复制到浏览器里。";
                "The browser did not open: copy the address into it."));
        }
    };
    desk::run(
        options,
        Arc::new(program),
        Arc::new(SystemSurroundings::new()),
        &mut tell,
    )?;
    call.console
        .say(&text!("工作台已关闭。"; "The desk is closed."))?;
    Ok(Exit::Done)
}

fn print_address(address: &str, console: &mut Console<'_>) -> std::io::Result<()> {
    if console.format == Format::Json {
        console.json(&json!({ "address": address }))?;
        return console.flush();
    }
    console.result(&text!(
        "工作台  {address}"; "The desk  {address}"))?;
    console.flush()?;
    console.say(&text!(
        "网址只能用一次，只在本机有效。关闭：页面右上角“关闭”，或在这里按 Ctrl+C。";
        "The address counts once, and on this machine only. To end: 'Close' on the page, or Ctrl+C here."))
}

/// This program, for the desk.
struct OwnProgram {
    executable: PathBuf,
}

impl Program for OwnProgram {
    fn run(&self, arguments: &[OsString], secrets: &mut dyn SecretPrompt) -> CommandOutput {
        let (mut results, mut talk) = (Vec::new(), Vec::new());
        let mut console = Console::new(&mut results, &mut talk);
        console.secrets = Some(secrets);
        let name = std::iter::once(OsString::from("issuer"));
        let exit = crate::run(name.chain(arguments.iter().cloned()), &mut console);
        CommandOutput {
            exit,
            results,
            talk: String::from_utf8_lossy(&talk).into_owned(),
        }
    }

    fn process(&self) -> Command {
        Command::new(&self.executable)
    }
}

/// Asks the system to show the address.
fn open_browser(address: &str) -> std::io::Result<()> {
    let (program, before): (&str, &[&str]) = if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    Command::new(program)
        .args(before)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map(|_| ())
}

fn no_executable(error: &std::io::Error) -> Failure {
    failure!("cannot-start"; "程序找不到自己的文件"; "the program does not find its own file";
        "请重新安装，或换一种方式启动。"; "Install it again, or start it in another way.")
    .with_detail(error)
}
