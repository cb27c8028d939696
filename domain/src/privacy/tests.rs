use proptest::prelude::*;

use super::*;
use crate::organisation_code::OrganisationCode;
use crate::uscc;

/// Cells of a line of comma-separated values; `\u{…}` stands for a character that cannot be seen.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    for c in line.chars() {
        match (c, is_quoted) {
            ('"', _) => is_quoted = !is_quoted,
            (',', false) => cells.push(String::new()),
            _ => cells.last_mut().unwrap().push(c),
        }
    }
    cells.iter().map(|cell| unescape(cell)).collect()
}

fn unescape(cell: &str) -> String {
    let mut parts = cell.split("\\u{");
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').unwrap();
        text.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        text.push_str(rest);
    }
    text
}

fn kinds(text: &str) -> String {
    scan(text).iter().map(|finding| finding.kind.code()).collect::<Vec<_>>().join(" ")
}

#[test]
fn texts_of_the_table_are_judged_as_it_says() {
    let mut wrong = Vec::new();
    for line in include_str!("../../../tests/data/personal_data.csv").lines().skip(1) {
        let cells = cells(line);
        let found = kinds(&cells[0]);
        if found != cells[1] {
            wrong.push(format!("{line}\n    found: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn places_are_characters_of_the_original() {
    let text = "经查，张某（１１０１０５\u{200b} 19491231-002x）未到场";
    let findings = scan(text);
    assert_eq!(findings, [Finding { kind: FindingKind::ResidentId, start: 6, end: 27 }]);
    assert_eq!(mask_findings(text), format!("经查，张某（{}）未到场", "*".repeat(21)));
}

#[test]
fn a_finding_inside_another_is_not_named_twice() {
    assert_eq!(kinds("身份证号：11010519491231002X"), "resident-id");
    assert_eq!(kinds("家庭住址：云川市渭原区青石路8号，电话13800138000"), "home-address mobile");
}

#[test]
fn every_kind_has_its_own_word() {
    let codes: std::collections::BTreeSet<_> = FindingKind::ALL.iter().map(|kind| kind.code()).collect();
    let labels: std::collections::BTreeSet<_> = FindingKind::ALL.iter().map(|kind| kind.label()).collect();
    assert_eq!((codes.len(), labels.len()), (FindingKind::ALL.len(), FindingKind::ALL.len()));
}

/// Identity numbers of people born in the nineteenth century, so that they are nobody's.
fn resident_ids() -> impl Strategy<Value = String> {
    let province = prop::sample::select(vec!["11", "13", "32", "44", "61", "81"]);
    (province, 0_u32..10_000, 1800_u32..1900, 1_u32..13, 1_u32..29, 0_u32..1000).prop_map(
        |(province, area, year, month, day, sequence)| {
            let body = format!("{province}{area:04}{year}{month:02}{day:02}{sequence:03}");
            let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
            let sum: u32 =
                body.chars().zip(weights).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
            format!("{body}{}", "10X98765432".chars().nth(sum as usize % 11).unwrap())
        },
    )
}

const FULL_WIDTH: &str = "０１２３４５６７８９";
const NUMERALS: &str = "〇一二三四五六七八九";
const FORMAL: &str = "零壹贰叁肆伍陆柒捌玖";

/// One character of a number, written in another way.
fn disguised(c: char, way: usize) -> char {
    let digits = [FULL_WIDTH, NUMERALS, FORMAL];
    match (c.to_digit(10), digits.get(way)) {
        (Some(digit), Some(digits)) => digits.chars().nth(digit as usize).unwrap(),
        (None, _) => ['X', 'x', 'Ｘ', '×'][way % 4],
        _ => c,
    }
}

fn separators() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "",
        "",
        "-",
        "·",
        ".",
        " ",
        "_",
        "\u{3000}",
        "\u{200b}",
        "\u{200d}",
        "\u{feff}",
        "\u{202e}",
        "－",
        "—",
        "．",
        "\n",
        "\u{a0}",
        " - ",
        "\u{2060}-",
    ])
}

/// A number with each character disguised and something between each two.
fn disguise(number: &str, ways: &[usize], between: &[&str]) -> String {
    let mut text = String::new();
    for ((c, way), gap) in number.chars().zip(ways).zip(between) {
        text.push(disguised(c, *way));
        text.push_str(gap);
    }
    text.trim_end_matches(between.last().unwrap_or(&"")).to_owned()
}

proptest! {
    #[test]
    fn no_disguise_hides_an_identity_number(
        number in resident_ids(),
        ways in prop::collection::vec(0_usize..4, 18),
        between in prop::collection::vec(separators(), 18),
    ) {
        let disguised = disguise(&number, &ways, &between);
        for (before, after) in [("", ""), ("当事人张某（", "）"), ("证件：", "。"), ("2026年6月3日，", "，男")] {
            let text = format!("{before}{disguised}{after}");
            let start = before.chars().count();
            let found = scan(&text);
            prop_assert!(
                found.iter().any(|finding| finding.kind == FindingKind::ResidentId && finding.start <= start),
                "{} in {:?}: {:?}", number, text, found,
            );
            let masked = mask_findings(&text);
            prop_assert_eq!(masked.chars().count(), text.chars().count());
            prop_assert!(!scan(&masked).iter().any(|finding| finding.kind == FindingKind::ResidentId));
        }
    }

    #[test]
    fn no_uniform_disguise_hides_a_mobile_number(
        number in "1[3-9][0-9]{9}", way in 0_usize..4, gap in separators(),
    ) {
        let disguised = disguise(&number, &[way; 11], &[gap; 11]);
        let text = format!("联系电话：{disguised}。");
        prop_assert!(scan(&text).iter().any(|finding| finding.kind == FindingKind::Mobile), "{}", text);
    }

    #[test]
    fn credit_codes_of_businesses_are_never_found(
        kind in "9[123]", area in "[0-9]{6}", body in "[0-9]{8}|MA[0-9A-HJ-NPQRTUWXY]{6}",
    ) {
        let organisation = "0123456789X".chars().map(|check| format!("{body}{check}"));
        let organisation = organisation.into_iter().find(|code| code.parse::<OrganisationCode>().is_ok());
        prop_assume!(organisation.is_some());
        let code = format!("{kind}{area}{}", organisation.unwrap());
        let code = format!("{code}{}", uscc::check_digit(&code));
        prop_assert_eq!(kinds(&format!("处罚对象为{code}，罚款38,700.00元")), "");
        prop_assert_eq!(kinds(&code), "");
    }

    #[test]
    fn any_text_gives_findings_in_order_and_inside_it(
        text in "([0-9X一二三〇. _\\-·@a-z陕微信号住址：身份证Q路市]|\\PC){0,80}",
    ) {
        let count = text.chars().count();
        let findings = scan(&text);
        prop_assert!(findings.iter().all(|finding| finding.start < finding.end && finding.end <= count));
        prop_assert!(findings.is_sorted_by_key(|finding| finding.start));
        prop_assert_eq!(mask_findings(&text).chars().count(), count);
    }
}
