//! The future of a trait that is used through `dyn`.

use std::pin::Pin;

/// A boxed future: what `Box::pin(async move { … })` returns.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
