//! What the values of an unknown column look like.

use domain::organisation_code::OrganisationCode;
use domain::registration_number::RegistrationNumber;
use domain::uscc;

use super::numbers;

/// Of a hundred values so many must agree.
const MOST: usize = 80;

/// A shape that values have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    CreditCode,
    RegistrationNumber,
    OrganisationCode,
    DocumentNumber,
    FirmName,
    Date,
    Amount,
}

impl Shape {
    const ALL: [Self; 7] = [
        Self::CreditCode,
        Self::RegistrationNumber,
        Self::OrganisationCode,
        Self::DocumentNumber,
        Self::FirmName,
        Self::Date,
        Self::Amount,
    ];

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::CreditCode => "统一社会信用代码",
            Self::RegistrationNumber => "15位注册号",
            Self::OrganisationCode => "组织机构代码",
            Self::DocumentNumber => "文书号",
            Self::FirmName => "单位名称",
            Self::Date => "日期",
            Self::Amount => "金额",
        }
    }

    fn fits(self, value: &str) -> bool {
        match self {
            Self::CreditCode => uscc::structure_of(value).is_ok() || uscc::propose(value).is_some(),
            Self::RegistrationNumber => value.parse::<RegistrationNumber>().is_ok(),
            Self::OrganisationCode => value.len() >= 9 && value.parse::<OrganisationCode>().is_ok(),
            Self::DocumentNumber => numbers::only_document_number(value).is_some(),
            Self::FirmName => is_firm_name(value),
            Self::Date => is_date(value),
            Self::Amount => is_amount(value),
        }
    }
}

/// The shape that most of the filled values have, how many have it, and how many there are.
pub(super) fn shape_of(values: &[String]) -> Option<(Shape, usize, usize)> {
    let filled: Vec<&str> =
        values.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).collect();
    let count = |shape: Shape| filled.iter().filter(|value| shape.fits(value)).count();
    Shape::ALL
        .into_iter()
        .map(|shape| (shape, count(shape), filled.len()))
        .find(|(_, fitting, all)| *all > 0 && fitting * 100 >= all * MOST)
}

/// Two Han characters or more, with the ending of a body.
fn is_firm_name(value: &str) -> bool {
    const ENDINGS: [&str; 22] = [
        "公司",
        "厂",
        "店",
        "部",
        "中心",
        "合作社",
        "商行",
        "经营部",
        "企业",
        "集团",
        "学校",
        "医院",
        "事务所",
        "农场",
        "工作室",
        "门市部",
        "餐厅",
        "超市",
        "药房",
        "银行",
        "站",
        "馆",
    ];
    let letters = value.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    let length = value.chars().count();
    let bare = if value.ends_with(['）', ')']) {
        value.split(['（', '(']).next().unwrap_or_default()
    } else {
        value
    };
    (3..=60).contains(&length) && letters * 2 > length && ENDINGS.iter().any(|ending| bare.ends_with(ending))
}

fn is_date(value: &str) -> bool {
    let parts: Vec<&str> = value
        .split([' ', 'T'])
        .next()
        .unwrap_or_default()
        .split(['-', '/', '.', '年', '月', '日'])
        .filter(|part| !part.is_empty())
        .collect();
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_year = |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    match parts.as_slice() {
        [year, month, day] => {
            is_year(year) && [year, month, day].iter().all(|part| digits(part)) && day.len() <= 2
        }
        _ => false,
    }
}

fn is_amount(value: &str) -> bool {
    let has_unit = value.ends_with(['元', '整', '万']);
    let has_decimals = value.split_once('.').is_some_and(|(_, rest)| rest.len() == 2);
    (has_unit || has_decimals) && super::amounts::read(value, super::amounts::AmountUnit::Yuan).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_their_values() {
        let cases: [(&[&str], Option<Shape>); 7] = [
            (&["91610000220568570K", "9161000022O568570K", ""], Some(Shape::CreditCode)),
            (&["云环罚字（2026）1号", "云环罚字（2026）2号"], Some(Shape::DocumentNumber)),
            (&["云州甲有限公司", "云州市乙餐饮店", "云州丙厂（普通合伙）"], Some(Shape::FirmName)),
            (&["2026-01-02", "2026年1月2日", "2026/1/2 00:00:00"], Some(Shape::Date)),
            (&["5000元", "1.5万元", "300.00"], Some(Shape::Amount)),
            (&["甲", "乙"], None),
            (&[""], None),
        ];
        for (values, shape) in cases {
            let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
            assert_eq!(shape_of(&values).map(|(shape, _, _)| shape), shape, "{values:?}");
        }
    }
}
