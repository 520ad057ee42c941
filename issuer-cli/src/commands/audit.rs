//! `issuer audit`: the trail, checked and shown.

use std::path::PathBuf;

use cli_support::Format;
use messages::{Exit, Failure, Lang, Text, dates, failure, text, untrusted::escape_untrusted};
use serde_json::json;

use crate::Call;
use crate::bureau::BureauFolder;
use crate::register::{Action, AuditHead, AuditRecord, Reason, Register};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR")]
    bureau: PathBuf,
    /// 以前抄下的校验值，例如 17:9f2c… ，核对它是否还在记录中 | a value noted earlier, such as 17:9f2c…: is it still part of the trail?
    #[arg(long, value_name = "N:HASH")]
    head: Option<String>,
    /// 从第几条起显示 | show from this record on
    #[arg(long, value_name = "N", conflicts_with = "last")]
    from: Option<u64>,
    /// 显示最后几条 | show the last records
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    last: u32,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let noted = match &args.head {
        Some(text) => Some(AuditHead::parse(text).ok_or_else(|| no_head(text))?),
        None => None,
    };
    let folder = BureauFolder::new(&args.bureau);
    let register = folder.register_skipping_rollback_check()?;
    let head = check(&register, noted.as_ref()).map_err(found)?;

    let shown = u64::from(args.last);
    let first = args
        .from
        .unwrap_or_else(|| (head.number + 1).saturating_sub(shown).max(1));
    let records = register.audit_records(first, args.last)?;
    match call.console.format {
        Format::Human => {
            for record in &records {
                call.console.result(&in_words(record))?;
            }
            tell(&head, noted.as_ref(), call)?;
        }
        Format::Json => {
            let records: Vec<_> = records
                .iter()
                .map(|record| {
                    json!({
                        "number": record.number,
                        "at": record.at.as_secs(),
                        "operator": record.actor,
                        "action": record.action,
                        "details": record.details,
                    })
                })
                .collect();
            call.console.json(&json!({
                "head": head.to_string(),
                "noted": noted.map(|noted| noted.to_string()),
                "records": records,
            }))?;
        }
    }
    Ok(Exit::Done)
}

/// The whole trail, against what was noted on paper and what is noted beside the register.
fn check(register: &Register, noted: Option<&AuditHead>) -> Result<AuditHead, Failure> {
    let head = register.verify_audit(noted)?;
    register.check_age()?;
    Ok(head)
}

/// That the books are wrong is this command's answer, not its failure.
fn found(failure: Failure) -> Failure {
    match failure.code {
        "audit-broken" | "register-rolled-back" | "register-damaged" => Failure {
            exit: Exit::Refused,
            ..failure
        },
        _ => failure,
    }
}

fn in_words(record: &AuditRecord) -> Text {
    let AuditRecord {
        number,
        at,
        actor,
        action,
        details,
        ..
    } = record;
    let (at, actor) = (dates::minute(*at), escape_untrusted(actor));
    let name = match Action::from_code(action) {
        Some(known) => known.in_chinese(),
        None => action,
    };
    text!("{number:>5}  {at}  {actor}  {name}  {}", details_in_chinese(details);
        "{number:>5}  {at}  {actor}  {action}  {}", escape_untrusted(details))
}

/// What the trail says, in Chinese where this program knows the words; the rest stays as it is.
fn details_in_chinese(details: &str) -> String {
    let notes: Vec<String> = details
        .split("; ")
        .map(|note| {
            counts_in_chinese(note)
                .or_else(|| code_in_chinese(note))
                .or_else(|| list_in_chinese(note))
                .unwrap_or_else(|| note.to_owned())
        })
        .collect();
    escape_untrusted(&notes.join("；")).into_owned()
}

/// `issued=3 revoked=1`
fn counts_in_chinese(note: &str) -> Option<String> {
    const COUNTS: [(&str, &str); 14] = [
        ("adopted", "补录"),
        ("changed", "内容变更"),
        ("entries", "名单长度"),
        ("expired", "到期换发"),
        ("issued", "签出"),
        ("kid", "密钥"),
        ("new", "新人员"),
        ("reissued", "补发"),
        ("renewed", "换发"),
        ("restored", "恢复"),
        ("revoked", "吊销"),
        ("superseded", "已换发"),
        ("suspended", "暂停"),
        ("version", "版本"),
    ];
    let counts: Option<Vec<String>> = note
        .split(' ')
        .map(|word| {
            let (name, value) = word.split_once('=')?;
            let (_, chinese) = COUNTS.iter().find(|(english, _)| *english == name)?;
            Some(format!("{chinese} {value}"))
        })
        .collect();
    counts.map(|counts| counts.join("，"))
}

/// `revoked holder 17 serial 2 index 900 (lost)`
fn code_in_chinese(note: &str) -> Option<String> {
    let words: Vec<&str> = note.split(' ').collect();
    let [
        done,
        "holder",
        holder,
        "serial",
        serial,
        "index",
        index,
        reason,
    ] = *words
    else {
        return None;
    };
    let done = match done {
        "revoked" => "吊销",
        "suspended" => "暂停",
        "restored" => "恢复",
        "reissued" => "补发",
        _ => return None,
    };
    let reason = reason.strip_prefix('(')?.strip_suffix(')')?;
    let reason = Reason::from_code(reason)?.text();
    Some(format!(
        "{done}编号 {holder} 第 {serial} 张（状态序号 {index}，{}）",
        reason.in_lang(Lang::Zh)
    ))
}

/// `status list iat=… sha256=…`
fn list_in_chinese(note: &str) -> Option<String> {
    let (_, digest) = note
        .strip_prefix("status list iat=")?
        .split_once(" sha256=")?;
    Some(format!("状态名单 sha256 {digest}"))
}

fn tell(head: &AuditHead, noted: Option<&AuditHead>, call: &mut Call<'_, '_>) -> Result<(), Stop> {
    let number = head.number;
    call.console.result(&text!(
        "\n共 {number} 条操作记录，连同所记的人员、码和状态逐条核对，没有被改动。";
        "\n{number} records, checked with every person, code and standing that they vouch for: nothing was changed."))?;
    if let Some(noted) = noted {
        let number = noted.number;
        call.console
            .result(&text!("  与抄下的第 {number} 条校验值相符";
                "  the value noted of record {number} is part of it"))?;
    }
    call.console.result(&text!(
        "  校验值（请抄在台账本上）  {head}"; "  end of the trail (note it on paper)  {head}"))?;
    Ok(())
}

fn no_head(text: &str) -> Failure {
    let text = escape_untrusted(text);
    failure!("head-invalid"; "“{text}”不是校验值"; "'{text}' is not the end of a trail";
        "校验值是一个序号、一个冒号和 64 位十六进制数字，公布、报告和备份时都会显示。";
        "It is a number, a colon and 64 hexadecimal digits, as publishing, reports and backups show it.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trail_is_told_in_chinese_as_far_as_it_is_known() {
        assert_eq!(
            details_in_chinese("issued=2 new=2; revoked holder 17 serial 2 index 900 (lost)"),
            "签出 2，新人员 2；吊销编号 17 第 2 张（状态序号 900，遗失）"
        );
        assert_eq!(
            details_in_chinese("by decision of the actor; x=1"),
            "by decision of the actor; x=1".replace("; ", "；")
        );
    }
}
