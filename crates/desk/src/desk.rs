//! The desk: what all pages work with.

use std::any::Any;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use messages::{Exit, Failure, Lang, failure, text};
use serde_json::Value;
use tokio::sync::mpsc;

use crate::command_line::CommandLine;
use crate::defence::Defence;
use crate::event::DeskEvent;
use crate::jobs::{Job, JobEnd, JobPlan};
use crate::kept::Kept;
use crate::locked::hold;
use crate::program::{CommandOutput, Program};
use crate::secrets::{Answers, Secret};
use crate::session::{Session, Token, hex};
use crate::surroundings::Surroundings;
use crate::uploads::Uploads;

/// What a desk is opened with.
#[derive(Clone, Debug)]
pub struct DeskOptions {
    /// The folder of the bureau.
    pub bureau: PathBuf,
    /// The folder with the runs: each gets one of its own in it.
    pub codes: PathBuf,
    /// The port on the loopback address; 0 for any that is free.
    pub port: u16,
    /// The language at the beginning.
    pub lang: Lang,
    /// The clerk, for the audit log; the login name if it is left out.
    pub operator: Option<String>,
    /// Who has the desk, as a second desk says it.
    pub holder: String,
    /// Arguments that every command is given besides.
    pub fixed_arguments: Vec<OsString>,
}

/// What all pages work with.
pub(crate) struct Desk {
    pub(crate) options: DeskOptions,
    program: Arc<dyn Program>,
    surroundings: Arc<dyn Surroundings>,
    port: u16,
    /// All pages are below it. Cookies do not know ports: another port's page, which cannot guess this,
    /// is not sent the cookie.
    base: String,
    pub(crate) session: Mutex<Session>,
    kept: Mutex<Kept>,
    jobs: Mutex<Vec<Weak<Job>>>,
    pub(crate) uploads: Uploads,
    events: mpsc::UnboundedSender<DeskEvent>,
    #[cfg(test)]
    pub(crate) without: Option<Defence>,
}

/// What came of a command.
pub(crate) enum Ran {
    /// Its JSON, and whether something was refused.
    Done(Value, Exit),
    /// Why it could not be done.
    Failed(Failed),
    /// It needs a passphrase that is not held.
    PassphraseWanted,
}

/// Why a command could not do its work, as it says itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failed {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) remedy: String,
}

impl Desk {
    /// A desk on this port.
    ///
    /// # Errors
    /// If the system has no randomness, or the folder for uploads cannot be made.
    pub(crate) fn new(
        options: DeskOptions,
        program: Arc<dyn Program>,
        surroundings: Arc<dyn Surroundings>,
        port: u16,
        events: mpsc::UnboundedSender<DeskEvent>,
    ) -> Result<Self, Failure> {
        let random = |bytes: &mut [u8]| surroundings.fill_random(bytes).map_err(no_randomness);
        let (mut entry, mut csrf, mut base) = ([0; 32], [0; 32], [0; 8]);
        random(&mut entry)?;
        random(&mut csrf)?;
        random(&mut base)?;
        Ok(Self {
            uploads: Uploads::open(uploads_folder(&options.bureau))?,
            session: Mutex::new(Session::new(entry, csrf, options.lang)),
            base: format!("/{}", hex(&base)),
            options,
            program,
            surroundings,
            port,
            kept: Mutex::default(),
            jobs: Mutex::default(),
            events,
            #[cfg(test)]
            without: None,
        })
        .inspect(|desk| desk.announce(&entry))
    }

    /// Whether a defence is in place: always, but in tests of what it is good for.
    #[cfg_attr(not(test), expect(clippy::unused_self, reason = "tests look at it"))]
    pub(crate) fn holds(&self, defence: Defence) -> bool {
        #[cfg(test)]
        {
            self.without != Some(defence)
        }
        #[cfg(not(test))]
        {
            let _ = defence;
            true
        }
    }

    /// Tells the program that a start address counts from now on.
    fn announce(&self, entry: &Token) {
        let address = format!(
            "http://127.0.0.1:{}{}/enter/{}",
            self.port,
            self.base,
            hex(entry)
        );
        // A desk that is being closed has nobody who listens.
        let _ = self.events.send(DeskEvent::Address(address));
    }

    /// The names under which the desk may be asked.
    pub(crate) fn host_names(&self) -> [String; 2] {
        ["127.0.0.1", "localhost"].map(|name| format!("{name}:{}", self.port))
    }

    /// What stands in front of the path of each page.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Time on the desk's own clock.
    pub(crate) fn elapsed(&self) -> Duration {
        self.surroundings.elapsed()
    }

    /// 256 bits that nobody can guess.
    ///
    /// # Errors
    /// If the system has none.
    pub(crate) fn token(&self) -> Result<Token, Failure> {
        let mut token = [0; 32];
        let filled = self.surroundings.fill_random(&mut token);
        filled.map_err(no_randomness)?;
        Ok(token)
    }

    /// An opaque name.
    ///
    /// # Errors
    /// As [`Desk::token`].
    pub(crate) fn new_id(&self) -> Result<String, Failure> {
        Ok(hex(&self.token()?[..16]))
    }

    /// Keeps something that a page shows later, and gives its opaque name.
    ///
    /// # Errors
    /// As [`Desk::token`].
    pub(crate) fn keep<T: Any + Send + Sync>(&self, thing: Arc<T>) -> Result<String, Failure> {
        let id = self.new_id()?;
        hold(&self.kept).insert(id.clone(), thing);
        Ok(id)
    }

    /// What was kept under this name.
    pub(crate) fn kept<T: Any + Send + Sync>(&self, id: &str) -> Option<Arc<T>> {
        hold(&self.kept).find(id)
    }

    /// Lets go what was kept under this name.
    pub(crate) fn forget(&self, id: &str) {
        // Let go outside the lock: a file is wiped then.
        let gone = hold(&self.kept).remove(id);
        drop(gone);
    }

    /// Locks the desk if nobody has worked for a while. To be called now and then.
    pub(crate) fn lock_if_idle(&self) {
        if !self.holds(Defence::IdleLock) || !hold(&self.session).is_overdue(self.elapsed()) {
            return;
        }
        self.lock();
    }

    /// Locks the desk, forgets passphrases, and prints a new start address.
    pub(crate) fn lock(&self) {
        // Without randomness there is no new address, and the passphrase still opens the desk.
        let entry = self.token().unwrap_or_default();
        hold(&self.session).lock(entry);
        if entry != Token::default() {
            self.announce(&entry);
        }
    }

    /// Ends the desk.
    pub(crate) fn close(&self) {
        let _ = self.events.send(DeskEvent::Close);
    }

    /// A command about this bureau.
    pub(crate) fn command(&self, words: &str) -> CommandLine {
        CommandLine::new(words).path("--bureau", &self.options.bureau)
    }

    /// A command about this bureau that writes to its register: with the clerk's name.
    pub(crate) fn recorded_command(&self, words: &str) -> CommandLine {
        let line = self.command(words);
        match &self.options.operator {
            Some(name) => line.option("--operator", name),
            None => line,
        }
    }

    /// Runs a command in this process.
    pub(crate) fn run(&self, line: &CommandLine) -> Ran {
        self.run_about(line, None)
    }

    /// Runs a command in this process, about the person with this identity number.
    pub(crate) fn run_about(&self, line: &CommandLine, identity: Option<Secret>) -> Ran {
        let (lang, passphrase) = {
            let session = hold(&self.session);
            (session.lang, session.passphrase())
        };
        let mut answers = Answers::new(passphrase).with_identity(identity);
        let output = self.program.run(&self.arguments(line, lang), &mut answers);
        if answers.passphrase_wanted() {
            return Ran::PassphraseWanted;
        }
        ran(&output)
    }

    /// Starts a command in a process of its own, and gives the name of its page.
    ///
    /// # Errors
    /// If it cannot be started.
    pub(crate) fn start(&self, line: &CommandLine, plan: JobPlan) -> Result<String, Failure> {
        let (lang, passphrase) = {
            let session = hold(&self.session);
            (session.lang, session.passphrase())
        };
        let job = self.spawn(line, lang, passphrase, plan)?;
        self.keep(job)
    }

    fn spawn(
        &self,
        line: &CommandLine,
        lang: Lang,
        passphrase: Option<Secret>,
        plan: JobPlan,
    ) -> Result<Arc<Job>, Failure> {
        let mut command = self.program.process();
        command
            .args(self.arguments(line, lang))
            .arg("--progress-lines");
        if passphrase.is_some() {
            command.args(["--passphrase-fd", "0"]);
        }
        let job = Job::start(command, passphrase, plan).map_err(|error| cannot_start(&error))?;
        let mut jobs = hold(&self.jobs);
        jobs.retain(|job| job.strong_count() > 0);
        jobs.push(Arc::downgrade(&job));
        Ok(job)
    }

    /// Cancels what still runs: its results would never be seen.
    pub(crate) fn cancel_jobs(&self) {
        for job in hold(&self.jobs).iter().filter_map(Weak::upgrade) {
            job.cancel();
        }
    }

    fn arguments(&self, line: &CommandLine, lang: Lang) -> Vec<OsString> {
        let tag = match lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        };
        let mut arguments = line.arguments().to_vec();
        arguments.extend(["--json", "--lang", tag].map(OsString::from));
        arguments.extend(self.options.fixed_arguments.iter().cloned());
        arguments
    }

    /// Whether a passphrase opens the issuing key; tried by a process of its own, which is gone afterwards.
    pub(crate) fn is_passphrase(&self, key: &str, passphrase: Secret) -> Result<bool, Failure> {
        let line = CommandLine::new("key show").option("--key", key);
        let plan = JobPlan {
            title: text!("核对口令"; "The passphrase"),
            on_cancel: text!(""; ""),
            command: line.shown(),
            then: String::new(),
        };
        let lang = hold(&self.session).lang;
        let job = self.spawn(&line, lang, Some(passphrase), plan)?;
        match &*job.wait() {
            JobEnd::Finished(output) => Ok(matches!(ran(output), Ran::Done(value, _)
                if value.get("opened").and_then(Value::as_bool) == Some(true))),
            JobEnd::Cancelled => Ok(false),
        }
    }
}

/// Beside the folder of the bureau: into that folder itself no command writes what it is told to.
fn uploads_folder(bureau: &Path) -> PathBuf {
    let whole = bureau.canonicalize().unwrap_or_else(|_| bureau.to_owned());
    let name = whole.file_name().unwrap_or_default().to_string_lossy();
    whole.with_file_name(format!(".{name}.desk"))
}

/// What a command has said.
pub(crate) fn ran(output: &CommandOutput) -> Ran {
    let last = output
        .results
        .split(|byte| *byte == b'\n')
        .rfind(|line| !line.is_empty())
        .unwrap_or_default();
    match serde_json::from_slice::<Value>(last) {
        Ok(value) => match value.get("error") {
            Some(error) if error.is_object() => Ran::Failed(failed(error)),
            _ => Ran::Done(value, output.exit),
        },
        Err(_) => Ran::Failed(Failed {
            code: "output-unreadable".to_owned(),
            message: output.talk.clone(),
            remedy: String::new(),
        }),
    }
}

fn failed(error: &Value) -> Failed {
    let text = |key: &str| {
        let value = error.get(key).and_then(Value::as_str);
        value.unwrap_or_default().to_owned()
    };
    Failed {
        code: text("code"),
        message: text("message"),
        remedy: text("remedy"),
    }
}

fn no_randomness(error: io::Error) -> Failure {
    failure!("no-randomness"; "系统给不出随机数"; "the system gave no randomness";
        "请重新启动电脑再试。"; "Restart the computer and try again.")
    .with_detail(error)
}

fn cannot_start(error: &io::Error) -> Failure {
    failure!("cannot-start"; "程序启动不了自己的另一个进程"; "the program cannot start another process of itself";
        "请关掉一些程序再试；程序文件被移动或更新过的，请重新打开工作台。";
        "Close other programs and try again. If the program's file was moved or updated, open the desk again.")
    .with_detail(error)
}
