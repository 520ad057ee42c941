//! Ningbo: the transit code 甬尚老兵专属乘车码, bound to phones, on a metro line: who rides free, who is only
//! recognised, and what a copied or lost code is worth. From the spreadsheets to the totals.

mod day;
mod offices;
mod people;
mod scenes;
mod station;

use day::{Day, Then, Visit};
pub(crate) use people::SMALLEST_SHARE;
use people::{FULL_SCALE, Person, comes_back, turns_round};
use station::{GATES, Station};

use crate::stage::{Stage, Trouble};

/// One code of so many is played unless something else is asked for.
pub(crate) const SHARE: u64 = 200;

/// Stations of line 1, the busiest first; with their folders.
const STATIONS: [(&str, &str); 16] = [
    ("鼓楼", "gulou"),
    ("东门口", "dongmenkou"),
    ("樱花公园", "yinghuagongyuan"),
    ("西门口", "ximenkou"),
    ("大卿桥", "daqingqiao"),
    ("泽民", "zemin"),
    ("望春桥", "wangchunqiao"),
    ("江厦桥东", "jiangxiaqiaodong"),
    ("福明路", "fuminglu"),
    ("世纪大道", "shijidadao"),
    ("海晏北路", "haiyanbeilu"),
    ("福庆北路", "fuqingbeilu"),
    ("盛莫路", "shengmolu"),
    ("邱隘", "qiuai"),
    ("高桥", "gaoqiao"),
    ("芦港", "lugang"),
];

/// The gates of a group remember some thirty thousand people: who plays more of them opens more stations.
fn stations_for(codes: u64) -> usize {
    let stations = usize::try_from(codes / 15_000).unwrap_or(STATIONS.len());
    stations.clamp(4, STATIONS.len())
}

pub(crate) fn play(stage: &mut Stage, share: u64) -> Result<(), Trouble> {
    stage.print_heading(
        "省厅建根密钥；宁波、杭州两局列入信任名单；宁波的码叫甬尚老兵专属乘车码",
        "The province makes its roots; the bureaus of Ningbo and Hangzhou are listed; Ningbo's code has a name of its own",
    )?;
    offices::found(stage)?;

    stage.print_heading(
        "地铁一号线：每站一个闸机程序、三台闸机，规则是三属和宁波户籍的退役军人免费，只收手机码，十分钟内不重复",
        "Line 1: one program and three gates a station; survivors, and veterans of Ningbo, ride free, by phone alone, and not twice in ten minutes",
    )?;
    let count = stations_for(FULL_SCALE / share);
    let mut stations = Vec::new();
    for (name, folder) in STATIONS.iter().take(count) {
        offices::provision(stage, folder)?;
        stations.push(Station::start(stage, name, folder)?);
        stage.print_command(&format!(
            "verifier gate --store {folder}/store {}",
            station::RULE
        ))?;
    }
    let mut day = Day::new(stage, share, stations)?;

    stage.print_heading(
        "各局按名册发码：每部手机自己生成密钥和绑定码；有卡的人另有卡，编号相同",
        "Codes for the rosters: each phone has made its key and enrolment; some people have a card besides, with the same number",
    )?;
    let mut ningbo = people::of_ningbo(share)?;
    let mut hangzhou = people::of_hangzhou(share)?;
    offices::issue_all(stage, &mut ningbo, &mut hangzhou)?;
    day.bound(ningbo.len());
    let scenes = scenes::Scenes::new(&ningbo)?;

    stage.print_heading(
        "公布状态名单，更新送到正在运行的闸机",
        "The status lists are published and brought to the gates, which run on",
    )?;
    offices::publish(stage, &mut day, "update-2.lbu")?;
    for station in &day.stations {
        station.wait_until_proofs_count();
    }

    stage.print_heading(
        "早晚高峰：所有持有人乘车，五分之一晚上再乘一次；外地退役军人认得、不免费；卡不收",
        "Morning and evening: everybody comes, one in five a second time; veterans from elsewhere are recognised and do not ride free; cards are refused",
    )?;
    let everybody = [(&ningbo, 0), (&hangzhou, 1)];
    for (people, from) in everybody {
        morning(&mut day, people, from)?;
    }
    for (people, from) in everybody {
        evening(&mut day, people, from)?;
    }

    scenes.copies(stage, &mut day, &ningbo)?;
    scenes.passages(stage, &mut day, &ningbo)?;
    scenes.lost_phones(stage, &mut day, &mut ningbo)?;
    scenes.screenshot(stage, &mut day, &ningbo)?;

    stage.print_heading("合计", "Totals")?;
    day.end()?;
    stage.print_heading(
        "完成：每个结果与预期一致",
        "Done: every verdict was the expected one",
    )
}

/// Everybody comes; who has a card tries that first. One in fifty turns round before the open gate.
fn morning(day: &mut Day<'_>, people: &[Person], from: usize) -> Result<(), Trouble> {
    for (at, person) in people.iter().enumerate() {
        let visit = Visit {
            station: (from + at) % day.stations.len(),
            gate: at / 4 % GATES,
            then: if turns_round(at) {
                Then::Stays
            } else {
                Then::Walks
            },
        };
        if person.card.is_some() {
            day.shows(person, &person.card()?, visit, "bearer-refused")?;
        }
        day.shows(person, &person.phone.proof()?, visit, by_rule(person))?;
    }
    Ok(())
}

fn evening(day: &mut Day<'_>, people: &[Person], from: usize) -> Result<(), Trouble> {
    for (at, person) in people.iter().enumerate().filter(|(at, _)| comes_back(*at)) {
        let visit = Visit {
            station: (from + at + 1) % day.stations.len(),
            gate: at / 5 % GATES,
            then: Then::Walks,
        };
        day.shows(person, &person.phone.proof()?, visit, by_rule(person))?;
    }
    Ok(())
}

fn by_rule(person: &Person) -> &'static str {
    if person.is_entitled() {
        "accepted"
    } else {
        "not-entitled"
    }
}
