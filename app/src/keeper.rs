//! The draft that keeps itself: an island, because only a browser knows when typing rests and a field is left.
//!
//! It sends the form as it stands and shows, at the fields that were left, what the server says of them. Before
//! hydration, and without script, there is a button to save.

use leptos::prelude::*;

/// A line that says when the draft was saved last. `path` is the draft's address.
#[island]
pub fn DraftKeeper(path: String) -> impl IntoView {
    let status = RwSignal::new(String::new());
    Effect::new(move |_| watch(path.clone(), status)); // runs in a browser only
    view! { <p class="hint" role="status">{move || status.get()}</p> }
}

#[cfg(feature = "hydrate")]
use browser::watch;

/// On the server nobody types.
#[cfg(not(feature = "hydrate"))]
fn watch(_path: String, _status: RwSignal<String>) {}

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use leptos::ev;
    use leptos::prelude::*;
    use leptos::task::spawn_local;
    use serde::Deserialize;
    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{
        Element, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, RequestInit, Response,
        UrlSearchParams,
    };

    /// How long typing must rest before the draft is sent.
    const REST: Duration = Duration::from_secs(3);
    /// The form of the page.
    const FORM: &str = "form.filing";

    /// What the server answers.
    #[derive(Deserialize)]
    struct Kept {
        version: i64,
        words: String,
        faults: Vec<Fault>,
    }

    #[derive(Deserialize)]
    struct Fault {
        field: String,
        message: String,
        /// False for what a tick settles.
        blocks: bool,
    }

    #[derive(Clone, Copy)]
    struct Keeper {
        path: StoredValue<String>,
        status: RwSignal<String>,
        /// Counts what was typed; what was sent under an older number is sent again.
        typed: StoredValue<u64>,
        is_sending: StoredValue<bool>,
        /// Names of the fields that were left.
        left: StoredValue<Vec<String>>,
        /// True if a field was left while a draft was on its way: that answer knows nothing of it.
        is_left_since: StoredValue<bool>,
        /// The button that was pressed while a draft was on its way: it would send an older version.
        pressed: StoredValue<Option<HtmlElement>, LocalStorage>,
    }

    pub(super) fn watch(path: String, status: RwSignal<String>) {
        let keeper = Keeper {
            path: StoredValue::new(path),
            status,
            typed: StoredValue::new(0),
            is_sending: StoredValue::new(false),
            left: StoredValue::new(Vec::new()),
            is_left_since: StoredValue::new(false),
            pressed: StoredValue::new_local(None),
        };
        window_event_listener(ev::submit, move |event| keeper.hold(&event));
        window_event_listener(ev::input, move |_| keeper.rest());
        window_event_listener(ev::focusout, move |event| keeper.leave(&event));
    }

    impl Keeper {
        fn rest(self) {
            self.typed.update_value(|typed| *typed += 1);
            let mine = self.typed.get_value();
            set_timeout(
                move || {
                    if self.typed.get_value() == mine {
                        self.send();
                    }
                },
                REST,
            );
        }

        /// A field is left: what is wrong with it is told at once.
        fn leave(self, event: &ev::FocusEvent) {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let in_form = target.filter(|field| field.closest(FORM).ok().flatten().is_some());
            let Some(name) = in_form.and_then(|field| field.get_attribute("name")) else { return };
            if self.typed.get_value() == 0 || !name.contains('_') {
                return; // nothing was typed, or it is no field of the dictionary
            }
            self.left.update_value(|left| {
                if !left.contains(&name) {
                    left.push(name);
                }
            });
            self.is_left_since.set_value(self.is_sending.get_value());
            self.send();
        }

        /// What is pressed while a draft is on its way waits for the answer, which brings the new version.
        fn hold(self, event: &ev::SubmitEvent) {
            if self.is_sending.get_value()
                && let Some(button) = event.submitter()
            {
                event.prevent_default();
                self.pressed.set_value(Some(button));
            }
        }

        fn send(self) {
            if !self.is_sending.get_value() {
                self.is_sending.set_value(true);
                spawn_local(self.keep());
            }
        }

        async fn keep(self) {
            let (sent, left) = (self.typed.get_value(), self.left.get_value());
            let words = match post(&self.path.get_value()).await {
                Some((200, Some(kept))) => {
                    set_version(kept.version);
                    left.iter().for_each(|name| tell(name, &kept.faults));
                    kept.words
                }
                Some((401 | 403, _)) => {
                    "登录已过期，暂未保存。请不要关闭本页：另开一个窗口登录后再保存，内容仍在。".to_owned()
                }
                Some((409, _)) => "这份草稿刚由另一处保存过。请按“存为草稿”，对照两边的内容。".to_owned(),
                _ => "暂时未能自动保存，稍后再试；也可以按“存为草稿”。".to_owned(),
            };
            self.status.set(words);
            self.is_sending.set_value(false);
            if let Some(button) = self.pressed.try_update_value(Option::take).flatten() {
                let _ = form().map(|form| form.request_submit_with_submitter(Some(&button)));
                return;
            }
            if self.is_left_since.try_update_value(std::mem::take).unwrap_or_default() {
                self.send();
            } else if self.typed.get_value() != sent {
                self.rest();
            }
        }
    }

    fn form() -> Option<HtmlFormElement> {
        document().query_selector(FORM).ok()??.dyn_into().ok()
    }

    async fn post(path: &str) -> Option<(u16, Option<Kept>)> {
        let data = FormData::new_with_form(&form()?).ok()?;
        let body = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_body(&body);
        let answer = JsFuture::from(window().fetch_with_str_and_init(&format!("{path}/keep"), &init)).await;
        let response: Response = answer.ok()?.dyn_into().ok()?;
        let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
        Some((response.status(), leptos::serde_json::from_str(&text).ok()))
    }

    fn set_version(version: i64) {
        let input = document().query_selector("form.filing input[name=version]").ok().flatten();
        if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
            input.set_value(&version.to_string());
        }
    }

    /// Shows at a field what is to be said of it now, as the page itself would, in the place of what it came with.
    fn tell(name: &str, faults: &[Fault]) {
        let Some(field) = document().get_element_by_id(name) else { return };
        let Some(entry) = field.closest(".entry").ok().flatten() else { return };
        let fault = format!("{name}-fault");
        if let Some(old) = document().get_element_by_id(&fault) {
            old.remove();
        }
        let faults: Vec<&Fault> = faults.iter().filter(|fault| fault.field == name).collect();
        let is_wrong = faults.iter().any(|fault| fault.blocks);
        let _ = entry.class_list().toggle_with_force("entry-wrong", is_wrong);
        let _ = field.set_attribute("aria-invalid", if is_wrong { "true" } else { "false" });
        describe(&entry, &field, &fault, !faults.is_empty());
        let caption = entry.query_selector("legend, label").ok().flatten();
        if let (false, Some(caption), Some(lines)) = (faults.is_empty(), caption, element("div")) {
            lines.set_id(&fault);
            for fault in faults {
                let _ = line(fault).map(|line| lines.append_child(&line));
            }
            let _ = caption.insert_adjacent_element("afterend", &lines);
        }
    }

    fn element(name: &str) -> Option<Element> {
        document().create_element(name).ok()
    }

    fn line(fault: &Fault) -> Option<Element> {
        let line = element("p")?;
        let (class, word) = if fault.blocks { ("fault", "错误：") } else { ("look", "请确认：") };
        line.set_class_name(class);
        line.set_text_content(Some(&format!("{word}{}", fault.message)));
        Some(line)
    }

    /// Names or unnames the lines among what describes the field, or its group.
    fn describe(entry: &Element, field: &Element, fault: &str, is_told: bool) {
        let group = entry.query_selector("fieldset").ok().flatten();
        let described = group.as_ref().unwrap_or(field);
        let now = described.get_attribute("aria-describedby").unwrap_or_default();
        let mut names: Vec<&str> = now.split_whitespace().filter(|name| *name != fault).collect();
        if is_told {
            names.push(fault);
        }
        let _ = described.set_attribute("aria-describedby", &names.join(" "));
    }
}
