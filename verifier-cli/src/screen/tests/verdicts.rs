use super::*;
use crate::input::Place;
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
    test.shows("可能没有读对");
    thread::sleep(Duration::from_millis(1100));
    test.scan(&forged);
    test.shows("× 拒绝");
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
        let repaired = repair(&text);
        let line = LastLine {
            number: 1,
            damage: repaired.damage,
            text: repaired.text.clone(),
            repeated: false,
        };
        let finding = Finding::new(Place::Line(1), judge.judge(&repaired.text));
        let shown = wording::shown_verdict(&finding, Some(&line), Instant::now());
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
