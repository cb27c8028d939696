//! What is found, how, and in which order.

use domain::search::{Counting, SearchRequest, SearchSort};
use search_index::Document;

use crate::harness::*;

#[test]
fn every_fragment_of_a_name_finds_that_name() {
    let names = generated_names(200);
    let index =
        TestIndex::with_entities(names.iter().enumerate().map(|(n, name)| entity(&format!("e{n:03}"), name)));
    for (number, name) in names.iter().enumerate() {
        let characters: Vec<char> = name.chars().collect();
        for length in 1..=4 {
            for fragment in characters.windows(length) {
                let text: String = fragment.iter().collect();
                let mut request = entities(&text);
                let mut is_found = false;
                loop {
                    let page = index.search(&request);
                    is_found |= page.hits.iter().any(|hit| hit.id == format!("e{number:03}"));
                    request.cursor = page.next;
                    if is_found || request.cursor.is_none() {
                        break;
                    }
                }
                assert!(is_found, "{text:?} does not find {name:?}");
            }
        }
    }
}

#[test]
fn a_query_of_one_character_works() {
    let index = TestIndex::with_names(&["秦岭云帆科技有限公司", "星河贸易有限公司"]);
    assert_eq!(index.names("帆"), ["秦岭云帆科技有限公司"]);
    assert_eq!(index.names("（"), Vec::<String>::new());
    assert!(index.names("鑫").is_empty());
}

#[test]
fn better_ways_to_match_come_first() {
    let mut short = entity("short", "星河贸易有限公司");
    short.short_name = Some("云帆科技".to_owned());
    let mut former = entity("former", "瑞丰商贸有限公司");
    former.former_names = vec!["宏泰云帆科技中心".to_owned()];
    let index = TestIndex::with_entities([
        entity("loose", "云帆网络科技有限公司"),
        entity("contains", "秦岭云帆科技有限公司"),
        former,
        short,
        entity("start", "云帆科技有限公司"),
        entity("exact", "云帆科技"),
    ]);
    let hits = index.hits("云帆科技");
    let found: Vec<(&str, &str)> =
        hits.iter().map(|hit| (hit.id.as_str(), hit.matched.field.as_str())).collect();
    assert_eq!(
        found,
        [
            ("exact", "name"),
            ("short", "short-name"),
            ("start", "name"),
            ("contains", "name"),
            ("former", "former-name"),
            ("loose", "name"),
        ]
    );
    assert_eq!(hits[4].matched.reason, "曾用名“宏泰云帆科技中心”");
    assert_eq!(hits[3].highlights, [(2, 6)]);
    assert_eq!(hits[5].highlights, [(0, 2), (4, 6)]);
}

#[test]
fn trap_32_brackets_fold_but_an_exact_match_does_not_merge_different_ones() {
    let index = TestIndex::with_names(&["甲木（陕西）科技", "甲木(西安)科技", "甲木陕西科技"]);
    for text in ["甲木（陕西）科技", "甲木(陕西)科技", "甲木【陕西】科技"] {
        let hits = index.hits(text);
        assert_eq!(hits[0].name, "甲木（陕西）科技", "{text}");
        assert_eq!(hits[1].name, "甲木陕西科技", "{text}");
    }
    assert_eq!(index.names("甲木(西安)科技")[0], "甲木(西安)科技");
}

#[test]
fn trap_33_names_are_found_by_pinyin() {
    let index = TestIndex::with_names(&["秦岭云帆科技有限公司", "长安旅行社有限公司", "星河贸易有限公司"]);
    for text in ["qinlingyunfan", "qin ling", "QinLing", "lingyunf", "qlyf", "yunfankeji"] {
        let hits = index.hits(text);
        assert_eq!(hits.len(), 1, "{text}");
        assert_eq!(hits[0].name, "秦岭云帆科技有限公司", "{text}");
        assert_eq!(hits[0].matched.field, "pinyin");
    }
    for text in ["changanlvxingshe", "chang'an", "zhangan", "lüxing"] {
        assert_eq!(index.names(text), ["长安旅行社有限公司"], "{text}");
    }
    assert_eq!(index.hits("qinling")[0].highlights, [(0, 2)]);
    assert!(index.names("beijing").is_empty());
}

#[test]
fn traditional_characters_find_simplified_names_and_the_other_way_round() {
    let index = TestIndex::with_names(&["秦岭云帆农业有限公司", "星河貿易有限公司"]);
    assert_eq!(index.names("雲帆農業"), ["秦岭云帆农业有限公司"]);
    assert_eq!(index.names("星河贸易"), ["星河貿易有限公司"]);
}

#[test]
fn codes_are_found_whole_and_by_prefix_in_any_width_and_case() {
    let mut first = entity("e1", "秦岭云帆科技有限公司");
    first.uscc = Some("91690102MA6CFT042R".to_owned());
    first.other_codes = vec!["690102100012345".to_owned()];
    let mut second = entity("e2", "星河贸易有限公司");
    second.uscc = Some("91690102MA6ZZZ042R".to_owned());
    let index = TestIndex::with_entities([first, second]);
    for text in
        ["91690102MA6CFT042R", "91690102ma6cft042r", "９１６９０１０２MA6CFT042R", "916901 02MA 6CFT042R"]
    {
        let hits = index.hits(text);
        assert_eq!(hits.len(), 1, "{text}");
        assert_eq!((hits[0].id.as_str(), hits[0].matched.field.as_str()), ("e1", "uscc"));
    }
    for text in ["91690102MA6C", "69010210", "MA6CFT04-2"] {
        assert_eq!(index.names(text), ["秦岭云帆科技有限公司"], "{text}");
    }
    assert_eq!(index.names("9169").len(), 2);
    assert!(index.names("916").is_empty());
}

#[test]
fn misspelt_names_are_found_when_little_else_is() {
    let index =
        TestIndex::with_names(&["秦岭云帆网络科技有限公司", "星河瑞丰餐饮管理有限公司", "宏泰科技有限公司"]);
    for text in ["秦岭云凡网络科技有限公司", "秦岭云机网络科技有限公司", "秦领云帆网咯科技有限公司"]
    {
        assert_eq!(index.names(text).first().map(String::as_str), Some("秦岭云帆网络科技有限公司"), "{text}");
    }
    assert!(!index.names("秦岭云机网络科技有限公司").contains(&"宏泰科技有限公司".to_owned()));
}

#[test]
fn parts_between_blanks_may_stand_in_any_order() {
    let index = TestIndex::with_names(&["云台秦岭云帆科技有限公司"]);
    assert_eq!(index.names("云帆 秦岭").len(), 1);
    assert!(index.names("云帆 星河").is_empty());
}

#[test]
fn decisions_are_found_by_number_in_any_bracket_style() {
    let index = TestIndex::with_decisions([
        decision("d1", "云台市监罚〔2024〕12号", "未按规定公示"),
        decision("d2", "云台市监罚〔2024〕120号", "未按规定公示"),
    ]);
    for text in
        ["云台市监罚〔2024〕12号", "云台市监罚(2024)12号", "云台市监罚【２０２４】12号", "云台市监罚202412号"]
    {
        assert_eq!(index.decision_ids(text)[0], "d1", "{text}");
    }
    assert_eq!(index.decision_ids("监罚〔2024〕12").len(), 2);
    assert_eq!(index.search(&decisions("监罚2024")).hits[0].matched.field, "document-number");
}

#[test]
fn decisions_are_found_by_party_authority_title_and_words_of_the_content() {
    let mut second = decision("d2", "云台环罚〔2024〕3号", "超标排放");
    second.parties = vec!["星河化工有限公司".to_owned()];
    second.authority = (Some("agency2".to_owned()), "云台市生态环境局".to_owned());
    second.texts = vec!["该公司擅自排放未经处理的废水，造成河道污染。".to_owned()];
    let index = TestIndex::with_decisions([decision("d1", "云台市监罚〔2024〕12号", "未按规定公示"), second]);
    for (text, field) in [
        ("星河化工", "party"),
        ("生态环境局", "authority"),
        ("超标排放", "content"),
        ("未经处理的废水", "content"),
        ("星河 废水", "content"),
        ("废水污染", "content"),
        ("污", "content"),
    ] {
        let hits = index.search(&decisions(text)).hits;
        assert_eq!(hits.len(), 1, "{text}");
        assert_eq!((hits[0].id.as_str(), hits[0].matched.field.as_str()), ("d2", field), "{text}");
    }
    assert_eq!(index.decision_ids("91690102MA6CFT042R").len(), 2);
}

#[test]
fn a_decision_is_not_found_after_its_last_public_day() {
    let mut ending = decision("d1", "云台市监罚〔2024〕12号", "未按规定公示");
    ending.public_until = Some(today());
    let index = TestIndex::with_decisions([ending]);
    assert_eq!(index.search(&decisions("云台")).total, 1);
    let tomorrow = SearchRequest { today: day("2024-09-12"), ..decisions("云台") };
    for text in ["云台", "", "云台市监罚〔2024〕12号"] {
        let page = index.search(&SearchRequest { text: text.to_owned(), ..tomorrow.clone() });
        assert_eq!((page.total, page.hits.len(), page.facets.len()), (0, 0, 0), "{text}");
    }
    assert!(index.reader.suggest("云台市监罚", 10, day("2024-09-12")).unwrap().is_empty());
    assert_eq!(index.reader.suggest("云台市监罚", 10, today()).unwrap()[0].url, "/decisions/d1");
}

#[test]
fn filters_narrow_and_facets_count_what_is_left() {
    let mut trader = entity("e2", "云帆餐饮店");
    trader.kind = ("sole-trader".to_owned(), "个体工商户".to_owned());
    trader.region = Some(("690200".to_owned(), "南屏市".to_owned()));
    trader.penalty_count = 2;
    let mut ended = entity("e3", "云帆贸易有限公司");
    ended.status = Some(("deregistered".to_owned(), "注销".to_owned()));
    ended.established_on = Some(day("2020-01-01"));
    let index = TestIndex::with_entities([entity("e1", "云帆科技有限公司"), trader, ended]);
    let ids = |request: SearchRequest| -> Vec<String> {
        index.search(&request).hits.into_iter().map(|hit| hit.id).collect()
    };
    let of = |value: &str| Some(value.to_owned());
    assert_eq!(ids(SearchRequest { kind: of("sole-trader"), ..entities("云帆") }), ["e2"]);
    assert_eq!(ids(SearchRequest { status: of("deregistered"), ..entities("云帆") }), ["e3"]);
    assert_eq!(ids(SearchRequest { region: of("690200"), ..entities("") }), ["e2"]);
    assert_eq!(ids(SearchRequest { region: of("6901"), ..entities("") }), ["e1", "e3"]);
    assert_eq!(ids(SearchRequest { record: of("penalty"), ..entities("") }), ["e2"]);
    assert_eq!(ids(SearchRequest { from: Some(day("2020-01-01")), ..entities("") }), ["e3"]);
    assert_eq!(
        ids(SearchRequest { to: Some(day("2019-12-31")), kind: of("company"), ..entities("") }),
        ["e1"]
    );

    let page = index.search(&entities("云帆"));
    let shown: Vec<String> = page
        .facets
        .iter()
        .map(|facet| {
            let values = facet.values.iter().map(|value| format!("{}={}", value.label, value.count));
            format!("{}: {}", facet.name, values.collect::<Vec<_>>().join(" "))
        })
        .collect();
    assert_eq!(
        shown,
        [
            "kind: 公司=2 个体工商户=1",
            "status: 存续=2 注销=1",
            "region: 云川市=2 南屏市=1",
            "record: 有行政处罚=1"
        ]
    );
    assert!(page.facets.iter().flat_map(|facet| &facet.values).all(|value| value.is_exact));
}

#[test]
fn totals_stop_at_a_thousand_unless_all_are_asked_for() {
    let index =
        TestIndex::with_entities((0..1_100).map(|n| entity(&format!("e{n:04}"), &format!("云帆{n}店"))));
    let page = index.search(&entities("云帆"));
    assert_eq!((page.total, page.total_is_exact), (1_000, false));
    let page = index.search(&SearchRequest { counting: Counting::Exact, ..entities("云帆") });
    assert_eq!((page.total, page.total_is_exact), (1_100, true));
    assert_eq!(index.search(&entities("")).hits.len(), 100);
}

#[test]
fn results_can_be_ordered_by_date() {
    let mut older = decision("older", "云台市监罚〔2023〕1号", "未按规定公示");
    older.decided_on = day("2023-01-01");
    let index =
        TestIndex::with_decisions([decision("newer", "云台市监罚〔2024〕12号", "未按规定公示"), older]);
    let ids = |sort| -> Vec<String> {
        let page = index.search(&SearchRequest { sort, ..decisions("公示") });
        page.hits.into_iter().map(|hit| hit.id).collect()
    };
    assert_eq!(ids(SearchSort::Newest), ["newer", "older"]);
    assert_eq!(ids(SearchSort::Oldest), ["older", "newer"]);
}

#[test]
fn hostile_text_finds_nothing_and_breaks_nothing() {
    let index = TestIndex::with_names(&["秦岭云帆科技有限公司"]);
    let long = "云".repeat(5_000);
    for text in [
        "<script>alert(1)</script>",
        "\"'\\",
        "\u{202e}\u{202c}",
        "AND OR NOT *",
        "name:云",
        &long,
        "𠮷\u{0}",
    ] {
        let page = index.search(&entities(text));
        assert!(page.hits.len() <= 1, "{text}");
        index.search(&decisions(text));
        index.reader.suggest(text, 10, today()).unwrap();
    }
}

#[test]
fn suggestions_lead_to_entities_first() {
    let mut index = TestIndex::with_names(&["秦岭云帆科技有限公司", "云帆贸易有限公司"]);
    index.writer.put(&Document::Decision(decision("d1", "云帆罚〔2024〕1号", "未按规定公示"))).unwrap();
    index.commit();
    let suggestions = index.reader.suggest("云帆", 8, today()).unwrap();
    let shown: Vec<(&str, &str)> =
        suggestions.iter().map(|suggestion| (suggestion.text.as_str(), suggestion.url.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("云帆贸易有限公司", "/entities/e1"),
            ("秦岭云帆科技有限公司", "/entities/e0"),
            ("云帆罚〔2024〕1号", "/decisions/d1"),
        ]
    );
    assert_eq!(index.reader.suggest("qinlingyun", 8, today()).unwrap()[0].url, "/entities/e0");
    assert!(index.reader.suggest(" ", 8, today()).unwrap().is_empty());
}
