//! Text that was posted with a session that was over: kept encrypted, offered back to the same account after its next
//! sign-in, removed after use or twelve hours.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{Fault, Holder};
use crate::credentials::session::SessionToken;
use crate::random;
use crate::secrets::checksum;
use crate::state::Core;
use crate::store::kept_form::{self, KeptFormRow};
use crate::store::session;

/// So long a form is kept.
pub const LONGEST: TimeDelta = TimeDelta::hours(12);
/// So many forms are kept for one account.
const MOST: i64 = 20;

/// A form that was not taken.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptForm {
    /// Where it was posted to.
    pub path: String,
    /// Its fields, without token and passwords.
    pub fields: Vec<(String, String)>,
}

impl KeptForm {
    /// What of a form may be kept.
    pub fn of<'a>(path: &str, fields: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let may_stay = |name: &str| name != "csrf" && !name.contains("password");
        let fields = fields.filter(|(name, _)| may_stay(name));
        Self {
            path: path.to_owned(),
            fields: fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        }
    }
}

/// Keeps a form for the owner of a session that is over, if it was made for that session; answers the word under which it
/// is offered again. Nobody else can fill the store: only sessions that stood in it have such forms.
///
/// # Errors
/// If the data base fails.
pub async fn keep(
    core: &Core,
    token: &SessionToken,
    form_token: &str,
    form: &KeptForm,
) -> Result<Option<String>, Fault> {
    if !token.made_form(&core.keeper, form_token) {
        return Ok(None);
    }
    let mut tx = core.db.write().await?;
    let Some(over) = session::by_id(&mut tx, &token.at_rest()).await? else { return Ok(None) };
    if kept_form::count_of(&mut tx, &over.account_id).await? >= MOST {
        return Ok(None);
    }
    let word = random::seed();
    let row = KeptFormRow {
        id: checksum(word.as_bytes()),
        account_id: over.account_id,
        content: core.keeper.encrypt(&serde_json::to_string(form).unwrap_or_default())?,
        kept_at: core.clock.host_time(),
    };
    kept_form::add(&mut tx, &row).await?;
    tx.commit().await?;
    Ok(Some(word))
}

/// The form under a word, if it is this account's.
///
/// # Errors
/// If the data base fails, or the key is another.
pub async fn offered(core: &Core, holder: &Holder, word: &str) -> Result<Option<KeptForm>, Fault> {
    let mut tx = core.db.read().await?;
    let row = kept_form::by_id(&mut tx, &checksum(word.as_bytes())).await?;
    let now = core.clock.host_time();
    let own = row.filter(|row| row.account_id == holder.account.id && now - row.kept_at < LONGEST);
    let Some(row) = own else { return Ok(None) };
    Ok(serde_json::from_str(&core.keeper.decrypt(&row.content)?).ok())
}

/// Removes a form that its owner handed in again.
///
/// # Errors
/// If the data base fails.
pub async fn remove(core: &Core, account_id: &str, word: &str) -> sqlx::Result<()> {
    let mut tx = core.db.write().await?;
    kept_form::remove(&mut tx, &checksum(word.as_bytes()), account_id).await?;
    tx.commit().await
}
