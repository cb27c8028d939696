//! The demo's files: always the same, of every state, and of nobody real.

use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::catalogue;
use domain::check::check_entry;
use domain::issue::Severity;
use domain::organisation_code::OrganisationCode;
use domain::registration_number::RegistrationNumber;
use domain::resident_id::ResidentId;
use domain::uscc::{self, Uscc};
use tempfile::TempDir;

use super::*;

const FILES: [&str; 5] = ["authorities.csv", "entities.csv", "licences.csv", "penalties.csv", "endings.csv"];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn options(folder: &TempDir, seed: u64) -> Options {
    let out = folder.path().join("demo");
    Options { entities: 1500, decisions: 6000, seed, today: day("2026-07-20"), out }
}

/// A demo, made once for each test that looks into it.
fn demo(seed: u64) -> (TempDir, Summary) {
    let folder = TempDir::new().unwrap();
    let summary = generate(&options(&folder, seed), &|_, _| {}).unwrap();
    (folder, summary)
}

fn read(folder: &TempDir, file: &str) -> (csv::StringRecord, Vec<csv::StringRecord>) {
    let bytes = fs::read(folder.path().join("demo").join(file)).unwrap();
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(bytes);
    (reader.headers().unwrap().clone(), reader.records().map(Result::unwrap).collect())
}

fn column(folder: &TempDir, file: &str, caption: &str) -> Vec<String> {
    let (headings, rows) = read(folder, file);
    let place = headings.iter().position(|heading| heading == caption).expect(caption);
    rows.iter().map(|row| row[place].to_owned()).collect()
}

#[test]
fn the_same_seed_and_day_give_the_same_bytes() {
    let (first, _) = demo(7);
    let (second, _) = demo(7);
    let (other, _) = demo(8);
    for file in FILES {
        let bytes = |folder: &TempDir| fs::read(folder.path().join("demo").join(file)).unwrap();
        assert!(bytes(&first) == bytes(&second), "{file}");
        assert!(bytes(&first) != bytes(&other), "{file}");
    }
}

#[test]
fn as_many_rows_come_as_were_asked_for() {
    let told = AtomicU64::new(0);
    let folder = TempDir::new().unwrap();
    let summary = generate(&options(&folder, 1), &|done, total| {
        assert!(done <= total);
        told.store(done, Ordering::Relaxed);
    })
    .unwrap();
    assert_eq!((summary.entities, summary.licences, summary.penalties), (1500, 3600, 2400));
    assert_eq!(told.into_inner(), 7500);
    let rows = |file| read(&folder, file).1.len() as u64;
    assert_eq!(rows("penalties.csv"), summary.penalties);
    assert_eq!(rows("endings.csv"), summary.endings);
    assert!((55..80).contains(&summary.authorities), "{summary:?}");
}

#[test]
fn an_empty_or_impossible_demo_is_no_panic() {
    let folder = TempDir::new().unwrap();
    let empty = Options { entities: 0, decisions: 10, ..options(&folder, 1) };
    assert_eq!(generate(&empty, &|_, _| {}).unwrap().licences, 0);
    let small = Options { entities: 1, decisions: 3, ..options(&folder, 1) };
    assert_eq!(generate(&small, &|_, _| {}).unwrap().entities, 1);
    for year in ["0001-01-01", "9999-12-31"] {
        let outside = Options { today: day(year), ..options(&folder, 1) };
        assert_eq!(generate(&outside, &|_, _| {}).unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }
    let later = Options { today: day("2028-02-29"), ..options(&folder, 1) };
    generate(&later, &|_, _| {}).unwrap();
}

#[test]
fn lines_end_as_offices_export_them() {
    let (folder, _) = demo(3);
    let text = fs::read_to_string(folder.path().join("demo/entities.csv")).unwrap();
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn all_codes_are_valid_but_the_few_meant_not_to_be() {
    let (folder, _) = demo(7);
    let codes = column(&folder, "entities.csv", "统一社会信用代码");
    let wrong: Vec<usize> =
        (0..codes.len()).filter(|i| !codes[*i].is_empty() && codes[*i].parse::<Uscc>().is_err()).collect();
    assert_eq!(wrong, [17]);
    assert!(uscc::structure_of(&codes[17]).is_ok(), "only the check digit is wrong");
    for code in codes.iter().filter(|code| !code.is_empty()) {
        assert_eq!(&code[2..4], "69", "the region exists nowhere: {code}");
        assert!(code[8..17].parse::<OrganisationCode>().is_ok(), "{code}");
    }
    let filled: Vec<&String> = codes.iter().filter(|code| !code.is_empty()).collect();
    assert_eq!(filled.iter().collect::<BTreeSet<_>>().len(), filled.len(), "no code twice");
    assert!(filled.len() < codes.len(), "some sole traders have none");
    for number in column(&folder, "entities.csv", "注册号").iter().filter(|number| !number.is_empty()) {
        assert!(number.parse::<RegistrationNumber>().is_ok(), "{number}");
    }
    for code in column(&folder, "authorities.csv", "统一社会信用代码") {
        assert!(code.starts_with("1169") && code.parse::<Uscc>().is_ok(), "{code}");
    }
}

#[test]
fn resident_ids_have_a_right_check_digit_and_an_area_that_exists_nowhere() {
    let (folder, _) = demo(7);
    for (file, caption) in [("licences.csv", "XK_XDR_ZJHM"), ("penalties.csv", "证件号码")] {
        let numbers = column(&folder, file, caption);
        let filled: Vec<&String> = numbers.iter().filter(|number| !number.is_empty()).collect();
        assert!(!filled.is_empty(), "{file}");
        for number in filled {
            assert!(number.starts_with(codes::NOWHERE), "{number}");
            assert!(number.parse::<ResidentId>().is_ok(), "{number}");
        }
    }
}

#[test]
fn facts_are_long_enough_and_leave_no_slot_open() {
    let (folder, _) = demo(7);
    let facts = column(&folder, "penalties.csv", "违法事实");
    for text in facts.iter().filter(|text| !text.is_empty()) {
        let han = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
        assert!(han >= 200 && text.chars().count() <= 2000, "{han} Han characters: {text}");
        assert!(!text.contains(['{', '}']), "{text}");
    }
}

#[test]
fn every_state_occurs() {
    let (folder, _) = demo(7);
    let all = |file, caption| column(&folder, file, caption).into_iter().collect::<BTreeSet<_>>();
    let kinds = all("licences.csv", "XK_XKLB");
    assert!(
        kinds.is_superset(&["普通", "特许", "认可", "核准", "登记", "其他-备案"].map(String::from).into())
    );
    let categories: String = all("penalties.csv", "处罚类别").into_iter().collect();
    for word in
        ["警告", "罚款", "没收违法所得", "没收非法财物", "责令停产停业", "吊销", "通报批评", "行政拘留"]
    {
        assert!(categories.contains(word), "{word}");
    }
    assert!(all("licences.csv", "XK_YXQZI").contains("2099/12/31"));
    assert_eq!(all("penalties.csv", "案件程序").len(), 2);
    assert_eq!(all("penalties.csv", "行政相对人类别").len(), 3);
    assert!(all("penalties.csv", "失信类别").len() >= 3);
    assert!(all("penalties.csv", "处罚依据").iter().any(|basis| basis.contains("治安管理处罚法")));
    assert!(all("penalties.csv", "例外公示理由").len() > 1);
    assert!(all("penalties.csv", "行政相对人代码_1(统一社会信用代码)").contains(uscc::PLACEHOLDER));
    assert!(all("entities.csv", "登记状态").len() >= 6);
    assert_eq!(all("endings.csv", "类型"), ["修复", "删除", "撤回"].map(String::from).into());
    assert!(all("penalties.csv", "公示时间").contains(""));
    let rare = column(&folder, "entities.csv", "名称").concat();
    assert!(words::RARE.iter().any(|character| rare.contains(*character)));
}

#[test]
fn documents_may_name_several_parties_and_come_again_corrected() {
    let (folder, _) = demo(7);
    let (_, rows) = read(&folder, "penalties.csv");
    let mut parties = BTreeSet::new();
    let (mut shared, mut again) = (0, 0);
    let mut numbers = BTreeSet::new();
    for row in &rows {
        let number = (row[26].to_owned(), row[13].to_owned());
        let known = !numbers.insert(number.clone());
        if !parties.insert((number, row[0].to_owned())) {
            again += 1;
        } else if known {
            shared += 1;
        }
    }
    assert!(shared > 20 && again > 10, "{shared} shared, {again} again");
}

#[test]
fn times_lie_between_the_decision_and_today() {
    let (folder, _) = demo(7);
    let (_, rows) = read(&folder, "penalties.csv");
    let place = |caption: &str| read(&folder, "penalties.csv").0.iter().position(|h| h == caption).unwrap();
    let (decided, received, published) = (place("处罚决定日期"), place("收到时间"), place("公示时间"));
    for row in rows.iter().filter(|row| !row[received].is_empty() && &row[decided] != "2025/02/30") {
        let decided_on = day(&row[decided].replace('/', "-"));
        let received_at = chrono::DateTime::parse_from_rfc3339(&row[received]).unwrap();
        assert!(
            received_at.date_naive() >= decided_on && received_at.date_naive() < day("2026-07-20"),
            "{row:?}"
        );
        if !row[published].is_empty() {
            assert!(chrono::DateTime::parse_from_rfc3339(&row[published]).unwrap() > received_at, "{row:?}");
        }
    }
}

#[test]
fn no_row_of_the_catalogue_lacks_what_it_needs() {
    let (folder, _) = demo(7);
    let (mut rows, mut warned) = (0, BTreeSet::new());
    for file in entries::FILES {
        let item = catalogue::item(file.item).unwrap();
        let (headings, records) = read(&folder, &format!("{}.csv", file.item));
        let layout = item.layout(&headings.iter().map(str::to_owned).collect::<Vec<_>>());
        for record in records {
            let values: Vec<String> = record.iter().map(str::to_owned).collect();
            let issues = check_entry(item, &layout, &values, day("2026-07-20")).issues;
            assert!(
                issues.iter().all(|issue| issue.severity == Severity::Warning),
                "{}: {issues:?}",
                file.item
            );
            warned.extend(issues.into_iter().map(|issue| issue.code));
            rows += 1;
        }
    }
    assert!(rows > 1000, "{rows}");
    let deliberate: BTreeSet<String> = ["uscc-check-digit".to_owned()].into();
    assert!(warned.is_subset(&deliberate), "{warned:?}");
}
