//! Routes that can be listed: the authorisation matrix asks each of them.

use axum::Router;
use axum::handler::Handler;
use axum::routing::{get, post};

use crate::state::AppState;

/// How a route is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Looks.
    Get,
    /// Does something.
    Post,
}

/// An address with its method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// The pattern, such as `/desk/approvals/{id}`.
    pub path: &'static str,
    /// The method.
    pub method: Method,
}

/// A router that remembers its routes.
#[derive(Default)]
pub struct Routes {
    router: Router<AppState>,
    table: Vec<Route>,
}

impl Routes {
    /// Adds a page.
    #[must_use]
    pub fn get<H, T>(mut self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.table.push(Route { path, method: Method::Get });
        Self { router: self.router.route(path, get(handler)), table: self.table }
    }

    /// Adds something that is done.
    #[must_use]
    pub fn post<H, T>(mut self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.table.push(Route { path, method: Method::Post });
        Self { router: self.router.route(path, post(handler)), table: self.table }
    }

    /// Adds a topic's.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.table.extend(other.table);
        Self { router: self.router.merge(other.router), table: self.table }
    }

    /// The router.
    pub fn router(self) -> Router<AppState> {
        self.router
    }

    /// All routes, in order of address.
    pub fn table(mut self) -> Vec<Route> {
        self.table.sort_unstable();
        self.table
    }
}
