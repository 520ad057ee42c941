//! Reports of the books, sheets for merchants, settlements and exported records, through the program.

mod settlements;

use std::fs;
use std::path::Path;

use crate::support::TestBureau;
use crate::support::journals::{BUREAU, Terminal, grant};
use credential_core::UnixTime;
use credential_core::journal::{
    Entry, Grant, ManualGrant, ManualReason, Price, Rating, RatingLevel, Undo, UndoReason,
};
use messages::dates;
use serde_json::{Value, json};

const MERCHANTS: &str = "编号,名称,英文名称,行业,地区,协议开始,协议截止,在册情况\n\
    7,<script>alert(1)</script>,Barber,理发美容,421202,2026-01-01,2027-12-31,在册\n\
    8,香城租车,Xiang Car Hire,交通出行,421200,,,在册\n\
    9,桂花餐厅,Osmanthus,餐饮,421281,,,在册\n";

/// What the bureau pays back: half of the haircut, nothing of the rest.
const BENEFITS: &str = "编号,名称,英文名称,适用类别,商户,优待方式,数值,财政补贴\n\
    1,理发半价,Haircut at half price,退役军人,7,折扣,五折,50%\n\
    2,八五折,15% off,退役军人,8；9,折扣,8.5折,\n";

const LATER: &str = "--at 2027-02-20T08:00";

fn at(text: &str) -> UnixTime {
    dates::parse(text).unwrap()
}

struct Town {
    bureau: TestBureau,
    barber: Terminal,
    cars: Terminal,
    people: Vec<Value>,
}

fn town(people: usize) -> Town {
    let bureau = TestBureau::issued(people);
    bureau.done("publish --bureau @bureau");
    bureau.write("b.csv", BENEFITS);
    bureau.write("m.csv", MERCHANTS);
    bureau.done("catalogue publish @b.csv @m.csv --bureau @bureau --yes");
    let barber = Terminal::add(&bureau, 1, 7, "");
    let cars = Terminal::add(&bureau, 2, 8, "");
    let people = bureau.manifest("out");
    Town {
        bureau,
        barber,
        cars,
        people,
    }
}

impl Town {
    /// A use by this person, at this price.
    fn haircut(&mut self, time: &str, person: usize, full: u64) -> u64 {
        let mut entry = grant(&self.people[person], 1, 1);
        entry.price = Some(Price {
            full,
            charged: full / 2,
        });
        self.barber.write(at(time), Entry::Grant(entry))
    }

    fn hire(&mut self, time: &str, person: usize, days: u32) {
        let mut entry = grant(&self.people[person], 2, days);
        entry.price = None;
        self.cars.write(at(time), Entry::Grant(entry));
    }

    /// Brings what the terminals have to the bureau.
    fn import(&self) {
        for (terminal, name) in [(&self.barber, "barber.lbx"), (&self.cars, "cars.lbx")] {
            if terminal.size() > 0 {
                terminal.export(&self.bureau, name, 0, terminal.size());
                self.bureau
                    .done(&format!("{LATER} journal import @{name} --bureau @bureau"));
            }
        }
    }

    fn report(&self, words: &str) -> Value {
        self.bureau
            .result(&format!("{LATER} report benefits --bureau @bureau{words}"))
    }
}

const EXPOSED: &str = " --expose-groups-under-five-people";

fn row<'r>(report: &'r Value, table: &str, key: u64) -> &'r Value {
    let rows = report[table].as_array().unwrap();
    rows.iter().find(|row| row["key"] == key).unwrap()
}

#[test]
fn the_last_second_of_a_month_is_in_it_and_the_next_is_not() {
    let mut town = town(2);
    town.haircut("2026-11-30T23:59:59", 0, 4_000);
    town.haircut("2026-12-01T00:00:00", 1, 6_001);
    town.haircut("2026-12-31T23:59:59", 1, 100);
    town.haircut("2027-01-01T00:00:00", 0, 7);
    town.import();
    let all = town.report(EXPOSED);
    let uses = |month| row(&all, "by_month", month)["uses"].as_u64().unwrap();
    assert_eq!([uses(202_611), uses(202_612), uses(202_701)], [1, 2, 1]);
    let december = town.report(&format!("{EXPOSED} --from 2026-12 --until 2026-12"));
    // 60.01 yuan are charged as 30.00: the fen are those of the records.
    assert_eq!(december["total"]["saved_fen"], 6_001 - 3_000 + 50);
    assert_eq!(december["total"]["people"], 1);
    assert_eq!(all["total"]["people"], 2);
    let wrong = "report benefits --bureau @bureau --from 2026-12 --until 2026-11";
    town.bureau.fails("usage", wrong);
    town.bureau
        .fails("usage", "report benefits --bureau @bureau --from 2026-13");
}

#[test]
fn uses_manual_grants_and_undone_ones_stand_apart() {
    let mut town = town(6);
    for person in 0..6 {
        town.haircut("2026-11-23T10:00", person, 4_000);
        town.hire("2026-11-23T11:00", person, 3);
    }
    let wrong = town.haircut("2026-11-24T10:00", 0, 9_999);
    let undo = Undo {
        of: wrong,
        reason: UndoReason::Mistake,
    };
    town.barber
        .write(at("2026-11-24T10:00:20"), Entry::Undo(undo));
    let manual = ManualGrant {
        reason: ManualReason::NoPower,
        holder: None,
        benefit: 1,
        edition: 1,
        branch: 0,
        units: 1,
        price: None,
    };
    town.barber
        .write(at("2026-11-24T11:00"), Entry::ManualGrant(manual));
    town.import();
    let report = town.report("");
    assert_eq!(
        report["total"],
        json!({ "uses": 12, "units": 6 + 18, "unpriced": 6, "people": 6,
            "full_fen": 24_000, "charged_fen": 12_000, "saved_fen": 12_000 })
    );
    assert_eq!(
        (&report["undone"], &report["manual"]["uses"]),
        (&Value::Null, &1.into())
    );
    // One to four are not told in public.
    let exposed = town.report(" --expose-groups-under-five-people");
    assert_eq!(exposed["undone"], 1);
    assert_eq!(
        report["manual_reasons"],
        json!([{ "code": "no-power", "records": 1 }])
    );
    // The status counts as the report does, and says apart what is no use.
    let status = town
        .bureau
        .run(&format!("{LATER} journal status --bureau @bureau"));
    let line =
        "2026-11: 12 uses by 6 people, 120.00 yuan saved; apart from that 1 manual, 1 undone";
    assert!(status.results.contains(line), "{}", status.results);
    let status = town
        .bureau
        .result(&format!("{LATER} journal status --bureau @bureau"));
    assert_eq!(
        (&status["months"][0]["uses"], &status["months"][0]["manual"]),
        (&13.into(), &1.into())
    );
    assert_eq!(row(&report, "by_merchant", 8)["units"], 18);
    assert_eq!(row(&report, "by_trade", 14)["name"], "理发美容");
    assert_eq!(row(&report, "by_district", 421_202)["uses"], 6);
    assert_eq!(row(&report, "by_category", 0)["people"], 6);
}

#[test]
fn few_people_are_shown_to_those_alone_who_ask_for_it_by_its_name() {
    let mut town = town(6);
    for person in 0..6 {
        town.haircut("2026-11-23T10:00", person, 4_000);
    }
    town.hire("2026-11-23T11:00", 0, 3);
    town.import();
    let report = town.report(" --html @page.html --xlsx @book.xlsx");
    assert_eq!(report["small_groups"], "suppressed");
    let hidden = row(&report, "by_merchant", 8);
    assert_eq!(hidden["withheld"], "under-five");
    assert_eq!(row(&report, "by_merchant", 7)["withheld"], "complement");
    for words in ["uses", "saved_fen", "people"] {
        assert!(hidden.get(words).is_none(), "{hidden}");
    }
    let page = town.bureau.text("page.html");
    assert!(page.contains("&lt;5") && !page.contains("<script"));
    assert!(town.bureau.path("book.xlsx").exists());
    let exposed = town.report(&format!("{EXPOSED} --html @bureau.html"));
    assert_eq!(row(&exposed, "by_merchant", 8)["uses"], 1);
    #[cfg(unix)]
    {
        let private = town.bureau.path("bureau.html");
        assert!(!cli_support::files::readable_by_others(&private).unwrap());
    }
    let said = town.bureau.done(&format!(
        "{LATER} report benefits --bureau @bureau{EXPOSED}"
    ));
    assert!(
        said.results.contains("Do not publish it"),
        "{}",
        said.results
    );
}

#[test]
fn a_report_needs_books_and_waits_for_nobody_who_writes_them() {
    let mut town = town(1);
    town.bureau
        .fails("books-missing", "report benefits --bureau @bureau");
    town.haircut("2026-11-23T10:00", 0, 4_000);
    town.import();
    let facts = books::BureauFacts {
        issuer: BUREAU,
        ..books::BureauFacts::default()
    };
    // As an import holds them from its first to its last file.
    let held = books::Books::open_for_import(&town.bureau.path("bureau/books"), facts).unwrap();
    town.bureau
        .fails("books-in-use", "report benefits --bureau @bureau");
    drop(held);
    assert_eq!(town.report(EXPOSED)["total"]["uses"], 1);
}

#[test]
fn a_sheet_for_each_merchant_has_promises_ratings_and_what_was_found() {
    let mut town = town(6);
    for person in 0..6 {
        let number = town.haircut("2026-11-23T10:00", person, 4_000);
        let rating = Rating {
            of: number,
            level: if person == 0 {
                RatingLevel::Dissatisfied
            } else {
                RatingLevel::Satisfied
            },
        };
        town.barber
            .write(at("2026-11-23T10:01"), Entry::Rating(rating));
    }
    town.hire("2026-11-23T11:00", 0, 1);
    town.import();
    let report = town.bureau.result(&format!(
        "{LATER} report merchant --all --bureau @bureau --out @sheets"
    ));
    assert_eq!(report["merchants"].as_array().unwrap().len(), 3);
    assert_eq!(report["merchants"][0]["ratings"], json!([5, 0, 1]));
    // One person, and the merchant is not told so.
    assert_eq!(report["merchants"][1]["people"], Value::Null);
    let sheet = town.bureau.text("sheets/merchant-7.html");
    for text in [
        "Barber",
        "Haircut at half price",
        "5 satisfied, 0 fair, 1 dissatisfied",
    ] {
        assert!(sheet.contains(text), "{text}");
    }
    assert!(!sheet.contains("<script"));
    assert!(
        town.bureau
            .text("sheets/merchant-9.html")
            .contains("There are no ratings")
    );
    town.bureau.fails(
        "merchant-unknown",
        "report merchant 70 --bureau @bureau --out @sheets",
    );
    town.bureau
        .fails("usage", "report merchant --bureau @bureau --out @sheets");
}

fn files(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => all.extend(files(&path)),
            false => all.push(path.to_str().unwrap().to_owned()),
        }
    }
    all.sort();
    all
}

#[test]
fn records_are_exported_by_year_and_month_or_not_at_all() {
    let mut town = town(2);
    town.haircut("2026-11-30T23:59:59", 0, 4_000);
    town.haircut("2026-12-01T00:00", 1, 4_000);
    town.haircut("2027-01-01T00:00", 1, 4_000);
    town.import();
    let export = "journal export-parquet --bureau @bureau --out @records";
    let report = town
        .bureau
        .result(&format!("{LATER} {export} --until 2026-12"));
    assert_eq!(
        (&report["records"], &report["months"]),
        (&2.into(), &json!(["2026-11", "2026-12"]))
    );
    let folder = town.bureau.path("records");
    let names: Vec<String> = files(&folder)
        .iter()
        .map(|name| {
            name.strip_prefix(folder.to_str().unwrap())
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(
        names,
        [
            "/year=2026/month=11/grants.parquet",
            "/year=2026/month=12/grants.parquet"
        ]
    );
    for name in files(&folder) {
        let bytes = fs::read(name).unwrap();
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    }
    town.bureau
        .fails("file-exists", &format!("{LATER} {export}"));
    assert_eq!(files(&folder).len(), 2);
    // Damaged books are no export, and nothing is left beside it.
    let events = files(&town.bureau.path("bureau/books"));
    let events = events
        .iter()
        .find(|name| name.ends_with("202612.lbe"))
        .unwrap();
    fs::write(events, b"short").unwrap();
    town.bureau.fails(
        "books-damaged",
        &format!("{LATER} journal export-parquet --bureau @bureau --out @other"),
    );
    let left = fs::read_dir(town.bureau.path("")).unwrap();
    let drafts = left.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_str().unwrap().starts_with(".tmp-") || name == "other"
    });
    assert_eq!(drafts.count(), 0);
}
