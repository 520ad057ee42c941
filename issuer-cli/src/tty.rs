//! What the program does only when it runs for itself, not inside a test: it asks on the terminal, and
//! keeps its memory from other programs.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};

use cli_support::SecretPrompt;
use zeroize::Zeroizing;

/// Prompts on the controlling terminal, wherever the standard streams go.
#[derive(Debug)]
pub struct TtyPrompt(());

impl TtyPrompt {
    /// `None` where the program runs without a terminal: from a timer, in a pipeline of a server.
    #[must_use]
    pub fn open() -> Option<Self> {
        let there = if cfg!(unix) {
            File::open("/dev/tty").is_ok()
        } else {
            io::stdin().is_terminal()
        };
        there.then_some(Self(()))
    }
}

impl SecretPrompt for TtyPrompt {
    fn ask(&mut self, prompt: &str) -> io::Result<Zeroizing<String>> {
        rpassword::prompt_password(prompt).map(Zeroizing::new)
    }

    fn ask_openly(&mut self, prompt: &str) -> io::Result<String> {
        let mut answer = String::new();
        if cfg!(unix) {
            let mut terminal = File::options().read(true).write(true).open("/dev/tty")?;
            write!(terminal, "{prompt}")?;
            BufReader::new(terminal)
                .take(MAX_ANSWER)
                .read_line(&mut answer)?;
        } else {
            let mut talk = io::stderr();
            write!(talk, "{prompt}")?;
            talk.flush()?;
            io::stdin().lock().take(MAX_ANSWER).read_line(&mut answer)?;
        }
        if answer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(answer.trim().to_owned())
    }
}

/// The longest answer that is not hidden, in bytes.
const MAX_ANSWER: u64 = 1024;

/// Keeps the memory of this program, which has keys in it, out of core dumps and from other programs of
/// the same user.
///
/// # Errors
/// If the system refuses; nothing else is wrong then.
pub fn keep_memory_private() -> io::Result<()> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        setrlimit(Resource::Core, none)?;
    }
    // A core dump that is handed to a program (`core_pattern` with a pipe) knows no size limit.
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    }
    Ok(())
}
