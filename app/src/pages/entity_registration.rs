//! The registration of an entity: captions follow its kind (RULES 6.1).

use domain::catalogue::Section;
use domain::disclosure::{FormerName, PublicProfile};
use domain::entity::RegistrationStatus;
use leptos::prelude::*;

use super::entity_parts as report;
use crate::address;
use crate::page::{Entity, PageContext};
use crate::parts::{self, BadgeTone, badge, pair, wide_pair};
use crate::text;

/// A longer value than this many characters takes the whole width.
const LONGEST_SHORT: usize = 24;

/// The registry's own words for the status, blue while it is in force.
pub(crate) fn status_badge(profile: &PublicProfile) -> AnyView {
    let words =
        profile.status_text.clone().or_else(|| profile.status.map(|status| status.label().to_owned()));
    let tone =
        if profile.status == Some(RegistrationStatus::Active) { BadgeTone::Blue } else { BadgeTone::Grey };
    words.map(|words| badge(words, tone)).into_any()
}

/// The code, or that there is none.
pub(crate) fn code_line(profile: &PublicProfile) -> AnyView {
    let Some(code) = &profile.uscc else {
        return "没有统一社会信用代码。".into_any();
    };
    let warning = profile
        .uscc_check_failed
        .then(|| view! { <span class="warn">"（登记机关的代码校验位不符，为重错码）"</span> });
    view! { "统一社会信用代码 "{parts::credit_code(code)}{warning} }.into_any()
}

/// 登记信息, with changes and branches.
pub(crate) fn section(context: &PageContext, entity: &Entity) -> AnyView {
    let profile = &entity.profile;
    view! {
        <section class="part" aria-labelledby="registration">
            <h2 id="registration">"登记信息"</h2>
            <p class="by">
                "以下信息由"{parts::name(&profile.provenance.source)}
                {format!("提供，{} 更新", text::iso_minute(profile.updated_at))}
            </p>
            <dl class="pairs">{short_pairs(profile)}{further(&entity.registration)}{long_pairs(profile)}</dl>
            {same_names(entity)}
            {report::kinds(context, entity, Section::Registration)}
        </section>
    }
    .into_any()
}

fn short_pairs(profile: &PublicProfile) -> AnyView {
    let kind = profile.kind;
    let capital = kind.capital_caption().zip(profile.capital_fen);
    let region = profile.region_name.clone();
    view! {
        {profile.representative.clone().map(|name| pair(kind.representative_caption(), parts::name(name)))}
        {capital.map(|(caption, fen)| pair(caption, text::ten_thousand_yuan(fen).into_any()))}
        {profile.established_on.map(|day| pair(kind.established_caption(), parts::table_day(day)))}
        {profile.registered_by.clone().map(|registry| pair("登记机关", parts::name(registry)))}
        {region.map(|region| pair("地区", parts::name(region)))}
        {profile.short_name.clone().map(|name| pair("简称", parts::name(name)))}
    }
    .into_any()
}

fn long_pairs(profile: &PublicProfile) -> AnyView {
    let former: Vec<AnyView> = profile.former_names.iter().map(former_name).collect();
    let former = (!former.is_empty()).then(|| wide_pair("曾用名", view! { <ul>{former}</ul> }.into_any()));
    view! {
        {profile.address.clone().map(|address| wide_pair(profile.kind.address_caption(), parts::name(address)))}
        {former}
        {profile.business_scope.clone().map(|scope| wide_pair("经营范围", parts::name(scope)))}
    }
    .into_any()
}

fn former_name(former: &FormerName) -> AnyView {
    let term = match (former.from, former.until) {
        (Some(from), Some(until)) => format!("（{from} 至 {until}）"),
        (Some(from), None) => format!("（{from} 起）"),
        (None, Some(until)) => format!("（至 {until}）"),
        (None, None) => String::new(),
    };
    view! { <li>{parts::name(&former.name)}{term}</li> }.into_any()
}

/// What only some kinds of body register; what is long goes over the whole width.
fn further(facts: &[(String, String)]) -> AnyView {
    let facts: Vec<AnyView> = facts
        .iter()
        .map(|(caption, value)| {
            if value.chars().count() > LONGEST_SHORT {
                wide_pair(caption, parts::name(value))
            } else {
                pair(caption, parts::name(value))
            }
        })
        .collect();
    facts.into_any()
}

/// Others that share a name: numbers only, and nothing is joined by a name.
fn same_names(entity: &Entity) -> AnyView {
    let profile = &entity.profile;
    let counts = [profile.same_name_count, entity.former_name_count, entity.representative_count];
    if counts == [0; 3] {
        return parts::nothing();
    }
    let caption = profile.kind.representative_caption();
    let count =
        |number: u64, words: String| view! { <li><b>{text::thousands(number)}</b>{words}</li> }.into_any();
    let href = address::link("/search", [("q", Some(profile.name.clone()))]);
    let compare = (profile.same_name_count > 0).then(|| view! { " "<a href=href>"逐一比较"</a> });
    view! {
        <div class="notice same-names">
            <b>"同名提示"</b>"以下各部分均按统一社会信用代码归入，从不凭名称或者人名。"
            <ul>
                {count(counts[0], "个其他主体与它同名或者曾经同名".to_owned())}
                {count(counts[1], "个其他主体现在或者过去使用它的曾用名".to_owned())}
                {count(counts[2], format!("个其他主体的{caption}与它的同名，未必是同一人"))}
            </ul>
            "只计数，不列出。"{compare}
        </div>
    }
    .into_any()
}
