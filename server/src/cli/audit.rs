//! `chengxin audit verify`: proves that nothing was changed in the audit trail.

use clap::Subcommand;

use super::{DONE, NOTHING_DONE, print};
use crate::config::Common;
use crate::state::Core;
use crate::store::audit::{self, Verdict};

#[derive(Debug, clap::Args)]
pub(super) struct Audit {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Computes every hash anew and compares the trail with the ends that were noted outside the data base. Ends with 1 and
    /// the number of an entry that does not follow, is not the one that was noted, or is gone.
    Verify {
        /// An end that was noted elsewhere, as this command printed it (repeat).
        #[arg(long, value_name = "NUMBER:HASH", value_parser = read_end)]
        expect: Vec<(i64, String)>,
    },
}

fn read_end(text: &str) -> Result<(i64, String), String> {
    let (number, hash) = text.split_once(':').ok_or("write NUMBER:HASH")?;
    let number = number.parse().map_err(|_| "the number is not one")?;
    Ok((number, hash.to_ascii_lowercase()))
}

pub(super) async fn run(common: &Common, request: Audit) -> anyhow::Result<u8> {
    let Audit { what: What::Verify { expect } } = request;
    let core = Core::open(common).await?;
    let heads = core.audit_heads.read()?;
    let noted: Vec<(i64, String)> =
        heads.into_iter().map(|head| (head.number, head.hash)).chain(expect).collect();
    let (line, status) = match audit::verify(&mut core.db.read().await?, &noted).await? {
        Verdict::Whole { entries, hash } => {
            let line = format!(
                "whole: {entries} entries, agreeing with {} noted ends; the end is {entries}:{hash}",
                noted.len()
            );
            (line, DONE)
        }
        Verdict::Broken { number } => {
            (format!("broken: entry {number} does not follow from the one before it"), NOTHING_DONE)
        }
        Verdict::Rewritten { number } => {
            (format!("rewritten: entry {number} is not the one that was noted"), NOTHING_DONE)
        }
        Verdict::CutOff { entries, number } => (
            format!(
                "cut off: the trail ends at {entries}, but entry {number} was noted; a restore of an older back-up does that too"
            ),
            NOTHING_DONE,
        ),
    };
    print(&line);
    Ok(status)
}
