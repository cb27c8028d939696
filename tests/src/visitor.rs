//! A browser in a story: it keeps cookies, follows redirects, and sends forms with what stands in them.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request as HttpRequest;
use scraper::{ElementRef, Selector};

use crate::{Answer, TestApp};

/// Somebody with a browser.
#[derive(Clone)]
pub struct Visitor<'a> {
    app: &'a TestApp,
    address: String,
    /// The cookies as they were last set.
    pub cookies: BTreeMap<String, String>,
    /// Every `Set-Cookie` that came.
    pub set_cookies: Vec<String>,
    /// The page that is open.
    pub page: Answer,
    /// The status of the last request itself, before redirects.
    pub status: u16,
    /// The address of the page that is open.
    pub path: String,
}

impl<'a> Visitor<'a> {
    /// Comes from that address and opens a page.
    pub async fn open(app: &'a TestApp, address: &str, path: &str) -> Self {
        let page = Answer { status: 0, headers: axum::http::HeaderMap::new(), text: String::new() };
        let mut visitor = Self {
            app,
            address: address.to_owned(),
            cookies: BTreeMap::new(),
            set_cookies: Vec::new(),
            page,
            status: 0,
            path: String::new(),
        };
        visitor.go(path).await;
        visitor
    }

    /// Opens a page.
    pub async fn go(&mut self, path: &str) {
        let answer = self.send("GET", path, String::new()).await;
        self.status = answer.status;
        self.follow(answer, path).await;
    }

    /// Sends the form of the page that posts to `action`, with these fields in the place of what stands in it.
    pub async fn submit(&mut self, action: &str, fields: &[(&str, &str)]) {
        let body = self.filled(action, fields);
        self.post(action, body).await;
    }

    /// Posts a body as a form.
    pub async fn post(&mut self, path: &str, body: String) {
        let answer = self.send("POST", path, body).await;
        self.status = answer.status;
        self.follow(answer, path).await;
    }

    /// The body that the form would send.
    pub fn filled(&self, action: &str, fields: &[(&str, &str)]) -> String {
        let html = self.page.html();
        let forms = Selector::parse("form").unwrap();
        let inputs = Selector::parse("input, textarea, option[selected]").unwrap();
        let form = html
            .select(&forms)
            .find(|form| form.attr("action") == Some(action))
            .unwrap_or_else(|| panic!("no form posts to {action} on {}: {}", self.path, self.page.text));
        let mut all: Vec<(String, String)> = form
            .select(&inputs)
            .filter_map(|input| Some((name_of(input)?, input.attr("value").unwrap_or_default().to_owned())))
            .filter(|(name, _)| fields.iter().all(|(given, _)| given != name))
            .collect();
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish()
    }

    async fn follow(&mut self, answer: Answer, path: &str) {
        let mut answer = answer;
        self.path = path.to_owned();
        for _ in 0..5 {
            if !(300..400).contains(&answer.status) {
                break;
            }
            let target = answer.header("location").to_owned();
            answer = self.send("GET", &target, String::new()).await;
            self.path = target;
        }
        self.page = answer;
    }

    async fn send(&mut self, method: &str, path: &str, body: String) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = HttpRequest::builder().method(method).uri(path);
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if method == "POST" {
            request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .header("sec-fetch-site", "same-origin");
        }
        let peer = SocketAddr::new(self.address.parse().unwrap(), 50_000);
        let answer =
            self.app.answer(request.extension(ConnectInfo(peer)).body(Body::from(body)).unwrap()).await;
        for set in answer.headers.get_all("set-cookie") {
            let set = set.to_str().unwrap();
            self.set_cookies.push(set.to_owned());
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

/// The name under which an element of a form is sent.
fn name_of(input: ElementRef<'_>) -> Option<String> {
    if input.value().name() != "option" {
        return input.attr("name").map(str::to_owned);
    }
    let select =
        input.ancestors().filter_map(ElementRef::wrap).find(|above| above.value().name() == "select");
    select?.attr("name").map(str::to_owned)
}
