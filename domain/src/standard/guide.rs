//! What helps a person to fill in a field: a sentence, the words to choose from, and what is asked, in a word.
//!
//! Forms and the template workbook read it from here; the data are `data/field_help.csv` and
//! `data/field_choices.csv`, where fields that say the same in both tables share a row.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Field, FieldDisclosure, FieldType, Requirement, data_rows, fields, other_table};
use crate::decision::DecisionKind;

/// Our own fields that say something about penalties only.
const OF_PENALTIES: [&str; 7] =
    ["CX_AJCX", "CX_SHYX", "CX_SHYXR", "CX_SHYXSJ", "CX_LWLY", "CX_LWQX", "CX_SXLB"];

/// Our own fields that only a takeover of an older system fills.
const OF_TAKEOVERS: [&str; 2] = ["CX_SDSJ", "CX_GSSJ"];

/// The fields of the standard's own table in its order: 28 of a licence, 30 of a penalty.
pub fn official_fields(kind: DecisionKind) -> impl Iterator<Item = &'static Field> {
    fields(kind).iter().filter(move |field| field.table == kind.table())
}

/// The fields that a clerk fills in: those of the standard in its order, then our own that say something about
/// decisions of that kind; not the times of an older system.
pub fn form_fields(kind: DecisionKind) -> impl Iterator<Item = &'static Field> {
    let own = fields(kind).iter().filter(|field| field.table == "CX" && !OF_TAKEOVERS.contains(&field.code));
    official_fields(kind).chain(own.filter(move |field| field.concerns(kind)))
}

impl Field {
    /// Does it say something about decisions of that kind? Some of our own fields are about penalties only.
    pub fn concerns(&self, kind: DecisionKind) -> bool {
        let is_of_penalties = OF_PENALTIES.contains(&self.code);
        !self.code.starts_with(other_table(kind)) && (kind == DecisionKind::Penalty || !is_of_penalties)
    }

    /// What to write there, in one to three Chinese sentences; empty for fields of older editions.
    pub fn help(&self) -> &'static str {
        HELP.get(self.code).copied().unwrap_or_default()
    }

    /// The words to choose from, in the order in which they are offered; none where the field is no list.
    pub fn choices(&self) -> &'static [&'static str] {
        CHOICES.get(self.code).map_or(&[], |choices| choices.words.as_slice())
    }

    /// May a value be none of the [`Field::choices`]? So where another word may be written out (其他-说明, a ground)
    /// or several are joined, and where there is nothing to choose.
    pub fn takes_other_words(&self) -> bool {
        CHOICES.get(self.code).is_none_or(|choices| choices.is_open)
    }
}

impl FieldType {
    /// The Chinese word.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Text => "文字",
            Self::LongText => "长文字",
            Self::Choice => "选项",
            Self::Date => "日期",
            Self::Time => "日期和时间",
            Self::Amount => "金额（万元）",
        }
    }
}

impl Requirement {
    /// The Chinese word; the help of the field says what the placeholder or the condition is.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Required | Self::RequiredOrPlaceholder => "必填",
            Self::Conditional => "按条件",
            Self::Optional => "选填",
            Self::Blank => "不填",
        }
    }
}

impl FieldDisclosure {
    /// The Chinese word.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Show => "公开",
            Self::ShowAfterScan => "检查后公开",
            Self::Hide | Self::Never => "不公开",
        }
    }
}

/// The words of one list.
struct Choices {
    words: Vec<&'static str>,
    is_open: bool,
}

static HELP: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let row = |row: Vec<&'static str>| match row[..] {
        [codes, help] => Some(codes.split('|').map(move |code| (code, help))),
        _ => None,
    };
    data_rows(include_str!("../data/field_help.csv")).filter_map(row).flatten().collect()
});

static CHOICES: LazyLock<HashMap<&'static str, Choices>> = LazyLock::new(|| {
    let row = |row: Vec<&'static str>| match row[..] {
        [codes, others, words] => Some(codes.split('|').map(move |code| {
            (code, Choices { words: words.split('|').collect(), is_open: others == "open" })
        })),
        _ => None,
    };
    data_rows(include_str!("../data/field_choices.csv")).filter_map(row).flatten().collect()
});

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::check::sample;
    use crate::publicity::PenaltyKind;
    use crate::standard::field;

    const KINDS: [DecisionKind; 2] = [DecisionKind::Licence, DecisionKind::Penalty];

    /// Codes of the first column of one of our files.
    fn codes_of(text: &'static str) -> Vec<&'static str> {
        data_rows(text).flat_map(|row| row[0].split('|').collect::<Vec<_>>()).collect()
    }

    #[test]
    fn every_field_that_a_clerk_fills_has_a_sentence_of_help() {
        for field in KINDS.into_iter().flat_map(form_fields) {
            let help = field.help();
            assert!(help.ends_with('。') && help.chars().count() > 8, "{}: {help}", field.code);
        }
    }

    #[test]
    fn help_and_choices_are_of_fields_that_exist_and_each_field_has_them_once() {
        for text in [include_str!("../data/field_help.csv"), include_str!("../data/field_choices.csv")] {
            let codes = codes_of(text);
            assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len(), "a code stands twice");
            for code in codes {
                assert!(field(code).is_some_and(|field| field.table != "E5"), "{code}");
            }
        }
        let rows = data_rows(include_str!("../data/field_help.csv"));
        assert!(rows.into_iter().all(|row| row.len() == 2), "a comma in a sentence would cut it");
    }

    #[test]
    fn every_field_of_choices_has_its_list_and_no_other_field_has_one() {
        for field in KINDS.into_iter().flat_map(form_fields) {
            assert_eq!(
                field.choices().is_empty(),
                field.field_type != FieldType::Choice,
                "{}: {:?}",
                field.code,
                field.choices()
            );
        }
    }

    #[test]
    fn the_kinds_of_penalty_to_choose_are_those_of_the_law_each_by_itself() {
        let is_choice =
            |kind: &PenaltyKind| !matches!(kind, PenaltyKind::SuspensionOrRevocation | PenaltyKind::Other);
        let labels: Vec<&str> =
            PenaltyKind::ALL.into_iter().filter(is_choice).map(PenaltyKind::label).collect();
        assert_eq!(field("CF_CFLB").map(Field::choices), Some(labels.as_slice()));
    }

    #[test]
    fn every_word_to_choose_is_understood_by_the_check_of_rows() {
        for kind in KINDS {
            for field in form_fields(kind) {
                for word in field.choices() {
                    let mut cells = match kind {
                        DecisionKind::Licence => sample::licence(),
                        DecisionKind::Penalty => sample::penalty(),
                    };
                    cells.insert(field.code, (*word).to_owned());
                    if field.short_code() == "FR_ZJLX" {
                        let number = form_fields(kind).find(|field| field.short_code() == "FR_ZJHM");
                        cells.insert(number.expect("its twin").code, "E1234567".to_owned());
                    }
                    let checked = sample::check(kind, &cells);
                    let unknown: Vec<&str> = checked
                        .issues
                        .iter()
                        .map(|issue| issue.code.as_str())
                        .filter(|code| code.ends_with("unknown") || *code == "person-document-type")
                        .collect();
                    assert_eq!(unknown, Vec::<&str>::new(), "{} {word}", field.code);
                }
            }
        }
    }

    #[test]
    fn a_clerk_fills_the_official_fields_in_their_order_and_then_ours() {
        let count = |kind| (official_fields(kind).count(), form_fields(kind).count());
        assert_eq!(count(DecisionKind::Licence), (28, 28 + 4));
        assert_eq!(count(DecisionKind::Penalty), (30, 30 + 11));
        for kind in KINDS {
            let positions: Vec<u16> = official_fields(kind).map(|field| field.position).collect();
            assert!(positions.is_sorted() && positions[0] == 1, "{kind:?}");
            assert!(form_fields(kind).all(|field| !OF_TAKEOVERS.contains(&field.code)));
        }
    }
}
