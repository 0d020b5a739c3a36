use super::*;
use proptest::prelude::*;

fn subdomain() -> Subdomain {
    Subdomain::parse("exampleliving").unwrap()
}

#[test]
fn a_subdomain_is_parsed_in_every_form_that_people_store() {
    for text in [
        "exampleliving",
        " ExampleLiving ",
        "exampleliving.entrata.com",
        "https://exampleliving.entrata.com/",
        "HTTP://EXAMPLELIVING.ENTRATA.COM",
    ] {
        assert_eq!(Subdomain::parse(text).unwrap(), subdomain(), "{text:?}");
    }
    assert!(Subdomain::parse("example-test-4711").is_ok());
}

#[test]
fn a_subdomain_cannot_change_the_host_or_the_path() {
    for text in [
        "",
        ".",
        "..",
        "a/b",
        "a.b",
        "a%2fb",
        "a?b",
        "a#b",
        "a@b",
        "a:1",
        "evil.com/",
        "-a",
        "a-",
        "ä",
        "a\0",
        "a b",
        "{subdomain}",
    ] {
        assert_eq!(Subdomain::parse(text).unwrap_err().kind(), ErrorKind::Config, "{text:?}");
    }
    assert!(Subdomain::parse(&"a".repeat(64)).is_err());
}

#[test]
fn calls_go_to_the_form_of_the_base_url() {
    for (base, service, url) in [
        (
            "https://apis.entrata.com/ext/orgs/",
            "properties",
            "https://apis.entrata.com/ext/orgs/exampleliving/v1/properties",
        ),
        ("https://{subdomain}.entrata.com/api/v1", "leads", "https://exampleliving.entrata.com/api/v1/leads"),
        (
            "https://{subdomain}.entrata.com/api",
            "ils/internetlisting",
            "https://exampleliving.entrata.com/api/ils/internetlisting",
        ),
        ("http://127.0.0.1:8080/x/{subdomain}/", "status", "http://127.0.0.1:8080/x/exampleliving/status"),
    ] {
        let base: BaseUrl = base.parse().unwrap();
        assert_eq!(base.of_service(&subdomain(), service).unwrap().as_str(), url);
    }
}

#[test]
fn a_url_with_a_placeholder_needs_a_subdomain() {
    let base: BaseUrl = "https://{subdomain}.entrata.com/api/oauth".parse().unwrap();
    assert_eq!(base.itself(None).unwrap_err().kind(), ErrorKind::Config);
    let url = base.itself(Some(&subdomain())).unwrap();
    assert_eq!(url.as_str(), "https://exampleliving.entrata.com/api/oauth");
    let plain: BaseUrl = "https://sync.entrata.com/api/oauth".parse().unwrap();
    assert_eq!(plain.itself(Some(&subdomain())).unwrap().as_str(), "https://sync.entrata.com/api/oauth");
}

#[test]
fn a_base_url_is_http_without_user_query_and_other_placeholders() {
    for text in [
        "",
        "apis.entrata.com",
        "ftp://a.example",
        "https://user:secret@a.example",
        "https://a.example?x=1",
        "https://a.example#x",
        "https://{company}.entrata.com",
        "https://{subdomain",
        "https://a.example:{subdomain}/x",
        "{subdomain}://a.example",
    ] {
        let error = text.parse::<BaseUrl>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{text:?}");
        assert!(!error.display_chain().contains("secret"), "{error}");
    }
}

#[test]
fn only_this_machine_is_loopback() {
    for (text, loopback) in [
        ("http://127.0.0.1:1/x", true),
        ("http://127.9.9.9", true),
        ("http://[::1]:8080", true),
        ("http://localhost:8080/a", true),
        ("http://{subdomain}.localhost/api", true),
        ("https://apis.entrata.com", false),
        ("https://127.0.0.1.example.com", false),
    ] {
        assert_eq!(text.parse::<BaseUrl>().unwrap().is_loopback(), loopback, "{text}");
    }
}

proptest! {
    #[test]
    fn a_service_name_never_changes_the_host_or_the_query(service in prop_oneof!["[a-z]{1,9}(/[a-z]{1,9})?", "[a-z/.?#%@:A-Z0-9 \r\n]{0,12}"]) {
        if check_service(&service).is_some() {
            return Ok(());
        }
        let base: BaseUrl = "https://apis.entrata.com/ext/orgs".parse().unwrap();
        let url = base.of_service(&subdomain(), &service).unwrap();
        prop_assert_eq!(url.as_str(), format!("https://apis.entrata.com/ext/orgs/exampleliving/v1/{service}"));
    }
}

#[test]
fn a_service_is_a_name_with_at_most_one_slash() {
    for good in ["properties", "ils/internetlisting"] {
        assert_eq!(check_service(good), None, "{good}");
    }
    for bad in
        ["", "/", "a/", "/a", "a//b", "a/b/c", "..", "a/..", "Properties", "leads?x", "leads ", "a\r\nb"]
    {
        assert_eq!(check_service(bad).unwrap().field, "service", "{bad:?}");
    }
}
