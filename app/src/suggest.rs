//! The search field that suggests while one types: an island, because only a browser knows what is being typed.
//!
//! It follows the combobox pattern of WAI-ARIA. Before hydration, and without script, it is a plain field.

use std::time::Duration;

use domain::search::{SearchType, Suggestion};
use leptos::ev::{Event, KeyboardEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;

/// How long typing must rest before suggestions are fetched.
const REST: Duration = Duration::from_millis(150);

/// How many suggestions are shown.
#[cfg(feature = "hydrate")]
const LIMIT: usize = 8;

/// What the API answers.
#[derive(Deserialize)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser asks the API"))]
struct Answer {
    suggestions: Vec<Suggestion>,
}

/// The list below the field.
#[derive(Clone, Copy)]
struct List {
    items: RwSignal<Vec<Suggestion>>,
    active: RwSignal<Option<usize>>,
    is_ready: RwSignal<bool>,
    generation: StoredValue<u64>,
}

impl List {
    fn new() -> Self {
        let list = Self {
            items: RwSignal::new(Vec::new()),
            active: RwSignal::new(None),
            is_ready: RwSignal::new(false),
            generation: StoredValue::new(0),
        };
        Effect::new(move |_| list.is_ready.set(true)); // runs in a browser only
        list
    }

    fn is_open(self) -> bool {
        !self.items.read().is_empty()
    }

    /// Shows nothing and ignores answers that are still under way.
    fn close(self) {
        self.generation.update_value(|generation| *generation += 1);
        self.active.set(None);
        self.items.set(Vec::new());
    }

    /// Fetches suggestions once typing rests.
    fn typed(self, typed: String) {
        self.generation.update_value(|generation| *generation += 1);
        if typed.trim().is_empty() {
            return self.close();
        }
        let mine = self.generation.get_value();
        set_timeout(
            move || {
                if self.generation.get_value() == mine {
                    spawn_local(self.load(typed, mine));
                }
            },
            REST,
        );
    }

    async fn load(self, typed: String, mine: u64) {
        let found = fetch(typed.trim().to_owned()).await.unwrap_or_default();
        if self.generation.get_value() == mine {
            self.active.set(None);
            self.items.set(found);
        }
    }

    /// Moves the mark; above the first and below the last is the field itself.
    fn step(self, by: isize) {
        let stops = self.items.read_untracked().len() + 1;
        let now = self.active.get_untracked().map_or(0, |index| index + 1);
        let next = (now + stops).saturating_add_signed(by) % stops;
        self.active.set(next.checked_sub(1));
    }

    fn pressed(self, event: &KeyboardEvent) {
        if event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "Escape" => {
                event.prevent_default(); // a search field would be emptied
                self.close();
            }
            "ArrowDown" if self.is_open() => {
                event.prevent_default();
                self.step(1);
            }
            "ArrowUp" if self.is_open() => {
                event.prevent_default();
                self.step(-1);
            }
            "Enter" => {
                if let Some(url) = self.active_url() {
                    event.prevent_default();
                    go(&url);
                }
            }
            _ => {}
        }
    }

    fn active_url(self) -> Option<String> {
        let index = self.active.get_untracked()?;
        self.items.read_untracked().get(index).map(|suggestion| suggestion.url.clone())
    }

    fn status(self) -> String {
        match self.items.read().len() {
            0 => String::new(),
            count => format!("有 {count} 条建议，用上下方向键选择"),
        }
    }
}

/// The field with its list. `initial` is what was searched for.
#[island]
pub fn SuggestBox(initial: String) -> impl IntoView {
    let list = List::new();
    let when_ready = move |value: &'static str| move || list.is_ready.get().then_some(value);
    view! {
        <div class="suggest">
            <input
                id="q"
                name="q"
                type="search"
                value=initial
                placeholder="名称、简称、拼音或代码"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                role=when_ready("combobox")
                aria-autocomplete=when_ready("list")
                aria-controls=when_ready("suggestions")
                aria-expanded=move || list.is_ready.get().then(|| list.is_open().to_string())
                aria-activedescendant=move || list.active.get().map(option_id)
                on:input=move |event: Event| list.typed(event_target_value(&event))
                on:keydown=move |event| list.pressed(&event)
                on:blur=move |_| list.close()
            />
            <ul id="suggestions" role="listbox" aria-label="建议" hidden=move || !list.is_open()>
                {move || options(list)}
            </ul>
            <span class="hidden" role="status">{move || list.status()}</span>
        </div>
    }
}

fn options(list: List) -> Vec<AnyView> {
    list.items
        .get()
        .into_iter()
        .enumerate()
        .map(|(index, suggestion)| option(list, index, suggestion))
        .collect()
}

fn option(list: List, index: usize, suggestion: Suggestion) -> AnyView {
    let kind = match suggestion.suggestion_type {
        SearchType::Entity => suggestion.uscc.unwrap_or_default(),
        SearchType::Decision => "决定文书".to_owned(),
    };
    let url = suggestion.url;
    view! {
        <li
            id=option_id(index)
            role="option"
            aria-selected=move || (list.active.get() == Some(index)).to_string()
            on:pointerdown=|event| event.prevent_default()
            on:click=move |_| go(&url)
        >
            <bdi>{suggestion.text}</bdi>
            <small>{kind}</small>
        </li>
    }
    .into_any()
}

fn option_id(index: usize) -> String {
    format!("suggestion-{index}")
}

fn go(url: &str) {
    // A refused navigation leaves the reader where she is: nothing to do about it.
    let _ = location().set_href(url);
}

/// Asks the API; none if it fails, since suggestions are a convenience.
#[cfg(feature = "hydrate")]
async fn fetch(typed: String) -> Option<Vec<Suggestion>> {
    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::JsFuture;

    let url = format!("/api/v1/suggest?q={}&limit={LIMIT}", crate::address::escape(&typed));
    let answer = JsFuture::from(window().fetch_with_str(&url)).await.ok()?;
    let response: web_sys::Response = answer.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let body = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    let answer: Answer = leptos::serde_json::from_str(&body).ok()?;
    Some(answer.suggestions.into_iter().take(LIMIT).collect())
}

/// On the server nobody types.
#[cfg(not(feature = "hydrate"))]
fn fetch(_typed: String) -> std::future::Ready<Option<Vec<Suggestion>>> {
    std::future::ready(None)
}
