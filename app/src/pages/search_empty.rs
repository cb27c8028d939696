//! Nothing found: what to try next, and what is not here at all. Never worded as something good.

use domain::search::{SearchRequest, SearchType};
use leptos::prelude::*;

use super::search::{help, lag, type_tabs};
use super::search_links as links;
use crate::page::{PageContext, Search};
use crate::parts::{self, CREDIT_CHINA};

pub(crate) fn body(context: &PageContext, search: &Search) -> AnyView {
    let request = &search.request;
    let what = match request.search_type {
        SearchType::Entity => "没有名称、曾用名、简称、读音或代码与它相符的主体。",
        SearchType::Decision => "没有文书号、当事人、机关或内容与它相符的公示决定。",
    };
    view! {
        <h1>"未查询到："{parts::name(request.text.clone())}</h1>
        <p class="lead">{what}<b>"未查询到，不等于信用良好，"</b>"也不说明这家单位不存在。"</p>
        {type_tabs(request)}
        <div class="columns">
            <div class="flow">{help(search)}{lag(context)}{filters(request)}{codes()}{scope()}</div>
            {again(request)}
        </div>
    }
    .into_any()
}

/// A way out where a filter may be what hides the results.
fn filters(request: &SearchRequest) -> AnyView {
    let bare = links::among(request, request.search_type);
    let is_filtered = links::changed(request, |_| ()) != bare;
    let notice = is_filtered.then(|| {
        view! { <p class="notice"><b>"您选了筛选条件。"</b><a href=bare>"去掉全部条件再查"</a></p> }
    });
    notice.into_any()
}

fn codes() -> AnyView {
    view! {
        <section aria-labelledby="codes">
            <h2 id="codes">"改用代码查，最准"</h2>
            <p class="measure">
                "营业执照右上角的统一社会信用代码共 18 位，由数字和大写字母组成，不用 I、O、S、V、Z：看着像字母 O 的是数字 0，像字母 I 的是数字 1。末位是校验码，输错一位时我们会指出来。"
            </p>
        </section>
    }
    .into_any()
}

fn scope() -> AnyView {
    let row = |kind: &'static str, held: &'static str, otherwise: AnyView| {
        view! { <tr><th scope="row">{kind}</th><td data-label="收录">{held}</td><td data-label="查不到时">{otherwise}</td></tr> }
    };
    let registry = view! { <a href="https://www.gsxt.gov.cn">"国家企业信用信息公示系统"</a> }.into_any();
    let national = view! { <a href=CREDIT_CHINA>"信用中国"</a> }.into_any();
    view! {
        <section aria-labelledby="scope">
            <h2 id="scope">"这里查得到什么"</h2>
            <table class="stack">
                <caption class="hidden">"收录范围"</caption>
                <thead><tr><th scope="col">"类别"</th><th scope="col">"收录"</th><th scope="col">"查不到时"</th></tr></thead>
                <tbody>
                    {row("在本省登记的各类主体", "已汇入本平台的", registry)}
                    {row("本省机关的许可和处罚", "依法应公示的", national)}
                    {row("公示期满、已修复的记录", "不再显示", "依法停止公示".into_any())}
                    {row("自然人的记录", "不公开", "向作出机关查询".into_any())}
                </tbody>
            </table>
        </section>
    }
    .into_any()
}

fn again(request: &SearchRequest) -> AnyView {
    let (other, label) = match request.search_type {
        SearchType::Entity => (SearchType::Decision, "在许可和处罚决定中查"),
        SearchType::Decision => (SearchType::Entity, "在主体中查"),
    };
    view! {
        <aside class="aside" aria-label="换个办法">
            <section>
                <h2>"再试一次"</h2>
                <ul>
                    <li>"核对错字、同音字和形近字"</li>
                    <li>"少输几个字，只留名称里特别的部分"</li>
                    <li>"去掉“有限公司”和地名"</li>
                    <li>"输拼音，或每个字的拼音首字母"</li>
                    <li>"用从前的名称"</li>
                    <li><a href=links::among(request, other)>{label}</a></li>
                </ul>
            </section>
            <section>
                <h2>"仍找不到"</h2>
                <p class="muted">"您认为应当有而没有的记录，可以"<a href="/about#correction">"告诉我们"</a>"。"</p>
            </section>
        </aside>
    }
    .into_any()
}
