//! Responses that come in pages, as streams of pages and of items.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_util::stream::Stream;

use super::company::Company;
use super::cursor::Cursor;
use super::future::BoxFuture;
use super::method::Method;
use super::request::Page;
use super::send::Responded;
use crate::error::Result;

impl Company {
    /// Returns a stream of a method's pages. Each page is requested when the stream is polled.
    ///
    /// A method without pages is a stream of one page. The stream ends after an error; see [`Pages::next_page`] to
    /// continue.
    ///
    /// ```no_run
    /// use entrata::api::{Company, leads::GetLeads};
    ///
    /// # async fn example(company: &Company, method: GetLeads) -> entrata::Result<()> {
    /// let mut pages = company.pages(method).page_size(200);
    /// while let Some(page) = pages.next().await {
    ///     println!("{} leads", page?.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages<M: Method + Send + 'static>(&self, method: M) -> Pages<M> {
        Pages {
            company: self.clone(),
            method: Arc::new(method),
            cursor: Cursor::default(),
            ended: false,
            request: None,
        }
    }

    /// Returns a stream of the records in a method's response, across all pages.
    ///
    /// ```no_run
    /// use entrata::api::{Company, leads::GetLeads};
    ///
    /// # async fn example(company: &Company, method: GetLeads) -> entrata::Result<()> {
    /// let mut leads = company.items(method);
    /// while let Some(lead) = leads.next().await {
    ///     println!("{:?}", lead?.application_id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn items<M>(&self, method: M) -> Items<M>
    where
        M: Method + Send + 'static,
        M::Response: IntoIterator,
    {
        Items { pages: self.pages(method), page: None }
    }
}

type OnePage<M> = BoxFuture<'static, Result<(<M as Method>::Response, Responded)>>;

/// A stream of pages; see [`Company::pages`].
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<M: Method> {
    company: Company,
    method: Arc<M>,
    cursor: Cursor,
    ended: bool,
    request: Option<OnePage<M>>,
}

impl<M: Method> Pages<M> {
    /// Sets the number of records per page, from 5 to 1,000. The default is 500.
    pub fn page_size(mut self, size: u32) -> Self {
        self.cursor.set_page(Page::new(self.cursor.page().number, size));
        self
    }

    /// Sets the first page, counted from 1.
    pub fn from_page(mut self, number: u32) -> Self {
        self.cursor.set_page(Page::new(number, self.cursor.page().size));
        self
    }

    /// Returns the number of the page that is requested next. After an error this is the page that failed.
    #[must_use]
    pub fn next_page(&self) -> u32 {
        self.cursor.page().number
    }
}

impl<M> Pages<M>
where
    M: Method + Send + 'static,
{
    /// Returns the next page, or `None` after the last page and after an error.
    ///
    /// # Errors
    ///
    /// As [`Company::send`].
    pub async fn next(&mut self) -> Option<Result<M::Response>> {
        std::future::poll_fn(|context| self.poll_page(context)).await
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<M::Response>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let (company, method, page) = (&self.company, &self.method, self.cursor.page());
        let request = self.request.get_or_insert_with(|| {
            let (company, method) = (company.clone(), Arc::clone(method));
            Box::pin(async move { company.send_page(&*method, Some(page)).await })
        });
        let result = ready!(request.as_mut().poll(context));
        self.request = None;
        let (response, responded) = match result {
            Ok(page) => page,
            Err(error) => {
                self.ended = true;
                return Poll::Ready(Some(Err(error)));
            }
        };
        if self.cursor.is_repeated(&responded) {
            self.ended = true;
            return Poll::Ready(None);
        }
        let records = M::PAGING.map_or(0, |paging| (paging.len)(&response));
        self.ended = !self.cursor.advance(&responded, records);
        Poll::Ready(Some(Ok(response)))
    }
}

impl<M> Stream for Pages<M>
where
    M: Method + Send + 'static,
{
    type Item = Result<M::Response>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context)
    }
}

impl<M: Method> fmt::Debug for Pages<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("method", &M::NAME)
            .field("cursor", &self.cursor)
            .finish_non_exhaustive()
    }
}

/// A stream of records; see [`Company::items`].
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<M>
where
    M: Method,
    M::Response: IntoIterator,
{
    pages: Pages<M>,
    page: Option<<M::Response as IntoIterator>::IntoIter>,
}

impl<M> Items<M>
where
    M: Method + Send + 'static,
    M::Response: IntoIterator,
    <M::Response as IntoIterator>::IntoIter: Unpin,
{
    /// Sets the number of records per request, from 5 to 1,000. The default is 500.
    pub fn page_size(self, size: u32) -> Self {
        Self { pages: self.pages.page_size(size), ..self }
    }

    /// Sets the first page, counted from 1.
    pub fn from_page(self, number: u32) -> Self {
        Self { pages: self.pages.from_page(number), ..self }
    }

    /// Returns the number of the page that is requested next: after an error, where to continue with
    /// [`from_page`](Self::from_page). The items of all pages before it were returned.
    #[must_use]
    pub fn next_page(&self) -> u32 {
        self.pages.next_page()
    }

    /// Returns the next item, or `None` after the last item and after an error.
    ///
    /// # Errors
    ///
    /// As [`Company::send`].
    pub async fn next(&mut self) -> Option<Result<<M::Response as IntoIterator>::Item>> {
        std::future::poll_fn(|context| self.poll_item(context)).await
    }

    fn poll_item(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<<M::Response as IntoIterator>::Item>>> {
        loop {
            if let Some(item) = self.page.as_mut().and_then(Iterator::next) {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => self.page = Some(page.into_iter()),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<M> Stream for Items<M>
where
    M: Method + Send + 'static,
    M::Response: IntoIterator,
    <M::Response as IntoIterator>::IntoIter: Unpin,
{
    type Item = Result<<M::Response as IntoIterator>::Item>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }
}

impl<M> fmt::Debug for Items<M>
where
    M: Method,
    M::Response: IntoIterator,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}
