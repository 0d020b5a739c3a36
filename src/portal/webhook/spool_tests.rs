use super::super::authentication::Proof;
use super::*;
use crate::store::entrata::webhooks::{Arrival, LogId, Outcome};
use chrono::Utc;
use proptest::prelude::*;
use std::os::unix::fs::{PermissionsExt, symlink};

/// A spool in a temporary directory that is deleted with it.
struct Own(Spool);

impl Own {
    fn new() -> Self {
        let directory = std::env::temp_dir().join(format!("entrata-spool-test-{}", LogId::new()));
        Self(Spool::new(&directory, "database"))
    }

    fn add(&self, number: u64) {
        self.0.add(&Entry::arrival(&arrival(number, b"cid=1")), true).unwrap();
    }

    /// Takes the next entries and returns their numbers.
    fn taken(&self, most: usize) -> Vec<u64> {
        let Some(batch) = self.0.take(most).unwrap() else { return Vec::new() };
        let numbers = batch.entries.iter().map(number).collect();
        batch.done().unwrap();
        numbers
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0.directory);
    }
}

fn arrival(number: u64, raw_query: &[u8]) -> Arrival {
    Arrival {
        log_id: LogId::new(),
        authenticated_by: Some(Proof::Key.as_str()),
        request_type: Some("ACTIVATION"),
        cid: Some(number),
        property_id: Some(100_001),
        raw_query: raw_query.to_vec(),
        remote_addr: Some("198.51.100.17".to_owned()),
        received_at: Utc::now(),
    }
}

fn number(entry: &Entry) -> u64 {
    match entry.clone() {
        Entry::Arrival(arrival) | Entry::Sender(arrival) => arrival.read().unwrap().cid.unwrap(),
        Entry::Outcome(outcome) => outcome.read().unwrap().1.response_code.into(),
        Entry::Client(client) => client.read().unwrap().0.cid.get(),
    }
}

#[test]
fn entries_are_taken_in_batches_in_their_order() {
    let spool = Own::new();
    (0..250).for_each(|number| spool.add(number));
    let batches = [100, 100, 100, 100].map(|most| spool.taken(most));
    assert_eq!(batches.each_ref().map(Vec::len), [100, 100, 50, 0]);
    assert!(batches.concat().into_iter().eq(0..250));
    assert!(!spool.0.is_waiting());
}

#[test]
fn a_batch_that_was_not_stored_comes_again_and_a_stored_one_does_not() {
    let spool = Own::new();
    (0..10).for_each(|number| spool.add(number));
    assert_eq!(spool.taken(4), [0, 1, 2, 3]);
    for _ in 0..3 {
        let lost = spool.0.take(4).unwrap().unwrap();
        assert_eq!(lost.entries.iter().map(number).collect::<Vec<_>>(), [4, 5, 6, 7]);
    }
    assert_eq!((spool.taken(4), spool.taken(4)), (vec![4, 5, 6, 7], vec![8, 9]));
}

#[test]
fn entries_that_arrive_meanwhile_wait_for_the_next_batch() {
    let spool = Own::new();
    spool.add(1);
    let batch = spool.0.take(100).unwrap().unwrap();
    spool.add(2);
    assert!(spool.0.take(100).unwrap().is_none(), "one process at a time");
    assert!(batch.done().unwrap(), "more wait");
    assert_eq!(spool.taken(100), [2]);
}

#[test]
fn a_damaged_line_costs_no_other_line() {
    let spool = Own::new();
    spool.add(1);
    // The second one is cut between the two bytes of a letter.
    for cut_off in [&b"{\"a\":{\"i\":\"lo"[..], b"{\"a\":{\"q\":\"\xc3"] {
        open(&spool.0.path).unwrap().write_all(cut_off).unwrap();
        spool.add(2);
    }
    let batch = spool.0.take(100).unwrap().unwrap();
    assert_eq!((batch.entries.len(), batch.damaged), (3, 2));
    batch.done().unwrap();
}

#[test]
fn a_position_that_was_written_in_half_loses_no_entry() {
    let spool = Own::new();
    (0..5).for_each(|number| spool.add(number));
    assert_eq!(spool.taken(3), [0, 1, 2]);
    for position in ["", "99999999999", "x"] {
        std::fs::write(spool.0.position(), position).unwrap();
        let batch = spool.0.take(100).unwrap().unwrap();
        assert_eq!(batch.entries.len(), 5, "{position:?}");
    }
}

#[test]
fn a_full_spool_holds_a_hundred_thousand_of_entrata_s_webhooks() {
    let raw = "key=***&cid=4711&company_name=Example+Living&subdomain=exampleliving&auth_code=Q29kZStleGFtcGxlLw%3D%3D\
               &api_location=https%3A%2F%2Fx.entrata.com%2Fapi&property_id=100001&occupancy_type=CONVENTIONAL\
               &request_type=ACTIVATION&referrer=entrata";
    let arrival = arrival(4711, raw.as_bytes());
    let outcome = Outcome { response_code: 200, outcome: "APPROVED".into(), error: None };
    let entries = [Entry::arrival(&arrival), Entry::outcome(arrival.log_id, &outcome)];
    let size: usize = entries.iter().map(|entry| entry.to_line().unwrap().len() + 2).sum();
    assert!(MAX_SIZE / size as u64 >= 100_000, "{size} bytes a webhook");
}

#[test]
fn what_nothing_proves_to_be_entrata_s_cannot_fill_the_spool() {
    let spool = Own::new();
    let stranger = Entry::arrival(&arrival(1, &[1; 1024]));
    let taken = (0..2000).filter(|_| spool.0.add(&stranger, false).is_ok()).count();
    assert!((100..1000).contains(&taken), "{taken}");
    assert!(spool.0.waiting_bytes() <= MAX_UNPROVEN);
    spool.add(2);
}

#[test]
fn a_directory_or_file_that_others_can_use_is_not_used() {
    let mode = |path: &Path, mode| std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    let spool = Own::new();
    spool.add(1);
    let rejected = |why: &str| {
        let error = spool.0.add(&Entry::arrival(&arrival(2, b"")), true).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
        assert!(spool.0.take(1).is_err());
    };
    mode(&spool.0.directory, 0o777);
    rejected("has mode 777 (expected 700)");
    assert!(spool.0.check().is_err());
    mode(&spool.0.directory, 0o700);
    mode(&spool.0.path, 0o666);
    rejected("is not a private file");
    mode(&spool.0.path, 0o600);
    assert_eq!(spool.taken(10), [1]);

    // A link in the place of the spool's file.
    let elsewhere = spool.0.directory.join("elsewhere");
    std::fs::write(&elsewhere, b"untouched").unwrap();
    symlink(&elsewhere, &spool.0.path).unwrap();
    assert!(spool.0.add(&Entry::arrival(&arrival(2, b"")), true).is_err());
    assert_eq!(std::fs::read(&elsewhere).unwrap(), b"untouched");
    std::fs::remove_file(&spool.0.path).unwrap();

    // The same with the directory.
    let link = std::env::temp_dir().join(format!("entrata-spool-link-{}", LogId::new()));
    symlink(&spool.0.directory, &link).unwrap();
    let linked = Spool::new(&link, "database");
    assert!(linked.check().unwrap_err().to_string().contains("is not a directory"));
    std::fs::remove_file(link).unwrap();
}

#[test]
fn a_missing_directory_is_created_for_its_owner_alone() {
    let spool = Own::new();
    spool.0.check().unwrap();
    assert_eq!(spool.0.directory.metadata().unwrap().mode() & 0o777, 0o700);
    spool.add(1);
    assert_eq!(spool.0.path.metadata().unwrap().mode() & 0o777, 0o600);
}

proptest! {
    #[test]
    fn any_bytes_come_back_as_they_were_in_one_line(raw in proptest::collection::vec(any::<u8>(), 0..300)) {
        let written = arrival(1, &raw);
        let line = Entry::arrival(&written).to_line().unwrap();
        prop_assert!(!line.contains(&b'\n'));
        prop_assert!(line.len() < 260 + raw.len() * 4 / 3 + 4);
        let Some(Entry::Arrival(read)) = Entry::from_line(&line) else { panic!("no entry") };
        let read = read.read().unwrap();
        prop_assert_eq!(read.raw_query, raw);
        prop_assert_eq!((read.log_id, read.authenticated_by), (written.log_id, written.authenticated_by));
        prop_assert_eq!((read.cid, read.property_id), (written.cid, written.property_id));
    }

    #[test]
    fn any_bytes_can_stand_in_the_file(text in proptest::collection::vec(any::<u8>(), 0..300), most in 0_usize..9) {
        let (found, length) = lines(&text, most, true);
        prop_assert!(found.len() <= most && length <= text.len());
        let count = found.len();
        let (read, damaged) = entries(found);
        prop_assert_eq!(read.len() + damaged, count);
    }
}
