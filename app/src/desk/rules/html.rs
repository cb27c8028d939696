//! The rules in force, and a row that waits for a second administrator.

use leptos::prelude::*;

use super::{RulePage, RulesPage};
use crate::desk::frame::Body;
use crate::desk::{Access, entered};
use crate::parts;
use crate::rule_tables;
use crate::text;

pub(super) fn overview(view: &RulesPage) -> Body {
    let new = (view.access == Access::Manage).then(|| {
        view! {
            <div class="actions">
                <a class="button" href="/desk/rules/clocks/new">"录入期限"</a>
                <a class="button" href="/desk/rules/policies/new">"录入公示期限"</a>
            </div>
        }
    });
    let html = view! {
        <h1>"期限规则"</h1>
        <p class="lead">
            "规定变了，由一位平台管理员录入新的一行，另一位确认，从施行日起适用。旧的一行保留，施行日以前的仍按它计算。"
            <a href="/rules">"公开的规则页"</a>"随之更新。"
        </p>
        {new}
        {entered::list("/desk/rules", "录入的规则", &view.entered)}
        <section aria-labelledby="clocks"><h2 id="clocks">"期限"</h2>{rule_tables::clocks(&view.clocks)}</section>
        <section aria-labelledby="policies"><h2 id="policies">"公示期限"</h2>{rule_tables::policies(&view.policies)}</section>
    };
    Body { title: "期限规则".to_owned(), html: html.into_any() }
}

pub(super) fn rule(csrf: &str, rule: &RulePage) -> Body {
    let entered = &rule.entered;
    let lines: Vec<AnyView> = rule
        .lines
        .iter()
        .map(|(caption, new, present)| {
            let present = present.clone().unwrap_or_else(|| "没有规定".to_owned());
            view! {
                <tr>
                    <th scope="row">{*caption}</th>
                    <td data-label="录入的">{new.clone()}</td>
                    <td data-label="现行">{present}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let html = view! {
        <div class="title">
            <h1>{parts::name(&entered.title)}</h1>
            <span class="badges">{entered::state_badge(entered.state)}</span>
        </div>
        <p class="lead">{text::zh_date(rule.in_force_from)}"起适用，不改变以前已经起算的期限。"</p>
        {entered::hands(entered)}
        {entered::buttons(csrf, "/desk/rules", entered, rule.buttons)}
        <table class="stack">
            <caption class="hidden">"录入的规则与现行规则"</caption>
            <thead><tr><th scope="col">"项目"</th><th scope="col">"录入的"</th><th scope="col">"现行"</th></tr></thead>
            <tbody>{lines}</tbody>
        </table>
    };
    Body { title: format!("规则：{}", entered.title), html: html.into_any() }
}
