//! Erasure of personal data: old webhooks, and a renter on request.

use crate::stage::{CID, Database, PROPERTY, Stage, body};
use chrono::{TimeDelta, Utc};
use entrata::portal::ErrorKind;
use entrata::portal::{AtEntrata, LogId, NewWebhook};

impl Stage {
    async fn age_webhooks(&self, days: u32) {
        self.database
            .run("UPDATE entrata_webhooks SET received_at = received_at - INTERVAL ? DAY", (days,))
            .await;
    }
}

/// Every text in every table, to search for a person.
pub(crate) async fn everything(database: &Database) -> String {
    let mut all = String::new();
    let tables: Vec<(String, String)> = database
        .rows(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE() \
             ORDER BY table_name, ordinal_position",
        )
        .await;
    for (table, column) in tables {
        let sql =
            format!("SELECT COALESCE(GROUP_CONCAT(CAST({column} AS CHAR) SEPARATOR '\n'), '') FROM {table}");
        let (text,): (String,) = database.one(&sql).await;
        all.push_str(&format!("{table}.{column}: {text}\n"));
    }
    all
}

#[tokio::test]
async fn a_purge_deletes_old_webhooks_in_batches_and_nothing_that_was_decided() {
    let stage = Stage::activated().await;
    let suspend = format!("cid=4711&property_id={PROPERTY}&request_type=SUSPENDED");
    assert_eq!(stage.webhook(&suspend).await.status, 200);
    let decided: (String, String) =
        stage.database.one("SELECT status, decided_by FROM entrata_properties").await;
    let filler = "INSERT INTO entrata_webhooks (log_id, raw_query) \
                  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) \
                  SELECT UUID(), '' FROM n a CROSS JOIN n b";
    stage.database.run(filler, ()).await;
    stage.age_webhooks(91).await;
    stage.database.run("INSERT INTO entrata_webhooks (log_id, raw_query) VALUES ('new', '')", ()).await;

    let purged = stage.portal.purge(Utc::now() - TimeDelta::days(90)).await.unwrap();
    assert_eq!(purged.webhooks, 2503);
    let left: Vec<(String,)> = stage.database.rows("SELECT log_id FROM entrata_webhooks").await;
    assert_eq!(left, [("new".to_owned(),)]);
    let still: (String, String) =
        stage.database.one("SELECT status, decided_by FROM entrata_properties").await;
    assert_eq!(still, decided);

    // A webhook that is older than the last decision still decides nothing.
    let raw = format!(
        "client_id={}&client_secret={}&cid=4711&property_id={PROPERTY}&request_type=ACTIVATION",
        crate::stage::CLIENT_ID,
        crate::stage::CLIENT_SECRET
    );
    let older: LogId = "01000000-0000-7000-8000-000000000000".parse().unwrap();
    stage.portal.handle_webhook(raw.as_bytes(), None, Some(older)).await;
    let still: (String, String) =
        stage.database.one("SELECT status, decided_by FROM entrata_properties").await;
    assert_eq!(still, decided);
    let (jobs,): (u64,) = stage.database.one("SELECT COUNT(*) FROM entrata_jobs").await;
    assert_eq!(jobs, 1);
}

#[tokio::test]
async fn a_purge_keeps_a_lease_that_is_held() {
    let stage = Stage::empty().await;
    for (email, lease) in [
        ("free@example.com", "NULL"),
        ("held@example.com", "UTC_TIMESTAMP(3) + INTERVAL 20 SECOND"),
        ("late@example.com", "UTC_TIMESTAMP(3) - INTERVAL 20 SECOND"),
    ] {
        let sql = format!(
            "INSERT INTO entrata_prospect_leases (cid, property_id, email, lease_until) VALUES (1, 1, ?, {lease})"
        );
        stage.database.run(&sql, (email,)).await;
    }
    let purged = stage.portal.purge(Utc::now()).await.unwrap();
    assert_eq!(purged.leads, 1);
    let left: Vec<(String,)> =
        stage.database.rows("SELECT email FROM entrata_prospect_leases ORDER BY email").await;
    assert_eq!(left, [("held@example.com".to_owned(),), ("late@example.com".to_owned(),)]);
}

#[tokio::test]
async fn spooled_entries_are_stored_before_a_purge_and_purged_with_the_others() {
    let spool = std::env::temp_dir().join(format!("entrata-it-{}", LogId::new()));
    let stage = Stage::with(&[("ENTRATA_SPOOL_DIR", spool.to_str().unwrap())]).await;
    stage.database.run("RENAME TABLE entrata_webhooks TO away", ()).await;
    stage.webhook("cid=1").await;
    stage.database.run("RENAME TABLE away TO entrata_webhooks", ()).await;
    let purged = stage.portal.purge(Utc::now() + TimeDelta::minutes(1)).await.unwrap();
    assert_eq!((purged.spooled, purged.webhooks), (2, 1));
    let left: Vec<_> = std::fs::read_dir(&spool).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| name.to_string_lossy().ends_with(".lock")), "{left:?}");
    std::fs::remove_dir_all(spool).unwrap();
}

#[tokio::test]
async fn strangers_are_purged_after_a_day_and_entrata_s_webhooks_are_not() {
    let stage = Stage::authenticated().await;
    for hours in [23, 25, 50] {
        stage.portal.handle_webhook(b"cid=4711&request_type=SUSPENDED", None, None).await;
        // Logged with what the portal's own code read from it, and never answered.
        let named = NewWebhook { cid: Some(CID), raw_query: b"cid=4711", ..NewWebhook::default() };
        stage.portal.log_webhook(&named).await;
        let age = "UPDATE entrata_webhooks SET received_at = received_at - INTERVAL ? HOUR ORDER BY id DESC LIMIT 2";
        stage.database.run(age, (hours,)).await;
    }
    stage.age_webhooks(2).await;
    let younger = "UPDATE entrata_webhooks SET received_at = received_at + INTERVAL 2 DAY WHERE authenticated_by IS NULL";
    stage.database.run(younger, ()).await;
    stage.portal.tidy().await.unwrap();
    let left: Vec<(Option<String>,)> =
        stage.database.rows("SELECT authenticated_by FROM entrata_webhooks ORDER BY id").await;
    assert_eq!(left, [(Some("SECRET".to_owned()),), (None,), (None,)]);
}

#[tokio::test]
async fn what_a_user_looked_at_is_deleted_after_an_hour() {
    let stage = Stage::empty().await;
    for minutes in [59, 61] {
        let sql = "INSERT INTO entrata_tour_questions (user_id, question, asked_at) \
                   VALUES (1, ?, UTC_TIMESTAMP() - INTERVAL ? MINUTE)";
        stage.database.run(sql, (minutes, minutes)).await;
    }
    stage.portal.tidy().await.unwrap();
    let left: Vec<(String,)> = stage.database.rows("SELECT question FROM entrata_tour_questions").await;
    assert_eq!(left, [("59".to_owned(),)]);
}

#[tokio::test]
async fn a_forgotten_renter_is_in_no_table_any_more() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slots = stage.slots(house).await;
    let booked = stage.viewing("Ada.Planted@example.com", house, &slots[0]).await;
    let application = stage.portal.send_lead_from_viewing(booked).await.unwrap().external_id;
    stage.viewing("Ada.Planted@example.com", house, &slots[1]).await;
    // Another user booked for her.
    let for_her = stage.booking("other@example.com", house, &slots[2]).await;
    let sql = "UPDATE entrata_viewings e JOIN viewings v ON v.id = e.viewing_id SET e.email = 'ada.planted@example.com', \
               e.first_name = 'Plantedname', e.phone = '555-0199', v.message = 'call Plantedname' WHERE v.id = ?";
    stage.database.run(sql, (for_her.get(),)).await;
    stage.database.run("UPDATE users SET last_name = 'Plantedname', password_hash = 'Plantedhash' WHERE email LIKE 'ada%'", ()).await;
    let sql = "INSERT INTO entrata_tour_changes (cid, property_id, viewing_id, kind, note) \
               SELECT cid, property_id, viewing_id, 'MOVE', 'Plantedname can come later' FROM entrata_viewings WHERE viewing_id = ?";
    stage.database.run(sql, (booked.get(),)).await;
    let mine = stage.viewing("other@example.com", house, &slots[3]).await;

    let forgotten = stage.portal.forget_renter(" ada.planted@EXAMPLE.com").await.unwrap();
    assert_eq!((forgotten.users, forgotten.viewings, forgotten.leads), (1, 3, 1));
    let at_entrata = AtEntrata { cid: 4711, property_id: PROPERTY, application_id: application };
    assert_eq!(forgotten.at_entrata, [at_entrata]);
    let all = everything(&stage.database).await.to_lowercase();
    for trace in ["planted", "555-0199"] {
        assert!(!all.contains(trace), "{}", all.lines().find(|line| line.contains(trace)).unwrap());
    }

    // Booked tours stay, undelivered ones are withdrawn, other renters keep theirs.
    let states: Vec<(u64, String, String)> = stage
        .database
        .rows(
            "SELECT v.id, v.status, COALESCE(e.email, '') FROM viewings v \
                 LEFT JOIN entrata_viewings e ON e.viewing_id = v.id ORDER BY v.id",
        )
        .await;
    let status: Vec<_> = states.iter().map(|(_, status, _)| status.as_str()).collect();
    assert_eq!(status, ["CONFIRMED", "REJECTED", "REJECTED", "REQUESTED"]);
    assert_eq!(states[3], (mine.get(), "REQUESTED".to_owned(), String::new()));
    let (others,): (u64,) =
        stage.database.one("SELECT COUNT(*) FROM users WHERE email = 'other@example.com'").await;
    assert_eq!(others, 1);
    let again = stage.portal.forget_renter("ada.planted@example.com").await.unwrap();
    assert_eq!((again.users, again.viewings), (0, 0));
}

#[tokio::test]
async fn a_renter_with_a_pending_lead_is_not_erased_and_an_agent_never_is() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slots = stage.slots(house).await;
    stage.booking("ada@example.com", house, &slots[0]).await;
    stage
        .database
        .run("UPDATE entrata_viewings SET lease_until = UTC_TIMESTAMP(3) + INTERVAL 20 SECOND", ())
        .await;
    let refused = stage.portal.forget_renter("ada@example.com").await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unavailable);
    let (name,): (String,) =
        stage.database.one("SELECT first_name FROM users WHERE email = 'ada@example.com'").await;
    assert_eq!(name, "Ada", "all or nothing");

    let (agent,): (String,) = stage.database.one("SELECT email FROM users WHERE role = 'AGENT'").await;
    for wrong in [&*agent, "not an address", ""] {
        assert_eq!(
            stage.portal.forget_renter(wrong).await.unwrap_err().kind(),
            ErrorKind::Validation,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn the_program_purges_and_erases_and_rejects_an_age_without_a_unit() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slot = stage.slots(house).await.remove(0);
    let viewing = stage.viewing("ada@example.com", house, &slot).await;
    stage.portal.send_lead_from_viewing(viewing).await.unwrap();
    let (code, said) = stage.program(&["forget", "--email", "ada@example.com"]);
    assert!(code == 0 && said.contains("erased: 1 user, 1 viewing, 1 lead lease"), "{said}");
    assert!(said.contains("client 4711, property 739076, application 3"), "{said}");
    stage.age_webhooks(91).await;
    let (code, said) = stage.program(&["purge", "--older-than", "90d"]);
    assert!(code == 0 && said.contains("2 webhooks received before"), "{said}");
    let (code, said) = stage.program(&["purge", "--older-than", "90"]);
    assert!(code != 0 && said.contains("90d, 36h or 30m"), "{said}");
    let refused = stage.webhook("cid=4711&property_id=1&request_type=NOTHING").await;
    assert_eq!(body(&refused)["response"]["code"], 422, "and goes on");
}
