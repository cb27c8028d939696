//! What a search finds, from imported files to answers.

use std::fs;

use search_index::IndexReader;
use serde_json::{Value, json};
use server::followers::index::catch_up;
use server::import::Kind;
use server::index_folder::IndexFolder;
use tests::records::{AUTHORITY, COMPANY, code};
use tests::{Answer, Entity, Licence, Penalty, TestApp};

use crate::world::{TODAY, encoded, furnished, search};

const NUMBER: &str = "云示监罚〔2026〕17号";

async fn catalogue() -> TestApp {
    let app = furnished(TODAY).await;
    let rows = [
        Entity::new("秦岭示例松岚商贸有限公司", 2).with("曾用名", "云川示例旭日商行").with("简称", "松岚"),
        Entity::trader("渭原区示例鑫源小吃店", 3).with("行政区划代码", "690103"),
        Entity::new("云川示例灣龍網絡有限公司", 4).with("登记状态", "注销").with("成立日期", "1999-09-09"),
        Entity::new("示例（云川）ＡＢＣ信息有限公司", 5).with("注册号", "690102200012342"),
    ];
    app.import(&rows).await;
    app.import(&[Penalty::new(NUMBER).with("CF_SY", "当事人擅自改动充电桩计量芯片")]).await;
    app.import(&[Licence::new("云示监许〔2026〕3号").party(&rows[0]).with("XK_NR", "准予销售散装白酒")])
        .await;
    app
}

#[tokio::test]
async fn every_fragment_of_a_name_finds_it() {
    let app = catalogue().await;
    let characters: Vec<char> = COMPANY.chars().collect();
    for length in [1, 2, 3, 5, 8] {
        for fragment in characters.windows(length) {
            let text: String = fragment.iter().collect();
            let names = search(&app, &format!("q={text}")).await.names();
            assert!(names.iter().any(|name| name == COMPANY), "{text}: {names:?}");
        }
    }
}

#[tokio::test]
async fn an_entity_is_found_by_all_its_names_codes_and_sounds() {
    let app = catalogue().await;
    let songlan = code("91", 2);
    for (text, name, field) in [
        ("帆", COMPANY, "name"),
        ("旭日商行", "秦岭示例松岚商贸有限公司", "former-name"),
        ("松岚", "秦岭示例松岚商贸有限公司", ""),
        (&songlan, "秦岭示例松岚商贸有限公司", "uscc"),
        (&songlan[..17], "秦岭示例松岚商贸有限公司", "uscc"),
        (&songlan.to_lowercase(), "秦岭示例松岚商贸有限公司", "uscc"),
        ("690102200012342", "示例（云川）ＡＢＣ信息有限公司", ""),
        ("xinyuan", "渭原区示例鑫源小吃店", "pinyin"),
        ("qinlingshiliyunfan", COMPANY, "pinyin"),
        ("湾龙网络", "云川示例灣龍網絡有限公司", "name"),
        ("灣龍網絡", "云川示例灣龍網絡有限公司", "name"),
        ("示例(云川)abc信息", "示例（云川）ＡＢＣ信息有限公司", "name"),
        ("示例 云川 信息", "示例（云川）ＡＢＣ信息有限公司", ""),
        ("Ｑ秦岭示例云帆", COMPANY, ""),
    ] {
        let answer = search(&app, &format!("q={text}")).await;
        let json = answer.json();
        if text.starts_with('Ｑ') {
            continue; // a stray letter may or may not find something; it must answer
        }
        assert_eq!(json["hits"][0]["name"], name, "{text}: {:?}", answer.names());
        if !field.is_empty() {
            assert_eq!(json["hits"][0]["matched"]["field"], field, "{text}");
        }
    }
}

#[tokio::test]
async fn trap_33_pinyin_suggests_while_typing() {
    let app = catalogue().await;
    for (text, first) in [("xinyu", "渭原区示例鑫源小吃店"), ("秦岭示例松", "秦岭示例松岚商贸有限公司")]
    {
        let json = app.get(&encoded(&format!("/api/v1/suggest?q={text}"))).await.json();
        assert_eq!(json["suggestions"][0]["text"], first, "{text}");
    }
    assert_eq!(app.get("/api/v1/suggest?q=").await.json()["suggestions"], serde_json::json!([]));
}

#[tokio::test]
async fn a_decision_is_found_by_its_number_in_any_brackets_and_by_what_it_says() {
    let app = catalogue().await;
    for text in [
        NUMBER,
        "云示监罚[2026]17号",
        "云示监罚(2026)17号",
        "云示监罚（２０２６）１７号",
        "云示监罚【2026】17 号",
        "云示监罚2026 17",
        "充电桩",
        "计量芯片",
        "云帆科技",
        &code("91", 1),
        AUTHORITY,
    ] {
        let names = search(&app, &format!("q={text}&type=decision")).await.names();
        assert!(names.iter().any(|name| name == NUMBER), "{text}: {names:?}");
    }
    assert_eq!(search(&app, "q=散装白酒&type=decision").await.names(), ["云示监许〔2026〕3号"]);
    assert!(search(&app, "q=充电桩&type=entity").await.names().is_empty());
}

#[tokio::test]
async fn filters_narrow_and_facets_count() {
    let app = catalogue().await;
    let total = async |parameters: &str| search(&app, parameters).await.json()["total"].as_u64().unwrap();
    assert_eq!(total("q=").await, 5);
    assert_eq!(total("q=示例&kind=sole-trader").await, 1);
    assert_eq!(total("q=示例&region=690103").await, 1);
    assert_eq!(total("q=示例&region=6901").await, 5);
    assert_eq!(total("q=示例&status=deregistered").await, 1);
    assert_eq!(total("q=示例&record=penalty").await, 1);
    assert_eq!(total("q=示例&record=licence").await, 1);
    assert_eq!(total("q=示例&from=1999-01-01&to=1999-12-31").await, 1);
    assert_eq!(total("q=示例&year=1999").await, 1);
    assert_eq!(total("q=&type=decision").await, 2);
    assert_eq!(total("q=&type=decision&kind=licence").await, 1);
    assert_eq!(total("q=&type=decision&year=2025").await, 0);
    let agency = app.authority_id(AUTHORITY).await;
    assert_eq!(total(&format!("q=&type=decision&authority={agency}")).await, 2);

    let json = search(&app, "q=示例").await.json();
    for (facet, key) in [("kind", "kind"), ("status", "status"), ("region", "region")] {
        for value in json["facets"][facet].as_array().unwrap() {
            let narrowed =
                search(&app, &format!("q=示例&{key}={}", value["value"].as_str().unwrap())).await.json();
            assert_eq!(value["count"], narrowed["total"], "{facet} {value}");
            assert_eq!(value["is_exact"], true);
        }
    }
}

#[tokio::test]
async fn facets_and_totals_forget_what_ended_at_midnight_before_any_job_ran() {
    let app = catalogue().await;
    app.travel_to("2027-11-21");
    let json = search(&app, "q=&type=decision").await.json();
    assert_eq!((json["total"].as_u64(), json["hits"].as_array().unwrap().len()), (Some(1), 1));
    let kinds = json["facets"]["kind"].as_array().unwrap();
    assert!(kinds.iter().all(|value| value["value"] != "penalty" || value["count"] == 0), "{kinds:?}");
    let suggested = app.get(&encoded("/api/v1/suggest?q=云示监罚")).await.text;
    assert!(!suggested.contains(NUMBER), "{suggested}");
}

#[tokio::test]
async fn trap_34_nothing_found_is_worded_so_and_never_as_good() {
    let app = catalogue().await;
    let page = app.get(&encoded("/search?q=查无此名之店铺")).await;
    let words = page.words("main");
    assert!(words.contains("未查询到") && !words.replace("不等于信用良好", "").contains("良好"), "{words}");
    let id = app.entity_id("渭原区示例鑫源小吃店").await;
    let words = app.get(&format!("/entities/{id}")).await.words("main");
    assert!(words.contains("查询期内无相关信息") && !words.contains("良好"), "{words}");
}

#[tokio::test]
async fn a_code_with_a_wrong_digit_is_explained() {
    let app = catalogue().await;
    let wrong = tests::records::spoiled(&code("91", 1));
    let words = app.get(&format!("/search?q={wrong}")).await.words("main");
    assert!(words.contains("校验码"), "{words}");
}

#[tokio::test]
async fn a_change_is_found_after_one_turn_and_the_answer_says_how_far_the_index_is() {
    let app = catalogue().await;
    let json = search(&app, "q=示例").await.json();
    assert_eq!(json["ledger_number"].as_i64(), Some(app.ledger_number().await));
    app.import(&[Entity::new("秦岭示例改后有限公司", 2)]).await;
    assert_eq!(search(&app, "q=改后").await.names(), ["秦岭示例改后有限公司"]);
    let old = search(&app, "q=秦岭示例松岚商贸有限公司").await.json();
    assert_eq!(old["hits"][0]["matched"]["field"], "former-name");
}

const SONGLAN: &str = "秦岭示例松岚商贸有限公司";
const ABNORMAL: &str = "列入决定书文号,列入原因,列入日期,作出决定机关（列入）,移出原因,移出日期";
const TAX: &str = "税务处理决定书文号,案件性质,公布日期,截止日期,公布税务机关";

/// Imports rows of a list, each of the company with that number; the rest of a row is the cells under `headings`.
async fn import_list(app: &TestApp, item: &str, headings: &str, rows: &[(&str, u32, &str)]) {
    let kind = Kind::from_code(item).unwrap();
    let rows: Vec<String> =
        rows.iter().map(|(name, number, cells)| format!("{name},{},{cells}", code("91", *number))).collect();
    let file = format!("名称,统一社会信用代码,{headings}\n{}\n", rows.join("\n"));
    let imported = app.import_file(kind, "list.csv", file.as_bytes()).await.unwrap();
    let counts = imported.counts();
    let taken_in = usize::try_from(counts.accepted + counts.warned).unwrap();
    assert_eq!(taken_in, rows.len(), "{:?}", imported.codes());
}

/// 松岚 and the usual company on 经营异常名录; 松岚 on a tax list until 2026-11-25 and A级纳税人 for two years.
async fn listed() -> TestApp {
    let app = Box::pin(catalogue()).await;
    let reason = format!("通过登记的住所或者经营场所无法联系,2026-09-01,{AUTHORITY}");
    let rows = [
        (SONGLAN, 2, &*format!("云异列字1号,{reason},,")),
        (COMPANY, 1, &*format!("云异列字2号,{reason},,")),
    ];
    import_list(&app, "abnormal-operation", ABNORMAL, &rows).await;
    let tax = format!("税处1号,偷税,2025-01-10,2026-11-25,{AUTHORITY}");
    import_list(&app, "tax-violation", TAX, &[(SONGLAN, 2, &tax)]).await;
    for year in [2023, 2024] {
        let cells = format!("{year},{AUTHORITY}");
        import_list(&app, "tax-a", "评价年度,评价税务机关", &[(SONGLAN, 2, &cells)]).await;
    }
    let commitment = format!("主动型,守信经营,2026-10-08,{AUTHORITY}");
    let headings = "承诺类型,承诺事由,做出承诺日期,承诺受理单位";
    import_list(&app, "commitment", headings, &[(SONGLAN, 2, &commitment)]).await;
    app
}

/// Codes of the lists of the only hit, and the facet of lists as (code, count).
fn lists(answer: &Answer) -> (Vec<String>, Vec<(String, u64)>) {
    let json = answer.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let badges = json["hits"][0]["lists"].as_array().unwrap();
    let none = Vec::new();
    let values = json["facets"]["list"].as_array().unwrap_or(&none);
    assert!(values.iter().all(|value| value["is_exact"] == true));
    (
        badges.iter().map(|badge| text(&badge["code"])).collect(),
        values.iter().map(|value| (text(&value["value"]), value["count"].as_u64().unwrap())).collect(),
    )
}

#[tokio::test]
async fn a_hit_says_on_which_lists_it_is_and_a_list_narrows_the_search() {
    let app = listed().await;
    let answer = search(&app, "q=松岚").await;
    let badges = &answer.json()["hits"][0]["lists"];
    let badge = |code: &str, label: &str, nature: &str, years: &[i32]| json!({ "code": code, "label": label, "nature": nature, "years": years, "objection": null });
    assert_eq!(
        *badges,
        json!([
            badge("abnormal-operation", "经营异常名录", "adverse-list", &[]),
            badge("tax-violation", "重大税收违法失信主体", "adverse-list", &[]),
            badge("tax-a", "纳税信用A级纳税人", "positive-list", &[2024, 2023]),
        ]),
        "a commitment is no list, and years are no flag"
    );
    let found = async |parameters: &str| search(&app, parameters).await.names();
    assert_eq!(found("q=示例&list=abnormal-operation").await.len(), 2);
    assert_eq!(found("q=示例&list=tax-violation").await, [SONGLAN]);
    assert_eq!(found("list=tax-a&kind=company").await, [SONGLAN]);
    assert!(found("list=commitment").await.is_empty() && found("list=nothing").await.is_empty());
    let facet = search(&app, "q=示例").await.json()["facets"]["list"].clone();
    assert_eq!(
        facet[0],
        json!({ "value": "abnormal-operation", "label": "经营异常名录", "count": 2, "is_exact": true })
    );
}

#[tokio::test]
async fn lists_are_words_with_a_colour_and_links_that_need_no_script() {
    let app = listed().await;
    let page = app.get(&encoded("/search?q=松岚")).await;
    let red = page.words(".results .badge-red");
    assert!(red.contains("经营异常名录") && red.contains("重大税收违法失信主体"), "{red}");
    assert!(page.words(".results .badge-blue").contains("纳税信用A级纳税人 2024年度等 2 个年度"));
    let links = page.attributes(".facets a", "href");
    let link = links.iter().find(|link| link.contains("list=abnormal-operation")).unwrap();
    let narrowed = app.get(link).await;
    assert_eq!(narrowed.words(".facets a[aria-current]"), "经营异常名录1");
    assert_eq!(narrowed.count(".results > li"), 1);
}

#[tokio::test]
async fn a_place_on_a_list_that_ended_is_found_nowhere_from_its_day_on_before_any_job_ran() {
    let app = listed().await;
    app.travel_to("2026-11-25");
    let before = ["abnormal-operation", "tax-violation", "tax-a"].map(str::to_owned);
    assert_eq!(lists(&search(&app, "q=松岚").await).0, before);
    app.travel_to("2026-11-26");
    for has_run in [false, true] {
        if has_run {
            app.turn().await;
        }
        let (badges, facet) = lists(&search(&app, "q=松岚").await);
        assert_eq!(badges, ["abnormal-operation", "tax-a"], "jobs: {has_run}");
        let expected = [("abnormal-operation".to_owned(), 1), ("tax-a".to_owned(), 1)];
        assert_eq!(facet, expected, "jobs: {has_run}");
        assert!(search(&app, "list=tax-violation").await.names().is_empty(), "jobs: {has_run}");
    }
}

#[tokio::test]
async fn the_terms_of_a_place_on_a_list_that_ended_leave_the_disk() {
    let app = listed().await;
    // An index that was built at once: its segments hold others too, and so do not go by themselves.
    let folder = app.data_folder().join("second");
    fs::create_dir(&folder).unwrap();
    let root = IndexFolder::open(&folder).unwrap();
    let follow = async || catch_up(&app.core().db, &root, app.core().clock.today()).await.unwrap();
    let in_index = async || {
        let files = app.files_with("重大税收违法失信主体").await;
        files.into_iter().filter(|file| file.contains("/index/")).count()
    };
    follow().await;
    assert!(in_index().await > 0, "the test would see it");
    app.travel_to("2026-11-26");
    app.turn().await;
    follow().await;
    assert_eq!(in_index().await, 0);
}

#[tokio::test]
async fn who_was_removed_from_a_list_is_not_on_it_though_the_removal_is_history() {
    let app = listed().await;
    let removed = format!(
        "云异列字1号,通过登记的住所或者经营场所无法联系,2026-09-01,{AUTHORITY},依法变更住所,2026-11-20"
    );
    import_list(&app, "abnormal-operation", ABNORMAL, &[(SONGLAN, 2, &removed)]).await;
    let (badges, facet) = lists(&search(&app, "q=松岚").await);
    assert_eq!(badges, ["tax-violation", "tax-a"]);
    assert!(facet.iter().all(|(code, _)| code != "abnormal-operation"), "{facet:?}");
    assert_eq!(search(&app, "list=abnormal-operation").await.names(), [COMPANY]);
}

#[tokio::test]
async fn an_index_of_the_version_before_is_built_anew_and_not_misread() {
    let app = listed().await;
    let today = app.core().clock.today();
    let folder = tempfile::tempdir().unwrap();
    let root = IndexFolder::open(folder.path()).unwrap();
    catch_up(&app.core().db, &root, today).await.unwrap();
    let old = root.current().unwrap();
    let meta = old.join("meta.json");
    let text = fs::read_to_string(&meta).unwrap();
    let (head, tail) = text.split_once("\"payload\": \"").unwrap();
    let (version, rest) = tail.split_once(' ').unwrap();
    let before = version.parse::<u32>().unwrap() - 1;
    fs::write(&meta, format!("{head}\"payload\": \"{before} {rest}")).unwrap();
    assert!(IndexReader::open(&old).is_err());

    catch_up(&app.core().db, &root, today).await.unwrap();
    let new = root.current().unwrap();
    assert!(new != old && !old.exists());
    let request = domain::search::SearchRequest {
        list: Some("tax-violation".to_owned()),
        limit: 10,
        today,
        ..domain::search::SearchRequest::default()
    };
    let page = IndexReader::open(&new).unwrap().search(&request).unwrap();
    assert_eq!((page.total, page.hits[0].name.as_str()), (1, SONGLAN));
}
