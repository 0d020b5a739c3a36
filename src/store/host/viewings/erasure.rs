//! A renter's viewings, and what is erased of them.

use crate::error::portal::Result;
use crate::store::host::map::{Map, Table as _};
use crate::store::host::rows::{NOW, cell, update};
use crate::store::statement::literal;
use crate::store::{Statement, ViewingStatus, rows};
use mysql_async::{Transaction, params};

/// The viewings of a user, held until the transaction ends.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn of_user(tx: &mut Transaction<'_>, map: &Map, user: u64) -> Result<Vec<u64>> {
    let viewings = &map.viewings;
    let sql = format!(
        "SELECT {id} FROM {viewings} v WHERE {user_id} = :user ORDER BY {id} FOR UPDATE",
        id = viewings.id.of("v"),
        user_id = viewings.user_id.of("v"),
        viewings = viewings.quoted(),
    );
    let found: Vec<(u64,)> =
        rows(tx, "reading a renter's viewings", &sql, params! { "user" => user }).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The statement that erases what the person of a viewing wrote. One that was still to be delivered is rejected; the
/// others keep their state and slot.
#[must_use]
pub fn erasing(map: &Map, viewing: u64) -> Option<Statement> {
    let viewings = &map.viewings;
    let value = |status: ViewingStatus| literal(map.viewing_status.value(status.as_str()));
    let status = viewings.status.quoted().unwrap_or_default();
    let rejected = format!(
        "IF({status} = {}, {}, {status})",
        value(ViewingStatus::Requested),
        value(ViewingStatus::Rejected)
    );
    let cells =
        [cell(&viewings.message, ""), (&viewings.status, rejected), (&viewings.updated_at, NOW.to_owned())];
    update(viewings, &viewings.id, viewing, &cells)
}
