//! Pictures drawn by code, so that a page with houses can show them.

use super::http::Reply;
use super::world::{FloorPlan, Property, World};
use std::fmt::Write;

/// Answers `/pictures/{property}/{n}.svg`, where n is a photo's number or a floor plan's id, and any PDF of a property.
pub(super) fn respond(world: &World, property: &str, file: &str) -> Reply {
    if file.ends_with(".pdf") {
        return Reply::text(200, "application/pdf", PDF);
    }
    let number = file.strip_suffix(".svg").and_then(|n| n.parse::<u64>().ok());
    let property = property.parse().ok().and_then(|id: u64| world.properties.get(&id));
    let (Some(property), Some(number)) = (property, number) else {
        return Reply::control_error(404, "there is no such picture");
    };
    let drawn = match property.floor_plan(number) {
        Some(plan) => floor_plan(plan),
        None if (1..=u64::from(property.pictures)).contains(&number) => facade(property, number),
        None => return Reply::control_error(404, "there is no such picture"),
    };
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"800\" height=\"600\" viewBox=\"0 0 800 600\" \
         font-family=\"sans-serif\" text-anchor=\"middle\">{drawn}</svg>"
    );
    Reply::text(200, "image/svg+xml", svg)
}

/// The smallest PDF: one empty page.
const PDF: &str = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// A house: the property sets the colors, the picture's number sets the lit windows.
fn facade(property: &Property, n: u64) -> String {
    let hue = (property.id * 47 + n * 23) % 360;
    let mut svg = format!(
        "<rect width=\"800\" height=\"600\" fill=\"hsl({hue} 55% 88%)\"/>\
         <rect y=\"500\" width=\"800\" height=\"100\" fill=\"hsl({hue} 20% 62%)\"/>\
         <rect x=\"140\" y=\"110\" width=\"520\" height=\"410\" fill=\"hsl({hue} 35% 55%)\"/>"
    );
    for floor in 0..5 {
        for window in 0..7 {
            let lit = (floor * 7 + window + n) % 4 != 0;
            let fill = if lit { "#fdf3d0" } else { "#47525e" };
            let (x, y) = (170 + window * 68, 140 + floor * 70);
            let _ = write!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"44\" height=\"48\" fill=\"{fill}\"/>");
        }
    }
    let name = escaped(&property.name);
    let _ = write!(svg, "<text x=\"400\" y=\"570\" font-size=\"34\" fill=\"#222\">{name} · {n}</text>");
    svg
}

/// A row of rooms: the living room and the bedrooms.
fn floor_plan(plan: &FloorPlan) -> String {
    let mut svg = "<rect width=\"800\" height=\"600\" fill=\"#fff\"/>".to_owned();
    let rooms = u32::from(plan.bedrooms) + 1;
    let width = 680 / rooms;
    for room in 0..rooms {
        let x = 60 + room * width;
        let name = if room == 0 { "Living".to_owned() } else { format!("Bed {room}") };
        let middle = x + width / 2;
        let _ = write!(
            svg,
            "<rect x=\"{x}\" y=\"80\" width=\"{width}\" height=\"400\" fill=\"none\" stroke=\"#333\" stroke-width=\"6\"/>\
             <text x=\"{middle}\" y=\"290\" font-size=\"24\">{name}</text>"
        );
    }
    let (name, feet) = (escaped(&plan.name), plan.square_feet[1]);
    let _ = write!(svg, "<text x=\"400\" y=\"550\" font-size=\"30\">{name} · {feet} sq ft</text>");
    svg
}

/// Text for use between HTML tags and in attributes.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
