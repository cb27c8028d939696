//! The operator's own scanner: a command that looks at a file.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::AttachmentFault;

/// Asks the command about a file: it gets the path as its last argument and must end with 0. The path is that of a
/// temporary file that only this account may read and that is removed when the command has ended.
///
/// # Errors
/// [`AttachmentFault::Scan`] if it ended otherwise or could not be started: a scanner that is away lets nothing pass.
pub async fn run(command: &str, bytes: Vec<u8>) -> Result<(), AttachmentFault> {
    let command = command.to_owned();
    let asked = tokio::task::spawn_blocking(move || ask(&command, &bytes)).await;
    match asked {
        Ok(Ok(true)) => Ok(()),
        Ok(Ok(false)) | Err(_) => Err(AttachmentFault::Scan),
        Ok(Err(error)) => {
            tracing::error!(%error, "the scan command failed");
            Err(AttachmentFault::Scan)
        }
    }
}

fn ask(command: &str, bytes: &[u8]) -> std::io::Result<bool> {
    let mut words = command.split_whitespace();
    let program = words.next().ok_or(std::io::ErrorKind::NotFound)?;
    let mut file = tempfile::NamedTempFile::new()?;
    file.write_all(bytes)?;
    file.flush()?;
    let status = Command::new(program)
        .args(words)
        .arg(file.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    Ok(status.success())
}
