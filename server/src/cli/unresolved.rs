//! `chengxin unresolved`: the list of parties and entries that a person settles.

use chrono::{DateTime, Utc};
use clap::Subcommand;

use super::{DONE, print};
use crate::config::Common;
use crate::followers::index;
use crate::record::{attach, settle};
use crate::state::Core;
use crate::store::ledger::Entry;
use crate::store::{Tx, entry, ledger, unresolved};

#[derive(Debug, clap::Args)]
pub(super) struct Unresolved {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// One line a party: decision, position, document number, authority, name and code on the decision. Then one line
    /// an entry that no entity was found for: entry, list, name and code.
    List,
    /// Attaches a party to an entity, by a named person's decision.
    Settle {
        /// The decision's public identifier.
        decision: String,
        /// Which of its parties.
        position: i64,
        /// The entity's public identifier.
        #[arg(long, env = "CHENGXIN_ENTITY")]
        entity: String,
        /// Who decides it; kept in the audit trail.
        #[arg(long, env = "CHENGXIN_BY")]
        by: String,
    },
    /// Attaches an entry of a list to an entity, by a named person's decision.
    Attach {
        /// The entry's public identifier.
        entry: String,
        /// The entity's public identifier.
        #[arg(long, env = "CHENGXIN_ENTITY")]
        entity: String,
        /// Who decides it; kept in the audit trail.
        #[arg(long, env = "CHENGXIN_BY")]
        by: String,
    },
    /// Undoes what a person attached.
    Detach {
        /// The entry's public identifier.
        entry: String,
        /// Who decides it; kept in the audit trail.
        #[arg(long, env = "CHENGXIN_BY")]
        by: String,
    },
}

pub(super) async fn run(common: &Common, request: Unresolved) -> anyhow::Result<u8> {
    let core = Core::open(common).await?;
    match request.command {
        Command::List => {
            list(&core).await?;
            list_entries(&core).await?;
        }
        Command::Attach { entry, entity, by } => {
            let now = core.clock.now();
            let mut tx = core.db.write().await?;
            let entries = attach::attach_by_hand(&mut tx, &entry, &entity, &by, now).await?;
            finish(&core, tx, &entries, now).await?;
            print("attached");
        }
        Command::Detach { entry, by } => {
            let now = core.clock.now();
            let mut tx = core.db.write().await?;
            let entries = attach::detach_by_hand(&mut tx, &entry, &by, now).await?;
            finish(&core, tx, &entries, now).await?;
            print("detached");
        }
        Command::Settle { decision, position, entity, by } => {
            let now = core.clock.now();
            let mut tx = core.db.write().await?;
            let place = (decision.as_str(), position);
            let entries = settle::settle_by_hand(&mut tx, place, &entity, &by, &core.rules(), now).await?;
            finish(&core, tx, &entries, now).await?;
            print(if entries.is_empty() { "settled" } else { "settled and published" });
        }
    }
    Ok(DONE)
}

/// Commits, and brings the index up to date.
async fn finish(core: &Core, mut tx: Tx, entries: &[Entry], now: DateTime<Utc>) -> anyhow::Result<()> {
    ledger::append(&mut tx, entries, now).await?;
    tx.commit().await?;
    index::catch_up(&core.db, &core.index_folder, core.clock.today()).await?;
    Ok(())
}

async fn list_entries(core: &Core) -> anyhow::Result<()> {
    let mut after = String::new();
    loop {
        let mut tx = core.db.read().await?;
        let rows = entry::unattached(&mut tx, &after, 500).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after.clone_from(&last.id);
        for row in rows {
            let code = row.uscc.or(row.registration_number).unwrap_or_default();
            print(&format!("{}\t{}\t{}\t{code}", row.public_id, row.item, row.name));
        }
    }
}

async fn list(core: &Core) -> anyhow::Result<()> {
    let mut after = (String::new(), 0);
    loop {
        let mut tx = core.db.read().await?;
        let parties = unresolved::list(&mut tx, (&after.0, after.1), 500).await?;
        let Some(last) = parties.last() else { return Ok(()) };
        after = (last.decision_id.clone(), last.position);
        for party in parties {
            let code = party.uscc.or(party.registration_number).unwrap_or_default();
            print(&format!(
                "{}\t{}\t{}\t{}\t{}\t{code}",
                party.public_id, party.position, party.document_number, party.authority_name, party.name
            ));
        }
    }
}
