//! Fictional records of the province 秦川省, for tests and for looking at the pages. Area 69xxxx exists nowhere.
#![expect(clippy::expect_used, reason = "fixed days, for tests and the gallery only")]

mod deadline;
mod decisions;
mod entities;
mod entries;
mod figures;
mod hostile;
mod objections;
mod open_data;
mod search;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::calendar::start_of_day;
use domain::clocks::Clocks;

pub use deadline::{deadline, wrong_deadline};
pub use decisions::{late_penalty, licence, penalty_of_several, tombstone};
pub(crate) use entities::provenance;
pub use entities::{bare_entity, bare_profile, candidates, entity, full_entity, profile};
pub use entries::{
    all_lists, all_sections, empty_list, entry_page, entry_pages, list, list_of_persons, positive_list,
    sections,
};
pub use figures::{about, agencies, agency, home, region, regions, rules};
pub use hostile::{HOSTILE, hostile_pages};
pub use open_data::{developers, open_data};
pub use search::{decision_search, empty_search, search};

use crate::page::{Dataset, DeadlinePage, GuideTopic, LargeText, Page, PageContext, Provider};

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
        clocks: Clocks::official(),
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
        (
            "deadline-empty",
            "/deadline",
            Page::Deadline(DeadlinePage { working_days: "7".to_owned(), ..DeadlinePage::default() }),
        ),
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
