//! Responses that come in pages, as a stream.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use futures_util::stream::{self, Stream};

use super::company::Company;
use super::method::Method;
use super::send::{Answered, Page};
use crate::error::Result;

/// Between the 5 and the 1000 that Entrata takes.
const PAGE_SIZE: u32 = 500;

impl Company {
    /// Sends a method once for every page of its response, each when the stream is polled for it.
    ///
    /// The stream ends after an error.
    pub fn pages<M: Method>(&self, method: M) -> impl Stream<Item = Result<M::Response>> + use<M> {
        let first = Page { number: 1, size: PAGE_SIZE };
        stream::unfold(Some((self.clone(), method, first, None)), |state| async move {
            let (company, method, page, before) = state?;
            let (answer, answered) = match company.send_page(&method, Some(page)).await {
                Ok(page) => page,
                Err(error) => return Some((Err(error), None)),
            };
            let print = Some(fingerprint(&answered));
            if print == before {
                // A method that knows no pages sends its whole answer for each.
                return None;
            }
            let records = M::PAGING.map_or(0, |paging| (paging.len)(&answer));
            let more = has_next(&answered, page, records);
            let next = Page { number: page.number + 1, ..page };
            Some((Ok(answer), more.then_some((company, method, next, print))))
        })
    }
}

fn fingerprint(answered: &Answered) -> u64 {
    let mut hasher = DefaultHasher::new();
    answered.result().json().hash(&mut hasher);
    hasher.finish()
}

/// The `Link` header decides where there is one, then `X-Total-Count`; else a full page means another.
fn has_next(answered: &Answered, page: Page, records: usize) -> bool {
    let header = |name: &str| answered.headers.get(name).and_then(|value| value.to_str().ok());
    if records == 0 {
        return false;
    }
    if let Some(links) = header("link") {
        return links.contains("rel=\"next\"") || links.contains("rel=next");
    }
    match header("x-total-count").and_then(|count| count.trim().parse::<u64>().ok()) {
        Some(total) => u64::from(page.number) * u64::from(page.size) < total,
        None => u32::try_from(records).is_ok_and(|records| records >= page.size),
    }
}
