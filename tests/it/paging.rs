//! Lists in pages: nothing twice, nothing lost, also while records change.

use std::collections::{BTreeMap, BTreeSet};

use tests::{Entity, Licence, Penalty, TestApp};

use crate::world::{TODAY, encoded, furnished, search};

async fn many(count: u32) -> TestApp {
    let app = furnished(TODAY).await;
    let rows: Vec<Entity> =
        (0..count).map(|n| Entity::new(&format!("秦岭示例第{n:03}商贸有限公司"), 1000 + n)).collect();
    app.import(&rows).await;
    app
}

#[tokio::test]
async fn cursors_lead_to_the_end_without_duplicates() {
    let app = many(95).await;
    for (sort, limit) in [("relevance", 20), ("newest", 7), ("oldest", 100)] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let answer = search(&app, &format!("q=商贸&sort={sort}&limit={limit}&cursor={cursor}")).await;
            let hits = answer.hits();
            assert!(hits.len() <= limit, "{sort}");
            seen.extend(hits.into_iter().map(|(_, id)| id));
            match answer.json()["next"].as_str() {
                Some(next) => cursor = encoded(next),
                None => break,
            }
        }
        let different: BTreeSet<&String> = seen.iter().collect();
        assert_eq!((seen.len(), different.len()), (95, 95), "{sort}");
    }
}

#[tokio::test]
async fn the_links_of_the_pages_lead_through_all_results_without_script() {
    let app = many(45).await;
    let mut path = encoded("/search?q=商贸");
    let mut seen = BTreeSet::new();
    let mut pages = 0;
    loop {
        let page = app.get(&path).await;
        pages += 1;
        seen.extend(page.attributes(".results a[href^='/entities/']", "href"));
        match page.attributes(".pager a[rel=next]", "href").pop() {
            Some(next) => path = next,
            None => break,
        }
    }
    assert_eq!((seen.len(), pages), (45, 3));
}

#[tokio::test]
async fn while_records_change_an_unchanged_one_appears_once_and_a_changed_one_at_most_once() {
    let app = many(60).await;
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut cursor = String::new();
    let mut round = 0;
    loop {
        let answer = search(&app, &format!("q=商贸&limit=10&cursor={cursor}")).await;
        for (_, id) in answer.hits() {
            *seen.entry(id).or_default() += 1;
        }
        // One of the first and one of the last change, and new ones come in.
        let changed = [round, 59 - round].map(|n| {
            Entity::new(&format!("秦岭示例第{n:03}商贸有限公司"), 1000 + n).with("经营范围", "改变后的范围")
        });
        app.import(&changed).await;
        app.import(&[Entity::new(&format!("秦岭示例新{round}商贸有限公司"), 2000 + round)]).await;
        round += 1;
        match answer.json()["next"].as_str() {
            Some(next) => cursor = encoded(next),
            None => break,
        }
    }
    assert!(seen.values().all(|count| *count == 1), "{seen:?}");
    for n in 10..50 {
        let id = app.entity_id(&format!("秦岭示例第{n:03}商贸有限公司")).await;
        assert!(seen.contains_key(&id), "{n}");
    }
}

#[tokio::test]
async fn the_decisions_of_an_entity_page_by_day_and_identifier() {
    let app = furnished(TODAY).await;
    let penalties: Vec<Penalty> = (0..23)
        .map(|n| {
            Penalty::new(&format!("云示监罚〔2026〕{n}号")).decided_on(&format!("2026-11-{:02}", 1 + n / 4))
        })
        .collect();
    app.import(&penalties).await;
    let licences: Vec<Licence> = (0..3).map(|n| Licence::new(&format!("云示监许〔2026〕{n}号"))).collect();
    app.import(&licences).await;
    let id = app.entity_id(tests::records::COMPANY).await;
    for limit in [1, 4, 10, 100] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/api/v1/entities/{id}/decisions?limit={limit}{cursor}");
            let json = app.get(&path).await.json();
            for item in json["items"].as_array().unwrap() {
                seen.push((
                    item["decided_on"].as_str().unwrap().to_owned(),
                    item["id"].as_str().unwrap().to_owned(),
                ));
            }
            match json["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let different: BTreeSet<&(String, String)> = seen.iter().collect();
        assert_eq!((seen.len(), different.len()), (23, 23), "{limit}");
        assert!(seen.windows(2).all(|pair| pair[0].0 >= pair[1].0), "newest first");
    }
    let mut path = format!("/entities/{id}");
    let mut seen = BTreeSet::new();
    loop {
        let page = app.get(&path).await;
        assert_eq!(page.status, 200);
        seen.extend(page.attributes("a[href^='/decisions/']", "href"));
        let next = page.attributes(".more a[href*='penalties=']", "href");
        let Some(next) = next.first() else { break };
        path = next.split('#').next().unwrap().to_owned();
    }
    assert_eq!(seen.len(), 26, "23 penalties and 3 licences");
}

#[tokio::test]
async fn trap_29_190_registration_licences_of_one_company_are_all_there_and_have_a_rate_of_their_own() {
    let app = furnished(TODAY).await;
    let registration = |number: u32| {
        Licence::new(&format!("云示登字〔2026〕{number}号"))
            .with("XK_XKWS", "公司变更登记通知书")
            .with("XK_XKLB", "登记")
    };
    let rows: Vec<Licence> =
        (0..190).map(registration).chain([Licence::new("云示监许〔2026〕1号")]).collect();
    app.import(&rows).await;
    let entity = app.entity_id(tests::records::COMPANY).await;
    let (mut seen, mut cursor) = (BTreeSet::new(), String::new());
    loop {
        let path = format!("/api/v1/entities/{entity}/decisions?kind=licence&limit=50&cursor={cursor}");
        let page = app.get(&path).await.json();
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].to_string()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = encoded(next);
    }
    assert_eq!(seen.len(), 191);
    for (kind, count) in [("registration", 190), ("other-licence", 1), ("penalty", 0)] {
        let figures = app.get(&format!("/api/v1/agencies?month=2026-11&kind={kind}")).await.json();
        assert_eq!(figures["total"]["valid"], count, "{kind}");
    }
}
