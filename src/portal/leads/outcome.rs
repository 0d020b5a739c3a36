//! The decision table of the lead flow: the effect of each step's failure on the viewing. Pure: no I/O.
//!
//! - A viewing is confirmed only by proof: Entrata's success status for this lead, or its appointment read back.
//! - It is rejected only by Entrata's rejection of this lead, by our own validation, or when the tour's time has passed.
//! - Everything else is pending: the lead is looked up again before anything is sent again.

use crate::error::portal::{Error, ErrorKind};
use crate::portal::lacks_permission;

/// What is known about earlier attempts to send the lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum History {
    /// No attempt can have reached Entrata.
    NeverSent,
    /// An earlier attempt may have reached Entrata.
    MaybeSent,
}

/// What to do when the lead cannot be looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WithoutLookup {
    /// Send it as a new lead.
    Send,
    /// Keep it, and look it up again later.
    Wait,
}

/// What a failed attempt to send the lead means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AfterFailedSend {
    /// Entrata rejected this lead.
    Reject,
    /// Entrata may have accepted the lead: look it up.
    LookUp,
    /// Entrata did not accept the lead: send it again later.
    Wait,
}

/// How often a rate limit may delay the lookup before the lead is sent without one.
const LIMITED_LOOKUPS: u32 = 3;

/// Decides what to do when the lookup of a lead failed with `error` on attempt number `attempt`. `has_others` says that
/// the person has another viewing at the property, and so perhaps a lead.
///
/// After an earlier attempt only a lookup shows whether Entrata has the lead, so nothing is sent without one.
pub(super) fn without_lookup(
    error: &Error,
    history: History,
    attempt: u32,
    has_others: bool,
) -> WithoutLookup {
    match (history, error.kind()) {
        (History::MaybeSent, _) => WithoutLookup::Wait,
        // The lead itself would fail in the same way.
        (
            History::NeverSent,
            ErrorKind::Unauthorized | ErrorKind::Database | ErrorKind::Config | ErrorKind::Internal,
        ) => WithoutLookup::Wait,
        // The connection to Entrata fails: the lookup will work later, and finds the person's lead.
        (History::NeverSent, ErrorKind::Unavailable | ErrorKind::NotSent | ErrorKind::Indeterminate) => {
            WithoutLookup::Wait
        }
        // The limit passes. Until then, a person who may have a lead must not get a second one.
        (History::NeverSent, ErrorKind::RateLimited) if has_others || attempt <= LIMITED_LOOKUPS => {
            WithoutLookup::Wait
        }
        (History::NeverSent, _) => WithoutLookup::Send,
    }
}

/// Decides what the failure of sendLeads or updateLeads means.
pub(super) fn after_failed_send(error: &Error) -> AfterFailedSend {
    match error.kind() {
        ErrorKind::Rejected if lacks_permission(error) || is_about_the_call(error) => AfterFailedSend::Wait,
        ErrorKind::Rejected | ErrorKind::SlotUnavailable | ErrorKind::ToursNotSupported => {
            AfterFailedSend::Reject
        }
        ErrorKind::NotSent | ErrorKind::RateLimited | ErrorKind::Unauthorized | ErrorKind::Config => {
            AfterFailedSend::Wait
        }
        _ => AfterFailedSend::LookUp,
    }
}

/// Whether Entrata's gateway rejected the call and not the lead: its codes are HTTP's, some of them with 1000 added. One is
/// 404 for a service or a company that it does not know.
fn is_about_the_call(error: &Error) -> bool {
    let status =
        error.entrata_code().map(|code| if (1400..1500).contains(&code) { code - 1000 } else { code });
    status.is_some_and(|status| matches!(status, 402 | 404..=408 | 410..=417 | 421 | 423..=431 | 451))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CallFacts;

    const ALL: [ErrorKind; 20] = [
        ErrorKind::Config,
        ErrorKind::MissingParameter,
        ErrorKind::InvalidParameter,
        ErrorKind::InvalidClient,
        ErrorKind::UnknownClient,
        ErrorKind::ClientMismatch,
        ErrorKind::UnsupportedRequestType,
        ErrorKind::Validation,
        ErrorKind::NotAnEntrataProperty,
        ErrorKind::ToursNotSupported,
        ErrorKind::SlotUnavailable,
        ErrorKind::RateLimited,
        ErrorKind::Unauthorized,
        ErrorKind::Rejected,
        ErrorKind::Unavailable,
        ErrorKind::NotSent,
        ErrorKind::Indeterminate,
        ErrorKind::Decode,
        ErrorKind::Database,
        ErrorKind::Internal,
    ];

    fn error(kind: ErrorKind) -> Error {
        Error::new(kind, "failed")
    }

    fn rejection(code: i64) -> Error {
        let call = CallFacts { entrata_code: Some(code), ..CallFacts::default() };
        crate::Error::new(crate::ErrorKind::Rejected, "rejected").with_call(call, "rejected").into()
    }

    #[test]
    fn after_an_earlier_attempt_nothing_is_sent_without_a_lookup() {
        for kind in ALL {
            for attempt in 1..10 {
                let decision = without_lookup(&error(kind), History::MaybeSent, attempt, false);
                assert_eq!(decision, WithoutLookup::Wait, "{kind:?}");
            }
        }
    }

    #[test]
    fn a_disturbed_lookup_is_repeated_before_a_lead_is_sent() {
        for kind in [ErrorKind::Unavailable, ErrorKind::NotSent, ErrorKind::Indeterminate] {
            let decision = without_lookup(&error(kind), History::NeverSent, 1, false);
            assert_eq!(decision, WithoutLookup::Wait, "{kind:?}");
        }
    }

    #[test]
    fn a_lead_that_was_never_sent_does_not_depend_on_a_rejected_lookup() {
        for kind in
            [ErrorKind::Rejected, ErrorKind::ToursNotSupported, ErrorKind::SlotUnavailable, ErrorKind::Decode]
        {
            let decision = without_lookup(&error(kind), History::NeverSent, 1, false);
            assert_eq!(decision, WithoutLookup::Send, "{kind:?}");
        }
        assert_eq!(without_lookup(&rejection(311), History::NeverSent, 1, false), WithoutLookup::Send);
    }

    #[test]
    fn a_rate_limit_delays_the_first_lookups_only() {
        let limited = error(ErrorKind::RateLimited);
        let decide = |attempt, others| without_lookup(&limited, History::NeverSent, attempt, others);
        let decisions = (1..=5).map(|attempt| decide(attempt, false));
        let (wait, send) = (WithoutLookup::Wait, WithoutLookup::Send);
        assert_eq!(decisions.collect::<Vec<_>>(), [wait, wait, wait, send, send]);
        assert_eq!(decide(5, true), wait, "the person may have a lead already");
    }

    #[test]
    fn only_a_rejection_of_the_lead_itself_rejects() {
        let rejecting = [ErrorKind::Rejected, ErrorKind::SlotUnavailable, ErrorKind::ToursNotSupported];
        for kind in ALL {
            let rejected = after_failed_send(&error(kind)) == AfterFailedSend::Reject;
            assert_eq!(rejected, rejecting.contains(&kind), "{kind:?}");
        }
    }

    #[test]
    fn a_missing_permission_waits_for_a_person() {
        for code in [311, 1403] {
            let rejected = rejection(code);
            assert_eq!(after_failed_send(&rejected), AfterFailedSend::Wait, "{code}");
        }
        let other = rejection(301);
        assert_eq!(after_failed_send(&other), AfterFailedSend::Reject);
    }

    #[test]
    fn a_code_of_the_gateway_is_no_rejection_of_the_lead() {
        for code in [404, 405, 407, 408, 413, 415, 421, 425, 1404, 1405, 1408, 1413] {
            assert_eq!(after_failed_send(&rejection(code)), AfterFailedSend::Wait, "{code}");
        }
        for code in [300, 303, 314, 333, 400, 409, 422, 1400] {
            assert_eq!(after_failed_send(&rejection(code)), AfterFailedSend::Reject, "{code}");
        }
    }

    #[test]
    fn what_entrata_may_have_accepted_is_looked_up() {
        for kind in [ErrorKind::Indeterminate, ErrorKind::Decode, ErrorKind::Unavailable, ErrorKind::Internal]
        {
            assert_eq!(after_failed_send(&error(kind)), AfterFailedSend::LookUp, "{kind:?}");
        }
        for kind in [ErrorKind::NotSent, ErrorKind::RateLimited, ErrorKind::Unauthorized] {
            assert_eq!(after_failed_send(&error(kind)), AfterFailedSend::Wait, "{kind:?}");
        }
    }
}
