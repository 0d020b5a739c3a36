//! What goes back over HTTP.

use super::php_json;
use serde_json::{Value, json};

/// An HTTP answer before it is sent.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Reply {
    /// An answer of Entrata's, written as PHP writes it.
    pub(super) fn entrata(status: u16, body: &Value) -> Self {
        Self { status, content_type: "application/json", headers: Vec::new(), body: php_json::encode(body) }
    }

    /// An answer of the sandbox itself, for people and tests.
    pub(super) fn control(status: u16, body: &Value) -> Self {
        let body = format!("{body:#}\n").into_bytes();
        Self { status, content_type: "application/json", headers: Vec::new(), body }
    }

    pub(super) fn wrong(status: u16, message: impl Into<String>) -> Self {
        Self::control(status, &json!({ "error": message.into() }))
    }

    pub(super) fn page(content_type: &'static str, body: String) -> Self {
        Self { status: 200, content_type, headers: Vec::new(), body: body.into_bytes() }
    }
}
