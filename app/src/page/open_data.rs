//! What the pages about bulk files and the interface show.

use chrono::{DateTime, NaiveDate, Utc};

/// `/open-data`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenData {
    /// The release on offer; absent while one is being made.
    pub release: Option<OpenRelease>,
    /// The licence, as the operator named it.
    pub licence: String,
    /// What everybody who keeps a copy must do.
    pub duty: String,
}

/// A release of the bulk files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRelease {
    /// Its name, in the addresses of its files.
    pub name: String,
    /// The ledger number that all files are cut from.
    pub ledger_number: i64,
    /// When.
    pub cut_at: DateTime<Utc>,
    /// The last Beijing day on which every record in it can be public.
    pub valid_until: Option<NaiveDate>,
    /// The data sets.
    pub sets: Vec<OpenSet>,
}

/// One data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSet {
    /// Stable machine word.
    pub code: String,
    /// Chinese name.
    pub label: String,
    /// What is in it.
    pub summary: String,
    /// How many records.
    pub rows: u64,
    /// Its files.
    pub files: Vec<OpenFile>,
    /// Its columns.
    pub fields: Vec<OpenField>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenFile {
    /// Name.
    pub name: String,
    /// Address.
    pub href: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 as hexadecimal text.
    pub sha256: String,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenField {
    /// Key in the JSON lines.
    pub code: String,
    /// Heading in the CSV.
    pub caption: String,
    /// What it says.
    pub meaning: String,
    /// What it holds, in one word.
    pub kind: String,
    /// Unit; empty if none.
    pub unit: String,
    /// Where the rule stands.
    pub source: String,
}

/// `/developers`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Developers {
    /// Addresses of the interface.
    pub endpoints: Vec<Endpoint>,
    /// Requests a second that one client may make on average.
    pub rate: u32,
}

/// One address of the interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Path, with its parameters in braces.
    pub path: String,
    /// What it answers.
    pub summary: String,
    /// Names of its parameters.
    pub parameters: Vec<String>,
}
