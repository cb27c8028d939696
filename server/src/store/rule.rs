//! Clocks and policies that administrators entered, and the rules that they make with those inside the program.

use chrono::{DateTime, NaiveDate, Utc};
use domain::rulebook::{Rule, Rulebook};

use super::{Tx, calendar_notice};

/// A row of `rule`.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct RuleRow {
    pub id: String,
    pub content: String,
    pub in_force_from: NaiveDate,
    pub state: String,
    pub entered_by: String,
    pub entered_at: DateTime<Utc>,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
}

impl RuleRow {
    /// The rule; none if the row is damaged.
    pub fn read(&self) -> Option<Rule> {
        serde_json::from_str(&self.content).ok()
    }
}

const COLUMNS: &str = "id, content, in_force_from, state, entered_by, entered_at, decided_by, decided_at";

/// Adds one.
pub async fn add(tx: &mut Tx, row: &RuleRow) -> sqlx::Result<()> {
    tx.query_text(format!("insert into rule ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8)"))
        .bind(row.id.clone())
        .bind(row.content.clone())
        .bind(row.in_force_from)
        .bind(row.state.clone())
        .bind(row.entered_by.clone())
        .bind(row.entered_at)
        .bind(row.decided_by.clone())
        .bind(row.decided_at)
        .execute()
        .await?;
    Ok(())
}

/// One by its identifier.
pub async fn by_id(tx: &mut Tx, id: &str) -> sqlx::Result<Option<RuleRow>> {
    tx.query_text(format!("select {COLUMNS} from rule where id = $1")).bind(id.to_owned()).optional().await
}

/// All, the latest entered first.
pub async fn all(tx: &mut Tx) -> sqlx::Result<Vec<RuleRow>> {
    tx.query_text(format!("select {COLUMNS} from rule order by entered_at desc, id")).all().await
}

/// All that is in force, will be or was: the calendar with its notices, and the rows inside the program with every
/// confirmed one, in the order in which they were confirmed.
pub async fn rulebook(tx: &mut Tx) -> sqlx::Result<Rulebook> {
    let rows: Vec<RuleRow> = tx
        .query_text(format!("select {COLUMNS} from rule where state = 'in-force' order by decided_at, id"))
        .all()
        .await?;
    let official = Rulebook::over(calendar_notice::calendar(tx).await?);
    Ok(rows.iter().filter_map(RuleRow::read).fold(official, Rulebook::with))
}
