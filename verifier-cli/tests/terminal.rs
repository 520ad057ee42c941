//! The program itself on a pseudo terminal: what only a real one shows.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Termios, Winsize, tcgetattr, tcsetwinsize};

use world::{NOW, PATIENCE, World};

mod world;

/// The program on a terminal of 80 columns and 24 rows that answers nothing but shows all.
struct Session {
    child: Child,
    master: OwnedFd,
    slave: OwnedFd,
    shown: Receiver<Vec<u8>>,
    text: String,
    before: Termios,
}

impl Session {
    fn start(world: &World, more: &[&str]) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let slave: OwnedFd = File::options()
            .read(true)
            .write(true)
            .open(Path::new(name.to_str().unwrap()))
            .unwrap()
            .into();
        let size = Winsize {
            ws_row: 24,
            ws_col: 80,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&master, size).unwrap();
        let before = tcgetattr(&slave).unwrap();
        let stream = || Stdio::from(slave.try_clone().unwrap());
        let child = Command::new(env!("CARGO_BIN_EXE_verifier"))
            .args(["scan", "--lang", "en", "--at", NOW, "--place", "gate"])
            .arg("--root")
            .arg(world.path("root-set.cbor"))
            .arg("--trust")
            .arg(world.path("trust-list.cbor"))
            .arg("--pictures")
            .arg(world.path("frames"))
            .args(more)
            .env("TERM", "xterm-256color")
            .stdin(stream())
            .stdout(stream())
            .stderr(stream())
            .spawn()
            .unwrap();
        let (out, shown) = channel();
        let mut reader = File::from(master.try_clone().unwrap());
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count) = reader.read(&mut buffer) {
                if count == 0 || out.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            master,
            slave,
            shown,
            text: String::new(),
            before,
        }
    }

    fn type_keys(&self, keys: &str) {
        let mut master = File::from(self.master.try_clone().unwrap());
        master.write_all(keys.as_bytes()).unwrap();
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", name, &pid])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits until the terminal has been sent this.
    fn sees(&mut self, wanted: &str) {
        let end = Instant::now() + PATIENCE;
        while !self.text.contains(wanted) {
            assert!(Instant::now() < end, "{wanted:?} is not in {:?}", self.text);
            if let Ok(bytes) = self.shown.recv_timeout(Duration::from_millis(50)) {
                self.text += &String::from_utf8_lossy(&bytes);
            }
        }
    }

    /// Waits for the end, and asserts that the terminal is what it was.
    fn ends(mut self, code: i32) {
        let end = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < end, "it does not end");
            thread::sleep(Duration::from_millis(10));
        };
        assert_eq!(status.code(), Some(code), "{:?}", self.text);
        self.sees("\x1b[?25h\x1b[?1049l");
        let after = tcgetattr(&self.slave).unwrap();
        assert_eq!(after.local_modes, self.before.local_modes);
        assert_eq!(after.input_modes, self.before.input_modes);
        assert_eq!(after.output_modes, self.before.output_modes);
    }
}

#[test]
fn the_camera_and_the_scanner_work_at_the_same_time() {
    let world = World::with_frames();
    let mut session = Session::start(&world, &["--fps", "5", "--sound", "bell"]);
    session.sees("\x1b[?1049h");
    session.sees("ACCEPT");
    session.sees("camera");
    let raw = tcgetattr(&session.slave).unwrap();
    assert!(
        !raw.local_modes
            .contains(LocalModes::ECHO | LocalModes::ICANON)
    );
    session.type_keys(&format!("{}\r", &world.code[..150]));
    session.sees("SCAN AGAIN");
    session.type_keys("\x03");
    session.ends(0);
}

#[test]
fn the_terminal_comes_back_after_every_way_to_end() {
    let world = World::with_frames();
    for signal in ["TERM", "HUP", "INT", "QUIT"] {
        let mut session = Session::start(&world, &["--fps", "5", "--sound", "bell"]);
        session.sees("ACCEPT");
        session.signal(signal);
        session.ends(0);
    }
    let mut session = Session::start(&world, &["--fps", "15", "--sound", "bell"]);
    session.sees("ACCEPT");
    // All pictures have been shown.
    session.ends(0);
}

#[test]
fn what_goes_wrong_before_the_screen_is_reported_in_words_on_the_terminal() {
    let world = World::with_frames();
    let mut session = Session::start(&world, &["--sound", "no-such-player"]);
    session.sees("no-such-player");
    session.sees("fix:");
    assert!(!session.text.contains("\x1b[?1049h"), "{}", session.text);
    assert_eq!(session.child.wait().unwrap().code(), Some(2));
}

#[test]
fn plain_lines_are_there_for_terminals_without_a_screen() {
    let world = World::with_frames();
    let mut session = Session::start(&world, &["--plain", "--fps", "60"]);
    session.sees("ACCEPT");
    assert!(!session.text.contains("\x1b[?1049h"), "{}", session.text);
    assert_eq!(session.child.wait().unwrap().code(), Some(0));
}
