//! Names of entities: place, brand, trade and form, in the patterns and shares that real registers show.

use domain::region;

use super::random::Random;
use super::words::{BRAND, GIVEN, RARE, SURNAMES, Size, TRADER_ENDINGS, TRADES, Trade};

/// What kind of body is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Limited,
    Responsible,
    Joint,
    Group,
    Branch,
    Partnership,
    SoleProprietorship,
    SoleTrader,
    Cooperative,
    Institution,
    Association,
    PrivateUnit,
    LawFirm,
}

/// Shares in a thousand, as counted in real registers (45 % enterprises, 50 % sole traders).
pub(super) const FORMS: [(usize, Form); 13] = [
    (348, Form::Limited),
    (22, Form::Responsible),
    (8, Form::Joint),
    (7, Form::Group),
    (32, Form::Branch),
    (13, Form::Partnership),
    (20, Form::SoleProprietorship),
    (500, Form::SoleTrader),
    (25, Form::Cooperative),
    (9, Form::Institution),
    (6, Form::Association),
    (7, Form::PrivateUnit),
    (3, Form::LawFirm),
];

impl Form {
    /// The first two characters of its credit code (GB 32100).
    pub(super) const fn code_kind(self) -> &'static str {
        match self {
            Self::SoleTrader => "92",
            Self::Cooperative => "93",
            Self::Institution => "12",
            Self::Association => "51",
            Self::PrivateUnit => "52",
            Self::LawFirm => "31",
            _ => "91",
        }
    }

    /// 主体类型 in a registry's words.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Limited | Self::Responsible => "有限责任公司（自然人投资或控股）",
            Self::Joint => "股份有限公司（非上市）",
            Self::Group => "有限责任公司（法人独资）",
            Self::Branch => "有限责任公司分公司",
            Self::Partnership => "有限合伙企业",
            Self::SoleProprietorship => "个人独资企业",
            Self::SoleTrader => "个体工商户",
            Self::Cooperative => "农民专业合作社",
            Self::Institution => "事业单位",
            Self::Association => "社会团体",
            Self::PrivateUnit => "民办非企业单位",
            Self::LawFirm => "其他组织（律师事务所）",
        }
    }

    pub(super) const fn is_enterprise(self) -> bool {
        matches!(
            self,
            Self::Limited
                | Self::Responsible
                | Self::Joint
                | Self::Group
                | Self::Branch
                | Self::Partnership
                | Self::SoleProprietorship
        )
    }
}

/// A name with its parts, so that a former or short name can be made of the same ones.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) full: String,
    pub(super) brand: String,
    pub(super) trade: &'static Trade,
}

/// A new name of that form in that county.
pub(super) fn name(random: &mut Random, form: Form, county: &str) -> Name {
    let trade = trade(random, form);
    let brand = brand(random);
    Name { full: compose(random, form, county, &brand, trade), brand, trade }
}

/// The name before a change of brand, of trade, or of the place in front.
pub(super) fn former(random: &mut Random, form: Form, county: &str, now: &Name) -> String {
    let (new_brand, new_trade) = (brand(random), trade(random, form));
    let old = match random.below(3) {
        0 => compose(random, form, county, &now.brand, new_trade),
        1 => compose(random, form, county, &new_brand, now.trade),
        _ => now.full.replacen("秦川", "云川市", 1),
    };
    if old == now.full { compose(random, form, county, &new_brand, new_trade) } else { old }
}

/// A name of a batch: one template with a random middle, as mass registrations have.
pub(super) fn of_batch(random: &mut Random, batch: usize, county: &str) -> Name {
    let trades: Vec<&Trade> = TRADES.iter().filter(|trade| trade.size != Size::Company).collect();
    let trade = trades[batch % trades.len()];
    let middle: String = (0..3).map(|_| *random.pick(BRAND)).collect();
    let place = region::name_of(county).unwrap_or_default();
    Name { full: format!("{place}{middle}{}店", trade.word), brand: middle, trade }
}

/// A fictional person: surname and one or two characters.
pub(super) fn person(random: &mut Random) -> String {
    let mut name = (*random.pick(SURNAMES)).to_owned();
    for _ in 0..=random.below(2) {
        name.push(*random.pick(GIVEN));
    }
    name
}

/// Two to four characters put together at random.
fn brand(random: &mut Random) -> String {
    let length = *random.weighted(&[(62, 2_usize), (22, 3), (16, 4)]);
    let mut brand: String = (0..length).map(|_| *random.pick(BRAND)).collect();
    if random.chance(15) {
        brand.pop();
        brand.push(*random.pick(RARE));
    }
    brand
}

fn trade(random: &mut Random, form: Form) -> &'static Trade {
    let unfit = if form == Form::SoleTrader { Size::Company } else { Size::Trader };
    let mut trade = random.pick(TRADES);
    while trade.size == unfit {
        trade = random.pick(TRADES);
    }
    trade
}

fn compose(random: &mut Random, form: Form, county: &str, brand: &str, trade: &Trade) -> String {
    let word = trade.word;
    let ending = match form {
        Form::Limited => "有限公司",
        Form::Responsible => "有限责任公司",
        Form::Joint => "股份有限公司",
        Form::Group => "集团有限公司",
        Form::Branch => return branch(random, county, brand, word),
        Form::Partnership => "合伙企业（有限合伙）",
        Form::SoleProprietorship => *random.pick(&["中心", "服务部", "经营部"]),
        Form::SoleTrader => return sole_trader(random, county, brand, word),
        Form::Cooperative => return format!("{}{brand}农民专业合作社", county_name(county)),
        Form::Institution => return institution(random, county),
        Form::Association => return format!("{}{word}行业协会", city_name(county)),
        Form::PrivateUnit => return format!("{}{brand}职业培训学校", county_name(county)),
        Form::LawFirm => return format!("秦川{brand}律师事务所"),
    };
    let place = place(random, county);
    let (open, close) = brackets(random);
    match random.weighted(&[(78, 0), (8, 1), (7, 2), (7, 3)]) {
        0 => format!("{place}{brand}{word}{ending}"),
        1 => format!("{brand}{open}{place}{close}{word}{ending}"),
        2 => format!("{brand}{word}{open}{place}{close}{ending}"),
        _ => format!("{brand}{}{word}{ending}", random.pick(BRAND)),
    }
}

fn branch(random: &mut Random, county: &str, brand: &str, word: &str) -> String {
    let ending = random.pick(&["分公司", "分公司", "第一分公司", "营业部"]);
    format!("秦川{brand}{word}有限公司{}{ending}", county_name(county).trim_end_matches(['区', '县']))
}

fn sole_trader(random: &mut Random, county: &str, brand: &str, word: &str) -> String {
    let ending = random.pick(TRADER_ENDINGS);
    match random.weighted(&[(70, 0), (14, 1), (10, 2), (6, 3)]) {
        0 => format!("{}{brand}{word}{ending}", region::name_of(county).unwrap_or_default()),
        1 => format!("{}{brand}{word}{ending}", county_name(county)),
        2 => {
            let surname = random.pick(SURNAMES);
            format!("{}老{surname}{word}{ending}", county_name(county))
        }
        _ => {
            let (open, close) = brackets(random);
            format!("{}{brand}{word}{ending}{open}个体工商户{close}", county_name(county))
        }
    }
}

fn institution(random: &mut Random, county: &str) -> String {
    let what = random.pick(&[
        "第一中学",
        "中心卫生院",
        "实验小学",
        "文化馆",
        "图书馆",
        "疾病预防控制中心",
        "人民医院",
        "不动产登记中心",
    ]);
    let more = random.pick(&["", "城关", "东街", "南塬", "河西", "开发区"]);
    format!("{}{more}{what}", region::name_of(county).unwrap_or_default())
}

/// Province, city, or city and county, in the shares of real names.
fn place(random: &mut Random, county: &str) -> String {
    let city = city_name(county);
    match random.weighted(&[(30, 0), (40, 1), (12, 2), (18, 3)]) {
        0 => "秦川".to_owned(),
        1 => city.trim_end_matches('市').to_owned(),
        2 => city,
        _ => county_name(county),
    }
}

/// Half and full width mix in one register.
fn brackets(random: &mut Random) -> (char, char) {
    if random.chance(350) { ('(', ')') } else { ('（', '）') }
}

fn county_name(county: &str) -> String {
    region::find(county).map(|region| region.name.clone()).unwrap_or_default()
}

fn city_name(county: &str) -> String {
    region::city_of(county).map(|city| city.name.clone()).unwrap_or_default()
}
