//! Codes for people who are in the register already: what `reissue` and `renew` have in common.
//!
//! The run keeps the numbers of its people in its folder, so that one which was broken off knows whom
//! it is about, whatever the register says of them by then.

use std::path::PathBuf;
use std::thread;
use std::time::Instant;

use cli_support::files::{self, Access};
use credential_core::{Status, UnixTime};
use messages::{Failure, text};
use serde::{Deserialize, Serialize};

use crate::bureau::Bureau;
use crate::keys::Key;
use crate::output::{
    Beginning, Form, ImageFormat, Listed, Made, Manifest, OutFolder, Press, RenderOptions, Run,
};
use crate::parallel::Workers;
use crate::progress::Meter;
use crate::register::{Action, Actor, Batch, Entry, Expiry, Reason, Register, text_digest};
use crate::{Call, jsonfile, values};
use cli_support::Stop;

/// People of a transaction.
const BATCH: usize = 5_000;

/// Where the codes go and what they look like.
#[derive(Debug, clap::Args)]
pub(crate) struct ReissueArgs {
    /// 存放码和清单的新文件夹；上次中断的，写原来的文件夹 | a new folder for codes and manifest, or that of a run that was broken off
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// 有效期最后一天 | last day on which the codes are valid
    #[arg(long, value_name = "DATE", conflicts_with = "years")]
    until: Option<String>,
    /// 有效年数 | for how many years the codes are valid
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=20))]
    years: u8,
    /// 码的图片格式 | how codes are drawn
    #[arg(long, value_name = "png|svg", default_value = "png")]
    format: ImageFormat,
    /// 码的写法：纯数字，或 Base45 | how the code is written: digits or Base45
    #[arg(long, value_name = "digits|base45", default_value = "digits")]
    form: Form,
    /// PNG 中每个小方格的像素数 | pixels along a side of a module in PNG files
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=64))]
    module_pixels: u32,
}

impl ReissueArgs {
    /// When the new codes end.
    pub(crate) fn until(&self, now: UnixTime) -> Result<UnixTime, Failure> {
        values::end_of_validity(self.until.as_deref(), self.years, now)
    }
}

/// Somebody who gets a code.
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

/// `people.json`: whom the run in this folder is about. Gone when it is finished.
#[derive(Serialize, Deserialize)]
struct PeopleFile {
    format: u32,
    people: Vec<Recipient>,
}

/// `summary.json`, and the result.
#[derive(Serialize)]
pub(crate) struct Summary {
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
    pub(crate) seconds: f64,
}

/// A code that was made.
#[derive(Serialize)]
pub(crate) struct Outcome {
    pub(crate) holder: u32,
    pub(crate) serial: u32,
    pub(crate) status_index: u32,
    pub(crate) file: String,
    /// Status indices of what was revoked for it.
    pub(crate) replaces: Vec<u32>,
}

/// One run.
pub(crate) struct ReissueRun<'r> {
    pub(crate) args: &'r ReissueArgs,
    pub(crate) action: Action,
    pub(crate) bureau: &'r Bureau,
    pub(crate) actor: &'r Actor,
}

impl ReissueRun<'_> {
    /// Whether a run like this was broken off in the folder: then it is about the people it was
    /// about, and nobody is asked again.
    ///
    /// # Errors
    /// `out-used` if the folder has codes of a finished run.
    pub(crate) fn was_broken_off(args: &ReissueArgs) -> Result<bool, Failure> {
        let out = OutFolder::new(&args.out);
        out.check_free()?;
        Ok(out.unfinished()?.is_some() && people_file(args).exists())
    }

    /// Reserves, makes and records a code for each of the people.
    ///
    /// # Errors
    /// Those of the register, of signing and of writing. Run again, it goes on.
    pub(crate) fn run(
        &self,
        people: Vec<Recipient>,
        key: Key,
        register: &mut Register,
        call: &mut Call<'_, '_>,
    ) -> Result<(Summary, Vec<Outcome>), Stop> {
        let started = Instant::now();
        let until = self.args.until(call.now)?;
        let out = OutFolder::new(&self.args.out);
        files::create_folder(&self.args.out)?;
        let mut run = Run {
            name: String::new(),
            bureau: self.bureau.file.id,
            roster: self.action.code().to_owned(),
            render_options: RenderOptions {
                drawn: self.args.format,
                module_pixels: self.args.module_pixels,
                form: self.args.form,
                full_names: false,
            },
        };
        let beginning = out.begin(&mut run, call.now)?;
        let resumed = matches!(beginning, Beginning::Resumed);
        let people = self.settle_on(people, resumed)?;

        let press = Press::new(key, run.render_options.clone(), self.args.out.clone());
        let made = self.make_all(&people, &press, &out, &run, until, register, call)?;
        let summary = Summary {
            format: 1,
            action: self.action.code(),
            run,
            resumed,
            kid: self.bureau.key.id().to_string(),
            operator: self.actor.as_str().to_owned(),
            issued_at: call.now.as_secs(),
            until: until.as_secs(),
            issued: made.len(),
            revoked: made.iter().map(|one| one.replaces.len()).sum(),
            seconds: started.elapsed().as_secs_f64(),
        };
        jsonfile::write(&out.summary(), &summary, Access::Public)?;
        let file = people_file(self.args);
        std::fs::remove_file(&file).map_err(|error| files::cannot_write(&file, &error))?;
        out.finish()?;
        Ok((summary, made))
    }

    /// The people of the run that was broken off, or else these, noted for the case.
    fn settle_on(&self, people: Vec<Recipient>, resumed: bool) -> Result<Vec<Recipient>, Failure> {
        let path = people_file(self.args);
        if resumed && path.exists() {
            let file: PeopleFile = jsonfile::read(&path)?;
            return Ok(file.people);
        }
        let file = PeopleFile { format: 1, people };
        jsonfile::write(&path, &file, Access::Private)?;
        Ok(file.people)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "each is needed, and none belongs to another"
    )]
    fn make_all(
        &self,
        people: &[Recipient],
        press: &Press,
        out: &OutFolder<'_>,
        run: &Run,
        until: UnixTime,
        register: &mut Register,
        call: &mut Call<'_, '_>,
    ) -> Result<Vec<Outcome>, Stop> {
        let folder = format!("{}/", run.name);
        let mut manifest = Manifest::begin(out, call.console.lang)?;
        let mut meter = Meter::new(text!("正在制作"; "making"), people.len() as u64);
        let mut clerk = register.clerk(self.actor)?;
        let (mut outcomes, mut fresh) = (Vec::with_capacity(people.len()), Vec::new());
        for some in people.chunks(BATCH) {
            let before: Vec<Option<Entry>> = some
                .iter()
                .map(|one| Ok(clerk.register().entries_of(one.holder)?.into_iter().next()))
                .collect::<Result<_, Failure>>()?;
            let mut batch = clerk.batch(self.action, call.now)?;
            record(&mut batch, &mut fresh)?;
            let mut jobs = Vec::with_capacity(some.len());
            for (one, newest) in some.iter().zip(before) {
                let ours = newest.filter(|entry| is_in(entry, &folder));
                jobs.extend(match ours {
                    Some(entry) => Some(entry),
                    None => reserve(&mut batch, one, until)?,
                });
            }
            batch.commit()?;

            for (entry, made) in make(press, jobs)? {
                if outcomes.is_empty() {
                    press.read_sample(&entry, &made)?;
                }
                let replaces = replaced(clerk.register(), &entry)?;
                manifest.add(
                    out,
                    &Listed {
                        at: None,
                        entry: &entry,
                        made: &made,
                        replaces: &replaces,
                    },
                )?;
                outcomes.push(Outcome {
                    holder: entry.holder,
                    serial: entry.serial,
                    status_index: entry.status_index,
                    file: made.file.clone(),
                    replaces,
                });
                if entry.output.is_none() {
                    let file = format!("{folder}{}", made.file);
                    fresh.push((entry, file, text_digest(&made.text)));
                }
                meter.show(outcomes.len() as u64, call.console)?;
            }
            out.settle()?;
        }
        let mut batch = clerk.batch(self.action, call.now)?;
        record(&mut batch, &mut fresh)?;
        batch.commit()?;
        meter.end(call.console)?;
        manifest.finish(out)?;
        Ok(outcomes)
    }
}

/// A code that is written and not yet recorded: whose, where, what.
type Fresh = (Entry, String, [u8; 32]);

fn record(batch: &mut Batch<'_>, fresh: &mut Vec<Fresh>) -> Result<(), Failure> {
    fresh
        .drain(..)
        .try_for_each(|(entry, file, digest)| batch.record_issued(&entry, &file, &digest))
}

fn reserve(
    batch: &mut Batch<'_>,
    one: &Recipient,
    until: UnixTime,
) -> Result<Option<Entry>, Failure> {
    use crate::register::Renewal;
    let expiry = Expiry::Usual(until);
    match one.reason() {
        Some(reason) => batch.reissue(one.holder, reason, expiry).map(Some),
        None => Ok(match batch.renew(one.holder, expiry)? {
            Renewal::Reserved(entry) => Some(entry),
            // Reserved before the run was broken off, or long enough by now.
            Renewal::NotNeeded(entry) => entry.output.is_none().then_some(entry),
        }),
    }
}

fn make(press: &Press, jobs: Vec<Entry>) -> Result<Vec<(Entry, Made)>, Failure> {
    let mut all = Vec::with_capacity(jobs.len());
    thread::scope(|scope| {
        let mut workers = Workers::start(scope, |entry: Entry| {
            let made = match &entry.output {
                Some(output) => press.find(&entry, &output.digest),
                None => press.make(&entry),
            };
            made.map(|made| (entry, made))
        });
        workers.hand_in(jobs);
        while let Some(parcel) = workers.take_out() {
            for made in parcel {
                all.push(made?);
            }
        }
        Ok(all)
    })
}

/// Whether the credential went out in the folder of this run.
fn is_in(entry: &Entry, folder: &str) -> bool {
    let output = entry.output.as_ref();
    output.is_some_and(|output| output.file.starts_with(folder))
}

/// What was revoked when this credential took its place.
fn replaced(register: &Register, entry: &Entry) -> Result<Vec<u32>, Failure> {
    let mut earlier = register.entries_of(entry.holder)?;
    earlier.retain(|other| {
        let since = other
            .standing
            .changed
            .is_some_and(|(_, at)| at >= entry.validity.from);
        other.serial < entry.serial && other.standing.status == Status::Revoked && since
    });
    Ok(earlier.iter().map(|other| other.status_index).collect())
}

fn people_file(args: &ReissueArgs) -> PathBuf {
    args.out.join("people.json")
}
