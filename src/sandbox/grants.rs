//! Authorization codes and access tokens in use.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use uuid::Uuid;

/// Ten years in seconds: how long an access token works, as docs.entrata.com/app-store says.
pub(super) const TOKEN_SECONDS: u32 = 315_360_000;
/// How long an authorization code works, in seconds. Entrata's real value is unknown, but very short.
pub(super) const CODE_SECONDS: u32 = 60;

/// Codes and tokens, each with its company and its end.
pub(super) struct Grants {
    codes: HashMap<String, Grant>,
    tokens: HashMap<String, Grant>,
    pub(super) code_seconds: u32,
    pub(super) token_seconds: u32,
}

#[derive(Clone, Copy)]
struct Grant {
    cid: u64,
    until: DateTime<Utc>,
}

impl Grants {
    pub(super) fn new(code_seconds: u32, token_seconds: u32) -> Self {
        Self { codes: HashMap::new(), tokens: HashMap::new(), code_seconds, token_seconds }
    }

    /// Makes a code in Entrata's form: base64 that ends in `==` and contains the characters that URLs spoil.
    pub(super) fn new_code(&mut self, cid: u64, now: DateTime<Utc>) -> String {
        let mut bytes = *Uuid::now_v7().as_bytes();
        // Six bits each: `+` is 62 and `/` is 63.
        bytes[9] = 0b1111_1011;
        bytes[10] |= 0b1111_0000;
        let code = STANDARD.encode(bytes);
        let until = now + TimeDelta::seconds(i64::from(self.code_seconds));
        self.codes.insert(code.clone(), Grant { cid, until });
        code
    }

    /// Spends a code: it works once, until it expires.
    pub(super) fn spend(&mut self, code: &str, now: DateTime<Utc>) -> Option<u64> {
        self.codes.remove(code).filter(|grant| now < grant.until).map(|grant| grant.cid)
    }

    pub(super) fn new_token(&mut self, cid: u64, now: DateTime<Utc>) -> String {
        let token = format!("tok_{}{}", Uuid::now_v7().simple(), Uuid::now_v7().simple());
        let until = now + TimeDelta::seconds(i64::from(self.token_seconds));
        self.tokens.insert(token.clone(), Grant { cid, until });
        token
    }

    /// The company of a token that has not expired.
    pub(super) fn owner(&self, token: &str, now: DateTime<Utc>) -> Option<u64> {
        self.tokens.get(token).filter(|grant| now < grant.until).map(|grant| grant.cid)
    }

    pub(super) fn expire(&mut self, token: &str) {
        self.tokens.remove(token);
    }

    pub(super) fn expire_all(&mut self) {
        self.tokens.clear();
    }

    pub(super) fn clear(&mut self) {
        self.codes.clear();
        self.tokens.clear();
    }

    /// The numbers of codes and tokens.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.codes.len(), self.tokens.len())
    }
}
