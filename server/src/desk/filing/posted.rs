//! From the fields of the posted form to a draft's content.

use domain::privacy::mask_findings;
use domain::standard::{Field, field};

use crate::actions::filing::{Content, MOST_PARTIES, Opened, Then, Typed, Values};
use crate::web::fields::Fields;

/// What was typed, with what the pressed button asks for.
pub(super) fn typed(fields: &Fields) -> Typed {
    let count = fields.get("parties").parse().unwrap_or(1).clamp(1, MOST_PARTIES);
    let mut content = Content {
        authority_id: fields.get("authority").to_owned(),
        parties: vec![Values::new(); count],
        late_reason: fields.get("late_reason").to_owned(),
        late_words: fields.get("late_words").to_owned(),
        ..Content::default()
    };
    for (name, value) in fields.iter() {
        set(&mut content, name, value, Several::Join);
    }
    if let Some((name, value)) = fields.get("take").split_once('=') {
        set(&mut content, name, value, Several::Replace);
    }
    let masked = fields.get("mask");
    if !masked.is_empty() {
        let value = mask_findings(fields.get(masked));
        set(&mut content, masked, &value, Several::Replace);
    }
    Typed {
        version: fields.get("version").parse().unwrap_or_default(),
        content,
        forget: fields.all("forget").map(str::to_owned).collect(),
        then: then(fields),
    }
}

/// What happens to a value that is there already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Several {
    /// Tick boxes of one field: joined as the standard joins them.
    Join,
    /// A button writes another one.
    Replace,
}

fn set(content: &mut Content, name: &str, value: &str, several: Several) {
    let Some((values, field)) = place(content, name) else { return };
    let value = value.replace("\r\n", "\n").trim().to_owned();
    let known = values.entry(field.code.to_owned()).or_default();
    if several == Several::Replace || known.is_empty() {
        *known = value;
    } else if !value.is_empty() {
        *known = format!("{known}；{value}");
    }
}

/// Fields about a party carry its number: `CF_XDR_MC-1`.
fn place<'a>(content: &'a mut Content, name: &str) -> Option<(&'a mut Values, &'static Field)> {
    let Some((code, number)) = name.rsplit_once('-') else {
        let field = field(name).filter(|field| !field.is_about_party())?;
        return Some((&mut content.decision, field));
    };
    let field = field(code).filter(|field| field.is_about_party())?;
    let party = number.parse::<usize>().ok()?.checked_sub(1)?;
    Some((content.parties.get_mut(party)?, field))
}

fn then(fields: &Fields) -> Then {
    let party = |name: &str| fields.get(name).parse::<usize>().ok()?.checked_sub(1);
    if !fields.get("add-party").is_empty() {
        Then::AddParty
    } else if let Some(party) = party("remove-party") {
        Then::RemoveParty(party)
    } else if let Some(party) = party("look-up") {
        Then::LookUp(party)
    } else {
        Then::Nothing
    }
}

/// Where the page goes on after the button.
pub(super) fn anchor(fields: &Fields, saved: &Opened) -> String {
    let field = |name: &str| name.split_once('=').map_or(name, |(name, _)| name).to_owned();
    let name = match then(fields) {
        Then::AddParty => format!("party-{}", saved.content.parties.len()),
        Then::RemoveParty(_) => "parties-heading".to_owned(),
        Then::LookUp(party) => format!("{}_XDR_SHXYM-{}", saved.kind.table(), party + 1),
        Then::Nothing => [fields.get("take"), fields.get("mask")].map(field).concat(),
    };
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if name.is_empty() || !is_name { String::new() } else { format!("#{name}") }
}
