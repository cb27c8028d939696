//! Amounts of money: files speak 万元, documents speak 元, the store speaks 分 (RULES 1.4, 1.7).

use std::fmt::Write as _;

use crate::text::fold_width;

/// 分 in one 元.
const FEN_PER_YUAN: i64 = 100;
/// 分 in one 万元: so six decimals of 万元 are whole 分.
const FEN_PER_WAN: i64 = 1_000_000;
/// Largest amount that is taken: one billion 万元, more than any decision ever named.
const MOST_FEN: i64 = 1_000_000_000 * FEN_PER_WAN;
/// The factor between 元 and 万元, by which amounts are off when a column's unit was mistaken.
const WAN: i64 = 10_000;

/// An amount in 分 (1/100 元), never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fen(i64);

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// No digits, or something beside them.
    #[error("不是数字")]
    NotANumber,
    /// Below zero.
    #[error("金额不能为负数")]
    Negative,
    /// Finer than 分.
    #[error("小数位数过多，最小单位为分")]
    TooManyDecimals,
    /// Beyond all sense.
    #[error("金额过大")]
    TooLarge,
}

impl Fen {
    /// An amount of so many 分; `None` below zero.
    pub const fn new(fen: i64) -> Option<Self> {
        if fen < 0 { None } else { Some(Self(fen)) }
    }

    /// The number of 分.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// True for nothing at all.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Reads a column in 万元, at most six decimals. A value that carries its own unit (`2000元`) is read by that.
    pub fn from_wan(text: &str) -> Result<Self, AmountError> {
        read(text, FEN_PER_WAN)
    }

    /// Reads a column in 元, at most two decimals. A value that carries its own unit (`0.2万元`) is read by that.
    pub fn from_yuan(text: &str) -> Result<Self, AmountError> {
        read(text, FEN_PER_YUAN)
    }

    /// True if a text is a number in digits, with thousands separators or not, and nothing else: no word, no unit, no
    /// numeral. Only such a text says the same in every unit of its column.
    pub fn is_number(text: &str) -> bool {
        let folded = fold_width(text.trim());
        let number = folded.strip_prefix(['+', '-', '−']).unwrap_or(&folded);
        !matches!(decimal(number, FEN_PER_WAN), Err(AmountError::NotANumber))
    }

    /// In 万元 with six decimals, as the standard stores it: `0.200000`.
    pub fn wan(self) -> String {
        format!("{}.{:06}", self.0 / FEN_PER_WAN, self.0 % FEN_PER_WAN)
    }

    /// The same without padding, for people: `0.2`, `500`.
    pub fn short_wan(self) -> String {
        self.wan().trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// Both ways to say it, for people: `2 万元（20,000 元）`.
    pub fn in_words(self) -> String {
        format!("{} 万元（{} 元）", self.short_wan(), self.yuan())
    }

    /// In 元 with thousands: `2,000` or `38,700.50`.
    pub fn yuan(self) -> String {
        let digits = (self.0 / FEN_PER_YUAN).to_string();
        let mut text = String::with_capacity(digits.len() * 2);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        let rest = self.0 % FEN_PER_YUAN;
        if rest != 0 {
            // Writing to a string cannot fail.
            let _ = write!(text, ".{rest:02}");
        }
        text
    }

    /// True if one is exactly ten thousand times the other: 元 was taken for 万元 or the other way round.
    pub fn differs_by_unit(self, other: Self) -> bool {
        self.0 != 0 && (self.0.checked_mul(WAN) == Some(other.0) || other.0.checked_mul(WAN) == Some(self.0))
    }
}

fn read(text: &str, fen_per_unit: i64) -> Result<Fen, AmountError> {
    let folded: String = fold_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let number = folded.strip_prefix("人民币").unwrap_or(&folded);
    let number = number.strip_prefix(['+', '¥', '￥']).unwrap_or(number);
    let mut number = number.strip_suffix(['整', '正']).unwrap_or(number);
    let mut unit = fen_per_unit;
    let whole = number;
    for (suffix, fen) in [("万元", FEN_PER_WAN), ("元", FEN_PER_YUAN), ("万", FEN_PER_WAN)] {
        if let Some(rest) = number.strip_suffix(suffix) {
            number = rest;
            unit = fen;
            break;
        }
    }
    if let Some(rest) = number.strip_prefix(['-', '−']) {
        return Err(decimal(rest, unit).err().unwrap_or(AmountError::Negative));
    }
    // Capitals come from documents, which speak 元: without a unit of their own they are not guessed.
    let has_unit = number.len() < whole.len();
    if has_unit && !number.is_empty() && number.chars().all(|c| digit(c).is_some() || power(c).is_some()) {
        let fen = chinese_number(number).and_then(|value| value.checked_mul(unit));
        return fen.filter(|fen| *fen <= MOST_FEN).map(Fen).ok_or(AmountError::TooLarge);
    }
    decimal(number, unit)
}

/// A decimal number, with thousands separators or not, times `unit`, in whole 分.
fn decimal(number: &str, unit: i64) -> Result<Fen, AmountError> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole = without_separators(whole)?;
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !is_digits(&whole) || !is_digits(fraction) {
        return Err(AmountError::NotANumber);
    }
    let fraction = fraction.trim_end_matches('0');
    let places = usize::try_from(unit.ilog10()).unwrap_or(0);
    if fraction.len() > places {
        return Err(AmountError::TooManyDecimals);
    }
    let whole = whole.trim_start_matches('0');
    if whole.len() > 15 {
        return Err(AmountError::TooLarge);
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| AmountError::TooLarge)? };
    let part: i64 = format!("{fraction:0<places$}").parse().unwrap_or(0);
    let fen = whole.checked_mul(unit).and_then(|fen| fen.checked_add(part)).ok_or(AmountError::TooLarge)?;
    if fen > MOST_FEN { Err(AmountError::TooLarge) } else { Ok(Fen(fen)) }
}

/// Takes out commas that stand where thousands are parted; anywhere else they are an error (`1,5` is not 15).
fn without_separators(whole: &str) -> Result<String, AmountError> {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    if !rest.is_empty() && (!(1..=3).contains(&first.len()) || rest.iter().any(|group| group.len() != 3)) {
        return Err(AmountError::NotANumber);
    }
    Ok(format!("{first}{}", rest.concat()))
}

/// An amount in a running text, with the place where it stands (in characters).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FoundAmount {
    fen: Fen,
    start: usize,
    end: usize,
}

/// The amounts of a text that are fines: those beside the word 罚款, or all of them if none is.
///
/// Reads 罚款2000元, 3.87万元, 处以人民币贰仟元整的罚款. For the cross-check of RULES 1.7 only, never as data.
pub fn fines_in(text: &str) -> Vec<Fen> {
    let characters: Vec<char> = fold_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let amounts = amounts_in(&characters);
    let beside: Vec<Fen> =
        amounts.iter().filter(|found| is_beside_fine(&characters, found)).map(|a| a.fen).collect();
    if beside.is_empty() { amounts.into_iter().map(|found| found.fen).collect() } else { beside }
}

/// 罚款 shortly before or after the amount, in the same clause.
fn is_beside_fine(characters: &[char], found: &FoundAmount) -> bool {
    let before = &characters[found.start.saturating_sub(10)..found.start];
    let before = before.rsplit(|c| matches!(c, ';' | '。')).next().unwrap_or_default();
    let after = &characters[found.end..characters.len().min(found.end + 5)];
    let after = after.split(|c| matches!(c, ';' | '。' | ',' | '、' | '(')).next().unwrap_or_default();
    [before, after].iter().any(|text| text.windows(2).any(|pair| pair == ['罚', '款']))
}

fn amounts_in(characters: &[char]) -> Vec<FoundAmount> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < characters.len() {
        let end = characters[start..]
            .iter()
            .position(|c| !is_number_part(*c))
            .map_or(characters.len(), |length| start + length);
        if end == start {
            start += 1;
            continue;
        }
        let number: String = characters[start..end].iter().collect();
        let unit = characters.get(end).copied();
        if matches!(unit, Some('元' | '圆' | '圓')) {
            let (coins, length) = coins_after(&characters[end + 1..]);
            let fen = yuan_of(&number).and_then(|fen| fen.checked_add(coins)).and_then(Fen::new);
            let end = end + 1 + length;
            found.extend(fen.map(|fen| FoundAmount { fen, start, end }));
        }
        start = end;
    }
    found
}

fn is_number_part(character: char) -> bool {
    character.is_ascii_digit()
        || matches!(character, '.' | ',')
        || digit(character).is_some()
        || power(character).is_some()
}

/// 角 and 分 after the 元, in 分, and how many characters they take.
fn coins_after(characters: &[char]) -> (i64, usize) {
    let mut fen = 0;
    let mut length = 0;
    let mut rest = characters.iter().copied().filter(|c| *c != '零').take(4);
    while let (Some(number), Some(unit)) = (rest.next(), rest.next()) {
        let Some(value) = digit(number).or_else(|| number.to_digit(10).map(i64::from)) else { break };
        match unit {
            '角' => fen += value * 10,
            '分' => fen += value,
            _ => break,
        }
        length += 2;
    }
    (fen, length)
}

/// The value in 分 of a number in 元: Arabic digits (with 万 or 亿 behind) or Chinese numerals.
fn yuan_of(number: &str) -> Option<i64> {
    if number.starts_with(|c: char| c.is_ascii_digit()) {
        let digits = number.trim_end_matches(|c| power(c).is_some());
        let factor: i64 =
            number[digits.len()..].chars().filter_map(power).try_fold(1_i64, i64::checked_mul)?;
        return decimal(digits, FEN_PER_YUAN.checked_mul(factor)?).ok().map(Fen::fen);
    }
    chinese_number(number)?.checked_mul(FEN_PER_YUAN)
}

/// 二千零五十, 贰仟, 一十二万三千: the value of a Chinese numeral; bare digits (二〇〇〇) are read in a row.
fn chinese_number(text: &str) -> Option<i64> {
    if !text.chars().any(|c| power(c).is_some()) {
        return text.chars().try_fold(0_i64, |sum, c| sum.checked_mul(10)?.checked_add(digit(c)?));
    }
    let (mut total, mut section, mut current) = (0_i64, 0_i64, 0_i64);
    for character in text.chars() {
        if let Some(value) = digit(character) {
            current = value;
        } else {
            let power = power(character)?;
            if power >= WAN {
                section = section.checked_add(current)?;
                total = total.checked_add(section.max(i64::from(total == 0)))?.checked_mul(power)?;
                section = 0;
            } else {
                section = section.checked_add(current.max(1).checked_mul(power)?)?;
            }
            current = 0;
        }
    }
    total.checked_add(section)?.checked_add(current)
}

const fn digit(character: char) -> Option<i64> {
    Some(match character {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '贰' | '貳' | '两' => 2,
        '三' | '叁' | '參' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

const fn power(character: char) -> Option<i64> {
    Some(match character {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1_000,
        '万' | '萬' => WAN,
        '亿' | '億' => 100_000_000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::standard::data_rows;

    /// `tests/data/amounts.csv`: kind, text, 分 or error, why.
    #[test]
    fn amounts_are_read_as_the_table_says() {
        for row in data_rows(include_str!("../../tests/data/amounts.csv")) {
            let [kind, text, expected, why] = row[..] else { panic!("four columns: {row:?}") };
            let text = text.replace('，', ",");
            let shown = |result: Result<Fen, AmountError>| match result {
                Ok(fen) => fen.fen().to_string(),
                Err(error) => format!("{error:?}"),
            };
            let found = match kind {
                "wan" => shown(Fen::from_wan(&text)),
                "yuan" => shown(Fen::from_yuan(&text)),
                "text" => {
                    fines_in(&text).iter().map(|fen| fen.fen().to_string()).collect::<Vec<_>>().join(" ")
                }
                other => panic!("unknown kind {other}"),
            };
            assert_eq!(found, expected, "{kind} {text}: {why}");
        }
    }

    #[test]
    fn digits_alone_are_a_number() {
        for text in ["0.2", "1,234.5", " ２０００ ", "-1", "0.0000001"] {
            assert!(Fen::is_number(text), "{text}");
        }
        for text in ["两万", "贰万元", "2万", "20,000元", "20 000", "1,5", "1E3", "约2", "￥2", ""] {
            assert!(!Fen::is_number(text), "{text}");
        }
    }

    #[test]
    fn an_amount_shows_in_both_units() {
        let fen = Fen::from_yuan("1234567.5").unwrap();
        assert_eq!(fen.yuan(), "1,234,567.50");
        assert_eq!(fen.wan(), "123.456750");
        assert_eq!(fen.in_words(), "123.45675 万元（1,234,567.50 元）");
        assert_eq!(Fen::from_wan("2.000000").unwrap().in_words(), "2 万元（20,000 元）");
        assert_eq!(Fen::from_yuan("2000").unwrap().yuan(), "2,000");
        assert_eq!(Fen::from_yuan("999").unwrap().yuan(), "999");
    }

    #[test]
    fn trap_7_a_fine_in_yuan_in_the_column_of_ten_thousands_is_noticed() {
        let stored = Fen::from_wan("2000").unwrap();
        let text = fines_in("罚款2000元");
        assert!(text.iter().any(|fen| fen.differs_by_unit(stored)));
        assert!(!text.iter().any(|fen| fen.differs_by_unit(Fen::from_wan("0.2").unwrap())));
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(fen in 0..MOST_FEN) {
            let amount = Fen(fen);
            prop_assert_eq!(Fen::from_wan(&amount.wan()), Ok(amount));
            prop_assert_eq!(Fen::from_yuan(&amount.yuan()), Ok(amount));
        }

        #[test]
        fn no_text_makes_the_reader_fail(text in ".{0,40}") {
            let _ = Fen::from_wan(&text);
            let _ = fines_in(&text);
        }
    }
}
