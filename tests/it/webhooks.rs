//! The effect of each webhook, and the reply to each error.

use crate::stage::{CID, CLIENT_ID, CLIENT_SECRET, Database, PROPERTY, Stage, body, encoded, portal};
use entrata::sandbox::Sandbox;
use entrata::store::entrata::webhooks::LogId;
use mysql_async::prelude::Queryable;

async fn on_market(stage: &Stage) -> u64 {
    let (count,): (u64,) = stage.database.one("SELECT COUNT(*) FROM houses WHERE status = 1").await;
    count
}

async fn outcomes(stage: &Stage) -> Vec<(u16, String)> {
    stage.database.rows("SELECT response_code, outcome FROM entrata_webhooks ORDER BY id").await
}

#[tokio::test]
async fn an_activation_is_approved_at_once_and_its_job_is_stored() {
    let stage = Stage::authenticated().await;
    let reply = stage.webhook(&format!("cid={CID}&property_id={PROPERTY}&request_type=ACTIVATION")).await;
    let response = &body(&reply)["response"];
    assert_eq!((reply.status, &response["code"]), (200, &200.into()));
    assert_eq!(
        response["result"],
        serde_json::json!({"status": "APPROVED", "requestType": "ACTIVATION", "cid": CID, "propertyId": PROPERTY})
    );
    assert_eq!(response["logId"], reply.log_id.as_str());
    let job: (String, String) = stage.database.one("SELECT state, log_id FROM entrata_jobs").await;
    assert_eq!(job, ("DUE".to_owned(), reply.log_id), "the request is stored, with the webhook that made it");
    assert_eq!(on_market(&stage).await, 0, "nothing was ingested before the reply");
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1);
    assert!(on_market(&stage).await > 0);
}

#[tokio::test]
async fn a_suspension_hides_the_houses_and_an_activation_shows_them_again() {
    let stage = Stage::activated().await;
    let (before, images): (u64, u64) =
        stage.database.one("SELECT (SELECT COUNT(*) FROM houses), (SELECT COUNT(*) FROM house_images)").await;
    let suspended = stage.webhook(&format!("cid={CID}&propertyId={PROPERTY}&requestType=SUSPENDED")).await;
    assert_eq!(body(&suspended)["response"]["result"]["status"], "SUSPENDED");
    assert_eq!(on_market(&stage).await, 0);
    let after: (u64, u64) =
        stage.database.one("SELECT (SELECT COUNT(*) FROM houses), (SELECT COUNT(*) FROM house_images)").await;
    assert_eq!(after, (before, images), "nothing is deleted");
    stage.database.run("UPDATE entrata_houses SET retired_at = UTC_TIMESTAMP() LIMIT 1", ()).await;
    let activation =
        stage.webhook(&format!("cid={CID}&property_id={PROPERTY}&request_type=ACTIVATION")).await;
    assert_eq!(activation.status, 200);
    assert_eq!(on_market(&stage).await, before - 1, "at once, but for the one that Entrata no longer listed");
    stage.let_limits_pass().await;
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1);
    assert_eq!(on_market(&stage).await, before);
}

#[tokio::test]
async fn a_property_suspended_while_it_is_being_ingested_stays_off_the_market() {
    let stage = Stage::authenticated().await;
    stage.webhook(&format!("cid={CID}&property_id={PROPERTY}&request_type=ACTIVATION")).await;
    stage.webhook(&format!("cid={CID}&property_id={PROPERTY}&request_type=SUSPENDED")).await;
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1);
    let (all, on): (u64, u64) =
        stage.database.one("SELECT COUNT(*), CAST(SUM(status) AS UNSIGNED) FROM houses").await;
    assert!(all > 0);
    assert_eq!(on, 0);
}

#[tokio::test]
async fn an_older_webhook_that_is_handled_late_decides_nothing() {
    let stage = Stage::activated().await;
    let older = LogId::new();
    let newer = LogId::new();
    let handled = async |request_type: &str, log_id| {
        let raw = format!(
            "client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&cid={CID}&property_id={PROPERTY}&request_type={request_type}"
        );
        stage.portal.handle_webhook(raw.as_bytes(), None, Some(log_id)).await.status
    };
    assert_eq!(handled("SUSPENDED", newer).await, 200);
    assert_eq!(handled("ACTIVATION", older).await, 200);
    stage.let_limits_pass().await;
    stage.portal.run_jobs(10).await.unwrap();
    assert_eq!(on_market(&stage).await, 0);
}

#[tokio::test]
async fn a_node_with_a_fast_clock_does_not_override_later_webhooks() {
    let stage = Stage::activated().await;
    // Decided two seconds ago, with an id of a clock that is three hours ahead.
    let ahead = "UPDATE entrata_properties SET decided_by = '01ffffff-ffff-7000-8000-000000000000', \
                 decided_at = UTC_TIMESTAMP(6) - INTERVAL 2 SECOND";
    stage.database.run(ahead, ()).await;
    stage.webhook(&format!("cid={CID}&property_id={PROPERTY}&request_type=SUSPENDED")).await;
    assert_eq!(on_market(&stage).await, 0);
}

#[tokio::test]
async fn a_feed_type_before_the_activation_does_not_block_it() {
    let stage = Stage::authenticated().await;
    let activation = LogId::new();
    stage
        .webhook(&format!("cid={CID}&property_id={PROPERTY}&request_type=CHANGE_FEED_TYPE&feed_type=FULL"))
        .await;
    let raw = format!(
        "client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&cid={CID}&property_id={PROPERTY}&request_type=ACTIVATION"
    );
    stage.portal.handle_webhook(raw.as_bytes(), None, Some(activation)).await;
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1);
    assert!(on_market(&stage).await > 0);
}

#[tokio::test]
async fn any_text_of_a_feed_type_is_stored_unchanged() {
    let stage = Stage::activated().await;
    let odd = "O'Neil \\\"; DROP TABLE houses; -- %_é";
    let raw =
        format!("cid={CID}&property_id={PROPERTY}&request_type=CHANGE_FEED_TYPE&feed_type={}", encoded(odd));
    assert_eq!(stage.webhook(&raw).await.status, 200);
    let (stored,): (String,) = stage.database.one("SELECT feed_type FROM entrata_properties").await;
    assert_eq!(stored, odd);
}

#[tokio::test]
async fn activations_and_suspensions_that_race_end_as_the_later_one() {
    let stage = Stage::activated().await;
    let other = stage.another_node();
    for round in 0..200 {
        let raw = |request_type| {
            format!(
                "client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&cid={CID}&property_id={PROPERTY}&request_type={request_type}"
            )
        };
        let (first, second) = (LogId::new(), LogId::new());
        let (activation, suspension) = (raw("ACTIVATION"), raw("SUSPENDED"));
        let (of_activation, of_suspension) = if round % 2 == 0 { (first, second) } else { (second, first) };
        let (one, two) = tokio::join!(
            stage.portal.handle_webhook(activation.as_bytes(), None, Some(of_activation)),
            other.handle_webhook(suspension.as_bytes(), None, Some(of_suspension)),
        );
        assert_eq!((one.status, two.status), (200, 200));
        let (status,): (String,) = stage.database.one("SELECT status FROM entrata_properties").await;
        assert_eq!(status, if round % 2 == 0 { "SUSPENDED" } else { "ACTIVE" }, "round {round}");
    }
}

#[tokio::test]
async fn one_webhook_sent_fifty_times_gives_one_state_and_fifty_log_rows() {
    let stage = Stage::authenticated().await;
    let webhooks = (0..50).map(|_| async {
        stage.webhook(&format!("cid={CID}&property_id={PROPERTY}&request_type=ACTIVATION")).await
    });
    let replies = futures_util::future::join_all(webhooks).await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    let counts: (u64, u64, u64) = stage
        .database
        .one(
            "SELECT (SELECT COUNT(*) FROM entrata_properties), (SELECT COUNT(*) FROM entrata_jobs), \
             (SELECT COUNT(DISTINCT log_id) FROM entrata_webhooks WHERE outcome = 'APPROVED')",
        )
        .await;
    assert_eq!(counts, (1, 1, 50));
}

#[tokio::test]
async fn a_feed_type_is_stored_and_the_property_ingested_again() {
    let stage = Stage::activated().await;
    let query = format!("cid={CID}&property_id={PROPERTY}&request_type=CHANGE_FEED_TYPE&feed_type=FULL");
    let reply = stage.webhook(&query).await;
    assert_eq!(body(&reply)["response"]["result"]["status"], "FEED_TYPE_CHANGED");
    let (stored,): (String,) = stage.database.one("SELECT feed_type FROM entrata_properties").await;
    assert_eq!(stored, "FULL");
    stage.let_limits_pass().await;
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1, "the request to ingest again");
    let status: Vec<(u8,)> = stage.database.rows("SELECT DISTINCT status FROM houses").await;
    assert_eq!(status, [(1,)]);
}

/// The replies to webhooks that cannot be carried out.
#[tokio::test]
async fn every_failure_of_the_contract_has_its_status_and_code() {
    let stage = Stage::authenticated().await;
    let right = format!("client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}");
    let cases = [
        (format!("{right}&property_id=1&request_type=ACTIVATION"), 400, "MISSING_PARAMETER"),
        (format!("{right}&cid={CID}"), 400, "MISSING_PARAMETER"),
        (format!("{right}&cid={CID}&request_type=SUSPENDED"), 400, "MISSING_PARAMETER"),
        (format!("{right}&cid={CID}&property_id=-5&request_type=SUSPENDED"), 400, "INVALID_PARAMETER"),
        (format!("{right}&cid[]={CID}&property_id=5&request_type=SUSPENDED"), 400, "INVALID_PARAMETER"),
        (format!("{right}&cid={CID}&property_id=1&request_type=DELETE"), 422, "UNSUPPORTED_REQUEST_TYPE"),
        (format!("{right}&cid=999&property_id=1&request_type=ACTIVATION"), 404, "UNKNOWN_CLIENT"),
        (format!("{right}&cid=999&property_id=1&request_type=CHANGE_FEED_TYPE"), 404, "UNKNOWN_CLIENT"),
        (format!("{right}&cid={CID}&auth_code=made%2Bup=="), 502, "ENTRATA_ERROR"),
        (format!("cid={CID}&auth_code=made%2Bup=="), 401, "INVALID_CLIENT"),
        (String::new(), 401, "INVALID_CLIENT"),
    ];
    let before = outcomes(&stage).await.len();
    for (raw, status, code) in &cases {
        let reply = stage.portal.handle_webhook(raw.as_bytes(), None, None).await;
        let response = &body(&reply)["response"];
        assert_eq!((reply.status, &response["code"]), (*status, &(*status).into()), "{raw}");
        assert_eq!(response["error"]["code"], *code, "{raw}");
        assert!(!response["error"]["message"].as_str().unwrap().is_empty());
        assert!(!reply.body.contains(CLIENT_SECRET));
    }
    let logged: Vec<_> = outcomes(&stage).await.split_off(before);
    let expected: Vec<_> = cases.iter().map(|(_, status, code)| (*status, (*code).to_owned())).collect();
    assert_eq!(logged, expected);
    let counts: (u64, u64) = stage
        .database
        .one("SELECT (SELECT COUNT(*) FROM entrata_properties), (SELECT COUNT(*) FROM entrata_jobs)")
        .await;
    assert_eq!(counts, (0, 0));
}

/// The parameters that a live receiver gets: none of our credentials.
fn live(rest: &str) -> String {
    format!(
        "cid={CID}&company_name=Example+Living&subdomain=exampleliving&api_location=https%3A%2F%2Fevil.example%2Fapi\
         &occupancy_type=STUDENT&referrer=entrata&{rest}"
    )
}

#[tokio::test]
async fn a_live_webhook_needs_only_a_code_or_only_the_key() {
    let stage = Stage::with(&[("ENTRATA_WEBHOOK_KEY", "planted-webhook-key")]).await;
    let code = stage.sandbox.auth_code(CID).unwrap();
    let first = live(&format!("auth_code={}&property_id={PROPERTY}&request_type=Activation", encoded(&code)));
    let reply = stage.portal.handle_webhook(first.as_bytes(), Some("192.0.2.9"), None).await;
    assert_eq!(body(&reply)["response"]["result"]["status"], "APPROVED", "{}", reply.body);
    let by_key = |rest: &str| format!("key=planted-webhook-key?{}", live(rest));
    for (rest, status) in [
        (format!("property_id={PROPERTY}&request_type=suspended"), "SUSPENDED"),
        (format!("propertyId={PROPERTY}&requestType=CHANGE_FEED_TYPE"), "FEED_TYPE_CHANGED"),
    ] {
        let reply = stage.portal.handle_webhook(by_key(&rest).as_bytes(), None, None).await;
        assert_eq!(body(&reply)["response"]["result"]["status"], status, "{}", reply.body);
    }
    let rows: Vec<(String, Option<String>, u64, Option<u64>)> = stage
        .database
        .rows("SELECT authenticated_by, request_type, cid, property_id FROM entrata_webhooks ORDER BY id")
        .await;
    let proofs: Vec<_> =
        rows.iter().map(|(proof, kind, ..)| (proof.as_str(), kind.as_deref().unwrap())).collect();
    assert_eq!(proofs, [("CODE", "ACTIVATION"), ("KEY", "SUSPENDED"), ("KEY", "CHANGE_FEED_TYPE")]);
    assert!(rows.iter().all(|(_, _, cid, property)| (*cid, *property) == (CID, Some(PROPERTY))));
    let types: (Option<String>, Option<String>) =
        stage.database.one("SELECT occupancy_type, feed_type FROM entrata_properties").await;
    assert_eq!(types, (Some("STUDENT".to_owned()), None));
    let (raw,): (Vec<u8>,) =
        stage.database.one("SELECT raw_query FROM entrata_webhooks ORDER BY id DESC LIMIT 1 OFFSET 2").await;
    assert_eq!(raw, first.replace(&encoded(&code), "***").as_bytes(), "the row is whole, but for the code");
}

#[tokio::test]
async fn a_code_proves_its_sender_only_for_its_own_company() {
    let stage = Stage::authenticated().await;
    stage.authenticate(4712).await;
    for (cid, status, error) in [(4711, 409, "CLIENT_MISMATCH"), (999, 409, "CLIENT_MISMATCH")] {
        let code = stage.sandbox.auth_code(4712).unwrap();
        let raw =
            format!("cid={cid}&auth_code={}&property_id={PROPERTY}&request_type=SUSPENDED", encoded(&code));
        let reply = stage.portal.handle_webhook(raw.as_bytes(), None, None).await;
        assert_eq!(
            (reply.status, &body(&reply)["response"]["error"]["code"]),
            (status, &error.into()),
            "{cid}"
        );
    }
    let (clients, properties): (u64, u64) = stage
        .database
        .one("SELECT (SELECT COUNT(*) FROM entrata_clients), (SELECT COUNT(*) FROM entrata_properties)")
        .await;
    assert_eq!((clients, properties), (2, 0));
}

#[tokio::test]
async fn a_failed_exchange_stops_nothing_else_of_a_proven_webhook() {
    let stage = Stage::activated().await;
    let raw = format!("cid={CID}&property_id={PROPERTY}&request_type=SUSPENDED&auth_code=spent%2Bcode");
    let reply = stage.webhook(&raw).await;
    assert_eq!(body(&reply)["response"]["result"]["status"], "SUSPENDED", "{}", reply.body);
    assert_eq!(on_market(&stage).await, 0);
    let (code, outcome, error, raw): (u16, String, String, String) = stage
        .database
        .one(&format!(
            "SELECT response_code, outcome, error, raw_query FROM entrata_webhooks WHERE log_id = '{}'",
            reply.log_id
        ))
        .await;
    assert_eq!((code, outcome.as_str()), (200, "SUSPENDED"));
    assert!(error.contains("the authorization code was not exchanged"), "{error}");
    assert!(raw.contains("auth_code=***") && !raw.contains("spent"), "{raw}");
    // The client is unknown, so the webhook cannot continue without the exchange.
    let raw = format!("cid=999&property_id={PROPERTY}&request_type=SUSPENDED&auth_code=spent%2Bcode");
    assert_eq!(stage.webhook(&raw).await.status, 502);
    // The code of another company is not a failure of the exchange.
    let code = stage.sandbox.auth_code(4712).unwrap();
    let raw =
        format!("cid={CID}&property_id={PROPERTY}&request_type=ACTIVATION&auth_code={}", encoded(&code));
    assert_eq!(stage.webhook(&raw).await.status, 409);
    assert_eq!(on_market(&stage).await, 0);
}

#[tokio::test]
async fn a_repeated_webhook_changes_nothing_and_runs_one_statement() {
    let stage = Stage::authenticated().await;
    let activation = format!("cid={CID}&property_id={PROPERTY}&request_type=ACTIVATION");
    stage.webhook(&activation).await;
    let state = async || {
        let houses: Vec<(u64, String)> =
            stage.database.rows("SELECT id, CAST(updated_at AS CHAR) FROM houses ORDER BY id").await;
        let job: (u32, String, String) = stage
            .database
            .one("SELECT requests, state, CONCAT(due_at, COALESCE(log_id, ''), updated_at) FROM entrata_jobs")
            .await;
        (houses, job)
    };
    let before = state().await;
    for _ in 0..3 {
        assert_eq!(stage.webhook(&activation).await.status, 200);
    }
    assert_eq!(state().await, before);
    stage.portal.run_jobs(10).await.unwrap();
    let requests: (u32,) = stage.database.one("SELECT requests FROM entrata_jobs").await;
    stage.webhook(&activation).await;
    let again: (u32, String) = stage.database.one("SELECT requests, state FROM entrata_jobs").await;
    assert_eq!(again, (requests.0 + 1, "DUE".to_owned()), "an ingestion that has run is requested again");
}

#[tokio::test]
async fn a_repeated_activation_overrides_an_earlier_suspension() {
    let stage = Stage::activated().await;
    let raw = |request_type: &str| {
        format!(
            "client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&cid={CID}&property_id={PROPERTY}&request_type={request_type}"
        )
    };
    let (older, newer) = (LogId::new(), LogId::new());
    for (request_type, log_id) in [("ACTIVATION", newer), ("SUSPENDED", older)] {
        let reply = stage.portal.handle_webhook(raw(request_type).as_bytes(), None, Some(log_id)).await;
        assert_eq!(reply.status, 200);
    }
    let (status,): (String,) = stage.database.one("SELECT status FROM entrata_properties").await;
    assert_eq!(status, "ACTIVE");
    assert!(on_market(&stage).await > 0);
}

#[tokio::test]
async fn a_locked_log_delays_a_webhook_at_most_by_its_budget() {
    let stage = Stage::with(&[("ENTRATA_TIMEOUT_MS", "3000")]).await;
    stage.authenticate(CID).await;
    let mut lock = stage.database.conn().await;
    lock.query_drop("LOCK TABLES entrata_webhooks WRITE, entrata_properties WRITE").await.unwrap();
    let began = std::time::Instant::now();
    let node = crate::stage::one_connection(&stage, &[("ENTRATA_TIMEOUT_MS", "3000")]);
    let raw = format!(
        "client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&cid={CID}&property_id={PROPERTY}&request_type=SUSPENDED"
    );
    let reply = node.handle_webhook(raw.as_bytes(), None, None).await;
    let took = began.elapsed();
    lock.query_drop("UNLOCK TABLES").await.unwrap();
    assert_eq!(reply.status, 503, "{}", reply.body);
    assert!(reply.headers.contains(&("Retry-After", "30")));
    assert!(took.as_millis() < 3500, "{took:?} of a budget of 3 seconds and half a second for PHP");
}

#[tokio::test]
async fn a_webhook_without_a_database_is_asked_to_retry() {
    let sandbox = Sandbox::start().await.unwrap();
    let database = Database::fresh().await;
    let elsewhere = database.url().replace("socket=", "socket=/nonexistent");
    let spool = std::env::temp_dir().join(format!("entrata-it-{}", LogId::new()));
    std::fs::create_dir(&spool).unwrap();
    let changes =
        [("ENTRATA_DATABASE_URL", elsewhere.as_str()), ("ENTRATA_SPOOL_DIR", spool.to_str().unwrap())];
    let portal = portal(&database, &sandbox, &changes);
    let code = sandbox.auth_code(CID).unwrap();
    let raw =
        format!("client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&cid={CID}&auth_code={}", encoded(&code));
    let reply = portal.handle_webhook(raw.as_bytes(), None, None).await;
    assert_eq!(reply.status, 503);
    assert_eq!(body(&reply)["response"]["error"]["code"], "DATABASE_UNAVAILABLE");
    assert!(reply.headers.contains(&("Retry-After", "30")));
    assert!(sandbox.calls().is_empty(), "the code is not spent while there is nowhere to keep its token");
    std::fs::remove_dir_all(spool).unwrap();
}

#[tokio::test]
async fn a_replay_handles_a_logged_webhook_again() {
    let stage = Stage::activated().await;
    let reply = stage.webhook(&format!("cid={CID}&property_id={PROPERTY}&request_type=SUSPENDED")).await;
    stage.let_limits_pass().await;
    stage.activate(PROPERTY).await;
    let again = stage.portal.replay_webhook(reply.log_id.parse().unwrap()).await.unwrap();
    assert_eq!(again.status, 200);
    assert_ne!(again.log_id, reply.log_id);
    assert_eq!(on_market(&stage).await, 0);
}
