//! What the portal keeps of a renter: the row in `users`, their `viewings`, and `entrata_leads`.

use crate::error::portal::Result;
use crate::store::{Store, change, rows};
use chrono::NaiveDateTime;
use mysql_async::Transaction;
use mysql_async::prelude::FromRow;

/// Addresses that a forgotten renter's rows carry instead: no mail goes there, and nobody signs in with them.
pub const FORGOTTEN: &str = "forgotten.invalid";
/// Why a tour is not delivered after its renter was forgotten.
const WITHDRAWN: &str = "The renter's data was erased before Entrata had the tour.";

/// A user whose data is to be erased.
#[derive(Debug, Clone, FromRow)]
pub struct Renter {
    /// Their row in `users`.
    pub id: u64,
    /// `USER`, or `AGENT` for a property operator's.
    pub role: String,
}

/// A renter's viewing, as far as its erasure goes.
#[derive(Clone, FromRow)]
pub struct RenterViewing {
    /// Its row.
    pub id: u64,
    /// The address that its lead carries.
    pub email: String,
    /// Whether its lead is on its way at this moment.
    pub on_its_way: u8,
    /// Entrata's id of the company, where the house is Entrata's.
    pub cid: Option<u64>,
    /// Entrata's id of the property.
    pub property_id: Option<u64>,
    /// Entrata's application id, where Entrata has the tour.
    pub external_id: Option<String>,
    /// When a lead may last have reached Entrata.
    pub sent_at: Option<NaiveDateTime>,
}

/// The users with an address: one at most, since addresses are unique.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn with_email(tx: &mut Transaction<'_>, email: &str) -> Result<Vec<Renter>> {
    let sql = "SELECT id, role FROM users WHERE email = ? FOR UPDATE";
    rows(tx, "reading a renter", sql, (email,)).await
}

/// The viewings of a user, and those of anybody that name the address, held until the transaction ends.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn viewings(
    tx: &mut Transaction<'_>,
    user: Option<u64>,
    email: &str,
) -> Result<Vec<RenterViewing>> {
    let sql = "SELECT v.id, COALESCE(v.email, u.email, '') AS email, \
               COALESCE(v.lease_until > UTC_TIMESTAMP(3), 0) AS on_its_way, c.cid, \
               h.entrata_property_id AS property_id, v.external_id, v.sent_at \
               FROM viewings v LEFT JOIN users u ON u.id = v.user_id \
               LEFT JOIN houses h ON h.id = v.house_id AND h.source = 'ENTRATA' \
               LEFT JOIN entrata_clients c ON c.id = h.entrata_client_id \
               WHERE v.user_id = ? OR v.email = ? ORDER BY v.id FOR UPDATE";
    rows(tx, "reading a renter's viewings", sql, (user, email)).await
}

/// Erases who a viewing was for; the slot and its state stay. One whose lead was never delivered is withdrawn.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn erase_viewing(tx: &mut Transaction<'_>, viewing: u64) -> Result<()> {
    // No column is left empty: an empty one would mean the user's own, who may be somebody else.
    let sql = "UPDATE viewings SET message = NULL, first_name = 'Forgotten', last_name = '', \
               email = CONCAT('viewing-', id, '@', ?), phone = '', move_in_date = NULL, \
               lead_error = IF(status = 'CONFIRMED', NULL, ?), \
               status = IF(status = 'REQUESTED', 'REJECTED', status), updated_at = UTC_TIMESTAMP() WHERE id = ?";
    change(tx, "erasing a viewing", sql, (FORGOTTEN, WITHDRAWN, viewing)).await.map(drop)
}

/// Erases who a user was. The row stays, since viewings belong to it; nobody can sign in as it.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn erase_user(tx: &mut Transaction<'_>, user: u64) -> Result<()> {
    let sql = "UPDATE users SET first_name = 'Forgotten', last_name = '', email = CONCAT('user-', id, '@', ?), \
               phone = NULL, password_hash = NULL WHERE id = ?";
    change(tx, "erasing a user", sql, (FORGOTTEN, user)).await.map(drop)
}

/// Erases an address from the leases of leads.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn erase_leads(tx: &mut Transaction<'_>, email: &str) -> Result<u64> {
    change(tx, "erasing a lead", "DELETE FROM entrata_leads WHERE email = ?", (email,)).await
}

/// Deletes up to `most` leads whose lease nobody holds: a row without a lease says nothing but an address.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn forget_free_leads(store: &Store, most: u32) -> Result<u64> {
    let sql = "DELETE FROM entrata_leads WHERE lease_until IS NULL OR lease_until < UTC_TIMESTAMP(3) - INTERVAL 1 DAY \
               LIMIT ?";
    change(&mut store.conn().await?, "forgetting leads", sql, (most,)).await
}

/// Deletes up to `most` counts of wrong passwords whose pause ended a day ago.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn forget_sign_in_attempts(store: &Store, most: u32) -> Result<u64> {
    let sql = "DELETE FROM sign_in_attempts WHERE free_at < UTC_TIMESTAMP() - INTERVAL 1 DAY LIMIT ?";
    change(&mut store.conn().await?, "forgetting wrong passwords", sql, (most,)).await
}
