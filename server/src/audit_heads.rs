//! The kept heads of the audit trail: how many entries it had and the last one's hash, a line a day, in a file outside
//! the data base. The chain shows what was changed inside it; that entries were cut off at its end shows only against a
//! head that is kept elsewhere.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use domain::calendar::beijing_date;
use serde::{Deserialize, Serialize};

use crate::store::audit::{self, Head};
use crate::store::{Db, Tx};

/// Why a head is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// The last one of its day, so far.
    #[default]
    Day,
    /// A back-up was put back: what came after its head is gone for a known reason.
    Restored,
}

/// A line of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptHead {
    /// Number and hash of the last entry then.
    #[serde(flatten)]
    pub head: Head,
    /// When.
    pub kept_at: DateTime<Utc>,
    /// Why.
    #[serde(default)]
    pub occasion: Occasion,
}

/// What the kept heads say of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// All of them are in it: so many.
    Fits(usize),
    /// The trail ends before this one: entries were cut off.
    CutOff(Head),
    /// The entry of that number is another one.
    Changed(Head),
}

/// The file.
#[derive(Clone, Debug)]
pub struct AuditHeads {
    path: PathBuf,
}

impl AuditHeads {
    /// The file beside the erasure journal.
    pub fn beside(journal: &Path) -> Self {
        Self { path: journal.with_file_name("audit-heads.jsonl") }
    }

    /// All lines, oldest first.
    ///
    /// # Errors
    /// If the file is there and cannot be read, or a line is none of ours.
    pub fn read(&self) -> io::Result<Vec<KeptHead>> {
        let text = match fs::read_to_string(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            read => read?,
        };
        text.lines().map(|line| serde_json::from_str(line).map_err(io::Error::from)).collect()
    }

    /// Keeps the present head, if all earlier ones fit: a trail that was cut off never takes the place of what shows it.
    ///
    /// # Errors
    /// If the store or the file fails.
    pub async fn keep(&self, db: &Db, now: DateTime<Utc>) -> sqlx::Result<Comparison> {
        let mut tx = db.read().await?;
        let mut kept = self.read().map_err(sqlx::Error::Io)?;
        let comparison = compare(&mut tx, &kept).await?;
        let head = audit::head(&mut tx).await?;
        drop(tx);
        if matches!(comparison, Comparison::Fits(_)) && kept.last().is_none_or(|last| last.head != head) {
            let day = beijing_date(now);
            kept.pop_if(|last| last.occasion == Occasion::Day && beijing_date(last.kept_at) == day);
            kept.push(KeptHead { head, kept_at: now, occasion: Occasion::Day });
            self.write(&kept).map_err(sqlx::Error::Io)?;
        }
        Ok(comparison)
    }

    /// Notes that a back-up was put back, with the head that it had.
    ///
    /// # Errors
    /// If the store or the file fails.
    pub async fn note_restore(&self, db: &Db, now: DateTime<Utc>) -> sqlx::Result<Head> {
        let head = audit::head(&mut db.read().await?).await?;
        let mut kept = self.read().map_err(sqlx::Error::Io)?;
        kept.push(KeptHead { head: head.clone(), kept_at: now, occasion: Occasion::Restored });
        self.write(&kept).map_err(sqlx::Error::Io)?;
        Ok(head)
    }

    /// A crash leaves either the old or the new file.
    fn write(&self, kept: &[KeptHead]) -> io::Result<()> {
        let draft = self.path.with_extension("jsonl.new");
        let mut file = fs::File::create(&draft)?;
        for line in kept {
            serde_json::to_writer(&mut file, line)?;
            file.write_all(b"\n")?;
        }
        file.sync_all()?;
        fs::rename(draft, &self.path)
    }
}

/// Compares kept heads with the trail. What a restore took away is asked for no more.
///
/// # Errors
/// If the store fails.
pub async fn compare(tx: &mut Tx, kept: &[KeptHead]) -> sqlx::Result<Comparison> {
    let mut lost_after = i64::MAX;
    let mut asked = Vec::new();
    for line in kept.iter().rev() {
        if line.head.entries <= lost_after {
            asked.push(&line.head);
        }
        if line.occasion == Occasion::Restored {
            lost_after = lost_after.min(line.head.entries);
        }
    }
    for head in asked.iter().rev() {
        match audit::hash_at(tx, head.entries).await? {
            None => return Ok(Comparison::CutOff((*head).clone())),
            Some(hash) if hash != head.hash => return Ok(Comparison::Changed((*head).clone())),
            Some(_) => {}
        }
    }
    Ok(Comparison::Fits(asked.len()))
}
