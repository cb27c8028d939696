//! A decision in plain words: the card on its own page and on its party's.

use domain::decision::DecisionKind;
use domain::disclosure::{PublicAuthority, PublicDecision, PublicParty};
use leptos::prelude::*;

use crate::page::PageContext;
use crate::parts::{self, CREDIT_CHINA};
use crate::text;

/// A text longer than this many characters is cut in the card; the fields hold it in full.
const LONGEST_ANSWER: usize = 140;

/// The class of the card: vermilion on top for penalties, blue for licences.
pub(crate) const fn card_class(kind: DecisionKind) -> &'static str {
    match kind {
        DecisionKind::Penalty => "card card-red",
        DecisionKind::Licence => "card",
    }
}

/// Who decided what about whom, in one sentence.
pub(crate) fn say(decision: &PublicDecision) -> AnyView {
    let summary = &decision.summary;
    let day = text::zh_date(summary.decided_on);
    let authority = parts::name(&summary.authority_name);
    let parties = names(&summary.parties);
    match summary.kind {
        DecisionKind::Licence => view! {
            <p class="say">{day}"，"{authority}"准予"{parties}"："{parts::name(shortened(&summary.title))}"。"</p>
        }
        .into_any(),
        DecisionKind::Penalty => {
            view! {
                <p class="say">
                    {day}"，"{parties}"因“"{parts::name(shortened(&summary.title))}"”，被"{authority}"处以"
                    {sanction(&summary.category, summary.fine_fen)}"。"
                </p>
            }
            .into_any()
        }
    }
}

/// What was imposed, with the fine's amount where there is one.
fn sanction(category: &str, fine_fen: Option<i64>) -> AnyView {
    let Some(fine) = fine_fen.map(text::yuan) else {
        return parts::name(shortened(category));
    };
    match category {
        "罚款" => format!("罚款 {fine}").into_any(),
        _ if category.contains("罚款") => {
            view! { {parts::name(shortened(category))}{format!("，其中罚款 {fine}")} }.into_any()
        }
        _ => view! { {parts::name(shortened(category))}{format!("，罚款 {fine}")} }.into_any(),
    }
}

fn names(parties: &[PublicParty]) -> AnyView {
    match parties {
        [] => "当事人".into_any(),
        [one] => parts::name(shortened(&one.name)),
        [first, ..] => {
            view! { {parts::name(shortened(&first.name))}{format!("等 {} 个当事人", parties.len())} }
                .into_any()
        }
    }
}

/// A text cut to what a card can hold.
pub(crate) fn shortened(text: &str) -> String {
    let mut cut: String = text.chars().take(LONGEST_ANSWER).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

/// Who, under which article, what, until when, how it is repaired, whom to ask.
pub(crate) fn answers(context: &PageContext, decision: &PublicDecision) -> AnyView {
    let answers = match decision.summary.kind {
        DecisionKind::Penalty => vec![
            answer("谁罚的，依据什么", basis(decision, "CF_YJ")),
            answer("罚了什么", content(decision, "CF_NR")),
            answer("公示到哪天", until(decision)),
            answer("能修复吗", repair(decision)),
            answer("不服怎么办", appeal()),
            answer("内容有误，在哪里投诉", complaint(context, decision)),
        ],
        DecisionKind::Licence => vec![
            answer("谁批准的", parts::name(&decision.summary.authority_name)),
            answer("准许什么", content(decision, "XK_NR")),
            answer("有效期", term(decision)),
            answer("公示到哪天", until(decision)),
            answer("内容有误，在哪里投诉", complaint(context, decision)),
        ],
    };
    view! { <dl class="answers">{answers}</dl> }.into_any()
}

/// A question of the card with its answer.
pub(crate) fn answer(question: &'static str, answer: AnyView) -> AnyView {
    view! { <div><dt>{question}</dt><dd>{answer}</dd></div> }.into_any()
}

fn value<'a>(decision: &'a PublicDecision, code: &str) -> Option<&'a str> {
    let field = decision.fields.iter().find(|field| field.code == code)?;
    Some(field.value.as_str()).filter(|value| !value.trim().is_empty())
}

fn basis(decision: &PublicDecision, code: &str) -> AnyView {
    let basis = value(decision, code).map(|basis| view! { "，依据"{parts::name(shortened(basis))} });
    view! { {parts::name(&decision.summary.authority_name)}{basis} }.into_any()
}

fn content(decision: &PublicDecision, code: &str) -> AnyView {
    let content = value(decision, code).unwrap_or(&decision.summary.category);
    parts::name(shortened(content))
}

fn term(decision: &PublicDecision) -> AnyView {
    let from = decision.summary.valid_from.map(text::zh_date).unwrap_or_default();
    let until = decision.summary.valid_until.map_or_else(|| "长期".to_owned(), text::zh_date);
    format!("{from} 至 {until}（{}）", decision.summary.state_label).into_any()
}

fn until(decision: &PublicDecision) -> AnyView {
    let Some(day) = decision.summary.public_until else {
        return "没有规定截止日；决定被撤销、撤回时随之撤下".into_any();
    };
    let class = decision.class_label.as_ref().map(|class| format!("（{class}）")).unwrap_or_default();
    let policy = decision.policy.as_ref().map(|policy| format!("，依据{policy}")).unwrap_or_default();
    format!("最长至 {} 24 时{class}，届时自动停止{policy}", text::zh_date(day)).into_any()
}

fn repair(decision: &PublicDecision) -> AnyView {
    let from = decision
        .repair_from
        .map_or_else(|| "符合条件的，".to_owned(), |day| format!("{}起，", text::zh_date(day)));
    view! { {from}"履行义务后可向“信用中国”"<a href=CREDIT_CHINA>"申请修复"</a>"，全国统一受理，不收费" }
        .into_any()
}

/// What the document itself says about remedies comes first: it states the periods.
fn appeal() -> AnyView {
    "可以依法申请行政复议或者提起行政诉讼，机关和期限以决定书载明的为准；期间公示不因此停止".into_any()
}

fn complaint(context: &PageContext, decision: &PublicDecision) -> AnyView {
    let contact = contact(context, &decision.summary.authority_name, decision.authority.as_ref());
    view! { {contact}"、"{parts::objection_link(&decision.summary.id)} }.into_any()
}

/// Whom to tell that something is wrong: the authority, and those who run the site.
pub(crate) fn contact(context: &PageContext, name: &str, authority: Option<&PublicAuthority>) -> AnyView {
    let name = authority.map_or(name, |authority| &authority.name);
    let telephone = authority.and_then(|authority| authority.telephone.clone());
    let provider = &context.provider;
    let reach: Vec<String> = [&provider.telephone, &provider.email].into_iter().flatten().cloned().collect();
    let reach = if reach.is_empty() { String::new() } else { format!("（{}）", reach.join("，")) };
    view! {
        {parts::name(name)}
        {telephone.map(|telephone| format!("，电话 {telephone}"))}
        {format!("；也可联系{}{reach}。", provider.name)}
        <a href="/guide/correction">"怎样更正"</a>"、"<a href="/guide/complaint">"怎样投诉"</a>
    }
    .into_any()
}

/// The authority beside the record.
pub(crate) fn authority(title: &'static str, authority: Option<&PublicAuthority>) -> AnyView {
    let Some(authority) = authority.cloned() else {
        return parts::nothing();
    };
    view! {
        <section>
            <h2>{title}</h2>
            <ul>
                <li>{parts::name_link(format!("/agencies/{}", authority.id), authority.name)}</li>
                {authority.telephone.map(|telephone| view! { <li>"电话 "{telephone}</li> })}
                {authority.address.map(|address| view! { <li class="muted">{parts::name(address)}</li> })}
            </ul>
        </section>
    }
    .into_any()
}
