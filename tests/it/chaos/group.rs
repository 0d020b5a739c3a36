//! Three members of MySQL's Group Replication: all of them primaries, one primary that is killed, and one that is
//! demoted while its clients stay.

use super::cluster::{Cluster, Proxy};
use super::crowd::Crowd;
use super::figures::Figures;
use std::time::Duration;

const BOOKINGS: usize = 240;

fn seconds(count: u64) -> tokio::time::Sleep {
    tokio::time::sleep(Duration::from_secs(count))
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_books_at_three_primaries_of_a_group() {
    let scenario = "Group Replication, pages and a worker at each of 3 primaries";
    let figures = Figures::begin(scenario);
    let Some(cluster) = Cluster::group(&["--multi-primary"], scenario) else { return };
    let crowd = Crowd::at(3, |node, database| cluster.url(node, database)).await;
    crowd.live(BOOKINGS, async { cluster.version.clone() }, figures).await;
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_kills_the_primary_of_a_group() {
    let scenario = "Group Replication behind HAProxy, primary killed";
    let figures = Figures::begin(scenario);
    let Some(cluster) = Cluster::group(&[], scenario) else { return };
    let Some(proxy) = Proxy::before(&cluster.ports, &[], scenario) else { return };
    let crowd = Crowd::at(3, |_, database| proxy.url(database)).await;
    let trouble = async {
        for _ in 0..2 {
            seconds(6).await;
            let primary = cluster.run(&["primary"]).await;
            cluster.run(&["kill", primary.trim()]).await;
            seconds(12).await;
            cluster.run(&["revive", primary.trim()]).await;
        }
        format!("{}, killed 2 times", cluster.version)
    };
    crowd.live(BOOKINGS, trouble, figures).await;
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_switches_the_primary_of_a_group_over() {
    let scenario = "Group Replication behind HAProxy, switched over with connections kept";
    let figures = Figures::begin(scenario);
    let Some(cluster) = Cluster::group(&[], scenario) else { return };
    let Some(proxy) = Proxy::before(&cluster.ports, &["--keep-sessions"], scenario) else { return };
    let crowd = Crowd::at(3, |_, database| proxy.url(database)).await;
    let trouble = async {
        for member in ["2", "3", "1", "2"] {
            seconds(5).await;
            cluster.run(&["promote", member]).await;
        }
        format!("{}, switched over 4 times", cluster.version)
    };
    crowd.live(BOOKINGS, trouble, figures).await;
}
