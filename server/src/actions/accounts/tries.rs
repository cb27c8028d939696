//! Failures and successes of a login from an address, and the wait that follows from them.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::Fault;
use crate::credentials::throttle::{self, Acquaintance, Failures, Scope};
use crate::secrets::Keeper;
use crate::store::Tx;
use crate::store::session::{self, Counted, Pair};

/// A login and an address, as the store counts them.
pub(super) struct Tries(Pair);

impl Tries {
    /// Of IPv6 the network counts: one subscriber has all its addresses.
    pub(super) fn of(keeper: &Keeper, login: &str, address: Option<&str>) -> Self {
        let address = address.unwrap_or("-");
        let network = match address.parse() {
            Ok(IpAddr::V6(long)) => {
                let [a, b, c, d, ..] = long.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}")
            }
            _ => address.to_owned(),
        };
        Self(Pair {
            login_hash: keeper.fingerprint(&format!("login|{login}")),
            address_hash: keeper.fingerprint(&format!("address|{network}")),
        })
    }

    /// Fails if the next attempt must wait; nothing is compared then, and it is no failure.
    pub(super) async fn check(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<(), Fault> {
        let last_success = session::last_success(tx, &self.0).await?;
        let mut failures = Vec::new();
        for (scope, counted) in
            [(Scope::Pair, Counted::Pair), (Scope::Login, Counted::Login), (Scope::Address, Counted::Address)]
        {
            let since = throttle::counted_from(scope, last_success, now);
            if let (count, Some(last)) = session::failures(tx, &self.0, counted, since).await? {
                failures.push(Failures { scope, count: u32::try_from(count).unwrap_or(u32::MAX), last });
            }
        }
        match throttle::wait(Acquaintance::of(last_success, now), &failures, now) {
            Some(wait) => Err(Fault::Wait(wait.as_secs())),
            None => Ok(()),
        }
    }

    pub(super) async fn fail(&self, tx: &mut Tx, now: DateTime<Utc>) -> sqlx::Result<()> {
        session::add_failure(tx, &self.0, now).await
    }

    /// Only a complete sign-in: with the password alone one could clear one's wrong codes.
    pub(super) async fn succeed(&self, tx: &mut Tx, now: DateTime<Utc>) -> sqlx::Result<()> {
        session::note_success(tx, &self.0, now).await
    }
}
