//! Authorities as the platform administrator keeps them: a form goes the way of a file of one row, so that it is checked
//! and kept alike, earlier names included.

use domain::check::{PlainTable, check_authority, detect_plain};
use domain::issue::Issue;
use domain::role::Step;
use domain::text::fold_name;

use super::regulator::{Change, Refusal, Regulator};
use crate::import::{self, Channel, Handing, ImportError};
use crate::record::act::Act;
use crate::state::Core;
use crate::store::authority::{self, AuthorityRow};

/// What identifies an authority in files; it does not change in a form.
const CODE: &str = "统一社会信用代码";
/// Identifies an authority without a code.
const NAME: &str = "名称";

/// A value under its caption in the table of authorities.
pub type Typed = (&'static str, String);

/// Why an authority was not kept.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityFault {
    /// Captions with what is wrong under each.
    #[error("{} 处需要改正", .0.len())]
    Fields(Vec<(String, String)>),
    /// Not for this account, or not now.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It could not be taken in.
    #[error(transparent)]
    Import(#[from] ImportError),
}

impl From<sqlx::Error> for AuthorityFault {
    fn from(error: sqlx::Error) -> Self {
        Self::Refused(Refusal::Store(error))
    }
}

/// Adds an authority, or changes the one with that public identifier.
///
/// # Errors
/// What is wrong under which caption; a refusal if the account is no administrator.
pub async fn keep(
    core: &Core,
    regulator: &Regulator,
    public_id: Option<&str>,
    typed: &[Typed],
) -> Result<(), AuthorityFault> {
    regulator.may(Step::ManageAuthorities)?;
    let known = known(core, public_id).await?;
    let mut faults = faults(typed);
    faults.extend(conflict(core, known.as_ref(), typed).await?);
    if !faults.is_empty() {
        return Err(AuthorityFault::Fields(faults));
    }
    let (headings, values) = columns(typed);
    let handing = Handing::of(Channel::Form, regulator.account_id.clone());
    let handed_in = import::hand_in_authority(core, headings, values, handing).await?;
    let now = core.clock.now();
    let before = known.as_ref().map(|row| row.content_hash.clone());
    let change = Change::between(&core.keeper, before.as_deref(), Some(&format!("{typed:?}")));
    let mut tx = core.db.write().await?;
    let record_id = known.map_or_else(|| handed_in.batch_id.clone(), |row| row.id);
    let action = if before.is_some() { Act::AuthorityChanged } else { Act::AuthorityAdded };
    regulator
        .note(&mut tx, (action, &record_id), change, format!("batch {}", handed_in.batch_id), now)
        .await?;
    tx.commit().await?;
    Ok(())
}

async fn known(core: &Core, public_id: Option<&str>) -> Result<Option<AuthorityRow>, Refusal> {
    let Some(public_id) = public_id else { return Ok(None) };
    let mut tx = core.db.read().await?;
    Ok(Some(authority::by_public_id(&mut tx, public_id).await?.ok_or(Refusal::Unknown)?))
}

/// What a file's check says of the row. Hints count as well: whoever types it can put it right at once.
fn faults(typed: &[Typed]) -> Vec<(String, String)> {
    let (captions, values) = columns(typed);
    let layout = detect_plain(&captions, PlainTable::Authorities);
    check_authority(&layout, &values).issues.into_iter().map(placed).collect()
}

/// The headings and the row of a file with these values.
fn columns(typed: &[Typed]) -> (Vec<String>, Vec<String>) {
    typed.iter().map(|(caption, value)| ((*caption).to_owned(), value.clone())).unzip()
}

fn placed(issue: Issue) -> (String, String) {
    (issue.field.unwrap_or_else(|| NAME.to_owned()), issue.message)
}

/// The key under which files name an authority must stay its own.
async fn conflict(
    core: &Core,
    known: Option<&AuthorityRow>,
    typed: &[Typed],
) -> sqlx::Result<Vec<(String, String)>> {
    let value =
        |caption: &str| typed.iter().find(|(found, _)| *found == caption).map_or("", |(_, value)| value);
    let (name, code) = (fold_name(value(NAME)), value(CODE));
    let fault = |caption: &str, message: &str| Ok(vec![(caption.to_owned(), message.to_owned())]);
    match known {
        Some(row) if row.uscc.as_deref().unwrap_or_default() != code => {
            fault(CODE, "代码是机关的标识，不能改动：代码有误的，请另建机关并由运维人员并入")
        }
        Some(row) if row.uscc.is_none() && row.name_folded != name => {
            fault(NAME, "没有代码的机关以名称为标识，名称不能改动：请另建机关")
        }
        Some(_) => Ok(Vec::new()),
        None => {
            let rows = authority::all(&mut core.db.read().await?).await?;
            let is_there = |row: &AuthorityRow| {
                row.name_folded == name || (!code.is_empty() && row.uscc.as_deref() == Some(code))
            };
            match rows.iter().find(|row| is_there(row)) {
                Some(row) => fault(NAME, &format!("已有这个机关：{}。请在名单中打开后修改", row.name)),
                None => Ok(Vec::new()),
            }
        }
    }
}
