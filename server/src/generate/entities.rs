//! The registered bodies of the demo's province.

use chrono::{Datelike, Days, NaiveDate};
use domain::region;

use super::authorities::{Authority, PROVINCE, System};
use super::codes;
use super::names::{self, FORMS, Form, Name};
use super::random::Random;
use super::words::{SCOPE_END, STREETS};

/// From this month on new bodies got codes with letters (三证合一).
const REFORM: (i32, u32) = (2015, 10);

/// So many entities in a row share one template.
const BATCH: usize = 40;

/// One of so many has a code with a wrong check digit.
const SPOILED_EVERY: usize = 3000;

/// What decisions need to know of an entity.
#[derive(Debug)]
pub(super) struct Entity {
    pub(super) name: String,
    pub(super) former_name: Option<String>,
    pub(super) form: Form,
    /// Absent for sole traders that have an old registration number only.
    pub(super) code: Option<String>,
    pub(super) registration_number: Option<String>,
    /// County.
    pub(super) region: String,
    pub(super) representative: String,
    pub(super) established_on: NaiveDate,
}

/// The captions of `entities.csv`: the plain layout, and 注册号.
pub(super) const COLUMNS: [&str; 14] = [
    "名称",
    "统一社会信用代码",
    "曾用名",
    "简称",
    "主体类型",
    "登记状态",
    "行政区划代码",
    "住所",
    "法定代表人",
    "成立日期",
    "注册资本（万元）",
    "登记机关",
    "经营范围",
    "注册号",
];

/// Makes entities one after the other.
pub(super) struct Entities<'a> {
    random: Random,
    counties: Vec<(usize, String)>,
    authorities: &'a [Authority],
    today: NaiveDate,
    made: usize,
    /// Names without a place, to be used again in another city.
    common_names: Vec<Name>,
}

impl<'a> Entities<'a> {
    pub(super) fn new(seed: u64, today: NaiveDate, authorities: &'a [Authority]) -> Self {
        let cities = region::below(PROVINCE).enumerate();
        let counties = cities
            .flat_map(|(index, city)| {
                let weight = if index == 0 { 6 } else { 2 }; // the capital is the largest
                region::below(&city.code).map(move |county| (weight, county.code.clone()))
            })
            .collect();
        let random = Random::new(seed, "entities");
        Self { random, counties, authorities, today, made: 0, common_names: Vec::new() }
    }

    /// The next entity and its row of `entities.csv`.
    pub(super) fn next(&mut self) -> (Entity, Vec<String>) {
        let index = self.made;
        self.made += 1;
        let in_batch = index % 1300 >= 1300 - BATCH;
        let form = if in_batch { Form::SoleTrader } else { *self.random.weighted(&FORMS) };
        let county = self.random.weighted(&self.counties).clone();
        let name = self.name(form, &county, in_batch.then_some(index / 1300));
        let established_on = self.established_on();
        let (code, registration_number) = self.numbers(form, &county, index, established_on);
        let entity = Entity {
            former_name: self.former_name(form, &county, &name),
            name: name.full.clone(),
            form,
            code,
            registration_number,
            representative: names::person(&mut self.random),
            established_on,
            region: county,
        };
        let row = self.row(&entity, &name);
        (entity, row)
    }

    fn name(&mut self, form: Form, county: &str, batch: Option<usize>) -> Name {
        if let Some(batch) = batch {
            return names::of_batch(&mut self.random, batch, county);
        }
        if form == Form::SoleTrader && self.random.chance(25) && !self.common_names.is_empty() {
            let place = self.random.below(self.common_names.len());
            return self.common_names[place].clone(); // the same name in another city
        }
        let mut name = names::name(&mut self.random, form, county);
        if form == Form::SoleTrader && self.random.chance(20) {
            name.full = format!("{}{}", name.brand, name.trade.word);
            self.common_names.push(name.clone());
        }
        name
    }

    /// One enterprise in seven had another name before, some of them two.
    fn former_name(&mut self, form: Form, county: &str, name: &Name) -> Option<String> {
        let share = if form.is_enterprise() { 140 } else { 20 };
        self.random.chance(share).then(|| names::former(&mut self.random, form, county, name))
    }

    fn established_on(&mut self) -> NaiveDate {
        let days = if self.random.chance(120) {
            self.random.between(1, 800)
        } else {
            800 + self.random.between(0, 59) * self.random.between(1, 160)
        };
        self.today - Days::new(days.unsigned_abs())
    }

    fn numbers(
        &mut self,
        form: Form,
        county: &str,
        index: usize,
        established_on: NaiveDate,
    ) -> (Option<String>, Option<String>) {
        let number = index as u64;
        let old = (established_on.year(), established_on.month()) < REFORM;
        if form == Form::SoleTrader && self.random.chance(30) {
            return (None, Some(codes::registration_number(county, number)));
        }
        let prefix = if old { "" } else { "MA" };
        let code = codes::credit_code(form.code_kind(), county, prefix, number);
        let code = if index % SPOILED_EVERY == 17 { codes::spoiled(&code) } else { code };
        let registration = (old && form == Form::SoleTrader && self.random.chance(300))
            .then(|| codes::registration_number(county, number));
        (Some(code), registration)
    }

    fn row(&mut self, entity: &Entity, name: &Name) -> Vec<String> {
        let former = entity.former_name.clone().unwrap_or_default();
        let former = if !former.is_empty() && self.random.chance(120) {
            let older = names::former(&mut self.random, entity.form, &entity.region, name);
            format!("{former}；{older}")
        } else {
            former
        };
        let short = if entity.form.is_enterprise() && self.random.chance(100) {
            format!("{}{}", name.brand, name.trade.word.chars().take(2).collect::<String>())
        } else {
            String::new()
        };
        vec![
            entity.name.clone(),
            entity.code.clone().unwrap_or_default(),
            former,
            short,
            entity.form.label().to_owned(),
            self.status().to_owned(),
            entity.region.clone(),
            self.address(&entity.region),
            entity.representative.clone(),
            entity.established_on.format("%Y-%m-%d").to_string(),
            self.capital(entity.form),
            self.registered_by(entity),
            format!("{}{SCOPE_END}", name.trade.scope),
            entity.registration_number.clone().unwrap_or_default(),
        ]
    }

    fn status(&mut self) -> &'static str {
        self.random.weighted::<&str>(&[
            (900, "存续（在营、开业、在册）"),
            (55, "注销"),
            (20, "吊销，未注销"),
            (5, "吊销，已注销"),
            (5, "撤销"),
            (10, "迁出"),
            (5, "歇业"),
        ])
    }

    fn address(&mut self, county: &str) -> String {
        let place = region::name_of(county).unwrap_or_default();
        let street = self.random.pick(STREETS);
        let number = self.random.between(1, 388);
        let within = match self.random.below(3) {
            0 => String::new(),
            1 => format!("{}幢{}室", self.random.between(1, 12), self.random.between(101, 2808)),
            _ => format!("{}号商铺", self.random.between(1, 60)),
        };
        format!("秦川省{place}{street}{number}号{within}")
    }

    /// In 万元; bodies without capital have none.
    fn capital(&mut self, form: Form) -> String {
        let amounts = [
            "3", "10", "30", "50", "100", "200", "300", "500", "600", "1000", "1008.88", "2000", "5000",
            "0.5",
        ];
        match form {
            Form::Branch | Form::SoleTrader | Form::LawFirm => String::new(),
            Form::Joint | Form::Group => (self.random.between(10, 500) * 100).to_string(),
            _ => (*self.random.pick(&amounts)).to_owned(),
        }
    }

    /// The market regulator of the county, or else of the city, or the approval bureau.
    fn registered_by(&mut self, entity: &Entity) -> String {
        let city = region::city_of(&entity.region).map(|city| city.code.as_str()).unwrap_or_default();
        let system = if self.random.chance(300) { System::Approval } else { System::Market };
        let found = self
            .authorities
            .iter()
            .rev() // counties come after their city
            .find(|authority| {
                authority.system == system && (authority.region == entity.region || authority.region == city)
            });
        found.map(|authority| authority.name.clone()).unwrap_or_default()
    }
}
