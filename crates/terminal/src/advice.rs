//! What to do next, and whose fault it is: the scanner's, this terminal's, or the code's.

use credential_core::{Advice, Caution, Error, TextFault, Verdict};
use messages::{Lang, Text, dates, scan_words, text, words};

use crate::judged::{Judged, Misreading};

/// What to do next.
pub fn advice(judged: &Judged) -> Text {
    if judged.misreading().is_some() {
        return misread(judged).1;
    }
    if judged.is_faulty() {
        return scan_words::faulty().1;
    }
    let mut sentences = Vec::new();
    if judged.predates_start
        || judged
            .error()
            .is_some_and(|error| is_terminals_fault(&error))
    {
        sentences.push(text!("这是本机的问题，不是持有人的问题。";
            "This is a matter of this terminal, not of the holder."));
    }
    if depends_on_clock(judged) {
        let clock = dates::minute(judged.at);
        sentences.push(text!("本机时钟为 {clock}：若不对，请先校准。";
            "The clock of this terminal says {clock}: if that is wrong, set it first."));
    }
    let waits_for_next = judged.predates_start || judged.error() == Some(Error::ProofReplayed);
    sentences.push(match waits_for_next {
        true => scan_words::next_code(),
        false => words::verdict_advice(&judged.verdict),
    });
    let join = |lang, between| {
        let all: Vec<_> = sentences.iter().map(|text| text.in_lang(lang)).collect();
        all.join(between)
    };
    Text::new(join(Lang::Zh, ""), join(Lang::En, " "))
}

/// Whether a clock that is wrong would be the reason just as well.
fn depends_on_clock(judged: &Judged) -> bool {
    match &judged.verdict {
        Verdict::Accept(_) => false,
        Verdict::Check(_, cautions) => cautions.first() == Caution::CredentialDatedAhead,
        Verdict::Refuse(refusal) => matches!(
            refusal.error(),
            Error::TrustListExpired | Error::StatusListExpired | Error::Expired
        ),
    }
}

/// What was misread, and what to do about it.
pub(crate) fn misread(judged: &Judged) -> (Text, Text) {
    match judged.misreading() {
        Some(Misreading::Signature) => (
            text!("签名不符：可能没有读对，也可能是伪造的";
                "the signature does not fit: perhaps it was not read rightly, perhaps it is forged"),
            text!("请再扫一次；若仍不符，即为伪造或被改动过，不给予优待，并报告退役军人事务局。";
                "Scan it again. If it is the same then, it is forged or altered: give nothing, and report it to the veterans' bureau."),
        ),
        Some(Misreading::Issuer) => (
            text!("查不到发码单位：可能没有读对，也可能本机的名单太旧";
                "no issuer is known for it: perhaps it was not read rightly, perhaps the lists of this terminal are too old"),
            text!("请再扫一次；若仍如此，请给本机导入最新的更新文件。";
                "Scan it again. If it is the same then, bring the latest update to this terminal."),
        ),
        Some(Misreading::Part(part)) => {
            let (number, count) = (part.index + 1, part.count);
            (
                text!("这是拆成 {count} 个的码中的第 {number} 个";
                    "this is part {number} of a code that was split into {count}"),
                text!("请把 {count} 个码同时放进画面。";
                    "Show all {count} of them in one picture."),
            )
        }
        Some(Misreading::Text(fault)) => scan_words::scan_fault(fault).unwrap_or_else(incomplete),
        None => incomplete(),
    }
}

fn incomplete() -> (Text, Text) {
    let what = words::error(&Error::Unreadable(TextFault::CheckDigits));
    (what, words::advice(Advice::ScanAgain))
}

/// Whether a code is refused for what this terminal lacks: another terminal may accept it.
fn is_terminals_fault(error: &Error) -> bool {
    matches!(
        error,
        Error::TrustListExpired
            | Error::TrustListMissing
            | Error::StatusListExpired
            | Error::TextUnsupported
            | Error::ContentUnsupported
            | Error::CategoryUnknown
    )
}
