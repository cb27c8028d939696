//! Tables of editions and the shape of the dictionary.

use std::collections::BTreeSet;

use super::*;

#[test]
fn the_dictionary_has_28_licence_and_30_penalty_fields_and_our_own() {
    let count = |kind, table| fields(kind).iter().filter(|field| field.table == table).count();
    assert_eq!(count(DecisionKind::Licence, "XK"), 28);
    assert_eq!(count(DecisionKind::Penalty, "CF"), 30);
    assert_eq!(count(DecisionKind::Licence, "CX"), 13);
    assert_eq!(count(DecisionKind::Penalty, "CX"), 13);
    let rows = data_rows(include_str!("../data/decision_fields.csv")).count();
    assert_eq!(rows, 28 + 30 + 13 + 9, "every row of the file reads");
}

#[test]
fn short_codes_are_unambiguous_within_a_table() {
    for kind in [DecisionKind::Licence, DecisionKind::Penalty] {
        let codes: BTreeSet<&str> = fields(kind).iter().map(Field::short_code).collect();
        assert_eq!(codes.len(), fields(kind).len(), "{kind:?}");
    }
}

#[test]
fn trap_24_numbers_of_persons_are_never_disclosed() {
    for code in ["XK_FR_ZJHM", "XK_XDR_ZJHM", "CF_FR_ZJHM", "CF_XDR_ZJHM", "CF_FR_ZJLX", "XK_XDR_ZJLX"] {
        let field = field(code).expect(code);
        for class in [PartyClass::Organisation, PartyClass::SoleTrader, PartyClass::NaturalPerson] {
            assert_eq!(field.disclosure_for(class), FieldDisclosure::Never, "{code}");
        }
    }
}

/// `tests/data/editions.csv`: headings parted by |, the codes that they mean (元 marks that unit, - unknown).
#[test]
fn headings_of_every_edition_are_understood() {
    for row in data_rows(include_str!("../../../tests/data/editions.csv")) {
        let [kind, edition, headings, codes, unknown, why] = row[..] else { panic!("six columns: {row:?}") };
        let headings: Vec<String> = headings.split('|').map(str::to_owned).collect();
        let layout = detect(&headings, DecisionKind::from_code(kind).expect(kind));
        assert_eq!(layout.edition.code(), edition, "{why}");
        let shown = |column: &Option<Column>| match column {
            Some(Column { field, unit: Unit::Yuan, .. }) => format!("{}元", field.code),
            Some(column) => column.field.code.to_owned(),
            None => "-".to_owned(),
        };
        let found: Vec<String> = layout.columns.iter().map(shown).collect();
        assert_eq!(found.join("|"), codes, "{why}");
        assert_eq!(layout.unknown.join("|"), unknown, "{why}");
    }
}

#[test]
fn the_kind_of_a_file_is_told_by_its_headings() {
    let of = |headings: &[&str]| kind_of(&headings.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>());
    assert_eq!(of(&["XK_WSH", "XK_NR"]), Some(DecisionKind::Licence));
    assert_eq!(of(&["行政处罚决定书文号", "处罚机关"]), Some(DecisionKind::Penalty));
    assert_eq!(of(&["名称"]), None);
    let both = ["企业名称", "排污许可证实施时限", "是否取得排污许可证", "处罚公布时间", "罚款", "备注"];
    assert_eq!(of(&both), None, "a table of penalties may speak of the licences of its firms");
}

#[test]
fn trap_5_the_two_ends_of_a_term_have_their_own_codes() {
    assert_eq!(field("XK_YXQZ").map(|field| field.caption), Some("有效期自"));
    assert_eq!(field("XK_YXQZI").map(|field| field.caption), Some("有效期至"));
}
