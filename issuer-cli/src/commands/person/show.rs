//! `issuer person show`: all that the bureau stores of one person, for the person.

use std::path::PathBuf;

use ::books::{Books, BooksError};
use cli_support::files::{self, Access, Durability};
use credential_core::{HolderId, HolderNumber, IssuerId};
use messages::{Exit, Failure, Text, text};
use serde_json::Value;

use super::one_person::OnePerson;
use crate::benefit_report::Labels;
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::operator::Operator;
use crate::register::Action;
use crate::subject::{BooksOfPerson, Subject, page, record};
use crate::{Call, books, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    whom: OnePerson,
    /// 写成网页，打印后交给本人 | as a page, to be printed and handed to the person
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    operator: Operator,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let actor = args.operator.actor()?;
    let folder = BureauFolder::new(&args.bureau);
    let bureau = Bureau::read(&folder.bureau_file())?;
    let mut register = folder.register()?;
    register.check_ready(&actor, Action::Disclose, call.now)?;
    let holder = args.whom.find(&folder, &mut register, call)?;
    let books = from_books(&folder, bureau.file.id, holder)?;
    // Recorded before anything is shown: what was given out without a record nobody would know of.
    let mut clerk = register.clerk(&actor)?;
    let mut batch = clerk.batch(Action::Disclose, call.now)?;
    batch.record_disclosure(holder);
    let head = batch.commit()?;
    drop(clerk);
    let en = bureau.file.name_en.clone();
    let name = Text::new(
        bureau.file.name.clone(),
        en.unwrap_or_else(|| bureau.file.name.clone()),
    );
    let subject = Subject::read(
        &register,
        (name, bureau.file.id),
        holder,
        call.now,
        books,
        head.number,
    )?;
    let lang = call.console.lang;
    if let Some(path) = &args.html {
        let bytes = page(&subject, lang);
        files::write(path, &bytes, Access::Private, Durability::Synced)?;
    }
    let mut json = record(&subject, lang);
    if let Value::Object(keys) = &mut json {
        keys.insert("html".to_owned(), serde_json::json!(args.html));
        keys.insert("head".to_owned(), head.to_string().into());
    }
    call.answer(&lines(&subject, args, &head.to_string()), &json)?;
    Ok(Exit::Done)
}

fn from_books(
    folder: &BureauFolder<'_>,
    issuer: u32,
    holder: HolderNumber,
) -> Result<Option<BooksOfPerson>, Failure> {
    let opened = match books::open(folder) {
        Ok(opened) => opened,
        Err(failure) if failure.code == "books-missing" => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let holder = HolderId {
        issuer: IssuerId(issuer),
        number: holder,
    };
    let read = |opened: &Books| -> Result<BooksOfPerson, BooksError> {
        let mut marks = Vec::new();
        opened.for_each_mark(&mut |mark| {
            if mark.holder == Some((issuer, holder.number.0)) {
                marks.push(mark);
            }
            Ok(())
        })?;
        let uses = opened.uses_of(holder)?;
        let records: Vec<_> = uses.iter().map(|one| one.record).collect();
        Ok(BooksOfPerson {
            ratings: opened.ratings_of(&records)?,
            uses,
            labels: Labels::new(opened.names()?),
            marks,
        })
    };
    let said = |error| books::failure_of(&error, &folder.books_folder());
    read(&opened).map(Some).map_err(said)
}

fn lines(subject: &Subject, args: &Args, head: &str) -> Vec<Text> {
    let (holder, codes, acts) = (subject.holder, subject.codes.len(), subject.records.len());
    let (uses, marks) = match &subject.books {
        Some(books) => (books.uses.len(), books.marks.len()),
        None => (0, 0),
    };
    let mut lines = vec![
        text!("持有人 {holder}：码 {codes} 张，操作记录 {acts} 条，优待 {uses} 次，有疑问的记录 {marks} 条。";
            "Holder {holder}: codes {codes}, acts {acts}, uses {uses}, marks {marks}."),
    ];
    lines.push(match &args.html {
        Some(path) => {
            let shown = values::shown(path);
            text!("  网页  {shown}（打印后交给本人；里面有全部内容）"; "  page  {shown} (print it for the person; it has everything)")
        }
        None => text!("  全部内容：加 --html 文件 写成网页，或 --json"; "  for everything, add --html FILE for a page, or --json"),
    });
    lines.push(text!("  已记入操作记录  {head}"; "  noted in the audit log  {head}"));
    lines
}
