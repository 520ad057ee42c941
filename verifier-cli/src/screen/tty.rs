//! The console itself: prepared for a full screen, and restored whatever happens.

use std::io::{self, Write};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Once};
use std::thread::{self, ThreadId};
use std::time::Duration;

const END: &str = "\x1b[0m\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l";

/// How long to wait at the end for a console that accepts nothing any more.
const RESTORE_WAIT: Duration = Duration::from_secs(1);

/// Whether a panic has restored the console already.
static RESTORED: AtomicBool = AtomicBool::new(false);

/// A console in use.
pub(super) struct Tty {
    portions: SyncSender<String>,
    written: Receiver<io::Result<()>>,
    busy: bool,
    stop: Arc<AtomicBool>,
    size: fn() -> (u16, u16),
    is_raw: bool,
}

impl Tty {
    /// What has to be written first: the other screen, no cursor, no line wrap, pastes in brackets (xterm's
    /// private modes).
    pub(super) const BEGIN: &str = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[0m\x1b[2J";

    /// Prepares the console.
    ///
    /// # Errors
    /// If the system does not let us.
    pub(super) fn begin() -> io::Result<Self> {
        let stop = signals()?;
        #[cfg(windows)]
        if !crossterm::ansi_support::supports_ansi() {
            return Err(io::Error::other("no ANSI sequences"));
        }
        restore_on_panic(thread::current().id());
        let mut tty = Self::over(output()?, stop, console_size)?;
        crossterm::terminal::enable_raw_mode()?;
        tty.is_raw = true;
        Ok(tty)
    }

    /// Writes to anything, as tests do.
    pub(super) fn over(
        mut output: impl Write + Send + 'static,
        stop: Arc<AtomicBool>,
        size: fn() -> (u16, u16),
    ) -> io::Result<Self> {
        let (portions, to_write) = sync_channel::<String>(1);
        let (done, written) = sync_channel(2);
        thread::Builder::new()
            .name("screen".to_owned())
            .spawn(move || {
                for portion in to_write {
                    let result = output
                        .write_all(portion.as_bytes())
                        .and_then(|()| output.flush());
                    if done.send(result).is_err() {
                        return;
                    }
                }
            })?;
        Ok(Self {
            portions,
            written,
            busy: false,
            stop,
            size,
            is_raw: false,
        })
    }

    /// Columns and rows.
    pub(super) fn size(&self) -> (u16, u16) {
        (self.size)()
    }

    /// Starts to write a portion. The one before must be finished: see [`Tty::written`].
    pub(super) fn write(&mut self, bytes: String) {
        self.busy = self.portions.send(bytes).is_ok();
    }

    /// Whether the portion has just been written.
    ///
    /// # Errors
    /// If the console is gone.
    pub(super) fn written(&mut self) -> io::Result<bool> {
        match self.written.try_recv() {
            Ok(result) => {
                self.busy = false;
                result.map(|()| true)
            }
            Err(_) => Ok(false),
        }
    }

    /// Whether the system asked the program to end.
    pub(super) fn is_to_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        if self.busy {
            let _ = self.written.recv_timeout(RESTORE_WAIT);
        }
        let restored = RESTORED.load(Ordering::Relaxed);
        if !restored && self.portions.try_send(END.to_owned()).is_ok() {
            // A console that accepts nothing any more is left as it is.
            let _ = self.written.recv_timeout(RESTORE_WAIT);
        }
        if self.is_raw {
            let _ = crossterm::terminal::disable_raw_mode();
        }
    }
}

/// If the system does not say, the size of a VT100.
fn console_size() -> (u16, u16) {
    match crossterm::terminal::size() {
        Ok((width, height)) if width > 0 && height > 0 => (width, height),
        _ => (80, 24),
    }
}

/// Where the screen is written: beside the standard output, whose lock the program holds.
#[cfg(unix)]
fn output() -> io::Result<impl Write + Send + 'static> {
    use std::os::fd::AsFd as _;
    io::stdout()
        .as_fd()
        .try_clone_to_owned()
        .map(std::fs::File::from)
}

/// Only the standard output turns UTF-8 into what a console of Windows wants.
#[cfg(not(unix))]
fn output() -> io::Result<impl Write + Send + 'static> {
    Ok(io::stdout())
}

/// A flag that is raised when the system or the window asks the program to end.
fn signals() -> io::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    #[cfg(unix)]
    {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
        for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] {
            signal_hook::flag::register(signal, Arc::clone(&stop))?;
        }
    }
    Ok(stop)
}

/// Restores the console before the message of a panic of this thread is printed.
fn restore_on_panic(owner: ThreadId) {
    static ONCE: Once = Once::new();
    ONCE.call_once(move || {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().id() == owner && !RESTORED.swap(true, Ordering::Relaxed) {
                if let Ok(mut output) = output() {
                    let _ = output.write_all(END.as_bytes());
                }
                let _ = crossterm::terminal::disable_raw_mode();
            }
            before(info);
        }));
    });
}
