use credential_core::{TextForm, issue, scanner};

use super::*;
use crate::input::{LineReading, Place};
use crate::report::Finding;

#[test]
fn a_scanner_gets_its_verdict_with_person_advice_and_bell() {
    let mut test = TestScreen::new(Lang::En, FAST);
    test.shows("Show the veteran code");
    test.scan(&fixtures::good());
    test.shows("✔ ACCEPT");
    test.shows("Give the benefit.");
    for wanted in ["王*明", "veteran", "Xianning Veterans", "scanner", "█"] {
        test.shows(wanted);
    }
    test.until("a bell", None, |console| console.bells() == 1);
    test.scan(&fixtures::expired());
    test.shows("✘ REFUSE");
    test.shows("Do not give a benefit for this");
    test.until("three bells more", None, |console| console.bells() == 4);
    // Both stand in the list.
    test.shows("the code has expired");
    assert!(test.text().contains("✔ 王*明"), "{}", test.text());
}

#[test]
fn the_verdict_stands_on_its_colour() {
    let mut test = TestScreen::new(Lang::En, FAST);
    let (green, red) = (
        vt100::Color::Rgb(0, 128, 56),
        vt100::Color::Rgb(200, 16, 32),
    );
    for (code, word, colour) in [
        (fixtures::good(), "✔ ACCEPT", green),
        (fixtures::expired(), "✘ REFUSE", red),
    ] {
        test.scan(&code);
        // The line of the verdict begins on the right of the picture, below the title.
        test.until(word, None, |console| {
            console.text().contains(word) && console.background(1, 40) == Some(colour)
        });
    }
}

#[test]
fn half_a_code_is_to_be_scanned_again_and_a_forged_one_is_refused() {
    let mut test = TestScreen::new(Lang::Zh, FAST);
    test.scan(&fixtures::good()[..150]);
    test.shows("○ 再扫一次");
    assert!(test.text().contains("码没有读全"), "{}", test.text());
    // Base45 has no check digits: the first time it may be the scanner's fault.
    let forged = fixtures::forged();
    test.scan(&forged);
    let (keys, mut again) = (test.keys.clone(), None);
    test.until("× 拒绝", None, |console| {
        if again.is_none() && console.text().contains("可能没有读对") {
            again = Some(Instant::now());
        }
        if again.is_some_and(|since: Instant| since.elapsed() > Duration::from_millis(1100)) {
            keys.send(format!("{forged}\r").into_bytes()).unwrap();
            again = Some(Instant::now());
        }
        console.text().contains("× 拒绝")
    });
    assert!(test.text().contains("伪造"), "{}", test.text());
    test.scan("https://u.wechat.com/AbCdEf");
    test.shows("这不是老兵码");
}

#[test]
fn a_forgery_with_good_check_digits_is_refused_at_once() {
    let mut test = TestScreen::new(Lang::Zh, FAST);
    test.scan(&fixtures::code_with(fixtures::STRANGER, |_| {}));
    test.shows("× 拒绝");
    assert!(!test.text().contains("再扫一次"), "{}", test.text());
}

#[test]
fn every_dropped_digit_is_answered_with_scan_again() {
    let files = fixtures::TerminalFiles::new();
    let judge = judge(&files.store());
    let good = fixtures::good();
    for at in 0..good.len() {
        let mut text = good.clone();
        text.remove(at);
        let event = ScanEvent {
            number: 1,
            finding: Finding::new(
                Place::Line(1),
                judge.judge_scanned(&scanner::clean(&text), LineReading::First),
            ),
            latency: None,
            holder_was_here: None,
            benefits: None,
        };
        let shown = wording::shown_verdict(&event, Instant::now());
        assert_eq!(shown.answer, Answer::Again, "{at}");
        assert!(shown.person.is_empty() && shown.who.is_none());
    }
}

#[test]
fn an_input_method_is_named() {
    let mut test = TestScreen::new(Lang::Zh, FAST);
    let good = fixtures::good();
    test.scan(&format!("81吧{}", &good[5..]));
    test.shows("请切换到英文输入");
}

#[test]
fn keys_change_language_sound_and_clear_the_verdict() {
    let mut test = TestScreen::new(Lang::Zh, FAST);
    test.scan(&fixtures::good());
    test.shows("√ 通过");
    let press = |test: &TestScreen, key: &str| test.keys.send(key.as_bytes().to_vec()).unwrap();
    press(&test, "l");
    test.shows("✔ ACCEPT");
    press(&test, "m");
    test.shows("muted");
    let before = test.console.lock().unwrap().bells();
    test.scan(&fixtures::expired());
    test.shows("✘ REFUSE");
    assert_eq!(test.console.lock().unwrap().bells(), before);
    press(&test, " ");
    test.shows("Show the veteran code");
    press(&test, "q");
    test.shows("Press q once more");
    press(&test, "q");
    assert!(!test.runs(None, Duration::from_secs(5), &mut |_| false));
}

#[test]
fn the_console_is_restored() {
    for way in ["drop", "stop", "hang up", "interrupt"] {
        let mut test = TestScreen::new(Lang::En, FAST);
        test.shows("Show the veteran code");
        assert!(test.console.lock().unwrap().is_alternate());
        match way {
            "stop" => test.stop.store(true, Ordering::Relaxed),
            "interrupt" => test.keys.send(vec![3]).unwrap(),
            _ => {}
        }
        if way != "drop" && way != "hang up" {
            let begun = Instant::now();
            assert!(
                !test.runs(None, Duration::from_secs(5), &mut |_| false),
                "{way}"
            );
            assert!(begun.elapsed() < Duration::from_secs(3), "{way}");
        }
        let console = Arc::clone(&test.console);
        drop(test);
        let end = Instant::now() + Duration::from_secs(10);
        let is_back = || {
            let console = console.lock().unwrap();
            !console.is_alternate() && console.shows_cursor()
        };
        while !is_back() {
            assert!(Instant::now() < end, "{way}");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn a_console_that_draws_blocks_wide_gets_none() {
    let behaviour = Behaviour {
        ambiguous: Ambiguous::Wide,
        ..FAST
    };
    let mut test = TestScreen::new(Lang::Zh, behaviour);
    test.scan(&fixtures::good());
    test.shows("√ 通过");
    test.shows("给予优待");
    let frame = noisy(1);
    test.until("a picture", Some(&frame), |console| {
        console.text().len() > 200
    });
    assert!(!test.text().contains(['▀', '▄', '█']), "{}", test.text());
}

/// Cases from the field: one wrong character, a half, two codes run together.
#[test]
fn one_wrong_character_of_base45_is_never_called_a_forgery() {
    let files = fixtures::TerminalFiles::new();
    let judge = judge(&files.store());
    let good = issue(
        &fixtures::claims("王建明"),
        &fixtures::key(fixtures::XIANNING),
    )
    .unwrap();
    let good = good.to_text(TextForm::Base45);
    let shown = |text: &str| {
        let event = ScanEvent {
            number: 1,
            finding: Finding::new(
                Place::Line(1),
                judge.judge_scanned(&scanner::clean(text), LineReading::First),
            ),
            latency: None,
            holder_was_here: None,
            benefits: None,
        };
        wording::shown_verdict(&event, Instant::now())
    };
    assert_eq!(shown(&good).answer, Answer::Accept);
    for at in 0..good.len() {
        let mut text = good.clone();
        let other = if &text[at..=at] == "7" { "A" } else { "7" };
        text.replace_range(at..=at, other);
        let shown = shown(&text);
        assert_eq!(shown.answer, Answer::Again, "{at} {text}");
        assert!(shown.person.is_empty() && shown.who.is_none());
    }
    for half in [&good[..60], &good[..100], &good[60..]] {
        assert_eq!(shown(half).answer, Answer::Again, "{half}");
    }
}

#[test]
fn a_code_of_which_only_the_person_is_left_to_compare_is_no_warning() {
    let files = fixtures::TerminalFiles::new();
    let mut policy = Policy::shop();
    for (bearer, at, answer) in [
        (Bearer::Accept, fixtures::NOW, Answer::Accept),
        (Bearer::Check, fixtures::NOW, Answer::Compare),
        // The clock is wrong: that comes first.
        (Bearer::Check, "2027-01-10", Answer::Check),
        (Bearer::Refuse, fixtures::NOW, Answer::Refuse),
    ] {
        policy.bearer = bearer;
        let source = TrustSource::of_store(&files.store()).unwrap();
        let judge = CodeJudge::new(source, policy.clone(), Clock::new(Some(at)).unwrap());
        let judged = judge.judge(&fixtures::good()).unwrap();
        assert_eq!(Answer::of(&judged), answer, "{at}");
    }
}

/// Two codes at once, in either order: no verdict is shown of which nobody knows whose it is.
#[test]
fn two_codes_at_once_are_answered_with_show_only_one() {
    let (good, forged) = (
        fixtures::good(),
        fixtures::code_with(fixtures::STRANGER, |_| {}),
    );
    for line in [format!("{good};{forged}"), format!("{forged};{good}")] {
        let mut test = TestScreen::new(Lang::Zh, FAST);
        test.scan(&line);
        test.shows("一次出示了 2 个老兵码");
        test.shows("请只出示一个");
        // The list has both.
        test.shows("王*明");
        test.scan(&forged);
        test.shows("× 拒绝");
    }
}

#[test]
fn a_verdict_gives_way_while_several_codes_are_in_view() {
    let mut test = TestScreen::new(Lang::Zh, FAST);
    test.scan(&fixtures::good());
    test.shows("√ 通过");
    let view = |ours_together| InView {
        last_reported: true,
        ours_together,
        ..InView::default()
    };
    let now = Instant::now();
    test.screen.see_several(view(2).ours_together, now);
    test.shows("一次出示了 2 个老兵码");
    test.until("the verdict is gone", None, |console| {
        !console.text().contains("给予优待。")
    });
}
