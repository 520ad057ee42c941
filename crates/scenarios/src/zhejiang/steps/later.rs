//! The later steps: other roots, what was missed and brought again, and what time does.

use messages::Exit;

use super::super::tables::{
    KEEPERS, bring, list_ceremony, pack, publish, root_ceremony, verdict, words,
};
use super::{
    Codes, HANGZHOU, MOUNTAINS, accepted, after, before, checked, code, copy_folder,
    keeper_arrives, key_id, refused,
};
use crate::stage::{Stage, Trouble};

pub(crate) fn new_roots(stage: &Stage, codes: &Codes) -> Result<(), Trouble> {
    let at = "2026-10-12T09:00";
    stage.print_heading(
        "换根密钥：三号保管人的 U 盘丢了，由四号接替",
        "A change of roots: keeper 3 has lost the stick, keeper 4 takes over",
    )?;
    // Whoever found the stick of keeper 3 has a copy of the authority's folder as well.
    copy_folder(&stage.path("authority"), &stage.path("thief"))?;
    let kid = key_id(stage, "@keeper-3/root.pem")?;
    keeper_arrives(stage, KEEPERS[3])?;
    let change = format!("--remove {kid} --add @keeper-4/root.pub");
    root_ceremony(
        stage,
        "roots-2",
        &change,
        &[KEEPERS[0], KEEPERS[1], KEEPERS[3]],
        at,
    )?;
    stage.print_heading(
        "新根密钥还没有签名单：不能打包",
        "The new roots have signed no list yet: there is nothing to pack",
    )?;
    stage.issuer(
        Exit::Undecided,
        &words("update pack --authority @authority --out @too-early.lbu"),
    )?;
    let lanxi = code(codes, "lanxi", 0)?;
    before(stage)?;
    verdict(
        stage,
        HANGZHOU,
        "gate",
        lanxi,
        at,
        refused("issuer-suspended", "兰溪市"),
    )?;
    list_ceremony(stage, "list-4", [KEEPERS[1], KEEPERS[3]], at)?;
    pack(stage, "update-5", &[])?;
    bring(stage, Exit::Done, "update-5.lbu", HANGZHOU, at)?;
    after(stage)?;
    verdict(stage, HANGZHOU, "gate", lanxi, at, accepted("兰溪市"))?;

    stage.print_heading(
        "小偷：用捡到的三号根密钥和被收买的二号，按旧根密钥集签一份名单",
        "A thief: with the key of keeper 3, and keeper 2 bribed, signs a list under the old roots",
    )?;
    let forged = "trust sign --authority @thief --key @keeper-3/root.pem @keeper-2/root.pem --at 2026-10-13T09:00";
    stage.issuer(Exit::Done, &words(forged))?;
    bring(
        stage,
        Exit::Refused,
        "thief/trust-list.cbor",
        HANGZHOU,
        "2026-10-13T09:00",
    )?;
    verdict(
        stage,
        HANGZHOU,
        "gate",
        lanxi,
        "2026-10-13T09:00",
        accepted("兰溪市"),
    )
}

pub(crate) fn rollback(stage: &Stage, codes: &Codes) -> Result<(), Trouble> {
    let at = "2026-10-14T09:00";
    stage.print_heading(
        "回退：有人又拿来三月的更新，瑞安的码当时还有效",
        "A rollback: somebody brings the update of March, when Rui'an was still good",
    )?;
    let (ruian, lost) = (code(codes, "ruian", 0)?, code(codes, "ningbo", 0)?);
    before(stage)?;
    verdict(
        stage,
        HANGZHOU,
        "gate",
        ruian,
        at,
        refused("issuer-withdrawn", "瑞安市"),
    )?;
    bring(stage, Exit::Refused, "update-1.lbu", HANGZHOU, at)?;
    after(stage)?;
    verdict(
        stage,
        HANGZHOU,
        "gate",
        ruian,
        at,
        refused("issuer-withdrawn", "瑞安市"),
    )?;
    verdict(
        stage,
        HANGZHOU,
        "gate",
        lost,
        at,
        refused("revoked", "宁波市"),
    )
}

pub(crate) fn missed_changes(stage: &Stage, codes: &Codes) -> Result<(), Trouble> {
    let at = "2026-12-01T09:00";
    stage.print_heading(
        "再换一次根密钥：增加五号保管人，门限不变",
        "The roots change once more: keeper 5 comes, the threshold stays",
    )?;
    keeper_arrives(stage, KEEPERS[4])?;
    root_ceremony(
        stage,
        "roots-3",
        "--add @keeper-5/root.pub",
        &[KEEPERS[0], KEEPERS[3], KEEPERS[4]],
        at,
    )?;
    list_ceremony(stage, "list-5", [KEEPERS[3], KEEPERS[4]], at)?;
    for bureau in ["ningbo", "wenzhou"] {
        publish(stage, bureau, at)?;
    }
    pack(stage, "update-6", &["ningbo", "wenzhou"])?;

    stage.print_heading(
        "山里的终端三月以后没人去过：一个更新走完两次换根",
        "Nobody has been to the terminal in the mountains since March: one update walks both changes of roots",
    )?;
    let (ruian, fresh) = (code(codes, "ruian", 0)?, code(codes, "wenzhou-2", 0)?);
    before(stage)?;
    let noticed = refused("status-list-expired", "瑞安市");
    verdict(
        stage,
        MOUNTAINS,
        "gate",
        ruian,
        "2026-09-02",
        accepted("瑞安市"),
    )?;
    verdict(stage, MOUNTAINS, "gate", ruian, at, noticed)?;
    verdict(
        stage,
        MOUNTAINS,
        "gate",
        fresh,
        at,
        refused("issuer-unknown", ""),
    )?;
    bring(stage, Exit::Done, "update-6.lbu", MOUNTAINS, at)?;
    after(stage)?;
    verdict(
        stage,
        MOUNTAINS,
        "gate",
        ruian,
        at,
        refused("issuer-withdrawn", "瑞安市"),
    )?;
    verdict(stage, MOUNTAINS, "gate", fresh, at, accepted("温州市"))?;
    bring(stage, Exit::Done, "update-6.lbu", HANGZHOU, at)?;
    stage.print_heading("终端自己说它有多新", "The terminal says how fresh it is")?;
    let status = format!("status --store @{HANGZHOU} --at {at}");
    stage.verifier(Exit::Done, &words(&status)).map(drop)
}

pub(crate) fn freshness(stage: &Stage, codes: &Codes) -> Result<(), Trouble> {
    stage.print_heading(
        "时钟被拨回一年：只能核对，不会悄悄通过",
        "The clock is set back by a year: check, and never a quiet accept",
    )?;
    let hangzhou = code(codes, "hangzhou", 1)?;
    verdict(
        stage,
        HANGZHOU,
        "gate",
        hangzhou,
        "2025-12-01",
        checked("clock-wrong", "杭州市"),
    )?;
    stage.print_heading(
        "很久没有更新：商户先是须核对，状态名单、信任名单相继过期以后一律拒绝",
        "No update for long: a shop must look; once the status list, then the trust list have run out, all is refused",
    )?;
    let huzhou = code(codes, "huzhou", 0)?;
    for (at, expected) in [
        ("2027-01-20", checked("status-list-stale", "湖州市")),
        ("2027-04-01", refused("status-list-expired", "湖州市")),
        ("2028-02-01", refused("trust-list-expired", "湖州市")),
    ] {
        verdict(stage, HANGZHOU, "shop", huzhou, at, expected)?;
    }
    Ok(())
}
