//! Long commands: processes of their own, with progress, that can be cancelled.
//!
//! To cancel is to kill. The runs of `issuer` survive that: the same command goes on where they stopped.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use messages::{Exit, Text};
use serde_json::Value;
use tokio::sync::watch;

use crate::locked::hold;
use crate::program::CommandOutput;
use crate::secrets::Secret;

/// The most that a command may write to its results, in bytes.
const MAX_RESULTS: u64 = 64 << 20;

/// Lines of talk that are kept.
const MAX_TALK: usize = 200;

/// How far a job is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct JobProgress {
    /// In words, with the time that is left.
    pub(crate) text: String,
    pub(crate) done: u64,
    pub(crate) total: u64,
    pub(crate) ended: bool,
}

/// How a job ended.
pub(crate) enum JobEnd {
    Finished(CommandOutput),
    Cancelled,
}

/// A command that runs in a process of its own.
pub(crate) struct Job {
    /// What it does, for the heading of its page.
    pub(crate) title: Text,
    /// What is lost when it is cancelled, in one sentence.
    pub(crate) on_cancel: Text,
    /// The command as a clerk would type it.
    pub(crate) command: String,
    /// The page that shows what came of it.
    pub(crate) then: String,
    progress: watch::Sender<JobProgress>,
    child: Mutex<Child>,
    cancelled: AtomicBool,
    end: Mutex<Option<Arc<JobEnd>>>,
    ended: Condvar,
}

/// What a job is about, before it begins.
pub(crate) struct JobPlan {
    pub(crate) title: Text,
    pub(crate) on_cancel: Text,
    pub(crate) command: String,
    pub(crate) then: String,
}

impl Job {
    /// Starts the process. A passphrase goes into its standard input.
    ///
    /// # Errors
    /// If it cannot be started.
    pub(crate) fn start(
        mut command: Command,
        passphrase: Option<Secret>,
        plan: JobPlan,
    ) -> io::Result<Arc<Self>> {
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(mut stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(io::Error::other("no pipes"));
        };
        let job = Arc::new(Self {
            title: plan.title,
            on_cancel: plan.on_cancel,
            command: plan.command,
            then: plan.then,
            progress: watch::Sender::new(JobProgress::default()),
            child: Mutex::new(child),
            cancelled: AtomicBool::new(false),
            end: Mutex::new(None),
            ended: Condvar::new(),
        });
        let followed = job.clone();
        thread::spawn(move || {
            if let Some(passphrase) = passphrase {
                // A command that does not need it closes the pipe.
                let _ = stdin.write_all(passphrase.as_bytes());
            }
            drop(stdin);
            let results = thread::spawn(move || {
                let mut results = Vec::new();
                let _ = stdout.take(MAX_RESULTS).read_to_end(&mut results);
                results
            });
            let talk = followed.follow(stderr);
            let results = results.join().unwrap_or_default();
            followed.finish(results, talk);
        });
        Ok(job)
    }

    /// Reads progress and talk until the process has ended.
    fn follow(&self, stderr: ChildStderr) -> String {
        let mut talk = Vec::new();
        for line in BufReader::new(stderr).lines() {
            let Ok(line) = line else { break };
            match progress_of(&line) {
                Some(progress) => {
                    self.progress.send_replace(progress);
                }
                None if talk.len() < MAX_TALK => talk.push(line),
                None => {}
            }
        }
        talk.join("\n")
    }

    fn finish(&self, results: Vec<u8>, talk: String) {
        let status = hold(&self.child).wait();
        let cancelled = self.cancelled.load(Ordering::SeqCst);
        let exit = match status.ok().and_then(|status| status.code()) {
            Some(0) => Exit::Done,
            Some(1) => Exit::Refused,
            _ => Exit::Undecided,
        };
        // One that had finished when it was cancelled has finished.
        let end = if cancelled && exit == Exit::Undecided {
            JobEnd::Cancelled
        } else {
            JobEnd::Finished(CommandOutput {
                exit,
                results,
                talk,
            })
        };
        *hold(&self.end) = Some(Arc::new(end));
        self.ended.notify_all();
        self.progress.send_modify(|progress| progress.ended = true);
    }

    /// Kills the process.
    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Ordering::SeqCst);
        // One that has ended by itself cannot be killed any more.
        let _ = hold(&self.child).kill();
    }

    /// Tells of each change from now on.
    pub(crate) fn watch(&self) -> watch::Receiver<JobProgress> {
        self.progress.subscribe()
    }

    /// How far it is.
    pub(crate) fn progress(&self) -> JobProgress {
        self.progress.borrow().clone()
    }

    /// Waits until it has ended.
    pub(crate) fn wait(&self) -> Arc<JobEnd> {
        let mut end = hold(&self.end);
        loop {
            if let Some(end) = &*end {
                return end.clone();
            }
            end = self.ended.wait(end).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// How it ended; `None` while it runs.
    pub(crate) fn end(&self) -> Option<Arc<JobEnd>> {
        hold(&self.end).clone()
    }
}

/// A line of progress: `{"progress": {"text": …, "done": …, "total": …}}`.
fn progress_of(line: &str) -> Option<JobProgress> {
    if !line.starts_with("{\"progress\"") {
        return None;
    }
    let value: Value = serde_json::from_str(line).ok()?;
    let progress = value.get("progress")?;
    Some(JobProgress {
        text: progress.get("text")?.as_str()?.to_owned(),
        done: progress.get("done")?.as_u64()?,
        total: progress.get("total")?.as_u64()?,
        ended: false,
    })
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use messages::text;

    fn started(script: &str, passphrase: Option<&str>) -> Arc<Job> {
        let mut command = Command::new("sh");
        command.arg("-c").arg(script);
        let plan = JobPlan {
            title: text!("名"; "name"),
            on_cancel: text!("无"; "nothing"),
            command: "issuer x".to_owned(),
            then: "/".to_owned(),
        };
        let passphrase = passphrase.map(|text| Secret::new(text.to_owned()));
        Job::start(command, passphrase, plan).unwrap()
    }

    fn end_of(job: &Job) -> Arc<JobEnd> {
        let end = job.wait();
        assert!(job.end().is_some());
        end
    }

    #[test]
    fn a_job_tells_how_far_it_is_and_what_came_of_it() {
        let line = r#"{"progress":{"text":"正在签发","done":3,"total":9}}"#;
        let script = format!("read p; echo '{line}' >&2; echo note >&2; echo \"$p\"; exit 1");
        let job = started(&script, Some("口令\n"));
        match &*end_of(&job) {
            JobEnd::Finished(output) => {
                assert_eq!(output.exit, Exit::Refused);
                assert_eq!(output.results, "口令\n".as_bytes());
                assert_eq!(output.talk, "note");
            }
            JobEnd::Cancelled => panic!("it was not cancelled"),
        }
        assert_eq!((job.progress().done, job.progress().total), (3, 9));
    }

    #[test]
    fn a_job_that_is_cancelled_ends_at_once() {
        let job = started("exec sleep 600", None);
        job.cancel();
        assert!(matches!(&*end_of(&job), JobEnd::Cancelled));
    }
}
