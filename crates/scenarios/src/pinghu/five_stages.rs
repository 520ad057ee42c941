//! Pinghu: one person through five stages of life. What changes at a stage changes what the code is
//! worth; the person stays the same to quotas.

use std::time::Duration;

use credential_core::UnixTime;
use messages::{Exit, dates};
use serde_json::Value;

use crate::stage::{Stage, Trouble};

/// A stage of life: its words, how long after the beginning it comes, and the row of the roster.
struct StageOfLife {
    zh: &'static str,
    en: &'static str,
    days: u64,
    category: &'static str,
    grade: &'static str,
    home: &'static str,
}

const LIFE: [StageOfLife; 5] = [
    StageOfLife {
        zh: "参军：张志强体检、政审合格，列为预定新兵",
        en: "Enlisting: Zhang Zhiqiang has passed, and is to join the army",
        days: 0,
        category: "预定新兵",
        grade: "",
        home: "330482",
    },
    StageOfLife {
        zh: "服役：入伍，成为现役军人",
        en: "Serving: a soldier on active duty",
        days: 60,
        category: "现役军人",
        grade: "",
        home: "330482",
    },
    StageOfLife {
        zh: "退役：两年期满，退出现役",
        en: "Leaving: two years are over",
        days: 790,
        category: "退役军人",
        grade: "",
        home: "330482",
    },
    StageOfLife {
        zh: "就业：在海盐找到工作，户口迁去，仍由平湖发码",
        en: "Working: a job in Haiyan, where he lives from now on; Pinghu still issues his code",
        days: 880,
        category: "退役军人",
        grade: "",
        home: "330424",
    },
    StageOfLife {
        zh: "优待：服役时的伤评为八级",
        en: "Benefits: an injury of his service is assessed at grade eight",
        days: 1000,
        category: "退役军人、残疾军人",
        grade: "八级",
        home: "330424",
    },
];

pub(super) fn play(stage: &Stage) -> Result<(), Trouble> {
    let begin = dates::now();
    founding(stage)?;
    let mut held: Option<(String, u64)> = None;
    for (number, life) in LIFE.iter().enumerate() {
        stage.print_heading(life.zh, life.en)?;
        let time = begin.plus(Duration::from_secs(life.days * 86_400));
        held = Some(live(stage, number, life, time, held)?);
    }
    lost(stage, begin, held)?;
    stage.print_heading(
        "完成：五个阶段，一个编号；每一步前后的结果都与预期一致",
        "Done: five stages, one number; every verdict before and after was the expected one",
    )
}

fn founding(stage: &Stage) -> Result<(), Trouble> {
    stage.print_heading(
        "省厅建根密钥，平湖市局建密钥和台账，列入信任名单，终端启用",
        "The province makes its roots, Pinghu its key and register; it is listed, and a terminal set up",
    )?;
    issuer(
        stage,
        "authority create --folder @authority --name 浙江省退役军人事务厅 --keepers 3 --threshold 2 --no-passphrase",
    )?;
    issuer(
        stage,
        "bureau create --folder @bureau --name 平湖市退役军人事务局 --region 330482 --id 33048201 \
         --operator 王芳 --no-passphrase",
    )?;
    issuer(
        stage,
        "trust add --authority @authority --request @bureau/request.lbr --categories all --regions 330400",
    )?;
    issuer(
        stage,
        "trust sign --authority @authority --valid-days 3650 --key @authority/keys/root-1.pem \
         --key @authority/keys/root-2.pem",
    )?;
    // What the list allows is kept, so that rosters are checked against it.
    issuer(
        stage,
        "bureau scope --bureau @bureau --trust-list @authority/trust-list.cbor \
         --root-set @authority/root-set.cbor",
    )?;
    stage.verifier(
        Exit::Done,
        &[
            "provision",
            "--store",
            "@terminal",
            "--root",
            "@authority/root-set.cbor",
        ],
    )?;
    Ok(())
}

/// One stage: the row changes, a new code goes out, the old one is revoked by a list that somebody
/// brings to the terminal. Gives the text of the new code and its holder's number.
fn live(
    stage: &Stage,
    number: usize,
    life: &StageOfLife,
    time: UnixTime,
    held: Option<(String, u64)>,
) -> Result<(String, u64), Trouble> {
    let at = minute(time)?;
    if let Some((old, _)) = &held {
        // The list of the week before, as it comes every week.
        let week = UnixTime::from_secs(time.as_secs() - 7 * 86_400);
        publish(stage, &format!("{number}-before"), &minute(week)?)?;
        verdict(stage, old, &at, "accepted", Exit::Done)?;
    }
    let roster = format!(
        "姓名,身份证号,人员类别,伤残等级,户籍区划代码\r\n张志强,{},{},{},{}\r\n",
        "990101200704150013", life.category, life.grade, life.home
    );
    stage.write(&format!("roster-{number}.csv"), roster.as_bytes())?;
    issuer(
        stage,
        &format!(
            "issue --bureau @bureau --roster @roster-{number}.csv --out @codes-{number} --years 3 --operator 王芳 --yes --at {at}"
        ),
    )?;
    let line = stage.first_of_manifest(&format!("codes-{number}"))?;
    let code = (text(&line)?, holder(&line)?);
    publish(stage, &number.to_string(), &at)?;
    if let Some((old, before)) = &held {
        same_person(*before, code.1)?;
        let seen = verdict(stage, old, &at, "revoked", Exit::Refused)?;
        same_person(*before, holder(&seen["credential"])?)?;
    }
    let seen = verdict(stage, &code.0, &at, "accepted", Exit::Done)?;
    same_person(code.1, holder(&seen["credential"])?)?;
    Ok(code)
}

/// He loses the phone with the code on it; the finder tries it.
fn lost(stage: &Stage, begin: UnixTime, held: Option<(String, u64)>) -> Result<(), Trouble> {
    stage.print_heading(
        "遗失：手机丢了，补发新码；旧码由名单吊销，编号不变",
        "Lost: with his phone the code is gone; another one is issued, and the number stays",
    )?;
    let (old, number) = held.ok_or_else(|| Trouble::new("nobody has a code"))?;
    let at = minute(begin.plus(Duration::from_secs(1010 * 86_400)))?;
    issuer(
        stage,
        &format!(
            "reissue --bureau @bureau --holder {number} --reason 遗失 --out @codes-new --operator 王芳 --yes --at {at}"
        ),
    )?;
    verdict(stage, &old, &at, "accepted", Exit::Done)?;
    publish(stage, "new", &at)?;
    verdict(stage, &old, &at, "revoked", Exit::Refused)?;
    let line = stage.first_of_manifest("codes-new")?;
    same_person(number, holder(&line)?)?;
    verdict(stage, &text(&line)?, &at, "accepted", Exit::Done)?;

    stage.print_heading(
        "台账：一个人，六个码，只有最后一个有效；操作记录核对无误",
        "The register: one person, six codes, the last of them valid; the audit log is in order",
    )?;
    issuer(stage, &format!("report --bureau @bureau --at {at}"))?;
    issuer(stage, &format!("audit --bureau @bureau --at {at}"))?;
    Ok(())
}

/// The list is signed, packed, carried to the terminal and taken.
fn publish(stage: &Stage, name: &str, at: &str) -> Result<(), Trouble> {
    issuer(
        stage,
        &format!("publish --bureau @bureau --operator 王芳 --at {at}"),
    )?;
    issuer(
        stage,
        &format!(
            "update pack --out @update-{name}.lbu --root-set @authority/root-set.cbor \
             --trust-list @authority/trust-list.cbor --status-list @bureau/status-list.cbor"
        ),
    )?;
    let update = format!("@update-{name}.lbu");
    stage.verifier(
        Exit::Done,
        &["update", &update, "--store", "@terminal", "--at", at],
    )?;
    Ok(())
}

/// What the gate says to people, and the reason by its code.
fn verdict(
    stage: &Stage,
    code: &str,
    at: &str,
    reason: &str,
    expected: Exit,
) -> Result<Value, Trouble> {
    let args = [
        "check",
        code,
        "--store",
        "@terminal",
        "--place",
        "gate",
        "--at",
        at,
    ];
    stage.verifier(expected, &args)?;
    let json = stage.verifier(expected, &[&args[..], &["--json"]].concat())?;
    let verdict: Value =
        serde_json::from_str(json.trim()).map_err(|error| Trouble::new(error.to_string()))?;
    if verdict["code"] == reason {
        Ok(verdict)
    } else {
        let found = &verdict["code"];
        Err(Trouble::new(format!(
            "judged as {found} in place of {reason}"
        )))
    }
}

/// Quotas are counted by this number.
fn same_person(before: u64, after: u64) -> Result<(), Trouble> {
    if before == after {
        Ok(())
    } else {
        Err(Trouble::new(format!(
            "the holder number was {before} and is {after}"
        )))
    }
}

fn issuer(stage: &Stage, words: &str) -> Result<String, Trouble> {
    let words: Vec<&str> = words.split_whitespace().collect();
    stage.issuer(Exit::Done, &words)
}

fn text(line: &Value) -> Result<String, Trouble> {
    let text = line["text"].as_str().map(str::to_owned);
    text.ok_or_else(|| Trouble::new("the manifest has no text"))
}

fn holder(value: &Value) -> Result<u64, Trouble> {
    let holder = value["holder"].as_u64();
    holder.ok_or_else(|| Trouble::new("there is no holder number"))
}

fn minute(time: UnixTime) -> Result<String, Trouble> {
    let text = dates::rfc3339(time);
    text.ok_or_else(|| Trouble::new("the clock of this computer is out of range"))
}
