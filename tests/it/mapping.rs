//! Mapping files from end to end: the program drafts, explains and refuses them; the shipped ones hold.

use std::fs;
use std::path::PathBuf;

use server::mapping::{Mapping, explain};
use tests::binary::{Program, root};

const DAY: &str = "2026-01-12";

/// A department's own layout, with a heading that a scanner misread.
const SHEET: &str = "企让名称,证号,处罚公布时间,决定日期,处理情况,罚款(元),来源\n\
    云州甲有限公司,91610000220568570K,2026-01-09,2026年1月5日,罚款人民币壹万伍仟元整,15000,某网\n";

/// The shipped mapping files.
fn shipped() -> Vec<PathBuf> {
    let files = fs::read_dir(root().join("mappings")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "toml")).collect();
    files.sort_unstable();
    files
}

#[test]
fn every_shipped_mapping_is_whole_confirmed_and_described() {
    let readme = fs::read_to_string(root().join("mappings/README.md")).unwrap();
    let files = shipped();
    assert!(files.len() >= 8, "{files:?}");
    for path in files {
        let mapping = Mapping::read(&path).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(mapping.unconfirmed(), Vec::<String>::new(), "{}", path.display());
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(
            readme.contains(&format!("`{name}` | {} |", mapping.kind())),
            "README does not describe {name}"
        );
        assert!(explain(&mapping).contains(mapping.title()), "{name}");
    }
}

#[tokio::test]
async fn the_program_drafts_a_mapping_and_asks_for_what_it_guessed() {
    let program = Program::on(DAY).await;
    let data = program.file("台账.csv", SHEET);
    let drafted = program.run(&["mapping".as_ref(), "suggest".as_ref(), data.as_os_str()]).expect(0);
    assert!(drafted.stdout.contains("kind = \"penalties\""), "{}", drafted.stdout);
    assert!(drafted.stdout.contains("# 请确认: 表头与“企业名称”相近"), "{}", drafted.stdout);
    assert!(drafted.stdout.contains("# \"处罚公布时间\""), "{}", drafted.stdout);

    let draft = program.file("draft.toml", &drafted.stdout);
    let checked = program.run(&["mapping".as_ref(), "check".as_ref(), draft.as_os_str(), data.as_os_str()]);
    let checked = checked.expect(3);
    assert!(checked.stdout.contains("未确认的列（核对前不能导入）：企让名称"), "{}", checked.stdout);
    assert!(checked.stdout.contains("共读取 1 行，其中 1 行是记录，跳过 0 行。"), "{}", checked.stdout);

    let confirmed =
        program.file("confirmed.toml", drafted.stdout.replace("confirm = false", "confirm = true"));
    program.run(&["mapping".as_ref(), "check".as_ref(), confirmed.as_os_str(), data.as_os_str()]).expect(0);
}

#[tokio::test]
async fn the_program_refuses_a_mapping_that_makes_up_a_decision_date() {
    let program = Program::on(DAY).await;
    let text = "kind = \"penalties\"\ntitle = \"甲\"\n[columns]\n\
        \"处罚公布时间\" = { field = \"CF_JDRQ\", confirm = true }\n";
    let mapping = program.file("mapping.toml", text);
    let refused = program.run(&["mapping".as_ref(), "check".as_ref(), mapping.as_os_str()]).expect(1);
    for words in ["第 4 行", "不能用“处罚公布时间”列填写“处罚决定日期”", "不是作出决定的日期"]
    {
        assert!(refused.stderr.contains(words), "{}", refused.stderr);
    }
}
