use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::read::{FIELD_TABLE, ITEM_TABLE, MEASURE_TABLE, REASON_TABLE};
use super::*;
use crate::standard::data_rows;
use crate::text::fold_heading;

fn the(code: &str) -> &'static Item {
    item(code).unwrap_or_else(|| panic!("no item {code}"))
}

fn class(code: &str) -> PartyClass {
    PartyClass::from_code(code).unwrap_or_else(|| panic!("no class {code}"))
}

fn day(text: &str) -> Option<NaiveDate> {
    (!text.is_empty()).then(|| text.parse().unwrap_or_else(|_| panic!("no day {text}")))
}

/// `tests/data/catalogue_terms.csv`: until when, by item and situation.
#[test]
fn trap_20_and_others_an_entry_is_public_as_long_as_its_items_rule_says() {
    for row in data_rows(include_str!("../../../tests/data/catalogue_terms.csv")) {
        let [code, begins_on, published_on, planned_end, reasons, extension, until, why] = *row.as_slice()
        else {
            panic!("{row:?}")
        };
        let reason_codes: Vec<&'static str> = reasons.split('|').filter(|code| !code.is_empty()).collect();
        let dates = TermDates {
            begins_on: day(begins_on),
            published_on: day(published_on),
            planned_end: day(planned_end),
            reason_codes: &reason_codes,
            extension_years: extension.parse().unwrap_or(0),
        };
        assert_eq!(the(code).public_until(dates), Ok(day(until)), "{row:?}: {why}");
    }
}

#[test]
fn a_term_without_the_day_from_which_it_runs_is_refused() {
    for code in ["serious-dishonesty", "tax-violation", "procurement"] {
        assert_eq!(the(code).public_until(TermDates::default()), Err(TermError::NoAnchor), "{code}");
    }
}

/// `tests/data/catalogue_captions.csv`: 列入, 标记 and the others in their own words.
#[test]
fn trap_21_sole_traders_are_marked_and_not_listed() {
    for row in data_rows(include_str!("../../../tests/data/catalogue_captions.csv")) {
        let [code, party, ref expected @ .., _] = *row.as_slice() else { panic!("{row:?}") };
        let captions = the(code).captions_for(class(party));
        let found = [
            captions.begins_on,
            captions.reason,
            captions.authority,
            captions.number,
            captions.removed_on,
            captions.removed_reason,
            captions.removed_authority,
        ];
        assert_eq!(expected, found, "{code} {party}");
    }
    assert!(!the("abnormal-operation").takes(PartyClass::SoleTrader));
    assert_eq!(the("abnormal-mark").subjects, [PartyClass::SoleTrader]);
}

/// `tests/data/catalogue_reasons.csv`: what a code means for whom.
#[test]
fn trap_22_the_same_number_means_different_things_for_different_subjects() {
    for row in data_rows(include_str!("../../../tests/data/catalogue_reasons.csv")) {
        let [code, kind, number, subject, text, why] = *row.as_slice() else { panic!("{row:?}") };
        let kind = if kind == "listing" { ReasonKind::Listing } else { ReasonKind::Removal };
        let subject = SubjectKind::from_code(subject).expect("a kind of subject");
        let expected = (text != "-").then_some(text);
        assert_eq!(the(code).reason_text(kind, number, subject), expected, "{row:?}: {why}");
    }
}

#[test]
fn a_cooperative_is_known_by_its_code_or_its_name() {
    let of = |code, name| SubjectKind::of(PartyClass::Organisation, code, name);
    assert_eq!(of(Some("93690100MA0000001X"), "云川示例"), SubjectKind::Cooperative);
    assert_eq!(of(None, "云川示例苹果专业合作社"), SubjectKind::Cooperative);
    assert_eq!(of(Some("91690100MA0000001X"), "云川示例公司"), SubjectKind::Enterprise);
}

/// `tests/data/catalogue_fields.csv`: who sees which column.
#[test]
fn trap_24_each_column_is_seen_by_those_for_whom_it_is() {
    for row in data_rows(include_str!("../../../tests/data/catalogue_fields.csv")) {
        let [code, party, caption, who, why] = *row.as_slice() else { panic!("{row:?}") };
        let item = the(code);
        let field = item.fields.iter().chain(item.common()).find(|field| field.caption == caption);
        let field = field.unwrap_or_else(|| panic!("{code} has no {caption}"));
        let found = match field.visibility_for(class(party)) {
            Visibility::Public => "everybody",
            Visibility::PageOnly => "page",
            Visibility::ByChoice(_) => "by-choice",
            Visibility::Never => "nobody",
        };
        assert_eq!(found, who, "{row:?}: {why}");
    }
}

/// `tests/data/catalogue_headings.csv`: what files call the columns.
#[test]
fn headings_are_read_by_code_caption_or_another_name() {
    for row in data_rows(include_str!("../../../tests/data/catalogue_headings.csv")) {
        let [code, heading, expected, why] = *row.as_slice() else { panic!("{row:?}") };
        let layout = the(code).layout(&[heading.to_owned()]);
        let found = layout.columns[0].map_or("-", |field| field.code);
        assert_eq!(found, expected, "{code} {heading}: {why}");
    }
}

#[test]
fn of_two_equal_headings_the_first_counts_and_unknown_ones_are_listed() {
    let headings = ["企业名称", "企业名称", "颜色", ""].map(str::to_owned);
    let layout = the("safety").layout(&headings);
    assert_eq!(layout.columns[0].map(|field| field.code), Some("name"));
    assert!(layout.columns[1].is_none() && layout.columns[2].is_none());
    assert_eq!(layout.unknown, ["企业名称", "颜色"]);
    assert!(the("safety").layout(&["颜色".to_owned()]).is_foreign());
}

#[test]
fn every_row_of_the_data_is_read() {
    let count = |table: &'static str| data_rows(table).count();
    assert_eq!(items().len(), count(ITEM_TABLE));
    assert_eq!(items().iter().map(|item| item.reasons.len()).sum::<usize>(), count(REASON_TABLE));
    assert_eq!(items().iter().map(|item| item.measures.len()).sum::<usize>(), count(MEASURE_TABLE));
    let commons = data_rows(FIELD_TABLE).filter(|row| row[0] == "*").count();
    let is_common = |code: &str| items()[0].common().iter().any(|field| field.code == code);
    let own = data_rows(FIELD_TABLE).filter(|row| row[0] != "*" && !is_common(row[1])).count();
    assert_eq!(items().iter().map(|item| item.fields.len()).sum::<usize>(), own);
    for item in items() {
        assert_eq!(item.common().len(), commons, "{}", item.code);
    }
    for table in [FIELD_TABLE, REASON_TABLE, MEASURE_TABLE] {
        for row in data_rows(table) {
            assert!(row[0] == "*" || item(row[0]).is_some(), "{row:?}");
        }
    }
}

#[test]
fn every_item_says_what_it_rests_on_and_how_one_gets_off() {
    let codes: BTreeSet<&str> = items().iter().map(|item| item.code).collect();
    assert_eq!((codes.len(), items().len()), (19, 19));
    for item in items() {
        let texts =
            [item.label, item.legal_basis, item.source, item.term_text, item.summary, item.repair, item.note];
        assert!(texts.iter().all(|text| !text.is_empty()), "{}", item.code);
        for text in [item.term_text, item.summary, item.repair] {
            assert!(text.ends_with('。'), "{}: {text}", item.code);
        }
        assert!(item.legal_basis.contains('《'), "{}", item.code);
        assert!(item.note.contains("RULES"), "{}", item.code);
        assert!(!item.subjects.is_empty() && !item.key().is_empty(), "{}", item.code);
        assert!(item.code.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", item.code);
        assert!(item.person_basis.is_none() || item.takes(PartyClass::NaturalPerson), "{}", item.code);
    }
}

#[test]
fn every_measure_names_its_basis() {
    for item in items() {
        for measure in &item.measures {
            assert!(measure.basis.contains('《') && !measure.name.is_empty(), "{measure:?}");
        }
    }
}

#[test]
fn a_list_against_somebody_asks_for_its_day_and_only_two_keep_removals() {
    for item in items().iter().filter(|item| item.nature == Nature::AdverseList) {
        let begins_on = item.field("begins_on").expect("a common column");
        assert_eq!(begins_on.required, crate::standard::Requirement::Required, "{}", item.code);
    }
    let keeping: Vec<&str> =
        items().iter().filter(|item| item.history == History::KeepsRemovals).map(|item| item.code).collect();
    assert_eq!(keeping, ["abnormal-operation", "abnormal-mark"]);
}

#[test]
fn trap_23_every_choice_refers_to_a_column_of_the_same_item() {
    let mut count = 0;
    for item in items() {
        for field in &item.fields {
            if let Visibility::ByChoice(column) = field.visibility {
                let choice = item.field(column).unwrap_or_else(|| panic!("{} {column}", item.code));
                assert_eq!((choice.value, choice.visibility), (ValueKind::YesNo, Visibility::Never));
                count += 1;
            }
        }
    }
    assert!(count >= 10, "item 7 has ten figures");
}

#[test]
fn codes_and_captions_of_an_item_are_unique_and_its_key_exists() {
    for item in items() {
        let all = || item.fields.iter().chain(item.common());
        let codes: BTreeSet<&str> = all().map(|field| field.code).collect();
        assert_eq!(codes.len(), all().count(), "{}", item.code);
        let captions: BTreeMap<String, &str> =
            all().map(|field| (fold_heading(field.caption), field.code)).collect();
        assert_eq!(captions.len(), all().count(), "{}", item.code);
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for field in &item.fields {
            for alias in &field.aliases {
                let folded = fold_heading(alias);
                let own = captions.get(&folded).filter(|code| **code != field.code);
                assert_eq!(own, None, "{}: {alias} of {}", item.code, field.code);
                let before = seen.insert(folded, field.code);
                assert!(before.is_none_or(|code| code == field.code), "{}: {alias} {before:?}", item.code);
            }
        }
        for code in item.key() {
            assert!(item.field(code).is_some(), "{}: {code}", item.code);
        }
    }
}

#[test]
fn codes_of_reasons_are_unique_for_each_kind_of_subject() {
    use SubjectKind::{Cooperative, Enterprise, Person, SoleTrader};
    for item in items() {
        for subject in [Enterprise, Cooperative, SoleTrader, Person] {
            for kind in [ReasonKind::Listing, ReasonKind::Removal] {
                let all = || item.reasons_for(subject).filter(|reason| reason.kind == kind);
                let codes: BTreeSet<&str> = all().map(|reason| reason.code).collect();
                assert_eq!(codes.len(), all().count(), "{} {subject:?}", item.code);
                for reason in all().filter(|_| item.code != "registration-change") {
                    let named = item.reasons_named(kind, reason.text, subject).collect::<Vec<_>>();
                    assert_eq!(named, [reason.code], "{}: {}", item.code, reason.text);
                }
            }
        }
    }
}

#[test]
fn the_sections_stand_in_the_order_of_the_national_report() {
    let labels: Vec<&str> = Section::ALL.iter().map(|section| section.label()).collect();
    assert_eq!(labels[..4], ["行政管理", "诚实守信", "严重失信主体名单", "经营异常"]);
    for section in Section::ALL {
        assert_eq!(Section::from_code(section.code()), Some(section));
    }
    for nature in Nature::ALL {
        assert_eq!(Nature::from_code(nature.code()), Some(nature));
    }
}
