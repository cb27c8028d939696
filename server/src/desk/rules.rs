//! Clocks and policies of publicity: what is in force, and new rows by two administrators.

use app::desk::View;
use app::desk::entered::Entered;
use app::desk::rules::{RuleForm, RulePage, RulesPage, View as Shown};
use axum::response::Response;
use chrono::NaiveDate;
use domain::publicity::Policy;
use domain::role::Step;
use domain::rulebook::{Rule, RuleKind, Rulebook};

use super::done::{Done, see_done};
use super::entered::{Hands, buttons_of, faults_of};
use super::{DeskRequest, Posted, Routes, access};
use crate::actions::entering::{EnteringFault, Verdict};
use crate::actions::regulator::{Refusal, Regulator};
use crate::actions::rules::{self as actions, TypedRule, title};
use crate::state::Core;
use crate::store::Tx;
use crate::store::rule::{self, RuleRow};
use crate::web::extract::Path;
use crate::web::rules::{clock_rows, policy_rows};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/desk/rules", overview)
        .get("/desk/rules/clocks/new", |desk| new_page(desk, RuleKind::Clock))
        .post("/desk/rules/clocks/new", |posted| enter(posted, RuleKind::Clock))
        .get("/desk/rules/policies/new", |desk| new_page(desk, RuleKind::Policy))
        .post("/desk/rules/policies/new", |posted| enter(posted, RuleKind::Policy))
        .get("/desk/rules/{id}", rule_page)
        .post("/desk/rules/{id}/confirm", |id, posted| {
            decide(id, posted, (Verdict::Confirm, Done::RuleConfirmed))
        })
        .post("/desk/rules/{id}/refuse", |id, posted| {
            decide(id, posted, (Verdict::Refuse, Done::RuleRefused))
        })
}

/// `GET /desk/rules`
async fn overview(desk: DeskRequest) -> Response {
    let page = load(desk.core(), desk.regulator()).await;
    desk.answer(page.map(|page| View::Rules(Shown::Overview(page)))).await
}

async fn load(core: &Core, regulator: &Regulator) -> Result<RulesPage, Refusal> {
    regulator.may_look(Step::ManageCalendar)?;
    let mut tx = core.db.read().await?;
    let mut entered = Vec::new();
    for row in rule::all(&mut tx).await? {
        let rule = row.read().ok_or(Refusal::Unknown)?;
        entered.push(line(&mut tx, &row, &rule).await?);
    }
    let rules = core.rules();
    let access = access(regulator, Step::ManageCalendar);
    Ok(RulesPage { access, clocks: clock_rows(&rules), policies: policy_rows(&rules), entered })
}

async fn line(tx: &mut Tx, row: &RuleRow, rule: &Rule) -> sqlx::Result<Entered> {
    let hands = Hands {
        state: &row.state,
        entered: (&row.entered_by, row.entered_at),
        decided: row.decided_by.as_deref().zip(row.decided_at),
    };
    hands.entered(tx, (&row.id, title(rule))).await
}

/// `GET /desk/rules/clocks/new`, `GET /desk/rules/policies/new`
async fn new_page(desk: DeskRequest, kind: RuleKind) -> Response {
    let may = desk.regulator().may(Step::ManageCalendar);
    let form = RuleForm { kind, typed: Vec::new(), faults: Vec::new() };
    desk.answer(may.map(|()| View::Rules(Shown::New(form)))).await
}

/// `POST /desk/rules/clocks/new`, `POST /desk/rules/policies/new`
async fn enter(Posted { desk, fields }: Posted, kind: RuleKind) -> Response {
    let typed = fields.typed();
    let faults = match actions::enter(desk.core(), desk.regulator(), TypedRule { kind, fields: &typed }).await
    {
        Ok(id) => return see_done(&format!("/desk/rules/{id}"), Done::RuleEntered),
        Err(EnteringFault::Refused(refusal)) => return desk.refuse(refusal).await,
        Err(EnteringFault::Fields(faults)) => faults_of(faults),
    };
    desk.show_faults(View::Rules(Shown::New(RuleForm { kind, typed, faults }))).await
}

/// `GET /desk/rules/{id}`
async fn rule_page(desk: DeskRequest, Path(id): Path<String>) -> Response {
    let rule = load_rule(desk.core(), desk.regulator(), &id).await;
    desk.answer(rule.map(|rule| View::Rules(Shown::Rule(Box::new(rule))))).await
}

async fn load_rule(core: &Core, regulator: &Regulator, id: &str) -> Result<RulePage, Refusal> {
    regulator.may_look(Step::ManageCalendar)?;
    let mut tx = core.db.read().await?;
    let row = rule::by_id(&mut tx, id).await?.ok_or(Refusal::Unknown)?;
    let rule = row.read().ok_or(Refusal::Unknown)?;
    let entered = line(&mut tx, &row, &rule).await?;
    let buttons = buttons_of(entered.state, &row.entered_by, regulator);
    let lines = lines(&rule, &core.rules());
    Ok(RulePage { entered, in_force_from: row.in_force_from, lines, buttons })
}

/// What was entered beside what governs the day before its first day.
fn lines(rule: &Rule, rules: &Rulebook) -> Vec<(&'static str, String, Option<String>)> {
    let before = rule.in_force_from().and_then(|day| day.pred_opt()).unwrap_or(NaiveDate::MIN);
    match rule {
        Rule::Clock(new) => {
            let old = rules.clocks.row(new.kind, before);
            vec![
                ("期限", new.kind.label().to_owned(), old.map(|old| old.kind.label().to_owned())),
                ("起算", new.event.label().to_owned(), old.map(|old| old.event.label().to_owned())),
                ("工作日", new.working_days.to_string(), old.map(|old| old.working_days.to_string())),
                ("依据", new.basis.clone(), old.map(|old| old.basis.clone())),
                ("依据类别", new.sureness.label().to_owned(), old.map(|old| old.sureness.label().to_owned())),
            ]
        }
        Rule::Policy(new) => {
            let old = rules.policies.of(new.regime, new.class, new.sector, before);
            let old = old.map(policy_values);
            let new = policy_values(new);
            let captions =
                ["公示场所", "类别", "领域", "最短公示期", "最长公示期", "起算", "文件", "适用范围"];
            let old = |place: usize| old.as_ref().map(|values| values[place].clone());
            captions
                .into_iter()
                .zip(new)
                .enumerate()
                .map(|(place, (caption, new))| (caption, new, old(place)))
                .collect()
        }
    }
}

/// What a policy says, in the order of its captions.
fn policy_values(policy: &Policy) -> [String; 8] {
    [
        policy.regime.label().to_owned(),
        policy.class.long_label().to_owned(),
        policy.sector.label().to_owned(),
        policy.minimum_label(),
        format!("{} 个月", policy.maximum_months),
        policy.anchor.label().to_owned(),
        policy.document.clone(),
        policy.why.clone(),
    ]
}

/// `POST /desk/rules/{id}/confirm`, `POST /desk/rules/{id}/refuse`
async fn decide(
    Path(id): Path<String>,
    Posted { desk, .. }: Posted,
    (verdict, done): (Verdict, Done),
) -> Response {
    let decided = actions::decide(desk.core(), desk.regulator(), &id, verdict).await;
    desk.see_done(&format!("/desk/rules/{id}"), decided.map(|()| done)).await
}
