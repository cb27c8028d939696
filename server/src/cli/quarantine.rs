//! `chengxin quarantine`: the work list of rows that were kept back.

use clap::Subcommand;

use super::{DONE, DONE_WITH_FAULTS, print};
use crate::config::Common;
use crate::followers::index;
use crate::import::Outcome;
use crate::import::work_list::{self, Deed};
use crate::state::Core;
use crate::store::work_list as store;

/// Rows that are read at once for the list.
const ROWS_AT_ONCE: i64 = 500;

#[derive(Debug, clap::Args)]
pub(super) struct Quarantine {
    #[command(subcommand)]
    command: Command,
}

/// Which row.
#[derive(Debug, clap::Args)]
struct Place {
    /// The batch, as `list` and the report name it.
    batch: String,
    /// Line in its file.
    line: i64,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// One line a row: batch, line, file, kind, outcome, version, codes of what is wrong.
    List {
        /// Only this batch.
        #[arg(long, env = "CHENGXIN_BATCH")]
        batch: Option<String>,
    },
    /// A row with its values, what is wrong with it and what was done about it. Shows persons' data: for the eyes of
    /// those who work on it.
    Show {
        #[command(flatten)]
        place: Place,
    },
    /// Corrects values and takes the row in again. The row as sent is kept; the correction is a new version.
    Fix {
        #[command(flatten)]
        place: Place,
        /// `COLUMN=VALUE`, once for each column.
        #[arg(long = "set", env = "CHENGXIN_SET", value_parser = assignment, required = true)]
        values: Vec<(String, String)>,
        /// Who corrects it; kept with the version.
        #[arg(long, env = "CHENGXIN_BY")]
        by: String,
        /// Why.
        #[arg(long, env = "CHENGXIN_NOTE")]
        note: Option<String>,
    },
    /// Takes the row in again as it is: the registry, the authorities or the rules have changed. Without a line, all
    /// rows of the batch that wait.
    Retry {
        /// The batch.
        batch: String,
        /// Line in its file; all that wait if absent.
        line: Option<i64>,
        /// Who does it.
        #[arg(long, env = "CHENGXIN_BY")]
        by: String,
    },
    /// Gives a row up. It is kept as it was sent, with the reason.
    Drop {
        #[command(flatten)]
        place: Place,
        /// Who decides it.
        #[arg(long, env = "CHENGXIN_BY")]
        by: String,
        /// Why.
        #[arg(long, env = "CHENGXIN_NOTE")]
        note: String,
    },
}

fn assignment(text: &str) -> Result<(String, String), String> {
    let (column, value) = text.split_once('=').ok_or("应写成“列名=值”")?;
    Ok((column.trim().to_owned(), value.to_owned()))
}

pub(super) async fn run(common: &Common, request: Quarantine) -> anyhow::Result<u8> {
    let core = Core::open(common).await?;
    match request.command {
        Command::List { batch } => list(&core, batch.as_deref()).await,
        Command::Show { place } => show(&core, &place).await,
        Command::Fix { place, values, by, note } => {
            let deed = Deed::Fix(values);
            let code = work(&core, &place, &deed, &by, note.as_deref()).await?;
            index::catch_up(&core.db, &core.index_folder, core.clock.today()).await?;
            Ok(code)
        }
        Command::Retry { batch, line, by } => retry(&core, batch, line, &by).await,
        Command::Drop { place, by, note } => work(&core, &place, &Deed::Drop, &by, Some(&note)).await,
    }
}

async fn list(core: &Core, batch: Option<&str>) -> anyhow::Result<u8> {
    let mut after = (String::new(), 0);
    loop {
        let mut tx = core.db.read().await?;
        let rows = store::waiting(&mut tx, batch, (&after.0, after.1), ROWS_AT_ONCE).await?;
        let Some(last) = rows.last() else { return Ok(DONE) };
        after = (last.batch_id.clone(), last.line);
        for row in rows {
            let issues: Vec<domain::issue::Issue> = serde_json::from_str(&row.issues).unwrap_or_default();
            let codes: Vec<String> = issues.into_iter().map(|issue| issue.code).collect();
            print(&format!(
                "{}\t{}\t{}\t{}\t{}\t{}\t{}",
                row.batch_id,
                row.line,
                row.file_name,
                row.kind,
                row.outcome,
                row.version,
                codes.join(",")
            ));
        }
    }
}

async fn show(core: &Core, place: &Place) -> anyhow::Result<u8> {
    let row = work_list::load(core, &place.batch, place.line).await?;
    print(&format!("{} 第 {} 行：{}", row.batch.file_name, row.line, row.outcome));
    print(&format!("原文：{}", row.raw.trim_end()));
    for (heading, value) in &row.cells {
        print(&format!("  {heading} = {value}"));
    }
    for issue in &row.issues {
        print(&format!("  ［{}］{} {}", issue.code, issue.field.as_deref().unwrap_or("整行"), issue.message));
    }
    for version in &row.versions {
        let outcome = version.outcome.as_deref().unwrap_or_default();
        let note = version.note.as_deref().unwrap_or_default();
        print(&format!(
            "  版本 {}：{} {} {outcome} {note}（{}）",
            version.version,
            version.action,
            version.done_by,
            version.recorded_at.to_rfc3339()
        ));
    }
    Ok(DONE)
}

async fn work(core: &Core, place: &Place, deed: &Deed, by: &str, note: Option<&str>) -> anyhow::Result<u8> {
    let ended = work_list::work(core, (&place.batch, place.line), deed, by, note).await?;
    let Some((outcome, issues)) = ended else {
        print("dropped");
        return Ok(DONE);
    };
    print(outcome.code());
    for issue in issues {
        print(&format!("  ［{}］{} {}", issue.code, issue.field.as_deref().unwrap_or("整行"), issue.message));
    }
    let is_kept_back = matches!(outcome, Outcome::Incomplete | Outcome::Quarantined);
    Ok(if is_kept_back { DONE_WITH_FAULTS } else { DONE })
}

async fn retry(core: &Core, batch: String, line: Option<i64>, by: &str) -> anyhow::Result<u8> {
    let mut code = DONE;
    let mut next = line;
    let mut after = 0;
    loop {
        let place = match next.take() {
            Some(line) => Place { batch: batch.clone(), line },
            None if line.is_some() => break,
            None => {
                let mut tx = core.db.read().await?;
                let row = store::waiting(&mut tx, Some(&batch), (&batch, after), 1).await?.pop();
                let Some(row) = row else { break };
                Place { batch: batch.clone(), line: row.line }
            }
        };
        after = place.line;
        code = code.max(work(core, &place, &Deed::Retry, by, None).await?);
    }
    index::catch_up(&core.db, &core.index_folder, core.clock.today()).await?;
    Ok(code)
}
