//! What the columns of an authority's own layout mean: a form with suggestions, and the mappings that were saved.

use std::path::Path as FilePath;

use app::desk::uploads::{Column, Columns, Mapping as Saved, View as Page};
use app::desk::{Fault, View};
use axum::http::StatusCode;
use axum::response::Response;
use domain::decision::DecisionKind;
use domain::privacy::mask_findings;
use domain::role::Step;
use domain::standard::{self, FieldType, Unit};

use crate::actions::regulator::Refusal;
use crate::actions::uploads::{self as actions, NewMapping, State as UploadState};
use crate::desk::{DeskRequest, Done, Posted, see_done};
use crate::ingest::{self, Limits};
use crate::jobs::uploads::layout_key;
use crate::mapping::{self, Assignment, Mapping, Standing, open_columns};
use crate::sheets::{column_name, letters};
use crate::store::authority;
use crate::store::upload::{self as store, MappingRow, UploadRow};
use crate::web::extract::Path;
use crate::web::fields::Fields;

/// Values of a column that are shown, and their greatest length in characters.
const SAMPLES: usize = 3;
const LONGEST_SAMPLE: usize = 24;

/// `GET /desk/mappings`
pub(super) async fn saved(desk: DeskRequest) -> Response {
    desk.answer(load_saved(&desk).await).await
}

async fn load_saved(desk: &DeskRequest) -> Result<View, Refusal> {
    desk.regulator().may(Step::File)?;
    let ids = desk.regulator().authorities(Step::File);
    let mut tx = desk.core().db.read().await?;
    let rows = store::mappings(&mut tx, &ids).await?;
    let names = authority::by_ids(&mut tx, &ids).await?;
    let name = |id: &str| names.iter().find(|row| row.id == id).map(|row| row.name.clone());
    let saved = rows.into_iter().map(|row| shown(name(&row.authority_id).unwrap_or_default(), row));
    Ok(View::Uploads(Page::Mappings(saved.collect())))
}

fn shown(authority: String, row: MappingRow) -> Saved {
    let explanation = Mapping::parse(&row.name, &row.content)
        .map_or_else(|error| error.to_string(), |mapping| mapping::explain(&mapping));
    let kind = if row.kind == "licences" { DecisionKind::Licence } else { DecisionKind::Penalty };
    Saved { name: row.name, kind: kind.label(), authority, saved_at: row.saved_at, explanation }
}

fn page(columns: Columns) -> View {
    View::Uploads(Page::Columns(Box::new(columns)))
}

/// `GET /desk/mappings/{id}`
pub(super) async fn form(Path(id): Path<String>, desk: DeskRequest) -> Response {
    desk.answer(load(&desk, &id).await.map(|(columns, _)| page(columns))).await
}

/// The columns of an upload that asks for them, with what is suggested, and its kind for the import.
async fn load(desk: &DeskRequest, id: &str) -> Result<(Columns, UploadRow), Refusal> {
    let row = actions::find(&mut desk.core().db.read().await?, desk.regulator(), id).await?;
    desk.regulator().may_for(Step::File, Some(&row.authority_id))?;
    if row.state != UploadState::Unmapped.code() {
        return Err(Refusal::State("这次上传不需要对应各列".to_owned()));
    }
    let file = desk.core().upload_folder.join(&row.id);
    let kind = row.kind.clone();
    let looked = tokio::task::spawn_blocking(move || look(&file, &kind)).await;
    let looked = looked.map_err(|error| Refusal::Store(sqlx::Error::Io(std::io::Error::other(error))))?;
    let (headings, samples, suggested) = looked.map_err(Refusal::State)?;
    let kind = actions::decision_kind(&row);
    let layout = standard::detect(&headings, kind);
    let missing = open_columns(kind, &headings).missing;
    let columns = headings.into_iter().zip(samples).enumerate().map(|(place, (heading, samples))| {
        let known = layout.columns.get(place).copied().flatten();
        let suggested = suggested.iter().find(|assignment| assignment.heading == heading);
        known_column(known).unwrap_or_else(|| suggested_column(suggested)).of(place, heading, samples)
    });
    let columns = Columns {
        id: row.id.clone(),
        file_name: row.file_name.clone(),
        kind: kind.label(),
        name: row.file_name.clone(),
        faults: Vec::new(),
        missing,
        columns: columns.collect(),
        fields: standard::form_fields(kind).map(|field| (field.code, field.caption)).collect(),
    };
    Ok((columns, row))
}

/// What a column is, and how sure that is.
struct Meant {
    field: String,
    unit: &'static str,
    question: &'static str,
}

impl Meant {
    fn of(self, place: usize, heading: String, samples: Vec<(u64, String)>) -> Column {
        Column {
            letters: letters(place),
            heading,
            samples: samples.into_iter().map(|(line, sample)| format!("第 {line} 行：{sample}")).collect(),
            field: self.field,
            unit: self.unit.to_owned(),
            question: self.question.to_owned(),
        }
    }
}

/// A column whose heading the standard knows, with the unit that the standard or the heading says.
fn known_column(known: Option<standard::Column>) -> Option<Meant> {
    let known = known.filter(|known| known.field.table != "E5")?;
    let unit = if known.unit == Unit::Yuan { "元" } else { "万元" };
    Some(Meant { field: known.field.code.to_owned(), unit, question: "" })
}

fn suggested_column(suggested: Option<&Assignment>) -> Meant {
    let is_guess = suggested.is_some_and(|assignment| assignment.standing == Standing::Guessed);
    Meant {
        field: suggested.map(|assignment| assignment.field.clone()).unwrap_or_default(),
        unit: suggested.and_then(|assignment| assignment.unit).unwrap_or("万元"),
        question: if is_guess { "按表头或内容推测" } else { "" },
    }
}

type Looked = (Vec<String>, Vec<Vec<(u64, String)>>, Vec<Assignment>);

/// Headings, some values of each column with persons' numbers masked, and what is suggested.
fn look(file: &FilePath, kind: &str) -> Result<Looked, String> {
    let open = || ingest::open(file, &Limits::of_upload()).map_err(|error| error.fault.to_string());
    let mut source = open()?;
    let headings = source.headings().to_vec();
    let mut samples = vec![Vec::new(); headings.len()];
    for _ in 0..SAMPLES {
        let Some(row) = source.next_row().map_err(|error| error.fault.to_string())? else { break };
        for (column, value) in samples.iter_mut().zip(row.values) {
            let short: String = value.chars().take(LONGEST_SAMPLE).collect();
            let shown = if mask_findings(&value) == value { short } else { "（已隐去）".to_owned() };
            column.push((row.line, shown));
        }
    }
    drop(source);
    let draft = mapping::suggest("各列的对应", open()?.as_mut(), Some(kind));
    let draft = draft.map_err(|error| error.fault.to_string())?;
    // A draft that fills nothing is no mapping yet.
    let suggested = Mapping::parse("各列的对应", &draft).map(|mapping| mapping.assignments());
    Ok((headings, samples, suggested.unwrap_or_default()))
}

/// `POST /desk/mappings/{id}`
pub(super) async fn save(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Response {
    let (mut columns, row) = match load(&desk, &id).await {
        Ok(loaded) => loaded,
        Err(refusal) => return desk.refuse(refusal).await,
    };
    take(&mut columns, &fields);
    columns.faults = judge(&columns);
    if columns.faults.is_empty() {
        let new = written(&columns, &row.kind);
        match actions::map_columns(desk.core(), desk.regulator(), &id, &new).await {
            Ok(()) => return see_done(&format!("/desk/uploads/{id}"), Done::ColumnsKept),
            Err(Refusal::State(message)) => {
                columns.faults.push(Fault { field: "name".to_owned(), message });
            }
            Err(refusal) => return desk.refuse(refusal).await,
        }
    }
    desk.show_with(StatusCode::BAD_REQUEST, None, page(columns)).await
}

/// What was chosen.
fn take(columns: &mut Columns, fields: &Fields) {
    fields.get("name").clone_into(&mut columns.name);
    for (place, column) in columns.columns.iter_mut().enumerate() {
        fields.get(&format!("field-{place}")).clone_into(&mut column.field);
        fields.get(&format!("unit-{place}")).clone_into(&mut column.unit);
    }
}

fn judge(columns: &Columns) -> Vec<Fault> {
    let mut faults = Vec::new();
    if columns.name.is_empty() {
        let message = "请填写名称，以便下次辨认".to_owned();
        faults.push(Fault { field: "name".to_owned(), message });
    }
    for (place, column) in columns.columns.iter().enumerate() {
        let is_twice = columns.columns[..place].iter().any(|other| other.field == column.field);
        if !column.field.is_empty() && is_twice {
            let column = column_name(place, &column.heading);
            let message = format!("{column}与前面的列对应了同一个字段，请只保留一列");
            faults.push(Fault { field: format!("field-{place}"), message });
        }
    }
    if columns.columns.iter().all(|column| column.field.is_empty()) {
        let message = "请至少对应一列".to_owned();
        faults.push(Fault { field: "field-0".to_owned(), message });
    }
    faults
}

fn written(columns: &Columns, kind: &str) -> NewMapping {
    let is_amount =
        |code: &str| standard::field(code).is_some_and(|field| field.field_type == FieldType::Amount);
    let assignments: Vec<Assignment> = columns
        .columns
        .iter()
        .filter(|column| !column.field.is_empty())
        .map(|column| Assignment {
            heading: column.heading.clone(),
            field: column.field.clone(),
            // Amounts in 万元 are the standard's own: their cells stay as they were sent.
            unit: (is_amount(&column.field) && column.unit == "元").then_some("元"),
            standing: Standing::Sure,
        })
        .collect();
    let unused = columns.columns.iter().filter(|column| column.field.is_empty());
    let unused: Vec<String> = unused.map(|column| column.heading.clone()).collect();
    let headings: Vec<String> = columns.columns.iter().map(|column| column.heading.clone()).collect();
    NewMapping {
        name: columns.name.clone(),
        layout_key: layout_key(&headings),
        content: mapping::write(kind, &columns.name, &assignments, &unused),
    }
}
