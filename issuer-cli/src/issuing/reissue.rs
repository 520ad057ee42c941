//! Codes for holders who are in the register already: what `reissue`, `renew` and `bind` have in common.
//!
//! The run keeps the numbers of its holders in its folder, so that one which was interrupted knows whom
//! it is about, whatever the register says of them by then.

use std::path::PathBuf;
use std::time::Instant;

use cli_support::Stop;
use cli_support::files::{self, Access};
use credential_core::{HolderNumber, IssuerId, Status, Validity};
use messages::{Failure, text, untrusted::Untrusted};
use serde::{Deserialize, Serialize};

use super::args::RunArgs;
use super::pipeline::{CredentialSource, Job, Pipeline, Revoked, RunOutput, is_in};
use super::roster_source::BATCH;
use crate::bureau::BureauFolder;
use crate::output::{Beginning, CodePress, ManifestLine, OutFolder, Run};
use crate::phone_key::{self, KeyRefusal};
use crate::progress::Meter;
use crate::register::{
    Action, Actor, Batch, Binding, CodeKind, Entry, Expiry, FirstCard, KeyToBind, Reason, Register,
    Renewal,
};
use crate::{Call, jsonfile};

/// A holder who gets a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recipient {
    pub(crate) holder: u32,
    /// Why what they have is revoked; nothing is if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Of which kind the code is.
    #[serde(default)]
    kind: CodeKind,
    /// Whether a card is wanted by somebody who never had one.
    #[serde(default)]
    first_card: bool,
    /// The enrolment of the phone that is bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    enrolment: Option<String>,
}

/// What is done for a recipient.
enum Work<'t> {
    Reissue(Reason, FirstCard),
    Renew(CodeKind),
    Bind(&'t str),
}

impl Recipient {
    /// Whose card is replaced.
    pub(crate) fn to_reissue(holder: HolderNumber, reason: Reason, first: FirstCard) -> Self {
        Self {
            reason: Some(reason.code().to_owned()),
            first_card: first == FirstCard::Wanted,
            ..Self::to_renew(holder, CodeKind::Card)
        }
    }

    /// Whose code of this kind is made to last longer.
    pub(crate) const fn to_renew(holder: HolderNumber, kind: CodeKind) -> Self {
        Self {
            holder: holder.0,
            reason: None,
            kind,
            first_card: false,
            enrolment: None,
        }
    }

    /// Whose phone has made this enrolment.
    pub(crate) fn to_bind(holder: HolderNumber, enrolment: String) -> Self {
        Self {
            enrolment: Some(enrolment),
            ..Self::to_renew(holder, CodeKind::Phone)
        }
    }

    /// The enrolment of the phone that is bound, if one is.
    pub(crate) fn enrolment(&self) -> Option<&str> {
        self.enrolment.as_deref()
    }

    fn work(&self) -> Work<'_> {
        let reason = self.reason.as_deref().and_then(Reason::from_code);
        match (&self.enrolment, reason) {
            (Some(text), _) => Work::Bind(text),
            (None, Some(reason)) if self.first_card => Work::Reissue(reason, FirstCard::Wanted),
            (None, Some(reason)) => Work::Reissue(reason, FirstCard::Refused),
            (None, None) => Work::Renew(self.kind),
        }
    }

    /// Why what the person has is revoked, if anything is.
    fn revokes_for(&self) -> Option<Reason> {
        match self.work() {
            Work::Reissue(reason, _) => Some(reason),
            Work::Bind(_) => Some(Reason::Superseded),
            Work::Renew(_) => None,
        }
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
    kind: CodeKind,
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
    /// The arguments by which people are chosen that may be others on another day, as they were typed.
    pub(crate) selection: String,
}

/// What a run that was interrupted has left in its folder.
pub(crate) struct Interrupted {
    /// The beginning of the names of its files.
    pub(crate) name: String,
    pub(crate) people: Vec<Recipient>,
}

impl ReissueRun<'_> {
    /// The run like this that was interrupted in the folder, if one was. Whoever goes on with it makes sure
    /// that the command names the same people: the clerk may mean others, and would take these for them.
    ///
    /// # Errors
    /// `out-used` if the folder has codes of a finished run, `out-unfinished` if a run of another command was
    /// interrupted here; those of reading.
    pub(crate) fn interrupted(
        args: &RunArgs,
        action: Action,
    ) -> Result<Option<Interrupted>, Failure> {
        let out = OutFolder::new(&args.out);
        out.check_free()?;
        let path = people_file(args);
        let Some(before) = out.unfinished()?.filter(|_| path.exists()) else {
            return Ok(None);
        };
        if before.roster != Untrusted::new(action.code()) {
            return Err(out.other_run(&before));
        }
        let file: PeopleFile = jsonfile::read(&path)?;
        Ok(Some(Interrupted {
            name: before.name,
            people: file.people,
        }))
    }

    /// Reserves, makes and records a code for each of the people: those of the run that was interrupted here,
    /// if one was.
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
            arguments: Some(Untrusted::new(format!(
                "{}{}",
                self.selection,
                self.args.validity_arguments()
            ))),
        };
        let beginning = out.begin(&mut run, call.now)?;
        let resumed = matches!(beginning, Beginning::Resumed);
        let file = PeopleFile { format: 1, people };
        jsonfile::write(&people_file(self.args), &file, Access::Private)?;
        let people = file.people;

        let meter = Meter::new(text!("正在制作"; "making"), people.len() as u64);
        let press = CodePress::new(key, render_options, self.args.out.clone());
        let mut source = RecipientSource {
            people: people.into_iter(),
            issuer: IssuerId(bureau.file.id),
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
}

/// The recipients, each with the newest credential of the kind before this transaction.
struct RecipientSource {
    people: std::vec::IntoIter<Recipient>,
    issuer: IssuerId,
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
                .find(|entry| entry.kind() == one.kind);
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
    ) -> Result<Vec<Job>, Failure> {
        let ours = newest.filter(|entry| folder.is_some_and(|folder| is_in(entry, folder)));
        let holder = HolderNumber(one.holder);
        let entry = match (ours, one.work()) {
            (Some(entry), _) => Some(entry),
            (None, Work::Reissue(reason, first)) => {
                Some(batch.reissue(holder, reason, first, self.expiry)?)
            }
            (None, Work::Renew(kind)) => match batch.renew(holder, kind, self.expiry)? {
                Renewal::Reserved(entry) => Some(entry),
                // Reserved before the run was interrupted, or long enough by now.
                Renewal::NotNeeded(entry) => entry.output.is_none().then_some(entry),
            },
            (None, Work::Bind(text)) => {
                let proved = phone_key::read(text).map_err(KeyRefusal::into_failure)?;
                let key = KeyToBind {
                    proved: &proved,
                    issuer: self.issuer,
                };
                match batch.bind(holder, key, self.expiry)? {
                    Binding::Reserved(entry) => Some(entry),
                    Binding::Unchanged(_) => None,
                    Binding::Refused(why) => return Err(why.into_failure()),
                }
            }
        };
        let status = entry.as_ref().map(|entry| entry.standing.status);
        self.suspended += u64::from(status == Some(Status::Suspended));
        let job = entry.map(|entry| Job {
            at: None,
            entry,
            revoked_for: one.revokes_for(),
        });
        Ok(Vec::from_iter(job))
    }

    fn listed(&mut self, line: ManifestLine, _: Revoked) {
        self.made.push(ReissuedCode {
            holder: line.holder,
            serial: line.serial,
            status_index: line.status_index,
            kind: line.kind,
            file: line.file,
            replaces: line.replaces,
        });
    }
}

fn people_file(args: &RunArgs) -> PathBuf {
    args.out.join("people.json")
}
