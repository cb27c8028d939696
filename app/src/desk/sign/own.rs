//! One's own account: password, authenticator, recovery codes, sessions, and a form that was kept.

use leptos::prelude::*;

use super::super::Fault;
use super::super::parts::{error_summary, token};
use super::{Enrolment, Kept, Me, SessionLine, Way, Which, code_field, hidden, password_field};
use crate::text;

/// What the page of a new password says about it.
const GOOD_PASSWORD: &str =
    "至少 10 个字符，可以是几个互不相干的词，不必混用大小写或符号；不要用姓名、单位和日期";

pub(super) fn password(csrf: &str, which: Which, way: &Way, faults: &[Fault]) -> AnyView {
    let (heading, lead) = match which {
        Which::First => {
            ("设置自己的密码", "首次登录须把初始密码换成只有您自己知道的密码，请在 15 分钟内完成。")
        }
        Which::Another => ("更换密码", "更换后，其他设备上的登录全部退出。"),
    };
    let current = (which == Which::Another)
        .then(|| password_field("current-password", "现在的密码", ("", "current-password"), faults));
    view! {
        <h1>{heading}</h1>
        <p class="lead">{lead}</p>
        {error_summary(faults)}
        <form class="sign" method="post" action="/desk/password">
            {token(csrf)}
            {hidden(way)}
            {current}
            {password_field("new-password", "新密码", (GOOD_PASSWORD, "new-password"), faults)}
            {password_field("again-password", "再输入一次新密码", ("", "new-password"), faults)}
            <p class="actions"><button>"保存密码"</button></p>
        </form>
    }
    .into_any()
}

pub(super) fn enrol(csrf: &str, enrolment: Enrolment) -> AnyView {
    let Enrolment { way, pending, typed, picture, which, faults } = enrolment;
    let current = (which == Which::Another)
        .then(|| password_field("current-password", "现在的密码", ("", "current-password"), &faults));
    let picture = picture.map(|picture| view! { <div class="qr" inner_html=picture></div> });
    view! {
        <h1>"设置两步验证"</h1>
        <p class="lead">
            "复核、机关负责人和平台管理员登录时除密码外还须输入验证码；其他人员可以自愿设置。请在手机上打开验证器应用（支持 TOTP 的均可），扫描二维码或者输入密钥，再填写它显示的验证码。"
        </p>
        {error_summary(&faults)}
        <div class="enrol">
            {picture}
            <div>
                <p>"不能扫描的，在应用中选择“输入密钥”："</p>
                <p><code class="secret">{typed}</code></p>
                <form class="sign" method="post" action="/desk/enrol">
                    {token(csrf)}
                    {hidden(&way)}
                    <input type="hidden" name="pending" value=pending/>
                    {code_field(&faults)}
                    {current}
                    <p class="actions"><button>"启用两步验证"</button></p>
                </form>
            </div>
        </div>
    }
    .into_any()
}

pub(super) fn codes(codes: Vec<String>, onward: String) -> AnyView {
    let lines: Vec<AnyView> =
        codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }.into_any()).collect();
    view! {
        <h1>"请保存恢复代码"</h1>
        <p class="lead">"手机遗失时用恢复代码登录，每个只能用一次。"<b>"离开本页后不再显示"</b>"，请打印或者抄写后妥善保管，不要与密码放在一起。"</p>
        <ol class="codes">{lines}</ol>
        <p class="actions"><a class="button" href=onward>"我已保存，继续"</a></p>
    }
    .into_any()
}

pub(super) fn codes_left(csrf: &str, left: i64, faults: &[Fault]) -> AnyView {
    view! {
        <h1>"恢复代码"</h1>
        <p class="lead">{format!("还有 {left} 个恢复代码可用。生成新的一组后，旧的全部失效。")}</p>
        {error_summary(faults)}
        <form class="sign" method="post" action="/desk/recovery-codes">
            {token(csrf)}
            {password_field("current-password", "现在的密码", ("", "current-password"), faults)}
            <p class="actions"><button>"生成新的恢复代码"</button></p>
        </form>
    }
    .into_any()
}

pub(super) fn me(csrf: &str, me: Me) -> AnyView {
    let factor = if me.has_second_factor { "已启用" } else { "未启用" };
    let change = if me.has_second_factor { "更换验证器" } else { "启用" };
    let codes = me.has_second_factor.then(|| {
        view! { <div><dt>"恢复代码"</dt><dd>{format!("还有 {} 个 ", me.codes_left)}<a href="/desk/recovery-codes">"生成新的恢复代码"</a></dd></div> }
    });
    let sessions: Vec<AnyView> = me.sessions.iter().map(session).collect();
    view! {
        <h1>"我的账号"</h1>
        <dl class="pairs pairs-plain">
            <div><dt>"登录名"</dt><dd><code>{me.login}</code></dd></div>
            <div><dt>"电子邮箱"</dt><dd>{crate::parts::name(me.email.unwrap_or_else(|| "未填写".to_owned()))}</dd></div>
            <div><dt>"密码"</dt><dd><a href="/desk/password">"更换密码"</a></dd></div>
            <div><dt>"两步验证"</dt><dd>{factor}" "<a href="/desk/enrol">{change}</a></dd></div>
            {codes}
        </dl>
        <section class="part" aria-labelledby="sessions">
            <h2 id="sessions">"登录中的设备"</h2>
            <table class="stack">
                <caption class="hidden">"登录中的设备"</caption>
                <thead><tr><th scope="col">"登录时间"</th><th scope="col">"最近使用"</th><th scope="col">"说明"</th></tr></thead>
                <tbody>{sessions}</tbody>
            </table>
            <form method="post" action="/desk/sign-out-everywhere">
                {token(csrf)}
                <p class="actions"><button class="button-plain">"在所有设备上退出"</button></p>
            </form>
        </section>
    }
    .into_any()
}

fn session(line: &SessionLine) -> AnyView {
    let note = if line.is_this { "本设备" } else { "" };
    view! {
        <tr>
            <th scope="row">{text::iso_minute(line.created_at)}</th>
            <td data-label="最近使用">{text::iso_minute(line.seen_at)}</td>
            <td data-label="说明">{note}</td>
        </tr>
    }
    .into_any()
}

/// The fields as they were, to be sent once more; long texts can be read before.
pub(super) fn kept(csrf: &str, kept: Kept) -> AnyView {
    let shown: Vec<AnyView> = kept
        .fields
        .iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| {
            view! { <div class="wide"><dt><bdi>{name.clone()}</bdi></dt><dd class="kept-text"><bdi>{value.clone()}</bdi></dd></div> }.into_any()
        })
        .collect();
    let fields: Vec<AnyView> = kept
        .fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any())
        .collect();
    let word = kept.word.map(|word| view! { <input type="hidden" name="kept-form" value=word/> });
    view! {
        <h1>"继续提交"</h1>
        <p class="lead">"登录过期前填写的内容没有丢失，也还没有提交。请核对后继续，或者放弃。"</p>
        <form method="post" action=kept.path>
            {token(csrf)}
            {fields}
            {word}
            <p class="actions"><button>"继续提交"</button><a href="/desk">"放弃，回到工作台"</a></p>
        </form>
        <dl class="pairs pairs-plain">{shown}</dl>
    }
    .into_any()
}
