//! `issuer print`: the codes of a run as files for the printer, on good days and bad ones.

use std::fs;

use crate::support::{TestBureau, roster};
use messages::Exit;
use serde_json::Value;

const PRINT: &str = "print --run @codes --bureau @bureau --out @cards --dpi 203";

/// A bureau that has codes issued for some people.
fn issued(rows: usize) -> TestBureau {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &roster(rows));
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @codes");
    bureau
}

/// Changes the manifest of the run.
fn edit(bureau: &TestBureau, change: impl Fn(&mut Vec<String>)) {
    let text = bureau.text("codes/manifest.jsonl");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    change(&mut lines);
    bureau.write("codes/manifest.jsonl", &format!("{}\n", lines.join("\n")));
}

fn names(bureau: &TestBureau, folder: &str) -> Vec<String> {
    let files = bureau.files(folder);
    files
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect()
}

fn is_whole(pdf: &[u8]) -> bool {
    pdf.starts_with(b"%PDF-1.7") && pdf.trim_ascii_end().ends_with(b"%%EOF")
}

#[test]
fn prints_every_card_of_a_run_and_says_how_large_the_codes_are() {
    let bureau = issued(12);
    let outcome = bureau.done(&format!("{PRINT} --front-page --per-file 7 --json"));
    assert_eq!(
        names(&bureau, "cards"),
        ["card-sheets-0001.pdf", "card-sheets-0002.pdf", "print.json"]
    );
    for name in ["card-sheets-0001.pdf", "card-sheets-0002.pdf"] {
        assert!(
            is_whole(&fs::read(bureau.path("cards").join(name)).unwrap()),
            "{name}"
        );
    }
    let json: Value = serde_json::from_str(&outcome.results).unwrap();
    assert_eq!(json, bureau.json("cards/print.json"));
    assert_eq!(
        (&json["printed"], &json["read_back"], &json["pages"]),
        (&12.into(), &12.into(), &2.into())
    );
    assert_eq!(json["bureau"], "咸宁市退役军人事务局");
    assert_eq!(
        (&json["per_page"], &json["page_mm"][0]),
        (&10.into(), &210.0.into())
    );
    // 6 dots at 203 dpi are 0.751 mm; 45 of them 33.8 mm.
    assert_eq!(json["codes"]["module_dots"], serde_json::json!([6, 6]));
    assert_eq!(json["codes"]["module_mm"][0], 0.751);
    assert_eq!(json["codes"]["side_mm"][0], 33.783);
}

#[test]
fn people_are_told_the_size_and_how_to_print() {
    let bureau = issued(1);
    let outcome = bureau.done(&format!("{PRINT} --as cards --code-mm 20"));
    assert!(
        outcome
            .results
            .contains("modules of 0.375 mm = 3 dots at 203 dpi"),
        "{}",
        outcome.results
    );
    assert!(
        outcome.results.contains("actual size (100 %)"),
        "{}",
        outcome.results
    );
    assert!(
        outcome.results.contains("too fine for common cameras"),
        "{}",
        outcome.results
    );
    bureau.fails(
        "code-size",
        "print --run @codes --bureau @bureau --out @other --code-mm 5",
    );
    bureau.fails(
        "page-too-small",
        "print --run @codes --bureau @bureau --out @other --up 11",
    );
    bureau.fails(
        "usage",
        "print --run @codes --bureau @bureau --out @other --as cards --front-page",
    );
    bureau.fails(
        "usage",
        "print --run @codes --bureau @bureau --out @other --as cards --cut-and-stack",
    );
    assert!(!bureau.path("other").exists());
}

#[test]
fn a_card_may_be_upright_and_have_a_back_an_emblem_and_a_border() {
    let bureau = issued(3);
    bureau.write(
        "emblem.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\"><path d=\"M0 0h10v10z\"/></svg>",
    );
    let dress = "--back --telephone 0715-8235123 --emblem @emblem.svg --border";
    bureau.done(&format!("{PRINT} --portrait {dress}"));
    let json = bureau.json("cards/print.json");
    assert_eq!(
        (&json["printed"], &json["pages"], &json["per_page"]),
        (&3.into(), &2.into(), &9.into())
    );
    let print = "print --run @codes --bureau @bureau --dpi 203 --out @other";
    bureau.fails("telephone-missing", &format!("{print} --back"));
    bureau.fails("usage", &format!("{print} --telephone 1"));
    bureau.fails("usage", &format!("{print} --back --telephone \u{202e}1"));
    bureau.fails("usage", &format!("{print} --as slips --portrait"));
    bureau.fails("usage", &format!("{print} --as slips --back --telephone 1"));
    fs::write(bureau.path("huge.png"), vec![0; 3 << 20]).unwrap();
    bureau.fails("file-too-large", &format!("{print} --emblem @huge.png"));
    assert!(!bureau.path("other").exists());
    // Both can be taken out, edited and given back.
    bureau.done("print --portrait --export-template @front.svg");
    bureau.done("print --portrait --back --export-template @back.svg");
    bureau.done(&format!(
        "{print} --template @front.svg --back-template @back.svg --telephone 1 --border"
    ));
    let turned = "print --run @codes --bureau @bureau --out @third --telephone 1";
    bureau.fails(
        "template-back-size",
        &format!("{turned} --back-template @back.svg"),
    );
}

#[test]
fn prints_one_persons_card_again() {
    let bureau = issued(3);
    let holder = &bureau.manifest("codes")[1]["holder"];
    bureau.done(&format!("{PRINT} --as slips --holder {holder}"));
    assert_eq!(bureau.json("cards/print.json")["printed"], 1);
    bureau.fails(
        "holder-unknown",
        &format!("print --run @codes --bureau @bureau --out @other --holder {holder} 7"),
    );
    assert!(!bureau.path("other").exists());
}

#[test]
fn a_character_that_the_font_lacks_is_reported_by_row_and_the_others_are_printed() {
    let bureau = TestBureau::ready();
    let mut rows: Vec<String> = roster(4).lines().map(str::to_owned).collect();
    rows[3] = rows[3].replace("王建明", "王建\u{20000}");
    bureau.write("roster.csv", &rows.join("\n"));
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @codes");
    let holder = bureau.manifest("codes")[2]["holder"].clone();
    let outcome = bureau.run(PRINT);
    assert_eq!(outcome.exit, Exit::Refused);
    assert!(
        outcome.talk.contains("row 3, holder ") && outcome.talk.contains("\u{20000}（U+20000）"),
        "{}",
        outcome.talk
    );
    let json = bureau.json("cards/print.json");
    assert_eq!(json["printed"], 3);
    let left_out = &json["not_printed"][0];
    assert_eq!(
        (&left_out["row"], &left_out["holder"]),
        (&3.into(), &holder)
    );
    assert_eq!(
        (&left_out["code"], &left_out["characters"][0]),
        (&"characters-missing".into(), &"\u{20000}".into())
    );
    let sheet = bureau.text("cards/not-printed.csv");
    assert!(
        sheet.starts_with('\u{feff}') && sheet.contains("U+20000") && sheet.lines().count() == 2,
        "{sheet}"
    );
}

#[test]
fn a_damaged_manifest_stops_before_the_first_card() {
    let bureau = issued(3);
    let whole = bureau.text("codes/manifest.jsonl");
    let digit = whole.lines().nth(1).unwrap().find("\"text\":\"").unwrap() + 40;
    type Damage<'d> = &'d dyn Fn(&mut Vec<String>);
    let damages: [Damage<'_>; 12] = [
        &|lines| lines[1] = "{".into(),
        &|lines| lines[1].insert(digit, '0'),
        &|lines| lines[1] = lines[1].replace("veteran", "admiral"),
        // In order, but not what the code says.
        &|lines| lines[1] = lines[1].replace("veteran", "active-duty"),
        &|lines| lines[1] = lines[1].replace("王*明", "李*红"),
        &|lines| lines[1] = lines[1].replace(r#""until":1"#, r#""until":2"#),
        &|lines| lines[1] = lines[1].replace(r#""holder":"#, r#""holder":1"#),
        &|lines| lines[1] = lines[1].replace(r#","until""#, r#","disability_grade":1,"until""#),
        &|lines| lines[1] = format!("{}{}", " ".repeat(70_000), lines[1]),
        // Codes that are there twice, or somewhere else.
        &|lines| lines[1] = lines[0].clone(),
        &|lines| lines[1] = lines[1].replace("\"codes/", "\"../codes/"),
        &|lines| lines[1] = lines[1].replace(".png\"", ".svg\""),
    ];
    for damage in damages {
        edit(&bureau, damage);
        let outcome = bureau.fails("manifest-damaged", PRINT);
        assert!(outcome.talk.contains("line 2 of"), "{}", outcome.talk);
        assert!(!bureau.path("cards").exists());
        bureau.write("codes/manifest.jsonl", &whole);
    }
    // Cut off in the middle of its last line, or at the end of its digits.
    for cut in [10, 1] {
        bureau.write("codes/manifest.jsonl", &whole[..whole.len() - cut]);
        let outcome = bureau.fails("manifest-damaged", PRINT);
        assert!(outcome.talk.contains("line 3 of"), "{}", outcome.talk);
    }
    fs::remove_file(bureau.path("codes/manifest.jsonl")).unwrap();
    bureau.fails("file-unreadable", PRINT);
    bureau.write("codes/manifest.jsonl", "");
    bureau.fails("nothing-to-print", PRINT);
}

/// A name with a line of its own in it would say more in reports, and on cards, than a name.
#[test]
fn a_name_that_no_bureau_can_be_given_is_refused_wherever_it_is_read() {
    let bureau = issued(1);
    let whole = bureau.text("bureau/bureau.json");
    let name = bureau.json("bureau/bureau.json")["name"].to_string();
    let name = name.trim_matches('"');
    for (field, value) in [
        ("name", format!("{name}\\n已吊销 0 张")),
        ("name", String::new()),
        ("name", format!("{name}\\u202e")),
        ("name", "局".repeat(200)),
        ("name_en", "A\\nB".to_owned()),
        ("code_name", "老兵码\\n".to_owned()),
    ] {
        let mut file = bureau.json("bureau/bureau.json");
        file[field] = serde_json::from_str(&format!("\"{value}\"")).unwrap();
        bureau.write("bureau/bureau.json", &file.to_string());
        for words in [PRINT, "report --bureau @bureau"] {
            bureau.fails("file-invalid", words);
        }
        bureau.write("bureau/bureau.json", &whole);
    }
    bureau.done(PRINT);
}

#[test]
fn a_run_that_was_interrupted_is_not_printed() {
    let bureau = issued(1);
    let other = bureau.text("codes/summary.json");
    bureau.write("codes/unfinished.json", &other);
    let outcome = bureau.run(PRINT);
    assert_eq!(outcome.exit, Exit::Undecided, "{}", outcome.talk);
    assert!(!bureau.path("cards").exists());
}

#[test]
fn a_run_of_another_bureau_is_named_as_such() {
    let bureau = issued(1);
    let create = "bureau create --folder @other --name 别处 --region 421200 --no-passphrase --id";
    bureau.done(&format!("{create} 42120002"));
    let print = "print --run @codes --bureau @other --out @cards";
    let outcome = bureau.fails("out-of-another-bureau", print);
    assert!(outcome.talk.contains("42120001"), "{}", outcome.talk);
    // Without its summary, the key tells.
    fs::remove_file(bureau.path("codes/summary.json")).unwrap();
    let outcome = bureau.fails("out-of-another-bureau", print);
    let why = "which this bureau does not have";
    assert!(outcome.talk.contains(why), "{}", outcome.talk);
    assert!(!bureau.path("cards").exists());
}

#[test]
fn cards_of_two_runs_do_not_come_into_one_folder() {
    let bureau = issued(1);
    bureau.done(PRINT);
    bureau.fails("out-used", PRINT);
    fs::remove_file(bureau.path("cards/print.json")).unwrap();
    bureau.fails("out-used", PRINT);
    // A file where the folder should be, and a folder that cannot be made.
    bureau.fails(
        "file-unwritable",
        "print --run @codes --bureau @bureau --out @roster.csv",
    );
    bureau.fails(
        "file-unwritable",
        "print --run @codes --bureau @bureau --out @roster.csv/cards",
    );
}

#[test]
fn the_template_can_be_taken_out_edited_and_given_back() {
    let bureau = issued(2);
    bureau.done("print --as cards --export-template @mine.svg");
    let mine = bureau.text("mine.svg");
    bureau.fails("file-exists", "print --export-template @mine.svg");
    assert_eq!(bureau.text("mine.svg"), mine);
    bureau.write("mine.svg", &mine.replace("{{姓名}}", "{{姓 名}}"));
    let outcome = bureau.fails(
        "template-placeholder-unknown",
        &format!("{PRINT} --template @mine.svg"),
    );
    assert!(outcome.talk.contains("姓 名"), "{}", outcome.talk);
    bureau.write(
        "mine.svg",
        &mine.replace("有效期至", "有效").replace("{{有效期}}", ""),
    );
    let outcome = bureau.done(&format!("{PRINT} --template @mine.svg"));
    assert!(
        outcome
            .talk
            .contains("no place for: end of validity {{until}}"),
        "{}",
        outcome.talk
    );
}

#[test]
fn a_template_or_font_that_is_none_stops_the_run() {
    let bureau = issued(1);
    bureau.write("bad.svg", "<svg/>");
    bureau.fails("template-size", &format!("{PRINT} --template @bad.svg"));
    bureau.fails("font-invalid", &format!("{PRINT} --font @bad.svg"));
    bureau.fails("file-unreadable", &format!("{PRINT} --font @none.ttf"));
    let huge = fs::File::create(bureau.path("huge.svg")).unwrap();
    huge.set_len(1 << 30).unwrap();
    bureau.fails("file-too-large", &format!("{PRINT} --template @huge.svg"));
    assert!(!bureau.path("cards").exists());
}

#[cfg(unix)]
mod interrupted {
    use super::*;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    fn arguments(bureau: &TestBureau) -> Vec<std::ffi::OsString> {
        let words = format!("{PRINT} --per-file 2");
        let word = |word: &str| match word.strip_prefix('@') {
            Some(name) => bureau.path(name).into_os_string(),
            None => word.into(),
        };
        words.split(' ').map(word).collect()
    }

    fn assert_whole_or_absent(bureau: &TestBureau) {
        for path in bureau.files("cards") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.ends_with(".pdf") {
                assert!(is_whole(&fs::read(&path).unwrap()), "{name}");
            } else {
                assert!(name.starts_with(".tmp-"), "{name}");
            }
        }
    }

    #[test]
    fn killed_in_the_middle_it_leaves_whole_files_and_no_summary() {
        let bureau = issued(40);
        let mut child = Command::new(env!("CARGO_BIN_EXE_issuer"))
            .args(arguments(&bureau))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        let printed = |bureau: &TestBureau| {
            names(bureau, "cards")
                .iter()
                .any(|name| name.ends_with(".pdf"))
        };
        while !printed(&bureau) && begun.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(printed(&bureau) && !bureau.path("cards/print.json").exists());
        assert_whole_or_absent(&bureau);
        bureau.fails("out-used", PRINT);
    }

    /// A limit on the size of files stands for the disk that is full: the write fails half-way.
    #[test]
    fn a_full_disk_leaves_no_half_file() {
        let bureau = issued(2);
        let script = "trap '' XFSZ; ulimit -f 20; exec \"$0\" \"$@\"";
        let output = Command::new("sh")
            .args([
                "-c",
                script,
                env!("CARGO_BIN_EXE_issuer"),
                "--lang",
                "en",
                "--json",
            ])
            .args(arguments(&bureau))
            .output()
            .unwrap();
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (output.status.code(), &json["error"]["code"]),
            (Some(2), &"file-unwritable".into())
        );
        assert_eq!(names(&bureau, "cards"), Vec::<String>::new());
    }
}

#[test]
fn the_first_card_is_drawn_and_nothing_is_printed() {
    let bureau = issued(2);
    let first = bureau.manifest("codes")[0]["holder"].clone();
    let preview = "print --run @codes --bureau @bureau --preview @card.png --json";
    let json = bureau.result(preview);
    assert_eq!((&json["holder"], &json["cards"]), (&first, &2.into()));
    let size = |name: &str| {
        let bytes = fs::read(bureau.path(name)).unwrap();
        assert!(bytes.starts_with(b"\x89PNG"));
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        (number(16), number(20))
    };
    // A card of 85.60 × 53.98 mm at 200 dpi, also where sheets would be printed.
    let (width, height) = size("card.png");
    assert!((673..=675).contains(&width) && (425..=426).contains(&height));
    // With its back below it.
    bureau.result(&format!("{preview} --back --telephone 0715-8235123"));
    assert_eq!(size("card.png"), (width, 2 * height + 24));
    // One that was revoked is passed over.
    bureau.done(&format!(
        "revoke --bureau @bureau --holder {first} --reason lost --yes"
    ));
    let json = bureau.result(preview);
    assert_eq!(json["holder"], bureau.manifest("codes")[1]["holder"]);
    assert_eq!((&json["cards"], &json["revoked"]), (&1.into(), &1.into()));
    // What is asked of printing is asked here, too.
    bureau.fails(
        "holder-unknown",
        "print --run @codes --bureau @bureau --preview @card.png --holder 1",
    );
    bureau.fails(
        "usage",
        "print --run @codes --bureau @bureau --preview @card.png --out @x",
    );
    assert_eq!(
        names(&bureau, "codes")
            .iter()
            .filter(|name| name.ends_with(".pdf"))
            .count(),
        0
    );
}
