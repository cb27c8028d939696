//! A posted form that brings a file: it is written to disk while it arrives, never held, and only after the token of the
//! session was seen.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use app::desk::View;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use tokio::io::AsyncWriteExt as _;

use super::{DeskRequest, session, sign};
use crate::state::AppState;
use crate::web;
use crate::web::visit;

/// The longest value of a field that is no file, in bytes.
const LONGEST_VALUE: usize = 1_000;
/// The name of the token's field, which every form has first.
const TOKEN: &str = "csrf";
/// What a file is told that comes from a page of an earlier session.
const MADE_BEFORE: &str =
    "这个页面是上一次登录时打开的，文件没有接收。请重新打开“批量上传”页面，再选择文件。";

/// A form with files that who is signed in posted. Refused (403) if it comes from elsewhere, or if its first field is not
/// the session's token.
pub(super) struct PostedFiles {
    /// Who posted it, and where to.
    pub(super) desk: DeskRequest,
    /// The fields after the token, still on their way.
    pub(super) parts: Multipart,
}

impl FromRequest<AppState> for PostedFiles {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (head, body) = request.into_parts();
        let (path, headers) = (head.uri.path().to_owned(), head.headers.clone());
        let found = session::signed_in(&head, state).await;
        let found = found.map_err(|error| web::failed(state, &path, &headers, error.into()))?;
        // What a file may be as large as is not kept for somebody who is not signed in: nothing of it is read.
        let Some(signed_in) = found else {
            return Err(sign::ask_for_file_again(state, &path, &headers).await);
        };
        let refuse = |status| web::refused(state, &path, &headers, status);
        if !visit::is_from_here(state, &headers) {
            return Err(refuse(StatusCode::FORBIDDEN));
        }
        let desk = DeskRequest::of(state, &head, signed_in);
        let mut request = Request::from_parts(head, body);
        // Files are counted while they are written.
        DefaultBodyLimit::disable().apply(&mut request);
        let parts = Multipart::from_request(request, state).await;
        let mut parts = parts.map_err(|_| refuse(StatusCode::FORBIDDEN))?;
        let token = match parts.next_field().await {
            Ok(Some(field)) if field.name() == Some(TOKEN) => value(field).await.unwrap_or_default(),
            _ => String::new(),
        };
        if token == desk.signed_in.csrf {
            Ok(Self { desk, parts })
        } else if token.is_empty() {
            Err(refuse(StatusCode::FORBIDDEN))
        } else {
            // A page of this site that was open when another session began.
            let view = View::Refused(MADE_BEFORE.to_owned());
            Err(desk.show_with(StatusCode::FORBIDDEN, None, view).await)
        }
    }
}

/// How many bytes the request says it has.
pub(super) fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The text of a field that is no file; none if it is too long or no text.
pub(super) async fn value(mut field: Field<'_>) -> Option<String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.ok()? {
        if bytes.len() + chunk.len() > LONGEST_VALUE {
            return None;
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).ok().map(|text| text.trim().to_owned())
}

/// Why a file was not kept.
#[derive(Debug, thiserror::Error)]
pub(super) enum StoreError {
    /// It is larger than may be.
    #[error("larger than allowed")]
    TooLarge,
    /// The sender stopped in the middle.
    #[error(transparent)]
    Broken(#[from] MultipartError),
    /// The disk failed.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

/// A file on its way into a folder; it is gone with this unless [`Arriving::keep`] is called.
pub(super) struct Arriving {
    path: PathBuf,
    file: Option<tokio::fs::File>,
    /// Bytes so far.
    pub(super) bytes: u64,
}

impl Arriving {
    /// Begins a file that only its owner may read. The lock says that somebody is at it.
    pub(super) fn begin(path: PathBuf) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let file = for_owner(&path)?;
        file.lock()?;
        Ok(Self { path, file: Some(tokio::fs::File::from_std(file)), bytes: 0 })
    }

    /// Writes a field's bytes, at most `most`. What is too much is read to its end, as far as twice the limit, so that
    /// the sender reads the answer; it is not written.
    pub(super) async fn write(&mut self, mut field: Field<'_>, most: u64) -> Result<(), StoreError> {
        let mut seen = 0;
        while let Some(chunk) = field.chunk().await? {
            seen += chunk.len() as u64;
            if seen > most.saturating_mul(2) {
                break;
            }
            if let (true, Some(file)) = (seen <= most, &mut self.file) {
                file.write_all(&chunk).await?;
            }
        }
        self.bytes = seen;
        if seen > most { Err(StoreError::TooLarge) } else { Ok(()) }
    }

    /// Makes it durable under its name.
    pub(super) async fn keep(mut self, path: &Path) -> io::Result<()> {
        if let Some(mut file) = self.file.take() {
            file.flush().await?;
            file.sync_all().await?;
            std::fs::rename(&self.path, path)?;
        }
        Ok(())
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

fn for_owner(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
