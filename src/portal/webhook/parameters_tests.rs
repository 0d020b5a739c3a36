use super::super::authentication::{Credentials, Proof};
use super::super::request::{Action, Named, Request, RequestType, UNKNOWN};
use super::*;
use crate::config::Settings;
use crate::portal::ErrorKind as Kind;
use secrecy::ExposeSecret;

fn request(raw: &str) -> crate::portal::Result<Request> {
    Request::read(&Parameters::read(raw.as_bytes()))
}

fn action(raw: &str) -> Action {
    request(raw).unwrap_or_else(|error| panic!("{raw}: {error}")).action.unwrap()
}

fn code(raw: &str) -> String {
    request(raw).unwrap().auth_code.unwrap().expose_secret().to_owned()
}

fn rejected(raw: &[u8]) -> (Kind, String) {
    match Request::read(&Parameters::read(raw)) {
        Ok(_) => panic!("accepted: {}", raw.escape_ascii()),
        Err(error) => (error.kind(), error.to_string()),
    }
}

#[test]
fn a_live_receiver_s_webhook_is_read_whole() {
    let raw = "cid=815&company_name=Maple+%26+Sons&subdomain=maplesons&auth_code=Zm9v%2BYmFy%3D%3D&api_location=\
               https%3A%2F%2Fx1.entrata.com%2Fapi%3Fkey%3D1&property_id=20031&occupancy_type=STUDENT\
               &request_type=activation&referrer=https://www.entrata.com/?cid=9";
    let Request { cid, auth_code, action, subdomain } = request(raw).unwrap();
    assert_eq!(subdomain.as_deref(), Some("maplesons"));
    assert_eq!(cid.get(), 815);
    assert_eq!(auth_code.unwrap().expose_secret(), "Zm9v+YmFy==");
    let action = action.unwrap();
    assert_eq!((action.request_type, action.property.get()), (RequestType::Activation, 20031));
    assert_eq!((action.feed_type, action.occupancy_type.as_deref()), (None, Some("STUDENT")));
}

#[test]
fn an_auth_code_keeps_its_plus_signs_however_they_were_sent() {
    for (sent, read) in [
        ("a+b/c==", "a+b/c=="),
        ("a%2Bb/c==", "a+b/c=="),
        ("a%2bb%2Fc%3D%3D", "a+b/c=="),
        ("a%20b", "a+b"),
        ("+ab+", "+ab+"),
        ("%2Bab%0A", "+ab"),
    ] {
        assert_eq!(code(&format!("cid=4711&auth_code={sent}")), read, "{sent}");
    }
}

#[test]
fn every_accepted_name_of_a_parameter_is_read() {
    for raw in ["property_id=2&request_type=ACTIVATION", "propertyId=2&requestType=Activation"] {
        assert_eq!(action(&format!("cid=1&{raw}")).property.get(), 2);
    }
    for name in ["auth_code", "code", "authCode"] {
        assert_eq!(code(&format!("cid=1&{name}=x")), "x");
    }
    let changed = action("cid=1&property_id=2&request_type=change_feed_type&feedType=FULL+FEED");
    assert_eq!(
        (changed.request_type, changed.feed_type.as_deref()),
        (RequestType::ChangeFeedType, Some("FULL FEED"))
    );
    let again = action("cid=1&property_id=2&request_type=CHANGE_FEED_TYPE&occupancyType=MILITARY");
    assert_eq!((again.feed_type, again.occupancy_type.as_deref()), (None, Some("MILITARY")));
}

#[test]
fn slips_of_a_registered_url_are_read_as_what_they_mean() {
    for raw in [
        "key=kkk?cid=1&property_id=2&request_type=SUSPENDED",
        "?key=kkk&cid=1&property_id=2&request_type=SUSPENDED",
        "key=kkk&?cid=1&property_id=2&request_type=SUSPENDED",
        "key=kkk&amp;cid=1&amp;property_id=2&amp;request_type=SUSPENDED",
        "key=kkk&#38;cid=1&property_id=2&amp;amp;request_type=SUSPENDED",
        "key=kkk;cid=1;property_id=2;request_type=SUSPENDED",
        "from=entrata?cid=1&property_id=2&&request_type=SUSPENDED&",
        "&key=kkk&cid=1%0A&property_id=+2&request_type=SUSPENDED%0d%0a",
    ] {
        let action = action(raw);
        assert_eq!((action.property.get(), action.request_type), (2, RequestType::Suspended), "{raw}");
    }
    // Ambiguous text stays unchanged.
    assert_eq!(
        Parameters::read(b"key=a?b=c;d").text(Parameter::Key, 99).unwrap().as_deref(),
        Some("a?b=c;d")
    );
    let (kind, message) = rejected(b"key=k?cid=1&cid=2&auth_code=x");
    assert_eq!(kind, Kind::InvalidParameter);
    assert!(message.starts_with("cid: is given more than once"), "{message}");
}

#[test]
fn every_bad_parameter_is_named_at_once() {
    let (kind, message) = rejected(b"cid=x&property_id=-1&request_type=ACTIVATION&auth_code=%FF");
    assert_eq!(kind, Kind::InvalidParameter);
    for name in ["cid", "property_id", "auth_code"] {
        assert!(message.contains(name), "{message}");
    }
    let (kind, message) = rejected(b"request_type=CHANGE_FEED_TYPE");
    assert_eq!(kind, Kind::MissingParameter);
    assert_eq!(message, "cid: is missing; property_id: is missing");
}

#[test]
fn repeated_empty_oversized_and_list_parameters_have_an_answer() {
    let cases: [(&[u8], Kind, &str); 9] = [
        (b"cid=1&cid=2&auth_code=x", Kind::InvalidParameter, "cid: is given more than once"),
        (
            b"cid=1&propertyId=3&property_id=2&auth_code=x",
            Kind::InvalidParameter,
            "property_id: is given more",
        ),
        (b"cid[]=1&auth_code=x", Kind::InvalidParameter, "cid: must be one value"),
        (b"cid%5B0%5D=1&auth_code=x", Kind::InvalidParameter, "cid: must be one value"),
        (b"cid=&auth_code=x", Kind::MissingParameter, "cid: is missing"),
        (b"cid=1", Kind::MissingParameter, "request_type: is missing, and there is no auth_code"),
        (b"cid=1&request_type=ACTIVATION", Kind::MissingParameter, "property_id: is missing"),
        (b"cid=1&auth_code=a%00b", Kind::InvalidParameter, "auth_code: holds a control character"),
        (b"cid=1&auth_code=a%E2%80%AEb", Kind::InvalidParameter, "auth_code: holds a control character"),
    ];
    for (raw, kind, start) in cases {
        let (found, message) = rejected(raw);
        assert_eq!(found, kind, "{message}");
        assert!(message.starts_with(start), "{message}");
    }
    for digits in ["%D9%A4", "+-1", "0x10", "1e3", "1.0", "0", "99999999999999999999"] {
        assert_eq!(
            rejected(format!("cid={digits}&auth_code=x").as_bytes()).0,
            Kind::InvalidParameter,
            "{digits}"
        );
    }
    assert!(request("cid=1&cid=1&auth_code=x").is_ok(), "the same value twice is one value");
    let long = format!("cid=1&auth_code={}", "a".repeat(4097));
    assert_eq!(rejected(long.as_bytes()).1, "auth_code: is longer than 4096 bytes");
    let oversized = [b"cid=1&auth_code=".to_vec(), vec![b'a'; MAX_QUERY]].concat();
    assert!(rejected(&oversized).1.starts_with("query: is longer than 65536 bytes"));
    assert!(rejected(&b"a=1&".repeat(5000)).1.starts_with("query: "));
}

#[test]
fn an_unknown_request_type_is_unsupported_and_not_logged_as_sent() {
    assert_eq!(rejected(b"cid=1&property_id=2&request_type=DELETE").0, Kind::UnsupportedRequestType);
    let named = |raw: &[u8]| Named::read(&Parameters::read(raw)).request_type;
    assert_eq!(named(b"request_type=%1b%5B31mRED"), Some(UNKNOWN));
    assert_eq!(named(b"request_type=CALL_1_900_555_0100"), Some(UNKNOWN));
    assert_eq!(named(b"request_type=+Suspended+"), Some("SUSPENDED"));
    assert_eq!(named(b"request_type=&cid=1"), None);
}

fn credentials(raw: &str, key: Option<&str>) -> Credentials {
    let settings = Settings::from_lookup(|name| {
        let value = match name {
            "ENTRATA_DATABASE_URL" => "mysql://portal:secret@127.0.0.1/portal",
            "ENTRATA_CLIENT_ID" => "our.id",
            "ENTRATA_CLIENT_SECRET" => "our+secret/with=signs",
            "ENTRATA_TOKEN_KEY" => "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "ENTRATA_WEBHOOK_KEY" => key?,
            _ => return None,
        };
        Some(value.to_owned())
    });
    Credentials::check(&Parameters::read(raw.as_bytes()), &settings.unwrap())
}

#[test]
fn any_one_proof_is_enough_and_any_wrong_credential_rejects() {
    let (by_key, by_secret) = (Credentials::Valid(Proof::Key), Credentials::Valid(Proof::Secret));
    for (raw, expected) in [
        ("key=kkk-kkk-kkk-kkk-kkk", by_key),
        ("cid=1&key=kkk-kkk-kkk-kkk-kkk%0A", by_key),
        ("client_id=our.id&key=kkk-kkk-kkk-kkk-kkk", by_key),
        ("client_id=our.id&client_secret=our%2Bsecret/with%3Dsigns", by_secret),
        ("client_id=our.id&client_secret=our+secret/with=signs", by_secret),
        ("client_id=our.id%0A&client_secret=our+secret/with=signs", by_secret),
        ("client_id=our.id&client_secret=our+secret/with=signs&key=kkk-kkk-kkk-kkk-kkk", by_key),
        ("", Credentials::Absent),
        ("client_id=our.id", Credentials::Absent),
        ("client_secret=our%2Bsecret/with%3Dsigns", Credentials::Absent),
        ("key=&client_id=&client_secret=", Credentials::Absent),
        ("KEY=kkk-kkk-kkk-kkk-kkk", Credentials::Absent),
        ("key=kkk-kkk-kkk-kkk-kk", Credentials::Wrong),
        ("key=kkk-kkk-kkk-kkk-kkk&client_id=other", Credentials::Wrong),
        ("key=kkk-kkk-kkk-kkk-kkk&client_secret=other", Credentials::Wrong),
        ("key=other&client_id=our.id&client_secret=our%2Bsecret/with%3Dsigns", Credentials::Wrong),
        ("key=kkk-kkk-kkk-kkk-kkk&key=other", Credentials::Wrong),
        ("key[]=kkk-kkk-kkk-kkk-kkk", Credentials::Wrong),
        ("client_id=our.id&client_secret[]=our%2Bsecret/with%3Dsigns", Credentials::Wrong),
        ("client_id=our.id&client_secret=%FF", Credentials::Wrong),
        ("client_id=our.id&client_secret=our%2Bsecret/with%3Dsigns%00", Credentials::Wrong),
    ] {
        assert_eq!(credentials(raw, Some("kkk-kkk-kkk-kkk-kkk")), expected, "{raw}");
    }
    assert_eq!(credentials("key=anything", None), Credentials::Absent);
    assert_eq!(credentials("key=", None), Credentials::Absent);
}
