//! Benefits at the counter, on the whole screen: taken with keys, recorded, taken back.

use std::fs;

use super::*;
use crate::benefits::{Counter, Granting};
use crate::tests::shop::{Shop, benefits};

const LARGE: Behaviour = Behaviour {
    size: || (100, 34),
    ..FAST
};

/// Types each, and waits until the screen shows what is written beside it, and not what stands behind.
fn play(shop: Shop, bearer: Bearer, steps: &[(&str, &str, &str)]) -> (Shop, String) {
    play_on(Lang::En, LARGE, shop, bearer, steps)
}

fn play_on(
    lang: Lang,
    behaviour: Behaviour,
    shop: Shop,
    bearer: Bearer,
    steps: &[(&str, &str, &str)],
) -> (Shop, String) {
    let Shop { terminal, key } = shop;
    let mut all = TestScreen::of(lang, behaviour, terminal);
    let source = TrustSource::of_store(&all._files.store()).unwrap();
    let mut policy = Policy::shop();
    policy.bearer = bearer;
    let clock = Clock::new(Some(fixtures::NOW)).unwrap();
    all.judge = CodeJudge::new(source, policy, clock);
    let counter = all
        .judge
        .source()
        .store()
        .map(|store| Counter::new(store, Granting::Recorded));
    let TestScreen {
        screen,
        judge,
        console,
        keys,
        ..
    } = &mut all;
    let mut session = Session::new(judge, counter);
    for (typed, shown, gone) in steps {
        if !typed.is_empty() {
            keys.send(typed.as_bytes().to_vec()).unwrap();
        }
        let begun = Instant::now();
        loop {
            let refreshed = session.refresh_if_due(Instant::now(), screen);
            assert!(refreshed.is_ok());
            match screen.tick(Instant::now()).unwrap() {
                Tick::Nothing => {}
                Tick::Line(line) => {
                    let said = session.line(&line, Instant::now(), screen);
                    assert!(said.is_ok());
                }
                Tick::Counter(wish) => assert!(session.counter(wish, screen).is_ok()),
                Tick::ExportTo(_) | Tick::NotUnderstood(_) | Tick::Leave => panic!("left"),
            }
            let text = console.lock().unwrap().text();
            let said = on_one_line(&text);
            let is_gone = gone.is_empty() || !said.contains(&on_one_line(gone));
            if is_gone && said.contains(&on_one_line(shown)) {
                break;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{shown}\n{text}");
            thread::sleep(Duration::from_millis(5));
        }
    }
    drop(session);
    let text = all.text();
    let TestScreen { _files, .. } = all;
    let shop = Shop {
        terminal: _files,
        key,
    };
    (shop, text)
}

fn scanned(code: &str) -> String {
    format!("{code}\r")
}

fn slip(shop: &Shop) -> serde_json::Value {
    shop.json(&["journal", "today", "--at", fixtures::NOW])
}

/// What is said, wherever the panel begins a new line.
fn on_one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

#[test]
fn a_benefit_is_taken_with_a_key_confirmed_recorded_and_then_used_up() {
    let code = scanned(&fixtures::good());
    let (shop, text) = play(
        Shop::new(benefits()),
        Bearer::Accept,
        &[
            (&code, "1 Haircut, free, 1 of 1 uses left today", ""),
            ("1", "y grant", ""),
            ("y", "Granted: Haircut (record 2)", ""),
            (
                "",
                "- Haircut, free, the quota of today is used up",
                "1 Haircut",
            ),
        ],
    );
    assert!(text.contains("u undo Haircut for 王*明"), "{text}");
    let slip = slip(&shop);
    assert_eq!(slip["grants"], 1, "{slip}");
}

#[test]
fn the_price_is_typed_and_what_to_charge_is_seen_before_it_is_granted() {
    let code = scanned(&fixtures::good());
    let (shop, _) = play(
        Shop::new(benefits()),
        Bearer::Accept,
        &[
            (&code, "2 Goods, 15% off: pay 85%", ""),
            ("2", "Price in yuan: _", ""),
            ("9.999\r", "at most two decimals", ""),
            ("", "Price in yuan: _", ""),
            // Backspace as consoles send it: either of two bytes.
            ("19\x7f", "Price in yuan: 1_", ""),
            ("\x08", "Price in yuan: _", ""),
            ("9.99\r", "Price 9.99 yuan, charge 8.49 yuan", ""),
            ("y", "Granted: Goods, charge 8.49 yuan", ""),
        ],
    );
    let slip = slip(&shop);
    assert_eq!(
        (&slip["price_fen"], &slip["to_pay_fen"], &slip["saved_fen"]),
        (&999.into(), &849.into(), &150.into())
    );
}

#[test]
fn a_grant_is_taken_back_with_a_key_and_the_quota_comes_back() {
    let code = scanned(&fixtures::good());
    let (shop, _) = play(
        Shop::new(benefits()),
        Bearer::Accept,
        &[
            (&code, "1 Haircut", ""),
            ("1", "y grant", ""),
            ("y", "Granted: Haircut", ""),
            ("u", "Undo Haircut for 王*明 (record 2)?", ""),
            ("x", "Granted: Haircut", "Undo Haircut"),
            ("u", "Undo Haircut for 王*明 (record 2)?", ""),
            ("y", "Undone", ""),
            ("", "1 Haircut, free, 1 of 1 uses left today", ""),
        ],
    );
    let slip = slip(&shop);
    assert_eq!((&slip["grants"], &slip["undone"]), (&0.into(), &1.into()));
}

#[test]
fn a_hire_takes_the_days_that_are_typed_and_not_more_than_are_left() {
    let code = scanned(&fixtures::good());
    let (shop, _) = play(
        Shop::new(benefits()),
        Bearer::Accept,
        &[
            (&code, "3 Car hire", ""),
            ("3", "Days: _", ""),
            ("6\r", "y grant", ""),
            ("y", "only 5 left, not 6", ""),
            ("3", "Days: _", ""),
            ("3\r", "Car hire, free, 3 days", ""),
            (
                "y",
                "3 Car hire, free, 2 of 5 days of hire left this year",
                "",
            ),
        ],
    );
    assert_eq!(slip(&shop)["benefits"][0]["units"], 3);
}

#[test]
fn a_code_on_paper_is_compared_before_anything_is_offered_and_the_record_says_so() {
    let code = scanned(&fixtures::good());
    let (shop, _) = play(
        Shop::new(benefits()),
        Bearer::Check,
        &[
            (&code, "y: it is the holder", "1 Haircut"),
            ("y", "1 Haircut", ""),
            ("1", "y grant", ""),
            ("y", "Granted: Haircut", ""),
        ],
    );
    assert_eq!(slip(&shop)["grants"], 1);
}

#[test]
fn a_code_that_is_scanned_again_confirms_nothing() {
    let code = fixtures::good();
    let again = format!("{code}\r\n");
    let (shop, _) = play(
        Shop::new(benefits()),
        Bearer::Accept,
        &[
            (&again, "1 Haircut", ""),
            ("1", "y grant", ""),
            // Its Enter comes twice.
            (&again, "y grant", "Granted"),
            ("x", "1 Haircut", "y grant"),
        ],
    );
    assert_eq!(slip(&shop)["grants"], 0);
}

#[test]
fn what_cannot_be_recorded_is_not_granted_and_that_is_said_in_words() {
    let shop = Shop::new(benefits());
    // Where the folder of the journal should be, there is a file.
    fs::write(shop.journal(), "").unwrap();
    let code = scanned(&fixtures::good());
    let (_, text) = play(
        shop,
        Bearer::Accept,
        &[
            (&code, "nothing was granted", ""),
            ("1", "ACCEPT", "y grant"),
        ],
    );
    assert!(!text.contains("1 Haircut"), "{text}");
}

/// The usual ones, and two that can be taken together, not below 40 yuan.
fn with_combination() -> Vec<credential_core::Benefit> {
    use credential_core::{Benefit, BenefitKind, BenefitNumber, Fen};
    let title = crate::tests::shop::title;
    let yuan = |yuan: u64| Fen::new(yuan * 100).unwrap();
    let mut share = Benefit::new(
        BenefitNumber(6),
        title("八五折", "Fifteen off"),
        BenefitKind::Share { per_mille: 850 },
    );
    share.order = Some(1);
    share.floor = Some(yuan(40));
    let mut off = Benefit::new(
        BenefitNumber(7),
        title("立减", "Ten off"),
        BenefitKind::AmountOff(yuan(10)),
    );
    off.order = Some(2);
    [benefits(), vec![share, off]].concat()
}

#[test]
fn several_are_taken_together_with_each_step_shown_and_the_floor() {
    let code = scanned(&fixtures::good());
    let (shop, _) = play(
        Shop::new(with_combination()),
        Bearer::Accept,
        &[
            (&code, "d several together", ""),
            ("d", "Several together, one after the other", ""),
            ("5", "5 [x] Ten off", ""),
            ("4", "2 chosen  y go on", ""),
            ("y", "Price in yuan: _", ""),
            ("50\r", "1. Fifteen off, 15% off: pay 85%: 50 -> 42.50", ""),
            ("", "2. Ten off, 10 yuan off: 42.50 -> 40", ""),
            ("", "Not below 40 yuan", ""),
            ("", "Price 50 yuan, charge 40 yuan", ""),
            ("y", "charge 40 yuan (records 2, 3)", ""),
            (
                "u",
                "Undo Fifteen off and 1 more for 王*明 (40 yuan, record 2)?",
                "",
            ),
            ("y", "Undone", ""),
        ],
    );
    let slip = slip(&shop);
    assert_eq!((&slip["grants"], &slip["undone"]), (&0.into(), &2.into()));
}

#[test]
fn the_holder_rates_with_a_key_and_is_asked_once() {
    let code = scanned(&fixtures::good());
    let (shop, _) = play(
        Shop::new(benefits()),
        Bearer::Accept,
        &[
            (&code, "1 Haircut", ""),
            ("1", "y grant", ""),
            ("y", "a satisfied  b fair  c dissatisfied", ""),
            ("b", "Rated: fair", "a satisfied"),
        ],
    );
    assert_eq!(slip(&shop)["ratings"]["fair"], 1);
}

#[test]
fn a_card_that_cannot_be_read_is_given_by_hand_with_its_reason() {
    let (shop, _) = play(
        Shop::new(benefits()),
        Bearer::Accept,
        &[
            ("", "h grant by hand", ""),
            ("h", "Why can no code be read?", ""),
            ("1", "Holder number (on the card): _", ""),
            (
                "17\r",
                "Grant by hand (the card cannot be read), holder 0000000017",
                "",
            ),
            ("1", "y grant", ""),
            ("y", "Granted by hand: Haircut", ""),
            ("h", "Why can no code be read?", ""),
            ("3", "Holder number (on the card): _", ""),
            (
                "17\r",
                "- Haircut, free, the quota of today is used up",
                "1 Haircut",
            ),
            ("x", "h grant by hand", "Grant by hand ("),
        ],
    );
    let slip = slip(&shop);
    assert_eq!(
        (&slip["manual"], &slip["manual_reasons"]["card-unreadable"]),
        (&1.into(), &1.into())
    );
}

#[test]
fn a_code_that_is_scanned_ends_what_was_begun_by_hand() {
    let code = scanned(&fixtures::good());
    let (shop, _) = play(
        Shop::new(benefits()),
        Bearer::Accept,
        &[
            ("h", "Why can no code be read?", ""),
            ("2", "Holder number", ""),
            ("n", "1 Haircut, free", ""),
            ("1", "y grant", ""),
            (&code, "1 Haircut, free, 1 of 1 uses left today", "y grant"),
            ("y", "1 Haircut", "Granted"),
        ],
    );
    assert_eq!(slip(&shop)["grants"], 0);
}

/// The usual ones, and nine with long names.
fn twelve() -> Vec<credential_core::Benefit> {
    use credential_core::{Benefit, BenefitKind, BenefitNumber};
    let long = (8..=16).map(|number| {
        let title = crate::tests::shop::title(
            &format!("名称很长很长的优待项目，逢年过节另有赠品，第{number}项"),
            &format!("A benefit with a rather long name and a gift, number {number}"),
        );
        Benefit::new(BenefitNumber(number), title, BenefitKind::Free)
    });
    with_combination().into_iter().chain(long).collect()
}

#[test]
fn twelve_benefits_on_a_small_screen_keep_verdict_name_and_keys_in_sight() {
    const SMALL: Behaviour = Behaviour {
        size: || (80, 24),
        ..FAST
    };
    let code = scanned(&fixtures::good());
    let shop = Shop::new(twelve());
    let (shop, text) = play_on(
        Lang::En,
        SMALL,
        shop,
        Bearer::Accept,
        &[(&code, "n next page (1/2)", "")],
    );
    for words in [
        "ACCEPT",
        "王*明",
        "1 Haircut",
        "9 A benefit",
        "d several together",
        "more are not given now",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let (_, text) = play_on(
        Lang::Zh,
        SMALL,
        shop,
        Bearer::Accept,
        &[
            (&code, "n 下一页（1/2）", ""),
            ("1", "y 给予", ""),
            ("y", "请持有人评价：a 满意  b 一般  c 不满意", ""),
        ],
    );
    for words in ["通过", "王*明", "u 撤回", "n 下一页"] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}
