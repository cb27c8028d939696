//! Authorities: the list, and the form that adds or changes one.

#[cfg(feature = "ssr")]
use super::frame::Body;
use super::{Access, Fault};

#[cfg(feature = "ssr")]
mod html;

/// The pages of the topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum View {
    /// `/desk/authorities`
    List(List),
    /// `/desk/authorities/new` and `/desk/authorities/{id}`
    Form(Form),
}

/// Authorities, those whose name or code holds what was searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// What the reader may do.
    pub access: Access,
    /// What was searched.
    pub query: String,
    /// How many there are in all.
    pub total: usize,
    /// Those that were found.
    pub rows: Vec<Row>,
}

/// An authority in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Public identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// Credit code.
    pub code: Option<String>,
    /// Region and level, in words.
    pub place: String,
    /// 许可权, 处罚权, or both.
    pub powers: String,
}

/// The form of an authority.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Public identifier and name of the authority that is changed; none for a new one.
    pub known: Option<(String, String)>,
    /// The fields.
    pub fields: Vec<Field>,
    /// Earlier names with their terms.
    pub former_names: Vec<String>,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// A field of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name and `id`.
    pub name: &'static str,
    /// Caption, as in a file of authorities.
    pub caption: &'static str,
    /// What is asked for.
    pub hint: &'static str,
    /// What may be chosen; free text if nothing.
    pub choices: &'static [&'static str],
    /// What stands in it.
    pub value: String,
}

/// Its HTML.
#[cfg(feature = "ssr")]
pub(crate) fn body(csrf: &str, view: View) -> Body {
    match view {
        View::List(list) => html::list(&list),
        View::Form(form) => html::form(csrf, &form),
    }
}
