//! The furniture of most stories.

use std::fmt::Write as _;

use server::actions::regulator::Regulator;
use server::config::OpenData;
use server::followers::open_data::Follower;
use server::import::Kind;
use server::store::account::{self, AccountRow};
use tests::records::code;
use tests::{Answer, Authority, Entity, Licence, Penalty, TestApp, Who};

/// The stories' usual day, a Monday.
pub(crate) const TODAY: &str = "2026-11-23";

/// A server on that day that knows one authority and one company.
pub(crate) async fn furnished(day: &str) -> TestApp {
    let app = TestApp::on(day).await;
    app.import(&[Authority::usual()]).await;
    app.import(&[Entity::company()]).await;
    app
}

/// An administrator beside the desk's own, for what takes two.
pub(crate) async fn another_administrator(app: &TestApp) -> Regulator {
    let core = app.core();
    let mut tx = core.db.write().await.unwrap();
    let first = account::by_login(&mut tx, Who::Administrator.login()).await.unwrap().unwrap();
    let login = "another-administrator".to_owned();
    let row = AccountRow { id: format!("account-{login}"), login, ..first };
    account::save(&mut tx, &row).await.unwrap();
    let regulator = Regulator::of(&mut tx, &row, None, core.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    regulator
}

/// A furnished server with a record of every kind, and the paths of all its pages with their status.
pub(crate) async fn inhabited() -> (TestApp, Vec<(String, u16)>) {
    let app = furnished(TODAY).await;
    let shared = "690102200012342";
    let pair = [("秦岭示例双生甲店", 71), ("秦岭示例双生乙店", 72)];
    app.import(&pair.map(|(name, number)| Entity::trader(name, number).with("注册号", shared))).await;
    let withdrawn = Penalty::new("云示监罚〔2026〕9号");
    app.import(&[Penalty::new("云示监罚〔2026〕1号"), withdrawn.clone()]).await;
    app.import(&[Licence::new("云示监许〔2026〕1号")]).await;
    app.import(&[withdrawn.ending("撤回")]).await;
    let list = format!(
        "名称,统一社会信用代码,列入原因代码,列入原因,列入日期,作出决定机关（列入）\n{},{},1,未按时年报,2026-07-10,{}\n",
        tests::records::COMPANY,
        code("91", 1),
        tests::records::AUTHORITY
    );
    let kind = Kind::from_code("abnormal-operation").unwrap();
    app.import_file(kind, "list.csv", list.as_bytes()).await.unwrap();
    let listed = app.get("/api/v1/lists/abnormal-operation").await.json();
    let entry = listed["items"][0]["id"].as_str().unwrap().to_owned();
    let entity = app.entity_id(tests::records::COMPANY).await;
    let agency = app.authority_id(tests::records::AUTHORITY).await;
    let paths = [
        ("/".to_owned(), 200),
        ("/search?q=示例".to_owned(), 200),
        ("/search?q=云示监&type=decision".to_owned(), 200),
        ("/search?q=查无此名".to_owned(), 200),
        (format!("/entities/{entity}"), 200),
        (format!("/entities/{shared}"), 200),
        (format!("/entities/{}", code("91", 1)), 308),
        (app.decision_path("云示监罚〔2026〕1号").await, 200),
        (app.decision_path("云示监许〔2026〕1号").await, 200),
        (app.decision_path("云示监罚〔2026〕9号").await, 410),
        ("/decisions/0123456789abcdefghjk".to_owned(), 404),
        ("/deadline".to_owned(), 200),
        ("/deadline?decided_on=2026-09-28&working_days=7".to_owned(), 200),
        ("/deadline?decided_on=gestern&working_days=-1".to_owned(), 200),
        ("/agencies".to_owned(), 200),
        ("/agencies?month=2026-10&kind=penalty".to_owned(), 200),
        (format!("/agencies/{agency}"), 200),
        ("/lists".to_owned(), 200),
        ("/lists/abnormal-operation".to_owned(), 200),
        ("/lists/tax-a".to_owned(), 200),
        ("/lists/commitment".to_owned(), 404),
        (format!("/entries/{entry}"), 200),
        ("/entries/0123456789abcdefghjk".to_owned(), 404),
        ("/regions".to_owned(), 200),
        ("/regions/690100".to_owned(), 200),
        ("/guide".to_owned(), 200),
        ("/guide/repair".to_owned(), 200),
        ("/guide/nothing".to_owned(), 404),
        ("/open-data".to_owned(), 200),
        ("/developers".to_owned(), 200),
        ("/rules".to_owned(), 200),
        ("/about".to_owned(), 200),
        ("/privacy".to_owned(), 200),
        ("/accessibility".to_owned(), 200),
        ("/nothing".to_owned(), 404),
    ];
    (app, paths.map(|(path, status)| (encoded(&path), status)).to_vec())
}

/// Makes a release of the bulk files and puts it on offer.
pub(crate) async fn offer_bulk_files(app: &TestApp) {
    let follower = Follower::new(app.core().clone(), OpenData::default());
    follower.build().await.unwrap();
    follower.look().await.unwrap();
}

/// A path with its Han characters as a client sends them.
pub(crate) fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'<' && byte != b'>';
    path.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// A text of which every byte is encoded.
pub(crate) fn all_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut sent, byte| {
        write!(sent, "%{byte:02X}").unwrap();
        sent
    })
}

/// A search through the API; `parameters` such as `q=示例&type=decision`.
pub(crate) async fn search(app: &TestApp, parameters: &str) -> Answer {
    let answer = app.get(&encoded(&format!("/api/v1/search?{parameters}"))).await;
    assert_eq!(answer.status, 200, "{parameters}: {}", answer.text);
    answer
}

/// The addresses of all pages of the feed of changes.
async fn changes(app: &TestApp) -> Vec<String> {
    let end = app.ledger_number().await;
    (0..=end / 100).map(|page| format!("/api/v1/changes?since={}&limit=100", page * 100)).collect()
}

/// The addresses of all records' pages and answers, in whatever state they are.
async fn pages_of_records(app: &TestApp) -> Vec<String> {
    let mut paths = Vec::new();
    let mut tx = app.tx().await;
    let entities: Vec<(String,)> = tx.query("select public_id from entity").all().await.unwrap();
    let decisions: Vec<(String,)> = tx.query("select public_id from decision").all().await.unwrap();
    let entries: Vec<(String,)> = tx.query("select public_id from entry").all().await.unwrap();
    let agencies: Vec<(String,)> = tx.query("select public_id from authority").all().await.unwrap();
    drop(tx);
    for (id,) in entities {
        paths.push(format!("/entities/{id}"));
        paths.push(format!("/api/v1/entities/{id}"));
        paths.push(format!("/api/v1/entities/{id}/decisions"));
        paths.push(format!("/api/v1/entities/{id}/entries"));
        paths.push(format!("/api/v1/entities/{id}/decisions?kind=licence"));
    }
    for (id,) in entries {
        paths.push(format!("/entries/{id}"));
        paths.push(format!("/api/v1/entries/{id}"));
    }
    for (id,) in decisions {
        paths.push(format!("/decisions/{id}"));
        paths.push(format!("/api/v1/decisions/{id}"));
    }
    for (id,) in agencies {
        paths.push(format!("/agencies/{id}"));
        paths.push(format!("/agencies/{id}/rows.csv"));
        paths.push(format!("/api/v1/agencies/{id}"));
    }
    paths
}

/// Every public address that a record's content could leak through, as one text: pages, JSON, sitemaps, CSV.
pub(crate) async fn everything_public(app: &TestApp, words: &[&str]) -> String {
    let mut paths = vec![
        "/".to_owned(),
        "/agencies".to_owned(),
        "/about".to_owned(),
        "/sitemap.xml".to_owned(),
        "/sitemap/start".to_owned(),
        "/metrics".to_owned(),
        "/api/v1/agencies".to_owned(),
        "/regions".to_owned(),
        "/api/v1/regions".to_owned(),
        "/lists".to_owned(),
        "/open-data/manifest.json".to_owned(),
    ];
    for item in domain::catalogue::items().iter().filter(|item| item.nature.is_list()) {
        paths.push(format!("/lists/{}", item.code));
        paths.push(format!("/api/v1/lists/{}", item.code));
    }
    for word in words {
        for kind in ["entity", "decision"] {
            paths.push(format!("/search?q={word}&type={kind}"));
            paths.push(format!("/api/v1/search?q={word}&type={kind}"));
        }
        paths.push(format!("/api/v1/suggest?q={word}"));
        paths.push(format!("/search.csv?q={word}"));
    }
    paths.extend(changes(app).await);
    paths.extend(pages_of_records(app).await);
    let mut text = String::new();
    for path in paths {
        let answer = app.get(&encoded(&path)).await;
        // What was typed comes back in the search field; only what the record says counts. Marks part the letters.
        let body = if path.starts_with("/search?") { answer.words(".results, .facets") } else { answer.text };
        let place = path.split("?q=").next().unwrap_or_default();
        writeln!(text, "== {place} {}\n{body}", answer.status).unwrap();
    }
    text
}
