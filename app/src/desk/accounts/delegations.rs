//! Delegations and deputies of an authority.

use leptos::prelude::*;

use super::super::choice::Labelled;
use super::super::parts::{day_field, error_summary, token};
use super::super::{Access, Fault};
use super::list::choice;
use super::{DelegationForm, Delegations, Term};
use crate::parts::{name, table_day};

pub(super) fn page(csrf: &str, page: Delegations) -> AnyView {
    match page.access {
        Access::Manage => own(csrf, page),
        Access::Look => all(csrf, page),
    }
}

/// Those of all authorities, to look at.
fn all(csrf: &str, page: Delegations) -> AnyView {
    view! {
        <h1>"委托与代行"</h1>
        <p class="lead">"各机关的委托填报和代行负责人复核，最近到期的在前。"</p>
        <section class="part" aria-labelledby="given">
            <h2 id="given">"委托填报"</h2>
            {table(csrf, "委托填报", page.given, None)}
        </section>
        <section class="part" aria-labelledby="deputies">
            <h2 id="deputies">"代行负责人复核"</h2>
            {table(csrf, "代行负责人复核", page.deputies, None)}
        </section>
    }
    .into_any()
}

fn own(csrf: &str, page: Delegations) -> AnyView {
    let today = page.today.map_or_else(String::new, |day| day.to_string());
    let untyped = (String::new(), today.clone(), today);
    let (delegation, deputy) = match page.form {
        _ if page.faults.is_empty() => ((untyped.clone(), Vec::new()), (untyped, Vec::new())),
        DelegationForm::Delegation => ((page.typed, page.faults.clone()), (untyped, Vec::new())),
        DelegationForm::Deputy => ((untyped, Vec::new()), (page.typed, page.faults.clone())),
    };
    let summary = error_summary(&page.faults);
    let authorities =
        choice("filer", "受委托机关", options(page.authorities), &delegation.0.0, &delegation.1);
    let accounts = choice("account", "代行人", options(page.accounts), &deputy.0.0, &deputy.1);
    view! {
        <h1>"委托与代行"</h1>
        <p class="lead">"委托其他机关代为填报，或者指定一人在一段时间内代行负责人复核。作出决定的机关不因委托而改变。"</p>
        {summary}
        <section class="part" aria-labelledby="given">
            <h2 id="given">"本机关委托的填报"</h2>
            {table(csrf, "本机关委托的填报", page.given, Some("/desk/delegations"))}
            {form(csrf, "/desk/delegations", authorities, ("delegation", &delegation.0), &delegation.1, "委托填报")}
        </section>
        <section class="part" aria-labelledby="received">
            <h2 id="received">"委托本机关的填报"</h2>
            {table(csrf, "委托本机关的填报", page.received, None)}
        </section>
        <section class="part" aria-labelledby="deputies">
            <h2 id="deputies">"代行负责人复核"</h2>
            {table(csrf, "代行负责人复核", page.deputies, Some("/desk/deputies"))}
            {form(csrf, "/desk/deputies", accounts, ("deputy", &deputy.0), &deputy.1, "指定代行人")}
        </section>
    }
    .into_any()
}

fn options(options: Vec<(String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), "请选择".to_owned())).chain(options).collect()
}

/// Days of both forms are named alike; their identifiers must differ, so the faults' links lead to the right one.
fn form(
    csrf: &str,
    action: &'static str,
    choice: AnyView,
    (prefix, typed): (&str, &(String, String, String)),
    faults: &[Fault],
    label: &'static str,
) -> AnyView {
    let day = |suffix: &str, caption, value: &str| {
        let name = format!("{prefix}-{suffix}");
        day_field(&Labelled { name: &name, label: caption, hint: "", value }, faults)
    };
    view! {
        <form class="calculator" method="post" action=action>
            {token(csrf)}
            {choice}
            {day("first-on", "起始日期", &typed.1)}
            {day("last-on", "截止日期（含当日）", &typed.2)}
            <p class="actions"><button>{label}</button></p>
        </form>
    }
    .into_any()
}

fn table(csrf: &str, caption: &'static str, terms: Vec<Term>, end: Option<&'static str>) -> AnyView {
    if terms.is_empty() {
        return view! { <p class="muted">"没有。"</p> }.into_any();
    }
    let rows: Vec<AnyView> = terms
        .into_iter()
        .map(|term| {
            let Term { id, name: other, first_on, last_on, is_open } = term;
            let button = end.filter(|_| is_open).map(|end| {
                let action = format!("{end}/{id}/end");
                view! { <form method="post" action=action>{token(csrf)}<button class="button-plain">"即日终止"</button></form> }
            });
            view! {
                <tr>
                    <th scope="row">{name(other)}</th>
                    <td data-label="起始" class="date">{table_day(first_on)}</td>
                    <td data-label="截止" class="date">{table_day(last_on)}</td>
                    <td data-label="办理">{button}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <table class="stack">
            <caption class="hidden">{caption}</caption>
            <thead><tr><th scope="col">"名称"</th><th scope="col">"起始"</th><th scope="col">"截止"</th><th scope="col">"办理"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
