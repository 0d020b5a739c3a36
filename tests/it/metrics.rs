//! The metrics show the portal's state and no personal data.

use crate::stage::{PROPERTY, Stage};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

fn value(page: &str, line: &str) -> Option<u64> {
    let rest = page.lines().find_map(|found| found.strip_prefix(line)?.strip_prefix(' '))?;
    rest.parse().ok()
}

#[tokio::test]
async fn every_figure_moves_with_what_happens() {
    let stage = Stage::activated().await;
    let page = stage.portal.metrics().await;
    for (line, number) in [
        ("entrata_database_up", 1),
        ("entrata_webhooks_last_hour{outcome=\"APPROVED\"}", 1),
        ("entrata_webhooks_last_hour{outcome=\"AUTHENTICATED\"}", 1),
        ("entrata_leads_waiting", 0),
        ("entrata_oldest_lead_seconds", 0),
        ("entrata_jobs{state=\"DONE\"}", 1),
        ("entrata_oldest_job_seconds", 0),
        ("entrata_clients{state=\"ACTIVE\"}", 1),
        ("entrata_tour_cache_hits_total", 0),
        ("entrata_tour_cache_misses_total", 0),
    ] {
        assert_eq!(value(&page, line), Some(number), "{line} in {page}");
    }
    assert!(value(&page, "entrata_last_success_timestamp_seconds{kind=\"ingestion\"}").is_some(), "{page}");

    let house = stage.house(PROPERTY).await;
    let slots = stage.slots(house).await;
    for _ in 0..150 {
        stage.slots(house).await;
    }
    let viewing = stage.viewing("ada.planted@example.com", house, &slots[0]).await;
    stage.portal.send_lead_from_viewing(viewing).await.unwrap();
    stage.booking("ada.planted@example.com", house, &slots[1]).await;
    stage
        .database
        .run("UPDATE entrata_viewings SET created_at = created_at - INTERVAL 1 HOUR WHERE status = 'REQUESTED'", ())
        .await;
    stage.database.run("UPDATE entrata_jobs SET state = 'DUE', due_at = due_at - INTERVAL 2 HOUR", ()).await;
    stage.webhook("cid=1&request_type=ACTIVATION&property_id=5").await;
    let page = stage.portal.metrics().await;
    for (line, number) in [
        ("entrata_webhooks_last_hour{outcome=\"UNKNOWN_CLIENT\"}", 1),
        ("entrata_leads_waiting", 1),
        ("entrata_leads_last_hour{state=\"CONFIRMED\"}", 1),
        ("entrata_jobs{state=\"DUE\"}", 1),
        ("entrata_tour_cache_misses_total", 1),
        ("entrata_tour_cache_hits_total", 100),
    ] {
        assert_eq!(value(&page, line), Some(number), "{line} in {page}");
    }
    assert!(value(&page, "entrata_oldest_lead_seconds").unwrap() >= 3600, "{page}");
    assert!(value(&page, "entrata_oldest_job_seconds").unwrap() >= 7200, "{page}");
    assert!(value(&page, "entrata_last_success_timestamp_seconds{kind=\"lead\"}").is_some(), "{page}");
    for private in ["planted", "@", "sandbox-secret", "mysql"] {
        assert!(!page.contains(private), "{private} in {page}");
    }
}

#[tokio::test]
async fn the_runbook_lists_every_metric_and_no_other() {
    let runbook = include_str!("../../docs/how-to/runbook.md");
    let page = Stage::empty().await.portal.metrics().await;
    let served: Vec<_> =
        page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    assert!(served.len() > 10, "{page}");
    for name in &served {
        assert!(runbook.contains(&format!("`{name}")), "{name} is not in the runbook's table");
    }
    for rule in runbook.lines().filter_map(|line| line.trim().strip_prefix("expr: ")) {
        let words = rule.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
        for name in words.filter(|word| word.starts_with("entrata_")) {
            assert!(served.contains(&name), "{rule} asks for {name}");
        }
    }
}

#[tokio::test]
async fn the_remaining_calls_are_shown_by_service() {
    let stage = Stage::activated().await;
    let insert = "INSERT INTO entrata_rate_limits (cid, property_id, method, allowed_a_minute, remaining, remaining_until, blocked_until) \
                VALUES (4711, 0, ?, 60, ?, UTC_TIMESTAMP(3) + INTERVAL ? SECOND, UTC_TIMESTAMP(3) + INTERVAL ? SECOND) \
                ON DUPLICATE KEY UPDATE remaining = 0";
    for (service, left, holds, blocked) in
        [("fresh", 12, 30, -1), ("past", 12, -1, -1), ("blocked", 12, 30, 30)]
    {
        stage.database.run(insert, (service, left, holds, blocked)).await;
    }
    let page = stage.portal.metrics().await;
    for (service, left) in [("fresh", 12), ("past", 60), ("blocked", 0)] {
        let line = format!("entrata_api_calls_remaining{{cid=\"4711\",service=\"{service}\"}}");
        assert_eq!(value(&page, &line), Some(left), "{page}");
    }
}

#[tokio::test]
async fn without_tables_the_metrics_say_so_instead_of_failing() {
    let stage = Stage::empty().await;
    stage.database.run("DROP TABLE entrata_jobs", ()).await;
    let page = stage.portal.metrics().await;
    assert_eq!(value(&page, "entrata_database_up"), Some(0), "{page}");
    assert!(!page.contains("entrata_webhooks"), "half of the figures would look like a drop: {page}");
}

#[tokio::test]
async fn tour_times_are_shown_where_they_cannot_be_counted() {
    let stage = Stage::activated().await;
    stage.database.run("DROP TABLE entrata_counters", ()).await;
    assert!(!stage.slots(stage.house(PROPERTY).await).await.is_empty());
}

#[tokio::test]
async fn the_figures_come_from_keys_and_not_from_whole_tables() {
    let stage = Stage::empty().await;
    for (sql, key) in [
        (
            "SELECT outcome, COUNT(*) FROM entrata_webhooks WHERE received_at >= UTC_TIMESTAMP(6) - INTERVAL 1 HOUR GROUP BY 1",
            "entrata_webhooks_received",
        ),
        (
            "SELECT status, COUNT(*) FROM entrata_viewings WHERE status IN ('CONFIRMED', 'REJECTED') AND updated_at >= UTC_TIMESTAMP() - INTERVAL 1 HOUR GROUP BY status",
            "entrata_viewings_ended",
        ),
    ] {
        let (_, keys): (u64, Option<String>) = stage.explained(sql).await;
        assert!(keys.as_deref().is_some_and(|keys| keys.contains(key)), "{sql}: {keys:?}");
    }
}

#[tokio::test]
async fn the_worker_serves_metrics_and_explains_a_wrong_address() {
    let stage = Stage::activated().await;
    let mut worker = stage.command(&["worker", "--metrics", "127.0.0.1:0"]);
    let mut worker = worker.env("ENTRATA_LOG", "info").stderr(Stdio::piped()).spawn().unwrap();
    // Held until the end, so that the worker's standard error stays open.
    let mut log = BufReader::new(worker.stderr.take().unwrap()).lines();
    let line = log.by_ref().map_while(Result::ok).find(|line| line.contains("metrics are served")).unwrap();
    let port: String =
        line.split("127.0.0.1:").nth(1).unwrap().chars().take_while(char::is_ascii_digit).collect();
    let answer =
        crate::stage::http_client().get(format!("http://127.0.0.1:{port}/metrics")).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let page = answer.text().await.unwrap();
    assert_eq!(value(&page, "entrata_database_up"), Some(1), "{page}");
    let elsewhere =
        crate::stage::http_client().get(format!("http://127.0.0.1:{port}/")).send().await.unwrap();
    assert_eq!(elsewhere.status(), 404);

    let (code, said) = stage.program(&["worker", "--metrics", &format!("127.0.0.1:{port}")]);
    assert!(code == 1 && said.contains("cannot listen on"), "{said}");
    let (code, said) = stage.program(&["worker", "--metrics", "everywhere"]);
    assert!(code == 2 && said.contains("must be an IP address and a port"), "{said}");
    worker.kill().unwrap();
    worker.wait().unwrap();
}
