//! Whole lists: what the sender's file no longer holds has ended at its source, and ends here (RULES 4: the portal
//! must delete when the source deletes).

use std::collections::HashSet;

use domain::calendar::beijing_date;

use super::apply::{Applying, Pace};
use super::entries::LEFT_AT_SOURCE;
use super::{ImportError, Kind};
use crate::journal::{Erasure, Mark};
use crate::record::end_entry::{is_shown, ledger_entry};
use crate::store::Db;
use crate::store::batch::{self, BatchRow};
use crate::store::entry;
use crate::store::ledger::{self, Action};

/// Entries that end in one transaction.
const ENDED_AT_ONCE: i64 = 200;
/// Names that the refusal and the announcement show.
const NAMES_SHOWN: usize = 10;

/// What applying a whole list would end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The sender's entries that stand on the list now.
    pub standing: i64,
    /// How many of them the file does not hold.
    pub ending: i64,
    /// The first names among those.
    pub names: Vec<String>,
}

impl std::fmt::Display for Plan {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "全量同步：名单现有 {} 条，文件中没有、将终止 {} 条", self.standing, self.ending)?;
        if !self.names.is_empty() {
            let more = if self.ending > i64::try_from(self.names.len()).unwrap_or(0) { " 等" } else { "" };
            write!(formatter, "：{}{more}", self.names.join("、"))?;
        }
        Ok(())
    }
}

/// Compares the natural keys of a file with what stands, before anything changes.
pub(super) async fn plan(
    db: &Db,
    kind: Kind,
    submitted_by: Option<&str>,
    keys: &HashSet<String>,
) -> Result<Plan, ImportError> {
    let Kind::Entries(item) = kind else {
        return Err(ImportError::Synchronisation("只有名单和目录信息可以全量同步".to_owned()));
    };
    let mut tx = db.read().await?;
    let mut plan =
        Plan { standing: entry::standing(&mut tx, item.code, submitted_by).await?, ..Plan::default() };
    let mut after = String::new();
    loop {
        let page = entry::standing_keys(&mut tx, item.code, submitted_by, &after, 2_000).await?;
        let Some((last, _, _)) = page.last() else { return Ok(plan) };
        after.clone_from(last);
        for (_, name, class) in page.into_iter().filter(|(key, _, _)| !keys.contains(key)) {
            plan.ending += 1;
            if plan.names.len() < NAMES_SHOWN {
                let is_person = class == domain::decision::PartyClass::NaturalPerson.code();
                plan.names.push(if is_person { domain::privacy::mask_name(&name) } else { name });
            }
        }
    }
}

/// Refuses a file that would end more than its share, or that cannot be read to the last row.
pub(super) fn judge(plan: &Plan, kept_back: u64, most_ended_percent: u8) -> Result<(), ImportError> {
    if kept_back > 0 && plan.ending > 0 {
        return Err(ImportError::Synchronisation(format!(
            "{plan}。文件有 {kept_back} 行无法识别，无法判断它们是不是其中之一：没有写入任何内容。请改正后重新全量同步，或不带 --full-sync 导入。"
        )));
    }
    if plan.ending * 100 > plan.standing * i64::from(most_ended_percent) {
        return Err(ImportError::Synchronisation(format!(
            "{plan}，超过允许的 {most_ended_percent}%：没有写入任何内容。请核对文件是否完整；确认无误后用 --most-ended 放宽。"
        )));
    }
    Ok(())
}

/// Ends what the applied file did not hold, in short transactions, and closes the batch.
pub(super) async fn end_unseen(
    applying: &Applying<'_>,
    row: &mut BatchRow,
    pace: &mut impl Pace,
) -> Result<(), ImportError> {
    loop {
        let mut tx = applying.db.write().await?;
        let now = applying.clock.now();
        let sender = row.submitted_by.as_deref();
        let mut rows = entry::unseen(&mut tx, &row.kind, sender, &row.id, ENDED_AT_ONCE).await?;
        let is_last = i64::try_from(rows.len()).unwrap_or(0) < ENDED_AT_ONCE;
        let mut entries = Vec::new();
        for entry in &mut rows {
            let was_shown = is_shown(&entry.state);
            "ended".clone_into(&mut entry.state);
            entry.ended_on = Some(beijing_date(now));
            entry.end_cause = Some(LEFT_AT_SOURCE.to_owned());
            entry.version += 1;
            entry.updated_at = now;
            let erasure = Erasure {
                public_id: entry.public_id.clone(),
                on: beijing_date(now),
                public_reason: None,
                mark: Mark::Ended,
            };
            applying.journal.append(&erasure).map_err(sqlx::Error::Io)?;
            if was_shown {
                entries.push(ledger_entry(entry, Action::Ended));
            }
        }
        entry::save(&mut tx, &rows).await?;
        if is_last {
            "done".clone_into(&mut row.state);
            row.finished_at = Some(now);
            batch::save(&mut tx, row).await?;
        }
        let number = ledger::append(&mut tx, &entries, now).await?;
        tx.commit().await?;
        pace.keep(number, row.applied_rows).await?;
        if is_last {
            return Ok(());
        }
    }
}
