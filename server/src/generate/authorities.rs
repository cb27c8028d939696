//! The authorities of the demo's province, with their history.

use chrono::{Datelike, NaiveDate};
use domain::region;

use super::codes;
use super::random::Random;
use super::words::STREETS;

/// The province of the demo; it does not exist.
pub(super) const PROVINCE: &str = "690000";

/// Which body of law an authority applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum System {
    Market,
    Approval,
    Ecology,
    Housing,
    Transport,
    Emergency,
    Health,
    City,
    Fire,
    Water,
    Police,
    Tax,
    Culture,
    Agriculture,
}

/// What an authority of a system is called, by level.
struct Naming {
    system: System,
    field: &'static str,
    province: &'static str,
    city: &'static str,
    county: &'static str,
    mark: &'static str,
    former: Option<(&'static str, &'static str)>,
}

impl Naming {
    fn suffix(&self, level: Level) -> &'static str {
        match level {
            Level::Province => self.province,
            Level::City => self.city,
            Level::County => self.county,
        }
    }
}

const fn naming(
    system: System,
    field: &'static str,
    names: [&'static str; 3],
    mark: &'static str,
    former: Option<(&'static str, &'static str)>,
) -> Naming {
    Naming { system, field, province: names[0], city: names[1], county: names[2], mark, former }
}

/// Former names end with the reform of 2018 (and that of the fire brigades), as in life.
const NAMINGS: &[Naming] = &[
    naming(System::Market, "市场监管", ["市场监督管理局"; 3], "市监", Some(("工商行政管理局", "2018-12-31"))),
    naming(
        System::Approval,
        "行政审批",
        ["政务服务管理局", "行政审批服务局", "行政审批服务局"],
        "审批",
        None,
    ),
    naming(
        System::Ecology,
        "生态环境",
        ["生态环境厅", "生态环境局", "生态环境分局"],
        "环",
        Some(("环境保护局", "2019-01-31")),
    ),
    naming(
        System::Housing,
        "住房建设",
        ["住房和城乡建设厅", "住房和城乡建设局", "住房和城乡建设局"],
        "建",
        None,
    ),
    naming(System::Transport, "交通运输", ["交通运输厅", "交通运输局", "交通运输局"], "交", None),
    naming(
        System::Emergency,
        "应急管理",
        ["应急管理厅", "应急管理局", "应急管理局"],
        "应急",
        Some(("安全生产监督管理局", "2019-02-28")),
    ),
    naming(
        System::Health,
        "卫生健康",
        ["卫生健康委员会", "卫生健康委员会", "卫生健康局"],
        "卫",
        Some(("卫生和计划生育局", "2019-01-15")),
    ),
    naming(
        System::City,
        "城市管理",
        ["城市管理局"; 3],
        "城管",
        Some(("城市管理综合行政执法局", "2020-06-30")),
    ),
    naming(
        System::Fire,
        "消防救援",
        ["消防救援总队", "消防救援支队", "消防救援大队"],
        "消",
        Some(("公安消防大队", "2019-12-31")),
    ),
    naming(System::Water, "水利水务", ["水利厅", "水务局", "水务局"], "水", Some(("水利局", "2019-03-31"))),
    naming(System::Police, "公安", ["公安厅", "公安局", "公安局"], "公", None),
    naming(System::Tax, "税务", ["税务局"; 3], "税", Some(("地方税务局", "2018-07-04"))),
    naming(
        System::Culture,
        "文化旅游",
        ["文化和旅游厅", "文化和旅游局", "文化和旅游局"],
        "文旅",
        Some(("旅游局", "2019-01-20")),
    ),
    naming(
        System::Agriculture,
        "农业农村",
        ["农业农村厅", "农业农村局", "农业农村局"],
        "农",
        Some(("农业局", "2019-01-25")),
    ),
];

/// What every city has, and what the capital has besides.
const IN_EVERY_CITY: [System; 4] = [System::Market, System::Approval, System::Ecology, System::Housing];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Province,
    City,
    County,
}

impl Level {
    const fn label(self) -> &'static str {
        match self {
            Self::Province => "省",
            Self::City => "市",
            Self::County => "县",
        }
    }
}

/// One authority.
#[derive(Debug)]
pub(super) struct Authority {
    pub(super) name: String,
    pub(super) code: String,
    pub(super) system: System,
    pub(super) region: String,
    /// Begins its document numbers, such as 云市监.
    pub(super) mark: String,
    level: Level,
    field: &'static str,
    parent: Option<String>,
    former: Option<(String, &'static str)>,
    telephone: String,
    address: String,
}

impl Authority {
    /// 行政审批服务局 issue licences and punish nobody.
    pub(super) fn may_punish(&self) -> bool {
        self.system != System::Approval
    }

    pub(super) fn may_license(&self) -> bool {
        self.system != System::Tax
    }

    /// One row of `authorities.csv`.
    pub(super) fn row(&self) -> Vec<String> {
        let yes_or_no = |power: bool| if power { "是" } else { "否" }.to_owned();
        let (former, since) = match &self.former {
            Some((name, until)) => (format!("{name}（至{until}）"), day_after(until)),
            None => (String::new(), "2010-01-01".to_owned()),
        };
        vec![
            self.name.clone(),
            self.code.clone(),
            self.mark.clone(),
            self.level.label().to_owned(),
            self.region.clone(),
            self.field.to_owned(),
            self.parent.clone().unwrap_or_default(),
            self.telephone.clone(),
            self.address.clone(),
            yes_or_no(self.may_license()),
            yes_or_no(self.may_punish()),
            former,
            since,
            String::new(),
        ]
    }
}

/// The captions of `authorities.csv`.
pub(super) const COLUMNS: [&str; 14] = [
    "名称",
    "统一社会信用代码",
    "简称",
    "层级",
    "行政区划代码",
    "领域",
    "上级机关代码",
    "电话",
    "地址",
    "许可权",
    "处罚权",
    "曾用名",
    "起始日期",
    "终止日期",
];

/// All of them: the province's, each city's, the capital's others, and two in the first county of each city.
pub(super) fn all(seed: u64) -> Vec<Authority> {
    let mut builder = Builder { random: Random::new(seed, "authorities"), authorities: Vec::new() };
    for naming in NAMINGS {
        if !matches!(naming.system, System::City | System::Fire | System::Police | System::Approval) {
            builder.add(naming, Level::Province, PROVINCE);
        }
    }
    let cities: Vec<String> = region::below(PROVINCE).map(|city| city.code.clone()).collect();
    for (index, city) in cities.iter().enumerate() {
        for naming in NAMINGS {
            if index == 0 || IN_EVERY_CITY.contains(&naming.system) {
                builder.add(naming, Level::City, city);
            }
        }
        if let Some(county) = region::below(city).next() {
            let other = &NAMINGS[5 + index % 7]; // 应急 … 税务, one in each first county
            builder.add(&NAMINGS[0], Level::County, &county.code);
            builder.add(other, Level::County, &county.code);
        }
    }
    builder.authorities
}

struct Builder {
    random: Random,
    authorities: Vec<Authority>,
}

impl Builder {
    fn add(&mut self, naming: &Naming, level: Level, region_code: &str) {
        let place = region::name_of(region_code).unwrap_or_default();
        let prefix = if naming.system == System::Tax { "国家税务总局" } else { "" };
        let index = self.authorities.len() as u64;
        let street = self.random.pick(STREETS);
        let (number, line) = (self.random.between(1, 199), self.random.between(1000, 9999));
        self.authorities.push(Authority {
            name: format!("{prefix}{place}{}", naming.suffix(level)),
            code: codes::credit_code("11", region_code, "MB", index),
            system: naming.system,
            region: region_code.to_owned(),
            mark: format!("{}{}", abbreviation(region_code), naming.mark),
            level,
            field: naming.field,
            parent: self.parent(naming.system, region_code),
            former: naming.former.map(|(name, until)| (format!("{place}{name}"), until)),
            // No area in the country has 0980.
            telephone: format!("0980-555{line}"),
            address: format!("{place}{street}{number}号"),
        });
    }

    /// The authority of the same system one level up, or two.
    fn parent(&self, system: System, region_code: &str) -> Option<String> {
        let city = region::city_of(region_code).map(|city| city.code.as_str());
        [city, Some(PROVINCE)]
            .into_iter()
            .flatten()
            .filter(|code| *code != region_code)
            .find_map(|code| {
                self.authorities.iter().find(|other| other.system == system && other.region == code)
            })
            .map(|parent| parent.code.clone())
    }
}

/// 云 for 云川市, 云渭 for its 渭原区, 秦 for the province.
fn abbreviation(region_code: &str) -> String {
    let first = |code: &str| region::find(code).and_then(|region| region.name.chars().next());
    let city =
        region::city_of(region_code).map(|city| city.code.as_str()).filter(|code| *code != region_code);
    city.and_then(first).into_iter().chain(first(region_code)).collect()
}

fn day_after(day: &str) -> String {
    let next = day.parse::<NaiveDate>().ok().and_then(|day| day.succ_opt());
    next.map(|day| format!("{}-{:02}-{:02}", day.year(), day.month(), day.day())).unwrap_or_default()
}
