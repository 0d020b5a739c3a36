//! HTML turned into plain text.

use html2text::render::TrivialDecorator;
use serde::Deserializer;

use super::scalar::text;

/// Wide enough that no line of a description is broken.
const NEVER_WRAP: usize = 100_000;

/// No description has as many tags. Laying out nested ones takes the square of their number, so the rest is cut.
const MOST_TAGS: usize = 2_000;

/// Reads a description, and turns what HTML is in it into plain text.
///
/// # Errors
///
/// None but broken JSON.
pub fn plain_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    text(deserializer).map(|text: String| to_plain_text(&text))
}

/// HTML as plain text: no markup, entities decoded, blocks on lines of their own.
#[must_use]
pub fn to_plain_text(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.trim().to_owned();
    }
    let html = match html.match_indices('<').nth(MOST_TAGS) {
        Some((end, _)) => &html[..end],
        None => html,
    };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_never_reaches_a_reader() {
        for (html, plain) in [
            ("caf&eacute; &mdash; <b>x</b>", "café — x"),
            ("It&#039;s &quot;big&quot;", "It's \"big\""),
            ("First line.\r\nSecond &amp; last.", "First line.\nSecond & last."),
            ("<p>One</p><p>Two<br/>three</p>", "One\n\nTwo\nthree"),
            ("<a href=\"https://x.example\">Our site</a>", "Our site"),
            ("<script>alert(1)</script>Safe", "Safe"),
            ("<style>b{}</style>Plain", "Plain"),
            ("  no markup  ", "no markup"),
            ("2 < 3 &amp; 4 > 1", "2 < 3 & 4 > 1"),
            ("&lt;b&gt; is a tag", "<b> is a tag"),
            ("", ""),
        ] {
            assert_eq!(to_plain_text(html), plain, "{html}");
        }
    }

    #[test]
    fn a_list_is_a_line_for_each_item() {
        assert_eq!(to_plain_text("<ul><li>Pool</li><li>Gym</li></ul>"), "Pool\nGym");
    }
}
