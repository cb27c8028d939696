//! `chengxin audit verify`: what it proves, and what a head that is noted elsewhere adds.

use tests::binary::Program;

const DAY: &str = "2026-11-23";

#[tokio::test]
async fn a_head_noted_elsewhere_shows_that_the_end_was_cut_off() {
    let program = Program::furnished(DAY).await;
    let look = program.look().await;
    for login in ["admin-one", "admin-two"] {
        let account = ["--login", login, "--name", "示例人员", "--role", "administrator"];
        program.run(&[["user", "add"].as_slice(), account.as_slice()].concat()).expect(0);
    }
    let verified = program.run(&["audit", "verify"]).expect(0).stdout;
    let head = verified.split("head: ").nth(1).unwrap().split(';').next().unwrap().to_owned();
    let count: i64 = head.split(':').next().unwrap().parse().unwrap();
    assert!(count > 1, "{verified}");
    program.run(&["audit", "verify", "--expect", &head]).expect(0);
    program.run(&["audit", "verify", "--expect", "12"]).expect(64);

    let copy = program.path("copy");
    let said = program.run(&["backup", copy.to_str().unwrap()]).expect(0).stdout;
    let beside = std::fs::read_to_string(program.path("copy.audit-head")).unwrap();
    assert!(said.contains(&head) && beside.trim() == head, "{said} {beside}");

    look.tamper("delete from audit_entry where number = (select max(number) from audit_entry)").await;
    program.run(&["audit", "verify"]).expect(0);
    let found = program.run(&["audit", "verify", "--expect", &head]).expect(1).stdout;
    assert!(found.contains(&format!("cut off: the trail ends with {}", count - 1)), "{found}");
    look.close().await;

    program.run(&["restore", copy.to_str().unwrap()]).expect(0);
    program.run(&["audit", "verify", "--expect", &head]).expect(0);
}
