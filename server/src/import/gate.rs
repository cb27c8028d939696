//! Whether what comes in waits for a second person.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::store::batch::BatchRow;
use crate::store::{Tx, setting};

/// Since when nothing goes public without a second person; set with the first active account that publishes, and never
/// taken back. Before that there is nobody who could approve: files of the operator are the only source.
pub const APPROVAL_SINCE: &str = "approval-since";

/// How something came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// A form at the desk.
    Form,
    /// A spreadsheet at the desk.
    Upload,
    /// The machine interface.
    Api,
    /// The operator's command line.
    File,
}

impl Channel {
    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Upload => "upload",
            Self::Api => "api",
            Self::File => "file",
        }
    }

    /// The channel with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Form, Self::Upload, Self::Api, Self::File].into_iter().find(|channel| channel.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Form => "在线填报",
            Self::Upload => "表格上传",
            Self::Api => "接口报送",
            Self::File => "文件导入",
        }
    }
}

/// Who hands something in, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handing {
    /// How.
    pub channel: Channel,
    /// An account's id, or a name where no account is used.
    pub submitted_by: String,
    /// Since when the clerk had it in hand; the receipt if absent.
    pub begun_at: Option<DateTime<Utc>>,
    /// Codes of the warnings that the clerk ticked, as JSON.
    pub ticked: Option<String>,
    /// Why it comes late: a code, and words that stay inside.
    pub late_reason: Option<String>,
    /// The words.
    pub late_words: Option<String>,
    /// The authorities whose decisions may be in it; any if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_for: Option<Vec<String>>,
}

impl Handing {
    /// Without anything ticked or explained.
    pub const fn of(channel: Channel, submitted_by: String) -> Self {
        Self {
            channel,
            submitted_by,
            begun_at: None,
            ticked: None,
            late_reason: None,
            late_words: None,
            only_for: None,
        }
    }

    /// A file of the operator.
    pub fn of_operator() -> Self {
        Self::of(Channel::File, OPERATOR.to_owned())
    }
}

/// The name of who works on the command line.
const OPERATOR: &str = "operator";

/// Whether decisions go public at once, or wait for a second person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// At once: an older system's data that are taken over and marked as such, an approved change, or a record that
    /// has no accounts yet.
    Open,
    /// After approval.
    Approval(Handing),
}

impl Gate {
    /// The gate of a batch.
    pub(super) async fn of_batch(tx: &mut Tx, batch: &BatchRow) -> sqlx::Result<Self> {
        if batch.takeover || setting::get(tx, APPROVAL_SINCE).await?.is_none() {
            return Ok(Self::Open);
        }
        let handing = batch.handing.as_deref().and_then(|text| serde_json::from_str(text).ok());
        Ok(Self::Approval(handing.unwrap_or_else(Handing::of_operator)))
    }

    /// The same, with what is handed in now as that person's.
    pub(super) fn handed_in_by(self, person: &str) -> Self {
        match self {
            Self::Approval(handing) => Self::Approval(Handing { submitted_by: person.to_owned(), ..handing }),
            Self::Open => Self::Open,
        }
    }
}
