//! What a webhook decides about a property, stored together with the outcome of the webhook itself.
//!
//! For a known property this is one statement. For any other, and for a suspension with its event, it is one message to the
//! database with one transaction. An older webhook that is handled late finds that a newer one has decided, and only requests another ingestion. Log ids
//! show which is older if the nodes' clocks agree. If not, the database's clock decides; otherwise a node whose clock is
//! hours ahead would override all others for hours. A decision that runs twice, such as after a connection lost at the
//! commit, only causes one more ingestion.

use super::jobs::requesting_ingestion;
use super::webhooks::{LogId, Outcome, completing};
use crate::error::portal::Result;
use crate::id::{Cid, PropertyId};
use crate::store::events::{EventKind, NewEvent, adding_if};
use crate::store::lease::milliseconds;
use crate::store::{Statement, Store, change, errors};
use mysql_async::params;
use std::fmt::Write;

/// The state of a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// On the market: the houses that it last listed are shown again.
    Active,
    /// Off the market: nothing is deleted.
    Suspended,
}

impl Status {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
        }
    }
}

/// What a webhook decides about a property.
#[derive(Debug, Clone)]
pub struct Decision<'a> {
    /// Entrata's id of the company.
    pub cid: Cid,
    /// Entrata's id of the property.
    pub property: PropertyId,
    /// Its new state, and how the portal's houses follow it; `None` leaves both as they are.
    pub status: Option<(Status, HousesFollow)>,
    /// Its feed type; `None` leaves it as it is.
    pub feed_type: Option<&'a str>,
    /// Its occupancy type; `None` leaves it as it is.
    pub occupancy_type: Option<&'a str>,
    /// Whether its ingestion is requested.
    pub ingests: bool,
    /// The webhook that decides.
    pub by: LogId,
    /// The outcome of the webhook.
    pub outcome: &'a Outcome,
}

/// How the portal's houses follow a new state.
#[derive(Debug, Clone)]
pub struct HousesFollow {
    /// The statement that does it alone.
    pub alone: Statement,
    /// What does it within an update of `entrata_properties p`: the tables to join, and the assignments.
    pub joined: (String, String),
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

/// Stores a decision, and the outcome on the webhook's row. A failing log does not stop a decision.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn decide(store: &Store, decision: &Decision<'_>) -> Result<Decided> {
    failpoint!("decision-before-send");
    let context = "deciding about a property";
    let known = decision.about_known();
    // The batch reports any failure; running both is safe. One statement cannot add an event too.
    if !decision.suspends()
        && change(&mut store.conn().await?, context, known.text(), ()).await.is_ok_and(|rows| rows > 0)
    {
        failpoint!("decision-after-known");
        return Ok(Decided::Done { outcome_logged: true });
    }
    let mut statements = decision.about_any();
    let decided = statements.len();
    // A webhook that waited too long for a lock already has its reply and its outcome.
    statements.push(completing(decision.by, decision.outcome, true));
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

impl Decision<'_> {
    fn suspends(&self) -> bool {
        self.status.as_ref().is_some_and(|(status, _)| *status == Status::Suspended)
    }

    /// The whole decision as one statement, for a known property whose last decision is clearly older. It changes nothing
    /// for any other.
    ///
    /// A waiting ingestion request is not counted up, so a repeated webhook changes only who decided last. No assignment
    /// reads a column that another one assigns, because their order is undefined.
    ///
    /// MariaDB keeps the new values of each further table in a temporary one, and that one on disk if it has a TEXT column:
    /// so texts are left out that stay NULL.
    fn about_known(&self) -> Statement {
        let mut joins = String::from(
            "entrata_properties p JOIN entrata_clients c ON c.cid = p.cid \
             JOIN entrata_webhooks w ON w.log_id = :by AND w.response_code IS NULL",
        );
        let mut sets =
            String::from("w.response_code = :code, w.outcome = :outcome, w.completed_at = UTC_TIMESTAMP(6)");
        let provided = [
            (self.outcome.error.is_some(), ", w.error = :error"),
            (self.feed_type.is_some(), ", p.feed_type = :feed_type"),
            (self.occupancy_type.is_some(), ", p.occupancy_type = :occupancy_type"),
        ];
        sets.extend(provided.into_iter().filter_map(|(is_provided, set)| is_provided.then_some(set)));
        let mut conditions = String::from("p.cid = :cid AND p.property_id = :property");
        if self.ingests {
            joins.push_str(
                " JOIN entrata_jobs j ON j.cid = p.cid AND j.property_id = p.property_id AND j.kind = 'INGEST' \
                 AND j.last_error IS NULL LEFT JOIN entrata_jobs k ON k.id = j.id \
                 AND NOT (k.state = 'DUE' AND k.lease_owner IS NULL AND k.due_at <= UTC_TIMESTAMP(3))",
            );
            sets.push_str(
                ", k.requests = k.requests + 1, k.state = 'DUE', k.attempts = 0, k.due_at = UTC_TIMESTAMP(3), \
                 k.log_id = :by, k.updated_at = UTC_TIMESTAMP()",
            );
        }
        if let Some((_, HousesFollow { joined: (tables, assignments), .. })) = &self.status {
            let _ = write!(joins, " {tables}");
            let _ = write!(
                sets,
                ", p.status = :status, p.decided_by = :by, \
                 p.decided_at = UTC_TIMESTAMP(6) - INTERVAL :age * 1000 MICROSECOND, {assignments}"
            );
            conditions.push_str(
                " AND p.decided_by <= :by AND p.decided_at <= UTC_TIMESTAMP(6) - INTERVAL :age * 1000 MICROSECOND",
            );
        }
        let values = params! {
            "cid" => self.cid.get(),
            "property" => self.property.get(),
            "by" => self.by.to_string(),
            "age" => milliseconds(self.by.age()),
            "status" => self.status.as_ref().map(|(status, _)| status.as_str()),
            "feed_type" => self.feed_type,
            "occupancy_type" => self.occupancy_type,
            "code" => self.outcome.response_code,
            "outcome" => self.outcome.outcome.as_ref(),
            "error" => &self.outcome.error,
        };
        Statement::new(&format!("UPDATE {joins} SET {sets} WHERE {conditions}"), values)
    }

    /// The decision as statements for any property.
    fn about_any(&self) -> Vec<Statement> {
        let mut statements = vec![self.details()];
        if let Some((status, houses)) = &self.status {
            if self.suspends() {
                statements.push(suspended_event(self.cid, self.property, self.by));
            }
            statements.push(state(self.cid, self.property, status.as_str(), self.by));
            statements.push(houses.alone.clone());
        }
        // An older webhook requests an ingestion too, which uses the state of that time.
        if self.ingests {
            statements.push(requesting_ingestion(self.cid, self.property, Some(self.by)));
        }
        statements
    }

    /// The row with the property's types. A property that was never activated is stored as suspended without a deciding
    /// webhook, so that any webhook's decision counts.
    fn details(&self) -> Statement {
        let sql = format!(
            "INSERT INTO entrata_properties (cid, property_id, status, feed_type, occupancy_type, decided_by) \
             VALUES ({KNOWN_CLIENT}, :property, 'SUSPENDED', :feed_type, :occupancy_type, :by) \
             ON DUPLICATE KEY UPDATE feed_type = COALESCE(VALUES(feed_type), entrata_properties.feed_type), \
             occupancy_type = COALESCE(VALUES(occupancy_type), entrata_properties.occupancy_type)"
        );
        let values = params! {
            "cid" => self.cid.get(),
            "property" => self.property.get(),
            "feed_type" => self.feed_type,
            "occupancy_type" => self.occupancy_type,
            "by" => LogId::NONE.to_string(),
        };
        Statement::new(&sql, values)
    }
}

/// The client's id. If the client is unknown, the row is rejected and the decision with it, which is cheaper than a
/// lookup and leaves no gap in between.
const KNOWN_CLIENT: &str = "(SELECT cid FROM entrata_clients WHERE cid = :cid)";

/// The statement that adds the event of a suspension, before the state is stored. It adds none if the property is
/// suspended already, or if a newer webhook has decided. The row is locked by the statement before.
fn suspended_event(cid: Cid, property: PropertyId, by: LogId) -> Statement {
    let seen = "(UTC_TIMESTAMP(6) - INTERVAL :age * 1000 MICROSECOND)";
    let condition = format!(
        "entrata_properties.cid = :cid AND entrata_properties.property_id = :property \
         AND entrata_properties.status = 'ACTIVE' AND {}",
        is_newer(":by", seen)
    );
    let values = params! {
        "cid" => cid.get(),
        "property" => property.get(),
        "by" => by.to_string(),
        "made" => by.made(),
        "age" => milliseconds(by.age()),
    };
    let event = NewEvent { kind: EventKind::PropertySuspended, cid, property: Some(property), viewing: None };
    adding_if(&event, "entrata_properties", Statement::new(&condition, values).text())
}

/// The condition that the webhook with the id `by`, which the database saw at `seen`, is not older than the one that
/// decided about the row of `entrata_properties`. It binds `:made`.
///
/// | the two ids lie as far apart as the database's clock says | the newer one is |
/// | --- | --- |
/// | within a second: one clock made them, or two that agree | the greater id |
/// | otherwise: one of the clocks was wrong | the one that the database saw later |
///
fn is_newer(by: &str, seen: &str) -> String {
    // The first 48 bits of a UUIDv7 are the milliseconds since 1970.
    let made_before = "CONV(CONCAT(LEFT(entrata_properties.decided_by, 8), \
                       SUBSTRING(entrata_properties.decided_by, 10, 4)), 16, 10)";
    let seen_later = format!("TIMESTAMPDIFF(MICROSECOND, entrata_properties.decided_at, {seen})");
    format!(
        "(entrata_properties.decided_at IS NULL OR IF(ABS({seen_later} - (:made - {made_before}) * 1000) <= 1000000, \
         entrata_properties.decided_by <= {by}, {seen_later} > 0))"
    )
}

/// The statement that stores a property's state, unless a newer webhook has decided.
///
/// MySQL assigns from left to right and sees the new values, so the new value of `decided_by` controls the rest.
fn state(cid: Cid, property: PropertyId, status: &str, by: LogId) -> Statement {
    let sql = format!(
        r"
        INSERT INTO entrata_properties (cid, property_id, status, decided_by, decided_at)
        VALUES ({KNOWN_CLIENT}, :property, :status, :by, UTC_TIMESTAMP(6) - INTERVAL :age * 1000 MICROSECOND)
        ON DUPLICATE KEY UPDATE
            decided_by = IF({newer}, VALUES(decided_by), entrata_properties.decided_by),
            status = IF({won}, VALUES(status), entrata_properties.status),
            decided_at = IF({won}, VALUES(decided_at), entrata_properties.decided_at)",
        newer = is_newer("VALUES(decided_by)", "VALUES(decided_at)"),
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
