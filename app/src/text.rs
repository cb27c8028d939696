//! Dates, numbers and addresses as text, the same on every page.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use domain::calendar::beijing_date;
use domain::disclosure::Timeliness;

/// 分 in one 元.
const FEN_PER_YUAN: u64 = 100;

/// 分 in one 万元.
const FEN_PER_TEN_THOUSAND_YUAN: u64 = 1_000_000;

/// `2026年11月23日`, for running text.
pub(crate) fn zh_date(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// `2026年10月` of `2026-10`; what is no month stays as it is.
pub(crate) fn zh_month(month: &str) -> String {
    let parts = month.split_once('-').map(|(year, month)| (year.parse::<u16>(), month.parse::<u8>()));
    match parts {
        Some((Ok(year), Ok(month))) => format!("{year}年{month}月"),
        _ => month.to_owned(),
    }
}

/// 周一 to 周日.
pub(crate) const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "周一",
        Weekday::Tue => "周二",
        Weekday::Wed => "周三",
        Weekday::Thu => "周四",
        Weekday::Fri => "周五",
        Weekday::Sat => "周六",
        Weekday::Sun => "周日",
    }
}

/// `10:30` in Beijing, which is eight hours ahead and has no summer time.
pub(crate) fn beijing_time(moment: DateTime<Utc>) -> String {
    (moment + TimeDelta::hours(8)).format("%H:%M").to_string()
}

/// `2026-11-23 10:30` in Beijing, for tables and the foot of a page.
pub(crate) fn iso_minute(moment: DateTime<Utc>) -> String {
    format!("{} {}", beijing_date(moment), beijing_time(moment))
}

/// `2026年11月23日 10:30` in Beijing, for running text.
pub(crate) fn zh_minute(moment: DateTime<Utc>) -> String {
    format!("{} {}", zh_date(beijing_date(moment)), beijing_time(moment))
}

/// `今日 10:21` on the reader's day, else `2026-11-19`.
pub(crate) fn short_moment(moment: DateTime<Utc>, today: NaiveDate) -> String {
    if beijing_date(moment) == today {
        format!("今日 {}", beijing_time(moment))
    } else {
        beijing_date(moment).to_string()
    }
}

/// `4,128,306`
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1,000+` where counting stopped early.
pub(crate) fn counted(number: u64, is_exact: bool) -> String {
    format!("{}{}", thousands(number), if is_exact { "" } else { "+" })
}

/// `97.8` of 978 in 1,000; none for a zero denominator. Never rounded up to 100.
pub(crate) fn percent(part: u64, whole: u64) -> Option<String> {
    let (part, whole) = (u128::from(part), u128::from(whole));
    let rounded = (part * 1000 + whole / 2).checked_div(whole)?;
    let tenths = if part < whole { rounded.min(999) } else { rounded };
    Some(format!("{}.{}", tenths / 10, tenths % 10))
}

/// `97.8%`, or `—` for a zero denominator.
pub(crate) fn percent_or_dash(part: u64, whole: u64) -> String {
    percent(part, whole).map_or_else(|| "—".to_owned(), |percent| format!("{percent}%"))
}

/// `38,700 元` of 3,870,000 分.
pub(crate) fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    let whole = thousands(fen / FEN_PER_YUAN);
    match fen % FEN_PER_YUAN {
        0 => format!("{sign}{whole} 元"),
        rest => format!("{sign}{whole}.{rest:02} 元"),
    }
}

/// `500 万元` of 500,000,000 分.
pub(crate) fn ten_thousand_yuan(fen: i64) -> String {
    let fen = fen.unsigned_abs();
    let whole = thousands(fen / FEN_PER_TEN_THOUSAND_YUAN);
    let rest = format!("{:06}", fen % FEN_PER_TEN_THOUSAND_YUAN);
    match rest.trim_end_matches('0') {
        "" => format!("{whole} 万元"),
        decimals => format!("{whole}.{decimals} 万元"),
    }
}

/// The verdict of the clock in words.
pub(crate) fn timeliness(verdict: Timeliness) -> String {
    match verdict {
        Timeliness::OnTime { working_days: 0 } => "决定当日公示".to_owned(),
        Timeliness::OnTime { working_days } => format!("第 {working_days} 个工作日"),
        Timeliness::Late { by_working_days } => format!("迟 {by_working_days} 个工作日"),
        Timeliness::NotJudged => "不评判及时性".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_never_round_up_to_a_hundred_and_have_no_value_without_a_denominator() {
        let cases = [
            (0, 0, "—"),
            (0, 5, "0.0%"),
            (9_999, 10_000, "99.9%"),
            (5, 5, "100.0%"),
            (19_046, 19_474, "97.8%"),
        ];
        for (part, whole, expected) in cases {
            assert_eq!(percent_or_dash(part, whole), expected);
        }
    }

    #[test]
    fn amounts_are_shown_in_yuan_and_ten_thousands() {
        let cases = [
            (3_870_000, "38,700 元", "3.87 万元"),
            (150, "1.50 元", "0.00015 万元"),
            (500_000_000, "5,000,000 元", "500 万元"),
        ];
        for (fen, in_yuan, in_ten_thousands) in cases {
            assert_eq!((yuan(fen).as_str(), ten_thousand_yuan(fen).as_str()), (in_yuan, in_ten_thousands));
        }
    }

    #[test]
    fn a_moment_after_midnight_in_beijing_is_the_next_day() {
        let moment = DateTime::parse_from_rfc3339("2026-02-25T16:30:00Z").unwrap().to_utc();
        assert_eq!(
            (iso_minute(moment).as_str(), zh_minute(moment).as_str()),
            ("2026-02-26 00:30", "2026年2月26日 00:30")
        );
        assert_eq!(short_moment(moment, beijing_date(moment)), "今日 00:30");
    }

    #[test]
    fn numbers_have_thousands_separators() {
        assert_eq!(
            ["0", "999", "1,000", "4,128,306"],
            [0, 999, 1_000, 4_128_306].map(thousands).each_ref().map(String::as_str)
        );
        assert_eq!(
            (counted(1_000, false), zh_month("2026-10")),
            ("1,000+".to_owned(), "2026年10月".to_owned())
        );
    }
}
