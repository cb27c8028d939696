//! `/accessibility`: what was done so that everyone can use it, and whom to tell where it fails.

use leptos::prelude::*;

use super::about::chapter;
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::PageContext;

pub(crate) fn document(context: &PageContext) -> Document {
    Document {
        title: "无障碍".to_owned(),
        robots: Robots::Index,
        search: SearchBar::Plain,
        crumbs: Crumb::here("无障碍"),
        hero: None,
        body: body(context),
        source: Source::of(context.provider.name.clone()),
    }
}

fn body(context: &PageContext) -> AnyView {
    let done = view! {
        <ul class="list">
            <li>"全部功能只用键盘即可完成，焦点始终可见；每页第一个链接跳到正文。"</li>
            <li>"不用脚本也能查询、筛选、翻页和计算；脚本只用于输入时的提示。"</li>
            <li>"文字与背景的对比度不低于 4.5:1，深色模式相同；状态一律写出文字，不只用颜色。"</li>
            <li>"最窄 320 像素不必横向滚动；右上角“长辈模式”把字号放大到 1.25 倍。"</li>
            <li>"图表下面都有表格；系统设为减少动态效果时，不使用动画。"</li>
        </ul>
    };
    let reach: Vec<String> =
        [&context.provider.telephone, &context.provider.email].into_iter().flatten().cloned().collect();
    let tell = format!("{}　{}", context.provider.name, reach.join("　"));
    view! {
        <h1>"无障碍"</h1>
        <p class="lead">"目标是达到《Web 内容无障碍指南》（WCAG 2.2）的 AA 级。"</p>
        <div class="flow prose">
            {chapter("done", "做了什么", done.into_any())}
            {chapter("tell", "哪里不好用，请告诉我们", view! { <p>{tell}</p> }.into_any())}
        </div>
    }
    .into_any()
}
