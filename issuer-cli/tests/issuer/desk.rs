//! The desk as the clerk's browser sees it, over the program itself: what its pages do, the commands see.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::support::{NOW, TestBureau};

const ROSTER: &str = "姓名,身份证号,人员类别\n\
    王建明,421201199003071232,退役军人\n\
    李小红,421201198512052342,退伍老兵\n\
    张伟,421201197001011231,残疾军人\n";

/// A browser at a desk: it keeps the cookie, follows redirects, and fills in the value of each form.
struct Browser {
    desk: Child,
    port: u16,
    base: String,
    cookie: String,
    csrf: String,
}

/// A page, and where it is.
struct Shown {
    path: String,
    body: String,
}

impl Browser {
    fn open(bureau: &TestBureau) -> Self {
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
        };
        let (head, _) = browser.send("GET", &format!("/{path}"), "", b"");
        browser.cookie = header(&head, "set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        browser
    }

    fn send(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> (String, Vec<u8>) {
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

    fn get(&mut self, page: &str) -> Shown {
        let path = format!("{}{page}", self.base);
        let answer = self.send("GET", &path, "", b"");
        self.follow(answer, path)
    }

    fn post(&mut self, page: &str, fields: &str) -> Shown {
        let path = format!("{}{page}", self.base);
        let body = format!("csrf={}&{fields}", self.csrf);
        let kind = "application/x-www-form-urlencoded";
        let answer = self.send("POST", &path, kind, body.as_bytes());
        self.follow(answer, path)
    }

    fn hand_in(&mut self, page: &str, name: &str, content: &str) -> Shown {
        let path = format!("{}{page}", self.base);
        let csrf = &self.csrf;
        let body = format!(
            "--X\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n\
            --X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n--X--\r\n"
        );
        let kind = "multipart/form-data; boundary=X";
        let answer = self.send("POST", &path, kind, body.as_bytes());
        self.follow(answer, path)
    }

    /// The part of a page's address behind the base.
    fn page(&self, shown: &Shown) -> String {
        shown.path.strip_prefix(&self.base).unwrap().to_owned()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.desk.kill();
        let _ = self.desk.wait();
    }
}

fn header<'h>(head: &'h str, name: &str) -> &'h str {
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    lines
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map_or("", |(_, value)| value)
}

fn command(bureau: &TestBureau) -> Command {
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

fn started(bureau: &TestBureau) -> (Child, String) {
    let mut child = command(bureau).spawn().unwrap();
    let mut line = String::new();
    let stdout = child.stdout.as_mut().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    (child, line)
}

fn json(bureau: &TestBureau, words: &str) -> Value {
    let outcome = bureau.run(&format!("{words} --json"));
    serde_json::from_str(outcome.results.trim()).unwrap()
}

#[test]
fn a_roster_becomes_codes_a_code_is_revoked_and_published() {
    let bureau = TestBureau::ready();
    let mut browser = Browser::open(&bureau);
    assert!(
        browser
            .get("/")
            .body
            .contains("The register was never backed up")
    );

    // Hand in, look at the columns, look at what would happen.
    browser.get("/roster");
    let columns = browser.hand_in("/roster", "名册.csv", ROSTER);
    assert!(columns.body.contains("人员类别"), "{}", columns.body);
    let fields = "heading-0=%E5%A7%93%E5%90%8D&found-0=name&meaning-0=name&years=3";
    let page = browser.page(&columns);
    let preview = browser.post(&page, fields);
    assert!(preview.body.contains("退伍老兵"), "{}", preview.body);
    let before = json(&bureau, "report --bureau @bureau");
    assert_eq!(before["people"], 0, "nothing was issued yet");

    // One answer for many rows, and the sentence that is agreed to.
    let id = page.rsplit('/').next().unwrap().to_owned();
    let mended = browser.post(
        &format!("/roster/words/{id}"),
        "word-0=%E9%80%80%E4%BC%8D%E8%80%81%E5%85%B5&category-0=veteran",
    );
    assert!(!mended.body.contains("退伍老兵"), "{}", mended.body);
    assert!(
        mended.body.contains("Codes that will be issued: 2"),
        "{}",
        mended.body
    );
    let refused = browser.get(&format!("/roster/refused/{id}"));
    assert!(refused.body.contains("张伟"), "{}", refused.body);
    let done = browser.post(&format!("/roster/issue/{id}"), "replaced=0&day=2026-11-22");
    assert!(done.body.contains("Done."), "{}", done.body);

    // The commands see what the pages did.
    let after = json(&bureau, "report --bureau @bureau");
    assert_eq!(
        (&after["people"], &after["codes"]["valid"]),
        (&2.into(), &2.into())
    );
    let agrees = json(
        &bureau,
        "verify-output --bureau @bureau --out @codes/2026-11-22",
    );
    assert_eq!(agrees["agrees"], true);
    assert_eq!(
        std::fs::read_dir(bureau.path(".bureau.desk"))
            .unwrap()
            .count(),
        0
    );

    // Search by characters of the name; revoke; publish.
    browser.get("/person");
    let person = browser.post("/person", "whom=%E7%8E%8B%E5%BB%BA%E6%98%8E");
    assert!(person.body.contains("王*明"), "{}", person.body);
    let holder = person.path.rsplit('/').next().unwrap().to_owned();
    let revoked = browser.post(
        "/person/change",
        &format!("holder={holder}&verb=revoke&reason=lost&sure=1"),
    );
    assert!(
        revoked.body.contains("Codes revoked: 1"),
        "{}",
        revoked.body
    );
    assert!(
        browser
            .get("/")
            .body
            .contains("Not published yet: 1 revoked")
    );
    browser.get("/publish");
    let published = browser.post("/publish", "days=90");
    assert!(published.body.contains("Published."), "{}", published.body);
    assert_eq!(
        json(&bureau, "report --bureau @bureau")["unpublished"]["revoked"],
        0
    );
    let id = published.path.rsplit('/').next().unwrap().to_owned();
    let update = browser.send(
        "GET",
        &format!("{}/publish/update/{id}", browser.base),
        "",
        b"",
    );
    assert!(
        header(&update.0, "content-disposition").contains(".lbu"),
        "{}",
        update.0
    );
    assert!(update.1.len() > 100);

    // By identity number, which needs the person key and is nowhere afterwards.
    browser.get("/person");
    let found = browser.post("/person", "identity=421201198512052342");
    assert!(
        found.body.contains("李*红") && !found.path.contains("1985"),
        "{}",
        found.path
    );
}

#[test]
fn a_second_desk_says_who_has_the_first_and_closing_gives_it_free() {
    let bureau = TestBureau::ready();
    let mut browser = Browser::open(&bureau);
    let second = command(&bureau).output().unwrap();
    let error: Value = serde_json::from_slice(&second.stdout).unwrap();
    assert_eq!(error["error"]["code"], "desk-open");
    assert!(error["error"]["message"].as_str().unwrap().contains("王芳"));
    browser.get("/");
    assert!(
        browser
            .post("/close", "")
            .body
            .contains("The desk is closed")
    );
    assert!(browser.desk.wait().unwrap().success());
    let _again = Browser::open(&bureau);
}
