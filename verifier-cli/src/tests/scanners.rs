//! What hand-held scanners, keyboards and lists do to codes, at `check` and at `scan`.

use std::ffi::OsString;

use credential_core::{TextForm, UnixTime, Validity, issue};
use messages::Exit;
use serde_json::Value;

use super::fixtures::*;

fn good_base45() -> String {
    let credential = issue(&claims("王建明"), &key(XIANNING)).unwrap();
    credential.to_text(TextForm::Base45)
}

/// Lines of a scanner, judged at a gate as JSON.
fn at_gate(stdin: &str) -> Vec<Value> {
    let terminal = TerminalFiles::new();
    let run = terminal.check_stdin(&["--json", "--place", "gate"], stdin.as_bytes());
    run.json()
}

#[test]
fn what_scanners_add_is_undone_in_every_input() {
    let (digits, letters) = (good(), good_base45());
    let azerty = digits.chars().map(|digit| {
        let at = digit.to_digit(10).unwrap() as usize;
        "à&é\"'(-è_ç".chars().nth(at).unwrap()
    });
    let azerty: String = azerty.collect();
    let stdin = [
        format!("\u{2}]Q1{digits}\u{3}\r\n"),
        format!("\"{letters}\"\r\n"),
        format!("QR-Code:{letters}\n"),
        format!("https://pos.example/?c={digits}&n=1\n"),
        format!("{azerty}\r"),
    ];
    let lines = at_gate(&stdin.concat());
    let codes: Vec<_> = lines.iter().map(|line| &line["code"]).collect();
    assert_eq!(codes, ["accepted"; 5], "{lines:?}");
    assert!(lines.iter().all(|line| line["scan"]["repaired"] == true));
    assert_eq!(lines[0]["scan"]["fault"], "surrounded");
    assert_eq!(lines[4]["scan"]["fault"], "keyboard-layout");
    // People are told of the layout.
    let terminal = TerminalFiles::new();
    let run = terminal.check(&["--place", "gate", "--lang", "zh", &azerty]);
    assert_eq!(run.exit, Exit::Done);
    assert!(run.results.contains("键盘布局不一致"), "{}", run.results);
}

#[test]
fn several_codes_in_a_line_are_several_results() {
    let (digits, letters) = (
        code_with(XIANNING, |claims| claims.holder.0 += 1),
        good_base45(),
    );
    for between in ["\t", "\u{1d}", "", ";", "，", "、", "/", "|", "。", ","] {
        let lines = at_gate(&format!("{digits}{between}{letters}\n6901234567892\n"));
        let seen: Vec<_> = lines
            .iter()
            .map(|line| (&line["input"], &line["code"]))
            .collect();
        let (one, two) = (Value::from("line 1"), Value::from("line 2"));
        let (ours, foreign) = (Value::from("accepted"), Value::from("not-ours"));
        assert_eq!(
            seen,
            [(&one, &ours), (&one, &ours), (&two, &foreign)],
            "{between:?}"
        );
        assert_eq!(
            (&lines[0]["other_ours"], &lines[2]["other_ours"]),
            (&1.into(), &0.into())
        );
    }
    let scanned = format!("{digits} {letters}\n");
    let run = TerminalFiles::new().check_stdin(&["--lang", "zh"], scanned.as_bytes());
    let told = run.results.matches("一次出示了 2 个老兵码").count();
    assert_eq!(told, 2, "{}", run.results);
}

/// A case from the field. The codes are another authority's, so none of them can be accepted.
#[test]
fn a_misread_code_is_not_called_a_forgery() {
    let terminal = TerminalFiles::new();
    let cases = include_bytes!("cases/base45-one-wrong-character.txt");
    let run = terminal.check_stdin(&[], cases);
    assert_eq!(run.exit, Exit::Refused);
    let lines: Vec<_> = run.results.lines().take(10).collect();
    assert!(
        lines.iter().all(|line| line.starts_with("- SCAN AGAIN")),
        "{lines:#?}"
    );
    assert!(!run.results.contains("forged"), "{}", run.results);
    // One wrong character behind the key identifier: the signature does not fit, and both are possible.
    let mut wrong = good_base45();
    let at = wrong.len() - 20;
    let other = if &wrong[at..=at] == "0" { "1" } else { "0" };
    wrong.replace_range(at..=at, other);
    let value = terminal.json(&[&wrong]);
    assert_eq!(
        (&value["code"], &value["scan"]["misread"]),
        (&"signature-invalid".into(), &true.into())
    );
    let run = terminal.check(&["--lang", "zh", &wrong]);
    for words in ["○ 再扫一次", "可能没有读对，也可能是伪造的", "若仍不符"]
    {
        assert!(run.results.contains(words), "{words}: {}", run.results);
    }
}

#[test]
fn an_outdated_terminal_and_a_wrong_clock_do_not_blame_the_holder() {
    let terminal = TerminalFiles::new();
    let code = good();
    let expired = ["check", "--lang", "zh", "--at", "2040-01-01", &code].map(OsString::from);
    let store = ["--store".into(), terminal.store().into()];
    let run = verifier(expired.into_iter().chain(store), b"");
    for words in [
        "信任名单已过期",
        "这是本机的问题，不是持有人的问题",
        "本机时钟为 2040-01-01",
    ] {
        assert!(run.results.contains(words), "{words}: {}", run.results);
    }
    // Issued by a clock that is two days ahead: whose is wrong nobody knows.
    let ahead = code_with(XIANNING, |claims| {
        let made = UnixTime::from_secs(STATUS_MADE + 3 * 86_400);
        claims.validity = Validity::new(made, claims.validity.until);
    });
    let run = terminal.check(&["--lang", "zh", &ahead]);
    for words in [
        "此码的签发时间晚于本机时间",
        "本机时钟为 2027-06-01 12:00",
        "若不对",
    ] {
        assert!(run.results.contains(words), "{words}: {}", run.results);
    }
}

#[test]
fn codes_beyond_the_limits_of_a_line_are_not_lost_silently() {
    let many: Vec<_> = (0..70)
        .map(|number| code_with(XIANNING, |claims| claims.holder.0 = number))
        .collect();
    for between in ["\t", ";"] {
        let lines = at_gate(&format!("{}\n{}\n", many.join(between), good()));
        let last = lines.len() - 1;
        assert_eq!(
            lines[last - 1]["error"]["code"],
            "too-many-codes",
            "{between:?}"
        );
        assert_eq!(lines[last - 1]["input"], "line 1");
        assert!(last - 1 > 40, "{last}");
        assert_eq!(lines[last]["code"], "accepted");
    }
    // Where nothing stands between them and the last is cut off, none of them is judged.
    let lines = at_gate(&many.concat());
    assert_eq!((lines.len(), &lines[0]["verdict"]), (1, &"refuse".into()));
    // Something far too long without a code in it is no code, as before.
    let lines = at_gate(&"x".repeat(100_000));
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["code"], "too-long");
}

/// The text is made so by whoever made the code, and comes out of the scanner alike each time.
#[test]
fn a_malformed_code_that_comes_twice_alike_is_faulty_and_not_misread() {
    let mut malformed = good_base45();
    malformed.truncate(malformed.len() - 9);
    let mut wrong_digits = good();
    wrong_digits.replace_range(
        20..22,
        if &wrong_digits[20..22] == "00" {
            "11"
        } else {
            "00"
        },
    );
    let terminal = TerminalFiles::new();
    for text in [malformed, wrong_digits] {
        let stdin = format!("{text}\n{text}\n6901234567892\n{text}\n");
        let run = terminal.check_stdin(&["--lang", "zh"], stdin.as_bytes());
        let lines: Vec<_> = run.results.lines().collect();
        assert!(lines[0].starts_with("○ 再扫一次"), "{}", lines[0]);
        for line in [lines[1], lines[3]] {
            assert!(
                line.starts_with("× 拒绝") && line.contains("码本身有错"),
                "{line}"
            );
        }
        let values = at_gate(&stdin);
        let misread: Vec<_> = [0, 1, 3]
            .iter()
            .map(|at| &values[*at]["scan"]["misread"])
            .collect();
        assert_eq!(misread, [true, false, false]);
    }
    // Another keyboard layout gives the same text each time, and is the reason each time.
    let azerty: String = good()[..150]
        .chars()
        .map(|digit| {
            "à&é\"'(-è_ç"
                .chars()
                .nth(digit.to_digit(10).unwrap() as usize)
                .unwrap()
        })
        .collect();
    let values = at_gate(&format!("{azerty}\n{azerty}\n"));
    assert_eq!(values[1]["scan"]["fault"], "keyboard-layout");
    assert_eq!(values[1]["scan"]["misread"], true);
}
