//! What a webhook decides of a property, written down together with what became of the webhook itself.
//!
//! All of it is one message to the database and one transaction there. An older webhook that is handled late finds
//! that a younger one has decided, and then changes nothing but that the property is ingested once more. Log ids tell
//! which is older where the clocks that made them agree; else the database's clock does, or a node whose clock is hours
//! ahead would decide against all others for as many hours. Carried out twice, as after a connection that broke at the
//! commit, a decision costs one ingestion more.

use super::jobs::wishing;
use super::webhooks::{LogId, Outcome, completion};
use crate::error::portal::Result;
use crate::id::{Cid, PropertyId};
use crate::store::batch::literal;
use crate::store::{Store, errors};

/// What Entrata wants of a property.
#[derive(Debug, Clone, Copy)]
pub enum Decision<'a> {
    /// On the market: the houses that it last listed come back, and the wish to ingest it is stored.
    Activate,
    /// Off the market: nothing is deleted.
    Suspend,
    /// Another feed type, and the wish to ingest the property.
    FeedType(&'a str),
}

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// The client has never been authenticated: nothing was changed.
    UnknownClient,
    /// It is carried out.
    Done {
        /// Whether the outcome stands on the webhook's own row; else the row is not in the table.
        outcome_logged: bool,
    },
}

/// Carries out a decision, and notes `outcome` on the webhook's row. A log that fails stops no decision.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn carry_out(
    store: &Store,
    cid: Cid,
    property: PropertyId,
    decision: Decision<'_>,
    by: LogId,
    outcome: &Outcome,
) -> Result<Decided> {
    match play(store, cid, property, decision, by, outcome, state_by_clock).await {
        // In a rolling upgrade this version may meet the tables of the one before.
        Err(error) if errors::is_unknown_column(&error) => {
            play(store, cid, property, decision, by, outcome, state_by_ids).await
        }
        played => played,
    }
}

/// The statement that writes down a property's state, unless a younger webhook has decided.
type State = fn(Cid, PropertyId, &str, LogId) -> String;

async fn play(
    store: &Store,
    cid: Cid,
    property: PropertyId,
    decision: Decision<'_>,
    by: LogId,
    outcome: &Outcome,
    state: State,
) -> Result<Decided> {
    let doing = match decision {
        Decision::Activate => "approving an activation",
        Decision::Suspend => "suspending a property",
        Decision::FeedType(_) => "changing a feed type",
    };
    let mut statements = match decision {
        Decision::Activate => vec![
            state(cid, property, "ACTIVE", by),
            houses(cid, property, by, 1, "status = 0 AND retired_at IS NULL"),
            wish(cid, property, by),
        ],
        Decision::Suspend => {
            vec![state(cid, property, "SUSPENDED", by), houses(cid, property, by, 0, "status = 1")]
        }
        Decision::FeedType(feed_type) => change_of_feed_type(cid, property, feed_type, by).to_vec(),
    };
    let decided = statements.len();
    // A webhook that waited too long for a lock was answered already, and its row says how.
    statements.push(format!("{} AND response_code IS NULL", completion(by, outcome)));
    failpoint!("decision-before-send");
    let changed = match store.batch(doing, &statements).await {
        Err(error) if errors::is_null_refused(&error) => return Ok(Decided::UnknownClient),
        Err(error) if errors::is_refusal(&error) => store.batch(doing, &statements[..decided]).await?,
        changed => changed?,
    };
    failpoint!("decision-after-commit");
    Ok(Decided::Done { outcome_logged: changed.get(decided).is_some_and(|&rows| rows > 0) })
}

/// An older webhook wishes too: an ingestion goes by what stands in the tables then, and looking costs all the others.
fn wish(cid: Cid, property: PropertyId, by: LogId) -> String {
    wishing(&cid, &property, &format_args!("'{by}'"))
}

/// The client's id where it is known. Where it is not, the row that would have it is refused, and the decision with it:
/// cheaper than a look beforehand, and nobody can come in between.
fn known(cid: Cid) -> String {
    format!("(SELECT cid FROM entrata_clients WHERE cid = {cid})")
}

/// The statement that puts a property's houses on the market or takes them off, if `by` is what decided.
fn houses(cid: Cid, property: PropertyId, by: LogId, status: u8, those: &str) -> String {
    format!(
        "UPDATE houses SET status = {status}, updated_at = UTC_TIMESTAMP() WHERE entrata_client_id = \
         (SELECT c.id FROM entrata_clients c JOIN entrata_properties p ON p.cid = c.cid \
         WHERE p.cid = {cid} AND p.property_id = {property} AND p.decided_by = '{by}') \
         AND entrata_property_id = {property} AND {those}"
    )
}

/// A property that was never activated is written down as suspended, by nobody's decision, so that any webhook's
/// decision counts.
fn change_of_feed_type(cid: Cid, property: PropertyId, feed_type: &str, by: LogId) -> [String; 3] {
    let (known, feed_type, nobody) = (known(cid), literal(feed_type), LogId::nobody());
    let stored = format!(
        "INSERT INTO entrata_properties (cid, property_id, status, feed_type, decided_by) \
         VALUES ({known}, {property}, 'SUSPENDED', {feed_type}, '{nobody}') \
         ON DUPLICATE KEY UPDATE feed_type = VALUES(feed_type)"
    );
    let houses = format!(
        "UPDATE houses h JOIN entrata_clients c ON c.id = h.entrata_client_id \
         SET h.feed_type = {feed_type} WHERE c.cid = {cid} AND h.entrata_property_id = {property}"
    );
    [stored, houses, wish(cid, property, by)]
}

fn state_by_ids(cid: Cid, property: PropertyId, status: &str, by: LogId) -> String {
    let known = known(cid);
    format!(
        "INSERT INTO entrata_properties (cid, property_id, status, decided_by) \
         VALUES ({known}, {property}, '{status}', '{by}') ON DUPLICATE KEY UPDATE \
         status = IF(entrata_properties.decided_by <= VALUES(decided_by), VALUES(status), entrata_properties.status), \
         decided_by = GREATEST(entrata_properties.decided_by, VALUES(decided_by))"
    )
}

fn state_by_clock(cid: Cid, property: PropertyId, status: &str, by: LogId) -> String {
    // Where two ids lie as far apart as the database's clock says, one clock or two that agree made them, and they are
    // ordered by themselves; else one of the clocks was wrong, and the database's counts. MySQL evaluates from left to
    // right with the new values, so what has become of `decided_by` tells the rest.
    let (known, made, age) = (known(cid), by.made(), crate::store::milliseconds(by.age()));
    let before = "CONV(CONCAT(LEFT(entrata_properties.decided_by, 8), \
                  SUBSTRING(entrata_properties.decided_by, 10, 4)), 16, 10)";
    let later = "TIMESTAMPDIFF(MICROSECOND, entrata_properties.decided_at, VALUES(decided_at))";
    let won = "entrata_properties.decided_by = VALUES(decided_by)";
    format!(
        "INSERT INTO entrata_properties (cid, property_id, status, decided_by, decided_at) \
         VALUES ({known}, {property}, '{status}', '{by}', UTC_TIMESTAMP(6) - INTERVAL {age} * 1000 MICROSECOND) \
         ON DUPLICATE KEY UPDATE decided_by = IF(entrata_properties.decided_at IS NULL \
         OR IF(ABS({later} - ({made} - {before}) * 1000) <= 1000000, \
         entrata_properties.decided_by <= VALUES(decided_by), {later} > 0), \
         VALUES(decided_by), entrata_properties.decided_by), \
         status = IF({won}, VALUES(status), entrata_properties.status), \
         decided_at = IF({won}, VALUES(decided_at), entrata_properties.decided_at)"
    )
}
