//! Picks the fault of each call: the planned ones first, then by chance.

use super::faults::{ALWAYS, Fault, Faults};
use fastrand::Rng;

/// The fault and the delay of one call.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Drawn {
    pub(super) fault: Option<Fault>,
    pub(super) delay_ms: u64,
}

/// The faults in force, and the generator that draws from them.
pub(super) struct Picker {
    pub(super) faults: Faults,
    rng: Rng,
}

impl Picker {
    pub(super) fn new(faults: Faults) -> Self {
        let rng = Rng::with_seed(faults.seed);
        Self { faults, rng }
    }

    pub(super) fn draw(&mut self, method: &str) -> Drawn {
        let planned = self.planned(method);
        let rates = self.faults.methods.get(method).unwrap_or(&self.faults.all);
        let late = rates.delay_ms > 0 && self.rng.f64() < rates.delay_rate;
        let mut drawn = self.rng.f64();
        let by_chance = rates.table().into_iter().find(|(rate, _)| {
            drawn -= rate;
            drawn < 0.0
        });
        let fault = planned.or(by_chance.map(|(_, fault)| fault));
        Drawn { fault, delay_ms: if late { rates.delay_ms } else { 0 } }
    }

    fn planned(&mut self, method: &str) -> Option<Fault> {
        let mut plans = self.faults.fail_next.iter_mut();
        let plan = plans
            .find(|plan| plan.count > 0 && plan.method.as_deref().is_none_or(|wanted| wanted == method))?;
        let fault = plan.kind.clone();
        if plan.count != ALWAYS {
            plan.count -= 1;
        }
        self.faults.fail_next.retain(|plan| plan.count > 0);
        Some(fault)
    }

    /// The status of a server error.
    pub(super) fn error_status(&mut self) -> u16 {
        self.rng.u16(500..=504)
    }
}

#[cfg(test)]
mod tests {
    use super::super::faults::{Foreign, ForeignBody, Planned, Rates};
    use super::*;

    fn run(seed: u64) -> Vec<Drawn> {
        let all = Rates { error_rate: 0.15, lose_reply_rate: 0.15, ..Rates::default() };
        let mut picker = Picker::new(Faults { seed, all, ..Faults::default() });
        (0..10_000).map(|_| picker.draw("sendLeads")).collect()
    }

    #[test]
    fn the_same_seed_draws_the_same_faults_at_their_rates() {
        let faults = run(7);
        assert_eq!(faults, run(7));
        assert_ne!(faults, run(8));
        for kind in [Fault::Error, Fault::LoseReply] {
            let share = faults.iter().filter(|drawn| drawn.fault.as_ref() == Some(&kind)).count();
            assert!((1350..1650).contains(&share), "{kind:?}: {share}");
        }
    }

    #[test]
    fn a_planned_fault_occurs_as_often_as_planned() {
        let plan =
            |method: Option<&str>, kind, count| Planned { method: method.map(str::to_owned), kind, count };
        let page = Fault::Foreign(Foreign { status: 403, body: ForeignBody::Empty, after_work: false });
        let fail_next = vec![plan(Some("getLeads"), page.clone(), 2), plan(None, Fault::CutBody, ALWAYS)];
        let mut picker = Picker::new(Faults { fail_next, ..Faults::default() });
        let drawn: Vec<_> = ["getLeads", "sendLeads", "getLeads", "getLeads"]
            .into_iter()
            .filter_map(|method| picker.draw(method).fault)
            .collect();
        assert_eq!(drawn, [page.clone(), Fault::CutBody, page, Fault::CutBody]);
        assert_eq!(picker.faults.fail_next.len(), 1, "a fault that never ends stays in force");
    }

    #[test]
    fn a_misspelled_switch_and_a_rate_above_one_are_errors() {
        assert!(Faults::read(br#"{"error_rat": 0.1}"#).unwrap_err().contains("error_rat"));
        assert!(Faults::read(br#"{"methods": {"sendLeads": {"eror_rate": 1}}}"#).is_err());
        assert!(Faults::read(br#"{"error_rate": 0.6, "lose_reply_rate": 0.6}"#).is_err());
        for plan in [
            r#"{"method": "sendLeads", "kind": "lose_replies"}"#,
            r#"{"kind": {"foreign": {"status": 403, "bdy": "html"}}}"#,
            r#"{"kind": {"foreign": {"status": 99}}}"#,
            r#"{"kind": "html", "count": "often"}"#,
            r#"{"kind": {"rejection": {"code": 300}}}"#,
        ] {
            let faults = format!("{{\"fail_next\": [{plan}]}}");
            assert!(Faults::read(faults.as_bytes()).is_err(), "{plan}");
        }
        assert_eq!(Faults::read(b"{}").unwrap(), Faults::default());
    }

    #[test]
    fn faults_are_read_as_they_are_written() {
        let text = r#"{"fail_next": [
            {"kind": {"foreign": {"status": 302, "body": "empty", "after_work": true}}, "count": "always"},
            {"method": "sendLeads", "kind": {"rejection": {"code": 300, "message": "Any words."}}},
            {"method": "updateLeads", "kind": {"lead_status": {"status": "Failed", "nesting": "attributes"}}}
        ]}"#;
        let faults = Faults::read(text.as_bytes()).unwrap();
        let written = serde_json::to_vec(&faults).unwrap();
        assert_eq!(Faults::read(&written).unwrap(), faults);
    }
}
