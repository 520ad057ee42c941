//! What the screen asks belongs to the code that was just shown, and says whose it is where it does not.

use super::*;

#[test]
fn the_next_holder_neither_rates_nor_is_taken_for_the_one_before() {
    let mut panel = shown(vec![benefit(1, BenefitKind::Free)]);
    let now = Instant::now();
    panel.answer(&grant(5), None, now);
    let next = EventBenefits::Offer(offer(vec![benefit(1, BenefitKind::Free)]));
    panel.shown(8, Some("赵*强".to_owned()), Some(&next), now);
    assert_eq!(press(&mut panel, "abc"), [KeyUse::NotMine; 3]);
    let said = texts(&panel).join("\n");
    assert!(!said.contains("may rate"), "{said}");
    assert!(said.contains("u undo 第1项 for 王*明"), "{said}");
    press(&mut panel, "u");
    let lines = panel.lines(Lang::Zh, false);
    assert_eq!(
        lines[0].text,
        "撤回刚才给 王*明 的 第1项（流水第 5 条）吗？"
    );
    // Nor does whoever is given something by hand.
    let mut panel = shown(vec![benefit(1, BenefitKind::Free)]);
    panel.answer(&grant(5), None, now);
    let by_hand = CounterAnswer::ManualOffer(Ok(offer(vec![benefit(1, BenefitKind::Free)])));
    panel.answer(&by_hand, None, now);
    assert_eq!(press(&mut panel, "xa"), [KeyUse::Mine, KeyUse::NotMine]);
}

#[test]
fn taking_back_names_the_holder_and_what_was_paid() {
    let mut panel = shown(vec![benefit(1, BenefitKind::Share { per_mille: 500 })]);
    let CounterAnswer::Granted(Ok(mut granted)) = grant(5) else {
        panic!()
    };
    granted.charge = Some(credential_core::Charge {
        price: Fen::new(2_000).unwrap(),
        to_pay: Fen::new(1_000).unwrap(),
    });
    panel.answer(&CounterAnswer::Granted(Ok(granted)), None, Instant::now());
    press(&mut panel, "u");
    assert_eq!(
        texts(&panel)[0],
        "Undo 第1项 for 王*明 (10 yuan, record 5)?"
    );
}

#[test]
fn backspace_takes_the_last_character_away_and_nothing_where_none_is_typed() {
    let mut panel = shown(vec![benefit(1, BenefitKind::Share { per_mille: 500 })]);
    assert_eq!(press(&mut panel, "\u{8}"), [KeyUse::NotMine]);
    press(&mut panel, "1128.\u{8}\u{8}5");
    assert!(texts(&panel).contains(&"Price in yuan: 125_".to_owned()));
    press(&mut panel, &"\u{8}".repeat(9));
    assert!(texts(&panel).contains(&"Price in yuan: _".to_owned()));
    assert!(panel.is_entering());
}

#[test]
fn a_terminal_without_a_place_says_so_and_the_way_to_one() {
    let mut panel = Panel::default();
    panel.shown(7, holder(), None, Instant::now());
    assert_eq!(texts(&panel), [""; 0]);
    for (place, way) in [
        (PlaceState::NotAsked, "verifier place request"),
        (PlaceState::Asked, "verifier update"),
    ] {
        let mut panel = Panel::default();
        panel.set_place(place);
        assert!(texts(&panel)[0].starts_with("No place yet"));
        panel.shown(7, holder(), None, Instant::now());
        // On the verdict of a terminal that only judges it would take the room of the large word.
        let said = panel.lines(Lang::Zh, false);
        let is_said = said
            .iter()
            .any(|line| line.text.starts_with("本机还没有点位"));
        assert_eq!(is_said, place == PlaceState::Asked);
        assert_eq!(press(&mut panel, "y"), [KeyUse::Mine]);
        assert!(texts(&panel)[0].contains(way), "{:?}", texts(&panel));
        // A code that was refused gets nothing with a place either.
        panel.shown(8, None, None, Instant::now());
        assert_eq!(panel.lines(Lang::En, false), []);
    }
}
