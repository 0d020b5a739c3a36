//! Reconciliation: shows tours that Entrata's staff cancel or move to the renter and the operator.
//!
//! Entrata sends no message about it, so the upcoming confirmed tours of each property are compared with Entrata's events
//! every half hour, in one paged call. A tour that the response does not have is looked up in its lead: only the lead
//! shows that an event is gone.

mod compare;

use super::Portal;
use super::appointment::Appointment;
use crate::api::leads::{GetLeadEvents, GetLeads, LeadEvent, LeadsBy};
use crate::api::{Company, Deadline};
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{ApplicationId, Cid, PropertyId, ViewingId};
use crate::store::entrata::clients::Client;
use crate::store::entrata::viewings::{self as deliveries, Upcoming};
use crate::store::entrata::{properties, tour_times};
use crate::store::host::viewings::{self, Report, Viewing};
use crate::tour::Slot;
use chrono::{Days, NaiveDate, Utc};
use compare::{Booked, Finding, Reading, Seen, compare};
use futures_util::TryStreamExt;
use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often a property is compared.
const EVERY: Duration = Duration::from_secs(30 * 60);
/// How soon it is compared again while a tour is missing.
const SOON: Duration = Duration::from_secs(5 * 60);
/// A tour is canceled if its event has been missing from its lead for this long.
const MISSING: i64 = 4 * 60;
/// How often to look for a property that is due. Each look reads every property.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// When this process last found no property that is due.
#[derive(Debug, Default)]
pub(super) struct NothingDue(Mutex<Option<Instant>>);

impl NothingDue {
    fn is_recent(&self) -> bool {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_some_and(|then| then.elapsed() < LOOK_AGAIN)
    }

    fn found_nothing(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}

/// The upcoming tours of one lead.
type OfLead<'a> = BTreeMap<ApplicationId, Vec<&'a Upcoming>>;

impl Portal {
    /// Compares the tours of one property that is due; `false` if none is. A failed call changes nothing, and the property
    /// is due again later.
    pub(super) async fn reconcile_next(&self) -> Result<bool> {
        if self.nothing_to_reconcile.is_recent() {
            return Ok(false);
        }
        let Some((cid, property)) = properties::claim_reconciliation(&self.store, EVERY).await? else {
            self.nothing_to_reconcile.found_nothing();
            return Ok(false);
        };
        if let Err(error) = self.reconcile_property(cid, property).await {
            let error = error.context(format!("comparing the tours of property {property} of client {cid}"));
            tracing::warn!(error = error.display_chain(), "tours not compared with Entrata's");
        }
        Ok(true)
    }

    /// Compares the upcoming confirmed tours of a property with Entrata's events.
    ///
    /// # Errors
    ///
    /// The error of the call to Entrata: nothing has changed then. [`ErrorKind::Database`].
    pub async fn reconcile_property(&self, cid: Cid, property: PropertyId) -> Result<()> {
        let upcoming = deliveries::upcoming(&self.store, cid, property).await?;
        let (Some(from), Some(to)) = (first_day(&upcoming), last_day(&upcoming)) else { return Ok(()) };
        let client = self.client(cid).await?;
        let deadline = Deadline::after(self.settings.background_timeout);
        let company = self.company(&client)?.background().with_deadline(deadline);
        let listed = self.listed(&client, &company, property, from, to).await?;
        let mut missing = OfLead::new();
        for (application, tours) in of_leads(&upcoming) {
            let events = listed.get(&application).map(Vec::as_slice).unwrap_or_default();
            let findings = compare(&booked(&tours), events, Reading::Partial, Utc::now());
            for (tour, finding) in tours.iter().zip(findings) {
                match finding {
                    Finding::Missing => missing.entry(application).or_default().push(tour),
                    finding => drop(self.apply(cid, property, tour, finding).await?),
                }
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let looked_up = self.look_up_missing(&client, &company, property, &upcoming, &missing).await;
        properties::reconcile_again(&self.store, cid, property, EVERY, SOON).await?;
        match looked_up {
            // The others follow in a few minutes.
            Err(error) if error.kind() == ErrorKind::RateLimited => Ok(()),
            looked_up => looked_up,
        }
    }

    /// Compares a confirmed tour whose slot is free again with its lead at Entrata, for an interactive request. Returns whether it
    /// was canceled: the lead marks it canceled, or no longer has it.
    pub(super) async fn reconcile_viewing(
        &self,
        cid: Cid,
        property: PropertyId,
        viewing: ViewingId,
        row: &Viewing,
        deadline: Deadline,
    ) -> Result<bool> {
        let Some(Ok(application)) = row.external_id.as_deref().map(str::parse::<ApplicationId>) else {
            return Ok(false);
        };
        let upcoming = deliveries::upcoming(&self.store, cid, property).await?;
        let tours: Vec<_> = of_leads(&upcoming).remove(&application).unwrap_or_default();
        let Some(place) = tours.iter().position(|tour| tour.viewing_id == viewing.get()) else {
            return Ok(false);
        };
        let client = self.client(cid).await?;
        let company = self.company(&client)?.with_deadline(deadline);
        let Some(events) = self.events_of(&client, &company, property, application).await? else {
            return Ok(false);
        };
        let finding = compare(&booked(&tours), &events, Reading::Complete, Utc::now()).swap_remove(place);
        let finding = if finding == Finding::Missing { Finding::Cancelled } else { finding };
        self.apply(cid, property, tours[place], finding).await
    }

    /// All tours of a property that Entrata lists in a number of days, by lead.
    async fn listed(
        &self,
        client: &Client,
        company: &Company,
        property: PropertyId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<BTreeMap<ApplicationId, Vec<Appointment>>> {
        let mut pages = pin!(company.pages(GetLeadEvents::tours(property, from, to)));
        let mut listed = BTreeMap::<_, Vec<_>>::new();
        loop {
            let page = pages.try_next().await.map_err(Error::from);
            let Some(page) = self.flag_rejected_token(client, page).await? else { return Ok(listed) };
            for lead in page {
                listed.entry(lead.application_id).or_default().extend(appointments(&lead.events));
            }
        }
    }

    /// Reads the leads whose tours are missing, for as long as the limits allow.
    async fn look_up_missing(
        &self,
        client: &Client,
        company: &Company,
        property: PropertyId,
        upcoming: &[Upcoming],
        missing: &OfLead<'_>,
    ) -> Result<()> {
        let all = of_leads(upcoming);
        for (application, missing) in missing {
            let Some(events) = self.events_of(client, company, property, *application).await? else {
                tracing::warn!(
                    application_id = application.get(),
                    "Entrata does not list the lead of a tour"
                );
                continue;
            };
            let Some(tours) = all.get(application) else { continue };
            let findings = compare(&booked(tours), &events, Reading::Complete, Utc::now());
            for (tour, finding) in tours.iter().zip(findings) {
                if missing.iter().any(|missing| missing.viewing_id == tour.viewing_id) {
                    self.apply(company.cid(), property, tour, finding).await?;
                }
            }
        }
        Ok(())
    }

    /// The appointments of one lead. `None` if Entrata does not list it.
    async fn events_of(
        &self,
        client: &Client,
        company: &Company,
        property: PropertyId,
        application: ApplicationId,
    ) -> Result<Option<Vec<Appointment>>> {
        let found = company.send(&GetLeads::new(property, LeadsBy::Id(application))).await;
        let found = self.flag_rejected_token(client, found.map_err(Error::from)).await?;
        let lead = found.into_iter().find(|lead| lead.application_id == application);
        Ok(lead.map(|lead| appointments(&lead.events).collect()))
    }

    /// Records what Entrata says about a tour. Returns whether it was canceled.
    async fn apply(&self, cid: Cid, property: PropertyId, tour: &Upcoming, finding: Finding) -> Result<bool> {
        let viewing: ViewingId = tour.viewing_id.try_into()?;
        let (report, seen) = match &finding {
            Finding::Stands(seen)
                if tour.missing_for_seconds.is_none() && last_seen(tour).as_ref() == Some(seen) =>
            {
                return Ok(false);
            }
            Finding::Stands(seen) => (None, Some(seen)),
            Finding::Moved(moved) => {
                let report = Report::Moved {
                    starts_at: moved.starts_at,
                    ends_at: moved.ends_at,
                    date: &moved.date,
                    time: &moved.time,
                };
                (Some(report), Some(&moved.seen))
            }
            Finding::Cancelled => (Some(Report::Cancelled), None),
            Finding::Missing if tour.missing_for_seconds.is_some_and(|seconds| seconds >= MISSING) => {
                (Some(Report::Cancelled), None)
            }
            Finding::Missing => {
                deliveries::missing(&self.store, cid, viewing).await?;
                return Ok(false);
            }
        };
        if let Some(report) = report {
            let map = &self.settings.portal_map;
            if viewings::report(&self.store, map, cid, property, viewing, report).await? {
                tracing::info!(viewing_id = viewing.get(), ?report, "Entrata's staff changed a tour");
            }
            // The old slot may be free again.
            tour_times::clear(&self.store, cid, property).await?;
        }
        if let Some(seen) = seen {
            deliveries::seen(&self.store, cid, viewing, &seen.event_id, seen.clock).await?;
        }
        Ok(matches!(report, Some(Report::Cancelled)))
    }
}

fn appointments(events: &[LeadEvent]) -> impl Iterator<Item = Appointment> {
    events.iter().filter_map(Appointment::read)
}

fn of_leads(upcoming: &[Upcoming]) -> OfLead<'_> {
    let mut leads = OfLead::new();
    for tour in upcoming {
        if let Some(Ok(application)) = tour.external_id.as_deref().map(str::parse) {
            leads.entry(application).or_default().push(tour);
        }
    }
    leads
}

fn booked(tours: &[&Upcoming]) -> Vec<Booked> {
    let booked = tours.iter().map(|tour| {
        let starts_at = tour.starts_at.and_utc();
        let slot = Slot::parse(&tour.tour_date, &tour.tour_time).ok();
        Booked {
            tour_type: tour.tour_type.parse().unwrap_or_default(),
            starts_at,
            ends_at: tour.ends_at.and_utc(),
            slot: slot.filter(|slot| slot.start() == starts_at),
            last_seen: last_seen(tour),
        }
    });
    booked.collect()
}

fn last_seen(tour: &Upcoming) -> Option<Seen> {
    Some(Seen { event_id: tour.event_id.clone()?, clock: tour.event_clock })
}

/// The first day whose events are read. Whether Entrata filters by the day of the tour or by that of the booking is not
/// known, so both are covered.
fn first_day(upcoming: &[Upcoming]) -> Option<NaiveDate> {
    let days = upcoming.iter().flat_map(|tour| [tour.created_at.date(), tour.starts_at.date()]);
    days.min()?.checked_sub_days(Days::new(1))
}

fn last_day(upcoming: &[Upcoming]) -> Option<NaiveDate> {
    upcoming.iter().map(|tour| tour.starts_at.date()).max()?.checked_add_days(Days::new(1))
}
