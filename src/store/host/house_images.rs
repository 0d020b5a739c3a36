//! `house_images`: the pictures of a house, one row each.

use super::map::{Map, Table as _};
use super::rows::{Cell, cell, insert_all, listed, update_all};
use crate::error::portal::Result;
use crate::store::{Statement, change_all, rows};
use mysql_async::Transaction;
use mysql_async::prelude::FromRow;
use std::collections::{BTreeMap, HashMap};

/// One picture of a house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its URL.
    pub url: String,
    /// What it shows.
    pub caption: String,
    /// Whether it is a photo or a drawing of the floor plan.
    pub kind: ImageKind,
}

/// What a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ImageKind {
    /// A photo.
    #[default]
    Photo,
    /// A drawing of the floor plan.
    Floorplan,
}

impl ImageKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Photo => "PHOTO",
            Self::Floorplan => "FLOORPLAN",
        }
    }
}

#[derive(FromRow)]
struct StoredImage {
    id: u64,
    house_id: u64,
    url: String,
    caption: Option<String>,
    kind: Option<String>,
    position: Option<u32>,
}

/// Updates the pictures of houses, given by house id and in order. Returns how many there are.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn write(tx: &mut Transaction<'_>, map: &Map, images: &BTreeMap<u64, &[Image]>) -> Result<u64> {
    let context = "writing a property's pictures";
    let table = &map.house_images;
    if images.is_empty() {
        return Ok(0);
    }
    let house_ids: Vec<_> = images.keys().copied().collect();
    let sql = format!(
        "SELECT {id} AS id, {house} AS house_id, {url} AS url, {caption} AS caption, {kind} AS kind, \
         {position} AS position FROM {table} i WHERE {house} IN ({ids}) ORDER BY {id}",
        id = table.id.of("i"),
        house = table.house_id.of("i"),
        url = table.url.of("i"),
        caption = table.caption.of("i"),
        kind = table.kind.of("i"),
        position = table.position.of("i"),
        table = table.quoted(),
        ids = listed(&house_ids),
    );
    let stored: Vec<StoredImage> = rows(tx, context, &sql, ()).await?;
    let mut stored_of: HashMap<u64, Vec<&StoredImage>> = HashMap::new();
    for image in &stored {
        stored_of.entry(image.house_id).or_default().push(image);
    }
    let mut changes = Changes::default();
    let mut count = 0;
    // In the order of the ids, in which an index takes new rows fastest.
    for (house, images) in images {
        count += images.len();
        changes.of_house(map, *house, images, stored_of.remove(house).unwrap_or_default());
    }
    let mut statements = update_all(table, &table.id, &changes.changed);
    statements.extend(insert_all(table, &changes.new));
    if !changes.gone.is_empty() {
        let (images, id) = (table.quoted(), table.id.of("i"));
        let gone = format!("DELETE i FROM {images} i WHERE {id} IN ({})", listed(&changes.gone));
        statements.push(Statement::complete(gone));
    }
    change_all(tx, context, &statements).await?;
    Ok(u64::try_from(count).unwrap_or(u64::MAX))
}

#[derive(Default)]
struct Changes<'m> {
    changed: Vec<(u64, Vec<Cell<'m>>)>,
    new: Vec<Vec<Cell<'m>>>,
    gone: Vec<u64>,
}

impl<'m> Changes<'m> {
    /// Each picture keeps its row as long as Entrata lists its URL.
    fn of_house(&mut self, map: &'m Map, house: u64, images: &[Image], stored: Vec<&StoredImage>) {
        let table = &map.house_images;
        let mut left: HashMap<&str, &StoredImage> = HashMap::new();
        for image in stored {
            if left.contains_key(image.url.as_str()) {
                self.gone.push(image.id);
            } else {
                left.insert(&image.url, image);
            }
        }
        for (image, position) in images.iter().zip(1_u32..) {
            let mut cells = vec![
                cell(&table.caption, &image.caption),
                cell(&table.kind, map.image_kinds.value(image.kind.as_str())),
                cell(&table.position, position),
            ];
            match left.remove(image.url.as_str()) {
                Some(stored) if is_same(map, stored, image, position) => {}
                Some(stored) => self.changed.push((stored.id, cells)),
                None => {
                    cells.extend([cell(&table.house_id, house), cell(&table.url, &image.url)]);
                    self.new.push(cells);
                }
            }
        }
        self.gone.extend(left.values().map(|image| image.id));
    }
}

fn is_same(map: &Map, stored: &StoredImage, image: &Image, position: u32) -> bool {
    let kind = |stored: &str| map.image_kinds.ours(stored).any(|ours| ours == image.kind.as_str());
    stored.caption.as_deref().is_none_or(|caption| caption == image.caption)
        && stored.position.is_none_or(|stored| stored == position)
        && stored.kind.as_deref().is_none_or(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_row_as_long_as_its_url_is_listed() {
        let map = Map::default();
        let image = |url: &str| Image { url: url.to_owned(), caption: String::new(), kind: ImageKind::Photo };
        let stored = |id, url: &str, position| StoredImage {
            id,
            house_id: 5,
            url: url.to_owned(),
            caption: Some(String::new()),
            kind: Some("PHOTO".to_owned()),
            position: Some(position),
        };
        let rows = [stored(1, "a", 1), stored(2, "b", 2), stored(3, "c", 3), stored(4, "c", 4)];
        let mut changes = Changes::default();
        changes.of_house(&map, 5, &[image("a"), image("c"), image("d")], rows.iter().collect());
        changes.gone.sort_unstable();
        assert_eq!(changes.gone, [2, 4]);
        assert_eq!(changes.changed.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [3]);
        let new: Vec<_> = changes.new.iter().flatten().filter(|(column, _)| column.ours == "url").collect();
        assert!(matches!(new[..], [(_, url)] if url == "'d'"), "{new:?}");
    }
}
