//! `chengxin zero-report`: an authority says that it decided nothing of a kind in a month.

use clap::ValueEnum;
use domain::quality::{Kind, Month};

use super::{DONE, print};
use crate::actions::freeze;
use crate::config::Common;
use crate::state::Core;

#[derive(Debug, clap::Args)]
pub(super) struct ZeroReport {
    /// The authority's credit code.
    #[arg(long, env = "CHENGXIN_AUTHORITY")]
    authority: String,
    /// The month, such as 2026-10; it must be over.
    #[arg(long, env = "CHENGXIN_MONTH")]
    month: String,
    /// Of what there was none.
    #[arg(long, env = "CHENGXIN_KIND", value_enum)]
    kind: Decisions,
    /// Who reports it.
    #[arg(long, env = "CHENGXIN_BY")]
    by: String,
}

/// Kinds as the command line names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Decisions {
    /// 行政处罚
    Penalties,
    /// 登记类许可
    Registrations,
    /// 其他许可
    OtherLicences,
}

pub(super) async fn run(common: &Common, request: ZeroReport) -> anyhow::Result<u8> {
    let core = Core::open(common).await?;
    let month = Month::parse(&request.month).map_err(|error| anyhow::anyhow!("--month {error}"))?;
    let kind = match request.kind {
        Decisions::Penalties => Kind::Penalty,
        Decisions::Registrations => Kind::Registration,
        Decisions::OtherLicences => Kind::OtherLicence,
    };
    freeze::report_zero(&core, &request.authority, month, kind, &request.by).await?;
    print(&format!("zero report recorded: {} {}", month.label(), kind.code()));
    Ok(DONE)
}
