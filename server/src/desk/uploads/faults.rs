//! The rows of an upload that wait for a correction, in the words of spreadsheets.

use app::desk::uploads::{Cell, Entry, Row, RowFault, Value, Weight};
use domain::decision::DecisionKind;
use domain::issue::{Issue, Severity};
use domain::privacy::mask_findings;
use domain::standard::{self, Layout};
use domain::text::fold_heading;

use crate::actions::regulator::Refusal;
use crate::actions::uploads::RowChange;
use crate::import::Kind;
use crate::import::work_list::{self, WorkError};
use crate::state::Core;
use crate::store::batch::BatchRow;
use crate::store::upload as uploads;
use crate::store::work_list as store;

/// Rows of a page.
const ROWS_OF_A_PAGE: i64 = 50;
/// What is added to the lines of each further part of a file (see `ingest`).
const LINES_OF_A_PART: i64 = 10_000_000;

/// Rows of a page.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) rows: Vec<Row>,
    /// The last line, if more follow.
    pub(super) more_after: Option<i64>,
    /// What somebody should look at in rows that were taken in.
    pub(super) hints: Vec<RowFault>,
}

/// The headings of a batch.
pub(super) fn headings(batch: &BatchRow) -> Vec<String> {
    batch.headings.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// The kind of decision of a batch.
pub(super) fn kind_of(batch: &BatchRow) -> DecisionKind {
    if batch.kind == Kind::Licences.code() { DecisionKind::Licence } else { DecisionKind::Penalty }
}

/// A page of the rows of a batch that wait for a person; every cell of the row at `open` can be changed.
pub(super) async fn page(
    core: &Core,
    batch: &BatchRow,
    (after, open): (Option<i64>, Option<i64>),
) -> Result<Shown, Refusal> {
    let rows = waiting(core, &batch.id, after.unwrap_or(0), ROWS_OF_A_PAGE + 1).await?;
    let most = usize::try_from(ROWS_OF_A_PAGE).unwrap_or_default();
    let more_after = if rows.len() > most { rows.get(most - 1).map(|row| row.line) } else { None };
    let sheet = Sheet::of(batch);
    let mut numbers = 1;
    let mut shown = Vec::new();
    for row in rows.iter().take(most) {
        shown.push(sheet.row(row, open == Some(row.line), &mut numbers));
    }
    let hints = sheet.hints(core, &batch.id, &mut numbers).await?;
    Ok(Shown { rows: shown, more_after, hints })
}

/// A row that waits, as it is now.
pub(super) struct WaitingRow {
    pub(super) line: i64,
    /// Headings with the present values.
    pub(super) cells: Vec<(String, String)>,
    pub(super) issues: Vec<Issue>,
}

/// Rows of a batch that wait for a person, after a line.
pub(super) async fn waiting(
    core: &Core,
    batch_id: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<WaitingRow>, Refusal> {
    let listed = store::waiting(&mut core.db.read().await?, Some(batch_id), (batch_id, after), limit).await?;
    let mut rows = Vec::with_capacity(listed.len());
    for row in listed {
        let loaded = work_list::load(core, batch_id, row.line).await.map_err(refusal)?;
        let issues = serde_json::from_str(&row.issues).unwrap_or_default();
        rows.push(WaitingRow { line: row.line, cells: loaded.cells, issues });
    }
    Ok(rows)
}

fn refusal(error: WorkError) -> Refusal {
    match error {
        WorkError::Store(error) => Refusal::Store(error),
        _ => Refusal::State("这一行的原文无法读取，请联系系统管理员".to_owned()),
    }
}

/// Takes out of a change what changes nothing: values as they are, and empty fields whose value was not shown.
pub(super) async fn keep_changes(core: &Core, id: &str, change: &mut RowChange) -> Result<(), Refusal> {
    let row = match work_list::load(core, id, change.line).await {
        Ok(row) => row,
        Err(WorkError::Store(error)) => return Err(error.into()),
        Err(_) => return Err(Refusal::Unknown),
    };
    change.cells.retain(|(column, value)| match row.cells.get(*column) {
        Some((_, before)) => {
            let is_hidden = matches!(shown_value(&row.cells, *column), Value::Masked(_));
            before.trim() != value && !(is_hidden && value.is_empty())
        }
        None => false,
    });
    Ok(())
}

/// What the columns of a batch mean.
pub(super) struct Sheet {
    headings: Vec<String>,
    layout: Layout,
    /// Whether the columns of the batch stand in the file as they are.
    is_as_sent: bool,
}

impl Sheet {
    pub(super) fn of(batch: &BatchRow) -> Self {
        let headings = headings(batch);
        let layout = standard::detect(&headings, kind_of(batch));
        Self { headings, layout, is_as_sent: batch.mapping.is_none() }
    }

    pub(super) fn headings(&self) -> &[String] {
        &self.headings
    }

    /// The column to which an issue points: by the code of its field, or by the heading itself.
    pub(super) fn column_of(&self, issue: &Issue) -> Option<usize> {
        let field = issue.field.as_deref()?;
        let by_code = self
            .layout
            .columns
            .iter()
            .position(|column| column.is_some_and(|column| column.field.code == field));
        by_code.or_else(|| self.headings.iter().position(|known| fold_heading(known) == fold_heading(field)))
    }

    fn caption(&self, column: usize) -> String {
        let known = self.layout.columns.get(column).copied().flatten();
        let heading = self.headings.get(column).map_or("", String::as_str);
        known.map_or(heading, |known| known.field.caption).to_owned()
    }

    /// C2, or the row and the column's name where the columns are not those of the file.
    pub(super) fn place(&self, line: i64, column: Option<usize>) -> String {
        match column {
            Some(column) if self.is_as_sent && line < LINES_OF_A_PART => format!("{}{line}", letters(column)),
            Some(column) => format!("{}“{}”", label(line), self.caption(column)),
            None => label(line),
        }
    }

    /// What is wrong with a row, numbered on.
    fn faults(&self, line: i64, issues: &[Issue], numbers: &mut usize) -> Vec<RowFault> {
        let first = *numbers;
        *numbers += issues.len();
        issues
            .iter()
            .zip(first..)
            .map(|(issue, number)| {
                let column = self.column_of(issue);
                let (problem, advice) = in_two(&issue.message);
                let is_hint = issue.severity == Severity::Warning;
                let weight = if is_hint { Weight::Hints } else { Weight::Blocks };
                RowFault { number, column, cell: self.place(line, column), problem, advice, weight }
            })
            .collect()
    }

    /// The first hints of rows that were taken in.
    async fn hints(
        &self,
        core: &Core,
        batch_id: &str,
        numbers: &mut usize,
    ) -> Result<Vec<RowFault>, Refusal> {
        let rows = uploads::warned(&mut core.db.read().await?, batch_id, ROWS_OF_A_PAGE).await?;
        let mut hints = Vec::new();
        for (line, issues) in rows {
            let issues: Vec<Issue> = serde_json::from_str(&issues).unwrap_or_default();
            hints.extend(self.faults(line, &issues, numbers));
        }
        Ok(hints)
    }

    fn row(&self, row: &WaitingRow, is_open: bool, numbers: &mut usize) -> Row {
        let faults = self.faults(row.line, &row.issues, numbers);
        let cells = (0..row.cells.len())
            .map(|column| {
                let own: Vec<usize> = faults
                    .iter()
                    .filter(|fault| fault.column == Some(column))
                    .map(|fault| fault.number)
                    .collect();
                Cell {
                    column,
                    heading: row.cells[column].0.clone(),
                    caption: self.caption(column),
                    value: shown_value(&row.cells, column),
                    entry: if is_open || !own.is_empty() { Entry::Field } else { Entry::None },
                    numbers: own,
                }
            })
            .collect();
        Row { line: row.line, label: label(row.line), title: self.title(row), cells, faults }
    }

    /// The document's number.
    fn title(&self, row: &WaitingRow) -> String {
        let is_number = |column: &Option<standard::Column>| {
            column.is_some_and(|column| column.field.short_code() == "WSH")
        };
        let column = self.layout.columns.iter().position(is_number);
        let value = column.and_then(|column| row.cells.get(column)).map_or("", |(_, value)| value.as_str());
        mask_findings(value)
    }
}

/// 第 5 行
fn label(line: i64) -> String {
    let (part, line) = (line / LINES_OF_A_PART, line % LINES_OF_A_PART);
    if part == 0 { format!("第 {line} 行") } else { format!("第 {} 部分第 {line} 行", part + 1) }
}

/// The letters of a column from 0, as spreadsheets count: A, B … Z, AA.
fn letters(column: usize) -> String {
    let mut left = column + 1;
    let mut text = Vec::new();
    while left > 0 {
        left -= 1;
        text.push(b'A' + u8::try_from(left % 26).unwrap_or_default());
        left /= 26;
    }
    text.reverse();
    String::from_utf8(text).unwrap_or_default()
}

/// A value that may be shown: columns of persons' numbers and what looks like one are masked.
fn shown_value(cells: &[(String, String)], column: usize) -> Value {
    let Some((heading, value)) = cells.get(column) else { return Value::Plain(String::new()) };
    let folded = fold_heading(heading).to_uppercase();
    let is_number = folded.contains("ZJHM")
        || folded.contains("SFZ")
        || folded.contains("证件号码")
        || folded.contains("身份证");
    if is_number && !value.is_empty() {
        return Value::Masked("＊＊＊".to_owned());
    }
    let masked = mask_findings(value);
    if masked == *value { Value::Plain(masked) } else { Value::Masked(masked) }
}

/// A sentence of an issue as what is wrong and what to do.
fn in_two(message: &str) -> (String, String) {
    const ADVICE: [&str; 3] = ["，请", "：请", "，应为"];
    let place = ADVICE.iter().filter_map(|word| message.find(word).map(|at| (at, *word))).min();
    match place {
        Some((at, word)) => {
            let first = word.chars().next().map_or(0, char::len_utf8);
            (message[..at].to_owned(), message[at + first..].to_owned())
        }
        None => (message.to_owned(), "请核对原件后改正".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        let named =
            [(0, "A"), (2, "C"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")];
        for (column, expected) in named {
            assert_eq!(letters(column), expected);
        }
    }

    #[test]
    fn a_sentence_is_cut_where_it_begins_to_advise() {
        assert_eq!(
            in_two("处罚决定日期：不是有效日期，应为“年/月/日”，如2026/01/02"),
            ("处罚决定日期：不是有效日期".to_owned(), "应为“年/月/日”，如2026/01/02".to_owned())
        );
        assert_eq!(in_two("含有个人信息").1, "请核对原件后改正");
    }
}
