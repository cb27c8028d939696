//! Regions (行政区划) by their code, GB/T 2260: Shaanxi, and the fictional province 690000 of the demo data.
//!
//! A code outside the table is no error: old codes, development zones and other provinces occur in real data.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A province, a city or a county.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Six digits.
    pub code: String,
    /// Its own name, without that of the city above it.
    pub name: String,
    /// Code of the region above it; none for a province.
    pub parent: Option<String>,
    /// For an abolished or renamed region, the code of the one that took its place.
    successor: Option<String>,
}

static REGIONS: LazyLock<BTreeMap<String, Region>> = LazyLock::new(|| {
    let lines = include_str!("data/regions.csv").lines().skip(1);
    lines.filter_map(region).map(|region| (region.code.clone(), region)).collect()
});

/// The region of that code today: for an old code the region that took its place.
pub fn find(code: &str) -> Option<&'static Region> {
    let region = REGIONS.get(code.trim())?;
    region.successor.as_ref().map_or(Some(region), |successor| REGIONS.get(successor))
}

/// The name with that of the city before it, such as 云川市渭原区; provinces and cities have their own alone.
pub fn name_of(code: &str) -> Option<String> {
    let region = find(code)?;
    match city_of(code) {
        Some(city) if city.code != region.code => Some(format!("{}{}", city.name, region.name)),
        _ => Some(region.name.clone()),
    }
}

/// The city that a county lies in, or the city itself; none for a province.
pub fn city_of(code: &str) -> Option<&'static Region> {
    let region = find(code)?;
    let parent = REGIONS.get(region.parent.as_deref()?)?;
    if parent.parent.is_some() { Some(parent) } else { Some(region) }
}

/// All cities (地级市), by code.
pub fn cities() -> impl Iterator<Item = &'static Region> {
    current().filter(|region| is_below_province(region))
}

/// What lies directly below a region: the cities of a province, the counties of a city.
pub fn below(code: &str) -> impl Iterator<Item = &'static Region> {
    current().filter(move |region| region.parent.as_deref() == Some(code))
}

fn current() -> impl Iterator<Item = &'static Region> {
    REGIONS.values().filter(|region| region.successor.is_none())
}

fn is_below_province(region: &Region) -> bool {
    let parent = region.parent.as_ref().and_then(|code| REGIONS.get(code));
    parent.is_some_and(|parent| parent.parent.is_none())
}

fn region(line: &str) -> Option<Region> {
    let mut cells = line.split(',').map(str::trim);
    let (code, name) = (cells.next()?.to_owned(), cells.next()?.to_owned());
    let filled = |cell: Option<&str>| cell.filter(|cell| !cell.is_empty()).map(str::to_owned);
    let (parent, successor) = (filled(cells.next()), filled(cells.next()));
    Some(Region { code, name, parent, successor })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counties_are_named_with_their_city() {
        assert_eq!(name_of("690102").as_deref(), Some("云川市渭原区"));
        assert_eq!(name_of("690100").as_deref(), Some("云川市"));
        assert_eq!(name_of("690000").as_deref(), Some("秦川省"));
        assert_eq!(name_of("610403").as_deref(), Some("咸阳市杨陵区"));
    }

    #[test]
    fn trap_abolished_codes_lead_to_their_successors() {
        let cases = [
            ("610928", "安康市旬阳市"),
            ("610125", "西安市鄠邑区"),
            ("610126", "西安市高陵区"),
            ("610322", "宝鸡市凤翔区"),
            ("610427", "咸阳市彬州市"),
            ("610521", "渭南市华州区"),
            ("610624", "延安市安塞区"),
            ("610623", "延安市子长市"),
            ("610721", "汉中市南郑区"),
            ("610821", "榆林市神木市"),
            ("610823", "榆林市横山区"),
        ];
        for (code, name) in cases {
            assert_eq!(name_of(code).as_deref(), Some(name), "{code}");
        }
    }

    #[test]
    fn trap_codes_outside_the_table_have_no_name_and_are_no_error() {
        for code in ["610133", "100000", "110105", "", "6901", "陕西"] {
            assert_eq!(name_of(code), None, "{code}");
        }
    }

    #[test]
    fn shaanxi_has_10_cities_and_107_counties_and_the_demo_province_8_cities() {
        let counties = |province: &str| below(province).map(|city| below(&city.code).count()).sum::<usize>();
        assert_eq!((below("610000").count(), counties("610000")), (10, 107));
        assert_eq!(below("690000").count(), 8);
        assert!(below("690000").all(|city| (3..=5).contains(&below(&city.code).count())));
        assert_eq!(cities().count(), 18);
    }

    #[test]
    fn every_row_reads_and_leads_to_known_rows() {
        let rows = include_str!("data/regions.csv").lines().skip(1).count();
        assert_eq!(REGIONS.len(), rows);
        for region in REGIONS.values() {
            let known = |code: &Option<String>| code.as_ref().is_none_or(|code| REGIONS.contains_key(code));
            assert!(known(&region.parent) && known(&region.successor), "{}", region.code);
        }
    }

    #[test]
    fn the_city_of_a_county_and_of_itself_is_the_city() {
        let city = |code: &str| city_of(code).map(|city| city.name.as_str());
        assert_eq!(city("690102"), Some("云川市"));
        assert_eq!(city("690100"), Some("云川市"));
        assert_eq!(city("690000"), None);
    }
}
