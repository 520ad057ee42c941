//! What became of one part of an update.

use cli_support::{Console, Format, Stop};
use credential_core::{Applied, Error, Holdings, IssuerId, UnixTime, UpdatePart};
use messages::untrusted::escape_untrusted;
use messages::{Lang, text};
use terminal::update::{PartName, PartRecord, PartReport, part_name};

/// A part, and the file that it came in.
pub(super) struct PartOfFile {
    /// As it is; escaped where it is shown.
    file: String,
    report: PartReport,
}

impl PartOfFile {
    pub(super) fn new(file: &str, report: PartReport) -> Self {
        Self {
            file: file.to_owned(),
            report,
        }
    }

    pub(super) fn is_refused(&self) -> bool {
        self.report.outcome.result.is_err()
    }

    /// Whether it is a place of this terminal.
    pub(super) fn is_place(&self) -> bool {
        matches!(self.report.outcome.part, UpdatePart::Place { .. })
    }

    /// The file of this run that has the same list in a newer version, if this one was refused for its
    /// age: a stick with older updates beside newer ones is in order.
    pub(super) fn newer_in<'p>(&self, parts: &'p [Self], holdings: &Holdings) -> Option<&'p str> {
        let Err(Error::RolledBack { held, .. }) = self.report.outcome.result else {
            return None;
        };
        // Whose a refused list is the outcome does not say; the one that is held has its date.
        let held = UnixTime::from_secs(held);
        let issuers: Vec<IssuerId> = holdings
            .status_lists()
            .map(|list| list.claims())
            .filter(|claims| claims.validity.from == held)
            .map(|claims| claims.issuer)
            .collect();
        let is_same = |other: &&Self| match (self.report.outcome.part, other.report.outcome.part) {
            (UpdatePart::StatusList { .. }, UpdatePart::StatusList { issuer }) => {
                issuer.is_some_and(|issuer| issuers.contains(&issuer))
            }
            (part, other) => std::mem::discriminant(&part) == std::mem::discriminant(&other),
        };
        let mut taken = parts.iter().filter(|part| !part.is_refused());
        taken.find(is_same).map(|part| part.file.as_str())
    }
}

pub(super) fn print(
    part: &PartOfFile,
    newer: Option<&str>,
    console: &mut Console<'_>,
) -> Result<(), Stop> {
    let (name, report) = (part.file.as_str(), &part.report);
    let refusal = report.refusal();
    if console.format == Format::Json {
        let record = PartRecord::new(name, report, refusal.as_ref(), newer, console.lang);
        console.json(&record)?;
        return Ok(());
    }
    let PartName {
        words,
        version,
        issuer,
        ..
    } = part_name(report.outcome.part);
    let edition = report.editions.held;
    let name = escape_untrusted(name);
    let newer = newer.map(escape_untrusted);
    let of = match (version, issuer) {
        (Some(version), _) => text!("，本机现为第 {version} 版"; ", now version {version}"),
        (_, Some(issuer)) => {
            let now = edition
                .map(|edition| text!("，本机现为第 {edition} 版"; ", now edition {edition}"));
            let now = now.unwrap_or_else(|| text!(""; ""));
            text!("（发码单位 {issuer}）{}", now.in_lang(Lang::Zh);
                " of issuer {issuer}{}", now.in_lang(Lang::En))
        }
        _ => text!(""; ""),
    };
    let (zh, en) = match &refusal {
        None if report.outcome.result == Ok(Applied::New) => {
            ("√ 已导入".to_owned(), "✔ taken".to_owned())
        }
        None => ("√ 已有，无须导入".to_owned(), "✔ held already".to_owned()),
        Some(failure) => (
            format!("× 拒绝：{}", failure.what.in_lang(Lang::Zh)),
            format!("✘ refused: {}", failure.what.in_lang(Lang::En)),
        ),
    };
    let mut line = text!("{name}：{}{}  {zh}", words.in_lang(Lang::Zh), of.in_lang(Lang::Zh);
        "{name}: {}{}  {en}", words.in_lang(Lang::En), of.in_lang(Lang::En));
    if let Some(newer) = newer {
        line = text!("{name}：{}  － 较旧，不必导入（本次已有更新的：{newer}）", words.in_lang(Lang::Zh);
            "{name}: {}  - older, not needed (a newer one came in {newer})", words.in_lang(Lang::En));
    } else if let Some(failure) = &refusal {
        line = text!("{}\n  处理：{}", line.in_lang(Lang::Zh), failure.remedy.in_lang(Lang::Zh);
            "{}\n  fix: {}", line.in_lang(Lang::En), failure.remedy.in_lang(Lang::En));
    }
    Ok(console.result(&line)?)
}
