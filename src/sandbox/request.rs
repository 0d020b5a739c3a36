//! A request that has arrived whole.

use hyper::Method;
use hyper::body::Bytes;
use hyper::header::HeaderMap;

/// What the routes look at.
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Request {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn credentials(&self, scheme: &str) -> Option<&str> {
        let (given, credentials) = self.header("authorization")?.split_once(' ')?;
        given.eq_ignore_ascii_case(scheme).then_some(credentials.trim())
    }

    pub(super) fn bearer(&self) -> Option<&str> {
        self.credentials("bearer")
    }

    pub(super) fn basic(&self) -> Option<&str> {
        self.credentials("basic")
    }

    /// A parameter of the query string; those that the sandbox knows are plain numbers and words.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, v)| v)
    }
}
