//! What stays of a decision withdrawn by law: the reason, and nothing of the content or of the parties.

use domain::decision::DecisionKind;
use domain::disclosure::Tombstone;
use leptos::prelude::*;

use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::parts::{self, wide_pair};
use crate::text;

/// Why the reason is public.
const BASIS: &str = "依据：《中华人民共和国行政处罚法》第四十八条，公开的行政处罚决定被依法变更、撤销、确认违法或者确认无效的，行政机关应当在三日内撤回信息并公开说明理由。其他网站仍显示的，以此为准。";

pub(crate) fn document(tombstone: Tombstone) -> Document {
    Document {
        title: "信息已撤回".to_owned(),
        robots: Robots::NoIndex,
        search: SearchBar::Plain,
        crumbs: Crumb::here("信息已撤回"),
        hero: None,
        source: Source::of(tombstone.authority_name.clone()),
        body: body(tombstone),
    }
}

fn body(tombstone: Tombstone) -> AnyView {
    let kind = tombstone.kind.label();
    let basis = (tombstone.kind == DecisionKind::Penalty)
        .then(|| view! { <p class="small muted measure">{BASIS}</p> });
    let day = text::zh_date(tombstone.withdrawn_on);
    view! {
        <h1>"这条"{kind}"信息已撤回"</h1>
        <p class="lead">{format!("该决定曾在这里公示，{day}撤回。按照法律，撤回的理由公开，内容不再显示。")}</p>
        <dl class="pairs tombstone">
            {wide_pair("文书号", parts::name(tombstone.document_number))}
            {wide_pair("作出机关", parts::name(tombstone.authority_name))}
            {wide_pair("撤回日期", parts::table_day(tombstone.withdrawn_on))}
            {wide_pair("撤回理由", parts::name(tombstone.reason))}
        </dl>
        {basis}
    }
    .into_any()
}
