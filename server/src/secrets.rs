//! Persons' ID numbers and raw rows at rest: encrypted with a key kept outside the data base, matched by keyed hash.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::random;

/// The key, made at first use in a file that only its owner may read.
#[derive(Clone)]
pub struct Keeper {
    key: [u8; 32],
}

impl std::fmt::Debug for Keeper {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Keeper(***)")
    }
}

/// What can go wrong with secrets.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The key file cannot be read or made.
    #[error("the key file {path}: {cause}")]
    KeyFile {
        /// Which file.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
    /// It is not 64 hexadecimal digits.
    #[error("the key file {0} does not hold 64 hexadecimal digits")]
    Malformed(String),
    /// Encrypted with another key, or damaged.
    #[error("a stored value cannot be decrypted with this key")]
    Unreadable,
}

impl Keeper {
    /// Reads the key file, or makes it.
    pub fn open(path: &Path) -> Result<Self, SecretError> {
        let failed = |cause| SecretError::KeyFile { path: path.display().to_string(), cause };
        if !path.exists() {
            let mut options = fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            match options.open(path) {
                Ok(mut file) => {
                    file.write_all(random::seed().as_bytes()).map_err(failed)?;
                    file.sync_all().map_err(failed)?;
                }
                // Another process made it at the same moment.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(error)),
            }
        }
        let text = fs::read_to_string(path).map_err(failed)?;
        let key = from_hex(text.trim()).ok_or_else(|| SecretError::Malformed(path.display().to_string()))?;
        Ok(Self { key })
    }

    /// Encrypts a text; answers hexadecimal nonce and cipher text. The same text gives another result each time.
    pub fn encrypt(&self, text: &str) -> Result<String, SecretError> {
        let nonce = random::bytes::<24>();
        let cipher = XChaCha20Poly1305::new(&Key::from(self.key))
            .encrypt(&XNonce::from(nonce), text.as_bytes())
            .map_err(|_| SecretError::Unreadable)?;
        Ok(random::hex(&nonce) + &random::hex(&cipher))
    }

    /// Decrypts what [`Keeper::encrypt`] made.
    pub fn decrypt(&self, stored: &str) -> Result<String, SecretError> {
        let bytes = bytes_of_hex(stored).ok_or(SecretError::Unreadable)?;
        let (nonce, cipher) = bytes.split_first_chunk::<24>().ok_or(SecretError::Unreadable)?;
        let plain = XChaCha20Poly1305::new(&Key::from(self.key))
            .decrypt(&XNonce::from(*nonce), cipher)
            .map_err(|_| SecretError::Unreadable)?;
        String::from_utf8(plain).map_err(|_| SecretError::Unreadable)
    }

    /// Encrypts a file; answers nonce and cipher text.
    pub fn seal(&self, bytes: &[u8]) -> Result<Vec<u8>, SecretError> {
        let nonce = random::bytes::<24>();
        let cipher = XChaCha20Poly1305::new(&Key::from(self.key))
            .encrypt(&XNonce::from(nonce), bytes)
            .map_err(|_| SecretError::Unreadable)?;
        Ok([nonce.as_slice(), &cipher].concat())
    }

    /// Decrypts what [`Keeper::seal`] made.
    pub fn unseal(&self, sealed: &[u8]) -> Result<Vec<u8>, SecretError> {
        let (nonce, cipher) = sealed.split_first_chunk::<24>().ok_or(SecretError::Unreadable)?;
        XChaCha20Poly1305::new(&Key::from(self.key))
            .decrypt(&XNonce::from(*nonce), cipher)
            .map_err(|_| SecretError::Unreadable)
    }

    /// A keyed hash by which equal numbers can be found without being seen.
    pub fn fingerprint(&self, text: &str) -> String {
        // A key of any length is accepted, so this cannot fail; an empty fingerprint matches nothing.
        let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.key) else {
            return String::new();
        };
        mac.update(text.as_bytes());
        random::hex(&mac.finalize().into_bytes())
    }
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    bytes_of_hex(text)?.try_into().ok()
}

fn bytes_of_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// SHA-256 of a text as hexadecimal text.
pub fn checksum(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    random::hex(&Sha256::digest(bytes))
}

/// The first 128 bits of a SHA-256: enough to tell rows apart, half as long in every index.
pub fn digest(bytes: &[u8]) -> String {
    let mut text = checksum(bytes);
    text.truncate(32);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encrypted_comes_back_and_never_looks_the_same_twice() {
        let folder = tempfile::tempdir().unwrap();
        let keeper = Keeper::open(&folder.path().join("key")).unwrap();
        let first = keeper.encrypt("690101199001011234").unwrap();
        assert_ne!(first, keeper.encrypt("690101199001011234").unwrap());
        assert!(!first.contains("690101"));
        assert_eq!(keeper.decrypt(&first).unwrap(), "690101199001011234");
        let again = Keeper::open(&folder.path().join("key")).unwrap();
        assert_eq!(again.fingerprint("x"), keeper.fingerprint("x"));
        let other = Keeper::open(&folder.path().join("other")).unwrap();
        assert!(matches!(other.decrypt(&first), Err(SecretError::Unreadable)));
        let sealed = keeper.seal(b"%PDF-1.7").unwrap();
        assert!(!sealed.windows(4).any(|window| window == b"%PDF"));
        assert_eq!(keeper.unseal(&sealed).unwrap(), b"%PDF-1.7");
        assert!(other.unseal(&sealed).is_err());
    }
}
