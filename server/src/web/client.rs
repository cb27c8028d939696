//! Who asks, and how often: a modest limit for each client address.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::OnceLock;

use axum::extract::{ConnectInfo, Request};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use governor::{DefaultKeyedRateLimiter, Quota};

use crate::state::AppState;

/// Objections of one address within an hour.
const OBJECTIONS_AN_HOUR: NonZeroU32 = NonZeroU32::MIN.saturating_add(4);

static LIMITER: OnceLock<DefaultKeyedRateLimiter<IpAddr>> = OnceLock::new();

/// True if the client is within its limit.
pub fn may_pass(state: &AppState, request: &Request) -> bool {
    let Some(rate) = NonZeroU32::new(state.serve.rate) else { return true };
    let burst = NonZeroU32::new(rate.get().saturating_mul(10)).unwrap_or(rate);
    let limiter =
        LIMITER.get_or_init(|| DefaultKeyedRateLimiter::keyed(Quota::per_second(rate).allow_burst(burst)));
    let Some(address) = address(state, request) else { return true };
    if limiter.len() > 100_000 {
        limiter.retain_recent();
    }
    limiter.check_key(&address).is_ok()
}

static OBJECTION_LIMITER: OnceLock<DefaultKeyedRateLimiter<IpAddr>> = OnceLock::new();

/// True if that address may still object within this hour; counts one objection. In memory: a restart forgets it.
pub(crate) fn may_object(address: IpAddr) -> bool {
    let limiter =
        OBJECTION_LIMITER.get_or_init(|| DefaultKeyedRateLimiter::keyed(Quota::per_hour(OBJECTIONS_AN_HOUR)));
    if limiter.len() > 10_000 {
        limiter.retain_recent();
    }
    limiter.check_key(&address).is_ok()
}

/// The client's address; behind a trusted proxy the last address that it added.
fn address(state: &AppState, request: &Request) -> Option<IpAddr> {
    address_in(state, request.extensions(), request.headers())
}

/// The same for the head of a request.
pub fn address_of(state: &AppState, parts: &Parts) -> Option<IpAddr> {
    address_in(state, &parts.extensions, &parts.headers)
}

fn address_in(state: &AppState, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
    let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    let peer = peer.ip();
    if !state.serve.trusted_proxies.contains(&peer) {
        return Some(peer);
    }
    let forwarded = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let client = forwarded.and_then(|list| {
        list.rsplit(',')
            .filter_map(|part| part.trim().parse::<IpAddr>().ok())
            .find(|address| !state.serve.trusted_proxies.contains(address))
    });
    Some(client.unwrap_or(peer))
}
