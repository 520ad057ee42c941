//! `issuer handout`: the list that people sign, the roster with the numbers, and cards in that order.

use std::fs;

use crate::support::{TestBureau, with_check};
use calamine::{Data, Reader, Xlsx, open_workbook};

const HANDOUT: &str = "handout --bureau @bureau --run @codes --roster @roster.csv --out @list";

/// People of two towns, in disorder; the third row is refused.
fn roster() -> String {
    let rows = [
        ("王建明", 1, "退役军人", "张村镇", "乙村", "=1+1"),
        ("李小红", 2, "退役军人", "安平镇", "甲村", ""),
        ("刘伟", 3, "老战友", "安平镇", "甲村", "+86"),
        ("陈国强", 4, "退役军人", "张村镇", "甲村", "@x"),
        ("赵\u{20000}", 5, "烈士遗属", "张村镇", "甲村", ""),
        ("孙丽", 6, "退役军人", "", "", ""),
    ];
    let mut text = String::from("姓名,身份证号,人员类别,乡镇,村,备注\r\n");
    for (name, number, category, town, village, remark) in rows {
        let identity = with_check(&format!("99010119500307{number:03}"));
        text.push_str(&format!(
            "{name},{identity},{category},{town},{village},{remark}\r\n"
        ));
    }
    text
}

fn issued() -> TestBureau {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &roster());
    bureau.run("issue --bureau @bureau --roster @roster.csv --out @codes");
    bureau
}

/// The cells of the first sheet of a workbook; those that are no texts are marked.
fn cells(bureau: &TestBureau, file: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(bureau.path(file)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    assert!(
        book.worksheet_formula(&book.sheet_names()[0])
            .unwrap()
            .is_empty()
    );
    let text = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => format!("no text: {other:?}"),
    };
    range
        .rows()
        .map(|row| row.iter().map(text).collect())
        .collect()
}

fn holder_of(bureau: &TestBureau, row: u64) -> String {
    let manifest = bureau.manifest("codes");
    let line = manifest.iter().find(|line| line["row"] == row).unwrap();
    format!("{:010}", line["holder"].as_u64().unwrap())
}

#[test]
fn people_stand_on_the_list_by_town_and_village_in_the_order_of_a_dictionary() {
    let bureau = issued();
    bureau.done(&format!("{HANDOUT} --by 乡镇 村"));
    let record = bureau.json("list/handout.json");
    let sections: Vec<(&str, u64)> = record["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["title"].as_str().unwrap(),
                one["people"].as_u64().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("安平镇 · 甲村", 1),
        ("张村镇 · 甲村", 2),
        ("张村镇 · 乙村", 1),
        ("(empty) · (empty)", 1),
    ];
    assert_eq!(sections, expected);
    assert_eq!(record["run"], bureau.json("codes/summary.json")["run"]);
    let pdf = fs::read(bureau.path("list/handout.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.trim_ascii_end().ends_with(b"%%EOF"));

    let list = cells(&bureau, "list/handout.xlsx");
    let people: Vec<&Vec<String>> = list.iter().filter(|row| row[2].contains('*')).collect();
    assert!(people.is_empty(), "names are whole, numbers are not");
    let signed: Vec<(&str, &str, &str)> = list
        .iter()
        .filter(|row| row[3].contains('*'))
        .map(|row| (row[0].as_str(), row[1].as_str(), row[2].as_str()))
        .collect();
    let (two, four, five, one, six) = (
        holder_of(&bureau, 2),
        holder_of(&bureau, 4),
        holder_of(&bureau, 5),
        holder_of(&bureau, 1),
        holder_of(&bureau, 6),
    );
    let expected = [
        ("1", two.as_str(), "李小红"),
        ("1", &four, "陈国强"),
        ("2", &five, "赵\u{20000}"),
        ("1", &one, "王建明"),
        ("1", &six, "孙丽"),
    ];
    assert_eq!(signed, expected);
    let missing = list.iter().find(|row| row[2].starts_with('赵')).unwrap();
    assert_eq!(missing[7], "no picture: U+20000");
    let whole = with_check("99010119500307001");
    assert!(!list.concat().concat().contains(&whole));
}

#[test]
fn the_roster_comes_back_with_numbers_and_nothing_in_it_is_calculated() {
    let bureau = issued();
    bureau.done(HANDOUT);
    let sheet = cells(&bureau, "list/roster-with-numbers.xlsx");
    let headings = ["姓名", "身份证号", "人员类别", "乡镇", "村", "备注"];
    assert_eq!(sheet[0][..6], headings);
    assert_eq!(sheet[0][6..], ["holder number", "valid until", "result"]);
    assert_eq!(sheet.len(), 7);
    assert_eq!(sheet[1][1], with_check("99010119500307001"));
    assert_eq!(
        [&sheet[1][5], &sheet[3][5], &sheet[4][5]],
        ["=1+1", "+86", "@x"]
    );
    assert_eq!(sheet[1][6], holder_of(&bureau, 1));
    assert_eq!(
        (sheet[1][7].as_str(), sheet[1][8].as_str()),
        ("2028-11-22", "issued")
    );
    assert_eq!((sheet[3][6].as_str(), sheet[3][7].as_str()), ("", ""));
    assert!(
        sheet[3][8].starts_with("not issued: category"),
        "{}",
        sheet[3][8]
    );

    // Of a second run over the same roster, corrected: those from before have their numbers too.
    let first = holder_of(&bureau, 1);
    bureau.write("roster.csv", &roster().replace("老战友", "退役军人"));
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @second");
    bureau.done("handout --bureau @bureau --run @second --roster @roster.csv --out @list2");
    let sheet = cells(&bureau, "list2/roster-with-numbers.xlsx");
    assert_eq!(
        (sheet[1][6].as_str(), sheet[3][8].as_str()),
        (first.as_str(), "issued")
    );
    assert_eq!(sheet[1][8], "has a code already, unchanged");
    assert_eq!(bureau.json("list2/handout.json")["people"], 1);
}

#[test]
fn another_roster_than_that_of_the_run_leaves_nothing_behind() {
    let bureau = issued();
    let whole = roster();
    let mut rows: Vec<&str> = whole.lines().collect();
    let check = |rows: &[&str], what: &str| {
        bureau.write("roster.csv", &rows.join("\r\n"));
        let outcome = bureau.fails("handout-other-roster", HANDOUT);
        assert!(outcome.talk.contains(what), "{}", outcome.talk);
        assert!(!bureau.path("list").exists());
    };
    // Sorted since, shortened, made longer, with a row that is refused now.
    rows.swap(1, 2);
    check(&rows, "somebody else");
    rows.swap(1, 2);
    check(&rows[..6], "now it has: 5 of people");
    let more = with_check("99010119500307077");
    let more = format!("周洋,{more},退役军人,,,");
    check(&[&rows[..], &[&more]].concat(), "now it has: 7 of people");
    let refused = rows[1].replace("退役军人", "老战友");
    rows[1] = &refused;
    check(&rows, "is refused now");
    bureau.write("roster.csv", &whole);
    let outcome = bureau.fails("handout-column", &format!("{HANDOUT} --by 乡镇 组"));
    assert!(outcome.talk.contains("乡镇, 村"), "{}", outcome.talk);
    assert!(!bureau.path("list").exists());
    bureau.done(HANDOUT);
    bureau.fails("out-used", HANDOUT);
    bureau.done(
        "reissue --bureau @bureau --holder 1 --reason lost --out @again --yes"
            .replace('1', &holder_of(&bureau, 1))
            .as_str(),
    );
    bureau.fails(
        "handout-no-roster",
        "handout --bureau @bureau --run @again --roster @roster.csv --out @list3",
    );
}

/// Whether they are meant was decided when the codes were issued, and is not asked once more.
#[test]
fn rows_out_of_sight_are_to_be_read_as_when_issuing() {
    let bureau = TestBureau::ready();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in (0..).zip(roster().lines().take(3)) {
        for (column, cell) in (0..).zip(line.split(',').take(5)) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    sheet.set_row_hidden(2).unwrap();
    workbook.save(bureau.path("roster.xlsx")).unwrap();
    let issue = "issue --bureau @bureau --roster @roster.xlsx --out @codes";
    bureau.fails("hidden-rows", issue);
    bureau.done(&format!("{issue} --hidden-rows skip"));
    let words = "handout --bureau @bureau --run @codes --roster @roster.xlsx --out @list";
    let outcome = bureau.fails("hidden-rows", words);
    let talk = &outcome.talk;
    assert!(talk.contains("when the codes were issued"), "{talk}");
    assert!(!talk.contains("to have codes"), "{talk}");
    bureau.fails(
        "handout-other-roster",
        &format!("{words} --hidden-rows include"),
    );
    bureau.done(&format!("{words} --hidden-rows skip"));
}

#[test]
fn cards_are_printed_in_the_order_of_the_list() {
    let bureau = issued();
    bureau.done(&format!("{HANDOUT} --by 乡镇"));
    let print = "print --run @codes --bureau @bureau --dpi 203 --handout @list --out";
    bureau.done(&format!("{print} @cards --cut-and-stack --per-file 2"));
    let json = bureau.json("cards/print.json");
    let of = |title: &str, cards: u64, files: &[u64]| {
        let files: Vec<String> = files
            .iter()
            .map(|n| format!("card-sheets-{n:04}.pdf"))
            .collect();
        serde_json::json!({ "title": title, "cards": cards, "files": files })
    };
    let expected = [
        of("安平镇", 1, &[1]),
        of("张村镇", 3, &[1, 2]),
        of("(empty)", 1, &[3]),
    ];
    assert_eq!(json["sections"], serde_json::Value::from(expected.to_vec()));
    assert_eq!((&json["printed"], &json["pages"]), (&5.into(), &4.into()));

    // Somebody is revoked after the list was made, and before the cards are.
    let gone = holder_of(&bureau, 2);
    bureau.done(&format!(
        "revoke --bureau @bureau --holder {gone} --reason deceased --yes"
    ));
    bureau.run(&format!("{print} @cards2"));
    let json = bureau.json("cards2/print.json");
    assert_eq!(json["sections"][0]["title"], "张村镇");
    bureau.done("handout --bureau @bureau --run @codes --roster @roster.csv --out @list2");
    let record = bureau.json("list2/handout.json");
    assert_eq!(
        (&record["people"], &record["revoked"]),
        (&4.into(), &1.into())
    );

    let order = bureau.text("list2/order.jsonl");
    bureau.write("list2/order.jsonl", order.lines().next().unwrap());
    let print = "print --run @codes --bureau @bureau --handout @list2 --out @cards3";
    bureau.fails("handout-differs", print);
    bureau.write("list2/order.jsonl", &format!("{order}{order}"));
    bureau.fails("file-invalid", print);
    bureau.write("roster2.csv", &crate::support::roster(1));
    bureau.done("issue --bureau @bureau --roster @roster2.csv --out @other");
    bureau.fails(
        "handout-of-another-run",
        "print --run @other --bureau @bureau --handout @list --out @cards3",
    );
    assert!(!bureau.path("cards3").exists());
}

/// A town that is written once for many rows, and a sheet for each town.
#[test]
fn towns_in_merged_cells_and_on_sheets_of_their_own_are_found() {
    use rust_xlsxwriter::{Format, Workbook};
    let bureau = TestBureau::ready();
    let mut book = Workbook::new();
    for (name, numbers) in [("乙", 1..4), ("甲", 4..6)] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (text, column) in ["乡镇", "姓名", "身份证号", "人员类别"].iter().zip(0..) {
            sheet.write(0, column, *text).unwrap();
        }
        let rows = numbers.len() as u32;
        for (number, row) in numbers.zip(1..) {
            let identity = with_check(&format!("99010119500307{number:03}"));
            sheet.write(row, 1, "王建明").unwrap();
            sheet.write(row, 2, identity).unwrap();
            sheet.write(row, 3, "退役军人").unwrap();
        }
        let town = format!("{name}镇");
        let format = Format::new();
        sheet.merge_range(1, 0, rows, 0, &town, &format).unwrap();
    }
    book.save(bureau.path("roster.xlsx")).unwrap();
    bureau.done("issue --bureau @bureau --roster @roster.xlsx --all-sheets --out @codes");
    for (by, out) in [("乡镇", "list"), ("sheet", "list2")] {
        let list = format!(
            "handout --bureau @bureau --run @codes --roster @roster.xlsx --all-sheets --by {by} --out @{out}"
        );
        bureau.done(&list);
        let record = bureau.json(&format!("{out}/handout.json"));
        let people: Vec<u64> = record["sections"]
            .as_array()
            .unwrap()
            .iter()
            .map(|section| section["people"].as_u64().unwrap())
            .collect();
        // 甲 (jia) is before 乙 (yi).
        assert_eq!(people, [2, 3], "{by}");
    }
    let sheet = cells(&bureau, "list/roster-with-numbers.xlsx");
    let towns: Vec<&String> = sheet.iter().map(|row| &row[0]).collect();
    assert_eq!(towns, ["乡镇", "乙镇", "乙镇", "乙镇"]);
    let only_one =
        "handout --bureau @bureau --run @codes --roster @roster.xlsx --sheet 甲 --out @list3";
    bureau.fails("handout-other-roster", only_one);
}

#[cfg(unix)]
#[test]
fn what_names_people_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let bureau = issued();
    bureau.done(HANDOUT);
    for path in bureau.files("list") {
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", path.display());
    }
}
