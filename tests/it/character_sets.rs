//! No statement depends on the character set that the server gives to a connection.

use crate::stage::{CID, CLIENT_ID, CLIENT_SECRET, PROPERTY, Stage, portal};
use mysql_async::prelude::Queryable;

/// In GBK the backslash that would escape the quote is the second half of a letter.
const HOSTILE: &str = "%E4%BD%BF%27%2C0)%3BUPDATE+property_operators+SET+name%3D2%3BCOMMIT%3B--+";

/// A user for whom the server starts each connection with another character set.
struct Misled<'s>(&'s Stage);

impl<'s> Misled<'s> {
    async fn on(stage: &'s Stage) -> Self {
        let mut conn = stage.database.conn().await;
        for sql in [
            "CREATE USER IF NOT EXISTS it_misled".to_owned(),
            format!("GRANT ALL ON {}.* TO it_misled", stage.database.name),
            "SET GLOBAL init_connect = 'SET NAMES gbk'".to_owned(),
        ] {
            conn.query_drop(sql).await.unwrap();
        }
        Self(stage)
    }

    /// Users with all rights, such as those of other tests, were never affected.
    async fn end(self) {
        let mut conn = self.0.database.conn().await;
        conn.query_drop("SET GLOBAL init_connect = ''").await.unwrap();
        conn.query_drop("DROP USER it_misled").await.unwrap();
    }
}

#[tokio::test]
async fn a_server_that_makes_connections_gbk_opens_no_way_to_inject_sql() {
    let stage = Stage::authenticated().await;
    let url = stage.database.url();
    let (_, place) = url.split_once('@').unwrap();
    let misled = Misled::on(&stage).await;
    let there = portal(
        &stage.database,
        &stage.sandbox,
        &[("ENTRATA_DATABASE_URL", &format!("mysql://it_misled@{place}"))],
    );
    let query = format!(
        "client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&cid={CID}&property_id={PROPERTY}\
         &request_type=CHANGE_FEED_TYPE&feed_type={HOSTILE}"
    );
    let reply = there.handle_webhook(query.as_bytes(), None, None).await;
    let mut conn = there.store().conn().await.unwrap();
    let used: Option<(String, String)> =
        conn.query_first("SELECT CURRENT_USER(), @@character_set_client").await.unwrap();
    drop(conn);
    misled.end().await;
    let (user, character_set) = used.unwrap();
    assert!(user.starts_with("it_misled@"), "{user}");
    assert_eq!((reply.status, character_set.as_str()), (200, "utf8mb4"), "{}", reply.body);
    let (name, feed_type): (String, String) = stage
        .database
        .one("SELECT (SELECT MIN(name) FROM property_operators), feed_type FROM entrata_properties")
        .await;
    assert_ne!(name, "2");
    assert!(feed_type.starts_with("使',0);UPDATE"), "{feed_type}");
}
