//! The bulk files: whole, of one ledger number, and gone with what ends.

use std::collections::BTreeSet;
use std::fs;
use std::future::poll_fn;
use std::path::PathBuf;
use std::pin::Pin;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::http::Request as HttpRequest;
use serde_json::Value;
use server::config::OpenData;
use server::followers::open_data::follow::Due;
use server::followers::open_data::{Follower, data_sets};
use server::import::{Kind, Request, Scope};
use server::router::router;
use server::secrets::checksum;
use server::shelf::Shelf;
use server::store::figures;
use tests::records::AUTHORITY;
use tests::{Answer, Entity, Licence, Penalty, TestApp};
use tower::ServiceExt as _;

use crate::world::{TODAY, encoded, furnished, inhabited};

const NUMBER: &str = "云示监罚〔2026〕1号";
const CANARY: &str = "金丝雀uqoziulxk";

fn penalty() -> Penalty {
    Penalty::new(NUMBER).with("CF_SY", format!("当事人{CANARY}未按规定建立台账"))
}

fn follower(app: &TestApp) -> Follower {
    Follower::new(app.core().clone(), OpenData::default())
}

async fn manifest(app: &TestApp) -> Value {
    let answer = app.get("/open-data/manifest.json").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn set<'a>(manifest: &'a Value, code: &str) -> &'a Value {
    manifest["data_sets"].as_array().unwrap().iter().find(|set| set["code"] == code).unwrap()
}

fn path(manifest: &Value, name: &str) -> String {
    format!("/open-data/{}/{name}", manifest["release"].as_str().unwrap())
}

async fn file(app: &TestApp, manifest: &Value, name: &str) -> Answer {
    let answer = app.get(&path(manifest, name)).await;
    assert_eq!(answer.status, 200, "{name}: {}", answer.text);
    answer
}

/// All that lies in the folder of the bulk files.
fn on_disk(app: &TestApp) -> String {
    let (mut text, mut waiting) = (String::new(), vec![app.data_folder().join("open-data")]);
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                text.push_str(&String::from_utf8_lossy(&fs::read(path).unwrap()));
            }
        }
    }
    text
}

#[tokio::test]
async fn every_file_is_what_the_manifest_says() {
    let (app, _) = inhabited().await;
    assert_eq!(follower(&app).turn().await.unwrap(), Due::Release);
    let manifest = manifest(&app).await;
    assert_eq!(manifest["ledger_number"], app.ledger_number().await);
    let live = figures::live(&mut app.tx().await, TODAY.parse().unwrap()).await.unwrap();
    for (code, count) in
        [("entities", live.entities), ("licences", live.licences), ("penalties", live.penalties)]
    {
        assert_eq!(set(&manifest, code)["rows"], count, "{code}");
        assert!(count > 0);
    }
    for listed in manifest["data_sets"].as_array().unwrap() {
        let code = listed["code"].as_str().unwrap();
        let names: Vec<&str> =
            listed["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
        let suffixes = ["csv", "csv.gz", "jsonl", "jsonl.gz"];
        assert_eq!(names, suffixes.map(|suffix| format!("{code}.{suffix}")));
        for described in listed["files"].as_array().unwrap() {
            let name = described["name"].as_str().unwrap();
            let release = app.core().shelf.current(app.core().clock.now()).unwrap();
            let bytes = fs::read(release.folder.join(name)).unwrap();
            assert_eq!(described["size"], bytes.len(), "{name}");
            assert_eq!(described["sha256"], checksum(&bytes), "{name}");
        }
        let lines = file(&app, &manifest, &format!("{code}.jsonl")).await.text;
        assert_eq!(listed["rows"], lines.lines().count(), "{code}");
        let table = file(&app, &manifest, &format!("{code}.csv")).await.text;
        assert!(table.starts_with('\u{feff}'), "{code}");
        let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
        let width = reader.headers().unwrap().len();
        assert_eq!(listed["rows"], reader.records().map(|row| assert_eq!(row.unwrap().len(), width)).count());
        let columns = data_sets().into_iter().find(|set| set.code == code).unwrap().columns();
        assert_eq!(width, columns.len(), "{code}");
    }
    assert_eq!(
        app.get("/open-data/penalties.csv").await.header("location"),
        path(&manifest, "penalties.csv")
    );
    let dictionary = file(&app, &manifest, "dictionary.json").await.json();
    assert_eq!(dictionary["data_sets"].as_array().unwrap().len(), data_sets().len());
}

#[tokio::test]
async fn the_pages_show_the_files_and_the_interface() {
    let (app, _) = inhabited().await;
    let empty = app.get("/open-data").await;
    assert!(empty.words("main").contains("文件正在制作"), "{}", empty.words("main"));
    follower(&app).turn().await.unwrap();
    let page = app.get_with("/open-data", &[("if-none-match", empty.header("etag"))]).await;
    assert_eq!(page.status, 200, "a new release is another page");
    let again = app.get_with("/open-data", &[("if-none-match", page.header("etag"))]).await;
    assert_eq!(again.status, 304);
    let manifest = manifest(&app).await;
    for described in set(&manifest, "penalties")["files"].as_array().unwrap() {
        let name = described["name"].as_str().unwrap();
        assert!(page.text.contains(&path(&manifest, name)), "{name}");
    }
    let developers = app.get("/developers").await;
    for word in ["/api/v1/changes", "/api/v1/search", "gone"] {
        assert!(developers.words("main").contains(word), "{word}");
    }
}

#[tokio::test]
async fn a_release_cut_while_an_import_runs_has_no_gap_and_nothing_twice() {
    let app = furnished(TODAY).await;
    let rows: Vec<Penalty> =
        (0..1_500).map(|number| Penalty::new(&format!("云示罚字〔2026〕{number}号"))).collect();
    let follower = follower(&app);
    let (releases, _) = tokio::join!(
        async {
            let mut numbers = BTreeSet::new();
            for _ in 0..3 {
                follower.build().await.unwrap();
                follower.look().await.unwrap();
                let manifest = manifest(&app).await;
                let number = manifest["ledger_number"].as_i64().unwrap();
                let lines = file(&app, &manifest, "penalties.jsonl").await.text;
                let ids: BTreeSet<String> = lines
                    .lines()
                    .map(|line| {
                        serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned()
                    })
                    .collect();
                assert_eq!(ids.len(), lines.lines().count(), "some come twice");
                let mut tx = app.tx().await;
                let told: Vec<(String,)> = tx
                    .query("select public_id from ledger where subject = 'decision' and number <= $1")
                    .bind(number)
                    .all()
                    .await
                    .unwrap();
                assert_eq!(ids, told.into_iter().map(|(id,)| id).collect(), "at {number}");
                assert_eq!(set(&manifest, "penalties")["rows"], ids.len());
                numbers.insert(number);
            }
            numbers
        },
        app.import(&rows)
    );
    assert!(releases.len() > 1, "the import did not move between the releases: {releases:?}");
}

#[tokio::test]
async fn trap_27_what_ended_is_in_no_file_and_no_row() {
    for kind in ["修复", "删除", "撤回", "到期"] {
        let app = furnished(TODAY).await;
        app.import(&[penalty(), Penalty::new("云示监罚〔2026〕2号")]).await;
        let follower = follower(&app);
        follower.turn().await.unwrap();
        let before = manifest(&app).await;
        assert!(file(&app, &before, "penalties.csv").await.text.contains(CANARY));
        assert_eq!(before["valid_until"], "2027-11-20");
        if kind == "到期" {
            app.travel_to_moment("2027-11-21 00:00:10");
        } else {
            app.import(&[penalty().ending(kind)]).await;
        }
        assert_eq!(follower.turn().await.unwrap(), Due::Release, "{kind}");
        let after = manifest(&app).await;
        assert_ne!(before["release"], after["release"]);
        assert_eq!(after["previous"]["release"], before["release"]);
        assert_eq!(app.get(&path(&before, "penalties.csv")).await.status, 404, "{kind}");
        assert!(!on_disk(&app).contains(CANARY), "{kind}");
        for set in data_sets() {
            for form in ["csv", "jsonl"] {
                let text = file(&app, &after, &format!("{}.{form}", set.code)).await.text;
                assert!(!text.contains(CANARY) && !text.contains(NUMBER), "{kind}: {}", set.code);
            }
        }
    }
}

#[tokio::test]
async fn a_release_with_an_ended_record_is_off_offer_before_a_minute_is_over_also_if_none_follows() {
    let app = furnished(TODAY).await;
    app.travel_to_moment("2026-11-23 12:00:00");
    app.import(&[penalty()]).await;
    let follower = follower(&app);
    follower.turn().await.unwrap();
    let path = path(&manifest(&app).await, "penalties.csv");
    app.import(&[penalty().ending("修复")]).await;
    for (moment, status) in [("2026-11-23 12:00:45", 200), ("2026-11-23 12:00:46", 503)] {
        app.travel_to_moment(moment);
        assert_eq!(follower.look().await.unwrap(), Due::Release);
        assert_eq!(app.get(&path).await.status, status, "{moment}");
    }
    assert_eq!(app.get("/open-data/manifest.json").await.status, 503);
    assert!(app.get("/open-data").await.words("main").contains("文件正在制作"));
    follower.turn().await.unwrap();
    assert_eq!(app.get("/open-data/manifest.json").await.status, 200);
}

#[tokio::test]
async fn a_release_is_off_offer_after_the_last_day_of_a_record_also_if_nobody_looks() {
    let app = furnished(TODAY).await;
    app.import(&[penalty()]).await;
    follower(&app).turn().await.unwrap();
    let path = path(&manifest(&app).await, "penalties.csv");
    for (moment, status) in
        [("2027-11-20 23:59:59", 200), ("2027-11-21 00:00:45", 200), ("2027-11-21 00:00:46", 503)]
    {
        app.travel_to_moment(moment);
        assert_eq!(app.get(&path).await.status, status, "{moment}");
    }
}

#[tokio::test]
async fn a_server_that_starts_offers_an_older_release_only_if_nothing_in_it_has_ended() {
    let app = furnished(TODAY).await;
    app.import(&[penalty(), Penalty::new("云示监罚〔2026〕2号")]).await;
    follower(&app).turn().await.unwrap();
    let started = || {
        let mut core = app.core().clone();
        core.shelf = Shelf::open(app.data_folder()).unwrap();
        core
    };
    let core = started();
    assert!(core.shelf.current(core.clock.now()).is_none(), "nothing is offered before a look");
    let again = Follower::new(core.clone(), OpenData::default());
    assert_eq!(again.look().await.unwrap(), Due::Nothing);
    assert!(core.shelf.current(core.clock.now()).is_some());
    app.import(&[penalty().ending("修复")]).await;
    let core = started();
    let again = Follower::new(core.clone(), OpenData::default());
    assert_eq!(again.look().await.unwrap(), Due::Release);
    assert!(core.shelf.current(core.clock.now()).is_none());
    again.turn().await.unwrap();
    assert!(core.shelf.current(core.clock.now()).is_some());
}

#[tokio::test]
async fn a_release_is_made_again_only_when_it_is_old_and_the_record_moved() {
    let app = furnished(TODAY).await;
    let follower = follower(&app);
    assert_eq!(follower.turn().await.unwrap(), Due::Release);
    let first = manifest(&app).await;
    app.import(&[penalty()]).await;
    assert_eq!(follower.turn().await.unwrap(), Due::Nothing, "it is young");
    app.travel_to_moment("2026-11-23 11:31:00");
    assert_eq!(follower.turn().await.unwrap(), Due::Release);
    assert_eq!(app.get(&path(&first, "penalties.csv")).await.status, 200, "a download goes on");
    app.travel_to_moment("2026-11-23 23:31:00");
    assert_eq!(follower.turn().await.unwrap(), Due::Nothing, "nothing moved");
    app.travel_to_moment("2026-11-24 10:31:00");
    follower.turn().await.unwrap();
    assert_eq!(app.get(&path(&first, "penalties.csv")).await.status, 404, "a day is over");
}

#[tokio::test]
async fn a_download_that_broke_off_goes_on_with_the_same_bytes() {
    let (app, _) = inhabited().await;
    follower(&app).turn().await.unwrap();
    let manifest = manifest(&app).await;
    let name = "entities.jsonl";
    let whole = file(&app, &manifest, name).await;
    let etag = whole.header("etag").to_owned();
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let path = path(&manifest, name);
    // Inside a character: parts are of bytes.
    let release = app.core().shelf.current(app.core().clock.now()).unwrap();
    let bytes = fs::read(release.folder.join(name)).unwrap();
    let cut = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let first = app.get_with(&path, &[("range", &format!("bytes=0-{}", cut - 1))]).await;
    let range = format!("bytes={cut}-");
    let rest = app.get_with(&path, &[("range", &range), ("if-range", &etag)]).await;
    assert_eq!((first.status, rest.status), (206, 206));
    assert_eq!(rest.header("content-range"), format!("bytes {cut}-{}/{}", bytes.len() - 1, bytes.len()));
    assert_eq!(etag, format!("\"{}\"", checksum((first.text + &rest.text).as_bytes())));
    let other = app.get_with(&path, &[("range", &range), ("if-range", "\"other\"")]).await;
    assert_eq!((other.status, other.text), (200, whole.text));
    let beyond = app.get_with(&path, &[("range", &format!("bytes={}-", bytes.len()))]).await;
    assert_eq!(beyond.status, 416);
    let known = app.get_with(&path, &[("if-none-match", &etag), ("accept-encoding", "gzip")]).await;
    assert_eq!((known.status, known.text.as_str()), (304, ""));
    let packed = app.get_with(&path, &[("accept-encoding", "gzip")]).await;
    assert_eq!((packed.header("content-encoding"), packed.header("etag")), ("", etag.as_str()));
}

#[tokio::test]
async fn no_cell_is_a_formula_and_nothing_private_is_in_a_file() {
    let app = furnished(TODAY).await;
    let trader = Entity::trader("秦岭示例灯笼店", 71)
        .with("住所", "云川市示例巷七号")
        .with("注册号", "690102200012342");
    app.import(&[trader]).await;
    app.import(&[Penalty::new(NUMBER).with("CF_SY", "=HYPERLINK(\"x\")未按规定建立台账")]).await;
    app.import(&[Licence::new("云示监许〔2026〕1号")]).await;
    follower(&app).turn().await.unwrap();
    let manifest = manifest(&app).await;
    let table = file(&app, &manifest, "penalties.csv").await.text;
    assert!(table.contains("'=HYPERLINK"), "{table}");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    assert!(reader.records().all(|row| row.unwrap().iter().all(|cell| !cell.starts_with(['=', '+', '@']))));
    assert!(file(&app, &manifest, "penalties.jsonl").await.text.contains("\"=HYPERLINK"));
    let everything = on_disk(&app);
    for private in ["甄见山", "示例巷七号", "690102200012342"] {
        assert!(!everything.contains(private), "{private}");
    }
}

#[tokio::test]
async fn a_whole_search_result_can_be_downloaded() {
    let app = furnished(TODAY).await;
    let many: Vec<Entity> = (0..130)
        .map(|number| Entity::new(&format!("秦岭成批第{number}号商贸有限公司"), 300 + number))
        .collect();
    app.import(&many).await;
    app.import(&[penalty()]).await;
    let answer = app.get(&encoded("/search.csv?q=秦岭成批")).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert!(answer.text.starts_with('\u{feff}'));
    let mut reader = csv::Reader::from_reader(answer.text.as_bytes());
    let names: BTreeSet<String> = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
    assert_eq!(names.len(), 130);
    let mut paged = Vec::new();
    let mut path = "/api/v1/search?q=秦岭成批&limit=40".to_owned();
    loop {
        let page = app.get(&encoded(&path)).await.json();
        paged.extend(
            page["hits"].as_array().unwrap().iter().map(|hit| hit["uscc"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/search?q=秦岭成批&limit=40&cursor={next}");
    }
    let mut reader = csv::Reader::from_reader(answer.text.as_bytes());
    let codes: Vec<String> = reader.records().map(|row| row.unwrap()[1].to_owned()).collect();
    assert_eq!(codes, paged, "the rows of the pages in their order");
    let decisions = app.get(&encoded("/search.csv?q=云示监罚&type=decision")).await;
    assert!(decisions.text.contains(NUMBER), "{}", decisions.text);
    let page = app.get(&encoded("/search?q=秦岭成批")).await;
    assert!(page.text.contains("/search.csv?q="));
    assert_eq!(app.get("/search.csv?type=nothing").await.status, 400);
}

/// The next part of a body; `None` at its end.
async fn part(body: &mut Body) -> Option<Result<usize, axum::Error>> {
    let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
    Some(frame.map(|frame| frame.data_ref().map_or(0, Bytes::len)))
}

#[tokio::test]
async fn a_download_under_way_stops_when_its_release_goes_off_offer() {
    let app = furnished(TODAY).await;
    app.travel_to_moment("2026-11-23 12:00:00");
    let rows: Vec<Penalty> =
        (0..400).map(|number| Penalty::new(&format!("云示罚字〔2026〕{number}号"))).collect();
    app.import(&rows).await;
    let follower = follower(&app);
    follower.turn().await.unwrap();
    let manifest = manifest(&app).await;
    let ask = async || {
        let request = HttpRequest::builder().uri(path(&manifest, "penalties.jsonl")).body(Body::empty());
        let response = router(app.state().clone()).oneshot(request.unwrap()).await.unwrap();
        let length: usize = response.headers()["content-length"].to_str().unwrap().parse().unwrap();
        (length, response.into_body())
    };
    let (length, mut body) = ask().await;
    let mut read = 0;
    while let Some(bytes) = part(&mut body).await {
        read += bytes.unwrap();
    }
    assert!(read == length && length > 1 << 18, "{read} of {length}");

    let (_, mut body) = ask().await;
    part(&mut body).await.unwrap().unwrap();
    app.import(&[rows[7].ending("修复")]).await;
    assert_eq!(follower.look().await.unwrap(), Due::Release);
    part(&mut body).await.unwrap().expect("it has a grace");
    app.travel_to_moment("2026-11-23 12:00:46");
    assert!(part(&mut body).await.unwrap().is_err(), "it is broken off, so that nobody takes it for whole");
    assert!(part(&mut body).await.is_none());
}

fn abnormal(firms: &[Entity]) -> String {
    let head = "名称,统一社会信用代码,列入原因代码,列入原因,列入日期,作出决定机关（列入）\n";
    let row =
        |firm: &Entity| format!("{},{},1,未按时年报,2026-07-10,{AUTHORITY}\n", firm.name(), firm.code());
    firms.iter().map(row).fold(head.to_owned(), |file, row| file + &row)
}

/// That each list has as many rows in its files as the store has public entries.
async fn assert_lists_are_whole(app: &TestApp) {
    let (manifest, lists) = (manifest(app).await, app.get("/api/v1/lists").await.json());
    let items = lists["items"].as_array().unwrap();
    for item in items.iter().filter(|item| data_sets().iter().any(|set| item["code"] == set.code)) {
        let code = item["code"].as_str().unwrap();
        let count = item["listed"].as_u64().unwrap() + item["removed"].as_u64().unwrap();
        assert_eq!(set(&manifest, code)["rows"], count, "{code}");
        assert_eq!(file(app, &manifest, &format!("{code}.jsonl")).await.text.lines().count() as u64, count);
    }
}

#[tokio::test]
async fn an_entry_that_its_source_deleted_or_that_expired_is_in_no_file_within_a_minute() {
    let app = furnished(TODAY).await;
    app.travel_to_moment("2026-11-23 12:00:00");
    let firms: Vec<Entity> =
        (1..=5).map(|number| Entity::new(&format!("秦岭示例第{number}商贸有限公司"), 100 + number)).collect();
    let kind = |code: &str| Kind::from_code(code).unwrap();
    app.import_file(kind("abnormal-operation"), "list.csv", abnormal(&firms).as_bytes()).await.unwrap();
    let head = "名称,统一社会信用代码,列入原因,列入日期,作出决定机关（列入）\n";
    let serious = format!(
        "{head}秦岭示例{CANARY}有限公司,{},提交虚假材料,2024-01-10,{AUTHORITY}\n",
        tests::records::code("91", 9)
    );
    app.import_file(kind("serious-dishonesty"), "list.csv", serious.as_bytes()).await.unwrap();
    let follower = follower(&app);
    follower.turn().await.unwrap();
    assert_lists_are_whole(&app).await;
    let before = manifest(&app).await;
    assert_eq!(
        (&set(&before, "abnormal-operation")["rows"], &set(&before, "serious-dishonesty")["rows"]),
        (&Value::from(5), &Value::from(1))
    );
    assert_eq!(before["valid_until"], "2027-01-10");
    let table = file(&app, &before, "abnormal-operation.csv").await.text;
    assert!(table.contains(firms[4].name()) && table.contains(firms[4].code()), "{table}");

    let scope = Scope::Full { most_ended_percent: 20 };
    let request = Request { scope, ..Request::new(kind("abnormal-operation"), PathBuf::new()) };
    app.import_as(request, "list.csv", abnormal(&firms[..4]).as_bytes()).await.unwrap();
    assert_eq!(follower.look().await.unwrap(), Due::Release);
    app.travel_to_moment("2026-11-23 12:00:46");
    assert_eq!(app.get(&path(&before, "abnormal-operation.csv")).await.status, 503, "none is ready yet");
    follower.turn().await.unwrap();
    assert_lists_are_whole(&app).await;
    assert!(!on_disk(&app).contains(firms[4].name()) && !on_disk(&app).contains(firms[4].code()));

    assert!(on_disk(&app).contains(CANARY));
    let before = manifest(&app).await;
    app.travel_to_moment("2027-01-11 00:00:46");
    assert_eq!(app.get(&path(&before, "serious-dishonesty.jsonl")).await.status, 503, "before any job ran");
    follower.turn().await.unwrap();
    assert_lists_are_whole(&app).await;
    assert!(!on_disk(&app).contains(CANARY));
}
