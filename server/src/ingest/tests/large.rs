//! Files as large as anybody sends: what they cost, and what is refused.
//!
//! The large file is read in a process of its own, whose memory can be asked for by itself.

use std::env;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;

use super::fuzz::peak_memory;
use super::*;

/// Set for the process that reads: the file to read.
const FILE: &str = "CHENGXIN_LARGE_FILE";

const ROWS: u64 = 1_000_000;

/// How much memory reading it may take, in KiB; the file is 200 MB.
const MEMORY: u64 = 32 << 10;

fn write_large(path: &Path) {
    let mut file = BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(file, "名称\t代码\t事实").unwrap();
    let filling = "未按规定建立台账，".repeat(6);
    for row in 0..ROWS {
        writeln!(file, "秦川示例商贸有限公司\t{row:08}\t{filling}").unwrap();
    }
    file.flush().unwrap();
    assert!(path.metadata().unwrap().len() > 200_000_000);
}

fn read_large(path: &Path) {
    let before = peak_memory();
    let mut source = open(path, &Limits::of_upload()).unwrap();
    let mut count = 0;
    let mut last = 0;
    while let Some(row) = source.next_row().unwrap() {
        count += 1;
        last = row.line;
    }
    assert_eq!((count, last), (ROWS, ROWS + 1));
    let grown = peak_memory() - before;
    assert!(grown <= MEMORY, "reading took {grown} KiB");
}

#[test]
fn a_million_rows_in_200_mb_are_read_in_little_memory() {
    if let Some(path) = env::var_os(FILE) {
        read_large(Path::new(&path));
        return;
    }
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("large.txt");
    write_large(&path);
    let module = module_path!().split_once("::").unwrap().1;
    let name = format!("{module}::a_million_rows_in_200_mb_are_read_in_little_memory");
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", &name, "--nocapture", "--test-threads=1"])
        .env(FILE, &path)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn an_upload_may_be_a_smaller_workbook_than_a_file_of_the_command_line() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for row in 0..=u32::try_from(Limits::of_upload().workbook_rows).unwrap() {
        sheet.write(row, 0, "名称").unwrap();
    }
    let sent = sent_as("大.xlsx", &workbook.save_to_buffer().unwrap());
    let error = open(&sent.path, &Limits::of_upload()).err().unwrap();
    assert_eq!(error.code(), "file-too-many-rows");
    assert!(error.to_string().contains("100000") && error.to_string().contains("请拆分"), "{error}");
    assert!(open(&sent.path, &Limits::default()).is_ok());
}
