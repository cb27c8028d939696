//! Entries of the catalogue (lists, commitments, annual reports …) as the public may see them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{ObjectionMark, PublicField};
use crate::catalogue::{Nature, Section};
use crate::decision::PartyClass;

/// The entity that an entry is attached to, by code or by a person's decision; never by name alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityLink {
    /// Opaque public identifier.
    pub id: String,
    /// Its registered name.
    pub name: String,
}

/// Whether the party is still on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryState {
    /// 在列, or simply there.
    Listed,
    /// 已移出 (恢复); public only where the item keeps removals.
    Removed,
}

impl EntryState {
    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Removed => "removed",
        }
    }

    /// The state with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Listed, Self::Removed].into_iter().find(|state| state.code() == code)
    }
}

/// How an entry was removed from its list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicRemoval {
    /// 移出日期
    pub on: NaiveDate,
    /// Its code, in the item's table for this kind of subject.
    pub reason_code: Option<String>,
    /// 移出原因
    pub reason: Option<String>,
    /// 移出决定书文号
    pub number: Option<String>,
    /// 作出决定机关（移出）
    pub authority: Option<String>,
}

/// An entry of the catalogue with everything that may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicEntry {
    /// Opaque public identifier, without order.
    pub id: String,
    /// Code of the item, such as `abnormal-operation`.
    pub item: String,
    /// Its Chinese term.
    pub item_label: String,
    /// Its place in the report.
    pub section: Section,
    /// Against the party, for it, or neither.
    pub nature: Nature,
    /// Name in the entry; for natural persons masked to the surname.
    pub name: String,
    /// Class of the party.
    pub class: PartyClass,
    /// Credit code; never of a natural person.
    pub uscc: Option<String>,
    /// The entity it was matched to by code.
    pub entity: Option<EntityLink>,
    /// 决定书文号, 案号, 承诺编码.
    pub number: Option<String>,
    /// Code of the reason, in the item's table for this kind of subject.
    pub reason_code: Option<String>,
    /// Its text.
    pub reason: Option<String>,
    /// The authority or body that decided or provided it.
    pub authority: Option<String>,
    /// Public identifier of the authority.
    pub authority_id: Option<String>,
    /// 列入日期, or what the item has in its place.
    pub begins_on: Option<NaiveDate>,
    /// Last day of publicity; absent where it stays until the source removes it.
    pub public_until: Option<NaiveDate>,
    /// 年度
    pub year: Option<i32>,
    /// Still on the list?
    pub state: EntryState,
    /// How it was removed; only where the item keeps removals.
    pub removal: Option<PublicRemoval>,
    /// Fields for everybody; where a firm chose not to publish, the value says so.
    pub fields: Vec<PublicField>,
    /// Names of persons: on the page only, never in search, bulk, feeds or JSON.
    #[serde(skip)]
    pub page_fields: Vec<PublicField>,
    /// When it went public.
    pub published_at: DateTime<Utc>,
    /// When the platform received it.
    pub received_at: DateTime<Utc>,
    /// Version of the record, from 1.
    pub version: i64,
    /// True if the times were taken over from an older system.
    pub taken_over: bool,
    /// 异议处理中, while an accepted objection is open.
    pub objection: Option<ObjectionMark>,
}
