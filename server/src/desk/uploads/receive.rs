//! A spreadsheet arrives: choices first, then the bytes, straight to disk.

use std::path::Path as FilePath;

use app::desk::Fault;
use app::desk::uploads::Chosen;
use axum::extract::multipart::{Field, Multipart};
use axum::http::StatusCode;
use axum::response::Response;
use domain::decision::DecisionKind;
use domain::privacy::mask_findings;

use super::show;
use crate::actions::regulator::Refusal;
use crate::actions::uploads::{self, LARGEST_FILE, NewUpload};
use crate::desk::multipart::{Arriving, PostedFiles, StoreError, announced, value};
use crate::desk::{DeskRequest, Done, see_done};
use crate::jobs::uploads::PART;
use crate::random;

/// A form with a file of the greatest size is not larger than this.
const LARGEST_REQUEST: u64 = 2 * LARGEST_FILE;
/// The longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 80;
/// What pasted rows are called.
const PASTED: &str = "粘贴的表格";

/// What came of a request.
enum Came {
    /// A whole file, kept under that identifier.
    Whole(NewUpload, u64),
    /// Something is wrong with the form.
    Faulty(StatusCode, Fault),
    /// It may not be.
    Refused(Refusal),
}

/// `POST /desk/uploads`
pub(super) async fn receive(PostedFiles { desk, parts }: PostedFiles) -> Response {
    let mut chosen = Chosen::default();
    let came = if announced(&desk.headers).is_some_and(|bytes| bytes > LARGEST_REQUEST) {
        too_large("file")
    } else {
        read(&desk, parts, &mut chosen).await
    };
    match came {
        Came::Whole(new, bytes) => keep(&desk, new, bytes).await,
        Came::Faulty(status, fault) => again(&desk, chosen, (status, fault)).await,
        Came::Refused(refusal) => desk.refuse(refusal).await,
    }
}

async fn keep(desk: &DeskRequest, new: NewUpload, bytes: u64) -> Response {
    let id = new.id.clone();
    match uploads::hand_in(desk.core(), desk.regulator(), new, bytes).await {
        Ok(()) => see_done(&format!("/desk/uploads/{id}"), Done::Uploaded),
        Err(refusal) => {
            let _ = std::fs::remove_file(desk.core().upload_folder.join(&id));
            desk.refuse(refusal).await
        }
    }
}

/// The form again, with what was chosen.
async fn again(desk: &DeskRequest, chosen: Chosen, (status, fault): (StatusCode, Fault)) -> Response {
    match show::list_with(desk, chosen, vec![fault]).await {
        Ok(list) => desk.show_with(status, None, list).await,
        Err(refusal) => desk.refuse(refusal).await,
    }
}

fn fault(field: &str, message: &str) -> Fault {
    Fault { field: field.to_owned(), message: message.to_owned() }
}

fn faulty(field: &str, message: &str) -> Came {
    Came::Faulty(StatusCode::BAD_REQUEST, fault(field, message))
}

fn too_large(field: &str) -> Came {
    let most = LARGEST_FILE >> 20;
    let message = format!("文件超过 {most} MB，没有接收。请删去多余的工作表和列，或分成几个文件上传。");
    Came::Faulty(StatusCode::PAYLOAD_TOO_LARGE, fault(field, &message))
}

/// Reads the form field by field; the choices come before the file.
async fn read(desk: &DeskRequest, mut parts: Multipart, chosen: &mut Chosen) -> Came {
    loop {
        let field = match parts.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return faulty("file", "请选择要上传的文件，或粘贴表格的内容"),
            Err(_) => return faulty("file", "文件没有传完，请重新上传"),
        };
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "kind" => chosen.kind = value(field).await.unwrap_or_default(),
            "authority" => chosen.authority = value(field).await.unwrap_or_default(),
            "corrects" => chosen.corrects = value(field).await.unwrap_or_default(),
            "file" | "text" => {
                let file_name =
                    if name == "text" { PASTED.to_owned() } else { shown_name(field.file_name()) };
                let new = match prepared(desk, chosen, file_name).await {
                    Ok(new) => new,
                    Err(came) => return came,
                };
                let folder = &desk.core().upload_folder;
                let arriving = Arriving::begin(folder.join(format!("{}.{PART}", new.id)));
                return match arriving {
                    Ok(arriving) => store(folder, (field, &name), arriving, new).await,
                    Err(error) => disk(error),
                };
            }
            _ => {}
        }
    }
}

async fn store(
    folder: &FilePath,
    (field, name): (Field<'_>, &str),
    mut arriving: Arriving,
    new: NewUpload,
) -> Came {
    match arriving.write(field, LARGEST_FILE).await {
        Ok(()) if arriving.bytes == 0 && name == "text" => faulty(name, "请粘贴表头和各行"),
        Ok(()) if arriving.bytes == 0 => faulty(name, "没有选择文件，或者文件是空的，请重新选择"),
        Ok(()) => {
            let bytes = arriving.bytes;
            match arriving.keep(&folder.join(&new.id)).await {
                Ok(()) => Came::Whole(new, bytes),
                Err(error) => disk(error),
            }
        }
        Err(StoreError::TooLarge) => too_large(name),
        Err(StoreError::Broken(_)) => faulty(name, "文件没有传完，请重新上传"),
        Err(StoreError::Disk(error)) => disk(error),
    }
}

fn disk(error: std::io::Error) -> Came {
    Came::Refused(Refusal::Store(sqlx::Error::Io(error)))
}

/// What is handed in, if this person may; asked before a byte of it is kept.
async fn prepared(desk: &DeskRequest, chosen: &Chosen, file_name: String) -> Result<NewUpload, Came> {
    let kind = DecisionKind::from_code(&chosen.kind);
    let kind = kind.ok_or_else(|| faulty("file-kind", "请选择种类：行政处罚或行政许可"))?;
    let own = desk.regulator().authority_id.clone().unwrap_or_default();
    let new = NewUpload {
        id: random::record_id(),
        kind,
        authority_id: if chosen.authority.is_empty() { own } else { chosen.authority.clone() },
        file_name,
        corrects: (!chosen.corrects.is_empty()).then(|| chosen.corrects.clone()),
    };
    uploads::may_begin(desk.core(), desk.regulator(), &new).await.map_err(Came::Refused)?;
    Ok(new)
}

/// The name of a file as it may be shown: its last part, short, without control characters and numbers of persons.
fn shown_name(sent: Option<&str>) -> String {
    let last = sent.unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|character| !character.is_control()).take(LONGEST_NAME).collect();
    let name = mask_findings(name.trim());
    if name.is_empty() { "未命名的表格".to_owned() } else { name }
}
