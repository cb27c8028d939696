//! Letters are sent beside everything else. No transaction is open while the mail server is spoken to: one that is
//! slow, refuses or is away holds nothing up but letters.

use std::time::Duration;

use tokio::sync::watch;

use crate::mail::{Mailer, SendError, retry};
use crate::state::{AppState, Core};
use crate::store::mail::{self, LetterRow};

/// How often the queue is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Letters that are taken from the queue at once.
const MOST_AT_ONCE: i64 = 50;

/// What became of the letters that were due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// The mail server took them.
    pub sent: u32,
    /// They are tried again later.
    pub deferred: u32,
    /// They were given up.
    pub failed: u32,
}

enum Delivery {
    Sent,
    Deferred,
    Failed,
    /// Another process is at it.
    Elsewhere,
}

/// Sends what is due until `stop` says so; returns at once if no mail server is configured. A letter that is under way
/// at the end is tried again by the next server.
pub async fn run(state: AppState, mut stop: watch::Receiver<bool>) {
    let Some(mailer) = &state.mailer else { return };
    tokio::select! {
        () = keep_sending(&state.core, mailer) => {}
        _ = stop.changed() => {}
    }
}

async fn keep_sending(core: &Core, mailer: &Mailer) {
    loop {
        if let Err(error) = turn(core, mailer).await {
            tracing::warn!(%error, "the letters will be looked at again");
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Sends what is due now. The first letter that fails ends the turn: what is wrong with the mail server is wrong for
/// the others too, and if it is that letter alone, they go out at the next turn.
pub async fn turn(core: &Core, mailer: &Mailer) -> sqlx::Result<Turn> {
    let mut tx = core.db.read().await?;
    let due = mail::due(&mut tx, core.clock.now(), MOST_AT_ONCE).await?;
    drop(tx);
    let mut done = Turn::default();
    for letter in due {
        match deliver(core, mailer, &letter).await? {
            Delivery::Sent => done.sent += 1,
            Delivery::Failed => done.failed += 1,
            Delivery::Elsewhere => {}
            Delivery::Deferred => {
                done.deferred += 1;
                break;
            }
        }
    }
    Ok(done)
}

/// Tries one letter. The try is noted before it begins: after a crash the letter waits as after a failure. One that was
/// taken by the mail server just before the crash is sent twice, under the same `Message-ID`.
async fn deliver(core: &Core, mailer: &Mailer, letter: &LetterRow) -> sqlx::Result<Delivery> {
    let now = core.clock.now();
    if retry::is_too_late(letter.created_at, now) {
        return give_up(core, letter, None).await;
    }
    let next_try_at = retry::next_try(letter.attempts + 1, now);
    let mut tx = core.db.write().await?;
    let is_ours = mail::begin_try(&mut tx, &letter.id, now, next_try_at).await?;
    tx.commit().await?;
    if !is_ours {
        return Ok(Delivery::Elsewhere);
    }
    match mailer.send(letter).await {
        Ok(()) => note_sent(core, letter).await,
        Err(error) if error == SendError::Address || retry::is_too_late(letter.created_at, next_try_at) => {
            give_up(core, letter, Some(&error)).await
        }
        Err(error) => defer(core, letter, &error).await,
    }
}

async fn note_sent(core: &Core, letter: &LetterRow) -> sqlx::Result<Delivery> {
    let mut tx = core.db.write().await?;
    mail::mark_sent(&mut tx, &letter.id, core.clock.now()).await?;
    tx.commit().await?;
    tracing::info!(letter = %letter.id, attempts = letter.attempts + 1, "a letter was sent");
    count("sent");
    Ok(Delivery::Sent)
}

async fn defer(core: &Core, letter: &LetterRow, error: &SendError) -> sqlx::Result<Delivery> {
    let mut tx = core.db.write().await?;
    mail::note_failure(&mut tx, &letter.id, &error.to_string()).await?;
    tx.commit().await?;
    tracing::warn!(letter = %letter.id, attempts = letter.attempts + 1, %error, "a letter will be tried again");
    count("deferred");
    Ok(Delivery::Deferred)
}

async fn give_up(core: &Core, letter: &LetterRow, error: Option<&SendError>) -> sqlx::Result<Delivery> {
    let mut tx = core.db.write().await?;
    mail::mark_failed(&mut tx, &letter.id, error.map(ToString::to_string).as_deref()).await?;
    tx.commit().await?;
    tracing::warn!(letter = %letter.id, attempts = letter.attempts, error = error.map(tracing::field::display), "a letter was given up");
    count("failed");
    Ok(Delivery::Failed)
}

fn count(outcome: &'static str) {
    metrics::counter!("chengxin_letters_total", "outcome" => outcome).increment(1);
}
