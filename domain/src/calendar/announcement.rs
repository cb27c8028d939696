//! Reads the text of a notice of the State Council on a year's holidays, as it is published:
//! 「一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。」
//!
//! The notice checks itself: it gives days of the week and the length of each break. What does not agree with them is
//! a fault, so that a wrong year or a slip in copying is seen before anybody's deadline moves.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{SpecialDay, SpecialKind, is_weekday};
use crate::text::fold_width;

/// The festivals that the notice of every year arranges (全国年节及纪念日放假办法 art. 2).
pub const FESTIVALS: [&str; 7] = ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"];

/// A break that is longer was misread: the longest ever announced has nine days.
const LONGEST_BREAK: i64 = 15;

/// The characters of the number before a paragraph, such as 十一、.
const NUMERALS: &str = "一二三四五六七八九十";

/// What is wrong with the text of a notice, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnouncementFault {
    /// Line of the text, from 1; none if it concerns the whole.
    pub line: Option<usize>,
    /// What is wrong and what to do.
    pub message: String,
}

/// Reads the numbered paragraphs; the others hold no days. Each day names the notice as `citation`.
///
/// # Errors
/// Every sentence that does not read or contradicts itself, and days that are arranged twice.
pub fn read(year: i32, citation: &str, text: &str) -> Result<Vec<SpecialDay>, Vec<AnnouncementFault>> {
    let (mut days, mut faults) = (Vec::<SpecialDay>::new(), Vec::new());
    for (index, line) in text.lines().enumerate() {
        let line = fold_width(line);
        let Some((festival, rest)) = paragraph(&line) else { continue };
        for sentence in rest.split('。').map(str::trim).filter(|sentence| !sentence.is_empty()) {
            let place = Place { year, festival: &festival, citation };
            match place.sentence(sentence) {
                Ok(read) => days.extend(read),
                Err(message) => faults.push(AnnouncementFault { line: Some(index + 1), message }),
            }
        }
    }
    days.sort_by_key(|day| day.date);
    let twice = days.windows(2).filter(|pair| pair[0].date == pair[1].date).map(|pair| pair[0].date);
    faults.extend(twice.map(|date| whole(format!("{date} 安排了两次：请核对通知原文"))));
    if days.is_empty() && faults.is_empty() {
        faults.push(whole("没有读到放假安排：请粘贴通知中“一、元旦：……”开始的各段原文".to_owned()));
    }
    if faults.is_empty() { Ok(days) } else { Err(faults) }
}

/// The festivals of which nothing is arranged; a year's first notice arranges all of them.
pub fn missing_festivals(days: &[SpecialDay]) -> Vec<&'static str> {
    let is_there = |festival: &&str| days.iter().any(|day| day.name.contains(*festival));
    FESTIVALS.into_iter().filter(|festival| !is_there(festival)).collect()
}

fn whole(message: String) -> AnnouncementFault {
    AnnouncementFault { line: None, message }
}

/// The festival and the text of a numbered paragraph.
fn paragraph(line: &str) -> Option<(String, &str)> {
    let (number, rest) = line.trim().split_once('、')?;
    let is_number = !number.is_empty() && number.chars().all(|c| NUMERALS.contains(c));
    let (festival, rest) = rest.split_once(':').filter(|_| is_number)?;
    Some((festival.trim().to_owned(), rest))
}

/// Where a sentence stands.
struct Place<'a> {
    year: i32,
    festival: &'a str,
    citation: &'a str,
}

/// A day as it is written: with or without year and month, with a remark such as 农历正月初一、周二.
#[derive(Debug, Default)]
struct Written {
    year: Option<i32>,
    month: Option<u32>,
    day: u32,
    remark: String,
}

impl Place<'_> {
    /// The days of a sentence.
    fn sentence(&self, sentence: &str) -> Result<Vec<SpecialDay>, String> {
        let unread = || {
            format!("“{sentence}”没有读懂：请照通知原文填写，例如“1月1日(周四)至3日(周六)放假调休，共3天”")
        };
        let (kind, at) = match (sentence.find("放假"), sentence.find("上班")) {
            (Some(at), None) => (SpecialKind::Holiday, at),
            (None, Some(at)) => (SpecialKind::MakeupWorkday, at),
            _ => return Err(unread()),
        };
        let (listed, rest) = sentence.split_at(at);
        let mut dates = Vec::new();
        for part in parts_of(listed) {
            let ends: Option<Vec<Written>> = part.split('至').map(written).collect();
            dates.extend(self.span(&ends.ok_or_else(unread)?).map_err(|why| why.unwrap_or_else(unread))?);
        }
        if dates.is_empty() {
            return Err(unread());
        }
        match kind {
            SpecialKind::Holiday => check_length(&dates, rest)?,
            SpecialKind::MakeupWorkday => check_made_up(&dates)?,
        }
        let (name, notice) = (self.festival.to_owned(), self.citation.to_owned());
        let special = |date| SpecialDay { date, name: name.clone(), kind, notice: notice.clone() };
        Ok(dates.into_iter().map(special).collect())
    }

    /// A day, or all from one to another. The error is empty where the text does not read.
    fn span(&self, ends: &[Written]) -> Result<Vec<NaiveDate>, Option<String>> {
        let (first, last) = match ends {
            [only] => (self.date(only, None)?, None),
            [first, last] => {
                let from = self.date(first, None)?;
                (from, Some(self.date(last, Some(from))?))
            }
            _ => return Err(None),
        };
        let last = last.unwrap_or(first);
        if last < first || (last - first).num_days() >= LONGEST_BREAK {
            return Err(Some(format!("{first} 至 {last} 不是一个假期：请核对日期")));
        }
        Ok(first.iter_days().take_while(|date| *date <= last).collect())
    }

    /// The date of a written day; what it leaves out is that of the day before it in the span, else the notice's year.
    fn date(&self, written: &Written, after: Option<NaiveDate>) -> Result<NaiveDate, Option<String>> {
        let month = written.month.or_else(|| after.map(|first| first.month())).ok_or(None)?;
        // The break around New Year may begin in December.
        let is_before = self.festival.contains("元旦") && month == 12;
        let year = written.year.unwrap_or(if is_before { self.year - 1 } else { self.year });
        let day = written.day;
        let date = NaiveDate::from_ymd_opt(year, month, day)
            .ok_or_else(|| Some(format!("没有{year}年{month}月{day}日：请核对日期")))?;
        let is_ruled = date.year() == self.year || (date.year() == self.year - 1 && date.month() == 12);
        if !is_ruled {
            return Err(Some(format!("{date} 不在{}年的安排之内：请核对年份", self.year)));
        }
        match weekday_in(&written.remark) {
            Some(named) if named != date.weekday() => Err(Some(format!(
                "{date} 是{}，文中写的是{}：请核对年份和日期",
                weekday_name(date.weekday()),
                weekday_name(named)
            ))),
            _ => Ok(date),
        }
    }
}

/// The days and spans of a list, cut at the marks outside brackets.
fn parts_of(listed: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0_i32, 0, Vec::new());
    for (at, mark) in listed.char_indices() {
        match mark {
            '(' => depth += 1,
            ')' => depth -= 1,
            '、' | ',' | '和' if depth == 0 => {
                parts.push(&listed[start..at]);
                start = at + mark.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&listed[start..]);
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Reads 2027年1月1日(周五), 1月1日 or 3日.
fn written(text: &str) -> Option<Written> {
    let (date, remark) = text.trim().split_once('日')?;
    let remark = match remark.trim() {
        "" => "",
        remark => remark.strip_prefix('(')?.strip_suffix(')')?,
    };
    let (year, date) = match date.split_once('年') {
        Some((year, rest)) => (Some(year.trim().parse().ok()?), rest),
        None => (None, date),
    };
    let (month, day) = match date.split_once('月') {
        Some((month, day)) => (Some(month.trim().parse().ok()?), day),
        None => (None, date),
    };
    Some(Written { year, month, day: day.trim().parse().ok()?, remark: remark.to_owned() })
}

/// 周四 or 星期四 in a remark.
fn weekday_in(remark: &str) -> Option<Weekday> {
    let (_, name) = remark.rsplit_once("周").or_else(|| remark.rsplit_once("星期"))?;
    let place = "一二三四五六日".chars().position(|c| name.starts_with(c))?;
    Weekday::try_from(u8::try_from(place).ok()?).ok()
}

fn weekday_name(weekday: Weekday) -> String {
    let place = usize::try_from(weekday.num_days_from_monday()).unwrap_or(0);
    "一二三四五六日".chars().nth(place).map(|name| format!("周{name}")).unwrap_or_default()
}

/// 共3天 must be what the dates give.
fn check_length(dates: &[NaiveDate], rest: &str) -> Result<(), String> {
    let Some((_, said)) = rest.split_once('共') else { return Ok(()) };
    let said = said.trim_end_matches('天').trim();
    if said.parse() == Ok(dates.len()) {
        return Ok(());
    }
    Err(format!("日期共{}天，文中写的是“共{said}天”：请核对日期", dates.len()))
}

/// Only Saturdays and Sundays are worked instead of other days.
fn check_made_up(dates: &[NaiveDate]) -> Result<(), String> {
    match dates.iter().find(|date| is_weekday(**date)) {
        Some(date) => Err(format!("{date} 是{}，本来就上班：请核对日期", weekday_name(date.weekday()))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;

    /// The notice of 2026, as published.
    const NOTICE_OF_2026: &str = "\
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
鼓励单位和个人结合落实带薪年休假等制度，实际形成较长假期。
国务院办公厅
2025年11月4日";

    fn faults(year: i32, text: &str) -> Vec<String> {
        let faults = read(year, "甲", text).unwrap_err();
        faults.into_iter().map(|fault| format!("{:?} {}", fault.line, fault.message)).collect()
    }

    #[test]
    fn the_notice_of_2026_as_published_gives_the_days_of_the_table() {
        let days = read(2026, "国办发明电〔2025〕7号", NOTICE_OF_2026).unwrap();
        let table: Vec<SpecialDay> =
            Calendar::official().days.values().filter(|day| day.date.year() == 2026).cloned().collect();
        assert_eq!(days, table);
        assert_eq!(missing_festivals(&days), Vec::<&str>::new());
    }

    #[test]
    fn forms_of_earlier_notices_read_too() {
        let cases = [
            (
                "一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。",
                2023,
                "2022-12-31 2023-01-01 2023-01-02",
            ),
            ("一、元旦：12月31日至1月2日放假", 2023, "2022-12-31 2023-01-01 2023-01-02"),
            ("三、清明节：4月5日放假，共1天。", 2023, "2023-04-05"),
            ("五、端午节：6月10日（星期一）放假，与周末连休。", 2024, "2024-06-10"),
            ("二、春节：1月26日、2月8日上班", 2025, "2025-01-26 2025-02-08"),
            ("二、春节：1月26日（农历腊月二十七、周日）和2月8日上班", 2025, "2025-01-26 2025-02-08"),
        ];
        for (text, year, expected) in cases {
            let days = read(year, "甲", text).unwrap();
            let dates: Vec<String> = days.iter().map(|day| day.date.to_string()).collect();
            assert_eq!(dates.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn what_contradicts_itself_is_refused_with_its_line() {
        let cases = [
            (
                "前言\n一、元旦：1月1日（周五）放假",
                "Some(2) 2026-01-01 是周四，文中写的是周五：请核对年份和日期",
            ),
            ("一、元旦：1月1日至3日放假，共4天", "Some(1) 日期共3天，文中写的是“共4天”：请核对日期"),
            ("一、元旦：1月5日上班", "Some(1) 2026-01-05 是周一，本来就上班：请核对日期"),
            ("一、元旦：2月30日放假", "Some(1) 没有2026年2月30日：请核对日期"),
            ("一、元旦：2025年1月1日放假", "Some(1) 2025-01-01 不在2026年的安排之内：请核对年份"),
            ("一、元旦：1月3日至1日放假", "Some(1) 2026-01-03 至 2026-01-01 不是一个假期：请核对日期"),
            ("一、元旦：1月1日放假\n二、春节：1月1日放假", "None 2026-01-01 安排了两次：请核对通知原文"),
            ("2026年放假", "None 没有读到放假安排：请粘贴通知中“一、元旦：……”开始的各段原文"),
        ];
        for (text, expected) in cases {
            assert_eq!(faults(2026, text), [expected], "{text}");
        }
        assert!(faults(2026, "一、元旦：新年第一天放假")[0].contains("没有读懂"));
        assert!(faults(2026, "一、元旦：1月1日（周四放假")[0].contains("没有读懂"));
    }

    #[test]
    fn a_notice_that_leaves_out_festivals_is_told() {
        let days = read(2025, "甲", "一、国庆节、中秋节：10月1日至8日放假，共8天").unwrap();
        assert_eq!(missing_festivals(&days), ["元旦", "春节", "清明节", "劳动节", "端午节"]);
    }
}
