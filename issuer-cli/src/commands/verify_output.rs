//! `issuer verify-output`: whether the register and the folder of a run agree.

mod check;
mod discrepancy;

use std::path::PathBuf;

use cli_support::Format;
use messages::{Exit, text, untrusted::escape_untrusted};
use serde_json::json;

use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::output::OutFolder;
use crate::{Call, values};
use check::Findings;
use cli_support::Stop;

/// Faults that are shown on the screen.
const MAX_SHOWN: usize = 20;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 一次签发的文件夹 | the folder of a run
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let bureau = Bureau::read(&folder.bureau_file())?;
    let out = OutFolder::new(&args.out);
    let run = out.finished()?;
    run.check_bureau(bureau.file.id)?;
    let register = folder.register()?;
    // What the files are compared with must itself be sound.
    let head = register.verify_audit(None)?;
    let findings = check::check(&register, &out, &run, call.now, call.console)?;

    if call.console.format == Format::Human {
        show_discrepancies(&findings, call)?;
    }
    let (read, revoked, wrong) = (findings.read_back, findings.revoked, findings.wrong);
    let (name, shown) = (&run.name, values::shown(&args.out));
    let number = head.number;
    let mut lines = vec![if wrong == 0 {
        text!("核对无误：{shown} 与台账一致，{read} 个码逐个读回，没有缺失、多余或重复。";
            "All in order: {shown} agrees with the register. {read} codes were read back; none is missing, left over or there twice.")
    } else {
        text!("核对发现 {wrong} 处不符：{shown} 与台账不一致。";
            "{wrong} faults: {shown} does not agree with the register.")
    }];
    lines.push(text!(
        "  签发编号 {name}；其中已吊销 {revoked} 个；台账操作记录完好，共 {number} 条";
        "  run {name}; {revoked} of the codes are revoked; the register's audit log is sound, {number} records"));
    let json = json!({
        "out": args.out,
        "run": name,
        "agrees": wrong == 0,
        "issued": findings.issued,
        "revoked": revoked,
        "read_back": read,
        "wrong": wrong,
        "faults": findings.faults,
        "audit_head": head.to_string(),
    });
    call.answer(&lines, &json)?;
    Ok(if wrong == 0 {
        Exit::Done
    } else {
        Exit::Refused
    })
}

fn show_discrepancies(findings: &Findings, call: &mut Call<'_, '_>) -> Result<(), Stop> {
    use messages::Lang::{En, Zh};
    for fault in findings.faults.iter().take(MAX_SHOWN) {
        let (what, remedy) = (fault.kind.what(), fault.kind.remedy());
        let file = escape_untrusted(&fault.file);
        call.console.say(
            &text!("  {file}：{}。{}", what.in_lang(Zh), remedy.in_lang(Zh);
                "  {file}: {}. {}", what.in_lang(En), remedy.in_lang(En)),
        )?;
    }
    let rest = findings.wrong.saturating_sub(MAX_SHOWN as u64);
    if rest > 0 {
        call.console
            .say(&text!("  ……另有 {rest} 处"; "  … {rest} more"))?;
    }
    Ok(())
}
