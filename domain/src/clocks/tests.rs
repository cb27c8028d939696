//! Clocks: the rows, their terms, and the traps.

use super::*;
use crate::quality::Kind;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

#[test]
fn every_row_reads_and_every_clock_has_one_that_is_in_force_now() {
    let rows = data_rows(include_str!("../data/clocks.csv")).count();
    assert_eq!(Clocks::official().rows().len(), rows);
    for kind in ClockKind::ALL {
        assert_eq!(
            Clocks::official()
                .rows()
                .iter()
                .filter(|row| row.kind == kind && row.in_force_to.is_none())
                .count(),
            1,
            "{kind:?}"
        );
        assert_eq!(ClockKind::from_code(kind.code()), Some(kind));
    }
}

fn assert_one_a_day(clocks: &Clocks) {
    for row in clocks.rows() {
        for edge in [row.in_force_from, row.in_force_to].into_iter().flatten() {
            let governing = |other: &&ClockRow| other.kind == row.kind && other.is_in_force_on(edge);
            assert_eq!(clocks.rows().iter().filter(governing).count(), 1, "{:?} on {edge}", row.kind);
        }
    }
}

#[test]
fn on_no_day_two_rows_of_a_clock_are_in_force() {
    assert_one_a_day(&Clocks::official());
}

/// `tests/data/clocks.csv`: code, day of the event, last day, why.
#[test]
fn clocks_of_the_table_end_when_it_says() {
    let calendar = Calendar::official();
    for row in data_rows(include_str!("../../../tests/data/clocks.csv")) {
        let [code, event_on, due_on, why] = row[..] else { panic!("{row:?}") };
        let kind = ClockKind::from_code(code).expect(code);
        let found = match Clocks::official().due(kind, day(event_on), &calendar) {
            None => "none".to_owned(),
            Some(Deadline::Firm(on)) => on.to_string(),
            Some(Deadline::Provisional { .. }) => "provisional".to_owned(),
        };
        assert_eq!(found, due_on, "{code} {event_on}: {why}");
    }
}

#[test]
fn a_decision_of_any_day_is_public_within_seven_working_days() {
    for on in ["1990-01-01", "2015-06-24", "2026-07-06"] {
        assert_eq!(Clocks::official().row(ClockKind::Publish, day(on)).expect(on).working_days, 7);
    }
}

fn five_days_from(first: &str, last: Option<&str>) -> ClockRow {
    ClockRow {
        kind: ClockKind::Publish,
        event: ClockEvent::Decision,
        working_days: 5,
        basis: "示例规定".to_owned(),
        in_force_from: Some(day(first)),
        in_force_to: last.map(day),
        sureness: Sureness::Found,
        why: String::new(),
    }
}

#[test]
fn a_new_row_governs_events_from_its_first_day_and_none_before() {
    let official = Clocks::official();
    let clocks = official.with(five_days_from("2027-01-01", None));
    let days =
        |clocks: &Clocks, on: &str| clocks.row(ClockKind::Publish, day(on)).expect("a row").working_days;
    assert_eq!((days(&clocks, "2026-12-31"), days(&clocks, "2027-01-01")), (7, 5));
    assert_eq!(days(&official, "2027-01-01"), 7, "the rows of the program stay");
    let others = |clocks: &Clocks| clocks.rows().iter().filter(|row| row.kind != ClockKind::Publish).count();
    assert_eq!(others(&clocks), others(&official));
    assert_one_a_day(&clocks);
}

#[test]
fn rows_entered_in_any_order_never_overlap() {
    let first = five_days_from("2027-06-01", None);
    let second = ClockRow { working_days: 6, ..five_days_from("2027-01-01", None) };
    let again = ClockRow { working_days: 4, ..five_days_from("2027-06-01", None) };
    let clocks = Clocks::official().with(first).with(second).with(again);
    assert_one_a_day(&clocks);
    let terms: Vec<(u32, Option<NaiveDate>, Option<NaiveDate>)> = clocks
        .rows()
        .iter()
        .filter(|row| row.kind == ClockKind::Publish)
        .map(|row| (row.working_days, row.in_force_from, row.in_force_to))
        .collect();
    let expected = [
        (7, None, Some(day("2015-06-23"))),
        (7, Some(day("2015-06-24")), Some(day("2026-12-31"))),
        (6, Some(day("2027-01-01")), Some(day("2027-05-31"))),
        (4, Some(day("2027-06-01")), None),
    ];
    assert_eq!(terms, expected);
}

#[test]
fn trap_2_seven_days_for_the_credit_site_and_twenty_for_gsxt_run_in_parallel() {
    let calendar = Calendar::official();
    let decided_on = day("2026-02-09");
    let beside = gsxt_clocks(Kind::Penalty, Regulator::Market, Provinces::Same);
    assert_eq!(
        Clocks::official().due(ClockKind::Publish, decided_on, &calendar),
        Some(Deadline::Firm(day("2026-02-25")))
    );
    let on_gsxt = gsxt_due(&Clocks::official(), beside, decided_on, &calendar);
    assert_eq!(on_gsxt, Some((20, Deadline::Firm(day("2026-03-13")))));
}

#[test]
fn trap_2_another_province_has_ten_and_ten() {
    let calendar = Calendar::official();
    let beside = gsxt_clocks(Kind::Penalty, Regulator::Market, Provinces::of(Some("690100"), Some("610102")));
    assert_eq!(beside, [ClockKind::GsxtForward, ClockKind::GsxtReceived]);
    let forwarded_by =
        Clocks::official().due(beside[0], day("2026-07-06"), &calendar).expect("in force").on();
    let shown_by = Clocks::official().due(beside[1], forwarded_by, &calendar);
    let whole = gsxt_due(&Clocks::official(), beside, day("2026-07-06"), &calendar);
    assert_eq!(whole, shown_by.map(|on| (20, on)), "each takes its whole time");
    assert_eq!(shown_by, Some(Deadline::Firm(day("2026-08-03"))));
}

#[test]
fn trap_3_three_days_of_withdrawal_are_working_days() {
    let calendar = Calendar::official();
    let withdrawn_by = Clocks::official().due(ClockKind::Withdraw, day("2026-02-14"), &calendar);
    assert_eq!(withdrawn_by, Some(Deadline::Firm(day("2026-02-26"))), "not 2026-02-17");
}

#[test]
fn only_market_regulators_have_clocks_on_gsxt_and_only_for_penalties_and_registrations() {
    let cases = [
        (Some("市场监管"), "云川市渭原区示例局", Regulator::Market),
        (None, "云川市市场监督管理局", Regulator::Market),
        (None, "云川市工商行政管理局", Regulator::Market),
        (Some("交通运输"), "云川市交通运输局", Regulator::Other),
        (None, "秦川省药品监督管理局", Regulator::Other),
        (None, "云川市行政审批服务局", Regulator::Other),
    ];
    for (sector, name, regulator) in cases {
        assert_eq!(Regulator::of(sector, name), regulator, "{name}");
    }
    for provinces in [Provinces::Same, Provinces::Different] {
        let registration = gsxt_clocks(Kind::Registration, Regulator::Market, provinces);
        assert_eq!(registration, [ClockKind::GsxtRegistration]);
        assert!(gsxt_clocks(Kind::OtherLicence, Regulator::Market, provinces).is_empty());
        assert!(gsxt_clocks(Kind::Penalty, Regulator::Other, provinces).is_empty());
    }
    assert_eq!(gsxt_due(&Clocks::official(), &[], day("2026-07-06"), &Calendar::official()), None);
    let across = gsxt_clocks(Kind::Penalty, Regulator::Market, Provinces::Different);
    let before = gsxt_due(&Clocks::official(), across, day("2021-08-31"), &Calendar::official());
    assert_eq!(before, None, "before order 45");
}

#[test]
fn provinces_are_the_first_two_digits_and_an_unknown_one_is_the_authoritys_own() {
    let cases = [
        (Some("690100"), Some("690202"), Provinces::Same),
        (Some("690100"), Some("610133"), Provinces::Different),
        (Some("690100"), None, Provinces::Same),
        (None, Some("610102"), Provinces::Same),
        (Some("690100"), Some("6101"), Provinces::Same),
        (Some("690100"), Some(""), Provinces::Same),
    ];
    for (authority, party, provinces) in cases {
        assert_eq!(Provinces::of(authority, party), provinces, "{authority:?} {party:?}");
    }
}
