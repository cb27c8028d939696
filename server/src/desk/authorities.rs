//! Authorities, kept by the platform administrator.

use app::desk::authorities::{Field, Form, List, Row, View as Shown};
use app::desk::{Fault, View};
use axum::extract::Query;
use axum::response::Response;
use domain::role::Step;
use domain::text::fold_name;

use super::done::{Done, see_done};
use super::{DeskRequest, Posted, Routes, access};
use crate::actions::authorities::{self as actions, AuthorityFault, Typed};
use crate::actions::regulator::{Refusal, Regulator};
use crate::import::ImportError;
use crate::state::Core;
use crate::store::authority::{self, AuthorityRow, NameRow};
use crate::web::extract::Path;
use crate::web::fields::Fields;

/// A field: name, caption in a file, hint, choices.
type Layout = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// The fields of the form.
const FIELDS: [Layout; 11] = [
    ("name", "名称", "与印章一致的全称", &[]),
    ("code", "统一社会信用代码", "18 位；录入后不能改动", &[]),
    ("short-name", "简称", "选填", &[]),
    ("level", "层级", "", &["国家", "省", "市", "县"]),
    ("region", "行政区划代码", "6 位，例如 610100", &[]),
    ("sector", "领域", "例如 市场监管", &[]),
    ("parent", "上级机关代码", "选填，18 位", &[]),
    ("telephone", "电话", "公众要求更正时拨打，公开", &[]),
    ("address", "地址", "公开", &[]),
    ("licences", "许可权", "", &["是", "否"]),
    ("penalties", "处罚权", "", &["是", "否"]),
];

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/desk/authorities", list)
        .get("/desk/authorities/new", new_page)
        .post("/desk/authorities/new", add)
        .get("/desk/authorities/{id}", one)
        .post("/desk/authorities/{id}", change)
}

/// What is searched.
#[derive(serde::Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
}

/// `GET /desk/authorities`
async fn list(desk: DeskRequest, Query(search): Query<Search>) -> Response {
    let list = load_list(desk.core(), desk.regulator(), search.q).await;
    desk.answer(list.map(|list| View::Authorities(Shown::List(list)))).await
}

async fn load_list(core: &Core, regulator: &Regulator, query: String) -> Result<List, Refusal> {
    regulator.may_look(Step::ManageAuthorities)?;
    let all = authority::all(&mut core.db.read().await?).await?;
    let wanted = fold_name(&query);
    let is_found = |row: &&AuthorityRow| {
        row.name_folded.contains(&wanted) || row.uscc.as_ref().is_some_and(|code| code.contains(&wanted))
    };
    let rows = all.iter().filter(is_found).map(row).collect();
    let access = access(regulator, Step::ManageAuthorities);
    Ok(List { access, total: all.len(), rows, query })
}

fn row(row: &AuthorityRow) -> Row {
    let place = [row.level.as_deref(), row.region.as_deref()];
    let powers = [(row.licence_power, "许可"), (row.penalty_power, "处罚")];
    let powers: Vec<&str> = powers.into_iter().filter(|(has, _)| *has).map(|(_, power)| power).collect();
    Row {
        id: row.public_id.clone(),
        name: row.name.clone(),
        code: row.uscc.clone(),
        place: place.into_iter().flatten().collect::<Vec<_>>().join(" "),
        powers: if powers.is_empty() { "无".to_owned() } else { powers.join("、") },
    }
}

/// `GET /desk/authorities/new`
async fn new_page(desk: DeskRequest) -> Response {
    show_form(&desk, None).await
}

/// `GET /desk/authorities/{id}`
async fn one(desk: DeskRequest, Path(id): Path<String>) -> Response {
    show_form(&desk, Some(&id)).await
}

async fn show_form(desk: &DeskRequest, id: Option<&str>) -> Response {
    let form = load(desk.core(), desk.regulator(), id).await;
    desk.answer(form.map(|form| View::Authorities(Shown::Form(form)))).await
}

/// `POST /desk/authorities/new`
async fn add(posted: Posted) -> Response {
    keep(posted, None).await
}

/// `POST /desk/authorities/{id}`
async fn change(Path(id): Path<String>, posted: Posted) -> Response {
    keep(posted, Some(&id)).await
}

async fn keep(Posted { desk, fields }: Posted, id: Option<&str>) -> Response {
    let typed = typed(&fields);
    let refusal = match actions::keep(desk.core(), desk.regulator(), id, &typed).await {
        Ok(()) => return see_done("/desk/authorities", Done::AuthorityKept),
        Err(AuthorityFault::Fields(faults)) => {
            let faults = faults.into_iter().map(|(caption, message)| placed(&caption, message)).collect();
            return show_again(&desk, id, &typed, faults).await;
        }
        Err(AuthorityFault::Refused(refusal)) => refusal,
        Err(AuthorityFault::Import(ImportError::Store(error))) => Refusal::Store(error),
        Err(AuthorityFault::Import(error)) => Refusal::State(error.to_string()),
    };
    desk.refuse(refusal).await
}

/// The form with what was typed and is wrong.
async fn show_again(desk: &DeskRequest, id: Option<&str>, typed: &[Typed], faults: Vec<Fault>) -> Response {
    let mut form = match load(desk.core(), desk.regulator(), id).await {
        Ok(form) => form,
        Err(refusal) => return desk.refuse(refusal).await,
    };
    form.faults = faults;
    for (field, (_, value)) in form.fields.iter_mut().zip(typed) {
        field.value.clone_from(value);
    }
    desk.show_faults(View::Authorities(Shown::Form(form))).await
}

fn typed(fields: &Fields) -> Vec<Typed> {
    FIELDS.iter().map(|(name, caption, _, _)| (*caption, fields.get(name).to_owned())).collect()
}

/// The fault at the field with that caption.
fn placed(caption: &str, message: String) -> Fault {
    let field = FIELDS.iter().find(|(_, found, _, _)| *found == caption).map_or("name", |(name, ..)| *name);
    Fault { field: field.to_owned(), message }
}

async fn load(core: &Core, regulator: &Regulator, id: Option<&str>) -> Result<Form, Refusal> {
    regulator.may(Step::ManageAuthorities)?;
    let Some(id) = id else {
        return Ok(Form { fields: fields(&AuthorityRow::default()), ..Form::default() });
    };
    let mut tx = core.db.read().await?;
    let row = authority::by_public_id(&mut tx, id).await?.ok_or(Refusal::Unknown)?;
    let names = authority::names_of(&mut tx, &row.id).await?;
    Ok(Form {
        fields: fields(&row),
        former_names: names.iter().map(term).collect(),
        known: Some((row.public_id, row.name)),
        faults: Vec::new(),
    })
}

fn term(name: &NameRow) -> String {
    match (name.valid_from, name.valid_until) {
        (None, None) => name.name.clone(),
        (Some(from), None) => format!("{}（{from} 起）", name.name),
        (None, Some(until)) => format!("{}（至 {until}）", name.name),
        (Some(from), Some(until)) => format!("{}（{from} 至 {until}）", name.name),
    }
}

/// The fields with the values of an authority; powers of a new one are asked for.
fn fields(row: &AuthorityRow) -> Vec<Field> {
    let power = |has: bool| match (row.id.is_empty(), has) {
        (true, _) => String::new(),
        (false, true) => "是".to_owned(),
        (false, false) => "否".to_owned(),
    };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let values = [
        row.name.clone(),
        text(&row.uscc),
        text(&row.short_name),
        text(&row.level),
        text(&row.region),
        text(&row.domain),
        text(&row.parent_uscc),
        text(&row.telephone),
        text(&row.address),
        power(row.licence_power),
        power(row.penalty_power),
    ];
    let field = |((name, caption, hint, choices), value): (&Layout, String)| Field {
        name,
        caption,
        hint,
        choices,
        value,
    };
    FIELDS.iter().zip(values).map(field).collect()
}
