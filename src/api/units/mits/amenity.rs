//! What a property and its homes have.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::api::wire::Node;

/// Where an amenity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum AmenityOf {
    /// In the building or on its grounds.
    Property,
    /// In its homes.
    Unit,
}

/// Something that a property or its homes have, and that the property publishes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Amenity {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub of: AmenityOf,
    /// Whether the property shows it first.
    pub is_featured: bool,
}

impl Amenity {
    /// Reads the published amenities of a property, each once.
    ///
    /// Source: a recorded feed has `Amenities` with names and flags, production code a plain `Amenity` list with
    /// descriptions.
    pub(in crate::api::units) fn read_all(property: &Node<'_>) -> Vec<Self> {
        let groups = property.at("Amenities");
        let listed = [
            (groups.each(&["PropertyAmenities", "Amenity"]), AmenityOf::Property),
            (groups.each(&["UnitAmenities", "Amenity"]), AmenityOf::Unit),
            (groups.each(&["Amenity"]), AmenityOf::Property),
            (property.each(&["Amenity"]), AmenityOf::Property),
        ];
        let amenities =
            listed.into_iter().flat_map(|(nodes, of)| nodes.into_iter().map(move |node| (node, of)));
        let mut seen = HashSet::new();
        let amenities = amenities.filter_map(|(node, of)| {
            let name = name(node).filter(|_| node.at("IsPublished").flag() != Some(false))?;
            let is_featured = node.at("IsFeatured").flag().unwrap_or(false);
            seen.insert((of, name.to_lowercase())).then_some(Self { name, of, is_featured })
        });
        amenities.collect()
    }
}

/// The name of an amenity, which units write as a description.
pub(super) fn name(amenity: &Node<'_>) -> Option<String> {
    let name = amenity.any(&["Name", "Description"]).text();
    (!name.is_empty()).then_some(name)
}
