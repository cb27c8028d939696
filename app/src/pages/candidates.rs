//! `/entities/{code}` where the registry gave several entities one code.

use domain::disclosure::PublicProfile;
use leptos::prelude::*;

use super::entity_registration::status_badge;
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::Candidates;
use crate::parts::{self, BadgeTone, badge};

pub(crate) fn document(candidates: &Candidates) -> Document {
    Document {
        title: "同一代码的多个主体".to_owned(),
        robots: Robots::NoIndex,
        search: SearchBar::Plain,
        crumbs: Crumb::here("同一代码的多个主体"),
        hero: None,
        body: body(candidates),
        source: Source::of("登记机关"),
    }
}

fn body(candidates: &Candidates) -> AnyView {
    let profiles: Vec<AnyView> = candidates.profiles.iter().map(profile).collect();
    let count = format!("有 {} 个主体登记为这个代码（重错码），请按名称选择。", profiles.len());
    view! {
        <h1>"代码 "{parts::credit_code(&candidates.code)}</h1>
        <p class="lead">{count}"同一代码不等于同一主体；记录分别归入各自名下。"</p>
        <ol class="results">{profiles}</ol>
    }
    .into_any()
}

fn profile(profile: &PublicProfile) -> AnyView {
    view! {
        <li>
            <h2>{parts::name_link(format!("/entities/{}", profile.id), &profile.name)}</h2>
            <span class="badges">{status_badge(profile)}{badge(profile.kind.label(), BadgeTone::Grey)}</span>
            <p class="meta">
                {profile.established_on.map(|day| view! { <span>{profile.kind.established_caption()}" "<b>{parts::table_day(day)}</b></span> })}
                {profile.region_name.clone().map(|region| view! { <span>{parts::name(region)}</span> })}
            </p>
        </li>
    }
    .into_any()
}
