//! Authentication and client setup.

use crate::stage::{CID, CLIENT_ID, CLIENT_SECRET, Stage, body, cid, encoded};
use entrata::portal::{ErrorKind, LogId};
use entrata::sandbox::{Rewrite, Variants};
use entrata::token_seal::TokenColumn;
use mysql_async::prelude::Queryable;
use secrecy::{ExposeSecret, SecretString};

async fn counts(stage: &Stage) -> (u64, u64, u64) {
    let sql = "SELECT (SELECT COUNT(*) FROM entrata_clients), (SELECT COUNT(*) FROM property_operators), \
               (SELECT COUNT(*) FROM users WHERE role = 'AGENT')";
    stage.database.one(sql).await
}

#[tokio::test]
async fn a_new_client_gets_agent_operator_and_client_linked_to_each_other() {
    let stage = Stage::authenticated().await;
    let sql = "SELECT c.subdomain, c.company_name, o.name, u.role, u.property_operator_id = o.id, c.status \
               FROM entrata_clients c JOIN property_operators o ON o.id = c.property_operator_id \
               JOIN users u ON u.id = c.agent_id WHERE c.cid = 4711";
    let row: (String, String, String, String, bool, String) = stage.database.one(sql).await;
    let expected = ("exampleliving", "Example Living", "Example Living", "AGENT", true, "ACTIVE");
    let (subdomain, company, operator, role, linked, status) = &row;
    assert_eq!((&**subdomain, &**company, &**operator, &**role, *linked, &**status), expected);
}

#[tokio::test]
async fn the_token_is_sealed_and_its_end_is_kept() {
    let stage = Stage::authenticated().await;
    let (sealed, ends): (String, bool) = stage
        .database
        .one("SELECT access_token, token_expires_at > UTC_TIMESTAMP() FROM entrata_clients")
        .await;
    assert!(sealed.starts_with("v1."));
    assert!(ends);
    let token = stage.portal.settings().token_keys().open(&sealed, cid(), TokenColumn::Access).unwrap();
    assert!(!sealed.contains(token.expose_secret()));
}

#[tokio::test]
async fn authenticating_again_renews_the_token_and_doubles_nothing() {
    let stage = Stage::authenticated().await;
    let (before,): (String,) = stage.database.one("SELECT access_token FROM entrata_clients").await;
    stage.authenticate(CID).await;
    let (after,): (String,) = stage.database.one("SELECT access_token FROM entrata_clients").await;
    assert_ne!(before, after);
    assert_eq!(counts(&stage).await, (1, 1, 1));
}

#[tokio::test]
async fn two_authentications_at_once_make_one_client() {
    let stage = Stage::empty().await;
    let other = stage.another_node();
    let codes: Vec<SecretString> = (0..8).map(|_| stage.sandbox.auth_code(CID).unwrap().into()).collect();
    let exchanges = codes.iter().enumerate().map(|(number, code)| {
        let portal = if number % 2 == 0 { &stage.portal } else { &other };
        portal.exchange_auth_code(code, cid())
    });
    for outcome in futures_util::future::join_all(exchanges).await {
        assert_eq!(outcome.unwrap().cid, CID);
    }
    assert_eq!(counts(&stage).await, (1, 1, 1));
}

#[tokio::test]
async fn a_code_of_another_company_is_rejected_for_a_known_client() {
    let stage = Stage::authenticated().await;
    let (before,): (String,) = stage.database.one("SELECT access_token FROM entrata_clients").await;
    let code = stage.sandbox.auth_code(4712).unwrap();
    let reply = stage.webhook(&format!("cid={CID}&auth_code={}", encoded(&code))).await;
    assert_eq!(reply.status, 409);
    assert_eq!(body(&reply)["response"]["error"]["code"], "CLIENT_MISMATCH");
    let (after,): (String,) = stage.database.one("SELECT access_token FROM entrata_clients").await;
    assert_eq!(before, after);
}

#[tokio::test]
async fn a_code_works_once_and_half_a_client_never_exists() {
    let stage = Stage::empty().await;
    let code: SecretString = stage.sandbox.auth_code(CID).unwrap().into();
    stage.portal.exchange_auth_code(&code, cid()).await.unwrap();
    let error = stage.portal.exchange_auth_code(&code, 4712_u64.try_into().unwrap()).await.unwrap_err();
    assert_eq!(error.kind().code(), "ENTRATA_ERROR");
    assert!(!format!("{error:?}").contains(code.expose_secret()));
    assert_eq!(counts(&stage).await, (1, 1, 1));
}

/// One change of the sandbox's replies to a method.
fn rewritten(method: &str, path: &str, set: serde_json::Value) -> Variants {
    let rewrite = Rewrite {
        method: Some(method.to_owned()),
        path: path.to_owned(),
        set: Some(set),
        ..Rewrite::default()
    };
    Variants { rewrites: vec![rewrite], ..Variants::default() }
}

#[tokio::test]
async fn unusable_company_data_is_an_error_of_entrata_and_never_ours() {
    let stage = Stage::empty().await;
    for subdomain in
        ["evil.example/", "a/../b", "", "é", "a b", "-", "x@evil.example", "\u{202e}", &"a".repeat(300)]
    {
        stage.sandbox.variants(rewritten("getUserInfo", "result.subdomain", subdomain.into()));
        let code = stage.sandbox.auth_code(CID).unwrap();
        let reply = stage.webhook(&format!("cid={CID}&auth_code={}", encoded(&code))).await;
        assert_eq!(reply.status, 502, "{subdomain:?}: {}", reply.body);
        assert_eq!(body(&reply)["response"]["error"]["code"], "ENTRATA_ERROR");
    }
    assert_eq!(counts(&stage).await, (0, 0, 0));
}

#[tokio::test]
async fn a_company_name_is_stored_as_far_as_it_fits() {
    let stage = Stage::empty().await;
    for (name, stored) in [
        ("", "exampleliving".to_owned()),
        ("  Maple\u{1b}[31m &\n Sons \u{202e}", "Maple[31m & Sons".to_owned()),
        (&"n".repeat(1000), "n".repeat(255)),
    ] {
        stage.sandbox.variants(rewritten("getUserInfo", "result.company_name", name.into()));
        stage.authenticate(CID).await;
        let (found,): (String,) = stage.database.one("SELECT company_name FROM entrata_clients").await;
        assert_eq!(found, stored);
    }
}

#[tokio::test]
async fn a_cid_that_entrata_has_for_no_such_company_is_a_mismatch() {
    let stage = Stage::empty().await;
    stage.sandbox.variants(rewritten("getClientInfo", "result.cid", "4999".into()));
    for proof in [format!("client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&"), String::new()] {
        let code = stage.sandbox.auth_code(CID).unwrap();
        let raw = format!("{proof}cid={CID}&auth_code={}", encoded(&code));
        let reply = stage.portal.handle_webhook(raw.as_bytes(), None, None).await;
        assert_eq!(body(&reply)["response"]["error"]["code"], "CLIENT_MISMATCH", "{}", reply.body);
    }
    assert_eq!(counts(&stage).await, (0, 0, 0));
}

#[tokio::test]
async fn a_client_is_set_up_where_entrata_does_not_know_get_client_info() {
    let stage = Stage::empty().await;
    stage.sandbox.variants(Variants { client_info: false, ..Variants::default() });
    stage.authenticate(CID).await;
    assert_eq!(counts(&stage).await, (1, 1, 1));
}

#[tokio::test]
async fn a_token_is_stored_again_until_the_database_takes_it() {
    let stage = Stage::empty().await;
    let reject = "CREATE TRIGGER reject BEFORE INSERT ON entrata_clients \
                  FOR EACH ROW SIGNAL SQLSTATE '40001' SET MESSAGE_TEXT = 'a conflict', MYSQL_ERRNO = 1213";
    stage.database.conn().await.query_drop(reject).await.unwrap();
    let code: SecretString = stage.sandbox.auth_code(CID).unwrap().into();
    let (exchanged, ()) = tokio::join!(stage.portal.exchange_auth_code(&code, cid()), async {
        while stage.sandbox.calls().len() < 2 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        stage.database.conn().await.query_drop("DROP TRIGGER reject").await.unwrap();
    });
    assert_eq!(exchanged.unwrap().cid, CID);
    assert_eq!(counts(&stage).await, (1, 1, 1));
    let exchanges = stage.sandbox.calls().iter().filter(|call| call.method == "getAccessToken").count();
    assert_eq!(exchanges, 1, "the code was used once");
}

#[tokio::test]
async fn an_authorization_that_the_database_never_took_waits_in_the_spool() {
    let spool = std::env::temp_dir().join(format!("entrata-it-{}", LogId::new()));
    let stage =
        Stage::with(&[("ENTRATA_SPOOL_DIR", spool.to_str().unwrap()), ("ENTRATA_TIMEOUT_MS", "4000")]).await;
    let reject = "CREATE TRIGGER reject BEFORE INSERT ON entrata_clients \
                  FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the disk is full'";
    stage.database.conn().await.query_drop(reject).await.unwrap();
    let code = stage.sandbox.auth_code(CID).unwrap();
    let reply = stage.webhook(&format!("cid={CID}&auth_code={}", encoded(&code))).await;
    assert_eq!(reply.status, 503, "{}", reply.body);
    assert_eq!(counts(&stage).await, (0, 0, 0));
    let waiting: Vec<_> = std::fs::read_dir(&spool)
        .unwrap()
        .flatten()
        .map(|file| std::fs::read(file.path()).unwrap())
        .collect();
    let waiting = String::from_utf8(waiting.concat()).unwrap();
    assert!(waiting.contains("v1.") && !waiting.contains(&code), "the token waits, sealed");
    stage.database.conn().await.query_drop("DROP TRIGGER reject").await.unwrap();
    stage.portal.store_spooled_webhooks().await;
    assert_eq!(counts(&stage).await, (1, 1, 1));
    let status = stage.portal.call(cid(), "properties", "getProperties", serde_json::json!({}), None).await;
    assert!(status.is_ok(), "the token works: {status:?}");
    std::fs::remove_dir_all(spool).unwrap();
}

#[tokio::test]
async fn a_plus_sign_in_a_code_is_one_however_it_was_sent() {
    let stage = Stage::empty().await;
    for form in [|code: &str| code.to_owned(), encoded as fn(&str) -> String] {
        let mut code = stage.sandbox.auth_code(CID).unwrap();
        while !code.contains('+') {
            code = stage.sandbox.auth_code(CID).unwrap();
        }
        let reply = stage.webhook(&format!("cid={CID}&code={}", form(&code))).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }
}

#[tokio::test]
async fn a_rejected_token_flags_the_client_until_it_authenticates_again() {
    let stage = Stage::activated().await;
    stage.sandbox.expire_tokens();
    let house = stage.house(crate::stage::PROPERTY).await;
    let error = stage.portal.tour_availability(house, None, None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    let (status,): (String,) = stage.database.one("SELECT status FROM entrata_clients").await;
    assert_eq!(status, "REAUTH_REQUIRED");
    let lines = stage.portal.check().await;
    let clients = lines.iter().find(|line| line.name == "clients").unwrap();
    assert!(!clients.ok && clients.message.contains("4711"), "{clients:?}");
    assert!(stage.portal.tour_availability(house, None, None).await.is_err());
    let sql = "SELECT COUNT(*), MIN(cid) FROM entrata_events WHERE kind = 'ClientUnauthorized'";
    let event: (u64, u64) = stage.database.one(sql).await;
    assert_eq!(event, (1, CID), "an event, once");
    stage.authenticate(CID).await;
    let (status,): (String,) = stage.database.one("SELECT status FROM entrata_clients").await;
    assert_eq!(status, "ACTIVE");
    assert!(!stage.portal.tour_availability(house, None, None).await.unwrap().tour_times.is_empty());
}

#[tokio::test]
async fn a_rejected_token_is_reported_even_if_it_cannot_be_recorded() {
    let stage = Stage::activated().await;
    stage.sandbox.expire_tokens();
    let refuse = "CREATE TRIGGER refuse BEFORE UPDATE ON entrata_clients \
                  FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the disk is full'";
    stage.database.conn().await.query_drop(refuse).await.unwrap();
    let house = stage.house(crate::stage::PROPERTY).await;
    let error = stage.portal.tour_availability(house, None, None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    stage.database.conn().await.query_drop("DROP TRIGGER refuse").await.unwrap();
    let error = stage.portal.tour_availability(house, None, None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    let (status,): (String,) = stage.database.one("SELECT status FROM entrata_clients").await;
    assert_eq!(status, "REAUTH_REQUIRED");
}

#[tokio::test]
async fn authenticating_again_revives_what_was_given_up() {
    let stage = Stage::activated().await;
    stage
        .database
        .run("UPDATE entrata_jobs SET state = 'DEAD', last_error = 'Entrata refused the token'", ())
        .await;
    let line =
        |lines: Vec<entrata::portal::CheckLine>| lines.into_iter().find(|line| line.name == "jobs").unwrap();
    let dead = line(stage.portal.check().await);
    assert!(!dead.ok && dead.message.contains("739076"), "{dead:?}");
    stage.authenticate(CID).await;
    assert!(line(stage.portal.check().await).ok);
    stage.let_limits_pass().await;
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1);
}

#[tokio::test]
async fn an_agent_gets_a_real_address_and_a_sign_in() {
    let stage = Stage::authenticated().await;
    stage.portal.set_agent(cid(), "operator@example.com", "$2y$10$hash").await.unwrap();
    let row: (String, String) =
        stage.database.one("SELECT email, password_hash FROM users WHERE role = 'AGENT'").await;
    assert_eq!(row, ("operator@example.com".to_owned(), "$2y$10$hash".to_owned()));
    stage.database.run("INSERT INTO users (email) VALUES ('taken@example.com')", ()).await;
    for (email, why) in
        [("no address", "must be an e-mail address"), ("taken@example.com", "belongs to another user")]
    {
        let error = stage.portal.set_agent(cid(), email, "hash").await.unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }
    let error = stage.portal.set_agent(9_u64.try_into().unwrap(), "a@b.co", "hash").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownClient);
}
