//! Tokens sealed for the database.
//!
//! A sealed token reads `v1.KEYID.BASE64`: AES-256-GCM with a fresh nonce. Its associated data binds it to the form, the
//! key, the client and the column, so a value that is copied to another client or column does not open. The key id in
//! front names the key that opens it, and lets keys be rotated while the portal runs.

use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::Cid;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;

const FORM: &str = "v1";

/// A column that holds sealed tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenColumn {
    /// `entrata_clients.access_token`.
    Access,
    /// `entrata_clients.refresh_token`.
    Refresh,
}

impl TokenColumn {
    fn name(self) -> &'static str {
        match self {
            Self::Access => "access_token",
            Self::Refresh => "refresh_token",
        }
    }
}

/// The keys that seal and open tokens: the current one, and the previous one while rows still carry its seal.
#[derive(Clone, Copy)]
pub struct TokenKeys<'k> {
    current: &'k TokenKey,
    previous: Option<&'k TokenKey>,
}

impl<'k> TokenKeys<'k> {
    /// Seals with `current`; opens with either.
    #[must_use]
    pub fn new(current: &'k TokenKey, previous: Option<&'k TokenKey>) -> Self {
        Self { current, previous }
    }

    /// Seals a client's token for a column.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Internal`] when the system gives no random numbers.
    pub fn seal(&self, token: &SecretString, cid: Cid, column: TokenColumn) -> Result<String> {
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new()
            .fill(&mut nonce)
            .map_err(|_| Error::new(ErrorKind::Internal, "the system gives no random numbers"))?;
        let mut sealed = token.expose_secret().as_bytes().to_vec();
        self.current
            .key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                bound_to(&self.current.id, cid, column),
                &mut sealed,
            )
            .map_err(|_| Error::new(ErrorKind::Internal, "the token is too long to be sealed"))?;
        let body = BASE64.encode([&nonce[..], &sealed].concat());
        Ok(format!("{FORM}.{}.{body}", self.current.id))
    }

    /// Opens a client's token.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] when no key at hand opens it, or it was sealed for another client.
    pub fn open(&self, sealed: &str, cid: Cid, column: TokenColumn) -> Result<SecretString> {
        let unreadable = |why: &str| {
            Error::new(
                ErrorKind::Config,
                format!(
                    "the stored token of client {cid} cannot be opened ({why}): set ENTRATA_TOKEN_KEY or \
                     ENTRATA_TOKEN_KEY_PREVIOUS to the key that sealed it, or let the client authenticate again"
                ),
            )
        };
        let (id, body) = sealed
            .strip_prefix(FORM)
            .and_then(|rest| rest.strip_prefix('.'))
            .and_then(|rest| rest.split_once('.'))
            .ok_or_else(|| unreadable("it is not a sealed token"))?;
        let key = [Some(self.current), self.previous]
            .into_iter()
            .flatten()
            .find(|key| key.id == id)
            .ok_or_else(|| unreadable(&format!("it was sealed with key {id:.8}, which is not set")))?;
        let mut body = BASE64.decode(body).map_err(|_| unreadable("it is not base64"))?;
        let (nonce, sealed) =
            body.split_at_mut_checked(NONCE_LEN).ok_or_else(|| unreadable("it is cut off"))?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| unreadable("it is cut off"))?;
        let token = key
            .key
            .open_in_place(nonce, bound_to(&key.id, cid, column), sealed)
            .map_err(|_| unreadable("it was altered, or belongs to another client or column"))?;
        let token = std::str::from_utf8(token).map_err(|_| unreadable("it is not text"))?;
        Ok(SecretString::from(token))
    }

    /// Whether a sealed token carries the current key's seal already.
    #[must_use]
    pub fn is_current(&self, sealed: &str) -> bool {
        sealed.starts_with(&format!("{FORM}.{}.", self.current.id))
    }
}

impl fmt::Debug for TokenKeys<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenKeys").field("current", &self.current.id).finish_non_exhaustive()
    }
}

/// A 32-byte key, identified by the start of its SHA-256.
pub struct TokenKey {
    id: String,
    key: LessSafeKey,
}

impl TokenKey {
    /// Reads a key from base64 of exactly 32 bytes.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wanted, without the key in it.
    pub fn from_base64(text: &SecretString) -> Result<Self, String> {
        let bytes = BASE64
            .decode(text.expose_secret().trim())
            .map_err(|_| "must be base64 of 32 bytes (openssl rand -base64 32)".to_owned())?;
        let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| {
            format!("must be base64 of 32 bytes, but holds {} (openssl rand -base64 32)", bytes.len())
        })?;
        let digest = ring::digest::digest(&ring::digest::SHA256, &bytes);
        let id = digest.as_ref().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { id, key: LessSafeKey::new(key) })
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenKey({})", self.id)
    }
}

fn bound_to(key: &str, cid: Cid, column: TokenColumn) -> Aad<Vec<u8>> {
    Aad::from(format!("{FORM}.{key}.{cid}.{}", column.name()).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::TokenColumn::{Access, Refresh};
    use super::*;

    fn key(byte: u8) -> TokenKey {
        TokenKey::from_base64(&BASE64.encode([byte; 32]).into()).unwrap()
    }

    fn cid(number: u64) -> Cid {
        Cid::try_from(number).unwrap()
    }

    #[test]
    fn a_sealed_token_opens_for_its_own_client_only() {
        let one = key(1);
        let keys = TokenKeys::new(&one, None);
        let sealed = keys.seal(&"tok_planted".into(), cid(1), Access).unwrap();
        assert!(!sealed.contains("planted"));
        assert_eq!(keys.open(&sealed, cid(1), Access).unwrap().expose_secret(), "tok_planted");
        assert_eq!(keys.open(&sealed, cid(2), Access).unwrap_err().kind(), ErrorKind::Config);
    }

    #[test]
    fn a_sealed_token_opens_in_its_own_column_only() {
        let one = key(1);
        let keys = TokenKeys::new(&one, None);
        let sealed = keys.seal(&"tok_planted".into(), cid(1), Refresh).unwrap();
        assert_eq!(keys.open(&sealed, cid(1), Refresh).unwrap().expose_secret(), "tok_planted");
        assert_eq!(keys.open(&sealed, cid(1), Access).unwrap_err().kind(), ErrorKind::Config);
    }

    #[test]
    fn the_same_token_never_seals_to_the_same_text() {
        let one = key(1);
        let keys = TokenKeys::new(&one, None);
        assert_ne!(
            keys.seal(&"t".into(), cid(1), Access).unwrap(),
            keys.seal(&"t".into(), cid(1), Access).unwrap()
        );
    }

    #[test]
    fn the_key_before_still_opens_and_never_seals() {
        let one = key(1);
        let two = key(2);
        let old = TokenKeys::new(&one, None);
        let sealed = old.seal(&"tok".into(), cid(1), Access).unwrap();
        let rotated = TokenKeys::new(&two, Some(&one));
        assert_eq!(rotated.open(&sealed, cid(1), Access).unwrap().expose_secret(), "tok");
        assert!(!rotated.is_current(&sealed));
        let resealed = rotated.seal(&"tok".into(), cid(1), Access).unwrap();
        assert!(rotated.is_current(&resealed));
        assert!(old.open(&resealed, cid(1), Access).is_err());
    }

    #[test]
    fn every_broken_seal_is_an_error_that_names_the_client_and_not_the_token() {
        let one = key(1);
        let keys = TokenKeys::new(&one, None);
        let sealed = keys.seal(&"tok_planted".into(), cid(4711), Access).unwrap();
        let mut altered = sealed.clone().into_bytes();
        let last = altered.len() - 5;
        altered[last] = if altered[last] == b'A' { b'B' } else { b'A' };
        let altered = String::from_utf8(altered).unwrap();
        for broken in ["", "v1", "v1.", "v1.00000000.AAAA", "tok_planted", &sealed[..20], &altered] {
            let error = keys.open(broken, cid(4711), Access).unwrap_err();
            assert!(error.to_string().contains("client 4711"), "{error}");
            assert!(!format!("{error:?}").contains("tok_planted"));
        }
    }

    #[test]
    fn a_key_of_31_bytes_says_so() {
        let text = BASE64.encode([7; 31]);
        let said = TokenKey::from_base64(&text.clone().into()).unwrap_err();
        assert!(said.contains("but holds 31"), "{said}");
        assert!(!said.contains(&text));
    }
}
