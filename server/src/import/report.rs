//! What an import says: on the terminal, as CSV and as JSON.

use std::collections::BTreeMap;
use std::io::Write;

use domain::issue::Issue;
use serde::Serialize;

use super::Outcome;
use crate::sheets::neutral;

/// How many rows ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Taken in.
    pub accepted: i64,
    /// Taken in with a warning.
    pub warned: i64,
    /// Already there.
    pub duplicate: i64,
    /// Kept inside.
    pub incomplete: i64,
    /// Waiting for a person.
    pub quarantined: i64,
}

impl Counts {
    /// Counts one more row.
    pub fn add(&mut self, outcome: Outcome) {
        *match outcome {
            Outcome::Accepted => &mut self.accepted,
            // It was received with a warning; whether it is handed in is the clerk's.
            Outcome::Warned | Outcome::Held => &mut self.warned,
            Outcome::Duplicate => &mut self.duplicate,
            Outcome::Incomplete => &mut self.incomplete,
            Outcome::Quarantined => &mut self.quarantined,
        } += 1;
    }

    /// True if every row was taken in or already there.
    pub const fn is_clean(&self) -> bool {
        self.incomplete == 0 && self.quarantined == 0
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "accepted {}, warned {}, duplicate {}, incomplete {}, quarantined {}",
            self.accepted, self.warned, self.duplicate, self.incomplete, self.quarantined
        )
    }
}

/// A row of the report: one that was not simply accepted.
#[derive(Clone, Debug, Serialize)]
pub struct ReportRow {
    /// Line in the file.
    pub line: i64,
    /// How it ended.
    pub outcome: String,
    /// What is wrong; values of persons are masked.
    pub issues: Vec<Issue>,
}

/// The report of one file.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The batch.
    pub batch: String,
    /// The file's name.
    pub file: String,
    /// What it holds.
    pub kind: String,
    /// Edition of the headings, for decisions.
    pub edition: Option<String>,
    /// Headings that no edition knows: not used, not lost.
    pub unknown_columns: Vec<String>,
    /// Rows that are no records, by the reason that the mapping gives: not counted below.
    pub skipped: BTreeMap<String, u64>,
    /// Totals.
    pub counts: Counts,
    /// Rows that were not simply accepted, in the order of the file.
    pub rows: Vec<ReportRow>,
}

/// For the terminal: at most `limit` rows in full, then how many more of each code.
pub fn write_text(report: &Report, limit: usize, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}（{}）批次 {}", report.file, report.kind, report.batch)?;
    if let Some(edition) = &report.edition {
        writeln!(out, "  数据标准：{edition}")?;
    }
    if !report.unknown_columns.is_empty() {
        writeln!(out, "  未识别的列（未使用）：{}", report.unknown_columns.join("、"))?;
    }
    for (reason, count) in &report.skipped {
        writeln!(out, "  不是记录、未导入：{count} 行（{reason}）")?;
    }
    for row in report.rows.iter().take(limit) {
        for issue in &row.issues {
            let field = issue.field.as_deref().unwrap_or("整行");
            let value = issue.value.as_deref().map(|value| format!("“{value}”")).unwrap_or_default();
            writeln!(out, "  第 {} 行 {field}{value}：{}［{}］", row.line, issue.message, issue.code)?;
        }
    }
    if report.rows.len() > limit {
        writeln!(out, "  另有 {} 行，详见 CSV 或 JSON 报告（--report）", report.rows.len() - limit)?;
    }
    Ok(())
}

/// As CSV: one line an issue. Headings are the sender's words as much as values are.
pub fn write_csv(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["行号", "结果", "代码", "字段", "值", "说明"])?;
    for row in &report.rows {
        let line = row.line.to_string();
        for issue in &row.issues {
            let cells = [
                line.as_str(),
                &row.outcome,
                &issue.code,
                issue.field.as_deref().unwrap_or(""),
                issue.value.as_deref().unwrap_or(""),
                &issue.message,
            ];
            writer.write_record(cells.map(neutral))?;
        }
    }
    writer.flush()
}

/// As JSON.
pub fn write_json(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    out.write_all(b"\n")
}

/// The rows of a batch that were not simply accepted, in the order of the file.
pub async fn report_rows(db: &crate::store::Db, batch_id: &str) -> sqlx::Result<Vec<ReportRow>> {
    let mut rows = Vec::new();
    let mut after = -1;
    loop {
        let mut tx = db.read().await?;
        let page = crate::store::batch::issues(&mut tx, batch_id, after, 5_000).await?;
        let Some(last) = page.last() else { return Ok(rows) };
        after = last.line;
        rows.extend(page.into_iter().map(|row| ReportRow {
            line: row.line,
            outcome: row.outcome,
            issues: serde_json::from_str(&row.issues).unwrap_or_default(),
        }));
    }
}

#[cfg(test)]
mod tests {
    use domain::issue::Severity;

    use super::*;

    #[test]
    fn nothing_that_a_sender_wrote_is_a_formula_in_the_report() {
        let issue = Issue {
            code: "row-formula-error".to_owned(),
            severity: Severity::Warning,
            field: Some("=HYPERLINK(\"http://example.invalid\")".to_owned()),
            value: Some("+1".to_owned()),
            message: "@SUM(A1)".to_owned(),
        };
        let report = Report {
            batch: "1".to_owned(),
            file: "a.csv".to_owned(),
            kind: "penalties".to_owned(),
            edition: None,
            unknown_columns: Vec::new(),
            skipped: BTreeMap::new(),
            counts: Counts::default(),
            rows: vec![ReportRow { line: 2, outcome: "warned".to_owned(), issues: vec![issue] }],
        };
        let mut out = Vec::new();
        write_csv(&report, &mut out).unwrap();
        let mut rows = csv::Reader::from_reader(out.as_slice());
        let row = rows.records().next().unwrap().unwrap();
        assert_eq!((&row[0], &row[3]), ("2", "'=HYPERLINK(\"http://example.invalid\")"));
        assert_eq!((&row[4], &row[5]), ("'+1", "'@SUM(A1)"));
    }
}
