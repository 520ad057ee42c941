//! The same for programs: `docs/json.md`, "issuer person show".

use books::{HolderUse, Mark};
use credential_core::{Dependant, Region, UnixTime};
use messages::{Lang, benefit_words};
use serde_json::{Value, json};

use super::collected::{BooksOfPerson, Subject, SubjectCode};
use super::kept::{kept, rights};
use crate::books::use_json;
use crate::complaints::complaint_json;
use crate::register::{HolderAct, HolderRecord, hexadecimal, status_code};

/// All of it. Sentences are in the language of the console.
pub(crate) fn record(subject: &Subject, lang: Lang) -> Value {
    let (uses, full, charged) = subject.totals();
    let books = subject.books.as_ref();
    let kept: Vec<Value> = kept()
        .iter()
        .map(|one| {
            json!({
                "place": one.place.in_lang(lang),
                "what": one.what.in_lang(lang),
                "how_long": one.how_long.in_lang(lang),
            })
        })
        .collect();
    let rights: Vec<String> = rights()
        .iter()
        .map(|right| right.in_lang(lang).to_owned())
        .collect();
    json!({
        "issuer": subject.issuer,
        "bureau": subject.bureau.in_lang(lang),
        "holder": subject.holder.0,
        "made": subject.made.as_secs(),
        "record": subject.disclosure,
        "codes": subject.codes.iter().map(code).collect::<Vec<_>>(),
        "acts": subject.records.iter().map(act).collect::<Vec<_>>(),
        "complaints": subject.complaints.iter().map(complaint_json).collect::<Vec<_>>(),
        "books": books.map(|books| json!({
            "uses": books.uses.iter().map(|one| used(one, books)).collect::<Vec<_>>(),
            "marks": books.marks.iter().map(mark).collect::<Vec<_>>(),
            "total": { "uses": uses, "full_fen": full, "charged_fen": charged },
        })),
        "kept": kept,
        "rights": rights,
    })
}

fn code(code: &SubjectCode) -> Value {
    let entry = &code.entry;
    let it = &entry.particulars;
    let categories: Vec<&str> = it.categories.iter().map(|one| one.code()).collect();
    let changed = entry.standing.changed;
    let key = entry
        .holder_key
        .as_ref()
        .and_then(|key| key.public_key().ok());
    json!({
        "serial": entry.serial,
        "kind": entry.kind().code(),
        "status_index": entry.status_index.0,
        "name": it.name.as_str(),
        "categories": categories,
        "home_region": it.details.home_region.map(Region::code),
        "disability_grade": it.details.disability_grade,
        "honour_class": it.details.honour_class,
        "dependants": it.details.dependants.iter().map(dependant).collect::<Vec<_>>(),
        "from": entry.validity.from.as_secs(),
        "until": entry.validity.until.as_secs(),
        "issued": code.issued.map(UnixTime::as_secs),
        "status": status_code(entry.standing.status),
        "reason": changed.map(|(reason, _)| reason.code()),
        "changed": changed.map(|(_, at)| at.as_secs()),
        "picture": entry.output.as_ref().map(|output| &output.file),
        "text_sha256": entry.output.as_ref().map(|output| hexadecimal(&output.digest)),
        "phone_key": key.map(|key| hexadecimal(&key.thumbprint())),
    })
}

fn dependant(one: &Dependant) -> Value {
    json!({ "relation": one.relation.code(), "name": one.name.as_str() })
}

fn act(record: &HolderRecord) -> Value {
    let (what, serial, to, reason) = match record.act {
        HolderAct::Entered => ("entered", None, None, None),
        HolderAct::Reserved { serial } => ("reserved", Some(serial), None, None),
        HolderAct::Issued { serial } => ("issued", Some(serial), None, None),
        HolderAct::Changed {
            serial,
            status: to,
            reason,
        } => (
            "changed",
            Some(serial),
            Some(status_code(to)),
            Some(reason.code()),
        ),
        HolderAct::Complained { serial } => ("complained", Some(serial), None, None),
        HolderAct::Disclosed => ("disclosed", None, None, None),
    };
    json!({
        "record": record.record,
        "at": record.at.as_secs(),
        "operator": record.actor,
        "action": record.action,
        "what": what,
        "serial": serial,
        "status": to,
        "reason": reason,
    })
}

/// A use, with the rating if there is one.
fn used(one: &HolderUse, books: &BooksOfPerson) -> Value {
    let mut json = use_json(one);
    if let Value::Object(keys) = &mut json {
        let rating = books.ratings.get(&one.record);
        let rating = rating.map(|rating| benefit_words::rating_code(*rating));
        keys.insert("rating".to_owned(), json!(rating));
    }
    json
}

fn mark(one: &Mark) -> Value {
    json!({
        "at": one.time.as_secs(),
        "kind": one.kind.code(),
        "terminal": one.terminal,
        "number": one.record.number,
        "merchant": one.merchant,
        "benefit": one.benefit,
        "allowed": one.allowed,
        "used": one.used,
    })
}
