//! Attackers with the database or the log, and forged webhooks: see docs/security.md.

use crate::erasure::everything;
use crate::stage::{CID, CLIENT_ID, CLIENT_SECRET, PROPERTY, Stage, TOKEN_KEY, cid, encoded};
use crate::traces::logged_at;
use entrata::portal::{ErrorKind, NewWebhook};
use entrata::token_seal::{TokenColumn, TokenKey, TokenKeys};
use secrecy::ExposeSecret;
use std::path::Path;

/// Uses every secret once. Returns the texts that a dump or a log must not contain.
async fn lived(stage: &Stage) -> Vec<String> {
    let code = stage.sandbox.auth_code(CID).unwrap();
    assert_eq!(stage.webhook(&format!("cid={CID}&auth_code={}", encoded(&code))).await.status, 200);
    let key = format!("client_id={CLIENT_ID}&key=planted-webhook-key&cid={CID}&property_id={PROPERTY}");
    let raw = format!("{key}&request_type=ACTIVATION");
    assert_eq!(stage.portal.handle_webhook(raw.as_bytes(), None, None).await.status, 200);
    stage.portal.run_jobs(10).await.unwrap();
    stage.portal.handle_webhook(b"client_secret=planted-guess&key=planted-guess", None, None).await;
    let (sealed,): (String,) = stage.database.one("SELECT access_token FROM entrata_clients").await;
    let token = stage.portal.settings().token_keys().open(&sealed, cid(), TokenColumn::Access).unwrap();
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
    let code = stage.sandbox.auth_code(CID).unwrap();
    let secrets = lived(&stage).await;
    let stolen = format!("client_secret=guess&cid={CID}&auth_code={}", encoded(&code));
    assert_eq!(stage.portal.handle_webhook(stolen.as_bytes(), None, None).await.status, 401);
    let dump = everything(&stage.database).await;
    for secret in &secrets {
        let line = dump.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{}", line.unwrap_or_default());
    }
    assert!(dump.contains("v1."), "the token is there, sealed");

    // Neither a code that was tried nor one that was rejected is in it.
    let logged: Vec<(Vec<u8>,)> = stage
        .database
        .rows("SELECT raw_query FROM entrata_webhooks WHERE raw_query LIKE '%auth_code=%'")
        .await;
    assert_eq!(logged.len(), 2);
    for (raw,) in logged {
        assert!(raw.windows(13).any(|part| part == b"auth_code=***"), "{}", raw.escape_ascii());
    }
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
    assert!(TokenKeys::new(&guess, None).open(&sealed, cid(), TokenColumn::Access).is_err());
}

#[tokio::test]
async fn the_log_has_no_secrets_at_any_level_and_no_personal_data_at_info() {
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

/// Query strings of senders that are not Entrata.
fn forgeries() -> Vec<String> {
    let proofs = [
        String::new(),
        format!("client_id={CLIENT_ID}"),
        format!("client_id={CLIENT_ID}&client_secret={}", &CLIENT_SECRET[1..]),
        format!("client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}x"),
        format!("client_id={CLIENT_ID}&client_secret={}", CLIENT_SECRET.to_uppercase()),
        format!("client_id=other&client_secret={CLIENT_SECRET}"),
        format!("client_secret={CLIENT_SECRET}"),
        format!("client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&client_secret=other"),
        format!("client_id={CLIENT_ID}&client_id=other&client_secret={CLIENT_SECRET}"),
        format!("client_id={CLIENT_ID}&client_secret[]={CLIENT_SECRET}"),
        format!("client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}%00"),
        format!("client_id={CLIENT_ID}&Client_Secret={CLIENT_SECRET}"),
        format!("client_id={CLIENT_ID}&client_secret=%ff"),
        format!("client_id={CLIENT_ID}&key="),
        format!("client_id={CLIENT_ID}&key=planted-webhook-ke"),
        format!("key=planted-webhook-key&client_id={CLIENT_ID}x"),
        format!("key=planted-webhook-key&client_secret={CLIENT_SECRET}x"),
        "key=planted-webhook-key&key=other".to_owned(),
        "key[]=planted-webhook-key".to_owned(),
        "KEY=planted-webhook-key".to_owned(),
        "referrer=?key=planted-webhook-key".to_owned(),
    ];
    let requests =
        ["request_type=SUSPENDED", "auth_code=c3RvbGVu", "request_type=CHANGE_FEED_TYPE&feed_type=x"];
    let all = proofs.iter().flat_map(|proof| {
        requests.map(|request| format!("{proof}&cid={CID}&property_id={PROPERTY}&{request}"))
    });
    all.collect()
}

#[tokio::test]
async fn a_forged_webhook_changes_nothing_but_the_log() {
    let stage = Stage::with(&[("ENTRATA_WEBHOOK_KEY", "planted-webhook-key")]).await;
    stage.authenticate(CID).await;
    stage.activate(PROPERTY).await;
    let before = everything(&stage.database).await;
    let calls = stage.sandbox.calls().len();
    let mut forged = 0;
    for raw in forgeries() {
        let reply = stage.portal.handle_webhook(raw.as_bytes(), None, None).await;
        assert_eq!(reply.status, 401, "{raw}");
        assert!(reply.body.contains("INVALID_CLIENT"), "{}", reply.body);
        forged += 1;
    }
    let without_log = |dump: &str| {
        let tables = dump.split("\nentrata_").filter(|part| !part.starts_with("webhooks."));
        tables.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(without_log(&everything(&stage.database).await), without_log(&before));
    let tried = stage.sandbox.calls()[calls..].iter().filter(|call| call.method != "getAccessToken").count();
    assert_eq!(tried, 0, "a code of a stranger is tried, and nothing else");
    // What strangers claim is in no column that a page shows.
    let strangers: (u64, u64, u64) = stage
        .database
        .one(
            "SELECT COUNT(*), COUNT(cid) + COUNT(property_id) + COUNT(request_type), MAX(LENGTH(raw_query)) \
             FROM entrata_webhooks WHERE authenticated_by IS NULL",
        )
        .await;
    assert_eq!((strangers.0, strangers.1), (forged, 0));
    assert!(strangers.2 <= 1024);
}

#[tokio::test]
async fn only_an_authenticated_webhook_is_replayed() {
    let stage = Stage::activated().await;
    let suspension = format!("cid={CID}&property_id={PROPERTY}&request_type=SUSPENDED");
    let forged = stage.portal.handle_webhook(suspension.as_bytes(), None, None).await;
    let unanswered = NewWebhook {
        request_type: Some("SUSPENDED"),
        cid: Some(CID),
        property_id: Some(PROPERTY),
        raw_query: suspension.as_bytes(),
        remote_addr: None,
    };
    let unanswered = stage.portal.log_webhook(&unanswered).await.to_string();
    for log_id in [forged.log_id, unanswered] {
        let rejected = stage.portal.replay_webhook(log_id.parse().unwrap()).await.unwrap_err();
        assert!(rejected.to_string().contains("its sender never proved to be Entrata"), "{rejected}");
        let (code, said) = stage.program(&["webhooks", "replay", &log_id]);
        assert!(code == 1 && said.contains("never proved to be Entrata"), "{code}: {said}");
    }
    let (status,): (String,) = stage.database.one("SELECT status FROM entrata_properties").await;
    assert_eq!(status, "ACTIVE");
}

#[tokio::test]
async fn a_flood_of_strangers_costs_a_bounded_number_of_rows_and_log_lines() {
    let stage = Stage::with(&[("ENTRATA_WEBHOOK_KEY", "planted-webhook-key")]).await;
    stage.authenticate(CID).await;
    let (lines, _guard) = logged_at("info");
    for number in 0..1000 {
        let raw = format!(
            "cid={CID}&request_type=CALL_1_900_{number}&property_id={PROPERTY}&x={}",
            "y".repeat(4000)
        );
        assert_eq!(stage.portal.handle_webhook(raw.as_bytes(), None, None).await.status, 401);
    }
    let (rows, bytes): (u64, u64) = stage
        .database
        .one("SELECT COUNT(*), CAST(SUM(LENGTH(raw_query)) AS UNSIGNED) FROM entrata_webhooks WHERE authenticated_by IS NULL")
        .await;
    assert!(rows <= 300 && bytes <= 300 * 1024, "{rows} rows, {bytes} bytes");
    assert!(lines.taken().len() <= 20, "a flood is counted, not listed");
    // Entrata's own webhooks are answered and logged meanwhile.
    let reply = stage.webhook(&format!("cid={CID}&property_id={PROPERTY}&request_type=SUSPENDED")).await;
    assert_eq!(reply.status, 200);
    let (logged,): (u64,) = stage
        .database
        .one(&format!("SELECT COUNT(*) FROM entrata_webhooks WHERE log_id = '{}'", reply.log_id))
        .await;
    assert_eq!(logged, 1);
}

#[tokio::test]
async fn all_processes_together_log_a_bounded_number_of_strangers() {
    let stage = Stage::empty().await;
    let processes: Vec<_> = (0..5).map(|_| stage.another_node()).collect();
    for process in &processes {
        for _ in 0..250 {
            process.handle_webhook(b"cid=4711&request_type=SUSPENDED", None, None).await;
        }
    }
    let (rows,): (u64,) = stage.database.one("SELECT COUNT(*) FROM entrata_webhooks").await;
    assert_eq!(rows, 1000);
    let reply = stage.webhook("cid=1").await;
    let (logged,): (u64,) = stage
        .database
        .one(&format!("SELECT COUNT(*) FROM entrata_webhooks WHERE log_id = '{}'", reply.log_id))
        .await;
    assert_eq!(logged, 1, "what is proven is always logged");
}

#[tokio::test]
async fn no_foreign_text_acts_on_the_administrator_s_terminal() {
    let stage = Stage::authenticated().await;
    let (lines, _guard) = logged_at("trace");
    for evil in
        ["%1b%5b31mRED%1b%5d0;pwned%07%1b%5b2J", "%0d%1b%5bA503", "%c2%9b31m", "%e2%80%ae", "a%0d%0ab"]
    {
        for raw in [
            format!("cid={CID}&property_id={PROPERTY}&request_type={evil}"),
            format!("cid={CID}&property_id={PROPERTY}&request_type=CHANGE_FEED_TYPE&feed_type={evil}"),
            format!("cid={CID}&property_id={PROPERTY}&request_type=CHANGE_FEED_TYPE&occupancy_type={evil}"),
            format!("cid={evil}&{evil}={evil}&auth_code={evil}"),
        ] {
            let plain = String::from_utf8(percent_decoded(evil)).unwrap_or_default();
            stage.webhook(&raw).await;
            stage.portal.handle_webhook(raw.as_bytes(), Some(&plain), None).await;
        }
    }
    let (_, listed) = stage.program(&["webhooks", "--since", "1h"]);
    let (_, json) = stage.program(&["webhooks", "--since", "1h", "--json"]);
    let columns: Vec<(Option<String>, Option<String>, Option<String>)> =
        stage.database.rows("SELECT request_type, remote_addr, error FROM entrata_webhooks").await;
    let columns = format!("{columns:?}").replace("\\u", "");
    for shown in [listed, json, columns, lines.taken().join("\n")] {
        let acts = |letter: char| letter != '\n' && entrata::logging::is_unprintable(letter);
        let line = shown.lines().find(|line| line.contains(acts));
        assert!(line.is_none(), "{:?}", line.unwrap_or_default());
    }
}

#[tokio::test]
async fn what_a_stranger_can_write_into_the_log_is_bounded() {
    let stage = Stage::empty().await;
    let reply = stage.portal.handle_webhook(&vec![b'x'; 10 << 20], Some(&"9".repeat(1000)), None).await;
    assert_eq!(reply.status, 401);
    let kept: (u64, u64) =
        stage.database.one("SELECT LENGTH(raw_query), LENGTH(remote_addr) FROM entrata_webhooks").await;
    assert_eq!(kept, (1024, 64));
}

#[tokio::test]
async fn strangers_codes_are_tried_only_so_often() {
    let stage = Stage::empty().await;
    for number in 0..100 {
        let raw = format!("cid={CID}&auth_code=made-up-{number}");
        let reply = stage.portal.handle_webhook(raw.as_bytes(), Some("192.0.2.66"), None).await;
        assert_eq!(reply.status, 401, "{}", reply.body);
    }
    assert_eq!(stage.sandbox.calls().len(), 10);
    let code = stage.sandbox.auth_code(CID).unwrap();
    let raw = format!("cid={CID}&auth_code={}", encoded(&code));
    let reply = stage.portal.handle_webhook(raw.as_bytes(), Some("203.0.113.5"), None).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
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
async fn a_subdomain_cannot_send_a_token_to_another_host() {
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
fn unsafe_code_is_allowed_in_one_place_only() {
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

fn percent_decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        if first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&behind[..2]).unwrap(), 16).unwrap());
            rest = &behind[2..];
        } else {
            bytes.push(first);
            rest = behind;
        }
    }
    bytes
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
