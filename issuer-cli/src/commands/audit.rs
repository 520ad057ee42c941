//! `issuer audit`: the audit log, checked and shown.

use std::path::PathBuf;

use cli_support::Format;
use messages::{Exit, Failure, Lang, Text, dates, failure, text, untrusted::escape_untrusted};
use serde_json::json;

use crate::Call;
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::register::{
    Action, AuditHead, AuditNote, AuditRecord, NumberBound, Register, hexadecimal,
};
use crate::signed_heads::{self, KeptHead};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    /// 以前抄下的校验值，例如 17:9f2c… ，核对它是否还在记录中 | a value noted earlier, such as 17:9f2c…: is it still part of the audit log?
    #[arg(long, value_name = "N:HASH")]
    head: Option<String>,
    /// 主管部门留存的操作记录签名（audit-head 文件），可写多个：核对操作记录是否还是那一份 | signed heads that the authority has kept (audit-head files), one or more: is the log still the one that they are of?
    #[arg(long, value_name = "FILE", num_args = 1..)]
    against: Vec<PathBuf>,
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
    let bureau = Bureau::read(&folder.bureau_file())?;
    let against = args
        .against
        .iter()
        .map(|path| KeptHead::read(path, &bureau))
        .collect::<Result<Vec<_>, _>>()?;
    let kept = KeptHead::all(&folder, &bureau)?;
    let register = folder.register_skipping_rollback_check()?;
    let head = check(&register, noted.as_ref()).map_err(found)?;
    let heads = Heads {
        given_up: signed_heads::compare(&register, &kept)
            .and_then(|mut own| {
                own.extend(signed_heads::compare(&register, &against)?);
                Ok(own.len())
            })
            .map_err(found)?,
        kept: &kept,
        against: &against,
    };

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
            print_summary(&head, noted.as_ref(), &heads, call)?;
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
                "signed_heads": kept.len(),
                "signed_since": kept.first().map(KeptHead::to_json),
                "signed_last": kept.last().map(KeptHead::to_json),
                "against": against.iter().map(KeptHead::to_json).collect::<Vec<_>>(),
                "given_up": heads.given_up,
                "records": records,
            }))?;
        }
    }
    Ok(Exit::Done)
}

/// The whole audit log, against what was noted on paper and what is noted beside the register.
fn check(register: &Register, noted: Option<&AuditHead>) -> Result<AuditHead, Failure> {
    let head = register.verify_audit(noted)?;
    register.check_age()?;
    Ok(head)
}

/// That the register is wrong is this command's answer, not its failure.
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

/// What a record says, in Chinese where this program knows the note; the rest stays as it is.
fn details_in_chinese(details: &str) -> String {
    let notes: Vec<String> = AuditNote::split(details)
        .map(|note| {
            AuditNote::parse(note)
                .and_then(|note| note_in_chinese(&note))
                .unwrap_or_else(|| note.to_owned())
        })
        .collect();
    escape_untrusted(&notes.join("；")).into_owned()
}

fn note_in_chinese(note: &AuditNote) -> Option<String> {
    Some(match note {
        AuditNote::Values(values) => return values_in_chinese(values),
        AuditNote::Changed {
            change,
            holder,
            serial,
            index,
            reason,
        } => {
            let change = value_name(change.code())?;
            let reason = reason.text();
            let reason = reason.in_lang(Lang::Zh);
            format!("{change}编号 {holder} 第 {serial} 张（状态序号 {index}，{reason}）")
        }
        AuditNote::Published { digest, .. } => format!("状态名单 sha256 {}", hexadecimal(digest)),
        AuditNote::TakenOver => "原台账公布，现予沿用".to_owned(),
        AuditNote::NeverDelivered => "经办人声明：上一份名单从未送到任何终端".to_owned(),
        AuditNote::NumbersBeyond(NumberBound { holder, index }) => {
            format!("此后的持有人编号大于 {holder}，状态序号不小于 {index}")
        }
        AuditNote::InPlaceOf(head) => format!("替换校验值为 {head} 的台账"),
        AuditNote::ByDecision => "由经办人决定".to_owned(),
    })
}

/// `issued=3 revoked=1`
fn values_in_chinese(values: &[(String, String)]) -> Option<String> {
    let values: Option<Vec<String>> = values
        .iter()
        .map(|(name, value)| Some(format!("{} {value}", value_name(name)?)))
        .collect();
    values.map(|values| values.join("，"))
}

fn value_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "adopted" => "补录",
        "changed" => "内容变更",
        "entries" => "名单长度",
        "expired" => "到期换发",
        "issued" => "签发",
        "kid" => "密钥",
        "benefits" => "优待项目",
        "edition" => "版次",
        "event" => "事项",
        "holder" => "持有人编号",
        "editions" => "优待目录",
        "merchant" => "商户",
        "merchant-events" => "商户记录",
        "complaints" => "投诉",
        "parts" => "商户目录",
        "places" => "点位文件",
        "new" => "新人员",
        "reissued" => "补发",
        "bound" => "绑定手机",
        "renewed" => "换发",
        "restored" => "恢复",
        "revoked" => "吊销",
        "superseded" => "已换发",
        "suspended" => "暂停",
        "version" => "版本",
        "about" => "泄露的密钥",
        "sha256" => "sha256",
        "vouched" => "真码",
        _ => return None,
    })
}

/// The signed heads that the log was compared with.
struct Heads<'h> {
    kept: &'h [KeptHead],
    against: &'h [KeptHead],
    /// How many of them belong to a register that was given up.
    given_up: usize,
}

impl Heads<'_> {
    fn in_words(&self) -> Vec<Text> {
        let mut lines = Vec::new();
        let day = |kept: &KeptHead| dates::day(kept.signed);
        match (self.kept.first(), self.kept.last()) {
            (Some(first), Some(last)) => {
                let count = self.kept.len();
                let (since, until) = (day(first), day(last));
                let (from, to) = (first.head.number, last.head.number);
                lines.push(text!(
                    "  与本单位自 {since}（第 {from} 条）至 {until}（第 {to} 条）留下的 {count} 个操作记录签名相符";
                    "  it has the {count} ends that this bureau has signed, from {since} (record {from}) to {until} (record {to})"));
            }
            _ => lines.push(text!(
                "  还没有操作记录签名：能改数据库的人，可以把整个记录重写一遍而不被发现。每次公布都会写出一个，交主管部门留存";
                "  no end is signed yet: whoever can write the database could write all of it anew. Each publication signs one, for the authority to keep")),
        }
        if let Some(newest) = self.against.iter().max_by_key(|kept| kept.head.number) {
            let (count, number, day) = (self.against.len(), newest.head.number, day(newest));
            lines.push(text!(
                "  与所给的 {count} 个操作记录签名相符，最新的是 {day} 的第 {number} 条";
                "  it has the {count} signed ends that were named, the newest of {day} (record {number})"));
        } else {
            lines.push(text!(
                "  本机上的签名也可能一起被换掉：请用主管部门留存的核对（--against）";
                "  those at this computer may have been exchanged as well: compare with what the authority has kept (--against)"));
        }
        if self.given_up > 0 {
            let count = self.given_up;
            lines.push(text!(
                "  注意：其中 {count} 个属于后来放弃的台账，操作记录里有恢复台账的一条。请确认当时确实恢复过";
                "  note: {count} of them are of a register that was given up; the log has the recovery. Make sure that there was one"));
        }
        lines
    }
}

fn print_summary(
    head: &AuditHead,
    noted: Option<&AuditHead>,
    heads: &Heads<'_>,
    call: &mut Call<'_, '_>,
) -> Result<(), Stop> {
    let number = head.number;
    call.console.result(&text!(
        "\n共 {number} 条操作记录，连同所记的人员、码和状态逐条核对，前后一致。";
        "\n{number} records, checked with every person, code and standing that they vouch for: consistent in itself."))?;
    for line in heads.in_words() {
        call.console.result(&line)?;
    }
    if let Some(noted) = noted {
        let number = noted.number;
        call.console
            .result(&text!("  与抄下的第 {number} 条校验值相符";
                "  the value noted of record {number} is part of it"))?;
    }
    call.console
        .result(&text!("  校验值（请抄在台账本上）  {head}";
            "  end of the audit log (note it on paper)  {head}"))?;
    Ok(())
}

fn no_head(text: &str) -> Failure {
    let text = escape_untrusted(text);
    failure!("head-invalid"; "“{text}”不是校验值"; "'{text}' is not the end of an audit log";
        "校验值是一个序号、一个冒号和 64 位十六进制数字，公布、报告和备份时都会显示。";
        "It is a number, a colon and 64 hexadecimal digits, as publishing, reports and backups show it.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_notes_are_shown_in_chinese() {
        assert_eq!(
            details_in_chinese("issued=2 new=2; revoked holder 17 serial 2 index 900 (lost)"),
            "签发 2，新人员 2；吊销编号 17 第 2 张（状态序号 900，遗失）"
        );
        assert_eq!(
            details_in_chinese("something unknown; x=1"),
            "something unknown; x=1".replace("; ", "；")
        );
        assert_eq!(
            details_in_chinese("by decision of the actor; numbers beyond holder=7 index=4096"),
            "由经办人决定；此后的持有人编号大于 7，状态序号不小于 4096"
        );
    }
}
