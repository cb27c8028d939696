//! `/privacy`: what is never shown, and what is known of the reader.

use leptos::prelude::*;

use super::about::chapter;
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::PageContext;

pub(crate) fn document(context: &PageContext) -> Document {
    Document {
        title: "隐私".to_owned(),
        robots: Robots::Index,
        search: SearchBar::Plain,
        crumbs: Crumb::here("隐私"),
        hero: None,
        body: body(),
        source: Source::of(context.provider.name.clone()),
    }
}

fn body() -> AnyView {
    let records = view! {
        <ul class="list">
            <li>"身份证件号码、私人电话、家庭住址、个体工商户的经营者住所，不存入可以公开的部分。"</li>
            <li>"自然人的许可和处罚只归集、不公示，也查不到。"</li>
            <li>"法定代表人、经营者的姓名只在主体自己的页面上，不进入检索、列表、接口和批量数据。"</li>
            <li>"公示内容逐字段扫描个人信息，有疑问的由人核对后才公示。"</li>
            <li>"停止公示的记录同时从页面、检索、接口、站点地图中消失。决定的页面不让搜索引擎收录。"</li>
        </ul>
    };
    let reader = view! {
        <ul class="list">
            <li>"无需登录，没有统计脚本，没有第三方资源。"</li>
            <li>"只有两个 Cookie：您选择长辈模式时记下字号；您提出异议时保护表单，关闭浏览器即失效。"</li>
            <li>"您提出异议时填写的姓名、联系方式、陈述和附件加密保存，只有办理异议的人员能看到，每次查看都有记录；办结后保存的时间写在异议表单上，期满自动删除。"</li>
            <li>"运行日志不记录您查询的内容。为防滥用，按网络地址短时限速。"</li>
        </ul>
    };
    view! {
        <h1>"隐私"</h1>
        <p class="lead">"公示的是组织的行为，不是人的隐私。"</p>
        <div class="flow prose">
            {chapter("records", "记录里的个人信息", records.into_any())}
            {chapter("reader", "您查询时", reader.into_any())}
        </div>
    }
    .into_any()
}
