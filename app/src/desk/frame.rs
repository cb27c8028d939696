//! The frame of the desk's pages: navigation by role, whose desk it is, what was just done.

use domain::role::{Role, Step};
use leptos::prelude::*;

use super::{
    Desk, Reader, View, accounts, authorities, calendar, changes, duties, filing, machine, objections, queue,
    rules, sign, uploads,
};
use crate::document;
use crate::page::PageContext;
use crate::parts;
use crate::text;

/// What a topic makes of its data.
pub(crate) struct Body {
    /// Title and last step of the breadcrumb.
    pub(crate) title: String,
    /// The main part, with its `h1`.
    pub(crate) html: AnyView,
}

/// The pages of the navigation: address, caption, and the step that one must be allowed to take.
const NAVIGATION: [(&str, &str, Step); 15] = [
    ("/desk", "待办队列", Step::Read),
    ("/desk/drafts", "填报", Step::File),
    ("/desk/uploads", "批量上传", Step::File),
    ("/desk/records", "更正与撤回", Step::Read),
    ("/desk/objections", "异议", Step::DecideObjection),
    ("/desk/duties", "期限与断号", Step::Read),
    ("/desk/statistics", "统计", Step::ReadStatistics),
    ("/desk/accounts", "账号", Step::ManageAccounts),
    ("/desk/commitments", "存在承诺", Step::Commit),
    ("/desk/keys", "接口密钥", Step::ManageKeys),
    ("/desk/audit", "审计记录", Step::ReadAudit),
    ("/desk/samples", "抽查样本", Step::Sample),
    ("/desk/authorities", "机关", Step::ManageAuthorities),
    ("/desk/calendar", "日历", Step::ManageCalendar),
    ("/desk/rules", "期限规则", Step::ManageCalendar),
];

/// The whole document of a page of the desk.
pub(crate) fn document(context: &PageContext, desk: Desk) -> AnyView {
    let Desk { reader, csrf, notice, view } = desk;
    let header = header(context, reader.as_ref(), &csrf);
    let body = body(context, &csrf, view);
    let reader_line = reader.as_ref().map(reader_line);
    let notice = notice.map(|notice| view! { <p class="notice" role="status">{notice}</p> });
    let here = body.title.trim_start_matches("错误：").to_owned();
    let above =
        above(context, reader.as_ref()).map(|(href, label)| view! { <li><a href=href>{label}</a></li> });
    view! {
        <html lang="zh-CN" class=document::size_class(context)>
            {document::desk_head(context, &body.title)}
            <body class="desk">
                <a class="skip" href="#main">"跳到正文"</a>
                {header}
                <nav class="wrap crumbs" aria-label="所在位置">
                    <ol><li><a href="/desk">"工作台"</a></li>{above}<li><bdi aria-current="page">{here}</bdi></li></ol>
                </nav>
                <main id="main" tabindex="-1">
                    <div class="wrap page">
                        {notice}
                        {body.html}
                        <p class="source">
                            {reader_line}
                            <span>{format!("本页更新于 {}", text::iso_minute(context.as_of))}</span>
                        </p>
                    </div>
                </main>
                {document::footer(context)}
            </body>
        </html>
    }
    .into_any()
}

fn body(context: &PageContext, csrf: &str, view: View) -> Body {
    match view {
        View::Sign(view) => sign::body(csrf, view),
        View::Queue(view) => queue::body(context, csrf, view),
        View::Filing(view) => filing::body(context, csrf, view),
        View::Uploads(view) => uploads::body(csrf, view),
        View::Machine(view) => machine::body(csrf, view),
        View::Changes(view) => changes::body(csrf, view),
        View::Objections(view) => objections::body(csrf, view),
        View::Duties(view) => duties::body(csrf, view),
        View::Authorities(view) => authorities::body(csrf, view),
        View::Calendar(view) => calendar::body(csrf, view),
        View::Rules(view) => rules::body(csrf, view),
        View::Accounts(view) => accounts::body(csrf, view),
        View::Refused(sentence) => Body {
            title: "不能办理".to_owned(),
            html: view! {
                <h1>"不能办理"</h1>
                <p class="lead">{sentence}</p>
                <p class="actions"><a class="button" href="/desk">"回到工作台"</a></p>
            }
            .into_any(),
        },
    }
}

fn header(context: &PageContext, reader: Option<&Reader>, csrf: &str) -> AnyView {
    let subtitle = match reader.and_then(|reader| reader.authority_name.clone()) {
        Some(authority) => format!("{authority}工作台"),
        None => format!("{}公共信用工作台", context.province),
    };
    let navigation = reader.map_or_else(parts::nothing, |reader| navigation(context, reader));
    let sign_out = reader.map(|_| {
        view! {
            <a class="own" href="/desk/me">"我的账号"</a>
            <form class="sign-out" method="post" action="/desk/sign-out">
                {super::parts::token(csrf)}
                <button class="button-plain">"退出"</button>
            </form>
        }
    });
    view! {
        <header>
            <div class="top">
                <div class="wrap">
                    {document::brand("/desk", subtitle)}
                    {navigation}
                    {document::size_switch(context)}
                    {sign_out}
                </div>
            </div>
            {document::demo_banner(context)}
        </header>
    }
    .into_any()
}

fn navigation(context: &PageContext, reader: &Reader) -> AnyView {
    let here = context.path.split('?').next().unwrap_or_default();
    let links: Vec<AnyView> = NAVIGATION
        .into_iter()
        .filter(|(_, _, step)| may(reader, *step))
        .map(|(href, label, _)| {
            let is_here = if href == "/desk" { here == href } else { here.starts_with(href) };
            view! { <li><a href=href aria-current=is_here.then_some("true")>{label}</a></li> }.into_any()
        })
        .collect();
    view! { <nav class="nav" aria-label="工作台导航"><ul>{links}</ul></nav> }.into_any()
}

/// The page of the navigation below which this one lies, if it is not that page itself.
fn above(context: &PageContext, reader: Option<&Reader>) -> Option<(&'static str, &'static str)> {
    let here = context.path.split('?').next().unwrap_or_default();
    let is_below = |href: &str| {
        here.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')) && href != NAVIGATION[0].0
    };
    // The columns of an upload have no page of their own in the navigation.
    let above = |href: &str| is_below(href) || (href == "/desk/uploads" && is_below("/desk/mappings"));
    let page = NAVIGATION.into_iter().find(|(href, _, _)| above(href));
    page.filter(|(_, _, step)| reader.is_some_and(|reader| may(reader, *step)))
        .map(|(href, label, _)| (href, label))
}

fn may(reader: &Reader, step: Step) -> bool {
    let is_for_deputies = matches!(step, Step::Approve | Step::DecideObjection);
    let as_deputy = reader.is_deputy && is_for_deputies && Role::Head.reach(step).is_some();
    let is_managed = matches!(
        step,
        Step::ManageAccounts
            | Step::ManageKeys
            | Step::ManageAuthorities
            | Step::ManageCalendar
            | Step::DecideObjection
    );
    let oversees = is_managed && reader.role.reach(Step::Oversee).is_some();
    as_deputy || oversees || reader.role.reach(step).is_some()
}

fn reader_line(reader: &Reader) -> AnyView {
    let duty = if reader.is_deputy { "（代行负责人复核）" } else { "" };
    view! { <span><bdi>{reader.name.clone()}</bdi>"，"{reader.role.label()}{duty}</span> }.into_any()
}
