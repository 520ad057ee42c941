//! Who has a card: veterans, and the other entitled groups.

use super::scale::Scale;
use crate::alliance::{Office, Person, Plan, give_cards, moment};
use crate::stage::Trouble;

/// Districts and cities of Qingdao.
pub(super) const DISTRICTS: [u32; 10] = [
    370_202, 370_203, 370_211, 370_212, 370_213, 370_214, 370_215, 370_281, 370_283, 370_285,
];

pub(super) const VETERAN: &str = "退役军人";
pub(super) const ACTIVE: &str = "现役军人";
pub(super) const DISABLED: &str = "残疾军人";
pub(super) const DEPENDANT: &str = "现役军人家属";
pub(super) const SURVIVORS: [&str; 3] = ["烈士遗属", "因公牺牲军人遗属", "病故军人遗属"];

/// What the person with this number is: of twenty, twelve are veterans.
fn category(number: u64) -> &'static str {
    match number % 20 {
        0 => SURVIVORS[0],
        1 => SURVIVORS[1],
        2 => SURVIVORS[2],
        3 | 4 => DISABLED,
        5 | 6 => ACTIVE,
        7 => DEPENDANT,
        _ => VETERAN,
    }
}

/// Everybody, with a card each.
pub(super) fn with_cards(
    office: &Office,
    scale: Scale,
    plan: &mut Plan,
) -> Result<Vec<Person>, Trouble> {
    let mut people: Vec<Person> = (0..scale.holders)
        .map(|number| {
            let district = usize::try_from(number % 10).unwrap_or_default();
            let home = DISTRICTS.get(district).copied().unwrap_or_default();
            Person::new(number, category(number), home, (1945, 56))
        })
        .collect();
    let at = moment("2021-02-25T09:00")?;
    let mut everybody: Vec<&mut Person> = people.iter_mut().collect();
    give_cards(office, at, "cards", &mut everybody)?;
    plan.act(at, "issued", 0, "cards")?;
    Ok(people)
}

/// Whether somebody of this category rides free: dependants do so since 2022.
pub(super) fn rides_free(category: &str, since_2022: bool) -> bool {
    category != DEPENDANT || since_2022
}
