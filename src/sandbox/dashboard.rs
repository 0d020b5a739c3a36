//! The page at `/`: the sandbox's data, leads, webhooks and calls, updated live.

use super::http::Reply;
use super::pictures::escaped;
use super::state::State;
use super::truth::Truth;
use std::fmt::Write;

const SHOWN: usize = 50;

const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width\"><meta http-equiv=\"refresh\" content=\"2\">\
<title>Entrata sandbox</title><style>\
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#222}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #ddd}\
h2{margin:2rem 0 .5rem;font-size:1.1rem}.bad{color:#b00020}code{background:#f3f3f3;padding:0 .2rem}\
</style></head><body><h1>Entrata sandbox</h1>";

/// Renders the page. The browser reloads it every two seconds.
pub(super) fn respond(state: &State) -> Reply {
    let mut page = HEAD.to_owned();
    let url = escaped(&state.base_url);
    let _ = write!(
        page,
        "<p>OAuth <code>{url}/api/oauth</code> · API <code>{url}/ext/orgs</code> · sandbox time {}</p>",
        state.now().format("%Y-%m-%d %H:%M:%S UTC")
    );
    properties(&mut page, state);
    bookings(&mut page, state);
    webhooks(&mut page, state);
    calls(&mut page, state);
    page.push_str("</body></html>\n");
    Reply::text(200, "text/html; charset=utf-8", page)
}

fn table(page: &mut String, title: &str, heads: &[&str], rows: impl Iterator<Item = (bool, Vec<String>)>) {
    let _ = write!(page, "<h2>{title}</h2><table><tr>");
    for head in heads {
        let _ = write!(page, "<th>{head}</th>");
    }
    page.push_str("</tr>");
    for (bad, cells) in rows {
        page.push_str(if bad { "<tr class=\"bad\">" } else { "<tr>" });
        for cell in cells {
            let _ = write!(page, "<td>{}</td>", escaped(&cell));
        }
        page.push_str("</tr>");
    }
    page.push_str("</table>");
}

fn properties(page: &mut String, state: &State) {
    let total = state.world.properties.len();
    let rows = state.world.properties.values().take(SHOWN).map(|property| {
        let tours = if property.tours.is_some() { "Yes" } else { "No (code 314)" };
        let free = property.units.iter().filter(|unit| unit.is_available()).count();
        let units = format!("{free} of {}", property.units.len());
        let company = state.world.company(property.cid).map_or_else(String::new, |one| one.name.clone());
        let place = format!("{}, {}", property.city, property.state);
        let cells = [property.id.to_string(), property.name.clone(), company, place, units, tours.to_owned()];
        (false, cells.to_vec())
    });
    let heads = ["ID", "Name", "Company", "Location", "Available units", "Tours"];
    table(page, &format!("Properties ({total})"), &heads, rows);
}

fn bookings(page: &mut String, state: &State) {
    let truth = Truth::new(&state.world);
    let title = format!(
        "Leads: {}, duplicates: {}, tours: {}",
        truth.leads.len(),
        truth.duplicates,
        truth.appointments.len()
    );
    let rows = truth.appointments.iter().rev().take(SHOWN).map(|tour| {
        let time = format!("{} – {}", tour.time_from, tour.time_to);
        let ids = [tour.application_id.to_string(), tour.property_id.to_string()];
        let rest = [tour.email.clone(), tour.date.clone(), time];
        (false, ids.into_iter().chain(rest).collect())
    });
    table(page, &title, &["Application", "Property", "Email", "Day", "Time"], rows);
}

fn webhooks(page: &mut String, state: &State) {
    let rows = state.sent.iter().rev().take(SHOWN).map(|sent| {
        let kind = sent.step.request_type.clone().unwrap_or_else(|| "Code only".to_owned());
        let property = sent.step.property_id.map_or_else(String::new, |id| id.to_string());
        let status = sent.status.map_or_else(|| "No reply".to_owned(), |status| status.to_string());
        let bad = sent.status.is_none_or(|status| status >= 400);
        (bad, vec![sent.at.format("%H:%M:%S").to_string(), kind, sent.step.cid.to_string(), property, status])
    });
    table(
        page,
        &format!("Webhooks sent ({})", state.sent.len()),
        &["Sent at", "Type", "Company", "Property", "Status"],
        rows,
    );
}

fn calls(page: &mut String, state: &State) {
    let total: u64 = state.calls.counts.values().sum();
    let rows = state.calls.last().rev().take(SHOWN).map(|call| {
        let number = |n: Option<u64>| n.map_or_else(String::new, |n| n.to_string());
        let method = format!("{} {}", call.method, call.version);
        let fault = call.fault.as_ref().map_or_else(String::new, |fault| format!("{fault:?}"));
        let bad = call.status >= 400 || call.code.is_some_and(|code| code != 200) || call.fault.is_some();
        let when = call.at.format("%H:%M:%S").to_string();
        let code = number(call.code);
        let numbers = [number(call.cid), number(call.property_id), call.status.to_string(), code];
        let cells = [when, method].into_iter().chain(numbers).chain([format!("{:.2}", call.ms), fault]);
        (bad, cells.collect())
    });
    let heads = ["Received at", "Method", "Company", "Property", "Status", "Code", "ms", "Fault"];
    table(page, &format!("Calls ({total})"), &heads, rows);
}
