//! People with cards and phones, all made up, and how they get their codes.

use credential_core::UnixTime;
use serde_json::Value;

use super::office::Office;
use crate::identity::identity_number;
use crate::phone::Phone;
use crate::stage::Trouble;
use crate::text_book::TextBook;

/// Somebody of a roster.
pub(crate) struct Person {
    /// Counted from 0 over everybody of a city.
    pub(crate) number: u64,
    pub(crate) name: String,
    pub(crate) identity: String,
    /// As rosters write it.
    pub(crate) category: &'static str,
    /// Where the person is registered, by GB/T 2260.
    pub(crate) home: u32,
    /// Whom of the family the card is for as well, as rosters write it; nothing for nobody.
    pub(crate) family: String,
    /// Known once a code is issued.
    pub(crate) holder: u64,
    pub(crate) card: Option<String>,
    pub(crate) phone: Option<Phone>,
}

/// What somebody holds before the scanner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Device {
    Card,
    Phone,
}

impl Device {
    /// As the plan has it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Phone => "phone",
        }
    }
}

const SURNAMES: [&str; 20] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗",
];
const GIVEN: [&str; 17] = [
    "建国", "秀英", "卫东", "志强", "玉兰", "永军", "桂芳", "海波", "立新", "国强", "丽华", "少平",
    "爱民", "德胜", "春梅", "文斌", "小燕",
];

impl Person {
    /// The person with this number. Two people of different numbers have different identity numbers.
    ///
    /// `born` is the first year of birth and how many years there are.
    pub(crate) fn new(number: u64, category: &'static str, home: u32, born: (u64, u64)) -> Self {
        let (first, years) = born;
        let years = years.max(1);
        // Mixed digits, so that no two numbers come to one day and order.
        let (year, rest) = (first + number % years, number / years);
        let (month, rest) = (1 + rest % 12, rest / 12);
        let (day, rest) = (1 + rest % 28, rest / 28);
        let order = 1 + rest + rest / 99;
        let pick = |list: &[&'static str], at: u64| {
            let at = usize::try_from(at).unwrap_or_default() % list.len().max(1);
            list.get(at).copied().unwrap_or_default()
        };
        Self {
            number,
            name: format!("{}{}", pick(&SURNAMES, number), pick(&GIVEN, number / 7)),
            identity: identity_number((year, month, day), order),
            category,
            home,
            family: String::new(),
            holder: 0,
            card: None,
            phone: None,
        }
    }

    /// What the scanner gets from this device at this moment.
    pub(crate) fn shows(&self, device: Device, at: UnixTime) -> Result<String, Trouble> {
        let without = || Trouble::new(format!("{} has no {}", self.identity, device.word()));
        match device {
            Device::Card => self.card.clone().ok_or_else(without),
            Device::Phone => {
                let phone = self.phone.as_ref().ok_or_else(without)?;
                Ok(phone.proof_dated(at)?.text)
            }
        }
    }

    fn takes(&mut self, line: &Value) -> Result<(), Trouble> {
        let holder = line["holder"].as_u64().unwrap_or_default();
        if holder == 0 || self.holder != 0 && self.holder != holder {
            let before = self.holder;
            return Err(Trouble::new(format!("holder {before} became {holder}")));
        }
        self.holder = holder;
        let text = line["text"].as_str().unwrap_or_default();
        match (line["kind"] == "phone", &mut self.phone) {
            (true, Some(phone)) => phone.keep(text),
            (false, _) => {
                self.card = Some(text.to_owned());
                Ok(())
            }
            (true, None) => Err(Trouble::new(format!("no phone for {line}"))),
        }
    }
}

const HEADINGS: [&str; 5] = ["姓名", "身份证号", "人员类别", "户籍区划代码", "手机绑定码"];

fn row(person: &Person) -> [String; 4] {
    [
        person.name.clone(),
        person.identity.clone(),
        person.category.to_owned(),
        person.home.to_string(),
    ]
}

/// Writes the people into a roster without phones; with their families where somebody has one.
pub(crate) fn write_roster(office: &Office, name: &str, people: &[&Person]) -> Result<(), Trouble> {
    let has_families = people.iter().any(|person| !person.family.is_empty());
    let family = |person: &Person| has_families.then(|| person.family.clone());
    let rows = people
        .iter()
        .map(|person| Ok(row(person).into_iter().chain(family(person))));
    let mut headings = HEADINGS.get(..4).unwrap_or_default().to_vec();
    headings.extend(has_families.then_some("随卡家属"));
    let mut book = TextBook::default();
    book.add("名册", &headings, rows)?;
    book.save(&office.stage.path(&format!("{name}.xlsx")))
}

/// Each line of a run comes to the person of its row.
fn take(office: &Office, run: &str, people: &mut [&mut Person]) -> Result<(), Trouble> {
    let lines = office.manifest(run)?;
    if lines.len() != people.len() {
        let (codes, people) = (lines.len(), people.len());
        return Err(Trouble::new(format!(
            "{run}: {codes} codes for {people} people"
        )));
    }
    for line in &lines {
        let row = line["row"].as_u64().and_then(|row| row.checked_sub(1));
        let row = row.and_then(|row| usize::try_from(row).ok());
        let person = row.and_then(|row| people.get_mut(row));
        let person = person.ok_or_else(|| Trouble::new(format!("{run}: no row in {line}")))?;
        person.takes(line)?;
    }
    Ok(())
}

/// Codes for the phones of these people. Each phone has made its key and its enrolment.
pub(crate) fn give_phone_codes(
    office: &Office,
    at: UnixTime,
    name: &str,
    people: &mut [&mut Person],
) -> Result<(), Trouble> {
    let id = office.city.id;
    for person in people.iter_mut() {
        person.phone = Some(Phone::new(person.number, 1)?);
    }
    let mut book = TextBook::default();
    let rows = people.iter().map(|person| {
        let label = format!("{}的手机", person.name);
        let phone = person.phone.as_ref();
        let phone = phone.ok_or_else(|| Trouble::new("a phone is gone"))?;
        let enrolment = phone.enrolment(id, &label, at)?;
        Ok(row(person).into_iter().chain([enrolment]))
    });
    book.add("名册", &HEADINGS, rows)?;
    let roster = format!("{name}.xlsx");
    book.save(&office.stage.path(&roster))?;
    office.issue(at, &roster, name)?;
    take(office, name, people)
}

/// Cards for people who have nothing yet.
pub(crate) fn give_cards(
    office: &Office,
    at: UnixTime,
    name: &str,
    people: &mut [&mut Person],
) -> Result<(), Trouble> {
    let listed: Vec<&Person> = people.iter().map(|person| &**person).collect();
    write_roster(office, name, &listed)?;
    office.issue(at, &format!("{name}.xlsx"), name)?;
    take(office, name, people)
}

/// Cards for people who have a code on the phone: the number stays, and both count as one.
pub(crate) fn give_cards_beside_phones(
    office: &Office,
    at: UnixTime,
    name: &str,
    people: &mut [&mut Person],
) -> Result<(), Trouble> {
    let mut list = String::from("持有人编号\r\n");
    for person in people.iter() {
        list.push_str(&format!("{}\r\n", person.holder));
    }
    office
        .stage
        .write(&format!("{name}.csv"), list.as_bytes())?;
    office.act(
        at,
        &format!(
            "reissue --list @{name}.csv --new-card --reason other --out @{name} --format svg --years 3 --yes"
        ),
    )?;
    let lines = office.manifest(name)?;
    for line in &lines {
        let holder = line["holder"].as_u64().unwrap_or_default();
        let person = people.iter_mut().find(|person| person.holder == holder);
        let person = person.ok_or_else(|| Trouble::new(format!("{name}: whose is {line}?")))?;
        person.takes(line)?;
    }
    match people.iter().all(|person| person.card.is_some()) {
        true => Ok(()),
        false => Err(Trouble::new(format!("{name}: somebody has no card"))),
    }
}
