//! Entrata's methods, one file for each or for a few related ones.

mod account;
mod appointments;
mod calendar;
mod context;
mod event;
mod fees;
mod files;
mod floor_plans;
mod format;
mod get_lead_events;
mod get_lead_pick_lists;
mod get_leads;
mod get_mits_leads;
mod lookup;
mod media;
mod mits;
mod mits_terms;
mod mits_units;
mod pricing;
mod properties;
mod property_units;
mod send_leads;
mod send_mits_leads;
mod specials;
mod update_leads;
mod urls;

pub(super) use context::{Answer, Call, Params, Refusal};

use super::world::World;

/// A method of a service.
pub(super) struct Method {
    service: &'static str,
    name: &'static str,
    /// Carries out a call.
    pub(super) run: fn(&mut World, &Call<'_>) -> Result<Answer, Refusal>,
}

/// Every method of the sandbox.
const METHODS: [Method; 20] = [
    Method { service: "status", name: "getStatus", run: properties::get_status },
    Method { service: "properties", name: "getProperties", run: properties::get_properties },
    Method { service: "properties", name: "getFloorPlans", run: floor_plans::get_floor_plans },
    Method {
        service: "properties",
        name: "getCalendarAvailability",
        run: calendar::get_calendar_availability,
    },
    Method { service: "properties", name: "getPropertyMedia", run: media::get_property_media },
    Method { service: "properties", name: "getPropertyPickLists", run: media::get_property_pick_lists },
    Method { service: "propertyunits", name: "getMitsPropertyUnits", run: mits::get_mits_property_units },
    Method {
        service: "propertyunits",
        name: "getUnitsAvailabilityAndPricing",
        run: pricing::get_units_availability_and_pricing,
    },
    Method { service: "propertyunits", name: "getPropertyUnits", run: property_units::get_property_units },
    Method { service: "propertyunits", name: "getSpecials", run: specials::get_specials },
    Method { service: "pricing", name: "getPropertyFees", run: fees::get_property_fees },
    Method { service: "leads", name: "sendLeads", run: send_leads::send_leads },
    Method { service: "leads", name: "updateLeads", run: update_leads::update_leads },
    Method { service: "leads", name: "sendMitsLeads", run: send_mits_leads::send_mits_leads },
    Method { service: "leads", name: "getLeads", run: get_leads::get_leads },
    Method { service: "leads", name: "getLeadEvents", run: get_lead_events::get_lead_events },
    Method { service: "leads", name: "getLeadPickLists", run: get_lead_pick_lists::get_lead_pick_lists },
    Method { service: "leads", name: "getMitsLeads", run: get_mits_leads::get_mits_leads },
    Method { service: "appinfo", name: "getAccessibleServices", run: account::get_accessible_services },
    Method { service: "ils/internetlisting", name: "getClientInfo", run: account::get_client_info },
];

/// The method that a call names.
pub(super) fn find(service: &str, method: &str) -> Result<&'static Method, Refusal> {
    let mut of_service = METHODS.iter().filter(|known| known.service == service).peekable();
    if of_service.peek().is_none() {
        return Err(Refusal::gate(404, format!("The service {service} was not found.")));
    }
    let found = of_service.find(|known| known.name == method);
    found.ok_or_else(|| Refusal::bad(format!("The service {service} has no method {method}.")))
}
