//! `/open-data`: the catalogue of the bulk files, the files themselves, and the page for developers.

use std::io::{self, SeekFrom};
use std::sync::{Arc, LazyLock};

use app::{Developers, Endpoint, OpenData, OpenField, OpenFile, OpenRelease, OpenSet, Page};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, Take};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::sending::{self, Pipe};
use super::{Frame, failed};
use crate::error::Error;
use crate::followers::open_data::{ColumnKind, DataSet, data_sets};
use crate::shelf::Release;
use crate::shelf::manifest::{DUTY, FileSum, Manifest};
use crate::state::{AppState, Core};
use crate::store::ledger;
use crate::web::extract::Path;

/// How many files are sent at a time.
const MOST: usize = 128;
/// Bytes that are read at a time.
const CHUNK: usize = 64 << 10;

static PLACES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(MOST)));

/// `GET /open-data`
pub async fn page(State(state): State<AppState>, uri: Uri, headers: HeaderMap) -> Response {
    let release = state.core.shelf.current(state.core.clock.now());
    let licence = state.serve.open_data.data_licence.clone();
    // A new release changes the page without a change of the record.
    let depends_on = format!("{:?} {licence}", release.as_ref().map(|release| &release.manifest.release));
    let release = release.as_ref().map(|release| shown(&release.manifest));
    let page = Page::OpenData(OpenData { release, licence, duty: DUTY.to_owned() });
    framed(&state, &uri, &headers, (page, &depends_on)).await
}

/// `GET /developers`
pub async fn developers(State(state): State<AppState>, uri: Uri, headers: HeaderMap) -> Response {
    let rate = state.serve.rate;
    let page = Page::Developers(Developers { endpoints: endpoints(), rate });
    framed(&state, &uri, &headers, (page, &rate.to_string())).await
}

async fn framed(
    state: &AppState,
    uri: &Uri,
    headers: &HeaderMap,
    (page, depends_on): (Page, &str),
) -> Response {
    let number = async { ledger::last(&mut state.core.db.read().await?).await }.await;
    match number {
        Ok(number) => {
            let frame = Frame::new(state, uri.path(), headers, number).and_on(depends_on, headers);
            frame.kept().unwrap_or_else(|| frame.show(StatusCode::OK, page))
        }
        Err(error) => failed(state, uri.path(), headers, error.into()),
    }
}

fn shown(manifest: &Manifest) -> OpenRelease {
    let sets = data_sets();
    let columns = |code: &str| sets.iter().find(|set| set.code == code).map(DataSet::columns);
    OpenRelease {
        name: manifest.release.clone(),
        ledger_number: manifest.ledger_number,
        cut_at: manifest.cut_at,
        valid_until: manifest.valid_until,
        sets: manifest
            .data_sets
            .iter()
            .map(|set| OpenSet {
                code: set.code.clone(),
                label: set.label.clone(),
                summary: set.summary.clone(),
                rows: set.rows,
                files: set.files.iter().map(|file| shown_file(manifest, file)).collect(),
                fields: columns(&set.code).unwrap_or_default().into_iter().map(shown_field).collect(),
            })
            .collect(),
    }
}

fn shown_file(manifest: &Manifest, file: &FileSum) -> OpenFile {
    OpenFile {
        name: file.name.clone(),
        href: format!("/open-data/{}/{}", manifest.release, file.name),
        size: file.size,
        sha256: file.sha256.clone(),
    }
}

fn shown_field(column: crate::followers::open_data::Column) -> OpenField {
    let kind = match column.kind {
        ColumnKind::Text => "文本",
        ColumnKind::Texts => "多个文本",
        ColumnKind::Date => "日期",
        ColumnKind::Time => "时间",
        ColumnKind::Integer => "整数",
        ColumnKind::Boolean => "是否",
    };
    OpenField {
        code: column.code.to_owned(),
        caption: column.caption,
        meaning: column.meaning.to_owned(),
        kind: kind.to_owned(),
        unit: column.unit.unwrap_or_default().to_owned(),
        source: column.source.to_owned(),
    }
}

/// `GET /open-data/{name}`: the manifest, or the way to a file of the release on offer.
pub async fn current(State(state): State<AppState>, Path(name): Path<String>) -> Response {
    let Some(release) = state.core.shelf.current(state.core.clock.now()) else { return off_offer() };
    if name == "manifest.json" {
        return ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], release.text.clone())
            .into_response();
    }
    match release.manifest.file(&name) {
        Some(_) => {
            Redirect::temporary(&format!("/open-data/{}/{name}", release.manifest.release)).into_response()
        }
        None => not_there(),
    }
}

/// `GET /open-data/{release}/{name}`: a file, whole or from where a download broke off.
pub async fn file(
    State(state): State<AppState>,
    headers: HeaderMap,
    Path((release, name)): Path<(String, String)>,
) -> Response {
    let core = &state.core;
    let now = core.clock.now();
    let Some(release) = core.shelf.find(&release, now) else {
        return if core.shelf.current(now).is_some() { not_there() } else { off_offer() };
    };
    if name == "manifest.json" {
        return ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], release.text.clone())
            .into_response();
    }
    let Some(sum) = release.manifest.file(&name) else { return not_there() };
    send(core, &release, sum, &headers).await.unwrap_or_else(|error| {
        // A release that was just replaced: its folder is gone.
        if error.kind() == io::ErrorKind::NotFound {
            not_there()
        } else {
            Error::from(sqlx::Error::Io(error)).into_response()
        }
    })
}

fn not_there() -> Response {
    sentence(StatusCode::NOT_FOUND, "没有这个文件，或者这一版已由新版替换。请从 /open-data 取最新一版。\n")
}

fn off_offer() -> Response {
    let mut response = sentence(
        StatusCode::SERVICE_UNAVAILABLE,
        "批量文件正在重新制作，其中有记录刚刚停止公示。请一分钟后再取。\n",
    );
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    response
}

fn sentence(status: StatusCode, text: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// What of a file is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Whole,
    /// From this byte, so many.
    From(u64, u64),
    /// Nothing of the file is in what was asked for.
    Nothing,
}

async fn send(core: &Core, release: &Release, sum: &FileSum, asked: &HeaderMap) -> io::Result<Response> {
    let etag = format!("\"{}\"", sum.sha256);
    let mut headers = headers_of(sum, &etag);
    if is_known(asked, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let (status, from, length) = match part(asked, &etag, sum.size) {
        Part::Whole => (StatusCode::OK, 0, sum.size),
        Part::From(from, length) => {
            let range = format!("bytes {from}-{}/{}", from + length - 1, sum.size);
            insert(&mut headers, header::CONTENT_RANGE, &range);
            (StatusCode::PARTIAL_CONTENT, from, length)
        }
        Part::Nothing => {
            insert(&mut headers, header::CONTENT_RANGE, &format!("bytes */{}", sum.size));
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response());
        }
    };
    let Ok(place) = Arc::clone(&PLACES).try_acquire_owned() else {
        return Ok(Error::TooManyRequests.into_response());
    };
    let mut file = File::open(release.folder.join(&sum.name)).await?;
    file.seek(SeekFrom::Start(from)).await?;
    insert(&mut headers, header::CONTENT_LENGTH, &length.to_string());
    let body = sending::body(on_offer(core, release), |pipe| copy(file.take(length), pipe, place));
    Ok((status, headers, body).into_response())
}

fn headers_of(sum: &FileSum, etag: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let kind = match sum.name.rsplit('.').next() {
        Some("gz") => "application/gzip",
        Some("csv") => "text/csv; charset=utf-8",
        Some("jsonl") => "application/x-ndjson; charset=utf-8",
        _ => "application/json; charset=utf-8",
    };
    insert(&mut headers, header::CONTENT_TYPE, kind);
    insert(&mut headers, header::ETAG, etag);
    insert(&mut headers, header::ACCEPT_RANGES, "bytes");
    // A copy in between must ask again: what ended must not be had from a cache.
    insert(&mut headers, header::CACHE_CONTROL, "no-cache");
    insert(&mut headers, header::CONTENT_DISPOSITION, &format!("attachment; filename=\"{}\"", sum.name));
    headers
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Does the reader have these bytes already (RFC 9110, 13.1.2)?
fn is_known(asked: &HeaderMap, etag: &str) -> bool {
    text(asked, header::IF_NONE_MATCH).is_some_and(|known| {
        known.split(',').any(|one| matches!(one.trim(), "*") || one.trim().trim_start_matches("W/") == etag)
    })
}

/// One range is answered; several, or what is no range, give the whole file (RFC 9110, 14.2).
fn part(asked: &HeaderMap, etag: &str, size: u64) -> Part {
    let Some(range) = text(asked, header::RANGE).and_then(|range| range.strip_prefix("bytes=")) else {
        return Part::Whole;
    };
    // Only the very same bytes are continued.
    if text(asked, header::IF_RANGE).is_some_and(|known| known != etag) {
        return Part::Whole;
    }
    let Some((first, last)) = range.trim().split_once('-') else { return Part::Whole };
    let bounds = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => (first, last.min(size.saturating_sub(1))),
        (Ok(first), Err(_)) if last.is_empty() => (first, size.saturating_sub(1)),
        (Err(_), Ok(length)) if first.is_empty() => {
            (if length == 0 { size } else { size.saturating_sub(length) }, size.saturating_sub(1))
        }
        _ => return Part::Whole,
    };
    if bounds.0 >= size { Part::Nothing } else { Part::From(bounds.0, bounds.1 - bounds.0 + 1) }
}

/// Is that release still on offer? Asked for every part that goes out: a download does not outlive its release.
fn on_offer(core: &Core, release: &Release) -> impl Fn() -> bool + Send + 'static {
    let (shelf, clock, name) = (core.shelf.clone(), core.clock.clone(), release.manifest.release.clone());
    move || shelf.find(&name, clock.now()).is_some()
}

async fn copy(mut file: Take<File>, mut pipe: Pipe, _place: OwnedSemaphorePermit) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = file.read(&mut chunk).await?;
        if length == 0 {
            return Ok(());
        }
        pipe.write(&chunk[..length]).await?;
    }
}

/// The interface's own description.
const DESCRIPTION: &str = include_str!("../api/openapi.json");

/// Path of an address below `/api/v1` and what it answers, in plain words.
const IN_WORDS: [(&str, &str); 14] = [
    ("/search", "查询主体或者决定"),
    ("/suggest", "输入时的联想"),
    ("/entities/{id}", "一个主体的公开档案；用代码也可以"),
    ("/entities/{id}/decisions", "一个主体的许可或者处罚，新的在前"),
    ("/entities/{id}/entries", "一个主体在各名单和各类记录中的条目"),
    ("/decisions/{id}", "一项决定的全部公开字段"),
    ("/entries/{id}", "名单或者记录中的一条"),
    ("/lists", "有哪些名单"),
    ("/lists/{code}", "一个名单的条目"),
    ("/agencies", "各机关一个月的及时情况"),
    ("/agencies/{id}", "一个机关十二个月的及时情况"),
    ("/agencies/{id}/months", "一个机关按决定月份统计的数据质量"),
    ("/regions", "按行政区划汇总的数量和及时情况"),
    ("/deadline", "从决定日期数工作日"),
];

fn endpoints() -> Vec<Endpoint> {
    let description: serde_json::Value = serde_json::from_str(DESCRIPTION).unwrap_or_default();
    let paths = description["paths"].as_object().cloned().unwrap_or_default();
    paths.into_iter().map(|(path, item)| endpoint(&path, &item["get"])).collect()
}

fn endpoint(path: &str, described: &serde_json::Value) -> Endpoint {
    let own = match path {
        "/changes" => Some("公开台账自某号以后的变动，可以等待"),
        "/openapi.json" => Some("供程序读取的接口说明"),
        _ => IN_WORDS.iter().find(|(known, _)| *known == path).map(|(_, words)| *words),
    };
    let summary = own.or_else(|| described["summary"].as_str()).unwrap_or_default().to_owned();
    let parameters = described["parameters"].as_array().cloned().unwrap_or_default();
    let parameters =
        parameters.iter().filter_map(|parameter| parameter["name"].as_str().map(str::to_owned)).collect();
    Endpoint { path: format!("/api/v1{path}"), summary, parameters }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(range: &str) -> Part {
        let mut headers = HeaderMap::new();
        insert(&mut headers, header::RANGE, range);
        part(&headers, "\"a\"", 10)
    }

    #[test]
    fn a_range_is_read_as_the_standard_says() {
        for (range, expected) in [
            ("bytes=0-3", Part::From(0, 4)),
            ("bytes=4-", Part::From(4, 6)),
            ("bytes=-3", Part::From(7, 3)),
            ("bytes=-30", Part::From(0, 10)),
            ("bytes=8-99", Part::From(8, 2)),
            ("bytes=10-", Part::Nothing),
            ("bytes=-0", Part::Nothing),
            ("bytes=5-4", Part::Whole),
            ("bytes=0-1,4-5", Part::Whole),
            ("lines=0-1", Part::Whole),
        ] {
            assert_eq!(asked(range), expected, "{range}");
        }
    }

    #[test]
    fn a_range_of_other_bytes_gives_the_whole_file() {
        let mut headers = HeaderMap::new();
        insert(&mut headers, header::RANGE, "bytes=4-");
        insert(&mut headers, header::IF_RANGE, "\"b\"");
        assert_eq!(part(&headers, "\"a\"", 10), Part::Whole);
        insert(&mut headers, header::IF_RANGE, "\"a\"");
        assert_eq!(part(&headers, "\"a\"", 10), Part::From(4, 6));
    }
}
