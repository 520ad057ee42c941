//! Programs that this one starts: ended and waited for whatever happens.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

/// What a service manager tells this program and no other.
const OF_SERVICE: [&str; 3] = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"];

/// A program that runs. Dropping it ends it, with all that it has started; none is left as a zombie.
pub(crate) struct RunningProgram {
    child: Child,
    /// Then its number may already be that of another process.
    has_ended: bool,
}

impl RunningProgram {
    /// Starts a program that prints nothing. What it complains about goes where this program complains.
    pub(crate) fn start(command: &mut Command, stdin: Stdio) -> io::Result<Self> {
        for name in OF_SERVICE {
            command.env_remove(name);
        }
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt as _;
            command.process_group(0);
        }
        let child = command.stdin(stdin).stdout(Stdio::null()).spawn()?;
        let has_ended = false;
        Ok(Self { child, has_ended })
    }

    /// What it reads, once, if that was asked for.
    pub(crate) fn take_stdin(&mut self) -> Option<impl io::Write + use<>> {
        self.child.stdin.take()
    }

    /// Whether it has ended, and how.
    pub(crate) fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        let status = self.child.try_wait()?;
        self.has_ended |= status.is_some();
        Ok(status)
    }
}

impl Drop for RunningProgram {
    fn drop(&mut self) {
        if self.has_ended {
            return;
        }
        // All of these may have ended by themselves, which is as good.
        #[cfg(unix)]
        if let Some(group) = rustix::process::Pid::from_raw(self.child.id().cast_signed()) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program and the arguments of a command line, parted at blanks; `None` if there is no such program.
pub(crate) fn program_of(
    line: &str,
    variable: &dyn Fn(&str) -> Option<OsString>,
) -> Option<(PathBuf, Vec<OsString>)> {
    let mut words = line.split_whitespace().map(OsString::from);
    let program = words.next().and_then(|program| found(&program, variable))?;
    Some((program, words.collect()))
}

/// Where a program is: as it is written if it has a folder, else on the search path.
pub(crate) fn found(
    program: &OsString,
    variable: &dyn Fn(&str) -> Option<OsString>,
) -> Option<PathBuf> {
    let named = PathBuf::from(program);
    if named.components().count() > 1 {
        return named.is_file().then_some(named);
    }
    let path = variable("PATH")?;
    let endings: &[&str] = if cfg!(windows) { &["", ".exe"] } else { &[""] };
    std::env::split_paths(&path)
        .flat_map(|folder| {
            endings.iter().map(move |ending| {
                let mut name = program.clone();
                name.push(ending);
                folder.join(name)
            })
        })
        .find(|candidate| candidate.is_file())
}
