//! What holds for every page: its frame, its order of headings, its safety against hostile texts.

use scraper::{ElementRef, Html, Selector};

use crate::page::{LargeText, Page, PageContext};
use crate::{render, samples};

fn select<'a>(document: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(selector).unwrap();
    document.select(&selector).collect()
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect()
}

fn ordinary() -> Vec<(&'static str, String)> {
    samples::pages()
        .into_iter()
        .map(|(name, path, page)| (name, render(&samples::context(path), page)))
        .collect()
}

fn hostile() -> Vec<(&'static str, String)> {
    let context = samples::context("/hostile");
    samples::hostile_pages().into_iter().map(|(name, page)| (name, render(&context, page))).collect()
}

fn page(name: &str) -> Html {
    let (_, html) = ordinary().into_iter().find(|(page, _)| *page == name).unwrap();
    Html::parse_document(&html)
}

#[test]
fn every_page_has_its_frame() {
    for (name, html) in ordinary().into_iter().chain(hostile()) {
        assert!(html.starts_with("<!doctype html><html lang=\"zh-CN\""), "{name}");
        let document = Html::parse_document(&html);
        for one in [
            "h1",
            "head > title",
            "main#main",
            ".lead",
            "a.skip[href='#main']",
            "form[action='/search']",
            "input#q",
            ".source",
            "footer",
            "link[rel=canonical]",
        ] {
            assert_eq!(select(&document, one).len(), 1, "{name}: {one}");
        }
        let crumbs = usize::from(!name.ends_with("home"));
        assert_eq!(select(&document, "nav.crumbs").len(), crumbs, "{name}");
        assert_eq!(select(&document, ".demo").len(), 1, "{name}");
    }
}

#[test]
fn every_page_is_well_formed() {
    for (name, html) in ordinary().into_iter().chain(hostile()) {
        let document = Html::parse_document(&html);
        assert!(document.errors.is_empty(), "{name}: {:?}", document.errors);
    }
}

#[test]
fn headings_leave_out_no_level() {
    for (name, html) in ordinary() {
        let document = Html::parse_document(&html);
        let levels =
            select(&document, "h1, h2, h3, h4").into_iter().map(|heading| heading.value().name().to_owned());
        let mut before = 0;
        for level in levels.map(|name| name[1..].parse::<u32>().unwrap()) {
            assert!(level <= before + 1, "{name}: h{level} after h{before}");
            before = level;
        }
    }
}

#[test]
fn identifiers_are_unique_and_references_lead_somewhere() {
    for (name, html) in ordinary().into_iter().chain(hostile()) {
        let document = Html::parse_document(&html);
        let mut ids: Vec<&str> =
            select(&document, "[id]").iter().filter_map(|element| element.attr("id")).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{name}");
        for attribute in ["aria-labelledby", "aria-describedby", "for"] {
            for element in select(&document, &format!("[{attribute}]")) {
                let references = element.attr(attribute).unwrap_or_default().split_whitespace();
                assert!(
                    references.clone().count() > 0 && references.clone().all(|id| ids.contains(&id)),
                    "{name}: {attribute}"
                );
            }
        }
        for link in select(&document, "a[href^='#']") {
            assert!(ids.contains(&&link.attr("href").unwrap()[1..]), "{name}: {:?}", link.attr("href"));
        }
    }
}

#[test]
fn no_two_landmarks_are_named_alike() {
    for (name, html) in ordinary().into_iter().chain(hostile()) {
        let document = Html::parse_document(&html);
        let mut names: Vec<String> = select(&document, "section, nav, aside, [role=region]")
            .into_iter()
            .filter_map(|element| {
                let heading = element
                    .attr("aria-labelledby")
                    .map(|id| text(select(&document, &format!("[id='{id}']"))[0]));
                element.attr("aria-label").map(str::to_owned).or(heading)
            })
            .collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "{name}: {names:?}");
    }
}

#[test]
fn every_adverse_entry_names_its_authority_with_telephone_and_the_window_for_repair() {
    let document = page("entity-full");
    let cards = select(&document, ".card-red[aria-label^='条目']");
    assert!(cards.len() > 1);
    for card in cards {
        let words = text(card);
        for part in ["云川市市场监督管理局", "电话 0690-5550131", "“信用中国”受理，不收费"]
        {
            assert!(words.contains(part), "{part}: {words}");
        }
    }
}

#[test]
fn each_of_several_entries_names_whom_to_ask_and_those_not_shown_are_a_link_away() {
    let mut entity = samples::entity();
    for section in &mut entity.sections {
        let first = section.entries[0].clone();
        section.entries = vec![first.clone(), first];
        section.listed = 30;
        section.removed = 0;
    }
    let html = render(&samples::context("/entities/qk3v8m2c"), Page::Entity(entity));
    let document = Html::parse_document(&html);
    let asks: Vec<String> = select(&document, ".card-ask").into_iter().map(text).collect();
    assert_eq!(asks.len(), 1);
    for part in ["云川市市场监督管理局", "电话 0690-5550131", "“信用中国”受理，不收费"]
    {
        assert!(asks[0].contains(part), "{part}: {}", asks[0]);
    }
    for href in
        ["/lists/abnormal-operation?q=91690101MAC7Q2X102#entries", "/api/v1/entities/qk3v8m2c/entries"]
    {
        assert!(!select(&document, &format!(".more a[href='{href}']")).is_empty(), "{href}");
    }
}

#[test]
fn the_first_page_counts_every_list_and_leads_to_data_guide_and_regions() {
    let document = page("home");
    let lists = domain::catalogue::items().iter().filter(|item| item.nature.is_list()).count();
    assert_eq!(select(&document, ".tally li").len(), lists);
    for href in ["/lists", "/open-data", "/guide", "/regions", "/developers"] {
        assert!(!select(&document, &format!("main a[href='{href}']")).is_empty(), "{href}");
    }
}

#[test]
fn no_page_needs_inline_script_or_style() {
    for (name, html) in ordinary().into_iter().chain(hostile()) {
        let document = Html::parse_document(&html);
        assert!(
            select(&document, "style, [style], script:not([src]), iframe, object, embed").is_empty(),
            "{name}"
        );
        let handlers = document.tree.values().filter_map(|node| node.as_element()).any(|element| {
            element
                .attrs()
                .any(|(attribute, value)| attribute.starts_with("on") || value.starts_with("javascript:"))
        });
        assert!(!handlers, "{name}");
    }
}

#[test]
fn only_a_page_with_an_island_ships_a_script_and_only_if_there_is_one() {
    for (name, path, page) in samples::pages() {
        let html = render(&samples::context(path), page.clone());
        let document = Html::parse_document(&html);
        let islands = select(&document, "leptos-island").len();
        assert_eq!(select(&document, "script[src]").len(), islands, "{name}");
        assert_eq!(islands == 1, name == "home" || name.starts_with("search"), "{name}");
        let without = PageContext { islands: None, ..samples::context(path) };
        assert!(!render(&without, page).contains("<script"), "{name}");
    }
}

#[test]
fn hostile_texts_are_shown_and_do_nothing() {
    for (name, html) in hostile() {
        let document = Html::parse_document(&html);
        assert!(select(&document, "main script, main img, header img").is_empty(), "{name}");
        let words = text(select(&document, "body")[0]);
        let visible = samples::HOSTILE.replace(['\u{202E}', '\u{200F}', '\u{2066}'], "");
        let shown = words.contains(&visible) || html.contains("value=\"&lt;script");
        let counts_only = ["hostile-agencies", "hostile-rules"].contains(&name) && words.contains("<script>");
        assert!(shown || counts_only, "{name}");
    }
}

#[test]
fn no_page_holds_a_direction_mark() {
    for (name, html) in hostile() {
        assert!(!html.contains(['\u{202E}', '\u{200F}', '\u{2066}']), "{name}");
    }
}

#[test]
fn titles_of_decisions_hold_nothing_of_the_record_and_are_not_indexed() {
    for (name, title) in [
        ("decision", "行政处罚决定 · 诚信"),
        ("decision-licence", "行政许可决定 · 诚信"),
        ("tombstone", "信息已撤回 · 诚信"),
    ] {
        let document = page(name);
        assert_eq!(text(select(&document, "title")[0]), title);
        assert_eq!(select(&document, "meta[name=robots]")[0].attr("content"), Some("noindex, noarchive"));
    }
}

#[test]
fn names_of_representatives_are_on_the_profile_and_on_the_page_of_an_entry_only() {
    for (name, html) in ordinary() {
        let is_named = html.contains("甄见山") || html.contains("林晚舟");
        assert!(!is_named || name.starts_with("entity") || name.starts_with("entry"), "{name}");
        assert!(is_named || !name.starts_with("entity"), "{name}");
    }
}

#[test]
fn a_natural_person_is_masked_and_attached_to_nothing() {
    for name in ["entry-person", "list-persons"] {
        let document = page(name);
        let words = text(select(&document, "main")[0]);
        assert!(words.contains("卢**") && words.contains("自然人"), "{name}");
    }
    let document = page("entry-person");
    assert!(select(&document, "main a[href^='/entities/']").is_empty());
}

#[test]
fn an_entry_without_a_code_says_that_it_is_attached_to_no_profile() {
    let words = text(select(&page("entry-unattached"), ".lead")[0]);
    assert!(words.contains("没有归入任何主体的页面") && words.contains("同名不等于同一主体"), "{words}");
    assert!(text(select(&page("list"), "main")[0]).contains("未归入"));
}

#[test]
fn sole_traders_are_marked_and_restored_and_never_listed() {
    for (name, words) in [
        ("entry-marked", ["标记日期", "标记中", "标记为经营异常状态"]),
        ("entry-mark-removed", ["恢复日期", "已恢复", "恢复正常记载状态"]),
    ] {
        let shown = text(select(&page(name), "main")[0]);
        for word in words {
            assert!(shown.contains(word), "{name}: {word}");
        }
        // The plain summary says what they are never put on; the fields must not.
        let fields = text(select(&page(name), "#fields ~ dl")[0]);
        assert!(!fields.contains("列入") && !fields.contains("移出"), "{name}: {fields}");
    }
}

#[test]
fn the_profile_is_in_the_order_of_the_national_report() {
    let document = page("entity");
    let headings: Vec<String> = select(&document, ".flow h2").into_iter().map(text).collect();
    let order = [
        "登记信息",
        "行政管理",
        "诚实守信",
        "严重失信主体名单",
        "经营异常",
        "信用承诺",
        "信用评价",
        "司法判决",
        "其他信息",
        "年度报告",
        "数据范围",
    ];
    assert_eq!(headings.len(), order.len(), "{headings:?}");
    for (heading, expected) in headings.iter().zip(order) {
        assert!(heading.starts_with(expected), "{heading}: {expected}");
    }
    let bare = page("entity-bare");
    let empty = select(&bare, ".part-empty small").into_iter().map(text);
    assert_eq!(empty.filter(|words| words == "查询期内无相关信息").count(), 9);
}

#[test]
fn the_time_line_holds_decisions_entries_removals_and_reports_newest_first() {
    let document = page("entity");
    let days: Vec<String> = select(&document, ".timeline time").into_iter().map(text).collect();
    let mut sorted = days.clone();
    sorted.sort_by(|a, b| b.cmp(a));
    assert_eq!(days, sorted);
    let words = text(select(&document, ".timeline")[0]);
    for part in ["云市监处罚〔2026〕117号", "经营异常名录：列入", "经营异常名录：移出", "公示 2023 年度报告"]
    {
        assert!(words.contains(part), "{part}");
    }
}

#[test]
fn a_late_annual_report_keeps_its_true_day_and_a_figure_not_chosen_says_so() {
    let words = text(select(&page("entity"), ".years")[0]);
    assert!(words.contains("2024-11-05逾期补报"), "{words}");
    assert_eq!(words.matches("逾期补报").count(), 1);
    assert!(words.contains("企业选择不公示"));
}

#[test]
fn the_panel_of_shared_names_holds_numbers_and_no_other_name() {
    let words = text(select(&page("entity"), ".same-names")[0]);
    for part in
        ["3个其他主体与它同名", "1个其他主体现在或者过去使用", "12个其他主体的法定代表人", "只计数，不列出"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(!words.contains("甄见山"));
}

#[test]
fn every_card_answers_who_why_until_when_how_to_get_off_and_where_to_complain() {
    for (name, questions) in [
        ("entry", &["这是什么", "谁认定的，依据什么", "公示到哪天", "怎样移出或更正", "在哪里投诉"][..]),
        (
            "decision",
            &["谁罚的，依据什么", "公示到哪天", "能修复吗", "不服怎么办", "内容有误，在哪里投诉"][..],
        ),
        ("decision-licence", &["谁批准的", "公示到哪天", "内容有误，在哪里投诉"][..]),
    ] {
        let document = page(name);
        let asked: Vec<String> = select(&document, ".answers dt").into_iter().map(text).collect();
        for question in questions {
            assert!(asked.iter().any(|dt| dt == question), "{name}: {question} {asked:?}");
        }
        let words = text(select(&document, ".answers")[0]);
        assert!(words.contains("0690-5550100"), "{name}");
    }
    assert!(text(select(&page("entry"), ".answers")[0]).contains("电话 0690-5550131"));
}

#[test]
fn removals_by_month_are_told_only_where_the_list_keeps_them() {
    let kept = text(select(&page("list"), "#months, .wide-chart")[1]);
    assert!(kept.contains("移出"), "{kept}");
    let forgotten = page("list-persons");
    assert!(!text(select(&forgotten, ".wide-chart")[0]).contains("移出"));
    assert!(select(&forgotten, "#list-state").is_empty());
}

#[test]
fn the_filter_of_a_list_is_kept_in_its_fields_and_on_the_next_page() {
    let document = page("list-persons");
    assert_eq!(select(&document, "#list-authority")[0].attr("value"), Some("渭原区"));
    let empty = page("list-empty");
    assert_eq!(select(&empty, "option[selected]")[0].attr("value"), Some("removed"));
    assert!(text(select(&empty, ".notice")[0]).contains("未查询到相关记录"));
    let next = select(&page("list"), ".pager a[rel=next]")[0].attr("href").map(str::to_owned);
    assert_eq!(next.as_deref(), Some("/lists/abnormal-operation?cursor=bGlzdA#entries"));
}

#[test]
fn pages_of_entries_and_lists_are_not_indexed_and_titles_hold_nothing_of_the_record() {
    for (name, title) in [
        ("list", "经营异常名录 · 诚信"),
        ("entry", "经营异常名录 · 诚信"),
        ("entry-marked", "经营异常状态标记 · 诚信"),
    ] {
        let document = page(name);
        assert_eq!(text(select(&document, "title")[0]), title);
        assert_eq!(select(&document, "meta[name=robots]")[0].attr("content"), Some("noindex, noarchive"));
    }
}

#[test]
fn every_guide_names_place_material_time_and_that_it_costs_nothing() {
    for name in ["guide-repair", "guide-objection", "guide-complaint", "guide-correction"] {
        let words = text(select(&page(name), "main")[0]);
        for part in ["在哪里办", "带什么", "多久", "费用", "免费", "答复为准"] {
            assert!(words.contains(part), "{name}: {part}");
        }
    }
    assert!(!select(&page("guide-repair"), "a[href='https://www.creditchina.gov.cn']").is_empty());
}

#[test]
fn nothing_found_is_never_worded_as_something_good() {
    for (name, html) in ordinary() {
        let words = text(select(&Html::parse_document(&html), "body")[0]);
        let good = words.replace("不等于信用良好", "").replace("不表示有关单位信用良好", "");
        let good = good.replace("良好荣誉", ""); // a term of the law: the name of a section
        assert!(!good.contains("良好") && !good.contains("无不良"), "{name}");
    }
}

#[test]
fn every_penalty_names_the_authority_its_telephone_and_the_single_window_for_repair() {
    for name in ["decision", "entity"] {
        let words = text(select(&page(name), ".card")[0]);
        for part in ["云川市市场监督管理局", "电话 0690-5550131", "秦川省公共信用中心", "申请修复", "不收费"]
        {
            assert!(words.contains(part), "{name}: {part}");
        }
        assert!(!select(&page(name), ".card a[href='https://www.creditchina.gov.cn']").is_empty());
    }
}

#[test]
fn the_strip_numbers_working_days_and_counts_late_ones() {
    let document = page("decision");
    let cells: Vec<String> = select(&document, ".days > li").into_iter().map(text).collect();
    assert_eq!(cells.len(), 18);
    assert_eq!(cells[0], "决定周一9/28不计");
    assert_eq!(cells[3], "周四10/1国庆");
    assert_eq!(cells[12], "班周六10第5日");
    assert_eq!(cells[15], "截止周二13第7日");
    assert_eq!(cells[17], "公示周四15逾2日");
}

#[test]
fn a_facet_link_keeps_the_other_parameters_and_the_chosen_one_can_be_cleared() {
    let document = page("search");
    let links: Vec<&str> =
        select(&document, ".facets a").iter().filter_map(|link| link.attr("href")).collect();
    assert!(links.contains(&"/search?q=%E7%A7%A6%E5%B2%AD&kind=company&region=6901"), "{links:?}");
    assert!(links.contains(&"/search?q=%E7%A7%A6%E5%B2%AD"));
    let next = select(&document, ".pager a[rel=next]")[0].attr("href");
    assert_eq!(next, Some("/search?q=%E7%A7%A6%E5%B2%AD&region=6901&cursor=eyJ0IjoxfQ"));
}

#[test]
fn a_shared_name_is_warned_of_and_a_match_by_former_name_is_explained() {
    let document = page("search");
    let notices: String = select(&document, ".notice").into_iter().map(text).collect();
    assert!(notices.contains("有同名的主体") && notices.contains("2 个"), "{notices}");
    assert_eq!(text(select(&document, ".why")[0]), "匹配曾用名“秦岭松岚医疗器械有限公司”");
    assert!(text(select(&document, ".lead")[0]).contains("1,000+ 个主体"));
    assert_eq!(text(select(&document, "mark")[0]), "秦岭");
}

#[test]
fn a_zero_denominator_is_a_dash() {
    let words = text(select(&page("agencies"), "tbody")[0]);
    assert!(words.contains("秦川省林业局00——0—CSV"), "{words}");
}

#[test]
fn large_text_is_applied_and_can_be_switched_back() {
    let context = PageContext { large_text: LargeText::On, ..samples::context("/search?q=a b") };
    let document = Html::parse_document(&render(&context, Page::Privacy));
    assert_eq!(select(&document, "html.large-text").len(), 1);
    assert_eq!(
        select(&document, "a.size")[0].attr("href"),
        Some("/preferences/large-text?on=0&back=%2Fsearch%3Fq%3Da%20b")
    );
}

#[test]
fn the_field_of_a_wrong_date_is_told_at_the_field_and_in_a_summary() {
    let document = page("deadline-wrong");
    let field = select(&document, "#decided-on")[0];
    assert_eq!((field.attr("aria-invalid"), field.attr("value")), (Some("true"), Some("2026-02-30")));
    assert_eq!(select(&document, "[role=alert] a[href='#decided-on']").len(), 1);
}
