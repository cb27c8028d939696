//! `chengxin audit verify`: proves that nothing was changed in the audit trail, and against kept heads that nothing was
//! cut off.

use clap::Subcommand;

use super::{DONE, NOTHING_DONE, print};
use crate::audit_heads::{Comparison, KeptHead, Occasion, compare};
use crate::config::Common;
use crate::state::Core;
use crate::store::audit::{self, Head, Verdict};

#[derive(Debug, clap::Args)]
pub(super) struct Audit {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Computes every hash anew and compares the trail with the heads that the server kept outside the data base; ends
    /// with 1 and the first broken number if an entry does not follow from the one before, was changed or is missing.
    Verify {
        /// A head noted elsewhere, as an earlier `audit verify` or `backup` printed it: it must be in the trail.
        #[arg(long, value_name = "COUNT:HASH")]
        expect: Option<Head>,
    },
}

pub(super) async fn run(common: &Common, request: Audit) -> anyhow::Result<u8> {
    let Audit { what: What::Verify { expect } } = request;
    let core = Core::open(common).await?;
    let mut tx = core.db.read().await?;
    let head = match audit::verify(&mut tx).await? {
        Verdict::Whole(head) => head,
        Verdict::Broken { number } => {
            print(&format!("broken: entry {number} does not follow from the one before it"));
            return Ok(NOTHING_DONE);
        }
    };
    let mut kept = core.audit_heads.read()?;
    let known = kept.len();
    kept.extend(expect.map(|head| KeptHead { head, kept_at: core.clock.now(), occasion: Occasion::Day }));
    Ok(match compare(&mut tx, &kept).await? {
        Comparison::Fits(_) => {
            print(&format!("whole: {} entries, last hash {}", head.entries, head.hash));
            print(&format!("head: {head}; {known} kept heads fit"));
            DONE
        }
        Comparison::CutOff(missing) => {
            print(&format!("cut off: the trail ends with {}, entry {missing} was there", head.entries));
            NOTHING_DONE
        }
        Comparison::Changed(other) => {
            print(&format!("changed: entry {} is not {other}", other.entries));
            NOTHING_DONE
        }
    })
}
