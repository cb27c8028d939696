//! Nothing here, or something failed: what happened, and what to do next.

use leptos::prelude::*;

use crate::document::{Crumb, Document, Robots, SearchBar, Source};

pub(crate) fn not_found() -> Document {
    let body = view! {
        <h1>"没有这个页面"</h1>
        <p class="lead">
            "地址可能抄错了，也可能这里从来没有、或者不再公示什么。"<b>"这不表示有关单位信用良好，也不表示不好。"</b>
        </p>
        <ul class="list">
            <li>"用上面的查询框，按名称或统一社会信用代码查找"</li>
            <li><a href="/">"回到首页"</a></li>
            <li><a href="/about#correction">"认为应当有记录，告诉我们"</a></li>
        </ul>
    };
    document("没有这个页面", body.into_any())
}

pub(crate) fn failed(status: u16, code: String, request_id: String) -> Document {
    let (title, advice) = match status {
        400 | 422 => ("请求有误", "地址中的某个参数不对。请改正后再试，或从首页重新查询。"),
        429 => ("请求太频繁", "请稍等片刻再试。"),
        503 => ("正在维护", "服务暂时不可用，数据没有受影响。请几分钟后再试。"),
        _ => ("出错了", "问题在我们这边，已经记录。请稍后再试。"),
    };
    let body = view! {
        <h1>{title}</h1>
        <p class="lead">{advice}</p>
        <p class="small muted">"求助时请告诉我们："{format!("状态 {status}，代码 ")}<bdi>{code}</bdi>"，请求号 "<bdi class="name">{request_id}</bdi></p>
        <p><a href="/">"回到首页"</a></p>
    };
    document(title, body.into_any())
}

fn document(title: &'static str, body: AnyView) -> Document {
    Document {
        title: title.to_owned(),
        robots: Robots::NoIndex,
        search: SearchBar::Plain,
        crumbs: Crumb::here(title),
        hero: None,
        body,
        source: Source::of("本平台"),
    }
}
