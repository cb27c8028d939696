//! Cells of CSV files that no spreadsheet takes for a formula.

/// With these a spreadsheet begins a formula, or skips them and finds one. The wide forms count where Chinese is typed.
const BEGINNINGS: [char; 12] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n', '\0'];

/// A cell of a CSV file as a spreadsheet shows it and does not run it: with an apostrophe before what would begin a
/// formula. For every CSV that people open. Not for JSON, nor for workbooks: their cells say themselves that they are
/// texts.
///
/// Rule: OWASP, CSV Injection; OWASP ASVS 5.0, 1.2.10.
pub fn neutral(text: &str) -> String {
    if text.starts_with(BEGINNINGS) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_begin_a_formula_gets_an_apostrophe() {
        let formulas = [
            "=HYPERLINK(\"http://example.invalid\")",
            "+1+1",
            "-2+3",
            "@SUM(A1)",
            "＝1+1",
            "＋1",
            "－1",
            "＠SUM(A1)",
            "\t=1+1",
            "\r=1+1",
            "\n=1+1",
            "\0=1+1",
        ];
        for formula in formulas {
            assert_eq!(neutral(formula), format!("'{formula}"));
        }
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in ["", "云市监处罚〔2026〕7号", "1=1", "2026-11-17", "'=1", "——"] {
            assert_eq!(neutral(text), text);
        }
    }
}
