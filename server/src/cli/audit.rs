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
    /// Computes every hash anew; ends with 1 and the first broken number if one does not follow from the one before.
    Verify,
}

pub(super) async fn run(common: &Common, request: Audit) -> anyhow::Result<u8> {
    let Audit { what: What::Verify } = request;
    let core = Core::open(common).await?;
    let verdict = audit::verify(&mut core.db.read().await?).await?;
    Ok(match verdict {
        Verdict::Whole { entries, hash } => {
            print(&format!("whole: {entries} entries, last hash {hash}"));
            DONE
        }
        Verdict::Broken { number } => {
            print(&format!("broken: entry {number} does not follow from the one before it"));
            NOTHING_DONE
        }
    })
}
