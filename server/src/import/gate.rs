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

/// How the rows of a batch are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judging {
    /// As rows of a file whose sender is not there to ask: what can be read comes in, with its warnings.
    File,
    /// As a form: its clerk is there. What stops a form keeps the row back, and warnings wait for a tick.
    Desk,
}

impl Judging {
    /// How rows that are handed in like that are judged. Those of a form were judged as one before.
    pub(super) const fn of(handing: &Handing) -> Self {
        match handing.channel {
            Channel::Upload => Self::Desk,
            Channel::Form | Channel::Api | Channel::File => Self::File,
        }
    }
}

/// What the clerk said of rows with warnings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// Codes of the warnings that were ticked.
    pub(super) ticked: Vec<String>,
    /// Why they come late: a code, and words that stay inside.
    pub(super) late: Option<(String, String)>,
}

impl Said {
    /// What was said when a batch was handed in.
    pub(super) fn of(handing: &Handing) -> Self {
        let ticked = handing.ticked.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let words = handing.late_words.clone().unwrap_or_default();
        Self {
            ticked: ticked.unwrap_or_default(),
            late: handing.late_reason.clone().map(|reason| (reason, words)),
        }
    }
}

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

    /// How the rows that come through it are judged, and what was said of them.
    pub(super) fn judging(&self) -> (Judging, Said) {
        match self {
            Self::Approval(handing) => (Judging::of(handing), Said::of(handing)),
            Self::Open => (Judging::File, Said::default()),
        }
    }

    /// The same with what was said of one row only.
    pub(super) fn of_row(&self, said: Said) -> Self {
        let Self::Approval(handing) = self else { return Self::Open };
        let (late_reason, late_words) = said.late.unzip();
        let ticked = (!said.ticked.is_empty()).then(|| serde_json::json!(said.ticked).to_string());
        Self::Approval(Handing { ticked, late_reason, late_words, ..handing.clone() })
    }

    /// The same with other words about how it was handed in.
    pub(super) fn with(self, handing: &Handing) -> Self {
        match self {
            Self::Approval(_) => Self::Approval(handing.clone()),
            Self::Open => Self::Open,
        }
    }

    /// The same, with what is handed in now as that person's.
    pub(super) fn handed_in_by(self, person: &str) -> Self {
        match self {
            Self::Approval(handing) => Self::Approval(Handing { submitted_by: person.to_owned(), ..handing }),
            Self::Open => Self::Open,
        }
    }
}
