
use crate::decision::DecisionKind;
use super::*;
use std::collections::BTreeMap;
fn rows(p:&str)->Vec<Vec<String>>{ std::fs::read_to_string(p).unwrap().lines().map(|l|l.split('\t').map(str::to_owned).collect()).collect()}
#[test] #[ignore] fn smoke(){
 for f in ["/tmp/gen/reg.tsv","/tmp/gen/smooth.tsv"]{
 let r=rows(f); let l=detect_plain(&r[0],PlainTable::Entities); let mut n:BTreeMap<String,(usize,String)>=BTreeMap::new(); let (mut d,mut q)=(0,0);
 for v in &r[1..]{ let c=check_entity(&l,v); if c.draft.is_some(){d+=1}else{q+=1}; for i in c.issues{let e=n.entry(format!("{} {:?}",i.code,i.field)).or_insert((0,format!("{:?} {}",i.value,i.message))); e.0+=1; if e.0<4 {e.1+=&format!(" | {:?}",i.value);} }}
 println!("{f} draft {d} quarantine {q} unknown {:?}",l.unknown); for (k,v) in n{println!("{k}: {v:?}")}
 }
 let r=rows("/tmp/gen/pen.tsv"); let l=crate::standard::detect(&r[0],DecisionKind::Penalty); println!("{:?} {:?}",l.edition,l.unknown);
 let mut n:BTreeMap<String,(usize,String)>=BTreeMap::new();let t=std::time::Instant::now();
 let mut pubs:BTreeMap<String,usize>=BTreeMap::new();
 for v in &r[1..]{ let c=check_decision(DecisionKind::Penalty,&l,v,"2026-05-10".parse().unwrap()); *pubs.entry(match &c.draft{None=>"quarantine".into(),Some(d)=>format!("{:?}",std::mem::discriminant(&crate::publication::publishability(d,"2018-12-30".parse().unwrap()))) }).or_default()+=1; for i in c.issues{let e=n.entry(format!("{} {:?}",i.code,i.field)).or_insert((0,format!("{:?} {}",i.value,i.message))); e.0+=1; if e.0<6 {e.1+=&format!(" | {:?} {}",i.value,i.message);} }}
 println!("{:?} {pubs:?}",t.elapsed()); for (k,v) in n{println!("{k}: {v:?}")}
}
