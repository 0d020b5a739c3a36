//! Checks the tables and the sandbox after a scenario.

use super::figures::Counted;
use super::web::Answer;
use crate::stage::{CID, Database, Stage, migrate, portal};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The state of a property that replies promised to the senders of webhooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Promise {
    Active,
    Suspended,
}

/// Every webhook with a reply has one row with the outcome of that reply.
pub(crate) async fn of_answers(stage: &Stage, answers: &[Answer]) -> Counted {
    let rows: Vec<(String, Option<u16>, bool)> = stage
        .database
        .rows("SELECT log_id, response_code, completed_at IS NOT NULL FROM entrata_webhooks")
        .await;
    let mut logged = HashMap::<String, Vec<(Option<u16>, bool)>>::new();
    for (log_id, code, completed) in rows {
        logged.entry(log_id).or_default().push((code, completed));
    }
    let mut counted = Counted { sent: answers.len(), ..Counted::default() };
    let mut seen = HashSet::new();
    for answer in answers {
        let Some(log_id) = &answer.log_id else {
            counted.lost.push(format!("an answer without log id: {}", answer.body));
            continue;
        };
        if !seen.insert(log_id) {
            counted.doubled += 1;
        }
        match logged.get(log_id).map(Vec::as_slice) {
            None => counted.lost.push(format!("{log_id}, answered {}, has no row", answer.status)),
            Some([(Some(code), true)]) if *code == answer.status => counted.delivered += 1,
            Some([row]) => {
                counted.half_done.push(format!("{log_id}, answered {}, has {row:?}", answer.status));
            }
            Some(_) => counted.doubled += 1,
        }
    }
    counted
}

/// Every property has the last promised state, and an active one is complete, as after an undisturbed ingestion.
pub(crate) async fn of_properties(stage: &Stage, promised: &BTreeMap<u64, Promise>) -> Counted {
    let reference = reference(stage, promised).await;
    let here = contents(&stage.database).await;
    let rows: Vec<(u64, String, bool, Option<String>, u64)> = stage
        .database
        .rows(
            "SELECT p.property_id, p.status, p.ingested_at IS NOT NULL, \
             (SELECT j.state FROM entrata_jobs j WHERE j.cid = p.cid AND j.property_id = p.property_id), \
             (SELECT COUNT(*) FROM houses h JOIN entrata_houses e ON e.house_id = h.id \
             WHERE e.cid = p.cid AND e.property_id = p.property_id AND h.status = 1) \
             FROM entrata_properties p",
        )
        .await;
    let found: HashMap<_, _> = rows.into_iter().map(|row| (row.0, row)).collect();
    let mut counted = Counted { sent: promised.len(), ..Counted::default() };
    for (property, promise) in promised {
        let status = found.get(property).map(|row| row.1.as_str());
        let wanted = if *promise == Promise::Active { "ACTIVE" } else { "SUSPENDED" };
        if status != Some(wanted) {
            counted.lost.push(format!("property {property} was promised to be {wanted} and is {status:?}"));
            continue;
        }
        let (_, _, ingested, job, on_market) = &found[property];
        match promise {
            Promise::Suspended if *on_market > 0 => {
                counted.half_done.push(format!("property {property} is suspended with {on_market} houses"));
            }
            Promise::Suspended => counted.delivered += 1,
            Promise::Active if !ingested || job.as_deref() != Some("DONE") => {
                counted.half_done.push(format!("property {property} is active, its job {job:?}"));
            }
            Promise::Active if here.get(property) != reference.get(property) => {
                counted.half_done.push(format!(
                    "property {property} is {:?} and should be {:?}",
                    here.get(property),
                    reference.get(property)
                ));
            }
            Promise::Active => counted.delivered += 1,
        }
    }
    counted
}

/// Every viewing has exactly one tour at Entrata, and its id.
pub(crate) async fn of_viewings(stage: &Stage) -> Counted {
    let rows: Vec<(u64, String, Option<String>, String, String, String, u64)> = stage
        .database
        .rows(
            "SELECT v.id, v.status, v.external_id, COALESCE(t.email, u.email), v.entrata_tour_date, \
             v.entrata_tour_time, e.property_id FROM viewings v JOIN users u ON u.id = v.user_id \
             JOIN entrata_houses e ON e.house_id = v.house_id LEFT JOIN entrata_viewings t ON t.viewing_id = v.id",
        )
        .await;
    let truth = stage.sandbox.truth();
    let mut counted = Counted { sent: rows.len(), doubled: truth.duplicates, ..Counted::default() };
    for lead in truth.leads.iter().filter(|lead| lead.duplicate) {
        println!("doubled: lead {} of {} at {}", lead.application_id, lead.email, lead.property_id);
    }
    for (id, status, external_id, email, date, time, property) in rows {
        let tours = truth.appointments.iter().filter(|tour| {
            tour.email.eq_ignore_ascii_case(&email)
                && tour.property_id == property
                && tour.date == date
                && time.starts_with(&tour.time_from)
        });
        let tours: Vec<_> = tours.map(|tour| tour.application_id.to_string()).collect();
        counted.doubled += tours.len().saturating_sub(1);
        match (status.as_str(), tours.first(), external_id) {
            ("CONFIRMED", Some(there), Some(here)) if *there == here => counted.delivered += 1,
            ("CONFIRMED", Some(there), here) => {
                counted.half_done.push(format!("viewing {id} is lead {there} and says {here:?}"));
            }
            (status, there, _) => {
                counted.lost.push(format!("viewing {id} is {status}, at Entrata {there:?}"));
            }
        }
    }
    counted
}

/// Finds leases without an end, and a spool that is never replayed.
pub(crate) async fn of_leases(stage: &Stage) -> Vec<String> {
    let mut endless = Vec::new();
    for table in ["entrata_viewings", "entrata_jobs", "entrata_prospect_leases", "entrata_tour_times"] {
        let sql = format!(
            "SELECT COUNT(*) FROM {table} WHERE lease_owner IS NOT NULL \
             AND (lease_until IS NULL OR lease_until > UTC_TIMESTAMP(3) + INTERVAL 5 MINUTE)"
        );
        let (count,): (u64,) = stage.database.one(&sql).await;
        if count > 0 {
            endless.push(format!("{count} leases of {table} never end"));
        }
    }
    if stage.spool_waits() {
        endless.push("entries wait in the spool".to_owned());
    }
    endless
}

/// The houses and pictures of an undisturbed ingestion, in a database of its own.
async fn reference(stage: &Stage, promised: &BTreeMap<u64, Promise>) -> HashMap<u64, Contents> {
    let database = Database::fresh().await;
    let untroubled = portal(&database, &stage.sandbox, &[]);
    migrate(&untroubled).await;
    let cid = CID.try_into().unwrap();
    let code = stage.sandbox.auth_code(CID).unwrap();
    untroubled.exchange_auth_code(&code.into(), cid).await.unwrap();
    for property in promised.iter().filter(|(_, promise)| **promise == Promise::Active).map(|(id, _)| *id) {
        untroubled.ingest_property(cid, property.try_into().unwrap()).await.unwrap();
    }
    contents(&database).await
}

/// How many houses and pictures, and the sums over their columns.
type Contents = (u64, u64, u64, Option<u64>);

async fn contents(database: &Database) -> HashMap<u64, Contents> {
    let sql = "SELECT e.property_id, COUNT(*), \
               CAST(SUM((SELECT COUNT(*) FROM house_images i WHERE i.house_id = h.id)) AS UNSIGNED), \
               CAST(SUM(CRC32(CONCAT_WS('|', e.floorplan_id, h.title, h.description, h.address, h.bedrooms, \
               h.bathrooms, h.price_pm, h.price_pm_max, h.number_available, h.available_on, h.status))) AS UNSIGNED), \
               CAST(SUM((SELECT SUM(CRC32(CONCAT_WS('|', i.url, i.caption, i.position))) \
               FROM house_images i WHERE i.house_id = h.id)) AS UNSIGNED) \
               FROM houses h JOIN entrata_houses e ON e.house_id = h.id GROUP BY e.property_id";
    let rows: Vec<(u64, u64, u64, u64, Option<u64>)> = database.rows(sql).await;
    rows.into_iter().map(|(property, b, c, d, e)| (property, (b, c, d, e))).collect()
}
