//! The 双公示 dictionary: 28 licence and 30 penalty fields as data, our own extension fields, and the headings of
//! the three editions that are found in live files (RULES 1.1 to 1.5).
//!
//! The dictionary is `data/decision_fields.csv`; import, pages and forms read it from here.

mod guide;

use std::collections::HashMap;
use std::sync::LazyLock;

pub use guide::{form_fields, official_fields};

use crate::amount::Fen;
use crate::decision::{DecisionKind, PartyClass};
use crate::text::fold_heading;

/// The three editions of the tables that are in live data (RULES 1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Edition {
    /// 2015: 发改电〔2015〕557号. `*_ZT` is 0 正常, 1 撤销, 2 异议, 3 其他.
    First2015,
    /// 2018, first edition: separate tables for persons and bodies, `*_FR_SFZH`, no subject class.
    Second2018,
    /// 2019 on: one table with `*_XDR_LB`. `XK_ZT` is 1 有效, 2 无效.
    Current,
}

impl Edition {
    /// The stable machine word, as in reports and the store.
    pub const fn code(self) -> &'static str {
        match self {
            Self::First2015 => "2015",
            Self::Second2018 => "2018",
            Self::Current => "current",
        }
    }

    /// The edition with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::First2015, Self::Second2018, Self::Current].into_iter().find(|edition| edition.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::First2015 => "2015年版",
            Self::Second2018 => "2018年版",
            Self::Current => "现行版",
        }
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// One line of text.
    Text,
    /// Running text: facts, contents.
    LongText,
    /// A word from a list.
    Choice,
    /// A day.
    Date,
    /// An instant in Beijing time.
    Time,
    /// An amount in 万元 with at most six decimals.
    Amount,
}

/// Whether a field must be filled for a class of party (RULES 1.3, 1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// R: must be filled.
    Required,
    /// R*: must be filled; a sole trader without a code may send the placeholder.
    RequiredOrPlaceholder,
    /// C: the field's rule says when.
    Conditional,
    /// O: may be empty.
    Optional,
    /// B: must be empty.
    Blank,
}

/// Who may see a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldDisclosure {
    /// Public. Numbers and names are scanned for personal data as well.
    Show,
    /// Public running text: goes out only after the personal-data scan.
    ShowAfterScan,
    /// Stays inside.
    Hide,
    /// Numbers of persons: never in a draft's fields, never on a page, encrypted in the store.
    Never,
}

/// One field of the dictionary.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// `XK`, `CF`, `CX` (our own, usable in both) or `E5` (older editions and exports only).
    pub table: &'static str,
    /// Place in its table, from 1.
    pub position: u16,
    /// Code, such as `CF_WSH`.
    pub code: &'static str,
    /// Caption of the current edition, such as 行政处罚决定书文号.
    pub caption: &'static str,
    /// What it holds.
    pub field_type: FieldType,
    /// Most characters that the standard allows; absent for amounts.
    pub max_length: Option<usize>,
    /// Who may see it.
    pub disclosure: FieldDisclosure,
    /// What is asked of the sender, in words.
    pub rule: &'static str,
    /// Section of RULES.md and how sure the source is.
    pub source: &'static str,
    requirement: [Requirement; 3],
    disclosure_person: FieldDisclosure,
    headings: Headings,
}

#[derive(Debug, PartialEq, Eq)]
struct Headings {
    first: Vec<&'static str>,
    second: Vec<&'static str>,
    other: Vec<&'static str>,
    yuan: Vec<&'static str>,
}

impl Field {
    /// What the standard asks for in a row about a party of `class`.
    pub const fn requirement(&self, class: PartyClass) -> Requirement {
        match class {
            PartyClass::Organisation => self.requirement[0],
            PartyClass::SoleTrader => self.requirement[1],
            PartyClass::NaturalPerson => self.requirement[2],
        }
    }

    /// Who may see it in a decision about a party of `class`. The name of a natural person is masked besides.
    pub const fn disclosure_for(&self, class: PartyClass) -> FieldDisclosure {
        match class {
            PartyClass::Organisation | PartyClass::SoleTrader => self.disclosure,
            PartyClass::NaturalPerson => self.disclosure_person,
        }
    }

    /// True for fields about the party: they differ between the parties of one decision.
    pub fn is_about_party(&self) -> bool {
        self.code.contains("_XDR_") || self.code.contains("_FR")
    }

    /// The code without its table's prefix, such as `WSH`; the same for a licence's and a penalty's twin fields.
    pub fn short_code(&self) -> &'static str {
        self.code.split_once('_').map_or(self.code, |(_, rest)| rest)
    }

    /// A value as people read it: an amount in both units without padding, all else as it is.
    pub fn in_words(&self, value: &str) -> String {
        match Fen::from_wan(value) {
            Ok(fen) if self.field_type == FieldType::Amount => fen.in_words(),
            _ => value.to_owned(),
        }
    }
}

/// The unit of a column of amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// The unit of the standard (万元), or no amount at all.
    AsIs,
    /// The heading says 元.
    Yuan,
}

/// A column of a file whose meaning is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The field of the current edition (or of table `E5`) that it carries.
    pub field: &'static Field,
    /// Unit of its amounts.
    pub unit: Unit,
    /// True for a column of older editions that carries 居民身份证 numbers and has no column for their type.
    pub resident_id: bool,
}

/// What the columns of one file mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Licences or penalties.
    pub kind: DecisionKind,
    /// The edition that the headings speak.
    pub edition: Edition,
    /// One for each heading, in the order of the file; `None` for unknown ones.
    pub columns: Vec<Option<Column>>,
    /// Headings that no edition knows, as sent.
    pub unknown: Vec<String>,
}

impl Layout {
    /// True if some column carries the field of that code.
    pub fn has(&self, code: &str) -> bool {
        self.columns.iter().flatten().any(|column| column.field.code == code)
    }

    /// True if nothing is known in it: not a file of this kind.
    pub fn is_foreign(&self) -> bool {
        self.columns.iter().all(Option::is_none)
    }
}

/// The fields of a kind of decision in the order of the standard, then our own.
pub fn fields(kind: DecisionKind) -> &'static [Field] {
    match kind {
        DecisionKind::Licence => &LICENCE,
        DecisionKind::Penalty => &PENALTY,
    }
}

/// The field with that code (current edition, own, or `E5`). `BZ` is the licence table's; both are alike.
pub fn field(code: &str) -> Option<&'static Field> {
    BY_CODE.get(code).copied()
}

/// Licence or penalty, by the headings that only one of the two tables has; `None` if they say nothing or both. What other
/// headings speak of says nothing: a table of penalties may list the licences of its firms.
pub fn kind_of(headings: &[String]) -> Option<DecisionKind> {
    let [licence, penalty] =
        [DecisionKind::Licence, DecisionKind::Penalty].map(|kind| detect(headings, kind));
    let mut votes = (0_usize, 0_usize);
    for columns in licence.columns.iter().zip(&penalty.columns) {
        match columns {
            (Some(_), None) => votes.0 += 1,
            (None, Some(_)) => votes.1 += 1,
            _ => {}
        }
    }
    match votes {
        (0, 0) => None,
        (licence, penalty) if licence > penalty => Some(DecisionKind::Licence),
        (licence, penalty) if penalty > licence => Some(DecisionKind::Penalty),
        _ => None,
    }
}

/// Reads the headings of a file: codes or captions of any edition, folded.
pub fn detect(headings: &[String], kind: DecisionKind) -> Layout {
    let table = headings_of(kind);
    let folded: Vec<String> = headings.iter().map(|heading| key(heading)).collect();
    let edition = table.edition(&folded);
    let mut columns = Vec::with_capacity(headings.len());
    let mut unknown = Vec::new();
    for (heading, folded) in headings.iter().zip(&folded) {
        let column = table.column(folded, edition);
        if column.is_none() && !folded.is_empty() {
            unknown.push(heading.clone());
        }
        columns.push(column);
    }
    Layout { kind, edition, columns, unknown }
}

/// The form under which headings are compared: folded, and with the notes on units in one spelling.
fn key(heading: &str) -> String {
    fold_heading(heading).to_uppercase().replace("单位:", "").replace("单位：", "")
}

static LICENCE: LazyLock<Vec<Field>> = LazyLock::new(|| read_fields(DecisionKind::Licence));
static PENALTY: LazyLock<Vec<Field>> = LazyLock::new(|| read_fields(DecisionKind::Penalty));
static BY_CODE: LazyLock<HashMap<&'static str, &'static Field>> = LazyLock::new(|| {
    // Licences last: `BZ` and our own fields are in both, and the licence table's come out.
    PENALTY.iter().chain(LICENCE.iter()).map(|field| (field.code, field)).collect()
});
static LICENCE_HEADINGS: LazyLock<HeadingTable> = LazyLock::new(|| HeadingTable::new(DecisionKind::Licence));
static PENALTY_HEADINGS: LazyLock<HeadingTable> = LazyLock::new(|| HeadingTable::new(DecisionKind::Penalty));

fn headings_of(kind: DecisionKind) -> &'static HeadingTable {
    match kind {
        DecisionKind::Licence => &LICENCE_HEADINGS,
        DecisionKind::Penalty => &PENALTY_HEADINGS,
    }
}

/// The rows of one of our data files: no quoting, the first line holds the captions.
pub(crate) fn data_rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).filter(|line| !line.trim().is_empty()).map(|line| line.split(',').collect())
}

/// The fields of one table with our own; a row that does not read is left out, and a test counts them.
fn read_fields(kind: DecisionKind) -> Vec<Field> {
    data_rows(include_str!("data/decision_fields.csv"))
        .filter_map(|row| read_field(&row))
        .filter(|field| match field.table {
            "CX" => true,
            "E5" => !field.code.starts_with(other_table(kind)),
            table => table == kind.table(),
        })
        .collect()
}

const fn other_table(kind: DecisionKind) -> &'static str {
    match kind {
        DecisionKind::Licence => "CF_",
        DecisionKind::Penalty => "XK_",
    }
}

fn read_field(row: &[&'static str]) -> Option<Field> {
    let [
        table,
        position,
        code,
        caption,
        field_type,
        max_length,
        organisation,
        sole_trader,
        person,
        public,
        public_person,
        first,
        second,
        other,
        yuan,
        rule,
        source,
    ] = *row
    else {
        return None;
    };
    let list = |text: &'static str| text.split('|').filter(|word| !word.is_empty()).collect();
    Some(Field {
        table,
        position: position.parse().ok()?,
        code,
        caption,
        field_type: read_type(field_type)?,
        max_length: max_length.parse().ok(),
        disclosure: read_disclosure(public)?,
        disclosure_person: read_disclosure(public_person)?,
        requirement: [
            read_requirement(organisation)?,
            read_requirement(sole_trader)?,
            read_requirement(person)?,
        ],
        headings: Headings { first: list(first), second: list(second), other: list(other), yuan: list(yuan) },
        rule,
        source,
    })
}

fn read_type(text: &str) -> Option<FieldType> {
    Some(match text {
        "string" => FieldType::Text,
        "text" => FieldType::LongText,
        "enum" | "multi-enum" => FieldType::Choice,
        "date" => FieldType::Date,
        "time" => FieldType::Time,
        "decimal" => FieldType::Amount,
        _ => return None,
    })
}

fn read_disclosure(text: &str) -> Option<FieldDisclosure> {
    Some(match text {
        "show" => FieldDisclosure::Show,
        "scan" => FieldDisclosure::ShowAfterScan,
        "hide" => FieldDisclosure::Hide,
        "never" => FieldDisclosure::Never,
        _ => return None,
    })
}

fn read_requirement(text: &str) -> Option<Requirement> {
    Some(match text {
        "R" => Requirement::Required,
        "R*" => Requirement::RequiredOrPlaceholder,
        "O" => Requirement::Optional,
        "B" => Requirement::Blank,
        _ if text.starts_with('C') => Requirement::Conditional,
        _ => return None,
    })
}

/// Fields (without prefix) that 2015 did not have.
const LATER_THAN_2015: [&str; 12] =
    ["XKWS", "XKLB", "XKZS", "XKBH", "YXQZ", "XKJGDM", "LYDW", "LYDWDM", "WFXW", "CFJGDM", "SJLY", "SJLYDM"];

/// The headings of one table by edition: the same caption may mean two fields in two editions
/// (`行政相对人代码_2` is the organisation code in 2015 and the registration number today).
struct HeadingTable {
    current: HashMap<String, Column>,
    first: HashMap<String, Column>,
    second: HashMap<String, Column>,
    prefix: &'static str,
}

impl HeadingTable {
    fn new(kind: DecisionKind) -> Self {
        let mut table = Self {
            current: HashMap::new(),
            first: HashMap::new(),
            second: HashMap::new(),
            prefix: kind.table(),
        };
        for field in fields(kind) {
            table.add(field);
        }
        table
    }

    fn add(&mut self, field: &'static Field) {
        let plain = Column { field, unit: Unit::AsIs, resident_id: false };
        let own = [field.code, field.caption];
        for heading in own.iter().chain(&field.headings.other) {
            self.current.entry(key(heading)).or_insert(plain);
        }
        for heading in &field.headings.yuan {
            self.current.insert(key(heading), Column { unit: Unit::Yuan, ..plain });
        }
        let resident_id = field.code.ends_with("_ZJHM");
        for heading in &field.headings.first {
            self.first.insert(key(heading), Column { resident_id, ..plain });
        }
        for heading in &field.headings.second {
            self.second.insert(key(heading), Column { resident_id, ..plain });
        }
    }

    /// The subject class makes it current; a heading that only 2015 knew makes it 2015; else it is 2018.
    /// `DFBM`, `SJC`, `CF_CFMC` and `CF_ZT` are added by later platforms too and decide only where nothing else does.
    fn edition(&self, folded: &[String]) -> Edition {
        let today = |heading: &String| {
            let column = self.current.get(heading).or_else(|| self.current.get(&self.prefixed(heading)));
            column.map(|column| column.field)
        };
        let known: Vec<&Field> = folded.iter().filter_map(today).collect();
        let short = |word: &str| known.iter().any(|field| field.table != "E5" && field.short_code() == word);
        if short("XDR_LB") || short("FR_ZJLX") || short("FR_ZJHM") {
            return Edition::Current;
        }
        let second = |heading: &String| {
            self.second.contains_key(heading) || self.second.contains_key(&self.prefixed(heading))
        };
        if folded.iter().any(second) {
            return Edition::Second2018;
        }
        let only_first = |heading: &&String| {
            [(*heading).clone(), self.prefixed(heading)]
                .iter()
                .any(|heading| self.first.contains_key(heading) && !self.current.contains_key(heading))
        };
        let first = folded.iter().filter(only_first).count();
        let later = known.iter().filter(|field| LATER_THAN_2015.contains(&field.short_code())).count();
        let leftover = known.iter().any(|field| field.table == "E5" && field.code != "SJDCSJ");
        if first > 0 && first >= later || leftover && later == 0 {
            Edition::First2015
        } else {
            Edition::Second2018
        }
    }

    /// Its own edition first, then today's, then the others; codes also without the table's prefix.
    fn column(&self, folded: &str, edition: Edition) -> Option<Column> {
        let maps = match edition {
            Edition::First2015 => [&self.first, &self.current, &self.second],
            Edition::Second2018 => [&self.second, &self.current, &self.first],
            Edition::Current => [&self.current, &self.second, &self.first],
        };
        let prefixed = self.prefixed(folded);
        maps.iter().find_map(|map| map.get(folded).or_else(|| map.get(&prefixed))).copied()
    }

    fn prefixed(&self, folded: &str) -> String {
        format!("{}_{folded}", self.prefix)
    }
}

#[cfg(test)]
mod tests;
