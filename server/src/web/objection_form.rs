//! What a form with files brings: read within bounds, and looked at.

use std::collections::HashMap;

use axum::extract::Multipart;
use axum::extract::multipart::Field;
use axum::http::StatusCode;
use domain::objection::Typed;
use domain::text::strip_controls;

use crate::actions::object::SentFile;
use crate::attachments::{self, FileKind, LARGEST, LARGEST_TOGETHER, MOST};

/// The largest field of text, in bytes: 2,000 characters fit several times.
const LARGEST_TEXT: usize = 32 << 10;
/// The most fields of a form.
const MOST_FIELDS: usize = 32;
/// The most characters of a file's name.
const MOST_OF_NAME: usize = 100;

/// What was sent.
#[derive(Default)]
pub(super) struct Sent {
    texts: HashMap<String, String>,
    files: Vec<File>,
}

/// A file as far as it was read.
struct File {
    name: String,
    bytes: Vec<u8>,
    /// In bytes, read or not.
    size: usize,
}

impl Sent {
    /// The text under a name; empty if absent.
    pub(super) fn get(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// What was typed.
    pub(super) fn typed(&self) -> Typed {
        let text = |name: &str| self.get(name).to_owned();
        Typed {
            ground: text("ground"),
            objector: text("objector"),
            name: text("name"),
            telephone: text("telephone"),
            email: text("email"),
            words: text("words").replace("\r\n", "\n"),
            capable: self.get("capable") == "1",
        }
    }
}

/// Reads the form. What is too large is counted and let go, so that it can be refused in words; memory is bounded by
/// what is taken.
///
/// # Errors
/// The status to answer with: 413 for a form without end, 400 for what is no form.
pub(super) async fn read(mut multipart: Multipart) -> Result<Sent, StatusCode> {
    let mut sent = Sent::default();
    let (mut kept, mut count) = (0, 0);
    while let Some(field) = multipart.next_field().await.map_err(|error| error.status())? {
        count += 1;
        if count > MOST_FIELDS {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(file_name) = field.file_name().map(file_name) {
            let room = if sent.files.len() < MOST { LARGEST.min(LARGEST_TOGETHER - kept) } else { 0 };
            let (bytes, size) = within(field, room).await?;
            // A field for files in which nothing was chosen.
            if size == 0 && file_name.is_empty() {
                continue;
            }
            kept += bytes.len();
            sent.files.push(File { name: file_name, bytes, size });
        } else {
            let (bytes, size) = within(field, LARGEST_TEXT).await?;
            if size > LARGEST_TEXT {
                return Err(StatusCode::PAYLOAD_TOO_LARGE);
            }
            sent.texts.insert(name, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    Ok(sent)
}

/// Reads a field to its end; keeps it only if there is room for all of it. Answers its size in any case.
async fn within(mut field: Field<'_>, room: usize) -> Result<(Vec<u8>, usize), StatusCode> {
    let (mut bytes, mut size) = (Vec::new(), 0);
    while let Some(chunk) = field.chunk().await.map_err(|error| error.status())? {
        size += chunk.len();
        if size <= room {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
    }
    Ok((bytes, size))
}

/// The last part of a path, without what does not belong into a name.
fn file_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    strip_controls(last.trim()).chars().take(MOST_OF_NAME).collect()
}

/// The files, if all can be taken; what is wrong with each otherwise.
pub(super) fn files(sent: Sent) -> Result<Vec<SentFile>, Vec<String>> {
    if sent.files.len() > MOST {
        return Err(vec![format!("附件最多 {MOST} 个，选择了 {} 个", sent.files.len())]);
    }
    if let Some(place) = sent.files.iter().position(|file| file.size > LARGEST) {
        return Err(vec![format!("第 {} 个附件超过 5 MB，请压缩或者分开", place + 1)]);
    }
    if sent.files.iter().map(|file| file.size).sum::<usize>() > LARGEST_TOGETHER {
        return Err(vec!["附件合计超过 10 MB，请压缩或者减少".to_owned()]);
    }
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    for (place, file) in (1..).zip(sent.files) {
        match attachments::inspect(&file.bytes) {
            Ok(kind) => files.push(taken(file, kind)),
            Err(fault) => faults.push(format!("第 {place} 个附件：{fault}")),
        }
    }
    if faults.is_empty() { Ok(files) } else { Err(faults) }
}

fn taken(file: File, kind: FileKind) -> SentFile {
    let name = if file.name.is_empty() { format!("附件.{}", kind.code()) } else { file.name };
    SentFile { name, kind, bytes: file.bytes }
}

/// Asks the operator's scanner, if there is one.
pub(super) async fn scanned(command: Option<&str>, files: &[SentFile]) -> Result<(), String> {
    let Some(command) = command else { return Ok(()) };
    for (place, file) in (1..).zip(files) {
        attachments::scan::run(command, file.bytes.clone())
            .await
            .map_err(|fault| format!("第 {place} 个附件：{fault}"))?;
    }
    Ok(())
}
