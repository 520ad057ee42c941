//! A browser at a desk, for tests of its pages over the program itself.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::{NOW, TestBureau};

/// A browser at a desk: it keeps the cookie, follows redirects, and fills in the value of each form.
pub(crate) struct Browser {
    pub(crate) desk: Child,
    port: u16,
    pub(crate) base: String,
    cookie: String,
    csrf: String,
    /// How many forms were sent.
    forms: u64,
}

/// A page, and where it is.
pub(crate) struct Shown {
    pub(crate) path: String,
    pub(crate) body: String,
}

impl Browser {
    pub(crate) fn open(bureau: &TestBureau) -> Self {
        let (mut desk, line) = started(bureau);
        let address: Value = serde_json::from_str(&line).unwrap();
        let address = address["address"].as_str().unwrap().to_owned();
        let rest = address.strip_prefix("http://127.0.0.1:").unwrap();
        let (port, path) = rest.split_once('/').unwrap();
        let base = format!("/{}", path.split_once('/').unwrap().0);
        let mut browser = Self {
            desk: {
                desk.stdin.take();
                desk
            },
            port: port.parse().unwrap(),
            base,
            cookie: String::new(),
            csrf: String::new(),
            forms: 0,
        };
        let (head, _) = browser.send("GET", &format!("/{path}"), "", b"");
        browser.cookie = header(&head, "set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        browser
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        kind: &str,
        body: &[u8],
    ) -> (String, Vec<u8>) {
        let (port, cookie, length) = (self.port, &self.cookie, body.len());
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(120)))
            .unwrap();
        let kind = if kind.is_empty() {
            String::new()
        } else {
            format!("Content-Type: {kind}\r\nContent-Length: {length}\r\n")
        };
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n\
            Sec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n{kind}Connection: close\r\n\r\n").into_bytes();
        request.extend_from_slice(body);
        stream.write_all(&request).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        (head, answer.split_off(end + 4))
    }

    /// Goes where it is sent, and waits for what takes long.
    fn follow(&mut self, mut answer: (String, Vec<u8>), mut path: String) -> Shown {
        loop {
            let next = header(&answer.0, "location").to_owned();
            if next.is_empty() && !path.contains("/jobs/") {
                let body = String::from_utf8_lossy(&answer.1).into_owned();
                if let Some((_, rest)) = body.split_once("name=\"csrf\" value=\"") {
                    self.csrf = rest.split('"').next().unwrap().to_owned();
                }
                return Shown { path, body };
            }
            if next.is_empty() {
                std::thread::sleep(Duration::from_millis(50));
            } else {
                path = next;
            }
            answer = self.send("GET", &path, "", b"");
        }
    }

    /// The value of a form that was not sent yet, as if its page had just been loaded.
    fn once(&mut self) -> String {
        self.forms += 1;
        format!("{:032x}", self.forms)
    }

    pub(crate) fn get(&mut self, page: &str) -> Shown {
        let path = format!("{}{page}", self.base);
        let answer = self.send("GET", &path, "", b"");
        self.follow(answer, path)
    }

    pub(crate) fn post(&mut self, page: &str, fields: &str) -> Shown {
        let path = format!("{}{page}", self.base);
        let once = self.once();
        let body = format!("csrf={}&once={once}&{fields}", self.csrf);
        let kind = "application/x-www-form-urlencoded";
        let answer = self.send("POST", &path, kind, body.as_bytes());
        self.follow(answer, path)
    }

    pub(crate) fn hand_in(&mut self, page: &str, name: &str, content: &str) -> Shown {
        self.hand_in_all(page, "file", &[(name, content.as_bytes())])
    }

    /// Files of one field.
    pub(crate) fn hand_in_all(
        &mut self,
        page: &str,
        field: &str,
        files: &[(&str, &[u8])],
    ) -> Shown {
        let path = format!("{}{page}", self.base);
        let own = [("csrf", self.csrf.clone()), ("once", self.once())];
        let own = own.map(|(name, value)| {
            format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        });
        let mut body = own.concat().into_bytes();
        for (name, content) in files {
            let head = format!(
                "--X\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--X--\r\n");
        let kind = "multipart/form-data; boundary=X";
        let answer = self.send("POST", &path, kind, &body);
        self.follow(answer, path)
    }

    /// The part of a page's address behind the base.
    pub(crate) fn page(&self, shown: &Shown) -> String {
        shown.path.strip_prefix(&self.base).unwrap().to_owned()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.desk.kill();
        let _ = self.desk.wait();
    }
}

pub(crate) fn header<'h>(head: &'h str, name: &str) -> &'h str {
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    lines
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map_or("", |(_, value)| value)
}

pub(crate) fn command(bureau: &TestBureau) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_issuer"));
    command
        .args([
            "desk",
            "--no-browser",
            "--json",
            "--lang",
            "en",
            "--operator",
            "王芳",
            "--at",
            NOW,
        ])
        .arg("--bureau")
        .arg(bureau.path("bureau"))
        .arg("--codes")
        .arg(bureau.path("codes"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

pub(crate) fn started(bureau: &TestBureau) -> (Child, String) {
    let mut child = command(bureau).spawn().unwrap();
    let mut line = String::new();
    let stdout = child.stdout.as_mut().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    (child, line)
}
