//! Rows of the desk are judged as its forms are, before they are taken in: what stops a form waits for a correction, and
//! what a form wants ticked or explained waits for its clerk. Nothing of either is in the record.

use std::collections::HashMap;

use domain::check::lint::{Lint, Weight, without_consequences};
use domain::decision::DecisionKind;
use domain::issue::{Issue, Severity};
use domain::publication::Publication;

use super::apply::{Applying, Source};
use super::filed::Filed;
use super::gate::Said;
use super::lint::{self as rules, DUPLICATE, Due, LATE};
use super::look::{Looked, settle};
use super::spool::{Content, StagedDecision, StagedRow};
use super::{Outcome, Sending};
use crate::store::Tx;

/// What becomes of a row.
enum Verdict {
    /// It is taken in, with what its clerk said of it.
    Goes(Said),
    /// It waits for its clerk's word.
    Held,
    /// It waits for a correction.
    Faulty,
}

/// Judges rows. `said` is what their clerk ticked and explained.
pub(super) async fn judge(
    applying: &Applying<'_>,
    tx: &mut Tx,
    source: Source<'_>,
    said: &Said,
    mut rows: Vec<StagedRow>,
) -> sqlx::Result<Vec<StagedRow>> {
    let staged = rows.iter().map(|row| decision_of(row).cloned()).collect();
    let looked = settle(tx, &applying.rules, source.now, staged).await?;
    // What goes before it in the same file is known too.
    let mut gone: HashMap<String, Looked> = HashMap::new();
    for (row, looked) in rows.iter_mut().zip(looked) {
        let Some(mut looked) = looked else { continue };
        if let Some(before) = gone.get(&looked.party.natural_key) {
            looked.known = Some(before.decision.clone());
        }
        if row.outcome == Outcome::Incomplete {
            // What lacks something replaces nothing that is whole.
            if looked.known.as_ref().is_some_and(|known| known.state != Publication::Incomplete) {
                row.content = None;
            }
            continue;
        }
        let verdict = verdict(applying, source, said, (row, &looked));
        if settle_row(row, verdict) {
            looked.decision.state = Publication::Pending;
            gone.insert(looked.party.natural_key.clone(), looked);
        }
    }
    Ok(rows)
}

fn decision_of(row: &StagedRow) -> Option<&StagedDecision> {
    match row.content.as_ref()? {
        Content::Decision(decision) => Some(decision),
        _ => None,
    }
}

fn verdict(
    applying: &Applying<'_>,
    source: Source<'_>,
    said: &Said,
    (row, looked): (&mut StagedRow, &Looked),
) -> Verdict {
    let is_known_file = source.sending == Sending::Again && looked.known.is_some();
    let lints = lints(applying, source, said, (&row.issues, looked));
    // What is there already, word for word, is passed over: there is nothing to put right in it.
    if is_known_file || lints.iter().any(|lint| lint.code == DUPLICATE) {
        return Verdict::Goes(Said::default());
    }
    let is_late = Due::of_row(applying, source, looked).is_some_and(|due| due.is_over());
    let stops = |lint: &Lint| lint.weight == Weight::Block && lint.code != LATE;
    let verdict = if lints.iter().any(stops) {
        Verdict::Faulty
    } else if lints.iter().all(|lint| lint.weight == Weight::Warn && said.ticked.contains(&lint.code)) {
        let late = said.late.clone().filter(|_| is_late);
        Verdict::Goes(Said { ticked: codes(&lints), late })
    } else {
        Verdict::Held
    };
    row.issues = lints.into_iter().map(as_issue).collect();
    verdict
}

/// What its own words say, then the registry, the record and the calendar.
fn lints(
    applying: &Applying<'_>,
    source: Source<'_>,
    said: &Said,
    (issues, looked): (&[Issue], &Looked),
) -> Vec<Lint> {
    let kind = DecisionKind::from_code(&looked.decision.kind).unwrap_or(DecisionKind::Penalty);
    let mut lints: Vec<Lint> = issues.iter().map(as_lint).collect();
    rules::of_row(kind, looked, &mut lints);
    let day = looked.decision.decided_on;
    lints.extend(day.and_then(|day| rules::day_off(&applying.rules.calendar, kind, day)));
    let reason = said.late.as_ref().map_or("", |(code, _)| code.as_str());
    let due = Due::of_row(applying, source, looked);
    lints.extend(due.and_then(|due| rules::lateness(due, reason)));
    without_consequences(lints)
}

impl Due {
    fn of_row(applying: &Applying<'_>, source: Source<'_>, looked: &Looked) -> Option<Self> {
        let from = looked.earlier.or(looked.decision.decided_on)?;
        Self::reckon(&applying.rules, source.today(), from)
    }
}

/// The codes of the warnings, each once, in order.
fn codes(lints: &[Lint]) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for lint in lints {
        if !codes.contains(&lint.code) {
            codes.push(lint.code.clone());
        }
    }
    codes
}

fn as_lint(issue: &Issue) -> Lint {
    let field = issue.field.as_deref();
    match issue.severity {
        Severity::Warning => Lint::warn(&*issue.code, field, &*issue.message),
        Severity::Incomplete | Severity::Quarantine => Lint::block(&*issue.code, field, &*issue.message),
    }
}

/// A late row is in order: what it lacks is a word of its clerk.
fn as_issue(lint: Lint) -> Issue {
    let is_late = lint.code == LATE;
    let issue = lint.into_issue();
    if is_late { Issue { severity: Severity::Warning, ..issue } } else { issue }
}

/// Notes the verdict in the row; true if it goes on.
fn settle_row(row: &mut StagedRow, verdict: Verdict) -> bool {
    let kept = |row: &mut StagedRow, outcome: Outcome| {
        row.outcome = outcome;
        row.filed = decision_of(row).and_then(Filed::of);
        row.content = None;
        false
    };
    match verdict {
        Verdict::Held => kept(row, Outcome::Held),
        Verdict::Faulty => kept(row, Outcome::Quarantined),
        Verdict::Goes(said) => {
            row.outcome = if row.issues.is_empty() { Outcome::Accepted } else { Outcome::Warned };
            row.filed = None;
            row.said = said;
            true
        }
    }
}
