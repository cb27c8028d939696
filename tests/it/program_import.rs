//! What the command line promises: names, exit codes, the last line, reports, settings, files of every kind.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use rust_xlsxwriter::Workbook;
use tests::binary::{Program, bare, start};
use tests::records::{AUTHORITY, COMPANY, code, resident_id};
use tests::{Entity, FileRow as _, Penalty, csv};

const DAY: &str = "2026-11-23";

/// Two companies as cells, headings first.
fn two_companies() -> Vec<Vec<String>> {
    let rows = [Entity::new("秦岭示例甲商贸有限公司", 11), Entity::new("秦岭示例乙商贸有限公司", 12)];
    let headings = rows[0].cells().iter().map(|(name, _)| name.clone()).collect();
    let values = rows.iter().map(|row| row.cells().iter().map(|(_, value)| value.clone()).collect());
    std::iter::once(headings).chain(values).collect()
}

fn separated(separator: &str) -> String {
    two_companies().iter().map(|row| row.join(separator) + "\n").collect()
}

fn json_lines() -> String {
    let rows = two_companies();
    let object = |values: &Vec<String>| {
        let pairs = rows[0].iter().cloned().zip(values.iter().cloned().map(Into::into));
        serde_json::Value::Object(pairs.collect()).to_string() + "\n"
    };
    rows[1..].iter().map(object).collect()
}

fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (line, row) in (0..).zip(two_companies()) {
        for (column, value) in (0..).zip(row) {
            sheet.write_string(line, column, value).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// GB18030 through the program's own reader would prove nothing: these bytes are written by hand from a table of the
/// few characters used.
fn gb18030(text: &str) -> Vec<u8> {
    let table: [(char, [u8; 2]); 14] = [
        ('名', [0xc3, 0xfb]),
        ('称', [0xb3, 0xc6]),
        ('简', [0xbc, 0xf2]),
        ('示', [0xca, 0xbe]),
        ('例', [0xc0, 0xfd]),
        ('商', [0xc9, 0xcc]),
        ('行', [0xd0, 0xd0]),
        ('甲', [0xbc, 0xd7]),
        ('乙', [0xd2, 0xd2]),
        ('有', [0xd3, 0xd0]),
        ('限', [0xcf, 0xde]),
        ('公', [0xb9, 0xab]),
        ('司', [0xcb, 0xbe]),
        ('的', [0xb5, 0xc4]),
    ];
    let mut bytes = Vec::new();
    for character in text.chars() {
        match table.iter().find(|(known, _)| *known == character) {
            Some((_, pair)) => bytes.extend_from_slice(pair),
            None => bytes.push(u8::try_from(character).unwrap()),
        }
    }
    bytes
}

#[tokio::test]
async fn every_kind_of_file_is_known_by_its_content_whatever_its_name() {
    let bom = format!("\u{feff}{}", separated(","));
    let wide: Vec<u8> = bom.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let folded = separated(",").replacen("注册资本（万元）", " 注册资本 (万元) ", 1);
    let cases: [(&str, Vec<u8>); 9] = [
        ("comma.csv", separated(",").into()),
        ("with-bom.csv", bom.into()),
        ("tab.txt", separated("\t").into()),
        ("semicolon.csv", separated(";").into()),
        ("crlf.csv", separated(",").replace('\n', "\r\n").into()),
        ("utf-16.txt", wide),
        ("folded-headings.csv", folded.into()),
        ("objects.csv", json_lines().into()),
        ("workbook.csv", workbook()),
    ];
    let program = Program::on(DAY).await;
    for (round, (name, bytes)) in cases.into_iter().enumerate() {
        let finished = program.import_file("entities", &program.file(name, bytes)).expect(0);
        // All say the same: after the first one, the same rows are there already.
        let totals = if round == 0 { [2, 0, 0, 0, 0] } else { [0, 0, 2, 0, 0] };
        assert_eq!(finished.totals(), totals, "{name}: {}", finished.stderr);
    }
    let look = program.look().await;
    assert_eq!(look.number("select count(*) from entity").await, 2);
    look.assert_whole().await;
}

#[tokio::test]
async fn gb18030_with_stray_bytes_is_read_with_a_warning_for_that_row() {
    let mut bytes = gb18030("名称,简称\n示例甲商行,示例甲\n示例乙有限公司,示例");
    bytes.extend_from_slice(b"\xff\n");
    let program = Program::on(DAY).await;
    let finished = program.import_file("entities", &program.file("gbk.csv", bytes)).expect(0);
    assert_eq!(finished.totals(), [1, 1, 0, 0, 0], "{}", finished.stderr);
    assert!(finished.stderr.contains("第 3 行"), "{}", finished.stderr);
    let names = program.look().await.texts("select name from entity order by name").await;
    assert_eq!(names, ["示例乙有限公司", "示例甲商行"]);
}

#[tokio::test]
async fn quoted_line_breaks_stay_in_their_cell_and_lines_are_counted_as_in_the_file() {
    let rows = [
        Entity::new("秦岭示例换行商贸有限公司", 21).with("经营范围", "第一行\n第二行，\"引号\"\n第三行"),
        Entity::new("", 22),
    ];
    let program = Program::on(DAY).await;
    let finished = program.import_file("entities", &program.file("rows.csv", csv(&rows))).expect(3);
    assert_eq!(finished.totals(), [1, 0, 0, 0, 1]);
    assert!(finished.stderr.contains("第 5 行"), "{}", finished.stderr);
    let scopes = program.look().await.texts("select business_scope from entity").await;
    assert!(scopes[0].contains("第二行，\"引号\""), "{scopes:?}");
}

/// Files that are not what they say, with a word of the one sentence that refuses each.
fn impostors() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let truncated = workbook();
    let truncated = truncated[..truncated.len() / 2].to_vec();
    let html = "<html><head><meta charset='utf-8'></head><table><tr><td>名称</td></tr></table></html>";
    vec![
        ("repr.txt", b"{'Name': '\xe7\x94\xb2', 'Tag': None, 'IsAuth': False}\n".to_vec(), "Python"),
        ("report.xlsx", html.into(), "HTML"),
        ("truncated.xlsx", truncated, "不完整或已损坏"),
        ("encrypted.xlsx", ole("EncryptedPackage"), "加密"),
        ("old.xls", ole("Workbook"), "已损坏"),
        ("bomb.xlsx", zip_bomb(), "解压后过大"),
        ("empty.csv", Vec::new(), "空"),
        ("blank.csv", b"\n  \n\n".to_vec(), "空"),
        ("array.json", b"[{\"a\": 1}]".to_vec(), "名称"),
        ("scan.csv", b"%PDF-1.7\n".to_vec(), "PDF"),
        ("packed.csv", b"\x1f\x8b\x08\x00\x00\x00".to_vec(), "已损坏"),
        ("zeros.csv", vec![0; 4096], "二进制"),
        ("foreign.csv", "序号,备注\n1,二\n".into(), "名称"),
        ("twice.csv", "名称,统一社会信用代码,名称\n甲,,乙\n".into(), "重复"),
    ]
}

/// The head of an OLE container with the name of one stream in its directory.
fn ole(stream: &str) -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(1024, 0);
    bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(2048, 0);
    bytes
}

/// A workbook with a part of 100 MB of blanks, packed by a writer that knows how.
fn zip_bomb() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let blanks = " ".repeat(32_000);
    for line in 0..3_300 {
        // Strings that differ, so that they are not shared.
        sheet.write_string(line, 0, format!("{line}{blanks}")).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

#[tokio::test]
async fn a_file_that_is_not_what_it_says_gives_one_clear_error_and_changes_nothing() {
    let program = Program::furnished(DAY).await;
    let look = program.look().await;
    let before =
        (look.number("select number from ledger_head").await, look.record().await, look.batches().await);
    for (name, bytes, word) in impostors() {
        let finished = program.import_file("entities", &program.file(name, bytes)).expect(1);
        assert_eq!(finished.totals(), [0; 5], "{name}");
        let errors: Vec<&str> = finished.stderr.lines().filter(|line| !line.trim().is_empty()).collect();
        assert_eq!(errors.len(), 1, "{name}: {errors:?}");
        assert!(errors[0].contains(word), "{name}: {}", errors[0]);
    }
    for path in [program.path("nothing-here.csv"), program.data_folder()] {
        let finished = program.import_file("entities", &path).expect(1);
        assert_eq!(finished.stderr.lines().count(), 1, "{}", finished.stderr);
    }
    let after =
        (look.number("select number from ledger_head").await, look.record().await, look.batches().await);
    assert_eq!(before, after);
    assert_eq!(program.spools(), Vec::<PathBuf>::new(), "nothing is left behind");
}

#[tokio::test]
async fn a_good_file_beside_a_bad_one_is_imported_and_the_exit_code_says_that_something_is_wrong() {
    let program = Program::on(DAY).await;
    let (good, bad) = (program.file("good.csv", separated(",")), program.file("bad.csv", ""));
    let mut command = program.command(&["import", "entities"]);
    let finished = start(command.args([&bad, &good])).finish().expect(3);
    assert_eq!(finished.last_line(), "accepted 2, warned 0, duplicate 0, incomplete 0, quarantined 0");
}

#[tokio::test]
async fn rows_end_in_five_ways_and_the_same_file_again_changes_nothing() {
    let program = Program::furnished(DAY).await;
    let usual = |number: u32| Penalty::new(&format!("云示罚字〔2026〕{number}号"));
    let rows = [
        usual(1),
        usual(2).party(&Entity::new("秦岭示例无登记有限公司", 77)),
        usual(1),
        usual(3).without("CF_YJ"),
        usual(4).with("CF_JDRQ", "2026-13-45"),
        // A correction in the same file: sent again, the first row must not undo it.
        usual(1).with("CF_NR", "罚款人民币2000元，限十五日内缴清"),
    ];
    let file = program.file("penalties.csv", csv(&rows));
    let first = program.import_file("penalties", &file).expect(3);
    assert_eq!(
        first.last_line(),
        "accepted 2, warned 1, duplicate 1, incomplete 1, quarantined 1",
        "{}",
        first.stderr
    );
    let look = program.look().await;
    let before = (look.number("select number from ledger_head").await, look.record().await);
    let second = program.import_file("penalties", &file).expect(3);
    assert_eq!(second.totals(), [0, 0, 5, 0, 1], "{}", second.stderr);
    assert_eq!(before, (look.number("select number from ledger_head").await, look.record().await));
    look.assert_whole().await;
}

#[tokio::test]
async fn reports_name_row_column_masked_value_code_and_sentence_as_csv_and_as_json() {
    let program = Program::furnished(DAY).await;
    let id = resident_id("1986-01-01", 2);
    let rows = [
        Penalty::new("云示罚字〔2026〕1号")
            .with("CF_SY", format!("当事人身份证号{id}"))
            .with("自编栏目", "x"),
        Penalty::new("云示罚字〔2026〕2号").with("CF_NR_FK", "两千"),
    ];
    let file = program.file("rows.csv", csv(&rows));
    for name in ["report.json", "report.csv"] {
        let report = program.path(name);
        let mut command = program.command(&["import", "penalties", "--report"]);
        let finished = start(command.args([&report, &file])).finish().expect(3);
        let text = std::fs::read_to_string(&report).unwrap();
        assert!(!text.contains(&id) && !finished.stderr.contains(&id), "a person's number is in the report");
        assert!(text.contains("amount-unreadable") && text.contains("金额无法读取"), "{text}");
        assert!(finished.stderr.contains("自编栏目"), "unknown columns are listed: {}", finished.stderr);
        if name.ends_with("json") {
            let report: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(report["unknown_columns"], serde_json::json!(["自编栏目"]));
            assert_eq!(report["counts"]["quarantined"], 1);
            assert_eq!(report["rows"][1]["line"], 3);
            assert_eq!(report["rows"][1]["issues"][0]["field"], "CF_NR_FK");
        } else {
            let mut lines = text.trim_start_matches('\u{feff}').lines();
            assert_eq!(lines.next(), Some("行号,结果,代码,字段,值,说明"));
            assert!(
                lines.any(|line| line.starts_with("3,quarantined,amount-unreadable,CF_NR_FK,")),
                "{text}"
            );
        }
    }
}

#[tokio::test]
async fn the_submitting_authority_counts_where_a_row_names_none() {
    let program = Program::furnished(DAY).await;
    let row = Penalty::new("云示罚字〔2026〕1号").without("CF_CFJGDM").with("CF_CFJG", "本局");
    let file = program.file("rows.csv", csv(&[row]));
    let authority = code("11", 1);
    let mut command = program.command(&["import", "penalties", "--authority", &authority]);
    let finished = start(command.arg(&file)).finish();
    assert!(!finished.stderr.contains("authority-unknown"), "{}", finished.stderr);
    let look = program.look().await;
    let names = "select a.name from decision d join authority a on a.id = d.authority_id";
    assert_eq!(look.texts(names).await, [AUTHORITY]);
    let submitted = look.texts("select submitted_by from import_batch where kind = 'penalties'").await;
    assert_eq!(submitted, [authority]);
}

#[tokio::test]
async fn wrong_usage_ends_with_64() {
    let program = Program::on(DAY).await;
    let cases: [&[&str]; 10] = [
        &["nonsense"],
        &["import"],
        &["import", "entities"],
        &["import", "everything", "file.csv"],
        &["import", "entities", "--no-such-option", "file.csv"],
        &["import", "penalties", "--authority", "not-a-code", "file.csv"],
        &["withdraw", "id"],
        &["generate", "--entities", "many", "--out", "x"],
        &["serve", "--listen"],
        &["--today", "yesterday", "migrate"],
    ];
    for arguments in cases {
        let finished = program.run(arguments).expect(64);
        assert_eq!(finished.stdout, "", "{arguments:?}");
        assert!(!finished.stderr.is_empty(), "{arguments:?}");
    }
    start(&mut bare()).finish().expect(64);
    for arguments in [["--help"].as_slice(), &["--version"], &["import", "--help"]] {
        assert!(!program.run(arguments).expect(0).stdout.is_empty());
    }
    assert!(!program.data_folder().exists(), "wrong usage leaves nothing behind");
}

#[tokio::test]
async fn what_cannot_be_done_ends_with_1_and_a_sentence() {
    let program = Program::furnished(DAY).await;
    let file = program.file("a-file", "no key, no data base, no back-up");
    let file = file.to_str().unwrap();
    let cases: [&[&str]; 11] = [
        &["withdraw", "no-such-id", "--reason", "误报"],
        &["withdraw", "no-such-id", "--reason", " "],
        &["withdraw", "no-such-id", "--reason", "联系人手机13800138000"],
        &["serve", "--listen", "256.0.0.1:1"],
        &["backup", file],
        &["restore", "no-such-file"],
        &["restore", file],
        &["migrate", "--data-dir", file],
        &["migrate", "--database", "postgres://nobody@127.0.0.1:1/nothing"],
        &["migrate", "--key-file", file],
        &["migrate", "--demo"],
    ];
    for arguments in cases {
        let mut command = bare();
        // Options that a case repeats must not come twice.
        if !arguments.contains(&"--data-dir") {
            command.arg("--data-dir").arg(program.data_folder());
        }
        if let Some(url) = program.database_url().filter(|_| !arguments.contains(&"--database")) {
            command.args(["--database", &url]);
        }
        let finished = start(command.args(arguments)).finish().expect(1);
        assert!(!finished.stderr.trim().is_empty(), "{arguments:?}");
        assert_eq!(finished.stdout, "", "{arguments:?}");
    }
    program.look().await.assert_whole().await;
}

#[tokio::test]
async fn every_option_is_also_a_variable() {
    let commands: [&[&str]; 11] = [
        &[],
        &["serve"],
        &["import"],
        &["generate"],
        &["reindex"],
        &["migrate"],
        &["withdraw"],
        &["backup"],
        &["restore"],
        &["unresolved"],
        &["unresolved", "settle"],
    ];
    for command in commands {
        let help = start(bare().args(command).arg("--help")).finish().expect(0).stdout;
        // An option's paragraph begins with it and ends before the next.
        let options: Vec<&str> = help.split("\n      --").skip(1).collect();
        assert!(!options.is_empty(), "{help}");
        for option in options {
            let name = option.split([' ', '\n', '[']).next().unwrap();
            let variable = format!("CHENGXIN_{}", name.replace('-', "_").to_uppercase());
            assert!(option.contains(&format!("[env: {variable}")), "{command:?}: --{name}\n{option}");
        }
        assert!(help.contains("--data-dir"), "{command:?}");
    }
    let program = Program::on(DAY).await;
    let file = program.file("rows.csv", csv(&[Entity::company()]));
    let report = program.path("report.json");
    let mut command = bare();
    command.env("CHENGXIN_DATA_DIR", program.data_folder()).env("CHENGXIN_TODAY", DAY);
    command.env("CHENGXIN_AUTHORITY", code("11", 1)).env("CHENGXIN_REPORT", &report);
    if let Some(url) = program.database_url() {
        command.env("CHENGXIN_DATABASE", url);
    }
    start(command.args(["import", "entities"]).arg(&file)).finish().expect(0);
    assert!(report.is_file());
    let look = program.look().await;
    assert_eq!(look.texts("select name from entity").await, [COMPANY]);
    assert_eq!(look.number("select count(*) from import_batch where submitted_by is not null").await, 1);
}

#[tokio::test]
async fn nobody_listening_to_the_answer_is_no_reason_to_panic() {
    let program = Program::furnished(DAY).await;
    let unknown = Entity::new("秦岭示例无登记有限公司", 77);
    let rows: Vec<Penalty> =
        (0..300).map(|number| Penalty::new(&format!("云示罚字〔2026〕{number}号")).party(&unknown)).collect();
    program.import_file("penalties", &program.file("rows.csv", csv(&rows))).expect(0);
    let mut command = program.command(&["unresolved", "list"]);
    let (reader, writer) = std::io::pipe().unwrap();
    let mut child = command.stdout(writer).stderr(std::process::Stdio::piped()).spawn().unwrap();
    // The command holds the writing end as well.
    drop((reader, command));
    let stderr = std::io::read_to_string(child.stderr.take().unwrap()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
    let listed = program.run(&["unresolved", "list"]).expect(0);
    assert_eq!(listed.stdout.lines().count(), 300);
}

#[tokio::test]
async fn the_same_seed_and_day_give_the_same_bytes() {
    let program = Program::on(DAY).await;
    let generate = |out: &Path, seed: &str| {
        let mut command: Command = program.command(&["generate", "--entities", "40", "--seed", seed]);
        start(command.arg("--out").arg(out)).finish().expect(0);
        let mut bytes = Vec::new();
        for name in ["entities", "authorities", "licences", "penalties", "endings"] {
            bytes.write_all(&std::fs::read(out.join(format!("{name}.csv"))).unwrap()).unwrap();
        }
        bytes
    };
    let first = generate(&program.path("first"), "7");
    assert!(first == generate(&program.path("second"), "7"));
    assert!(first != generate(&program.path("third"), "8"));
}
