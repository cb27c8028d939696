//! Pages of search results: entities, decisions, nothing.

use domain::catalogue;
use domain::disclosure::ObjectionMark;
use domain::entity::{EntityKind, RegistrationStatus};
use domain::search::{
    Facet, FacetValue, ListBadge, Matched, SearchHit, SearchPage, SearchRequest, SearchType,
};

use super::{day, late_penalty, licence, penalty_of_several, today};
use crate::page::Search;

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
