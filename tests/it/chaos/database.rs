//! MariaDB killed, full, locked, read-only and out of connections, while webhooks come in and leads are delivered.
//! Each scenario has a server of its own, since it changes what belongs to the whole server.

use super::census;
use super::figures::Figures;
use super::flood::{Sent, count, send, webhooks};
use super::town::{Worker, hurry, made_up, settle, town};
use super::web::{Web, run};
use crate::server::Server;
use crate::stage::{Database, PROPERTY, Stage};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

const RENTERS: usize = 12;
const PROPERTIES: u64 = 10;

/// What goes on while the database suffers: webhooks and bookings through the pages, and a worker.
struct Town {
    stage: Stage,
    web: Web,
    worker: Worker,
    cookies: Vec<String>,
    house: u64,
    slots: Vec<(String, String)>,
}

impl Town {
    async fn on(server: &Server, changes: &[(&'static str, String)]) -> Self {
        Database::on_server(&server.url());
        let stage = town(usize::try_from(PROPERTIES).unwrap(), &[]).await;
        stage.activate(PROPERTY).await;
        let changes: Vec<_> = changes
            .iter()
            .map(|(name, value)| (*name, value.replace("{database}", &stage.database.name)))
            .collect();
        let web = Web::start("database", None, &stage.environment(&changes)).await;
        let worker = Worker(stage.worker_with(&changes));
        let house = stage.house(PROPERTY).await;
        let slots = stage.slots(house).await;
        let cookies = web.renters(&stage, RENTERS).await;
        Self { stage, web, worker, cookies, house: house.get(), slots }
    }

    /// Lets everything happen while `trouble` does what it does, and counts.
    async fn live(self, over: u64, trouble: impl Future<Output = String>, mut figures: Figures) {
        let (properties, progress) = (made_up(PROPERTIES), AtomicUsize::new(0));
        let webs = [&self.web];
        let flood =
            send(&webs, &properties, webhooks(400).min(400), 10, Duration::from_secs(over), &progress);
        let over = AtomicBool::new(false);
        let bookings = self.book(&over);
        let trouble = async {
            let note = trouble.await;
            over.store(true, Ordering::Relaxed);
            note
        };
        let (sent, refused, note): (Sent, usize, String) = tokio::join!(flood, bookings, trouble);
        hurry(&self.stage).await;
        settle(&self.stage, Duration::from_secs(120)).await;
        drop(self.worker);
        count(&self.stage, &sent, &mut figures).await;
        figures.add(census::of_viewings(&self.stage).await);
        let (viewings,): (usize,) = self.stage.database.one("SELECT COUNT(*) FROM viewings").await;
        if viewings != RENTERS {
            figures.lost += RENTERS.abs_diff(viewings);
        }
        figures.note = format!("{note}; {} webhooks and {refused} bookings repeated", sent.repeated);
        figures.end();
    }

    /// Each renter submits the form until the portal accepts the request.
    async fn book(&self, over: &AtomicBool) -> usize {
        let mut refused = 0;
        for (cookie, slot) in self.cookies.iter().zip(&self.slots) {
            for _ in 0..100 {
                match self.web.book(cookie, self.house, slot).await {
                    Some((201 | 202, _)) => break,
                    _ => refused += 1,
                }
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
            if !over.load(Ordering::Relaxed) {
                tokio::time::sleep(Duration::from_millis(700)).await;
            }
        }
        refused
    }
}

fn seconds(count: u64) -> tokio::time::Sleep {
    tokio::time::sleep(Duration::from_secs(count))
}

#[tokio::test]
#[ignore = "kills a database: `make chaos` runs it"]
async fn chaos_kills_mariadb_and_starts_it_again() {
    let figures = Figures::begin("MariaDB killed and restarted");
    let server = Server::start("killed");
    let town = Town::on(&server, &[]).await;
    let trouble = async {
        for _ in 0..3 {
            seconds(3).await;
            // Away for a while, as a node that is rebooted.
            let pid = server.pid();
            assert!(Command::new("kill").args(["-KILL", &pid]).status().unwrap().success());
            seconds(2).await;
            run(server.command("start"));
        }
        seconds(1).await;
        server.crash();
        "killed 4 times".to_owned()
    };
    town.live(18, trouble, figures).await;
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_with_locks_and_deadlocks() {
    let figures = Figures::begin("deadlocks and lock timeouts");
    let server = Server::start("locks");
    let town = Town::on(&server, &[]).await;
    let name = town.stage.database.name.clone();
    let trouble = async {
        let (mut deadlocks, mut timeouts) = (0, 0);
        for turn in 0..80_u32 {
            let mut conn = server.conn().await;
            // The tables in the other order than the portal takes them.
            let ends = [
                format!("USE {name}"),
                "SET innodb_lock_wait_timeout = 2".to_owned(),
                "BEGIN".to_owned(),
                "UPDATE entrata_jobs SET updated_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND".to_owned(),
                "UPDATE houses SET updated_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND".to_owned(),
                "SELECT SLEEP(0.05)".to_owned(),
                "SELECT COUNT(*) FROM entrata_properties FOR UPDATE".to_owned(),
                "SELECT COUNT(*) FROM viewings FOR UPDATE".to_owned(),
                // Longer than the portal's patience with a lock, now and then.
                format!("SELECT SLEEP({})", if turn % 20 == 10 { 7.0 } else { 0.05 }),
                "ROLLBACK".to_owned(),
            ];
            for sql in ends {
                match conn.query_drop(sql).await {
                    Err(mysql_async::Error::Server(refused)) if refused.code == 1213 => deadlocks += 1,
                    Err(mysql_async::Error::Server(refused)) if refused.code == 1205 => timeouts += 1,
                    other => other.unwrap(),
                }
            }
        }
        let (total,): (u64,) = town_deadlocks(&server).await;
        format!("{total} deadlocks, {deadlocks} of them the hostile client's, which gave up {timeouts} locks")
    };
    town.live(40, trouble, figures).await;
}

async fn town_deadlocks(server: &Server) -> (u64,) {
    let mut conn = server.conn().await;
    let found: Option<(String, u64)> =
        conn.query_first("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'").await.unwrap();
    (found.map_or(0, |(_, count)| count),)
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_without_connections() {
    let figures = Figures::begin("connection limit reached");
    let server = Server::start("connections");
    server.tell("CREATE OR REPLACE USER portal@localhost").await;
    server.tell("GRANT ALL ON *.* TO portal@localhost").await;
    server.tell("REVOKE SUPER, CONNECTION ADMIN, READ_ONLY ADMIN ON *.* FROM portal@localhost").await;
    let url = format!("{}/{{database}}{}", "mysql://portal@localhost", tail(&server.url()));
    let town = Town::on(&server, &[("ENTRATA_DATABASE_URL", url)]).await;
    let trouble = async {
        let mut rejected = 0;
        let mut admin = server.conn().await;
        for _ in 0..3 {
            let mut hostile = Vec::new();
            admin.query_drop("SET GLOBAL max_connections = 10").await.unwrap();
            // The portal's connections end, and others are quicker to take their places.
            admin.query_drop("KILL USER portal@localhost").await.unwrap();
            let crowd =
                Opts::from_url(&server.url().replace("root@", "portal@").replace("/mysql", "/")).unwrap();
            for _ in 0..14 {
                match Conn::new(crowd.clone()).await {
                    Ok(conn) => hostile.push(conn),
                    Err(_) => rejected += 1,
                }
            }
            seconds(4).await;
            drop(hostile);
            admin.query_drop("SET GLOBAL max_connections = 500").await.unwrap();
            seconds(2).await;
        }
        format!("{rejected} of 42 hostile connections rejected as well")
    };
    town.live(20, trouble, figures).await;
}

fn tail(url: &str) -> &str {
    url.find('?').map_or("", |at| &url[at..])
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_with_a_fail_over() {
    let figures = Figures::begin("read-only, then a new primary");
    let old = Server::start("old-primary");
    old.tell("CREATE OR REPLACE USER portal@localhost").await;
    old.tell("GRANT ALL ON *.* TO portal@localhost").await;
    old.tell("REVOKE SUPER, CONNECTION ADMIN, READ_ONLY ADMIN ON *.* FROM portal@localhost").await;
    let address = std::env::temp_dir().join(format!("entrata-primary-{}.sock", std::process::id()));
    point(&address, &old);
    let url = format!("mysql://portal@localhost/{{database}}?socket={}", address.display());
    let town = Town::on(&old, &[("ENTRATA_DATABASE_URL", url)]).await;
    let name = town.stage.database.name.clone();
    let trouble = async {
        seconds(3).await;
        // Demoted: it keeps serving open connections, and rejects every write.
        old.tell("SET GLOBAL read_only = 1").await;
        seconds(2).await;
        let new = old.copy("new-primary");
        point(&address, &new);
        Database::on_server(&new.url());
        seconds(3).await;
        let (there,): (u64,) = changes(&new, &name).await;
        assert!(there > 0);
        (new, "the old primary stayed, read-only, for open connections".to_owned())
    };
    // The new primary must outlive the counting.
    let new = std::cell::RefCell::new(None);
    let trouble = async {
        let (server, note) = trouble.await;
        *new.borrow_mut() = Some(server);
        note
    };
    town.live(12, trouble, figures).await;
    let _ = std::fs::remove_file(address);
}

async fn changes(server: &Server, database: &str) -> (u64,) {
    let sql = format!("SELECT COUNT(*) FROM {database}.entrata_webhooks");
    server.conn().await.query_first(sql).await.unwrap().unwrap()
}

/// New connections go there from now on.
fn point(address: &Path, server: &Server) {
    let url = server.url();
    let socket = url.split("socket=").nth(1).unwrap();
    let next = address.with_extension("next");
    let _ = std::fs::remove_file(&next);
    std::os::unix::fs::symlink(socket, &next).unwrap();
    std::fs::rename(next, address).unwrap();
}

#[tokio::test]
#[ignore = "mounts a small file system, which only root may: `make chaos` runs it"]
async fn chaos_with_full_disks() {
    let mut figures = Figures::begin("disks of MariaDB and of the spool full");
    let small = SmallDisk::mount("full", 256);
    let spool = SmallDisk::mount("full-spool", 1);
    let Some((small, spool)) = small.zip(spool) else {
        println!("chaos| disks full | | | | | | | not run: only root may mount a small file system |");
        return;
    };
    let server = Server::start("full");
    figures.note.clear();
    let town = Town::on(&server, &[("ENTRATA_SPOOL_DIR", spool.folder.display().to_string())]).await;
    let name = town.stage.database.name.clone();
    let trouble = async {
        seconds(2).await;
        // An unused table fills the free space inside the tablespaces first.
        small.fill();
        let filled = use_up(&server, &name).await;
        seconds(4).await;
        small.empty();
        // Not both at once: an entry that cannot be written anywhere is only logged.
        seconds(2).await;
        spool.fill();
        seconds(4).await;
        spool.empty();
        format!("MariaDB could not grow for 4 s ({filled} rows fitted), and then the spool for 4 s")
    };
    town.live(16, trouble, figures).await;
    drop(server);
}

async fn use_up(server: &Server, database: &str) -> usize {
    let mut conn = server.conn().await;
    let table = format!("{database}.ballast");
    conn.query_drop(format!("CREATE TABLE IF NOT EXISTS {table} (t LONGTEXT)")).await.ok();
    let mut rows = 0;
    while rows < 2_000
        && conn.query_drop(format!("INSERT INTO {table} VALUES (REPEAT('x', 200000))")).await.is_ok()
    {
        rows += 1;
    }
    rows
}

/// A file system of a few megabytes, under the stage's folder.
struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    fn mount(name: &str, megabytes: u32) -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/chaos").join(name);
        let folder = if name.ends_with("spool") { folder } else { folder.join("mariadb") };
        std::fs::create_dir_all(&folder).unwrap();
        let size = format!("size={megabytes}m,mode=700");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&folder);
        mount.output().ok()?.status.success().then_some(Self { folder })
    }

    fn fill(&self) {
        let mut file = std::fs::File::create(self.folder.join("ballast")).unwrap();
        while std::io::Write::write_all(&mut file, &[0; 65_536]).is_ok() {}
        while std::io::Write::write_all(&mut file, &[0; 512]).is_ok() {}
    }

    fn empty(&self) {
        std::fs::remove_file(self.folder.join("ballast")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.folder).status();
    }
}
