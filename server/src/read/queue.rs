//! What waits at an account's desk, the least time left first.

use std::collections::HashMap;

use app::desk::queue::{Due, Line, Next, Queue};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::approval::{ApprovalState, Purpose};
use domain::calendar::{Deadline, start_of_day};
use domain::catalogue;
use domain::clocks::ClockKind;
use domain::lateness::{Urgency, urgency};
use domain::role::Step;

use super::whose::{Names, whose};
use crate::actions::approval::Leaving;
use crate::actions::regulator::Regulator;
use crate::state::Core;
use crate::store::Tx;
use crate::store::approval::{self, QueueBatchRow, QueueRow, Whose};
use crate::store::draft::{self, DraftRow};
use crate::store::urging;

/// The most lines of the page.
const LINES: i64 = 300;

/// Next steps of a second person.
const DECIDING: [&str; 2] = [REVIEW, CONFIRM];
const REVIEW: &str = "复核";
const CONFIRM: &str = "确认";

/// The queue of an account. Who does not read records sees only what was hidden and waits for a confirmation.
pub async fn load(core: &Core, tx: &mut Tx, regulator: &Regulator) -> sqlx::Result<Queue> {
    let reads = regulator.may(Step::Read).is_ok();
    let whose = whose(regulator, if reads { Step::Read } else { Step::Hide });
    let rows = approval::queue(tx, &whose, LINES).await?;
    let is_cut = i64::try_from(rows.len()).unwrap_or(LINES) == LINES;
    let batches = if reads { approval::queue_batches(tx, &whose).await? } else { Vec::new() };
    let drafts = match (&whose, regulator.may(Step::File)) {
        (Whose::Of(ids), Ok(())) => draft::open(tx, ids).await?,
        _ => Vec::new(),
    };
    let urgings = Urgings::load(core, tx, regulator, &rows).await?;
    let mut lines: Vec<Line> = rows
        .iter()
        .filter(|row| reads || row.purpose == Purpose::Hide)
        .map(|row| of_row(core, regulator, row, &urgings))
        .chain(batches.iter().map(|row| of_batch(core, regulator, row)))
        .chain(drafts.iter().map(|row| of_draft(core, row)))
        .collect();
    lines.sort_by_key(|line| line.due.map_or(NaiveDate::MAX, |due| due.on));
    Ok(Queue { main: main(regulator, &lines), lines, is_cut, ways: ways(regulator) })
}

/// What the account is here for: filing, or deciding on what is most pressing.
fn main(regulator: &Regulator, lines: &[Line]) -> Option<(String, &'static str)> {
    if regulator.may(Step::File).is_ok() {
        return Some(("/desk/drafts".to_owned(), "填报"));
    }
    let first =
        lines.iter().find(|line| matches!(line.next, Next::Open(word) if DECIDING.contains(&word)))?;
    Some((first.href.clone(), "复核最紧的一件"))
}

/// A reminder about a record.
struct Urged {
    by: String,
    at: DateTime<Utc>,
    /// The reader sent it, today: no further one before tomorrow.
    is_own_of_today: bool,
}

/// The reminders about the records of a queue, by record, oldest first.
struct Urgings(HashMap<String, Vec<Urged>>);

impl Urgings {
    async fn load(core: &Core, tx: &mut Tx, regulator: &Regulator, rows: &[QueueRow]) -> sqlx::Result<Self> {
        let ids: Vec<String> = rows.iter().map(|row| row.record_id.clone()).collect();
        let found = urging::of_records(tx, &ids).await?;
        let names = Names::load(tx, found.iter().map(|row| row.sent_by.clone())).await?;
        let mut urgings: HashMap<String, Vec<Urged>> = HashMap::new();
        for row in found {
            let is_own_of_today = row.sent_by == regulator.account_id && row.sent_on == core.clock.today();
            let urged = Urged { by: names.of(&row.sent_by), at: row.sent_at, is_own_of_today };
            urgings.entry(row.record_id).or_default().push(urged);
        }
        Ok(Self(urgings))
    }

    fn of(&self, row: &QueueRow) -> &[Urged] {
        self.0.get(&row.record_id).map_or(&[], Vec::as_slice)
    }
}

/// What else the account can begin.
fn ways(regulator: &Regulator) -> Vec<(&'static str, &'static str)> {
    let mut ways = Vec::new();
    if regulator.may(Step::File).is_ok() {
        ways.extend([("/desk/uploads", "批量上传"), ("/desk/remove", "移出名录")]);
    }
    if regulator.may(Step::Read).is_ok() {
        ways.push(("/desk/unresolved", "主体待确认"));
    }
    if regulator.may(Step::Hide).is_ok() {
        ways.push(("/desk/hide", "紧急隐藏"));
    }
    ways
}

/// How much time is left until the end of a day.
pub fn due(core: &Core, on: NaiveDate, is_provisional: bool) -> Due {
    let today = core.clock.today();
    let left = start_of_day(today) + TimeDelta::days(1) - core.clock.now();
    Due {
        on,
        urgency: urgency(today, on, &core.calendar()),
        hours_left: left.num_hours().max(0),
        is_provisional,
    }
}

/// The clock of what is asked for: publication and withholding by the decision's own, withdrawal and hiding by theirs;
/// corrections and repairs have none.
pub fn due_of(
    core: &Core,
    purpose: Purpose,
    leaving: Option<&Leaving>,
    own: (Option<NaiveDate>, bool),
) -> Option<Due> {
    let clock = |kind| {
        let deadline = core.rules().due(kind, leaving?.on)?;
        Some(due(core, deadline.on(), matches!(deadline, Deadline::Provisional { .. })))
    };
    match purpose {
        Purpose::Publish => own.0.map(|on| due(core, on, own.1)),
        Purpose::Withdraw => clock(ClockKind::Withdraw),
        Purpose::Hide => clock(ClockKind::ConfirmHiding),
        Purpose::Correct | Purpose::Repair | Purpose::Withhold | Purpose::Remove => None,
    }
}

fn of_row(core: &Core, regulator: &Regulator, row: &QueueRow, urgings: &Urgings) -> Line {
    let urgings = urgings.of(row);
    let purpose = row.purpose;
    let leaving: Option<Leaving> =
        row.content.as_deref().and_then(|content| serde_json::from_str(content).ok());
    let waits_unseen = matches!(row.decision_state.as_str(), "pending" | "returned" | "unresolved");
    let due = match purpose {
        Purpose::Withhold if waits_unseen => row.due_on.map(|on| due(core, on, row.due_provisional)),
        _ => due_of(core, purpose, leaving.as_ref(), (row.due_on, row.due_provisional)),
    };
    let matter = match purpose {
        Purpose::Publish => row.title.clone(),
        other => format!("{}：{}", other.label(), row.title),
    };
    Line {
        due,
        href: format!("/desk/approvals/{}", row.id),
        name: name(row),
        party: row.party.clone(),
        matter,
        decided_on: row.decided_on,
        state: row.state.label(purpose).to_owned(),
        next: next(regulator, row, (due, urgings)),
        urged: urgings.last().map(|urged| (urged.by.clone(), urged.at)),
    }
}

/// An entry without a number goes by its list.
fn name(row: &QueueRow) -> String {
    match catalogue::item(&row.kind) {
        Some(item) if row.document_number.is_empty() => item.label.to_owned(),
        _ => row.document_number.clone(),
    }
}

/// A row of a batch, as its own page lists it.
pub fn of_batch_row(row: &QueueRow) -> Line {
    let purpose = row.purpose;
    Line {
        due: None,
        href: format!("/desk/approvals/{}", row.id),
        name: row.document_number.clone(),
        party: row.party.clone(),
        matter: row.title.clone(),
        decided_on: row.decided_on,
        state: row.state.label(purpose).to_owned(),
        next: Next::Open("查看"),
        urged: None,
    }
}

fn next(regulator: &Regulator, row: &QueueRow, (due, urgings): (Option<Due>, &[Urged])) -> Next {
    let decides = regulator.may_for(Step::Approve, row.authority_id.as_deref()).is_ok()
        && row.submitted_by != regulator.account_id;
    let files = regulator.may(Step::File).is_ok();
    let presses = due.is_some_and(|due| matches!(due.urgency, Urgency::Overdue { .. } | Urgency::DueToday));
    let may_urge = presses
        && regulator.may_for(Step::Urge, row.authority_id.as_deref()).is_ok()
        && urgings.iter().all(|urged| !urged.is_own_of_today);
    match row.state {
        ApprovalState::Returned if files => Next::Open("改错"),
        ApprovalState::Waiting if decides && row.purpose == Purpose::Hide => Next::Open(CONFIRM),
        ApprovalState::Waiting if decides => Next::Open(REVIEW),
        state if state.is_open() && may_urge => Next::Urge(format!("/desk/approvals/{}/urge", row.id)),
        _ => Next::Open("查看"),
    }
}

fn of_batch(core: &Core, regulator: &Regulator, row: &QueueBatchRow) -> Line {
    let decides = regulator.may(Step::Approve).is_ok() && row.submitted_by != regulator.account_id;
    Line {
        due: row.due_on.map(|on| due(core, on, row.provisional > 0)),
        href: format!("/desk/batches/{}", row.batch_id),
        name: format!("整批：{}", row.file_name),
        party: None,
        matter: "批量报送".to_owned(),
        decided_on: None,
        state: format!("待复核 {} 条", row.waiting),
        next: Next::Open(if decides { REVIEW } else { "查看" }),
        urged: None,
    }
}

fn of_draft(core: &Core, row: &DraftRow) -> Line {
    Line {
        due: row.due_on.map(|on| due(core, on, false)),
        href: format!("/desk/drafts/{}", row.id),
        name: if row.title.is_empty() { "未写文号的草稿".to_owned() } else { row.title.clone() },
        party: None,
        matter: if row.corrects_id.is_some() { "更正" } else { "填报" }.to_owned(),
        decided_on: row.decided_on,
        state: "草稿".to_owned(),
        next: Next::Open("继续填"),
        urged: None,
    }
}
