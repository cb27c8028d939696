//! gzip and ZIP of everything else, and what is refused of them.

use super::samples::{gb18030, gzip, package, workbook};
use super::*;

fn about(bytes: &[u8]) -> About {
    let sent = sent_as("a.bin", bytes);
    open(&sent.path, &small_limits()).unwrap().about()
}

#[test]
fn every_format_is_read_out_of_gzip_and_zip_as_it_is_read_outside() {
    let contents = [
        "名称,代码\n甲,1\n".as_bytes().to_vec(),
        gb18030("名称,代码\n昇玥,1\n"),
        "{\"名称\":\"甲\"}\n{\"名称\":\"乙\"}\n".as_bytes().to_vec(),
        "[{\"名称\":\"甲\"}]".as_bytes().to_vec(),
        workbook().save_to_buffer().unwrap(),
        samples::old_workbook(false),
    ];
    for content in contents {
        let plain = read(&content);
        assert_eq!(read(gzip(&content)), plain);
        let zipped = package(&[("__MACOSX/._a", b"\0\0"), ("数据/a.dat", &content), (".DS_Store", b"\0")]);
        assert_eq!(read(&zipped), plain);
        assert_eq!(about(&zipped).packing, Packing::Zip);
        assert!(about(&zipped).parts[0].name.starts_with("a.dat"));
        assert_eq!(about(&gzip(&content)).packing, Packing::Gzip);
    }
}

#[test]
fn files_of_one_archive_are_read_one_after_another() {
    let bytes = package(&[
        ("一.csv", "名称,代码\n甲,1\n".as_bytes()),
        ("二.csv", &gb18030("代码,名称\n2,乙\n\n3,丙\n")),
    ]);
    let (_, headings, rows) = read(&bytes);
    assert_eq!(headings, ["名称", "代码"]);
    assert_eq!(values(&rows), [["甲", "1"], ["乙", "2"], ["丙", "3"]]);
    let places: Vec<_> = rows.iter().map(|row| (row.line, row.part, row.part_line)).collect();
    assert_eq!(places, [(2, 0, 2), (10_000_002, 1, 2), (10_000_004, 1, 4)]);
    let bytes = package(&[("1.json", b"[{\"a\":1}]"), ("2.json", b"[{\"b\":2}]")]);
    let (_, headings, rows) = read(&bytes);
    assert_eq!(headings, ["a", "b"], "keys of JSON are united");
    assert_eq!(values(&rows), [["1", ""], ["", "2"]]);
}

#[test]
fn what_should_not_be_in_an_archive_is_refused() {
    let csv = "名称,代码\n甲,1\n".as_bytes();
    let zipped = package(&[("a.csv", csv)]);
    let packed = gzip(csv);
    let mut encrypted = zipped.clone();
    for (mark, offset) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let at = encrypted.windows(4).position(|bytes| bytes == mark).unwrap();
        encrypted[at + offset] |= 1;
    }
    let many: Vec<(String, &[u8])> = (0..101).map(|number| (format!("{number}.csv"), csv)).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    let cases: [(Vec<u8>, &str); 12] = [
        (gzip(&packed), "file-nested-archive"),
        (gzip(&zipped), "file-nested-archive"),
        (package(&[("b.zip", &zipped)]), "file-nested-archive"),
        (package(&[("b.gz", &packed)]), "file-nested-archive"),
        (package(&[("数据/", b"")]), "file-empty-archive"),
        (package(&[("a.csv", csv), ("b.json", b"[{\"a\":1}]")]), "file-mixed-archive"),
        (package(&[("a.csv", csv), ("b.csv", "名称,日期\n甲,1\n".as_bytes())]), "file-different-headings"),
        (package(&[("a.csv", csv), ("b.pdf", b"%PDF-1.7")]), "file-not-a-table"),
        (package(&many), "file-too-many-files"),
        (encrypted, "file-encrypted"),
        (packed[..packed.len() - 6].to_vec(), "file-damaged"),
        (gzip(b""), "file-empty"),
    ];
    for (bytes, code) in cases {
        let error = refusal(&bytes);
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains('请'), "{error}");
    }
}

#[test]
fn names_in_an_archive_are_shown_without_tricks_and_never_used() {
    let name = format!("../../../{}\u{202e}gpj.pdf", "长".repeat(300));
    let error = refusal(package(&[(&name, b"%PDF-1.7")])).to_string();
    assert!(!error.contains("..") && !error.contains('\u{202e}') && error.contains("gpj.pdf"), "{error}");
    assert!(error.chars().count() < 200, "{error}");
    let mut gbk = package(&[("xxxx.pdf", b"%PDF-1.7")]);
    let (old, new) = (b"xxxx.pdf", gb18030("二月.pdf"));
    for at in 0..gbk.len() - old.len() {
        if gbk[at..].starts_with(old) {
            gbk[at..at + new.len()].copy_from_slice(&new);
        }
    }
    assert!(refusal(gbk).to_string().contains("二月.pdf"));
}

#[test]
fn what_unpacks_to_more_than_the_limit_is_refused_and_not_unpacked() {
    let large = vec![b' '; 3 << 20];
    let tight = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    let ratio = Limits { unpacked_ratio: 1, ..Limits::default() };
    let huge = vec![b'a'; 65 << 20];
    let cases = [
        (gzip(&large), &tight),
        (package(&[("a.csv", &large)]), &tight),
        (package(&[("a.csv", &large[..800_000]), ("b.csv", &large[..800_000])]), &tight),
        (gzip(&huge), &ratio),
    ];
    for (bytes, limits) in cases {
        let sent = sent_as("a.bin", &bytes);
        assert_eq!(open(&sent.path, limits).err().unwrap().code(), "file-too-large-unpacked");
    }
}
