//! `/about`: who runs it, what is here, how to read it, whom to ask.

use leptos::prelude::*;

use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::{About, PageContext};
use crate::parts::CREDIT_CHINA;
use crate::text::thousands;

pub(crate) fn document(context: &PageContext, about: &About) -> Document {
    Document {
        title: "关于".to_owned(),
        robots: Robots::Index,
        search: SearchBar::Plain,
        crumbs: Crumb::here("关于"),
        hero: None,
        body: body(context, about),
        source: Source::of(context.provider.name.clone()),
    }
}

fn body(context: &PageContext, about: &About) -> AnyView {
    let provider = &context.provider.name;
    view! {
        <h1>"关于"</h1>
        <p class="lead">
            {format!("“诚信”是{}的公共信用记录，由{provider}主办，免费、无需登录。", context.province)}
        </p>
        <div class="flow prose">
            {figures(about)}{same_name()}{code()}{penalty()}{correction(context)}{repair()}{data()}{limits()}
        </div>
    }
    .into_any()
}

/// A section with an address of its own.
pub(crate) fn chapter(id: &'static str, title: &'static str, body: AnyView) -> AnyView {
    view! { <section class="part" id=id aria-label=title><h2>{title}</h2>{body}</section> }.into_any()
}

fn figures(about: &About) -> AnyView {
    let row = |term: &'static str, number: u64, text: &'static str| {
        view! { <div><dt>{term}</dt><dd><b>{thousands(number)}</b>{text}</dd></div> }
    };
    let body = view! {
        <dl class="pairs pairs-plain">
            {row("主体", about.entities, "　汇入本平台的登记主体，一个主体一条；注销、吊销的也在内。")}
            {row("作出机关", about.authorities, "　至少有一条决定在公示的机关。")}
            {row("行政许可", about.licences, "　此刻正在公示的许可决定。已过有效期的许可仍显示，并标明已过期。")}
            {row("行政处罚", about.penalties, "　此刻正在公示的处罚决定。期满、修复、撤回的不在内。")}
            <div><dt>"名录和其他信息"</dt><dd>"经营异常、严重失信、守信激励等名录，以及年度报告、信用承诺、信用评价、司法判决等；种类、来源和条数见"<a href="/lists">"名录名单"</a>"。"</dd></div>
            <div><dt>"今日新公示"</dt><dd>"北京时间 0 时起开始公示的决定，不论此后是否撤回；撤回另计。"</dd></div>
        </dl>
    };
    chapter("figures", "收录了什么", body.into_any())
}

fn same_name() -> AnyView {
    let body = view! {
        <p>"不同的主体可以同名或几乎同名。先看统一社会信用代码是否与营业执照一致，再看成立日期和地区。本网站只按代码归集记录，从不只凭名称；查询结果里有同名的，会提示核对。"</p>
    };
    chapter("same-name", "怎样认出同名的另一家", body.into_any())
}

fn code() -> AnyView {
    let body = view! {
        <p>"营业执照右上角的 18 位统一社会信用代码最准。第 1、2 位是登记部门和机构类别，第 3 至 8 位是登记机关所在地，第 9 至 17 位是主体标识，第 18 位是校验码。输错一位时，我们会指出来。"</p>
    };
    chapter("code", "营业执照上的代码怎么查", body.into_any())
}

fn penalty() -> AnyView {
    let body = view! {
        <p>"每条处罚的卡片先回答：谁罚的、依据什么、罚了什么、公示到哪天、能不能修复、内容有误找谁。下面是逐日的期限和全部公示字段。公示期是法定的，届满自动停止。"</p>
        <p><b>"未查询到记录，不等于信用良好。"</b>"可能是还没有公示、依法不公示，或者已经停止公示。"</p>
    };
    chapter("penalty", "看懂一条处罚记录", body.into_any())
}

fn correction(context: &PageContext) -> AnyView {
    let provider = &context.provider;
    let telephone = provider.telephone.clone().map(|number| view! { <li>{format!("电话 {number}")}</li> });
    let email = provider.email.clone();
    let email =
        email.map(|address| view! { <li><a href=format!("mailto:{address}")>{address.clone()}</a></li> });
    let body = view! {
        <p>"记录由作出决定的机关负责，每条记录旁都有它的电话。也可以联系我们，由我们转交；均不收费。请说明页面的永久链接和哪里不对，不必写身份证件号码。带什么、多久有答复，见"<a href="/guide/correction">"更正和撤回"</a>"。"</p>
        <ul class="list"><li>{provider.name.clone()}</li>{telephone}{email}</ul>
    };
    chapter("correction", "记录有误，找谁更正", body.into_any())
}

fn repair() -> AnyView {
    let body = view! {
        <p>
            "履行了义务、过了最短公示期，可以申请信用修复（国家发展改革委令第36号）。全国只有一个受理窗口："
            <a href=CREDIT_CHINA>"信用中国"</a>
            "，不收费，也不需要中介。修复后这里即停止公示，不留痕迹。条件和材料见"
            <a href="/guide/repair">"信用修复"</a>"。"
        </p>
    };
    chapter("repair", "信用修复", body.into_any())
}

fn data() -> AnyView {
    let body = view! {
        <ul class="list">
            <li>"整批下载、字段说明和校验："<a href="/open-data">"公共数据"</a>"。"</li>
            <li>"查询接口和示例，无需密钥："<a href="/developers">"开发者"</a>"。"</li>
            <li>"各机关、各地区的公示及时率："<a href="/agencies">"机关及时率"</a>"、"<a href="/regions">"地区"</a>"。"</li>
        </ul>
    };
    chapter("data", "取得数据", body.into_any())
}

fn limits() -> AnyView {
    let body = view! {
        <ul class="list">
            <li>"只收录各机关已向本平台提供、依法可以公开的信息；没有提供的，这里查不到。"</li>
            <li>"异议、修复和更正不能在本网站提交：到哪里办、带什么，见"<a href="/guide">"办事指南"</a>"。"</li>
            <li>"机关用文件报送；网上填报和审核的经办台尚未建成。"</li>
            <li>"公共数据尚无 Parquet 格式，也没有可供逐条验证的公开日志；文件附校验值。"</li>
            <li>"当事人代码不明或与登记不符的记录，不归入任何主体；这样的处罚和许可须经人工核对后才公示。"</li>
            <li>"检索稍晚于台账，通常在两秒以内；落后时在结果页写明。"</li>
        </ul>
    };
    chapter("limits", "已知的局限", body.into_any())
}
