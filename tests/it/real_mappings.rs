//! Real files in layouts that are not ours, brought in through the shipped mapping files: from `CHENGXIN_REAL_DATA`
//! (default `../shared/data` beside the workspace), skipped where that is absent. No row of them is in this
//! repository: what a test needs to know of a row it reads from the file.

#![expect(clippy::print_stdout, reason = "says how many real rows ended how")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;
use server::ingest::{self, Limits};
use server::mapping::{MappedSource, Mapping};
use tests::binary::{Finished, Program, root, start};

use crate::real_data::real;

/// Every code that real rows have under these mappings, with the reason. Any other is a fault of ours, or news.
const EXPLAINED: [(&str, &str); 8] = [
    ("field-missing", "the layout has no such column, or the row leaves it empty; nothing stands in for it"),
    ("uscc-malformed", "registration numbers of fifteen digits, and codes cut short or run together"),
    ("uscc-check-digit", "wrong codes that are in use: kept and marked"),
    ("code-doubtful", "registration numbers and organisation codes whose check digit is wrong"),
    ("amount-without-kind", "the layout has a fine and no column for the kind of penalty"),
    (
        "document-number-from-licence",
        "the licence number stands for the document number, as the standard asks",
    ),
    ("party-unresolved", "the registry of the test does not hold the firm, or not under that code"),
    ("subject-unattached", "the same for lists"),
];

/// What an import through a mapping came to.
struct Outcome {
    finished: Finished,
    totals: [i64; 5],
    report: Value,
}

/// Imports a real file through a shipped mapping, and holds it to what is asked of every real file.
fn import(program: &Program, mapping: &str, file: &Path) -> Outcome {
    let mapping = root().join("mappings").join(mapping);
    let kind = Mapping::read(&mapping).unwrap().kind().to_owned();
    let report = program.path(&format!("{kind}.json"));
    let mut command = program.command(&["import", &kind]);
    let finished =
        start(command.arg("--mapping").arg(&mapping).arg("--report").arg(&report).arg(file)).finish();
    assert!([0, 3].contains(&finished.code), "{kind}: {}\n{}", finished.stdout, finished.stderr);
    let report: Value = serde_json::from_slice(&fs::read(&report).unwrap()).unwrap();
    let totals = finished.totals();
    print_outcome(&kind, &totals, &report);
    let [accepted, warned, duplicate, incomplete, quarantined] = totals;
    let kept = accepted + warned + duplicate + incomplete;
    let records = kept + quarantined;
    assert!(records > 0 && kept * 100 >= records * 95, "{kind}: only {kept} of {records} records were kept");
    assert_eq!(report["unknown_columns"], serde_json::json!([]), "{kind}: the mapping names every column");
    Outcome { finished, totals, report }
}

fn print_outcome(kind: &str, totals: &[i64; 5], report: &Value) {
    println!(
        "{kind}: accepted, warned, duplicate, incomplete, quarantined: {totals:?}, skipped {}",
        report["skipped"]
    );
    let mut codes: BTreeMap<(String, String), usize> = BTreeMap::new();
    for issue in report["rows"].as_array().unwrap().iter().flat_map(|row| row["issues"].as_array().unwrap()) {
        let field = issue["field"].as_str().unwrap_or("整行");
        let code = issue["code"].as_str().unwrap().to_owned();
        *codes.entry((code, field.to_owned())).or_default() += 1;
    }
    let mut unexplained = Vec::new();
    for ((code, field), count) in &codes {
        let reason = EXPLAINED.iter().find(|(known, _)| known == code).map(|(_, reason)| *reason);
        println!("  {code}, {field}: {count} ({})", reason.unwrap_or("nobody explained it"));
        unexplained.extend(reason.is_none().then_some(code));
    }
    assert_eq!(unexplained, Vec::<&String>::new(), "{kind}: codes that nobody explained");
}

/// The rows that a mapping makes of a real file, by its own headings.
fn rows(mapping: &str, file: &Path) -> Vec<BTreeMap<String, String>> {
    let mapping = Mapping::read(&root().join("mappings").join(mapping)).unwrap();
    let source = ingest::open_with(file, &Limits::default(), mapping.options()).unwrap();
    let mut source = MappedSource::new(source, mapping).unwrap();
    let headings = ingest::RowSource::headings(&source).to_vec();
    let mut rows = Vec::new();
    while let Some(row) = ingest::RowSource::next_row(&mut source).unwrap() {
        rows.push(headings.iter().cloned().zip(row.values).collect());
    }
    rows
}

fn csv(headings: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(headings).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

#[tokio::test]
async fn penalties_without_a_day_or_an_authority_are_kept_and_nobody_sees_them() {
    let Some(file) = real("penalty/shandong_env_penalties.xlsx") else { return };
    let program = Program::on("2018-12-31").await;
    let outcome = import(&program, "penalty-disclosure-in-words.toml", &file);
    let [accepted, warned, _, incomplete, quarantined] = outcome.totals;
    assert_eq!((accepted, warned), (0, 0), "a day of publication is no day of decision");
    assert!(incomplete > 2_000 && quarantined * 100 <= incomplete, "{:?}", outcome.totals);
    let skipped: i64 =
        outcome.report["skipped"].as_object().unwrap().values().filter_map(Value::as_i64).sum();
    assert_eq!(skipped, 679, "firms without a penalty are no records, and are counted");
    assert!(outcome.finished.stderr.contains("不是记录、未导入：679 行"), "{}", outcome.finished.stderr);
    let look = program.look().await;
    assert_eq!(look.public_records().await, 0);
    look.assert_whole().await;
    look.close().await;
}

const LICENCES: &str = "production-licences-json.toml";

#[tokio::test]
async fn licences_are_public_on_the_day_they_come_and_long_after() {
    let Some(file) = real("license/e0e.json") else { return };
    let mut program = Program::on("2019-07-31").await;
    let licences = rows(LICENCES, &file);
    // The registry of that day, made of the file itself.
    let offices: BTreeSet<&String> = licences.iter().map(|row| &row["XK_XKJG"]).collect();
    let offices = csv(&["名称"], offices.into_iter().map(|name| vec![name.clone()]));
    program.import_file("authorities", &program.file("authorities.csv", offices)).expect(0);
    let firms = licences.iter().map(|row| vec![row["XK_XDR_MC"].clone(), row["XK_XDR_SHXYM"].clone()]);
    let firms = csv(&["名称", "统一社会信用代码"], firms);
    assert!([0, 3].contains(&program.import_file("entities", &program.file("entities.csv", firms)).code));
    let [accepted, warned, duplicate, ..] = import(&program, LICENCES, &file).totals;
    assert!(accepted + warned + duplicate >= 200);
    let public = number_of_public(&program).await;
    assert!(public >= 195, "{public} licences are public on the day they came in");
    // A licence stays public without end (RULES 5.1); that its own term is over is said on its page.
    program.travel_to("2026-11-23");
    assert_eq!(number_of_public(&program).await, public);
}

async fn number_of_public(program: &Program) -> i64 {
    let look = program.look().await;
    let number =
        look.number("select count(*) from decision where state = 'published' and kind = 'licence'").await;
    look.assert_whole().await;
    look.close().await;
    number
}

#[tokio::test]
async fn lists_without_days_are_kept_and_show_nobody() {
    for (file, mapping, records) in
        [("lists/91855.xlsx", "e-commerce-list.toml", 500), ("lists/93516.xls", "overloading-list.toml", 270)]
    {
        let Some(file) = real(file) else { continue };
        let program = Program::on("2019-01-02").await;
        let outcome = import(&program, mapping, &file);
        assert_eq!(outcome.totals.iter().sum::<i64>(), records, "every row is counted");
        let look = program.look().await;
        assert_eq!(look.number("select count(*) from entry where state = 'published'").await, 0);
        look.assert_whole().await;
        look.close().await;
    }
}

#[tokio::test]
async fn names_without_codes_come_in_as_entities() {
    for (file, mapping, records) in [
        ("names/klkg_sse_ipo_utf8bom.csv", "listing-applicants.toml", 426),
        ("names/toookah_青岛名称_utf8bom.csv", "names-with-address.toml", 16_576),
    ] {
        let Some(file) = real(file) else { continue };
        let program = Program::on("2026-11-23").await;
        let outcome = import(&program, mapping, &file);
        assert_eq!(outcome.totals.iter().sum::<i64>(), records, "every row is counted");
    }
}
