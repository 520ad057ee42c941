//! One person at one shop, on the day of each stage: what the code got in the morning, and what it gets in the afternoon.

use super::catalogue::{
    BARBER, FOR_DISABLED, FOR_ENLISTEES, FOR_RESIDENTS, FOR_SOLDIERS, FOR_VETERANS,
};
use super::home::Home;
use crate::alliance::{Device, Person, Visit, moment};
use crate::stage::Trouble;

/// A stage of life: its words, its day, what the roster says from then on, and what the barber gives from then on. What
/// begins with it is refused in the morning, what ends with it in the afternoon.
struct Turn {
    zh: &'static str,
    en: &'static str,
    day: &'static str,
    category: &'static str,
    grade: &'static str,
    home: u32,
    gives: u64,
    begins: Option<u64>,
    ends: Option<u64>,
}

const PINGHU: u32 = 330_482;
const HAIYAN: u32 = 330_424;

const LIFE: [Turn; 5] = [
    Turn {
        zh: "参军：列为预定新兵，第一个码",
        en: "Enlisting: the first code",
        day: "2026-03-10",
        category: "预定新兵",
        grade: "",
        home: PINGHU,
        gives: FOR_ENLISTEES,
        begins: Some(FOR_ENLISTEES),
        ends: None,
    },
    Turn {
        zh: "服役：上午按预定新兵、下午按现役军人理发",
        en: "Serving: an enlistee's haircut in the morning, a soldier's in the afternoon",
        day: "2026-05-10",
        category: "现役军人",
        grade: "",
        home: PINGHU,
        gives: FOR_SOLDIERS,
        begins: Some(FOR_SOLDIERS),
        ends: Some(FOR_ENLISTEES),
    },
    Turn {
        zh: "退役：上午免费，下午按平湖籍退役军人付十元",
        en: "Leaving: free in the morning, ten yuan as a veteran of Pinghu in the afternoon",
        day: "2028-05-10",
        category: "退役军人",
        grade: "",
        home: PINGHU,
        gives: FOR_RESIDENTS,
        begins: Some(FOR_RESIDENTS),
        ends: Some(FOR_SOLDIERS),
    },
    Turn {
        zh: "就业：户口迁到海盐，平湖籍的优待没有了，仍是半价",
        en: "Working: registered in Haiyan from now on; what is for residents ends, half price stays",
        day: "2028-08-10",
        category: "退役军人",
        grade: "",
        home: HAIYAN,
        gives: FOR_VETERANS,
        begins: None,
        ends: Some(FOR_RESIDENTS),
    },
    Turn {
        zh: "优待：评为八级伤残，下午免费",
        en: "Benefits: an injury of his service is assessed at grade eight; free in the afternoon",
        day: "2028-12-10",
        category: "退役军人、残疾军人",
        grade: "八级",
        home: HAIYAN,
        gives: FOR_DISABLED,
        begins: Some(FOR_DISABLED),
        ends: None,
    },
];

/// What a haircut costs, in fen.
const PRICE: u64 = 4_000;

impl Home {
    /// Stages `from` up to `to`, counted from 0.
    pub(super) fn live(&mut self, stages: std::ops::Range<usize>) -> Result<(), Trouble> {
        for number in stages {
            let turn = LIFE.get(number);
            let turn = turn.ok_or_else(|| Trouble::new("there is no such stage"))?;
            let before = number.checked_sub(1).and_then(|before| LIFE.get(before));
            self.turn(number, turn, before)?;
        }
        Ok(())
    }

    fn turn(&mut self, number: usize, turn: &Turn, before: Option<&Turn>) -> Result<(), Trouble> {
        self.play.print(turn.zh, turn.en)?;
        let at = |hour: &str| moment(&format!("{}T{hour}", turn.day));
        let old = self.hero.card.clone();
        if let Some(before) = before {
            self.renew_lists(at("08:00")?)?;
            let later: Vec<u64> = turn.begins.into_iter().collect();
            self.gets(at("09:00")?, &[before.gives], &later, "bearer")?;
        }
        let roster = format!(
            "姓名,身份证号,人员类别,伤残等级,户籍区划代码\r\n{},{},{},{},{}\r\n",
            self.hero.name, self.hero.identity, turn.category, turn.grade, turn.home
        );
        let (name, out) = (format!("stage-{number}.csv"), format!("stage-{number}"));
        self.play.office.stage.write(&name, roster.as_bytes())?;
        self.play.office.act(
            at("10:00")?,
            &format!("issue --roster @{name} --out @{out} --format svg --years 3 --yes"),
        )?;
        self.take_code(&out)?;
        self.play.plan.act(at("10:00")?, "issued", 0, &out)?;
        if let (Some(_), Some(before)) = (&old, before) {
            // The shop does not know yet, and gives on the old code what has ended: the bureau marks it.
            if number == 2 {
                let new = self.hero.card.take();
                self.hero.card = old.clone();
                self.gets(at("11:00")?, &[before.gives], &[], "bearer")?;
                self.hero.card = new;
            }
        }
        self.renew_lists(at("12:00")?)?;
        let ended: Vec<u64> = turn.ends.into_iter().collect();
        self.gets(at("15:00")?, &[turn.gives], &ended, "bearer")?;
        if old.is_some() {
            let new = self.hero.card.take();
            self.hero.card = old;
            self.gets(at("15:30")?, &[], &[turn.gives], "revoked")?;
            self.hero.card = new;
        }
        Ok(())
    }

    /// What the barber gives him, and what not, with the verdict of his code.
    fn gets(
        &mut self,
        at: credential_core::UnixTime,
        given: &[u64],
        refused: &[u64],
        verdict: &str,
    ) -> Result<(), Trouble> {
        let hero: &Person = &self.hero;
        let visit = |benefit: u64| Visit::new(hero, Device::Card, benefit, Some(PRICE));
        let mut counter = self.play.counter(BARBER, at, true)?;
        let why = if verdict == "revoked" {
            "not-accepted"
        } else {
            "not-entitled"
        };
        for benefit in given {
            counter.gives(&[visit(*benefit)])?;
        }
        for benefit in refused {
            counter.refuses(&visit(*benefit), verdict, why)?;
        }
        self.play.uses += given.len() as u64;
        Ok(())
    }
}
