//! What keeps a decision from being handed in, and what a clerk must have looked at: the issues of a row, weighed for the
//! person who writes it, with the place in the text and what to write instead (RULES 1.7, 5.2, 7).
//!
//! A file is taken in with its faults, for its sender is not there to ask; a clerk is. So more stops here than stops a
//! row of a file, and every warning asks for a tick.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::cell::clean_code;
use super::{Checked, DecisionDraft, ISSUE_CODES, check_decision};
use crate::amount::{Fen, fines_in};
use crate::decision::{DecisionKind, PartyClass};
use crate::issue::{Issue, Severity};
use crate::privacy;
use crate::publication::{Publishability, WithheldReason, age_on_decision, publishability};
use crate::publicity::Policies;
use crate::standard::{Column, Field, FieldDisclosure, FieldType, Layout, Requirement, Unit, field};
use crate::uscc::Uscc;

/// So much of a value is repeated, in characters.
const MOST_SHOWN: usize = 20;
/// Below this age nobody is penalised (行政处罚法 art. 30).
const RESPONSIBLE_AGE: u32 = 14;

/// Issues that a file may have and a form may not: the one who can put them right is there.
const STOPPING: [&str; 15] = [
    "uscc-check-digit",
    "uscc-malformed",
    "placeholder-not-allowed",
    "placeholder-expected",
    "person-number-in-code",
    "person-document-pair",
    "class-does-not-match-code",
    "penalty-kind-unknown",
    "licence-kind-unknown",
    "fine-not-positive",
    "finding-unknown",
    "severity-class-unknown",
    "procedure-unknown",
    "status-unknown",
    "time-unreadable",
];

/// Issues that say nothing to a clerk: personal data are told with their places, and the help of the field says who
/// counts as having signed.
const TOLD_OTHERWISE: [&str; 2] = ["personal-data", "finding-unsigned"];

/// What only follows from something else that is wrong with the row: who puts the one right is rid of the others.
const CONSEQUENCES: [(&str, &[&str]); 12] = [
    (
        "class-unknown",
        &[
            "must-be-blank",
            "class-does-not-match-code",
            "person-document-pair",
            "placeholder-not-allowed",
            "placeholder-expected",
            "simple-procedure-fine",
        ],
    ),
    ("uscc-check-digit", CODE_IN_DOUBT),
    ("uscc-malformed", CODE_IN_DOUBT),
    ("person-number-in-code", CODE_IN_DOUBT),
    ("placeholder-not-allowed", CODE_IN_DOUBT),
    ("date-unreadable", DAY_IN_DOUBT),
    ("date-implausible", DAY_IN_DOUBT),
    ("decided-in-future", DAY_IN_DOUBT),
    ("amount-unreadable", &["fine-unit-mismatch", "simple-procedure-fine", "amount-without-kind"]),
    ("amount-no-number", &["fine-unit-mismatch", "simple-procedure-fine", "fine-not-positive"]),
    ("penalty-kind-unknown", &["amount-without-kind", "suspension-or-revocation", "severity-class-differs"]),
    ("duplicate-ended", &["decided-on-later", "late-reason-missing"]),
];
/// What nobody can say while the party's code is not known.
const CODE_IN_DOUBT: &[&str] =
    &["class-does-not-match-code", "party-unknown", "party-name-differs", "party-ambiguous"];
/// What nobody can say while the day of the decision is not known.
const DAY_IN_DOUBT: &[&str] = &[
    "penalty-ends-early",
    "publicity-ends-early",
    "exception-too-long",
    "decided-on-day-off",
    "decided-on-later",
    "late-reason-missing",
];

/// What a lint does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// It needs a tick, which is recorded.
    Warn,
    /// It must be put right first.
    Block,
}

/// A part of a text, in characters, the end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// First character.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// One thing to put right or to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lint {
    /// Stable machine word; those of issues are theirs.
    pub code: String,
    /// Code of the field, if one is to blame.
    pub field: Option<String>,
    /// Where in the field's text.
    pub place: Option<Place>,
    /// What it does.
    pub weight: Weight,
    /// A sentence in Chinese: what is wrong and what to do. It repeats nothing personal.
    pub message: String,
    /// What to write in the field instead.
    pub suggestion: Option<String>,
}

impl Lint {
    /// Something that must be put right.
    pub fn block(code: impl Into<String>, field: Option<&str>, message: impl Into<String>) -> Self {
        Self::of(Weight::Block, code.into(), field, message.into())
    }

    /// Something that needs a tick.
    pub fn warn(code: impl Into<String>, field: Option<&str>, message: impl Into<String>) -> Self {
        Self::of(Weight::Warn, code.into(), field, message.into())
    }

    fn of(weight: Weight, code: String, field: Option<&str>, message: String) -> Self {
        Self { code, field: field.map(str::to_owned), place: None, weight, message, suggestion: None }
    }

    /// The same as an issue of a row: what stops a form keeps a row back.
    pub fn into_issue(self) -> Issue {
        let is_missing =
            ISSUE_CODES.iter().any(|known| known.code == self.code && known.severity == Severity::Incomplete);
        let severity = match self.weight {
            Weight::Warn => Severity::Warning,
            Weight::Block if is_missing => Severity::Incomplete,
            Weight::Block => Severity::Quarantine,
        };
        Issue { code: self.code, severity, field: self.field, value: None, message: self.message }
    }

    /// The same with what to write instead.
    #[must_use]
    pub fn with_suggestion(self, suggestion: impl Into<String>) -> Self {
        Self { suggestion: Some(suggestion.into()), ..self }
    }
}

/// A row with everything that is to be said of it.
#[derive(Clone, Debug)]
pub struct Linted {
    /// In the order of the rules.
    pub lints: Vec<Lint>,
    /// What was read; absent where something cannot be read at all.
    pub draft: Option<DecisionDraft>,
}

/// Looks at one decision about one party as a clerk wrote it. `today` is the Beijing day; the columns of `layout` are
/// codes of the current edition.
pub fn lint(
    kind: DecisionKind,
    layout: &Layout,
    values: &[String],
    (policies, today): (&Policies, NaiveDate),
) -> Linted {
    let Checked { draft, issues } = check_decision(kind, layout, values, today);
    let cells: Vec<(&Column, &str)> = layout
        .columns
        .iter()
        .zip(values)
        .filter_map(|(column, value)| Some((column.as_ref()?, value.as_str())))
        .collect();
    let class = draft.as_ref().map_or(PartyClass::Organisation, |draft| draft.party.class);
    let told = issues.iter().filter(|issue| !TOLD_OTHERWISE.contains(&issue.code.as_str()));
    let mut lints: Vec<Lint> = told.map(|issue| of_issue(issue, &cells)).collect();
    let amounts: Vec<Lint> =
        cells.iter().filter_map(|(column, value)| amount_no_number(column, value)).collect();
    lints.retain(|lint| lint.code != "amount-unreadable" || amounts.iter().all(|no| no.field != lint.field));
    lints.extend(amounts);
    for (column, value) in &cells {
        if is_for_the_public(column.field, class) {
            lints.extend(personal_data(column.field, value));
            lints.extend(minor_in_text(column.field, value));
        }
    }
    if let Some(draft) = draft.as_ref().filter(|draft| draft.missing.is_empty()) {
        lints.extend(of_publicity(draft, policies, today));
    }
    Linted { lints: without_consequences(lints), draft }
}

/// Leaves out what only follows from something else that is wrong with the same row.
pub fn without_consequences(lints: Vec<Lint>) -> Vec<Lint> {
    let causes: Vec<(String, Option<String>, Weight)> =
        lints.iter().map(|lint| (lint.code.clone(), lint.field.clone(), lint.weight)).collect();
    let has = |code: &str| causes.iter().any(|(known, ..)| known == code);
    let lacks_kind =
        causes.iter().any(|(code, field, _)| code == "field-missing" && field.as_deref() == Some("CF_CFLB"));
    let follows = |lint: &Lint| {
        let by_cause =
            CONSEQUENCES.iter().any(|(cause, effects)| has(cause) && effects.contains(&lint.code.as_str()));
        by_cause
            || lint.code == "field-missing"
                && (has("class-unknown") && depends_on_class(lint)
                    // What was taken out of the field because it is wrong there does not lack as well.
                    || causes.iter().any(|(code, field, weight)| {
                        code != "field-missing" && *field == lint.field && *weight == Weight::Block
                    }))
            || has("penalty-kind-unknown") && lint.code.starts_with("withheld-")
            || lint.code == "amount-without-kind" && lacks_kind
    };
    lints.into_iter().filter(|lint| !follows(lint)).collect()
}

/// Is the field asked for by some classes of party only? Fields of a form carry the party's number.
fn depends_on_class(lint: &Lint) -> bool {
    let name = lint.field.as_deref().unwrap_or_default();
    let code = name.split('-').next().unwrap_or_default();
    let classes = [PartyClass::Organisation, PartyClass::SoleTrader, PartyClass::NaturalPerson];
    field(code)
        .is_some_and(|field| classes.iter().any(|class| field.requirement(*class) != Requirement::Required))
}

/// A warning of that code in a few words, for whoever reads what was ticked.
pub fn words(code: &str) -> String {
    if let Some(known) = ISSUE_CODES.iter().find(|known| known.code == code) {
        return known.sentence.to_owned();
    }
    let ground = code.strip_prefix("withheld-").and_then(WithheldReason::from_code);
    if let Some(ground) = ground {
        return format!("提交以后只归集，不公示：{}", ground.label());
    }
    let words = match code {
        "minor-in-text" => "文中提到未成年人",
        "publicity-end-late" => "公示截止期晚于最长公示期",
        "publicity-end-early" => "公示截止期早于最短公示期满",
        "party-unknown" => "登记信息中没有以该代码登记的主体",
        "party-name-differs" => "登记信息中该代码的名称与填写的不同",
        "party-ambiguous" => "登记信息中有多个主体使用该代码",
        "duplicate-correction" => "同一文书、同一相对人已经公示，作为更正提交",
        "duplicate-replaced" => "同一文书、同一相对人已经报送而未公示，以这一份为准",
        "decided-on-later" => "该文号曾以较早的日期报送",
        "decided-on-day-off" => "决定日期不是工作日",
        "late-reason-missing" => "已超过公示期限",
        _ if code.starts_with("row-") => "该行的写法有疑问",
        other => other,
    };
    words.to_owned()
}

/// An amount that is anything but digits: a text that one reader takes for 两万元 another takes for 两万 times 万元.
fn amount_no_number(column: &Column, value: &str) -> Option<Lint> {
    let text = clean_code(value);
    if column.field.field_type != FieldType::Amount || text.is_empty() || Fen::is_number(&text) {
        return None;
    }
    let (unit, example, read) = match column.unit {
        Unit::AsIs => ("万元", "例如2万元写2，2000元写0.2", Fen::from_wan(&text)),
        Unit::Yuan => ("元", "例如2万元写20000", Fen::from_yuan(&text)),
    };
    let shown: String = privacy::mask_findings(&text).chars().take(MOST_SHOWN).collect();
    let sentence =
        format!("{}：“{shown}”不是数字，请填写以{unit}为单位的数字，{example}", column.field.caption);
    let lint = Lint::block("amount-no-number", Some(column.field.code), sentence);
    Some(match read {
        Ok(fen) if column.unit == Unit::AsIs => lint.with_suggestion(plain_wan(fen)),
        _ => lint,
    })
}

/// 万元 without zeros at the end.
fn plain_wan(fen: Fen) -> String {
    fen.wan().trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn of_issue(issue: &Issue, cells: &[(&Column, &str)]) -> Lint {
    let is_stopping = issue.severity != Severity::Warning || STOPPING.contains(&issue.code.as_str());
    let suggestion = if issue.code == "fine-unit-mismatch" { fine_in_content(cells) } else { None };
    Lint {
        code: issue.code.clone(),
        field: issue.field.clone(),
        place: None,
        weight: if is_stopping { Weight::Block } else { Weight::Warn },
        message: issue.message.clone(),
        suggestion,
    }
}

/// The fine that the content names, in 万元: what was meant where 元 was taken for 万元.
fn fine_in_content(cells: &[(&Column, &str)]) -> Option<String> {
    let text = |short: &str| cells.iter().find(|(c, _)| c.field.short_code() == short).map(|(_, text)| *text);
    let fine = Fen::from_wan(text("NR_FK")?).ok()?;
    let meant = fines_in(text("NR")?).into_iter().find(|amount| amount.differs_by_unit(fine))?;
    Some(plain_wan(meant))
}

fn is_for_the_public(field: &Field, class: PartyClass) -> bool {
    let disclosure = field.disclosure_for(class);
    matches!(disclosure, FieldDisclosure::Show | FieldDisclosure::ShowAfterScan)
        && matches!(field.field_type, FieldType::Text | FieldType::LongText | FieldType::Choice)
}

fn personal_data(field: &Field, value: &str) -> Vec<Lint> {
    if value.parse::<Uscc>().is_ok() {
        return Vec::new();
    }
    let masked = || privacy::mask_findings(value);
    let lint = |finding: privacy::Finding| {
        let what = finding.kind.label();
        let sentence = format!(
            "{}：第{}至{}字是{what}，公众不应看到。请删去，或者遮盖",
            field.caption,
            finding.start + 1,
            finding.end
        );
        let place = Some(Place { start: finding.start, end: finding.end });
        Lint { place, ..Lint::block("personal-data", Some(field.code), sentence).with_suggestion(masked()) }
    };
    privacy::scan(value).into_iter().map(lint).collect()
}

/// 未成年人保护法 art. 103: nothing that lets a minor be known may be disclosed.
fn minor_in_text(field: &Field, value: &str) -> Option<Lint> {
    const WORD: &str = "未成年";
    let start = value.get(..value.find(WORD)?)?.chars().count();
    let place = Some(Place { start, end: start + WORD.chars().count() });
    let sentence = format!("{}：提到未成年人，请确认没有可以识别其身份的内容", field.caption);
    Some(Lint { place, ..Lint::warn("minor-in-text", Some(field.code), sentence) })
}

/// Whether it will be public, by what ground not, and for how long.
fn of_publicity(draft: &DecisionDraft, policies: &Policies, today: NaiveDate) -> Vec<Lint> {
    let table = draft.kind.table();
    if draft.kind == DecisionKind::Penalty && age_on_decision(draft).is_some_and(|age| age < RESPONSIBLE_AGE)
    {
        let field = format!("{table}_XDR_ZJHM");
        let sentence = "当事人作出决定时不满十四周岁，不予行政处罚（行政处罚法第三十条），请核对证件号码";
        return vec![Lint::block("below-responsible-age", Some(&field), sentence)];
    }
    match publishability(draft, policies, today) {
        // Told with the place.
        Publishability::Withheld(WithheldReason::PersonalData) => Vec::new(),
        Publishability::Withheld(reason) => {
            let field = field_of(reason, draft.kind);
            let sentence = format!("提交以后只归集，不公示：{}。请确认", reason.label());
            vec![Lint::warn(format!("withheld-{}", reason.code()), field.as_deref(), sentence)]
        }
        Publishability::Public(publicity) => {
            let Some(asked) = draft.publicity_end_requested else { return Vec::new() };
            let field = format!("{table}_GSJZQ");
            let mut lints = Vec::new();
            if let Some(until) = publicity.until.filter(|until| *until < asked) {
                let sentence = format!("公示截止期：晚于最长公示期，将公示到{until}为止");
                lints.push(Lint::warn("publicity-end-late", Some(&field), sentence));
            }
            if let Some(earliest) = publicity.repair_from.filter(|earliest| asked < *earliest) {
                let sentence = format!("公示截止期：早于最短公示期满的{earliest}，请核对");
                lints.push(Lint::warn("publicity-end-early", Some(&field), sentence));
            }
            lints
        }
    }
}

/// The field that decides it.
fn field_of(reason: WithheldReason, kind: DecisionKind) -> Option<String> {
    let table = kind.table();
    Some(match reason {
        WithheldReason::Sealed => format!("{table}_YJ"),
        WithheldReason::Minor | WithheldReason::AgeUnknown => format!("{table}_XDR_ZJHM"),
        WithheldReason::NaturalPersonWithoutBasis => "CX_GKYJ".to_owned(),
        WithheldReason::StateSecret | WithheldReason::BusinessSecret => "CX_BMSC".to_owned(),
        WithheldReason::NoSocialImpact => "CX_SHYX".to_owned(),
        WithheldReason::SimpleProcedure => "CX_AJCX".to_owned(),
        WithheldReason::WarningOnly => format!("{table}_CFLB"),
        WithheldReason::MinorFine => "CX_SXLB".to_owned(),
        WithheldReason::AfterMaximum => format!("{table}_JDRQ"),
        WithheldReason::Annulled | WithheldReason::ScopeRestricted | WithheldReason::PersonalData => {
            return None;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::sample::{self, Cells, about_person, licence, penalty, person};
    use crate::standard::detect;

    fn lints(kind: DecisionKind, cells: &Cells) -> Vec<Lint> {
        let headings: Vec<String> = cells.keys().map(|heading| (*heading).to_owned()).collect();
        let values: Vec<String> = cells.values().cloned().collect();
        lint(kind, &detect(&headings, kind), &values, (&Policies::official(), sample::today())).lints
    }

    fn penalty_with(changes: &[(&'static str, &str)]) -> Vec<Lint> {
        let mut cells = penalty();
        cells.extend(sample::cells(changes));
        lints(DecisionKind::Penalty, &cells)
    }

    fn only(lints: Vec<Lint>) -> Lint {
        assert_eq!(lints.len(), 1, "{lints:?}");
        lints.into_iter().next().unwrap()
    }

    #[test]
    fn a_decision_in_order_has_nothing_to_be_said() {
        assert_eq!(lints(DecisionKind::Penalty, &penalty()), []);
        assert_eq!(lints(DecisionKind::Licence, &licence()), []);
    }

    #[test]
    fn trap_7_a_fine_of_2000_wan_beside_a_text_of_2000_yuan_is_flagged_with_what_was_meant() {
        let found = only(penalty_with(&[("CF_NR_FK", "2000")]));
        assert_eq!((found.code.as_str(), found.weight), ("fine-unit-mismatch", Weight::Warn));
        assert_eq!((found.field.as_deref(), found.suggestion.as_deref()), (Some("CF_NR_FK"), Some("0.2")));
    }

    #[test]
    fn personal_data_are_told_with_their_place_and_a_masked_text() {
        let found = only(penalty_with(&[("CF_SY", "经消费者电话13900000000反映")]));
        assert_eq!((found.code.as_str(), found.weight), ("personal-data", Weight::Block));
        assert_eq!(found.place, Some(Place { start: 6, end: 17 }));
        assert!(found.message.contains("第7至17字是手机号码"), "{}", found.message);
        assert!(!found.message.contains("139"));
        assert_eq!(found.suggestion.as_deref(), Some("经消费者电话***********反映"));
    }

    #[test]
    fn a_wrong_check_digit_stops_a_form_though_it_does_not_stop_a_file() {
        let code = sample::code("91690100MA0000001");
        let wrong = if code.ends_with('0') { '1' } else { '0' };
        let found = only(penalty_with(&[("CF_XDR_SHXYM", &format!("{}{wrong}", &code[..17]))]));
        assert_eq!((found.code.as_str(), found.weight), ("uscc-check-digit", Weight::Block));
    }

    #[test]
    fn what_will_be_withheld_is_told_with_its_ground_and_needs_a_tick() {
        for (field, value, code) in [
            ("CF_YJ", "《中华人民共和国治安管理处罚法》第二十六条", "withheld-sealed"),
            ("CX_BMSC", "不公开（商业秘密）", "withheld-business-secret"),
            ("CX_SHYX", "无", "withheld-no-social-impact"),
            ("CX_AJCX", "简易程序", "withheld-simple-procedure"),
        ] {
            let found = only(penalty_with(&[(field, value)]));
            assert_eq!((found.code.as_str(), found.weight), (code, Weight::Warn), "{value}");
            assert_eq!(found.field.as_deref(), Some(field));
        }
    }

    #[test]
    fn minors_are_withheld_and_below_fourteen_nobody_is_penalised() {
        for (born_on, code, weight) in [
            ("2010-05-06", "withheld-minor", Weight::Warn),
            ("2013-05-06", "below-responsible-age", Weight::Block),
        ] {
            let mut cells = penalty();
            about_person(&mut cells, DecisionKind::Penalty, &person(born_on));
            let found = only(lints(DecisionKind::Penalty, &cells));
            assert_eq!((found.code.as_str(), found.weight), (code, weight));
            assert_eq!(found.field.as_deref(), Some("CF_XDR_ZJHM"));
        }
    }

    #[test]
    fn a_text_that_mentions_a_minor_asks_for_a_look() {
        let found = only(penalty_with(&[("CF_SY", "当事人向未成年人售烟")]));
        assert_eq!((found.code.as_str(), found.weight), ("minor-in-text", Weight::Warn));
        assert_eq!(found.place, Some(Place { start: 4, end: 7 }));
    }

    #[test]
    fn an_end_of_publicity_outside_the_legal_span_is_told() {
        let late = only(penalty_with(&[("CF_GSJZQ", "2030/01/01")]));
        assert_eq!(late.code, "publicity-end-late");
        let early = only(penalty_with(&[("CF_GSJZQ", "2026/06/01")]));
        assert_eq!(early.code, "publicity-end-early");
    }

    #[test]
    fn an_amount_in_words_or_with_a_unit_is_told_with_what_to_write() {
        for (text, suggestion) in [("两万", Some("2")), ("2000元", Some("0.2")), ("约2", None)] {
            let found = only(penalty_with(&[("CF_NR_FK", text), ("CF_NR", "罚款")]));
            assert_eq!((found.code.as_str(), found.weight), ("amount-no-number", Weight::Block));
            assert!(found.message.contains(text) && found.message.contains("请填写以万元为单位的数字"));
            assert_eq!(found.suggestion.as_deref(), suggestion, "{text}");
        }
        assert_eq!(penalty_with(&[("CF_NR_FK", "1,234.5"), ("CF_NR", "罚款")]), []);
    }

    #[test]
    fn what_only_follows_from_another_fault_is_not_told() {
        for (field, value, code) in [
            ("CF_XDR_LB", "公司", "class-unknown"),
            ("CF_XDR_SHXYM", "示例", "uscc-malformed"),
            ("CF_CFLB", "示例种类", "penalty-kind-unknown"),
            ("CF_CFLB", "", "field-missing"),
            ("CF_JDRQ", "2026/13/11", "date-unreadable"),
        ] {
            let found = only(penalty_with(&[(field, value)]));
            assert_eq!((found.code.as_str(), found.weight), (code, Weight::Block));
        }
    }

    #[test]
    fn an_empty_field_and_an_unreadable_one_stop_it() {
        for (field, value, code) in [("CF_SY", "", "field-missing"), ("CF_JDRQ", "昨天", "date-unreadable")]
        {
            let found = penalty_with(&[(field, value)]);
            assert!(found.iter().any(|lint| lint.code == code && lint.weight == Weight::Block), "{found:?}");
        }
    }
}
