//! The files of a property and of its floor plans.

use super::super::world::{FloorPlan, Property};
use super::Call;
use super::format::{empty, set};
use serde_json::{Value, json};

/// The files of a floor plan: its picture, and for the property's first plan a PDF.
pub(super) fn of_floor_plan(property: &Property, plan: &FloorPlan, call: &Call<'_>) -> Vec<Value> {
    let picture = format!("{}/pictures/{}/{}.svg", call.base_url, property.id, plan.id);
    let name = hashed_name(plan.id, "svg");
    let file = |id: u64, source: String, name: &str, format: &str| {
        json!({
            "@attributes": { "FileID": id.to_string(), "Active": "true" },
            "FileType": "floorplan", "Src": source, "Name": name, "Format": format, "Caption": empty(),
        })
    };
    let mut first = file(plan.id, picture, &name, "svg");
    set(&mut first, "Description", "2D Floor Plan");
    set(&mut first, "Width", "800");
    set(&mut first, "Height", "600");
    set(&mut first, "Rank", "1");
    if !call.variants.documents {
        set(&mut first, "Caption", format!("{} floor plan", plan.name));
        return vec![first];
    }
    // In recordings, half of the captions are the file's name, and the other half is empty.
    if plan.id % 2 == 1 {
        set(&mut first, "Caption", name);
    }
    let mut files = vec![first];
    if property.floor_plans.first().is_some_and(|first| first.id == plan.id) {
        let name = format!("{}_{}.pdf", property.name.replace(' ', ""), plan.name.replace(' ', ""));
        let source = format!("{}/pictures/{}/{}.pdf", call.base_url, property.id, plan.id);
        let mut document = file(plan.id + 900_000, source, &name, "pdf");
        set(&mut document, "Description", "PDF Floor Plan");
        set(&mut document, "Caption", name.trim_end_matches(".pdf"));
        set(&mut document, "Rank", "2");
        files.push(document);
    }
    files
}

/// The photos of a property, and a PDF that claims to be one.
pub(super) fn of_property(property: &Property, call: &Call<'_>) -> Vec<Value> {
    let mut files: Vec<_> = (1..=property.pictures)
        .map(|n| {
            let id = property.id * 100 + u64::from(n);
            json!({
                "@attributes": { "FileID": id.to_string(), "Active": "true" },
                "FileType": "Photo", "Src": format!("{}/pictures/{}/{n}.svg", call.base_url, property.id),
                "Name": hashed_name(id, "svg"), "Format": "svg", "Width": "800", "Height": "600",
                "Rank": n.to_string(),
            })
        })
        .collect();
    if property.site_plan && call.variants.documents {
        files.push(json!({
            "@attributes": { "FileID": (property.id * 100 + 99).to_string(), "Active": "true" },
            "FileType": "Photo", "Src": format!("{}/pictures/{}/site-plan.pdf", call.base_url, property.id),
            "Name": "site-plan.pdf", "Format": "pdf", "Rank": (property.pictures + 1).to_string(),
        }));
    }
    files
}

/// A file name as Entrata's media library makes it: a hash and an ending.
fn hashed_name(id: u64, ending: &str) -> String {
    format!("{:016x}.{ending}", id.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}
