//! The rows of an upload that wait for a correction, in the words of spreadsheets.

use std::collections::HashMap;

use app::desk::uploads::{Cell, Entry, Row, RowFault, Tally, Value, Weight};
use domain::check::ISSUE_CODES;
use domain::decision::DecisionKind;
use domain::issue::{Issue, Severity};
use domain::privacy::mask_findings;
use domain::standard::{self, Layout};
use domain::text::fold_heading;

use crate::actions::regulator::Refusal;
use crate::actions::uploads::RowChange;
use crate::import::Kind;
use crate::import::work_list::{self, WorkError};
use crate::mapping::Mapping;
use crate::sheets::letters;
use crate::state::Core;
use crate::store::batch::BatchRow;
use crate::store::work_list::{self as store, Waiting};

/// Rows of a page.
const ROWS_OF_A_PAGE: i64 = 50;
/// Rows of which the kinds of faults are counted: as many as anybody corrects by hand or in one workbook.
const ROWS_COUNTED: i64 = 20_000;
/// What is added to the lines of each further part of a file (see `ingest`).
const LINES_OF_A_PART: i64 = 10_000_000;

/// Rows of a page.
#[derive(Default)]
pub(super) struct Shown {
    /// What is wrong in more rows than these.
    pub(super) tally: Vec<Tally>,
    pub(super) rows: Vec<Row>,
    /// The last line, if more follow.
    pub(super) more_after: Option<i64>,
    /// A row with warnings only, opened to be corrected.
    pub(super) opened: Option<Row>,
    /// What is to be looked at in rows that are in order but for warnings.
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
    let opened = match open {
        Some(line) => held_row(core, &batch.id, line).await?.map(|row| sheet.row(&row, true, &mut numbers)),
        None => None,
    };
    let hints = sheet.hints(core, &batch.id, &mut numbers).await?;
    let tally = if more_after.is_some() { sheet.tally(core, &batch.id).await? } else { Vec::new() };
    Ok(Shown { tally, rows: shown, more_after, opened, hints })
}

/// The row of that line, if it waits for its clerk's word.
async fn held_row(core: &Core, batch_id: &str, line: i64) -> Result<Option<WaitingRow>, Refusal> {
    let found = store::held(&mut core.db.read().await?, batch_id, line - 1, 1).await?.pop();
    match found.filter(|row| row.line == line) {
        Some(row) => loaded(core, batch_id, row).await.map(Some),
        None => Ok(None),
    }
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
        rows.push(loaded(core, batch_id, row).await?);
    }
    Ok(rows)
}

async fn loaded(core: &Core, batch_id: &str, row: Waiting) -> Result<WaitingRow, Refusal> {
    let loaded = work_list::load(core, batch_id, row.line).await.map_err(refusal)?;
    let issues = serde_json::from_str(&row.issues).unwrap_or_default();
    Ok(WaitingRow { line: row.line, cells: loaded.cells, issues })
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
    /// The sender's heading of each field, where the columns of the batch are not those of the file.
    sent_as: Option<HashMap<String, String>>,
}

impl Sheet {
    pub(super) fn of(batch: &BatchRow) -> Self {
        let headings = headings(batch);
        let layout = standard::detect(&headings, kind_of(batch));
        let sent_as = batch.mapping.as_deref().map(|text| {
            let assignments = Mapping::parse("", text).map(|mapping| mapping.assignments());
            assignments.unwrap_or_default().into_iter().map(|known| (known.field, known.heading)).collect()
        });
        Self { headings, layout, sent_as }
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

    /// C2, or the row and the sender's heading where the columns are not those of the file.
    pub(super) fn place(&self, line: i64, column: Option<usize>) -> String {
        match column {
            Some(column) if self.sent_as.is_none() && line < LINES_OF_A_PART => {
                format!("{}{line}", letters(column))
            }
            Some(column) => format!("{}「{}」", label(line), self.sent_heading(column)),
            None => label(line),
        }
    }

    /// What stands above the column in the sender's file; our caption for a field that no column of it fills.
    fn sent_heading(&self, column: usize) -> String {
        let field = self.headings.get(column);
        let sent = field.and_then(|field| self.sent_as.as_ref()?.get(field));
        sent.map_or_else(|| self.caption(column), |heading| mask_findings(heading))
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
                let (problem, advice) = told(issue);
                let is_hint = issue.severity == Severity::Warning;
                let weight = if is_hint { Weight::Hints } else { Weight::Blocks };
                RowFault { number, column, cell: self.place(line, column), problem, advice, weight }
            })
            .collect()
    }

    /// What is wrong, by kind and field, the most frequent first.
    async fn tally(&self, core: &Core, batch_id: &str) -> Result<Vec<Tally>, Refusal> {
        let mut tx = core.db.read().await?;
        let rows = store::waiting(&mut tx, Some(batch_id), (batch_id, 0), ROWS_COUNTED).await?;
        drop(tx);
        let mut kinds: Vec<((String, Option<String>), Tally)> = Vec::new();
        for row in rows {
            let issues: Vec<Issue> = serde_json::from_str(&row.issues).unwrap_or_default();
            for issue in issues.iter().filter(|issue| issue.severity != Severity::Warning) {
                let key = (issue.code.clone(), issue.field.clone());
                match kinds.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, tally)) => tally.rows += 1,
                    None => kinds.push((key, self.first(row.line, issue))),
                }
            }
        }
        let mut tallies: Vec<Tally> = kinds.into_iter().map(|(_, tally)| tally).collect();
        tallies.sort_by_key(|tally| std::cmp::Reverse(tally.rows));
        Ok(tallies)
    }

    /// A kind of fault that was met in one row. Its sentence is the code's own: that of the row may name a value.
    fn first(&self, line: i64, issue: &Issue) -> Tally {
        let caption = issue.message.split_once('：').map_or("", |(caption, _)| caption);
        let known = ISSUE_CODES.iter().find(|known| known.code == issue.code);
        let of_code = known.map(|known| format!("{caption}：{}", known.sentence));
        let message = of_code.unwrap_or_else(|| issue.message.clone());
        let (problem, advice) = told(&Issue { message, ..issue.clone() });
        Tally { problem, advice, rows: 1, first: self.place(line, self.column_of(issue)) }
    }

    /// The first hints of rows that are in order but for them.
    async fn hints(
        &self,
        core: &Core,
        batch_id: &str,
        numbers: &mut usize,
    ) -> Result<Vec<RowFault>, Refusal> {
        let rows = store::held(&mut core.db.read().await?, batch_id, 0, ROWS_OF_A_PAGE).await?;
        let mut hints = Vec::new();
        for row in rows {
            let issues: Vec<Issue> = serde_json::from_str(&row.issues).unwrap_or_default();
            hints.extend(self.faults(row.line, &issues, numbers));
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

/// An issue as what is wrong and what to do.
fn told(issue: &Issue) -> (String, String) {
    if let Some(advice) = advice_of(&issue.code) {
        return (issue.message.clone(), advice.to_owned());
    }
    in_two(&issue.message).unwrap_or_else(|| (issue.message.clone(), OTHERWISE.to_owned()))
}

/// An issue in one piece: what is wrong and what to do.
pub(super) fn sentence(issue: &Issue) -> String {
    advice_of(&issue.code)
        .map_or_else(|| issue.message.clone(), |advice| format!("{}。{advice}", issue.message))
}

/// What to do where nothing better is known.
const OTHERWISE: &str = "请核对原件后改正";

/// A sentence that says itself what to do, in two.
fn in_two(message: &str) -> Option<(String, String)> {
    const ADVICE: [&str; 5] = ["，请", "。请", "：请", "，应为", "；无误"];
    let place = ADVICE.iter().filter_map(|word| message.find(word).map(|at| (at, *word))).min();
    let (at, word) = place?;
    let first = word.chars().next().map_or(0, char::len_utf8);
    Some((message[..at].to_owned(), message[at + first..].to_owned()))
}

/// What to do about issues whose sentence says only what is wrong.
fn advice_of(code: &str) -> Option<&'static str> {
    Some(match code {
        "column-repeated" => "请在表中只留一列",
        "class-unknown" | "licence-kind-unknown" | "procedure-unknown" => "请填写其中一个",
        "must-be-blank" => "请清空这一格",
        "long-term-typo" => "请写“2099/12/31”",
        "publicity-ends-early" => "请写晚于决定日期的日期，或者清空这一格",
        "status-unknown" => "请填写1（有效）或2（无效）",
        "scope-unknown" => "请填写“公示”，或者清空这一格",
        "uscc-in-other-column" => "请把代码写在统一社会信用代码列",
        "placeholder-not-allowed" => "请填写统一社会信用代码；确无代码的个体工商户，请同时填写工商注册号",
        "placeholder-expected" => "请填写17个0加X",
        "person-number-in-code" => "请从此列删去证件号码，写在证件号码列",
        "person-document-type" => "请从列表中选择，或者写“其他-名称”",
        "person-document-pair" => "请同时填写，或者同时清空",
        "authority-code-malformed" => "请填写机关的统一社会信用代码",
        "class-does-not-match-code" => "请核对行政相对人类别和统一社会信用代码，改正其中一个",
        "document-number-from-licence" => "请填写许可决定文书号",
        "fine-unit-mismatch" => "请对照文书核对金额，2000元应写0.2",
        "finding-missing" => "请填写认定结论；不填的，按您报送的即为可公开",
        "finding-unsigned" => "请填写认定人和时间",
        "severity-class-unknown" => "请填写其中一个，或者清空这一格",
        "severity-class-differs" => "请核对失信类别；确认无误的可以提交",
        "exception-without-reason" => "请填写例外公示理由，或者清空截止日",
        "exception-too-long" => "请写不晚于决定之日起三个月的日期",
        "time-unreadable" => "请写成2026/01/02或2026/01/02 15:04",
        "personal-data" => "请删去或者遮盖个人信息",
        "party-unresolved" => "请核对代码和名称；无误的等待人工核对",
        "duplicate" => "不必再报，可以放弃这一行",
        "duplicate-ended" => "请放弃这一行；确需公示的，请向平台管理员说明",
        "duplicate-correction" => "确要更正的可以提交，否则放弃这一行",
        "duplicate-replaced" => "确要以这一行为准的可以提交，否则放弃这一行",
        "decided-on-later" => "请核对决定日期；确有更改的可以提交",
        "late-reason-missing" => "请在下面选择逾期原因",
        "below-responsible-age" => "请核对证件号码；确不满十四周岁的，请放弃这一行",
        "publicity-end-late" => "请核对截止期；无误的可以提交",
        "minor-in-text" => "没有可以识别未成年人身份的内容，才能提交",
        "row-stray-bytes" => "请另存为UTF-8编码的CSV或XLSX后重新上传",
        "row-lost-digits" => "请把该列设为文本格式，重新填写后上传",
        "row-formula-error" | "row-formula-without-result" => "请把公式换成它的结果",
        "row-too-few-cells" | "row-too-many-cells" => "请核对这一行的各列是否错位",
        "row-truth-value" => "请填写文字或数字",
        _ if code.starts_with("withheld-") => "请确认不公示的理由；有误的改正",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes of files that never come to the desk as a spreadsheet of decisions.
    const OF_OTHER_FILES: [&str; 14] = [
        "unknown-value",
        "value-dropped",
        "required-for-ending",
        "ending-kind-unknown",
        "reason-missing",
        "removed-in-future",
        "listed-in-future",
        "removed-before-listed",
        "subject-not-in-item",
        "reason-code-unknown",
        "planned-end-too-late",
        "personal-data-masked",
        "name-missing",
        "capital-implausible",
    ];

    #[test]
    fn every_issue_of_a_decision_says_what_to_do() {
        let without_advice =
            ISSUE_CODES.iter().filter(|known| !OF_OTHER_FILES.contains(&known.code)).filter(|known| {
                let issue = Issue {
                    code: known.code.to_owned(),
                    severity: known.severity,
                    field: None,
                    value: None,
                    message: format!("某列：{}", known.sentence),
                };
                told(&issue).1 == OTHERWISE
            });
        assert_eq!(without_advice.map(|known| known.code).collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn a_sentence_is_cut_where_it_begins_to_advise() {
        assert_eq!(
            in_two("处罚决定日期：不是有效日期，应为“年/月/日”，如2026/01/02"),
            Some(("处罚决定日期：不是有效日期".to_owned(), "应为“年/月/日”，如2026/01/02".to_owned()))
        );
        assert_eq!(in_two("含有个人信息"), None);
    }
}
