//! What `diff` and `publish` say of tables and register together, and what stops a publication.

use credential_core::{CivilDay, Membership};
use messages::Lang::{En, Zh};
use messages::{Exit, Failure, Text, failure, text, untrusted::escape_untrusted};
use serde_json::{Value, json};

use crate::catalogue::{CatalogueBook, Differences, day_text, membership_text};
use crate::merchants::{GoneMerchant, Named, Reconciled};
use crate::register::MerchantEventKind;

/// Lines of each kind that people are shown, and names in one message.
const MAX_SHOWN: usize = 60;
const MAX_NAMED: usize = 20;

/// In lines for people; none if there is nothing to say.
pub(super) fn lines(reconciled: &Reconciled) -> Vec<Text> {
    let mut lines = Vec::new();
    let count = |kind| {
        reconciled
            .events
            .iter()
            .filter(|event| event.kind == kind)
            .count()
    };
    let (joined, renewed) = (
        count(MerchantEventKind::Joined),
        count(MerchantEventKind::Renewed),
    );
    if joined + renewed > 0 {
        lines.push(text!("台账将记下：加入 {joined} 家，协议续签或变更 {renewed} 家。"; "The register will note: {joined} merchants have joined, {renewed} agreements are renewed or changed."));
    }
    memberships(
        &mut lines,
        &reconciled.overruled,
        &text!(
        "表格与台账不符，照台账公布（恢复用 issuer merchant return）："; "The tables and the register differ, and the register counts (issuer merchant return ends it):"),
    );
    memberships(
        &mut lines,
        &reconciled.believed,
        &text!(
        "表格里写明、台账还没有的，照表格公布并记入台账："; "The tables say so and the register does not yet; it is published and recorded:"),
    );
    let gone = &reconciled.gone;
    if !gone.is_empty() {
        lines.push(text!("还没有退出、表里却没有了的商户："; "Merchants that have not left and are no longer in the tables:"));
        lines.extend(gone.iter().take(MAX_SHOWN).map(|gone| {
            let (number, name) = (gone.number, escape_untrusted(&gone.name));
            match gone.leaves.map(day_text) {
                Some(day) => text!("  {number} {name}（{day} 才退出）"; "  {number} {name} (leaves on {day} only)"),
                None => text!("  {number} {name}"; "  {number} {name}"),
            }
        }));
        more(&mut lines, gone.len());
    }
    lines
}

fn memberships(lines: &mut Vec<Text>, all: &[(Named, Membership)], heading: &Text) {
    if all.is_empty() {
        return;
    }
    lines.push(heading.clone());
    lines.extend(
        all.iter()
            .take(MAX_SHOWN)
            .map(|((number, name), membership)| {
                let name = escape_untrusted(name);
                let said = |lang| membership_text(*membership, lang);
                text!("  {number} {name}：{}", said(Zh); "  {number} {name}: {}", said(En))
            }),
    );
    more(lines, all.len());
}

fn more(lines: &mut Vec<Text>, count: usize) {
    if let Some(rest) = count.checked_sub(MAX_SHOWN).filter(|rest| *rest > 0) {
        lines.push(text!("  另有 {rest} 家，见 --json"; "  and {rest} more, see --json"));
    }
}

/// For programs.
pub(super) fn to_json(reconciled: &Reconciled) -> Value {
    let numbers = |kind: MerchantEventKind| -> Vec<u32> {
        let events = reconciled.events.iter().filter(|event| event.kind == kind);
        events.map(|event| event.merchant).collect()
    };
    let memberships = |all: &[(Named, Membership)]| -> Vec<Value> {
        all.iter()
            .map(|((number, name), membership)| {
                json!({ "number": number, "name": name, "membership": membership_text(*membership, En) })
            })
            .collect()
    };
    let gone: Vec<Value> = reconciled
        .gone
        .iter()
        .map(|gone| json!({ "number": gone.number, "name": gone.name, "leaves": gone.leaves.map(|day| day.to_string()) }))
        .collect();
    json!({
        "joined": numbers(MerchantEventKind::Joined),
        "renewed": numbers(MerchantEventKind::Renewed),
        "overruled": memberships(&reconciled.overruled),
        "believed": memberships(&reconciled.believed),
        "gone": gone,
    })
}

fn names<'n>(all: impl Iterator<Item = (u32, &'n str)>, count: usize) -> (String, String) {
    let shown: Vec<String> = all
        .take(MAX_NAMED)
        .map(|(number, name)| {
            format!("{number} {}", escape_untrusted(name))
                .trim()
                .to_owned()
        })
        .collect();
    let more = if count > MAX_NAMED { "…" } else { "" };
    (
        format!("{}{more}", shown.join("、")),
        format!("{}{more}", shown.join(", ")),
    )
}

/// Members that are no longer in the tables are not removed by silence.
///
/// # Errors
/// `merchants-gone`, with exit status 1.
pub(super) fn refuse_gone_merchants(gone: &[GoneMerchant]) -> Result<(), Failure> {
    if gone.is_empty() {
        return Ok(());
    }
    let count = gone.len();
    let (zh, en) = names(
        gone.iter().map(|gone| (gone.number, gone.name.as_str())),
        count,
    );
    let failure = failure!("merchants-gone"; "表格里没有了 {count} 家还没有退出的商户：{zh}"; "{count} merchants that have not left are no longer in the tables: {en}";
        "没有公布任何内容。漏了的请补回表格；确实退出的，先用 issuer merchant leave 编号，或加 --gone-merchants-leave（全部登记退出）。";
        "Nothing was published. Put back what was lost; of those that have left, say so with issuer merchant leave, or of all of them with --gone-merchants-leave.");
    Err(Failure {
        exit: Exit::Refused,
        ..failure
    })
}

/// Benefits that are no longer in the tables, while they were still to be given, are not ended by silence.
///
/// # Errors
/// `benefits-gone`, with exit status 1.
pub(super) fn refuse_gone_benefits(
    differences: &Differences,
    before: &CatalogueBook,
    today: CivilDay,
) -> Result<(), Failure> {
    let is_over = |number: u32| {
        let row = before.benefit(number);
        row.and_then(|row| row.benefit.until)
            .is_some_and(|until| until < today)
    };
    let gone: Vec<&Named> = differences
        .gone
        .iter()
        .filter(|(number, _)| !is_over(*number))
        .collect();
    if gone.is_empty() {
        return Ok(());
    }
    let (count, losers) = (gone.len(), differences.losses.len());
    let (zh, en) = names(
        gone.iter().map(|(number, title)| (*number, title.as_str())),
        count,
    );
    let failure = failure!("benefits-gone"; "表格里没有了 {count} 项还在期内的优待，{losers} 家商户因此少给：{zh}"; "{count} benefits that have not ended are no longer in the tables, and {losers} merchants give less: {en}";
        "没有公布任何内容。漏了的请补回表格；确实取消的，加 --gone-benefits-end，或先写截止日期。";
        "Nothing was published. Put back what was lost; to end them, add --gone-benefits-end, or give them a last day first.");
    Err(Failure {
        exit: Exit::Refused,
        ..failure
    })
}
