//! The frame of every page: head, header with search, breadcrumb, main part, source line, footer.

use domain::search::SearchType;
use leptos::prelude::*;

use crate::address;
use crate::page::{Dataset, LargeText, PageContext};
use crate::parts;
use crate::suggest::SuggestBox;
use crate::text;

/// Caption of the search field.
const SEARCH_LABEL: &str = "名称、简称、拼音、文书号或统一社会信用代码";

/// The pages of the main navigation: address and caption.
const NAVIGATION: [(&str, &str); 6] = [
    ("/lists", "名录名单"),
    ("/agencies", "机关及时率"),
    ("/regions", "地区"),
    ("/deadline", "期限计算"),
    ("/rules", "现行规则"),
    ("/open-data", "公共数据"),
];

/// The links of the footer: address and caption.
const FOOTER: [(&str, &str); 7] = [
    ("/about", "关于"),
    ("/guide", "办事指南"),
    ("/open-data", "公共数据"),
    ("/developers", "开发者"),
    ("/rules", "现行规则"),
    ("/accessibility", "无障碍"),
    ("/privacy", "隐私"),
];

/// Whether search engines may keep a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Robots {
    /// Yes.
    Index,
    /// No: decisions, results, faults.
    NoIndex,
}

/// The search field in the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SearchBar {
    /// The page has its own, larger one, which suggests.
    Own,
    /// Plain HTML.
    Plain,
    /// The one of the results, filled in, which suggests.
    Results {
        /// What was searched for.
        text: String,
        /// Among what.
        search_type: SearchType,
    },
}

/// A step of the breadcrumb; the last one has no address.
pub(crate) struct Crumb {
    /// Caption.
    pub(crate) label: String,
    /// Address.
    pub(crate) href: Option<String>,
}

impl Crumb {
    /// The page itself.
    pub(crate) fn here(label: impl Into<String>) -> Vec<Self> {
        vec![Self { label: label.into(), href: None }]
    }

    /// The page itself below another.
    pub(crate) fn below(
        parent: impl Into<String>,
        href: impl Into<String>,
        label: impl Into<String>,
    ) -> Vec<Self> {
        vec![Self { label: parent.into(), href: Some(href.into()) }, Self { label: label.into(), href: None }]
    }
}

/// Where the data of a page come from and how to keep them.
pub(crate) struct Source {
    /// Who provides them.
    pub(crate) from: String,
    /// Caption and address of each download; only those that exist.
    pub(crate) downloads: Vec<(&'static str, String)>,
}

impl Source {
    /// A source without downloads.
    pub(crate) fn of(from: impl Into<String>) -> Self {
        Self { from: from.into(), downloads: Vec::new() }
    }

    /// Adds a download.
    pub(crate) fn with(mut self, caption: &'static str, href: String) -> Self {
        self.downloads.push((caption, href));
        self
    }
}

/// One page, ready for its frame.
pub(crate) struct Document {
    /// Title without the site's name; for decisions without any of the record.
    pub(crate) title: String,
    /// May search engines keep it?
    pub(crate) robots: Robots,
    /// The search field.
    pub(crate) search: SearchBar,
    /// From below the first page to this one; empty on the first page.
    pub(crate) crumbs: Vec<Crumb>,
    /// What stands above the main part over the whole width.
    pub(crate) hero: Option<AnyView>,
    /// The main part.
    pub(crate) body: AnyView,
    /// Source line.
    pub(crate) source: Source,
}

/// The whole document without its doctype.
pub(crate) fn frame(context: &PageContext, document: Document) -> AnyView {
    let class = size_class(context);
    let island = document.search != SearchBar::Plain;
    let running = running_line(context, &document.source.from);
    view! {
        <html lang="zh-CN" class=class>
            {head(context, &document, island)}
            <body>
                <a class="skip" href="#main">"跳到正文"</a>
                {header(context, &document.search)}
                {breadcrumb(document.crumbs)}
                <main id="main" tabindex="-1">
                    {document.hero}
                    <div class="wrap page">{document.body}{source_line(context, document.source)}</div>
                </main>
                {footer(context)}
                {running}
            </body>
        </html>
    }
    .into_any()
}

fn head(context: &PageContext, document: &Document, island: bool) -> AnyView {
    let robots = match document.robots {
        Robots::Index => "noarchive",
        Robots::NoIndex => "noindex, noarchive",
    };
    let script = island.then(|| island_loader(context));
    view! {
        <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <meta name="robots" content=robots/>
            <title>{format!("{} · 诚信", document.title)}</title>
            <link rel="canonical" href=permanent_link(context)/>
            <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml"/>
            <link rel="stylesheet" href=context.stylesheet.clone()/>
            {script}
        </head>
    }
    .into_any()
}

/// Loads the islands of a page that has some.
pub(crate) fn island_loader(context: &PageContext) -> AnyView {
    let script = context.islands.as_ref().map(|version| {
        let src = address::link("/assets/islands.js", [("v", Some(version.clone()))]);
        view! { <script type="module" src=src></script> }
    });
    script.into_any()
}

/// The class of the root element in 长辈模式.
pub(crate) fn size_class(context: &PageContext) -> Option<&'static str> {
    (context.large_text == LargeText::On).then_some("large-text")
}

/// The head of a page of the desk: not for search engines, no permanent link.
pub(crate) fn desk_head(context: &PageContext, title: &str) -> AnyView {
    view! {
        <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <meta name="robots" content="noindex, noarchive"/>
            <title>{format!("{title} · 诚信工作台")}</title>
            <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml"/>
            <link rel="stylesheet" href=context.stylesheet.clone()/>
        </head>
    }
    .into_any()
}

/// The mark of the site with a line below it.
pub(crate) fn brand(href: &'static str, subtitle: String) -> AnyView {
    view! {
        <a class="brand" href=href>
            <svg viewBox="0 0 40 40" aria-hidden="true">
                <path class="seal" d="M0 0h40v40H0z"/>
                <path class="strokes" d="M9 10h22M9 17h22M9 24h9M9 31h9M22 27.5l4 4 7-8"/>
            </svg>
            <span><b>"诚信"</b><small>{subtitle}</small></span>
        </a>
    }
    .into_any()
}

fn permanent_link(context: &PageContext) -> String {
    format!("{}{}", context.base_url, context.path)
}

fn header(context: &PageContext, search: &SearchBar) -> AnyView {
    let form = (*search != SearchBar::Own).then(|| {
        view! { <div class="bar"><div class="wrap">{search_form(search)}</div></div> }
    });
    let subtitle = format!("{}公共信用记录", context.province);
    view! {
        <header>
            <div class="top">
                <div class="wrap">
                    {brand("/", subtitle)}
                    {navigation(context)}
                    {size_switch(context)}
                </div>
            </div>
            {form}
            {demo_banner(context)}
        </header>
    }
    .into_any()
}

fn navigation(context: &PageContext) -> AnyView {
    let links: Vec<AnyView> = NAVIGATION
        .into_iter()
        .map(|(href, label)| {
            let here = context.path.split(['?', '/']).nth(1) == href.split('/').nth(1);
            view! { <li><a href=href aria-current=here.then_some("true")>{label}</a></li> }.into_any()
        })
        .collect();
    view! { <nav class="nav" aria-label="主导航"><ul>{links}</ul></nav> }.into_any()
}

pub(crate) fn size_switch(context: &PageContext) -> AnyView {
    let (on, label) = match context.large_text {
        LargeText::Off => ("1", "长辈模式"),
        LargeText::On => ("0", "标准字号"),
    };
    let href = address::link(
        "/preferences/large-text",
        [("on", Some(on.to_owned())), ("back", Some(context.path.clone()))],
    );
    view! { <a class="size" href=href rel="nofollow">{label}</a> }.into_any()
}

pub(crate) fn demo_banner(context: &PageContext) -> AnyView {
    let banner = (context.dataset == Dataset::Demo).then(|| {
        view! {
            <p class="demo"><span class="wrap"><b>"演示数据"</b>"主体、机关、人名和记录均为虚构。"</span></p>
        }
    });
    banner.into_any()
}

/// The search form; a page holds one.
pub(crate) fn search_form(search: &SearchBar) -> AnyView {
    let class = if *search == SearchBar::Own { "search search-big" } else { "search" };
    let decisions = matches!(search, SearchBar::Results { search_type: SearchType::Decision, .. });
    let field = match search {
        SearchBar::Plain => {
            view! { <input id="q" name="q" type="search" placeholder="名称、简称、拼音或代码" autocomplete="off"/> }.into_any()
        }
        SearchBar::Own => view! { <SuggestBox initial=String::new()/> }.into_any(),
        SearchBar::Results { text, .. } => view! { <SuggestBox initial=text.clone()/> }.into_any(),
    };
    view! {
        <form class=class role="search" action="/search">
            <label class="hidden" for="q">{SEARCH_LABEL}</label>
            {field}
            {decisions.then(|| view! { <input type="hidden" name="type" value="decision"/> })}
            <button>"查询"</button>
        </form>
    }
    .into_any()
}

fn breadcrumb(crumbs: Vec<Crumb>) -> AnyView {
    if crumbs.is_empty() {
        return parts::nothing();
    }
    let steps: Vec<AnyView> = crumbs
        .into_iter()
        .map(|crumb| match crumb.href {
            Some(href) => view! { <li><a href=href><bdi>{crumb.label}</bdi></a></li> }.into_any(),
            None => view! { <li><bdi aria-current="page">{crumb.label}</bdi></li> }.into_any(),
        })
        .collect();
    view! {
        <nav class="wrap crumbs" aria-label="所在位置"><ol><li><a href="/">"首页"</a></li>{steps}</ol></nav>
    }
    .into_any()
}

fn source_line(context: &PageContext, source: Source) -> AnyView {
    let downloads: Vec<AnyView> = source
        .downloads
        .into_iter()
        .map(|(caption, href)| view! { <a href=href>{caption}</a> }.into_any())
        .collect();
    let ledger = u64::try_from(context.ledger_number).unwrap_or_default();
    view! {
        <p class="source">
            <span>"来源："<bdi>{source.from}</bdi></span>
            <span>{format!("截至 {}，台账第 {} 号", text::iso_minute(context.as_of), text::thousands(ledger))}</span>
            <a href=permanent_link(context)>"永久链接"</a>
            {downloads}
        </p>
    }
    .into_any()
}

/// Source, time and address at the foot of each printed page; the source line says the same on a screen.
fn running_line(context: &PageContext, from: &str) -> AnyView {
    view! {
        <p class="running" aria-hidden="true">
            <span>"来源："<bdi>{from.to_owned()}</bdi></span>
            <span>{format!("截至 {}", text::iso_minute(context.as_of))}</span>
            <span>{permanent_link(context)}</span>
        </p>
    }
    .into_any()
}

pub(crate) fn footer(context: &PageContext) -> AnyView {
    let links: Vec<AnyView> = FOOTER
        .into_iter()
        .map(|(href, label)| view! { <li><a href=href>{label}</a></li> }.into_any())
        .collect();
    view! {
        <footer class="foot">
            <div class="wrap">
                <p>
                    {format!("{}主办。", context.provider.name)}<br/>
                    "未查询到记录，不等于信用良好；记录内容以作出机关的文书为准。"
                </p>
                <ul>{links}</ul>
            </div>
        </footer>
    }
    .into_any()
}
