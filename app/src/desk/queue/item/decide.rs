//! The buttons of the second person, and of who asked.

use leptos::prelude::*;

use super::{Decide, Item, Late};
use crate::desk::choice::{Choice, Labelled, select_field, words_field};
use crate::desk::parts::{reopen, token};
use crate::parts;

pub(super) fn forms(csrf: &str, item: &Item) -> AnyView {
    let give_up = item.may_give_up.then(|| {
        view! {
            <form method="post" action=format!("/desk/approvals/{}/give-up", item.id)>
                {token(csrf)}
                <button class="button-plain">"放弃这项申请"</button>
            </form>
        }
    });
    let decide = match &item.decide {
        Decide::Approve => approve(csrf, item),
        Decide::Hiding(withdraw, withhold) => hiding(csrf, item, withdraw, withhold),
        Decide::No(sentence) => view! { <p>{sentence.clone()}</p>{others(item)} }.into_any(),
    };
    view! { <section class="decide" aria-labelledby="decide"><h2 id="decide" tabindex="-1">"办理"</h2>{decide}{reopen(csrf, &item.record, item.reopen)}{give_up}</section> }.into_any()
}

fn others(item: &Item) -> AnyView {
    if item.others.is_empty() {
        return parts::nothing();
    }
    let names: Vec<AnyView> =
        item.others.iter().map(|name| view! { <li>{parts::name(name)}</li> }.into_any()).collect();
    view! { <p class="muted">"可以办理的人，请向其催办："</p><ul class="list">{names}</ul> }.into_any()
}

fn approve(csrf: &str, item: &Item) -> AnyView {
    let id = &item.id;
    let late = item.late.as_ref().map(|late| lateness(late, item));
    let word =
        Labelled {
            name: "word", label: "退回意见", hint: "写明要改什么；经办人据此改正。", value: ""
        };
    view! {
        <form method="post" action=format!("/desk/approvals/{id}/approve")>
            {token(csrf)}
            {late}
            <p class="actions"><button>"复核通过"</button></p>
        </form>
        <form method="post" action=format!("/desk/approvals/{id}/return")>
            {token(csrf)}
            {words_field(&word, &item.faults)}
            <p class="actions"><button class="button-plain">"退回"</button></p>
        </form>
    }
    .into_any()
}

fn lateness(late: &Late, item: &Item) -> AnyView {
    let reason = Labelled {
        name: "late_reason",
        label: "逾期原因（公开）",
        hint: "已超过公示期限：原因的类别会公开。",
        value: &late.code,
    };
    let words =
        Labelled {
            name: "late_words", label: "说明（不公开）", hint: "只在内部留存。", value: &late.words
        };
    view! { {select_field(&reason, &late.choices, &item.faults)}{words_field(&words, &item.faults)} }
        .into_any()
}

fn hiding(csrf: &str, item: &Item, withdraw: &[Choice], withhold: &[Choice]) -> AnyView {
    let id = &item.id;
    let ground = Labelled { name: "ground", label: "撤回事由（公开）", hint: "", value: "" };
    let words =
        Labelled { name: "words", label: "公开的说明", hint: "不得含有个人信息。", value: "" };
    let law =
        Labelled { name: "law", label: "不予公示的理由", hint: "不留公开痕迹。", value: "" };
    let word = Labelled {
        name: "word", label: "解除隐藏的理由", hint: "记录将恢复公示。", value: ""
    };
    view! {
        <form method="post" action=format!("/desk/approvals/{id}/confirm")>
            {token(csrf)}
            {select_field(&ground, withdraw, &item.faults)}
            {words_field(&words, &item.faults)}
            <p class="actions"><button name="outcome" value="withdraw">"确认并撤回"</button></p>
            {select_field(&law, withhold, &item.faults)}
            <p class="actions"><button name="outcome" value="withhold">"确认并不予公示"</button></p>
        </form>
        <form method="post" action=format!("/desk/approvals/{id}/lift")>
            {token(csrf)}
            {words_field(&word, &item.faults)}
            <p class="actions"><button class="button-plain">"解除隐藏"</button></p>
        </form>
    }
    .into_any()
}
