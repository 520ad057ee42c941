//! Each verdict and reason, as people, programs and shells see it.

use credential_core::{
    Category, CategorySet, Dependant, DisplayName, HolderKey, LifeStage, ParsedCredential,
    Presentation, Region, Relation, Signer as _, TextForm, UnixTime, issue,
};
use messages::Exit;
use serde_json::json;

use super::fixtures::*;

#[test]
fn an_accepted_code_says_who_and_ends_with_0() {
    let run = TerminalFiles::new().check(&[&good(), "--place", "gate"]);
    assert_eq!(run.exit, Exit::Done);
    for text in [
        "✔ ACCEPT",
        "王*明",
        "veteran",
        "Xianning Veterans Affairs Bureau",
        "2029-01-14",
        "17",
        "Give the benefit.",
    ] {
        assert!(run.results.contains(text), "{text}: {}", run.results);
    }
    assert_eq!(run.talk, "");
}

#[test]
fn in_chinese_the_same() {
    let run = TerminalFiles::new().check(&[&good(), "--place", "gate", "--lang", "zh"]);
    for text in [
        "√ 通过",
        "姓名",
        "王*明",
        "退役军人",
        "咸宁市退役军人事务局",
        "有效期至",
        "给予优待",
    ] {
        assert!(run.results.contains(text), "{text}: {}", run.results);
    }
}

#[test]
fn a_shop_compares_the_person_and_ends_with_2() {
    let terminal = TerminalFiles::new();
    let run = terminal.check(&[&good()]);
    assert_eq!(run.exit, Exit::Undecided);
    assert!(
        run.results.contains("? CHECK") && run.results.contains("begins with 王 and ends with 明")
    );
    let value = terminal.json(&[&good()]);
    assert_eq!(value["verdict"], "check");
    assert_eq!(value["cautions"], json!(["bearer"]));
}

#[test]
fn bearer_codes_are_treated_as_the_flag_says() {
    let terminal = TerminalFiles::new();
    for (choice, verdict, code) in [
        ("accept", "accept", "accepted"),
        ("check", "check", "bearer"),
        ("refuse", "refuse", "bearer-refused"),
    ] {
        for place in ["shop", "gate"] {
            let value = terminal.json(&[&good(), "--bearer", choice, "--place", place]);
            assert_eq!(
                (&value["verdict"], &value["code"]),
                (&verdict.into(), &code.into())
            );
        }
    }
}

/// Every refusal of a code: its code, and whether its content is shown.
#[test]
fn each_reason_for_a_refusal_has_its_code_and_ends_with_1() {
    let other_region = Region::new(330_100).unwrap();
    let active = CategorySet::EMPTY.with(Category::ActiveDuty);
    let holder = HolderKey::try_from(key(77).public_key()).unwrap();
    let far = "81".repeat(3000);
    let mut misread = good();
    misread.replace_range(100..101, if &misread[100..101] == "5" { "6" } else { "5" });
    let cases = [
        (String::new(), "empty", false),
        (far, "too-long", false),
        ("https://example.org/pay?x=1".into(), "not-ours", false),
        (misread, "unreadable", false),
        ("LB1:~".into(), "unreadable", false),
        (base45(&[0xd2, 0x84, 0x43]), "malformed", false),
        (base45(&[0xd8, 98, 0x80]), "object-unsupported", false),
        (code_with(STRANGER, |_| {}), "issuer-unknown", false),
        (forged(), "signature-invalid", false),
        (code_with(SUSPENDED, |_| {}), "issuer-suspended", true),
        (code_with(WITHDRAWN, |_| {}), "issuer-withdrawn", true),
        (code_with(KEY_WITHDRAWN, |_| {}), "key-withdrawn", true),
        (
            code_with(KEY_NOT_IN_FORCE, |_| {}),
            "key-not-in-force",
            true,
        ),
        (
            code_with(XIANNING, |claims| claims.categories = active),
            "category-out-of-scope",
            true,
        ),
        (
            code_with(XIANNING, |claims| claims.home_region = Some(other_region)),
            "region-out-of-scope",
            true,
        ),
        (expired(), "expired", true),
        (
            code_with(XIANNING, |claims| claims.holder_key = Some(holder)),
            "proof-missing",
            true,
        ),
    ];
    let terminal = TerminalFiles::new();
    for (text, code, authentic) in cases {
        let value = terminal.json(&[&text]);
        assert_eq!(value["verdict"], "refuse", "{code}");
        assert_eq!(value["code"], code);
        assert_eq!(value["authentic"], authentic, "{code}");
        assert_eq!(value["credential"].is_object(), authentic, "{code}");
        for lang in ["en", "zh"] {
            let run = terminal.check(&[&text, "--lang", lang]);
            assert_eq!(run.exit, Exit::Refused, "{code}");
            assert_eq!(
                run.results.contains("王*明"),
                authentic,
                "{code}: {}",
                run.results
            );
            let marked = run.results.contains("Do not give a benefit for this")
                || run.results.contains("不能凭此给予优待");
            assert_eq!(marked, authentic, "{code}: {}", run.results);
            // Nothing of a code that is not authentic is shown, not even its text.
            assert!(
                text.len() < 8 || !run.results.contains(&text[4..]),
                "{code}"
            );
        }
    }
}

#[test]
fn a_trust_list_that_has_run_out_refuses_and_an_old_one_asks() {
    let terminal = TerminalFiles::new();
    for (at, verdict, code) in [
        ("2028-06-01", "check", "trust-list-stale"),
        ("2033-01-01", "refuse", "trust-list-expired"),
        ("2026-01-01", "check", "clock-wrong"),
    ] {
        let run = terminal.check_as_is(&[&good(), "--at", at, "--json"], b"");
        let value = &run.json()[0];
        assert_eq!(
            (&value["verdict"], &value["code"]),
            (&verdict.into(), &code.into())
        );
    }
    let run = terminal.check_as_is(&[&good(), "--at", "2028-06-01", "--lang", "en"], b"");
    assert!(
        run.results.contains("Also: whoever has a copy"),
        "{}",
        run.results
    );
    // The code may still be good; what is stale is the terminal.
    let run = terminal.check_as_is(&[&good(), "--at", "2033-01-01", "--lang", "zh"], b"");
    assert!(run.results.contains("不能凭此给予优待"), "{}", run.results);
    assert!(!run.results.contains("无效"), "{}", run.results);
}

#[test]
fn json_has_exactly_the_documented_keys() {
    let terminal = TerminalFiles::new();
    let mut claims = claims("王建明");
    claims.categories = CategorySet::from_bits(1 << 20 | 1);
    let text = issue(&claims, &key(XIANNING))
        .unwrap()
        .to_text(TextForm::Base45);
    let value = terminal.json(&[&text]);
    assert_eq!(value["code"], "category-out-of-scope");
    assert_eq!(
        value,
        json!({
            "input": "text", "verdict": "refuse", "code": "category-out-of-scope", "stage": "scope",
            "detail": null, "advice": "ask-bureau", "cautions": [], "authentic": true, "form": "base45",
            "scan": {"fault": null, "repaired": false, "misread": false, "repeated": false},
            "part": null, "other_codes": 0, "other_ours": 0,
            "basis": {
                "trust_list": {
                    "consulted": true, "version": 1,
                    "made": {"unix": ISSUED, "rfc3339": "2027-01-15T16:00:00+08:00", "day": "2027-01-15"},
                },
                "status_list": {
                    "consulted": false,
                    "made": {"unix": STATUS_MADE, "rfc3339": "2027-05-31T12:00:00+08:00", "day": "2027-05-31"},
                },
            },
            "at": {"unix": 1_811_822_400, "rfc3339": "2027-06-01T12:00:00+08:00", "day": "2027-06-01"},
            "credential": {
                "name": "王*明", "categories": ["veteran", "category-20"], "holder": 17, "status_index": 40321,
                "issued": {"unix": ISSUED, "rfc3339": "2027-01-15T16:00:00+08:00", "day": "2027-01-15"},
                "expires": {
                    "unix": ISSUED + 730 * 86_400, "rfc3339": "2029-01-14T16:00:00+08:00", "last_day": "2029-01-14"
                },
                "home_region": 421200, "disability_grade": null, "honour_class": null, "phone_bound": false,
                "issuer": {
                    "id": 42_120_010, "name": "咸宁市退役军人事务局",
                    "name_en": "Xianning Veterans Affairs Bureau", "region": 421200
                },
            },
        })
    );
}

#[test]
fn a_family_card_shows_whom_it_is_for() {
    let code = code_with(XIANNING, |claims| {
        claims.life_stage = Some(LifeStage::Working);
        claims.dependants = [(1, "李*"), (2, "王*"), (99, "赵*")]
            .map(|(relation, name)| Dependant {
                relation: Relation(relation),
                name: DisplayName::new(name).unwrap(),
            })
            .to_vec();
    });
    let files = TerminalFiles::new();
    let answer = &files.json(&[&code])["credential"];
    assert_eq!(answer["life_stage"], "working");
    assert_eq!(
        answer["dependants"],
        json!([
            {"relation": "spouse", "name": "李*"}, {"relation": "child", "name": "王*"},
            {"relation": null, "name": "赵*"},
        ])
    );
    let shown = files.check(&[&code, "--lang", "zh"]).results;
    for line in [
        "所处阶段    就业",
        "随卡家属    3 人：配偶 李*、子女 王*、赵*",
    ] {
        assert!(shown.contains(line), "{line} in {shown}");
    }
}

#[test]
fn the_time_of_judging_is_now_unless_it_is_given() {
    let run = TerminalFiles::new().check_as_is(&[&good(), "--json"], b"");
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let at = run.json()[0]["at"]["unix"].as_u64().unwrap();
    assert!(now.abs_diff(at) < 60);
}

#[test]
fn wrong_use_ends_with_2_and_is_reported_with_its_remedy() {
    let terminal = TerminalFiles::new();
    for words in [
        &["--at", "tomorrow"][..],
        &["--place", "bar"],
        &["--bearer"],
        &["--nonsense"],
        &["--lang", "fr"],
    ] {
        let run = terminal.check_as_is(&[words, &["81"]].concat(), b"");
        assert_eq!(run.exit, Exit::Undecided, "{words:?}");
        assert_eq!(run.results, "");
        assert_eq!(run.talk.lines().count(), 2, "{}", run.talk);
        let json = terminal.check_as_is(&[words, &["81", "--json"]].concat(), b"");
        assert_eq!(json.json()[0]["error"]["code"], "usage");
    }
    for words in [&[][..], &["check"], &["nonsense"]] {
        let run = verifier(words.iter().map(Into::into), b"");
        assert_eq!(run.exit, Exit::Undecided, "{words:?}");
    }
}

#[test]
fn help_is_in_one_language_and_ends_with_0() {
    for (lang, has, has_not) in [
        ("zh", "信任名单", "The trust list"),
        ("en", "The trust list", "信任名单"),
    ] {
        let run = verifier(["check", "--help", "--lang", lang].map(Into::into), b"");
        assert_eq!(run.exit, Exit::Done);
        assert!(
            run.results.contains(has) && !run.results.contains(has_not),
            "{}",
            run.results
        );
        assert!(
            run.results.contains("--bearer") && !run.results.contains(" | "),
            "{}",
            run.results
        );
    }
    let version = verifier(["--version".into()], b"");
    assert_eq!(
        version.results.trim(),
        concat!("verifier ", env!("CARGO_PKG_VERSION"))
    );
}

/// What a phone shows is understood, and nothing is accepted that nobody remembers.
#[test]
fn what_a_phone_shows_is_judged() {
    /// `NOW`, in Beijing.
    const AT: u64 = 1_811_822_400;
    let phone = key(77);
    let credential = code_with(XIANNING, |claims| {
        claims.holder_key = HolderKey::try_from(phone.public_key()).ok();
    });
    let credential = ParsedCredential::from_text(&credential).unwrap();
    let shown = |offset: i64| {
        let dated = AT.checked_add_signed(offset).unwrap();
        let dated = UnixTime::from_secs(dated);
        let shown = Presentation::issue(&credential, dated, None, &phone).unwrap();
        shown.to_text()
    };
    let terminal = TerminalFiles::new();
    for place in ["shop", "gate"] {
        let value = terminal.json(&[&shown(-5), "--place", place]);
        assert_eq!(value["verdict"], "check");
        assert_eq!(value["cautions"], json!(["repeat-unchecked"]));
        assert_eq!(value["stage"], "admission");
        assert_eq!(value["form"], "digits");
        assert_eq!(value["credential"]["phone_bound"], true);
    }
    for (offset, code, advice, zh, en) in [
        (-31, "proof-stale", "open-on-phone", "31 秒前", "31 s ago"),
        (
            300,
            "proof-from-future",
            "set-phone-clock",
            "手机时间比本机快 5 分钟",
            "5 minutes ahead",
        ),
    ] {
        let value = terminal.json(&[&shown(offset)]);
        assert_eq!(value["verdict"], "refuse");
        assert_eq!(
            (&value["code"], &value["advice"]),
            (&code.into(), &advice.into())
        );
        for (lang, text) in [("zh", zh), ("en", en)] {
            let run = terminal.check(&[&shown(offset), "--lang", lang]);
            assert_eq!(run.exit, Exit::Refused);
            assert!(run.results.contains(text), "{text}: {}", run.results);
        }
    }
}

/// One call knows only what it was shown itself.
#[test]
fn the_same_proof_twice_in_one_call_is_told() {
    let terminal = TerminalFiles::new();
    let now = messages::dates::parse(NOW).unwrap();
    let phone = Phone::new(50);
    let (text, other) = (phone.shown(now, None), Phone::new(51).shown(now, None));
    terminal.put("first.png", &png(&text));
    terminal.put("second.png", &png(&text));
    let pictures = ["first.png", "second.png"].map(|name| terminal.path(name));
    let pictures = pictures.each_ref().map(|path| path.to_str().unwrap());
    let lines = format!("{text}\n{other}\n{text}\n");
    terminal.put("lines.txt", lines.as_bytes());
    let list = terminal.path("lines.txt");
    for (words, codes) in [
        (
            &[text.as_str(), &text][..],
            &["repeat-unchecked", "proof-replayed"][..],
        ),
        (&pictures, &["repeat-unchecked", "proof-replayed"]),
        (
            &[list.to_str().unwrap()],
            &["repeat-unchecked", "repeat-unchecked", "proof-replayed"],
        ),
    ] {
        let run = terminal.check(&[words, &["--json"]].concat());
        assert_eq!(run.exit, Exit::Refused);
        let told: Vec<_> = run.json().iter().map(|line| line["code"].clone()).collect();
        assert_eq!(told, codes, "{run:?}");
    }
    for (lang, says) in [("zh", "此码刚才已经用过"), ("en", "shown here before")] {
        let run = terminal.check(&[&text, &text, "--lang", lang]);
        assert_eq!(
            run.results.matches(says).count(),
            2,
            "once, and in the summary: {run:?}"
        );
    }
}
