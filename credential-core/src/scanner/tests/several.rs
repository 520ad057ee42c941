//! Several codes in one line: each is found, or it is said that there are several.

use super::*;
use crate::scanner::find::MOST_WORK;
use crate::scanner::find::counting::readings_in;

/// Another person's code.
fn another(form: TextForm) -> String {
    let mut claims = fixtures::claims();
    claims.holder.0 += 1;
    issue(&claims, &fixtures::bureau_key())
        .unwrap()
        .to_text(form)
}

#[test]
fn whatever_stands_between_two_codes_both_are_found() {
    let forms = [TextForm::Digits, TextForm::Base45];
    for (one, other) in forms
        .iter()
        .flat_map(|one| forms.map(|other| (*one, other)))
    {
        let (one, other) = (good(one), another(other));
        for between in [
            "",
            " ",
            "  ",
            "\t",
            "\r",
            "\u{3}",
            "\u{1d}",
            "\u{4}\u{2}",
            ";",
            "；",
            ",",
            "，",
            "、",
            "/",
            "|",
            "｜",
            "。",
            ".",
            ":",
            "-",
            "+",
            "*",
            "$",
            "%",
            "]Q1",
            " 6901234567892 ",
            "王建国",
            "\",\"",
            ";7",
            "&c=",
            "; ",
            " / ",
            "\u{3000}",
            "；https://pos.example/?c=",
        ] {
            let line = format!("{one}{between}{other}");
            assert_eq!(texts(&line), [one.as_str(), &other], "{between:?}");
            // One text alone cannot be judged by either of them.
            let scanned = clean(&line);
            assert_eq!(scanned.fault, Some(ScanFault::SeveralCodes), "{between:?}");
            assert_eq!(
                (&*scanned.text, scanned.is_repaired),
                (line.as_str(), false)
            );
        }
    }
    // Twice the same is one code that was sent twice.
    for code in forms.map(good) {
        for between in ["", ";", "\t", "/"] {
            let twice = texts(&format!("{code}{between}{code}"));
            assert_eq!(twice, [code.as_str()], "{between:?}");
        }
    }
}

#[test]
fn links_in_one_line_are_each_a_code() {
    let (one, other) = (digits(), another(TextForm::Digits));
    for line in [
        format!("https://example.org/v/{one};https://example.org/v/{other}"),
        format!("https://example.org/v/{one}/{other}"),
    ] {
        assert!(is_read(&line), "the format reads the last one");
        assert_eq!(texts(&line), [one.as_str(), &other]);
        let list = fixtures::trust();
        let verifier = Verifier::without_revocation_check(&list, Policy::gate());
        let verdict = verifier.verify_scanned(&line, fixtures::NOW);
        assert_eq!(verdict.reason(), "not-ours");
    }
}

#[test]
fn codes_that_were_typed_in_another_layout_are_all_found() {
    let (one, other) = (digits(), another(TextForm::Digits));
    let azerty = |text: &str| mapped(text, "1234567890", "&é\"'(-è_çà");
    let both = format!("{};{}", azerty(&one), azerty(&other));
    assert_eq!(texts(&both), [one.as_str(), &other]);
    let mixed = format!("{one};{}", azerty(&other));
    assert_eq!(texts(&mixed), [one.as_str(), &other]);
    let chinese = mapped(&base45(), "./$*-", "。、￥×—");
    let line = format!("{chinese}，{other}");
    assert_eq!(texts(&line), [base45().as_str(), &other]);
}

#[test]
fn a_damaged_code_beside_another_is_not_passed_over() {
    let (first, second) = (digits(), base45());
    let damaged = format!("{}0", &first[..first.len() - 1]);
    let cut = &second[..60];
    for between in ["\t", ";", "、", "王建国"] {
        for other in [damaged.as_str(), cut] {
            let line = format!("{second}{between}{other}");
            assert_eq!(texts(&line), [second.as_str(), other], "{between:?}");
            assert_eq!(clean(&line).fault, Some(ScanFault::SeveralCodes));
        }
    }
}

#[test]
fn what_else_stands_in_the_line_is_no_code() {
    let (first, second) = (digits(), base45());
    let three = format!("{first}\t6901234567892\t{second}");
    assert_eq!(
        texts(&three),
        [first.as_str(), "6901234567892", second.as_str()]
    );
    // One code among others: what stands around it is dropped.
    for line in [
        format!("王建国\t{first}\t9"),
        format!("3,王建国,13800000000,{first},咸宁市"),
        format!("{first};"),
        format!("{first} 6901234567892"),
    ] {
        assert_eq!(texts(&line), [first.as_str()], "{line}");
        assert_ne!(clean(&line).fault, Some(ScanFault::SeveralCodes));
    }
}

#[test]
fn more_codes_than_a_line_may_hold_are_said() {
    let codes: Vec<String> = (0..=MAX_CODES_IN_LINE as u32)
        .map(|number| {
            let mut claims = fixtures::claims();
            claims.holder.0 = number;
            let code = issue(&claims, &fixtures::bureau_key()).unwrap();
            code.to_text(TextForm::Digits)
        })
        .collect();
    for between in ["\t", ";", ""] {
        let line = codes[..MAX_CODES_IN_LINE].join(between);
        // Without tabs the line is one piece, and longer than a text of ours with all its trimmings.
        let too_long = between != "\t" && line.len() > MAX_REPAIRED;
        if !too_long {
            assert_eq!(texts(&line), codes[..MAX_CODES_IN_LINE], "{between:?}");
        }
        let split = split(&codes.join(between)).is_complete;
        assert!(!split || too_long, "{between:?}");
    }
    let many = codes[..60].join(";");
    assert!(many.len() <= MAX_REPAIRED, "{}", many.len());
    assert_eq!(texts(&many), codes[..60]);
}

#[test]
fn searching_is_bounded_and_says_when_it_was_given_up() {
    let code = base45();
    let hostile = "81".repeat((MAX_REPAIRED - code.len() - 1) / 2);
    let line = format!("{code};{hostile}");
    let readings = readings_in(|| {
        let LineCodes { codes, is_complete } = split(&line);
        let is_said = codes
            .iter()
            .any(|code| !code.is_repaired && code.fault.is_some());
        assert!(is_said || !is_complete);
    });
    // The line is searched as pieces and as a whole; beyond the budget each code that was found is read once more.
    let most = 2 * MOST_WORK + 4 * MAX_CODES_IN_LINE;
    assert!(readings <= most, "{readings}");
    let line = "LB1:6BF".repeat(MAX_REPAIRED / 7);
    let readings = readings_in(|| drop(split(&line)));
    assert!(readings <= most, "{readings}");
}

/// What a phone shows comes through the same scanners.
#[test]
fn presentations_are_found_and_repaired_as_credentials_are() {
    let phone = fixtures::phone_key();
    let credential = fixtures::bound_to(crate::Signer::public_key(&phone), |_| ());
    let shown = crate::Presentation::issue(&credential, fixtures::NOW, None, &phone);
    let shown = shown.unwrap().to_text();
    let azerty = mapped(&shown, "1234567890", "&é\"'(-è_çà");
    for (typed, fault) in [
        (format!("]Q1{shown}"), ScanFault::Surrounded),
        (azerty, ScanFault::KeyboardLayout),
    ] {
        let scanned = clean(&typed);
        assert_eq!(
            (&*scanned.text, scanned.fault),
            (shown.as_str(), Some(fault))
        );
        let list = fixtures::trust();
        let verifier = Verifier::without_revocation_check(&list, Policy::gate());
        let verdict = verifier.verify_scanned(&typed, fixtures::NOW);
        assert_eq!(verdict.reason(), "repeat-unchecked");
    }
    for between in ["", ";", "\t"] {
        let line = format!("{shown}{between}{}", digits());
        assert_eq!(texts(&line), [shown.as_str(), &digits()], "{between:?}");
        let line = format!("{}{between}{shown}", digits());
        assert_eq!(texts(&line), [digits().as_str(), &shown], "{between:?}");
    }
}
