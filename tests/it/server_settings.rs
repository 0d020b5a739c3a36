//! Servers with other defaults than ours, and proxies that keep something back: nothing depends on them, or `check` says
//! what does.

use crate::server::Server;
use crate::stage::{CID, Database, PROPERTY, Stage, migrate, portal};
use entrata::portal::Portal;
use entrata::sandbox::{Limits, Options, Sandbox};
use entrata::store::host::fit;
use mysql_async::Opts;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream, UnixStream};

async fn check_line(portal: &Portal, name: &str) -> (bool, String) {
    let lines = portal.check().await;
    let line = lines.into_iter().find(|line| line.name == name).unwrap();
    (line.ok, line.message)
}

/// A webhook of each kind, an ingestion and a booked tour, on connections that are opened now.
async fn everything_is_kept(stage: &Stage, setting: &str) {
    let node = stage.another_node();
    let raw = |request: &str| {
        format!(
            "client_id={}&client_secret={}&cid={CID}&property_id={PROPERTY}&request_type={request}",
            crate::stage::CLIENT_ID,
            crate::stage::CLIENT_SECRET
        )
    };
    for request in ["SUSPENDED", "ACTIVATION"] {
        let reply = node.handle_webhook(raw(request).as_bytes(), None, None).await;
        assert_eq!(reply.status, 200, "{setting}: {}", reply.body);
    }
    node.run_jobs(10).await.unwrap_or_else(|error| panic!("{setting}: {error:?}"));
    let house = stage.house(PROPERTY).await;
    let times = node
        .tour_availability(house, None, None)
        .await
        .unwrap_or_else(|error| panic!("{setting}: {error:?}"));
    assert!(!times.tour_times.is_empty(), "{setting}");
    let (viewing,): (u64,) = stage.database.one("SELECT MAX(id) FROM viewings").await;
    let sent = node.send_lead_from_viewing(viewing.try_into().unwrap()).await;
    sent.unwrap_or_else(|error| panic!("{setting}: {error:?}"));
}

#[tokio::test]
async fn the_server_s_defaults_lose_nothing() {
    let server = Server::start("hostile");
    for setting in [
        "autocommit = 0",
        "sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,ONLY_FULL_GROUP_BY'",
        "sql_mode = 'ORACLE'",
        "tx_isolation = 'SERIALIZABLE'",
        "tx_isolation = 'READ-UNCOMMITTED'",
        "time_zone = '+05:30'",
        "character_set_server = latin1, GLOBAL character_set_client = latin1, GLOBAL collation_connection = latin1_bin",
        "max_allowed_packet = 1048576",
        "sql_safe_updates = 1",
        "completion_type = CHAIN",
        "max_prepared_stmt_count = 0",
        "wait_timeout = 1",
    ] {
        let database = Database::at(Opts::from_url(&server.url()).unwrap()).await;
        let options = Options { limits: Limits::none(), ..Options::default() };
        let stage = Stage::on_database(database, options, &[]).await;
        stage.authenticate(CID).await;
        stage.activate(PROPERTY).await;
        let house = stage.house(PROPERTY).await;
        let slot = stage.slots(house).await.remove(0);
        stage.viewing("o'riley@example.com", house, &slot).await;
        stage.let_limits_pass().await;
        server.tell(&format!("SET GLOBAL {setting}")).await;
        everything_is_kept(&stage, setting).await;
        let name = setting.split(' ').next().unwrap();
        server.tell(&format!("SET GLOBAL {name} = DEFAULT")).await;
        let (status,): (String,) = stage.database.one("SELECT status FROM viewings").await;
        assert_eq!(status, "CONFIRMED", "{setting}");
        assert_eq!(stage.sandbox.truth().appointments.len(), 1, "{setting}");
        let (kept, open): (u64, u64) = stage
            .database
            .one("SELECT COUNT(*), COUNT(IF(completed_at IS NULL, 1, NULL)) FROM entrata_webhooks")
            .await;
        assert_eq!((kept, open), (4, 0), "{setting}: every webhook has its row and its outcome");
    }
}

#[tokio::test]
async fn a_binary_log_of_statements_does_not_fit() {
    let server =
        Server::start_with("statements", &["--log-bin", "--binlog-format=STATEMENT", "--server-id=1"]);
    let database = Database::at(Opts::from_url(&server.url()).unwrap()).await;
    let sandbox = Sandbox::start().await.unwrap();
    let portal = portal(&database, &sandbox, &[]);
    let misfits = fit::check(portal.store(), &portal.settings().portal_map).await.unwrap();
    assert!(
        misfits.iter().any(|misfit| misfit.to_string().contains("binlog_format = STATEMENT")),
        "{misfits:?}"
    );
}

#[tokio::test]
async fn usual_settings_pass_the_check() {
    let stage = Stage::empty().await;
    let (ok, message) = check_line(&stage.portal, "database settings").await;
    assert!(ok, "{message}");
    let (ok, message) = check_line(&stage.portal, "database limits").await;
    assert!(ok && message.contains("connections"), "{message}");
}

/// What a proxy does to what a client sends.
#[derive(Clone, Copy)]
enum Proxy {
    /// It keeps back what a connection sets, as one that shares its connections among clients.
    WithoutSet,
    /// It takes one statement at a time.
    OneStatement,
}

impl Proxy {
    /// Listens before a server's socket, and returns the port.
    async fn before(self, server: &Database) -> u16 {
        let socket = server.url().split_once("socket=").unwrap().1.to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(self.forward(client, socket.clone()));
            }
        });
        port
    }

    async fn forward(self, client: TcpStream, socket: String) {
        let server = UnixStream::connect(socket).await.unwrap();
        let (mut from_client, mut to_client) = client.into_split();
        let (mut from_server, mut to_server) = server.into_split();
        tokio::spawn(async move { copy(&mut from_server, &mut to_client).await });
        let (mut bytes, mut packets) = (vec![0; 65_536], 0);
        while let Ok(count @ 1..) = from_client.read(&mut bytes).await {
            self.tamper(&mut bytes[..count], packets);
            packets += 1;
            if to_server.write_all(&bytes[..count]).await.is_err() {
                break;
            }
        }
    }

    /// A packet has four bytes before it; a statement has one more.
    fn tamper(self, packet: &mut [u8], number: usize) {
        match self {
            Self::WithoutSet if packet.get(5..14) == Some(b"SET NAMES") => {
                packet[5..].fill(b' ');
                packet[5..9].copy_from_slice(b"DO 1");
            }
            // The client's first packet begins with what it can do: several statements are bit 16.
            Self::OneStatement if number == 0 => packet[6] &= !1,
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_proxy_that_keeps_something_back_is_named_by_the_check() {
    let database = Database::fresh().await;
    let sandbox = Sandbox::start().await.unwrap();
    migrate(&portal(&database, &sandbox, &[])).await;
    for (proxy, expected) in [
        (Proxy::WithoutSet, "what a connection sets has no effect"),
        (Proxy::OneStatement, "several statements at once are rejected"),
    ] {
        let port = proxy.before(&database).await;
        let url = format!("mysql://root@127.0.0.1:{port}/{}?ssl-mode=DISABLED", database.name);
        let behind = portal(&database, &sandbox, &[("ENTRATA_DATABASE_URL", &url)]);
        let (ok, message) = check_line(&behind, "database settings").await;
        assert!(!ok && message.contains(expected), "{message}");
    }
}
