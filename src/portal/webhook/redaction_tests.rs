use super::*;
use crate::config::Settings;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE, Engine};
use proptest::prelude::*;

const SECRET: &str = "pl+nted/Secret=1";
const KEY: &str = "planted-9Zk.Tq_u";

fn settings() -> Settings {
    Settings::from_lookup(|name| {
        let value = match name {
            "ENTRATA_DATABASE_URL" => "mysql://portal:secret@127.0.0.1/portal",
            "ENTRATA_CLIENT_ID" => "0123456789abcdef0123.portal",
            "ENTRATA_CLIENT_SECRET" => SECRET,
            "ENTRATA_TOKEN_KEY" => "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "ENTRATA_WEBHOOK_KEY" => KEY,
            _ => return None,
        };
        Some(value.to_owned())
    })
    .unwrap()
}

fn logged(raw: &[u8]) -> String {
    let settings = settings();
    let kept = Redaction::new(&settings).redact(raw, 64 * 1024);
    kept.escape_ascii().to_string()
}

fn logged_with_codes(raw: &[u8], code: Option<&str>) -> String {
    let (settings, code) = (settings(), code.map(SecretString::from));
    let kept = Redaction::new(&settings).with_codes(code.as_ref()).redact(raw, 64 * 1024);
    kept.escape_ascii().to_string()
}

fn encoded(text: &str, times: usize) -> String {
    (0..times).fold(text.to_owned(), |text, _| {
        text.bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02x}")
                }
            })
            .collect()
    })
}

#[test]
fn every_other_byte_stays_as_it_was_sent() {
    let raw = b"a=%2f+b&client_secret=s&client%5Fsecret=s&key=k&key[]=k&keys=x&=&auth_code=a+b%2B==\xff&key&api_key=1";
    let kept =
        b"a=%2f+b&client_secret=***&client%5Fsecret=***&key=***&key[]=***&keys=x&=&auth_code=a+b%2B==\xff&key&api_key=1";
    assert_eq!(logged(raw), kept.escape_ascii().to_string());
}

#[test]
fn our_own_secret_is_masked_in_other_letters_and_encodings() {
    let pair = format!("0123.portal:{SECRET}");
    let json: String = SECRET.chars().map(|letter| format!("\\u{:04X}", u32::from(letter))).collect();
    for hidden in [
        SECRET.to_uppercase(),
        KEY.to_lowercase(),
        BASE64_STANDARD.encode(SECRET),
        BASE64_STANDARD_NO_PAD.encode(&pair),
        BASE64_URL_SAFE.encode(&pair),
        format!("Basic+{}", BASE64_STANDARD.encode(&pair)),
        encoded(&BASE64_STANDARD.encode(&pair), 2),
        SECRET.replace('/', "\\/"),
        json.clone(),
        encoded(&json, 1),
    ] {
        let kept = logged(format!("cid=1&state={hidden}&x=2").as_bytes());
        assert!(kept.starts_with("cid=1&state=***") && kept.ends_with("&x=2"), "{hidden}: {kept}");
        let half = &hidden[..hidden.len() / 2];
        assert!(!kept.contains(half), "{hidden}: {kept}");
    }
}

#[test]
fn a_secret_is_masked_under_every_spelling_of_its_name() {
    for name in [
        "client_secret",
        "Client_Secret",
        "CLIENT_SECRET",
        "clientSecret",
        "ClientSecret",
        "client-secret",
        "client.secret",
        "client%2Esecret",
        "client+secret",
        "client%20secret",
        "+client_secret",
        "%20client_secret",
        "client_secret+",
        "client_secret%0A",
        "client%5Fsecret",
        "client%5fsecret",
        "client%255Fsecret",
        "client_secret%00",
        "client_secret[]",
        "client_secret%5B%5D",
        "client_secret[a]",
        "a[client_secret]",
        "a%5Bclient_secret%5D",
        "amp;client_secret",
        "%63lient_secret",
        "entrata_client_secret",
        "KEY",
        "k%65y",
        "+key",
        "key%00",
        "key[0]",
        "a[key]",
        "webhook_key",
        "ENTRATA_WEBHOOK_KEY",
    ] {
        let kept = logged(format!("cid=1&{name}=near-miss&property_id=2").as_bytes());
        assert_eq!(kept, format!("cid=1&{name}=***&property_id=2"));
    }
}

#[test]
fn a_secret_is_masked_behind_every_wrong_separator() {
    for (raw, kept) in [
        ("client_id=x;client_secret=near;cid=1", "client_id=x;client_secret=***;cid=1"),
        ("a=1&amp;client_secret=near&amp;cid=1", "a=1&amp;client_secret=***&amp;cid=1"),
        ("key=near?client_secret=near?cid=1", "key=***?client_secret=***?cid=1"),
        ("?client_secret=near", "?client_secret=***"),
        ("client_secret%3Dnear&cid=1", "client_secret%3D***&cid=1"),
        ("a=1%26client_secret%3Dnear%26cid%3D1", "a=1%26client_secret%3D***%26cid%3D1"),
        ("client_secret=a%26b&cid=1", "client_secret=***&cid=1"),
    ] {
        assert_eq!(logged(raw.as_bytes()), kept);
    }
}

#[test]
fn our_own_secret_is_masked_wherever_it_stands() {
    for times in 0..4 {
        for secret in [SECRET, KEY] {
            let written = encoded(secret, times);
            for raw in [
                format!("referrer=https://x/?q={written}&cid=1"),
                written.to_string(),
                format!("cid=1&x{written}y"),
                format!("{written}=cid"),
                format!("a[{written}]=1"),
            ] {
                assert_eq!(logged(raw.as_bytes()), raw.replace(&written, "***"), "{raw}");
            }
        }
    }
    assert_eq!(logged(b"x=pl%2Bnted/Secret%3D1&y=pl nted/Secret=1"), "x=***&y=***");
    assert_eq!(logged(b"x=&#112;lanted-9Zk.Tq_u"), "x=***");
}

#[test]
fn a_code_is_masked_only_once_it_was_tried_or_rejected() {
    let raw = b"cid=1&auth_code=Q29k+Zg%3D%3D&referrer=Q29k%2BZg==&code=x&zip_code=2";
    assert_eq!(logged(raw), raw.escape_ascii().to_string());
    let kept = "cid=1&auth_code=***&referrer=***&code=***&zip_code=2";
    assert_eq!(logged_with_codes(raw, Some("Q29k+Zg==")), kept);
    for name in ["auth%5Fcode", "c%6Fde", "authCode", "Auth-Code", "code[]"] {
        let raw = format!("cid=1&{name}=abc");
        assert_eq!(logged_with_codes(raw.as_bytes(), None), format!("cid=1&{name}=***"));
    }
}

#[test]
fn a_secret_at_the_cut_is_not_kept_in_half() {
    let settings = settings();
    let raw = [&b"x=1&y="[..], KEY.as_bytes()].concat();
    for keep in 6..raw.len() {
        let kept = Redaction::new(&settings).redact(&raw, keep);
        assert_eq!(kept.escape_ascii().to_string(), if keep > 6 { "x=1&y=***" } else { "x=1&y=" }, "{keep}");
    }
}

proptest! {
    #[test]
    fn no_decoding_of_the_log_shows_a_secret(before in ".{0,20}", after in ".{0,20}", times in 0_usize..4) {
        let raw = format!("{before}{}{after}", encoded(KEY, times));
        let settings = settings();
        let mut layer = Layer::of(&Redaction::new(&settings).redact(raw.as_bytes(), 64 * 1024));
        loop {
            prop_assert!(!layer.bytes.windows(KEY.len()).any(|window| window == KEY.as_bytes()));
            match layer.decoded() {
                Some(decoded) => layer = decoded,
                None => break,
            }
        }
    }

    #[test]
    fn text_without_secrets_is_kept_byte_for_byte(raw in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assume!(!raw.contains(&b'='));
        let settings = settings();
        prop_assert_eq!(Redaction::new(&settings).redact(&raw, raw.len()), raw);
    }

    #[test]
    fn masking_twice_is_masking_once(raw in "[a-z_=&?;%+0-9]{0,80}") {
        let settings = settings();
        let redaction = Redaction::new(&settings).with_codes(None);
        let once = redaction.redact(raw.as_bytes(), 1000);
        prop_assert_eq!(redaction.redact(&once, 1000), once);
    }
}
