//! Every webhook is logged. An outage of the database loses no webhook that Entrata sent.

use crate::stage::{CID, CLIENT_ID, CLIENT_SECRET, Database, PROPERTY, Stage, portal, settings};
use entrata::portal::{LogId, NewWebhook, Portal};
use entrata::sandbox::Sandbox;
use mysql_async::prelude::Queryable;
use std::path::PathBuf;

fn webhook(raw_query: &[u8]) -> NewWebhook<'_> {
    NewWebhook {
        request_type: Some("ACTIVATION"),
        cid: Some(CID),
        property_id: None,
        raw_query,
        remote_addr: Some("192.0.2.1"),
    }
}

/// An authenticated webhook.
fn proven(rest: &str) -> String {
    format!("client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&{rest}")
}

/// A test's spool directory, which is deleted with it.
struct SpoolDir(PathBuf);

impl SpoolDir {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("entrata-it-{}", LogId::new())))
    }

    fn setting(&self) -> [(&'static str, &str); 1] {
        [("ENTRATA_SPOOL_DIR", self.0.to_str().unwrap())]
    }

    /// How many bytes of entries wait.
    fn size(&self) -> u64 {
        let files = std::fs::read_dir(&self.0).into_iter().flatten().flatten();
        let entries = files.filter(|file| {
            file.path().extension().is_some_and(|extension| extension == "spool" || extension == "taken")
        });
        entries.map(|file| file.metadata().unwrap().len()).sum()
    }
}

impl Drop for SpoolDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Stage {
    /// Renames the table of webhooks, so that nothing can be logged.
    async fn lose_log(&self) {
        self.database.run("RENAME TABLE entrata_webhooks TO away", ()).await;
    }

    async fn find_log(&self) {
        self.database.run("RENAME TABLE away TO entrata_webhooks", ()).await;
    }

    async fn logged(&self, condition: &str) -> u64 {
        let sql = format!("SELECT COUNT(*) FROM entrata_webhooks WHERE {condition}");
        self.database.one::<(u64,)>(&sql).await.0
    }
}

#[tokio::test]
async fn the_query_string_is_logged_byte_for_byte_except_our_secrets() {
    let stage = Stage::with(&[("ENTRATA_WEBHOOK_KEY", "planted-webhook-key")]).await;
    let raw = b"cid=1&x=%2f+\xff\x00&client_secret=planted&auth_code=a+b%2B==&y=planted%2dwebhook-key";
    let log_id = stage.portal.log_webhook(&webhook(raw)).await;
    let (id, kept, kind): (String, Vec<u8>, String) =
        stage.database.one("SELECT log_id, raw_query, request_type FROM entrata_webhooks").await;
    assert_eq!((id, kind.as_str()), (log_id.to_string(), "ACTIVATION"));
    assert_eq!(kept, b"cid=1&x=%2f+\xff\x00&client_secret=***&auth_code=a+b%2B==&y=***");
}

#[tokio::test]
async fn a_proven_webhook_is_logged_with_what_proved_it() {
    let stage = Stage::with(&[("ENTRATA_WEBHOOK_KEY", "planted-webhook-key")]).await;
    stage.authenticate(CID).await;
    let query = format!("cid={CID}&property_id={PROPERTY}&request_type=suspended");
    stage.webhook(&query).await;
    let raw = format!("key=planted-webhook-key&{query}&request_type=suspended");
    assert_eq!(stage.portal.handle_webhook(raw.as_bytes(), None, None).await.status, 200);
    let rows: Vec<(String, Option<String>, u64, Option<u64>)> = stage
        .database
        .rows("SELECT authenticated_by, request_type, cid, property_id FROM entrata_webhooks ORDER BY id")
        .await;
    let suspended = Some("SUSPENDED".to_owned());
    let expected = [
        ("SECRET".to_owned(), None, CID, None),
        ("SECRET".to_owned(), suspended.clone(), CID, Some(PROPERTY)),
        ("KEY".to_owned(), suspended, CID, Some(PROPERTY)),
    ];
    assert_eq!(rows, expected);
}

#[tokio::test]
async fn an_oversized_value_loses_its_column_and_not_the_row() {
    let stage = Stage::empty().await;
    let (long, address) = ("X".repeat(300), "\u{1b}[2J".repeat(100));
    let odd = NewWebhook {
        request_type: Some(&long),
        cid: Some(u64::MAX),
        property_id: Some(0),
        raw_query: &[0xff; 100_000],
        remote_addr: Some(&address),
    };
    let log_id = stage.portal.log_webhook(&odd).await;
    let (kind, address): (String, String) = stage
        .database
        .one(&format!("SELECT request_type, remote_addr FROM entrata_webhooks WHERE log_id = '{log_id}'"))
        .await;
    assert_eq!(kind, "UNKNOWN");
    assert!(address.len() <= 64 && !address.contains('\u{1b}'), "{address:?}");
}

#[tokio::test]
async fn spooled_entries_are_stored_once_with_their_own_id_and_time() {
    let spool = SpoolDir::new();
    let stage = Stage::with(&spool.setting()).await;
    stage.lose_log().await;
    let first = stage.portal.log_webhook(&webhook(b"first=1")).await;
    let second = stage.portal.handle_webhook(proven("cid=1&second=%22").as_bytes(), None, None).await;
    assert_eq!(second.status, 400, "handling goes on");
    stage.find_log().await;
    let third = stage.portal.handle_webhook(proven("cid=1&third=1").as_bytes(), None, None).await;
    let rows: Vec<(String, Option<u16>)> =
        stage.database.rows("SELECT log_id, response_code FROM entrata_webhooks ORDER BY received_at").await;
    let expected = [(first.to_string(), None), (second.log_id, Some(400)), (third.log_id, Some(400))];
    assert_eq!(rows, expected);
    assert_eq!(stage.portal.store_spooled_webhooks().await, 0, "nothing waits any more");
    assert_eq!(spool.size(), 0);
}

#[tokio::test]
async fn two_processes_that_store_the_spool_at_once_store_each_entry_once() {
    let spool = SpoolDir::new();
    let stage = Stage::with(&spool.setting()).await;
    let other = Portal::open(settings(&stage.database, &stage.sandbox, &spool.setting())).unwrap();
    stage.lose_log().await;
    for number in 0..20 {
        stage.portal.log_webhook(&webhook(format!("number={number}").as_bytes())).await;
    }
    stage.find_log().await;
    let (here, there) = tokio::join!(stage.portal.store_spooled_webhooks(), other.store_spooled_webhooks());
    assert_eq!(here + there, 20);
    assert_eq!(stage.logged("1 = 1").await, 20);
}

#[tokio::test]
async fn a_webhook_stores_a_bounded_part_of_a_large_spool() {
    let spool = SpoolDir::new();
    let stage = Stage::with(&spool.setting()).await;
    stage.authenticate(CID).await;
    stage.lose_log().await;
    for number in 0..350 {
        stage.portal.log_webhook(&webhook(proven(&format!("number={number}")).as_bytes())).await;
    }
    stage.find_log().await;
    let query = format!("cid={CID}&property_id={PROPERTY}&request_type=SUSPENDED");
    let mut stored = Vec::new();
    for _ in 0..4 {
        assert_eq!(stage.webhook(&query).await.status, 200);
        stored.push(stage.logged("raw_query LIKE '%number=%'").await);
    }
    assert!(stored[0] <= 100 && stored.is_sorted(), "{stored:?}");
    stage.portal.store_spooled_webhooks().await;
    let distinct: (u64, u64) = stage
        .database
        .one("SELECT COUNT(*), COUNT(DISTINCT raw_query) FROM entrata_webhooks WHERE raw_query LIKE '%number=%'")
        .await;
    assert_eq!(distinct, (350, 350), "the worker stores the rest, each once");
}

#[tokio::test]
async fn a_spool_that_cannot_be_read_stops_no_webhook() {
    let spool = SpoolDir::new();
    let stage = Stage::with(&spool.setting()).await;
    stage.authenticate(CID).await;
    stage.lose_log().await;
    stage.portal.log_webhook(&webhook(b"x=1")).await;
    stage.find_log().await;
    for file in std::fs::read_dir(&spool.0).unwrap().flatten() {
        std::os::unix::fs::symlink("/dev/full", file.path().with_extension("offset")).unwrap();
    }
    let query = format!("cid={CID}&property_id={PROPERTY}&request_type=SUSPENDED");
    assert_eq!(stage.webhook(&query).await.status, 200);
    let check = stage.portal.check().await;
    assert!(check.iter().any(|line| line.name == "spool"), "{check:?}");
}

#[tokio::test]
async fn a_failing_log_stops_no_decision_and_the_outcome_is_stored_later() {
    let spool = SpoolDir::new();
    let stage = Stage::with(&spool.setting()).await;
    stage.authenticate(CID).await;
    let reject = "CREATE TRIGGER reject BEFORE UPDATE ON entrata_webhooks \
                  FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the disk is full'";
    stage.database.conn().await.query_drop(reject).await.unwrap();
    let activation = format!("cid={CID}&property_id={PROPERTY}&request_type=ACTIVATION");
    assert_eq!(stage.webhook(&activation).await.status, 200);
    let (status, jobs): (String, u64) = stage
        .database
        .one("SELECT status, (SELECT COUNT(*) FROM entrata_jobs) FROM entrata_properties")
        .await;
    assert_eq!((status.as_str(), jobs), ("ACTIVE", 1));
    stage.database.conn().await.query_drop("DROP TRIGGER reject").await.unwrap();
    assert_eq!(stage.portal.store_spooled_webhooks().await, 1);
    assert_eq!(stage.logged("outcome IS NULL").await, 0);
}

#[tokio::test]
async fn the_outcome_of_a_spooled_webhook_is_spooled_too() {
    let spool = SpoolDir::new();
    let stage = Stage::with(&spool.setting()).await;
    stage.authenticate(CID).await;
    let suspension = proven(&format!("cid={CID}&property_id={PROPERTY}&request_type=SUSPENDED"));
    stage.lose_log().await;
    let logged = NewWebhook { raw_query: suspension.as_bytes(), ..NewWebhook::default() };
    let log_id = stage.portal.log_webhook(&logged).await;
    stage.find_log().await;
    let reply = stage.portal.handle_webhook(suspension.as_bytes(), None, Some(log_id)).await;
    assert_eq!(reply.status, 200);
    assert_eq!(stage.portal.store_spooled_webhooks().await, 2);
    let row = format!("SELECT outcome, authenticated_by FROM entrata_webhooks WHERE log_id = '{log_id}'");
    let row: (Option<String>, Option<String>) = stage.database.one(&row).await;
    assert_eq!(row, (Some("SUSPENDED".to_owned()), Some("SECRET".to_owned())));
}

#[tokio::test]
async fn a_stranger_s_webhook_is_not_spooled() {
    let sandbox = Sandbox::start().await.unwrap();
    let database = Database::fresh().await;
    let spool = SpoolDir::new();
    // Without the table, no row can be written.
    let portal = portal(&database, &sandbox, &spool.setting());
    for raw in [
        "",
        "cid=4711&property_id=1&request_type=SUSPENDED",
        "key=guess&cid=4711",
        "cid=1&auth_code=made%2Bup",
    ] {
        let reply = portal.handle_webhook(raw.as_bytes(), Some("192.0.2.1"), None).await;
        assert!([401, 503].contains(&reply.status), "{raw}: {}", reply.body);
        assert!(!reply.log_id.is_empty());
    }
    assert_eq!(spool.size(), 0);
    let logged = NewWebhook { raw_query: &[b'x'; 100_000], ..webhook(b"") };
    for _ in 0..3000 {
        portal.log_webhook(&logged).await;
    }
    assert!(spool.size() <= 1024 * 1024, "{} bytes", spool.size());
}

#[tokio::test]
async fn a_command_finishes_quietly_when_its_output_pipe_is_closed() {
    let stage = Stage::empty().await;
    stage.portal.log_webhook(&webhook(b"cid=1")).await;
    let commands: [&[&str]; 4] =
        [&["webhooks"], &["webhooks", "--json"], &["sync"], &["purge", "--older-than", "90d"]];
    for command in commands {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ended = stage.command(command).stdout(writer).output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!((ended.status.code(), said.as_ref()), (Some(0), ""), "{command:?}");
    }
}
