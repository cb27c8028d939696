//! Real registrations, from `CHENGXIN_REAL_DATA` (default `../shared/data` beside the workspace). They are not in this
//! repository and no name or code of theirs is; firms are drawn by row number.

#![expect(clippy::print_stdout, reason = "says what is not run, and how many real rows ended how")]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use domain::uscc::{self, Uscc};
use pinyin::ToPinyin as _;
use serde_json::{Map, Value};
use server::ingest::{self, Limits};
use tests::binary::{Program, Server, root};

const DAY: &str = "2026-11-23";

/// The codes of issues that real rows have, with the reason. Any other is a fault of ours or news.
const EXPLAINED: [(&str, &str); 5] = [
    ("uscc-check-digit", "wrong codes that are in use: kept and marked"),
    ("uscc-malformed", "the letter O, which no code has, in the place of a zero"),
    ("code-doubtful", "registration numbers whose check digit is wrong"),
    ("value-dropped", "capital in dollars, francs or yen: no rate is ours to choose"),
    ("personal-data", "a number of a mobile telephone in an address"),
];

/// A file of the real data; `None`, and a line that says so, where it is not there.
pub(crate) fn real(path: &str) -> Option<PathBuf> {
    let folder = env::var_os("CHENGXIN_REAL_DATA").map_or_else(|| "../shared/data".into(), PathBuf::from);
    let full = root().join(folder).join(path);
    if full.exists() {
        return Some(full);
    }
    println!("not run: there is no real data at {} (CHENGXIN_REAL_DATA)", full.display());
    None
}

/// What a firm is asked for by, under our captions.
type Row = BTreeMap<&'static str, String>;

/// What an import of real rows must be like; a layout that is not ours comes in through a shipped mapping file.
async fn import(program: &Program, what: &str, rows: usize, mapping: Option<&str>, file: &Path) {
    let report = program.path("report.json");
    let mut command = program.command(&["import", "entities", "--report"]);
    if let Some(mapping) = mapping {
        command.arg(&report).arg("--mapping").arg(root().join("mappings").join(mapping)).arg(file);
    } else {
        command.args([report.as_path(), file]);
    }
    let finished = tests::binary::start(&mut command).finish();
    let totals = finished.totals();
    assert_eq!(usize::try_from(totals.iter().sum::<i64>()).unwrap(), rows, "{what}: every row is counted");
    println!("{what}: {rows} rows: {}", finished.last_line());
    let report: Value = serde_json::from_slice(&fs::read(&report).unwrap()).unwrap();
    let mut codes: BTreeMap<(String, String), usize> = BTreeMap::new();
    for issue in report["rows"].as_array().unwrap().iter().flat_map(|row| row["issues"].as_array().unwrap()) {
        let field = issue["field"].as_str().unwrap_or("整行");
        let code = issue["code"].as_str().unwrap().to_owned();
        *codes.entry((code, field.to_owned())).or_default() += 1;
    }
    for ((code, field), count) in &codes {
        let reason = EXPLAINED.iter().find(|(known, _)| known == code);
        let (_, reason) =
            reason.unwrap_or_else(|| panic!("{what}: {count} rows with {code}, which nobody explained"));
        println!("  {code}, {field}: {count} ({reason})");
    }
    let taken = totals[0] + totals[1] + totals[2];
    assert!(
        usize::try_from(taken).unwrap() * 100 >= rows * 99,
        "{what}: only {taken} of {rows} rows were taken in"
    );
    program.look().await.assert_whole().await;
}

/// Firms drawn by row number are found by full name, a fragment from the middle, pinyin and code.
fn find_some(server: &Server, what: &str, rows: &[Row]) {
    let mut found: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let drawn: Vec<&Row> = rows.iter().step_by(rows.len() / 25).collect();
    for row in &drawn {
        for (way, text) in questions(row) {
            let (tried, hits) = found.entry(way).or_default();
            *tried += 1;
            *hits += usize::from(is_found(server, &text, &row["名称"]));
        }
    }
    println!("{what}, of {} firms: {found:?} (tried, found)", drawn.len());
    assert_eq!(found.len(), 4, "{what}: a way was never tried");
    for (way, (tried, hits)) in found {
        // A character of several readings may be read in another way than the first; nothing else may be missed.
        let may_miss = if way == "pinyin" { tried / 5 } else { 0 };
        assert!(hits + may_miss >= tried, "{what}: by {way} only {hits} of {tried} firms were found");
    }
}

/// The ways to ask for a firm, each with what is typed: pinyin only if all of the name can be read, a code only if it
/// is one.
fn questions(row: &Row) -> Vec<(&'static str, String)> {
    let (name, code) = (&row["名称"], &row["统一社会信用代码"]);
    let characters: Vec<char> = name.chars().collect();
    let middle = characters.len() / 2;
    let fragment = &characters[middle.saturating_sub(3)..(middle + 3).min(characters.len())];
    let mut questions = vec![("name", name.clone()), ("fragment", fragment.iter().collect())];
    let syllables: Option<Vec<&str>> =
        name.as_str().to_pinyin().map(|reading| reading.map(pinyin::Pinyin::plain)).collect();
    questions.extend(syllables.map(|syllables| ("pinyin", syllables.concat())));
    if code.parse::<Uscc>().is_ok() {
        questions.push(("code", code.clone()));
    }
    questions
}

/// Whether a search has that name among its hits, as far as three pages of a hundred go.
fn is_found(server: &Server, text: &str, name: &str) -> bool {
    let wanted = domain::text::fold_name(name);
    let mut cursor = String::new();
    for _ in 0..3 {
        let query = [("type", "entity"), ("q", text), ("limit", "100"), ("cursor", &cursor)];
        let reply = server.get(&tests::binary::address_with("/api/v1/search", &query)).unwrap();
        let page = reply.json();
        let hits = page["hits"].as_array().unwrap();
        if hits.iter().any(|hit| domain::text::fold_name(hit["name"].as_str().unwrap()) == wanted) {
            return true;
        }
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return false,
        }
    }
    false
}

#[tokio::test]
async fn the_registrations_of_thirteen_days_import_and_are_found() {
    let Some(folder) = real("registry_pyrepr") else { return };
    let mut rows: Vec<Row> = Vec::new();
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort_unstable();
    let (mut lines, mut is_refused, mut objects) = (0, false, String::new());
    let program = Program::on(DAY).await;
    for path in files {
        if !is_refused {
            program.import_file("entities", &path).expect(1);
            is_refused = true;
        }
        for line in fs::read_to_string(path).unwrap().lines().filter(|line| !line.trim().is_empty()) {
            lines += 1;
            let Some(object) = read_repr(line) else { continue };
            let text = |key: &str| object[key].as_str().unwrap_or_default().to_owned();
            rows.push(Row::from([("名称", text("Name")), ("统一社会信用代码", text("CreditCode"))]));
            objects.push_str(&Value::Object(object).to_string());
            objects.push('\n');
        }
    }
    println!("registrations: {} of {lines} lines are dictionaries", rows.len());
    assert!(rows.len() > 26_000 || env::var_os("CHENGXIN_REAL_DATA").is_some());
    let file = program.file("registrations.jsonl", objects);
    import(&program, "registrations", rows.len(), Some("registry-daily-json.toml"), &file).await;
    let server = program.serve_ready().await;
    find_some(&server, "registrations", &rows);
}

#[tokio::test]
async fn the_registry_workbook_imports_and_its_firms_are_found() {
    let Some(path) = real("registry_xlsx/smoothnlp_registry.xlsx") else { return };
    let mut source = ingest::open(&path, &Limits::default()).unwrap();
    let headings = source.headings().to_vec();
    let mut rows: Vec<Row> = Vec::new();
    while let Some(raw) = source.next_row().unwrap() {
        let cells: BTreeMap<&str, &String> = headings.iter().map(String::as_str).zip(&raw.values).collect();
        // In this workbook 名称 is the brand.
        rows.push(Row::from([
            ("名称", cells["公司名称"].clone()),
            ("统一社会信用代码", cells["统一信用代码"].clone()),
        ]));
    }
    let program = Program::on(DAY).await;
    import(&program, "workbook", rows.len(), Some("registry-brand-workbook.toml"), &path).await;
    let server = program.serve_ready().await;
    find_some(&server, "workbook", &rows);
}

#[tokio::test]
async fn the_pairs_of_code_and_name_import_and_are_found() {
    let Some(path) = real("uscc/uscc_pairs_dev.tsv") else { return };
    let pair = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        let code = cells.next().unwrap();
        Row::from([("统一社会信用代码", code), ("名称", cells.next().unwrap())])
    };
    let rows: Vec<Row> = fs::read_to_string(path).unwrap().lines().skip(1).map(pair).collect();
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |row: &Row| quoted(&row["统一社会信用代码"]) + "," + &quoted(&row["名称"]) + "\n";
    let text: String =
        std::iter::once("统一社会信用代码,名称\n".to_owned()).chain(rows.iter().map(line)).collect();
    let program = Program::on(DAY).await;
    import(&program, "pairs", rows.len(), None, &program.file("pairs.csv", text)).await;
    let server = program.serve_ready().await;
    find_some(&server, "pairs", &rows);
}

#[test]
fn every_real_credit_code_is_judged_as_the_source_judges_it() {
    let Some(path) = real("uscc/uscc_pairs_dev.tsv") else { return };
    let (mut malformed, mut failing, mut all) = (Vec::new(), 0, 0);
    for (line, text) in (1..).zip(fs::read_to_string(path).unwrap().lines()).skip(1) {
        let cells: Vec<&str> = text.split('\t').collect();
        let (code, check_digit_is_right) = (cells[0], cells[2] == "1");
        assert_eq!(code.parse::<Uscc>().is_ok(), check_digit_is_right, "line {line}");
        all += 1;
        failing += usize::from(!check_digit_is_right);
        if uscc::structure_of(code).is_err() {
            malformed.push(line);
        }
    }
    println!("{all} real codes, {failing} with a wrong check digit, malformed in lines {malformed:?}");
    // One notice in the source has the letter O for a zero; every other code has the structure of one.
    assert!(malformed.len() * 10_000 <= all && failing * 1_000 <= all);
}

/// A dictionary as Python prints it.
fn read_repr(line: &str) -> Option<Map<String, Value>> {
    let mut json = String::with_capacity(line.len());
    let mut rest = line.trim();
    while let Some(first) = rest.chars().next() {
        if matches!(first, '\'' | '"') {
            let (text, after) = read_string(&rest[1..], first)?;
            json.push_str(&Value::String(text).to_string());
            rest = after;
            continue;
        }
        let word = [("None", "null"), ("True", "true"), ("False", "false")]
            .into_iter()
            .find(|(word, _)| rest.starts_with(word));
        let (written, length) =
            word.map_or((&rest[..first.len_utf8()], first.len_utf8()), |(word, json)| (json, word.len()));
        json.push_str(written);
        rest = &rest[length..];
    }
    serde_json::from_str(&json).ok()
}

/// The text up to the closing quotation mark, and what follows it.
fn read_string(rest: &str, quote: char) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut characters = rest.char_indices();
    while let Some((place, character)) = characters.next() {
        if character == quote {
            return Some((text, &rest[place + character.len_utf8()..]));
        }
        text.push(if character == '\\' { read_escape(&mut characters)? } else { character });
    }
    None
}

fn read_escape(characters: &mut std::str::CharIndices<'_>) -> Option<char> {
    let digits = match characters.next()?.1 {
        'n' => return Some('\n'),
        't' => return Some('\t'),
        'r' => return Some('\r'),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        other => return Some(other),
    };
    let code: String = characters.take(digits).map(|(_, digit)| digit).collect();
    char::from_u32(u32::from_str_radix(&code, 16).ok()?)
}

#[test]
fn dictionaries_as_python_prints_them_are_read() {
    let line = r#"{'a': 'x\'y', "b": "it's", 'c': None, 'd': [True, -1], 'e': 'tab\t\xa0\u793a'}"#;
    let expected =
        serde_json::json!({"a": "x'y", "b": "it's", "c": null, "d": [true, -1], "e": "tab\t\u{a0}示"});
    assert_eq!(read_repr(line).map(Value::Object), Some(expected));
    assert_eq!(read_repr("{'a': 'open"), None);
}
