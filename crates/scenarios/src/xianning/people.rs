//! The veterans of Xianning, and who of them has a code on the phone, a card, or both.

use credential_core::UnixTime;

use crate::alliance::{
    Device, Office, Person, Random, give_cards, give_cards_beside_phones, give_phone_codes, moment,
    write_roster,
};
use crate::stage::Trouble;

/// Of the whole city.
const VETERANS: u64 = 80_000;
const PHONE_CODES: u64 = 13_800;
const CARDS: u64 = 20_000;
/// People who have both.
const BOTH: u64 = 8_000;

/// Districts, counties and cities of Xianning.
pub(super) const DISTRICTS: [u32; 6] = [421_202, 421_221, 421_222, 421_223, 421_224, 421_281];

/// The people who have a code: those with a phone first, of whom the last ones have a card too; then those with a card
/// alone.
pub(super) struct People {
    pub(super) all: Vec<Person>,
    phones: usize,
    both_from: usize,
    /// Whether the cards are there.
    has_cards: bool,
}

fn category(number: u64) -> &'static str {
    match number % 50 {
        7 => "烈士遗属",
        16 | 33 => "现役军人家属",
        25 => "军休干部",
        41 | 42 => "现役军人",
        _ => "退役军人",
    }
}

/// A person of the city, by number.
fn person(number: u64) -> Person {
    let category = category(number);
    let born = match category {
        "现役军人" => (1996, 8),
        "军休干部" => (1935, 10),
        // No year of birth is in two groups: so no identity number is.
        _ => (1945, 50),
    };
    let home = DISTRICTS
        .get(usize::try_from(number % 6).unwrap_or_default())
        .copied()
        .unwrap_or(CITY_ITSELF);
    Person::new(number, category, home, born)
}

const CITY_ITSELF: u32 = 421_200;

impl People {
    /// One of so many people. The roster of all of them is checked; those who have asked get their codes.
    pub(super) fn new(office: &Office, share: u64) -> Result<Self, Trouble> {
        let stage = &office.stage;
        stage.print_heading(
            "名册：全市退役军人和其他优待对象；试检一遍，不发码",
            "The roster of all veterans and others who are entitled: checked, and nothing issued",
        )?;
        let everybody: Vec<Person> = (0..VETERANS / share).map(person).collect();
        let listed: Vec<&Person> = everybody.iter().collect();
        write_roster(office, "everybody", &listed)?;
        let at = moment("2021-07-02T09:00")?;
        office.act(
            at,
            "issue --roster @everybody.xlsx --out @dry-run --dry-run",
        )?;

        stage.print_heading(
            "崇军码：申请的人在手机上生成密钥，2021 年 7 月起发码",
            "The code: who has asked has made a key on the phone; codes from July 2021",
        )?;
        let (phones, cards, both) = (PHONE_CODES / share, CARDS / share, BOTH / share);
        let with_code = usize::try_from(phones + cards - both).unwrap_or_default();
        let mut all: Vec<Person> = everybody.into_iter().take(with_code).collect();
        let phones = usize::try_from(phones).unwrap_or_default();
        let mut with_phone: Vec<&mut Person> = all.iter_mut().take(phones).collect();
        let at = moment("2021-07-05T09:00")?;
        give_phone_codes(office, at, "phones", &mut with_phone)?;
        Ok(Self {
            all,
            phones,
            both_from: phones - usize::try_from(both).unwrap_or_default(),
            has_cards: false,
        })
    }

    /// The cards of November: for people without a code, and beside the code of those who have one.
    pub(super) fn cards(&mut self, office: &Office, at: UnixTime) -> Result<(), Trouble> {
        office.stage.print_heading(
            "崇军卡：2021 年 11 月 26 日首批，两家银行合发；有码的人也可有卡，编号相同，合为一人",
            "The card: the first batch on 26 November 2021; who has a code may have a card too, with the same number, and both are one person",
        )?;
        let (with_phone, alone) = self.all.split_at_mut(self.phones);
        let mut alone: Vec<&mut Person> = alone.iter_mut().collect();
        give_cards(office, at, "cards", &mut alone)?;
        let mut beside: Vec<&mut Person> = with_phone.iter_mut().skip(self.both_from).collect();
        give_cards_beside_phones(office, at, "cards-beside", &mut beside)?;
        self.has_cards = true;
        Ok(())
    }

    /// Somebody who has both, for a scene: the last ones, who are in no other visit.
    pub(super) fn with_both(&self, which: usize) -> Result<usize, Trouble> {
        let at = self.phones.checked_sub(1 + which);
        at.filter(|at| *at >= self.both_from)
            .ok_or_else(|| Trouble::new("there are too few people with both"))
    }

    /// Somebody who comes to a shop with what they have, but for those of the scenes.
    pub(super) fn somebody(&self, random: &mut Random) -> Result<(usize, Device), Trouble> {
        loop {
            let count = if self.has_cards {
                self.all.len()
            } else {
                self.phones
            };
            let at = random.place(count);
            let is_kept = at < self.phones && at + SCENES >= self.phones;
            let person = self.get(at)?;
            let device = match (person.phone.is_some(), person.card.is_some()) {
                (true, true) if random.happens(50) => Device::Card,
                (true, _) => Device::Phone,
                (false, _) => Device::Card,
            };
            if !is_kept {
                return Ok((at, device));
            }
        }
    }

    pub(super) fn get(&self, at: usize) -> Result<&Person, Trouble> {
        let person = self.all.get(at);
        person.ok_or_else(|| Trouble::new("there is no such person"))
    }
}

/// People who are in scenes alone.
const SCENES: usize = 8;
