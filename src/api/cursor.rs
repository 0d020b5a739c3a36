//! Finds the next page of a paged response.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use reqwest::header::HeaderMap;

use super::request::Page;
use super::send::Responded;

const PAGE_SIZE: u32 = 500;

/// The position of the next page in a listing.
#[derive(Debug)]
pub(crate) struct Cursor {
    page: Page,
    /// A digest of the previous page.
    previous: Option<u64>,
}

impl Default for Cursor {
    fn default() -> Self {
        Self { page: Page::new(1, PAGE_SIZE), previous: None }
    }
}

impl Cursor {
    pub(crate) fn page(&self) -> Page {
        self.page
    }

    pub(crate) fn set_page(&mut self, page: Page) {
        self.page = page;
    }

    /// Returns whether a page repeats the previous one: a method without pages sends all of its response each time.
    pub(crate) fn is_repeated(&self, responded: &Responded) -> bool {
        self.previous == Some(digest(responded))
    }

    /// Goes on to the next page, and returns whether there is one.
    pub(crate) fn advance(&mut self, responded: &Responded, records: usize) -> bool {
        let more = self.has_next(&responded.headers, records);
        self.previous = Some(digest(responded));
        self.page.number += 1;
        more
    }

    /// The `Link` header decides; without it `X-Total-Count`; without both, whether the page is full.
    fn has_next(&self, headers: &HeaderMap, records: usize) -> bool {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        if records == 0 {
            return false;
        }
        if header("link").is_some() {
            return has_next_link(headers);
        }
        match header("x-total-count").and_then(|count| count.trim().parse::<u64>().ok()) {
            Some(total) => u64::from(self.page.number) * u64::from(self.page.size) < total,
            None => u32::try_from(records).is_ok_and(|records| records >= self.page.size),
        }
    }
}

/// Returns whether the `Link` header names a next page.
pub(crate) fn has_next_link(headers: &HeaderMap) -> bool {
    let links = headers.get_all("link").iter().filter_map(|value| value.to_str().ok());
    links.into_iter().any(|links| links.contains("rel=\"next\"") || links.contains("rel=next"))
}

fn digest(responded: &Responded) -> u64 {
    let mut hasher = DefaultHasher::new();
    responded.result().json().hash(&mut hasher);
    hasher.finish()
}
