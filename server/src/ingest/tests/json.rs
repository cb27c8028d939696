//! JSON arrays: streamed, wrapped, broken, in other encodings.

use super::samples::gb18030;
use super::*;

#[test]
fn an_array_gives_the_rows_that_json_lines_give() {
    let array = "\u{feff}[\n  {\"名称\": \"甲\", \"股\": [1, {\"a\": \"]\"}]},\n  {\"名称\": null, \"活\": true}, 7\n]\n";
    let (format, headings, rows) = read(array);
    assert_eq!(format, Format::JsonArray);
    assert_eq!(headings, ["名称", "股", "活"]);
    assert_eq!(values(&rows[..2]), [["甲", "[1,{\"a\":\"]\"}]", ""], ["", "", "true"]]);
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(rows[2].problem, Some(RowProblem::NotAnObject));
    assert_eq!(rows[1].raw, "{\"名称\": null, \"活\": true}");
}

#[test]
fn a_wrapped_array_is_found_in_every_encoding() {
    let text =
        "{\"code\":0,\"msg\":\"\",\"data\":[{\"名称\":\"昇\\\\玥\"},{\"名称\":\"公司{\"}],\"total\":2}";
    let cases = [
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        gb18030(text),
        utf16(text, u16::to_le_bytes),
    ];
    for bytes in cases {
        let (format, _, rows) = read(&bytes);
        assert_eq!(format, Format::JsonArray);
        assert_eq!(values(&rows), [["昇\\玥"], ["公司{"]]);
    }
}

#[test]
fn an_array_that_breaks_off_is_refused_as_a_whole() {
    for text in [
        "[{\"a\":1},{\"a\":",
        "[{\"a\":1}",
        "{\"data\":[{\"a\":1},",
        "[{\"a\":1}{\"a\":2}]",
        "[{\"a\":1}] 附注",
    ] {
        assert_eq!(refusal(text).code(), "file-json-broken", "{text}");
    }
    assert_eq!(refusal("{\n\"甲\":[{}],\n\"乙\":[{}]\n}").code(), "file-json-without-table");
    assert_eq!(refusal("[]").code(), "file-no-headings");
    assert_eq!(refusal("[[1,2],[3,4]]").code(), "file-not-json-lines");
}

#[test]
fn one_endless_or_spoilt_object_is_one_bad_row() {
    let text = format!("[{{\"a\":\"{}\"}},{{\"a\":}},{{\"a\":\"2\"}}]", "长".repeat(5000));
    let (_, _, rows) = read(&text);
    assert_eq!(rows[0].problem, Some(RowProblem::TooLong(4)));
    assert!(rows[0].raw.len() <= 4096 + 3);
    assert!(matches!(rows[1].problem, Some(RowProblem::NotJson(_))));
    assert_eq!(rows[2].values, ["2"]);
    let (_, _, rows) = read(b"[{\"a\":\"\xff\"},{\"a\":\"1\"}]");
    assert_eq!(rows[0].problem, Some(RowProblem::StrayBytes));
    assert_eq!(rows[1].problem, None);
}
