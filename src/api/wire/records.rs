//! Lists whose unusable elements are left out, counted and explained.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::node::Node;
use super::unreadable::Unreadable;
use crate::api::redact::excerpt;

/// The records of a response: those that can be used, and what was left out.
///
/// It reads like a slice and iterates over the records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Records<T> {
    /// The records, in Entrata's order.
    pub items: Vec<T>,
    /// Elements that could not be used, of the list itself and inside its records.
    pub skipped: Vec<Skipped>,
    /// How many elements Entrata sent in this list, the unusable ones included.
    pub sent: usize,
}

/// An element that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Skipped {
    /// The element: `floor plan 2 (A1)`.
    pub what: String,
    /// Why it could not be used: `has no id`.
    pub reason: String,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what, self.reason)
    }
}

impl<T> Records<T> {
    pub(crate) fn of(items: Vec<T>, skipped: Vec<Skipped>) -> Self {
        Self { sent: items.len(), items, skipped }
    }
}

impl<T> Default for Records<T> {
    fn default() -> Self {
        Self::of(Vec::new(), Vec::new())
    }
}

impl<T> Deref for Records<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> IntoIterator for Records<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Records<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// Collects what cannot be used while a response is read.
#[derive(Debug, Default)]
pub(crate) struct Skips(Vec<Skipped>);

impl Skips {
    /// Reads each element; one that `read` rejects with a reason is left out.
    pub(crate) fn read<'n, 'a: 'n, T>(
        &mut self,
        kind: &str,
        elements: impl IntoIterator<Item = &'n Node<'a>>,
        mut read: impl FnMut(&'n Node<'a>, &mut Self) -> Result<T, String>,
    ) -> Vec<T> {
        let mut items = Vec::new();
        for (position, element) in elements.into_iter().enumerate() {
            match read(element, self) {
                Ok(item) => items.push(item),
                Err(reason) => {
                    let name = element.any(&["MarketingName", "Name", "FloorPlanName", "UnitNumber"]).text();
                    let name = if name.is_empty() { name } else { format!(" ({})", excerpt(&name)) };
                    self.0.push(Skipped { what: format!("{kind} {}{name}", position + 1), reason });
                }
            }
        }
        items
    }

    pub(crate) fn into_list(self) -> Vec<Skipped> {
        self.0
    }
}

/// Reads the list at a path of the result.
///
/// # Errors
///
/// [`Unreadable`] if the list is missing, or if it has elements and none of them can be used: such a response must not
/// pass for an empty list.
pub(crate) fn records<'a, T>(
    result: &Node<'a>,
    path: &[&str],
    kind: &str,
    read: impl FnMut(&Node<'a>, &mut Skips) -> Result<T, String>,
) -> Result<Records<T>, Unreadable> {
    let elements = result.list(path)?;
    let sent = elements.len();
    let mut skips = Skips::default();
    let items = skips.read(kind, elements, read);
    let skipped = skips.into_list();
    match skipped.last() {
        Some(last) if items.is_empty() => {
            Err(Unreadable::new(path.join("."), format!("none of {sent} elements can be used: {last}")))
        }
        _ => Ok(Records { items, skipped, sent }),
    }
}
