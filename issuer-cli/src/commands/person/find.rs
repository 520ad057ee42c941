//! `issuer person find`: people of the register with their codes, by number, code, identity number or name.
//! It gives nothing out and changes nothing; for what is stored of a person there is `person show`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use credential_core::HolderNumber;
use messages::{Exit, Failure, Lang, failure, text};
use serde_json::{Value, json};

use crate::Call;
use crate::bureau::{BureauFolder, DEFAULT_FOLDER};
use crate::commands::standing::in_words;
use crate::register::{Entry, Register, Selection, status_code};
use crate::selector::CredentialSelector;
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 发码单位的文件夹 | the folder of the bureau
    #[arg(long, value_name = "DIR", default_value = DEFAULT_FOLDER)]
    bureau: PathBuf,
    #[command(flatten)]
    whom: CredentialSelector,
    /// 姓名或其中几个字；台账里打码的字都算符合 | a name or some of its characters; masked ones fit any
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["holder", "index", "code", "identity", "identity_stdin", "list"])]
    name: Option<String>,
}

/// People who are shown.
const MAX_PEOPLE: usize = 50;

/// The people who were found, with their codes: the newest first.
#[derive(Default)]
struct Found {
    people: BTreeMap<HolderNumber, Vec<Entry>>,
    all: usize,
}

pub(super) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = BureauFolder::new(&args.bureau);
    let mut register = folder.register()?;
    let found = match &args.name {
        Some(name) => by_name(&register, name, call)?,
        None => {
            if args.whom.names_identities(call)? {
                folder.recognise_people(&mut register, call)?;
            }
            let selected = args.whom.find(&register, call)?.selected;
            let entries = selected.into_iter().flat_map(|one| one.entries);
            with_all_codes(&register, entries.map(|entry| entry.holder))?
        }
    };
    let mut lines = vec![text!("找到 {} 人。", found.all; "People found: {}.", found.all)];
    lines.extend(found.people.values().flatten().map(in_words));
    if found.all > found.people.len() {
        lines.push(text!("  ……只列出前 {MAX_PEOPLE} 人，请多写几个字"; "  … the first {MAX_PEOPLE} only: name more characters"));
    }
    let lang = call.console.lang;
    let json = json!({
        "found": found.all,
        "people": found.people.iter().map(|(holder, codes)| json!({
            "holder": holder.0,
            "name": codes.first().map(|code| code.particulars.name.as_str()),
            "codes": codes.iter().map(|code| code_json(code, lang)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    });
    call.answer(&lines, &json)?;
    Ok(Exit::Done)
}

fn by_name(register: &Register, name: &str, call: &Call<'_, '_>) -> Result<Found, Failure> {
    let wanted: Vec<char> = name.chars().filter(|c| !c.is_whitespace()).collect();
    if wanted.is_empty() || wanted.iter().all(|c| *c == '*') {
        return Err(
            failure!("name-missing"; "没有写姓名"; "no name was given"; "请写姓名，或其中几个字。"; "Write a name, or some of its characters."),
        );
    }
    let mut holders = Vec::new();
    register.for_each(Selection::All, call.now, |entry| {
        if holders.last() != Some(&entry.holder) && fits(entry.particulars.name.as_str(), &wanted) {
            holders.push(entry.holder);
        }
        Ok(())
    })?;
    with_all_codes(register, holders.into_iter())
}

fn with_all_codes(
    register: &Register,
    holders: impl Iterator<Item = HolderNumber>,
) -> Result<Found, Failure> {
    let mut found = Found::default();
    let mut holders: Vec<HolderNumber> = holders.collect();
    holders.sort_unstable();
    holders.dedup();
    found.all = holders.len();
    for holder in holders.into_iter().take(MAX_PEOPLE) {
        found.people.insert(holder, register.entries_of(holder)?);
    }
    Ok(found)
}

/// Whether the characters stand in the name one behind the other. A masked one fits any, but not all of
/// them may be masked.
fn fits(name: &str, wanted: &[char]) -> bool {
    let name: Vec<char> = name.chars().filter(|c| !c.is_whitespace()).collect();
    name.windows(wanted.len()).any(|part| {
        let mut pairs = part.iter().zip(wanted);
        pairs.all(|(is, wanted)| is == wanted || *is == '*')
            && part.iter().zip(wanted).any(|(is, wanted)| is == wanted)
    })
}

fn code_json(entry: &Entry, lang: Lang) -> Value {
    let reason = entry.standing.changed.map(|(reason, _)| reason.text());
    json!({
        "serial": entry.serial,
        "status_index": entry.status_index.0,
        "kind": entry.kind(),
        "name": entry.particulars.name.as_str(),
        "categories": entry.particulars.categories.iter().map(|one| one.code()).collect::<Vec<_>>(),
        "from": entry.validity.from.as_secs(),
        "until": entry.validity.until.as_secs(),
        "status": status_code(entry.standing.status),
        "reason": reason.map(|reason| reason.in_lang(lang).to_owned()),
        "changed": entry.standing.changed.map(|(_, at)| at.as_secs()),
        "file": entry.output.as_ref().map(|output| output.file.as_str()),
    })
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn masked_characters_fit_any_but_not_all_may_be_masked() {
        let fits = |name, wanted: &str| fits(name, &wanted.chars().collect::<Vec<_>>());
        assert!(fits("王*明", "王建明") && fits("王*明", "王建") && fits("王*明", "明"));
        assert!(!fits("王*明", "李建明") && !fits("王*明", "建") && !fits("王*", "王建明"));
        assert!(fits("欧阳建国", "建国"));
    }
}
