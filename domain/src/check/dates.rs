//! Days and instants as files write them (RULES 1.7).

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::text::fold_width;

/// The end of a term as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Until(NaiveDate),
    LongTerm,
    /// 2099-01-31 and the like: 长期 was meant.
    LongTermTypo,
}

/// The earliest day that a decision can have.
pub(super) const FOUNDING_DAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(1949, 10, 1);

/// 2026/01/02, 2026-1-2, 2026.1.2, 20260102, 2026年1月2日, and what workbooks make of them (`2026-01-02 00:00:00`).
pub(super) fn read_date(text: &str) -> Option<NaiveDate> {
    let folded = fold_width(text);
    let trimmed = folded.trim();
    let (day, time) = split_time(trimmed);
    if !time.is_empty() {
        read_clock(time)?;
    }
    let [year, month, day] = numbers(day)?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
        .filter(|day| (1800..=9999).contains(&day.year()))
}

/// A day, or a day and a time of day, in Beijing; with an offset (RFC 3339) as that says.
pub(super) fn read_time(text: &str) -> Option<DateTime<Utc>> {
    let folded = fold_width(text);
    let trimmed = folded.trim();
    if let Ok(instant) = DateTime::parse_from_rfc3339(trimmed) {
        return Some(instant.to_utc());
    }
    let day = read_date(trimmed)?;
    let (_, time) = split_time(trimmed);
    let time = if time.is_empty() { NaiveTime::MIN } else { read_clock(time)? };
    let beijing = NaiveDateTime::new(day, time);
    Some(beijing.checked_sub_signed(TimeDelta::hours(8))?.and_utc())
}

/// The end of a term: a day, or 长期 in its spellings. The year 2099 means 长期 whatever the day (RULES 1.7: real
/// data has 2099-01-31); so do 2999 and 9999.
pub(super) fn read_end(text: &str) -> Option<End> {
    let trimmed = text.trim();
    if ["长期", "永久", "无固定期限", "长期有效", "永久有效"].contains(&trimmed) {
        return Some(End::LongTerm);
    }
    match read_date(trimmed) {
        Some(day) if day.year() == 2099 && (day.month(), day.day()) == (12, 31) => Some(End::LongTerm),
        Some(day) if matches!(day.year(), 2099 | 2999 | 9999) => Some(End::LongTermTypo),
        Some(day) => Some(End::Until(day)),
        // 2099-11-31 and 2099-12-32 do not exist, but say the same.
        None if fold_width(trimmed).starts_with("2099") && looks_like_date(trimmed) => {
            Some(End::LongTermTypo)
        }
        None => None,
    }
}

fn looks_like_date(text: &str) -> bool {
    numbers(split_time(&fold_width(text)).0).is_some()
}

/// Parts the day from the time of day: at a blank or at the `T` of ISO 8601.
fn split_time(text: &str) -> (&str, &str) {
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    (day, time.trim())
}

fn read_clock(text: &str) -> Option<NaiveTime> {
    let text = text.trim_end_matches('Z');
    ["%H:%M:%S%.f", "%H:%M"].iter().find_map(|format| NaiveTime::parse_from_str(text, format).ok())
}

/// Year, month and day of a text that holds nothing else.
fn numbers(text: &str) -> Option<[u32; 3]> {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some([
            text.get(..4)?.parse().ok()?,
            text.get(4..6)?.parse().ok()?,
            text.get(6..)?.parse().ok()?,
        ]);
    }
    let text = text.strip_suffix(['日', '号']).unwrap_or(text);
    let mut parts = text.split(['/', '-', '.', '年', '月']);
    let year = parts.next()?.trim();
    let (month, day) = (parts.next()?.trim(), parts.next()?.trim());
    let is_number = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if parts.next().is_some()
        || year.len() != 4
        || !is_number(year, 4)
        || !is_number(month, 2)
        || !is_number(day, 2)
    {
        return None;
    }
    Some([year.parse().ok()?, month.parse().ok()?, day.parse().ok()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_every_spelling_that_files_have() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 2);
        for text in [
            "2026/01/02",
            "2026-01-02",
            "2026/1/2",
            "2026.1.2",
            "20260102",
            "2026年1月2日",
            "２０２６／０１／０２",
            "2026-01-02 00:00:00",
            "2026-01-02T08:30:00",
            " 2026-01-02 ",
        ] {
            assert_eq!(read_date(text), day, "{text}");
        }
        for text in
            ["2026-02-29", "2026-13-01", "26-01-02", "2026-01", "昨天", "2026-01-02 25:00", "", "46024"]
        {
            assert_eq!(read_date(text), None, "{text}");
        }
    }

    #[test]
    fn trap_6_the_end_of_2099_means_long_term_and_so_do_its_typos() {
        assert_eq!(read_end("2099/12/31"), Some(End::LongTerm));
        assert_eq!(read_end("2099-12-31 00:00:00"), Some(End::LongTerm));
        assert_eq!(read_end("长期"), Some(End::LongTerm));
        for typo in ["2099-01-31", "2099-12-13", "2099/11/31", "9999-12-31"] {
            assert_eq!(read_end(typo), Some(End::LongTermTypo), "{typo}");
        }
        assert_eq!(read_end("2098-12-31"), NaiveDate::from_ymd_opt(2098, 12, 31).map(End::Until));
        assert_eq!(read_end("2026-02-30"), None);
    }

    #[test]
    fn trap_30_times_are_beijing_times() {
        let instant = read_time("2026-02-26 00:30").map(|time| time.to_rfc3339());
        assert_eq!(instant.as_deref(), Some("2026-02-25T16:30:00+00:00"));
        assert_eq!(read_time("2026-02-26T00:30:00+08:00"), read_time("2026/2/26 00:30:00"));
    }
}
