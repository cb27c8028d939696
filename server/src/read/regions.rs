//! Regions: what the authorities in them have published, and how much of it in time.

use std::collections::BTreeMap;

use domain::disclosure::PublicAuthority;
use domain::quality::{self, Kind, RegionFigures, RegionKind};
use domain::region::{self, Region};

use super::agencies;
use super::month::Month;
use crate::error::{Error, Result};
use crate::state::Core;
use crate::store::authority::{self, AuthorityRow};
use crate::store::{Tx, figures};

/// A region with what lies below it and the authorities in it.
#[derive(Debug)]
pub struct Shown {
    /// Itself; absent for all provinces together.
    pub region: Option<RegionFigures>,
    /// What lies directly below it.
    pub below: Vec<RegionFigures>,
    /// The authorities in it and below it, by region and name.
    pub authorities: Vec<PublicAuthority>,
}

/// What a region page was asked for.
#[derive(Debug)]
pub enum Found {
    /// It.
    Region(Box<Shown>),
    /// The code was abolished; this one took its place.
    Moved(String),
}

/// All that is counted, loaded once.
struct Counts {
    /// Code of the region (empty if unknown), kind: public decisions, on time, valid.
    kinds: BTreeMap<(String, Kind), RegionKind>,
    entities: BTreeMap<String, u64>,
    authorities: Vec<AuthorityRow>,
}

/// The present code of a region; a code outside the table stays as it is.
fn present(code: Option<&str>) -> String {
    let code = code.unwrap_or_default();
    region::find(code).map_or_else(|| code.to_owned(), |region| region.code.clone())
}

impl Counts {
    async fn load(core: &Core, tx: &mut Tx, month: Month) -> Result<Self> {
        let authorities = authority::all(tx).await?;
        let places: BTreeMap<&str, String> =
            authorities.iter().map(|row| (row.id.as_str(), present(row.region.as_deref()))).collect();
        let place = |id: &str| places.get(id).cloned().unwrap_or_default();
        let mut kinds: BTreeMap<(String, Kind), RegionKind> = BTreeMap::new();
        for (id, kind, count) in figures::public_counts(tx, core.clock.today()).await? {
            let place = place(id.as_deref().unwrap_or_default());
            kinds.entry((place, kind)).or_insert(RegionKind::none(kind)).public += count;
        }
        for (key, cells) in agencies::behind(core, tx, (month, month.next()), None).await?.sheet {
            let counted = quality::QualityFigures::count(&cells);
            let entry =
                kinds.entry((place(&key.authority_id), key.kind)).or_insert(RegionKind::none(key.kind));
            entry.on_time += counted.on_time;
            entry.valid += counted.valid();
        }
        let mut entities: BTreeMap<String, u64> = BTreeMap::new();
        for (code, count) in figures::entities_by_region(tx).await? {
            *entities.entry(present(code.as_deref())).or_default() += count;
        }
        Ok(Self { kinds, entities, authorities })
    }

    /// A region with everything below it.
    fn of(&self, region: &Region) -> RegionFigures {
        let prefix = quality::region_prefix(&region.code);
        let kinds = Kind::ALL.map(|kind| {
            let mut sum = RegionKind::none(kind);
            for (_, part) in
                self.kinds.iter().filter(|((code, of), _)| *of == kind && code.starts_with(prefix))
            {
                sum.public += part.public;
                sum.on_time += part.on_time;
                sum.valid += part.valid;
            }
            sum
        });
        RegionFigures {
            code: region.code.clone(),
            name: region.name.clone(),
            entities: self.entities.iter().filter(|(code, _)| code.starts_with(prefix)).map(|(_, n)| n).sum(),
            authorities: self.within(prefix).count() as u64,
            kinds: kinds.to_vec(),
        }
    }

    fn within<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a AuthorityRow> {
        self.authorities.iter().filter(move |row| present(row.region.as_deref()).starts_with(prefix))
    }

    /// Provinces of which anything is known.
    fn provinces(&self) -> Vec<&'static Region> {
        let known = self
            .authorities
            .iter()
            .map(|row| present(row.region.as_deref()))
            .chain(self.entities.keys().cloned());
        let mut codes: Vec<String> =
            known.filter_map(|code| Some(format!("{}0000", code.get(..2)?))).collect();
        codes.sort_unstable();
        codes.dedup();
        codes.iter().filter_map(|code| region::find(code)).collect()
    }
}

/// The provinces, with the cities of each below.
pub async fn all(core: &Core, tx: &mut Tx, month: Month) -> Result<Shown> {
    let counts = Counts::load(core, tx, month).await?;
    let below = counts
        .provinces()
        .into_iter()
        .flat_map(|province| std::iter::once(province).chain(region::below(&province.code)))
        .map(|region| counts.of(region))
        .collect();
    Ok(Shown { region: None, below, authorities: Vec::new() })
}

/// One region by its code.
pub async fn one(core: &Core, tx: &mut Tx, code: &str, month: Month) -> Result<Found> {
    let region = region::find(code).ok_or(Error::NotFound)?;
    if region.code != code {
        return Ok(Found::Moved(region.code.clone()));
    }
    let counts = Counts::load(core, tx, month).await?;
    let prefix = quality::region_prefix(&region.code);
    let mut rows: Vec<AuthorityRow> = counts.within(prefix).cloned().collect();
    rows.sort_by(|one, other| (&one.region, &one.name).cmp(&(&other.region, &other.name)));
    Ok(Found::Region(Box::new(Shown {
        region: Some(RegionFigures {
            name: region::name_of(code).unwrap_or_else(|| region.name.clone()),
            ..counts.of(region)
        }),
        below: region::below(code).map(|region| counts.of(region)).collect(),
        authorities: rows.into_iter().map(|row| authority::public(row, Vec::new())).collect(),
    })))
}
