//! The keys: list, new one, the one that was just made.

use domain::key_scope::Scope;
use leptos::prelude::*;

use super::{Key, Keys, Made};
use crate::desk::frame::Body;
use crate::desk::parts::{TextField, empty, error_summary, text_field, token};
use crate::desk::{Access, Fault};
use crate::parts;
use crate::text;

pub(super) fn list(csrf: &str, view: Keys) -> Body {
    let Keys { access, keys, name, scopes, faults } = view;
    if access == Access::Look {
        return all(keys);
    }
    let html = view! {
        <h1>"接口密钥"</h1>
        <p class="lead">"本机关的业务系统凭密钥经接口报送决定。报送的决定与填报的一样，由另一人复核后才公示。"</p>
        {error_summary(&faults)}
        {table(csrf, keys)}
        {form(csrf, &name, &scopes, &faults)}
    };
    Body { title: "接口密钥".to_owned(), html: html.into_any() }
}

/// Those of all authorities, to look at.
fn all(keys: Vec<Key>) -> Body {
    let rows: Vec<AnyView> = keys.iter().map(line).collect();
    let table = if rows.is_empty() {
        empty("还没有机关生成密钥。", None)
    } else {
        view! {
            <table class="stack">
                <caption class="hidden">"各机关的密钥"</caption>
                <thead><tr>
                    <th scope="col">"机关"</th><th scope="col">"名称"</th><th scope="col">"用途"</th>
                    <th scope="col">"最近使用"</th><th scope="col">"状态"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    let html = view! {
        <h1>"接口密钥"</h1>
        <p class="lead">"各机关的业务系统报送决定所用的密钥，最新的在前。密钥本身只在生成时显示一次。"</p>
        {table}
    };
    Body { title: "接口密钥".to_owned(), html: html.into_any() }
}

fn line(key: &Key) -> AnyView {
    let state =
        key.revoked_at.map_or_else(|| "使用中".to_owned(), |at| format!("{} 停用", text::iso_minute(at)));
    view! {
        <tr>
            <th scope="row">{parts::name(&key.authority)}</th>
            <td data-label="名称">{parts::name(&key.name)}<small><code>{format!("cx_{}", key.prefix)}</code></small></td>
            <td data-label="用途">{scopes_of(key)}</td>
            <td data-label="最近使用">{used(key)}</td>
            <td data-label="状态">{state}</td>
        </tr>
    }
    .into_any()
}

fn scopes_of(key: &Key) -> String {
    key.scopes.iter().map(|scope| scope.label()).collect::<Vec<_>>().join("、")
}

fn used(key: &Key) -> String {
    match &key.last_used {
        Some((at, Some(from))) => format!("{}，来自 {from}", text::iso_minute(*at)),
        Some((at, None)) => text::iso_minute(*at),
        None => "从未使用".to_owned(),
    }
}

fn table(csrf: &str, keys: Vec<Key>) -> AnyView {
    if keys.is_empty() {
        return empty("还没有密钥。", Some(("#name", "在本页生成一个")));
    }
    let rows: Vec<AnyView> = keys.into_iter().map(|key| row(csrf, key)).collect();
    view! {
        <table class="stack">
            <caption>"本机关的密钥"</caption>
            <thead>
                <tr>
                    <th scope="col">"名称"</th>
                    <th scope="col">"开头"</th>
                    <th scope="col">"用途"</th>
                    <th scope="col">"生成时间"</th>
                    <th scope="col">"最近使用"</th>
                    <th scope="col">"状态"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(csrf: &str, key: Key) -> AnyView {
    let (scopes, used) = (scopes_of(&key), used(&key));
    let state = match key.revoked_at {
        Some(at) => format!("{} 停用", text::iso_minute(at)).into_any(),
        None => view! {
            <form method="post" action=format!("/desk/keys/{}/revoke", key.id)>
                {token(csrf)}
                <button class="button-plain" aria-label=format!("停用密钥：{}", key.name)>"停用"</button>
            </form>
        }
        .into_any(),
    };
    view! {
        <tr>
            <th scope="row">{parts::name(key.name)}</th>
            <td data-label="开头"><code>{format!("cx_{}", key.prefix)}</code></td>
            <td data-label="用途">{scopes}</td>
            <td data-label="生成时间" class="date">{text::iso_minute(key.created_at)}</td>
            <td data-label="最近使用">{used}</td>
            <td data-label="状态">{state}</td>
        </tr>
    }
    .into_any()
}

fn form(csrf: &str, name: &str, scopes: &[Scope], faults: &[Fault]) -> AnyView {
    let field = TextField {
        name: "name",
        label: "名称",
        hint: "写明由哪个系统使用，便于日后停用。1 至 50 个字。",
        kind: "text",
        value: name,
        autocomplete: "off",
    };
    let ticks: Vec<AnyView> = Scope::ALL
        .into_iter()
        .map(|scope| {
            view! {
                <label>
                    <input type="checkbox" name="scope" value=scope.code() checked=scopes.contains(&scope)/>
                    {scope.label()}
                </label>
            }
            .into_any()
        })
        .collect();
    let fault = faults.iter().find(|fault| fault.field == "scopes").map(|fault| {
        view! { <p class="fault" id="scopes-fault">"错误："{fault.message.clone()}</p> }
    });
    view! {
        <section aria-labelledby="new-key">
            <h2 id="new-key">"生成密钥"</h2>
            <form method="post" action="/desk/keys">
                {token(csrf)}
                {text_field(&field, faults)}
                <fieldset class="field key-uses" id="scopes" tabindex="-1">
                    <legend>"用途"</legend>
                    {fault}
                    {ticks}
                </fieldset>
                <p class="actions"><button>"生成"</button></p>
            </form>
        </section>
    }
    .into_any()
}

pub(super) fn made(view: Made) -> Body {
    let html = view! {
        <h1>"密钥已生成"</h1>
        <p class="notice notice-red"><b>"只显示这一次。"</b>"平台只保存密钥的摘要，离开本页后无法再看到。请立即存入业务系统，不要用邮件或即时通信传送。"</p>
        <dl class="pairs pairs-plain">
            {parts::pair("名称", parts::name(view.name))}
            {parts::pair("密钥", view! { <code class="secret">{view.key}</code> }.into_any())}
        </dl>
        <p class="actions"><a class="button" href="/desk/keys">"已经保存，返回密钥列表"</a></p>
    };
    Body { title: "密钥已生成".to_owned(), html: html.into_any() }
}
