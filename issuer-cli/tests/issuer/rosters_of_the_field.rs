//! Rosters that failed in the field: what is read, what is refused, and what is said of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{Outcome, TestBureau};

/// Issues for a roster of the field.
fn issued(case: &str, more: &str) -> (TestBureau, Outcome) {
    let bureau = TestBureau::ready();
    copy(&bureau, case);
    let words = format!("issue --bureau @bureau --roster @{case} --out @out --full-names {more}");
    let outcome = bureau.run(words.trim_end());
    (bureau, outcome)
}

fn copy(bureau: &TestBureau, case: &str) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/rosters")
        .join(case);
    fs::copy(from, bureau.path(case)).unwrap();
}

/// The codes of the faults of each refused row.
fn refused(bureau: &TestBureau) -> BTreeMap<u64, Vec<String>> {
    let mut rows: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    let mut reader = csv::Reader::from_path(bureau.path("out/refused.csv")).unwrap();
    for record in reader.records() {
        let record = record.unwrap();
        let codes = rows.entry(record[0].parse().unwrap()).or_default();
        codes.push(record[record.len() - 1].to_owned());
    }
    rows
}

/// The names on the manifest by their row.
fn names(bureau: &TestBureau) -> BTreeMap<u64, String> {
    let manifest = bureau.path("out/manifest.jsonl");
    if !manifest.exists() {
        return BTreeMap::new();
    }
    bureau
        .manifest("out")
        .iter()
        .map(|line| {
            let name = line["name"].as_str().unwrap().to_owned();
            (line["row"].as_u64().unwrap(), name)
        })
        .collect()
}

fn only(rows: &BTreeMap<u64, Vec<String>>) -> Vec<(u64, &str)> {
    rows.iter()
        .map(|(row, codes)| (*row, codes[0].as_str()))
        .collect()
}

#[test]
fn words_that_are_no_names_get_no_code() {
    let (bureau, _) = issued("placeholder-names.xlsx", "");
    assert_eq!(names(&bureau), BTreeMap::new());
    assert_eq!(refused(&bureau).len(), 15);
}

#[test]
fn error_cells_are_errors() {
    let (bureau, _) = issued("04-error-cell-as-name.xlsx", "");
    assert_eq!(names(&bureau).into_keys().collect::<Vec<_>>(), [1, 4, 5]);
    assert_eq!(
        only(&refused(&bureau)),
        [(2, "category-unknown"), (3, "name-spreadsheet-error")]
    );
}

#[test]
fn real_rare_characters_pass_and_the_rest_is_refused_with_its_reason() {
    let (bureau, outcome) = issued("rare-names.xlsx", "");
    let names = names(&bureau);
    for row in 1..=6 {
        assert_eq!(names[&row], "阿卜杜拉·买买提");
    }
    let rare = [
        (9, "𠮷田英"),
        (10, "𬎆𰻝明"),
        (15, "王建"),
        (16, "王〇明"),
        (17, "欧阳娜娜"),
        (22, "王建明"),
        (24, "王建𪚥"),
    ];
    for (row, name) in rare {
        assert_eq!(names[&row], name);
    }
    assert_eq!(names.len(), 6 + rare.len());
    assert_eq!(
        only(&refused(&bureau)),
        [
            (7, "name-private-use"),
            (8, "name-private-use"),
            (11, "name-hidden-character"),
            (12, "name-hidden-character"),
            (13, "name-compatibility-character"),
            (14, "name-compatibility-character"),
            (18, "name-masked"),
            (19, "name-compatibility-character"),
            (20, "name-with-note"),
            (21, "name-masked"),
            (23, "name-character"),
        ]
    );
    assert!(
        outcome.talk.contains("⽅ (U+2F45) in the place of 方"),
        "{}",
        outcome.talk
    );
    assert!(
        outcome.results.contains("another dot became '·': 5"),
        "{}",
        outcome.results
    );
}

#[test]
fn characters_that_look_alike_are_named() {
    let (bureau, _) = issued("look-alike-characters.xlsx", "");
    let names = names(&bureau);
    assert_eq!(names[&3], "欧阳娜");
    assert_eq!(names[&4], "José");
    assert_eq!(names[&6], "王·明");
    assert_eq!(names.len(), 3);
    assert!(
        refused(&bureau)
            .values()
            .all(|codes| codes[0] == "name-compatibility-character")
    );
}

#[test]
fn odd_names_of_the_field() {
    let (bureau, _) = issued("09-odd-names.csv", "");
    let names = names(&bureau);
    let taken: Vec<u64> = names.keys().copied().collect();
    let mended = [6, 7, 8, 9, 11];
    for row in mended {
        assert!(names[&row].contains('·'), "{row}");
    }
    assert_eq!(
        taken,
        [
            1, 2, 3, 4, 6, 7, 8, 9, 11, 13, 14, 15, 16, 21, 26, 27, 28, 29, 33, 35
        ],
        "{:?}",
        refused(&bureau)
    );
    assert_eq!(names[&35], "司马相如");
    let (bureau, _) = issued("09b-odd-names.xlsx", "");
    assert_eq!(self::names(&bureau), BTreeMap::new());
    assert_eq!(refused(&bureau).len(), 14);
}

#[test]
fn a_character_of_private_use_is_no_name() {
    let (bureau, _) = issued("private-use-gb18030.csv", "");
    assert_eq!(only(&refused(&bureau)), [(2, "name-private-use")]);
    assert_eq!(names(&bureau).len(), 3);
}

#[test]
fn categories_in_usual_words_are_known_and_others_asked_about_once() {
    let (bureau, outcome) = issued("12-category-synonyms.csv", "");
    let unknown = bureau.json("out/summary.json")["unknown_categories"].clone();
    let mut words: Vec<&str> = unknown
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    words.sort_unstable();
    let mut expected = [
        "三属",
        "退休士官",
        "无军籍职工",
        "伤残人民警察",
        "伤残民警",
        "预备役人员",
        "民兵",
        "伤残民兵民工",
        "军烈属",
        "其他",
        "无",
        "优抚对象",
        "消防救援人员",
        "退出消防员",
        "A",
        "1",
    ];
    expected.sort_unstable();
    assert_eq!(words, expected);
    assert!(
        outcome.talk.contains("'三属', in 1 rows"),
        "{}",
        outcome.talk
    );
    let grades: Vec<_> = bureau
        .manifest("out")
        .iter()
        .filter(|line| [12, 13, 15].contains(&line["row"].as_u64().unwrap()))
        .map(|line| line["disability_grade"].clone())
        .collect();
    assert_eq!(grades, [7, 7, 7]);

    // The same with a file of the bureau's own words.
    bureau.write("words.csv", "写法,类别\n三属,烈士遗属\n退休士官,军休干部\n");
    let words = "issue --bureau @bureau --roster @12-category-synonyms.csv --out @again --full-names --category-map @words.csv";
    bureau.run(words);
    let rows: Vec<_> = bureau
        .manifest("again")
        .iter()
        .map(|line| line["row"].clone())
        .collect();
    assert_eq!(rows, [31, 40]);
}

#[test]
fn grades_in_usual_writings_are_known() {
    let (bureau, _) = issued("12b-grades.csv", "");
    // The last one is a veteran, and has a grade.
    assert_eq!(
        only(&refused(&bureau)),
        [
            (11, "grade-unknown"),
            (12, "grade-unknown"),
            (24, "grade-unknown"),
            (26, "grade-unknown"),
            (27, "grade-without-category"),
        ]
    );
}

#[test]
fn radicals_in_a_category_are_mended_and_said() {
    let (bureau, outcome) = issued("category-words.xlsx", "");
    assert_eq!(only(&refused(&bureau)), [(11, "category-unknown")]);
    assert!(
        outcome
            .results
            .contains("rows whose category had radicals or compatibility characters"),
        "{}",
        outcome.results
    );
}

#[test]
fn a_roster_without_a_column_for_categories_gets_one_for_all() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", "姓名,身份证号\n王建明,11010519491231002X\n");
    let words = "issue --bureau @bureau --roster @roster.csv --out @out";
    bureau.fails("roster-column-missing", words);
    bureau.fails("usage", &format!("{words} --category 老兵"));
    bureau.done(&format!("{words} --category 退役军人"));
    assert_eq!(bureau.manifest("out")[0]["categories"][0], "veteran");
    bureau.write("roster.csv", &crate::support::roster(1));
    bureau.fails(
        "category-given-twice",
        "issue --bureau @bureau --roster @roster.csv --out @two --category veteran",
    );
}

#[test]
fn numbers_that_a_spreadsheet_has_cut_off_are_refused_though_the_check_digit_fits() {
    let (bureau, _) = issued("07-truncated-000.csv", "");
    assert_eq!(names(&bureau), BTreeMap::new());
    // One that really ends so was compared with the card.
    let bureau = TestBureau::ready();
    let number = (1950..2010)
        .map(|year| crate::support::with_check(&format!("990101{year}0101100")))
        .find(|number| number.ends_with("000"))
        .unwrap();
    bureau.write(
        "roster.csv",
        &format!("姓名,身份证号,人员类别\n王建明,{number},烈士遗属\n"),
    );
    let words = "issue --bureau @bureau --roster @roster.csv --out @out";
    let outcome = bureau.run(words);
    assert!(outcome.talk.contains("--confirm-000"), "{}", outcome.talk);
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @two --confirm-000");
}

/// Whatever stands in the column of numbers, no number of a person can be read from what is said.
#[test]
fn no_identity_number_is_shown_in_any_shape() {
    let (bureau, outcome) = issued("08-identity-leak.csv", "");
    let said = [
        outcome.results,
        outcome.talk,
        bureau.text("out/refused.csv"),
        bureau.text("out/summary.json"),
    ]
    .concat();
    let text = bureau.text("08-identity-leak.csv");
    let digits = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric() || *c == '*')
            .map(|c| match c {
                '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap(),
                other => other,
            })
            .collect()
    };
    let said = digits(&said);
    let mut checked = 0;
    for line in text.lines().skip(1) {
        let cell = digits(line.split(',').nth(3).unwrap());
        // The date of birth, which a number in a report leaves out.
        let inside: String = cell.chars().skip(6).take(8).collect();
        if inside.chars().filter(char::is_ascii_digit).count() >= 4 {
            assert!(!said.contains(&cell), "{cell}");
            assert!(!said.contains(&inside), "{inside} of {cell}");
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked}");
}

#[test]
fn an_entitlement_that_ends_earlier_ends_the_code() {
    let bureau = TestBureau::ready();
    let row = |number: &str, day: &str| format!("王建明,{number},退役军人,{day}\n");
    let (one, two) = ("990101195003070025", "11010519491231002X");
    let head = "姓名,身份证号,人员类别,有效期至\n";
    bureau.write(
        "roster.csv",
        &format!(
            "{head}{}{}",
            row(one, "2027年3月1日"),
            row(two, "2026-11-21")
        ),
    );
    let outcome = bureau.run("issue --bureau @bureau --roster @roster.csv --out @out");
    assert!(
        outcome.talk.contains("entitlement is over"),
        "{}",
        outcome.talk
    );
    let manifest = bureau.manifest("out");
    assert_eq!(manifest.len(), 1);
    // The first second of 2 March 2027 in China.
    assert_eq!(manifest[0]["until"], 1_803_916_800_u64);
    assert_eq!(only(&refused(&bureau)), [(2, "valid-until-over")]);
    // Nothing changes when it is read again.
    bureau.run("issue --bureau @bureau --roster @roster.csv --out @again");
    assert_eq!(bureau.credentials(), 1);
}

#[test]
fn what_the_gate_would_reject_is_refused_at_the_desk() {
    let (bureau, outcome) = issued("03-region-out-of-scope.xlsx", "");
    let rows: Vec<u64> = names(&bureau).into_keys().collect();
    assert_eq!(rows, [1, 2, 4, 6]);
    assert_eq!(
        only(&refused(&bureau)),
        [
            (3, "region-unknown"),
            (5, "region-unknown"),
            (7, "region-out-of-scope")
        ]
    );
    assert!(
        outcome.talk.contains("issuer bureau scope"),
        "{}",
        outcome.talk
    );

    // With the trust list, categories are checked too.
    let bureau = TestBureau::ready();
    bureau.done(
        "trust scope --authority @auth --issuer 42120001 --categories veteran --regions 421200,110101",
    );
    bureau.done("trust sign --authority @auth --key @auth/keys/root-1.pem @auth/keys/root-3.pem");
    let scope = "bureau scope --bureau @bureau --trust-list @auth/trust-list.cbor --root-set @auth/root-set.cbor";
    let json = bureau.result(scope);
    assert_eq!(json["categories"][0], "veteran");
    bureau.write(
        "roster.csv",
        "姓名,身份证号,人员类别,区划代码\n王建明,11010519491231002X,退役军人,110101\n\
         李建明,990101195003070025,烈士遗属,421202\n",
    );
    let outcome = bureau.run("issue --bureau @bureau --roster @roster.csv --out @out");
    assert!(
        !outcome.talk.contains("issuer bureau scope --"),
        "{}",
        outcome.talk
    );
    assert_eq!(names(&bureau).into_keys().collect::<Vec<_>>(), [1]);
    assert_eq!(only(&refused(&bureau)), [(2, "category-out-of-scope")]);
}

/// A list of deaths of a whole county: most on it have no code.
#[test]
fn of_a_list_of_deaths_those_who_are_ours_are_revoked_and_the_others_counted() {
    let bureau = TestBureau::ready();
    copy(&bureau, "20-death-list.xlsx");
    bureau.write(
        "roster.csv",
        "姓名,身份证号,人员类别\n张䶮,990101197108170259,退役军人\n",
    );
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @out");
    let words = "revoke --bureau @bureau --list @20-death-list.xlsx --reason deceased --yes";
    bureau.fails("credential-unknown", words);
    let json = bureau.result(&format!("{words} --skip-unknown"));
    assert_eq!(json["changed"].as_array().unwrap().len(), 1);
    assert_eq!(json["skipped"].as_array().unwrap().len(), 1);
    assert_eq!(json["skipped"][0]["named"], "990101************");
    let outcome = bureau.done(&format!("{words} --skip-unknown"));
    assert!(
        outcome.talk.contains("In the register: 1.") && outcome.talk.contains("passed over: 1"),
        "{}",
        outcome.talk
    );

    // And their cards are not printed any more.
    let outcome = bureau.run("print --run @out --bureau @bureau --out @cards");
    assert_eq!(outcome.exit, messages::Exit::Refused);
    let json = bureau.json("cards/print.json");
    assert_eq!(json["printed"], 0);
    assert_eq!(json["not_printed"][0]["code"], "revoked");
    assert!(
        bureau
            .text("cards/not-printed.csv")
            .contains("the holder has died")
    );
}

/// A column for sex that contradicts a number points at a relative's number; one that contradicts most
/// numbers was filled in without looking.
#[test]
fn a_number_of_the_other_sex_is_refused_unless_the_column_is_wrong_as_a_whole() {
    let row = |at: usize, sex: &str| {
        let number = crate::support::with_check(&format!("99010119700101{:03}", 2 * at + 1));
        format!("王建明,{sex},{number},退役军人\n")
    };
    let roster = |sexes: &[&str]| {
        let rows: Vec<String> = sexes
            .iter()
            .enumerate()
            .map(|(at, sex)| row(at, sex))
            .collect();
        format!("姓名,性别,身份证号,人员类别\n{}", rows.concat())
    };
    let bureau = TestBureau::ready();
    bureau.write("one.csv", &roster(&["男", "男", "女", "男", "男", ""]));
    bureau.run("issue --bureau @bureau --roster @one.csv --out @out");
    assert_eq!(only(&refused(&bureau)), [(3, "identity-sex")]);
    bureau.write("two.csv", &roster(&["女", "男", "女", "女", "男", "女"]));
    let outcome = bureau.done("issue --bureau @bureau --roster @two.csv --out @two");
    assert_eq!(bureau.json("two/summary.json")["notes"]["sex-differs"], 1);
    assert!(
        outcome.results.contains("was not used (people: 1)"),
        "{}",
        outcome.results
    );
}
