//! Document numbers in texts.

use std::sync::LazyLock;

use domain::text::fold_document_number;
use regex::Regex;

/// 机关代字 + year in brackets + serial, such as 云环罚字（2026）第21号.
static DOCUMENT_NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"[\p{Han}A-Za-z]{2,24}\s?[（(〔\[［【﹝〈<{]\s?(?:19|20)[0-9]{2}\s?\p{Han}?[）)〕\]］】﹞〉>}]\s?第?\s?[\p{Han}A-Za-z]{0,6}[-－—]?[0-9]{1,7}(?:[-－—][0-9]{1,4}){0,2}\s?号",
    )
    .ok()
});

/// Words after which a document number begins where nothing else parts it from the sentence.
const BEFORE_NUMBERS: [&str; 14] = [
    "决定书",
    "通知书",
    "许可证",
    "根据",
    "依据",
    "按照",
    "作出",
    "下达",
    "关于",
    "文号",
    "编号",
    "案号",
    "以",
    "的",
];

/// Numbers of notices before a decision (罚告字, 听告字, 立字, 责改字) end so before their year.
const BEFORE_DECISIONS: [char; 4] = ['告', '听', '立', '改'];

/// The document number of a text; `None` if there is none, or if there are several different ones.
///
/// Numbers of notices that go before a decision are no document numbers of it.
pub(super) fn only_document_number(text: &str) -> Option<String> {
    let mut found: Option<String> = None;
    for place in DOCUMENT_NUMBER.as_ref()?.find_iter(text) {
        let number = without_sentence(place.as_str());
        let series = number.split(is_opening).next().unwrap_or_default();
        if series.trim_end_matches('字').ends_with(BEFORE_DECISIONS) {
            continue;
        }
        match &found {
            Some(first) if fold_document_number(first) != fold_document_number(&number) => return None,
            Some(_) => {}
            None => found = Some(number),
        }
    }
    found
}

fn without_sentence(number: &str) -> String {
    let start = BEFORE_NUMBERS
        .iter()
        .filter_map(|word| number.find(word).map(|place| place + word.len()))
        .filter(|start| number[*start..].chars().take_while(|c| !is_opening(*c)).count() >= 2)
        .max()
        .unwrap_or(0);
    number[start..].split_whitespace().collect()
}

fn is_opening(character: char) -> bool {
    "（(〔[［【﹝〈<{".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_number_is_found_in_a_title_or_a_sentence() {
        let cases = [
            ("云环罚字（2026）21号", Some("云环罚字（2026）21号")),
            ("云环罚字（2026）第21号", Some("云环罚字（2026）第21号")),
            ("云环（东）罚字〔2026〕第东92号", Some("罚字〔2026〕第东92号")),
            ("行政处罚决定书云环罚字〔2026〕JC4-16号", Some("云环罚字〔2026〕JC4-16号")),
            ("根据云环罚字[2026]7号，罚款5000元", Some("云环罚字[2026]7号")),
            ("云环罚字（2026）21号、云环罚字〔2026〕21号", Some("云环罚字（2026）21号")), // twice the same
            ("云环罚字（2026）21号、云环罚字（2026）22号", None),
            ("2026年1月份行政处罚信息公示表", None),
            ("云环罚字（2026）第J-2005号", Some("云环罚字（2026）第J-2005号")),
            ("云环罚字（2026直）001号", Some("云环罚字（2026直）001号")),
            ("云环罚告字〔2026〕3号；云环罚字〔2026〕4号", Some("云环罚字〔2026〕4号")),
            ("云环听告字〔2026〕3号", None), // a notice, no decision
            ("云环罚字（202688号", None),    // a broken bracket is not mended
        ];
        for (text, number) in cases {
            assert_eq!(only_document_number(text).as_deref(), number, "{text}");
        }
    }
}
