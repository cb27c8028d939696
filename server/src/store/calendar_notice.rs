//! Notices on holidays that administrators entered, and the calendar that they make with those inside the program.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{Calendar, Notice, SpecialDay};

use super::Tx;

/// A row of `calendar_notice`.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct CalendarNoticeRow {
    pub id: String,
    pub year: i64,
    pub number: String,
    pub title: String,
    pub adopted_on: NaiveDate,
    pub url: String,
    pub announcement: String,
    pub days: String,
    pub state: String,
    pub entered_by: String,
    pub entered_at: DateTime<Utc>,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
}

impl CalendarNoticeRow {
    /// The notice with its days, as the calendar takes them; none if the row is damaged.
    pub fn read(&self) -> Option<(Notice, Vec<SpecialDay>)> {
        let notice = Notice {
            year: i32::try_from(self.year).ok()?,
            number: Some(self.number.clone()),
            title: self.title.clone(),
            adopted_on: Some(self.adopted_on),
            url: self.url.clone(),
        };
        Some((notice, serde_json::from_str(&self.days).ok()?))
    }
}

const COLUMNS: &str = "id, year, number, title, adopted_on, url, announcement, days, state, entered_by, entered_at, \
                       decided_by, decided_at";

/// Adds one.
pub async fn add(tx: &mut Tx, row: &CalendarNoticeRow) -> sqlx::Result<()> {
    tx.query_text(format!(
        "insert into calendar_notice ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    ))
    .bind(row.id.clone())
    .bind(row.year)
    .bind(row.number.clone())
    .bind(row.title.clone())
    .bind(row.adopted_on)
    .bind(row.url.clone())
    .bind(row.announcement.clone())
    .bind(row.days.clone())
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
pub async fn by_id(tx: &mut Tx, id: &str) -> sqlx::Result<Option<CalendarNoticeRow>> {
    tx.query_text(format!("select {COLUMNS} from calendar_notice where id = $1"))
        .bind(id.to_owned())
        .optional()
        .await
}

/// All, the latest entered first.
pub async fn all(tx: &mut Tx) -> sqlx::Result<Vec<CalendarNoticeRow>> {
    tx.query_text(format!("select {COLUMNS} from calendar_notice order by entered_at desc, id")).all().await
}

/// The calendar inside the program with every notice in force, in the order in which they were confirmed.
pub async fn calendar(tx: &mut Tx) -> sqlx::Result<Calendar> {
    let rows: Vec<CalendarNoticeRow> = tx
        .query_text(format!(
            "select {COLUMNS} from calendar_notice where state = 'in-force' order by decided_at, id"
        ))
        .all()
        .await?;
    let notices = rows.iter().filter_map(CalendarNoticeRow::read);
    Ok(notices.fold(Calendar::official(), |calendar, (notice, days)| calendar.with_notice(notice, days)))
}
