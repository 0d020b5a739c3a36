use super::*;
use secrecy::ExposeSecret;

fn request(raw: &str) -> Result<Request> {
    Query::new(raw.as_bytes()).request()
}

fn refused(raw: &[u8]) -> (ErrorKind, String) {
    match Query::new(raw).request() {
        Ok(_) => panic!("accepted: {}", raw.escape_ascii()),
        Err(error) => (error.kind(), error.to_string()),
    }
}

#[test]
fn only_our_own_secrets_are_masked_and_every_other_byte_stays() {
    let raw = b"a=%2f+b&client_secret=s&client%5Fsecret=s&key=k&key[]=k&keys=x&=&auth_code=a+b%2B==\xff&key";
    let kept = b"a=%2f+b&client_secret=***&client%5Fsecret=***&key=***&key[]=***&keys=x&=&auth_code=a+b%2B==\xff&key";
    assert_eq!(masked(raw).escape_ascii().to_string(), kept.escape_ascii().to_string());
}

#[test]
fn an_auth_code_keeps_its_plus_signs_however_they_were_sent() {
    for sent in ["a+b/c==", "a%2Bb/c==", "a%2bb%2Fc%3D%3D"] {
        let request = request(&format!("cid=4711&auth_code={sent}")).unwrap();
        assert_eq!(request.auth_code.unwrap().expose_secret(), "a+b/c==");
        assert_eq!(request.wish, None);
    }
}

#[test]
fn every_accepted_spelling_of_a_parameter_is_read() {
    for raw in ["property_id=2&request_type=ACTIVATION", "propertyId=2&requestType=ACTIVATION"] {
        let wish = request(&format!("cid=1&{raw}")).unwrap().wish;
        assert_eq!(wish, Some(Wish::Activation(2_u64.try_into().unwrap())));
    }
    for code in ["auth_code", "code", "authCode"] {
        assert!(request(&format!("cid=1&{code}=x")).unwrap().auth_code.is_some());
    }
    let changed = request("cid=1&property_id=2&request_type=CHANGE_FEED_TYPE&feedType=FULL+FEED").unwrap();
    assert_eq!(changed.wish, Some(Wish::ChangeFeedType(2_u64.try_into().unwrap(), "FULL FEED".to_owned())));
}

#[test]
fn every_bad_parameter_is_named_at_once() {
    let (kind, message) = refused(b"cid=x&property_id=-1&request_type=ACTIVATION&auth_code=%FF");
    assert_eq!(kind, ErrorKind::InvalidParameter);
    for name in ["cid", "property_id", "auth_code"] {
        assert!(message.contains(name), "{message}");
    }
    let (kind, message) = refused(b"request_type=CHANGE_FEED_TYPE");
    assert_eq!(kind, ErrorKind::MissingParameter);
    assert_eq!(message, "cid: is missing; property_id: is missing; feed_type: is missing");
}

#[test]
fn doubled_empty_overlong_and_array_parameters_have_an_answer() {
    let cases: [(&[u8], ErrorKind, &str); 7] = [
        (b"cid=1&cid=2&auth_code=x", ErrorKind::InvalidParameter, "cid: is given more than once"),
        (
            b"cid=1&propertyId=3&property_id=2&auth_code=x",
            ErrorKind::InvalidParameter,
            "property_id: is given more",
        ),
        (b"cid[]=1&auth_code=x", ErrorKind::InvalidParameter, "cid: must be one value"),
        (b"cid=&auth_code=x", ErrorKind::MissingParameter, "cid: is missing"),
        (b"cid=1", ErrorKind::MissingParameter, "request_type: is missing, and there is no auth_code"),
        (b"cid=1&request_type=ACTIVATION", ErrorKind::MissingParameter, "property_id: is missing"),
        (b"cid=1&auth_code=a%00b", ErrorKind::InvalidParameter, "auth_code: holds a control character"),
    ];
    for (raw, kind, start) in cases {
        let (found, message) = refused(raw);
        assert_eq!(found, kind, "{message}");
        assert!(message.starts_with(start), "{message}");
    }
    assert!(request("cid=1&cid=1&auth_code=x").is_ok(), "the same value twice is one value");
    let long = [b"cid=1&auth_code=".to_vec(), vec![b'a'; LONGEST_CODE + 1]].concat();
    assert_eq!(refused(&long).1, "auth_code: is longer than 4096 bytes");
    let longer = [b"cid=1&auth_code=".to_vec(), vec![b'a'; LONGEST_QUERY]].concat();
    assert_eq!(
        refused(&longer),
        (ErrorKind::InvalidParameter, "query: is longer than 65536 bytes".to_owned())
    );
    assert_eq!(masked(&longer).len(), LONGEST_QUERY);
}

#[test]
fn an_unknown_request_type_is_unsupported() {
    assert_eq!(refused(b"cid=1&property_id=2&request_type=activation").0, ErrorKind::UnsupportedRequestType);
}
