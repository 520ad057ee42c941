//! Scanners on a serial line, as a rule over USB.

use std::io;
use std::path::Path;
use std::time::Duration;

use serial2::{SerialPort, Settings};

use super::device::{Chunk, ScanDevice};

/// What a scanner does not say otherwise. Over USB the speed has no meaning.
pub(crate) const BAUD: u32 = 9_600;

/// A serial line that is open.
pub(crate) struct SerialScanner(SerialPort);

impl SerialScanner {
    /// Opens a line, with DTR and RTS set: many scanners send nothing without. What has come before is not
    /// read: nobody stands there any more.
    pub(crate) fn open(path: &Path, baud: u32) -> io::Result<Self> {
        let port = SerialPort::open(path, |mut settings: Settings| {
            settings.set_raw();
            settings.set_baud_rate(baud)?;
            Ok(settings)
        })?;
        // A pseudo terminal has neither, and some adapters have not.
        let _ = port.set_dtr(true);
        let _ = port.set_rts(true);
        port.discard_input_buffer()?;
        Ok(Self(port))
    }
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
