//! What the province and the two bureaus do: found, issue for spreadsheets, bind again, publish, and
//! bring updates to the stations.

use std::fs;

use code_writer::{Level, Options, Symbol};
use messages::{Exit, dates};
use serde_json::Value;

use super::day::Day;
use super::people::{HANGZHOU, NINGBO, Office, Person};
use crate::phone::Phone;
use crate::stage::{Stage, Trouble};
use crate::text_book::TextBook;

/// Runs `issuer`; words that name files of the scenario begin with `@`.
fn issuer(stage: &Stage, line: &str) -> Result<String, Trouble> {
    let words: Vec<&str> = line.split_whitespace().collect();
    stage.issuer(Exit::Done, &words)
}

pub(crate) fn verifier(stage: &Stage, exit: Exit, line: &str) -> Result<String, Trouble> {
    let words: Vec<&str> = line.split_whitespace().collect();
    stage.verifier(exit, &words)
}

/// The roots of the province, two bureaus with their scopes, and the first update.
pub(crate) fn found(stage: &Stage) -> Result<(), Trouble> {
    issuer(
        stage,
        "authority create --folder @authority --name 浙江省退役军人事务厅 --keepers 3 --threshold 2 --no-passphrase",
    )?;
    for office in [&NINGBO, &HANGZHOU] {
        let Office {
            folder,
            name,
            region,
            id,
        } = office;
        issuer(
            stage,
            &format!(
                "bureau create --folder @{folder} --name {name} --region {region} --id {id} \
                 --operator 王芳 --no-passphrase"
            ),
        )?;
        // People live in one city and are registered in another: each may speak for the province.
        issuer(
            stage,
            &format!(
                "trust add --authority @authority --request @{folder}/request.lbr --categories all \
                 --regions 330000"
            ),
        )?;
    }
    let code_name = "甬尚老兵专属乘车码";
    let id = NINGBO.id;
    issuer(
        stage,
        &format!("trust scope --authority @authority --issuer {id} --code-name {code_name}"),
    )?;
    issuer(
        stage,
        "trust sign --authority @authority --key @authority/keys/root-1.pem --key @authority/keys/root-2.pem",
    )?;
    for office in [&NINGBO, &HANGZHOU] {
        issuer(
            stage,
            &format!(
                "bureau scope --bureau @{} --trust-list @authority/trust-list.cbor \
                 --root-set @authority/root-set.cbor",
                office.folder
            ),
        )?;
    }
    let line = "update pack --authority @authority --out @update-1.lbu";
    issuer(stage, line).map(drop)
}

/// Codes for both rosters, onto cards first and then onto phones.
pub(crate) fn issue_all(
    stage: &Stage,
    ningbo: &mut [Person],
    hangzhou: &mut [Person],
) -> Result<(), Trouble> {
    let with_card: Vec<usize> = (0..ningbo.len())
        .filter(|at| ningbo.get(*at).is_some_and(|person| person.has_card))
        .collect();
    let cards: Vec<&Person> = with_card.iter().filter_map(|at| ningbo.get(*at)).collect();
    stage.write("ningbo-cards.csv", csv(&cards, |_| Ok(None))?.as_bytes())?;
    issue(stage, &NINGBO, "ningbo-cards.csv", "cards", "")?;
    for (row, line) in manifest(stage, "cards")? {
        let person = with_card.get(row).and_then(|at| ningbo.get_mut(*at));
        let person = person.ok_or_else(|| Trouble::new("the manifest has a row too many"))?;
        person.holder = holder(&line)?;
        person.card = Some(text(&line)?);
    }

    let people: Vec<&Person> = ningbo.iter().collect();
    xlsx(stage, "ningbo.xlsx", &people)?;
    issue(stage, &NINGBO, "ningbo.xlsx", "ningbo-codes", "")?;
    take_codes(stage, "ningbo-codes", ningbo)?;

    let people: Vec<&Person> = hangzhou.iter().collect();
    stage.write("hangzhou.csv", csv(&people, enrolment)?.as_bytes())?;
    issue(stage, &HANGZHOU, "hangzhou.csv", "hangzhou-codes", "")?;
    take_codes(stage, "hangzhou-codes", hangzhou)
}

fn issue(
    stage: &Stage,
    office: &Office,
    roster: &str,
    out: &str,
    more: &str,
) -> Result<(), Trouble> {
    let folder = office.folder;
    let line = format!(
        "issue --bureau @{folder} --roster @{roster} --out @{out} --format svg --operator 王芳 {more}"
    );
    issuer(stage, &line).map(drop)
}

/// Every code of the run comes onto the phone whose key it has.
fn take_codes(stage: &Stage, run: &str, people: &mut [Person]) -> Result<(), Trouble> {
    let lines = manifest(stage, run)?;
    if lines.len() != people.len() {
        let (codes, people) = (lines.len(), people.len());
        return Err(Trouble::new(format!("{codes} codes for {people} people")));
    }
    for (row, line) in lines {
        let person = people.get_mut(row);
        let person = person.ok_or_else(|| Trouble::new("the manifest has a row too many"))?;
        take_code(person, &line)?;
    }
    Ok(())
}

/// The number stays what it was with the card, or with the phone before.
fn take_code(person: &mut Person, line: &Value) -> Result<(), Trouble> {
    let number = holder(line)?;
    if person.holder != 0 && person.holder != number {
        let before = person.holder;
        return Err(Trouble::new(format!("holder {before} became {number}")));
    }
    if line["kind"] != "phone" {
        return Err(Trouble::new(format!("no code for a phone: {line}")));
    }
    person.holder = number;
    person.phone.keep(&text(line)?)
}

/// Both bureaus publish, and every station gets the update while its gates run.
pub(crate) fn publish(stage: &Stage, day: &mut Day<'_>, update: &str) -> Result<(), Trouble> {
    for office in [&NINGBO, &HANGZHOU] {
        let folder = office.folder;
        issuer(
            stage,
            &format!("publish --bureau @{folder} --operator 王芳"),
        )?;
    }
    let line = format!(
        "update pack --authority @authority --out @{update} \
         --status-list @ningbo/status-list.cbor @hangzhou/status-list.cbor"
    );
    issuer(stage, &line)?;
    for station in &mut day.stations {
        station.pass_over()?;
        let folder = station.folder;
        bring(stage, update, folder)?;
        station.reads_lists(2)?;
    }
    day.lists_are_read()
}

/// A store is set up by hand, once.
pub(crate) fn provision(stage: &Stage, folder: &str) -> Result<(), Trouble> {
    fs::create_dir(stage.path(folder))?;
    let line = format!("provision --store @{folder}/store --root @authority/root-set.cbor");
    let words: Vec<&str> = line.split_whitespace().collect();
    stage.verifier_quietly(Exit::Done, &words)?;
    bring(stage, "update-1.lbu", folder)
}

fn bring(stage: &Stage, update: &str, folder: &str) -> Result<(), Trouble> {
    let line = format!("update @{update} --store @{folder}/store");
    let words: Vec<&str> = line.split_whitespace().collect();
    stage.verifier_quietly(Exit::Done, &words).map(drop)
}

/// New phones for people who have lost theirs: the first at the counter, with the enrolment as it is
/// scanned in; the second with a picture of it; all others by a roster.
pub(crate) fn bind_again(stage: &Stage, people: &mut [&mut Person]) -> Result<(), Trouble> {
    for (at, person) in people.iter_mut().take(2).enumerate() {
        let text = enrolment(person)?.unwrap_or_default();
        let code = if at == 0 {
            text
        } else {
            let picture = Symbol::new(&text, Level::M)
                .and_then(|symbol| symbol.to_png(&Options::default()))
                .map_err(|error| Trouble::new(error.to_string()))?;
            stage.write("enrolment.png", &picture)?;
            "@enrolment.png".to_owned()
        };
        let (holder, out) = (person.holder, format!("bound-{at}"));
        issuer(
            stage,
            &format!(
                "bind --bureau @ningbo --holder {holder} --code {code} --out @{out} --yes --operator 王芳"
            ),
        )?;
        take_code(person, &stage.first_of_manifest(&out)?)?;
    }
    let Some(rest) = people.get_mut(2..).filter(|rest| !rest.is_empty()) else {
        return Ok(());
    };
    let rows: Vec<&Person> = rest.iter().map(|person| &**person).collect();
    stage.write("ningbo-lost.csv", csv(&rows, enrolment)?.as_bytes())?;
    issue(
        stage,
        &NINGBO,
        "ningbo-lost.csv",
        "bound-by-roster",
        "--yes",
    )?;
    for (row, line) in manifest(stage, "bound-by-roster")? {
        let person = rest.get_mut(row);
        let person = person.ok_or_else(|| Trouble::new("the manifest has a row too many"))?;
        take_code(person, &line)?;
    }
    Ok(())
}

/// Gives somebody another phone; the one before is the finder's.
pub(crate) fn new_phone(person: &mut Person, number: u64) -> Result<Phone, Trouble> {
    let generation = person.phone.generation + 1;
    Ok(std::mem::replace(
        &mut person.phone,
        Phone::new(number, generation)?,
    ))
}

const HEADINGS: [&str; 5] = ["姓名", "身份证号", "人员类别", "户籍区划代码", "手机绑定码"];

/// What the phone has made for its bureau.
fn enrolment(person: &Person) -> Result<Option<String>, Trouble> {
    let label = format!("{}的手机", person.name);
    let made = dates::now();
    person
        .phone
        .enrolment(person.office.id, &label, made)
        .map(Some)
}

fn cells(
    person: &Person,
    phone: impl Fn(&Person) -> Result<Option<String>, Trouble>,
) -> Result<[String; 5], Trouble> {
    Ok([
        person.name.clone(),
        person.identity.clone(),
        person.category.to_owned(),
        person.home.to_string(),
        phone(person)?.unwrap_or_default(),
    ])
}

/// A roster as a bureau exports it.
fn csv(
    people: &[&Person],
    phone: impl Fn(&Person) -> Result<Option<String>, Trouble>,
) -> Result<String, Trouble> {
    let mut text = format!("{}\r\n", HEADINGS.join(","));
    for person in people {
        text.push_str(&cells(person, &phone)?.join(","));
        text.push_str("\r\n");
    }
    Ok(text)
}

/// A roster as a workbook, all cells of it text.
fn xlsx(stage: &Stage, name: &str, people: &[&Person]) -> Result<(), Trouble> {
    let rows = people.iter().map(|person| cells(person, enrolment));
    let mut book = TextBook::default();
    book.add("名册", &HEADINGS, rows)?;
    book.save(&stage.path(name))
}

/// The lines of a run, with the person of the roster, counted from 0.
fn manifest(stage: &Stage, run: &str) -> Result<Vec<(usize, Value)>, Trouble> {
    let text = fs::read_to_string(stage.path(run).join("manifest.jsonl"))?;
    text.lines()
        .map(|line| {
            let json: Value = serde_json::from_str(line)
                .map_err(|error| Trouble::new(format!("{run}: {error}")))?;
            let row = json["row"]
                .as_u64()
                .and_then(|row| usize::try_from(row).ok());
            let row = row.and_then(|row| row.checked_sub(1));
            let row = row.ok_or_else(|| Trouble::new(format!("{run}: no row in {line}")))?;
            Ok((row, json))
        })
        .collect()
}

fn text(line: &Value) -> Result<String, Trouble> {
    let text = line["text"].as_str().map(str::to_owned);
    text.ok_or_else(|| Trouble::new("the manifest has no text"))
}

fn holder(line: &Value) -> Result<u64, Trouble> {
    let number = line["holder"].as_u64();
    number.ok_or_else(|| Trouble::new("the manifest has no holder number"))
}
