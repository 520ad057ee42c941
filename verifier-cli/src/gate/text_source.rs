//! Where texts come from, and what starts reading them.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Instant;

use messages::untrusted::escape_untrusted;
use messages::{Failure, failure};

use super::command;
use super::device;
use super::event::{Events, GateEvent, ReadText};
#[cfg(target_os = "linux")]
use super::keyboard::KeyboardScanner;
use super::serial::SerialScanner;
use crate::input::{Lines, Place, Stdin};

/// Where texts come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TextSource {
    /// Lines of standard input.
    Stdin,
    /// A serial device.
    Serial(PathBuf),
    /// A keyboard, by its path or by words of its name.
    Keyboard(String),
}

/// What standard input is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StdinRole {
    /// Texts and commands; its end is the end of the gate.
    Texts,
    /// Commands alone; its end ends nothing.
    Commands,
}

impl TextSource {
    /// # Errors
    /// If the argument names nothing that can be read here.
    pub(crate) fn of(argument: &str) -> Result<Self, Failure> {
        if argument == "-" {
            return Ok(Self::Stdin);
        }
        let Some(name) = argument.strip_prefix("evdev:") else {
            if argument.is_empty() {
                return Err(no_name());
            }
            return Ok(Self::Serial(argument.into()));
        };
        if name.is_empty() {
            return Err(no_name());
        }
        if cfg!(target_os = "linux") {
            Ok(Self::Keyboard(name.to_owned()))
        } else {
            let name = escape_untrusted(argument);
            Err(
                failure!("usage"; "本系统不能直接读取键盘模式的扫码枪：{name}";
                "scanners in keyboard mode are read on Linux only: {name}";
                "请把扫码枪设为串口模式，或用 verifier scan。";
                "Put the scanner into serial mode, or use verifier scan."),
            )
        }
    }

    /// Starts to read, in threads of their own. Beside a device, standard input has commands.
    pub(crate) fn start(
        self,
        baud: u32,
        stdin: Stdin,
        events: &Events,
        stop: &Arc<AtomicBool>,
    ) -> io::Result<()> {
        let (queue, stop) = (events.clone(), Arc::clone(stop));
        let role = match self {
            Self::Stdin => StdinRole::Texts,
            Self::Serial(path) => {
                let name = path.to_string_lossy().into_owned();
                device::start(name, move || SerialScanner::open(&path, baud), queue, stop)?;
                StdinRole::Commands
            }
            #[cfg(target_os = "linux")]
            Self::Keyboard(name) => {
                let wanted = name.clone();
                device::start(name, move || KeyboardScanner::open(&wanted), queue, stop)?;
                StdinRole::Commands
            }
            #[cfg(not(target_os = "linux"))]
            Self::Keyboard(_) => return Err(io::ErrorKind::Unsupported.into()),
        };
        read_stdin(stdin, role, events.clone())
    }
}

fn read_stdin(mut stdin: Stdin, role: StdinRole, events: Events) -> io::Result<()> {
    thread::Builder::new()
        .name("stdin".to_owned())
        .spawn(move || {
            let mut lines = Lines::new(&mut *stdin.reader);
            while let Ok(Some(line)) = lines.next() {
                let event = match (command::parse(&line.text), role) {
                    (Some(report), _) => GateEvent::Report(report, None),
                    (None, StdinRole::Texts) => GateEvent::Text(ReadText {
                        place: Place::Line(line.number),
                        line,
                        read: Instant::now(),
                    }),
                    (None, StdinRole::Commands) => continue,
                };
                if events.send(event).is_err() {
                    return;
                }
            }
            if role == StdinRole::Texts {
                // The gate may have ended already.
                let _ = events.send(GateEvent::End);
            }
        })?;
    Ok(())
}

fn no_name() -> Failure {
    failure!("usage"; "--from 没有写设备"; "--from names no device";
        "请写 -（标准输入）、/dev/serial/by-id/…（串口）或 evdev:名称（键盘模式）。";
        "Write - (standard input), /dev/serial/by-id/… (serial) or evdev:NAME (keyboard mode).")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_named_in_three_ways() {
        assert_eq!(TextSource::of("-").unwrap(), TextSource::Stdin);
        let path = "/dev/serial/by-id/usb-Scanner-if00";
        assert_eq!(
            TextSource::of(path).unwrap(),
            TextSource::Serial(path.into())
        );
        for wrong in ["", "evdev:"] {
            assert_eq!(TextSource::of(wrong).unwrap_err().code, "usage", "{wrong}");
        }
    }
}
