//! Randomness: public identifiers without order, seeds of record versions, keys.

/// Crockford's alphabet in lower case: no i, l, o, u.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Fills an array from the operating system.
///
/// # Panics
/// Never in practice: a system without a random source cannot run this program safely, so it stops.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut buffer = [0_u8; N];
    if getrandom::fill(&mut buffer).is_err() {
        // Weak identifiers would be guessable and seeds predictable; there is nothing sensible to do instead.
        std::process::abort();
    }
    buffer
}

/// A public identifier: 100 random bits as 20 characters; it carries no order and says nothing.
pub fn public_id() -> String {
    letters::<20>()
}

/// `N` random characters of the alphabet, five bits each.
pub fn letters<const N: usize>() -> String {
    bytes::<N>().iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect()
}

/// Is it a character that [`letters`] makes?
pub fn is_letter(character: char) -> bool {
    u8::try_from(character).is_ok_and(|byte| ALPHABET.contains(&byte))
}

/// A 256-bit seed as hexadecimal text.
pub fn seed() -> String {
    hex(&bytes::<32>())
}

/// Hexadecimal text.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

/// A time-ordered identifier for use inside the house.
pub fn record_id() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}
