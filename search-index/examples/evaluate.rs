#![expect(clippy::unwrap_used, reason = "a measurement may stop")]
use std::collections::{BTreeMap, BTreeSet};
use domain::search::*;
use search_index::*;
fn main() {
    let data = std::env::var("CHENGXIN_REAL_DATA").unwrap();
    let pairs = std::fs::read_to_string(format!("{data}/search_eval/short_full_dev.tsv")).unwrap();
    let names = std::fs::read_to_string(format!("{data}/uscc/uscc_pairs_dev.tsv")).unwrap();
    let mut all: BTreeSet<String> = names.lines().skip(1).filter_map(|l| l.split('\t').nth(1)).map(str::to_owned).collect();
    let pairs: Vec<Vec<&str>> = pairs.lines().skip(1).map(|l| l.split('\t').collect()).collect();
    eprintln!("{:?}", pairs[0]);
    for p in &pairs { all.insert(p[1].to_owned()); }
    let all: Vec<String> = all.into_iter().collect();
    let folder = tempfile::TempDir::new().unwrap();
    let mut w = IndexWriter::open(folder.path(), 50_000_000).unwrap();
    for (n, name) in all.iter().enumerate() {
        w.put(&Document::Entity(EntityDocument { id: format!("e{n:06}"), name: name.clone(), former_names: vec![], short_name: None, uscc: None, other_codes: vec![], kind: ("company".into(), "".into()), status: None, region: None, established_on: None, licence_count: 0, penalty_count: 0 })).unwrap();
    }
    w.commit(1).unwrap();
    let r = IndexReader::open(folder.path()).unwrap();
    eprintln!("{} names", all.len());
    let mut table: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    let mut queries: Vec<(String, String, String)> = pairs.iter().enumerate().filter(|(n, _)| n % 4 == 0).map(|(_, p)| (p[3].to_owned() + "/" + p[2], p[0].to_owned(), p[1].to_owned())).collect();
    // misspelt: replace k letters
    let pool: Vec<char> = all.iter().flat_map(|n| n.chars()).step_by(97).collect();
    let mut x = 12345u64;
    let mut next = |m: usize| { x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407); usize::try_from(x >> 33).unwrap() % m };
    for edits in [1, 2, 3, 4] {
        for _ in 0..250 {
            let name = &all[next(all.len())];
            let mut c: Vec<char> = name.chars().collect();
            if c.len() < 8 { continue; }
            let l = c.len() - 4;
            for _ in 0..edits { let at = next(l); match next(3) { 0 => c[at] = pool[next(pool.len())], 1 => { c.remove(at); } _ => c.insert(at, pool[next(pool.len())]) } }
            queries.push((format!("edits {edits}"), c.into_iter().collect(), name.clone()));
        }
    }
    let start = std::time::Instant::now();
    let count = queries.len();
    let show = std::env::args().nth(1);
    for (class, q, target) in queries {
        let page = r.search(&SearchRequest { text: q.clone(), limit: 10, ..Default::default() }).unwrap();
        let rank = page.hits.iter().position(|h| h.name == target);
        let e = table.entry(class.clone()).or_default();
        e[0] += 1;
        if rank == Some(0) { e[1] += 1; }
        if rank.is_some() { e[2] += 1; }
        if !page.hits.is_empty() { e[3] += 1; }
        if show.as_deref().is_some_and(|s| class.contains(s)) && rank.is_none() && e[0] % 3 == 0 {
            eprintln!("{q} -> {target}: {} {:?}", page.total, page.hits.iter().take(3).map(|h| h.name.as_str()).collect::<Vec<_>>());
        }
    }
    eprintln!("{:?} a query", start.elapsed() / u32::try_from(count).unwrap());
    for (class, e) in table { eprintln!("{class}: n={} @1 {:.2} @10 {:.2} any {:.2}", e[0], e[1] as f64 / e[0] as f64, e[2] as f64 / e[0] as f64, e[3] as f64 / e[0] as f64); }
}
