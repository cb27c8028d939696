//! Folding of text for comparing, and cleaning of text for showing. What is stored is always the original.

/// Full-width ASCII (U+FF01–U+FF5E) and the ideographic space become ordinary ASCII; nothing else changes.
pub fn fold_width(text: &str) -> String {
    text.chars().map(narrow).collect()
}

/// A name as it is compared: without blanks and invisible characters, narrow, upper case, one kind of bracket.
///
/// `甲（陕西）` equals `甲(陕西)`, but what stands in the brackets still counts. For comparing only.
pub fn fold_name(name: &str) -> String {
    visible(name).map(|c| one_bracket(c).unwrap_or(c).to_ascii_uppercase()).collect()
}

/// A document number as it is matched: as [`fold_name`], all brackets and dashes of one kind, Chinese numerals as
/// Arabic ones. `云市监处罚〔2026〕117号`, `云市监处罚（２０２６）117 号` and `云市监处罚〔二〇二六〕一一七号` are one.
///
/// For matching only: place names with a numeral in them change too.
pub fn fold_document_number(number: &str) -> String {
    let mut folded = String::with_capacity(number.len());
    for piece in document_number_pieces(number) {
        match piece {
            Piece::Numerals { folded: numerals, .. } => folded.push_str(&numerals),
            Piece::Mark(mark) => folded.push(mark),
        }
    }
    folded
}

/// Part of a document number.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A run of Arabic or Chinese numerals.
    Numerals {
        /// As it stands there, narrow.
        written: String,
        /// In Arabic digits; as written where the run is no number, such as the 百 of 百货.
        folded: String,
    },
    /// Any other character, folded.
    Mark(char),
}

/// The pieces of a document number that [`fold_document_number`] joins.
pub(crate) fn document_number_pieces(number: &str) -> Vec<Piece> {
    let marks: Vec<char> = visible(number).map(one_mark).collect();
    let mut pieces = Vec::new();
    let mut rest = marks.as_slice();
    while let Some(&first) = rest.first() {
        let length = rest.iter().take_while(|c| is_numeral(**c)).count();
        if length == 0 {
            pieces.push(Piece::Mark(first));
            rest = &rest[1..];
        } else {
            let run = &rest[..length];
            pieces.push(Piece::Numerals { written: run.iter().collect(), folded: arabic(run) });
            rest = &rest[length..];
        }
    }
    pieces
}

/// A column heading as it is matched: without blanks, invisible characters and marks at its ends, narrow,
/// upper case, its brackets full width. `＊ 罚款金额 (万元)：` becomes `罚款金额（万元）`.
pub fn fold_heading(heading: &str) -> String {
    let folded: String = visible(heading)
        .map(|c| match one_bracket(c) {
            Some('(') => '（',
            Some(_) => '）',
            None => c.to_ascii_uppercase(),
        })
        .collect();
    folded.trim_start_matches(is_heading_mark).trim_end_matches(is_heading_mark).to_owned()
}

/// Does the text hold a mark that turns the direction of writing around?
pub fn has_direction_marks(text: &str) -> bool {
    text.chars().any(is_direction_mark)
}

/// The text as it may be shown: without control characters, direction marks and zero-width characters.
///
/// Line breaks stay, all as `\n`; a tab becomes a blank. Variation selectors stay, since they pick the shape of
/// rare Han characters.
pub fn strip_controls(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars()
        .filter_map(|c| match c {
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\t' => Some(' '),
            _ if c.is_control() || (is_invisible(c) && !is_variation_selector(c)) => None,
            _ => Some(c),
        })
        .collect()
}

/// A value as reports may show it: the first character, the rest as asterisks. A single character is hidden too.
pub fn mask(value: &str) -> String {
    let count = value.chars().count();
    match value.chars().next() {
        Some(first) if count > 1 => {
            std::iter::once(first).chain(std::iter::repeat_n('*', count - 1)).collect()
        }
        Some(_) => "*".to_owned(),
        None => String::new(),
    }
}

/// The ASCII form of a full-width character; others stay.
pub(crate) const fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => match char::from_u32(c as u32 - 0xfee0) {
            Some(narrow) => narrow,
            None => c,
        },
        _ => c,
    }
}

/// Blanks of any kind, also those that are drawn as one without being called one.
pub(crate) const fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{115f}' | '\u{1160}')
}

/// Characters that leave no trace on paper: zero-width, direction marks, joiners, selectors, tags.
pub(crate) const fn is_invisible(c: char) -> bool {
    let zero_width = matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}'
            | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    );
    zero_width || is_direction_mark(c) || is_variation_selector(c)
}

/// The value of a Chinese digit, in its plain and its formal (大写) form.
pub(crate) const fn chinese_digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' | '○' | '◯' => 0,
        '一' | '壹' | '弌' => 1,
        '二' | '贰' | '貳' | '弍' => 2,
        '三' | '叁' | '參' | '叄' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// A digit, or a Chinese numeral of any form.
pub(crate) const fn is_numeral(c: char) -> bool {
    numeral(c).is_some()
}

/// Hyphens, dashes and the like, as one.
pub(crate) const fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{2500}'
    )
}

const fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

const fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

const fn is_heading_mark(c: char) -> bool {
    matches!(c, '*' | '※' | '★' | '☆' | '●' | ':' | ';' | ',' | '.' | '。' | '、' | '?')
}

/// What is left of a text without blanks, controls and invisible characters, narrow.
pub(crate) fn visible(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().map(narrow).filter(|c| !is_blank(*c) && !c.is_control() && !is_invisible(*c))
}

/// `(` or `)` for the brackets that names use.
const fn one_bracket(c: char) -> Option<char> {
    match c {
        '(' | '[' | '{' | '【' | '〔' | '〖' | '〘' | '﹙' | '﹝' => Some('('),
        ')' | ']' | '}' | '】' | '〕' | '〗' | '〙' | '﹚' | '﹞' => Some(')'),
        _ => None,
    }
}

/// One character of a document number, its brackets and dashes of one kind.
fn one_mark(c: char) -> char {
    match c {
        '<' | '\u{3008}' | '\u{2329}' | '《' | '⟨' | '«' | '‹' => '(',
        '>' | '\u{3009}' | '\u{232a}' | '》' | '⟩' | '»' | '›' => ')',
        _ if is_dash(c) => '-',
        _ => one_bracket(c).unwrap_or(c).to_ascii_uppercase(),
    }
}

/// Part of a numeral: a digit's value, or the power of ten that a character such as 十 stands for.
enum Numeral {
    Digit(u32),
    Power(u32),
}

const fn numeral(c: char) -> Option<Numeral> {
    match c {
        '十' | '拾' => Some(Numeral::Power(10)),
        '百' | '佰' => Some(Numeral::Power(100)),
        '千' | '仟' => Some(Numeral::Power(1000)),
        _ => match (c.to_digit(10), chinese_digit(c)) {
            (Some(value), _) | (None, Some(value)) => Some(Numeral::Digit(value)),
            (None, None) => None,
        },
    }
}

/// A run of numerals in Arabic digits: 一一七 and 一百一十七 are 117. A run that is no number stays as it is.
fn arabic(run: &[char]) -> String {
    let has_power = run.iter().any(|c| matches!(numeral(*c), Some(Numeral::Power(_))));
    if has_power {
        return positional(run).map_or_else(|| run.iter().collect(), |value| value.to_string());
    }
    run.iter()
        .filter_map(|c| match numeral(*c) {
            Some(Numeral::Digit(value)) => char::from_digit(value, 10),
            _ => None,
        })
        .collect()
}

/// The value of a numeral with 十, 百 or 千 in falling order, below 10,000; 十 alone at the start is 10.
fn positional(run: &[char]) -> Option<u32> {
    let (mut total, mut digit, mut lowest) = (0, None, 10_000);
    for (index, c) in run.iter().enumerate() {
        match numeral(*c)? {
            Numeral::Digit(0) => digit = None,
            Numeral::Digit(value) if digit.is_none() => digit = Some(value),
            Numeral::Power(power) if power < lowest => {
                let factor = digit.take().or((index == 0 && power == 10).then_some(1))?;
                (total, lowest) = (total + factor * power, power);
            }
            Numeral::Digit(_) | Numeral::Power(_) => return None,
        }
    }
    Some(total + digit.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn trap_full_width_brackets_fold_but_what_stands_in_them_counts() {
        assert_eq!(fold_name("甲（陕西）有限公司"), fold_name(" 甲(陕西) 有限\u{200b}公司"));
        assert_eq!(fold_name("甲【陕西】"), fold_name("甲［陕西］"));
        assert_ne!(fold_name("甲（陕西）"), fold_name("甲(西安)"));
        assert_ne!(fold_name("甲（陕西）"), fold_name("甲陕西"));
        assert_eq!(fold_name("ａbc３"), "ABC3");
    }

    #[test]
    fn document_numbers_match_in_any_style() {
        let written = [
            "云市监处罚〔2026〕117号",
            "云市监处罚［２０２６］117号",
            "云市监处罚(2026) 117 号",
            "云市监处罚〈2026〉１１７号",
            "云市监处罚《2026》117号",
            "云市监处罚<2026>117号",
            "云市监处罚【2026】117号",
            "云市监处罚〔二〇二六〕一一七号",
            "云市监处罚〔二〇二六〕一百一十七号",
        ];
        for number in written {
            assert_eq!(fold_document_number(number), "云市监处罚(2026)117号", "{number}");
        }
    }

    #[test]
    fn numerals_are_read_by_place_and_by_digit() {
        let cases = [
            ("第十号", "第10号"),
            ("第二十一号", "第21号"),
            ("第一百零八号", "第108号"),
            ("第三千号", "第3000号"),
            ("第壹佰号", "第100号"),
            ("第007号", "第007号"), // zeros before a number count
            ("百货", "百货"),
            ("甲－1—2", "甲-1-2"),
        ];
        for (written, folded) in cases {
            assert_eq!(fold_document_number(written), folded, "{written}");
        }
    }

    #[test]
    fn headings_lose_marks_blanks_and_width() {
        let cases = [
            ("序 号", "序号"),
            ("＊ 罚款金额 (万元)：", "罚款金额（万元）"),
            ("\u{feff}cf_wsh", "CF_WSH"),
            ("统一社会信用代码*", "统一社会信用代码"),
            ("ＸＫ＿ＷＳＨ", "XK_WSH"),
        ];
        for (heading, folded) in cases {
            assert_eq!(fold_heading(heading), folded);
        }
    }

    #[test]
    fn text_to_show_has_no_controls_but_keeps_lines_and_rare_characters() {
        assert_eq!(strip_controls("甲\u{202e}乙\u{0}丙\u{200b}\r\n丁\t戊\r己"), "甲乙丙\n丁 戊\n己");
        assert_eq!(strip_controls("葛\u{e0100}𠮷犇"), "葛\u{e0100}𠮷犇");
        assert!(has_direction_marks("甲\u{2066}乙") && !has_direction_marks("甲乙"));
    }

    #[test]
    fn masks_keep_the_first_character_only() {
        assert_eq!(mask("张三丰"), "张**");
        assert_eq!(mask("张"), "*");
        assert_eq!(mask(""), "");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_more(text in ".*") {
            for fold in [fold_width, fold_name, fold_heading, strip_controls] {
                let once = fold(&text);
                prop_assert_eq!(fold(&once), once);
            }
        }

        #[test]
        fn a_mask_is_as_long_as_the_value(text in ".*") {
            prop_assert_eq!(mask(&text).chars().count(), text.chars().count());
        }
    }
}
