//! Due days and their warnings, gaps in numbering, the inspection sample.

use std::collections::HashMap;

use app::desk::duties::{
    Duties, Gap, GapForm, SampleLine, Samples, TypedSample, Unjudged, View as Shown, Warning,
};
use app::desk::{Fault, View};
use axum::response::Response;
use domain::calendar::beijing_date;
use domain::check::read_day;
use domain::clocks::ClockKind;
use domain::decision::DecisionKind;
use domain::gaps::{self, Explanation, Judgement};
use domain::lateness::urgency;
use domain::role::{Reach, Step};

use super::{DAY_ASKED, DeskRequest, Done, Posted, Routes, see_done};
use crate::actions::gaps as gap_actions;
use crate::actions::regulator::{Refusal, Regulator};
use crate::actions::remind::reminder;
use crate::actions::sample::{self as sampling, Sampled};
use crate::jobs::duties::last_step_back;
use crate::state::Core;
use crate::store::gap::{self, GapRow};
use crate::store::{Tx, authority, filed_number, notice, sample};
use crate::web::extract::Path;
use crate::web::fields::Fields;

/// Gaps and samples on a page.
const MOST_LINES: i64 = 500;

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/desk/duties", duties)
        .get("/desk/duties/gaps/{id}", explain_form)
        .post("/desk/duties/gaps/{id}", explain)
        .get("/desk/samples", samples)
        .post("/desk/samples", enter_sample)
}

/// The warnings of today for the authorities that the account reads.
async fn warnings(core: &Core, tx: &mut Tx, regulator: &Regulator) -> sqlx::Result<Vec<Warning>> {
    let today = core.clock.today();
    let own = regulator.authorities(Step::Read);
    let publications = notice::of_day(tx, &own, today).await?;
    let others = notice::of_clocks(tx, &own, today).await?;
    let rows = publications
        .into_iter()
        .map(|row| (ClockKind::Publish, row.reminder, row.due_on, row.decisions))
        .chain(others.into_iter().filter_map(|row| {
            Some((ClockKind::from_code(&row.clock)?, row.reminder, row.due_on, row.waiting))
        }));
    let mut warnings: Vec<Warning> = Vec::new();
    for (clock, code, due_on, count) in rows {
        let Some(reminder) = reminder(core, (&code, due_on, today)) else { continue };
        let decisions = u64::try_from(count).unwrap_or(0);
        match warnings.iter_mut().find(|warning| (warning.clock, warning.due_on) == (clock, due_on)) {
            Some(warning) => warning.decisions += decisions,
            None => warnings.push(Warning { reminder, due_on, decisions, clock }),
        }
    }
    Ok(warnings)
}

/// `GET /desk/duties`
async fn duties(desk: DeskRequest) -> Response {
    let duties = load_duties(desk.core(), desk.regulator()).await;
    desk.answer(duties.map(|duties| View::Duties(Shown::Duties(duties)))).await
}

async fn load_duties(core: &Core, regulator: &Regulator) -> Result<Duties, Refusal> {
    regulator.may(Step::Read)?;
    let went_back = last_step_back(core).await?.map(|step| (step.from, step.to));
    let mut tx = core.db.read().await?;
    let rows = match regulator.reach(Step::Read) {
        Some(Reach::Everywhere) => gap::open(&mut tx, MOST_LINES).await?,
        _ => gap::open_of(&mut tx, &regulator.authorities(Step::Read)).await?,
    };
    let most = usize::try_from(MOST_LINES).unwrap_or(usize::MAX);
    let is_cut = rows.len() >= most;
    let names = names(&mut tx, rows.iter().map(|row| row.authority_id.clone())).await?;
    Ok(Duties {
        unjudged: unjudged(&mut tx, regulator).await?,
        warnings: warnings(core, &mut tx, regulator).await?,
        went_back,
        gaps: rows.into_iter().take(most).filter_map(|row| line(core, row, &names)).collect(),
        may_explain: regulator.reach(Step::ExplainGap).is_some(),
        is_cut,
    })
}

/// Series of the account's own authorities whose numbers do not tell what is missing. Those of a whole province would
/// be no page that anybody reads.
async fn unjudged(tx: &mut Tx, regulator: &Regulator) -> sqlx::Result<Vec<Unjudged>> {
    let own = authority::by_ids(tx, &regulator.authorities(Step::Read)).await?;
    let mut found = Vec::new();
    for authority in own {
        for kind in [DecisionKind::Licence, DecisionKind::Penalty] {
            let numbers = filed_number::of_authority(tx, &authority.id, kind.code()).await?;
            let series = gaps::gaps(numbers.iter().map(String::as_str));
            found.extend(series.iter().filter_map(|series| unjudged_series(&authority.name, series)));
        }
    }
    Ok(found)
}

fn unjudged_series(authority: &str, series: &gaps::Series) -> Option<Unjudged> {
    let doubtful: Vec<String> = series.doubtful.iter().map(|gap| gap.label()).collect();
    let why = match (series.judgement, doubtful.is_empty()) {
        (Judgement::Judged, true) => return None,
        (Judgement::Judged, false) => {
            format!("第 {} 号空缺过宽，可能是文号填错或者分段编号，未计入断号", doubtful.join("、"))
        }
        (judgement, _) => judgement.label().to_owned(),
    };
    Some(Unjudged {
        authority: authority.to_owned(),
        series: series_label(&series.series, series.year.map(i64::from)),
        known: (series.known, series.lowest, series.highest),
        why,
    })
}

fn series_label(series: &str, year: Option<i64>) -> String {
    let year = year.map(|year| format!("〔{year}〕")).unwrap_or_default();
    format!("{series}{year}")
}

/// Names of authorities by their identifiers inside the house.
async fn names(tx: &mut Tx, ids: impl Iterator<Item = String>) -> sqlx::Result<HashMap<String, String>> {
    let mut ids: Vec<String> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = authority::by_ids(tx, &ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

fn line(core: &Core, row: GapRow, names: &HashMap<String, String>) -> Option<Gap> {
    let serial = |serial: i64| u32::try_from(serial).unwrap_or(u32::MAX);
    let gap = gaps::Gap { first: serial(row.first_serial), last: serial(row.last_serial) };
    Some(Gap {
        authority: names.get(&row.authority_id).cloned().unwrap_or_default(),
        kind: DecisionKind::from_code(&row.kind)?,
        series: series_label(&row.series, row.year),
        serials: gap.label(),
        found_on: row.found_on,
        due_on: row.due_on,
        urgency: urgency(core.clock.today(), row.due_on, &core.calendar()),
        explanation: row.explanation.as_deref().and_then(Explanation::from_code),
        words: row.words,
        id: row.id,
    })
}

/// `GET /desk/duties/gaps/{id}`
async fn explain_form(desk: DeskRequest, Path(id): Path<String>) -> Response {
    let form = load_gap(desk.core(), desk.regulator(), &id).await;
    desk.answer(form.map(|form| View::Duties(Shown::Gap(form)))).await
}

async fn load_gap(core: &Core, regulator: &Regulator, id: &str) -> Result<GapForm, Refusal> {
    regulator.may(Step::ExplainGap)?;
    let mut tx = core.db.read().await?;
    let row = gap::by_id(&mut tx, id).await?.ok_or(Refusal::Unknown)?;
    regulator.may_for(Step::ExplainGap, Some(&row.authority_id))?;
    let names = names(&mut tx, std::iter::once(row.authority_id.clone())).await?;
    let (code, words) = (row.explanation.clone().unwrap_or_default(), row.words.clone().unwrap_or_default());
    let gap = line(core, row, &names).ok_or(Refusal::Unknown)?;
    Ok(GapForm { gap, code, words, faults: Vec::new() })
}

/// `POST /desk/duties/gaps/{id}`
async fn explain(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Response {
    let (code, words) = (fields.get("explanation"), fields.get("words"));
    let message = match gap_actions::explain(desk.core(), desk.regulator(), &id, (code, words)).await {
        Ok(()) => return see_done("/desk/duties", Done::GapExplained),
        Err(Refusal::State(message)) => message,
        Err(refusal) => return desk.refuse(refusal).await,
    };
    match load_gap(desk.core(), desk.regulator(), &id).await {
        Ok(form) => {
            let field = if Explanation::from_code(code).is_none() { "explanation" } else { "words" };
            let faults = vec![Fault { field: field.to_owned(), message }];
            let form = GapForm { code: code.to_owned(), words: words.to_owned(), faults, ..form };
            desk.show_faults(View::Duties(Shown::Gap(form))).await
        }
        Err(refusal) => desk.refuse(refusal).await,
    }
}

/// `GET /desk/samples`
async fn samples(desk: DeskRequest) -> Response {
    let samples = load_samples(desk.core(), desk.regulator()).await;
    desk.answer(samples.map(|samples| View::Duties(Shown::Samples(samples)))).await
}

async fn load_samples(core: &Core, regulator: &Regulator) -> Result<Samples, Refusal> {
    regulator.may(Step::Sample)?;
    let mut tx = core.db.read().await?;
    let authorities = authority::all(&mut tx).await?;
    let names: HashMap<String, String> =
        authorities.iter().map(|row| (row.id.clone(), row.name.clone())).collect();
    let rows = sample::latest(&mut tx, MOST_LINES).await?;
    Ok(Samples {
        typed: TypedSample::default(),
        faults: Vec::new(),
        authorities: authorities.into_iter().map(|row| (row.public_id, row.name)).collect(),
        rows: rows
            .into_iter()
            .filter_map(|row| {
                Some(SampleLine {
                    authority: names.get(&row.authority_id).cloned().unwrap_or_default(),
                    kind: DecisionKind::from_code(&row.kind)?,
                    number: row.document_number,
                    decided_on: row.decided_on,
                    found_at: row.found_at,
                    is_filed: row.is_filed,
                    entered_on: beijing_date(row.entered_at),
                })
            })
            .collect(),
    })
}

/// `POST /desk/samples`
async fn enter_sample(Posted { desk, fields }: Posted) -> Response {
    if let Err(refusal) = desk.regulator().may(Step::Sample) {
        return desk.refuse(refusal).await;
    }
    let typed = typed(&fields);
    let faults = match read_sample(&typed) {
        Err(fault) => vec![fault],
        Ok(sampled) => match sampling::enter(desk.core(), desk.regulator(), &sampled).await {
            Ok(_) => return see_done("/desk/samples", Done::Sampled),
            Err(Refusal::State(message)) => vec![Fault { field: "number".to_owned(), message }],
            Err(refusal) => return desk.refuse(refusal).await,
        },
    };
    match load_samples(desk.core(), desk.regulator()).await {
        Ok(samples) => {
            let samples = Samples { typed, faults, ..samples };
            desk.show_faults(View::Duties(Shown::Samples(samples))).await
        }
        Err(refusal) => desk.refuse(refusal).await,
    }
}

fn typed(fields: &Fields) -> TypedSample {
    let field = |name: &str| fields.get(name).to_owned();
    TypedSample {
        authority: field("authority"),
        kind: field("kind"),
        number: field("number"),
        decided_on: field("decided_on"),
        found_at: field("found_at"),
    }
}

fn read_sample(typed: &TypedSample) -> Result<Sampled, Fault> {
    let fault = |field: &str, message: &str| Fault { field: field.to_owned(), message: message.to_owned() };
    Ok(Sampled {
        authority: typed.authority.clone(),
        kind: DecisionKind::from_code(&typed.kind).ok_or_else(|| fault("kind", "请选择种类"))?,
        document_number: typed.number.clone(),
        decided_on: read_day(&typed.decided_on).ok_or_else(|| fault("decided_on", DAY_ASKED))?,
        found_at: typed.found_at.clone(),
    })
}
