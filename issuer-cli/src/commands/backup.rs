//! `issuer backup`: the register, copied as it is at one moment and checked.

use std::path::{Path, PathBuf};

use cli_support::files;
use messages::{Exit, Failure, Text, dates, failure, text};
use serde_json::json;

use crate::books;
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::register::Register;
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 存放备份的文件夹，例如 U 盘 | where the copy goes, such as a USB stick
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let register = folder.register()?;
    if let Some(note) = make_folder(&args.to)? {
        call.console.say(&note)?;
    }
    let (day, number) = (dates::day(call.now), register.audit_head()?.number);
    let copy = free_name(&args.to, &format!("register-{day}-{number}"));
    register.backup(&copy)?;
    // Read once from where it lies: a stick that takes everything and keeps nothing is found now.
    let checked = Register::open(&copy, folder.held_person_key()?)?;
    let head = checked.verify_audit(None)?;
    let counts = checked.counts(call.now)?;

    folder.note_backup(call.now, head.number)?;
    let books = books::back_up(&folder, &args.to.join("books"))?;

    let name = values::shown(&copy);
    let (people, codes) = (counts.holders, counts.credentials);
    let mut lines = vec![
        text!("已备份并核对台账：{people} 人，{codes} 个码。";
            "Copied the register and checked the copy: {people} people, {codes} codes."),
        text!("  备份  {name}"; "  copy  {name}"),
        text!("  校验值（请写在备份的标签上）  {head}";
            "  end of the audit log (write it on the label)  {head}"),
    ];
    if let Some(copy) = &books {
        let (files, written, kib) = (copy.files, copy.written, copy.bytes.div_ceil(1_024));
        lines.push(text!("  流水账（books 文件夹）  {files} 个文件，{kib} KiB，这次写了 {written} 个";
            "  the books of benefits (folder books)  {files} files, {kib} KiB, of which {written} were written now"));
    }
    let json = json!({
        "backup": copy,
        "people": people,
        "codes": codes,
        "head": head.to_string(),
        "books": books.map(|copy| json!({
            "files": copy.files,
            "bytes": copy.bytes,
            "written": copy.written,
        })),
    });
    call.answer(&lines, &json)?;
    let keys = values::shown(&args.bureau.join("keys"));
    call.console.say(&text!(
        "\n备份里没有密钥。{keys} 里的密钥（尤其是 person.key）请用 issuer key backup 另外备份，与台账备份分开存放。";
        "\nThere are no keys in it. Back up those in {keys}, above all person.key, with issuer key backup, and keep that copy apart from those of the register."))?;
    Ok(Exit::Done)
}

/// Makes the folder, and says so, if only the last part of its path is not there. More that is missing is a
/// stick that was not put in, or a name that was mistyped.
fn make_folder(path: &Path) -> Result<Option<Text>, Failure> {
    if path.is_dir() {
        return Ok(None);
    }
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let name = values::shown(path);
    if parent.is_some_and(|parent| !parent.is_dir()) {
        return Err(
            failure!("folder-missing"; "没有文件夹 {name}，它的上一级也没有"; "there is no folder {name}, nor the one above it";
            "请确认 U 盘已插好、盘符没有写错；没有备份。"; "Make sure that the stick is in and its name is right. Nothing was copied."),
        );
    }
    files::create_folder(path)?;
    Ok(Some(
        text!("文件夹 {name} 原来没有，已新建。"; "There was no folder {name}; it was made."),
    ))
}

/// A name that no earlier copy has: a second one on a day, with nothing recorded in between, is welcome.
fn free_name(folder: &Path, stem: &str) -> PathBuf {
    let first = folder.join(format!("{stem}.db"));
    let numbered = |number: u32| folder.join(format!("{stem}-{number}.db"));
    std::iter::once(first.clone())
        .chain((2..1_000).map(numbered))
        .find(|path| !path.exists())
        .unwrap_or(first)
}
