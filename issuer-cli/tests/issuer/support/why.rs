//! A bureau with three people of three names, three merchants, and a terminal at each: for questions about one of
//! them.

use credential_core::journal::{Entry, Rating, RatingLevel};
use serde_json::Value;

use super::TestBureau;
use super::journals::{Terminal, grant};
use super::with_check;

pub(crate) const PEOPLE: [&str; 3] = ["王建明", "李大海", "赵铁柱"];

/// The identity number of one of them.
pub(crate) fn identity(person: usize) -> String {
    with_check(&format!("42120119500307{:03}", 101 + person))
}

pub(crate) const MERCHANTS: &str = "编号,名称,行业,地区,协议开始,协议截止,在册情况,门店\n\
    7,温泉<script>alert(1)</script>理发店,理发美容,421202,2026-01-01,2027-12-31,在册,1 温泉店；2 东门店\n\
    8,香城租车,交通出行,421200,,,在册,\n\
    9,桂花餐厅,餐饮,421281,,,在册,\n";

pub(crate) const BENEFITS: &str = "编号,名称,适用类别,不适用类别,残疾等级,户籍地区,商户,门店,优待方式,数值,限次,星期,每月几日,日期,时段,开始,截止\n\
    1,理发半价,退役军人,,,,7；9,,折扣,五折,每天1次（全部商户）,,,,,,\n\
    2,理发免费,现役军人,,,,7,,免费,,,,,,,,\n\
    3,周日早场,退役军人,,,,7,,立减,5.50,,周日,,,06:00-10:00,,\n\
    4,东门店专享,退役军人,,,,7,2,折扣,八五折,,,,,,,\n\
    5,残疾优先,退役军人,,1-6,,7,,优先,,,,,,,,\n\
    6,外地人,退役军人,,,330200,7,,优先,,,,,,,,\n\
    7,非退役,所有持有人,退役军人,,,7,,优先,,,,,,,,\n\
    8,建军节,退役军人,,,,7,,优先,,,,,08-01,,,\n\
    9,过期的,退役军人,,,,7,,优先,,,,,,,,2026-06-30\n\
    10,每月一日,退役军人,,,,7,,优先,,,,1,,,,\n";

/// People with codes in `out`, a published catalogue, and terminals 1 (merchant 7, branch 1), 2 (merchant 8) and
/// 3 (merchant 9).
pub(crate) fn bureau() -> (TestBureau, Vec<Terminal>, Vec<Value>) {
    let bureau = TestBureau::ready();
    let mut roster = String::from("序号,姓名,身份证号,人员类别\r\n");
    for (at, name) in PEOPLE.iter().enumerate() {
        roster.push_str(&format!("{},{name},{},退役军人\r\n", at + 1, identity(at)));
    }
    bureau.write("roster.csv", &roster);
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @out");
    bureau.done("publish --bureau @bureau");
    bureau.write("b.csv", BENEFITS);
    bureau.write("m.csv", MERCHANTS);
    bureau.done("catalogue publish @b.csv @m.csv --bureau @bureau --yes");
    let terminals = [(1, 7, " --branch 1"), (2, 8, ""), (3, 9, "")]
        .map(|(seed, merchant, words)| Terminal::add(&bureau, seed, merchant, words))
        .into();
    let people = bureau.manifest("out");
    (bureau, terminals, people)
}

/// The number of somebody, by the line of the manifest.
pub(crate) fn number(person: &Value) -> u64 {
    person["holder"].as_u64().unwrap()
}

/// A terminal gives a benefit to somebody.
pub(crate) fn give(terminal: &mut Terminal, at: &str, person: &Value, benefit: u32, branch: u32) {
    let mut given = grant(person, benefit, 1);
    given.branch = branch;
    terminal.write(messages::dates::parse(at).unwrap(), Entry::Grant(given));
}

/// The holder of the last record says how it was.
pub(crate) fn rate(terminal: &mut Terminal, at: &str, level: RatingLevel) {
    let of = terminal.size() as u64;
    let time = messages::dates::parse(at).unwrap();
    terminal.write(time, Entry::Rating(Rating { of, level }));
}

/// Hands over all of a terminal's journal.
pub(crate) fn import(bureau: &TestBureau, terminal: &Terminal, at: &str) {
    let name = format!("journal-{}.lbx", terminal.number);
    terminal.export(bureau, &name, 0, terminal.size());
    bureau.done(&format!(
        "journal import @{name} --bureau @bureau --at {at}"
    ));
}
