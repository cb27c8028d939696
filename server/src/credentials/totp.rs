//! The second factor: one-time passwords from an authenticator, by RFC 6238 (TOTP) over RFC 4226 (HOTP).
//!
//! SHA-1, six digits and 30 seconds are what every authenticator can do; some ignore that an address asks for more. SHA-1
//! is sound in HMAC. Written here and not taken from a crate: it is one HMAC, and the crates answer yes or no where
//! the step is needed that refuses a code's second use.

use std::fmt;

use chrono::{DateTime, Utc};
use ctutils::CtEq as _;
use domain::text::fold_width;
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use qrcode::QrCode;
use qrcode::render::svg;
use sha1::Sha1;

use super::base32;
use super::secret::{Secret, in_fours};
use crate::random;

/// Who an authenticator says the code is for.
const ISSUER: &str = "诚信";

/// What a part of an address need not escape (RFC 3986, unreserved characters).
const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Seconds of a step (RFC 6238, section 5.2).
const STEP: i64 = 30;

/// Bytes of the secret: as many as the hash has (RFC 4226, section 4, R6).
const BYTES: usize = 20;

/// The picture's least width and height in pixels.
const PICTURE: u32 = 240;

/// What an authenticator and this service share. To be stored encrypted, as [`TotpSecret::to_base32`] gives it.
#[derive(Clone)]
pub struct TotpSecret([u8; BYTES]);

impl fmt::Debug for TotpSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TotpSecret(***)")
    }
}

/// Why a code was refused, as a sentence that says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TotpFault {
    /// Not six digits.
    #[error("验证码是 6 位数字，请照验证器上显示的输入")]
    Malformed,
    /// Of no step near to now.
    #[error("验证码不对：请核对手机的时间是否准确，等验证器显示下一个再输入")]
    Wrong,
    /// It was right, once.
    #[error("这个验证码已经用过：请等验证器显示下一个再输入")]
    Used,
}

impl TotpSecret {
    /// A new one: 160 random bits.
    pub fn generate() -> Self {
        Self(random::bytes())
    }

    /// Reads what [`TotpSecret::to_base32`] gave.
    pub fn from_base32(text: &str) -> Option<Self> {
        base32::decode(text)?.try_into().ok().map(Self)
    }

    /// As 32 characters, to be encrypted and stored.
    pub fn to_base32(&self) -> Secret {
        Secret::new(base32::encode(&self.0))
    }

    /// The same in groups of four, for those who type it.
    pub fn to_type(&self) -> Secret {
        Secret::new(in_fours(self.to_base32().expose(), ' '))
    }

    /// The address that an authenticator takes over (Google Authenticator's Key URI Format).
    pub fn uri(&self, login: &str) -> Secret {
        let issuer = utf8_percent_encode(ISSUER, PART);
        let login = utf8_percent_encode(login, PART);
        let secret = self.to_base32();
        Secret::new(format!(
            "otpauth://totp/{issuer}:{login}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP}",
            secret.expose()
        ))
    }

    /// That address as a QR code: an `<svg>` element for the middle of a page, without style and without script. Nothing
    /// for a login of thousands of characters, which no such picture can hold.
    pub fn picture(&self, login: &str) -> Option<Secret> {
        let code = QrCode::new(self.uri(login).expose()).ok()?;
        let document = code.render::<svg::Color<'_>>().min_dimensions(PICTURE, PICTURE).build();
        // The prologue is for a file of its own; in a page it would be a comment.
        let element = document.find("<svg ").and_then(|at| document.get(at + "<svg ".len()..))?;
        Some(Secret::new(format!("<svg role=\"img\" aria-label=\"两步验证二维码\" {element}")))
    }

    /// The code of that moment, as an authenticator shows it.
    pub fn code_at(&self, now: DateTime<Utc>) -> String {
        format!("{:06}", self.number(now.timestamp().div_euclid(STEP)) % 1_000_000)
    }

    /// The 31 bits of a step (RFC 4226, section 5.3: dynamic truncation).
    fn number(&self, step: i64) -> u32 {
        // HMAC fills a key up with zeroes to the block of its hash.
        let mut key = [0; 64];
        key[..BYTES].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha1>::new(&key.into());
        mac.update(&step.to_be_bytes());
        let digest: [u8; 20] = mac.finalize().into_bytes().into();
        let at = usize::from(digest[19] & 15);
        u32::from_be_bytes([digest[at] & 0x7f, digest[at + 1], digest[at + 2], digest[at + 3]])
    }
}

/// Takes a code of this step, the one before or the one after, and answers its step, which must be kept as the
/// account's last one: neither it nor an earlier one is taken again (RFC 6238, section 5.2).
///
/// Blanks do not count, and digits may be full width.
pub fn verify(
    secret: &TotpSecret,
    code: &str,
    now: DateTime<Utc>,
    last_step: Option<i64>,
) -> Result<i64, TotpFault> {
    let code = six_digits(code).ok_or(TotpFault::Malformed)?;
    let current = now.timestamp().div_euclid(STEP);
    let mut found = Err(TotpFault::Wrong);
    for step in [current - 1, current, current + 1] {
        if (secret.number(step) % 1_000_000).ct_eq(&code).to_bool() && found.is_err() {
            found = if last_step.is_some_and(|last| step <= last) { Err(TotpFault::Used) } else { Ok(step) };
        }
    }
    found
}

fn six_digits(code: &str) -> Option<u32> {
    let digits: String = fold_width(code).chars().filter(|character| !character.is_whitespace()).collect();
    let six = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_digit());
    six.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_the_standards() -> TotpSecret {
        TotpSecret(*b"12345678901234567890")
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    fn code(secret: &TotpSecret, step: i64) -> String {
        format!("{:06}", secret.number(step) % 1_000_000)
    }

    #[test]
    fn the_vectors_of_rfc_6238_come_out_and_their_last_six_digits_are_taken() {
        for (second, eight) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            let secret = of_the_standards();
            assert_eq!(format!("{:08}", secret.number(second / 30) % 100_000_000), eight);
            assert_eq!(verify(&secret, &eight[2..], at(second), None), Ok(second / 30), "{second}");
        }
    }

    #[test]
    fn the_vectors_of_rfc_4226_come_out() {
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
            "520489",
        ];
        for (counter, expected) in (0_i64..).zip(codes) {
            assert_eq!(code(&of_the_standards(), counter), expected);
        }
    }

    #[test]
    fn a_code_is_taken_from_one_step_before_to_one_step_after_its_own() {
        let secret = TotpSecret::generate();
        let of_step = code(&secret, 1000);
        for (second, taken) in
            [(29_969, false), (29_970, true), (30_000, true), (30_059, true), (30_060, false)]
        {
            let expected = if taken { Ok(1000) } else { Err(TotpFault::Wrong) };
            assert_eq!(verify(&secret, &of_step, at(second), None), expected, "{second}");
        }
    }

    #[test]
    fn a_code_is_taken_once_and_an_earlier_one_not_at_all_after_it() {
        let secret = of_the_standards();
        let now = at(1_111_111_111);
        let step = verify(&secret, "050471", now, None).unwrap();
        assert_eq!(verify(&secret, "050471", now, Some(step)), Err(TotpFault::Used));
        let before = code(&secret, step - 1);
        assert_eq!(verify(&secret, &before, now, Some(step)), Err(TotpFault::Used));
        let after = code(&secret, step + 1);
        assert_eq!(verify(&secret, &after, now, Some(step)), Ok(step + 1));
    }

    #[test]
    fn blanks_and_full_width_digits_are_read_and_nothing_else_is() {
        let now = at(1_111_111_111);
        for typed in ["050471", " 050 471 ", "０５０４７１", "050\u{3000}471"] {
            assert!(verify(&of_the_standards(), typed, now, None).is_ok(), "{typed}");
        }
        for typed in ["", "50471", "0504711", "05047a", "-50471", "٠٥٠٤٧١"] {
            assert_eq!(verify(&of_the_standards(), typed, now, None), Err(TotpFault::Malformed), "{typed}");
        }
        assert_eq!(verify(&of_the_standards(), "050472", now, None), Err(TotpFault::Wrong));
    }

    #[test]
    fn the_address_names_issuer_login_and_secret() {
        assert_eq!(
            of_the_standards().uri("wang.jian guo@明州").expose(),
            "otpauth://totp/%E8%AF%9A%E4%BF%A1:wang.jian%20guo%40%E6%98%8E%E5%B7%9E\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E8%AF%9A%E4%BF%A1&algorithm=SHA1&digits=6&period=30"
        );
    }

    #[test]
    fn a_secret_comes_back_from_what_is_stored_and_can_be_typed_in_groups() {
        let secret = of_the_standards();
        let again = TotpSecret::from_base32(secret.to_base32().expose()).unwrap();
        assert_eq!(again.number(1), secret.number(1));
        assert_eq!(secret.to_type().expose(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        for damaged in
            ["", "GEZDGNBVGY3TQOJQ", "gezdgnbvgy3tqojqgezdgnbvgy3tqojq", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1"]
        {
            assert!(TotpSecret::from_base32(damaged).is_none(), "{damaged}");
        }
    }

    #[test]
    fn the_picture_is_one_element_that_the_content_policy_allows() {
        let picture = of_the_standards().picture("wang.jianguo").unwrap();
        let svg = picture.expose();
        assert!(svg.starts_with("<svg role=\"img\" aria-label=\"") && svg.ends_with("</svg>"));
        assert!(svg.contains("xmlns=\"http://www.w3.org/2000/svg\"") && svg.contains("fill=\"#000\" d=\"M"));
        for forbidden in ["style", "data:", "<?xml", "<script", "GEZD"] {
            assert!(!svg.contains(forbidden), "{forbidden}");
        }
        assert!(of_the_standards().picture(&"x".repeat(5000)).is_none());
    }

    #[test]
    fn no_part_of_it_is_printed() {
        let secret = of_the_standards();
        let shown =
            format!("{secret:?} {:?} {:?} {:?}", secret.uri("x"), secret.to_base32(), secret.picture("x"));
        assert_eq!(shown, "TotpSecret(***) *** *** Some(***)");
    }
}
