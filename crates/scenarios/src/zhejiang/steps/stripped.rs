//! Whoever carries an update takes the status lists out of it. The trust list says that there must be some.

use credential_core::Update;
use messages::Exit;

use super::super::tables::{
    KEEPERS, bring, list_ceremony_with, pack_with, publish, verdict, words,
};
use super::{Codes, HANGZHOU, accepted, after, before, checked, code, leaked, refused};
use crate::stage::{Stage, Trouble};

const BUREAU: &str = "ningbo";
const NAME: &str = "宁波市";
const ID: &str = "33020001";

/// A gate that is set up only now.
const NEW_GATE: &str = "new-gate";

pub(crate) fn stripped_update(stage: &Stage, codes: &Codes) -> Result<(), Trouble> {
    let at = "2026-12-20T09:00";
    let (revoked, honest) = (code(codes, BUREAU, 1)?, code(codes, BUREAU, 2)?);
    complete_update(stage, codes, at)?;
    before(stage)?;
    verdict(stage, HANGZHOU, "gate", revoked, at, accepted(NAME))?;

    stage.print_heading(
        "送更新的人把状态名单从更新里抽掉；其余各件的签名都完好",
        "Whoever carries the update takes the status lists out of it; what remains is signed as it was",
    )?;
    strip(stage, "update-10.lbu", "stripped.lbu")?;
    let at = "2026-12-21T09:00";

    stage.print_heading(
        "新闸机，只有信任名单：谁的码都不直接通过",
        "A new gate has the trust list only: nobody is plainly accepted",
    )?;
    let provision = format!("provision --store @{NEW_GATE} --root @authority/root-set.cbor");
    stage.verifier(Exit::Done, &words(&provision))?;
    bring(stage, Exit::Done, "stripped.lbu", NEW_GATE, at)?;
    let missing = checked("status-missing", NAME);
    verdict(stage, NEW_GATE, "gate", revoked, at, missing)?;
    verdict(stage, NEW_GATE, "gate", honest, at, missing)?;

    stage.print_heading(
        "杭州的闸机，手里是旧的状态名单：看得出太旧",
        "The gate in Hangzhou holds an earlier status list, and sees that there must be a newer one",
    )?;
    bring(stage, Exit::Done, "stripped.lbu", HANGZHOU, at)?;
    let stale = checked("status-list-stale", NAME);
    verdict(stage, HANGZHOU, "gate", revoked, at, stale)?;

    stage.print_heading("完整的更新送到以后", "Once the complete update has arrived")?;
    for gate in [NEW_GATE, HANGZHOU] {
        bring(stage, Exit::Done, "update-10.lbu", gate, at)?;
    }
    after(stage)?;
    for gate in [NEW_GATE, HANGZHOU] {
        verdict(stage, gate, "gate", revoked, at, refused("revoked", NAME))?;
        verdict(stage, gate, "gate", honest, at, accepted(NAME))?;
    }
    Ok(())
}

/// The list says that Ningbo publishes status lists, and of when the newest one is; that one revokes a code.
fn complete_update(stage: &Stage, codes: &Codes, at: &str) -> Result<(), Trouble> {
    stage.print_heading(
        "名单写明：宁波应有状态名单，60 天以内的才算数；宁波这天又吊销了一个误发的码",
        "The trust list says that Ningbo publishes status lists, good for 60 days; on this day Ningbo revokes another code, issued by mistake",
    )?;
    let scope = format!(
        "trust scope --authority @authority --issuer {ID} --status-since 2026-03-09 --max-age-days 60 --at {at}"
    );
    stage.issuer(Exit::Done, &words(&scope))?;
    let revoked = code(codes, BUREAU, 1)?;
    let revoke = format!(
        "revoke --bureau @{BUREAU} --holder {} --reason 误发 --yes --operator 经办 --at {at}",
        revoked.holder
    );
    stage.issuer(Exit::Done, &words(&revoke))?;
    publish(stage, BUREAU, at)?;
    let newest = format!(" --status-list @{BUREAU}/status-list.cbor");
    list_ceremony_with(stage, "list-7", &newest, [KEEPERS[0], KEEPERS[1]], at)?;
    let vouch_list = leaked::with_vouch_list(stage)?;
    pack_with(stage, "update-10", &[BUREAU, "jiaxing"], &vouch_list)
}

/// No signature speaks for the update as a whole, so anybody can leave something out.
fn strip(stage: &Stage, from: &str, to: &str) -> Result<(), Trouble> {
    let bytes = std::fs::read(stage.path(from))?;
    let mut update = Update::parse(&bytes).map_err(|error| Trouble::new(error.to_string()))?;
    update.status_lists.clear();
    stage.write(to, &update.encode())
}
