//! Both languages, help and complaints.

use std::ffi::OsString;

use crate::support::TestBureau;
use cli_support::Console;
use messages::Exit;

fn run(words: &[&str]) -> (Exit, String, String) {
    let (mut results, mut talk) = (Vec::new(), Vec::new());
    let args = words.iter().map(OsString::from);
    let exit = issuer_cli::run(args, &mut Console::new(&mut results, &mut talk));
    (
        exit,
        String::from_utf8(results).unwrap(),
        String::from_utf8(talk).unwrap(),
    )
}

fn has_chinese(text: &str) -> bool {
    text.chars()
        .any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
}

/// Every command's help exists in both languages and mixes them nowhere but in examples.
#[test]
fn help_speaks_one_language() {
    let commands = [
        &[][..],
        &["authority"],
        &["authority", "create"],
        &["bureau", "create"],
        &["trust"],
        &["trust", "add"],
        &["trust", "sign"],
        &["key", "show"],
        &["issue"],
        &["print"],
        &["handout"],
        &["bind"],
        &["holder"],
        &["holder", "show"],
        &["catalogue"],
        &["catalogue", "check"],
        &["catalogue", "publish"],
        &["merchant"],
        &["merchant", "add"],
        &["merchant", "suspend"],
        &["merchant", "inspect"],
        &["merchant", "board"],
        &["merchant", "directory"],
        &["complaint"],
        &["complaint", "import"],
        &["publish"],
        &["terminal"],
        &["terminal", "add"],
        &["terminal", "clock-back"],
        &["terminal", "retire"],
        &["why"],
        &["person"],
        &["person", "show"],
        &["journal"],
        &["journal", "import"],
        &["journal", "undo"],
        &["journal", "receipts"],
    ];
    for command in commands {
        for lang in ["zh", "en"] {
            let words = [&["issuer", "--lang", lang][..], command, &["--help"]].concat();
            let (exit, results, talk) = run(&words);
            assert_eq!((exit, talk.as_str()), (Exit::Done, ""), "{command:?}");
            assert!(!results.contains(" | "), "{results}");
            let lines = results
                .lines()
                .filter(|line| !line.contains("王*明") && !line.contains("退役军人"));
            let chinese = lines.clone().filter(|line| has_chinese(line)).count();
            if lang == "en" {
                assert_eq!(chinese, 0, "{results}");
            } else {
                assert!(chinese > 3, "{results}");
            }
        }
    }
}

#[test]
fn complaints_come_with_a_remedy_in_the_language_that_was_asked_for() {
    for (lang, what, fix) in [
        ("zh", "错误：缺少参数：--folder", "处理："),
        ("en", "error: ", "fix: "),
    ] {
        let (exit, results, talk) = run(&["issuer", "authority", "create", "--lang", lang]);
        assert_eq!((exit, results.as_str()), (Exit::Undecided, ""));
        assert!(talk.contains(what) && talk.contains(fix), "{talk}");
    }
}

#[test]
fn json_is_one_value_and_the_talk_stays_apart() {
    let bureau = TestBureau::ready();
    bureau.write("roster.csv", &crate::support::roster(1));
    for words in [
        "--json trust sign --authority @auth --key @auth/keys/root-1.pem @auth/keys/root-2.pem",
        "--json issue --bureau @bureau --roster @roster.csv --out @out",
        "--json key show --key @auth/keys/root-1.pem",
    ] {
        let outcome = bureau.done(words);
        let value: serde_json::Value = serde_json::from_str(&outcome.results).unwrap();
        assert!(value.is_object());
    }
}

#[test]
fn the_version_is_printed() {
    let (exit, results, _) = run(&["issuer", "--version"]);
    assert_eq!(exit, Exit::Done);
    assert!(results.starts_with("issuer "), "{results}");
}
