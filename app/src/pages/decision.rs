//! `/decisions/{id}`: what was decided in plain words, how long it took, every public field.

use domain::calendar::beijing_date;
use domain::decision::DecisionKind;
use domain::disclosure::{Clock, Correction, GsxtClock, PublicDecision, PublicField, Timeliness};
use domain::standard::{self, FieldType};
use leptos::prelude::*;

use super::decision_words as words;
use crate::days::{self, After, Mark, Strip};
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::PageContext;
use crate::parts::{self, BadgeTone, badge};
use crate::text;

pub(crate) fn document(context: &PageContext, decision: &PublicDecision) -> Document {
    let summary = &decision.summary;
    let number = summary.document_number.clone();
    let parent =
        summary.parties.iter().find_map(|party| Some((party.name.clone(), party.entity_id.as_ref()?)));
    let crumbs = match parent {
        Some((party, id)) => Crumb::below(party, format!("/entities/{id}"), number),
        None => Crumb::here(number),
    };
    Document {
        title: format!("{}决定", summary.kind.label()), // nothing of the record: titles stay in other people's caches
        robots: Robots::NoIndex,
        search: SearchBar::Plain,
        crumbs,
        hero: None,
        body: body(context, decision),
        source: Source::of(decision.provenance.source.clone())
            .with("JSON", format!("/api/v1/decisions/{}", summary.id)),
    }
}

fn body(context: &PageContext, decision: &PublicDecision) -> AnyView {
    let summary = &decision.summary;
    view! {
        <div class="title"><h1>{parts::name(&summary.document_number)}</h1>{badges(decision)}</div>
        {content(context, decision)}
    }
    .into_any()
}

/// The page as a part of another one, whose own heading stands above: what a preview shows.
pub(crate) fn preview(context: &PageContext, decision: &PublicDecision) -> AnyView {
    view! {
        <div class="preview">
            <p class="title"><b>{parts::name(&decision.summary.document_number)}</b>{badges(decision)}</p>
            {content(context, decision)}
        </div>
    }
    .into_any()
}

/// All below the title.
fn content(context: &PageContext, decision: &PublicDecision) -> AnyView {
    let summary = &decision.summary;
    view! {
        <p class="lead">{lead(decision)}</p>
        {parts::objection_notice(summary.objection)}
        <div class="columns">
            <div class="flow">
                <section class=words::card_class(summary.kind) aria-labelledby="plain">
                    <h2 id="plain" class="hidden">"用平常话说"</h2>
                    {words::say(decision)}
                    {words::answers(context, decision)}
                </section>
                {clock(decision)}
                {fields(decision)}
                {corrections(&decision.corrections)}
                {record(decision)}
            </div>
            {aside(decision)}
        </div>
    }
    .into_any()
}

/// Kind, class, state and lateness.
pub(crate) fn badges(decision: &PublicDecision) -> AnyView {
    let summary = &decision.summary;
    let kind_tone = if summary.kind == DecisionKind::Penalty { BadgeTone::Red } else { BadgeTone::Grey };
    let class = decision.class_label.clone();
    let state =
        Some(summary.state_label.clone()).filter(|state| !state.is_empty() && Some(state) != class.as_ref());
    let late = matches!(decision.clock.timeliness, Timeliness::Late { .. })
        .then(|| badge(format!("公示{}", text::timeliness(decision.clock.timeliness)), BadgeTone::Red));
    view! {
        <span class="badges">
            {badge(summary.kind.label(), kind_tone)}
            {state.map(|state| badge(state.clone(), parts::state_tone(summary.kind, &state)))}
            {class.map(|class| badge(class, BadgeTone::Grey))}
            {parts::objection_badge(summary.objection)}
            {late}
        </span>
    }
    .into_any()
}

fn lead(decision: &PublicDecision) -> AnyView {
    let summary = &decision.summary;
    let verb = match summary.kind {
        DecisionKind::Licence => "作出的行政许可决定。",
        DecisionKind::Penalty => "作出的行政处罚决定。",
    };
    let others = (decision.withheld_parties > 0)
        .then(|| format!("另有 {} 名自然人当事人，依法不公示。", decision.withheld_parties));
    view! {
        {parts::name(&summary.authority_name)}" "{text::zh_date(summary.decided_on)}"对"
        {parts::parties(&summary.parties)}{verb}{others}
    }
    .into_any()
}

fn clock(decision: &PublicDecision) -> AnyView {
    let clock = &decision.clock;
    let class = if matches!(clock.timeliness, Timeliness::Late { .. }) { "warn" } else { "" };
    let judged = clock.timeliness != Timeliness::NotJudged;
    let is_cut = clock.days.last().is_some_and(|last| last.date < beijing_date(clock.published_at));
    let result = match clock.timeliness {
        Timeliness::OnTime { .. } => format!("按期，{}", text::timeliness(clock.timeliness)),
        _ => text::timeliness(clock.timeliness),
    };
    let within = clock.working_days;
    view! {
        <section class="part" aria-labelledby="clock">
            <h2 id="clock">"期限"<small class=class>{result}</small></h2>
            <p class="small">
                {format!("决定应自作出之日起 {within} 个工作日内公示，当日不计。第 {within} 个工作日是 ")}<b>{text::zh_date(clock.due_on)}</b>
                {if clock.provisional { "（暂定）" } else { "" }}" 24 时；本条于 "<b>{text::zh_minute(clock.received_at)}</b>
                " 收到，"<b>{text::zh_minute(clock.published_at)}</b>" 公示。"
                {(!judged).then_some("收到和公示时间由原有系统接续而来，不计入及时率。")}
            </p>
            {clock.late_reason.map(|reason| view! { <p class="small">"逾期原因（机关填写）："<b>{reason.label()}</b></p> })}
            {day_strip(clock)}
            {decision.gsxt.as_ref().map(gsxt)}
            <p class="small muted">
                {days::legend(&clock.notices, clock.provisional)}
                {is_cut.then_some("公示更晚，此处只列到这一天。")}
                <a href=format!("/deadline?decided_on={}&working_days={within}", clock.decided_on)>"用别的日期试算"</a>
            </p>
        </section>
    }
    .into_any()
}

/// The clock of the other system: neither waits for the other.
pub(crate) fn gsxt(clock: &GsxtClock) -> AnyView {
    let provisional = if clock.provisional { "（暂定）" } else { "" };
    let words = format!(
        "国家企业信用信息公示系统期限（{} 个工作日）：{}{provisional}",
        clock.working_days,
        text::zh_date(clock.due_on)
    );
    view! { <p class="small">{words}</p> }.into_any()
}

/// The clock's days with decision, deadline, receipt and publication marked.
pub(crate) fn day_strip(clock: &Clock) -> AnyView {
    let (received, published) = (beijing_date(clock.received_at), beijing_date(clock.published_at));
    let mut marks =
        vec![Mark { on: clock.decided_on, label: "决定" }, Mark { on: clock.due_on, label: "截止" }];
    if received == published {
        marks.push(Mark { on: published, label: "公示" });
    } else {
        marks.push(Mark { on: received, label: "收到" });
        marks.push(Mark { on: published, label: "公示" });
    }
    let after = if matches!(clock.timeliness, Timeliness::Late { .. }) { After::Late } else { After::Quiet };
    days::strip(&Strip { days: &clock.days, due_on: clock.due_on, marks: &marks, after })
}

fn fields(decision: &PublicDecision) -> AnyView {
    let rows: Vec<AnyView> = decision.fields.iter().map(field).collect();
    let count = format!("全部 {} 项", decision.fields.len());
    view! {
        <section class="part" aria-labelledby="fields">
            <h2 id="fields">"公示内容"<small>{count}</small></h2>
            <p class="by">"以下信息由"{parts::name(&decision.summary.authority_name)}"提供并负责"</p>
            <dl class="pairs pairs-one">{rows}</dl>
        </section>
    }
    .into_any()
}

fn field(field: &PublicField) -> AnyView {
    let known = standard::field(&field.code);
    let is_code = field.code.ends_with("SHXYM") || field.code.ends_with("DM");
    let value = if field.value.trim().is_empty() {
        "—".into_any()
    } else if is_code {
        parts::credit_code(&field.value)
    } else {
        parts::name(known.map_or_else(|| field.value.clone(), |known| known.in_words(&field.value)))
    };
    // Of an amount the value says it already, in both units.
    let is_amount = known.is_some_and(|known| known.field_type == FieldType::Amount);
    let note = field.note.clone().filter(|_| !is_amount);
    let note = note.map(|note| view! { <span class="muted">{format!("（{note}）")}</span> });
    view! {
        <div>
            <dt>{field.caption.clone()}</dt>
            <dd>{value}{note}</dd>
            <dd class="key"><span class="hidden">"字段代码 "</span>{field.code.clone()}</dd>
        </div>
    }
    .into_any()
}

/// Which field was corrected on which day; never the old value.
pub(crate) fn corrections(corrections: &[Correction]) -> AnyView {
    let rows: Vec<AnyView> = corrections
        .iter()
        .map(|correction| {
            view! {
                <tr>
                    <th scope="row" class="date">{parts::table_day(correction.corrected_on)}</th>
                    <td data-label="更正的字段">{correction.fields.join("、")}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    if rows.is_empty() {
        return view! {
            <section class="part part-empty"><h2 id="corrections">"更正记录"<small>"公示以来没有更正"</small></h2></section>
        }
        .into_any();
    }
    view! {
        <section class="part" aria-labelledby="corrections">
            <h2 id="corrections">"更正记录"<small>{format!("{} 次", rows.len())}</small></h2>
            <table>
                <caption class="hidden">"更正记录"</caption>
                <thead><tr><th scope="col">"更正日期"</th><th scope="col">"更正的字段"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn record(decision: &PublicDecision) -> AnyView {
    // A preview is in no ledger yet.
    let number = u64::try_from(decision.ledger_number).ok().filter(|number| *number > 0);
    let ledger = number.map(|number| format!("，公示台账第 {} 号", text::thousands(number)));
    let words = format!(
        "第 {} 版{}；平台 {} 收到。",
        decision.version,
        ledger.unwrap_or_default(),
        text::iso_minute(decision.provenance.received_at),
    );
    let taken_over = decision.provenance.taken_over.then_some("收到时间由原有系统接续而来。");
    view! {
        <section class="part" aria-labelledby="record">
            <h2 id="record">"记录来源"</h2>
            <p class="aside-box">{parts::name(&decision.provenance.source)}"。"{words}{taken_over}</p>
        </section>
    }
    .into_any()
}

fn aside(decision: &PublicDecision) -> AnyView {
    let clock = &decision.clock;
    let day = |caption: &'static str, day: Option<chrono::NaiveDate>| {
        day.map(|day| parts::pair(caption, parts::table_day(day)))
    };
    view! {
        <aside class="aside" aria-label="要点">
            <section>
                <h2>"要紧的日期"</h2>
                <dl class="pairs pairs-short">
                    {day("决定", Some(clock.decided_on))}
                    {day("期限", Some(clock.due_on))}
                    {day("收到", Some(beijing_date(clock.received_at)))}
                    {day("公示", Some(beijing_date(clock.published_at)))}
                    {day("最早修复", decision.repair_from)}
                    {day("公示截止", decision.summary.public_until)}
                </dl>
            </section>
            {words::authority("作出机关", decision.authority.as_ref())}
            <section class="no-print">
                <h2>"保存"</h2>
                <ul>
                    <li><a href=format!("/api/v1/decisions/{}", decision.summary.id)>"下载 JSON"</a></li>
                    <li>{parts::objection_link(&decision.summary.id)}</li>
                    <li class="muted">"打印本页即为 A4 版式"</li>
                </ul>
            </section>
        </aside>
    }
    .into_any()
}
