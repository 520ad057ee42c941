//! A desk for tests: over a program that answers what it is told to, with a clock that stands still.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use cli_support::SecretPrompt;
use messages::{Exit, Lang};
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::defence::Defence;
use crate::desk::{Desk, DeskOptions};
use crate::event::DeskEvent;
use crate::locked::hold;
use crate::peer::Peers;
use crate::program::{CommandOutput, Program};
use crate::server;
use crate::session::Token;
use crate::surroundings::Surroundings;

/// Markup in a name, as somebody might write it into a roster.
pub(crate) const HOSTILE: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&";

/// Answers commands by their first words, and notes them.
#[derive(Default)]
pub(crate) struct FakeProgram {
    answers: Mutex<HashMap<String, String>>,
    pub(crate) asked: Mutex<Vec<String>>,
    /// Files that commands write: first words, the option that names the file, content.
    written: Mutex<Vec<(String, String, String)>>,
    /// What commands take so long: first words.
    pub(crate) slow: Mutex<Option<(&'static str, Duration)>>,
    /// What a process of its own does.
    pub(crate) script: Mutex<String>,
}

impl FakeProgram {
    /// Lets all commands that begin like this answer with this JSON.
    pub(crate) fn answer(&self, words: &str, json: &str) {
        // A command writes its JSON as one line.
        hold(&self.answers).insert(words.to_owned(), json.replace('\n', " "));
    }

    /// Lets all commands that begin like this write a file where this option says.
    pub(crate) fn writes(&self, words: &str, option: &str, content: &str) {
        let option = format!("{option}=");
        hold(&self.written).push((words.to_owned(), option, content.to_owned()));
    }
}

impl Program for FakeProgram {
    fn run(&self, arguments: &[OsString], secrets: &mut dyn SecretPrompt) -> CommandOutput {
        let line = arguments.join(" ".as_ref()).to_string_lossy().into_owned();
        hold(&self.asked).push(line.clone());
        let slow = *hold(&self.slow);
        if let Some((words, time)) = slow
            && line.starts_with(words)
        {
            thread::sleep(time);
        }
        if line.contains("--identity") {
            let identity = secrets.ask_identity("?");
            hold(&self.asked).push(format!("identity given: {}", identity.is_ok()));
        }
        for (words, option, content) in hold(&self.written).iter() {
            let mut named = arguments.iter().filter_map(|one| one.to_str());
            if let (true, Some(path)) = (
                line.starts_with(words.as_str()),
                named.find_map(|one| one.strip_prefix(option.as_str())),
            ) {
                std::fs::write(path, content).unwrap();
            }
        }
        let answers = hold(&self.answers);
        let longest = answers
            .iter()
            .filter(|(words, _)| line.starts_with(words.as_str()))
            .max_by_key(|(words, _)| words.len());
        CommandOutput {
            exit: Exit::Done,
            results: longest.map_or("{}", |(_, json)| json.as_str()).into(),
            talk: String::new(),
        }
    }

    fn process(&self) -> Command {
        let mut command = Command::new("sh");
        command.arg("-c").arg(hold(&self.script).as_str()).arg("sh");
        command
    }
}

/// A clock that is set by hand, and numbers that are counted up.
#[derive(Default)]
struct FakeSurroundings {
    seconds: AtomicU64,
    given: AtomicU64,
}

impl Surroundings for FakeSurroundings {
    fn elapsed(&self) -> Duration {
        Duration::from_secs(self.seconds.load(Ordering::SeqCst))
    }

    fn fill_random(&self, bytes: &mut [u8]) -> io::Result<()> {
        let number = self.given.fetch_add(1, Ordering::SeqCst) + 1;
        for (byte, part) in bytes.iter_mut().zip(number.to_be_bytes().iter().cycle()) {
            *byte = *part;
        }
        Ok(())
    }
}

/// A desk that serves, as the clerk's browser sees it once it has entered.
pub(crate) struct TestDesk {
    pub(crate) desk: Arc<Desk>,
    pub(crate) program: Arc<FakeProgram>,
    clock: Arc<FakeSurroundings>,
    pub(crate) port: u16,
    /// The start address that was printed first.
    pub(crate) address: String,
    pub(crate) cookie: String,
    pub(crate) csrf: String,
    pub(crate) place: TempDir,
    /// How many forms were filled in.
    forms: AtomicU64,
    events: mpsc::UnboundedReceiver<DeskEvent>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    /// The value of a header; empty if there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| value)
    }
}

impl TestDesk {
    pub(crate) fn new() -> Self {
        Self::with(None, Peers::own())
    }

    pub(crate) fn with(without: Option<Defence>, peers: Peers) -> Self {
        let mut desk = Self::not_entered(without, peers);
        let path = desk.address.clone();
        let path = path.split_once(&desk.port.to_string()).unwrap().1;
        let entered = desk.get_as("", path, "");
        let cookie = entered.header("set-cookie").split(';').next().unwrap();
        desk.cookie = cookie.to_owned();
        desk
    }

    /// Nobody has used the start address.
    pub(crate) fn not_entered(without: Option<Defence>, peers: Peers) -> Self {
        let place = tempfile::tempdir().unwrap();
        let bureau = place.path().join("bureau");
        std::fs::create_dir(&bureau).unwrap();
        let options = DeskOptions {
            bureau,
            codes: place.path().join("codes"),
            port: 0,
            lang: Lang::En,
            operator: Some("王芳".to_owned()),
            holder: String::new(),
            fixed_arguments: Vec::new(),
        };
        let program = Arc::new(FakeProgram::default());
        let name = HOSTILE.replace('"', "\\\"");
        program.answer("today", &format!(r#"{{"bureau":1,"name":"{name}","items":[{{"code":"unpublished","urgency":"now","message":"{name}","remedy":"r"}}]}}"#));
        let clock = Arc::new(FakeSurroundings::default());
        let (send, events) = mpsc::unbounded_channel();
        let (ready, started) = std::sync::mpsc::channel();
        let (for_desk, with_clock) = (program.clone(), clock.clone());
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let (listener, address) = server::listen(0).await.unwrap();
                let port = address.port();
                let mut desk = Desk::new(options, for_desk, with_clock, port, send).unwrap();
                desk.without = without;
                desk.uploads.limit_to(1 << 20);
                let desk = Arc::new(desk);
                ready.send((desk.clone(), port)).unwrap();
                server::serve(listener, desk, peers).await;
            });
        });
        let (desk, port) = started.recv().unwrap();
        let csrf = hold(&desk.session).csrf();
        let mut desk = Self {
            desk,
            program,
            clock,
            port,
            address: String::new(),
            cookie: String::new(),
            csrf,
            place,
            forms: AtomicU64::default(),
            events,
        };
        desk.address = desk.next_address().unwrap();
        desk
    }

    /// The next start address that was printed.
    pub(crate) fn next_address(&mut self) -> Option<String> {
        match self.events.try_recv() {
            Ok(DeskEvent::Address(address)) => Some(address),
            _ => None,
        }
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, time: Duration) {
        self.clock
            .seconds
            .fetch_add(time.as_secs(), Ordering::SeqCst);
    }

    /// The path of a page.
    pub(crate) fn path(&self, page: &str) -> String {
        format!("{}{page}", self.desk.base())
    }

    /// As the clerk's browser shows a page.
    pub(crate) fn get(&self, page: &str) -> Answer {
        self.get_as(
            &self.cookie,
            &self.path(page),
            "Sec-Fetch-Site: same-origin\r\n",
        )
    }

    /// With these headers besides.
    pub(crate) fn get_as(&self, cookie: &str, path: &str, headers: &str) -> Answer {
        let host = format!("Host: 127.0.0.1:{}\r\n", self.port);
        self.send(format!("GET {path} HTTP/1.1\r\n{host}Cookie: {cookie}\r\n{headers}Connection: close\r\n\r\n").as_bytes())
            .unwrap()
    }

    /// The value of a form that was not sent yet.
    pub(crate) fn once(&self) -> String {
        format!("{:032x}", self.forms.fetch_add(1, Ordering::SeqCst))
    }

    /// As the clerk's browser sends a form of the desk.
    pub(crate) fn post(&self, page: &str, fields: &str) -> Answer {
        let fields = format!("csrf={}&once={}&{fields}", self.csrf, self.once());
        let origin = format!("Origin: http://127.0.0.1:{}\r\n", self.port);
        self.post_as(
            page,
            "application/x-www-form-urlencoded",
            fields.as_bytes(),
            &origin,
        )
    }

    /// A body of any kind, with these headers besides.
    pub(crate) fn post_as(&self, page: &str, kind: &str, body: &[u8], headers: &str) -> Answer {
        let (path, port, cookie, length) = (self.path(page), self.port, &self.cookie, body.len());
        let mut request = format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\
            Content-Type: {kind}\r\nContent-Length: {length}\r\n{headers}Connection: close\r\n\r\n"
        )
        .into_bytes();
        request.extend_from_slice(body);
        self.send(&request).unwrap()
    }

    /// A form of several parts, with the desk's own value in front.
    pub(crate) fn post_parts(&self, page: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Answer {
        let once = self.once();
        let own = [
            ("csrf", None, self.csrf.as_bytes()),
            ("once", None, once.as_bytes()),
        ];
        let mut body = Vec::new();
        for (name, file, content) in own.iter().chain(parts) {
            let file = file.map_or(String::new(), |file| format!("; filename=\"{file}\""));
            let head =
                format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--XX--\r\n");
        let origin = format!("Origin: http://127.0.0.1:{}\r\n", self.port);
        self.post_as(page, "multipart/form-data; boundary=XX", &body, &origin)
    }

    /// The first part of a form with this value, for whoever goes on later: the head, and the desk's own fields.
    pub(crate) fn begin_post(&self, page: &str, once: &str, fields: &str) -> TcpStream {
        let (path, port, cookie) = (self.path(page), self.port, &self.cookie);
        let own = format!("csrf={}&once={once}&", self.csrf);
        let length = own.len() + fields.len();
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nOrigin: http://127.0.0.1:{port}\r\n\
            Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{own}"
        );
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    /// Bytes as they are. `None` if the connection is closed without an answer.
    pub(crate) fn send(&self, request: &[u8]) -> Option<Answer> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        // A desk that refuses early does not read the rest.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Answer {
            status,
            head: head.to_owned(),
            body: body.to_owned(),
        })
    }
}

/// A token from its text.
pub(crate) fn unhex(text: &str) -> Token {
    let mut token = [0; 32];
    for (byte, pair) in token.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap_or(0);
    }
    token
}

/// Follows the progress page to what comes behind it.
pub(crate) fn after_the_job(desk: &TestDesk, location: &str) -> String {
    let mut page = location.strip_prefix(desk.desk.base()).unwrap().to_owned();
    while page.starts_with("/jobs/") {
        let seen = desk.get(&page);
        match seen.header("location") {
            "" => thread::sleep(Duration::from_millis(20)),
            next => page = next.strip_prefix(desk.desk.base()).unwrap().to_owned(),
        }
    }
    page
}
