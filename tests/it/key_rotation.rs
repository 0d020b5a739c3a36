//! Sealing every stored token with another key.

use crate::stage::{CID, Stage, cid, encoded};
use entrata::portal::LogId;
use entrata::token_seal::TokenColumn;
use mysql_async::prelude::Queryable;

#[tokio::test]
async fn rotating_the_key_reseals_every_token() {
    let stage = Stage::authenticated().await;
    let new = [
        ("ENTRATA_TOKEN_KEY", "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="),
        ("ENTRATA_TOKEN_KEY_PREVIOUS", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ];
    let rotating = crate::stage::portal(&stage.database, &stage.sandbox, &new);
    let rotation = rotating.rotate_keys().await.unwrap();
    assert_eq!((rotation.resealed, rotation.current), (1, 0));
    let again = rotating.rotate_keys().await.unwrap();
    assert_eq!((again.resealed, again.current), (0, 1));
    let (sealed,): (String,) = stage.database.one("SELECT access_token FROM entrata_clients").await;
    let only_new = crate::stage::portal(&stage.database, &stage.sandbox, &new[..1]);
    assert!(only_new.settings().token_keys().open(&sealed, cid(), TokenColumn::Access).is_ok());
    assert!(stage.portal.settings().token_keys().open(&sealed, cid(), TokenColumn::Access).is_err());
}

#[tokio::test]
async fn rotating_the_key_seals_refresh_tokens_and_waiting_tokens_too() {
    let spool = std::env::temp_dir().join(format!("entrata-it-rotation-{}", LogId::new()));
    let spool_dir = ("ENTRATA_SPOOL_DIR", spool.to_str().unwrap());
    let stage = Stage::with(&[spool_dir, ("ENTRATA_TIMEOUT_MS", "4000")]).await;
    stage.authenticate(CID).await;
    let old_keys = stage.portal.settings().token_keys();
    let refresh = old_keys.seal(&"refresh_planted".into(), cid(), TokenColumn::Refresh).unwrap();
    stage.database.run("UPDATE entrata_clients SET refresh_token = ?", (&refresh,)).await;
    // A second client's token waits in the spool, because the database does not take it.
    let code = stage.sandbox.auth_code(4712).unwrap();
    let reject = "CREATE TRIGGER reject BEFORE INSERT ON entrata_clients \
                  FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the disk is full'";
    stage.database.conn().await.query_drop(reject).await.unwrap();
    let reply = stage.webhook(&format!("cid=4712&auth_code={}", encoded(&code))).await;
    assert_eq!(reply.status, 503, "{}", reply.body);
    stage.database.conn().await.query_drop("DROP TRIGGER reject").await.unwrap();

    let new = [
        spool_dir,
        ("ENTRATA_TOKEN_KEY", "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="),
        ("ENTRATA_TOKEN_KEY_PREVIOUS", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ];
    let rotating = crate::stage::portal(&stage.database, &stage.sandbox, &new);
    let only_new = crate::stage::portal(&stage.database, &stage.sandbox, &new[..2]);
    let access = "UPDATE entrata_clients SET access_token = ?";
    let sealed_anew = rotating.settings().token_keys().seal(&"t".into(), cid(), TokenColumn::Access).unwrap();
    stage.database.run(access, (sealed_anew,)).await;
    let token_key = async || {
        let lines = only_new.check().await;
        lines.into_iter().find(|line| line.name == "token key").unwrap()
    };
    assert!(!token_key().await.ok, "only the refresh token has the previous key's seal");
    assert_eq!(rotating.rotate_keys().await.unwrap().resealed, 2);
    let sealed: Vec<(u64, String, Option<String>)> = stage
        .database
        .rows("SELECT cid, access_token, refresh_token FROM entrata_clients ORDER BY cid")
        .await;
    assert_eq!(sealed.iter().map(|row| row.0).collect::<Vec<_>>(), [CID, 4712]);
    for (client, access, refresh) in &sealed {
        let client = (*client).try_into().unwrap();
        assert!(only_new.settings().token_keys().open(access, client, TokenColumn::Access).is_ok());
        if let Some(refresh) = refresh {
            assert!(old_keys.open(refresh, client, TokenColumn::Refresh).is_err());
            assert!(only_new.settings().token_keys().open(refresh, client, TokenColumn::Refresh).is_ok());
        }
    }
    assert!(token_key().await.ok);
    std::fs::remove_dir_all(&spool).unwrap();
}
