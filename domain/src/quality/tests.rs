use chrono::NaiveDate;

use super::*;
use crate::calendar::Calendar;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn published(state: RowState, days: u32, rows: u64) -> Cell {
    Cell { state, days: Days::Exactly(days), rows }
}

#[test]
fn registration_licences_are_a_kind_of_their_own() {
    let cases = [
        (DecisionKind::Penalty, "登记", Kind::Penalty),
        (DecisionKind::Licence, "登记", Kind::Registration),
        (DecisionKind::Licence, " 登记 ", Kind::Registration),
        (DecisionKind::Licence, "普通", Kind::OtherLicence),
        (DecisionKind::Licence, "其他-登记", Kind::OtherLicence),
        (DecisionKind::Licence, "", Kind::OtherLicence),
    ];
    for (kind, category, expected) in cases {
        assert_eq!(Kind::of(kind, category), expected, "{category}");
    }
}

#[test]
fn words_are_read_back() {
    assert!(Kind::ALL.into_iter().all(|kind| Kind::from_code(kind.code()) == Some(kind)));
    assert!(RowState::ALL.into_iter().all(|state| RowState::from_code(state.code()) == Some(state)));
    for days in [Days::Unsaid, Days::Exactly(0), Days::Exactly(37), Days::Merged] {
        assert_eq!(Days::parse(&days.text(RowState::OnTime)), days);
        assert_eq!(Days::parse(&days.text(RowState::Late)), days);
    }
}

#[test]
fn months_are_frozen_on_the_fortieth_working_day_after_their_end() {
    let calendar = Calendar::official();
    // Counted by hand: 21 in April and 19 in May; 22 in September and 18 in October; 18 in October, 21 in November, 1.
    let cases = [("2026-03", "2026-05-29"), ("2026-08", "2026-10-30"), ("2026-09", "2026-12-01")];
    for (month, expected) in cases {
        let on = Month::parse(month).unwrap().frozen_on(&calendar).unwrap();
        assert_eq!(calendar.workdays_between(Month::parse(month).unwrap().last(), on), Ok(40));
        assert_eq!(on, day(expected), "{month}");
    }
}

#[test]
fn trap_a_month_whose_calendar_is_missing_is_not_frozen() {
    let calendar = Calendar::official().without_year(2026);
    assert!(Month::parse("2025-12").unwrap().frozen_on(&calendar).is_err());
    assert!(Month::parse("2025-06").unwrap().frozen_on(&calendar).is_ok());
}

#[test]
fn months_follow_each_other_over_the_year() {
    let december = Month::parse("2025-12").unwrap();
    assert_eq!((december.next().label(), december.previous().label()), ("2026-01".into(), "2025-11".into()));
    assert_eq!(december.last(), day("2025-12-31"));
    assert_eq!(december.until(Month::parse("2026-03").unwrap()).count(), 3);
    for wrong in ["2026", "2026-13", "2026-1-1", "gestern", ""] {
        assert!(Month::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn overdue_decisions_count_as_late_and_faults_stand_in_the_denominator() {
    let figures = QualityFigures::count(&[
        published(RowState::OnTime, 3, 8),
        published(RowState::Late, 9, 1),
        Cell::of(RowState::Overdue, 1),
        Cell::of(RowState::Accepted, 90),
        Cell::of(RowState::Incomplete, 6),
        Cell::of(RowState::Quarantined, 4),
    ]);
    assert_eq!((figures.on_time, figures.valid()), (8, 10));
    assert_eq!((figures.accepted, figures.received()), (90, 100));
    assert_eq!(figures.judged(), 0);
}

#[test]
fn small_cells_are_merged_and_no_figure_changes() {
    let cases = [
        // One row alone loses its day and takes the smallest other cell with it.
        (
            vec![(RowState::OnTime, 2, 5), (RowState::OnTime, 4, 3), (RowState::OnTime, 6, 1)],
            vec![(RowState::OnTime, "2", 5), (RowState::OnTime, "0-7", 4)],
        ),
        // Three singles are enough together.
        (
            vec![(RowState::Late, 8, 1), (RowState::Late, 30, 1), (RowState::Late, 61, 1)],
            vec![(RowState::Late, "8+", 3)],
        ),
        // A state of one row stays: it is the published figure itself, and says nothing else.
        (
            vec![(RowState::OnTime, 1, 9), (RowState::Late, 12, 1)],
            vec![(RowState::OnTime, "1", 9), (RowState::Late, "8+", 1)],
        ),
        (vec![], vec![]),
    ];
    for (rows, expected) in cases {
        let cells: Vec<Cell> =
            rows.iter().map(|(state, days, rows)| published(*state, *days, *rows)).collect();
        let merged = merge_small_cells(&cells);
        let mut told: Vec<_> =
            merged.iter().map(|cell| (cell.state, cell.days.text(cell.state), cell.rows)).collect();
        let mut wanted: Vec<_> =
            expected.iter().map(|(state, days, rows)| (*state, (*days).to_owned(), *rows)).collect();
        told.sort();
        wanted.sort();
        assert_eq!(told, wanted);
        assert_eq!(QualityFigures::count(&merged), QualityFigures::count(&cells));
        assert_eq!(merge_small_cells(&merged), merged, "merging again changes nothing");
    }
}

#[test]
fn a_median_hidden_by_merging_is_not_guessed() {
    let cells = [published(RowState::OnTime, 2, 3), published(RowState::Late, 9, 1)];
    assert_eq!(timeliness(&cells).median_working_days, Some(2));
    assert_eq!(timeliness(&merge_small_cells(&cells)).median_working_days, None);
    assert_eq!(timeliness(&[]).median_working_days, None);
}

#[test]
fn fines_fall_into_bands() {
    let cases = [
        (None, 0, "无罚款"),
        (Some(0), 0, "无罚款"),
        (Some(1), 1, "不足 1 千元"),
        (Some(99_999), 1, "不足 1 千元"),
        (Some(100_000), 2, "1 千元至不足 1 万元"),
        (Some(99_999_999), 4, "10 万元至不足 100 万元"),
        (Some(100_000_000), 5, "100 万元以上"),
    ];
    for (fen, band, label) in cases {
        assert_eq!((amount_band(fen), band_label(band, band).as_str()), (band, label), "{fen:?}");
    }
    assert_eq!(band_label(0, 2), "无罚款或不足 1 万元");
    assert_eq!(band_label(0, 5), "不分档");
    assert_eq!(band_label(3, 5), "1 万元以上");
}

#[test]
fn small_bands_are_merged_with_their_neighbours() {
    let cases = [
        ([5, 3, 0, 4, 0, 0], vec![(0, 0, 5), (1, 1, 3), (3, 3, 4)]),
        ([1, 1, 0, 4, 0, 0], vec![(0, 3, 6)]),
        ([5, 0, 0, 0, 0, 1], vec![(0, 5, 6)]),
        ([0, 0, 0, 0, 1, 0], vec![(0, 5, 1)]),
        ([0; AMOUNT_BANDS], vec![]),
    ];
    for (counts, expected) in cases {
        let cells: Vec<_> =
            merge_bands(&counts).iter().map(|cell| (cell.first, cell.last, cell.rows)).collect();
        assert_eq!(cells, expected, "{counts:?}");
    }
}

#[test]
fn months_without_a_delivery_are_holes_but_not_the_one_that_is_not_over() {
    let month = |text: &str| Month::parse(text).unwrap();
    let has = [month("2026-07"), month("2026-09")];
    let found = holes(month("2026-07"), day("2026-11-23"), |month| has.contains(&month));
    assert_eq!(found, [month("2026-08"), month("2026-10")]);
    assert!(holes(month("2026-11"), day("2026-11-23"), |_| false).is_empty());
}

#[test]
fn a_region_and_all_below_it_share_a_beginning() {
    let cases = [("690000", "69"), ("690100", "6901"), ("690102", "690102"), ("690110", "690110")];
    for (code, prefix) in cases {
        assert_eq!(region_prefix(code), prefix, "{code}");
    }
}
