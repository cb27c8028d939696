//! Every page as it is served: valid, self-contained, and unharmed by hostile texts.

use scraper::{Html, Selector};
use tests::words::{NASTY, long_name};
use tests::{Authority, Entity, Licence, Penalty, TestApp};

use crate::world::{TODAY, all_encoded, encoded, inhabited, offer_bulk_files};

fn assert_sound(path: &str, text: &str) {
    let page = Html::parse_document(text);
    assert!(page.errors.is_empty(), "{path}: {:?}", page.errors);
    let count = |selector: &str| page.select(&Selector::parse(selector).unwrap()).count();
    assert_eq!(count("h1"), 1, "{path}");
    assert_eq!(count("main#main"), 1, "{path}");
    assert_eq!(count("html[lang=zh-CN]"), 1, "{path}");
    assert_eq!(count("head > title"), 1, "{path}");
    assert_eq!(count("style, [style], script:not([src]), iframe, object, embed, base"), 0, "{path}");
    for element in page.tree.values().filter_map(|node| node.as_element()) {
        for (name, value) in element.attrs() {
            assert!(!name.starts_with("on"), "{path}: {name}");
            assert!(!value.trim_start().to_lowercase().starts_with("javascript:"), "{path}: {value}");
        }
    }
    for source in page.select(&Selector::parse("script[src], link[rel=stylesheet], img").unwrap()) {
        let address = source.attr("src").or(source.attr("href")).unwrap();
        assert!(address.starts_with("/assets/"), "{path}: {address}");
    }
}

#[tokio::test]
async fn every_page_is_valid_and_has_one_heading_and_nothing_inline() {
    let (app, paths) = inhabited().await;
    for (path, status) in paths {
        if status == 308 {
            continue;
        }
        for cookie in ["", "large-text=1"] {
            let page = app.get_with(&path, &[("cookie", cookie)]).await;
            assert_eq!(
                (page.status, page.header("content-type")),
                (status, "text/html; charset=utf-8"),
                "{path}"
            );
            assert_sound(&path, &page.text);
        }
    }
}

#[tokio::test]
async fn every_link_on_every_page_leads_somewhere() {
    let (app, paths) = inhabited().await;
    offer_bulk_files(&app).await;
    let mut seen = std::collections::BTreeSet::new();
    for (path, _) in paths {
        for link in app.get(&path).await.attributes("a[href^='/'], form[action^='/']", "href") {
            let link = link.split('#').next().unwrap().to_owned();
            if !link.is_empty() && seen.insert(link.clone()) {
                let status = app.get(&link).await.status;
                assert!([200, 303, 307, 308].contains(&status), "{path} links to {link}: {status}");
            }
        }
    }
    assert!(seen.len() > 40, "{seen:?}");
}

async fn assert_harmless(app: &TestApp, paths: &[String]) {
    for path in paths {
        let page = app.get(&encoded(path)).await;
        assert_sound(path, &page.text);
        let html = page.html();
        let scripts = Selector::parse("main script, main img, header img, main iframe").unwrap();
        assert_eq!(html.select(&scripts).count(), 0, "{path}");
        assert!(!page.text.contains('\u{202E}') || page.count("bdi") > 0, "{path}");
    }
}

#[tokio::test]
async fn hostile_texts_in_every_field_of_an_entity_are_shown_and_do_nothing() {
    let app = TestApp::on(TODAY).await;
    for (number, name) in (0..).zip(NASTY.iter().map(|name| (*name).to_owned()).chain([long_name()])) {
        let entity = Entity::new(&name, 100 + number)
            .with("曾用名", format!("旧{name}"))
            .with("简称", &name)
            .with("住所", &name)
            .with("法定代表人", &name)
            .with("登记机关", &name)
            .with("登记状态", &name)
            .with("主体类型", &name)
            .with("经营范围", &name);
        let counts = app.import(&[entity]).await.counts();
        assert_eq!(counts.quarantined + counts.incomplete, 0, "{name}");
    }
    let mut tx = app.tx().await;
    let ids: Vec<(String, String)> =
        tx.query("select public_id, name from entity order by id").all().await.unwrap();
    drop(tx);
    assert_eq!(ids.len(), NASTY.len() + 1);
    let mut paths: Vec<String> = ids.iter().map(|(id, _)| format!("/entities/{id}")).collect();
    paths.extend(["/search?q=示例".to_owned(), "/search?q=示例&sort=newest".to_owned(), "/".to_owned()]);
    assert_harmless(&app, &paths).await;
    for (id, name) in ids {
        let heading = app.get(&format!("/entities/{id}")).await.words("h1");
        let expected = name.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(heading.contains(&expected), "{heading} {expected}");
        let json = app.get(&format!("/api/v1/entities/{id}")).await;
        assert_eq!(json.json()["name"], name);
    }
}

#[tokio::test]
async fn hostile_texts_in_every_field_of_a_decision_are_shown_and_do_nothing() {
    let app = TestApp::on(TODAY).await;
    let mut paths = vec!["/".to_owned(), "/agencies".to_owned(), "/search?q=示例&type=decision".to_owned()];
    for (number, name) in (0..).zip(NASTY.iter().map(|name| (*name).to_owned()).chain([long_name()])) {
        let (entity, authority) =
            (Entity::new(&name, 200 + number), Authority::new(&format!("机关{name}"), 200 + number));
        let authority = authority.with("电话", &name).with("地址", &name).with("层级", &name);
        app.import(std::slice::from_ref(&entity)).await;
        app.import(std::slice::from_ref(&authority)).await;
        let document = format!("罚〔2026〕{number}号{name}");
        let mut penalty = Penalty::new(&document).party(&entity).by(&authority);
        for field in ["CF_WFXW", "CF_SY", "CF_YJ", "CF_NR", "CF_NR_ZKDX", "CF_SJLY"] {
            penalty = penalty.with(field, &name);
        }
        penalty = penalty.with("CF_CFLB", format!("罚款;其他-{name}"));
        let counts = app.import(&[penalty.clone()]).await.counts();
        assert_eq!(counts.quarantined + counts.incomplete, 0, "{name}");
        let mut licence = Licence::new(&format!("许〔2026〕{number}号{name}")).party(&entity);
        for field in ["XK_XKWS", "XK_XKZS", "XK_XKBH", "XK_NR", "XK_XKLB", "XK_LYDW", "XK_XKJG"] {
            licence = licence.with(field, &name);
        }
        app.import(&[licence]).await;
        if number % 2 == 0 {
            app.import(&[penalty.ending("撤回").with("公开原因", &name)]).await;
        }
        paths.push(format!("/entities/{}", entity.code()));
    }
    let mut tx = app.tx().await;
    let decisions: Vec<(String,)> = tx.query("select public_id from decision").all().await.unwrap();
    let agencies: Vec<(String,)> = tx.query("select public_id from authority").all().await.unwrap();
    let entities: Vec<(String,)> = tx.query("select public_id from entity").all().await.unwrap();
    drop(tx);
    assert_eq!(decisions.len(), 2 * (NASTY.len() + 1));
    paths.retain(|path| !path.starts_with("/entities/"));
    paths.extend(decisions.into_iter().map(|(id,)| format!("/decisions/{id}")));
    paths.extend(agencies.into_iter().map(|(id,)| format!("/agencies/{id}")));
    paths.extend(entities.into_iter().map(|(id,)| format!("/entities/{id}")));
    assert_harmless(&app, &paths).await;
}

#[tokio::test]
async fn hostile_texts_in_addresses_and_search_fields_do_nothing() {
    let (app, _) = inhabited().await;
    for text in NASTY.iter().map(|name| (*name).to_owned()).chain([long_name()]) {
        let sent = all_encoded(&text);
        for path in [
            format!("/search?q={sent}"),
            format!(
                "/search?q={sent}&type=decision&kind={sent}&region={sent}&authority={sent}&status={sent}"
            ),
            format!("/search?cursor={sent}"),
            format!("/search?from={sent}"),
            format!("/entities/{sent}"),
            format!("/decisions/{sent}"),
            format!("/agencies/{sent}"),
            format!("/agencies?month={sent}&kind={sent}"),
            format!("/deadline?decided_on={sent}&working_days={sent}"),
            format!("/{sent}"),
        ] {
            let page = app.get(&path).await;
            assert!([200, 400, 404].contains(&page.status), "{path}: {}", page.status);
            assert_sound(&path, &page.text);
            assert!(!page.text.contains("<script>alert"), "{path}");
        }
    }
}

#[tokio::test]
async fn spreadsheets_take_no_cell_of_ours_for_a_formula() {
    let app = crate::world::furnished(TODAY).await;
    app.import(&[
        Penalty::new("=1+1"),
        Penalty::new("@云示监罚〔2026〕2号"),
        Penalty::new("+云3号").with("CF_JDRQ", "x"),
    ])
    .await;
    let agency = app.authority_id(tests::records::AUTHORITY).await;
    let rows = app.get(&format!("/agencies/{agency}/rows.csv")).await.text;
    let mut reader = csv::Reader::from_reader(rows.trim_start_matches('\u{feff}').as_bytes());
    for row in reader.records().map(Result::unwrap) {
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
    }
}
