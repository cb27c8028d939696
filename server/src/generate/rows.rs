//! Rows of decision files: a cell for each field of the current edition and for each of our own.

use std::collections::HashMap;

use domain::decision::DecisionKind;
use domain::standard;
use domain::uscc;

use super::codes;
use super::entities::Entity;
use super::names::{self, Form};
use super::random::Random;

/// Entities' organisation codes never begin with it: with these letters a code is valid and unknown.
const UNKNOWN_PREFIX: &str = "MB";

/// The columns of a file of decisions.
#[derive(Debug)]
pub(super) struct Columns {
    kind: DecisionKind,
    places: HashMap<&'static str, usize>,
}

impl Columns {
    pub(super) fn new(kind: DecisionKind) -> Self {
        let places = fields(kind).enumerate().map(|(place, field)| (field.code, place)).collect();
        Self { kind, places }
    }

    /// Licences are headed by codes and penalties by captions, so that both are exercised.
    pub(super) fn headings(&self) -> Vec<String> {
        let heading = |field: &standard::Field| match self.kind {
            DecisionKind::Licence => field.code.to_owned(),
            DecisionKind::Penalty => field.caption.to_owned(),
        };
        fields(self.kind).map(heading).collect()
    }

    pub(super) fn row(&self) -> Row {
        Row(vec![String::new(); self.places.len()])
    }

    /// Fills the field of that code; the table's prefix is added where it is missing.
    pub(super) fn set(&self, row: &mut Row, code: &str, value: impl Into<String>) {
        if let Some(place) = self.place(code) {
            row.0[place] = value.into();
        }
    }

    pub(super) fn get<'a>(&self, row: &'a Row, code: &str) -> &'a str {
        self.place(code).map_or("", |place| row.0[place].as_str())
    }

    fn place(&self, code: &str) -> Option<usize> {
        let prefixed = || self.places.get(format!("{}_{code}", self.kind.table()).as_str());
        self.places.get(code).or_else(prefixed).copied()
    }
}

/// The current edition's fields, then our own as far as they fit; not those of older editions.
fn fields(kind: DecisionKind) -> impl Iterator<Item = &'static standard::Field> {
    standard::fields(kind).iter().filter(move |field| field.table != "E5" && field.concerns(kind))
}

/// The cells of one decision.
#[derive(Clone, Debug)]
pub(super) struct Row(pub(super) Vec<String>);

/// The party of a decision, as its row will name it.
#[derive(Debug)]
pub(super) enum Party<'a> {
    Entity(&'a Entity),
    Person { name: String, resident_id: String },
}

/// How a row may differ from what the registry knows of its party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    AsRegistered,
    /// Under the name it had before, if it had one.
    Former,
    /// A valid code that the registry does not know.
    UnknownCode,
    /// The registry has the code under another name.
    OtherName,
}

impl Party<'_> {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Entity(entity) => &entity.name,
            Self::Person { name, .. } => name,
        }
    }

    pub(super) const fn is_person(&self) -> bool {
        matches!(self, Self::Person { .. })
    }

    /// The code that a row and an ending name it by, if it has one.
    pub(super) fn code(&self) -> Option<&str> {
        match self {
            Self::Entity(entity) => entity.code.as_deref(),
            Self::Person { .. } => None,
        }
    }

    /// Fills the fields about the party.
    pub(super) fn fill(&self, columns: &Columns, row: &mut Row, naming: Naming, random: &mut Random) {
        match self {
            Self::Person { name, resident_id } => {
                columns.set(row, "XDR_MC", name);
                columns.set(row, "XDR_LB", "自然人");
                columns.set(row, "XDR_ZJLX", "身份证");
                columns.set(row, "XDR_ZJHM", resident_id);
            }
            Self::Entity(entity) => fill_entity(columns, row, entity, naming, random),
        }
    }
}

fn fill_entity(columns: &Columns, row: &mut Row, entity: &Entity, naming: Naming, random: &mut Random) {
    let sole_trader = entity.form == Form::SoleTrader;
    let name = match (naming, &entity.former_name) {
        (Naming::Former, Some(former)) => former.clone(),
        (Naming::OtherName, _) => names::name(random, entity.form, &entity.region).full,
        _ => entity.name.clone(),
    };
    let code = match (&entity.code, naming) {
        (_, Naming::UnknownCode) => {
            let index = 900_000_000 + random.below(1_000_000) as u64;
            codes::credit_code(entity.form.code_kind(), &entity.region, UNKNOWN_PREFIX, index)
        }
        (Some(code), _) => code.clone(),
        (None, _) => uscc::PLACEHOLDER.to_owned(),
    };
    columns.set(row, "XDR_MC", name);
    columns.set(row, "XDR_LB", if sole_trader { "个体工商户" } else { "法人及非法人组织" });
    columns.set(row, "XDR_SHXYM", code);
    columns.set(row, "FRDB", entity.representative.as_str());
    if let Some(number) = &entity.registration_number {
        columns.set(row, "XDR_GSZC", number.as_str());
    }
}
