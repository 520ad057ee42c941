use super::*;
use crate::input::Place;
use crate::report::Finding;

#[test]
fn a_scanner_gets_its_verdict_with_person_advice_and_bell() {
    let mut counter = Counter::new(Lang::En, FAST);
    counter.shows("Show the veteran code");
    counter.scan(&fixtures::good());
    counter.shows("✔ ACCEPT");
    counter.shows("Give the benefit.");
    for wanted in ["王*明", "veteran", "Xianning Veterans", "scanner", "█"] {
        counter.shows(wanted);
    }
    counter.until("a bell", None, |terminal| terminal.bells == 1);
    counter.scan(&fixtures::expired());
    counter.shows("✘ REFUSE");
    counter.shows("NOT VALID");
    counter.until("three bells more", None, |terminal| terminal.bells == 4);
    // Both stand in the list.
    counter.shows("the code has expired");
    assert!(counter.text().contains("✔ 王*明"), "{}", counter.text());
}

#[test]
fn half_a_code_is_to_be_scanned_again_and_a_forged_one_is_refused() {
    let mut counter = Counter::new(Lang::Zh, FAST);
    counter.scan(&fixtures::good()[..150]);
    counter.shows("○ 再扫一次");
    assert!(counter.text().contains("码没有读全"), "{}", counter.text());
    // Base45 has no check digits: the first time it may be the scanner's fault.
    let forged = fixtures::forged();
    counter.scan(&forged);
    counter.shows("可能没有读对");
    thread::sleep(Duration::from_millis(1100));
    counter.scan(&forged);
    counter.shows("× 拒绝");
    assert!(counter.text().contains("伪造"), "{}", counter.text());
    counter.scan("https://u.wechat.com/AbCdEf");
    counter.shows("这不是老兵码");
}

#[test]
fn a_forgery_with_good_check_digits_is_refused_at_once() {
    let mut counter = Counter::new(Lang::Zh, FAST);
    counter.scan(&fixtures::code_with(fixtures::STRANGER, |_| {}));
    counter.shows("× 拒绝");
    assert!(!counter.text().contains("再扫一次"), "{}", counter.text());
}

#[test]
fn every_dropped_digit_is_answered_with_scan_again() {
    let files = fixtures::Terminal::new();
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
        let told = telling::told(&finding, Some(&line), Instant::now());
        assert_eq!(told.answer, Answer::Again, "{at}");
        assert!(told.person.is_empty() && told.who.is_none());
    }
}

#[test]
fn an_input_method_is_told_by_name() {
    let mut counter = Counter::new(Lang::Zh, FAST);
    let good = fixtures::good();
    counter.scan(&format!("81吧{}", &good[5..]));
    counter.shows("请切换到英文输入");
}

#[test]
fn keys_change_language_sound_and_clear_the_verdict() {
    let mut counter = Counter::new(Lang::Zh, FAST);
    counter.scan(&fixtures::good());
    counter.shows("√ 通过");
    let press = |counter: &Counter, key: &str| counter.keys.send(key.as_bytes().to_vec()).unwrap();
    press(&counter, "l");
    counter.shows("✔ ACCEPT");
    press(&counter, "m");
    counter.shows("muted");
    let before = counter.terminal.lock().unwrap().bells;
    counter.scan(&fixtures::expired());
    counter.shows("✘ REFUSE");
    assert_eq!(counter.terminal.lock().unwrap().bells, before);
    press(&counter, " ");
    counter.shows("Show the veteran code");
    press(&counter, "q");
    counter.shows("Press q once more");
    press(&counter, "q");
    assert!(!counter.runs(None, Duration::from_secs(5), &mut |_| false));
}

#[test]
fn the_terminal_is_given_back_as_it_was() {
    for way in ["drop", "stop", "hang up", "interrupt"] {
        let mut counter = Counter::new(Lang::En, FAST);
        counter.shows("Show the veteran code");
        assert!(counter.terminal.lock().unwrap().alternate);
        match way {
            "stop" => counter.stop.store(true, Ordering::Relaxed),
            "interrupt" => counter.keys.send(vec![3]).unwrap(),
            _ => {}
        }
        if way != "drop" && way != "hang up" {
            let begun = Instant::now();
            assert!(
                !counter.runs(None, Duration::from_secs(5), &mut |_| false),
                "{way}"
            );
            assert!(begun.elapsed() < Duration::from_secs(3), "{way}");
        }
        let terminal = Arc::clone(&counter.terminal);
        drop(counter);
        let end = Instant::now() + Duration::from_secs(10);
        let is_back = || {
            let terminal = terminal.lock().unwrap();
            !terminal.alternate && terminal.cursor_shown
        };
        while !is_back() {
            assert!(Instant::now() < end, "{way}");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn a_terminal_that_draws_blocks_wide_gets_none() {
    let behaviour = Behaviour {
        ambiguous: Ambiguous::Wide,
        ..FAST
    };
    let mut counter = Counter::new(Lang::Zh, behaviour);
    counter.scan(&fixtures::good());
    counter.shows("√ 通过");
    counter.shows("给予优待");
    let frame = noisy(1);
    counter.until("a picture", Some(&frame), |terminal| {
        terminal.text().len() > 200
    });
    assert!(
        !counter.text().contains(['▀', '▄', '█']),
        "{}",
        counter.text()
    );
}
