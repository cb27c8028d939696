//! Accounts: the list, asking for one, one of them.

use leptos::prelude::*;

use super::super::parts::{TextField, error_summary, text_field, token};
use super::super::{Access, Fault};
use super::{Account, AccountState, Buttons, FirstPassword, List, NewAccount, One, Waiting};
use crate::parts::{self, BadgeTone, badge, name};
use crate::text;

pub(super) fn list(csrf: &str, page: List) -> AnyView {
    let count = page.accounts.len();
    let rows: Vec<AnyView> = page.accounts.into_iter().map(row).collect();
    let waiting = (!page.waiting.is_empty()).then(|| waiting_part(csrf, page.waiting));
    let new = (page.access == Access::Manage)
        .then(|| view! { <a class="button" href="/desk/accounts/new">"申请账号"</a> });
    let delegations = page.sees_delegations.then(|| view! { <a href="/desk/delegations">"委托与代行"</a> });
    view! {
        <div class="head"><h1>"账号"</h1><p>{format!("{count} 个")}</p></div>
        <p class="actions">
            {new}
            {delegations}
            <a href="/desk/me">"我的账号"</a>
        </p>
        {waiting}
        <section class="part" aria-labelledby="all">
            <h2 id="all">"全部账号"</h2>
            <table class="stack">
                <caption class="hidden">"全部账号"</caption>
                <thead><tr>
                    <th scope="col">"姓名"</th><th scope="col">"登录名"</th><th scope="col">"角色"</th>
                    <th scope="col">"机关"</th><th scope="col">"状态"</th><th scope="col">"两步验证"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn row(account: Account) -> AnyView {
    let factor = if account.has_second_factor { "已启用" } else { "未启用" };
    view! {
        <tr>
            <th scope="row">{parts::name_link(format!("/desk/accounts/{}", account.id), account.name)}</th>
            <td data-label="登录名"><code>{account.login}</code></td>
            <td data-label="角色">{account.role.label()}</td>
            <td data-label="机关">{name(account.authority_name.unwrap_or_else(|| "平台".to_owned()))}</td>
            <td data-label="状态">{state(account.state)}</td>
            <td data-label="两步验证">{factor}</td>
        </tr>
    }
    .into_any()
}

fn state(state: AccountState) -> AnyView {
    let tone = match state {
        AccountState::Requested => BadgeTone::Red,
        AccountState::Active => BadgeTone::Blue,
        AccountState::Disabled => BadgeTone::Grey,
    };
    badge(state.label(), tone)
}

fn waiting_part(csrf: &str, lines: Vec<Waiting>) -> AnyView {
    let lines: Vec<AnyView> = lines.into_iter().map(|line| waiting(csrf, line)).collect();
    view! {
        <section class="part" aria-labelledby="waiting">
            <h2 id="waiting">"待另一人确认"</h2>
            <p class="by">"由申请人以外的平台管理员确认后生效。"</p>
            <ul class="waiting">{lines}</ul>
        </section>
    }
    .into_any()
}

fn waiting(csrf: &str, line: Waiting) -> AnyView {
    let buttons = match line.buttons {
        Buttons::None => parts::nothing(),
        Buttons::TakeBack => button(csrf, format!("/desk/account-requests/{}/refuse", line.id), "撤回申请"),
        Buttons::Decide => {
            let confirm = button(csrf, format!("/desk/account-requests/{}/confirm", line.id), "确认");
            let refuse = button(csrf, format!("/desk/account-requests/{}/refuse", line.id), "不同意");
            view! { {confirm}{refuse} }.into_any()
        }
    };
    view! {
        <li>
            <p>
                <b>{line.purpose}</b>" "{name(line.name)}"（"<code>{line.login}</code>"，"{line.role.label()}"，"
                {name(line.authority_name.unwrap_or_else(|| "平台".to_owned()))}"）"
            </p>
            <p class="small muted">{name(line.asked_by)}" 于 "{text::iso_minute(line.asked_at)}" 申请"</p>
            <div class="actions">{buttons}</div>
        </li>
    }
    .into_any()
}

fn button(csrf: &str, action: String, label: &'static str) -> AnyView {
    view! { <form method="post" action=action>{token(csrf)}<button class="button-plain">{label}</button></form> }
        .into_any()
}

pub(super) fn new(csrf: &str, page: &NewAccount) -> AnyView {
    let faults = &page.faults;
    let field = |name, label, hint, kind, value| {
        text_field(&TextField { name, label, hint, kind, value, autocomplete: "off" }, faults)
    };
    let roles = page.roles.iter().map(|role| (role.code().to_owned(), role.label().to_owned())).collect();
    let none = (String::new(), "无（平台管理员、审计员）".to_owned());
    let authorities = std::iter::once(none).chain(page.authorities.iter().cloned()).collect();
    view! {
        <h1>"申请账号"</h1>
        <p class="lead">"账号由申请人以外的平台管理员确认后才能登录。初始密码只显示一次，请当面交给使用人。"</p>
        {error_summary(faults)}
        <form class="sign" method="post" action="/desk/accounts">
            {token(csrf)}
            {field("login", "登录名", "3 至 32 个小写字母、数字、连字符或点；用过的登录名不能再用", "text", page.login.as_str())}
            {field("name", "使用人姓名", "一人一号", "text", page.name.as_str())}
            {field("email", "工作邮箱", "选填，用于期限提醒", "email", page.email.as_str())}
            {choice("role", "角色", roles, &page.role, faults)}
            {choice("authority", "所属机关", authorities, &page.authority, faults)}
            <p class="actions"><button>"提交申请"</button><a href="/desk/accounts">"返回"</a></p>
        </form>
    }
    .into_any()
}

/// A list to choose from, with its faults.
pub(super) fn choice(
    id: &'static str,
    label: &'static str,
    options: Vec<(String, String)>,
    chosen: &str,
    faults: &[Fault],
) -> AnyView {
    let own: Vec<String> =
        faults.iter().filter(|fault| fault.field == id).map(|fault| fault.message.clone()).collect();
    let class = if own.is_empty() { "field" } else { "field field-wrong" };
    let fault_id = format!("{id}-fault");
    let described = (!own.is_empty()).then(|| fault_id.clone());
    let fault = (!own.is_empty()).then(|| {
        view! { <p class="fault" id=fault_id>"错误："{own.join("；")}</p> }
    });
    let options: Vec<AnyView> = options
        .into_iter()
        .map(|(value, text)| {
            let is_chosen = value == chosen;
            view! { <option value=value selected=is_chosen>{text}</option> }.into_any()
        })
        .collect();
    view! {
        <div class=class>
            <label for=id>{label}</label>
            {fault}
            <select id=id name=id aria-describedby=described>{options}</select>
        </div>
    }
    .into_any()
}

pub(super) fn first_password(page: FirstPassword) -> AnyView {
    let next = if page.waits {
        "账号还须另一名平台管理员确认，确认后使用人可用下面的初始密码登录。"
    } else {
        "使用人可用下面的初始密码登录。"
    };
    view! {
        <h1>"初始密码"</h1>
        <p class="lead">{next}<b>"本页只显示一次"</b>"，请当面交给使用人；首次登录时须更换。"</p>
        <dl class="pairs pairs-plain">
            <div><dt>"登录名"</dt><dd><code>{page.login}</code></dd></div>
            <div><dt>"初始密码"</dt><dd><code class="secret">{page.password}</code></dd></div>
        </dl>
        <p class="actions"><a class="button" href="/desk/accounts">"我已记下，返回"</a></p>
    }
    .into_any()
}

pub(super) fn one(csrf: &str, page: One) -> AnyView {
    let One { account, email, created_at, hands, waiting, may_reset, may_end } = page;
    let factor = if account.has_second_factor { "已启用" } else { "未启用" };
    let waiting = (!waiting.is_empty()).then(|| waiting_part(csrf, waiting));
    let reset = may_reset
        .then(|| button(csrf, format!("/desk/accounts/{}/reset", account.id), "申请重置密码和两步验证"));
    let end = may_end.then(|| button(csrf, format!("/desk/accounts/{}/disable", account.id), "立即停用"));
    view! {
        <h1>{name(account.name)}</h1>
        <dl class="pairs pairs-plain">
            <div><dt>"登录名"</dt><dd><code>{account.login}</code></dd></div>
            <div><dt>"角色"</dt><dd>{account.role.label()}</dd></div>
            <div><dt>"机关"</dt><dd>{name(account.authority_name.unwrap_or_else(|| "平台".to_owned()))}</dd></div>
            <div><dt>"状态"</dt><dd>{state(account.state)}</dd></div>
            <div><dt>"两步验证"</dt><dd>{factor}</dd></div>
            <div><dt>"电子邮箱"</dt><dd>{name(email.unwrap_or_else(|| "未填写".to_owned()))}</dd></div>
            <div><dt>"申请"</dt><dd>{name(hands.0)}" "{text::iso_minute(created_at)}</dd></div>
            <div><dt>"确认"</dt><dd>{name(hands.1.unwrap_or_else(|| "尚未确认".to_owned()))}</dd></div>
        </dl>
        {waiting}
        <div class="actions">{reset}{end}<a href="/desk/accounts">"返回全部账号"</a></div>
        <p class="small muted">"停用立即生效，登录中的设备全部退出；重置须另一名平台管理员确认。账号不删除，登录名不再使用。"</p>
    }
    .into_any()
}
