//! Wrong keys count like wrong passwords: for the address that they come from.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use crate::credentials::throttle::{self, Acquaintance, Failures, Scope};
use crate::secrets::Keeper;
use crate::store::Tx;
use crate::store::session::{self, Counted, Pair};

/// An address, as the store counts it; nothing where there is none.
pub(super) struct Tries(Option<String>);

impl Tries {
    /// Of IPv6 the network counts: one subscriber has all its addresses.
    pub(super) fn of(keeper: &Keeper, address: Option<&str>) -> Self {
        Self(address.map(|address| {
            let network = match address.parse() {
                Ok(IpAddr::V6(long)) => {
                    let [a, b, c, d, ..] = long.segments();
                    format!("{a:x}:{b:x}:{c:x}:{d:x}")
                }
                _ => address.to_owned(),
            };
            keeper.fingerprint(&format!("address|{network}"))
        }))
    }

    /// How many seconds the next key from there has to wait; it is not even looked at before.
    pub(super) async fn wait(&self, tx: &mut Tx, now: DateTime<Utc>) -> sqlx::Result<Option<u64>> {
        let Some(address_hash) = &self.0 else { return Ok(None) };
        let since = throttle::counted_from(Scope::Address, None, now);
        let pair = pair(address_hash.clone());
        let (count, last) = session::failures(tx, &pair, Counted::Address, since).await?;
        let Some(last) = last else { return Ok(None) };
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let failures = Failures { scope: Scope::Address, count, last };
        Ok(throttle::wait(Acquaintance::Stranger, &[failures], now).map(|wait| wait.as_secs()))
    }

    /// Notes a wrong key.
    pub(super) async fn fail(self, tx: &mut Tx, now: DateTime<Utc>) -> sqlx::Result<()> {
        let Some(address_hash) = self.0 else { return Ok(()) };
        session::add_failure(tx, &pair(address_hash), now).await
    }
}

fn pair(address_hash: String) -> Pair {
    Pair { login_hash: NO_LOGIN.to_owned(), address_hash }
}

/// Stands where a login's hash stands; no login has it.
const NO_LOGIN: &str = "key";
