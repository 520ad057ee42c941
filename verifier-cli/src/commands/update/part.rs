//! What became of one part of an update.

use cli_support::{Console, Format, Stop};
use credential_core::{Applied, Error, Holdings, IssuerId, PartOutcome, UnixTime, UpdatePart};
use messages::untrusted::escape_untrusted;
use messages::{Failure, Lang, dates, text, words};
use serde::Serialize;

use super::editions::Editions;
use super::record::PartRecord;

/// A part, and the file that it came in.
pub(super) struct PartOfFile {
    /// As it is; escaped where it is shown.
    file: String,
    pub(super) outcome: PartOutcome,
    editions: Editions,
}

impl PartOfFile {
    pub(super) fn new(file: &str, outcome: PartOutcome, editions: Editions) -> Self {
        Self {
            file: file.to_owned(),
            outcome,
            editions,
        }
    }

    /// Whether it is a place of this terminal.
    pub(super) fn is_place(&self) -> bool {
        matches!(self.outcome.part, UpdatePart::Place { .. })
    }

    /// The file of this run that has the same list in a newer version, if this one was refused for its
    /// age: a stick with older updates beside newer ones is in order.
    pub(super) fn newer_in<'p>(&self, parts: &'p [Self], holdings: &Holdings) -> Option<&'p str> {
        let Err(Error::RolledBack { held, .. }) = self.outcome.result else {
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
        let is_same = |other: &&Self| match (self.outcome.part, other.outcome.part) {
            (UpdatePart::StatusList { .. }, UpdatePart::StatusList { issuer }) => {
                issuer.is_some_and(|issuer| issuers.contains(&issuer))
            }
            (part, other) => std::mem::discriminant(&part) == std::mem::discriminant(&other),
        };
        let mut taken = parts.iter().filter(|part| part.outcome.result.is_ok());
        taken.find(is_same).map(|part| part.file.as_str())
    }
}

#[derive(Serialize)]
struct ListRecord<'a> {
    #[serde(flatten)]
    part: PartRecord<'a>,
    /// That is held now; of the catalogue.
    edition: Option<u32>,
}

pub(super) fn print(
    part: &PartOfFile,
    newer: Option<&str>,
    console: &mut Console<'_>,
) -> Result<(), Stop> {
    let (name, outcome, editions) = (part.file.as_str(), &part.outcome, part.editions);
    let edition = editions.held;
    let (part, words, version, issuer) = match outcome.part {
        UpdatePart::RootSet { version } => (
            "root-set",
            text!("根密钥集"; "root set"),
            Some(version),
            None,
        ),
        UpdatePart::StatusList { issuer } => (
            "status-list",
            text!("状态名单"; "status list"),
            None,
            issuer.map(|issuer| issuer.0),
        ),
        UpdatePart::VouchList { subject } => (
            "vouch-list",
            text!("真码清单"; "vouch list"),
            None,
            subject.map(|(issuer, _)| issuer.0),
        ),
        UpdatePart::TrustList { version } => (
            "trust-list",
            text!("信任名单"; "trust list"),
            Some(version),
            None,
        ),
        UpdatePart::Place { issuer } => (
            "place",
            text!("本机的点位文件"; "this terminal's place"),
            None,
            issuer.map(|issuer| issuer.0),
        ),
        UpdatePart::CataloguePart { subject } => (
            "catalogue-part",
            text!("优待目录"; "catalogue"),
            None,
            subject.map(|(issuer, _)| issuer.0),
        ),
        UpdatePart::CatalogueHead { issuer } => (
            "catalogue-head",
            text!("优待目录的版次"; "catalogue head"),
            None,
            issuer.map(|issuer| issuer.0),
        ),
        // The core may learn new parts before this program does.
        _ => ("other", text!("其他部分"; "another part"), None, None),
    };
    let refusal = outcome
        .result
        .err()
        .map(|error| refusal(outcome.part, &error, editions));
    let result = match outcome.result {
        Ok(Applied::New) => "new",
        Ok(Applied::AlreadyHeld) => "held",
        Err(_) => "refused",
    };
    if console.format == Format::Json {
        console.json(&ListRecord {
            part: PartRecord {
                version,
                issuer,
                error: refusal.as_ref().map(|failure| failure.record(console.lang)),
                newer_input: newer,
                ..PartRecord::new(name, part, result)
            },
            edition,
        })?;
        return Ok(());
    }
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
        None if result == "new" => ("√ 已导入".to_owned(), "✔ taken".to_owned()),
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

fn refusal(part: UpdatePart, error: &Error, editions: Editions) -> Failure {
    let what = words::error(error);
    let (zh, en) = (what.in_lang(Lang::Zh), what.in_lang(Lang::En));
    let what = match (part, error) {
        // Of a list it says nothing that it is no code.
        (_, Error::Malformed(_) | Error::ObjectUnsupported | Error::TooLong { .. }) => text!(
            "这一部分已损坏，或没有拷完整"; "this part is damaged, or was not copied completely"),
        (
            UpdatePart::RootSet { .. } | UpdatePart::TrustList { .. },
            Error::RolledBack { held, offered },
        ) => text!(
            "{zh}（本机已有第 {held} 版，这是第 {offered} 版）";
            "{en} (held: version {held}; this one: version {offered})"),
        // Issuers number the editions of a catalogue; everything else that they sign has a date alone.
        (_, Error::RolledBack { held, offered }) => match editions.both() {
            Some((held, offered)) => text!("{zh}（本机已有第 {held} 版，这是第 {offered} 版）";
                "{en} (held: edition {held}; this one: edition {offered})"),
            None => {
                let day = |secs: &u64| dates::minute(UnixTime::from_secs(*secs));
                let (held, offered) = (day(held), day(offered));
                text!("{zh}（本机的制于 {held}，这份制于 {offered}）";
                    "{en} (held: made {held}; this one: made {offered})")
            }
        },
        _ => what,
    };
    Failure::new(error.code(), what, words::update_remedy(error)).with_detail(error)
}
