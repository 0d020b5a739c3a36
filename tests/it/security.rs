//! What an attacker gets who has the database, the log, or a webhook that somebody made up: see docs/security.md.

use crate::erasure::everything;
use crate::stage::{CID, CLIENT_ID, CLIENT_SECRET, PROPERTY, Stage, TOKEN_KEY, cid, encoded};
use crate::traces::logged_at;
use entrata::portal::ErrorKind;
use entrata::token_seal::{TokenColumn, TokenKey, TokenKeys};
use secrecy::ExposeSecret;
use std::path::Path;

/// A life with every secret in it: what a dump or a log must not hold comes back.
async fn lived(stage: &Stage) -> Vec<String> {
    let code = stage.sandbox.auth_code(CID).unwrap();
    assert_eq!(stage.webhook(&format!("cid={CID}&auth_code={}", encoded(&code))).await.status, 200);
    let key = format!("client_id={CLIENT_ID}&key=planted-webhook-key&cid={CID}&property_id={PROPERTY}");
    let raw = format!("{key}&request_type=ACTIVATION");
    assert_eq!(stage.portal.handle_webhook(raw.as_bytes(), None, None).await.status, 200);
    stage.portal.run_jobs(10).await.unwrap();
    stage.portal.handle_webhook(b"client_secret=planted-guess&key=planted-guess", None, None).await;
    let (sealed,): (String,) = stage.database.one("SELECT access_token FROM entrata_clients").await;
    let token = stage.portal.settings().token_keys.open(&sealed, cid(), TokenColumn::Access).unwrap();
    vec![
        token.expose_secret().to_owned(),
        CLIENT_SECRET.to_owned(),
        "planted-webhook-key".to_owned(),
        "planted-guess".to_owned(),
        TOKEN_KEY.to_owned(),
    ]
}

#[tokio::test]
async fn a_dump_of_the_database_holds_no_secret_that_opens_anything() {
    let stage = Stage::with(&[("ENTRATA_WEBHOOK_KEY", "planted-webhook-key")]).await;
    let secrets = lived(&stage).await;
    let dump = everything(&stage.database).await;
    for secret in &secrets {
        let line = dump.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{}", line.unwrap_or_default());
    }
    assert!(dump.contains("v1."), "the token is there, sealed");

    // An authorisation code is in it, as received, and spent.
    let (raw,): (Vec<u8>,) =
        stage.database.one("SELECT raw_query FROM entrata_webhooks ORDER BY id DESC LIMIT 1 OFFSET 2").await;
    let raw = String::from_utf8(raw)
        .unwrap()
        .replace("client_secret=***", &format!("client_secret={CLIENT_SECRET}"));
    assert!(raw.contains("auth_code="), "{raw}");
    assert_eq!(stage.portal.handle_webhook(raw.as_bytes(), None, None).await.status, 502);
}

#[tokio::test]
async fn a_sealed_token_copied_onto_another_client_opens_nothing() {
    let stage = Stage::authenticated().await;
    stage.authenticate(4712).await;
    let copy = "UPDATE entrata_clients a JOIN entrata_clients b ON b.cid = 4711 SET a.access_token = b.access_token WHERE a.cid = 4712";
    stage.database.run(copy, ()).await;
    let other = 4712_u64.try_into().unwrap();
    let refused = stage
        .portal
        .call(other, "properties", "getProperties", serde_json::json!({}), None)
        .await
        .unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Config);
    assert!(refused.to_string().contains("4712"), "{refused}");
}

#[tokio::test]
async fn a_token_sealed_with_another_key_opens_nothing() {
    let stage = Stage::authenticated().await;
    let (sealed,): (String,) = stage.database.one("SELECT access_token FROM entrata_clients").await;
    let guess = TokenKey::from_base64(&"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=".into()).unwrap();
    assert!(TokenKeys::new(guess, None).open(&sealed, cid(), TokenColumn::Access).is_err());
}

#[tokio::test]
async fn the_log_holds_no_secret_at_any_level_and_no_renter_at_its_usual_one() {
    for level in ["trace", "info"] {
        let stage = Stage::with(&[("ENTRATA_WEBHOOK_KEY", "planted-webhook-key")]).await;
        let (lines, _guard) = logged_at(level);
        let secrets = lived(&stage).await;
        let house = stage.house(PROPERTY).await;
        let slots = stage.slots(house).await;
        for slot in &slots[..2] {
            let viewing = stage.viewing("ada.planted@example.com", house, slot).await;
            stage.portal.send_lead_from_viewing(viewing).await.unwrap();
        }
        let lines = lines.taken();
        assert!(lines.len() > 10, "{lines:#?}");
        for line in &lines {
            for secret in &secrets {
                assert!(!line.contains(secret.as_str()), "{line}");
            }
            assert!(
                level == "trace" || !(line.contains("ada.planted") || line.contains("555-0100")),
                "{line}"
            );
        }
    }
}

#[tokio::test]
async fn a_forged_webhook_makes_nothing_run_and_calls_nobody() {
    let stage = Stage::activated().await;
    let calls = stage.sandbox.calls().len();
    let before = everything(&stage.database).await;
    for proof in [
        String::new(),
        format!("client_id={CLIENT_ID}"),
        format!("client_id={CLIENT_ID}&client_secret={}", &CLIENT_SECRET[1..]),
        format!("client_id=other&client_secret={CLIENT_SECRET}"),
        format!("client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&client_secret=other"),
        format!("client_id={CLIENT_ID}&client_secret[]={CLIENT_SECRET}"),
        // No key is set, so that none is right.
        format!("client_id={CLIENT_ID}&key="),
    ] {
        for wish in
            ["request_type=SUSPENDED", "auth_code=c3RvbGVu", "request_type=CHANGE_FEED_TYPE&feed_type=x"]
        {
            let raw = format!("{proof}&cid={CID}&property_id={PROPERTY}&{wish}");
            let reply = stage.portal.handle_webhook(raw.as_bytes(), None, None).await;
            assert_eq!(reply.status, 401, "{raw}");
        }
    }
    let without_log = |dump: &str| {
        let lines = dump.split("\nentrata_").filter(|part| !part.starts_with("webhooks."));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(without_log(&everything(&stage.database).await), without_log(&before));
    assert_eq!(stage.sandbox.calls().len(), calls, "a stolen code is not even tried");
}

#[tokio::test]
async fn what_anybody_can_write_into_the_log_is_bounded() {
    let stage = Stage::empty().await;
    let reply = stage.portal.handle_webhook(&vec![b'x'; 10 << 20], Some(&"9".repeat(1000)), None).await;
    assert_eq!(reply.status, 401);
    let kept: (u64, u64) =
        stage.database.one("SELECT LENGTH(raw_query), LENGTH(remote_addr) FROM entrata_webhooks").await;
    assert_eq!(kept, (64 * 1024, 64));
}

#[tokio::test]
async fn a_parameter_is_a_value_and_never_sql() {
    let stage = Stage::activated().await;
    for evil in [
        "' OR 1=1 -- ",
        "\\'; DROP TABLE houses; -- ",
        "1 UNION SELECT access_token FROM entrata_clients",
        "%00'",
    ] {
        let evil = percent(evil);
        for raw in [
            format!("cid={CID}&property_id={PROPERTY}&request_type={evil}"),
            format!("cid={CID}&property_id={evil}&request_type=SUSPENDED"),
            format!("cid={evil}&property_id={PROPERTY}&request_type=SUSPENDED"),
            format!("cid={CID}&property_id={PROPERTY}&request_type=CHANGE_FEED_TYPE&feed_type={evil}"),
        ] {
            let reply = stage.webhook(&raw).await;
            assert!([200, 400, 422].contains(&reply.status), "{raw}: {}", reply.body);
        }
    }
    let (houses, active): (u64, u64) =
        stage.database.one("SELECT COUNT(*), SUM(status = 1) FROM houses").await;
    assert!(houses > 0 && houses == active, "{active} of {houses} houses are on the market");
}

#[tokio::test]
async fn a_company_s_subdomain_cannot_lead_its_token_elsewhere() {
    let stage = Stage::authenticated().await;
    let calls = stage.sandbox.calls().len();
    for evil in ["evil.example/", "127.0.0.1:1", "a/../b", "x@evil.example", "%2e%2e", "a b", "é", "-a"] {
        stage.database.run("UPDATE entrata_clients SET subdomain = ?", (evil,)).await;
        let refused =
            stage.portal.call(cid(), "properties", "getProperties", serde_json::json!({}), None).await;
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::Config, "{evil}");
    }
    assert_eq!(stage.sandbox.calls().len(), calls);
}

#[test]
fn unsafe_code_is_allowed_in_one_place_alone() {
    fn look(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path, found);
            } else if std::fs::read_to_string(&path).is_ok_and(|text| text.contains("(unsafe_code")) {
                found.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    let mut found = Vec::new();
    look(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert_eq!(found, ["lib.rs"], "the lint denies it everywhere else");
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
