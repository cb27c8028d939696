//! Bands, urgency and warnings. `tests/data/lateness.csv` says what the desk sees of a due day on each day.

use super::*;
use crate::standard::data_rows;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// A number of working days, or nothing.
fn number(text: &str) -> Option<u32> {
    (!text.is_empty()).then(|| text.parse().expect("a number"))
}

#[test]
fn the_desk_sees_a_due_day_as_the_table_says() {
    let calendar = Calendar::official();
    for row in data_rows(include_str!("../../../tests/data/lateness.csv")) {
        let [due_on, today, urgent, distance, reminder, why] = row[..] else { panic!("{row:?}") };
        let (due_on, today, distance) = (day(due_on), day(today), number(distance));
        let seen = urgency(today, due_on, &calendar);
        assert_eq!(seen.code(), urgent, "{today}: {why}");
        let counted = match seen {
            Urgency::Overdue { by } => by,
            Urgency::Near { left } | Urgency::Ample { left } => Some(left),
            Urgency::DueToday | Urgency::Unknown => None,
        };
        assert_eq!(counted, distance, "{today}: {why}");
        let warned = reminders_due(due_on, today, &calendar);
        assert_eq!(warned.map_or("", Reminder::code), reminder, "{today}: {why}");
    }
}

#[test]
fn bands_join_without_a_hole_and_what_is_overdue_by_a_weekend_alone_is_in_the_first() {
    let edges = [
        (0, "1-5"),
        (1, "1-5"),
        (5, "1-5"),
        (6, "6-20"),
        (20, "6-20"),
        (21, "21-60"),
        (60, "21-60"),
        (61, "over-60"),
    ];
    for (working_days, code) in edges {
        assert_eq!(OverdueBand::of(working_days).code(), code, "{working_days}");
    }
    assert_eq!(OverdueBand::of(u32::MAX), OverdueBand::OverSixty);
    assert_eq!(OverdueBand::ALL.map(OverdueBand::label).len(), 4);
}

#[test]
fn reasons_are_found_again_by_their_code() {
    for reason in LateReason::ALL {
        assert_eq!(LateReason::from_code(reason.code()), Some(reason));
    }
    assert_eq!(LateReason::from_code("材料补正"), None);
}

#[test]
fn warnings_go_on_without_a_notice_and_what_is_overdue_is_known_to_be() {
    let calendar = Calendar::official();
    // 2027-01-05 is a Tuesday; its year has no notice.
    let due_on = day("2027-01-05");
    assert_eq!(reminders_due(due_on, day("2026-12-31"), &calendar), Some(Reminder::ThreeDaysBefore));
    assert_eq!(reminders_due(due_on, day("2027-01-04"), &calendar), Some(Reminder::DayBefore));
    assert_eq!(reminders_due(due_on, day("2027-01-06"), &calendar), Some(Reminder::Overdue { by: None }));
    assert_eq!(reminders_due(due_on, day("2027-01-09"), &calendar), None, "a Saturday");
    assert_eq!(urgency(day("2026-12-31"), due_on, &calendar), Urgency::Unknown);
    assert_eq!(urgency(day("2027-01-06"), due_on, &calendar), Urgency::Overdue { by: None });
}

#[test]
fn a_due_day_is_warned_of_three_times_and_then_on_every_working_day() {
    let calendar = Calendar::official();
    let (decided_on, due_on) = (day("2026-02-09"), day("2026-02-25"));
    let warned = |until: &str| {
        let days = decided_on.iter_days().take_while(|today| *today <= day(until));
        days.filter(|today| reminders_due(due_on, *today, &calendar).is_some()).count()
    };
    assert_eq!(warned("2026-02-25"), 3, "across the Spring Festival");
    assert_eq!(warned("2026-03-03"), 3 + 5, "02-26, 02-27, the make-up Saturday 02-28, 03-02, 03-03");
}
