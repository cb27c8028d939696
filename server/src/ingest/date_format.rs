//! Which number formats of a workbook show a number as a date.

/// What a number format makes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    /// A day, a time of day, or both.
    Moment,
    /// A time that may be longer than a day, `[h]:mm`.
    Duration,
}

/// The formats that need no text (ECMA-376 18.8.30); 27-36 and 50-58 are dates in East Asian versions.
pub(super) fn of_builtin(id: u16) -> Style {
    match id {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Style::Moment,
        46 => Style::Duration,
        _ => Style::Plain,
    }
}

/// A format by its text: its first section has a letter of days or times outside of quotes, brackets and escapes.
pub(super) fn of_text(format: &str) -> Style {
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        match character {
            // The next character is shown as it is, or is a width.
            '\\' | '_' | '*' => drop(characters.next()),
            '"' => drop(characters.by_ref().find(|character| *character == '"')),
            '[' => {
                let inside: String = characters.by_ref().take_while(|character| *character != ']').collect();
                let is_elapsed = !inside.is_empty() && inside.chars().all(|letter| "hmsHMS".contains(letter));
                if is_elapsed {
                    return Style::Duration;
                }
            }
            ';' => return Style::Plain,
            'd' | 'm' | 'h' | 'y' | 's' | 'D' | 'M' | 'H' | 'Y' | 'S' => return Style::Moment,
            _ => {}
        }
    }
    Style::Plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_dates_are_told_from_formats_of_numbers() {
        let cases = [
            ("yyyy\\-mm\\-dd", Style::Moment),
            ("yyyy\"年\"m\"月\"d\"日\";@", Style::Moment),
            ("[$-804]yyyy/m/d h:mm", Style::Moment),
            ("[h]:mm:ss", Style::Duration),
            ("General", Style::Plain),
            ("0.00E+00", Style::Plain),
            ("#,##0.00_);[Red]\\(#,##0.00\\)", Style::Plain),
            ("0\"d\"", Style::Plain),
            ("0;d", Style::Plain),
            ("@", Style::Plain),
        ];
        for (format, style) in cases {
            assert_eq!(of_text(format), style, "{format}");
        }
        assert_eq!(of_builtin(14), Style::Moment);
        assert_eq!(of_builtin(0), Style::Plain);
    }
}
