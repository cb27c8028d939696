//! kill -9 anywhere: the next run finishes what was begun, and nothing is lost or doubled.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tests::binary::{Finished, Look, Program, Running, files_below, until};
use tests::{Ending, Penalty, csv};

const DAY: &str = "2026-11-20";

/// A program that knows the authorities and entities of a made-up province; its other files lie beside.
async fn province() -> Program {
    let program = Program::on(DAY).await;
    program
        .run(&[
            "generate",
            "--entities",
            "250",
            "--decisions",
            "1500",
            "--seed",
            "5",
            "--out",
            &out(&program),
        ])
        .expect(0);
    for kind in ["authorities", "entities"] {
        let code = program.import_file(kind, &file(&program, kind)).code;
        assert!(matches!(code, 0 | 3));
    }
    program
}

fn out(program: &Program) -> String {
    program.path("files").to_str().unwrap().to_owned()
}

fn file(program: &Program, kind: &str) -> PathBuf {
    program.path("files").join(format!("{kind}.csv"))
}

fn import(program: &Program) -> Running {
    program.start_import("penalties", &file(program, "penalties"))
}

/// What an import that nobody disturbed makes of the same files, and what it says of them the second time.
async fn undisturbed() -> (Vec<String>, Vec<[i64; 5]>, Finished) {
    let program = province().await;
    import(&program).finish().expect(3);
    let look = program.look().await;
    let record = look.record().await;
    let again = import(&program).finish().expect(3);
    assert_eq!(record, look.record().await, "the same file twice changes nothing");
    look.assert_whole().await;
    let totals = penalties(&look).await;
    (record, totals, again)
}

/// How the rows of each file of penalties ended.
async fn penalties(look: &Look) -> Vec<[i64; 5]> {
    let batches = look.batches().await.into_iter();
    batches.filter(|(kind, ..)| kind == "penalties").map(|(_, _, totals)| totals).collect()
}

/// The bytes of all import spools.
fn spooled(program: &Program) -> Option<u64> {
    let spools = program.spools();
    let sizes = spools.iter().filter_map(|path| fs::metadata(path).ok());
    (!spools.is_empty()).then(|| sizes.map(|data| data.len()).sum())
}

#[tokio::test]
async fn an_import_killed_in_staging_and_in_applying_is_finished_without_loss_or_double() {
    let (record, totals, again) = undisturbed().await;
    let program = province().await;
    let look = program.look().await;
    for bytes in [0, 1, 1 << 20] {
        let killed = import(&program).kill_when(async || spooled(&program) >= Some(bytes)).await;
        assert!(killed, "it should not end while {bytes} bytes are staged");
        assert_eq!(penalties(&look).await.len(), 0, "nothing is entered before the whole file was read");
    }
    let rows: i64 = totals[0].iter().sum();
    for tenths in [0, 1, 4, 8] {
        let point = async || look.applied_rows().await > rows * tenths / 10;
        assert!(import(&program).kill_when(point).await, "it should not end at {tenths} tenths");
        let applied = look.applied_rows().await;
        assert!(applied > rows * tenths / 10 && applied < rows, "{applied} of {rows}");
    }
    let finished = import(&program).finish().expect(3);
    assert!(finished.stderr.contains("已继续完成"), "{}", finished.stderr);
    assert_eq!(finished.stdout, again.stdout, "all that was taken in is a duplicate now");
    assert_eq!([finished.totals()[0], finished.totals()[1], finished.totals()[3]], [0; 3]);
    assert_eq!(penalties(&look).await, totals, "each row ended as if nothing had happened");
    assert_eq!(look.record().await, record);
    look.assert_whole().await;
    assert_eq!(program.spools(), Vec::<PathBuf>::new(), "no spool is left, also of those that were killed");
}

#[tokio::test]
async fn endings_killed_halfway_are_replayed_and_finished_by_a_server() {
    let program = Program::furnished(DAY).await;
    let rows: Vec<Penalty> =
        (0..500).map(|number| Penalty::new(&format!("云示罚字〔2026〕{number}号"))).collect();
    program.import(&rows);
    let kind = |number: usize| if number.is_multiple_of(2) { "撤回" } else { "删除" };
    let endings: Vec<Ending> =
        (0..).zip(&rows).map(|(number, row)| row.ending(kind(number)).with("日期", DAY)).collect();
    let file = program.file("endings.csv", csv(&endings));
    let look = program.look().await;
    let point = async || look.applied_rows().await > 0;
    assert!(program.start_import("endings", &file).kill_when(point).await);
    let public = "select count(*) from decision where state = 'published'";
    assert!(look.number(public).await > 0, "it should be killed halfway");

    // The journal may be ahead of the record by the rows of one transaction: a server makes that good.
    let journalled = || fs::read_to_string(program.data_folder().join("erasures.jsonl")).unwrap();
    let entries = || -> BTreeSet<String> {
        journalled().lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let ended = i64::try_from(entries().len()).unwrap();
    let server = program.serve_ready().await;
    assert!(look.number(public).await <= 500 - ended, "ready before the journal is replayed");
    until("the server finishes the rest", async || look.applied_rows().await == -1).await;
    assert_eq!(look.number(public).await, 0);
    until("they leave the search", async || server.search("decision", "云示罚字").is_empty()).await;

    let finished = program.import_file("endings", &file).expect(0);
    assert_eq!(finished.totals(), [0, 0, 500, 0, 0]);
    for (state, count) in [("withdrawn", 250), ("ended", 250)] {
        let states = look.texts("select state from decision").await;
        assert_eq!(states.iter().filter(|one| *one == state).count(), count, "{state}");
    }
    assert_eq!(entries().len(), 500, "every ending is in the journal");
    look.assert_whole().await;
}

/// Segments that are in an index folder but not in its last commit.
fn uncommitted(folder: &Path) -> BTreeSet<String> {
    let mut segments = BTreeSet::new();
    for path in files_below(folder) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_segment = name.len() > 32 && name.as_bytes()[..32].iter().all(u8::is_ascii_hexdigit);
        let meta = fs::read_to_string(path.with_file_name("meta.json")).unwrap_or_default();
        let id = name.split('.').next().unwrap_or_default().to_owned();
        if is_segment && !meta.replace('-', "").contains(&id) {
            segments.insert(id);
        }
    }
    segments
}

#[tokio::test]
async fn an_index_commit_killed_halfway_leaves_store_ledger_and_index_in_agreement() {
    let (record, totals, _) = undisturbed().await;
    let program = province().await;
    let index = program.data_folder().join("index");
    let mut halfway = 0;
    for _ in 0..4 {
        let before = uncommitted(&index);
        let is_committing = async || !uncommitted(&index).is_subset(&before);
        if !import(&program).kill_when(is_committing).await {
            break;
        }
        halfway += usize::from(!uncommitted(&index).is_subset(&before));
    }
    assert!(halfway > 0, "no kill came between a segment's first file and its commit");
    import(&program).finish().expect(3);
    let look = program.look().await;
    assert_eq!(look.record().await, record);
    assert_eq!(penalties(&look).await[..1], totals[..1]);
    look.assert_whole().await;
    let followed = look.indexed_documents();
    program.run(&["reindex"]).expect(0);
    assert_eq!(look.indexed_documents(), followed, "an index built anew holds the same");
}

#[tokio::test]
async fn a_server_killed_while_it_indexes_loses_nothing_and_the_import_takes_over() {
    let (record, ..) = undisturbed().await;
    let program = province().await;
    let look = program.look().await;
    let index = program.data_folder().join("index");
    let server = program.serve_ready().await;
    let running = import(&program);
    until("the import applies", async || look.applied_rows().await > 0).await;
    let before = uncommitted(&index);
    assert!(server.kill_when(async || !uncommitted(&index).is_subset(&before)).await);
    running.finish().expect(3);
    assert_eq!(look.record().await, record);
    look.assert_whole().await;
    let server = program.serve_ready().await;
    let number = look.texts("select document_number from decision where state = 'published' limit 1").await;
    assert!(!server.search("decision", &number[0]).is_empty());
}

#[tokio::test]
async fn a_rebuild_killed_halfway_leaves_the_index_that_was_there() {
    let program = province().await;
    let look = program.look().await;
    let documents = look.indexed_documents();
    let builds = || {
        fs::read_dir(program.data_folder().join("index"))
            .unwrap()
            .flatten()
            .filter(|e| e.path().is_dir())
            .count()
    };
    let killed = program.start(&["reindex"]).kill_when(async || builds() > 1).await;
    assert!(killed);
    assert_eq!(look.indexed_documents(), documents);
    look.assert_whole().await;
    program.run(&["reindex"]).expect(0);
    assert_eq!(look.indexed_documents(), documents);
    assert_eq!(builds(), 1, "builds that are not shown are gone");
}
