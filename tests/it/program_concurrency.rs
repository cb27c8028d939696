//! Several processes on the same data: a server, imports, withdrawals, rebuilds of the index.

use std::fs;
use std::path::{Path, PathBuf};

use tests::binary::{Program, files_below, start, until};
use tests::records::code;
use tests::{Entity, Penalty, csv};

const DAY: &str = "2026-11-23";
const CANARY: &str = "uqoziulxk";

fn companies(numbers: std::ops::Range<u32>) -> String {
    let row = |number| Entity::new(&format!("秦岭示例第{number}号商贸有限公司"), number);
    csv(&numbers.map(row).collect::<Vec<_>>())
}

#[tokio::test]
async fn a_publication_and_a_withdrawal_during_a_large_import_show_before_it_ends() {
    let program = Program::furnished(DAY).await;
    program.import(&[
        Penalty::new("云示罚字〔2026〕1号").with("CF_NR", format!("罚款人民币2000元，代号{CANARY}"))
    ]);
    let look = program.look().await;
    let withdrawn = look.decision_id("云示罚字〔2026〕1号").await;
    let server = program.serve_ready().await;
    assert_eq!(server.search("decision", CANARY), std::slice::from_ref(&withdrawn));

    let large = program.file("large.csv", companies(1_000..21_000));
    let mut running = program.start_import("entities", &large);
    until("the import applies", async || look.applied_rows().await > 0).await;
    program.import(&[Penalty::new("云示罚字〔2026〕2号")]);
    let published = look.decision_id("云示罚字〔2026〕2号").await;
    assert_eq!(server.get(&format!("/decisions/{published}")).unwrap().status, 200);
    let number = "云示罚字〔2026〕2号";
    until("the publication is found", async || server.search("decision", number).contains(&published)).await;
    assert!(running.goes_on(), "the publication was found only after the import's end");

    program.run(&["withdraw", &withdrawn, "--reason", "复议机关决定撤销"]).expect(0);
    assert_eq!(server.get(&format!("/decisions/{withdrawn}")).unwrap().status, 410);
    until("the withdrawal reaches the search", async || server.search("decision", CANARY).is_empty()).await;
    assert!(running.goes_on(), "the withdrawal reached the search only after the import's end");

    let finished = running.finish().expect(0);
    assert_eq!(finished.totals(), [20_000, 0, 0, 0, 0]);
    assert_eq!(look.number("select count(*) from entity").await, 20_001);
    look.assert_whole().await;
    until("the last entity is found", async || server.finds_code(&code("91", 20_999))).await;
}

#[tokio::test]
async fn an_import_that_runs_before_the_server_starts_shares_the_index_with_it() {
    let program = Program::furnished(DAY).await;
    let look = program.look().await;
    let large = program.file("large.csv", companies(1_000..7_000));
    let mut running = program.start_import("entities", &large);
    until("the import applies", async || look.applied_rows().await > 0).await;
    let server = program.serve_ready().await;
    until("a row of the import is found", async || server.finds_code(&code("91", 1_000))).await;
    assert!(running.goes_on(), "its rows were found only after the import's end");
    running.finish().expect(0);
    look.assert_whole().await;
    program.import(&[Penalty::new("云示罚字〔2026〕2号")]);
    until("the server follows on its own", async || {
        !server.search("decision", "云示罚字〔2026〕2号").is_empty()
    })
    .await;
}

#[tokio::test]
async fn the_same_file_imported_by_two_processes_at_once_is_taken_in_once() {
    let program = Program::furnished(DAY).await;
    let rows: Vec<Penalty> =
        (0..400).map(|number| Penalty::new(&format!("云示罚字〔2026〕{number}号"))).collect();
    let file = program.file("rows.csv", csv(&rows));
    let both = [program.start_import("penalties", &file), program.start_import("penalties", &file)];
    let totals = both.map(|running| running.finish().expect(0).totals());
    assert_eq!(totals[0][0] + totals[1][0], 400, "{totals:?}");
    assert_eq!(totals[0][2] + totals[1][2], 400, "{totals:?}");
    let look = program.look().await;
    assert_eq!(look.number("select count(*) from decision").await, 400);
    look.assert_whole().await;
}

#[tokio::test]
async fn a_server_and_an_import_may_start_on_an_empty_folder_at_the_same_moment() {
    let program = Program::on(DAY).await;
    let file = program.file("rows.csv", csv(&[Entity::company()]));
    let running = program.start_import("entities", &file);
    let server = program.serve();
    running.finish().expect(0);
    until("/readyz", async || server.get("/readyz").unwrap().status == 200).await;
    until("the company is found", async || server.search("entity", "示例云帆").len() == 1).await;
    program.look().await.assert_whole().await;
}

/// The build that is shown, and how many there are.
fn builds(program: &Program) -> (String, usize) {
    let root = program.data_folder().join("index");
    let count = fs::read_dir(&root).unwrap().flatten().filter(|entry| entry.path().is_dir()).count();
    (fs::read_to_string(root.join("current")).unwrap(), count)
}

#[tokio::test]
async fn an_index_built_anew_under_a_running_server_is_swapped_in_without_a_gap() {
    let program = Program::furnished(DAY).await;
    program.import_file("entities", &program.file("rows.csv", companies(1_000..2_500))).expect(0);
    let server = program.serve_ready().await;
    let (before, _) = builds(&program);
    let mut running = program.start(&["reindex"]);
    while running.goes_on() {
        assert!(server.finds_code(&code("91", 2_499)), "not found while the index is built");
        assert_eq!(server.get("/readyz").unwrap().status, 200);
    }
    running.finish().expect(0);
    let (after, count) = builds(&program);
    assert_ne!(before, after);
    assert_eq!(count, 1, "the old build holds what may have ended since: it goes");
    program.import(&[Penalty::new("云示罚字〔2026〕1号")]);
    until("the server shows the new build", async || {
        server.search("decision", "云示罚字〔2026〕1号").len() == 1
    })
    .await;
    assert!(server.finds_code(&code("91", 2_499)));
    program.look().await.assert_whole().await;
}

/// The largest file of the current build: one of its segments.
fn segment(program: &Program) -> PathBuf {
    let root = program.data_folder().join("index");
    let build = root.join(fs::read_to_string(root.join("current")).unwrap());
    let is_segment = |path: &PathBuf| !path.to_string_lossy().ends_with(".json");
    files_below(&build)
        .into_iter()
        .filter(is_segment)
        .max_by_key(|path| fs::metadata(path).unwrap().len())
        .unwrap()
}

/// Harms an index; gets its folder and one of its segments.
type Harm = fn(&Path, &Path);

#[tokio::test]
async fn a_damaged_or_missing_index_builds_itself_anew_when_a_server_starts() {
    let damages: [(&str, Harm); 7] = [
        ("a segment is cut off", |_, segment| {
            let length = fs::metadata(segment).unwrap().len();
            fs::File::options().write(true).open(segment).unwrap().set_len(length / 2).unwrap();
        }),
        ("a segment is garbage", |_, segment| fs::write(segment, vec![0x5a; 5_000]).unwrap()),
        ("a segment is gone", |_, segment| fs::remove_file(segment).unwrap()),
        ("meta.json is garbage", |_, segment| fs::write(segment.with_file_name("meta.json"), "{").unwrap()),
        ("meta.json is gone", |_, segment| fs::remove_file(segment.with_file_name("meta.json")).unwrap()),
        ("the pointer is garbage", |root, _| fs::write(root.join("current"), "../..").unwrap()),
        ("everything is gone", |root, _| fs::remove_dir_all(root).unwrap()),
    ];
    let program = Program::furnished(DAY).await;
    program.import(&[Penalty::new("云示罚字〔2026〕1号")]);
    for (what, harm) in damages {
        harm(&program.data_folder().join("index"), &segment(&program));
        let server = program.serve_ready().await;
        assert_eq!(server.search("decision", "云示罚字〔2026〕1号").len(), 1, "{what}");
        assert_eq!(server.search("entity", "示例云帆").len(), 1, "{what}");
        server.kill();
        program.look().await.assert_whole().await;
    }
}

#[tokio::test]
async fn a_withdrawn_decision_is_gone_from_page_search_api_and_the_bytes_of_the_index() {
    let program = Program::furnished(DAY).await;
    let row = |number: &str| {
        let penalty = Penalty::new(&format!("云示{number}罚字〔2026〕1号"));
        penalty.with("CF_NR", format!("罚款人民币2000元，养{number}一只"))
    };
    // Names of birds that no other text holds.
    let birds = [CANARY, "rotkehlchen", "zaunkoenig"];
    program.import(&birds.map(row));
    let look = program.look().await;
    // An older build must not keep what ends after it was replaced.
    program.run(&["reindex"]).expect(0);
    let by_itself = look.decision_id(row(birds[0]).value("CF_WSH")).await;
    assert!(!program.index_files_with(birds[0]).is_empty(), "the canary should be in the index first");
    program.run(&["withdraw", &by_itself, "--reason", "复议机关决定撤销"]).expect(0);
    assert_eq!(program.index_files_with(birds[0]), Vec::<PathBuf>::new());

    let server = program.serve_ready().await;
    let under_server = look.decision_id(row(birds[1]).value("CF_WSH")).await;
    assert_eq!(server.search("decision", birds[1]), std::slice::from_ref(&under_server));
    program.run(&["withdraw", &under_server, "--reason", "确认违法"]).expect(0);
    for (id, reason) in [(&by_itself, "复议机关决定撤销"), (&under_server, "确认违法")] {
        for path in [format!("/decisions/{id}"), format!("/api/v1/decisions/{id}")] {
            let reply = server.get(&path).unwrap();
            assert_eq!(reply.status, 410, "{path}");
            assert!(reply.text.contains(reason), "{path}: the public reason stays");
            assert!(!reply.text.contains("一只"), "{path}: its content goes");
        }
    }
    until("it leaves the search", async || server.search("decision", birds[1]).is_empty()).await;
    until("it leaves the disk", async || program.index_files_with(birds[1]).is_empty()).await;
    assert_eq!(server.search("decision", birds[0]), [""; 0]);
    assert_eq!(server.search("decision", birds[2]).len(), 1);
    // Twice does no harm, and the first reason stays.
    program.run(&["withdraw", &by_itself, "--reason", "另一个理由"]).expect(0);
    assert!(!server.get(&format!("/decisions/{by_itself}")).unwrap().text.contains("另一个理由"));
    look.assert_whole().await;
}

#[tokio::test]
async fn after_a_week_of_downtime_the_server_is_ready_only_when_what_expired_is_gone() {
    let mut program = Program::furnished(DAY).await;
    // Three years from the decision under the rules of 2023: until 25 November 2026.
    let number = format!("云示{CANARY}罚字〔2023〕1号");
    program.import(&[Penalty::new(&number).decided_on("2023-11-25"), Penalty::new("云示罚字〔2026〕2号")]);
    assert!(!program.index_files_with(CANARY).is_empty(), "the canary should be in the index first");
    let look = program.look().await;
    let id = look.decision_id(&number).await;
    let server = program.serve_ready().await;
    assert_eq!(server.get(&format!("/decisions/{id}")).unwrap().status, 200);
    assert_eq!(server.search("decision", CANARY), std::slice::from_ref(&id));
    server.kill();
    look.close().await;

    program.travel_to("2026-12-01");
    let server = program.serve();
    until("/readyz", async || {
        let ready = server.get("/readyz").unwrap().status == 200;
        // Asked after the health check: what that promised holds from then on.
        let page = server.get(&format!("/decisions/{id}")).unwrap().status;
        assert!(matches!(page, 404 | 503), "the page answers {page}");
        ready
    })
    .await;
    assert_eq!(server.get(&format!("/decisions/{id}")).unwrap().status, 404, "no trace");
    assert_eq!(server.search("decision", CANARY), [""; 0]);
    assert_eq!(server.search("decision", "云示罚字〔2026〕2号").len(), 1);
    assert_eq!(program.index_files_with(CANARY), Vec::<PathBuf>::new());
    let look = program.look().await;
    assert_eq!(look.number("select count(*) from decision where state = 'ended'").await, 1);
    look.assert_whole().await;
}

#[tokio::test]
async fn rows_are_settled_across_files_in_any_order() {
    let program = Program::on(DAY).await;
    let penalty = Penalty::new("云示罚字〔2026〕1号");
    let first = program.import_file("penalties", &program.file("penalties.csv", csv(&[penalty]))).expect(0);
    assert_eq!(first.totals(), [0, 1, 0, 0, 0], "{}", first.stderr);
    assert_eq!(
        start(&mut program.command(&["unresolved", "list"])).finish().expect(0).stdout.lines().count(),
        1
    );
    let company = Entity::company();
    assert!(!company.code().is_empty());
    program.import(&[company]);
    assert_eq!(program.run(&["unresolved", "list"]).expect(0).stdout, "");
    let look = program.look().await;
    assert_eq!(look.number("select count(*) from decision where state = 'published'").await, 1);
    look.assert_whole().await;
}

/// Kills an import of these rows halfway.
async fn killed_halfway(program: &Program, file: &Path) {
    let look = program.look().await;
    let point = async || look.applied_rows().await > 0;
    assert!(program.start_import("entities", file).kill_when(point).await, "it should be killed halfway");
    assert!(look.applied_rows().await > 0);
    look.close().await;
}

#[tokio::test]
async fn an_import_that_was_killed_is_continued_by_a_server_that_starts_and_by_one_that_runs() {
    let program = Program::furnished(DAY).await;
    let first = program.file("first.csv", companies(1_000..7_000));
    killed_halfway(&program, &first).await;
    let server = program.serve_ready().await;
    let look = program.look().await;
    assert_ne!(look.applied_rows().await, -1, "the server should be ready before the batch is done");
    until("the batch is done", async || look.applied_rows().await == -1).await;
    until("its last row is found", async || server.finds_code(&code("91", 6_999))).await;

    let second = program.file("second.csv", companies(7_000..13_000));
    killed_halfway(&program, &second).await;
    until("the second batch is done", async || look.applied_rows().await == -1).await;
    until("its last row is found", async || server.finds_code(&code("91", 12_999))).await;
    let log = server.log();
    for sentence in ["an unfinished import is being continued", "an unfinished import is finished"] {
        assert_eq!(log.matches(sentence).count(), 2, "{sentence}: {log}");
    }
    assert!(!log.contains("first.csv"), "a file's name may be anybody's");
    assert_eq!(look.number("select count(*) from entity").await, 12_001);
    look.assert_whole().await;
    assert_eq!(program.spools(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_batch_that_a_server_and_imports_take_up_at_once_is_applied_once() {
    let program = Program::furnished(DAY).await;
    let file = program.file("rows.csv", companies(1_000..6_000));
    killed_halfway(&program, &file).await;
    let server = program.serve();
    let again = [program.start_import("entities", &file), program.start_import("entities", &file)];
    for running in again {
        let totals = running.finish().expect(0).totals();
        assert_eq!(totals.iter().sum::<i64>(), 5_000, "{totals:?}");
    }
    let look = program.look().await;
    until("no batch is left", async || look.applied_rows().await == -1).await;
    assert_eq!(look.number("select count(*) from entity").await, 5_001);
    until("the last row is found", async || {
        server.get("/readyz").is_ok_and(|reply| reply.status == 200) && server.finds_code(&code("91", 5_999))
    })
    .await;
    look.assert_whole().await;
    assert_eq!(program.spools(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_server_killed_while_it_continues_an_import_leaves_it_to_the_next() {
    let program = Program::furnished(DAY).await;
    killed_halfway(&program, &program.file("rows.csv", companies(1_000..7_000))).await;
    let look = program.look().await;
    let before = look.applied_rows().await;
    let server = program.serve();
    assert!(server.kill_when(async || look.applied_rows().await > before).await);
    assert_ne!(look.applied_rows().await, -1, "it should be killed halfway");
    let server = program.serve();
    until("the batch is done", async || look.applied_rows().await == -1).await;
    until("its last row is found", async || server.finds_code(&code("91", 6_999))).await;
    look.assert_whole().await;
}
