//! `/`: search, live figures, latest publications, three ways in.

use leptos::prelude::*;

use crate::document::{Document, Robots, SearchBar, Source, search_form};
use crate::page::{Home, PageContext};
use crate::parts::{Figure, FigureTone, figures, latest_table, rate};
use crate::text;

pub(crate) fn document(context: &PageContext, home: Home) -> Document {
    let from = format!("全省 {} 个作出机关报送", text::thousands(home.authorities));
    Document {
        title: "查公开的信用记录".to_owned(),
        robots: Robots::Index,
        search: SearchBar::Own,
        crumbs: Vec::new(),
        hero: Some(hero(&home)),
        body: body(context, home),
        source: Source::of(from).with("机关数据（JSON）", "/api/v1/agencies".to_owned()),
    }
}

fn hero(home: &Home) -> AnyView {
    let scope = format!("现收录 {} 个主体。", text::thousands(home.entities));
    view! {
        <div class="hero">
            <div class="wrap">
                <h1>"先查一查，再打交道"</h1>
                <p class="lead">
                    "本省企业、个体工商户、合作社、事业单位和社会组织的登记、行政许可和行政处罚。无需登录，不设验证码，结果可以翻到最后一条。"
                </p>
                {search_form(&SearchBar::Own)}
                <p class="hint">
                    "可以输入名称中的几个字、简称、曾用名、拼音或首字母、统一社会信用代码、决定文书号。"{scope}
                    "自然人的信用信息不公开，不在查询范围。"
                </p>
            </div>
        </div>
    }
    .into_any()
}

fn body(context: &PageContext, home: Home) -> AnyView {
    view! {
        <section aria-labelledby="now">
            <div class="head"><h2 id="now">"此刻"</h2><p>{text::zh_minute(context.as_of)}</p></div>
            {figures(live(&home))}
        </section>
        <section aria-labelledby="latest">
            <div class="head">
                <h2 id="latest">"最新公示"</h2>
                <p><a href="/search?type=decision&sort=newest">"全部决定"</a></p>
            </div>
            {latest_table("最新公示的行政许可和行政处罚", home.latest, context.today)}
        </section>
        <section aria-labelledby="ways">
            <h2 id="ways" class="hidden">"从哪里开始"</h2>
            <div class="ways">{citizen()}{firm()}{journalist()}</div>
        </section>
    }
    .into_any()
}

fn live(home: &Home) -> Vec<Figure> {
    let figure = |caption, number: u64, gloss, href: &str, link, tone| Figure {
        caption,
        number: text::thousands(number),
        unit: "",
        gloss,
        href: href.to_owned(),
        link,
        tone,
    };
    let split = format!("许可 {}，处罚 {}", text::thousands(home.licences), text::thousands(home.penalties));
    let withdrawn = format!("自 0 时起，另撤回 {} 条", text::thousands(home.withdrawn_today));
    let overdue = format!("{} 个机关", text::thousands(home.overdue_authorities));
    let month = format!("，{}", text::zh_month(&home.month_label));
    vec![
        figure(
            "正在公示的记录",
            home.licences + home.penalties,
            split,
            "/about#figures",
            "口径",
            FigureTone::Plain,
        ),
        figure("今日新公示", home.published_today, withdrawn, "/about#figures", "口径", FigureTone::Plain),
        rate("本月公示及时率", home.month.on_time, home.month.valid, &month),
        figure(
            "已过期限仍未公示",
            home.overdue,
            overdue,
            "/agencies",
            "各机关",
            FigureTone::of(home.overdue),
        ),
    ]
}

fn citizen() -> AnyView {
    view! {
        <div>
            <h3>"我要签约、租房、办卡"</h3>
            <p>"确认是不是同一家，有没有许可，受过什么处罚。"</p>
            <ul>
                <li><a href="/about#same-name">"怎样认出同名的另一家"</a></li>
                <li><a href="/about#penalty">"看懂一条处罚记录"</a></li>
                <li><a href="/about#code">"营业执照上的代码怎么查"</a></li>
            </ul>
        </div>
    }
    .into_any()
}

fn firm() -> AnyView {
    view! {
        <div>
            <h3>"我是被记录的单位"</h3>
            <p>"记录有误，或已履行义务、想申请修复。均不收费。"</p>
            <ul>
                <li><a href="/about#correction">"记录有误，找谁更正"</a></li>
                <li><a href="/about#repair">"信用修复：向“信用中国”申请"</a></li>
                <li><a href="/rules">"记录公示到哪一天"</a></li>
            </ul>
        </div>
    }
    .into_any()
}

fn journalist() -> AnyView {
    view! {
        <div>
            <h3>"我要数据"</h3>
            <p>"研究、采访或编程使用，无需密钥，结果没有条数上限。"</p>
            <ul>
                <li><a href="/agencies">"各机关公示及时率，可逐条复算"</a></li>
                <li><a href="/api/v1/openapi.json">"接口说明（OpenAPI）"</a></li>
                <li><a href="/deadline">"期限计算：逐日看到第几个工作日"</a></li>
            </ul>
        </div>
    }
    .into_any()
}
