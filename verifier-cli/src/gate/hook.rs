//! A program of the integrator that is run for each verdict: in a thread of its own, one at a time, and killed
//! when it hangs. The next code never waits for it.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use messages::untrusted::escape_untrusted;
use messages::{Failure, failure};

use super::event::{Events, GateEvent, HookTrouble};
use crate::child::{RunningProgram, program_of};

/// So many verdicts wait for their hook at most; more are told as dropped.
const QUEUE: usize = 32;

/// How often a hook that runs is looked at.
const POLL_EVERY: Duration = Duration::from_millis(10);

/// What a hook is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HookCall {
    /// Of the verdict.
    pub(crate) number: u64,
    /// The line of JSON, which it reads from its standard input.
    pub(crate) line: Vec<u8>,
    /// What also stands in its environment.
    pub(crate) variables: [(&'static str, String); 4],
}

/// The thread that runs hooks.
pub(crate) struct Hook {
    calls: Option<SyncSender<HookCall>>,
    ended: Receiver<()>,
    time_limit: Duration,
    /// Raised when the gate waits no longer.
    give_up: Arc<AtomicBool>,
}

impl Hook {
    /// # Errors
    /// If there is no such program, or the system gives no thread.
    pub(crate) fn start(
        line: &str,
        time_limit: Duration,
        events: Events,
    ) -> Result<io::Result<Self>, Failure> {
        let variable = |name: &str| std::env::var_os(name);
        let (program, arguments) = program_of(line, &variable).ok_or_else(|| no_hook(line))?;
        let (calls, wanted) = sync_channel(QUEUE);
        let (end, ended) = channel();
        let give_up = Arc::new(AtomicBool::new(false));
        let worker = Worker {
            program,
            arguments,
            time_limit,
            events,
            give_up: Arc::clone(&give_up),
        };
        let thread = thread::Builder::new().name("hook".to_owned());
        let started = thread.spawn(move || {
            for call in wanted {
                if !worker.give_up.load(Ordering::Relaxed) {
                    worker.run(call);
                }
            }
            // The receiver may be gone already.
            let _ = end.send(());
        });
        Ok(started.map(|_| Self {
            calls: Some(calls),
            ended,
            time_limit,
            give_up,
        }))
    }

    /// Asks for a run; `false` if too many are waiting.
    pub(crate) fn call(&self, call: HookCall) -> bool {
        let Some(calls) = &self.calls else {
            return false;
        };
        !matches!(calls.try_send(call), Err(TrySendError::Full(_)))
    }
}

impl Drop for Hook {
    /// The last verdicts have their hook too, as long as that takes no longer than one that hangs. Then nothing
    /// is left running.
    fn drop(&mut self) {
        self.calls = None;
        let limit = self.time_limit + Duration::from_secs(1);
        if self.ended.recv_timeout(limit).is_err() {
            self.give_up.store(true, Ordering::Relaxed);
            let _ = self.ended.recv_timeout(Duration::from_secs(1));
        }
    }
}

struct Worker {
    program: PathBuf,
    arguments: Vec<OsString>,
    time_limit: Duration,
    events: Events,
    give_up: Arc<AtomicBool>,
}

impl Worker {
    fn run(&self, call: HookCall) {
        let number = call.number;
        if let Some(trouble) = self.trouble(call) {
            // When the loop is that busy, one message about a hook may be lost, but no code.
            let _ = self.events.try_send(GateEvent::Hook(number, trouble));
        }
    }

    fn may_run(&self, begun: Instant) -> bool {
        begun.elapsed() < self.time_limit && !self.give_up.load(Ordering::Relaxed)
    }

    fn trouble(&self, call: HookCall) -> Option<HookTrouble> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).envs(call.variables);
        let Ok(mut program) = RunningProgram::start(&mut command, Stdio::piped()) else {
            return Some(HookTrouble::Failed);
        };
        if let Some(mut stdin) = program.take_stdin() {
            // A line fits into a pipe, so this never waits; who does not read it does not want it.
            let _ = stdin.write_all(&call.line);
        }
        let begun = Instant::now();
        loop {
            match program.ended() {
                Ok(Some(status)) => return (!status.success()).then_some(HookTrouble::Failed),
                Ok(None) if self.may_run(begun) => thread::sleep(POLL_EVERY),
                Ok(None) => return Some(HookTrouble::Killed),
                Err(_) => return Some(HookTrouble::Failed),
            }
        }
    }
}

fn no_hook(line: &str) -> Failure {
    let line = escape_untrusted(line);
    failure!("hook-unavailable";
        "找不到 --hook 的程序：{line}"; "there is no such program for --hook: {line}";
        "请写程序的完整路径，并确认它可以执行；参数用空格分开。";
        "Write its whole path, and see that it can be run; arguments are parted by blanks.")
}
