//! Who takes part: the bureaus with their divisions of GB/T 2260, and their people, all made up.

use crate::identity::identity_number;

/// A bureau of the list.
pub(crate) struct Bureau {
    /// The name of its folder.
    pub(crate) folder: &'static str,
    pub(crate) name: &'static str,
    pub(crate) region: &'static str,
    /// What it may attest.
    pub(crate) categories: &'static str,
}

impl Bureau {
    /// The division and two digits.
    pub(crate) fn id(&self) -> String {
        format!("{}01", self.region)
    }
}

/// What a county may attest: survivors and disability are the city's to judge.
const COUNTY: &str = "veteran,active-duty,active-duty-dependant,veteran-dependant,enlistee";

const fn city(folder: &'static str, name: &'static str, region: &'static str) -> Bureau {
    Bureau {
        folder,
        name,
        region,
        categories: "all",
    }
}

const fn county(folder: &'static str, name: &'static str, region: &'static str) -> Bureau {
    Bureau {
        categories: COUNTY,
        ..city(folder, name, region)
    }
}

/// The eleven cities and six counties of the pilot.
pub(crate) const ZHEJIANG: [Bureau; 17] = [
    city("hangzhou", "杭州市退役军人事务局", "330100"),
    city("ningbo", "宁波市退役军人事务局", "330200"),
    city("wenzhou", "温州市退役军人事务局", "330300"),
    city("jiaxing", "嘉兴市退役军人事务局", "330400"),
    city("huzhou", "湖州市退役军人事务局", "330500"),
    city("shaoxing", "绍兴市退役军人事务局", "330600"),
    city("jinhua", "金华市退役军人事务局", "330700"),
    city("quzhou", "衢州市退役军人事务局", "330800"),
    city("zhoushan", "舟山市退役军人事务局", "330900"),
    city("taizhou", "台州市退役军人事务局", "331000"),
    city("lishui", "丽水市退役军人事务局", "331100"),
    county("tonglu", "桐庐县退役军人事务局", "330122"),
    county("cixi", "慈溪市退役军人事务局", "330282"),
    county("ruian", "瑞安市退役军人事务局", "330381"),
    county("pinghu", "平湖市退役军人事务局", "330482"),
    county("zhuji", "诸暨市退役军人事务局", "330681"),
    county("lanxi", "兰溪市退役军人事务局", "330781"),
];

/// Of the neighbouring province, recognised by the same list.
pub(crate) const ANHUI: [Bureau; 2] = [
    city("hefei", "合肥市退役军人事务局", "340100"),
    city("huangshan", "黄山市退役军人事务局", "341000"),
];

/// A roster of people with these categories; `first` keeps the rosters of different bureaus apart.
pub(crate) fn roster(first: usize, categories: &[&str]) -> String {
    let names = ["王建明", "李秀英", "张卫国"];
    let mut text = String::from("姓名,身份证号,人员类别\r\n");
    for (name, (at, category)) in names.iter().cycle().zip(categories.iter().enumerate()) {
        let identity = identity(first + at);
        text.push_str(&format!("{name},{identity},{category}\r\n"));
    }
    text
}

/// The identity number of the person with this number.
pub(crate) fn identity(number: usize) -> String {
    identity_number((1960, 1, 1), number as u64 % 1000)
}
