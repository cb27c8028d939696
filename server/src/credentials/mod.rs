//! What proves who somebody is: passwords, second factors, sessions, keys of programs, and how often one may try.
//!
//! Rules only: no HTTP, no SQL, and the time is an argument. What is stored of a secret is in each case named `at_rest`
//! or `hash`; whoever reads the data base can log in with none of it, except with the secret of a second factor,
//! which must be known to compute codes: store it through [`crate::secrets::Keeper::encrypt`].
//!
//! | what | value | source |
//! |---|---|---|
//! | password | 10 to 200 characters of any kind, compared exactly as sent | ASVS 6.2.1, 6.2.5, 6.2.8, 6.2.9 |
//! | its strength | zxcvbn score 3 (10⁸ guesses), with the account's own words and a list of ours | ASVS 6.2.4, 6.2.11 |
//! | its hash | argon2id, 19 MiB, 2 passes, 1 lane | OWASP Password Storage Cheat Sheet |
//! | one-time password | SHA-1, 6 digits, 30 s, one step to each side, each step once | RFC 6238, sections 4.1, 5.2 |
//! | recovery code | 120 random bits, once, as SHA-256 | ASVS 6.5.1, 6.5.2 (112 bits need no slow hash) |
//! | session | 256 random bits, as SHA-256; ends after 30 minutes without use and after 12 hours | NIST SP 800-63B (revision 3) 4.2.3, 7.2; ASVS 7.2.3, 7.3 |
//! | waits | a pair of login and address up to 15 minutes, a login up to 1 minute, an address 15 minutes | NIST SP 800-63B 5.2.2; ASVS 6.1.1 |
//! | key of a program | 215 random bits, as SHA-256, found by a public prefix | ASVS 7.2.3 |
//!
//! ASVS is OWASP's Application Security Verification Standard, version 5.0.

pub mod keys;
pub mod password;
pub mod recovery;
pub mod session;
pub mod throttle;
pub mod totp;

mod base32;
mod secret;
mod strength;

pub use secret::Secret;
