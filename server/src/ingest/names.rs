//! Names that come from outside, made fit to be shown: they are never used as paths.

/// So many characters of a name are shown.
const SHOWN: usize = 60;

/// So many of them are its end, where the ending is.
const SHOWN_OF_END: usize = 16;

/// The last part of a name, without characters that move or hide others, and short.
pub(super) fn harmless(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or_default();
    let visible: Vec<char> = last.chars().filter(|character| !is_tricky(*character)).collect();
    let text: String = if visible.len() > SHOWN {
        let end = &visible[visible.len() - SHOWN_OF_END..];
        visible[..SHOWN - SHOWN_OF_END - 1].iter().chain(&['…']).chain(end).collect()
    } else {
        visible.iter().collect()
    };
    let text = text.trim();
    if text.is_empty() { "（无名）".to_owned() } else { text.to_owned() }
}

/// Controls, marks of direction, characters without width, private and replaced ones.
fn is_tricky(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_shown_short_and_without_tricks() {
        let long = format!("{}.csv", "长".repeat(200));
        let cases = [
            ("二月.csv", "二月.csv"),
            ("../../etc/passwd", "passwd"),
            ("C:\\数据\\二月.xls", "二月.xls"),
            ("a\u{202e}vsc.exe\n\u{1b}[31m", "avsc.exe[31m"),
            ("///", "（无名）"),
        ];
        for (name, shown) in cases {
            assert_eq!(harmless(name), shown);
        }
        assert_eq!(harmless(&long).chars().count(), SHOWN);
        assert!(harmless(&long).ends_with("长.csv"));
    }
}
