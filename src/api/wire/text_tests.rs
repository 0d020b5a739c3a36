use super::*;
use proptest::prelude::*;

#[test]
fn markup_never_reaches_a_reader() {
    for (html, plain) in [
        ("caf&eacute; &mdash; <b>x</b>", "café — x"),
        ("It&#039;s &quot;big&quot;", "It's \"big\""),
        ("First line.\r\nSecond &amp; last.", "First line.\nSecond & last."),
        ("One\n\n\n\nTwo", "One\n\nTwo"),
        ("<p>One</p><p>Two<br/>three</p>", "One\n\nTwo\nthree"),
        ("<p>One\ntwo</p>", "One two"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("Two <b>bold</b>\nlines", "Two bold\nlines"),
        ("<a href=\"https://x.example?a>b\" title='x'>Our site</a>", "Our site"),
        ("<img src=x onerror=alert(1)>Photo", "Photo"),
        ("<script>alert(1)</script>Safe", "Safe"),
        ("<SCRIPT type=\"x\">if (a</b) {}</SCRIPT >Safe", "Safe"),
        ("<script>never closed", ""),
        ("<style>b{}</style>Plain", "Plain"),
        ("<!-- a <b> comment -->Shown", "Shown"),
        ("<![CDATA[Kept]]> too", "Kept too"),
        ("  no markup  ", "no markup"),
        ("2 < 3 &amp; 4 > 1", "2 < 3 & 4 > 1"),
        ("a <3 b", "a <3 b"),
        ("x<y", "x<y"),
        ("Cut off <a href=\"http://x.exam", "Cut off"),
        ("Cut off <i\u{2028}", "Cut off"),
        ("Mail <office@example.com>!", "Mail !"),
        ("<a<p>b", "b"),
        ("AT&T, R&D & more", "AT&T, R&D & more"),
        ("Pets&nbsp; allowed&nbsp", "Pets allowed"),
        ("?a=1&copy=2&lt", "?a=1&copy=2&lt"),
        ("&unknown; &#xD800;", "&unknown; &#xD800;"),
        ("<p class=\"open>text</p>", "text"),
        ("", ""),
    ] {
        assert_eq!(plain_text(html), plain, "{html}");
    }
}

#[test]
fn text_is_decoded_however_often_it_was_encoded() {
    for text in [
        "<p>Welcome &amp; enjoy</p><ul><li>Pool</li></ul>",
        "&lt;p&gt;Welcome &amp;amp; enjoy&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Pool&lt;/li&gt;&lt;/ul&gt;",
        "&amp;lt;p&amp;gt;Welcome &amp;amp;amp; enjoy&amp;lt;/p&amp;gt;&amp;lt;ul&amp;gt;&amp;lt;li&amp;gt;Pool",
    ] {
        assert_eq!(plain_text(text), "Welcome & enjoy\n\nPool", "{text}");
    }
    assert_eq!(plain_text("&lt;b&gt; is a tag"), "is a tag");
    assert_eq!(plain_text("&#38;#38;#60;script&#38;#62;x"), "");
}

#[test]
fn lists_and_tables_are_lines_without_drawings() {
    assert_eq!(plain_text("<ul><li>Pool</li><li>Gym</li></ul>"), "Pool\nGym");
    let table =
        "<table><tr><td>Pets</td><td>$50 a month</td></tr><tr><td>Parking</td><td>$75</td></tr></table>";
    assert_eq!(plain_text(table), "Pets $50 a month\nParking $75");
    assert_eq!(plain_text("Pets   │ $50\n───────┼────\nParking│ $75"), "Pets $50\n\nParking $75");
}

#[test]
fn characters_that_show_nothing_are_removed() {
    for (text, plain) in [
        ("a\u{0}b\u{7}c", "abc"),
        ("\u{feff}x\u{200b}y\u{ad}z", "xyz"),
        ("\u{202e}evil\u{202c} \u{2066}x\u{2069}", "evil x"),
        ("It\u{92}s \u{93}big\u{94}", "It’s “big”"),
        ("&#8238;x&#0;", "x"),
        ("a\u{a0}\u{2003}b", "a b"),
        ("👩\u{200d}💻", "👩\u{200d}💻"),
    ] {
        assert_eq!(plain_text(text), plain, "{text:?}");
    }
}

#[test]
fn a_tag_that_ends_with_a_line_is_removed() {
    for html in ["ol<<!x>ol</li", "x<<b>img</p", "x<<![CDATA[script<br"] {
        let plain = plain_text(html);
        assert!(!plain.contains('<'), "{html}: {plain:?}");
    }
}

#[test]
fn a_name_is_on_one_line() {
    for (text, line) in [
        ("Smith &amp; Sons Lofts", "Smith & Sons Lofts"),
        (" A1  with\n den ", "A1 with den"),
        ("12 O&#039;Malley St<br>Unit 4", "12 O'Malley St Unit 4"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("Zoë's", "Zoë's"),
        ("\u{85}", "…"),
    ] {
        assert_eq!(single_line(text), line, "{text:?}");
    }
}

#[test]
fn hostile_text_is_read_in_time() {
    for part in [
        "<", "<b", "<div>", "&", "&amp;", "&amp;lt;", "<p \"", "</", "<script>", "<!--", "<ul><li>", "\n",
        "<a '>",
    ] {
        let _ = plain_text(&part.repeat(100_000 / part.len()));
    }
    assert_eq!(plain_text(&format!("&{}lt;b&gt;x", "amp;".repeat(50_000))), "x");
}

proptest! {
    #[test]
    fn plain_text_has_no_markup_and_stays_as_it_is(
        text in "(<[a-z/!]{0,6} ?>?|&(amp;)?[a-z#0-9]{1,5};|[ -~\u{80}-\u{a0}\u{2028}\u{200b}é\n]){0,40}",
    ) {
        let plain = plain_text(&text);
        prop_assert!(plain.chars().all(|letter| letter == '\n' || !letter.is_control()), "{plain:?}");
        prop_assert!(!plain.contains("<script>") && !plain.contains("<b>"), "{plain:?}");
        prop_assert_eq!(&plain_text(&plain), &plain);
        prop_assert_eq!(single_line(&text), plain.split_whitespace().collect::<Vec<_>>().join(" "));
    }

    #[test]
    fn text_that_counts_as_plain_is_read_as_any_other(text in "[ -~\n\r\t\u{85}é]{0,12}") {
        prop_assert_eq!(plain_text(&text), laid_out(&text));
    }
}
