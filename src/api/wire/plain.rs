//! HTML turned into plain text.

use html2text::render::TrivialDecorator;
use serde::Deserializer;

use super::scalar::text;

/// Wide enough that no line of a description is broken.
const NEVER_WRAP: usize = 100_000;

/// Reads a description, and turns what HTML is in it into plain text.
///
/// # Errors
///
/// None but broken JSON.
pub fn plain_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    text(deserializer).map(|text| to_plain_text(&text))
}

/// HTML as plain text: no markup, entities decoded, blocks on lines of their own.
#[must_use]
pub fn to_plain_text(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.trim().to_owned();
    }
    // Without a tag it is text with entities in it: its own line breaks count, as HTML's do not.
    let marked =
        if html.contains('<') { html.to_owned() } else { html.replace("\r\n", "\n").replace('\n', "<br>") };
    let rendered = html2text::config::with_decorator(TrivialDecorator::new())
        .string_from_read(marked.as_bytes(), NEVER_WRAP);
    match rendered {
        Ok(plain) => plain.lines().map(str::trim).collect::<Vec<_>>().join("\n").trim().to_owned(),
        Err(error) => {
            tracing::warn!(%error, "a description that is no HTML counts as none");
            String::new()
        }
    }
}
