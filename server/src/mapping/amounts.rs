//! Amounts as departments write them: 15000, 1.5万元, 人民币壹万伍仟元整, 壹万伍仟元整（¥15,000）.

use domain::amount::{Fen, fines_in};
use domain::text::fold_width;

/// In which spellings amounts are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Spelling {
    /// All that departments use.
    #[default]
    Any,
    /// Digits, with the unit of the column behind them or not.
    Digits,
}

/// The unit of numbers that have none of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AmountUnit {
    Yuan,
    Wan,
}

impl AmountUnit {
    pub(super) fn from_label(label: &str) -> Option<Self> {
        match label {
            "元" => Some(Self::Yuan),
            "万元" => Some(Self::Wan),
            _ => None,
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::Wan => "万元",
        }
    }

    fn read(self, text: &str) -> Option<Fen> {
        match self {
            Self::Yuan => Fen::from_yuan(text).ok(),
            Self::Wan => Fen::from_wan(text).ok(),
        }
    }
}

/// An amount; a unit written in the value goes before that of the column. Capitals without a unit are 元 only where
/// the column is: documents speak 元.
pub(super) fn read(text: &str, unit: AmountUnit) -> Option<Fen> {
    if let Some(fen) = unit.read(text) {
        return Some(fen);
    }
    if unit == AmountUnit::Yuan
        && !text.contains(['元', '圆'])
        && !text.contains(|c: char| c.is_ascii_digit())
    {
        return Fen::from_yuan(&format!("{text}元")).ok();
    }
    let folded = fold_width(text);
    if !folded.chars().all(is_amount_character) {
        return None;
    }
    only(fines_in(&folded))
}

/// The same where amounts are digits.
pub(super) fn read_digits(text: &str, unit: AmountUnit) -> Option<Fen> {
    let text = text.trim();
    let number = text.strip_suffix(unit.label()).unwrap_or(text);
    if Fen::is_number(number) { unit.read(number) } else { None }
}

/// An amount that could not be read, for the check to judge, which takes numbers for 万元.
pub(super) fn unread(text: &str, unit: AmountUnit) -> String {
    if unit == AmountUnit::Yuan && Fen::is_number(text) { format!("{text}元") } else { text.to_owned() }
}

/// The only fine that a text names; `None` if it names none or several.
pub(super) fn only_fine(text: &str) -> Option<Fen> {
    if !text.contains("罚款") {
        return None;
    }
    only(fines_in(text))
}

fn only(amounts: Vec<Fen>) -> Option<Fen> {
    let first = *amounts.first()?;
    amounts.iter().all(|amount| *amount == first).then_some(first)
}

/// What an amount is written with; anything else says more than an amount.
fn is_amount_character(character: char) -> bool {
    character.is_ascii_digit()
        || character.is_whitespace()
        || "零〇一二三四五六七八九两壹贰貳叁參肆伍陆陸柒捌玖十百千拾佰仟万萬亿億元圆圓角分整正人民币大写小:,.()¥￥+".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_in_every_spelling_that_departments_use() {
        let cases = [
            ("15000", AmountUnit::Yuan, Some(1_500_000)),
            ("15000", AmountUnit::Wan, Some(15_000_000_000)),
            ("1.5万元", AmountUnit::Yuan, Some(1_500_000)),
            ("5000元", AmountUnit::Wan, Some(500_000)),
            ("壹万伍仟元整", AmountUnit::Yuan, Some(1_500_000)),
            ("人民币壹万伍仟元整", AmountUnit::Wan, Some(1_500_000)),
            ("壹万伍仟", AmountUnit::Yuan, Some(1_500_000)),
            ("壹万伍仟", AmountUnit::Wan, None), // capitals without a unit in a column of 万元 are a riddle
            ("壹拾贰万叁仟肆佰伍拾陆元柒角捌分", AmountUnit::Yuan, Some(12_345_678)),
            ("人民币2,000.00元（大写：贰仟元整）", AmountUnit::Yuan, Some(200_000)),
            ("人民币2,000.00元（大写：叁仟元整）", AmountUnit::Yuan, None), // they contradict each other
            ("未标明", AmountUnit::Yuan, None),
            ("约5000元", AmountUnit::Yuan, None),
            ("-5", AmountUnit::Yuan, None),
        ];
        for (text, unit, fen) in cases {
            assert_eq!(read(text, unit).map(Fen::fen), fen, "{text} {unit:?}");
        }
    }

    #[test]
    fn digits_are_taken_and_what_is_not_read_is_never_taken_for_another_unit() {
        for (text, fen) in
            [("2000", Some(200_000)), ("2,000元", Some(200_000)), ("2万", None), ("两千", None)]
        {
            assert_eq!(read_digits(text, AmountUnit::Yuan).map(Fen::fen), fen, "{text}");
        }
        assert_eq!(unread("2000.505", AmountUnit::Yuan), "2000.505元");
        assert_eq!(unread("2000.505", AmountUnit::Wan), "2000.505");
        assert_eq!(unread("两千", AmountUnit::Yuan), "两千");
    }

    #[test]
    fn a_fine_is_taken_from_a_text_only_if_it_names_one() {
        let cases = [
            ("责令立即改正；罚款人民币叁仟元整", Some(300_000)),
            ("没收违法所得12000元，罚款5000元", Some(500_000)),
            ("甲罚款1000元；乙罚款2000元", None),
            ("违法所得300元", None), // no fine
            ("罚款", None),
        ];
        for (text, fen) in cases {
            assert_eq!(only_fine(text).map(Fen::fen), fen, "{text}");
        }
    }
}
