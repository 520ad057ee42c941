//! Scanners on a serial line, as a rule over USB. A line is taken exclusively: of two readers each would get
//! some of the bytes, and no code whole.

use std::io;
use std::path::Path;
use std::time::Duration;

use serial2::{KeepSettings, SerialPort};

use super::device::{Chunk, ScanDevice};

/// What a scanner does not say otherwise. Over USB the speed has no meaning.
pub(crate) const BAUD: u32 = 9_600;

/// A serial line that is open.
pub(crate) struct SerialScanner(SerialPort);

impl SerialScanner {
    /// Opens and takes a line, with DTR and RTS set: many scanners send nothing without. What has come before is
    /// not read: nobody stands there any more.
    ///
    /// # Errors
    /// [`io::ErrorKind::ResourceBusy`] if somebody else has it; nothing of it is changed then.
    pub(crate) fn open(path: &Path, baud: u32) -> io::Result<Self> {
        let mut port = SerialPort::open(path, KeepSettings)?;
        take(&port)?;
        let mut settings = port.get_configuration()?;
        settings.set_raw();
        settings.set_baud_rate(baud)?;
        port.set_configuration(&settings)?;
        // A pseudo terminal has neither, and some adapters have not.
        let _ = port.set_dtr(true);
        let _ = port.set_rts(true);
        port.discard_input_buffer()?;
        Ok(Self(port))
    }
}

/// Keeps others out until the line is closed: by a lock those who ask for one, root among them, and by the mark of
/// the terminal everybody else but root.
#[cfg(unix)]
fn take(port: &SerialPort) -> io::Result<()> {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;
    flock(port, FlockOperation::NonBlockingLockExclusive).map_err(|error| match error {
        Errno::WOULDBLOCK => io::ErrorKind::ResourceBusy.into(),
        other => io::Error::from(other),
    })?;
    // The mark goes with the last close, but that of a pseudo terminal outlives a gate that is killed.
    if !is_pseudo_terminal(port)? {
        rustix::termios::ioctl_tiocexcl(port)?;
    }
    Ok(())
}

/// Windows opens such a line for one program alone.
#[cfg(not(unix))]
fn take(_: &SerialPort) -> io::Result<()> {
    Ok(())
}

/// Whether it is one, by the numbers that Linux gives to their devices.
#[cfg(target_os = "linux")]
fn is_pseudo_terminal(port: &SerialPort) -> io::Result<bool> {
    let number = rustix::fs::fstat(port)?.st_rdev;
    Ok((136..=143).contains(&rustix::fs::major(number)))
}

/// Other systems forget the mark of any terminal with its last close.
#[cfg(all(unix, not(target_os = "linux")))]
fn is_pseudo_terminal(_: &SerialPort) -> io::Result<bool> {
    Ok(false)
}

impl ScanDevice for SerialScanner {
    const SILENCE: Duration = Duration::from_millis(60);

    fn read(&mut self, buffer: &mut [u8], wait: Duration) -> io::Result<Chunk> {
        self.0.set_read_timeout(wait)?;
        match self.0.read(buffer) {
            // The end of the line: it was hung up or pulled out.
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => Ok(Chunk::Bytes(count)),
            Err(error) => match error.kind() {
                io::ErrorKind::TimedOut => Ok(Chunk::Silence),
                // Another reader was faster, or a signal came: there is nothing, and the line is there.
                io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock => Ok(Chunk::Bytes(0)),
                _ => Err(error),
            },
        }
    }
}
