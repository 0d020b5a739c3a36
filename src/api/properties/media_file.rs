//! Photos, drawings and documents of properties and floor plans.

use serde::{Deserialize, Serialize};

use crate::api::wire::{Node, Skips};

/// Formats that browsers show in a page.
const IMAGES: [&str; 9] = ["jpg", "jpeg", "jpe", "jfif", "png", "gif", "webp", "avif", "svg"];
/// Words for an image of any format.
const ANY_IMAGE: [&str; 3] = ["image", "photo", "picture"];

/// What a file shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum MediaKind {
    /// A photo of the property or a home.
    Photo,
    /// A drawing of a floor plan.
    FloorPlan,
    /// Anything else, such as a logo or a video.
    Other,
}

/// A file of a property or a floor plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MediaFile {
    /// Its URL.
    pub url: String,
    /// Its caption; empty where Entrata sends only a file name.
    pub caption: String,
    /// What it shows.
    pub kind: MediaKind,
    /// Its format in lower case, such as `jpg` or `pdf`, if Entrata or the URL names one.
    pub format: String,
    /// Its place among the files; 1 comes first.
    pub rank: Option<u32>,
    /// Its width in pixels.
    pub width: Option<u32>,
    /// Its height in pixels.
    pub height: Option<u32>,
    /// Whether it is the one to show first.
    pub is_default: bool,
    /// Whether it should be shown.
    pub is_active: bool,
}

impl MediaFile {
    /// Returns whether browsers show it as an image, unlike a PDF or another document.
    ///
    /// Decides by Entrata's `Format`, else by the file extension of the URL.
    #[must_use]
    pub fn is_image(&self) -> bool {
        let is_image = |format: &str| format.is_empty() || IMAGES.contains(&format);
        is_image(&self.format) && is_image(&ending(&self.url))
    }

    /// The files to show as images: active ones, the default first, then by rank.
    pub fn images<'f>(files: impl IntoIterator<Item = &'f Self>) -> Vec<&'f Self> {
        let mut images: Vec<_> = files.into_iter().filter(|file| file.is_active && file.is_image()).collect();
        images.sort_by_key(|file| (!file.is_default, file.rank.unwrap_or(u32::MAX)));
        images
    }

    /// Reads a `File`. `kind` is the usual kind of its owner's files.
    ///
    /// Source: recorded feeds. A caption is the file's own name in half of them, and descriptions identify floor plans.
    pub(crate) fn read(node: &Node<'_>, usual: MediaKind) -> Result<Self, String> {
        let source = node.any(&["Src", "Url", "MediaUrl"]);
        let url = match source.url() {
            Some(url) => url,
            None if source.is_nothing() => return Err("has no address".to_owned()),
            None => return Err(format!("has an unusable address: {:?}", source.text())),
        };
        let kind = match node.at("FileType").word().to_ascii_lowercase().replace([' ', '_'], "").as_str() {
            "" => usual,
            "photo" | "image" | "picture" => MediaKind::Photo,
            "floorplan" | "2dfloorplan" | "3dfloorplan" => MediaKind::FloorPlan,
            _ => MediaKind::Other,
        };
        let format = format_of(node.any(&["Format", "MediaFormat"]), &url);
        let name = node.at("Name").text();
        let [caption, description] = ["Caption", "Description"].map(|name| node.at(name).text());
        let texts = match kind {
            MediaKind::FloorPlan => [&description, &caption, &name],
            _ => [&caption, &description, &name],
        };
        let is_caption = |text: &&&String| !text.is_empty() && !is_file_name(text, &url);
        Ok(Self {
            caption: texts.iter().find(is_caption).map_or_else(String::new, |text| (*text).clone()),
            kind,
            format,
            rank: node.at("Rank").count(),
            width: node.at("Width").count(),
            height: node.at("Height").count(),
            is_default: node.at("IsDefault").flag().unwrap_or(false),
            is_active: node.any(&["Active", "IsActive"]).flag().unwrap_or(true),
            url,
        })
    }

    pub(crate) fn read_all(files: &[&Node<'_>], usual: MediaKind, skips: &mut Skips) -> Vec<Self> {
        skips.read("file", files.iter().copied(), |node, _| Self::read(node, usual))
    }
}

/// The format by Entrata's word, else by the URL.
pub(super) fn format_of(format: &Node<'_>, url: &str) -> String {
    let word = format.word().to_ascii_lowercase();
    let word = word.rsplit('/').next().unwrap_or_default().trim_start_matches('.');
    // `image/svg+xml`
    let word = word.split('+').next().unwrap_or_default();
    if word.is_empty() || ANY_IMAGE.contains(&word) { ending(url) } else { word.to_owned() }
}

/// The file extension of a URL, without its dot: `jpg`.
fn ending(url: &str) -> String {
    match last_part(url).rsplit_once('.') {
        Some((_, ending)) if is_ending(ending) => ending.to_ascii_lowercase(),
        _ => String::new(),
    }
}

fn last_part(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    // Without a path the last part is the host.
    path.split_once('/').map_or("", |(_, path)| path.rsplit('/').next().unwrap_or_default())
}

fn is_ending(text: &str) -> bool {
    (2..=4).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Whether a caption is a file name instead of text for readers.
pub(super) fn is_file_name(text: &str, url: &str) -> bool {
    let part = last_part(url);
    let stem = part.rsplit_once('.').map_or(part, |(stem, _)| stem);
    let is_part_of_url = [part, stem].iter().any(|name| !name.is_empty() && name.eq_ignore_ascii_case(text));
    let has_ending = text.rsplit_once('.').is_some_and(|(stem, ending)| {
        let is_known =
            IMAGES.contains(&ending.to_ascii_lowercase().as_str()) || ending.eq_ignore_ascii_case("pdf");
        !stem.is_empty()
            && (is_known || is_ending(ending) && ending.len() > 2 && !stem.contains(char::is_whitespace))
    });
    let is_machine_made = text.len() >= 8
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
        && text.bytes().filter(u8::is_ascii_digit).count() >= 4;
    is_part_of_url || has_ending || is_machine_made
}
