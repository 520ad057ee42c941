//! The bureau of Pinghu with its stations: people, visits, the list of who becomes entitled, and a firm of veterans.

use credential_core::UnixTime;
use serde_json::Value;

use super::catalogue::{
    self, ERRANDS, FOR_FIRMS, OLD_AGE, OLD_AGE_YUAN, STATIONS, VISITS, function_of,
};
use crate::alliance::{
    City, Device, Office, Person, Play, Visit, give_cards, moment, write_roster,
};
use crate::stage::{Stage, Trouble};

static CITY: City = City {
    authority: "浙江省退役军人事务厅",
    bureau: "平湖市退役军人事务局",
    bureau_en: "Veterans Bureau of Pinghu",
    region: 330_482,
    id: 33_048_201,
};

/// People with a card; how many there are is not published.
const PEOPLE: u64 = 6_000;

/// When people come to the stations, behind new lists each time: a list of two months ago is to be looked into.
const SPANS: [(&str, &str, &str); 4] = [
    ("2026-05-14T20:00", "2026-05-15", "2026-07-05"),
    ("2026-07-06T20:00", "2026-07-07", "2026-08-31"),
    ("2026-09-01T20:00", "2026-09-02", "2026-10-20"),
    ("2026-10-26T20:00", "2026-10-27", "2026-12-20"),
];

/// The bureau as far as it has come.
pub(super) struct Home {
    pub(super) play: Play,
    /// Whose life is told.
    pub(super) hero: Person,
    people: Vec<Person>,
    share: u64,
    visits: u64,
}

/// Who turns sixty in October 2026, and who stands for a firm: by place.
const TURNS_60: usize = 0;
const REPRESENTATIVE: usize = 1;

impl Home {
    pub(super) fn found(stage: Stage, share: u64) -> Result<Self, Trouble> {
        let office = Office::found(stage, &CITY, moment("2026-03-01T09:00")?)?;
        // People who have moved within Jiaxing keep their code.
        let at = moment("2026-03-01T10:00")?;
        office.run(
            at,
            "trust scope --authority @authority --issuer 33048201 --categories all --regions 330400",
        )?;
        office.sign_trust_list(at)?;
        office.run(
            at,
            "bureau scope --bureau @bureau --trust-list @authority/trust-list.cbor \
             --root-set @authority/root-set.cbor",
        )?;
        let count = (PEOPLE / share).max(40);
        let mut people: Vec<Person> = (0..count)
            .map(|number| {
                // Nobody else turns sixty in these years: they are younger, or older.
                let born = match number % 4 {
                    3 => (1940, 15),
                    _ => (1971, 25),
                };
                let category = match number % 10 {
                    4 => "现役军人家属",
                    5 => "烈士遗属",
                    _ => "退役军人",
                };
                Person::new(number, category, 330_482, born)
            })
            .collect();
        if let Some(person) = people.get_mut(TURNS_60) {
            person.identity = crate::identity::identity_number((1966, 10, 15), 901);
        }
        let mut hero = Person::new(count, "预定新兵", 330_482, (2007, 1));
        hero.name = "张志强".to_owned();
        let mut home = Self {
            play: Play::new(office, 20_260_301)?,
            hero,
            people,
            share,
            visits: 0,
        };
        home.begin()?;
        Ok(home)
    }

    /// Cards, the catalogue, and the terminals of stations and shops.
    fn begin(&mut self) -> Result<(), Trouble> {
        self.play.print(
            "发卡；35 项功能分 7 组，由三个镇街服务站提供；理发店、企业窗口各有承诺；津贴由局里自己发",
            "Cards; 35 functions in seven groups at three stations; a barber and a counter for firms promise; allowances are the bureau's own",
        )?;
        let office = &self.play.office;
        let mut everybody: Vec<&mut Person> = self.people.iter_mut().collect();
        let at = moment("2026-03-02T09:00")?;
        give_cards(office, at, "cards", &mut everybody)?;
        self.play.plan.act(at, "issued", 0, "cards")?;
        let workbook = self.play.next_workbook();
        catalogue::write(&self.play.office.stage, &workbook)?;
        let at = moment("2026-03-03T09:00")?;
        self.play.office.act(
            at,
            &format!("merchant add @{workbook} --number 4 5 --out @forms --alliance 老兵e家"),
        )?;
        self.play.publish_catalogue(at, "")?;
        let office = &self.play.office;
        office.publish_and_pack(at, "first.lbu", "")?;
        let at = moment("2026-03-04T09:00")?;
        self.play.rounds.set_up(office, at, "first.lbu", 1..=5)
    }

    pub(super) const fn office(&self) -> &Office {
        &self.play.office
    }

    /// All uses there must be.
    pub(super) const fn uses(&self) -> u64 {
        self.play.uses
    }

    pub(super) fn play(&mut self) -> Result<(), Trouble> {
        self.live(0..2)?;
        let all = VISITS / self.share;
        for (number, (lists, from, until)) in (0..).zip(SPANS) {
            if number == 3 {
                self.who_becomes_entitled()?;
            }
            self.renew_lists(moment(lists)?)?;
            let visits = all * (number + 1) / 4 - all * number / 4;
            self.visit_stations((from, until), visits)?;
        }
        self.firm_of_veterans()?;
        self.play.round("2027-01-04T20:00", &[])?;
        self.live(2..5)?;
        self.play.plan.end()?;
        let at = moment("2029-01-04T20:00")?;
        self.play.rounds.collect(&self.play.office, at)
    }

    /// The code of a run comes to the one whose life is told.
    pub(super) fn take_code(&mut self, run: &str) -> Result<(), Trouble> {
        let manifest = self.play.office.manifest(run)?;
        let line = manifest.first().cloned().unwrap_or_default();
        let holder = line["holder"].as_u64().unwrap_or_default();
        if self.hero.holder != 0 && self.hero.holder != holder {
            return Err(Trouble::new("the holder number has changed"));
        }
        self.hero.holder = holder;
        self.hero.card = line["text"].as_str().map(str::to_owned);
        Ok(())
    }

    /// Lists and catalogue of today come to the terminals.
    pub(super) fn renew_lists(&mut self, at: UnixTime) -> Result<(), Trouble> {
        // A trust list of half a year ago is to be looked into; a catalogue holds for four hundred days.
        if at > moment("2026-06-01")? {
            self.play.office.sign_trust_list(at)?;
        }
        if at > moment("2027-03-01")? {
            let workbook = self.play.next_workbook();
            catalogue::write(&self.play.office.stage, &workbook)?;
            self.play.publish_catalogue(at, "")?;
        }
        let edition = self.play.rounds.edition;
        let update = format!("lists-{}.lbu", at.as_secs());
        self.play.office.publish_and_pack(
            at,
            &update,
            &format!("--catalogue @bureau/catalogue/edition-{edition}"),
        )?;
        for (merchant, terminal) in &self.play.rounds.terminals {
            let is_shown = *merchant == catalogue::BARBER;
            terminal.bring(&self.play.office, at, &[&update], is_shown)?;
        }
        Ok(())
    }

    /// People come to the stations, each for one of the functions.
    fn visit_stations(&mut self, span: (&str, &str), visits: u64) -> Result<(), Trouble> {
        let at_stations = |merchant: u64| u64::from(STATIONS.contains(&merchant));
        for sitting in self.play.sittings(span, visits, &[], at_stations)? {
            let mut who: Vec<usize> = Vec::new();
            while (who.len() as u64) < sitting.visits {
                let place = self.play.random.place(self.people.len());
                if !who.contains(&place) {
                    who.push(place);
                }
            }
            let mut all = Vec::new();
            for place in who {
                let person = self.people.get(place);
                let person = person.ok_or_else(|| Trouble::new("nobody comes"))?;
                let function = function_of(self.visits);
                all.push(Visit::new(person, Device::Card, function, None));
                self.visits += 1;
            }
            let mut counter =
                self.play
                    .counter(sitting.merchant, sitting.at, self.play.uses < 5)?;
            counter.gives(&all)?;
            self.play.uses += sitting.visits;
        }
        Ok(())
    }

    /// From asking to giving: the bureau finds by itself who turns sixty, and the allowance begins in the month after.
    fn who_becomes_entitled(&mut self) -> Result<(), Trouble> {
        self.play.print(
            "主动办：一名农村籍老兵 10 月满 60 周岁，不等本人申请，局里的清单就列出他——从 11 月起发，10 月还没有",
            "Before anybody asks: a veteran turns sixty in October, and the bureau's list has him: from November on, and not yet in October",
        )?;
        let office = &self.play.office;
        let everybody: Vec<&Person> = self.people.iter().collect();
        write_roster(office, "roster-2026-10", &everybody)?;
        let at = moment("2026-10-25T09:00")?;
        let line = "entitled --roster @roster-2026-10.xlsx --bureau @bureau --month";
        let due =
            |month: &str| -> Result<Value, Trouble> { office.json(at, &format!("{line} {month}")) };
        let holder = self.people.get(TURNS_60).map(|person| person.holder);
        for (month, count) in [("2026-10", 0), ("2026-11", 1), ("2026-12", 0)] {
            let list = due(month)?;
            let begins = list["begins"].as_array().cloned().unwrap_or_default();
            let is_his = |one: &Value| {
                one["holder"].as_u64() == holder
                    && one["benefit"] == OLD_AGE
                    && one["cause"] == "age"
                    && one["monthly_fen"] == OLD_AGE_YUAN * 100
            };
            if begins.len() != count || !begins.iter().all(is_his) {
                return Err(Trouble::new(format!("{month}: {begins:?}")));
            }
            office.stage.write(
                &format!("entitled-{month}.json"),
                list.to_string().as_bytes(),
            )?;
        }
        office.run(
            at,
            &format!("{line} 2026-11 --csv @entitled-2026-11.csv --xlsx @entitled-2026-11.xlsx"),
        )
    }

    /// A benefit for an organisation: its representative shows the code, and the counter looks at the business licence.
    fn firm_of_veterans(&mut self) -> Result<(), Trouble> {
        self.play.print(
            "退役军人企业：代表人出示自己的码，窗口核对营业执照，代办服务八折；家属不能代表",
            "A firm of veterans: its representative shows the code, the counter looks at the business licence; a dependant cannot stand for it",
        )?;
        let at = moment("2026-12-21T10:00")?;
        let person = |place: usize| {
            let person = self.people.get(place);
            person.ok_or_else(|| Trouble::new("nobody stands for the firm"))
        };
        let (representative, dependant) = (person(REPRESENTATIVE)?, person(4)?);
        let visit = |person| Visit::new(person, Device::Card, ERRANDS, Some(60_000));
        let mut counter = self.play.counter(FOR_FIRMS, at, true)?;
        counter.gives(&[visit(representative)])?;
        counter.refuses(&visit(dependant), "bearer", "not-entitled")?;
        // Taken twice by a slip, and taken back at once.
        let again = visit(representative);
        let records = counter.gives(&[visit(representative)])?;
        counter.undoes(&again, records.first().map_or(&[][..], Vec::as_slice))?;
        self.play.uses += 1;
        Ok(())
    }
}
