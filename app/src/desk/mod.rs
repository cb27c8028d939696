//! The regulators' desk: pages behind a sign-in, for the people who file, review and answer for decisions.
//!
//! One file a topic: its data and its HTML. Every form posts with the token of [`Desk::csrf`].

pub mod accounts;
pub mod authorities;
pub mod calendar;
pub mod changes;
pub mod choice;
pub mod duties;
pub mod entered;
pub mod filing;
pub mod machine;
pub mod objections;
pub mod queue;
pub mod rules;
pub mod sign;
pub mod uploads;

#[cfg(feature = "ssr")]
mod frame;
#[cfg(feature = "ssr")]
pub(crate) mod parts;

use domain::role::Role;

#[cfg(feature = "ssr")]
pub(crate) use frame::document;

/// A page of the desk.
#[derive(Clone, Debug, PartialEq)]
pub struct Desk {
    /// Who reads it; absent before the sign-in.
    pub reader: Option<Reader>,
    /// The token that every form of the page sends back.
    pub csrf: String,
    /// What was just done, in a sentence.
    pub notice: Option<String>,
    /// The page.
    pub view: View,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The person's name.
    pub name: String,
    /// What the account is for.
    pub role: Role,
    /// The authority that it belongs to; none for accounts of the platform.
    pub authority_name: Option<String>,
    /// True while it stands in for its head.
    pub is_deputy: bool,
}

/// What the reader may do with what a page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Change it.
    #[default]
    Manage,
    /// Look at it, as the auditor does.
    Look,
}

/// What is wrong with a form: in which field, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field's name, which is also its `id`.
    pub field: String,
    /// What is wrong and what to do, in a sentence.
    pub message: String,
}

/// Every page of the desk, by topic.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// Signing in and out, the second factor, one's own password and sessions.
    Sign(sign::View),
    /// The queue, and what waits for a second person.
    Queue(queue::View),
    /// Forms and drafts.
    Filing(filing::View),
    /// Spreadsheets.
    Uploads(uploads::View),
    /// Keys of the machine interface.
    Machine(machine::View),
    /// Correction, withdrawal, repair, hiding.
    Changes(changes::View),
    /// Objections.
    Objections(objections::View),
    /// Gaps, commitments, the inspection sample, lateness and the time in each hand.
    Duties(duties::View),
    /// Authorities.
    Authorities(authorities::View),
    /// The calendar.
    Calendar(calendar::View),
    /// Clocks and policies of publicity.
    Rules(rules::View),
    /// Accounts, delegations, deputies, the audit trail.
    Accounts(accounts::View),
    /// The account may not do that, or something went wrong, in a sentence.
    Refused(String),
}
