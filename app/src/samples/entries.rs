//! Entries of the catalogue in every state: their values come from the dictionary, so each kind has all its fields.

use std::collections::BTreeMap;

use domain::catalogue::{Field, Item, Section, ValueKind, item, items};
use domain::decision::PartyClass;
use domain::disclosure::{Correction, EntityLink, EntryState, PublicEntry, PublicRemoval};

use super::{day, decisions, moment};
use crate::page::{EntryPage, EntrySection, List, ListFilter, ListMonth, ListRow, Lists};

/// A list of organisations that keeps removals.
pub(crate) const ABNORMAL: &str = "abnormal-operation";
/// The same of sole traders.
const MARK: &str = "abnormal-mark";
/// A list with natural persons on it.
const COURT: &str = "court-defaulter";
/// A merit told by year.
const TAX_A: &str = "tax-a";

/// An item that the catalogue has.
pub(crate) fn known(code: &str) -> &'static Item {
    item(code).expect("an item of the catalogue")
}

/// A value that fits the field, with nothing in it that a reader could take for real.
fn value(field: &Field) -> String {
    match field.value {
        ValueKind::LongText => {
            format!("{}：按来源所载的内容显示，可以有许多行；此处是虚构的样例。", field.caption)
        }
        ValueKind::Date => "2025-05-06".to_owned(),
        ValueKind::Amount => "1280.5".to_owned(),
        ValueKind::Number => "36".to_owned(),
        ValueKind::Year => "2025".to_owned(),
        ValueKind::YesNo => if field.code.len().is_multiple_of(2) { "是" } else { "否" }.to_owned(),
        ValueKind::Text => text_value(field),
    }
}

fn text_value(field: &Field) -> String {
    let known = [
        ("data_source", "云川市市场监督管理局"),
        ("category", "侵害消费者权益"),
        ("commitment_type", "审批替代型"),
        ("content", "道路货物运输质量信誉考核"),
        ("grade", "AA"),
        ("kind", "质量奖"),
        ("level", "市级"),
        ("operating_state", "开业"),
        ("telephone", "0690-5550177"),
        ("branch_name", "秦岭云帆科技有限公司南屏分公司"),
        ("province", "秦川省"),
        ("document_kind", "民事判决书"),
    ];
    let is_person = field.visibility == domain::catalogue::Visibility::PageOnly;
    let found = known.iter().find(|(code, _)| *code == field.code).map(|(_, value)| *value);
    match found {
        Some(value) => value.to_owned(),
        None if field.code.contains("performance") => "全部履行".to_owned(),
        None if is_person => "甄见山".to_owned(),
        None => format!("样例{}", field.caption),
    }
}

/// An entry of that item about an organisation, listed and attached.
pub(crate) fn entry(item: &'static Item, id: &str) -> PublicEntry {
    let class = item.subjects.first().copied().unwrap_or(PartyClass::Organisation);
    let values: BTreeMap<String, String> =
        item.fields.iter().map(|field| (field.code.to_owned(), value(field))).collect();
    let (fields, page_fields) = item.public_fields(&values, class);
    let is_trader = class == PartyClass::SoleTrader;
    let name = if is_trader { "渭原区秦岭老味餐馆" } else { "秦岭云帆科技有限公司" };
    let entity = if is_trader { "w7d2n5xa" } else { "qk3v8m2c" };
    let code = if is_trader { "92690102MA9YW3E22E" } else { "91690101MAC7Q2X102" };
    PublicEntry {
        id: id.to_owned(),
        item: item.code.to_owned(),
        item_label: item.label.to_owned(),
        section: item.section,
        nature: item.nature,
        name: name.to_owned(),
        class,
        uscc: Some(code.to_owned()),
        entity: Some(EntityLink { id: entity.to_owned(), name: name.to_owned() }),
        number: number(item),
        reason_code: None,
        reason: reason(item),
        authority: Some("云川市市场监督管理局".to_owned()),
        authority_id: Some("a4s9j2lu".to_owned()),
        begins_on: Some(day("2026-07-10")),
        public_until: None,
        year: None,
        state: EntryState::Listed,
        removal: None,
        fields,
        page_fields,
        published_at: moment("2026-07-13", 605),
        received_at: moment("2026-07-13", 600),
        version: 1,
        taken_over: false,
        objection: None,
    }
}

/// A number, where the item has a caption of its own for it.
fn number(item: &Item) -> Option<String> {
    let number = match item.captions.number {
        "案号" => "（2026）秦0102民初1187号",
        "承诺编码" => "CN-2026-0031",
        "海关注册编码" => "6901960031",
        "决定书文号" | "变更登记文号" => return None,
        _ => "云市监列字〔2026〕31号",
    };
    Some(number.to_owned())
}

/// A reason, where the item has a caption of its own for it.
fn reason(item: &Item) -> Option<String> {
    let reason = match (item.captions.reason, item.reasons.first()) {
        (_, Some(reason)) => reason.text,
        ("承诺事由", _) => "第二类医疗器械经营备案",
        ("案由", _) => "买卖合同纠纷",
        ("原因", _) => return None,
        _ => "样例事由",
    };
    Some(reason.to_owned())
}

/// The same after its removal.
fn removed(entry: PublicEntry) -> PublicEntry {
    let removal = PublicRemoval {
        on: day("2026-09-02"),
        reason_code: Some("1".to_owned()),
        reason: Some("已补报年度报告并公示".to_owned()),
        number: Some("云市监移字〔2026〕77号".to_owned()),
        authority: Some("云川市市场监督管理局".to_owned()),
    };
    PublicEntry { state: EntryState::Removed, removal: Some(removal), ..entry }
}

/// A natural person of a list whose law asks for publication: the name is masked, nothing is attached.
fn person() -> PublicEntry {
    PublicEntry {
        name: "卢**".to_owned(),
        class: PartyClass::NaturalPerson,
        uscc: None,
        entity: None,
        number: Some("（2026）秦0102执1187号".to_owned()),
        authority: Some("云川市渭原区人民法院".to_owned()),
        authority_id: None,
        page_fields: Vec::new(),
        ..entry(known(COURT), "n2c7q4mt")
    }
}

/// An entry without a code that could be checked.
fn unattached() -> PublicEntry {
    PublicEntry {
        name: "秦岭云帆科技有限公司".to_owned(),
        uscc: None,
        entity: None,
        number: None,
        ..entry(known(ABNORMAL), "u5k8w3ze")
    }
}

/// As long as a source may send it.
fn too_long() -> PublicEntry {
    PublicEntry {
        name: "秦岭北麓农产品冷链仓储物流与乡村产业融合发展综合服务（集团）股份有限公司".repeat(2),
        reason: Some("提交虚假材料或者采取其他欺诈手段隐瞒重要事实，经责令改正而逾期没有改正；".repeat(12)),
        ..entry(known(ABNORMAL), "l9g4v1ps")
    }
}

/// A sole trader, which is marked whatever the list is called.
fn marked() -> PublicEntry {
    PublicEntry {
        reason: Some("未按照规定报送年度报告".to_owned()), ..entry(known(MARK), "m3j6b8kd")
    }
}

/// Every item with counts: many, one, none.
pub fn all_lists() -> Lists {
    let counts = [(412_093, 0), (1, 0), (3_304, 0), (48_213, 91_077), (20_418, 33_560), (0, 0), (128, 0)];
    let rows = items().iter().zip(counts.iter().cycle()).map(|(item, (listed, removed))| ListRow {
        item,
        listed: *listed,
        removed: if item.history == domain::catalogue::History::KeepsRemovals { *removed } else { 0 },
        updated_at: (*listed > 0).then(|| moment("2026-11-22", 1_330)),
    });
    Lists { rows: rows.collect() }
}

/// A list with entries in every state, a second page and twelve months.
pub fn list() -> List {
    let item = known(ABNORMAL);
    let more = (0..4).map(|number| PublicEntry {
        name: format!("云川{}商贸有限公司", ["星河", "文渊", "松岚", "北麓"][number]),
        ..entry(item, &format!("many{number}"))
    });
    let mut entries =
        vec![entry(item, "e4t1s7hw"), removed(entry(item, "r6d2y9qa")), unattached(), too_long()];
    entries.extend(more);
    List {
        item,
        filter: ListFilter::default(),
        entries,
        next: Some("bGlzdA".to_owned()),
        is_first_page: true,
        listed: 48_213,
        removed: 91_077,
        updated_at: Some(moment("2026-11-23", 372)),
        months: months(Some(3)),
    }
}

fn months(removals: Option<u64>) -> Vec<ListMonth> {
    let added: [u64; 12] = [212, 180, 164, 230, 198, 240, 4_180, 3_655, 620, 377, 290, 205];
    let first = [("2025", 12)].into_iter().chain((1..=11).map(|month| ("2026", month)));
    first
        .zip(added)
        .map(|((year, month), added)| ListMonth {
            month: format!("{year}-{month:02}"),
            added,
            removed: removals.map(|share| added / share + 90),
        })
        .collect()
}

/// Natural persons beside organisations; nothing is kept of what was removed.
pub fn list_of_persons() -> List {
    let item = known(COURT);
    let entries = vec![person(), entry(item, "c8f3x5nb")];
    List {
        item,
        filter: ListFilter { authority: "渭原区".to_owned(), ..ListFilter::default() },
        entries,
        next: None,
        is_first_page: true,
        listed: 2,
        removed: 0,
        months: months(None),
        ..list()
    }
}

/// Nothing found behind a filter.
pub fn empty_list() -> List {
    let filter =
        ListFilter {
            text: "查无此企业".to_owned(), state: "removed".to_owned(), authority: String::new()
        };
    List { filter, entries: Vec::new(), next: None, months: Vec::new(), ..list() }
}

/// A positive list with a single entry, on its last page.
pub fn positive_list() -> List {
    let item = known(TAX_A);
    List {
        item,
        filter: ListFilter::default(),
        entries: vec![taxpayer(2025, "t2025")],
        next: None,
        is_first_page: false,
        listed: 1,
        removed: 0,
        months: months(None).into_iter().skip(9).collect(),
        ..list()
    }
}

fn taxpayer(year: i32, id: &str) -> PublicEntry {
    PublicEntry {
        year: Some(year),
        number: None,
        reason: None,
        authority: Some("云川市税务局".to_owned()),
        authority_id: None,
        begins_on: day(&format!("{}-04-24", year + 1)).into(),
        ..entry(known(TAX_A), id)
    }
}

/// An entry with its authority, corrected once.
pub fn entry_page() -> EntryPage {
    EntryPage {
        item: known(ABNORMAL),
        entry: entry(known(ABNORMAL), "e4t1s7hw"),
        corrections: vec![Correction {
            corrected_on: day("2026-08-03"),
            fields: vec!["列入原因".to_owned()],
        }],
        ledger_number: 8_201_442,
        authority: Some(decisions::authority()),
    }
}

/// The page of an entry without corrections or a known authority.
pub(crate) fn page_of(entry: PublicEntry) -> EntryPage {
    EntryPage {
        item: known(&entry.item),
        entry,
        corrections: Vec::new(),
        ledger_number: 8_201_443,
        authority: None,
    }
}

/// Entry pages in their other states, with a short name.
pub fn entry_pages() -> Vec<(&'static str, EntryPage)> {
    let first = |section: Section| items().iter().find(|item| item.section == section);
    let of = |section: Section| first(section).map(|item| page_of(entry(item, "k1k1k1k1")));
    let mut pages = vec![
        ("entry-removed", page_of(removed(entry(known(ABNORMAL), "r6d2y9qa")))),
        ("entry-marked", page_of(marked())),
        ("entry-mark-removed", page_of(removed(marked()))),
        ("entry-person", page_of(person())),
        ("entry-unattached", page_of(unattached())),
        ("entry-long", page_of(too_long())),
        ("entry-positive", page_of(taxpayer(2025, "t2025"))),
    ];
    let records = [
        ("entry-commitment", Section::Commitment),
        ("entry-judgment", Section::Judgment),
        ("entry-report", Section::AnnualReport),
    ];
    pages.extend(records.into_iter().filter_map(|(name, section)| Some((name, of(section)?))));
    pages
}

/// Sections of an ordinary profile: one list, a merit of several years, and records.
pub fn sections() -> Vec<EntrySection> {
    let is_ordinary = |item: &&Item| {
        let lists = [ABNORMAL, TAX_A];
        !item.nature.is_list() || lists.contains(&item.code)
    };
    items().iter().filter(is_ordinary).map(section).collect()
}

/// Every kind of the catalogue that an organisation can have.
pub fn all_sections() -> Vec<EntrySection> {
    items().iter().filter(|item| item.takes(PartyClass::Organisation)).map(section).collect()
}

fn section(item: &'static Item) -> EntrySection {
    let id = |number: usize| format!("{}{number}", item.code);
    let entries = match (item.code, item.section) {
        (ABNORMAL, _) => {
            let earlier = PublicEntry { begins_on: Some(day("2024-07-11")), ..removed(entry(item, &id(1))) };
            vec![entry(item, &id(0)), earlier]
        }
        (TAX_A, _) => (2021..=2025).rev().map(|year| taxpayer(year, &format!("t{year}"))).collect(),
        (_, Section::AnnualReport) => reports(item),
        (_, Section::Commitment | Section::Registration) => (0..3)
            .map(|number| PublicEntry {
                begins_on: Some(day(["2026-03-02", "2025-02-20", "2021-11-30"][number])),
                ..entry(item, &id(number))
            })
            .collect(),
        _ => vec![entry(item, &id(0))],
    };
    let removed = entries.iter().filter(|entry| entry.state == EntryState::Removed).count() as u64;
    let listed = entries.len() as u64 - removed;
    EntrySection { item, entries, listed, removed }
}

/// Six years, one of them late; what the firm shows differs by year.
fn reports(item: &'static Item) -> Vec<PublicEntry> {
    let report = |year: i32| PublicEntry {
        year: Some(year),
        number: None,
        reason: None,
        begins_on: Some(if year == 2023 { day("2024-11-05") } else { day(&format!("{}-05-18", year + 1)) }),
        ..entry(item, &format!("y{year}"))
    };
    (2020..=2025).rev().map(report).collect()
}
