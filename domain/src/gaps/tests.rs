//! Reading document numbers, and what is missing in a series. `generated` measures precision and recall.

use proptest::prelude::*;

use super::*;
use crate::standard::data_rows;

mod generated;

/// `tests/data/document_numbers.csv`: number, series, year, serial, why; no series, year and serial where it cannot
/// be read.
#[test]
fn document_numbers_of_the_table_are_read_in_every_style() {
    for row in data_rows(include_str!("../../../tests/data/document_numbers.csv")) {
        let [number, series, year, serial, why] = row[..] else { panic!("{row:?}") };
        let expected = serial.parse().ok().map(|serial| SerialNumber {
            series: series.to_owned(),
            year: (!year.is_empty()).then(|| year.parse().expect("a year")),
            serial,
        });
        assert_eq!(SerialNumber::parse(number), expected, "{number}: {why}");
    }
}

/// Those serials of 云示监罚〔2026〕.
fn numbered(serials: impl IntoIterator<Item = u32>) -> Vec<String> {
    serials.into_iter().map(|serial| format!("云示监罚〔2026〕{serial}号")).collect()
}

/// The one series among them.
fn only(numbers: &[String]) -> Series {
    let mut found = gaps(numbers.iter().map(String::as_str));
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

fn gap(first: u32, last: u32) -> Gap {
    Gap { first, last }
}

#[test]
fn missing_serials_are_told_in_rows_and_nothing_is_guessed_beyond_the_highest() {
    let series = only(&numbered((1..=30).filter(|serial| ![7, 12, 13, 14].contains(serial))));
    assert_eq!((series.series.as_str(), series.year, series.known), ("云示监罚", Some(2026), 26));
    assert_eq!((series.lowest, series.highest, series.judgement), (1, 30, Judgement::Judged));
    assert_eq!(series.missing, [gap(7, 7), gap(12, 14)]);
    assert_eq!(series.missing.iter().map(|gap| gap.label()).collect::<Vec<_>>(), ["7", "12至14"]);
    assert_eq!((series.missing_count(), series.doubtful.len()), (4, 0));
}

#[test]
fn a_series_that_starts_low_begins_at_1_and_one_that_starts_high_has_no_beginning() {
    assert_eq!(only(&numbered(5..=30)).missing, [gap(1, 4)]);
    assert_eq!(only(&numbered(6..=30)).missing, []);
    assert_eq!(only(&numbered(1001..=1030)).missing, []);
}

#[test]
fn a_mistyped_serial_is_doubtful_and_makes_no_thousand_gaps() {
    let mut numbers = numbered((1..=300).filter(|serial| *serial != 120));
    numbers.push("云示监罚〔2026〕12000号".to_owned());
    let series = only(&numbers);
    assert_eq!(series.missing, [gap(120, 120)]);
    assert_eq!(series.doubtful, [gap(301, 11_999)]);

    let low = only(&numbered((5000..=5300).chain([53])));
    assert_eq!((low.missing, low.doubtful), (vec![], vec![gap(54, 4999)]));
}

#[test]
fn several_mistyped_serials_bear_each_other_out_in_nothing() {
    let series = only(&numbered((1..=60).chain([450, 458, 4500])));
    assert_eq!(series.missing, []);
    assert_eq!(series.doubtful, [gap(61, 449), gap(459, 4499)]);
}

#[test]
fn a_month_that_nobody_filed_is_missing_once_the_numbering_goes_on() {
    let month = 41..=90;
    let filed = |highest: u32| numbered((1..=highest).filter(|serial| !month.contains(serial)));
    assert_eq!(only(&filed(94)).missing, [], "four known serials do not bear out fifty missing ones");
    assert_eq!(only(&filed(94)).doubtful, [gap(41, 90)]);
    assert_eq!(only(&filed(95)).missing, [gap(41, 90)]);
    assert_eq!(only(&filed(95)).doubtful, []);
}

#[test]
fn blocks_of_departments_are_judged_each_for_itself() {
    let first = (1001..=1040).filter(|serial| *serial != 1017);
    let series = only(&numbered(first.chain((2001..=2030).filter(|serial| *serial != 2003))));
    assert_eq!(series.missing, [gap(1017, 1017), gap(2003, 2003)]);
    assert_eq!(series.doubtful, [gap(1041, 2000)]);
}

#[test]
fn series_that_are_short_or_shared_are_not_judged() {
    let short = only(&numbered([1, 2, 4, 9]));
    assert_eq!((short.judgement, short.missing), (Judgement::TooFew, vec![]));
    let shared = only(&numbered((1..=200).filter(|serial| serial % 2 == 0)));
    assert_eq!((shared.judgement, shared.missing), (Judgement::Sparse, vec![]));
}

#[test]
fn each_series_and_year_has_its_own_numbering_in_any_style_of_writing() {
    let numbers = [
        "云示监罚〔2026〕1号",
        "云示监罚字(2026)第02号",
        "云示监罚2026-4号",
        "云示监罚〔二〇二六〕五号",
        "云示监罚202600006号",
        "云示监许〔2026〕1号",
        "云示监许〔2026〕2号",
        "云示监许〔2026〕3号",
        "云示监许〔2026〕4号",
        "云示监许〔2026〕6号",
        "云示监罚〔2025〕1号",
        "无",
    ];
    let found = gaps(numbers);
    let told: Vec<_> =
        found.iter().map(|found| (found.series.as_str(), found.year, found.missing.clone())).collect();
    assert_eq!(
        told,
        [
            ("云示监罚", Some(2025), vec![]),
            ("云示监罚", Some(2026), vec![gap(3, 3)]),
            ("云示监许", Some(2026), vec![gap(5, 5)]),
        ]
    );
}

#[test]
fn many_records_of_one_number_count_once() {
    let mut numbers = numbered([1, 2, 4, 5, 5, 5, 5]);
    numbers.extend((1..=9).map(|party| format!("云示监罚〔2026〕6-{party}号")));
    let series = only(&numbers);
    assert_eq!((series.known, series.missing), (5, vec![gap(3, 3)]));
}

#[test]
fn the_order_of_the_numbers_changes_nothing() {
    let mut numbers = numbered((1..=90).filter(|serial| serial % 13 != 0).chain([900, 4000]));
    let forwards = only(&numbers);
    numbers.reverse();
    assert_eq!(only(&numbers), forwards);
}

proptest! {
    #[test]
    fn no_text_makes_reading_panic(text in "[〔(（第年号字之A一二〇十百0-9云示监罚|\\-)）〕]{0,24}|.*") {
        let _ = SerialNumber::parse(&text);
    }

    #[test]
    fn a_serial_is_told_or_known_but_never_both(known in prop::collection::btree_set(1..3000_u32, 1..200)) {
        for series in gaps(numbered(known.iter().copied()).iter().map(String::as_str)) {
            let missing: BTreeSet<u32> = series.missing.iter().flat_map(|gap| gap.serials()).collect();
            prop_assert!(missing.is_disjoint(&known));
            prop_assert!(missing.iter().all(|serial| *serial < series.highest));
            prop_assert_eq!(missing.len() as u64, series.missing_count());
        }
    }
}
