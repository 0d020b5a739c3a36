//! What a webhook decides about a property, stored together with the outcome of the webhook itself.
//!
//! All of it is one message to the database and one transaction there. An older webhook that is handled late finds that
//! a younger one has decided, and then only requests that the property is ingested once more. Log ids tell which is
//! older if the clocks that made them agree; otherwise the database's clock does, or a node whose clock is hours ahead
//! would decide against all others for as many hours. Executed twice, as after a connection that was lost at the
//! commit, a decision costs one more ingestion.

use super::jobs::requesting_ingestion;
use super::webhooks::{LogId, Outcome, completing};
use crate::error::portal::Result;
use crate::id::{Cid, PropertyId};
use crate::store::lease::milliseconds;
use crate::store::{Statement, Store, errors};
use mysql_async::params;

/// What Entrata decides about a property.
#[derive(Debug, Clone, Copy)]
pub enum Decision<'a> {
    /// On the market: the houses that it last listed come back, and its ingestion is requested.
    Activate,
    /// Off the market: nothing is deleted.
    Suspend,
    /// Another feed type; the property's ingestion is requested.
    FeedType(&'a str),
}

/// The result of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// The client has never been authenticated: nothing was changed.
    UnknownClient,
    /// It is stored.
    Done {
        /// Whether the outcome is stored on the webhook's own row; if not, the row is not in the table.
        outcome_logged: bool,
    },
}

/// Stores a decision, and `outcome` on the webhook's row. `houses` is the statement that puts the property's houses on
/// the market or takes them off, if the decision does. A log that fails stops no decision.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn decide(
    store: &Store,
    cid: Cid,
    property: PropertyId,
    decision: Decision<'_>,
    houses: Option<Statement>,
    by: LogId,
    outcome: &Outcome,
) -> Result<Decided> {
    let context = match decision {
        Decision::Activate => "approving an activation",
        Decision::Suspend => "suspending a property",
        Decision::FeedType(_) => "changing a feed type",
    };
    let state = match decision {
        Decision::Activate => state(cid, property, "ACTIVE", by),
        Decision::Suspend => state(cid, property, "SUSPENDED", by),
        Decision::FeedType(feed_type) => feed_type_of(cid, property, feed_type),
    };
    // An older webhook requests an ingestion too: it goes by what the tables say then, and looking costs all the others.
    let ingestion = match decision {
        Decision::Suspend => None,
        Decision::Activate | Decision::FeedType(_) => Some(requesting_ingestion(cid, property, Some(by))),
    };
    let mut statements: Vec<_> = [Some(state), houses, ingestion].into_iter().flatten().collect();
    let decided = statements.len();
    // A webhook that waited too long for a lock was answered already, and its row says how.
    statements.push(completing(by, outcome, true));
    failpoint!("decision-before-send");
    let changed = match store.batch(context, &statements).await {
        Err(error) if errors::is_null_rejected(&error) => return Ok(Decided::UnknownClient),
        Err(error) if errors::is_rejection(&error) => {
            statements.truncate(decided);
            store.batch(context, &statements).await?
        }
        changed => changed?,
    };
    failpoint!("decision-after-commit");
    Ok(Decided::Done { outcome_logged: changed.get(decided).is_some_and(|&rows| rows > 0) })
}

/// The client's id if it is known. If not, the row that would have it is rejected, and the decision with it: cheaper
/// than a look beforehand, and nothing can happen in between.
const KNOWN_CLIENT: &str = "(SELECT cid FROM entrata_clients WHERE cid = :cid)";

/// A property that was never activated is stored as suspended, by no webhook's decision, so that any webhook's decision
/// counts.
fn feed_type_of(cid: Cid, property: PropertyId, feed_type: &str) -> Statement {
    let sql = format!(
        "INSERT INTO entrata_properties (cid, property_id, status, feed_type, decided_by) \
         VALUES ({KNOWN_CLIENT}, :property, 'SUSPENDED', :feed_type, :by) \
         ON DUPLICATE KEY UPDATE feed_type = VALUES(feed_type)"
    );
    let values = params! {
        "cid" => cid.get(),
        "property" => property.get(),
        "feed_type" => feed_type,
        "by" => LogId::NONE.to_string(),
    };
    Statement::new(&sql, values)
}

/// The statement that stores a property's state, unless a younger webhook has decided.
///
/// | the two ids lie as far apart as the database's clock says | the younger one is |
/// | --- | --- |
/// | within a second: one clock made them, or two that agree | the greater id |
/// | otherwise: one of the clocks was wrong | the one that the database saw later |
///
/// MySQL assigns from left to right and sees the new values, so the value that `decided_by` has by then decides the rest.
fn state(cid: Cid, property: PropertyId, status: &str, by: LogId) -> Statement {
    let sql = format!(
        r"
        INSERT INTO entrata_properties (cid, property_id, status, decided_by, decided_at)
        VALUES ({KNOWN_CLIENT}, :property, :status, :by, UTC_TIMESTAMP(6) - INTERVAL :age * 1000 MICROSECOND)
        ON DUPLICATE KEY UPDATE
            decided_by = IF(
                entrata_properties.decided_at IS NULL
                OR IF(ABS({seen_later} - (:made - {made_before}) * 1000) <= 1000000,
                      entrata_properties.decided_by <= VALUES(decided_by),
                      {seen_later} > 0),
                VALUES(decided_by), entrata_properties.decided_by),
            status = IF({won}, VALUES(status), entrata_properties.status),
            decided_at = IF({won}, VALUES(decided_at), entrata_properties.decided_at)",
        // The first 48 bits of a UUIDv7 are the milliseconds since 1970.
        made_before = "CONV(CONCAT(LEFT(entrata_properties.decided_by, 8), \
                       SUBSTRING(entrata_properties.decided_by, 10, 4)), 16, 10)",
        seen_later = "TIMESTAMPDIFF(MICROSECOND, entrata_properties.decided_at, VALUES(decided_at))",
        won = "entrata_properties.decided_by = VALUES(decided_by)",
    );
    let values = params! {
        "cid" => cid.get(),
        "property" => property.get(),
        "status" => status,
        "by" => by.to_string(),
        "made" => by.made(),
        "age" => milliseconds(by.age()),
    };
    Statement::new(&sql, values)
}
