//! `issuer complaint import`: complaints as files or codes, recorded with what else is known of the merchants.

use std::collections::HashSet;
use std::path::PathBuf;

use messages::Lang::{En, Zh};
use messages::{Exit, Failure, Text, failure, text, untrusted::escape_untrusted};
use serde_json::{Value, json};

use crate::Call;
use crate::bureau::{Bureau, BureauFolder, DEFAULT_FOLDER};
use crate::complaints::{
    VerifiedComplaint, complaint_json, complaint_words, complaints_in, verify,
};
use crate::merchants::Merchants;
use crate::operator::Operator;
use crate::register::{Action, AuditHead, AuditNote, Batch, RecordedComplaint};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 投诉文件，投诉的码的图片或码文；写 - 则用扫码枪扫
    /// | files of complaints, pictures or texts of their codes, or - to scan them in
    #[arg(value_name = "FILE|CODE", required = true, num_args = 1..=MAX_ARGUMENTS)]
    complaints: Vec<String>,
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    operator: Operator,
}

/// Files and codes of one call.
const MAX_ARGUMENTS: usize = 256;

/// A complaint, and whether it was recorded now or before.
struct Taken {
    complaint: RecordedComplaint,
    is_new: bool,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let actor = args.operator.actor()?;
    let folder = BureauFolder::new(&args.bureau);
    let bureau = Bureau::read(&folder.bureau_file())?;
    let mut register = folder.register()?;
    register.check_ready(&actor, Action::Complaint, call.now)?;
    let given = complaints_in(&args.complaints)?;
    let known = Merchants::read(&register)?;
    let mut met = HashSet::new();
    let mut verified = Vec::new();
    for bytes in &given {
        let complaint = verify(bytes, &bureau, &register, call.now)?;
        if !known.has(complaint.merchant()) {
            return Err(merchant_unknown(complaint.merchant()).into());
        }
        // The same one as a file and as codes is one.
        if met.insert(complaint.digest) {
            verified.push(complaint);
        }
    }
    let mut clerk = register.clerk(&actor)?;
    let mut batch = clerk.batch(Action::Complaint, call.now)?;
    let mut is_new = Vec::new();
    for complaint in &verified {
        is_new.push(record(&mut batch, complaint)?);
    }
    let head = match is_new.contains(&true) {
        true => Some(batch.commit()?),
        false => {
            drop(batch);
            None
        }
    };
    drop(clerk);
    let mut taken = Vec::new();
    for (complaint, is_new) in verified.iter().zip(is_new) {
        let complaint = register.complaint_with(&complaint.digest)?;
        taken.extend(complaint.map(|complaint| Taken { complaint, is_new }));
    }
    call.answer(&lines(&taken, &known), &to_json(&taken, head.as_ref()))?;
    Ok(Exit::Done)
}

/// Whether it was new. One that was recorded before counts once.
fn record(batch: &mut Batch<'_>, complaint: &VerifiedComplaint) -> Result<bool, Failure> {
    if batch.complaint_with(&complaint.digest)?.is_some() {
        return Ok(false);
    }
    let number = batch.record_complaint(&complaint.to_record())?;
    let values = [
        ("complaint", number.to_string()),
        ("about", complaint.merchant().to_string()),
    ];
    batch.note(AuditNote::Values(
        values.map(|(name, value)| (name.to_owned(), value)).into(),
    ));
    Ok(true)
}

fn merchant_unknown(number: u32) -> Failure {
    failure!("merchant-unknown"; "投诉的商户 {number} 本单位没有"; "the complaint is about merchant {number}, which this bureau does not have";
        "请用 issuer merchant list 查编号，向本人问清是哪一家。"; "issuer merchant list shows the numbers; ask the person which one is meant.")
}

fn lines(taken: &[Taken], known: &Merchants) -> Vec<Text> {
    let mut lines = Vec::new();
    for Taken { complaint, is_new } in taken {
        let number = complaint.merchant;
        let name = escape_untrusted(known.name(number));
        let first = match is_new {
            true => {
                text!("已登记对商户 {number} {name} 的投诉："; "Recorded a complaint about merchant {number} {name}:")
            }
            false => {
                text!("对商户 {number} {name} 的这份投诉以前登记过，没有再记："; "This complaint about merchant {number} {name} was recorded before, and counts once:")
            }
        };
        let words = complaint_words(complaint);
        lines.push(first);
        lines.push(text!("  {}", words.in_lang(Zh); "  {}", words.in_lang(En)));
        if *is_new {
            lines.push(text!("  查这家商户：issuer merchant show {number}；抽查后登记：issuer merchant inspect {number}";
                "  all about it: issuer merchant show {number}; after an inspection: issuer merchant inspect {number}"));
        }
    }
    lines
}

fn to_json(taken: &[Taken], head: Option<&AuditHead>) -> Value {
    let complaints = taken.iter().map(|Taken { complaint, is_new }| {
        let mut json = complaint_json(complaint);
        if let Value::Object(keys) = &mut json {
            keys.insert("new".to_owned(), json!(is_new));
        }
        json
    });
    json!({
        "complaints": complaints.collect::<Vec<_>>(),
        "head": head.map(ToString::to_string),
    })
}
