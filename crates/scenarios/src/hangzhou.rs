//! Hangzhou: the gate of a scenic area at the West Lake. It decides alone and says aloud what it has
//! decided: a greeting, or what is wrong and what to do.
//!
//! The gate is a process of its own. In the place of a loudspeaker stands a program that keeps the
//! sounds that it is given, and what was said is recognised by the samples alone.

mod days;
mod people;
mod running_gate;
mod sounds;
mod visits;

use std::collections::BTreeMap;
use std::io::{self, Write as _};

use messages::Exit;

use crate::stage::{Stage, Trouble};
use days::{FOUNDED, ISSUED, VISITED};
use people::{BUREAUS, Bureau, People};
use running_gate::RunningGate;
use sounds::Sentences;
use visits::{REVOKED, SUSPENDED, Visit, visits};

/// Whom the scenic area lets in free of charge.
const SERVED: &str = "veteran,active-duty,martyr-survivor,duty-death-survivor,illness-death-survivor,\
                      disabled-soldier,active-duty-dependant,retired-officer";

pub(crate) fn play(stage: &mut Stage) -> Result<(), Trouble> {
    founding(stage)?;
    let people = People::new()?;
    let people = codes(stage, people)?;
    let mut gate = opening(stage)?;
    let sentences = Sentences::read()?;

    stage.print_heading(
        "检票口：一人一码，闸机说什么，由播放程序收到的声音认出",
        "At the gate, one after the other; what it says is recognised by the sound that the player got",
    )?;
    let mut counted: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut plan = String::from("number,bureau,identity,shows\r\n");
    let mut lines = String::new();
    for (visit, number) in visits(&people)?.iter().zip(1_u64..) {
        let (verdict, sound) = gate.show(&visit.text, number)?;
        let said = sentences.recognise(&sound)?;
        compare(visit, &verdict, said)?;
        let (code, open) = (&verdict["code"], &verdict["open"]);
        let who = visit.who;
        writeln!(
            io::stdout(),
            "  {number:>2} {who}  {code} open {open}  ♪ {}",
            sentences.text(said)
        )?;
        *counted
            .entry((visit.code.to_owned(), said.to_owned()))
            .or_default() += 1;
        let (bureau, identity) = (visit.bureau, &visit.identity);
        plan.push_str(&format!("{number},{bureau},{identity},{}\r\n", visit.shows));
        lines.push_str(&format!("{verdict}\n"));
    }
    gate.end()?;
    // What the independent count reads, beside the rosters and the sounds.
    stage.write("visits.csv", plan.as_bytes())?;
    stage.write("lines.jsonl", lines.as_bytes())?;

    stage.print_heading(
        "合计：每个结论说了哪句话，各几次",
        "Totals: what was said to each verdict, and how often",
    )?;
    for ((code, said), times) in &counted {
        writeln!(
            io::stdout(),
            "  {times:>3}  {code:<20} {said:<30} {}",
            sentences.text(said)
        )?;
    }
    let all: usize = counted.values().sum();
    stage.print_heading(
        &format!("完成：{all} 次，听到的每一句都与结论相符"),
        &format!(
            "Done: {all} visits, and each time the sentence that belongs to the verdict was heard"
        ),
    )
}

/// What the gate must have said and done.
fn compare(visit: &Visit<'_>, verdict: &serde_json::Value, said: &str) -> Result<(), Trouble> {
    let is_open = visit.code == "accepted";
    if verdict["code"] != visit.code || verdict["open"] != is_open {
        return Err(Trouble::new(format!(
            "{}: judged as {} (open {}) in place of {}",
            visit.who, verdict["code"], verdict["open"], visit.code
        )));
    }
    if said != visit.sentence {
        return Err(Trouble::new(format!(
            "{}: heard {said} in place of {}",
            visit.who, visit.sentence
        )));
    }
    Ok(())
}

fn founding(stage: &Stage) -> Result<(), Trouble> {
    stage.print_heading(
        "省厅建根密钥；杭州、宁波两市列入信任名单，黄山市没有",
        "The province makes its roots; Hangzhou and Ningbo are in its list, Huangshan is not",
    )?;
    issuer(
        stage,
        &format!(
            "authority create --folder @authority --name 浙江省退役军人事务厅 --keepers 3 --threshold 2 \
             --no-passphrase --at {FOUNDED}"
        ),
    )?;
    for bureau in &BUREAUS {
        let Bureau {
            folder,
            name,
            region,
            ..
        } = bureau;
        issuer(
            stage,
            &format!(
                "bureau create --folder @{folder} --name {name} --region {region} --id {} --operator 经办 \
                 --no-passphrase --at {FOUNDED}",
                bureau.id()
            ),
        )?;
        if bureau.is_listed {
            issuer(
                stage,
                &format!(
                    "trust add --authority @authority --request @{folder}/request.lbr --categories all --at {FOUNDED}"
                ),
            )?;
        }
    }
    issuer(
        stage,
        &format!(
            "trust sign --authority @authority --valid-days 365 --key @authority/keys/root-1.pem \
             --key @authority/keys/root-2.pem --at {FOUNDED}"
        ),
    )
}

/// Cards and phones; then one is lost, and one suspended.
fn codes(stage: &Stage, mut people: People) -> Result<People, Trouble> {
    stage.print_heading(
        "各市按名册发码，有的是卡，有的绑定手机；一人遗失，一人暂停",
        "Codes from rosters, for cards and for phones; one is lost, and one suspended",
    )?;
    for bureau in &BUREAUS {
        let folder = bureau.folder;
        stage.write(&format!("{folder}.csv"), people.roster(folder).as_bytes())?;
        issuer(
            stage,
            &format!(
                "issue --bureau @{folder} --roster @{folder}.csv --out @codes-{folder} --years 3 \
                 --operator 经办 --yes --at {ISSUED}"
            ),
        )?;
        let manifest =
            std::fs::read_to_string(stage.path(&format!("codes-{folder}/manifest.jsonl")))?;
        people.take_codes(folder, &manifest)?;
    }
    let mut acts = String::from("bureau,identity,act\r\n");
    for (verb, index) in [("revoke", REVOKED), ("suspend", SUSPENDED)] {
        let person = people.get("hangzhou", index)?;
        issuer(
            stage,
            &format!(
                "{verb} --bureau @hangzhou --holder {} --reason 遗失 --yes --operator 经办 --at {ISSUED}",
                person.holder
            ),
        )?;
        acts.push_str(&format!("hangzhou,{},{verb}\r\n", person.identity));
    }
    stage.write("acts.csv", acts.as_bytes())?;
    Ok(people)
}

/// The terminal gets its lists, and the gate begins.
fn opening(stage: &Stage) -> Result<RunningGate, Trouble> {
    stage.print_heading(
        "景区：闸机初始化，导入名单，开始验码；录音用随程序提供的一套",
        "The scenic area: a terminal is set up, an update brought; the gate begins, with the recordings that come with it",
    )?;
    let mut lists = String::new();
    for bureau in BUREAUS.iter().filter(|bureau| bureau.is_listed) {
        let folder = bureau.folder;
        issuer(
            stage,
            &format!("publish --bureau @{folder} --operator 经办 --at {ISSUED}"),
        )?;
        lists.push_str(&format!(" @{folder}/status-list.cbor"));
    }
    issuer(
        stage,
        &format!("update pack --authority @authority --out @may.lbu --status-list{lists}"),
    )?;
    for line in [
        "provision --store @terminal --root @authority/root-set.cbor".to_owned(),
        format!("update @may.lbu --store @terminal --at {VISITED}"),
    ] {
        let words: Vec<&str> = line.split_whitespace().collect();
        stage.verifier(Exit::Done, &words)?;
    }
    RunningGate::start(stage, SERVED)
}

fn issuer(stage: &Stage, words: &str) -> Result<(), Trouble> {
    let words: Vec<&str> = words.split_whitespace().collect();
    stage.issuer(Exit::Done, &words).map(drop)
}
