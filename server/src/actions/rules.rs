//! A clock or a policy of publicity that changes: one administrator enters the new row, another compares it with its
//! source and confirms. It governs later days only: no due day that runs already moves, and no end of publicity.

use chrono::NaiveDate;
use domain::check::read_day;
use domain::clocks::{ClockKind, ClockRow, Sureness};
use domain::privacy;
use domain::publicity::{Anchor, Class, Policy, Regime, Sector};
use domain::role::Step;
use domain::rulebook::{Rule, RuleKind, Rulebook};

use super::entering::{self, EnteringFault, Verdict, Waiting};
use super::regulator::{Change, Refusal, Regulator};
use crate::random;
use crate::record::act::Act;
use crate::state::Core;
use crate::store::entered::{Table, WAITING};
use crate::store::rule::{self, RuleRow};

/// The longest clock, in working days: a year.
const LONGEST_CLOCK: u32 = 250;
/// The longest publicity, in months.
const LONGEST_PUBLICITY: u32 = 120;
/// The longest text of a field, in characters.
const LONGEST_TEXT: usize = 200;
/// What stands for a minimum that excludes an early end.
const NEVER: &str = "不得提前";

/// A row as it was typed.
#[derive(Clone, Copy, Debug)]
pub struct TypedRule<'a> {
    /// For which table.
    pub kind: RuleKind,
    /// Names and values. A clock has `kind`, `working_days`, `in_force_from`, `sureness` and `basis`; a policy `regime`,
    /// `class`, `sector`, `minimum`, `maximum`, `anchor`, `in_force_from`, `document` and `why`.
    pub fields: &'a [(String, String)],
}

impl TypedRule<'_> {
    /// The value of a field, without blanks around it; empty if absent.
    fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.trim())
    }
}

/// Enters a row for a second administrator to confirm; answers its identifier.
///
/// # Errors
/// What is wrong in which field; a refusal if the account is no administrator.
pub async fn enter(
    core: &Core,
    regulator: &Regulator,
    typed: TypedRule<'_>,
) -> Result<String, EnteringFault> {
    regulator.may(Step::ManageCalendar)?;
    let now = core.clock.now();
    let read = read(typed, core.clock.today(), &core.rules()).map_err(EnteringFault::Fields)?;
    let row = RuleRow {
        id: random::record_id(),
        content: serde_json::to_string(&read.rule).unwrap_or_default(),
        in_force_from: read.in_force_from,
        state: WAITING.to_owned(),
        entered_by: regulator.account_id.clone(),
        entered_at: now,
        decided_by: None,
        decided_at: None,
    };
    let mut tx = core.db.write().await?;
    rule::add(&mut tx, &row).await?;
    let change = Change::between(&core.keeper, None, Some(&row.content));
    regulator.note(&mut tx, (Act::RuleEntered, &row.id), change, title(&read.rule), now).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// Puts a row in force, as the second administrator, or refuses it; who entered it takes it back.
///
/// # Errors
/// A refusal if the account entered what it confirms, if the row does not wait any more, or if its first day has come:
/// what runs already is not changed afterwards.
pub async fn decide(core: &Core, regulator: &Regulator, id: &str, verdict: Verdict) -> Result<(), Refusal> {
    regulator.may(Step::ManageCalendar)?;
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let row = rule::by_id(&mut tx, id).await?.ok_or(Refusal::Unknown)?;
    let entered = row.read().ok_or(Refusal::Unknown)?;
    if verdict == Verdict::Confirm && row.in_force_from <= core.clock.today() {
        let sentence = "施行日期已到，不能再确认：已经起算的期限不改变。请退回，按新的施行日期重新录入";
        return Err(Refusal::State(sentence.to_owned()));
    }
    let waiting = Waiting {
        place: (Table::Rule, id),
        entered_by: &row.entered_by,
        content: &row.content,
        name: title(&entered),
        acts: [Act::RuleConfirmed, Act::RuleRefused],
    };
    entering::decide(core, &mut tx, regulator, (&waiting, verdict), now).await?;
    tx.commit().await?;
    Ok(())
}

/// What a row is called.
pub fn title(rule: &Rule) -> String {
    match rule {
        Rule::Clock(row) => format!("{}：{} 个工作日", row.kind.label(), row.working_days),
        Rule::Policy(policy) => {
            format!("{}：公示最长 {} 个月", policy.class.long_label(), policy.maximum_months)
        }
    }
}

/// A row as it was read.
struct Read {
    rule: Rule,
    in_force_from: NaiveDate,
}

/// What is wrong, field by field.
#[derive(Default)]
struct Faults(Vec<(&'static str, String)>);

impl Faults {
    /// The value, if it was read; what is asked for otherwise.
    fn take<T>(&mut self, field: &'static str, value: Option<T>, asked: &str) -> Option<T> {
        if value.is_none() {
            self.0.push((field, asked.to_owned()));
        }
        value
    }

    /// A text that becomes public.
    fn text(&mut self, field: &'static str, text: &str, asked: &str) -> Option<String> {
        if let Some(found) = privacy::scan(text).first() {
            let place = found.start + 1;
            self.0.push((
                field,
                format!("第 {place} 个字起含有{}，请删去：这里的文字公开", found.kind.label()),
            ));
            return None;
        }
        let fits = !text.is_empty() && text.chars().count() <= LONGEST_TEXT;
        self.take(field, fits.then(|| text.to_owned()), asked)
    }

    fn first_day(&mut self, text: &str, today: NaiveDate) -> Option<NaiveDate> {
        let day = read_day(text).filter(|day| *day > today);
        self.take("in_force_from", day, "请填写施行日期，须晚于今天，例如 2027-01-01")
    }
}

fn read(
    typed: TypedRule<'_>,
    today: NaiveDate,
    rules: &Rulebook,
) -> Result<Read, Vec<(&'static str, String)>> {
    let mut faults = Faults::default();
    let rule = match typed.kind {
        RuleKind::Clock => clock(typed, today, rules, &mut faults).map(Rule::Clock),
        RuleKind::Policy => policy(typed, today, &mut faults).map(Rule::Policy),
    };
    match rule {
        Some(rule) if faults.0.is_empty() => {
            let in_force_from = rule.in_force_from().unwrap_or(today);
            Ok(Read { rule, in_force_from })
        }
        _ => Err(faults.0),
    }
}

fn clock(fields: TypedRule<'_>, today: NaiveDate, rules: &Rulebook, faults: &mut Faults) -> Option<ClockRow> {
    let kind = faults.take("kind", ClockKind::from_code(fields.get("kind")), "请选择期限");
    let days = number(fields.get("working_days"), 1..=LONGEST_CLOCK);
    let days = faults.take("working_days", days, "请填写 1 至 250 的整数");
    let from = faults.first_day(fields.get("in_force_from"), today);
    let sureness = Sureness::from_code(fields.get("sureness"))
        .filter(|sureness| matches!(sureness, Sureness::Found | Sureness::Ours));
    let sureness = faults.take("sureness", sureness, "请选择依据类别");
    let basis = faults.text("basis", fields.get("basis"), "请填写依据的文件和条款，最多 200 字");
    let (kind, in_force_from) = (kind?, from?);
    // What starts a clock is what it is about; only its length changes.
    let present = rules.clocks.row(kind, in_force_from)?;
    Some(ClockRow {
        kind,
        event: present.event,
        working_days: days?,
        basis: basis?,
        in_force_from: Some(in_force_from),
        in_force_to: None,
        sureness: sureness?,
        why: String::new(),
    })
}

fn policy(fields: TypedRule<'_>, today: NaiveDate, faults: &mut Faults) -> Option<Policy> {
    let regime = faults.take("regime", Regime::from_code(fields.get("regime")), "请选择公示场所");
    let class = faults.take("class", Class::from_code(fields.get("class")), "请选择类别");
    let sector = faults.take("sector", Sector::from_code(fields.get("sector")), "请选择领域");
    let maximum = number(fields.get("maximum"), 1..=LONGEST_PUBLICITY);
    let maximum = faults.take("maximum", maximum, "请填写 1 至 120 的整数");
    let most = maximum.unwrap_or(LONGEST_PUBLICITY);
    let minimum = match fields.get("minimum") {
        NEVER => Some(None),
        text => number(text, 0..=most).map(Some),
    };
    let asked = "请填写整数，不大于最长公示期；不得提前停止公示的填“不得提前”";
    let minimum = faults.take("minimum", minimum, asked);
    let anchor = faults.take("anchor", Anchor::from_code(fields.get("anchor")), "请选择起算");
    let from = faults.first_day(fields.get("in_force_from"), today);
    let document = faults.text("document", fields.get("document"), "请填写文件的名称和文号，最多 200 字");
    let why = match fields.get("why") {
        "" => Some(String::new()),
        text => faults.text("why", text, "最多 200 字"),
    };
    Some(Policy {
        regime: regime?,
        effective_from: from?,
        effective_until: None,
        class: class?,
        sector: sector?,
        minimum_months: minimum?,
        maximum_months: maximum?,
        anchor: anchor?,
        document: document?,
        why: why?,
    })
}

fn number(text: &str, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
    text.parse().ok().filter(|number| range.contains(number))
}
