//! `/developers`: the interface in plain words, the feed of changes, the limits.

use leptos::prelude::*;

use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::{Developers, Endpoint, PageContext};
use crate::parts::scrolling;

pub(crate) fn document(context: &PageContext, page: Developers) -> Document {
    Document {
        title: "开发者".to_owned(),
        robots: Robots::Index,
        search: SearchBar::Plain,
        crumbs: Crumb::here("开发者"),
        hero: None,
        body: body(context, &page),
        source: Source::of(context.provider.name.clone())
            .with("接口说明（OpenAPI）", "/api/v1/openapi.json".to_owned()),
    }
}

fn body(context: &PageContext, page: &Developers) -> AnyView {
    view! {
        <h1>"开发者"</h1>
        <p class="lead">"只读的 JSON 接口，不用密钥。整份数据请用"<a href="/open-data">"公共数据"</a>"的文件，再用变更接口跟上。"</p>
        <div class="flow">{endpoints(&page.endpoints)}{examples(context)}{changes()}{limits(page.rate)}</div>
    }
    .into_any()
}

fn endpoints(endpoints: &[Endpoint]) -> AnyView {
    let rows: Vec<AnyView> = endpoints
        .iter()
        .map(|endpoint| {
            view! {
                <tr>
                    <th scope="row"><code class="code">{endpoint.path.clone()}</code></th>
                    <td>{endpoint.summary.clone()}</td>
                    <td><code class="code">{endpoint.parameters.join(" ")}</code></td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let table = view! {
        <table>
            <caption class="hidden">"接口地址"</caption>
            <thead><tr><th scope="col">"地址"</th><th scope="col">"内容"</th><th scope="col">"参数"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    };
    view! {
        <section class="part" aria-labelledby="endpoints">
            <h2 id="endpoints">"地址"</h2>
            <p class="measure">"字段只增不改。日期是北京时间的日，时间是 UTC，金额以分计。翻页用答复中的 next，不要自己拼。"</p>
            {scrolling("接口地址表", table.into_any())}
        </section>
    }
    .into_any()
}

fn examples(context: &PageContext) -> AnyView {
    let base = &context.base_url;
    let lines = [
        format!("curl \"{base}/api/v1/search?q=示例&type=entity\""),
        format!("curl \"{base}/api/v1/changes?since=0&limit=100\""),
        format!("curl -LO \"{base}/open-data/penalties.csv.gz\""),
    ];
    let lines: Vec<AnyView> = lines
        .into_iter()
        .map(|line| view! { <li><code class="code">{line}</code></li> }.into_any())
        .collect();
    view! {
        <section class="part" aria-labelledby="examples">
            <h2 id="examples">"例子"</h2>
            <ul class="list">{lines}</ul>
        </section>
    }
    .into_any()
}

fn changes() -> AnyView {
    view! {
        <section class="part" aria-labelledby="changes">
            <h2 id="changes">"变更接口"</h2>
            <p class="measure">
                <code class="code">"/api/v1/changes?since=N"</code>
                "答复台账第 N 号以后的变动，号码连续。把答复中的 next 作为下一次的 since；加 wait=30，最多等三十秒，有变动立即答复。"
            </p>
            <dl class="pairs pairs-plain">
                <div><dt>"published"</dt><dd>"首次公示，record 是现在公开的内容。"</dd></div>
                <div><dt>"corrected"</dt><dd>"更正，record 是现在公开的内容。从前的内容不再提供。"</dd></div>
                <div><dt>"withdrawn"</dt><dd>"依法撤回，record 是公开的撤回说明。删除其余内容。"</dd></div>
                <div><dt>"gone"</dt><dd>"只有号码和标识：现在没有可以公开的内容，或者后面还有同一标识的变动。一律删除该标识的内容，再看后面的变动。"</dd></div>
                <div><dt>"system"</dt><dd>"平台自身的变动，与记录无关。"</dd></div>
            </dl>
        </section>
    }
    .into_any()
}

fn limits(rate: u32) -> AnyView {
    view! {
        <section class="part" aria-labelledby="limits">
            <h2 id="limits">"限制"</h2>
            <ul class="list measure">
                <li>{format!("每个网络地址平均每秒 {rate} 次请求，短时可以多至十倍；超出答复 429。")}</li>
                <li>"同时等待变更的请求有限，满时答复 429，请改为定时查询。"</li>
                <li>"查询结果可以整份下载：把 /search 换成 /search.csv。"</li>
                <li>"错误答复是 problem details（RFC 9457），code 不变，文字会变。"</li>
            </ul>
        </section>
    }
    .into_any()
}
