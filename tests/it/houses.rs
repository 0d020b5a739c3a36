//! Property ingestion: all of a property, or nothing.

use crate::server::Server;
use crate::stage::{CID, Database, PROPERTY, Stage, WITHOUT_TOURS, cid, portal, property};
use crate::traces::logged_at;
use entrata::portal::Ingested;
use entrata::portal::{ErrorKind, Result};
use entrata::sandbox::{Fault, Faults, Options, Planned, Rates, Rejection};
use mysql_async::Opts;
use mysql_async::prelude::Queryable;

const CONTENT: &str = "SELECT title, description, city, CAST(bathrooms AS CHAR), CAST(price_pm AS CHAR), number_available, \
                       status FROM houses JOIN entrata_houses ON house_id = id ORDER BY floorplan_id";
type Content = (String, String, String, String, Option<String>, u32, u8);
/// Title, deposit, phone, rent, homes, latitude and status.
type House = (String, Option<String>, Option<String>, Option<String>, u32, Option<String>, u8);

async fn content(stage: &Stage) -> Vec<Content> {
    stage.database.rows(CONTENT).await
}

async fn ingest(stage: &Stage) -> Result<Ingested> {
    stage.let_limits_pass().await;
    stage.portal.ingest_property(cid(), property()).await
}

fn fail_next(stage: &Stage, method: &str, kind: Fault, count: u32) {
    let fail_next = vec![Planned { method: Some(method.to_owned()), kind, count }];
    stage.sandbox.faults(Faults { fail_next, ..Faults::default() }).unwrap();
}

#[tokio::test]
async fn each_floor_plan_is_a_house_with_rents_units_and_pictures() {
    let stage = Stage::activated().await;
    let houses = content(&stage).await;
    assert!(houses.len() >= 2);
    for (title, description, city, _, rent, _, status) in &houses {
        assert!(title.starts_with("Sample Court - "), "{title}");
        assert!(
            !description.contains('<') && !description.contains("&amp;") && !description.contains("&eacute;")
        );
        assert_eq!((city.as_str(), *status), ("Denver", 1));
        let rent: f64 = rent.as_deref().expect("a rent").parse().unwrap();
        assert!((500.0..10_000.0).contains(&rent), "{rent}");
    }
    let doubled: Vec<(u64, String)> = stage
        .database
        .rows("SELECT house_id, url FROM house_images GROUP BY house_id, url HAVING COUNT(*) > 1")
        .await;
    assert!(doubled.is_empty(), "{doubled:?}");
    let (first, last, count): (u32, u32, u32) = stage
        .database
        .one("SELECT MIN(position), MAX(position), CAST(COUNT(*) AS UNSIGNED) FROM house_images GROUP BY house_id LIMIT 1")
        .await;
    assert_eq!((first, last), (1, count));
}

#[tokio::test]
async fn ingesting_again_changes_nothing_and_keeps_what_people_edited_elsewhere() {
    let stage = Stage::activated().await;
    let before = content(&stage).await;
    stage.database.run("ALTER TABLE houses ADD COLUMN portal_note VARCHAR(32) NULL", ()).await;
    stage.database.run("UPDATE houses SET portal_note = 'by hand'", ()).await;
    let ids: Vec<(u64,)> = stage.database.rows("SELECT id FROM houses ORDER BY id").await;
    let again = ingest(&stage).await.unwrap();
    assert_eq!((again.houses, again.retired), (u64::try_from(before.len()).unwrap(), 0));
    assert_eq!(content(&stage).await, before);
    let after: Vec<(u64,)> =
        stage.database.rows("SELECT id FROM houses WHERE portal_note = 'by hand' ORDER BY id").await;
    assert_eq!(after, ids);
}

#[tokio::test]
async fn each_house_gets_back_what_entrata_says_of_its_own_floor_plan() {
    let stage = Stage::activated().await;
    let before = content(&stage).await;
    let wrong = "UPDATE houses SET title = id, description = CONCAT('é ', id), city = NULL, price_pm = id, \
                 number_available = NULL, status = 0";
    stage.database.run(wrong, ()).await;
    ingest(&stage).await.unwrap();
    assert_eq!(content(&stage).await, before);
}

/// What a house is, with the number of its pictures, by floor plan.
async fn content_with_images(stage: &Stage) -> Vec<(Content, u64)> {
    let images = "SELECT COUNT(i.id) FROM entrata_houses e LEFT JOIN house_images i ON i.house_id = e.house_id \
                  GROUP BY e.floorplan_id ORDER BY e.floorplan_id";
    let images: Vec<(u64,)> = stage.database.rows(images).await;
    content(stage).await.into_iter().zip(images).map(|(content, (images,))| (content, images)).collect()
}

#[tokio::test]
async fn new_houses_have_their_own_ids_whatever_the_server_s_increment() {
    let usual = content_with_images(&Stage::activated().await).await;
    assert!(usual.len() > 1);
    let arguments = ["--auto-increment-increment=7", "--auto-increment-offset=3"];
    let server = Server::start_with("increments", &arguments);
    let database = Database::at(Opts::from_url(&server.url()).unwrap()).await;
    let stage = Stage::on_database(database, Options::default(), &[]).await;
    stage.authenticate(CID).await;
    stage.activate(PROPERTY).await;
    assert_eq!(content_with_images(&stage).await, usual);
    let ids: Vec<(u64,)> = stage.database.rows("SELECT id FROM houses ORDER BY id").await;
    assert!(ids.windows(2).all(|pair| pair[1].0 - pair[0].0 == 7), "{ids:?}");
}

/// Rows that others insert meanwhile have ids behind ours, so that ours are not certain: they are inserted one by one.
#[tokio::test]
async fn new_houses_have_their_own_ids_while_others_insert_rows() {
    let stage = Stage::activated().await;
    let usual = content_with_images(&stage).await;
    let others = [stage.database.conn().await, stage.database.conn().await].map(|mut conn| {
        tokio::spawn(async move {
            while conn.query_drop("INSERT INTO houses (title, status) VALUES ('Other', 0)").await.is_ok() {}
        })
    });
    let was_uncertain = async || {
        let shown: Vec<(String, u64)> =
            stage.database.rows("SHOW GLOBAL STATUS LIKE 'Com_rollback_to_savepoint'").await;
        shown[0].1 > 0
    };
    for _ in 0..100 {
        stage.database.run("DELETE i FROM house_images i JOIN entrata_houses e USING (house_id)", ()).await;
        stage.database.run("DELETE h, e FROM houses h JOIN entrata_houses e ON e.house_id = h.id", ()).await;
        ingest(&stage).await.unwrap();
        assert_eq!(content_with_images(&stage).await, usual);
        if was_uncertain().await {
            break;
        }
    }
    assert!(was_uncertain().await, "no ingestion met another's row");
    for other in others {
        other.abort();
    }
}

#[tokio::test]
async fn a_broken_answer_changes_nothing_and_is_retried() {
    let stage = Stage::activated().await;
    let before = content(&stage).await;
    for kind in [Fault::Html, Fault::CutBody, Fault::Error] {
        for method in
            ["getProperties", "getFloorPlans", "getMitsPropertyUnits", "getUnitsAvailabilityAndPricing"]
        {
            // More often than the client retries.
            fail_next(&stage, method, kind.clone(), 20);
            let error = ingest(&stage).await.unwrap_err();
            assert!(error.is_retryable(), "{method} {kind:?}: {error}");
            assert!(error.to_string().contains("ingesting property 739076 of client 4711"), "{error}");
            assert_eq!(content(&stage).await, before, "{method} {kind:?}");
        }
    }
    stage.sandbox.faults(Faults::default()).unwrap();
    assert!(ingest(&stage).await.is_ok());
}

#[tokio::test]
async fn ingestion_keeps_to_the_contract_s_pace() {
    let stage = Stage::activated().await;
    let error = stage.portal.ingest_property(cid(), property()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert!(error.retry_after().is_some());
}

#[tokio::test]
async fn an_unlisted_floor_plan_goes_off_the_market_and_keeps_its_row() {
    let stage = Stage::activated().await;
    stage.database.run("INSERT INTO houses (title, status) VALUES ('Gone', 1)", ()).await;
    let link = "INSERT INTO entrata_houses (house_id, cid, property_id, floorplan_id) \
                SELECT id, ?, ?, 99 FROM houses WHERE title = 'Gone'";
    stage.database.run(link, (CID, PROPERTY)).await;
    assert_eq!(ingest(&stage).await.unwrap().retired, 1);
    let (status,): (u8,) = stage.database.one("SELECT status FROM houses WHERE title = 'Gone'").await;
    assert_eq!(status, 0);
}

#[tokio::test]
async fn a_failed_ingestion_is_due_again_later_and_says_why() {
    let stage = Stage::authenticated().await;
    stage.webhook(&format!("cid={CID}&property_id={PROPERTY}&request_type=ACTIVATION")).await;
    fail_next(&stage, "getFloorPlans", Fault::Html, 20);
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1);
    let (state, attempts, why, later): (String, u32, String, bool) = stage
        .database
        .one("SELECT state, attempts, last_error, due_at > UTC_TIMESTAMP(3) FROM entrata_jobs")
        .await;
    assert_eq!((state.as_str(), attempts, later), ("DUE", 1, true));
    assert!(why.contains("getFloorPlans"), "{why}");
    stage.sandbox.faults(Faults::default()).unwrap();
    stage.let_limits_pass().await;
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1);
    let (state,): (String,) = stage.database.one("SELECT state FROM entrata_jobs").await;
    assert_eq!(state, "DONE");
}

#[tokio::test]
async fn an_empty_response_counts_only_when_repeated_ten_minutes_later() {
    let stage = Stage::activated().await;
    let before = content(&stage).await;
    let plans: Vec<(u64,)> = stage.database.rows("SELECT floorplan_id FROM entrata_houses").await;
    let plans: Vec<_> = plans.into_iter().map(|(plan,)| plan).collect();
    let change = serde_json::json!({ "remove_floor_plans": plans }).to_string();
    stage.sandbox_is_told(&format!("properties/{PROPERTY}"), change).await;
    for _ in 0..2 {
        let error = ingest(&stage).await.unwrap_err();
        assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(600)), "{error}");
        assert_eq!(content(&stage).await, before);
    }
    let ten_minutes = "UPDATE entrata_properties SET empty_since = empty_since - INTERVAL 10 MINUTE";
    stage.database.run(ten_minutes, ()).await;
    let ingested = ingest(&stage).await.unwrap();
    assert_eq!((ingested.houses, ingested.retired), (1, u64::try_from(before.len()).unwrap()));
    let on_market: Vec<(u64,)> = stage
        .database
        .rows(
            "SELECT floorplan_id FROM entrata_houses e JOIN houses h ON h.id = e.house_id WHERE h.status = 1",
        )
        .await;
    assert_eq!(on_market, [(0,)], "the property itself is what is left");
}

#[tokio::test]
async fn an_ingestion_without_enough_time_is_left_to_the_next_process() {
    let stage = Stage::authenticated().await;
    stage.webhook(&format!("cid={CID}&property_id={PROPERTY}&request_type=ACTIVATION")).await;
    let slow = Rates { delay_ms: 60_000, ..Rates::default() };
    stage.sandbox.faults(Faults { all: slow, ..Faults::default() }).unwrap();
    let budget = std::time::Duration::from_millis(800);
    assert_eq!(stage.portal.run_jobs_within(1, budget).await.unwrap(), 1);
    let job = "SELECT state, lease_until IS NULL, last_error IS NOT NULL FROM entrata_jobs";
    assert_eq!(stage.database.one::<(String, bool, bool)>(job).await, ("DUE".to_owned(), true, true));
    stage.sandbox.faults(Faults::default()).unwrap();
    stage.let_limits_pass().await;
    assert_eq!(stage.portal.run_jobs(1).await.unwrap(), 1);
    assert_eq!(stage.database.one::<(String, bool, bool)>(job).await, ("DONE".to_owned(), true, false));
}

/// A worker that dies at any moment leaves the table in the old or the new state, never in between.
#[tokio::test]
async fn a_worker_killed_during_an_ingestion_leaves_the_table_consistent() {
    let stage = Stage::authenticated().await;
    let delayed = Rates { delay_ms: 30, ..Default::default() };
    stage.sandbox.faults(Faults { all: delayed, ..Faults::default() }).unwrap();
    let whole = "SELECT (SELECT COUNT(*) FROM houses), (SELECT COUNT(*) FROM house_images), \
                 (SELECT COUNT(*) FROM entrata_properties WHERE ingested_at IS NOT NULL)";
    let mut states = std::collections::HashSet::<(u64, u64, u64)>::new();
    for point in 0..10 {
        stage.webhook(&format!("cid={CID}&property_id={PROPERTY}&request_type=ACTIVATION")).await;
        stage.let_limits_pass().await;
        stage.database.run("UPDATE entrata_jobs SET lease_until = NULL", ()).await;
        let mut worker = stage.worker();
        tokio::time::sleep(std::time::Duration::from_millis(20 + 12 * point)).await;
        worker.kill().unwrap();
        worker.wait().unwrap();
        states.insert(stage.database.one(whole).await);
    }
    stage.sandbox.faults(Faults::default()).unwrap();
    stage.let_limits_pass().await;
    stage.database.run("UPDATE entrata_jobs SET state = 'DUE', lease_until = NULL", ()).await;
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1);
    let end: (u64, u64, u64) = stage.database.one(whole).await;
    assert!(end.0 > 0 && end.1 > 0 && end.2 == 1, "{end:?}");
    for state in states {
        assert!(state == (0, 0, 0) || state == end, "{state:?} is neither nothing nor {end:?}");
    }
}

#[tokio::test]
async fn properties_are_ingested_together_and_each_outcome_is_reported() {
    let stage = Stage::activated().await;
    stage.activate(739_077).await;
    stage.let_limits_pass().await;
    let properties = stage.portal.active_properties(None, None).await.unwrap();
    assert_eq!(properties.len(), 2);
    let mut reported = 0;
    let outcomes = stage.portal.sync(properties, |_| reported += 1).await;
    assert_eq!((outcomes.len(), reported), (2, 2));
    for outcome in outcomes {
        assert!(outcome.ingested.is_ok(), "{outcome:?}");
    }
}

#[tokio::test]
async fn an_ingestion_learns_whether_the_property_offers_tours() {
    let stage = Stage::activated().await;
    stage.activate(WITHOUT_TOURS).await;
    let sql =
        "SELECT property_id, tours_unsupported_at IS NOT NULL FROM entrata_properties ORDER BY property_id";
    let known: Vec<(u64, bool)> = stage.database.rows(sql).await;
    assert_eq!(known, [(PROPERTY, false), (WITHOUT_TOURS, true)]);
    let asked =
        || stage.sandbox.calls().iter().filter(|call| call.method == "getCalendarAvailability").count();
    let before = asked();
    ingest(&stage).await.unwrap();
    assert_eq!(asked(), before, "once a day is enough");
}

#[tokio::test]
async fn a_method_that_is_not_granted_costs_one_call_a_day_and_no_warning() {
    let stage = Stage::activated().await;
    let asked = || stage.sandbox.calls().iter().filter(|call| call.method == "getSpecials").count();
    let before = asked();
    let denied = Rejection { code: 300, error_code: None, message: "No permission.".to_owned(), status: 200 };
    fail_next(&stage, "getSpecials", Fault::Rejection(denied), 100);
    let (lines, _guard) = logged_at("warn");
    for _ in 0..2 {
        ingest(&stage).await.unwrap();
    }
    assert_eq!((asked() - before, lines.taken()), (1, Vec::new()));
    let a_day_later =
        "UPDATE entrata_rate_limits SET blocked_until = UTC_TIMESTAMP(3) WHERE method = 'getSpecials'";
    stage.database.run(a_day_later, ()).await;
    ingest(&stage).await.unwrap();
    assert_eq!(asked() - before, 2);
}

#[tokio::test]
async fn every_form_in_which_entrata_writes_a_property_gives_the_same_houses() {
    let stage = Stage::activated().await;
    let sql = "SELECT title, CAST(deposit AS CHAR), phone, CAST(price_pm AS CHAR), number_available, \
               CAST(latitude AS CHAR), status FROM houses ORDER BY id";
    let before: Vec<House> = stage.database.rows(sql).await;
    assert!(
        before.iter().any(|house| house.1.as_deref() == Some("500.00")),
        "MonthMultiple is dollars: {before:?}"
    );
    for variants in [
        r#"{"deposits":"actual"}"#,
        r#"{"mits_property_id":"outside"}"#,
        r#"{"mits_property_id":"both"}"#,
        r#"{"mits_amenities":"listed"}"#,
        r#"{"time_zones":"standard"}"#,
        r#"{"time_zones":"missing"}"#,
        r#"{"fax":"first"}"#,
        r#"{"fax":"none"}"#,
        r#"{"documents":false}"#,
    ] {
        stage.sandbox.variants(variants.parse().unwrap());
        ingest(&stage).await.unwrap_or_else(|error| panic!("{variants}: {error}"));
        assert_eq!(stage.database.rows::<House>(sql).await, before, "{variants}");
        let odd = "SELECT COUNT(*) FROM house_images WHERE url LIKE '%.pdf' OR caption LIKE '%.jpg'";
        assert_eq!(stage.database.one::<(u64,)>(odd).await, (0,), "{variants}");
    }
    for variants in [r#"{"pricing":"no_unit_blocks"}"#, r#"{"pricing":"no_unit_ids"}"#] {
        stage.sandbox.variants(variants.parse().unwrap());
        let error = ingest(&stage).await.unwrap_err();
        assert!(error.is_retryable(), "{variants}: {error}");
        assert_eq!(stage.database.rows::<House>(sql).await, before, "{variants}");
    }
}

#[tokio::test]
async fn a_response_that_no_page_would_wait_for_is_still_ingested() {
    let stage = Stage::activated().await;
    let hurried = portal(&stage.database, &stage.sandbox, &[("ENTRATA_TIMEOUT_MS", "100")]);
    let slow = Rates { delay_ms: 300, delay_rate: 1.0, ..Rates::default() };
    let methods = [("getMitsPropertyUnits".to_owned(), slow)].into();
    stage.sandbox.faults(Faults { methods, ..Faults::default() }).unwrap();
    stage.let_limits_pass().await;
    assert!(hurried.ingest_property(cid(), property()).await.unwrap().houses > 0);
}
