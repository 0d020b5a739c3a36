//! A code works once: whatever the database does after its exchange, the authorization is stored in the end.

use crate::server::Server;
use crate::stage::{CID, Database, Stage, cid, encoded, portal};
use entrata::sandbox::{Faults, Limits, Options, Rates};
use mysql_async::Opts;
use mysql_async::prelude::Queryable;
use std::time::Duration;

/// The window in which trouble begins: after the exchange of the code, and before its result is stored.
const SLOW: u64 = 400;

async fn stage_on(server: &Server, user: &str) -> Stage {
    let database = Database::at(Opts::from_url(&server.url()).unwrap()).await;
    let url = database.url().replace("root@", user);
    let spool = std::env::temp_dir().join(format!("entrata-it-{}", database.name));
    let changes = [
        ("ENTRATA_DATABASE_URL", url.as_str()),
        ("ENTRATA_SPOOL_DIR", spool.to_str().unwrap()),
        ("ENTRATA_TIMEOUT_MS", "5000"),
    ];
    let stage =
        Stage::on_database(database, Options { limits: Limits::none(), ..Options::default() }, &changes)
            .await;
    let all = Rates { delay_ms: SLOW, delay_rate: 1.0, ..Rates::default() };
    stage.sandbox.faults(Faults { all, ..Faults::default() }).unwrap();
    stage
}

/// Sends a code, and lets `trouble` begin when the code has been exchanged. Returns the status of the reply.
async fn send_code(stage: &Stage, trouble: impl Future<Output = ()>) -> u16 {
    let code = stage.sandbox.auth_code(CID).unwrap();
    let query = format!("cid={CID}&auth_code={}", encoded(&code));
    let trouble = async {
        let exchanged = || stage.sandbox.calls().iter().any(|call| call.method == "getAccessToken");
        while !exchanged() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        trouble.await;
    };
    tokio::join!(stage.webhook(&query), trouble).0.status
}

/// The client is in its table, once, and its token works.
async fn assert_stored(stage: &Stage) {
    stage.portal.store_spooled_webhooks().await;
    let sql = "SELECT (SELECT COUNT(*) FROM entrata_clients), (SELECT COUNT(*) FROM property_operators), \
               (SELECT COUNT(*) FROM users WHERE role = 'AGENT')";
    assert_eq!(stage.database.one::<(u64, u64, u64)>(sql).await, (1, 1, 1));
    let answer = stage.portal.call(cid(), "properties", "getProperties", serde_json::json!({}), None).await;
    assert!(answer.is_ok(), "{answer:?}");
    let exchanges = stage.sandbox.calls().iter().filter(|call| call.method == "getAccessToken").count();
    assert_eq!(exchanges, 1, "the code was used once");
}

#[tokio::test]
async fn a_table_that_is_locked_after_the_exchange_costs_no_authorization() {
    let server = Server::start("authorization-lock");
    let stage = stage_on(&server, "root@").await;
    let mut lock = stage.database.conn().await;
    let status = send_code(&stage, async {
        lock.query_drop("LOCK TABLES entrata_clients WRITE").await.unwrap();
    })
    .await;
    lock.query_drop("UNLOCK TABLES").await.unwrap();
    assert_eq!(status, 503);
    assert_stored(&stage).await;
}

#[tokio::test]
async fn a_server_that_is_read_only_after_the_exchange_costs_no_authorization() {
    let server = Server::start("authorization-read-only");
    server.tell("CREATE OR REPLACE USER portal@localhost").await;
    server.tell("GRANT ALL ON *.* TO portal@localhost").await;
    server.tell("REVOKE SUPER, CONNECTION ADMIN, READ_ONLY ADMIN ON *.* FROM portal@localhost").await;
    let stage = stage_on(&server, "portal@").await;
    let status = send_code(&stage, server.tell("SET GLOBAL read_only = 1")).await;
    server.tell("SET GLOBAL read_only = 0").await;
    assert_eq!(status, 503);
    assert_stored(&stage).await;
}

#[tokio::test]
async fn a_server_that_is_killed_after_the_exchange_costs_no_authorization() {
    let server = std::sync::Arc::new(Server::start("authorization-killed"));
    let stage = stage_on(&server, "root@").await;
    let status = send_code(&stage, async {
        let server = std::sync::Arc::clone(&server);
        tokio::task::spawn_blocking(move || server.crash()).await.unwrap();
    })
    .await;
    // Depending on how long the server takes, the token was stored within the webhook's budget or is in the spool.
    assert!(status == 200 || status == 503, "{status}");
    assert_stored(&stage).await;
}

#[tokio::test]
async fn conflicts_after_the_exchange_cost_no_authorization() {
    let server = Server::start("authorization-conflict");
    let stage = stage_on(&server, "root@").await;
    let reject = "CREATE TRIGGER reject BEFORE INSERT ON entrata_clients \
                  FOR EACH ROW SIGNAL SQLSTATE '40001' SET MESSAGE_TEXT = 'a conflict', MYSQL_ERRNO = 1213";
    let mut conn = stage.database.conn().await;
    let status = send_code(&stage, async { conn.query_drop(reject).await.unwrap() }).await;
    assert_eq!(status, 503);
    conn.query_drop("DROP TRIGGER reject").await.unwrap();
    // Another node brings in what this one kept.
    let spool = std::env::temp_dir().join(format!("entrata-it-{}", stage.database.name));
    let other = portal(&stage.database, &stage.sandbox, &[("ENTRATA_SPOOL_DIR", spool.to_str().unwrap())]);
    other.store_spooled_webhooks().await;
    assert_stored(&stage).await;
}
