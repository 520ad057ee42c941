//! The steps, in the order of their dates.

mod later;

pub(crate) use later::{freshness, missed_changes, new_roots, rollback};

use std::collections::BTreeMap;
use std::fs;

use messages::Exit;

use super::bureaus::{ANHUI, Bureau, ZHEJIANG, roster};
use super::tables::{
    Code, Expected, KEEPERS, bring, issue, list_ceremony, list_ceremony_with, pack, publish,
    root_ceremony, sign_list, take_in, verdict, words,
};
use crate::stage::{Stage, Trouble};

/// The terminal of a scenic spot in Hangzhou, and one in the mountains that nobody visits.
const HANGZHOU: &str = "terminal";
const MOUNTAINS: &str = "mountain-terminal";

/// The codes of each bureau, by its folder.
pub(crate) type Codes = BTreeMap<String, Vec<Code>>;

fn accepted(from: &str) -> Expected<'_> {
    Expected {
        reason: "accepted",
        from,
    }
}

fn refused<'e>(reason: &'e str, from: &'e str) -> Expected<'e> {
    Expected { reason, from }
}

fn code<'c>(codes: &'c Codes, bureau: &str, at: usize) -> Result<&'c Code, Trouble> {
    codes
        .get(bureau)
        .and_then(|list| list.get(at))
        .ok_or_else(|| Trouble::new(format!("no code {at} of {bureau}")))
}

pub(crate) fn founding(stage: &Stage) -> Result<(), Trouble> {
    let at = "2026-03-02T09:00";
    stage.print_heading(
        "三位保管人各在自己的电脑上生成根密钥",
        "Three keepers make their root keys, each on a machine of their own",
    )?;
    for keeper in KEEPERS.iter().take(3) {
        keeper_arrives(stage, keeper)?;
    }
    stage.print_heading(
        "省厅：准备根密钥集，三人核对后各自签署，合并",
        "The authority prepares the root set; the three compare and sign; it is put together",
    )?;
    let change = "--name 浙江省退役军人事务厅 --threshold 2 \
                  --add @keeper-1/root.pub @keeper-2/root.pub @keeper-3/root.pub";
    root_ceremony(stage, "roots-1", change, &KEEPERS[..3], at)?;

    stage.print_heading(
        "17 个市县各建密钥，交来证明持有密钥的申请；省厅登记各自的类别和区划",
        "Seventeen cities and counties make keys and bring requests that prove them; each gets its scope",
    )?;
    for bureau in &ZHEJIANG {
        take_in(stage, bureau, at)?;
    }
    stage.print_heading(
        "互认：安徽省的两个市也列入浙江的名单",
        "Recognition: two cities of Anhui are in Zhejiang's list",
    )?;
    for bureau in &ANHUI {
        take_in(stage, bureau, at)?;
    }
    stage.print_heading(
        "第一版信任名单：准备、两位保管人在各自电脑上签署、合并",
        "The first trust list: prepared, signed by two keepers at their own machines, put together",
    )?;
    list_ceremony(stage, "list-1", [KEEPERS[0], KEEPERS[1]], at)?;
    stage.print_heading(
        "再准备第二版，只有一位保管人签署：不能生效",
        "Another version, signed by one keeper alone: it does not come into force",
    )?;
    let again = "2026-03-02T10:00";
    let prepare = format!("trust prepare --authority @authority --out @alone.lbp --at {again}");
    stage.issuer_quietly(&words(&prepare))?;
    sign_list(stage, "alone", KEEPERS[0], again)?;
    let combine = format!("trust combine --authority @authority @alone-keeper-1.lbp --at {again}");
    stage.issuer(Exit::Undecided, &words(&combine)).map(drop)
}

fn keeper_arrives(stage: &Stage, keeper: &str) -> Result<(), Trouble> {
    fs::create_dir(stage.path(keeper))?;
    let line = format!("root key --out @{keeper}/root.pem --no-passphrase");
    stage.issuer(Exit::Done, &words(&line)).map(drop)
}

fn all_bureaus() -> impl Iterator<Item = &'static Bureau> {
    ZHEJIANG.iter().chain(&ANHUI)
}

pub(crate) fn first_update(stage: &Stage) -> Result<Codes, Trouble> {
    let at = "2026-03-09T09:00";
    stage.print_heading(
        "各单位按名册发码，公布状态名单",
        "Every bureau issues for its roster and publishes its status list",
    )?;
    let mut codes = Codes::new();
    for (number, bureau) in all_bureaus().enumerate() {
        let folder = bureau.folder;
        let people = roster(1 + 10 * number, &["退役军人", "现役军人", "退役军人"]);
        let run = format!("codes-{folder}");
        codes.insert(folder.to_owned(), issue(stage, folder, &run, &people, at)?);
        publish(stage, folder, at)?;
    }
    stage.print_heading(
        "省厅打包更新；杭州的终端初始化一次，以后只靠 U 盘",
        "The authority packs an update; the terminal in Hangzhou is set up once, and lives on files from now on",
    )?;
    let folders: Vec<&str> = all_bureaus().map(|bureau| bureau.folder).collect();
    pack(stage, "update-1", &folders)?;
    for store in [HANGZHOU, MOUNTAINS] {
        let line = format!("provision --store @{store} --root @authority/root-set.cbor");
        stage.verifier(Exit::Done, &words(&line))?;
        bring(stage, Exit::Done, "update-1.lbu", store, at)?;
    }
    Ok(codes)
}

pub(crate) fn recognition(stage: &Stage, codes: &Codes) -> Result<(), Trouble> {
    let at = "2026-03-10T10:00";
    stage.print_heading(
        "省内互认：各市县的码，杭州的闸机都认，并说明发码单位",
        "Recognised everywhere: the gate in Hangzhou accepts each city's codes and says whose they are",
    )?;
    for bureau in all_bureaus() {
        let code = code(codes, bureau.folder, 0)?;
        verdict(stage, HANGZHOU, "gate", code, at, accepted(bureau.name))?;
    }
    stage.print_heading(
        "商户：宁波的持有人到杭州，请核对本人",
        "A shop: a holder from Ningbo in Hangzhou is compared with the person",
    )?;
    let ningbo = code(codes, "ningbo", 0)?;
    verdict(
        stage,
        HANGZHOU,
        "shop",
        ningbo,
        at,
        refused("bearer", "宁波市"),
    )?;

    stage.print_heading(
        "越权：县级市给烈士遗属发码，不认",
        "Out of scope: a county issues for the survivor of a martyr, and is not believed",
    )?;
    let survivor = issue(
        stage,
        "cixi",
        "codes-cixi-survivor",
        &roster(501, &["烈士遗属"]),
        at,
    )?;
    for code in &survivor {
        let reason = refused("category-out-of-scope", "慈溪市");
        verdict(stage, HANGZHOU, "gate", code, at, reason)?;
    }
    Ok(())
}

pub(crate) fn revocation(stage: &Stage, codes: &Codes) -> Result<(), Trouble> {
    let at = "2026-04-01T09:00";
    stage.print_heading(
        "遗失：宁波吊销一个码，公布状态名单",
        "Revocation: Ningbo revokes a code that was lost, and publishes",
    )?;
    let (lost, kept) = (code(codes, "ningbo", 0)?, code(codes, "ningbo", 1)?);
    let line = format!(
        "revoke --bureau @ningbo --holder {} --reason 遗失 --yes --operator 经办 --at {at}",
        lost.holder
    );
    stage.issuer(Exit::Done, &words(&line))?;
    publish(stage, "ningbo", at)?;
    pack(stage, "update-2", &["ningbo"])?;
    before(stage)?;
    verdict(stage, HANGZHOU, "gate", lost, at, accepted("宁波市"))?;
    bring(stage, Exit::Done, "update-2.lbu", HANGZHOU, at)?;
    after(stage)?;
    verdict(
        stage,
        HANGZHOU,
        "gate",
        lost,
        at,
        refused("revoked", "宁波市"),
    )?;
    verdict(stage, HANGZHOU, "gate", kept, at, accepted("宁波市"))
}

pub(crate) fn rotation(stage: &Stage, codes: &mut Codes) -> Result<(), Trouble> {
    let at = "2026-05-06T09:00";
    stage.print_heading(
        "换密钥：温州生成新密钥，由旧密钥作保；省厅列入，新旧并行 90 天",
        "Rotation: Wenzhou makes its next key, vouched for by the present one; the list has both for 90 days",
    )?;
    let rotate = format!("bureau rotate --bureau @wenzhou --no-passphrase --at {at}");
    stage.issuer(Exit::Done, &words(&rotate))?;
    let request = fs::read_dir(stage.path("wenzhou"))?
        .filter_map(Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .find(|name| name.starts_with("request-"))
        .ok_or_else(|| Trouble::new("wenzhou wrote no request"))?;
    let add = format!(
        "trust add-key --authority @authority --request @wenzhou/{request} --overlap-days 90 --at {at}"
    );
    stage.issuer(Exit::Done, &words(&add))?;
    // One keeper has signed the second version, which was given up: it is not used again.
    let higher = " --version 3";
    list_ceremony_with(stage, "list-2", higher, [KEEPERS[1], KEEPERS[2]], at)?;

    // A copy of the folder as it was, for somebody who will go on with the old key.
    copy_folder(&stage.path("wenzhou"), &stage.path("wenzhou-old"))?;
    let switch = format!(
        "bureau switch --bureau @wenzhou --trust-list @authority/trust-list.cbor \
         --root-set @authority/root-set.cbor --at {at}"
    );
    stage.issuer(Exit::Done, &words(&switch))?;
    let fresh = issue(
        stage,
        "wenzhou",
        "codes-wenzhou-2",
        &roster(601, &["退役军人"]),
        at,
    )?;
    let fresh = fresh
        .first()
        .ok_or_else(|| Trouble::new("no code of wenzhou"))?;
    publish(stage, "wenzhou", at)?;
    pack(stage, "update-3", &["wenzhou"])?;
    let old = code(codes, "wenzhou", 0)?;
    before(stage)?;
    verdict(
        stage,
        HANGZHOU,
        "gate",
        fresh,
        at,
        refused("issuer-unknown", ""),
    )?;
    bring(stage, Exit::Done, "update-3.lbu", HANGZHOU, at)?;
    after(stage)?;
    verdict(stage, HANGZHOU, "gate", fresh, at, accepted("温州市"))?;
    verdict(stage, HANGZHOU, "gate", old, at, accepted("温州市"))?;

    stage.print_heading(
        "并行期过后，还用旧密钥签发的码不认；以前发的照认",
        "After the overlap, what is still signed with the old key is refused; what it signed before stays good",
    )?;
    let late = "2026-08-20T09:00";
    let stale = issue(
        stage,
        "wenzhou-old",
        "codes-wenzhou-3",
        &roster(651, &["退役军人"]),
        late,
    )?;
    for code in &stale {
        let reason = refused("key-not-in-force", "温州市");
        verdict(stage, HANGZHOU, "gate", code, late, reason)?;
    }
    verdict(stage, HANGZHOU, "gate", old, late, accepted("温州市"))?;
    codes.insert("wenzhou-2".to_owned(), vec![fresh.clone()]);
    Ok(())
}

pub(crate) fn withdrawal(stage: &Stage, codes: &Codes) -> Result<(), Trouble> {
    let at = "2026-09-01T09:00";
    stage.print_heading(
        "停用：瑞安市局永久停用，兰溪市局暂停",
        "Withdrawn: the bureau of Rui'an for ever; that of Lanxi is suspended",
    )?;
    let (ruian, lanxi) = (code(codes, "ruian", 0)?, code(codes, "lanxi", 0)?);
    before(stage)?;
    verdict(stage, HANGZHOU, "gate", ruian, at, accepted("瑞安市"))?;
    verdict(stage, HANGZHOU, "gate", lanxi, at, accepted("兰溪市"))?;
    for (verb, id) in [("withdraw", "33038101"), ("suspend", "33078101")] {
        let line = format!("trust {verb} --authority @authority --issuer {id} --at {at}");
        stage.issuer(Exit::Done, &words(&line))?;
    }
    list_ceremony(stage, "list-3", [KEEPERS[0], KEEPERS[2]], at)?;
    // A status list counts for 180 days; a fresh one of each bureau goes with the update.
    let folders: Vec<&str> = all_bureaus()
        .map(|bureau| bureau.folder)
        .filter(|folder| *folder != "ruian")
        .collect();
    for folder in &folders {
        publish(stage, folder, at)?;
    }
    pack(stage, "update-4", &folders)?;
    bring(stage, Exit::Done, "update-4.lbu", HANGZHOU, at)?;
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
        lanxi,
        at,
        refused("issuer-suspended", "兰溪市"),
    )?;
    stage.print_heading("停用的不能恢复", "What is withdrawn cannot come back")?;
    let resume = format!("trust resume --authority @authority --issuer 33038101 --at {at}");
    stage.issuer(Exit::Undecided, &words(&resume))?;
    let resume = format!("trust resume --authority @authority --issuer 33078101 --at {at}");
    stage.issuer(Exit::Done, &words(&resume)).map(drop)
}

fn before(stage: &Stage) -> Result<(), Trouble> {
    stage.print_heading("之前", "Before")
}

fn after(stage: &Stage) -> Result<(), Trouble> {
    stage.print_heading("之后", "After")
}

fn key_id(stage: &Stage, key: &str) -> Result<String, Trouble> {
    let json = stage.issuer_quietly(&words(&format!("key show --key {key} --json")))?;
    let json = super::tables::parse(&json)?;
    Ok(json["kid"].as_str().unwrap_or_default().to_owned())
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) -> Result<(), Trouble> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
