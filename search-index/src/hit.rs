//! From a stored record to a hit: why it matched, in words, and which characters to highlight.

use chrono::NaiveDate;
use domain::catalogue::Nature;
use domain::search::{ListBadge, ListMembership, Matched, SearchHit, SearchType};

use crate::analysis::FoldedText;
use crate::document::StoredRecord;
use crate::loose;
use crate::pinyin;
use crate::query::{Match, Typed, words};

/// The hit for a record that matched that way, on that day.
pub(crate) fn hit(record: StoredRecord, way: Match, typed: &Typed, today: NaiveDate) -> SearchHit {
    let matched = matched(&record, way, typed);
    let highlights = highlights(&record.name, way, typed);
    let uscc = record.codes.into_iter().next();
    SearchHit {
        id: record.id,
        hit_type: record.record_type,
        name: record.name,
        uscc,
        kind: record.kind,
        status: record.status,
        region: record.region,
        matched,
        highlights,
        date: record.date,
        title: record.title,
        authority: record.authority,
        parties: record.parties,
        licence_count: record.licence_count,
        penalty_count: record.penalty_count,
        lists: badges(record.lists, today),
        objection: None,
    }
}

/// Lists on which the entity still is, those against it first.
fn badges(memberships: Vec<ListMembership>, today: NaiveDate) -> Vec<ListBadge> {
    let is_on = |membership: &ListMembership| membership.public_until.is_none_or(|until| until >= today);
    let mut badges: Vec<ListBadge> =
        memberships.into_iter().filter(is_on).map(|membership| membership.list).collect();
    badges.sort_by_key(|badge| badge.nature != Nature::AdverseList);
    badges
}

fn matched(record: &StoredRecord, way: Match, typed: &Typed) -> Matched {
    let (field, reason) = match record.record_type {
        SearchType::Entity => entity_reason(record, way, typed),
        SearchType::Decision => decision_reason(record, way, typed),
    };
    Matched { field: field.to_owned(), reason }
}

fn entity_reason(record: &StoredRecord, way: Match, typed: &Typed) -> (&'static str, String) {
    let text = &typed.raw;
    match way {
        Match::All => ("all", "全部主体".to_owned()),
        Match::Code | Match::CodePrefix => ("uscc", code_reason(record, way, typed)),
        Match::Exact | Match::SameLetters => ("name", "名称相同".to_owned()),
        Match::Start => ("name", format!("名称以“{text}”开头")),
        Match::ShortNameExact | Match::ShortName => {
            ("short-name", format!("简称“{}”", record.short_name.as_deref().unwrap_or(text)))
        }
        Match::FormerNameExact | Match::FormerName => {
            ("former-name", format!("曾用名“{}”", containing(&record.former_names, typed).unwrap_or(text)))
        }
        Match::Parts => ("name", "名称含所输入的各部分".to_owned()),
        Match::Pinyin | Match::PinyinStart => ("pinyin", format!("名称读音“{text}”")),
        Match::Initials => ("pinyin", format!("名称拼音首字母“{text}”")),
        Match::Sound => ("pinyin", format!("名称读音与“{text}”相同")),
        Match::AllCharacters => ("name", format!("名称含“{text}”各字")),
        Match::Similar => ("name", format!("名称与“{text}”相近")),
        _ => ("name", format!("名称含“{text}”")),
    }
}

fn decision_reason(record: &StoredRecord, way: Match, typed: &Typed) -> (&'static str, String) {
    let text = &typed.raw;
    match way {
        Match::All => ("all", "全部决定".to_owned()),
        Match::Code | Match::CodePrefix => ("uscc", format!("当事人{}", code_reason(record, way, typed))),
        Match::Exact | Match::SameLetters => ("document-number", "文书号相同".to_owned()),
        Match::PartyExact | Match::Party => {
            ("party", format!("当事人“{}”", containing(&record.parties, typed).unwrap_or(text)))
        }
        Match::Title => ("content", format!("标题含“{text}”")),
        Match::Authority => {
            ("authority", format!("决定机关“{}”", record.authority.as_deref().unwrap_or(text)))
        }
        Match::Content => ("content", format!("内容含“{text}”")),
        Match::Words => {
            let words: Vec<String> = words(typed).iter().map(|word| word.iter().collect()).collect();
            ("content", format!("内容含“{}”", words.join("”“")))
        }
        Match::AllCharacters => ("party", format!("当事人名称含“{text}”各字")),
        Match::Similar => ("party", format!("当事人名称与“{text}”相近")),
        _ => ("document-number", format!("文书号含“{text}”")),
    }
}

fn code_reason(record: &StoredRecord, way: Match, typed: &Typed) -> String {
    let typed_code = typed.code.as_deref().unwrap_or_default();
    let is_credit_code = record.codes.iter().any(|code| code.to_ascii_uppercase().starts_with(typed_code));
    match (is_credit_code, way) {
        (true, Match::Code) => "统一社会信用代码相同".to_owned(),
        (true, _) => format!("统一社会信用代码以“{typed_code}”开头"),
        (false, Match::Code) => format!("登记代码“{typed_code}”"),
        (false, _) => format!("登记代码以“{typed_code}”开头"),
    }
}

fn containing<'a>(names: &'a [String], typed: &Typed) -> Option<&'a str> {
    names
        .iter()
        .find(|name| FoldedText::new(name).contains(&typed.text.letters))
        .or_else(|| names.first())
        .map(String::as_str)
}

/// Character ranges of `name` (start, end) that show why it matched.
fn highlights(name: &str, way: Match, typed: &Typed) -> Vec<(usize, usize)> {
    let text = FoldedText::new(name);
    let letters = &typed.text.letters;
    let mut marked = vec![false; text.letters.len()];
    let mut mark = |start: usize, length: usize| {
        marked.iter_mut().skip(start).take(length).for_each(|letter| *letter = true);
    };
    match way {
        Match::All | Match::Code | Match::CodePrefix | Match::Authority | Match::Content | Match::Title => {}
        Match::Pinyin | Match::PinyinStart => {
            let found = typed.pinyin.as_deref().and_then(|typed| pinyin::find_reading(&text, typed));
            if let Some((start, end)) = found {
                mark(start, end - start);
            }
        }
        Match::Parts => {
            for part in &typed.parts {
                text.occurrences(part).into_iter().for_each(|start| mark(start, part.len()));
            }
        }
        Match::AllCharacters | Match::Similar | Match::Sound => {
            for pair in loose::without_form(letters).windows(2) {
                text.occurrences(pair).into_iter().for_each(|start| mark(start, 2));
            }
        }
        _ => text.occurrences(letters).into_iter().for_each(|start| mark(start, letters.len())),
    }
    ranges(&text, &marked)
}

/// Adjacent letters become one range, brackets between them included.
fn ranges(text: &FoldedText, marked: &[bool]) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    let mut was_marked = false;
    for (&place, &is_marked) in text.places.iter().zip(marked) {
        if is_marked {
            match ranges.last_mut() {
                Some(last) if was_marked => last.1 = place + 1,
                _ => ranges.push((place, place + 1)),
            }
        }
        was_marked = is_marked;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn highlights_are_ranges_of_the_name_as_displayed() {
        let table = [
            ("秦岭云帆（陕西）科技", "云帆", Match::Contains, vec![(2, 4)]),
            ("秦岭云帆（陕西）科技", "雲帆陝西", Match::Contains, vec![(2, 7)]),
            ("秦岭云帆科技", "qinlingyun", Match::Pinyin, vec![(0, 3)]),
            ("云帆网络科技有限公司", "云帆科技", Match::AllCharacters, vec![(0, 2), (4, 6)]),
            ("秦岭云帆科技", "9169", Match::Code, Vec::new()),
        ];
        for (name, typed, way, expected) in table {
            assert_eq!(highlights(name, way, &Typed::new(typed)), expected, "{name} {typed}");
        }
    }
}
