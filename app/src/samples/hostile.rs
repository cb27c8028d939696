//! Every text field filled with what breaks pages: markup, quotes, direction marks, no blank, 4-byte Han.

use domain::catalogue::Nature;
use domain::disclosure::{
    AuthorityFigures, Correction, DecisionSummary, EntityLink, FormerName, PublicAuthority, PublicDecision,
    PublicEntry, PublicField, PublicProfile, PublicRemoval, Tombstone,
};
use domain::search::{Facet, FacetValue, ListBadge, Matched, SearchHit, SearchPage};

use super::{
    agencies, agency, bare_entity, empty_list, entity, entry_page, entry_pages, home, late_penalty, licence,
    list, profile, rules, search, sections, tombstone,
};
use crate::page::{
    Agencies, Agency, Candidates, ClockRow, DeadlinePage, Entity, EntryPage, EntrySection, Home, List,
    ListFilter, Page, PolicyRow, Rules, Search, TimelineEntry,
};

/// Markup, an attribute's end, an entity, a direction override, 4-byte Han, an emoji, and a hydration mark.
pub const HOSTILE: &str =
    "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;<!>\u{202E}𠮷野𣘺\u{200F}\u{2066}😀";

/// [`HOSTILE`] and then 300 characters without a blank.
fn text() -> String {
    format!("{HOSTILE}{}", "𠀀龘A".repeat(100))
}

fn summary(base: DecisionSummary) -> DecisionSummary {
    let mut summary = DecisionSummary {
        document_number: text(),
        title: text(),
        category: text(),
        authority_name: text(),
        state_label: text(),
        ..base
    };
    for party in &mut summary.parties {
        party.name = text();
        party.registered_name = Some(text());
        party.uscc = Some(text());
    }
    summary
}

fn authority(base: PublicAuthority) -> PublicAuthority {
    PublicAuthority {
        name: text(),
        uscc: Some(text()),
        region_name: Some(text()),
        level: Some(text()),
        telephone: Some(text()),
        address: Some(text()),
        former_names: vec![former_name()],
        ..base
    }
}

fn former_name() -> FormerName {
    FormerName { name: text(), from: None, until: None }
}

fn decision(base: PublicDecision) -> PublicDecision {
    let fields = base.fields.iter().map(|field| PublicField {
        code: field.code.clone(),
        caption: text(),
        value: text(),
        note: Some(text()),
    });
    let mut decision = PublicDecision {
        fields: fields.collect(),
        summary: summary(base.summary.clone()),
        authority: base.authority.clone().map(authority),
        class_label: Some(text()),
        policy: Some(text()),
        corrections: vec![Correction { corrected_on: base.summary.decided_on, fields: vec![text()] }],
        ..base
    };
    decision.provenance.source = text();
    decision.clock.notices = vec![text()];
    decision
}

fn hostile_profile() -> PublicProfile {
    let mut profile = PublicProfile {
        name: text(),
        uscc: Some(text()),
        status_text: Some(text()),
        region_name: Some(text()),
        address: Some(text()),
        representative: Some(text()),
        registered_by: Some(text()),
        business_scope: Some(text()),
        short_name: Some(text()),
        former_names: vec![former_name()],
        ..profile()
    };
    profile.provenance.source = text();
    profile
}

fn hostile_search() -> Search {
    let base = search();
    let hits = base.page.hits.iter().map(|hit| SearchHit {
        name: text(),
        uscc: Some(text()),
        matched: Matched { field: "content".to_owned(), reason: text() },
        title: Some(text()),
        authority: Some(text()),
        parties: vec![text()],
        lists: vec![ListBadge {
            code: text(),
            label: text(),
            nature: Nature::AdverseList,
            years: vec![2025],
            objection: None,
        }],
        ..hit.clone()
    });
    let value = FacetValue { value: text(), label: text(), count: 1, is_exact: true };
    let facets =
        ["kind", "region", "list"].map(|name| Facet { name: name.to_owned(), values: vec![value.clone()] });
    let page = SearchPage { hits: hits.collect(), facets: facets.to_vec(), ..base.page.clone() };
    let mut search = Search { page, check_digit_help: Some(text()), ..base };
    search.request.text = text();
    search
}

fn hostile_entity() -> Entity {
    let entry = TimelineEntry {
        on: super::today(),
        label: text(),
        detail: Some(text()),
        tone: crate::page::Tone::Plain,
    };
    Entity {
        profile: hostile_profile(),
        penalties: (0..5).map(|_| decision(late_penalty())).collect(),
        licences: entity().licences.into_iter().map(summary).collect(),
        penalties_next: Some(text()),
        licences_next: Some(text()),
        timeline: vec![entry],
        sections: hostile_sections(),
        authorities: entity().authorities.into_iter().map(authority).collect(),
        registration: vec![(text(), text())],
        former_name_count: 2,
        representative_count: 3,
    }
}

fn entry(base: PublicEntry) -> PublicEntry {
    let hostile = |field: &PublicField| PublicField {
        code: field.code.clone(),
        caption: text(),
        value: text(),
        note: Some(text()),
    };
    PublicEntry {
        name: text(),
        uscc: Some(text()),
        entity: base.entity.map(|entity| EntityLink { name: text(), ..entity }),
        number: Some(text()),
        reason: Some(text()),
        authority: Some(text()),
        removal: base.removal.map(|removal| PublicRemoval {
            reason_code: Some(text()),
            reason: Some(text()),
            number: Some(text()),
            authority: Some(text()),
            ..removal
        }),
        fields: base.fields.iter().map(hostile).collect(),
        page_fields: base.page_fields.iter().map(hostile).collect(),
        ..base
    }
}

fn hostile_sections() -> Vec<EntrySection> {
    let section = |section: EntrySection| EntrySection {
        entries: section.entries.into_iter().map(entry).collect(),
        ..section
    };
    sections().into_iter().map(section).collect()
}

fn hostile_list(base: List) -> List {
    List {
        filter: ListFilter { text: text(), state: text(), authority: text() },
        entries: base.entries.into_iter().map(entry).collect(),
        next: Some(text()),
        ..base
    }
}

/// Lists and entries.
fn list_pages() -> Vec<(&'static str, Page)> {
    let page = |base: EntryPage| EntryPage {
        entry: entry(base.entry),
        corrections: vec![Correction { corrected_on: super::today(), fields: vec![text()] }],
        authority: base.authority.map(authority),
        ..base
    };
    let removed = entry_pages().into_iter().find(|(name, _)| *name == "entry-removed");
    let mut pages = vec![
        ("hostile-list", Page::List(hostile_list(list()))),
        ("hostile-list-empty", Page::List(hostile_list(empty_list()))),
        ("hostile-entry", Page::Entry(page(entry_page()))),
    ];
    pages.extend(removed.map(|(_, base)| ("hostile-entry-removed", Page::Entry(page(base)))));
    pages
}

fn hostile_row() -> AuthorityFigures {
    let base = agency().authority;
    AuthorityFigures { authority: authority(base.authority), figures: base.figures }
}

fn hostile_rules() -> Rules {
    let row = PolicyRow {
        policy: text(),
        class: text(),
        period: text(),
        anchor: text(),
        in_force: text(),
        note: text(),
    };
    let clock = rules().clocks.into_iter().map(|clock| ClockRow { in_force: text(), basis: text(), ..clock });
    Rules { clocks: clock.collect(), policies: vec![row], ..rules() }
}

/// Every page that shows texts of others, each filled with [`HOSTILE`].
pub fn hostile_pages() -> Vec<(&'static str, Page)> {
    let latest = |rows: Vec<DecisionSummary>| rows.into_iter().map(summary).collect::<Vec<_>>();
    let empty = Search { page: SearchPage::default(), ..hostile_search() };
    let stone = Tombstone { document_number: text(), authority_name: text(), reason: text(), ..tombstone() };
    let deadline = DeadlinePage { decided_on: text(), working_days: text(), outcome: Some(Err(text())) };
    let bare = Entity { profile: hostile_profile(), ..bare_entity() };
    let mut pages = vec![
        ("hostile-home", Page::Home(Home { latest: latest(home().latest), ..home() })),
        ("hostile-search", Page::Search(hostile_search())),
        ("hostile-search-empty", Page::Search(empty)),
        ("hostile-entity", Page::Entity(hostile_entity())),
        ("hostile-entity-bare", Page::Entity(bare)),
        (
            "hostile-candidates",
            Page::Candidates(Candidates { code: text(), profiles: vec![hostile_profile()] }),
        ),
        ("hostile-decision", Page::Decision(decision(late_penalty()))),
        ("hostile-licence", Page::Decision(decision(licence()))),
        ("hostile-tombstone", Page::Tombstone(stone)),
        ("hostile-deadline", Page::Deadline(deadline)),
        ("hostile-agencies", Page::Agencies(Agencies { rows: vec![hostile_row()], ..agencies() })),
        (
            "hostile-agency",
            Page::Agency(Agency { authority: hostile_row(), latest: latest(agency().latest), ..agency() }),
        ),
        ("hostile-rules", Page::Rules(hostile_rules())),
        ("hostile-failed", Page::Failed { status: 500, code: text(), request_id: text() }),
    ];
    pages.extend(list_pages());
    pages.extend(super::objections::hostile(&text()));
    pages
}
