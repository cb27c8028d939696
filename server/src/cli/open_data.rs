//! `chengxin open-data`.

use super::{DONE, print};
use crate::config::{Common, OpenData};
use crate::followers::open_data::Follower;
use crate::state::Core;

/// Makes a release of the bulk files, also beside a running server, which then offers it.
pub(super) async fn run(common: &Common, options: OpenData) -> anyhow::Result<u8> {
    let core = Core::open(common).await?;
    let release = Follower::new(core, options).build().await?;
    print(&format!("open data: {release}"));
    Ok(DONE)
}
