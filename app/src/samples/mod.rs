//! Fictional records of the province 秦川省, for tests and for looking at the pages. Area 69xxxx exists nowhere.
#![expect(clippy::expect_used, reason = "fixed days, for tests and the gallery only")]

mod decisions;
mod entries;
mod figures;
mod hostile;
mod objections;
mod open_data;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::calendar::{Calendar, start_of_day};
use domain::catalogue;
use domain::decision::DecisionKind;
use domain::disclosure::{FormerName, ObjectionMark, Provenance, PublicProfile, Tombstone};
use domain::entity::{EntityKind, RegistrationStatus};
use domain::search::{
    Facet, FacetValue, ListBadge, Matched, SearchHit, SearchPage, SearchRequest, SearchType,
};

pub use decisions::{late_penalty, licence, penalty_of_several};
pub use entries::{
    all_lists, all_sections, empty_list, entry_page, entry_pages, list, list_of_persons, positive_list,
    sections,
};
pub use figures::{about, agencies, agency, home, region, regions, rules};
pub use hostile::{HOSTILE, hostile_pages};
pub use open_data::{developers, open_data};

use crate::page::{
    Candidates, Dataset, DeadlineOutcome, DeadlinePage, Entity, GuideTopic, LargeText, Page, PageContext,
    Provider, Search, TimelineEntry, Tone,
};

/// The day of all samples.
pub fn today() -> NaiveDate {
    day("2026-11-23")
}

/// A day of `2026-11-23`.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a sample's day")
}

/// A moment of that Beijing day, so many minutes after midnight.
pub(crate) fn moment(text: &str, minutes: i64) -> DateTime<Utc> {
    start_of_day(day(text)) + TimeDelta::minutes(minutes)
}

/// What all sample pages share, at that address.
pub fn context(path: &str) -> PageContext {
    PageContext {
        province: "秦川省".to_owned(),
        provider: Provider {
            name: "秦川省公共信用中心".to_owned(),
            telephone: Some("0690-5550100".to_owned()),
            email: Some("gengzheng@chengxin.example".to_owned()),
        },
        large_text: LargeText::Off,
        path: path.to_owned(),
        base_url: "https://chengxin.example".to_owned(),
        as_of: moment("2026-11-23", 630),
        ledger_number: 8_214_077,
        islands: Some("1".to_owned()),
        stylesheet: "/assets/chengxin.css".to_owned(),
        dataset: Dataset::Demo,
        index_lag_rows: 0,
        today: today(),
    }
}

/// Every page once with ordinary records, with a short name and its address.
pub fn pages() -> Vec<(&'static str, &'static str, Page)> {
    let mut pages = ordinary_pages();
    pages.extend(list_pages());
    pages.extend(open_data::pages());
    pages.extend(objections::pages());
    pages
}

/// Every page of the desk once, with a short name and its address.
pub fn desk_pages() -> Vec<(&'static str, &'static str, Page)> {
    objections::desk_pages()
}

/// Lists, their entries and the guide.
fn list_pages() -> Vec<(&'static str, &'static str, Page)> {
    let mut pages = vec![
        ("lists", "/lists", Page::Lists(all_lists())),
        ("list", "/lists/abnormal-operation", Page::List(list())),
        ("list-persons", "/lists/court-defaulter?authority=%E6%B8%AD", Page::List(list_of_persons())),
        ("list-empty", "/lists/abnormal-operation?state=removed", Page::List(empty_list())),
        ("list-positive", "/lists/tax-a?cursor=eyJ0IjoxfQ", Page::List(positive_list())),
        ("entry", "/entries/e4t1s7hw", Page::Entry(entry_page())),
    ];
    let entries =
        entry_pages().into_iter().map(|(name, page)| (name, "/entries/k1k1k1k1", Page::Entry(page)));
    pages.extend(entries);
    let guides = ["guide", "guide-repair", "guide-objection", "guide-complaint", "guide-correction"];
    pages.extend(
        guides.into_iter().zip(GuideTopic::ALL).map(|(name, topic)| (name, topic.path(), Page::Guide(topic))),
    );
    pages
}

fn ordinary_pages() -> Vec<(&'static str, &'static str, Page)> {
    vec![
        ("home", "/", Page::Home(home())),
        ("search", "/search?q=%E7%A7%A6%E5%B2%AD", Page::Search(search())),
        ("search-decisions", "/search?q=%E5%85%85%E7%94%B5&type=decision", Page::Search(decision_search())),
        ("search-empty", "/search?q=91690101MAC7Q2X103", Page::Search(empty_search())),
        ("entity", "/entities/qk3v8m2c", Page::Entity(entity())),
        ("entity-bare", "/entities/w7d2n5xa", Page::Entity(bare_entity())),
        ("entity-full", "/entities/qk3v8m2c", Page::Entity(full_entity())),
        ("candidates", "/entities/92690102MA9YW3E22E", Page::Candidates(candidates())),
        ("decision", "/decisions/d8f4k1zq", Page::Decision(late_penalty())),
        ("decision-licence", "/decisions/x2b6t9re", Page::Decision(licence())),
        ("tombstone", "/decisions/h5m1c8vy", Page::Tombstone(tombstone())),
        (
            "deadline",
            "/deadline?decided_on=2026-09-28&working_days=7",
            Page::Deadline(deadline("2026-09-28", 7)),
        ),
        (
            "deadline-provisional",
            "/deadline?decided_on=2026-12-21&working_days=20",
            Page::Deadline(deadline("2026-12-21", 20)),
        ),
        ("deadline-empty", "/deadline", Page::Deadline(DeadlinePage::default())),
        (
            "deadline-wrong",
            "/deadline?decided_on=2026-02-30&working_days=7",
            Page::Deadline(wrong_deadline()),
        ),
        ("agencies", "/agencies?month=2026-10", Page::Agencies(agencies())),
        ("agency", "/agencies/a4s9j2lu", Page::Agency(agency())),
        ("regions", "/regions?month=2026-10", Page::Regions(regions())),
        ("region", "/regions/690100?month=2026-10", Page::Region(region())),
        ("rules", "/rules", Page::Rules(rules())),
        ("about", "/about", Page::About(about())),
        ("privacy", "/privacy", Page::Privacy),
        ("accessibility", "/accessibility", Page::Accessibility),
        ("not-found", "/nothing", Page::NotFound),
        ("failed", "/search", failed()),
    ]
}

fn failed() -> Page {
    Page::Failed { status: 503, code: "catching-up".to_owned(), request_id: "0199f2c4-7d31-7a60".to_owned() }
}

/// A company with former names, one of several of that name.
pub fn profile() -> PublicProfile {
    let former = |name: &str, from: &str, until: &str| FormerName {
        name: name.to_owned(),
        from: Some(day(from)),
        until: Some(day(until)),
    };
    PublicProfile {
        id: "qk3v8m2c".to_owned(),
        name: "秦岭云帆科技有限公司".to_owned(),
        uscc: Some("91690101MAC7Q2X102".to_owned()),
        uscc_check_failed: false,
        kind: EntityKind::Company,
        status: Some(RegistrationStatus::Active),
        status_text: Some("存续（在营、开业、在册）".to_owned()),
        region_code: Some("690102".to_owned()),
        region_name: Some("云川市渭原区".to_owned()),
        address: Some("秦川省云川市渭原区星河路 18 号云谷产业园 3 号楼 602 室".to_owned()),
        representative: Some("甄见山".to_owned()),
        established_on: Some(day("2019-04-16")),
        capital_fen: Some(500_000_000),
        registered_by: Some("云川市市场监督管理局".to_owned()),
        business_scope: Some("一般项目：技术服务、技术开发；电子产品销售；电动自行车及配件销售；互联网销售（除销售需要许可的商品）。".to_owned()),
        short_name: Some("云帆科技".to_owned()),
        former_names: vec![
            former("云川云帆电子商务有限公司", "2019-04-16", "2021-11-30"),
            former("秦岭云帆商贸有限公司", "2021-11-30", "2025-02-20"),
        ],
        same_name_count: 3,
        licence_count: 12,
        penalty_count: 4,
        provenance: provenance("云川市市场监督管理局"),
        updated_at: moment("2026-11-22", 1_205),
    }
}

/// Where a sample came from.
pub(crate) fn provenance(source: &str) -> Provenance {
    Provenance { source: source.to_owned(), received_at: moment("2026-10-15", 1_002), taken_over: false }
}

/// A sole trader about whom little is known, with a code that fails its check.
pub fn bare_profile() -> PublicProfile {
    PublicProfile {
        id: "w7d2n5xa".to_owned(),
        name: "渭原区秦岭老味餐馆".to_owned(),
        uscc: Some("92690102MA9YW3E22E".to_owned()),
        uscc_check_failed: true,
        kind: EntityKind::SoleTrader,
        status: Some(RegistrationStatus::Deregistered),
        status_text: None,
        region_code: Some("690102".to_owned()),
        region_name: Some("云川市渭原区".to_owned()),
        address: None,
        representative: Some("林晚舟".to_owned()),
        established_on: Some(day("2020-05-21")),
        capital_fen: None,
        registered_by: None,
        business_scope: None,
        short_name: None,
        former_names: Vec::new(),
        same_name_count: 0,
        licence_count: 0,
        penalty_count: 0,
        provenance: provenance("云川市渭原区市场监督管理局"),
        updated_at: moment("2026-08-01", 540),
    }
}

/// A full profile: penalties as cards and in a table, licences, a time line.
pub fn entity() -> Entity {
    let entry = |on: &str, label: &str, detail: Option<&str>, tone| TimelineEntry {
        on: day(on),
        label: label.to_owned(),
        detail: detail.map(str::to_owned),
        tone,
    };
    Entity {
        profile: profile(),
        penalties: vec![late_penalty(), penalty_of_several(), penalty_of_several(), penalty_of_several()],
        penalties_next: None,
        licences: figures::licence_rows(),
        licences_next: Some("bGljZW5jZXM".to_owned()),
        timeline: vec![
            entry("2026-09-28", "云市监处罚〔2026〕117号", Some("罚款 38,700 元"), Tone::Warning),
            entry("2026-09-17", "渭原消行罚决字〔2026〕0043号", Some("罚款 5,000 元"), Tone::Warning),
            entry("2025-08-12", "取得第二类医疗器械经营备案", None, Tone::Plain),
            entry("2025-02-20", "名称由“秦岭云帆商贸有限公司”变更为现名", None, Tone::Plain),
            entry("2019-04-16", "设立登记", None, Tone::Plain),
        ],
        sections: sections(),
        authorities: vec![decisions::authority()],
        registration: registration(),
        former_name_count: 1,
        representative_count: 12,
    }
}

/// The same company with every kind of information that the catalogue knows.
pub fn full_entity() -> Entity {
    Entity { sections: all_sections(), ..entity() }
}

/// What a company registers beside the common facts.
fn registration() -> Vec<(String, String)> {
    [
        ("类型", "有限责任公司（自然人投资或控股）"),
        ("营业期限自", "2019-04-16"),
        ("营业期限至", "长期"),
        ("核准日期", "2025-02-20"),
    ]
    .map(|(caption, value)| (caption.to_owned(), value.to_owned()))
    .to_vec()
}

/// A profile with nothing but its registration.
pub fn bare_entity() -> Entity {
    Entity {
        profile: bare_profile(),
        penalties: Vec::new(),
        penalties_next: None,
        licences: Vec::new(),
        licences_next: None,
        timeline: Vec::new(),
        sections: Vec::new(),
        authorities: Vec::new(),
        registration: Vec::new(),
        former_name_count: 0,
        representative_count: 0,
    }
}

/// Two entities under one code.
pub fn candidates() -> Candidates {
    let other =
        PublicProfile {
            id: "z1y4p0bd".to_owned(), name: "渭原区老巷面馆".to_owned(), ..bare_profile()
        };
    Candidates { code: "92690102MA9YW3E22E".to_owned(), profiles: vec![bare_profile(), other] }
}

/// A withdrawn penalty.
pub fn tombstone() -> Tombstone {
    Tombstone {
        id: "h5m1c8vy".to_owned(),
        kind: DecisionKind::Penalty,
        document_number: "丹交罚〔2026〕208号".to_owned(),
        authority_name: "丹岭市交通运输局".to_owned(),
        withdrawn_on: day("2026-11-18"),
        reason: "该行政处罚决定已被行政复议决定撤销，信息已撤回".to_owned(),
    }
}

/// A count as the calendar makes it.
pub fn deadline(decided_on: &str, working_days: u32) -> DeadlinePage {
    let calendar = Calendar::official();
    let from = day(decided_on);
    let deadline = calendar.deadline(from, working_days);
    let outcome = DeadlineOutcome {
        decided_on: from,
        working_days,
        due_on: deadline.on(),
        provisional: deadline.is_provisional(),
        days: calendar.count(from, deadline.on(), working_days),
        notices: calendar.notices(from, deadline.on()),
    };
    DeadlinePage {
        decided_on: decided_on.to_owned(),
        working_days: working_days.to_string(),
        outcome: Some(Ok(outcome)),
    }
}

/// A day that does not exist.
pub fn wrong_deadline() -> DeadlinePage {
    DeadlinePage {
        decided_on: "2026-02-30".to_owned(),
        working_days: "7".to_owned(),
        outcome: Some(Err("没有 2026-02-30 这一天，请按 2026-09-28 的样子填写".to_owned())),
    }
}

fn hit(id: &str, name: &str, code: &str, kind: EntityKind, status: RegistrationStatus) -> SearchHit {
    let marked = name.find("秦岭").map(|at| name[..at].chars().count());
    SearchHit {
        id: id.to_owned(),
        hit_type: SearchType::Entity,
        name: name.to_owned(),
        uscc: Some(code.to_owned()),
        kind: kind.code().to_owned(),
        status: Some(status.code().to_owned()),
        region: Some("690102".to_owned()),
        matched: Matched { field: "name".to_owned(), reason: "名称".to_owned() },
        highlights: marked.map(|at| (at, at + 2)).into_iter().collect(),
        date: Some(day("2019-04-16")),
        title: None,
        authority: None,
        parties: Vec::new(),
        licence_count: 0,
        penalty_count: 0,
        lists: Vec::new(),
        objection: None,
    }
}

/// Lists of the catalogue by their codes.
fn lists(codes: &[&str]) -> Vec<ListBadge> {
    let badge = |item: &catalogue::Item| ListBadge {
        code: item.code.to_owned(),
        label: item.label.to_owned(),
        nature: item.nature,
        years: if item.term == catalogue::Term::YearRows { vec![2025, 2024, 2022] } else { Vec::new() },
        objection: (item.code == "abnormal-operation").then_some(ObjectionMark { since: day("2026-11-19") }),
    };
    codes.iter().filter_map(|code| catalogue::item(code)).map(badge).collect()
}

fn entity_hits() -> Vec<SearchHit> {
    let active = RegistrationStatus::Active;
    let company = EntityKind::Company;
    let matched = |field: &str, reason: &str| Matched { field: field.to_owned(), reason: reason.to_owned() };
    vec![
        SearchHit {
            penalty_count: 4,
            licence_count: 12,
            ..hit("qk3v8m2c", "秦岭云帆科技有限公司", "91690101MAC7Q2X102", company, active)
        },
        SearchHit {
            lists: lists(&["tax-a"]),
            ..hit("e2", "秦岭云帆物业服务有限公司", "91690101MAD0K8T49Q", company, active)
        },
        SearchHit {
            penalty_count: 11,
            lists: lists(&["abnormal-operation", "court-defaulter"]),
            ..hit("e3", "秦岭北麓建设工程（秦川）有限公司", "91690300578402196K", company, active)
        },
        hit(
            "e4",
            "秦岭北麓建设工程(秦川)有限公司",
            "91690400MAB3R7L69C",
            company,
            RegistrationStatus::LicenceRevoked,
        ),
        hit("e5", "渭原区秦岭老味餐馆", "92690102MA9YW3E22E", EntityKind::SoleTrader, active),
        SearchHit {
            matched: matched("former-name", "曾用名“秦岭松岚医疗器械有限公司”"),
            ..hit("e6", "云川松岚医疗器械有限公司", "91690101MA6T0P352J", company, active)
        },
        SearchHit {
            matched: matched("pinyin", "读音相同：qinling"),
            ..hit("e7", "勤岭中药材种植农民专业合作社", "93690500MA7HN4C83U", EntityKind::Cooperative, active)
        },
        hit(
            "e8",
            "秦岭徒步者之家服务中心（有限合伙）",
            "91690101MA6W2U9A91",
            EntityKind::Partnership,
            RegistrationStatus::Deregistered,
        ),
    ]
}

fn facet(name: &str, values: &[(&str, &str, u64)]) -> Facet {
    let values = values.iter().map(|(value, label, count)| FacetValue {
        value: (*value).to_owned(),
        label: (*label).to_owned(),
        count: *count,
        is_exact: *count < 1_000,
    });
    Facet { name: name.to_owned(), values: values.collect() }
}

fn request(text: &str, search_type: SearchType) -> SearchRequest {
    SearchRequest {
        text: text.to_owned(),
        search_type,
        limit: 20,
        today: today(),
        ..SearchRequest::default()
    }
}

/// A page of entities with filters, two of them with the same name.
pub fn search() -> Search {
    let page = SearchPage {
        total: 1_000,
        total_is_exact: false,
        hits: entity_hits(),
        facets: vec![
            facet(
                "kind",
                &[
                    ("company", "公司", 1_000),
                    ("sole-trader", "个体工商户", 612),
                    ("cooperative", "农民专业合作社", 148),
                ],
            ),
            facet(
                "status",
                &[("active", "存续", 1_000), ("licence-revoked", "吊销", 86), ("deregistered", "注销", 403)],
            ),
            facet("region", &[("6901", "云川市", 731), ("6902", "南屏市", 288), ("6903", "丹岭市", 214)]),
            facet(
                "list",
                &[("abnormal-operation", "经营异常名录", 93), ("tax-a", "纳税信用A级纳税人（任一年度）", 27)],
            ),
            facet("record", &[("licence", "行政许可", 1_000), ("penalty", "行政处罚", 341)]),
        ],
        next: Some("eyJ0IjoxfQ".to_owned()),
        ledger_number: 8_214_077,
    };
    let request = SearchRequest { region: Some("6901".to_owned()), ..request("秦岭", SearchType::Entity) };
    Search { request, page, is_first_page: true, check_digit_help: None, took_ms: 7 }
}

/// A second page of decisions.
pub fn decision_search() -> Search {
    let decisions = [late_penalty(), penalty_of_several(), licence()];
    let hits = decisions.into_iter().map(|decision| SearchHit {
        id: decision.summary.id,
        hit_type: SearchType::Decision,
        name: decision.summary.document_number,
        uscc: None,
        kind: decision.summary.kind.code().to_owned(),
        status: Some(decision.summary.state_label),
        region: None,
        matched: Matched { field: "content".to_owned(), reason: "违法事实含“充电器”".to_owned() },
        highlights: Vec::new(),
        date: Some(decision.summary.decided_on),
        title: Some(decision.summary.title),
        authority: Some(decision.summary.authority_name),
        parties: decision.summary.parties.into_iter().map(|party| party.name).collect(),
        licence_count: 0,
        penalty_count: 0,
        lists: Vec::new(),
        objection: decision.summary.objection,
    });
    let page = SearchPage {
        total: 23,
        total_is_exact: true,
        hits: hits.collect(),
        facets: vec![
            facet("kind", &[("penalty", "行政处罚", 19), ("licence", "行政许可", 4)]),
            facet("authority", &[("a4s9j2lu", "云川市市场监督管理局", 17)]),
            facet("year", &[("2026", "2026", 15), ("2025", "2025", 8)]),
        ],
        next: None,
        ledger_number: 8_214_077,
    };
    Search {
        request: request("充电", SearchType::Decision),
        page,
        is_first_page: false,
        check_digit_help: None,
        took_ms: 4,
    }
}

/// Nothing found, for a code with a wrong digit.
pub fn empty_search() -> Search {
    Search {
        request: request("91690101MAC7Q2X103", SearchType::Entity),
        page: SearchPage { total_is_exact: true, ..SearchPage::default() },
        is_first_page: true,
        check_digit_help: Some("统一社会信用代码的第 18 位（校验码）应为 2，现为 3".to_owned()),
        took_ms: 1,
    }
}
