//! What a mapping can fill: the fields of a kind of file, under the names that its import reads.

use domain::catalogue::{self, Item, ValueKind};
use domain::check::PlainTable;
use domain::decision::{DecisionKind, PartyClass};
use domain::standard::{self, Edition, FieldDisclosure, FieldType, Layout, Requirement};
use domain::text::fold_heading;

use super::guard::{Guarded, Place};

/// Fields of a decision that every edition asks for (RULES 1.1): without them a row is incomplete.
const CORE: [&str; 6] = ["XDR_MC", "XDR_SHXYM", "WSH", "JDRQ", "XKJG", "CFJG"];
/// Columns of a file of endings that name the decision.
const ENDING_REQUIRED: [&str; 4] = ["类型", "决定类型", "决定机关代码", "文号"];

/// The kind of data that a mapping makes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Table {
    Decisions(DecisionKind),
    Plain(PlainTable),
    Entries(&'static Item),
}

/// What a field holds, as far as a mapping has to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Text,
    Date,
    /// An amount in 万元.
    Amount,
    /// The name of a person.
    PersonName,
    /// A number of a person, or where one lives: never repeated.
    Secret,
    /// A code of an organisation.
    Code,
}

/// A field that a mapping can fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The name under which the import reads it: a field code, or a caption.
    pub(super) name: &'static str,
    /// The Chinese name.
    pub(super) caption: &'static str,
    pub(super) holds: Holds,
    pub(super) guarded: Option<(Guarded, Place)>,
    /// The machine word of a field of the catalogue.
    code: Option<&'static str>,
    /// Other headings that say the same.
    aliases: Vec<&'static str>,
}

impl Target {
    /// Does that heading say that it is this field?
    pub(super) fn is_named(&self, heading: &str) -> bool {
        let folded = fold_heading(heading);
        let own = [self.name, self.caption];
        own.iter().chain(&self.aliases).any(|name| fold_heading(name) == folded)
    }

    /// The field's own names: code, caption and the aliases of the dictionary.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        [self.name, self.caption].into_iter().chain(self.aliases.iter().copied())
    }
}

impl Table {
    /// The table of that word; `None` if no import knows it.
    pub(super) fn of_kind(kind: &str) -> Option<Self> {
        Some(match kind {
            "licences" => Self::Decisions(DecisionKind::Licence),
            "penalties" => Self::Decisions(DecisionKind::Penalty),
            "entities" => Self::Plain(PlainTable::Entities),
            "authorities" => Self::Plain(PlainTable::Authorities),
            "endings" => Self::Plain(PlainTable::Endings),
            other => Self::Entries(catalogue::item(other)?),
        })
    }

    /// The Chinese term.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Decisions(kind) => kind.label(),
            Self::Plain(PlainTable::Entities) => "登记信息",
            Self::Plain(PlainTable::Authorities) => "行政机关",
            Self::Plain(PlainTable::Endings) => "撤回与终止公示",
            Self::Entries(item) => item.label,
        }
    }

    /// Everything that can be filled, in the order of the dictionary.
    pub(super) fn targets(self) -> Vec<Target> {
        match self {
            Self::Decisions(kind) => {
                standard::fields(kind).iter().map(|field| of_decision(kind, field)).collect()
            }
            Self::Plain(table) => table.captions().iter().map(|caption| of_plain(table, caption)).collect(),
            Self::Entries(item) => item.common().iter().chain(&item.fields).map(of_entry).collect(),
        }
    }

    /// The field with that code or caption.
    pub(super) fn target(self, name: &str) -> Option<Target> {
        let folded = fold_heading(name);
        let is = |word: &str| fold_heading(word) == folded;
        let all = self.targets();
        let found = all
            .iter()
            .find(|target| is(target.name))
            .or_else(|| all.iter().find(|target| is(target.caption)))
            .or_else(|| all.iter().find(|target| target.code.is_some_and(is)))
            .or_else(|| {
                all.iter()
                    .find(|target| target.code.is_some() && target.aliases.iter().any(|alias| is(alias)))
            });
        found.cloned()
    }

    /// Captions of what the law asks for and nothing fills: every row of such a file is incomplete, or waits.
    pub(super) fn unfilled(self, filled: &[&str]) -> Vec<&'static str> {
        match self {
            Self::Decisions(kind) => unfilled_decision(kind, filled),
            Self::Plain(table) => {
                let required: &[&'static str] = match table {
                    PlainTable::Endings => &ENDING_REQUIRED,
                    PlainTable::Entities | PlainTable::Authorities => &["名称"],
                };
                required.iter().copied().filter(|caption| !filled.contains(caption)).collect()
            }
            Self::Entries(item) => {
                let fields = item.common().iter().chain(&item.fields);
                fields
                    .filter(|field| {
                        field.required == Requirement::Required && !filled.contains(&field.caption)
                    })
                    .map(|field| field.caption)
                    .collect()
            }
        }
    }
}

fn unfilled_decision(kind: DecisionKind, filled: &[&str]) -> Vec<&'static str> {
    let headings: Vec<String> = filled.iter().map(|name| (*name).to_owned()).collect();
    unfilled_by(&standard::detect(&headings, kind))
}

/// Captions of the fields that the layout's edition asks for in every row and that no column fills.
pub(super) fn unfilled_by(layout: &Layout) -> Vec<&'static str> {
    let kind = layout.kind;
    let has_number = ["WSH", "XKBH"].iter().any(|short| layout.has(&format!("{}_{short}", kind.table())));
    let asked = |field: &&standard::Field| {
        let is_core = CORE.contains(&field.short_code());
        let is_required = field.requirement(PartyClass::Organisation) == Requirement::Required;
        let is_number = field.short_code() == "WSH" && has_number;
        (is_core || layout.edition == Edition::Current && is_required) && !is_number
    };
    standard::fields(kind)
        .iter()
        .filter(asked)
        .filter(|field| !layout.has(field.code))
        .map(|field| field.caption)
        .collect()
}

fn of_decision(kind: DecisionKind, field: &'static standard::Field) -> Target {
    // Other headings of the dictionary are found by asking it: it alone knows them.
    let aliases = DECISION_ALIASES
        .iter()
        .copied()
        .filter(|alias| {
            let layout = standard::detect(&[(*alias).to_owned()], kind);
            layout.columns.first().copied().flatten().is_some_and(|column| column.field.code == field.code)
        })
        .collect();
    let short = field.short_code();
    let holds = match field.field_type {
        _ if field.disclosure == FieldDisclosure::Never => Holds::Secret,
        FieldType::Date | FieldType::Time => Holds::Date,
        FieldType::Amount => Holds::Amount,
        _ if matches!(short, "FRDB" | "SHYXR" | "BMSCR") => Holds::PersonName,
        _ if short.starts_with("XDR_") && !matches!(short, "XDR_MC" | "XDR_LB") || short.ends_with("DM") => {
            Holds::Code
        }
        _ => Holds::Text,
    };
    let guarded = match short {
        "JDRQ" => Some((Guarded::Day, Place::Decision)),
        "XKJG" | "CFJG" | "XKJGDM" | "CFJGDM" => Some((Guarded::Authority, Place::Decision)),
        "SHYX" | "BMSC" | "SXLB" | "LWLY" => Some((Guarded::Finding, Place::Decision)),
        _ => None,
    };
    Target { name: field.code, caption: field.caption, holds, guarded, code: None, aliases }
}

/// Headings that the dictionary of decisions knows beside its captions and that carry a guarded field.
const DECISION_ALIASES: [&str; 10] = [
    "许可日期",
    "处罚日期",
    "许可决定日期",
    "处罚决定日期",
    "许可机关",
    "处罚机关",
    "许可机关代码",
    "处罚机关代码",
    "XK_XZJG",
    "CF_XZJG",
];

fn of_plain(table: PlainTable, caption: &'static str) -> Target {
    let is_ending = table == PlainTable::Endings;
    let holds = match caption {
        "决定日期" | "日期" | "成立日期" | "核准日期" | "起始日期" | "终止日期" | "营业期限自"
        | "营业期限至" => Holds::Date,
        _ if caption.ends_with("（万元）") => Holds::Amount,
        "法定代表人" => Holds::PersonName,
        "住所" => Holds::Secret,
        "统一社会信用代码"
        | "注册号"
        | "组织机构代码"
        | "行政区划代码"
        | "决定机关代码"
        | "上级机关代码"
        | "相对人代码" => Holds::Code,
        _ => Holds::Text,
    };
    let guarded = match caption {
        "决定日期" if is_ending => Some((Guarded::Day, Place::Decision)),
        "决定机关代码" if is_ending => Some((Guarded::Authority, Place::Decision)),
        _ => None,
    };
    Target { name: caption, caption, holds, guarded, code: None, aliases: Vec::new() }
}

fn of_entry(field: &'static catalogue::Field) -> Target {
    let holds = match field.value {
        ValueKind::Date => Holds::Date,
        ValueKind::Amount => Holds::Amount,
        _ if is_organisation_code(field.code) => Holds::Code,
        _ if field.visibility == catalogue::Visibility::Never && field.code != "sequence" => Holds::Secret,
        _ if field.visibility == catalogue::Visibility::PageOnly => Holds::PersonName,
        _ => Holds::Text,
    };
    let place = if field.code.starts_with("removed") { Place::Removal } else { Place::Entry };
    let guarded = match field.code {
        "begins_on" | "removed_on" | "decided_on" => Some((Guarded::Day, place)),
        code if code.contains("authority") => Some((Guarded::Authority, place)),
        _ => None,
    };
    Target {
        name: field.caption,
        caption: field.caption,
        holds,
        guarded,
        code: Some(field.code),
        aliases: field.aliases.clone(),
    }
}

fn is_organisation_code(code: &str) -> bool {
    matches!(code, "uscc" | "registration_number" | "organisation_code" | "tax_number")
        || code.ends_with("_uscc")
}
