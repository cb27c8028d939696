//! The fields of a posted form.

use axum::body::to_bytes;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::check::read_day;

/// The largest form that is read, in bytes: all fields of a decision at their greatest length fit several times.
const LARGEST_FORM: usize = 1 << 20;

/// The fields of a form, in their order.
#[derive(Clone, Default)]
pub struct Fields(Vec<(String, String)>);

impl std::fmt::Debug for Fields {
    /// Names only: values may be personal.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl Fields {
    /// Reads a body, at most as large as a form may be.
    pub(crate) async fn of(body: axum::body::Body) -> Result<Self, StatusCode> {
        let body = to_bytes(body, LARGEST_FORM).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
        Ok(Self::read(&body))
    }

    /// Reads `application/x-www-form-urlencoded`.
    pub fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// These fields.
    pub fn from_pairs<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// The first value under a name, without blanks around it; empty if absent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.trim())
    }

    /// The first value under a name, exactly as sent: for passwords.
    pub fn exact(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.as_str())
    }

    /// The day under a name, as people write it: 2026-11-23, 2026/11/23, 20261123, also in full-width digits.
    pub fn day(&self, name: &str) -> Option<NaiveDate> {
        read_day(self.get(name))
    }

    /// Takes the first value under a name out.
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(found, _)| found == name)?;
        Some(self.0.remove(at).1)
    }

    /// All values under a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Everything that was typed, for showing the form again.
    pub fn typed(&self) -> Vec<(String, String)> {
        let typed = self.0.iter().filter(|(name, _)| name != "csrf");
        typed.cloned().collect()
    }

    /// All fields.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
