//! The lists and the other kinds of information of the catalogue: one file an item, headed by its captions.

mod files;

use std::collections::HashMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use domain::region;

pub(super) use self::files::FILES;
use super::authorities::{Authority, PROVINCE, System};
use super::codes;
use super::entities::Entity;
use super::names::{self, Form};
use super::random::Random;

/// A year for which no report is asked yet ends too few days ago.
const REPORTS_OF_YEARS: i32 = 3;

/// A file of the catalogue: the item's code, which is also the file's name, and its captions.
pub(super) struct File {
    pub(super) item: &'static str,
    pub(super) captions: &'static [&'static str],
    rows: fn(&mut Maker, &Entity) -> Vec<Vec<String>>,
}

/// Makes the rows of one file.
pub(super) struct Maker {
    random: Random,
    /// Names of authorities by system and region.
    authorities: HashMap<(System, String), String>,
    today: NaiveDate,
    made: u32,
}

impl Maker {
    pub(super) fn new(seed: u64, file: &File, authorities: &[Authority], today: NaiveDate) -> Self {
        let named =
            |authority: &Authority| ((authority.system, authority.region.clone()), authority.name.clone());
        let authorities = authorities.iter().map(named).collect();
        Self { random: Random::new(seed, file.item), authorities, today, made: 0 }
    }

    /// What an entity has in a file: mostly nothing, and nothing without a code, by which alone it could be attached.
    pub(super) fn rows(&mut self, file: &File, entity: &Entity) -> Vec<Vec<String>> {
        let rows = (file.rows)(self, entity);
        if entity.code.is_some() { rows } else { Vec::new() }
    }

    /// The nearest of that system: the county's, the city's or the province's.
    fn authority(&self, entity: &Entity, system: System) -> String {
        let city = region::city_of(&entity.region).map(|city| city.code.clone()).unwrap_or_default();
        let of = |place: String| self.authorities.get(&(system, place));
        let near = of(entity.region.clone()).or_else(|| of(city));
        near.or_else(|| of(PROVINCE.to_owned())).cloned().unwrap_or_default()
    }

    fn court(entity: &Entity) -> String {
        let county = region::name_of(&entity.region).unwrap_or_default();
        format!("秦川省{county}人民法院")
    }

    /// A day between so many days ago and so many days ago, but never before the entity was there.
    fn day(&mut self, entity: &Entity, latest: i64, earliest: i64) -> NaiveDate {
        let ago = self.random.between(latest, earliest).unsigned_abs();
        (self.today - Days::new(ago)).max(entity.established_on)
    }

    fn number(&mut self, mark: &str, on: NaiveDate) -> String {
        self.made += 1;
        format!("{mark}〔{}〕{}号", on.year(), self.made)
    }

    fn abnormal(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        if entity.form == Form::SoleTrader || !self.random.chance(45) {
            return Vec::new();
        }
        let (code, reason, removal) = *self.random.pick(&[
            ("1", "未按时年报", "已补报年度报告"),
            ("1", "未按时年报", "已补报年度报告"),
            ("4", "查无下落", "已重新取得联系"),
            ("3", "公示信息虚假", "已更正公示信息"),
        ]);
        self.listing(entity, code, reason, removal, "市监异列")
    }

    fn marks(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        if entity.form != Form::SoleTrader || !self.random.chance(50) {
            return Vec::new();
        }
        let (code, reason, removal) =
            *self.random.pick(&[("3", "未按时年报", "补报年度报告"), ("2", "查无下落", "重新取得联系")]);
        self.listing(entity, code, reason, removal, "市监标记")
    }

    fn listing(
        &mut self,
        entity: &Entity,
        code: &str,
        reason: &str,
        removal: &str,
        mark: &str,
    ) -> Vec<Vec<String>> {
        let on = self.day(entity, 20, 1400);
        let number = self.number(mark, on);
        let authority = self.authority(entity, System::Market);
        let removed_on = on + Days::new(self.random.between(30, 400).unsigned_abs());
        let is_removed = self.random.chance(400) && removed_on < self.today;
        let removal = if is_removed {
            [removal.to_owned(), iso(removed_on), authority.clone()]
        } else {
            [String::new(), String::new(), String::new()]
        };
        let mut row = subject(entity);
        row.extend([number, code.to_owned(), reason.to_owned(), iso(on), authority]);
        row.extend(removal);
        vec![row]
    }

    fn dishonest(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        if !entity.form.is_enterprise() || !self.random.chance(5) {
            return Vec::new();
        }
        let (category, reason) = *self.random.pick(&[
            ("食品安全", "生产经营不符合食品安全标准的食品，被处以较重行政处罚"),
            ("市场秩序", "提交虚假材料取得登记，被吊销营业执照"),
            ("质量安全", "生产不符合保障人身、财产安全要求的产品，被责令停产停业"),
        ]);
        let on = self.day(entity, 10, 1300);
        let number = self.number("市监严列", on);
        let mut row = subject(entity);
        row.extend([
            number,
            category.to_owned(),
            reason.to_owned(),
            iso(on),
            self.authority(entity, System::Market),
        ]);
        vec![row]
    }

    fn defaulters(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        if entity.form == Form::Institution || !self.random.chance(9) {
            return Vec::new();
        }
        let (code, situation) = *self.random.pick(&[
            ("1", "有履行能力而拒不履行生效法律文书确定义务"),
            ("1", "有履行能力而拒不履行生效法律文书确定义务"),
            ("4", "违反财产报告制度"),
            ("5", "违反限制消费令"),
        ]);
        let on = self.day(entity, 15, 1000);
        let published = (on + Days::new(30)).min(self.today - Days::new(1));
        let case =
            |word: &str, number: u32| format!("（{}）秦69{:02}{word}{number}号", on.year(), number % 90 + 10);
        self.made += 1;
        let person = self.random.chance(200);
        let (name, class, uscc) = if person {
            (names::person(&mut self.random), "自然人", String::new())
        } else {
            let class =
                if entity.form == Form::SoleTrader { "个体工商户" } else { "法人及非法人组织" };
            (entity.name.clone(), class, entity.code.clone().unwrap_or_default())
        };
        let born_on = NaiveDate::from_ymd_opt(1965, 1, 1).unwrap_or_default()
            + Days::new(self.random.between(0, 9_000).unsigned_abs());
        let identity = if person { codes::resident_id(born_on, self.made % 1000) } else { String::new() };
        let basis = "最高人民法院关于公布失信被执行人名单信息的若干规定第六条";
        vec![vec![
            name,
            class.to_owned(),
            uscc,
            if person { "身份证".to_owned() } else { String::new() },
            identity,
            case("执", self.made),
            Self::court(entity),
            case("民初", self.made + 7),
            iso(on),
            iso(published),
            code.to_owned(),
            situation.to_owned(),
            (*self.random.pick(&["全部未履行", "部分履行"])).to_owned(),
            if person { basis.to_owned() } else { String::new() },
        ]]
    }

    fn tax_violations(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        if !entity.form.is_enterprise() || !self.random.chance(3) {
            return Vec::new();
        }
        let (nature, facts) = *self.random.pick(&[
            ("偷税", "采取虚假的纳税申报手段，少缴增值税，数额较大"),
            ("虚开增值税专用发票", "在没有真实货物交易的情况下对外虚开增值税专用发票"),
            ("走逃（失联）", "经检查后走逃失联"),
        ]);
        let on = self.day(entity, 10, 1300);
        let mut row = subject(entity);
        row.extend([nature.to_owned(), facts.to_owned(), iso(on), self.authority(entity, System::Tax)]);
        vec![row]
    }

    fn unpaid_wages(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        if !entity.form.is_enterprise() || !self.random.chance(3) {
            return Vec::new();
        }
        let on = self.day(entity, 10, 1200);
        let city = region::city_of(&entity.region).map(|city| city.name.clone()).unwrap_or_default();
        let mut row = subject(entity);
        row.extend([
            "克扣、无故拖欠农民工工资，经责令限期支付，逾期未支付".to_owned(),
            iso(on),
            format!("{city}人力资源和社会保障局"),
        ]);
        vec![row]
    }

    fn procurement(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        if !entity.form.is_enterprise() || !self.random.chance(3) {
            return Vec::new();
        }
        let on = self.day(entity, 10, 900);
        let city = region::city_of(&entity.region).map(|city| city.name.clone()).unwrap_or_default();
        let mut row = subject(entity);
        row.extend([
            "提供虚假材料谋取中标、成交".to_owned(),
            "列入不良行为记录名单，在二年内禁止参加政府采购活动".to_owned(),
            iso(on),
            iso(on + Months::new(24)),
            format!("{city}财政局"),
        ]);
        vec![row]
    }

    /// Half of them without a code, as such lists circulate.
    fn overloading(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        if !entity.form.is_enterprise() || !self.random.chance(4) {
            return Vec::new();
        }
        let on = self.day(entity, 10, 1200);
        let mut row = subject(entity);
        if self.random.chance(500) {
            row[1] = String::new();
        }
        self.made += 1;
        row.extend([
            format!("秦Z{:05}", self.made),
            format!("{}年第{}批", on.year(), self.random.between(1, 4)),
            "一年内违法超限运输超过三次".to_owned(),
            iso(on),
            self.authority(entity, System::Transport),
        ]);
        vec![row]
    }

    fn e_commerce(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        if !entity.form.is_enterprise() || !self.random.chance(2) {
            return Vec::new();
        }
        let on = self.day(entity, 10, 800);
        let mut row = subject(entity);
        row.extend([
            "电子商务".to_owned(),
            "通过虚构交易、编造用户评价进行虚假宣传".to_owned(),
            iso(on),
            self.authority(entity, System::Market),
        ]);
        vec![row]
    }

    /// A list of years, not a flag.
    fn tax_a(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        if !entity.form.is_enterprise() || !self.random.chance(150) {
            return Vec::new();
        }
        let last = self.today.year() - 1;
        let first =
            (last - i32::try_from(self.random.below(5)).unwrap_or(0)).max(entity.established_on.year() + 1);
        let authority = self.authority(entity, System::Tax);
        (first..=last)
            .map(|year| {
                let mut row = subject(entity);
                row.extend([year.to_string(), format!("{}-04-20", year + 1), authority.clone()]);
                row
            })
            .collect()
    }

    fn customs(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        if !matches!(entity.form, Form::Joint | Form::Group) || !self.random.chance(120) {
            return Vec::new();
        }
        self.made += 1;
        let on = self.day(entity, 100, 1500);
        let mut row = subject(entity);
        row.extend([
            format!("6901{:06}", self.made),
            "高级认证企业".to_owned(),
            iso(on),
            "秦川海关".to_owned(),
        ]);
        vec![row]
    }

    fn commitments(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        if !self.random.chance(60) {
            return Vec::new();
        }
        let on = self.day(entity, 5, 700);
        self.made += 1;
        let (kind, matter) = *self.random.pick(&[
            ("主动型", "诚信经营承诺"),
            ("审批替代型", "食品经营许可告知承诺"),
            ("容缺受理型", "公共场所卫生许可容缺受理"),
        ]);
        let mut row = subject(entity);
        row.extend([
            format!("CN69{}{:06}", on.format("%Y%m%d"), self.made),
            kind.to_owned(),
            matter.to_owned(),
            iso(on),
            self.authority(entity, System::Approval),
            (*self.random.pick(&["全部履行", "履行中", "全部履行"])).to_owned(),
        ]);
        vec![row]
    }

    fn evaluations(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        if !entity.form.is_enterprise() || !self.random.chance(25) {
            return Vec::new();
        }
        let (content, system) = *self.random.pick(&[
            ("环境信用评价", System::Ecology),
            ("建筑市场信用评价", System::Housing),
            ("道路运输企业质量信誉考核", System::Transport),
        ]);
        let on = self.day(entity, 30, 700);
        let mut row = subject(entity);
        row.extend([
            content.to_owned(),
            (*self.random.pick(&["A", "B", "AA", "C"])).to_owned(),
            iso(on),
            self.authority(entity, system),
        ]);
        vec![row]
    }

    fn honours(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        if !self.random.chance(15) {
            return Vec::new();
        }
        let year = self.today.year() - i32::try_from(self.random.below(4)).unwrap_or(0);
        let mut row = subject(entity);
        row.extend([
            (*self.random.pick(&["诚信经营示范单位", "放心消费示范店", "守合同重信用企业"])).to_owned(),
            (*self.random.pick(&["市级", "县级", "省级"])).to_owned(),
            year.to_string(),
            self.authority(entity, System::Market),
        ]);
        vec![row]
    }

    fn judgments(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        if !entity.form.is_enterprise() || !self.random.chance(15) {
            return Vec::new();
        }
        let on = self.day(entity, 20, 1000);
        self.made += 1;
        let mut row = subject(entity);
        row.extend([
            format!("（{}）秦69民初{}号", on.year(), self.made),
            (*self.random.pick(&["买卖合同纠纷", "租赁合同纠纷", "劳动争议"])).to_owned(),
            iso(on),
            Self::court(entity),
            "民事判决书".to_owned(),
        ]);
        vec![row]
    }

    /// Some late: they keep their true day. What the law leaves to the firm it mostly does not show.
    fn reports(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        let last = if self.today.month() > 6 { self.today.year() - 1 } else { self.today.year() - 2 };
        let first = (last - REPORTS_OF_YEARS + 1).max(entity.established_on.year());
        let mut rows = Vec::new();
        for year in first..=last {
            if !self.random.chance(450) {
                continue;
            }
            let window = NaiveDate::from_ymd_opt(year + 1, 1, 1).unwrap_or_default();
            let late = if self.random.chance(60) { 200 } else { 0 };
            let on = window + Days::new(self.random.between(5, 175).unsigned_abs() + late);
            if on >= self.today {
                continue;
            }
            let mut row = subject(entity);
            row.extend([year.to_string(), iso(on), "开业".to_owned(), self.choice(300).to_owned()]);
            for most in [200, 9_000, 20_000, 900] {
                let value = self.random.between(1, most).to_string();
                row.extend([value, self.choice(150).to_owned()]);
            }
            rows.push(row);
        }
        rows
    }

    fn choice(&mut self, per_thousand: usize) -> &'static str {
        if self.random.chance(per_thousand) { "是" } else { "否" }
    }

    fn changes(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        if !self.random.chance(180) {
            return Vec::new();
        }
        let on = self.day(entity, 15, 1500);
        let (code, matter, before, after) = match (self.random.below(3), &entity.former_name) {
            (0, Some(former)) => ("01", "名称变更", former.clone(), entity.name.clone()),
            (1, _) => ("05", "注册资本变更", "100万元".to_owned(), "500万元".to_owned()),
            _ => (
                "12",
                "经营范围变更",
                "一般项目：示例服务".to_owned(),
                "一般项目：示例服务；示例销售".to_owned(),
            ),
        };
        let mut row = subject(entity);
        row.extend([code, matter].map(str::to_owned));
        row.extend([before, after, iso(on), self.authority(entity, System::Market)]);
        vec![row]
    }

    fn branches(&mut self, entity: &Entity) -> Vec<Vec<String>> {
        if !matches!(entity.form, Form::Limited | Form::Joint | Form::Group) || !self.random.chance(30) {
            return Vec::new();
        }
        self.made += 1;
        let on = self.day(entity, 15, 2000);
        let code = codes::credit_code("91", &entity.region, "MC", u64::from(self.made));
        let mut row = subject(entity);
        let place = region::city_of(&entity.region).map(|city| city.name.clone()).unwrap_or_default();
        row.extend([
            format!("{}{place}分公司", entity.name),
            code,
            self.authority(entity, System::Market),
            iso(on),
        ]);
        vec![row]
    }
}

fn subject(entity: &Entity) -> Vec<String> {
    vec![entity.name.clone(), entity.code.clone().unwrap_or_default()]
}

fn iso(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}
