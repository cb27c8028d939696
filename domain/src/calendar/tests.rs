use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The last day on which a decision of that day may go public.
fn seventh(calendar: &Calendar, decided_on: NaiveDate) -> Result<NaiveDate, UnknownYear> {
    calendar.add_workdays(decided_on, 7)
}

fn days_of(year: i32) -> impl Iterator<Item = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    first.iter_days().take_while(move |day| day.year() == year)
}

#[test]
fn every_row_of_the_tables_reads_and_names_a_notice_of_the_table() {
    let (days, notices) = (include_str!("../data/holidays.csv"), include_str!("../data/notices.csv"));
    let calendar = Calendar::from_csv(days, notices).unwrap();
    assert_eq!(calendar.days.len(), days.lines().count() - 1);
    assert_eq!(calendar.years().collect::<Vec<_>>(), (2007..=2026).collect::<Vec<_>>());
    let known: BTreeSet<&str> = calendar.notices.values().flatten().map(Notice::citation).collect();
    for day in calendar.days.values() {
        assert!(known.contains(day.notice.as_str()), "{day:?}");
        let is_weekend = by_weekday(day.date) == DayKind::Weekend;
        assert!(day.kind == SpecialKind::Holiday || is_weekend, "only weekend days are made up: {day:?}");
    }
}

#[test]
fn a_row_that_does_not_read_is_named_by_its_line() {
    let error = Calendar::from_csv("date,name,kind,notice\n2026-02-30,春节,holiday,甲\n", "").unwrap_err();
    assert_eq!(error, CalendarDataError { table: "holidays", line: 2 });
}

#[test]
fn years_have_as_many_working_days_as_were_announced() {
    let announced = [250, 249, 250, 250, 249, 250, 249, 249, 251, 248];
    let calendar = Calendar::official();
    for (year, expected) in (2016..).zip(announced) {
        let count = days_of(year).filter(|day| calendar.day(*day).unwrap().is_workday()).count();
        assert_eq!(count, expected, "{year}");
        assert_eq!(calendar.announced_workdays(year), u32::try_from(expected).unwrap(), "{year}");
    }
}

#[test]
fn deadlines_of_the_table_are_met() {
    let calendar = Calendar::official();
    for line in include_str!("../../../tests/data/deadlines.csv").lines().skip(1) {
        let mut cells = line.splitn(4, ',');
        let decided_on = day(cells.next().unwrap());
        let n = cells.next().unwrap().parse().unwrap();
        let due_on = day(cells.next().unwrap());
        assert_eq!(calendar.add_workdays(decided_on, n), Ok(due_on), "{line}");
        assert_eq!(calendar.workdays_between(decided_on, due_on), Ok(n), "{line}");
        assert_eq!(calendar.deadline(decided_on, n), Deadline::Firm(due_on), "{line}");
    }
}

#[test]
fn trap_the_day_of_the_decision_does_not_count() {
    let calendar = Calendar::official();
    assert_eq!(seventh(&calendar, day("2026-07-06")), Ok(day("2026-07-15")));
    assert_eq!(calendar.add_workdays(day("2026-07-06"), 0), Ok(day("2026-07-06")));
}

#[test]
fn trap_weekend_make_up_days_count() {
    let calendar = Calendar::official();
    let kind = calendar.day(day("2026-02-14"));
    assert_eq!(kind, Ok(DayKind::MakeupWorkday { name: "春节".to_owned() }));
    assert_eq!(seventh(&calendar, day("2026-02-09")), Ok(day("2026-02-25")));
}

#[test]
fn trap_a_missing_year_is_refused() {
    let calendar = Calendar::official().without_year(2026);
    let unknown = Err(UnknownYear { year: 2026 });
    assert_eq!(seventh(&calendar, day("2026-03-02")), unknown);
    assert_eq!(seventh(&calendar, day("2025-12-24")), unknown, "the count touches the end of December");
    assert_eq!(seventh(&calendar, day("2025-12-17")), Ok(day("2025-12-26")));
    assert_eq!(
        calendar.workdays_between(day("2026-03-02"), day("2026-03-09")),
        Err(UnknownYear { year: 2026 })
    );
    assert_eq!(seventh(&Calendar::official(), day("2006-03-02")), Err(UnknownYear { year: 2006 }));
}

#[test]
fn trap_the_last_days_of_december_need_the_next_notice_too() {
    let calendar = Calendar::official();
    for text in ["2026-12-29", "2026-12-30", "2026-12-31"] {
        assert_eq!(calendar.day(day(text)), Err(UnknownYear { year: 2027 }), "{text}");
    }
    assert_eq!(calendar.day(day("2026-12-28")), Ok(DayKind::Workday));
    assert_eq!(calendar.day(day("2018-12-31")), Ok(DayKind::Holiday { name: "元旦".to_owned() }));
    assert_eq!(calendar.without_year(2019).day(day("2018-12-31")), Err(UnknownYear { year: 2019 }));
}

#[test]
fn a_provisional_deadline_counts_known_days_as_announced_and_says_which_year_is_missing() {
    let calendar = Calendar::official();
    let provisional = Deadline::Provisional { on: day("2026-12-31"), missing_year: 2027 };
    assert_eq!(calendar.deadline(day("2026-12-22"), 7), provisional);
    assert!(provisional.is_provisional());
    let early = calendar.without_year(2027).deadline(day("2026-09-30"), 3);
    assert_eq!(early, Deadline::Firm(day("2026-10-10")), "known days stay firm");
}

#[test]
fn planned_and_changed_days_are_as_last_announced() {
    let calendar = Calendar::official();
    let cases = [
        ("2024-02-09", DayKind::Workday), // 除夕 became a holiday only in 2025
        ("2020-02-01", DayKind::Holiday { name: "春节".to_owned() }), // planned as a make-up day
        ("2020-02-03", DayKind::Workday),
        ("2019-05-03", DayKind::Holiday { name: "劳动节".to_owned() }),
        ("2023-12-30", DayKind::Weekend),
    ];
    for (text, kind) in cases {
        assert_eq!(calendar.day(day(text)), Ok(kind), "{text}");
    }
}

#[test]
fn no_working_days_lie_between_a_day_and_an_earlier_one() {
    let calendar = Calendar::official();
    assert_eq!(calendar.workdays_between(day("2026-07-06"), day("2026-07-06")), Ok(0));
    assert_eq!(calendar.workdays_between(day("2026-07-06"), day("2026-07-01")), Ok(0));
}

#[test]
fn a_count_is_shown_day_by_day() {
    let days = Calendar::official().count(day("2026-02-12"), day("2026-02-12"), 3);
    let shown: Vec<(u32, CountedKind, Option<u32>)> =
        days.iter().map(|counted| (counted.date.day(), counted.kind, counted.number)).collect();
    let mut expected = vec![
        (12, CountedKind::Start, Some(0)),
        (13, CountedKind::Workday, Some(1)),
        (14, CountedKind::MakeupWorkday, Some(2)),
    ];
    expected.extend((15..=23).map(|date| (date, CountedKind::Holiday, None)));
    expected.push((24, CountedKind::Workday, Some(3)));
    assert_eq!(shown, expected);
    assert_eq!(days[3].name.as_deref(), Some("春节"));
}

#[test]
fn a_late_publication_is_counted_on_to_its_day_but_not_for_ever() {
    let calendar = Calendar::official();
    let days = calendar.count(day("2026-07-06"), day("2026-07-17"), 7);
    assert_eq!(days.last().map(|counted| (counted.date, counted.number)), Some((day("2026-07-17"), Some(9))));
    assert_eq!(calendar.count(day("2020-07-06"), day("2026-07-17"), 7).len(), COUNTED_DAYS_LIMIT);
    let long = calendar.count(day("2026-01-05"), day("2026-01-05"), 100);
    assert_eq!(long.last().and_then(|counted| counted.number), Some(100));
}

#[test]
fn a_count_names_the_notices_it_rests_on() {
    let calendar = Calendar::official();
    let notices = |from: &str, to: &str| calendar.notices(day(from), day(to));
    assert_eq!(notices("2026-02-09", "2026-02-25"), ["国办发明电〔2025〕7号"]);
    assert_eq!(notices("2025-12-25", "2026-01-06"), ["国办发明电〔2024〕12号", "国办发明电〔2025〕7号"]);
    assert_eq!(notices("2018-12-24", "2018-12-29"), ["国办发明电〔2017〕12号", "国办发明电〔2018〕15号"]);
    assert_eq!(notices("2020-01-22", "2020-02-10"), ["国办发明电〔2019〕16号", "国办发明电〔2020〕1号"]);
    assert_eq!(notices("2020-07-01", "2020-07-10"), ["国办发明电〔2019〕16号"]);
    assert!(notices("2026-02-09", "2026-02-01").is_empty());
}

#[test]
fn trap_days_are_beijing_days() {
    let received: DateTime<Utc> = "2026-02-26T00:30:00+08:00".parse().unwrap();
    assert_eq!(
        beijing_date(received),
        day("2026-02-26"),
        "late for 02-25, though it is still that day in UTC"
    );
    assert!(received >= start_of_day(day("2026-02-26")));
    assert_eq!(start_of_day(day("2026-02-26")).to_rfc3339(), "2026-02-25T16:00:00+00:00");
}

#[test]
fn the_ends_of_time_do_not_panic() {
    let calendar = Calendar::official();
    assert!(calendar.deadline(NaiveDate::MAX, 7).is_provisional());
    assert_eq!(beijing_date(start_of_day(NaiveDate::MAX)), NaiveDate::MAX);
    start_of_day(NaiveDate::MIN);
    beijing_date(DateTime::<Utc>::MAX_UTC);
}

fn known_days() -> impl Strategy<Value = NaiveDate> {
    (0_u64..7_000).prop_map(|offset| day("2007-01-01") + chrono::Days::new(offset))
}

proptest! {
    #[test]
    fn the_deadline_never_comes_earlier_for_a_later_decision(a in known_days(), b in known_days()) {
        let calendar = Calendar::official();
        let (earlier, later) = (a.min(b), a.max(b));
        prop_assert!(seventh(&calendar, earlier).unwrap() <= seventh(&calendar, later).unwrap());
    }

    #[test]
    fn counting_forth_and_back_agrees(from in known_days(), n in 1_u32..40) {
        let calendar = Calendar::official();
        let due_on = calendar.add_workdays(from, n).unwrap();
        prop_assert_eq!(calendar.workdays_between(from, due_on), Ok(n));
        prop_assert!(calendar.day(due_on).unwrap().is_workday());
        let counted = calendar.count(from, from, n);
        prop_assert_eq!(counted.last().map(|counted| (counted.date, counted.number)), Some((due_on, Some(n))));
    }
}

#[test]
fn the_working_days_between_two_days_are_those_that_a_calendar_shows() {
    let calendar = Calendar::official();
    let first = NaiveDate::from_ymd_opt(2007, 1, 3).unwrap();
    for from in first.iter_days().step_by(23).take_while(|day| day.year() < 2025) {
        for length in [0, 1, 2, 5, 6, 7, 8, 30, 59, 131, 400] {
            let to = from + chrono::Duration::days(length);
            let shown = from.iter_days().skip(1).take_while(|day| *day <= to);
            let shown = shown.filter(|day| calendar.day(*day).unwrap().is_workday()).count();
            assert_eq!(
                calendar.workdays_between(from, to),
                Ok(u32::try_from(shown).unwrap()),
                "{from} to {to}"
            );
        }
    }
}
