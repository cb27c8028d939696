//! Back-ups while the data is in use, and what was taken down since staying down.

use std::path::PathBuf;

use domain::objection::{Ground, Objector, Statement};
use server::actions::object::Objected;
use server::actions::object::{self, SentFile, Submission};
use server::attachments::FileKind;
use server::state::Core;
use server::store::ledger::Subject;
use tests::binary::{Program, files_below, until};
use tests::records::resident_id;
use tests::{Entity, Penalty, csv};

const DAY: &str = "2026-11-23";
const CANARY: &str = "uqoziulxk";

/// Another program on the key and the erasure journal of the first, as after the loss of its data base.
fn command_on(other: &Program, first: &Program, arguments: &[&str]) -> std::process::Command {
    let mut command = other.command(arguments);
    command.env("CHENGXIN_KEY_FILE", first.data_folder().join("person-numbers.key"));
    command.env("CHENGXIN_ERASURE_JOURNAL", first.data_folder().join("erasures.jsonl"));
    command
}

#[tokio::test]
async fn a_back_up_during_an_import_is_one_state_and_the_rest_can_be_imported_again() {
    let program = Program::furnished(DAY).await;
    let rows: Vec<Entity> =
        (100..2600).map(|number| Entity::new(&format!("秦岭示例第{number}号商贸有限公司"), number)).collect();
    let file = program.file("entities.csv", csv(&rows));
    let look = program.look().await;
    let mut running = program.start_import("entities", &file);
    until("the import applies", async || look.applied_rows().await > 0).await;
    let copy = program.path("copy");
    program.run(&["backup", copy.to_str().unwrap()]).expect(0);
    assert!(running.goes_on(), "the copy should be made while rows are still being applied");
    running.finish().expect(0);
    look.assert_whole().await;

    let other = Program::on(DAY).await;
    let restored =
        tests::binary::start(&mut command_on(&other, &program, &["restore", copy.to_str().unwrap()]));
    restored.finish().expect(0);
    let there = other.look().await;
    let known = there.number("select count(*) from entity").await;
    assert!(known > 1 && known < 2501, "{known} entities are in the copy");
    assert_eq!(there.indexed_documents(), there.public_records().await);
    // The copy knows an unfinished batch whose spool is not here: that is told, and stands in nobody's way.
    let again = tests::binary::start(command_on(&other, &program, &["import", "entities"]).arg(&file));
    let again = again.finish().expect(0);
    assert!(again.stderr.contains("暂存文件不在本机"), "{}", again.stderr);
    assert_eq!(again.totals(), [2500 - (known - 1), 0, known - 1, 0, 0]);
    assert_eq!(there.record().await, look.record().await);
    assert_eq!(there.indexed_documents(), look.indexed_documents());
}

#[tokio::test]
async fn what_was_withdrawn_after_the_back_up_stays_down_after_the_restore() {
    let program = Program::furnished(DAY).await;
    let penalties = [
        Penalty::new(&format!("云示{CANARY}罚字〔2026〕1号")),
        Penalty::new("云示罚字〔2026〕2号"),
        Penalty::new("云示罚字〔2026〕3号"),
    ];
    program.import(&penalties);
    assert!(!program.index_files_with(CANARY).is_empty(), "the canary should be in the index first");
    let copy = program.path("copy");
    program.run(&["backup", copy.to_str().unwrap()]).expect(0);

    let look = program.look().await;
    let withdrawn = look.decision_id(penalties[0].value("CF_WSH")).await;
    let repaired = look.decision_id(penalties[1].value("CF_WSH")).await;
    let kept = look.decision_id(penalties[2].value("CF_WSH")).await;
    program.run(&["withdraw", &withdrawn, "--reason", "复议机关决定撤销"]).expect(0);
    program.import(&[penalties[1].ending("修复").with("日期", DAY)]);
    look.close().await;

    let finished = program.run(&["restore", copy.to_str().unwrap()]).expect(0);
    assert!(finished.stdout.contains("2 erasures"), "{}", finished.stdout);
    assert_eq!(program.index_files_with(CANARY), Vec::<PathBuf>::new());
    let server = program.serve_ready().await;
    let status = |id: &str| server.get(&format!("/decisions/{id}")).unwrap().status;
    assert_eq!([status(&withdrawn), status(&repaired), status(&kept)], [410, 404, 200]);
    assert_eq!(server.search("decision", CANARY), [""; 0]);
    assert_eq!(server.search("decision", "云示罚字〔2026〕3号"), [kept]);
    drop(server);
    let look = program.look().await;
    look.assert_whole().await;
    // Sent again, what ended does not come back.
    program.import_file("penalties", &program.file("rows.csv", csv(&penalties))).expect(0);
    assert_eq!(look.public_records().await, 2);
}

#[tokio::test]
async fn a_server_on_a_data_base_that_was_put_back_by_other_means_replays_the_journal_before_it_is_ready() {
    let program = Program::furnished(DAY).await;
    program.import(&[Penalty::new("云示罚字〔2026〕1号")]);
    let look = program.look().await;
    let id = look.decision_id("云示罚字〔2026〕1号").await;
    let journal = program.data_folder().join("erasures.jsonl");
    std::fs::write(&journal, format!("{{\"public_id\":\"{id}\",\"on\":\"{DAY}\",\"public_reason\":null}}\n"))
        .unwrap();
    let server = program.serve();
    until("/readyz", async || {
        let ready = server.get("/readyz").unwrap().status;
        // Asked after the health check: what that promised holds from then on.
        let page = server.get(&format!("/decisions/{id}")).unwrap().status;
        assert_ne!(page, 200, "the page is shown before the journal was replayed");
        ready == 200
    })
    .await;
    assert_eq!(server.get(&format!("/decisions/{id}")).unwrap().status, 404);
    assert_eq!(server.search("decision", "云示罚字〔2026〕1号"), [""; 0]);
}

#[tokio::test]
async fn a_back_up_holds_neither_the_key_nor_a_number_of_a_person_that_could_be_read() {
    let program = Program::furnished(DAY).await;
    let id = resident_id("1986-01-01", 3);
    let file = program.file("rows.csv", csv(&[Penalty::new("云示罚字〔2026〕9号").person("甄无名", &id)]));
    program.import_file("penalties", &file);
    let copy = program.path("copy");
    program.run(&["backup", copy.to_str().unwrap()]).expect(0);
    let bytes = std::fs::read(&copy).unwrap();
    let key = std::fs::read_to_string(program.data_folder().join("person-numbers.key")).unwrap();
    for secret in [id.as_str(), key.trim()] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
    assert_eq!(program.look().await.number("select count(*) from decision").await, 1);
}

/// Somebody objects with one file; answers the file's content.
async fn object(core: &Core, authority_id: &str, number: usize) -> Vec<u8> {
    let bytes = format!("%PDF-1.7 attachment {number}").into_bytes();
    let record = Objected {
        subject: Subject::Decision,
        record_id: "record".to_owned(),
        public_id: "0123456789abcdefghjk".to_owned(),
        label: String::new(),
        authority_name: None,
        desk_id: authority_id.to_owned(),
    };
    let statement = Statement {
        ground: Ground::Wrong,
        objector: Objector::Party,
        name: "示例异议人青禾".to_owned(),
        telephone: "0690-5550987".to_owned(),
        email: None,
        words: "公示的金额与决定书不一致。".to_owned(),
    };
    let file = SentFile { name: "决定书.pdf".to_owned(), kind: FileKind::Pdf, bytes: bytes.clone() };
    let sent = Submission { form: number.to_string(), statement, files: vec![file] };
    object::submit(core, &record, sent).await.unwrap();
    bytes
}

/// What the attachments that a record names hold, in the order of their names. Each must be there.
async fn attachments(core: &Core) -> Vec<Vec<u8>> {
    let mut tx = core.db.read().await.unwrap();
    let named = server::store::objection::files(&mut tx).await.unwrap();
    named.iter().map(|id| core.attachments.open(&core.keeper, id).unwrap()).collect()
}

#[tokio::test]
async fn each_attachment_that_a_back_up_names_is_in_it_also_if_somebody_objects_meanwhile() {
    let program = Program::furnished(DAY).await;
    let core = program.core().await;
    let authority = program.look().await.texts("select id from authority").await.remove(0);
    let mut sent = vec![object(&core, &authority, 0).await, object(&core, &authority, 1).await];
    let copy = program.path("copy");
    let mut running = program.start(&["backup", copy.to_str().unwrap()]);
    while running.goes_on() {
        sent.push(object(&core, &authority, sent.len()).await);
    }
    running.finish().expect(0);
    let again = program.run(&["backup", copy.to_str().unwrap()]).expect(1);
    assert!(again.stderr.contains("不覆盖"), "{}", again.stderr);
    let after = object(&core, &authority, sent.len()).await;
    let cipher = std::fs::read(&files_below(&program.data_folder().join("attachments"))[0]).unwrap();
    assert!(!cipher.windows(9).any(|window| window == b"%PDF-1.7 "), "copied as they are: encrypted");

    let other = Program::on(DAY).await;
    let restore = ["restore", copy.to_str().unwrap()];
    let restored = tests::binary::start(&mut command_on(&other, &program, &restore)).finish().expect(0);
    assert!(!restored.stderr.contains("缺失"), "{}", restored.stderr);
    std::fs::copy(
        program.data_folder().join("person-numbers.key"),
        other.data_folder().join("person-numbers.key"),
    )
    .unwrap();
    let there = attachments(&other.core().await).await;
    assert!(there.len() >= 2 && there.iter().all(|bytes| sent.contains(bytes)), "{} files", there.len());
    assert_eq!(files_below(&other.data_folder().join("attachments")).len(), there.len());

    // In its own place: what came after the back-up has left no file behind.
    drop(core);
    program.run(&restore).expect(0);
    let core = program.core().await;
    assert_eq!(attachments(&core).await, there);
    assert!(!there.contains(&after));
    assert_eq!(files_below(&program.data_folder().join("attachments")).len(), there.len());
}

/// All bytes of the data base files, and which index is shown.
fn state_of(program: &Program) -> (Vec<PathBuf>, String) {
    let index = std::fs::read_to_string(program.data_folder().join("index/current")).unwrap();
    let files = files_below(&program.data_folder());
    (files.into_iter().filter(|path| !path.starts_with(program.data_folder().join("index"))).collect(), index)
}

#[tokio::test]
async fn a_restore_is_refused_while_another_process_uses_the_data_and_changes_nothing() {
    let program = Program::furnished(DAY).await;
    let copy = program.path("copy");
    let restore = ["restore", copy.to_str().unwrap()];
    program.run(&["backup", copy.to_str().unwrap()]).expect(0);
    program.import(&[Penalty::new("云示罚字〔2026〕1号")]);
    let look = program.look().await;
    let id = look.decision_id("云示罚字〔2026〕1号").await;

    let server = program.serve_ready().await;
    let before = state_of(&program);
    let refused = program.run(&restore).expect(1);
    assert_eq!(refused.stdout, "");
    assert_eq!(refused.stderr.lines().count(), 1, "{}", refused.stderr);
    assert!(refused.stderr.contains("未作任何改动"), "{}", refused.stderr);
    assert_eq!(state_of(&program), before);
    assert_eq!(server.get(&format!("/decisions/{id}")).unwrap().status, 200);
    // What runs beside a server goes on to do so.
    program.import(&[Penalty::new("云示罚字〔2026〕2号")]);
    until("the import is found", async || server.search("decision", "云示罚字〔2026〕2号").len() == 1).await;
    // The right ends with the process, also when that is killed.
    server.kill();

    let rows: Vec<Entity> =
        (100..2600).map(|number| Entity::new(&format!("秦岭示例第{number}号商贸有限公司"), number)).collect();
    let mut running = program.start_import("entities", &program.file("entities.csv", csv(&rows)));
    until("the import applies", async || look.applied_rows().await > 0).await;
    let refused = program.run(&restore).expect(1);
    assert!(refused.stderr.contains("未作任何改动"), "{}", refused.stderr);
    assert!(running.goes_on(), "the import should go on");
    running.finish().expect(0);
    look.assert_whole().await;
    look.close().await;

    program.run(&restore).expect(0);
    assert_eq!(program.look().await.number("select count(*) from decision").await, 0);
}

#[tokio::test]
async fn what_is_no_back_up_changes_nothing() {
    let program = Program::furnished(DAY).await;
    let record = program.look().await.record().await;
    let before = state_of(&program);
    let file = program.file("copy", vec![0x5a; 10_000]);
    let refused = program.run(&["restore", file.to_str().unwrap()]).expect(1);
    assert!(!refused.stderr.is_empty());
    assert_eq!(state_of(&program), before);
    let look = program.look().await;
    assert_eq!(look.record().await, record);
    look.assert_whole().await;
}
