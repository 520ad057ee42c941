//! The bureau's books: from the exports of terminals to receipts.

use std::fs;
use std::time::Duration;

use crate::support::TestBureau;
use crate::support::journals::{BUREAU, Terminal, grant};
use credential_core::journal::{Entry, ManualGrant, ManualReason, Receipt, Undo, UndoReason};
use credential_core::{HolderNumber, IssuerId, UnixTime, Update};
use messages::{Exit, dates};
use serde_json::{Value, json};

const MERCHANTS: &str = "编号,名称,行业,地区,协议开始,协议截止,在册情况\n\
    7,温泉理发店,理发美容,421202,2026-01-01,2027-12-31,在册\n\
    8,香城租车,交通出行,421200,,2026-12-31,在册\n\
    9,桂花餐厅,餐饮,421281,,,在册\n";

const BENEFITS: &str = "编号,名称,适用类别,行业,商户,优待方式,数值,限次\n\
    1,理发半价,退役军人,,7；9,折扣,五折,每天1次\n\
    3,租车免费,退役军人,,8；9,免费,,每年5天\n";

fn day(text: &str) -> UnixTime {
    dates::parse(text).unwrap()
}

/// Three people with codes, three merchants, and a terminal at each.
fn bureau() -> (TestBureau, Vec<Terminal>, Vec<Value>) {
    let bureau = TestBureau::issued(3);
    bureau.done("publish --bureau @bureau");
    bureau.write("b.csv", BENEFITS);
    bureau.write("m.csv", MERCHANTS);
    bureau.done("catalogue publish @b.csv @m.csv --bureau @bureau --yes");
    let terminals = [(1, 7), (2, 8), (3, 9)]
        .map(|(seed, merchant)| Terminal::add(&bureau, seed, merchant, ""))
        .into();
    let people = bureau.manifest("out");
    (bureau, terminals, people)
}

fn later(time: UnixTime, seconds: u64) -> UnixTime {
    time.plus(Duration::from_secs(seconds))
}

#[test]
fn a_month_of_rides() {
    let (bureau, mut terminals, people) = bureau();
    let mut time = day("2026-11-23T08:00");
    for round in 0..120_usize {
        let terminal = &mut terminals[round % 3];
        let person = &people[round * 7 % 3];
        let benefit = if round % 4 == 0 { 3 } else { 1 };
        let number = terminal.write(time, Entry::Grant(grant(person, benefit, 1)));
        if round % 11 == 5 {
            let undo = Undo {
                of: number,
                reason: UndoReason::Mistake,
            };
            terminal.write(later(time, 20), Entry::Undo(undo));
        }
        if round % 13 == 7 {
            let manual = grant(person, 1, 1);
            let entry = Entry::ManualGrant(ManualGrant {
                reason: ManualReason::CardUnreadable,
                holder: (round % 2 == 0).then_some(manual.holder),
                benefit: 1,
                edition: 1,
                branch: 0,
                units: 1,
                price: None,
            });
            terminal.write(later(time, 30), entry);
        }
        time = later(time, 33_333);
    }
    fs::create_dir(bureau.path("exports")).unwrap();
    for terminal in &terminals {
        let (number, size) = (terminal.number, terminal.size());
        terminal.export(&bureau, &format!("exports/{number}-a.lbx"), 0, size / 2);
        terminal.export(&bureau, &format!("exports/{number}-b.lbx"), 0, size);
    }
    let at = "--at 2027-01-20T08:00";
    let report = bureau.result(&format!("{at} journal import @exports --bureau @bureau"));
    assert_eq!(report["files"].as_array().unwrap().len(), 6);
    let again = bureau.result(&format!("{at} journal import @exports --bureau @bureau"));
    assert!(
        again["files"]
            .as_array()
            .unwrap()
            .iter()
            .all(|file| file["new"] == 0)
    );
    let undone = bureau.result(&format!(
        "{at} journal undo --terminal {} --number 1 --reason 重复 --bureau @bureau --yes",
        terminals[0].number
    ));
    assert_eq!(undone["found"], true);
    // A number of the future is a slip of the hand: it would take back a grant that nobody has seen.
    for number in [1_000, 4_000_000_000_u64] {
        bureau.fails(
            "record-not-here",
            &format!(
                "{at} journal undo --terminal {} --number {number} --reason 重复 --bureau @bureau --yes",
                terminals[0].number
            ),
        );
    }
    let status = bureau.result(&format!("{at} journal status --bureau @bureau"));
    let marks = bureau.result(&format!(
        "{at} journal marks --limit 100000 --bureau @bureau"
    ));
    let uses: u64 = status["months"]
        .as_array()
        .unwrap()
        .iter()
        .map(|month| month["uses"].as_u64().unwrap())
        .sum();
    // 120 grants and 9 manual ones; 11 were taken back at the counter and one at the bureau.
    assert_eq!(uses, 120 + 9 - 11 - 1);
    let kinds = |kind: &str| {
        let all = marks["marks"].as_array().unwrap();
        all.iter().filter(|mark| mark["kind"] == kind).count()
    };
    assert!(kinds("quota-exceeded") > 0);
    // The agreement of merchant 8 ends with the year.
    assert!(kinds("not-member") > 0);
    leave_for_recount(&bureau, &terminals, &undone, &status, &marks);
}

/// What `recount_books.py` reads, if somebody wants it.
fn leave_for_recount(
    bureau: &TestBureau,
    terminals: &[Terminal],
    undone: &Value,
    status: &Value,
    marks: &Value,
) {
    let Some(folder) = std::env::var_os("BOOKS_FOLDER") else {
        return;
    };
    let folder = std::path::PathBuf::from(folder);
    let exports = folder.join("exports");
    fs::create_dir_all(&exports).unwrap();
    for file in bureau.files("exports") {
        fs::copy(&file, exports.join(file.file_name().unwrap())).unwrap();
    }
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let of_terminals: Vec<Value> = terminals
        .iter()
        .zip([7, 8, 9])
        .map(|(terminal, merchant)| {
            use credential_core::Signer;
            // The parameter x of the COSE_Key is its last one.
            let encoded = terminal.key.public_key().encode();
            let x = &encoded[encoded.len() - 32..];
            json!({ "key": hex(&terminal.id.terminal), "public_key": hex(x), "merchant": merchant })
        })
        .collect();
    let quotas = json!([
        { "edition": 1, "benefit": 1, "quotas": [[1, 1, 3]] },
        { "edition": 1, "benefit": 3, "quotas": [[5, 4, 3]] },
    ]);
    let undos = json!([[undone["key"], undone["chain"], undone["number"]]]);
    for (name, value) in [
        ("terminals", &json!(of_terminals)),
        ("quotas", &quotas),
        ("undos", &undos),
        ("status", status),
        ("marks", marks),
    ] {
        let text = serde_json::to_string_pretty(value).unwrap();
        fs::write(folder.join(format!("{name}.json")), text).unwrap();
    }
}

#[test]
fn a_bad_file_does_not_stop_the_others() {
    let (bureau, mut terminals, people) = bureau();
    let time = day("2026-11-23T08:00");
    for terminal in &mut terminals {
        terminal.write(time, Entry::Grant(grant(&people[0], 1, 1)));
    }
    let unknown = Terminal::add(&bureau, 9, 7, "");
    fs::create_dir(bureau.path("in")).unwrap();
    terminals[0].export(&bureau, "in/one.lbx", 0, 1);
    terminals[1].export(&bureau, "in/two.lbx", 0, 1);
    let mut bytes = fs::read(bureau.path("in/two.lbx")).unwrap();
    let last = bytes.len() - 9;
    bytes[last] ^= 1;
    fs::write(bureau.path("in/two.lbx"), bytes).unwrap();
    bureau.write("in/three.lbx", "photographs");
    let outcome = bureau.run("--json --at 2026-12-01T08:00 journal import @in --bureau @bureau");
    assert_eq!(outcome.exit, Exit::Refused, "{}", outcome.talk);
    let report: Value = serde_json::from_str(&outcome.results).unwrap();
    let result = |name: &str| {
        let files = report["files"].as_array().unwrap();
        let of = |file: &&Value| file["file"].as_str().unwrap().ends_with(name);
        let file = files.iter().find(of).unwrap();
        (file["result"].clone(), file["error"]["code"].clone())
    };
    assert_eq!(result("one.lbx"), (json!("imported"), Value::Null));
    assert_eq!(result("two.lbx").0, json!("refused"));
    assert_eq!(
        result("three.lbx"),
        (json!("refused"), json!("journal-unreadable"))
    );
    let status = bureau.result("--at 2026-12-01T08:00 journal status --bureau @bureau");
    assert_eq!(status["months"][0]["uses"], 1);
    // Those who have not handed anything over are named.
    let silent = json!([terminals[1].number, terminals[2].number, unknown.number]);
    assert_eq!(status["silent"], silent);
}

#[test]
fn a_receipt_goes_into_an_update_and_says_how_far_the_bureau_is() {
    let (bureau, mut terminals, people) = bureau();
    let terminal = &mut terminals[0];
    let time = day("2026-11-23T08:00");
    for second in 0..4 {
        terminal.write(later(time, second), Entry::Grant(grant(&people[1], 3, 1)));
    }
    bureau.fails("books-missing", "journal status --bureau @bureau");
    terminal.export(&bureau, "one.lbx", 0, 4);
    bureau.done("--at 2026-12-01T08:00 journal import @one.lbx --bureau @bureau");
    let status = bureau.result("journal status --bureau @bureau");
    assert_eq!(status["journals"][0]["receipted"], 0);
    let at = "--at 2026-12-02T08:00";
    let signed = bureau.result(&format!(
        "{at} journal receipts --out @r.lbu --bureau @bureau"
    ));
    assert_eq!(signed["newly_confirmed"], 4);
    bureau.done("update pack --out @all.lbu --authority @auth --receipts @r.lbu");
    let update = Update::parse(&fs::read(bureau.path("all.lbu")).unwrap()).unwrap();
    let [receipt] = &update.receipts[..] else {
        panic!("one receipt");
    };
    let key = bureau.trust_list().claims().issuers[0].keys[0].key.clone();
    let receipt = Receipt::verify(receipt, IssuerId(BUREAU), &key).unwrap();
    assert_eq!(receipt.claims().id, terminal.id);
    assert_eq!(receipt.claims().end.size, 4);
    let status = bureau.result("journal status --bureau @bureau");
    assert_eq!(status["journals"][0]["receipted"], 4);
    bureau.fails(
        "receipts-missing",
        "update pack --out @n.lbu --receipts @bureau/places/terminal-1.lbu",
    );
}

#[test]
fn a_code_that_was_revoked_meanwhile_is_marked() {
    let (bureau, mut terminals, people) = bureau();
    let number = HolderNumber(u32::try_from(people[0]["holder"].as_u64().unwrap()).unwrap());
    bureau.done(&format!(
        "--at 2026-11-25T00:00 revoke --holder {number} --reason lost --bureau @bureau --yes"
    ));
    for (at, person) in [
        ("2026-11-24T08:00", 0),
        ("2026-11-26T08:00", 0),
        ("2026-11-26T08:00", 1),
    ] {
        terminals[0].write(day(at), Entry::Grant(grant(&people[person], 1, 1)));
    }
    terminals[0].export(&bureau, "one.lbx", 0, 3);
    bureau.done("--at 2026-12-01T08:00 journal import @one.lbx --bureau @bureau");
    let marks = bureau.result("journal marks --bureau @bureau");
    assert_eq!(marks["count"], 1);
    assert_eq!(marks["marks"][0]["kind"], "revoked");
    assert_eq!(marks["marks"][0]["number"], 2);
    let none = bureau.result("journal marks --kind far-places --bureau @bureau");
    assert_eq!(none["count"], 0);
    bureau.fails("usage", "journal marks --kind odd --bureau @bureau");
    // Calculated again it is the same.
    let status = bureau.result("journal status --bureau @bureau");
    let rebuilt = bureau.result("journal rebuild --bureau @bureau");
    assert_eq!(rebuilt["head"], status["head"]);
    assert_eq!(bureau.result("journal marks --bureau @bureau"), marks);
}
