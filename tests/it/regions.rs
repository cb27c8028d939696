//! Regions: what the authorities in them have published.

use tests::records::{AUTHORITY, COMPANY};
use tests::{Authority, Licence, Penalty, TestApp};

use crate::world::furnished;

/// A city's authority, one of its county, and one of another city; decisions of October.
async fn province() -> TestApp {
    let app = furnished("2026-10-12").await;
    let county = Authority::new("渭原区示例局", 2).with("行政区划代码", "690102");
    let elsewhere = Authority::new("南屏市示例局", 3).with("行政区划代码", "690200");
    app.import(&[county.clone(), elsewhere.clone()]).await;
    app.import(&[
        Penalty::new("云示监罚〔2026〕1号").decided_on("2026-10-12"),
        Penalty::new("渭示罚〔2026〕1号").decided_on("2026-10-12").by(&county),
        Penalty::new("南示罚〔2026〕1号").decided_on("2026-10-12").by(&elsewhere),
    ])
    .await;
    app.travel_to("2026-11-02");
    app.import(&[Penalty::new("渭示罚〔2026〕2号").decided_on("2026-10-13").by(&county)]).await;
    app.import(&[Licence::new("云示监登〔2026〕1号").with("XK_XKLB", "登记").decided_on("2026-10-30")]).await;
    app
}

#[tokio::test]
async fn a_region_counts_everything_below_it_by_kind() {
    let app = province().await;
    let cases = [("690000", [4, 3, 4, 1], 3), ("690100", [3, 2, 3, 1], 2), ("690102", [2, 1, 2, 0], 1)];
    for (code, [penalties, on_time, valid, registrations], authorities) in cases {
        let json = app.get(&format!("/api/v1/regions?code={code}&month=2026-10")).await.json();
        let region = &json["region"];
        let penalty = &region["kinds"][0];
        assert_eq!(
            (&penalty["kind"], &penalty["public"], &penalty["on_time"], &penalty["valid"]),
            (&"penalty".into(), &penalties.into(), &on_time.into(), &valid.into()),
            "{code}"
        );
        assert_eq!(region["kinds"][1]["public"], registrations, "{code}");
        assert_eq!(region["authorities"], authorities, "{code}");
        let page = app.get(&format!("/regions/{code}?month=2026-10")).await;
        assert_eq!(page.status, 200);
        let words = page.words("main");
        assert!(words.contains(&format!("{on_time} ÷ {valid}")), "{code}: {words}");
    }
}

#[tokio::test]
async fn a_region_page_leads_to_its_authorities_and_to_the_search_in_it() {
    let app = province().await;
    let page = app.get("/regions/690100").await;
    let words = page.words("main");
    assert!(
        words.contains(AUTHORITY) && words.contains("渭原区示例局") && !words.contains("南屏市示例局"),
        "{words}"
    );
    let links = page.attributes("main a", "href");
    assert!(links.iter().any(|link| link == "/search?type=decision&region=6901"), "{links:?}");
    let found = app.get("/search?region=6901").await.words(".results");
    assert!(found.contains(COMPANY), "{found}");
    let all = app.get("/regions").await.words("main");
    assert!(all.contains("秦川省") && all.contains("云川市") && all.contains("南屏市"), "{all}");
}

#[tokio::test]
async fn abolished_codes_lead_on_and_unknown_ones_do_not_exist() {
    let app = province().await;
    let moved = app.get("/regions/610125").await;
    assert_eq!((moved.status, moved.header("location")), (308, "/regions/610118"));
    assert_eq!(app.get("/regions/610118").await.status, 200, "a region without anything");
    for code in ["999999", "6901", "x"] {
        assert_eq!(app.get(&format!("/regions/{code}")).await.status, 404, "{code}");
        assert_eq!(app.get(&format!("/api/v1/regions?code={code}")).await.status, 404, "{code}");
    }
    assert_eq!(app.get("/regions?month=x").await.status, 400);
}
