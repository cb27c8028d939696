//! Commits, restarts, damage.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use search_index::{IndexError, IndexReader, IndexWriter};
use tempfile::TempDir;

use crate::harness::*;

#[test]
fn the_cursor_is_in_the_commit_and_survives_a_restart() {
    let folder = TempDir::new().unwrap();
    let mut writer = IndexWriter::open(folder.path(), MEMORY).unwrap();
    assert_eq!(writer.cursor(), 0);
    writer.put(&search_index::Document::Entity(entity("e1", "秦岭云帆科技有限公司"))).unwrap();
    writer.commit(42).unwrap();
    writer.commit(43).unwrap();
    drop(writer);
    assert_eq!(IndexWriter::open(folder.path(), MEMORY).unwrap().cursor(), 43);
    let reader = IndexReader::open(folder.path()).unwrap();
    assert_eq!((reader.ledger_number(), reader.document_count()), (43, 1));
}

#[test]
fn a_kill_between_put_and_commit_leaves_the_commit_before() {
    let mut index = TestIndex::with_names(&["秦岭云帆科技有限公司"]);
    index.put(entity("e9", "星河贸易有限公司"));
    index.writer.remove("e0").unwrap();
    let folder = index.close();
    let mut writer = IndexWriter::open(folder.path(), MEMORY).unwrap();
    assert_eq!(writer.cursor(), 1);
    let reader = IndexReader::open(folder.path()).unwrap();
    assert_eq!(reader.search(&entities("云帆")).unwrap().total, 1);
    assert_eq!(reader.search(&entities("星河")).unwrap().total, 0);
    writer.put(&search_index::Document::Entity(entity("e9", "星河贸易有限公司"))).unwrap();
    writer.commit(2).unwrap();
    reader.reload().unwrap();
    assert_eq!(reader.search(&entities("星河")).unwrap().total, 1);
}

#[test]
fn a_reader_sees_a_commit_when_it_reloads_and_clones_see_it_too() {
    let mut index = TestIndex::with_names(&["秦岭云帆科技有限公司"]);
    let clone = index.reader.clone();
    index.put(entity("e9", "星河贸易有限公司"));
    index.writer.commit(2).unwrap();
    assert_eq!((clone.ledger_number(), clone.search(&entities("星河")).unwrap().total), (1, 0));
    index.reader.reload().unwrap();
    assert_eq!((clone.ledger_number(), clone.search(&entities("星河")).unwrap().total), (2, 1));
    assert_eq!(clone.search(&entities("星河")).unwrap().ledger_number, 2);
}

#[test]
fn an_index_has_one_writer() {
    let index = TestIndex::new();
    assert!(matches!(IndexWriter::open(index.folder.path(), MEMORY), Err(IndexError::Locked)));
}

/// The files of an index, without locks.
fn files(folder: &TempDir) -> Vec<PathBuf> {
    let all = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = all.filter(|file| !name(file).starts_with(".tantivy-")).collect();
    files.sort();
    files
}

fn name(file: &Path) -> String {
    file.file_name().unwrap().to_string_lossy().into_owned()
}

fn copy(folder: &TempDir) -> TempDir {
    let copy = TempDir::new().unwrap();
    for file in files(folder) {
        fs::copy(&file, copy.path().join(name(&file))).unwrap();
    }
    copy
}

/// Two segments, and a deletion that is too small to be merged away.
fn closed_index() -> TempDir {
    let names = generated_names(10);
    let mut index = TestIndex::with_names(&names.iter().map(String::as_str).collect::<Vec<_>>());
    index.put(entity("e9", "瑞丰商贸有限公司"));
    index.writer.remove("e0").unwrap();
    index.commit();
    index.close()
}

fn assert_damaged(folder: &TempDir, what: &str) {
    let writer = IndexWriter::open(folder.path(), MEMORY).map(|_| ());
    assert!(matches!(writer, Err(IndexError::Damaged(_))), "writer, {what}: {writer:?}");
    let reader = IndexReader::open(folder.path()).map(|_| ());
    assert!(matches!(reader, Err(IndexError::Damaged(_))), "reader, {what}: {reader:?}");
}

#[test]
fn a_truncated_missing_or_altered_file_is_damage_and_not_a_panic() {
    let sound = closed_index();
    let count = files(&sound).len();
    assert!(count > 10);
    for number in 0..count {
        for harm in ["truncate", "empty", "remove", "alter"] {
            let folder = copy(&sound);
            let file = files(&folder).remove(number);
            let what = format!("{harm} {}", name(&file));
            let bytes = fs::read(&file).unwrap();
            match harm {
                "truncate" => {
                    let open = OpenOptions::new().write(true).open(&file).unwrap();
                    open.set_len(u64::try_from(bytes.len() / 2).unwrap()).unwrap();
                }
                "empty" => fs::write(&file, b"").unwrap(),
                "remove" => fs::remove_file(&file).unwrap(),
                _ => {
                    let mut bytes = bytes;
                    bytes[0] ^= 0x55;
                    fs::write(&file, bytes).unwrap();
                }
            }
            assert_damaged(&folder, &what);
        }
    }
}

#[test]
fn a_missing_index_is_damage_for_a_reader_and_new_for_a_writer() {
    let folder = TempDir::new().unwrap();
    let inside = folder.path().join("not/yet");
    assert!(matches!(IndexReader::open(&inside), Err(IndexError::Damaged(_))));
    assert_eq!(IndexWriter::open(&inside, MEMORY).unwrap().cursor(), 0);
}

#[test]
fn a_folder_of_something_else_is_not_taken_over() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("notes.txt"), "hello").unwrap();
    assert_damaged(&folder, "something else");
}

/// Makes an index one of another version: the first word of its last commit's payload.
fn set_version(folder: &TempDir, change: impl Fn(u32) -> u32) {
    let path = folder.path().join("meta.json");
    let text = fs::read_to_string(&path).unwrap();
    let marker = "\"payload\": \"";
    let start = text.find(marker).unwrap() + marker.len();
    let end = start + text[start..].find(' ').unwrap();
    let version = change(text[start..end].parse().unwrap());
    fs::write(&path, format!("{}{version}{}", &text[..start], &text[end..])).unwrap();
}

#[test]
fn an_index_of_the_version_before_or_after_must_be_rebuilt_and_is_not_misread() {
    for change in [|version: u32| version - 1, |version| version + 1, |_| 0] {
        let folder = closed_index();
        set_version(&folder, change);
        assert!(matches!(IndexWriter::open(folder.path(), MEMORY), Err(IndexError::SchemaChanged)));
        assert!(matches!(IndexReader::open(folder.path()), Err(IndexError::SchemaChanged)));
    }
}
