//! Photos, drawings and documents of properties and floor plans.

use serde::{Deserialize, Serialize};

use crate::api::wire::{Node, Skips};

/// Formats that browsers show in a page.
const IMAGES: [&str; 9] = ["jpg", "jpeg", "jpe", "jfif", "png", "gif", "webp", "avif", "svg"];
/// Formats that they do not show, or not as an image. Any other ending, such as `aspx`, is that of a program which sends
/// the file.
const NO_IMAGES: [&str; 30] = [
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "rtf", "csv", "zip", "htm", "html", "mp3",
    "mp4", "m4v", "mov", "avi", "wmv", "webm", "swf", "tif", "tiff", "heic", "heif", "psd", "eps", "ai",
    "dwg", "jp2",
];
/// Words for an image of any format.
const ANY_IMAGE: [&str; 3] = ["image", "photo", "picture"];
/// Types of files that are no images, and often have no format.
const NO_IMAGE_TYPES: [&str; 6] = ["video", "tour", "pdf", "document", "brochure", "matterport"];

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
    /// Decides by Entrata's `Format`, unless the URL has the file extension of a document or a video.
    #[must_use]
    pub fn is_image(&self) -> bool {
        let is_image = self.format.is_empty() || IMAGES.contains(&self.format.as_str());
        is_image && !NO_IMAGES.contains(&ending(&self.url).as_str())
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
            None if source.is_nothing() => return Err("has no URL".to_owned()),
            None => return Err(format!("has an unusable URL: {:?}", source.text())),
        };
        let file_type = node.at("FileType").word().to_ascii_lowercase().replace([' ', '_', '-'], "");
        let kind = match file_type.as_str() {
            "" => usual,
            "photo" | "image" | "picture" => MediaKind::Photo,
            "floorplan" | "2dfloorplan" | "3dfloorplan" => MediaKind::FloorPlan,
            _ => MediaKind::Other,
        };
        let mut format = format_of(node.any(&["Format", "MediaFormat"]), &url);
        if format.is_empty() {
            let known = NO_IMAGE_TYPES.into_iter().find(|known| file_type.contains(known));
            format = known.unwrap_or_default().to_owned();
        }
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
    // `jpg`, `.jpg`, `image/svg+xml`, `JPG image`
    let mut parts =
        word.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    match parts.clone().find(|part| IMAGES.contains(part) || NO_IMAGES.contains(part)) {
        Some(known) => known.to_owned(),
        None if parts.all(|part| ANY_IMAGE.contains(&part)) => ending(url),
        None => word,
    }
}

/// The ending of an address's path, without its dot: `jpg`. Without one in the path, that of a file in the query counts:
/// `download?file=plan.pdf`.
fn ending(url: &str) -> String {
    let of = |name: &str| {
        let (_, ending) = name.rsplit_once('.')?;
        is_ending(ending).then(|| ending.to_ascii_lowercase())
    };
    let query = url.split_once('?').map(|(_, query)| query).unwrap_or_default();
    of(&last_part(url))
        .filter(|ending| is_known(ending))
        .or_else(|| query.split('&').find_map(|pair| of(pair).filter(|ending| is_known(ending))))
        .or_else(|| of(&last_part(url)))
        .unwrap_or_default()
}

fn is_known(ending: &str) -> bool {
    IMAGES.contains(&ending) || NO_IMAGES.contains(&ending)
}

/// The last part of an address's path, with blanks for `%20`.
fn last_part(url: &str) -> String {
    let path = url.split(['?', '#', ';']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest).trim_end_matches('/');
    // Without a path the last part is the host.
    let part = path.split_once('/').map_or("", |(_, path)| path.rsplit('/').next().unwrap_or_default());
    part.replace("%20", " ").replace("%2E", ".").replace("%2e", ".").trim().to_owned()
}

fn is_ending(text: &str) -> bool {
    (2..=4).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Whether a caption is a file name instead of text for readers. The number of a copy does not matter: `photo.jpg (1)`.
pub(super) fn is_file_name(text: &str, url: &str) -> bool {
    let text = match text.rsplit_once(" (") {
        Some((name, number)) if number.trim_end_matches(')').bytes().all(|byte| byte.is_ascii_digit()) => {
            name
        }
        _ => text,
    };
    let part = last_part(url);
    let stem = part.rsplit_once('.').map_or(part.as_str(), |(stem, _)| stem);
    let is_part_of_url =
        [part.as_str(), stem].iter().any(|name| !name.is_empty() && name.eq_ignore_ascii_case(text));
    let has_ending = text.rsplit_once('.').is_some_and(|(stem, ending)| {
        let is_word_of_one = is_ending(ending) && ending.len() > 2 && !stem.contains(char::is_whitespace);
        !stem.is_empty() && (is_known(&ending.to_ascii_lowercase()) || is_word_of_one)
    });
    let is_machine_made = text.len() >= 8
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
        && text.bytes().filter(u8::is_ascii_digit).count() >= 4;
    is_part_of_url || has_ending || is_machine_made
}
