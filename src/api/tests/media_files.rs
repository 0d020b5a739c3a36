//! Photos, drawings and documents of floor plans.

use super::floor_plans::{plan, plans};
use crate::api::properties::{MediaFile, MediaKind};

fn file(members: &str) -> MediaFile {
    plan(&format!(r#""File":{{{members}}}"#)).files.remove(0)
}

#[test]
fn files_of_other_types_are_not_images() {
    for (format, url, is_image) in [
        ("jpg", "https://x.example.com/a.jpg", true),
        ("Jpg", "https://x.example.com/a", true),
        ("image/png", "https://x.example.com/a?x=1", true),
        ("", "https://x.example.com/a.WEBP?w=100#x", true),
        ("", "https://x.example.com/a.avif", true),
        ("", "https://x.example.com/media/4711", true),
        ("", "https://x.example.com", true),
        ("Image", "https://x.example.com/a.gif", true),
        ("pdf", "https://x.example.com/a.pdf", false),
        ("PDF", "https://x.example.com/a", false),
        ("", "https://x.example.com/a.pdf", false),
        ("jpg", "https://x.example.com/a.pdf", false),
        ("pdf", "https://x.example.com/a.jpg", false),
        (".doc", "https://x.example.com/a", false),
        ("", "https://x.example.com/tour.mp4", false),
        ("", "https://x.example.com/page.html", false),
        ("tiff", "https://x.example.com/a", false),
        ("jpg", "https://x.example.com/GetImage.aspx?id=7", true),
        ("png", "https://x.example.com/image.php?f=a.png", true),
        ("image/jpeg; charset=binary", "https://x.example.com/a", true),
        ("JPG image", "https://x.example.com/a", true),
        ("", "https://x.example.com/image.php?id=7", false),
        ("", "https://x.example.com/download?file=brochure.pdf", false),
        ("Image", "https://x.example.com/get.ashx?file=brochure.pdf", false),
        ("jpg", "https://x.example.com/a.pdf/", false),
        ("", "https://x.example.com/a.pdf;v=2", false),
        ("", "https://x.example.com/a%2Epdf", false),
        ("PDF Document", "https://x.example.com/a", false),
        ("application/pdf", "https://x.example.com/a", false),
        ("", "https://x.example.com/a.heic", false),
    ] {
        let file = file(&format!(r#""Format":"{format}","Src":"{url}""#));
        assert_eq!(file.is_image(), is_image, "{format} {url}");
    }
}

#[test]
fn a_file_name_is_not_a_caption() {
    let url = "https://cdn.example.com/media_library/1/507d837124123567.jpg";
    for (description, caption, name, shown) in [
        ("2D Floor Plan", "5098331813558971.jpg", "5098331813558971.jpg", "2D Floor Plan"),
        ("", "507d837124123567.jpg", "507d837124123567.jpg", ""),
        ("", "507D837124123567", "", ""),
        ("", "507d837124123567", "Sunny kitchen", "Sunny kitchen"),
        ("", "", "Floorplan1.jpg", ""),
        ("", "IMG_20240102", "", ""),
        ("", "Exampletown Mews_A10.pdf", "", ""),
        ("", "plan.dwg", "", ""),
        ("", "A1 &amp; den", "a1.png", "A1 & den"),
        ("", "Approx. 850 sq.ft", "", "Approx. 850 sq.ft"),
        ("", "View of St. Mark", "", "View of St. Mark"),
        ("", "Clubhouse", "Clubhouse.jpg", "Clubhouse"),
        ("<b>Pool</b>", "", "", "Pool"),
        ("", "Site plan.tif", "", ""),
        ("", "photo.jpg (1)", "", ""),
        ("", "Bedroom (2)", "", "Bedroom (2)"),
        ("", "Floor plan A1.HEIC", "", ""),
        ("", "https://cdn.example.com/a.jpg", "", ""),
    ] {
        let file = file(&format!(
            r#""FileType":"floorplan","Src":"{url}","Description":"{description}","Caption":"{caption}","Name":"{name}""#
        ));
        assert_eq!(file.caption, shown, "{description:?} {caption:?} {name:?}");
        assert_eq!(file.kind, MediaKind::FloorPlan);
    }
    let spaced = file(r#""Src":"https://cdn.example.com/My%20Plan.jpg","Caption":"My plan""#);
    assert_eq!(spaced.caption, "");
    for file_type in ["Video", "Virtual Tour", "PDF", "brochure"] {
        let file = file(&format!(r#""FileType":"{file_type}","Src":"https://x.example.com/show/7""#));
        assert!(!file.is_image() && file.kind == MediaKind::Other, "{file_type}");
    }
    let photo =
        file(&format!(r#""FileType":"Photo","Src":"{url}","Description":"Photo","Caption":"The pool""#));
    assert_eq!((photo.kind, photo.caption.as_str()), (MediaKind::Photo, "The pool"));
}

#[test]
fn file_urls_are_completed_and_a_broken_file_is_skipped_alone() {
    let list = plans(
        r#"{"Identification":{"IDValue":"5001"},"Name":"A1","File":[
        {"Src":"\/\/cdn.example.com\/1.jpg","Rank":"2"},{"Src":"javascript:alert(1)"},{"Src":[""],"Name":"Lost"},
        {"Src":["https:\/\/cdn.example.com\/2.jpg"],"Rank":"1"},
        {"Src":"https:\/\/cdn.example.com\/3.jpg","IsDefault":"1"},
        {"Src":"https:\/\/cdn.example.com\/4.jpg","@attributes":{"Active":"false"}},
        {"Src":"https:\/\/cdn.example.com\/5.pdf","Rank":"0"}]}"#,
    );
    let urls: Vec<_> = MediaFile::images(&list[0].files).into_iter().map(|file| &file.url[24..]).collect();
    assert_eq!(urls, ["3.jpg", "2.jpg", "1.jpg"], "the default first, then by rank");
    let skipped: Vec<_> = list.skipped.iter().map(ToString::to_string).collect();
    assert_eq!(skipped, ["file 2 has an unusable URL: \"javascript:alert(1)\"", "file 3 (Lost) has no URL"]);
}
