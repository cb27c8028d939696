//! Loose matches of names: all characters though not all adjacent (云帆科技 for 云帆网络科技), or a good share of
//! bigrams (misspelt names).
//!
//! Points are weights fixed here, not document frequencies: those change with every document, still count deleted
//! ones, and would move results while somebody is paging.

use tantivy::Term;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use crate::query::{character, scored};
use crate::tier::ALL_CHARACTERS;

/// Shorter texts have no loose matches.
pub(crate) const LEAST_LETTERS: usize = 3;
/// Longer texts are cut, so that points stay below [`ALL_CHARACTERS`].
const MOST_LETTERS: usize = 80;

/// Legal forms at the end of names, longest first: they say nothing about which firm it is.
const FORMS: [&str; 12] = [
    "股份有限公司",
    "有限责任公司",
    "专业合作社",
    "有限公司",
    "分公司",
    "合作社",
    "经营部",
    "事务所",
    "工作室",
    "公司",
    "集团",
    "中心",
];

/// Bigrams that many names have: a trade, a form, a suffix of a place.
const COMMON: [&str; 72] = [
    "科技", "贸易", "商贸", "网络", "信息", "技术", "工程", "建筑", "建设", "建材", "餐饮", "文化", "传媒",
    "传播", "物业", "管理", "咨询", "服务", "农业", "实业", "投资", "装饰", "材料", "机械", "设备", "电子",
    "商务", "物流", "运输", "汽车", "房地", "地产", "置业", "医药", "医疗", "食品", "酒店", "教育", "广告",
    "生物", "能源", "环保", "超市", "便利", "利店", "营部", "经营", "销售", "制造", "加工", "发展", "开发",
    "产业", "工业", "电力", "化工", "劳务", "租赁", "服饰", "家具", "五金", "百货", "集团", "有限", "责任",
    "限公", "公司", "股份", "份有", "限责", "任公", "中心",
];

/// Points of a bigram, of one that many names have, and of a character alone.
const POINTS: f32 = 4.0;
const COMMON_POINTS: f32 = 1.0;
const CHARACTER_POINTS: f32 = 1.0;
/// Short texts begin with what a firm calls itself: points of their first bigram.
const FIRST_POINTS: f32 = 8.0;
/// Up to so many letters a text is short.
const SHORT: usize = 6;

/// A query whose score is the number of points, and how many a document with every bigram has.
pub(crate) struct Loose {
    pub(crate) query: Box<dyn Query>,
    pub(crate) all_points: f32,
}

/// The loose query for letters, if they are enough to tell one name from another.
pub(crate) fn query(field: Field, letters: &[char]) -> Option<Loose> {
    let letters = without_form(letters);
    let letters = letters.get(..MOST_LETTERS).unwrap_or(letters);
    if letters.len() < LEAST_LETTERS {
        return None;
    }
    let mut all_points = 0.0;
    let mut clauses: Vec<Box<dyn Query>> = Vec::new();
    let mut add = |text: &str, points: f32| {
        all_points += points;
        let term = Term::from_field_text(field, text);
        clauses.push(scored(Box::new(TermQuery::new(term, IndexRecordOption::Basic)), points));
    };
    for (place, pair) in letters.windows(2).enumerate() {
        let bigram: String = pair.iter().collect();
        let points = if COMMON.contains(&bigram.as_str()) {
            COMMON_POINTS
        } else if place == 0 && letters.len() <= SHORT {
            FIRST_POINTS
        } else {
            POINTS
        };
        add(&bigram, points);
    }
    for letter in letters {
        add(&letter.to_string(), CHARACTER_POINTS);
    }
    let characters = letters.iter().map(|&letter| character(field, letter)).collect();
    clauses.push(scored(Box::new(BooleanQuery::intersection(characters)), ALL_CHARACTERS));
    Some(Loose { query: Box::new(BooleanQuery::union(clauses)), all_points })
}

/// Without the legal form at the end, if something is left.
pub(crate) fn without_form(letters: &[char]) -> &[char] {
    for form in FORMS {
        let form: Vec<char> = form.chars().collect();
        if let Some(rest) = letters.strip_suffix(form.as_slice())
            && rest.len() >= LEAST_LETTERS
        {
            return rest;
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legal_form_is_left_out_if_something_is_left() {
        for (name, rest) in
            [("秦岭云帆科技有限公司", "秦岭云帆科技"), ("秦岭有限公司", "秦岭有限"), ("云帆餐饮", "云帆餐饮")]
        {
            let letters: Vec<char> = name.chars().collect();
            assert_eq!(without_form(&letters).iter().collect::<String>(), rest);
        }
    }

    #[test]
    fn points_stay_below_what_says_all_characters() {
        let longest = f32::from(u8::try_from(MOST_LETTERS).unwrap()) * (POINTS + CHARACTER_POINTS);
        assert!(longest < ALL_CHARACTERS);
    }
}
