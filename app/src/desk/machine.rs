//! Keys of the machine interface, and commitments to decisions.

use chrono::{DateTime, NaiveDate, Utc};
use domain::decision::DecisionKind;
use domain::key_scope::Scope;

#[cfg(feature = "ssr")]
use super::frame::Body;
use super::{Access, Fault};

#[cfg(feature = "ssr")]
mod commitments;
#[cfg(feature = "ssr")]
mod keys;

/// The pages of the topic.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// `/desk/keys`
    Keys(Keys),
    /// A key that was just made: shown once.
    Made(Made),
    /// `/desk/commitments`
    Commitments(Box<Commitments>),
    /// What was just committed to: shown once.
    Committed(Committed),
}

/// The keys of the reader's authority, with the form for another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keys {
    /// What the reader may do.
    pub access: Access,
    /// Newest first.
    pub keys: Vec<Key>,
    /// What was typed as name.
    pub name: String,
    /// What was ticked.
    pub scopes: Vec<Scope>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

/// A key as the list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Identifier inside the house.
    pub id: String,
    /// Whose it is.
    pub authority: String,
    /// What the head calls it.
    pub name: String,
    /// Its public part.
    pub prefix: String,
    /// What it is good for.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, and from where.
    pub last_used: Option<(DateTime<Utc>, Option<String>)>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A key that was just made.
#[derive(Clone, PartialEq)]
pub struct Made {
    /// What the head calls it.
    pub name: String,
    /// The key itself.
    pub key: String,
}

impl std::fmt::Debug for Made {
    /// Without the key.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Made").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Whether the reader may commit and open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hand {
    /// Looks only.
    #[default]
    Reads,
    /// Files.
    Files,
}

/// Whose commitments a reader sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Those of the reader's authority.
    #[default]
    Own,
    /// Those of all authorities.
    Everybody,
}

/// The commitments that the reader sees, with the forms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Commitments {
    /// Newest first.
    pub rows: Vec<CommitmentRow>,
    /// Whose they are.
    pub whose: Whose,
    /// How many are not discharged, and how many of them after their due day.
    pub open: (usize, usize),
    /// What the reader may do.
    pub hand: Hand,
    /// What was typed into either form, by field.
    pub typed: Vec<(String, String)>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

/// A commitment as the list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct CommitmentRow {
    /// Name of the authority.
    pub authority: String,
    /// The hash.
    pub commitment: String,
    /// When the platform received it.
    pub received_at: DateTime<Utc>,
    /// The last day by which its decision must be public.
    pub due_on: NaiveDate,
    /// The decision that it was opened for: number, day and state in words.
    pub decision: Option<(String, Option<NaiveDate>, String)>,
    /// Where it stands, in a word.
    pub standing: &'static str,
    /// True if it is not discharged after its due day.
    pub is_overdue: bool,
}

/// What was just committed to.
#[derive(Clone, Debug, PartialEq)]
pub struct Committed {
    /// Licence or penalty.
    pub kind: DecisionKind,
    /// The decision's number.
    pub document_number: String,
    /// The salt, to be kept.
    pub salt: String,
    /// SHA-256 of the content, to be kept.
    pub content: String,
    /// What was handed in.
    pub commitment: String,
}

/// Its HTML.
#[cfg(feature = "ssr")]
pub(crate) fn body(csrf: &str, view: View) -> Body {
    match view {
        View::Keys(view) => keys::list(csrf, view),
        View::Made(view) => keys::made(view),
        View::Commitments(view) => commitments::list(csrf, *view),
        View::Committed(view) => commitments::committed(view),
    }
}
