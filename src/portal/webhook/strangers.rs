//! Limits for unauthenticated senders, counted in this process so that a flood does not cost a statement each.

use crate::store::entrata::webhooks::LogId;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const MINUTE: Duration = Duration::from_secs(60);
/// How many log rows a process writes for strangers in a minute. Further ones are only counted.
const ROWS_A_MINUTE: u32 = 300;
/// How many authorization codes of strangers a process exchanges at Entrata in a minute.
const CODES_A_MINUTE: u32 = 60;
/// How many of them may come from one network.
const CODES_A_NETWORK: u32 = 10;

/// Counts of this process and minute.
#[derive(Debug, Default)]
pub(crate) struct Strangers(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    began: Option<Instant>,
    rows: u32,
    codes: u32,
    codes_by_network: HashMap<String, u32>,
    /// The webhook that was last left out of the log.
    unlogged: Option<LogId>,
    reported: Option<Instant>,
    unreported: u32,
}

impl Strangers {
    /// Returns whether the log accepts another row of a stranger.
    pub(super) fn may_log(&self, log_id: LogId, now: Instant) -> bool {
        self.in_minute(now, |counts| {
            counts.rows += 1;
            let may = counts.rows <= ROWS_A_MINUTE;
            counts.unlogged = (!may).then_some(log_id);
            may
        })
    }

    /// Returns whether a webhook has just been left out of the log.
    pub(super) fn is_unlogged(&self, log_id: LogId) -> bool {
        self.lock().unlogged == Some(log_id)
    }

    /// Returns whether another authorization code of a stranger may be exchanged.
    pub(super) fn may_try_code(&self, address: Option<&str>, now: Instant) -> bool {
        self.in_minute(now, |counts| {
            if counts.codes >= CODES_A_MINUTE {
                return false;
            }
            let of_network = counts.codes_by_network.entry(network(address.unwrap_or_default())).or_default();
            if *of_network >= CODES_A_NETWORK {
                return false;
            }
            *of_network += 1;
            counts.codes += 1;
            true
        })
    }

    /// Counts a rejected webhook.
    pub(super) fn count_rejected(&self) {
        self.lock().unreported += 1;
    }

    /// Returns how many rejected webhooks to report now: the first at once, then once a minute all since the last report.
    pub(super) fn report(&self, now: Instant) -> Option<u32> {
        let mut counts = self.lock();
        let is_due = counts.reported.is_none_or(|reported| now.duration_since(reported) >= MINUTE);
        if counts.unreported == 0 || !is_due {
            return None;
        }
        counts.reported = Some(now);
        Some(std::mem::take(&mut counts.unreported))
    }

    fn in_minute<T>(&self, now: Instant, count: impl FnOnce(&mut Counts) -> T) -> T {
        let mut counts = self.lock();
        if counts.began.is_none_or(|began| now.duration_since(began) >= MINUTE) {
            counts.began = Some(now);
            (counts.rows, counts.codes) = (0, 0);
            counts.codes_by_network.clear();
        }
        count(&mut counts)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The network of one customer of a provider: an IPv6 customer has a whole /64.
fn network(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => format!("{:x?}", &address.segments()[..4]),
        Ok(IpAddr::V4(address)) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_codes_of_strangers_are_limited_by_the_minute() {
        let (strangers, now) = (Strangers::default(), Instant::now());
        let ids: Vec<_> = (0..1000).map(|_| LogId::new()).collect();
        let logged: Vec<_> = ids.iter().filter(|id| strangers.may_log(**id, now)).collect();
        assert_eq!((logged.len(), logged.last()), (300, Some(&&ids[299])));
        assert!(strangers.is_unlogged(ids[999]) && !strangers.is_unlogged(ids[299]));
        let from =
            |address: &'static str| (0..100).filter(|_| strangers.may_try_code(Some(address), now)).count();
        assert_eq!(from("192.0.2.1"), 10);
        assert_eq!((from("2001:db8::1"), from("2001:db8::2"), from("2001:db8:0:1::1")), (10, 0, 10));
        assert_eq!((from("::ffff:192.0.2.1"), from("::ffff:192.0.2.9")), (0, 10), "IPv4 in IPv6's notation");
        let many: usize = ["192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"].map(from).iter().sum();
        assert_eq!(many, 20, "at most 60 from all together");
        let later = now + MINUTE;
        assert!(strangers.may_log(ids[0], later) && strangers.may_try_code(Some("192.0.2.1"), later));
    }

    #[test]
    fn a_flood_is_reported_once_a_minute_with_its_size() {
        let (strangers, now) = (Strangers::default(), Instant::now());
        let mut reports = Vec::new();
        for second in 0..150 {
            for _ in 0..10 {
                strangers.count_rejected();
                reports.extend(strangers.report(now + Duration::from_secs(second)));
            }
        }
        assert_eq!(reports, [1, 600, 600]);
        assert_eq!(strangers.report(now + Duration::from_secs(200)), Some(299));
        assert_eq!(strangers.report(now + Duration::from_secs(900)), None);
    }
}
