use credential_core::{
    Benefit, BenefitKind, BenefitNumber, CatalogueState, Fen, IssuerId, Title, UnixTime,
};

use crate::benefits::{Exported, Granted, ManualWish, OfferedBenefit, PlaceState};
use crate::scan::MOST_TOGETHER;

use super::open::STAYS;
use super::*;

mod prompts;

fn benefit(number: u32, kind: BenefitKind) -> OfferedBenefit {
    let title = Title {
        zh: format!("第{number}项"),
        en: None,
    };
    let number = BenefitNumber(number);
    OfferedBenefit {
        number,
        title: title.clone(),
        benefit: Some(Benefit::new(number, title, kind)),
        outcome: Ok(Vec::new()),
    }
}

fn offer(benefits: Vec<OfferedBenefit>) -> Offer {
    Offer {
        issuer: IssuerId(1),
        state: CatalogueState::Current,
        merchant: None,
        benefits: Ok(benefits),
    }
}

fn holder() -> Option<String> {
    Some("王*明".to_owned())
}

fn shown(benefits: Vec<OfferedBenefit>) -> Panel {
    let mut panel = Panel::default();
    let event = EventBenefits::Offer(offer(benefits));
    panel.shown(7, holder(), Some(&event), Instant::now());
    panel
}

fn press(panel: &mut Panel, keys: &str) -> Vec<KeyUse> {
    let now = Instant::now();
    keys.chars().map(|key| panel.key(key, now)).collect()
}

fn grant(record: u64) -> CounterAnswer {
    CounterAnswer::Granted(Ok(Granted {
        record,
        time: UnixTime::from_secs(1),
        benefit: BenefitNumber(1),
        title: benefit(1, BenefitKind::Free).title,
        units: 1,
        charge: None,
        manual: None,
    }))
}

#[test]
fn nothing_has_a_key_before_the_person_is_confirmed() {
    let mut panel = Panel::default();
    panel.shown(
        7,
        holder(),
        Some(&EventBenefits::OncePersonConfirmed),
        Instant::now(),
    );
    assert_eq!(press(&mut panel, "1n\nu"), [KeyUse::NotMine; 4]);
    let confirm = KeyUse::Wish(CounterWish::Confirm { event: 7 });
    assert_eq!(press(&mut panel, "y"), [confirm]);
}

#[test]
fn only_a_letter_confirms_and_another_code_ends_what_was_begun() {
    let mut panel = shown(vec![benefit(4, BenefitKind::Free)]);
    assert_eq!(press(&mut panel, "1\n"), [KeyUse::Mine, KeyUse::NotMine]);
    let wish = KeyUse::Wish(CounterWish::Grant {
        event: 7,
        benefit: BenefitNumber(4),
        units: 1,
        price: None,
    });
    assert_eq!(press(&mut panel, "y"), [wish]);
    panel.shown(8, None, None, Instant::now());
    assert_eq!(press(&mut panel, "y1"), [KeyUse::NotMine; 2]);
}

#[test]
fn what_is_not_available_has_no_key() {
    let mut others = benefit(1, BenefitKind::Free);
    others.outcome = Err(credential_core::Unavailable::NotEntitled);
    let mut panel = shown(vec![others, benefit(2, BenefitKind::Free)]);
    assert_eq!(press(&mut panel, "2"), [KeyUse::NotMine]);
    press(&mut panel, "1");
    let [KeyUse::Wish(CounterWish::Grant { benefit, .. })] = press(&mut panel, "y")[..] else {
        panic!()
    };
    assert_eq!(benefit, BenefitNumber(2));
}

#[test]
fn more_than_nine_are_on_pages() {
    let all = (1..=11).map(|number| benefit(number, BenefitKind::Free));
    let mut panel = shown(all.collect());
    assert_eq!(press(&mut panel, "n3")[1], KeyUse::NotMine);
    press(&mut panel, "2");
    let [KeyUse::Wish(CounterWish::Grant { benefit, .. })] = press(&mut panel, "y")[..] else {
        panic!()
    };
    assert_eq!(benefit, BenefitNumber(11));
    press(&mut panel, "xnn");
    assert!(panel.lines(Lang::En, false)[1].text.starts_with("1 "));
}

#[test]
fn a_price_that_is_none_goes_no_further_and_an_empty_one_is_no_price() {
    let mut panel = shown(vec![benefit(1, BenefitKind::Share { per_mille: 500 })]);
    press(&mut panel, "1\n");
    assert!(panel.is_entering());
    press(&mut panel, "1.234\n");
    assert!(panel.is_entering());
    // What was refused is gone, and x goes back at once.
    assert!(texts(&panel).contains(&"Price in yuan: _".to_owned()));
    press(&mut panel, "0\n5\n");
    assert!(
        texts(&panel)[1].starts_with("Price 5 yuan"),
        "{:?}",
        texts(&panel)
    );
    press(&mut panel, "x1");
    press(&mut panel, "12x");
    assert!(!panel.is_entering());
    press(&mut panel, "1");
    press(&mut panel, &"9".repeat(99));
    press(&mut panel, "\n");
    assert!(panel.is_entering(), "too high");
}

#[test]
fn a_grant_can_be_taken_back_for_a_minute_also_after_the_next_code() {
    let mut panel = shown(vec![benefit(1, BenefitKind::Free)]);
    let now = Instant::now();
    panel.answer(&grant(5), None, now);
    panel.shown(8, None, None, now);
    assert_eq!(press(&mut panel, "u"), [KeyUse::Mine]);
    let undo = KeyUse::Wish(CounterWish::Undo { record: 5 });
    assert_eq!(press(&mut panel, "y"), [undo]);
    assert!(!panel.age(now + Duration::from_secs(59)));
    assert!(panel.age(now + Duration::from_secs(60)));
    assert_eq!(press(&mut panel, "u"), [KeyUse::NotMine]);
}

#[test]
fn what_was_not_granted_is_said_with_what_to_do() {
    let mut panel = shown(vec![benefit(1, BenefitKind::Free)]);
    let failure = messages::failure!("journal-disk-full";
        "磁盘已满，没有给予优待"; "the disk is full: nothing was granted"; "请腾出空间。"; "Make room.");
    panel.answer(&CounterAnswer::Granted(Err(failure)), None, Instant::now());
    let lines = panel.lines(Lang::En, false);
    assert_eq!(
        lines[0].text,
        "✘ the disk is full: nothing was granted. Make room."
    );
    assert!(
        !lines.iter().any(|line| line.text.contains("Granted")),
        "{lines:?}"
    );
    assert_eq!(press(&mut panel, "u"), [KeyUse::NotMine]);
}

fn ordered(number: u32, order: u8, floor: Option<u64>) -> OfferedBenefit {
    let mut one = benefit(number, BenefitKind::Share { per_mille: 500 });
    let known = one.benefit.as_mut().unwrap();
    known.order = Some(order);
    known.floor = floor.map(|fen| Fen::new(fen).unwrap());
    one
}

fn texts(panel: &Panel) -> Vec<String> {
    let lines = panel.lines(Lang::En, true).into_iter();
    lines.map(|line| line.text).collect()
}

#[test]
fn several_are_chosen_by_toggling_and_those_that_exclude_each_other_are_not_both() {
    let all = vec![
        benefit(1, BenefitKind::Share { per_mille: 900 }),
        ordered(2, 5, None),
        ordered(3, 1, Some(4_000)),
        ordered(4, 1, None),
    ];
    let mut panel = shown(all);
    assert_eq!(press(&mut panel, "d"), [KeyUse::Mine]);
    // One that stands alone cannot be chosen, and one is not several.
    assert_eq!(
        press(&mut panel, "12y"),
        [KeyUse::NotMine, KeyUse::Mine, KeyUse::NotMine]
    );
    // The third, then the fourth in its place, then the third again.
    press(&mut panel, "343");
    assert_eq!(press(&mut panel, "y\n"), [KeyUse::Mine, KeyUse::NotMine]);
    assert!(panel.is_entering());
    press(&mut panel, "100\n");
    let said = texts(&panel);
    // By their order, whatever was pressed first, and the floor where it is met.
    assert!(said[0].ends_with(": 100 -> 50"), "{said:?}");
    assert!(said[0].contains("第3项"), "{said:?}");
    assert!(said[1].ends_with(": 50 -> 40"), "{said:?}");
    assert_eq!(said[2], "Not below 40 yuan");
    assert_eq!(said[3], "Price 100 yuan, charge 40 yuan");
    let mut benefits = [None; MOST_TOGETHER];
    benefits[0] = Some(BenefitNumber(3));
    benefits[1] = Some(BenefitNumber(2));
    let wish = KeyUse::Wish(CounterWish::GrantTogether {
        event: 7,
        benefits,
        price: Fen::new(10_000).unwrap(),
    });
    assert_eq!(press(&mut panel, "\ny"), [KeyUse::NotMine, wish]);
}

#[test]
fn where_nothing_can_be_combined_there_is_no_key_for_it() {
    let mut panel = shown(vec![ordered(1, 3, None), ordered(2, 3, None)]);
    assert_eq!(press(&mut panel, "d"), [KeyUse::NotMine]);
    assert!(!texts(&panel).iter().any(|line| line.contains("together")));
}

#[test]
fn a_grant_is_rated_once_within_a_minute_and_not_in_the_middle_of_something() {
    let mut panel = shown(vec![benefit(1, BenefitKind::Share { per_mille: 500 })]);
    assert_eq!(press(&mut panel, "a"), [KeyUse::NotMine], "nothing to rate");
    let now = Instant::now();
    panel.answer(&grant(5), None, now);
    assert!(
        texts(&panel)
            .iter()
            .any(|line| line.contains("a satisfied"))
    );
    // While a price is typed the letters mean nothing.
    assert_eq!(press(&mut panel, "1b"), [KeyUse::Mine, KeyUse::NotMine]);
    press(&mut panel, "x");
    let rate = |level| KeyUse::Wish(CounterWish::Rate { record: 5, level });
    assert_eq!(press(&mut panel, "c"), [rate(RatingLevel::Dissatisfied)]);
    panel.answer(
        &CounterAnswer::Rated(Ok(RatingLevel::Dissatisfied)),
        None,
        now,
    );
    assert_eq!(press(&mut panel, "a"), [KeyUse::NotMine], "once");
    assert_eq!(press(&mut panel, "u"), [KeyUse::Mine], "still to be undone");
    press(&mut panel, "x");
    panel.answer(&grant(6), None, now);
    assert!(panel.age(now + UNDO));
    assert_eq!(press(&mut panel, "a"), [KeyUse::NotMine], "too late");
}

#[test]
fn by_hand_a_reason_a_number_and_a_letter_are_needed() {
    let mut panel = Panel::default();
    assert_eq!(press(&mut panel, "h"), [KeyUse::NotMine], "no place");
    panel.set_place(PlaceState::Held);
    let ask = |holder| KeyUse::Wish(CounterWish::ManualOffer { holder });
    assert_eq!(press(&mut panel, "h"), [ask(None)]);
    let now = Instant::now();
    let offered = || CounterAnswer::ManualOffer(Ok(offer(vec![benefit(4, BenefitKind::Free)])));
    panel.answer(&offered(), None, now);
    assert_eq!(
        press(&mut panel, "4\ny2"),
        [
            KeyUse::NotMine,
            KeyUse::NotMine,
            KeyUse::NotMine,
            KeyUse::Mine
        ]
    );
    let holder = Some(HolderNumber(17));
    assert_eq!(press(&mut panel, "0000000017\n")[10], ask(holder));
    panel.answer(&offered(), None, now);
    assert!(
        texts(&panel)[0].contains("the scanner is broken"),
        "{:?}",
        texts(&panel)
    );
    let wish = ManualWish {
        reason: ManualReason::ScannerBroken,
        holder,
        benefit: BenefitNumber(4),
        units: 1,
        price: None,
    };
    assert_eq!(
        press(&mut panel, "1\ny"),
        [
            KeyUse::Mine,
            KeyUse::NotMine,
            KeyUse::Wish(CounterWish::GrantManually(wish))
        ]
    );
    // A code ends what was begun by hand; so does a minute without a key.
    panel.shown(9, None, None, now);
    assert_eq!(press(&mut panel, "y"), [KeyUse::NotMine]);
    panel.answer(&offered(), None, now);
    assert!(!panel.age(now + STAYS - Duration::from_secs(1)));
    assert!(panel.age(now + STAYS));
    assert_eq!(press(&mut panel, "1"), [KeyUse::NotMine]);
}

#[test]
fn without_a_number_the_letter_n_goes_on_and_x_leaves() {
    let mut panel = Panel::default();
    panel.set_place(PlaceState::Held);
    let now = Instant::now();
    let offered = || CounterAnswer::ManualOffer(Ok(offer(vec![benefit(4, BenefitKind::Free)])));
    panel.answer(&offered(), None, now);
    let ask = KeyUse::Wish(CounterWish::ManualOffer { holder: None });
    assert_eq!(
        press(&mut panel, "1\nn"),
        [KeyUse::Mine, KeyUse::NotMine, ask]
    );
    panel.answer(&offered(), None, now);
    assert_eq!(press(&mut panel, "x1"), [KeyUse::Mine, KeyUse::NotMine]);
}

#[test]
fn the_journal_goes_where_the_operator_says_and_not_before() {
    let mut panel = Panel::default();
    panel.set_place(PlaceState::Held);
    let now = Instant::now();
    assert_eq!(
        press(&mut panel, "j"),
        [KeyUse::Wish(CounterWish::ExportFolders)]
    );
    panel.answer(&CounterAnswer::ExportFolders(Vec::new()), None, now);
    assert!(texts(&panel)[0].contains("no memory stick"));
    let folders = vec![PathBuf::from("/media/a"), PathBuf::from("/media/b")];
    panel.answer(&CounterAnswer::ExportFolders(folders), None, now);
    assert_eq!(
        press(&mut panel, "3y\n2"),
        [
            KeyUse::NotMine,
            KeyUse::NotMine,
            KeyUse::NotMine,
            KeyUse::Wish(CounterWish::Export { folder: 1 })
        ]
    );
    let exported = Exported {
        path: "/media/b/journal-3.lbx".into(),
        size: 12,
        head: [7; 32],
        confirmed: 10,
    };
    panel.journal(&JournalNews::Exported(Ok(exported)), now);
    let said = texts(&panel);
    assert!(
        said[0].contains("/media/b/journal-3.lbx (12 records, 2 without a receipt)"),
        "{said:?}"
    );
}

#[test]
fn what_was_undone_after_the_code_is_gone_is_still_said() {
    let mut panel = shown(vec![benefit(1, BenefitKind::Free)]);
    let now = Instant::now();
    panel.answer(&grant(5), None, now);
    panel.close();
    press(&mut panel, "uy");
    panel.answer(&CounterAnswer::Undone(Ok(())), None, now);
    assert!(texts(&panel)[0].contains("Undone"), "{:?}", texts(&panel));
}
