//! `/`: search, live figures, latest publications, lists, three ways in.

use domain::catalogue::Nature;
use leptos::prelude::*;

use super::entry_words as words;
use crate::document::{Document, Robots, SearchBar, Source, search_form};
use crate::page::{Home, ListRow, PageContext};
use crate::parts::{self, Figure, FigureTone, LatestOf, figures, latest_table, rate};
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
                    "本省企业、个体工商户、合作社、事业单位和社会组织的登记、行政许可、行政处罚和名录名单。无需登录，不设验证码，结果可以翻到最后一条。"
                </p>
                {search_form(&SearchBar::Own)}
                <p class="hint">
                    "可以输入名称中的几个字、简称、曾用名、拼音或首字母、统一社会信用代码、决定文书号。"{scope}
                    "自然人不在查询范围。"
                </p>
            </div>
        </div>
    }
    .into_any()
}

fn body(context: &PageContext, home: Home) -> AnyView {
    let lists = lists(&home.lists);
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
            {latest_table("最新公示的行政许可和行政处罚", LatestOf::All, home.latest, context.today)}
        </section>
        {lists}
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
            "正在公示的决定",
            home.licences + home.penalties,
            split,
            "/about#figures",
            "口径",
            FigureTone::Plain,
        ),
        figure("今日新公示", home.published_today, withdrawn, "/about#figures", "口径", FigureTone::Plain),
        rate("本月处罚公示及时率", home.month.on_time, home.month.valid, &month),
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

/// Every list with the number of its entries; the other kinds of information are read on profiles.
fn lists(rows: &[ListRow]) -> AnyView {
    let lists: Vec<AnyView> = rows.iter().filter(|row| row.item.nature.is_list()).map(list).collect();
    if lists.is_empty() {
        return parts::nothing();
    }
    view! {
        <section aria-labelledby="lists">
            <div class="head">
                <h2 id="lists">"名录名单"</h2>
                <p>"由法定机关认定，本平台只转载　"<a href="/lists">"依据和后果"</a></p>
            </div>
            <ul class="tally">{lists}</ul>
        </section>
    }
    .into_any()
}

fn list(row: &ListRow) -> AnyView {
    let item = row.item;
    let class = match (row.listed, item.nature) {
        (0, _) => "muted",
        (_, Nature::AdverseList) => "warn",
        _ => "",
    };
    let count = format!("{} {} 条", words::listed_word(item), text::thousands(row.listed));
    view! { <li><a href=format!("/lists/{}", item.code)>{item.label}</a><span class=class>{count}</span></li> }
        .into_any()
}

/// One way in: who comes, what for, and where to begin.
fn way(title: &'static str, purpose: &'static str, links: &[(&'static str, &'static str)]) -> AnyView {
    let links: Vec<AnyView> =
        links.iter().map(|&(href, label)| view! { <li><a href=href>{label}</a></li> }.into_any()).collect();
    view! { <div><h3>{title}</h3><p>{purpose}</p><ul>{links}</ul></div> }.into_any()
}

fn citizen() -> AnyView {
    way(
        "我要签约、租房、办卡",
        "确认是不是同一家，有没有许可，受过什么处罚，在不在名录上。",
        &[
            ("/about#same-name", "怎样认出同名的另一家"),
            ("/about#penalty", "看懂一条处罚记录"),
            ("/about#code", "营业执照上的代码怎么查"),
            ("/guide/complaint", "有纠纷或发现违法：投诉和举报"),
        ],
    )
}

fn firm() -> AnyView {
    way(
        "我是被记录的单位",
        "记录有误，或已履行义务、想申请修复。均不收费。",
        &[
            ("/guide/correction", "记录有误，找谁更正"),
            ("/guide/repair", "信用修复：向“信用中国”申请"),
            ("/guide/objection", "不服认定：提出异议"),
            ("/guide", "办事指南：带什么、多久有答复"),
        ],
    )
}

fn journalist() -> AnyView {
    way(
        "我要数据",
        "研究、采访或编程使用，无需密钥，结果没有条数上限。",
        &[
            ("/open-data", "公共数据：整批下载和字段说明"),
            ("/agencies", "各机关公示及时率，可逐条复算"),
            ("/regions", "各市县的公示情况"),
            ("/developers", "接口说明和示例"),
        ],
    )
}
