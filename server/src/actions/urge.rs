//! 催办: one person reminds those whose turn it is of something that waits. It stands at their desk and goes out by
//! e-mail, once a day for each record and sender.

use std::fmt::Write as _;

use domain::approval::ApprovalState;
use domain::role::{Role, Step};

use super::regulator::{Change, Refusal, Regulator};
use super::remind::Post;
use crate::mail;
use crate::record::act::Act;
use crate::state::Core;
use crate::store::account::{self, AccountRow};
use crate::store::approval::{self, ApprovalRow};
use crate::store::mail::Letter;
use crate::store::urging::{self, UrgingRow};
use crate::store::{Tx, authority};

/// Sends the reminder.
///
/// # Errors
/// [`Refusal::State`] if it no longer waits, or if the same person sent one today.
pub async fn urge(
    core: &Core,
    post: Post<'_>,
    regulator: &Regulator,
    approval_id: &str,
) -> Result<(), Refusal> {
    regulator.may(Step::Urge)?;
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let row = approval::by_id(&mut tx, approval_id).await?.ok_or(Refusal::Unknown)?;
    regulator.may_for(Step::Urge, row.authority_id.as_deref()).map_err(|_| Refusal::Unknown)?;
    if !row.state.is_open() {
        return Err(Refusal::State("这一件已经办理，无需催办".to_owned()));
    }
    let urging = UrgingRow {
        record_id: row.record_id.clone(),
        sent_by: regulator.account_id.clone(),
        sent_on: core.clock.today(),
        sent_at: now,
    };
    if urging::add(&mut tx, &urging).await? == 0 {
        return Err(Refusal::State("您今天已经就这条记录催办过，明天可以再催".to_owned()));
    }
    let meant = meant(&mut tx, regulator, &row).await?;
    for letter in letters(&mut tx, (&urging, &row), &meant, post.base_url).await? {
        mail::enqueue(post.mailer, &mut tx, &letter, now).await?;
    }
    let logins: Vec<&str> = meant.iter().map(|account| account.login.as_str()).collect();
    regulator.note(&mut tx, (Act::Urged, &row.record_id), Change::none(), logins.join(" "), now).await?;
    tx.commit().await?;
    Ok(())
}

/// Whom it is for: who handed it in, who can decide it while it waits, the clerks if nobody is known who should correct
/// it, and the head.
async fn meant(tx: &mut Tx, regulator: &Regulator, row: &ApprovalRow) -> sqlx::Result<Vec<AccountRow>> {
    let accounts = account::list(tx, row.authority_id.as_deref()).await?;
    let submitter = account::by_id(tx, &row.submitted_by).await?.filter(|one| one.state == "active");
    let is_meant = |account: &AccountRow| match Role::from_code(&account.role) {
        Some(Role::Head) => true,
        Some(Role::Reviewer) => row.state == ApprovalState::Waiting,
        Some(Role::Clerk) => row.state == ApprovalState::Returned && submitter.is_none(),
        _ => false,
    };
    let mut meant: Vec<AccountRow> =
        accounts.into_iter().filter(|account| account.state == "active" && is_meant(account)).collect();
    if let Some(submitter) = submitter.filter(|one| meant.iter().all(|known| known.id != one.id)) {
        meant.push(submitter);
    }
    meant.retain(|account| account.id != regulator.account_id);
    Ok(meant)
}

/// What stands in the letters: that something waits, and where. Nothing of the decision.
async fn letters(
    tx: &mut Tx,
    (urging, row): (&UrgingRow, &ApprovalRow),
    meant: &[AccountRow],
    base_url: &str,
) -> sqlx::Result<Vec<Letter>> {
    let own: Vec<String> = row.authority_id.iter().cloned().collect();
    let name = authority::by_ids(tx, &own).await?.pop().map(|row| row.name).unwrap_or_default();
    let what = if row.state == ApprovalState::Returned { "待改正" } else { "待复核" };
    let subject = format!("催办：{name}有 1 件{what}");
    let mut body = format!("{name}：\n\n有 1 件{what}，同事请您尽快办理。\n");
    let _ = write!(body, "\n请登录工作台办理：{base_url}/desk/approvals/{}\n", row.id);
    body.push_str("本邮件由系统发出，请勿回复。\n");
    let letter = |account: &AccountRow| {
        Some(Letter {
            dedup_key: format!(
                "urging|{}|{}|{}|{}",
                urging.sent_on, urging.record_id, urging.sent_by, account.id
            ),
            to_address: account.email.clone()?,
            subject: subject.clone(),
            body: body.clone(),
        })
    };
    Ok(meant.iter().filter_map(letter).collect())
}
