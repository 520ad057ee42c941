//! Who takes part: the people of two bureaus with their cards and phones, all made up.

use crate::identity::identity_number;
use crate::phone::{Phone, Shown};
use crate::stage::Trouble;

/// A bureau that issues.
pub(crate) struct Office {
    /// The name of its folder.
    pub(crate) folder: &'static str,
    pub(crate) name: &'static str,
    pub(crate) region: u32,
    pub(crate) id: u32,
}

pub(crate) const NINGBO: Office = Office {
    folder: "ningbo",
    name: "宁波市退役军人事务局",
    region: 330_200,
    id: 33_020_001,
};

pub(crate) const HANGZHOU: Office = Office {
    folder: "hangzhou",
    name: "杭州市退役军人事务局",
    region: 330_100,
    id: 33_010_001,
};

/// Bound codes of the whole scheme of Ningbo.
pub(crate) const FULL_SCALE: u64 = 200_000;

/// One of so many at most: two hundred people.
pub(crate) const SMALLEST_SHARE: u64 = 1_000;

/// A person of a roster.
pub(crate) struct Person {
    pub(crate) office: &'static Office,
    pub(crate) name: String,
    pub(crate) identity: String,
    /// As rosters write it.
    pub(crate) category: &'static str,
    /// Where the person is registered, by GB/T 2260.
    pub(crate) home: u32,
    pub(crate) has_card: bool,
    pub(crate) phone: Phone,
    /// Known once a code is issued.
    pub(crate) holder: u64,
    pub(crate) card: Option<String>,
}

impl Person {
    /// The card, which anybody could hold.
    pub(crate) fn card(&self) -> Result<Shown, Trouble> {
        let text = self.card.clone();
        Ok(Shown {
            text: text.ok_or_else(|| Trouble::new(format!("{} has no card", self.name)))?,
            device: "card".to_owned(),
            form: "card",
            signed_by: "own",
            dated: None,
        })
    }

    /// Whether the city lets the person ride free: veterans who are registered in Ningbo, and the three
    /// kinds of survivors from anywhere.
    pub(crate) fn is_entitled(&self) -> bool {
        let is_of_ningbo = self.home / 100 == NINGBO.region / 100;
        self.category.contains("遗属") || (self.category.contains("退役军人") && is_of_ningbo)
    }
}

/// Whether the person at this place of a roster comes a second time in the evening, to the next station.
pub(crate) fn comes_back(at: usize) -> bool {
    at % 5 == 3
}

/// Whether the person turns round in the morning before the open gate.
pub(crate) fn turns_round(at: usize) -> bool {
    at % 50 == 21
}

/// One of so many people of Ningbo with a bound code; one in ten has a card besides.
pub(crate) fn of_ningbo(share: u64) -> Result<Vec<Person>, Trouble> {
    (0..FULL_SCALE / share)
        .map(|number| {
            let category = match number % 20 {
                0 => "烈士遗属",
                1 => "因公牺牲军人遗属",
                2 => "病故军人遗属",
                3 => "退役军人、烈士遗属",
                _ => "退役军人",
            };
            // One in ten lives in Ningbo and is registered elsewhere in the province.
            let home = match number % 10 {
                1 | 7 if number % 20 < 10 => pick(&ELSEWHERE, number / 20),
                7 => pick(&ELSEWHERE, number / 10),
                _ => pick(&DISTRICTS, number / 3),
            };
            person(&NINGBO, number, number, category, home)
        })
        .collect()
}

/// Of Hangzhou come a twentieth as many: nearly all of them veterans who are registered there.
pub(crate) fn of_hangzhou(share: u64) -> Result<Vec<Person>, Trouble> {
    (0..FULL_SCALE / 20 / share)
        .map(|number| {
            let (category, home) = match number % 10 {
                0 => {
                    let kinds = ["烈士遗属", "因公牺牲军人遗属", "病故军人遗属"];
                    (pick(&kinds, number / 10), pick(&ELSEWHERE, number / 10))
                }
                // Moved to Hangzhou, whose bureau issues the code; registered in Ningbo still.
                1 => ("退役军人", pick(&DISTRICTS, number / 10)),
                _ => ("退役军人", pick(&HANGZHOU_DISTRICTS, number)),
            };
            person(&HANGZHOU, FULL_SCALE + number, number, category, home)
        })
        .collect()
}

fn person(
    office: &'static Office,
    number: u64,
    in_office: u64,
    category: &'static str,
    home: u32,
) -> Result<Person, Trouble> {
    Ok(Person {
        office,
        name: format!("{}{}", pick(&SURNAMES, number), pick(&GIVEN, number / 7)),
        identity: identity(number),
        category,
        home,
        has_card: office.id == NINGBO.id && in_office % 10 == 4,
        phone: Phone::new(number, 1)?,
        holder: 0,
        card: None,
    })
}

const SURNAMES: [&str; 10] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"];
const GIVEN: [&str; 9] = [
    "建国", "秀英", "卫东", "志强", "玉兰", "永军", "桂芳", "海波", "立新",
];

/// Districts, counties and cities of Ningbo, and of Hangzhou; and other places in the province.
const DISTRICTS: [u32; 10] = [
    330_203, 330_205, 330_206, 330_211, 330_212, 330_213, 330_225, 330_226, 330_281, 330_282,
];
const HANGZHOU_DISTRICTS: [u32; 4] = [330_102, 330_105, 330_106, 330_109];
const ELSEWHERE: [u32; 4] = [330_106, 330_602, 330_902, 331_002];

fn pick<T: Copy + Default>(list: &[T], number: u64) -> T {
    let at = usize::try_from(number).unwrap_or_default() % list.len().max(1);
    list.get(at).copied().unwrap_or_default()
}

/// The identity number of the person with this number.
fn identity(number: u64) -> String {
    let (day, order) = (number / 990, number % 990);
    // No order that ends in 00: with the check character 0 it would look cut off.
    let order = 1 + order + order / 99;
    let (year, month, day) = (1950 + day / 336, 1 + day % 336 / 28, 1 + day % 28);
    identity_number((year, month, day), order)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn everybody_of_the_whole_scheme_has_a_number_that_no_spreadsheet_has_cut_off() {
        let people = FULL_SCALE + FULL_SCALE / 20;
        let numbers: HashSet<String> = (0..people).map(identity).collect();
        assert_eq!(numbers.len() as u64, people);
        assert!(numbers.iter().all(|number| number.len() == 18));
        assert!(!numbers.iter().any(|number| number.ends_with("000")));
    }

    #[test]
    fn at_the_smallest_share_there_is_everybody_whom_the_rule_tells_apart() {
        let people = of_ningbo(SMALLEST_SHARE).unwrap().into_iter();
        let people = people.chain(of_hangzhou(SMALLEST_SHARE).unwrap());
        let kinds: HashSet<_> = people
            .map(|person| {
                let is_survivor = person.category.contains("遗属");
                let is_registered = person.home / 100 == NINGBO.region / 100;
                (person.office.id, is_survivor, is_registered)
            })
            .collect();
        // Of Hangzhou's survivors nobody is registered in Ningbo.
        assert_eq!(kinds.len(), 7);
    }
}
