//! Base 32 as authenticators read it: RFC 4648, section 6, without padding.

const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Eight characters for five bytes.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut buffer, mut held) = (0_u16, 0_u32);
    for byte in bytes {
        buffer = (buffer << 8) | u16::from(*byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            text.push(char::from(DIGITS[usize::from((buffer >> held) & 31)]));
        }
    }
    if held > 0 {
        text.push(char::from(DIGITS[usize::from((buffer << (5 - held)) & 31)]));
    }
    text
}

/// The bytes of such a text; nothing if it holds anything but the 32 digits.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut buffer, mut held) = (0_u16, 0_u32);
    for character in text.bytes() {
        let value = DIGITS.iter().position(|digit| *digit == character)?;
        buffer = (buffer << 5) | u16::try_from(value).ok()?;
        held += 5;
        if held >= 8 {
            held -= 8;
            let [_, low] = (buffer >> held).to_be_bytes();
            bytes.push(low);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_4648_come_out() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
        ] {
            assert_eq!(encode(plain.as_bytes()), encoded);
            assert_eq!(decode(encoded).unwrap(), plain.as_bytes());
        }
        assert_eq!(decode("MZXW6YT1"), None, "1 is no digit");
    }

    proptest::proptest! {
        #[test]
        fn what_was_encoded_comes_back(bytes: [u8; 20]) {
            proptest::prop_assert_eq!(decode(&encode(&bytes)).unwrap(), bytes);
        }
    }
}
