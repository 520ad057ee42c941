//! Codes for holders who are in the register already: what `reissue` and `renew` have in common.
//!
//! The run keeps the numbers of its holders in its folder, so that one which was interrupted knows whom
//! it is about, whatever the register says of them by then.

use std::path::PathBuf;
use std::time::Instant;

use cli_support::Stop;
use cli_support::files::{self, Access};
use credential_core::{HolderNumber, Status, Validity};
use messages::{Failure, text, untrusted::Untrusted};
use serde::{Deserialize, Serialize};

use super::args::RunArgs;
use super::pipeline::{CredentialSource, Job, Pipeline, Revoked, RunOutput, is_in};
use super::roster_source::BATCH;
use crate::bureau::BureauFolder;
use crate::output::{Beginning, CodePress, ManifestLine, OutFolder, Run};
use crate::progress::Meter;
use crate::register::{Action, Actor, Batch, Entry, Expiry, Reason, Register, Renewal};
use crate::{Call, jsonfile};

/// A holder who gets a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recipient {
    pub(crate) holder: u32,
    /// Why what they have is revoked; nothing is if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl Recipient {
    pub(crate) fn new(holder: u32, reason: Option<Reason>) -> Self {
        Self {
            holder,
            reason: reason.map(|reason| reason.code().to_owned()),
        }
    }

    fn reason(&self) -> Option<Reason> {
        self.reason.as_deref().and_then(Reason::from_code)
    }
}

/// `people.json`: whom the run in this folder is about. Removed when it is finished.
#[derive(Serialize, Deserialize)]
struct PeopleFile {
    format: u32,
    people: Vec<Recipient>,
}

/// `summary.json`, and the result.
#[derive(Serialize)]
pub(crate) struct ReissueSummary {
    format: u32,
    action: &'static str,
    #[serde(flatten)]
    run: Run,
    pub(crate) resumed: bool,
    kid: String,
    operator: String,
    issued_at: u64,
    pub(crate) until: u64,
    pub(crate) issued: usize,
    pub(crate) revoked: usize,
    /// Of the people, who is suspended, and the new code too.
    pub(crate) suspended: u64,
    pub(crate) seconds: f64,
}

/// A code that was made, in JSON output.
#[derive(Serialize)]
pub(crate) struct ReissuedCode {
    holder: u32,
    serial: u32,
    status_index: u32,
    file: String,
    /// Status indices of what was revoked for it.
    replaces: Vec<u32>,
}

/// One run.
pub(crate) struct ReissueRun<'r> {
    pub(crate) args: &'r RunArgs,
    pub(crate) action: Action,
    pub(crate) folder: &'r BureauFolder<'r>,
    pub(crate) actor: &'r Actor,
}

impl ReissueRun<'_> {
    /// Whether a run like this was interrupted in the folder: then it is about the people it was
    /// about, and nobody is asked again.
    ///
    /// # Errors
    /// `out-used` if the folder has codes of a finished run.
    pub(crate) fn was_interrupted(args: &RunArgs) -> Result<bool, Failure> {
        let out = OutFolder::new(&args.out);
        out.check_free()?;
        Ok(out.unfinished()?.is_some() && people_file(args).exists())
    }

    /// Reserves, makes and records a code for each of the people.
    ///
    /// # Errors
    /// Those of opening the bureau's key, of the register, of signing and of writing. Run again, it resumes.
    pub(crate) fn run(
        &self,
        people: Vec<Recipient>,
        register: &mut Register,
        call: &mut Call<'_, '_>,
    ) -> Result<(ReissueSummary, Vec<ReissuedCode>), Stop> {
        let (bureau, key) = self.folder.open(call)?;
        let started = Instant::now();
        let until = self.args.until(call.now)?;
        if let Some(note) = bureau.check_longest(Validity::new(call.now, until))? {
            call.console.say(&note)?;
        }
        let out = OutFolder::new(&self.args.out);
        files::create_private_folder(&self.args.out)?;
        let render_options =
            self.args
                .render_options(false, bureau.file.link.as_ref(), people.len() as u64)?;
        let mut run = Run {
            name: String::new(),
            bureau: bureau.file.id,
            roster: Untrusted::new(self.action.code()),
            render_options: render_options.clone(),
        };
        let beginning = out.begin(&mut run, call.now)?;
        let resumed = matches!(beginning, Beginning::Resumed);
        let people = self.record_recipients(people, resumed)?;

        let meter = Meter::new(text!("正在制作"; "making"), people.len() as u64);
        let press = CodePress::new(key, render_options, self.args.out.clone());
        let mut source = RecipientSource {
            people: people.into_iter(),
            expiry: Expiry::Usual(until),
            made: Vec::new(),
            suspended: 0,
        };
        let pipeline = Pipeline {
            clerk: &mut register.clerk(self.actor)?,
            console: call.console,
            action: self.action,
            now: call.now,
        };
        let output = RunOutput {
            press: &press,
            folder: &out,
            run: &run,
            resumed,
            // All of them are named in the folder.
            owed: Vec::new(),
        };
        pipeline.run(&mut source, &output, meter)?;
        let made = source.made;
        let summary = ReissueSummary {
            format: 1,
            action: self.action.code(),
            run,
            resumed,
            kid: bureau.key.id().to_string(),
            operator: self.actor.as_str().to_owned(),
            issued_at: call.now.as_secs(),
            until: until.as_secs(),
            issued: made.len(),
            revoked: made.iter().map(|one| one.replaces.len()).sum(),
            suspended: source.suspended,
            seconds: started.elapsed().as_secs_f64(),
        };
        jsonfile::write(&out.summary(), &summary, Access::Private)?;
        let file = people_file(self.args);
        std::fs::remove_file(&file).map_err(|error| files::cannot_write(&file, &error))?;
        out.finish()?;
        Ok((summary, made))
    }

    /// The people of the run that was interrupted, or else these, noted for the case.
    fn record_recipients(
        &self,
        people: Vec<Recipient>,
        resumed: bool,
    ) -> Result<Vec<Recipient>, Failure> {
        let path = people_file(self.args);
        if resumed && path.exists() {
            let file: PeopleFile = jsonfile::read(&path)?;
            return Ok(file.people);
        }
        let file = PeopleFile { format: 1, people };
        jsonfile::write(&path, &file, Access::Private)?;
        Ok(file.people)
    }
}

/// The recipients, each with the newest credential before this transaction.
struct RecipientSource {
    people: std::vec::IntoIter<Recipient>,
    expiry: Expiry,
    made: Vec<ReissuedCode>,
    suspended: u64,
}

impl CredentialSource for RecipientSource {
    type Item = (Recipient, Option<Entry>);

    fn next_items(&mut self, register: &Register) -> Result<Option<Vec<Self::Item>>, Failure> {
        let people: Vec<Recipient> = self.people.by_ref().take(BATCH).collect();
        let items = people.into_iter().map(|one| {
            let newest = register
                .entries_of(HolderNumber(one.holder))?
                .into_iter()
                .next();
            Ok((one, newest))
        });
        let items: Vec<_> = items.collect::<Result<_, Failure>>()?;
        Ok((!items.is_empty()).then_some(items))
    }

    fn reserve(
        &mut self,
        batch: &mut Batch<'_>,
        (one, newest): Self::Item,
        folder: Option<&str>,
    ) -> Result<Option<Job>, Failure> {
        let ours = newest.filter(|entry| folder.is_some_and(|folder| is_in(entry, folder)));
        let entry = match (ours, one.reason()) {
            (Some(entry), _) => Some(entry),
            (None, Some(reason)) => {
                Some(batch.reissue(HolderNumber(one.holder), reason, self.expiry)?)
            }
            (None, None) => match batch.renew(HolderNumber(one.holder), self.expiry)? {
                Renewal::Reserved(entry) => Some(entry),
                // Reserved before the run was interrupted, or long enough by now.
                Renewal::NotNeeded(entry) => entry.output.is_none().then_some(entry),
            },
        };
        let status = entry.as_ref().map(|entry| entry.standing.status);
        self.suspended += u64::from(status == Some(Status::Suspended));
        Ok(entry.map(|entry| Job {
            at: None,
            entry,
            revoked_for: one.reason(),
        }))
    }

    fn listed(&mut self, line: ManifestLine, _: Revoked) {
        self.made.push(ReissuedCode {
            holder: line.holder,
            serial: line.serial,
            status_index: line.status_index,
            file: line.file,
            replaces: line.replaces,
        });
    }
}

fn people_file(args: &RunArgs) -> PathBuf {
    args.out.join("people.json")
}
