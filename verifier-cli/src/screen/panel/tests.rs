use credential_core::{
    Benefit, BenefitKind, BenefitNumber, CatalogueState, IssuerId, Title, UnixTime,
};

use super::*;

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

fn shown(benefits: Vec<OfferedBenefit>) -> Panel {
    let mut panel = Panel::default();
    let event = EventBenefits::Offer(offer(benefits));
    panel.shown(7, Some(&event), Instant::now());
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
    }))
}

#[test]
fn nothing_has_a_key_before_the_person_is_confirmed() {
    let mut panel = Panel::default();
    panel.shown(7, Some(&EventBenefits::OncePersonConfirmed), Instant::now());
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
    panel.shown(8, None, Instant::now());
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
    assert!(panel.lines(Lang::En)[1].text.starts_with("1 "));
}

#[test]
fn a_price_that_is_none_goes_no_further_and_an_empty_one_is_no_price() {
    let mut panel = shown(vec![benefit(1, BenefitKind::Share { per_mille: 500 })]);
    press(&mut panel, "1\n");
    assert!(panel.is_entering());
    press(&mut panel, "1.234\n");
    assert!(panel.is_entering());
    // The first x takes the number away, the second goes back.
    press(&mut panel, "x");
    assert!(panel.is_entering());
    press(&mut panel, "x");
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
    panel.shown(8, None, now);
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
    let lines = panel.lines(Lang::En);
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
