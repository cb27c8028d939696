//! Searches: from parameters to a request.

use chrono::NaiveDate;
use domain::search::{Counting, SearchHit, SearchPage, SearchRequest, SearchSort, SearchType};
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::{Tx, entity, objection};

/// The longest text that is searched for, in characters.
const LONGEST_TEXT: usize = 100;

/// The parameters of `/search` and `/api/v1/search`.
#[derive(Clone, Debug, Default, Deserialize)]
#[expect(missing_docs, reason = "documented in docs/API.md and openapi.json")]
pub struct Parameters {
    pub q: Option<String>,
    #[serde(rename = "type")]
    pub search_type: Option<String>,
    pub kind: Option<String>,
    pub status: Option<String>,
    pub region: Option<String>,
    pub authority: Option<String>,
    pub record: Option<String>,
    pub list: Option<String>,
    pub year: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub sort: Option<String>,
    pub limit: Option<String>,
    pub cursor: Option<String>,
    pub count: Option<String>,
}

impl Parameters {
    /// Checks and understands the parameters.
    pub fn request(self, today: NaiveDate, limit: usize) -> Result<SearchRequest> {
        let given =
            |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let mut from = day("from", given(self.from))?;
        let mut to = day("to", given(self.to))?;
        if let Some(year) = given(self.year) {
            let year: i32 = year.parse().map_err(|_| bad("year", "请填写四位年份"))?;
            from = from.max(NaiveDate::from_ymd_opt(year, 1, 1));
            to = [to, NaiveDate::from_ymd_opt(year, 12, 31)].into_iter().flatten().min();
        }
        Ok(SearchRequest {
            text: self.q.unwrap_or_default().chars().take(LONGEST_TEXT).collect(),
            search_type: match given(self.search_type).as_deref() {
                None | Some("entity") => SearchType::Entity,
                Some("decision") => SearchType::Decision,
                Some(_) => return Err(bad("type", "只能是 entity 或 decision")),
            },
            kind: given(self.kind),
            status: given(self.status),
            region: given(self.region),
            authority: given(self.authority),
            record: given(self.record),
            list: given(self.list),
            from,
            to,
            sort: match given(self.sort).as_deref() {
                None | Some("relevance") => SearchSort::Relevance,
                Some("newest") => SearchSort::Newest,
                Some("oldest") => SearchSort::Oldest,
                Some(_) => return Err(bad("sort", "只能是 relevance、newest 或 oldest")),
            },
            limit: match given(self.limit) {
                None => limit,
                Some(text) => {
                    let limit: usize = text.parse().map_err(|_| bad("limit", "请填写 1 至 100 的整数"))?;
                    limit.clamp(1, 100)
                }
            },
            cursor: given(self.cursor),
            counting: match given(self.count).as_deref() {
                Some("exact") => Counting::Exact,
                _ => Counting::Capped,
            },
            today,
        })
    }
}

fn bad(name: &'static str, reason: &str) -> Error {
    Error::BadParameter { name, reason: reason.to_owned() }
}

fn day(name: &'static str, text: Option<String>) -> Result<Option<NaiveDate>> {
    let Some(text) = text else { return Ok(None) };
    NaiveDate::parse_from_str(&text, "%Y-%m-%d").map(Some).map_err(|_| bad(name, "请写成 2026-09-28 的形式"))
}

/// Searches. The index does its work on a thread of its own; the numbers of records and the marks of objections come from
/// the store, one query for all hits.
pub async fn search(state: &AppState, request: SearchRequest) -> Result<SearchPage> {
    let reader = state.reader().ok_or(Error::NotReady)?;
    let (search_type, today) = (request.search_type, request.today);
    let mut page =
        tokio::task::spawn_blocking(move || reader.search(&request)).await.map_err(|_| Error::NotReady)??;
    if !page.hits.is_empty() {
        let mut tx = state.core.db.read().await?;
        match search_type {
            SearchType::Entity => complete_entities(&mut tx, &mut page.hits, today).await?,
            SearchType::Decision => mark_decisions(&mut tx, &mut page.hits).await?,
        }
    }
    Ok(page)
}

async fn complete_entities(tx: &mut Tx, hits: &mut [SearchHit], today: NaiveDate) -> sqlx::Result<()> {
    let ids: Vec<String> = hits.iter().map(|hit| hit.id.clone()).collect();
    let counts = entity::public_counts_by_public_id(tx, &ids, today).await?;
    let marks = objection::marks_on_lists(tx, &ids).await?;
    for hit in hits {
        let counts = counts.get(&hit.id).copied().unwrap_or_default();
        (hit.licence_count, hit.penalty_count) = (counts.licences, counts.penalties);
        for list in &mut hit.lists {
            list.objection = marks.get(&(hit.id.clone(), list.code.clone())).copied();
        }
    }
    Ok(())
}

async fn mark_decisions(tx: &mut Tx, hits: &mut [SearchHit]) -> sqlx::Result<()> {
    let ids: Vec<String> = hits.iter().map(|hit| hit.id.clone()).collect();
    let marks = objection::public_marks(tx, &ids).await?;
    for hit in hits {
        hit.objection = marks.get(&hit.id).copied();
    }
    Ok(())
}

/// A sentence when the text looks like a credit code with something wrong in it.
pub fn check_digit_help(text: &str) -> Option<String> {
    let folded = domain::text::fold_name(text);
    let looks_like_code =
        (15..=20).contains(&folded.len()) && folded.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let looks_like_code = looks_like_code && folded.bytes().filter(u8::is_ascii_digit).count() >= 8;
    if !looks_like_code {
        return None;
    }
    folded.parse::<domain::uscc::Uscc>().err().map(|error| error.message())
}
