//! The control socket: another program of the gate says there that somebody has passed, or not, and asks for the
//! journal.

use std::fs::{self, Permissions};
use std::io::{self, BufReader, Write as _};
use std::net::Shutdown;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use messages::untrusted::escape_untrusted_path;
use messages::{Failure, Lang, failure, io_error};

use super::command::{self, Answer};
use super::event::{Events, GateEvent};
use crate::export_path;
use crate::input::Lines;

/// So many programs may be connected at once. One more ends the connection that was silent longest.
const MOST: usize = 8;

/// The programs that are connected.
#[derive(Clone, Default)]
struct Connected(Arc<Mutex<Vec<Connection>>>);

struct Connection {
    number: u64,
    stream: UnixStream,
    /// When it was made, or said something last.
    used: Instant,
}

impl Connected {
    fn add(&self, number: u64, stream: UnixStream) {
        let mut connections = self.lock();
        if connections.len() >= MOST
            && let Some(idlest) = (0..connections.len()).min_by_key(|at| connections[*at].used)
        {
            // Its thread reads the end, and ends.
            let _ = connections
                .swap_remove(idlest)
                .stream
                .shutdown(Shutdown::Both);
        }
        connections.push(Connection {
            number,
            stream,
            used: Instant::now(),
        });
    }

    fn used(&self, number: u64) {
        let mut connections = self.lock();
        let mut connections = connections.iter_mut();
        if let Some(connection) = connections.find(|connection| connection.number == number) {
            connection.used = Instant::now();
        }
    }

    fn remove(&self, number: u64) {
        self.lock().retain(|connection| connection.number != number);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The control socket. Dropping it removes it.
pub(crate) struct Control {
    path: PathBuf,
    stop: Arc<AtomicBool>,
}

impl Control {
    /// Makes the socket, for the user and the group of this program, and listens.
    ///
    /// # Errors
    /// If another gate listens there, or it cannot be made.
    pub(crate) fn start(path: &Path, events: Events) -> Result<Self, Failure> {
        let listener = bind(path)?;
        let stop = Arc::new(AtomicBool::new(false));
        let (is_over, connected) = (Arc::clone(&stop), Connected::default());
        let thread = thread::Builder::new().name("control".to_owned());
        let started = thread.spawn(move || {
            for (number, stream) in (0..).zip(listener.incoming()) {
                if is_over.load(Ordering::Relaxed) {
                    return;
                }
                match stream {
                    Ok(stream) => serve(number, stream, &connected, &events),
                    // No descriptors are left, for now.
                    Err(_) => thread::sleep(Duration::from_millis(200)),
                }
            }
        });
        let control = Self {
            path: path.to_owned(),
            stop,
        };
        started
            .map(|_| control)
            .map_err(|error| cannot(path, &error))
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes the thread, which then ends.
        let _ = UnixStream::connect(&self.path);
        let _ = fs::remove_file(&self.path);
    }
}

/// A socket that a killed gate has left is replaced; one where a gate listens, or another file, is not.
fn bind(path: &Path) -> Result<UnixListener, Failure> {
    if is_socket(path) {
        if UnixStream::connect(path).is_ok() {
            return Err(taken(path));
        }
        fs::remove_file(path).map_err(|error| cannot(path, &error))?;
    }
    let listener = UnixListener::bind(path).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse if is_socket(path) => taken(path),
        io::ErrorKind::AddrInUse => there_is_a_file(path),
        _ => cannot(path, &error),
    })?;
    fs::set_permissions(path, Permissions::from_mode(0o660))
        .map_err(|error| cannot(path, &error))?;
    Ok(listener)
}

fn is_socket(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|there| there.file_type().is_socket())
}

/// Reads the commands of one program in a thread of its own.
fn serve(number: u64, stream: UnixStream, connected: &Connected, events: &Events) {
    let Ok(handle) = stream.try_clone() else {
        return;
    };
    connected.add(number, handle);
    let (those, events) = (connected.clone(), events.clone());
    let started = thread::Builder::new()
        .name("control".to_owned())
        .spawn(move || {
            // Whoever is gone gets no answer.
            let _ = answer_all(&stream, &events, || those.used(number));
            those.remove(number);
        });
    if started.is_err() {
        connected.remove(number);
    }
}

fn answer_all(mut stream: &UnixStream, events: &Events, used: impl Fn()) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut lines = Lines::new(&mut reader);
    while let Some(line) = lines.next()? {
        used();
        // Of a program that died in the middle of a number.
        if !lines.is_ended() {
            return Ok(());
        }
        // No answer: the gate ends.
        let Some(answer) = answer(&line.text, events) else {
            return Ok(());
        };
        stream.write_all(answer.line().as_bytes())?;
    }
    Ok(())
}

/// What the gate answers to a line; `None` if it has ended.
fn answer(line: &str, events: &Events) -> Option<Answer> {
    if let Some(report) = command::parse(line) {
        let (send, answer) = channel();
        events.send(GateEvent::Report(report, Some(send))).ok()?;
        return answer.recv().ok();
    }
    let Some(path) = export_path::read_command(line) else {
        return Some(Answer::NotUnderstood);
    };
    let (send, answer) = channel();
    events.send(GateEvent::Export(path, send)).ok()?;
    Some(match answer.recv().ok()? {
        Ok(exported) => Answer::of_export(&exported),
        Err(failure) => Answer::Failed(failure.code),
    })
}

fn taken(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("control-taken"; "{name} 已被占用"; "{name} is in use already";
        "请为每台闸机写不同的 --control 路径。"; "Give each gate a path of its own for --control.")
}

fn there_is_a_file(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("control-taken"; "{name} 处已有文件"; "there is a file at {name}";
        "请把 --control 写成还没有文件的路径。"; "Give --control a path where nothing is yet.")
}

fn cannot(path: &Path, error: &io::Error) -> Failure {
    let (name, why) = (escape_untrusted_path(path), io_error(error));
    failure!("control-unavailable"; "不能建立控制接口 {name}（{}）", why.in_lang(Lang::Zh);
        "the control socket {name} cannot be made ({})", why.in_lang(Lang::En);
        "请检查 --control 的路径和权限；路径不能超过 107 字节。";
        "Check the path of --control and its permissions; it has at most 107 bytes.")
    .with_detail(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::event::queue;
    use std::io::{BufRead as _, Read as _};

    fn ask(stream: &UnixStream, line: &str) -> String {
        let mut answer = String::new();
        (&*stream).write_all(line.as_bytes()).unwrap();
        BufReader::new(stream).read_line(&mut answer).unwrap();
        answer
    }

    #[test]
    fn a_report_is_answered_and_what_is_no_command_is_said_to_be_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("control");
        let (events, received) = queue();
        let control = Control::start(&path, events).unwrap();
        thread::spawn(move || {
            for event in received {
                let GateEvent::Report(report, Some(back)) = event else {
                    panic!()
                };
                let answer = if report.number == 1 {
                    Answer::Noted
                } else {
                    Answer::NotAwaited
                };
                back.send(answer).unwrap();
            }
        });
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o660
        );
        let stream = UnixStream::connect(&path).unwrap();
        assert_eq!(ask(&stream, "turned 1\n"), "ok\n");
        assert_eq!(ask(&stream, "not-turned 2\n"), "not-awaited\n");
        assert_eq!(ask(&stream, "8112345\n"), "not-understood\n");
        assert_eq!(
            ask(&stream, &format!("{}\n", "x".repeat(1 << 20))),
            "not-understood\n"
        );
        drop(control);
        assert!(!path.exists());
    }

    #[test]
    fn programs_that_stay_silent_keep_no_other_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("control");
        let (events, _received) = queue();
        let _control = Control::start(&path, events).unwrap();
        let connect = || UnixStream::connect(&path).unwrap();
        let silent = connect();
        let talking: Vec<_> = (1..MOST).map(|_| connect()).collect();
        for stream in &talking {
            assert_eq!(ask(stream, "x\n"), "not-understood\n");
        }
        let more = connect();
        assert_eq!(ask(&more, "x\n"), "not-understood\n");
        assert_eq!((&silent).read(&mut [0; 9]).unwrap(), 0, "ended");
        for stream in &talking {
            assert_eq!(ask(stream, "x\n"), "not-understood\n");
        }
    }

    #[test]
    fn a_report_that_was_cut_off_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("control");
        let (events, received) = queue();
        let control = Control::start(&path, events).unwrap();
        let mut stream = UnixStream::connect(&path).unwrap();
        stream.write_all(b"not-turned 1").unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        assert_eq!(stream.read(&mut [0; 9]).unwrap(), 0, "no answer");
        drop(control);
        assert!(
            received.iter().next().is_none(),
            "it would take back another passage"
        );
    }

    #[test]
    fn a_socket_that_was_left_is_replaced_and_one_in_use_or_another_file_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("control");
        drop(UnixListener::bind(&path).unwrap());
        assert!(path.exists());
        let first = Control::start(&path, queue().0).unwrap();
        assert_eq!(
            Control::start(&path, queue().0).err().unwrap().code,
            "control-taken"
        );
        drop(first);
        fs::write(&path, "mine").unwrap();
        let failure = Control::start(&path, queue().0).err().unwrap();
        assert_eq!(failure.code, "control-taken");
        let what = failure.what.in_lang(Lang::En);
        assert!(what.starts_with("there is a file at "), "{what}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
        let nowhere = folder.path().join("none/control");
        assert_eq!(
            Control::start(&nowhere, queue().0).err().unwrap().code,
            "control-unavailable"
        );
    }
}
