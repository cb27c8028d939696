//! The faulty rows of an upload: as a sheet with framed and numbered cells, as a list, and as a form.

use leptos::prelude::*;

use super::super::parts as desk;
use super::{Access, Cell, Entry, Row, RowFault, Tally, Upload, Value, Weight, field_name};
use crate::parts;

/// What is wrong in more rows than the page shows.
pub(super) fn tally(tally: &[Tally]) -> AnyView {
    if tally.is_empty() {
        return parts::nothing();
    }
    let lines: Vec<AnyView> = tally
        .iter()
        .map(|kind| {
            view! {
                <tr>
                    <th scope="row">{kind.problem.clone()}</th>
                    <td data-label="行数" class="num">{kind.rows}</td>
                    <td data-label="首见">{kind.first.clone()}</td>
                    <td data-label="建议">{kind.advice.clone()}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <section class="part" aria-labelledby="tally">
            <h2 id="tally">"错误汇总"</h2>
            <table class="stack">
                <caption class="hidden">"每种错误有多少行"</caption>
                <thead><tr>
                    <th scope="col">"问题"</th><th scope="col" class="num">"行数"</th><th scope="col">"首见"</th><th scope="col">"建议"</th>
                </tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// The rows as a spreadsheet shows them; only columns that help to know a row or that hold a fault.
pub(super) fn sheet(rows: &[Row]) -> AnyView {
    let Some(first) = rows.first() else { return parts::nothing() };
    let heads: Vec<AnyView> = first
        .cells
        .iter()
        .filter(|cell| is_shown(rows, cell.column))
        .map(|cell| view! { <th scope="col">{parts::name(cell.caption.clone())}</th> }.into_any())
        .collect();
    let lines: Vec<AnyView> = rows
        .iter()
        .map(|row| {
            let shown = row.cells.iter().filter(|cell| is_shown(rows, cell.column));
            let cells: Vec<AnyView> = shown.map(|cell| sheet_cell(row, cell)).collect();
            view! { <tr><th scope="row">{row.label.clone()}</th>{cells}</tr> }.into_any()
        })
        .collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="有错误的行">
            <table class="sheet">
                <caption class="hidden">"有错误的行，有错误的单元格加框编号"</caption>
                <thead><tr><th scope="col"><span class="hidden">"行"</span></th>{heads}</tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Columns by which people know a row, besides those with a fault.
const LANDMARKS: [&str; 3] = ["行政相对人名称", "行政处罚决定书文号", "行政许可决定文书号"];

fn is_shown(rows: &[Row], column: usize) -> bool {
    rows.iter()
        .flat_map(|row| &row.cells)
        .filter(|cell| cell.column == column)
        .any(|cell| !cell.numbers.is_empty() || LANDMARKS.contains(&cell.caption.as_str()))
}

fn sheet_cell(row: &Row, cell: &Cell) -> AnyView {
    let value = match cell.value.shown() {
        "" => "（空）".into_any(),
        text => parts::name(shortened(text)),
    };
    if cell.numbers.is_empty() {
        return view! { <td>{value}</td> }.into_any();
    }
    let numbers: Vec<AnyView> = cell
        .numbers
        .iter()
        .map(|number| view! { <sup><a href=format!("#e{number}")>{*number}</a></sup> }.into_any())
        .collect();
    let id = format!("cell-{}-{}", row.line, cell.column);
    view! { <td class="bad" id=id>{value}{numbers}</td> }.into_any()
}

/// A cell of the sheet stays on one line.
fn shortened(text: &str) -> String {
    const MOST: usize = 24;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}

/// All faults, each with its cell, the problem and what to do.
pub(super) fn list(rows: &[Row]) -> AnyView {
    if rows.is_empty() {
        return parts::nothing();
    }
    let lines: Vec<AnyView> =
        rows.iter().flat_map(|row| row.faults.iter().map(move |fault| listed(row, fault))).collect();
    view! {
        <table class="stack">
            <caption>"逐格说明"</caption>
            <thead><tr>
                <th scope="col">"编号"</th><th scope="col">"单元格"</th><th scope="col">"问题"</th>
                <th scope="col">"建议"</th>
            </tr></thead>
            <tbody>{lines}</tbody>
        </table>
    }
    .into_any()
}

fn listed(row: &Row, fault: &RowFault) -> AnyView {
    let hint = (fault.weight == Weight::Hints).then_some("（提示）");
    let target = match fault.column {
        Some(column) => format!("#{}", field_name(row.line, column)),
        None => format!("#row-{}", row.line),
    };
    view! {
        <tr id=format!("e{}", fault.number)>
            <td data-label="编号">{fault.number}</td>
            <th scope="row" data-label="单元格"><a href=target>{fault.cell.clone()}</a></th>
            <td data-label="问题">{parts::name(fault.problem.clone())}{hint}</td>
            <td data-label="建议">{fault.advice.clone()}</td>
        </tr>
    }
    .into_any()
}

/// Fields for the faulty cells, a group a row; one button for all.
pub(super) fn form(csrf: &str, upload: &Upload) -> AnyView {
    let rows = upload.rows.iter().chain(&upload.opened);
    let groups: Vec<AnyView> = rows.map(|row| group(&upload.line.id, row)).collect();
    if groups.is_empty() || upload.access == Access::Read {
        return parts::nothing();
    }
    view! {
        <section class="part" aria-labelledby="correct">
            <h2 id="correct">"改正"</h2>
            <p>"改好的行立即重新检查，没有错误就提交复核；没有改的行不变。"</p>
            <form method="post" action=format!("/desk/uploads/{}/corrections", upload.line.id)>
                {desk::token(csrf)}
                {groups}
                <p class="actions"><button>"重新检查并提交改正的行"</button></p>
            </form>
        </section>
    }
    .into_any()
}

fn group(id: &str, row: &Row) -> AnyView {
    let fields: Vec<AnyView> =
        row.cells.iter().filter(|cell| cell.entry == Entry::Field).map(|cell| field(row, cell)).collect();
    let whole: Vec<AnyView> = row
        .faults
        .iter()
        .filter(|fault| fault.column.is_none())
        .map(|fault| {
            view! { <p class="fault">{fault.problem.clone()}"。"{fault.advice.clone()}</p> }.into_any()
        })
        .collect();
    let title = (!row.title.is_empty()).then(|| view! { " · "{parts::name(row.title.clone())} });
    view! {
        <fieldset class="calculator" id=format!("row-{}", row.line)>
            <legend>{row.label.clone()}{title}</legend>
            {whole}
            {fields}
            <p><a href=format!("/desk/uploads/{id}?row={}#row-{}", row.line, row.line)>
                {format!("改{}的其他单元格", row.label)}
            </a></p>
        </fieldset>
    }
    .into_any()
}

fn field(row: &Row, cell: &Cell) -> AnyView {
    let name = field_name(row.line, cell.column);
    let own: Vec<&RowFault> = row.faults.iter().filter(|fault| fault.column == Some(cell.column)).collect();
    let class = if own.is_empty() { "field" } else { "field field-wrong" };
    let fault_id = format!("{name}-fault");
    let messages: Vec<AnyView> = own
        .iter()
        .map(|fault| view! { <span>{fault.problem.clone()}"。"{fault.advice.clone()}</span> }.into_any())
        .collect();
    let messages = (!own.is_empty()).then(|| view! { <p class="fault" id=fault_id.clone()>{messages}</p> });
    let (value, hint) = match &cell.value {
        Value::Plain(text) => (text.clone(), None),
        Value::Masked(text) => (
            String::new(),
            Some(view! { <p class="hint">{format!("原值 {text}，已隐去；留空表示不改。")}</p> }),
        ),
    };
    let described = (!own.is_empty()).then(|| fault_id.clone());
    view! {
        <div class=class>
            <label for=name.clone()>{parts::name(cell.caption.clone())}</label>
            {hint}
            {messages}
            <input id=name.clone() name=name.clone() type="text" value=value autocomplete="off"
                aria-describedby=described aria-invalid=(!own.is_empty()).then_some("true")/>
        </div>
    }
    .into_any()
}
