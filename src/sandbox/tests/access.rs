//! Which requests of web pages are rejected.

use super::desk::Desk;

const STEP: &str =
    r#"{"to":"http://127.0.0.1:9/internal","cid":4711,"request_type":"ACTIVATION","property_id":739076}"#;

#[tokio::test]
async fn a_web_page_of_another_site_cannot_use_the_sandbox() {
    let desk = Desk::new().await;
    let sent_before = desk.sandbox.calls().len();
    let json = ("content-type", "application/json");
    for headers in [
        vec![json, ("host", "evil.example")],
        vec![json, ("host", "127.0.0.1.evil.example")],
        vec![json, ("origin", "https://evil.example")],
        vec![json, ("origin", "null")],
        vec![json, ("origin", "http://localhost:3000")],
        vec![json, ("sec-fetch-site", "cross-site")],
        vec![("content-type", "text/plain")],
        vec![("content-type", "application/x-www-form-urlencoded")],
        vec![("content-type", "text/plain;application/json")],
        vec![],
    ] {
        for what in ["webhooks", "codes", "reset", "faults"] {
            let url = format!("{}/_sandbox/{what}", desk.sandbox.url());
            let mut request = desk.http.post(url).body(STEP);
            for (name, value) in &headers {
                request = request.header(*name, *value);
            }
            let status = request.send().await.unwrap().status().as_u16();
            assert!([403, 415].contains(&status), "{what} {headers:?}: {status}");
        }
    }
    for headers in
        [("host", "evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")]
    {
        for path in ["_sandbox/truth", "_sandbox/calls", "", "ext/orgs/exampleliving/v1/properties"] {
            let request = desk.http.get(format!("{}/{path}", desk.sandbox.url()));
            let status = request.header(headers.0, headers.1).send().await.unwrap().status();
            assert_eq!(status, 403, "{path} {headers:?}");
        }
    }
    assert_eq!(desk.sandbox.calls().len(), sent_before);
}
