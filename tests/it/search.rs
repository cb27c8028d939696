//! What a search finds, from imported files to answers.

use tests::records::{AUTHORITY, COMPANY, code};
use tests::{Entity, Licence, Penalty, TestApp};

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
