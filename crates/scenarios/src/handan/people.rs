//! Who is entitled in Handan, all made up.

use credential_core::UnixTime;

use crate::alliance::{Device, Office, Person, Random, give_cards, give_phone_codes};
use crate::stage::Trouble;

/// Of the whole city.
const VETERANS: u64 = 265_000;
/// Soldiers of the city who serve, as far as they have asked for a code on the phone: chosen, the city tells no number.
const SOLDIERS: u64 = 12_000;
/// Booklets of the medical card for dependants, for 60,000 people: the spouse of a soldier, whose card it is, a child
/// and a parent.
const FAMILIES: u64 = 20_000;

/// Districts and counties of Handan.
pub(super) const DISTRICTS: [u32; 6] = [130_402, 130_403, 130_404, 130_406, 130_407, 130_408];

/// Three groups with rosters of their own.
pub(super) struct People {
    pub(super) veterans: Vec<Person>,
    pub(super) soldiers: Vec<Person>,
    pub(super) families: Vec<Person>,
}

/// Which group somebody is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Veterans,
    Soldiers,
    Families,
}

impl Group {
    /// What most of the group are, as rosters and tables write it.
    pub(super) const fn category(self) -> &'static str {
        match self {
            Self::Veterans => "退役军人",
            Self::Soldiers => "现役军人",
            Self::Families => "现役军人家属",
        }
    }

    /// On what they have the code.
    pub(super) const fn device(self) -> Device {
        match self {
            Self::Soldiers => Device::Phone,
            Self::Veterans | Self::Families => Device::Card,
        }
    }
}

/// People of each group who are in scenes alone: the first ones.
pub(super) const SCENES: usize = 6;

impl People {
    /// One of so many people, with cards and codes.
    pub(super) fn new(office: &Office, at: UnixTime, share: u64) -> Result<Self, Trouble> {
        let group = |first: u64, count: u64, group: Group, born| -> Vec<Person> {
            (first..first + count / share)
                .map(|number| Person::new(number, group.category(), home(number), born))
                .collect()
        };
        // The numbers of the groups are apart at full scale, and so are the years of birth.
        let mut people = Self {
            veterans: group(0, VETERANS, Group::Veterans, (1948, 32)),
            soldiers: group(VETERANS, SOLDIERS, Group::Soldiers, (1991, 13)),
            families: group(VETERANS + SOLDIERS, FAMILIES, Group::Families, (1980, 11)),
        };
        for person in &mut people.families {
            let surname = person.name.chars().next().unwrap_or('王');
            person.family = format!("子女 {surname}小明、父母 {surname}玉兰");
        }
        let print = |zh: &str, en: &str| office.stage.print_heading(zh, en);
        print(
            "名册三份：退役军人发卡，现役军人手机码，现役军人家属医疗服务卡（一卡一户）",
            "Three rosters: cards for veterans, codes on phones for soldiers, and the medical card for dependants, one for a family",
        )?;
        for (name, people) in [
            ("veterans", &mut people.veterans),
            ("families", &mut people.families),
        ] {
            let mut people: Vec<&mut Person> = people.iter_mut().collect();
            give_cards(office, at, name, &mut people)?;
        }
        let mut soldiers: Vec<&mut Person> = people.soldiers.iter_mut().collect();
        give_phone_codes(office, at, "soldiers", &mut soldiers)?;
        Ok(people)
    }

    fn of(&self, group: Group) -> &[Person] {
        match group {
            Group::Veterans => &self.veterans,
            Group::Soldiers => &self.soldiers,
            Group::Families => &self.families,
        }
    }

    /// Somebody for a scene.
    pub(super) fn for_scene(&self, group: Group, which: usize) -> Result<&Person, Trouble> {
        let person = self.of(group).get(which).filter(|_| which < SCENES);
        person.ok_or_else(|| Trouble::new(format!("{group:?} {which} is not there")))
    }

    /// Somebody of a group who comes to a merchant.
    pub(super) fn somebody(&self, group: Group, random: &mut Random) -> Result<&Person, Trouble> {
        let people = self.of(group);
        let at = SCENES + random.place(people.len().saturating_sub(SCENES));
        let person = people.get(at);
        person.ok_or_else(|| Trouble::new(format!("{group:?} are too few")))
    }
}

fn home(number: u64) -> u32 {
    let at = usize::try_from(number % 6).unwrap_or_default();
    DISTRICTS.get(at).copied().unwrap_or_default()
}
