//! Routes that can be listed: the authorisation matrix asks each of them, and none is served that is not in the list.

use axum::Router;
use axum::handler::Handler;
use axum::routing::{self, MethodRouter};

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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// The pattern, such as `/desk/approvals/{id}`.
    pub path: String,
    /// The method.
    pub method: Method,
}

/// What answers at an address, with the methods that it answers.
pub struct Handling {
    router: MethodRouter<AppState>,
    methods: Vec<Method>,
}

/// Answers `GET`.
pub fn get<H, T>(handler: H) -> Handling
where
    H: Handler<T, AppState>,
    T: 'static,
{
    Handling { router: routing::get(handler), methods: vec![Method::Get] }
}

/// Answers `POST`.
pub fn post<H, T>(handler: H) -> Handling
where
    H: Handler<T, AppState>,
    T: 'static,
{
    Handling { router: routing::post(handler), methods: vec![Method::Post] }
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
    pub fn get<H, T>(self, path: &str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.route(path, get(handler))
    }

    /// Adds something that is done.
    #[must_use]
    pub fn post<H, T>(self, path: &str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.route(path, post(handler))
    }

    /// Adds an address with all that answers there.
    #[must_use]
    pub fn route(mut self, path: &str, handling: Handling) -> Self {
        let Handling { router, methods } = handling;
        self.table.extend(methods.into_iter().map(|method| Route { path: path.to_owned(), method }));
        Self { router: self.router.route(path, router), table: self.table }
    }

    /// Adds a topic's.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.table.extend(other.table);
        Self { router: self.router.merge(other.router), table: self.table }
    }

    /// Puts something around all that is in it so far.
    #[must_use]
    pub fn wrapped(self, wrap: impl FnOnce(Router<AppState>) -> Router<AppState>) -> Self {
        Self { router: wrap(self.router), table: self.table }
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
