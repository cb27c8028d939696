use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::{AttachmentFault, FileKind, Folder, inspect, scan};
use crate::secrets::Keeper;

fn pdf(objects: &str) -> Vec<u8> {
    format!("%PDF-1.7\n1 0 obj\n<< /Type /Catalog {objects} >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n")
        .into_bytes()
}

/// A PDF with an object stream that holds those objects.
fn packed_pdf(objects: &str) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(objects.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    let mut bytes = b"%PDF-1.7\n2 0 obj\n<< /Type /ObjStm /N 1 /Filter /FlateDecode >>\nstream\n".to_vec();
    bytes.extend(packed);
    bytes.extend(b"\nendstream\nendobj\n%%EOF\n");
    bytes
}

fn png() -> Vec<u8> {
    let mut bytes = super::image::PNG.to_vec();
    for (name, content) in [(b"IHDR", &[0_u8; 13][..]), (b"IDAT", b"IEND"), (b"IEND", b"")] {
        bytes.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        bytes.extend(name);
        bytes.extend(content);
        bytes.extend([0; 4]);
    }
    bytes
}

fn jpeg() -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE1, 0, 8];
    // A small picture inside a segment: its end is not the end.
    bytes.extend([0xFF, 0xD8, 0xFF, 0xD9, 0, 0]);
    bytes.extend([0xFF, 0xDA, 0, 3, 0, 1, 0xFF, 0x00, 2, 0xFF, 0xD3, 3, 0xFF, 0xD9]);
    bytes
}

fn and(bytes: Vec<u8>, more: &[u8]) -> Vec<u8> {
    [bytes.as_slice(), more].concat()
}

#[test]
fn a_file_is_what_its_content_says() {
    for (bytes, kind) in [
        (pdf(""), FileKind::Pdf),
        (packed_pdf("<< /Type /Page >>"), FileKind::Pdf),
        (png(), FileKind::Png),
        (jpeg(), FileKind::Jpeg),
        (and(jpeg(), &[0, 0]), FileKind::Jpeg),
        (and(jpeg(), &jpeg()), FileKind::Jpeg),
    ] {
        assert_eq!(inspect(&bytes), Ok(kind));
        assert_eq!(FileKind::from_code(kind.code()), Some(kind));
    }
    for bytes in [&b"MZ\x90"[..], b"\x7fELF", b"PK\x03\x04", b"GIF89a", b" %PDF-1.7 %%EOF"] {
        assert_eq!(inspect(bytes), Err(AttachmentFault::UnknownKind), "{bytes:?}");
    }
    assert_eq!(inspect(b""), Err(AttachmentFault::Empty));
}

#[test]
fn a_pdf_in_which_something_could_run_is_not_taken() {
    for (name, marker) in [
        ("JavaScript", "/S /JavaScript"),
        ("JS", "/JS (app.alert\\(1\\))"),
        ("JS", "/J#53(x)"),
        ("Launch", "/S/Launch"),
        ("EmbeddedFile", "/Type /EmbeddedFile"),
        ("EmbeddedFiles", "/Names << /EmbeddedFiles 3 0 R >>"),
        ("OpenAction", "/OpenAction 3 0 R"),
        ("AA", "/AA << >>"),
    ] {
        assert_eq!(inspect(&pdf(marker)), Err(AttachmentFault::Active(name)), "{marker}");
        assert_eq!(inspect(&packed_pdf(marker)), Err(AttachmentFault::Active(name)), "packed {marker}");
    }
    assert_eq!(inspect(&pdf("/JSon /AAA /Launcher")), Ok(FileKind::Pdf), "other names");
    assert_eq!(inspect(&pdf("/Encrypt 4 0 R")), Err(AttachmentFault::Encrypted));
}

#[test]
fn what_follows_the_end_or_cannot_be_read_is_not_taken() {
    let archive = b"PK\x03\x04 ... PK\x05\x06 ................";
    assert_eq!(inspect(&and(pdf(""), archive)), Err(AttachmentFault::Trailing));
    assert_eq!(inspect(&and(png(), archive)), Err(AttachmentFault::Trailing));
    assert_eq!(inspect(&and(jpeg(), archive)), Err(AttachmentFault::Trailing));
    assert_eq!(inspect(b"%PDF-1.7"), Err(AttachmentFault::Unreadable));
    let damaged = b"%PDF-1.7 << /Type /ObjStm >> stream\nxx\nendstream %%EOF";
    assert_eq!(inspect(damaged), Err(AttachmentFault::Unreadable));
    for whole in [png(), jpeg()] {
        for length in 12..whole.len() {
            assert!(inspect(&whole[..length]).is_err(), "{length} of {}", whole.len());
        }
    }
}

#[test]
fn a_kept_file_is_unreadable_without_the_key_and_comes_back_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let keeper = Keeper::open(&folder.path().join("key")).unwrap();
    let kept = Folder::at(folder.path().join("attachments"));
    kept.keep(&keeper, "one", b"%PDF-1.7 secret").unwrap();
    let path = folder.path().join("attachments/one");
    assert!(!std::fs::read(&path).unwrap().windows(6).any(|window| window == b"secret"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(kept.open(&keeper, "one").unwrap(), b"%PDF-1.7 secret");
    kept.remove("one");
    assert!(kept.open(&keeper, "one").is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn the_scan_command_decides_and_one_that_is_away_lets_nothing_pass() {
    let bytes = b"eicar".to_vec();
    assert_eq!(scan::run("grep -q eicar", bytes.clone()).await, Ok(()));
    for command in ["grep -q clean", "no-such-scanner --quiet", " "] {
        assert_eq!(scan::run(command, bytes.clone()).await, Err(AttachmentFault::Scan), "{command}");
    }
}
