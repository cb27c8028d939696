//! The real program on lists: whole files, killed halfway, and the work list on the command line.

use std::fmt::Write as _;

use tests::Penalty;
use tests::binary::Program;
use tests::records::{AUTHORITY, COMPANY, DECIDED_ON, code, csv};

use crate::world::TODAY;

const HEAD: &str = "名称,统一社会信用代码,列入原因代码,列入原因,列入日期,作出决定机关（列入）\n";
const STANDING: &str = "select count(*) from entry where state = 'published'";

fn list(firms: std::ops::Range<u32>) -> String {
    firms.fold(HEAD.to_owned(), |mut text, number| {
        let code = code("91", 10_000 + number);
        writeln!(text, "秦岭示例第{number}商贸有限公司,{code},1,未按时年报,2026-07-10,{AUTHORITY}").unwrap();
        text
    })
}

#[tokio::test]
async fn a_whole_list_says_what_it_will_end_and_refuses_to_end_too_much() {
    let program = Program::furnished(TODAY).await;
    let sync = |file: &str, more: &[&str]| {
        let path = program.file("list.csv", file);
        let mut arguments = vec!["import", "abnormal-operation", "--full-sync"];
        arguments.extend(more);
        arguments.push(path.to_str().unwrap());
        program.run(&arguments)
    };
    sync(&list(0..20), &[]).expect(0);
    let refused = sync(&list(0..10), &[]).expect(1);
    assert!(
        refused.stderr.contains("现有 20 条") && refused.stderr.contains("将终止 10 条"),
        "{}",
        refused.stderr
    );
    assert_eq!(program.look().await.number(STANDING).await, 20);
    let done = sync(&list(0..10), &["--most-ended", "50"]).expect(0);
    assert!(done.stderr.contains("将终止 10 条"), "{}", done.stderr);
    assert_eq!(program.look().await.number(STANDING).await, 10);
    assert_eq!(sync(&list(0..10), &["--most-ended", "101"]).code, 64);
}

#[tokio::test]
async fn a_whole_list_killed_halfway_is_finished_later_and_holds_what_the_file_says() {
    let program = Program::furnished(TODAY).await;
    program.import_file("abnormal-operation", &program.file("first.csv", list(0..3_000))).expect(0);
    let path = program.file("second.csv", list(1_500..4_500));
    let look = program.look().await;
    let arguments =
        ["import", "abnormal-operation", "--full-sync", "--most-ended", "60", path.to_str().unwrap()];
    let running = program.start(&arguments);
    // Some of the new ones are there, or some of the old ones gone already: in the middle of it.
    let moved = async || look.number(STANDING).await != 3_000;
    assert!(running.kill_when(moved).await);
    program.import_file("abnormal-operation", &program.file("third.csv", list(1_500..1_501))).expect(0);
    let look = program.look().await;
    assert_eq!(look.number(STANDING).await, 3_000);
    assert_eq!(look.number("select count(*) from entry where state = 'ended'").await, 1_500);
    assert_eq!(look.number("select count(*) from import_batch where state <> 'done'").await, 0);
}

#[tokio::test]
async fn the_work_list_is_shown_corrected_and_emptied_on_the_command_line() {
    let program = Program::furnished(TODAY).await;
    let number = "云示监罚〔2026〕1号";
    let rows = [Penalty::new(number).with("CF_JDRQ", "")];
    program.import_file("penalties", &program.file("penalties.csv", csv(&rows))).expect(3);
    let listed = program.run(&["quarantine", "list"]).expect(0);
    let cells: Vec<&str> = listed.stdout.trim().split('\t').collect();
    assert!(cells[2..5] == ["penalties.csv", "penalties", "incomplete"], "{cells:?}");
    let (batch, line) = (cells[0], cells[1]);

    let shown = program.run(&["quarantine", "show", batch, line]).expect(0);
    assert!(shown.stdout.contains(number) && shown.stdout.contains(COMPANY), "{}", shown.stdout);
    let set = format!("CF_JDRQ={DECIDED_ON}");
    let fix =
        |set: &str| program.run(&["quarantine", "fix", batch, line, "--set", set, "--by", "示例经办人"]);
    assert_eq!(fix("CF_JDRQ=二〇二六年").expect(3).stdout.lines().next(), Some("quarantined"));
    fix(&set).expect(0);
    assert_eq!(program.run(&["quarantine", "list"]).expect(0).stdout.trim(), "");
    let published = "select count(*) from decision where state = 'published'";
    assert_eq!(program.look().await.number(published).await, 1);
    assert_eq!(fix(&set).code, 1, "what was taken in is done");
}
