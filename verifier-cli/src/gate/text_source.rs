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
pub(crate) struct TextSource {
    /// As it was named.
    name: Arc<str>,
    kind: SourceKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum SourceKind {
    /// Lines of standard input.
    Stdin,
    /// A serial device.
    Serial(PathBuf),
    /// A keyboard, by its path or by words of its name.
    Keyboard(String),
}

/// What else standard input may have than texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct StdinCommands {
    /// Whether there is a control socket for reports.
    pub(crate) has_control: bool,
    /// Whether `at TIME` sets the clock, in a play.
    pub(crate) has_moments: bool,
}

/// What standard input is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct StdinRole {
    has_texts: bool,
    /// Not where there is a control socket and texts come: a code whose text is a report must not count as one.
    has_reports: bool,
    has_moments: bool,
    /// Whether its end is the end of the gate.
    ends_gate: bool,
}

impl StdinRole {
    /// What a line says to the gate itself.
    fn command(self, line: &str) -> Option<GateEvent> {
        let report = command::parse(line).filter(|_| self.has_reports);
        let moment = || command::parse_moment(line).filter(|_| self.has_moments);
        report
            .map(|report| GateEvent::Report(report, None))
            .or_else(|| moment().map(GateEvent::Moment))
    }
}

impl TextSource {
    /// # Errors
    /// If the argument names nothing that can be read here.
    pub(crate) fn of(argument: &str) -> Result<Self, Failure> {
        let kind = match argument.strip_prefix("evdev:") {
            _ if argument == "-" => SourceKind::Stdin,
            None if !argument.is_empty() => SourceKind::Serial(argument.into()),
            Some(name) if !name.is_empty() && cfg!(target_os = "linux") => {
                SourceKind::Keyboard(name.to_owned())
            }
            Some(name) if !name.is_empty() => return Err(no_keyboards(argument)),
            _ => return Err(no_name()),
        };
        let name = argument.into();
        Ok(Self { name, kind })
    }
}

/// Starts to read these sources, each in a thread of its own. Standard input has reports too, unless texts come from it
/// and reports come over a control socket.
pub(crate) fn start(
    sources: Vec<TextSource>,
    baud: u32,
    commands: StdinCommands,
    stdin: Stdin,
    events: &Events,
    stop: &Arc<AtomicBool>,
) -> io::Result<()> {
    let is_stdin = |source: &TextSource| source.kind == SourceKind::Stdin;
    let has_texts = sources.iter().any(is_stdin);
    let role = StdinRole {
        has_texts,
        has_reports: !(has_texts && commands.has_control),
        has_moments: commands.has_moments,
        ends_gate: sources.iter().all(is_stdin),
    };
    for TextSource { name, kind } in sources {
        let (queue, stop) = (events.clone(), Arc::clone(stop));
        match kind {
            SourceKind::Stdin => {}
            SourceKind::Serial(path) => {
                let device = path.to_string_lossy().into_owned();
                let open = move || SerialScanner::open(&path, baud);
                device::start(name, device, open, queue, stop)?;
            }
            #[cfg(target_os = "linux")]
            SourceKind::Keyboard(wanted) => {
                let device = wanted.clone();
                let open = move || KeyboardScanner::open(&wanted);
                device::start(name, device, open, queue, stop)?;
            }
            #[cfg(not(target_os = "linux"))]
            SourceKind::Keyboard(_) => return Err(io::ErrorKind::Unsupported.into()),
        }
    }
    read_stdin(stdin, role, events.clone())
}

/// Lines that are there already go on together, so many at most: a queue of single ones would be full at once, and wake
/// both sides for each.
const MOST_LINES: usize = 16;

fn read_stdin(mut stdin: Stdin, role: StdinRole, events: Events) -> io::Result<()> {
    let from: Arc<str> = "-".into();
    let thread = thread::Builder::new().name("stdin".to_owned());
    thread.spawn(move || {
        let mut lines = Lines::new(&mut *stdin.reader);
        let mut texts = Vec::new();
        while let Ok(Some(line)) = lines.next() {
            let command = role.command(&line.text).filter(|_| lines.is_ended());
            let is_command = command.is_some();
            if !is_command && role.has_texts {
                texts.push(ReadText {
                    from: Arc::clone(&from),
                    place: Place::Line(line.number),
                    line,
                    read: Instant::now(),
                });
            }
            let waits = !is_command && lines.has_another() && texts.len() < MOST_LINES;
            if !waits && !texts.is_empty() {
                let texts = std::mem::take(&mut texts);
                if events.send(GateEvent::Texts(texts)).is_err() {
                    return;
                }
            }
            if let Some(command) = command
                && events.send(command).is_err()
            {
                return;
            }
        }
        if role.ends_gate {
            // The gate may have ended already.
            let _ = events.send(GateEvent::End);
        }
    })?;
    Ok(())
}

fn no_keyboards(argument: &str) -> Failure {
    let name = escape_untrusted(argument);
    failure!("usage"; "本系统不能直接读取键盘模式的扫码枪：{name}";
        "scanners in keyboard mode are read on Linux only: {name}";
        "请把扫码枪设为串口模式，或用 verifier scan。";
        "Put the scanner into serial mode, or use verifier scan.")
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
        let kind = |argument| TextSource::of(argument).unwrap().kind;
        assert_eq!(kind("-"), SourceKind::Stdin);
        let path = "/dev/serial/by-id/usb-Scanner-if00";
        assert_eq!(kind(path), SourceKind::Serial(path.into()));
        for wrong in ["", "evdev:"] {
            assert_eq!(TextSource::of(wrong).unwrap_err().code, "usage", "{wrong}");
        }
    }
}
