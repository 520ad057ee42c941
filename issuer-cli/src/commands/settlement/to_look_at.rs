//! What the clerk sees before a settlement is made: uses with marks, and what was given by hand.

use books::report::{MarkedUses, SavedUses, SettlementDraft};
use cli_support::Stop;
use messages::Lang::{En, Zh};
use messages::{Text, failure, text};
use serde_json::{Value, json};

use crate::Call;
use crate::benefit_report::yuan_signed;
use crate::books::mark_text;
use crate::consent::Consent;

/// Asks, unless there is nothing to look at.
///
/// # Errors
/// `settlement-marked` if there is nobody to ask and `--yes` was not given; `declined`.
pub(super) fn ask(
    consent: &Consent,
    found: &MarkedUses,
    draft: &SettlementDraft,
    call: &mut Call<'_, '_>,
) -> Result<(), Stop> {
    if found.is_empty() || consent.is_given() {
        return Ok(());
    }
    let owed = yuan_signed(draft.owed().unwrap_or(i64::MAX));
    let all = lines(found);
    let joined = |lang, mark: &str| {
        let of = all.iter().map(|line| line.in_lang(lang).trim().to_owned());
        of.collect::<Vec<_>>().join(mark)
    };
    let (zh, en) = (joined(Zh, "；"), joined(En, "; "));
    if !Consent::can_ask(call) {
        let why = failure!("settlement-marked"; "有待核查的记录：{zh}。补给 {owed} 元的结算单没有作出"; "there are records to look at: {en}. The statement of {owed} yuan was not made";
            "请用 issuer journal marks 核查，不该给的用 issuer journal undo 撤回；核对无误后加 --yes。";
            "Look at them with issuer journal marks, and take back with issuer journal undo what was given wrongly; then add --yes.");
        return Err(why.into());
    }
    let question =
        text!("{zh}。作出补给 {owed} 元的结算单？"; "{en}. Make the statement of {owed} yuan?");
    consent.ask(&question, call)
}

/// A line for all uses with marks, one for each kind, one for what was given by hand.
pub(super) fn lines(found: &MarkedUses) -> Vec<Text> {
    let mut lines = Vec::new();
    let shown = |of: &SavedUses| {
        let saved = yuan_signed(i64::try_from(of.saved).unwrap_or(i64::MAX));
        (of.uses, saved)
    };
    if found.all.uses > 0 {
        let (uses, saved) = shown(&found.all);
        lines.push(text!("有标记的优待 {uses} 次，优惠 {saved} 元"; "{uses} uses with marks, {saved} yuan saved"));
    }
    for (kind, of) in &found.by_kind {
        let (uses, saved) = shown(of);
        let kind = mark_text(*kind);
        let (zh, en) = (kind.in_lang(Zh), kind.in_lang(En));
        lines.push(text!("  {zh} {uses} 次，{saved} 元"; "  {en}: {uses} uses, {saved} yuan"));
    }
    if found.manual.uses > 0 {
        let (uses, saved) = shown(&found.manual);
        lines.push(text!("手工登记 {uses} 次，优惠 {saved} 元"; "{uses} manual grants, {saved} yuan saved"));
    }
    lines
}

/// As JSON.
pub(super) fn record(found: &MarkedUses) -> Value {
    let sums = |of: &SavedUses| json!({ "uses": of.uses, "saved_fen": of.saved });
    let kinds = found
        .by_kind
        .iter()
        .map(|(kind, of)| json!({ "code": kind.code(), "uses": of.uses, "saved_fen": of.saved }));
    json!({
        "uses": found.all.uses,
        "saved_fen": found.all.saved,
        "kinds": kinds.collect::<Vec<_>>(),
        "manual": sums(&found.manual),
    })
}
