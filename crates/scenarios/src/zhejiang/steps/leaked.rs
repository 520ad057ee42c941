//! An issuing key is stolen. The honest holders keep their codes, and the thief's are worth nothing.

use messages::Exit;

use super::super::bureaus::roster;
use super::super::tables::{
    Code, KEEPERS, bring, issue, list_ceremony, pack, pack_with, publish, verdict, words,
};
use super::{
    Codes, HANGZHOU, accepted, after, before, checked, code, copy_folder, key_id, refused,
    request_for_next_key, switch,
};
use crate::stage::{Stage, Trouble};

const BUREAU: &str = "jiaxing";
const NAME: &str = "嘉兴市";
const ID: &str = "33040001";

/// What the thief has: a copy of the bureau's folder, with the key in it.
const THIEF: &str = "stolen-jiaxing";

pub(crate) fn leaked_key(stage: &Stage, codes: &Codes) -> Result<(), Trouble> {
    let kid = stolen_key_id(stage)?;
    let forged = theft(stage, codes)?;
    let fresh = another_key(stage, codes, &kid, &forged)?;
    vouched(stage, codes, &kid, &forged, &fresh)
}

/// The theft, and what the terminal thinks of the thief's code as long as nobody knows.
fn theft(stage: &Stage, codes: &Codes) -> Result<Code, Trouble> {
    let at = "2026-12-07T09:00";
    stage.print_heading(
        "密钥失窃：嘉兴市局刚吊销了一个码，当晚电脑被盗，签发密钥也在里面",
        "A leaked key: Jiaxing has just revoked a code; that night its computer is stolen, with the issuing key in it",
    )?;
    let revoked = code(codes, BUREAU, 2)?;
    let line = format!(
        "revoke --bureau @{BUREAU} --holder {} --reason 遗失 --yes --operator 经办 --at {at}",
        revoked.holder
    );
    stage.issuer(Exit::Done, &words(&line))?;
    publish(stage, BUREAU, at)?;
    pack(stage, "update-7", &[BUREAU])?;
    bring(stage, Exit::Done, "update-7.lbu", HANGZHOU, at)?;
    copy_folder(&stage.path(BUREAU), &stage.path(THIEF))?;

    let night = "2026-12-08T23:00";
    stage.print_heading(
        "小偷：用嘉兴的密钥给自己发码",
        "The thief issues a code with Jiaxing's key",
    )?;
    let forged = forge(stage, "codes-thief", 701, night)?;
    before(stage)?;
    let honest = code(codes, BUREAU, 0)?;
    verdict(stage, HANGZHOU, "gate", honest, night, accepted(NAME))?;
    let gone = refused("revoked", NAME);
    verdict(stage, HANGZHOU, "gate", revoked, night, gone)?;
    // Nobody can tell it from a genuine one.
    verdict(stage, HANGZHOU, "gate", &forged, night, accepted(NAME))?;
    Ok(forged)
}

/// A code by the stolen key, made with the stolen copy of the bureau's folder.
fn forge(stage: &Stage, run: &str, person: usize, at: &str) -> Result<Code, Trouble> {
    let own_name = roster(person, &["退役军人"]).replace("王建明", "赵小山");
    let forged = issue(stage, THIEF, run, &own_name, at)?;
    forged
        .into_iter()
        .next()
        .ok_or_else(|| Trouble::new("the thief has no code"))
}

/// The key is marked, and the bureau has another one; a code by that key. The vouch list is still to come.
fn another_key(stage: &Stage, codes: &Codes, kid: &str, forged: &Code) -> Result<Code, Trouble> {
    let at = "2026-12-09T09:00";
    stage.print_heading(
        "嘉兴换一台电脑，用备份继续工作，生成新密钥；省厅当面核对指纹，列入新密钥，把旧密钥标为已泄露",
        "Jiaxing goes on from its backup and makes another key; the authority compares it in person, lists it, and marks the old one as compromised",
    )?;
    let rotate =
        format!("bureau rotate --bureau @{BUREAU} --old-key-lost --no-passphrase --at {at}");
    stage.issuer(Exit::Done, &words(&rotate))?;
    let request = request_for_next_key(stage, BUREAU)?;
    let add = format!(
        "trust add-key --authority @authority --request {request} --accept-without-voucher --at {at}"
    );
    stage.issuer(Exit::Done, &words(&add))?;
    let mark =
        format!("trust compromised --authority @authority --issuer {ID} --key {kid} --at {at}");
    stage.issuer(Exit::Done, &words(&mark))?;
    list_ceremony(stage, "list-6", [KEEPERS[0], KEEPERS[4]], at)?;
    switch(stage, BUREAU, at)?;
    publish(stage, BUREAU, at)?;
    let fresh = issue(
        stage,
        BUREAU,
        "codes-jiaxing-2",
        &roster(711, &["退役军人"]),
        at,
    )?;

    stage.print_heading(
        "真码清单还没有做好，省厅先把名单送出去：闸机拒绝，商户核对",
        "The vouch list is not made yet, and the authority sends the trust list ahead: gates refuse, shops check",
    )?;
    pack(stage, "update-8", &[BUREAU])?;
    bring(stage, Exit::Done, "update-8.lbu", HANGZHOU, at)?;
    let honest = code(codes, BUREAU, 0)?;
    let (check, refuse) = (
        checked("key-compromised", NAME),
        refused("key-compromised", NAME),
    );
    verdict(stage, HANGZHOU, "shop", honest, at, check)?;
    verdict(stage, HANGZHOU, "gate", honest, at, refuse)?;
    verdict(stage, HANGZHOU, "gate", forged, at, refuse)?;
    fresh
        .into_iter()
        .next()
        .ok_or_else(|| Trouble::new("no code by the new key of jiaxing"))
}

/// The register says which codes are genuine.
fn vouched(
    stage: &Stage,
    codes: &Codes,
    kid: &str,
    forged: &Code,
    fresh: &Code,
) -> Result<(), Trouble> {
    let at = "2026-12-10T09:00";
    stage.print_heading(
        "嘉兴由台账出具真码清单，与名单装进同一个更新",
        "Jiaxing makes the vouch list from its register; it goes into the same update as the trust list",
    )?;
    let list =
        format!("bureau compromised --bureau @{BUREAU} --key {kid} --operator 经办 --at {at}");
    stage.issuer(Exit::Done, &words(&list))?;
    publish(stage, BUREAU, at)?;
    pack_with(stage, "update-9", &[BUREAU], &with_vouch_list(stage)?)?;
    bring(stage, Exit::Done, "update-9.lbu", HANGZHOU, at)?;
    after(stage)?;
    for at_roster in [0, 1] {
        let honest = code(codes, BUREAU, at_roster)?;
        verdict(stage, HANGZHOU, "gate", honest, at, accepted(NAME))?;
    }
    verdict(stage, HANGZHOU, "gate", fresh, at, accepted(NAME))?;
    let revoked = code(codes, BUREAU, 2)?;
    verdict(
        stage,
        HANGZHOU,
        "gate",
        revoked,
        at,
        refused("revoked", NAME),
    )?;
    let not_vouched = refused("not-vouched", NAME);
    verdict(stage, HANGZHOU, "gate", forged, at, not_vouched)?;
    verdict(stage, HANGZHOU, "shop", forged, at, not_vouched)?;

    stage.print_heading(
        "小偷：把日期倒填到六月，密钥那时还没有被盗",
        "The thief dates a code back to June, when the key was still the bureau's alone",
    )?;
    let june = "2026-06-15T09:00";
    let back = format!("bureau set-time-back --bureau @{THIEF} --yes --operator 经办 --at {june}");
    stage.issuer(Exit::Done, &words(&back))?;
    let dated_back = forge(stage, "codes-thief-2", 721, june)?;
    verdict(stage, HANGZHOU, "gate", &dated_back, at, not_vouched)
}

/// The first key of the bureau, the one that is stolen.
fn stolen_key_id(stage: &Stage) -> Result<String, Trouble> {
    key_id(stage, &format!("@{BUREAU}/keys/issuer-1.pem"))
}

/// The argument that packs the vouch list about the stolen key.
pub(super) fn with_vouch_list(stage: &Stage) -> Result<String, Trouble> {
    let kid = stolen_key_id(stage)?;
    Ok(format!(" --vouch-list @{BUREAU}/vouch-list-{kid}.cbor"))
}
