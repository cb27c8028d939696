//! The arrows of `docs/ARCHITECTURE.md`, kept true by cargo's metadata and by reading the sources.
//!
//! Each rule is a function that names its violations, and each has a test with a violation that it must find.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Packages that each of our packages may use directly; an absent one may use anything.
const MAY_USE: [(&str, &[&str]); 3] = [
    ("domain", &["chrono", "serde", "thiserror"]),
    (
        "app",
        &[
            "domain",
            "chrono",
            "serde",
            "leptos",
            "hydration_context",
            "percent-encoding",
            "wasm-bindgen",
            "wasm-bindgen-futures",
            "web-sys",
        ],
    ),
    (
        "search-index",
        &[
            "domain",
            "chrono",
            "serde",
            "serde_json",
            "thiserror",
            "tantivy",
            "tantivy-jieba",
            "pinyin",
            "ferrous-opencc",
        ],
    ),
];

/// Who may use whom of our own packages.
const OWN: [(&str, &[&str]); 6] = [
    ("domain", &[]),
    ("app", &["domain"]),
    ("search-index", &["domain"]),
    ("server", &["domain", "app", "search-index"]),
    ("tests", &["domain", "app", "search-index", "server"]),
    ("xtask", &["app", "domain"]),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Direct dependencies by package, those of tests left out.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let all = package["dependencies"].as_array().unwrap();
            let names = all.iter().filter(|one| one["kind"] != "dev").map(|one| text(&one["name"]));
            (text(&package["name"]), names.collect())
        })
        .collect()
}

fn forbidden_uses(dependencies: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut found = Vec::new();
    for (package, used) in dependencies {
        let may = MAY_USE.iter().find(|(name, _)| name == package).map(|(_, may)| may);
        let own = OWN.iter().find(|(name, _)| name == package).map_or(&[][..], |(_, own)| own);
        for other in used {
            let is_own = OWN.iter().any(|(name, _)| name == other);
            if (is_own && !own.contains(&other.as_str()))
                || may.is_some_and(|may| !may.contains(&other.as_str()))
            {
                found.push(format!("{package} uses {other}"));
            }
        }
    }
    found
}

/// The Rust sources below a folder, by their path from the root, without comments and test modules.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut waiting = vec![root().join(folder)];
    while let Some(path) = waiting.pop() {
        for entry in std::fs::read_dir(&path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((name_of(&path), without_comments(&text)));
            }
        }
    }
    assert!(!files.is_empty(), "{folder}");
    files.sort();
    files
}

fn name_of(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

fn without_comments(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The files below `folder` that hold one of `words`, but for those that begin with one of `except`.
fn files_with(files: &[(String, String)], words: &[&str], except: &[&str]) -> Vec<String> {
    let is_free = |name: &str| except.iter().any(|start| name.starts_with(start));
    let mut found = Vec::new();
    for (name, text) in files.iter().filter(|(name, _)| !is_free(name)) {
        found.extend(words.iter().filter(|word| text.contains(**word)).map(|word| format!("{name}: {word}")));
    }
    found
}

/// String literals that begin like a statement of SQL.
fn statements(files: &[(String, String)], except: &str) -> Vec<String> {
    let verbs = ["select ", "insert into ", "update ", "delete from ", "with ", "create ", "drop ", "alter "];
    let mut found = Vec::new();
    for (name, text) in files.iter().filter(|(name, _)| !name.starts_with(except)) {
        for literal in text.split('"').skip(1) {
            let start = literal.trim_start().to_lowercase();
            let is_sql = verbs.iter().any(|verb| start.starts_with(verb))
                && [" from ", " into ", " set ", " table ", " index ", "\n"]
                    .iter()
                    .any(|word| start.contains(word));
            if is_sql && !start.contains("use ") {
                let line: String = literal.chars().take(60).collect();
                found.push(format!("{name}: {line}"));
            }
        }
    }
    found
}

#[test]
fn packages_use_only_what_the_plan_allows() {
    let dependencies = dependencies();
    assert_eq!(dependencies.len(), OWN.len(), "a new package needs its arrows here and in the plan");
    assert_eq!(forbidden_uses(&dependencies), Vec::<String>::new());
}

#[test]
fn a_forbidden_use_would_be_found() {
    let uses = |package: &str, other: &str| BTreeMap::from([(package.to_owned(), vec![other.to_owned()])]);
    for (package, other) in [
        ("app", "server"),
        ("app", "sqlx"),
        ("app", "tokio"),
        ("domain", "sqlx"),
        ("search-index", "server"),
        ("server", "tests"),
    ] {
        assert_eq!(forbidden_uses(&uses(package, other)), [format!("{package} uses {other}")]);
    }
    assert!(forbidden_uses(&uses("server", "app")).is_empty());
}

/// Ways to the outside world that `domain` must not know.
const OUTSIDE: [&str; 9] = [
    "std::fs",
    "std::net",
    "std::io",
    "std::process",
    "std::env",
    "std::thread",
    "std::time",
    "async fn",
    "println!",
];

#[test]
fn nothing_in_domain_touches_the_outside_world() {
    let files = sources("domain/src");
    assert_eq!(files_with(&files, &OUTSIDE, &[]), Vec::<String>::new());
    let guilty = [("domain/src/x.rs".to_owned(), "use std::fs;".to_owned())];
    assert_eq!(files_with(&guilty, &OUTSIDE, &[]), ["domain/src/x.rs: std::fs"]);
}

#[test]
fn all_sql_is_in_the_store() {
    let mut files = sources("server/src");
    files.extend(sources("app/src"));
    files.extend(sources("domain/src"));
    files.extend(sources("search-index/src"));
    assert_eq!(statements(&files, "server/src/store/"), Vec::<String>::new());
    assert!(!statements(&files, "nowhere").is_empty(), "the store's own are found");
    let guilty = [("server/src/web/x.rs".to_owned(), "tx.query(\"select id from entity\")".to_owned())];
    assert_eq!(statements(&guilty, "server/src/store/").len(), 1);
}

#[test]
fn the_inner_rooms_know_no_http() {
    let words = ["axum::", "use axum", "tower::", "tower_http"];
    let rooms = [
        "actions",
        "credentials",
        "store",
        "followers",
        "import",
        "ingest",
        "mapping",
        "jobs",
        "generate",
        "sheets",
    ];
    for room in rooms {
        assert_eq!(
            files_with(&sources(&format!("server/src/{room}")), &words, &[]),
            Vec::<String>::new(),
            "{room}"
        );
    }
    assert!(!files_with(&sources("server/src/web"), &words, &[]).is_empty(), "elsewhere it is found");
}

/// The rooms of `server`, the lowest first: each knows only rooms that stand before it.
const ROOMS: [&str; 33] = [
    "clock",
    "random",
    "config",
    "usage",
    "secrets",
    "journal",
    "ingest",
    "sheets",
    "mapping",
    "index_folder",
    "shelf",
    "attachments",
    "credentials",
    "store",
    "audit_heads",
    "mail",
    "state",
    "record",
    "import",
    "error",
    "actions",
    "read",
    "followers",
    "jobs",
    "routes",
    "documents",
    "web",
    "api",
    "desk",
    "router",
    "generate",
    "cli",
    "main",
];

/// The room of a file, such as `store` of `server/src/store/entry.rs`.
fn room_of(name: &str) -> &str {
    let name = name.strip_prefix("server/src/").unwrap_or(name);
    name.split('/').next().unwrap_or(name).trim_end_matches(".rs")
}

/// What files know of rooms that are not below their own.
fn calls_up(files: &[(String, String)]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in files.iter().filter(|(name, _)| room_of(name) != "lib") {
        let room = room_of(name);
        let Some(at) = ROOMS.iter().position(|known| *known == room) else {
            found.push(format!("{name}: a room without a place"));
            continue;
        };
        let above = ROOMS.iter().skip(at + 1);
        let uses = above.filter(|above| {
            // One path each, or several in braces.
            let listed = text.split("use crate::{").skip(1).filter_map(|rest| rest.split(';').next());
            let words = |list: &str| {
                list.split(|sign: char| !(sign.is_alphanumeric() || sign == '_')).any(|word| word == **above)
            };
            text.contains(&format!("crate::{above}::"))
                || text.contains(&format!("crate::{above};"))
                || listed.into_iter().any(words)
        });
        found.extend(uses.map(|above| format!("{name}: {above}")));
    }
    found
}

#[test]
fn each_room_of_the_server_knows_only_the_rooms_below_it() {
    assert_eq!(calls_up(&sources("server/src")), Vec::<String>::new());
    let guilty = |text: &str| calls_up(&[("server/src/import/x.rs".to_owned(), text.to_owned())]);
    assert_eq!(guilty("use crate::actions::publish;"), ["server/src/import/x.rs: actions"]);
    assert_eq!(guilty("use crate::{read, store};"), ["server/src/import/x.rs: read"]);
    assert_eq!(guilty("use crate::{\n    read,\n    store,\n};"), ["server/src/import/x.rs: read"]);
    assert!(guilty("use crate::record::publish;").is_empty());
    let unknown = [("server/src/attic/x.rs".to_owned(), String::new())];
    assert_eq!(calls_up(&unknown), ["server/src/attic/x.rs: a room without a place"]);
}

#[test]
fn readers_and_mappings_know_no_record() {
    let words = ["crate::store", "crate::import", "crate::actions", "crate::state", "crate::read"];
    for room in ["ingest", "mapping", "sheets"] {
        assert_eq!(files_with(&sources(&format!("server/src/{room}")), &words, &[]), Vec::<String>::new());
    }
    let words = ["crate::mapping"];
    assert_eq!(files_with(&sources("server/src/ingest"), &words, &[]), Vec::<String>::new());
    assert!(!files_with(&sources("server/src/import"), &words, &[]).is_empty(), "elsewhere it is found");
}

#[test]
fn the_time_comes_from_one_place() {
    let words = ["Utc::now", "Local::now", "SystemTime::now"];
    let mut files = sources("server/src");
    for folder in ["app/src", "domain/src", "search-index/src"] {
        files.extend(sources(folder));
    }
    assert_eq!(files_with(&files, &words, &["server/src/clock.rs"]), Vec::<String>::new());
    assert_eq!(files_with(&files, &words, &[]), ["server/src/clock.rs: Utc::now"]);
}

#[test]
fn tantivy_is_behind_one_door() {
    let words = ["tantivy::", "use tantivy", "extern crate tantivy"];
    let mut files = sources("server/src");
    for folder in ["app/src", "domain/src"] {
        files.extend(sources(folder));
    }
    assert_eq!(files_with(&files, &words, &[]), Vec::<String>::new());
    assert!(!files_with(&sources("search-index/src"), &words, &[]).is_empty(), "behind the door it is found");
}

#[test]
fn only_one_function_commits_the_index() {
    let files = sources("search-index/src");
    let commits: Vec<String> =
        files.iter().flat_map(|(name, text)| text.matches(".commit()").map(move |_| name.clone())).collect();
    assert!(commits.len() <= 1, "a plain commit erases the cursor in the payload: {commits:?}");
}

#[test]
fn pages_are_written_in_app_only() {
    let words = ["view! {", "view!{", "<div", "<html"];
    assert_eq!(files_with(&sources("server/src"), &words, &["server/src/ingest/"]), Vec::<String>::new());
    assert!(!files_with(&sources("app/src"), &words, &[]).is_empty());
}

#[test]
fn addresses_are_in_the_router_and_the_interface_only() {
    let words = [".route("];
    let files = sources("server/src");
    let places = ["server/src/router.rs", "server/src/routes.rs", "server/src/api/mod.rs"];
    assert_eq!(files_with(&files, &words, &places), Vec::<String>::new());
    assert!(!files_with(&files, &words, &[]).is_empty());
}

/// What was filed, what was said about it and what became of it.
const KEPT: [&str; 15] = [
    "decision",
    "decision_party",
    "correction",
    "approval",
    "audit_entry",
    "import_batch",
    "import_issue",
    "first_submission",
    "filed_number",
    "gap",
    "inspection_sample",
    "ledger",
    "entry",
    "entity",
    "frozen_month",
];

fn deletions(files: &[(String, String)]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in files {
        let text = text.to_lowercase();
        for rest in text.split("delete from ").skip(1) {
            let table: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if KEPT.contains(&table.as_str()) || table.is_empty() {
                found.push(format!("{name}: delete from {table}"));
            }
        }
        found.extend(text.contains("drop table").then(|| format!("{name}: drop table")));
    }
    found
}

#[test]
fn nothing_that_was_filed_can_be_deleted() {
    assert_eq!(deletions(&sources("server/src")), [""; 0]);
    let file = |text: &str| vec![("store/x.rs".to_owned(), text.to_owned())];
    for text in ["Delete from approval where id = $1", "delete from {table}", "drop table gap"] {
        assert_eq!(deletions(&file(text)).len(), 1, "{text}");
    }
    assert_eq!(deletions(&file("delete from session where id = $1")), [""; 0]);
}

#[test]
fn nothing_but_the_share_of_an_inspection_is_called_by_its_name() {
    let may =
        ["app/src/pages/agencies.rs", "app/src/pages/agency_duties.rs", "app/src/desk/duties/sample.rs"];
    for folder in ["app/src", "server/src", "domain/src"] {
        assert_eq!(files_with(&sources(folder), &["瞒报"], &may), [""; 0]);
    }
}
