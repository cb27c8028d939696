//! Signing in and out, the second factor, one's own password and sessions.

#[cfg(feature = "ssr")]
mod own;

use chrono::{DateTime, Utc};
use domain::role::Role;

#[cfg(feature = "ssr")]
use leptos::prelude::*;

use super::Fault;
#[cfg(feature = "ssr")]
use super::frame::Body;
#[cfg(feature = "ssr")]
use super::parts::{TextField, error_summary, text_field, token};

/// Where somebody goes after signing in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// A page of the desk.
    pub to: String,
    /// The word under which a form is kept; empty for none.
    pub kept: String,
}

/// What the demo's sign-in shows: everybody may try it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demo {
    /// The accounts.
    pub accounts: Vec<DemoAccount>,
    /// The password of all of them.
    pub password: String,
    /// The present code of their second factor.
    pub code: String,
    /// The secret, for an authenticator.
    pub secret: String,
}

/// An account of the demo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    /// Its login.
    pub login: String,
    /// What it is for.
    pub role: Role,
    /// The authority that it belongs to.
    pub authority_name: Option<String>,
}

/// The pages of the topic.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// Login and password.
    SignIn {
        /// Where to afterwards.
        way: Way,
        /// What was typed.
        login: String,
        /// What was sent with a session that was over and is not kept.
        sent: Sent,
        /// What is wrong.
        faults: Vec<Fault>,
        /// Accounts to try, in a demo.
        demo: Option<Demo>,
    },
    /// The code of the authenticator, or a recovery code.
    SecondFactor {
        /// Where to afterwards.
        way: Way,
        /// What is wrong.
        faults: Vec<Fault>,
        /// The present code, in a demo.
        demo_code: Option<String>,
    },
    /// Setting up an authenticator.
    Enrol(Enrolment),
    /// New recovery codes, shown once.
    Codes {
        /// The codes.
        codes: Vec<String>,
        /// Where to now.
        onward: String,
    },
    /// How many recovery codes are left, and how to get new ones.
    CodesLeft {
        /// How many.
        left: i64,
        /// What is wrong.
        faults: Vec<Fault>,
    },
    /// A new password.
    Password {
        /// Which.
        which: Which,
        /// Where to afterwards.
        way: Way,
        /// What is wrong.
        faults: Vec<Fault>,
    },
    /// One's own account.
    Me(Box<Me>),
    /// A form that was kept over a sign-in.
    Kept(Kept),
}

/// What was sent with a session that was over and is not kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sent {
    /// Nothing.
    #[default]
    Nothing,
    /// A spreadsheet, or rows pasted from one.
    File,
}

/// Which password is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// One of one's own in place of the first; the first was given a moment ago.
    First,
    /// Another one; the present one is asked for.
    Another,
}

/// An authenticator that is not yet in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// Where to afterwards.
    pub way: Way,
    /// What the form sends back.
    pub pending: String,
    /// The secret in groups of four.
    pub typed: String,
    /// The secret as an `<svg>` element.
    pub picture: Option<String>,
    /// Which password is asked for beside the code, if any.
    pub which: Which,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// One's own account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// The login.
    pub login: String,
    /// The address for warnings.
    pub email: Option<String>,
    /// Whether an authenticator is in force.
    pub has_second_factor: bool,
    /// How many recovery codes are left.
    pub codes_left: i64,
    /// Its sessions, the last used first.
    pub sessions: Vec<SessionLine>,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionLine {
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Last used.
    pub seen_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// A form that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Where it is posted to.
    pub path: String,
    /// The word under which it is kept, if it is.
    pub word: Option<String>,
    /// Its fields.
    pub fields: Vec<(String, String)>,
}

/// Its HTML.
#[cfg(feature = "ssr")]
pub(crate) fn body(csrf: &str, view: View) -> Body {
    let (title, html) = match view {
        View::SignIn { way, login, sent, faults, demo } => {
            ("登录", sign_in(csrf, (&way, sent), &login, &faults, demo))
        }
        View::SecondFactor { way, faults, demo_code } => {
            ("两步验证", second_factor(csrf, &way, &faults, demo_code))
        }
        View::Enrol(enrolment) => ("设置两步验证", own::enrol(csrf, enrolment)),
        View::Codes { codes, onward } => ("恢复代码", own::codes(codes, onward)),
        View::CodesLeft { left, faults } => ("恢复代码", own::codes_left(csrf, left, &faults)),
        View::Password { which, way, faults } => ("设置密码", own::password(csrf, which, &way, &faults)),
        View::Me(me) => ("我的账号", own::me(csrf, *me)),
        View::Kept(kept) => ("继续提交", own::kept(csrf, kept)),
    };
    Body { title: title.to_owned(), html }
}

/// The hidden fields that lead on.
#[cfg(feature = "ssr")]
fn hidden(way: &Way) -> AnyView {
    view! {
        <input type="hidden" name="to" value=way.to.clone()/>
        <input type="hidden" name="kept" value=way.kept.clone()/>
    }
    .into_any()
}

/// A password field; nothing ever stands in it.
#[cfg(feature = "ssr")]
fn password_field(
    name: &str,
    label: &str,
    (hint, autocomplete): (&str, &'static str),
    faults: &[Fault],
) -> AnyView {
    text_field(&TextField { name, label, hint, kind: "password", value: "", autocomplete }, faults)
}

#[cfg(feature = "ssr")]
fn code_field(faults: &[Fault]) -> AnyView {
    let field = TextField {
        name: "code",
        label: "验证码",
        hint: "验证器应用上显示的 6 位数字，每 30 秒更换",
        kind: "text",
        value: "",
        autocomplete: "one-time-code",
    };
    text_field(&field, faults)
}

#[cfg(feature = "ssr")]
fn sign_in(
    csrf: &str,
    (way, sent): (&Way, Sent),
    login: &str,
    faults: &[Fault],
    demo: Option<Demo>,
) -> AnyView {
    let kept = (!way.kept.is_empty()).then(|| {
        view! {
            <p class="notice" role="status">
                <b>"登录已过期。"</b>"您刚才填写的内容已加密暂存，登录后可以继续提交，保留 12 小时。"
            </p>
        }
    });
    let lost = (sent == Sent::File).then(|| {
        view! {
            <p class="notice notice-red" role="alert">
                <b>"登录已过期，文件没有接收。"</b>"登录后回到批量上传，请重新选择文件（或者重新粘贴）再上传；没有内容入库。"
            </p>
        }
    });
    let login = TextField {
        name: "login",
        label: "登录名",
        hint: "",
        kind: "text",
        value: login,
        autocomplete: "username",
    };
    view! {
        <h1>"登录工作台"</h1>
        <p class="lead">"供填报、复核和管理公示信息的机关工作人员使用。查询公示信息不需要登录。"</p>
        {kept}
        {lost}
        {error_summary(faults)}
        <form class="sign" method="post" action="/desk/sign-in">
            {token(csrf)}
            {hidden(way)}
            {text_field(&login, faults)}
            {password_field("password", "密码", ("", "current-password"), faults)}
            <p class="actions"><button>"登录"</button></p>
        </form>
        <p class="small muted">
            "忘记密码的，请联系本机关负责人或平台管理员重置。未使用 30 分钟或者登录满 12 小时后须重新登录。"
        </p>
        {demo.map(demo_accounts)}
    }
    .into_any()
}

#[cfg(feature = "ssr")]
fn demo_accounts(demo: Demo) -> AnyView {
    let rows: Vec<AnyView> = demo
        .accounts
        .into_iter()
        .map(|account| {
            view! {
                <tr>
                    <th scope="row"><code>{account.login}</code></th>
                    <td data-label="角色">{account.role.label()}</td>
                    <td data-label="机关">{crate::parts::name(account.authority_name.unwrap_or_else(|| "平台".to_owned()))}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <section class="part demo-accounts" aria-labelledby="demo-accounts">
            <h2 id="demo-accounts">"演示账号"</h2>
            <p>
                "密码均为 "<code>{demo.password}</code>"。复核、负责人和管理员登录时还要验证码，现在是 "
                <code>{demo.code}</code>"（每 30 秒更换，一个只能用一次）；也可以把密钥 "<code>{demo.secret}</code>" 加入验证器应用。"
            </p>
            <table class="stack">
                <caption class="hidden">"演示账号"</caption>
                <thead><tr><th scope="col">"登录名"</th><th scope="col">"角色"</th><th scope="col">"机关"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

#[cfg(feature = "ssr")]
fn second_factor(csrf: &str, way: &Way, faults: &[Fault], demo_code: Option<String>) -> AnyView {
    let recovery = TextField {
        name: "recovery-code",
        label: "恢复代码",
        hint: "设置两步验证时给出的 24 位代码，每个只能用一次",
        kind: "text",
        value: "",
        autocomplete: "off",
    };
    let demo = demo_code.map(|code| {
        view! { <p class="notice">"演示账号现在的验证码是 "<code>{code}</code>"，每 30 秒更换。"</p> }
    });
    view! {
        <h1>"两步验证"</h1>
        <p class="lead">"密码正确。请在 5 分钟内输入验证器应用上的验证码。"</p>
        {error_summary(faults)}
        {demo}
        <form class="sign" method="post" action="/desk/second-factor">
            {token(csrf)}
            {hidden(way)}
            {code_field(faults)}
            <p class="actions"><button>"继续"</button></p>
        </form>
        <section class="part" aria-labelledby="lost">
            <h2 id="lost">"验证器不在手边"</h2>
            <form class="sign" method="post" action="/desk/second-factor/recovery">
                {token(csrf)}
                {hidden(way)}
                {text_field(&recovery, faults)}
                <p class="actions"><button class="button-plain">"用恢复代码登录"</button></p>
            </form>
            <p class="small muted">"恢复代码也没有的，请联系本机关负责人或平台管理员重置账号。"</p>
        </section>
    }
    .into_any()
}
