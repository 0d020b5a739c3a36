//! Every webhook is logged, whatever it is worth and whatever the database does.

use crate::stage::{CID, CLIENT_ID, CLIENT_SECRET, Database, PROPERTY, Stage, migrate, portal, settings};
use entrata::portal::{LogId, NewWebhook, Portal};
use entrata::sandbox::Sandbox;
use mysql_async::prelude::Queryable;

fn webhook(raw_query: &[u8]) -> NewWebhook {
    NewWebhook {
        request_type: Some("ACTIVATION".to_owned()),
        cid: Some(CID),
        property_id: None,
        raw_query: raw_query.to_vec(),
        remote_addr: Some("192.0.2.1".to_owned()),
    }
}

#[tokio::test]
async fn the_raw_query_is_kept_byte_for_byte_but_for_our_own_secrets() {
    let stage = Stage::empty().await;
    let raw = b"cid=1&x=%2f+\xff\x00&client_secret=planted&auth_code=a+b%2B==";
    let log_id = stage.portal.log_webhook(&webhook(raw)).await;
    let (id, kept, kind): (String, Vec<u8>, String) =
        stage.database.one("SELECT log_id, raw_query, request_type FROM entrata_webhooks").await;
    assert_eq!((id, kind.as_str()), (log_id.to_string(), "ACTIVATION"));
    assert_eq!(kept, b"cid=1&x=%2f+\xff\x00&client_secret=***&auth_code=a+b%2B==");
}

#[tokio::test]
async fn entries_that_waited_for_the_database_come_in_once_under_their_own_id_and_time() {
    let sandbox = Sandbox::start().await.unwrap();
    let database = Database::fresh().await;
    let spool = std::env::temp_dir().join(format!("entrata-it-{}", LogId::fresh()));
    std::fs::create_dir(&spool).unwrap();
    let folder = spool.to_str().unwrap();
    let portal = portal(&database, &sandbox, &[("ENTRATA_SPOOL_DIR", folder)]);
    // There is no table yet, so that no entry can be written.
    let first = portal.log_webhook(&webhook(b"first=1")).await;
    let reply = portal.handle_webhook(b"cid=1&second=1", None, None).await;
    assert_eq!(reply.status, 401, "handling goes on");
    migrate(&portal).await;
    let third = portal.log_webhook(&webhook(b"third=1")).await;
    let rows: Vec<(String, Option<u16>)> =
        database.rows("SELECT log_id, response_code FROM entrata_webhooks ORDER BY received_at").await;
    let expected = [(first.to_string(), None), (reply.log_id, Some(401)), (third.to_string(), None)];
    assert_eq!(rows, expected);
    assert_eq!(portal.bring_spool_in().await, 0, "nothing waits any more");
    std::fs::remove_dir_all(spool).unwrap();
}

#[tokio::test]
async fn two_processes_that_bring_the_spool_in_at_once_bring_each_entry_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let database = Database::fresh().await;
    let spool = std::env::temp_dir().join(format!("entrata-it-{}", LogId::fresh()));
    std::fs::create_dir(&spool).unwrap();
    let changes = [("ENTRATA_SPOOL_DIR", spool.to_str().unwrap())];
    let one = portal(&database, &sandbox, &changes);
    let other = Portal::open(settings(&database, &sandbox, &changes)).unwrap();
    for number in 0..20 {
        one.log_webhook(&webhook(format!("number={number}").as_bytes())).await;
    }
    migrate(&one).await;
    let (here, there) = tokio::join!(one.bring_spool_in(), other.bring_spool_in());
    assert_eq!(here + there, 20);
    let (rows, ids): (u64, u64) =
        database.one("SELECT COUNT(*), COUNT(DISTINCT log_id) FROM entrata_webhooks").await;
    assert_eq!((rows, ids), (20, 20));
    std::fs::remove_dir_all(spool).unwrap();
}

#[tokio::test]
async fn a_log_that_fails_stops_no_decision_and_its_outcome_comes_in_later() {
    let spool = std::env::temp_dir().join(format!("entrata-it-{}", LogId::fresh()));
    std::fs::create_dir(&spool).unwrap();
    let stage = Stage::with(&[("ENTRATA_SPOOL_DIR", spool.to_str().unwrap())]).await;
    stage.authenticate(CID).await;
    let refuse = "CREATE TRIGGER refuse BEFORE UPDATE ON entrata_webhooks \
                  FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the disk is full'";
    stage.database.conn().await.query_drop(refuse).await.unwrap();
    let activation = format!("cid={CID}&property_id={PROPERTY}&request_type=ACTIVATION");
    assert_eq!(stage.webhook(&activation).await.status, 200);
    let (status, jobs): (String, u64) = stage
        .database
        .one("SELECT status, (SELECT COUNT(*) FROM entrata_jobs) FROM entrata_properties")
        .await;
    assert_eq!((status.as_str(), jobs), ("ACTIVE", 1));
    stage.database.conn().await.query_drop("DROP TRIGGER refuse").await.unwrap();
    assert_eq!(stage.portal.bring_spool_in().await, 1);
    let open = "SELECT COUNT(*) FROM entrata_webhooks WHERE outcome IS NULL";
    assert_eq!(stage.database.one::<(u64,)>(open).await, (0,));
    std::fs::remove_dir_all(spool).unwrap();
}

#[tokio::test]
async fn the_outcome_of_a_webhook_whose_row_waits_in_the_spool_waits_with_it() {
    let spool = std::env::temp_dir().join(format!("entrata-it-{}", LogId::fresh()));
    std::fs::create_dir(&spool).unwrap();
    let stage = Stage::with(&[("ENTRATA_SPOOL_DIR", spool.to_str().unwrap())]).await;
    stage.authenticate(CID).await;
    stage.database.conn().await.query_drop("RENAME TABLE entrata_webhooks TO away").await.unwrap();
    let log_id = stage.portal.log_webhook(&webhook(b"x=1")).await;
    stage.database.conn().await.query_drop("RENAME TABLE away TO entrata_webhooks").await.unwrap();
    let suspension = format!(
        "client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&cid={CID}&property_id={PROPERTY}&request_type=SUSPENDED"
    );
    let reply = stage.portal.handle_webhook(suspension.as_bytes(), None, Some(log_id)).await;
    assert_eq!(reply.status, 200);
    assert_eq!(stage.portal.bring_spool_in().await, 2);
    let outcome = format!("SELECT outcome FROM entrata_webhooks WHERE log_id = '{log_id}'");
    assert_eq!(stage.database.one::<(Option<String>,)>(&outcome).await.0.as_deref(), Some("SUSPENDED"));
    std::fs::remove_dir_all(spool).unwrap();
}

#[tokio::test]
async fn a_command_does_its_work_and_ends_quietly_when_nobody_reads_on() {
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
