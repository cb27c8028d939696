//! The registration of an entity: captions follow its kind (RULES 6.1).

use domain::disclosure::{FormerName, PublicProfile};
use domain::entity::RegistrationStatus;
use leptos::prelude::*;

use crate::address;
use crate::parts::{self, BadgeTone, badge, pair, wide_pair};
use crate::text;

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

/// 登记信息
pub(crate) fn section(profile: &PublicProfile) -> AnyView {
    view! {
        <section class="part" aria-labelledby="registration">
            <h2 id="registration">"登记信息"</h2>
            <p class="by">
                "由"{parts::name(&profile.provenance.source)}
                {format!("提供，{} 更新", text::iso_minute(profile.updated_at))}
            </p>
            <dl class="pairs">{short_pairs(profile)}{long_pairs(profile)}</dl>
            {same_names(profile)}
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

fn same_names(profile: &PublicProfile) -> AnyView {
    if profile.same_name_count == 0 {
        return parts::nothing();
    }
    let href = address::link("/search", [("q", Some(profile.name.clone()))]);
    let title = format!("另有 {} 个主体与它同名或曾经同名。", text::thousands(profile.same_name_count));
    view! {
        <p class="notice">
            <b>{title}</b>"以下记录均按统一社会信用代码归入，从不只凭名称。"<a href=href>"逐一比较"</a>
        </p>
    }
    .into_any()
}
