//! Three nodes of Galera: conflicts on all of them, nodes that are killed, and one that leaves while its clients stay.

use super::census;
use super::cluster::{Cluster, Proxy};
use super::crowd::Crowd;
use super::figures::Figures;
use super::town::{Worker, hurry, settle, town};
use super::web::Web;
use crate::stage::{Database, PROPERTY};
use futures_util::future::join_all;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error, Opts};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const BOOKINGS: usize = 240;
const NOT_IN_CLUSTER: u16 = 1047;

fn seconds(count: u64) -> tokio::time::Sleep {
    tokio::time::sleep(Duration::from_secs(count))
}

async fn conn(url: &str) -> Conn {
    Conn::new(Opts::from_url(url).unwrap()).await.unwrap()
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_books_at_three_galera_nodes_at_once() {
    let scenario = "Galera, pages and a worker at each of 3 nodes";
    let figures = Figures::begin(scenario);
    let Some(cluster) = Cluster::galera(scenario) else { return };
    let crowd = Crowd::at(3, |node, database| cluster.url(node, database)).await;
    let conflicts = async |when: &'static str| {
        let mut sum = 0;
        for node in 1..=3 {
            let sql =
                "SHOW STATUS WHERE Variable_name IN ('wsrep_local_cert_failures', 'wsrep_local_bf_aborts')";
            let found: Vec<(String, u64)> = conn(&cluster.url(node, "")).await.query(sql).await.unwrap();
            sum += found.iter().map(|(_, count)| count).sum::<u64>();
        }
        println!("conflicts {when}: {sum}");
    };
    conflicts("before").await;
    crowd.live(BOOKINGS, async { cluster.version.clone() }, figures).await;
    conflicts("after").await;
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_kills_galera_nodes_under_their_pages() {
    let scenario = "Galera, nodes killed under their own pages";
    let figures = Figures::begin(scenario);
    let Some(cluster) = Cluster::galera(scenario) else { return };
    let crowd = Crowd::at(3, |node, database| cluster.url(node, database)).await;
    let trouble = async {
        for node in ["2", "3", "1", "2"] {
            seconds(4).await;
            // What the test itself asks goes to a node that lives.
            Database::on_server(&cluster.url(if node == "1" { 2 } else { 1 }, "mysql"));
            cluster.run(&["kill", node]).await;
            seconds(3).await;
            cluster.run(&["revive", node]).await;
        }
        format!("{}, 4 nodes killed", cluster.version)
    };
    crowd.live(BOOKINGS, trouble, figures).await;
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_kills_galera_nodes_behind_haproxy() {
    let scenario = "Galera behind HAProxy, nodes killed";
    let figures = Figures::begin(scenario);
    let Some(cluster) = Cluster::galera(scenario) else { return };
    let Some(proxy) = Proxy::before(&cluster.ports, &[], scenario) else { return };
    let crowd = Crowd::at(3, |_, database| proxy.url(database)).await;
    let trouble = async {
        for node in ["3", "1"] {
            seconds(5).await;
            cluster.run(&["kill", node]).await;
            seconds(3).await;
            cluster.run(&["revive", node]).await;
        }
        format!("{}, 2 nodes killed", cluster.version)
    };
    crowd.live(BOOKINGS, trouble, figures).await;
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_with_a_galera_node_that_lags() {
    let scenario = "Galera, one node 12 s behind";
    let figures = Figures::begin(scenario);
    let Some(cluster) = Cluster::galera(scenario) else { return };
    let crowd = Crowd::at(3, |node, database| cluster.url(node, database)).await;
    let trouble = async {
        seconds(2).await;
        let mut node = conn(&cluster.url(3, "")).await;
        node.query_drop("SET GLOBAL wsrep_desync = ON").await.unwrap();
        node.query_drop("FLUSH TABLES WITH READ LOCK").await.unwrap();
        seconds(12).await;
        node.query_drop("UNLOCK TABLES").await.unwrap();
        node.query_drop("SET GLOBAL wsrep_desync = OFF").await.unwrap();
        cluster.version.clone()
    };
    crowd.live(60, trouble, figures).await;
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_with_a_galera_node_that_leaves_its_clients() {
    let scenario = "Galera, a node leaves and keeps its connections";
    let mut figures = Figures::begin(scenario);
    let Some(cluster) = Cluster::galera(scenario) else { return };
    // Everything goes to node 3 first. The proxy ends no connection.
    let ports = [&cluster.ports[2], &cluster.ports[0], &cluster.ports[1]].map(Clone::clone);
    let Some(_proxy) = Proxy::before(&ports, &["--first", "--keep-sessions"], scenario) else { return };
    let stage = town(1, &[]).await;
    stage.activate(PROPERTY).await;
    let web = Web::start("leaves", None, &stage.environment(&[])).await;
    let worker = Worker(stage.worker());
    let house = stage.house(PROPERTY).await;
    let slots = stage.slots(house).await;
    let cookie = web.renters(&stage, 1).await.pop().unwrap();
    // Every process of the pages has its connection.
    for _ in 0..4 {
        join_all((0..8).map(|_| web.tours(&cookie, house.get()))).await;
    }
    let looks = async {
        let mut looks = Vec::new();
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(40) {
            let asked = Instant::now();
            looks.push((asked, Instant::now(), web.tours(&cookie, house.get()).await));
            looks.last_mut().unwrap().1 = Instant::now();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        looks
    };
    let leaves = async {
        let mut node = conn(&cluster.url(3, "")).await;
        seconds(2).await;
        cluster.run(&["isolate", "3"]).await;
        loop {
            // Without a table, even such a node answers.
            match node.query_drop("SELECT COUNT(*) FROM mysql.user").await {
                Err(Error::Server(error)) if error.code == NOT_IN_CLUSTER => break,
                other => other.unwrap(),
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let left = Instant::now();
        let mut answers = BTreeMap::new();
        for slot in slots.iter().take(7) {
            let booked = web.book(&cookie, house.get(), slot).await;
            *answers.entry(format!("{:?}", booked.map(|(status, _)| status))).or_insert(0) += 1;
            seconds(3).await;
        }
        (left, answers)
    };
    let (looks, (left, answers)) = tokio::join!(looks, leaves);
    let later: Vec<_> = looks.iter().filter(|(asked, _, _)| *asked > left).collect();
    let good = later.iter().position(|(_, _, status)| *status == Some(200)).expect("no tour times any more");
    let after = later[good].1 - left;
    let failed = later.iter().filter(|(_, _, status)| *status != Some(200)).count();
    cluster.run(&["rejoin", "3"]).await;
    hurry(&stage).await;
    settle(&stage, Duration::from_secs(120)).await;
    drop(worker);
    figures.add(census::of_viewings(&stage).await);
    figures.note = format!(
        "{}; tour times: 200 again {} ms after the node left, {failed} of {} failed; bookings {answers:?}",
        cluster.version,
        after.as_millis(),
        later.len()
    );
    assert!(later[good..].iter().all(|(_, _, status)| *status == Some(200)), "{:?}", figures.note);
    figures.end();
}
