//! How people name a column of a spreadsheet: by its letters and what stands above it.

/// The letters of a column from 0, as spreadsheets count: A, B … Z, AA.
pub fn letters(column: usize) -> String {
    let mut left = column + 1;
    let mut text = Vec::new();
    while left > 0 {
        left -= 1;
        text.push(b'A' + u8::try_from(left % 26).unwrap_or_default());
        left /= 26;
    }
    text.reverse();
    String::from_utf8(text).unwrap_or_default()
}

/// C 栏「案情」: a column from 0 with its heading.
pub fn column_name(column: usize, heading: &str) -> String {
    format!("{} 栏「{heading}」", letters(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        let named =
            [(0, "A"), (2, "C"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")];
        for (column, expected) in named {
            assert_eq!(letters(column), expected);
        }
        assert_eq!(column_name(2, "案情"), "C 栏「案情」");
    }
}
