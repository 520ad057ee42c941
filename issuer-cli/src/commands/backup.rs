//! `issuer backup`: the register, copied as it is at one moment and checked.

use std::path::{Path, PathBuf};

use cli_support::files;
use messages::{Exit, dates, text};
use serde_json::json;

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
    files::create_folder(&args.to)?;
    let (day, number) = (dates::day(call.now), register.audit_head()?.number);
    let copy = free_name(&args.to, &format!("register-{day}-{number}"));
    register.backup(&copy)?;
    // Read once from where it lies: a stick that takes everything and keeps nothing is found now.
    let checked = Register::open(&copy, folder.held_person_key()?)?;
    let head = checked.verify_audit(None)?;
    let counts = checked.counts(call.now)?;

    let name = values::shown(&copy);
    let (people, codes) = (counts.holders, counts.credentials);
    let lines = [
        text!("已备份并核对台账：{people} 人，{codes} 个码。";
            "Copied the register and checked the copy: {people} people, {codes} codes."),
        text!("  备份  {name}"; "  copy  {name}"),
        text!("  校验值（请写在备份的标签上）  {head}";
            "  end of the audit log (write it on the label)  {head}"),
    ];
    let json = json!({
        "backup": copy,
        "people": people,
        "codes": codes,
        "head": head.to_string(),
    });
    call.answer(&lines, &json)?;
    let keys = values::shown(&args.bureau.join("keys"));
    call.console.say(&text!(
        "\n备份里没有密钥。{keys} 里的密钥（尤其是 person.key）请用 issuer key backup 另外备份，与台账备份分开存放。";
        "\nThere are no keys in it. Back up those in {keys}, above all person.key, with issuer key backup, and keep that copy apart from those of the register."))?;
    Ok(Exit::Done)
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
