//! What all three nodes of Galera are asked for at once: authentications of one company, and migrations.

use super::cluster::Cluster;
use super::figures::Figures;
use super::town::town;
use super::web::Web;
use crate::stage::Database;
use futures_util::future::join_all;
use mysql_async::{Conn, Opts};
use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::Duration;

/// A company that is not authenticated yet.
const NEW_CID: u64 = 4712;

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_authenticates_one_company_at_three_galera_nodes() {
    let scenario = "Galera, 60 authentications of one company at 3 nodes at once";
    let mut figures = Figures::begin(scenario);
    let Some(cluster) = Cluster::galera(scenario) else { return };
    let stage = town(1, &[]).await;
    let mut webs = Vec::new();
    for node in 1..=3 {
        let changes = [
            ("ENTRATA_DATABASE_URL", cluster.url(node, &stage.database.name)),
            ("ENTRATA_TIMEOUT_MS", "10000".to_owned()),
            ("PORTAL_POOL", "pm.max_children = 20".to_owned()),
        ];
        webs.push(Web::start(&format!("node-{node}"), None, &stage.environment(&changes)).await);
    }
    let codes: Vec<_> = (0..60).map(|_| stage.sandbox.auth_code(NEW_CID).unwrap()).collect();
    let sent = codes.iter().enumerate().map(|(number, code)| webs[number % 3].authenticate(NEW_CID, code));
    let mut statuses = BTreeMap::new();
    for answer in join_all(sent).await {
        let answer = answer.expect("every webhook is answered");
        if answer.status != 200 {
            println!("{}", answer.body);
        }
        *statuses.entry(answer.status).or_insert(0_usize) += 1;
    }
    figures.sent = codes.len();
    figures.delivered = statuses.get(&200).copied().unwrap_or_default();
    figures.lost = figures.sent - figures.delivered;
    let sql = "SELECT (SELECT COUNT(*) FROM entrata_clients), (SELECT COUNT(*) FROM property_operators), \
               (SELECT COUNT(*) FROM users WHERE role = 'AGENT')";
    let rows: (usize, usize, usize) = stage.database.one(sql).await;
    // The other company was there already.
    if rows != (2, 2, 2) {
        figures.half_done.push(format!("clients, operators and agents: {rows:?}"));
    }
    let cid = NEW_CID.try_into().unwrap();
    let called = stage.portal.call(cid, "properties", "getProperties", serde_json::json!({}), None).await;
    assert!(called.is_ok(), "the stored token works: {called:?}");
    assert!(!stage.spool_waits());
    figures.note = format!("{}; answers {statuses:?}", cluster.version);
    figures.end();
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_migrates_at_three_galera_nodes_at_once() {
    let scenario = "Galera, migrations at 3 nodes at once";
    let mut figures = Figures::begin(scenario);
    let Some(cluster) = Cluster::galera(scenario) else { return };
    let stage = town(1, &[]).await;
    let tables = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()";
    let (expected,): (u64,) = stage.database.one(tables).await;
    for _ in 0..12 {
        let database = Database::fresh().await;
        for node in 1..=3 {
            while Conn::new(Opts::from_url(&cluster.url(node, &database.name)).unwrap()).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        let started: Vec<_> = (1..=3)
            .map(|node| {
                let url = [("ENTRATA_DATABASE_URL", cluster.url(node, &database.name))];
                let mut command = Command::new(env!("CARGO_BIN_EXE_entrata"));
                command.arg("migrate").envs(stage.environment(&url));
                command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        for process in started {
            figures.sent += 1;
            let output = tokio::task::spawn_blocking(|| process.wait_with_output().unwrap()).await.unwrap();
            if output.status.success() {
                figures.delivered += 1;
            } else {
                println!("{}", String::from_utf8_lossy(&output.stderr));
            }
        }
        let (found,): (u64,) = database.one(tables).await;
        if found != expected {
            figures.half_done.push(format!("{found} tables instead of {expected}"));
        }
    }
    figures.note = format!("{}, 12 rounds", cluster.version);
    figures.end();
}
