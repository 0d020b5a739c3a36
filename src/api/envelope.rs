//! The envelope around Entrata's responses, and the JSON repair that precedes it.
//!
//! Only a JSON object `response` with a `result`, or with a code, is Entrata's response. A proxy, a firewall and a
//! gateway send pages, empty bodies and JSON of their own; none of them knows the outcome of a request.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// The content of an envelope.
#[derive(Debug)]
pub(crate) enum Envelope<'a> {
    /// A success: its `result`, undecoded.
    Result(&'a RawValue),
    /// A failure, in any of its forms.
    Failure(Reported),
}

/// A failure that Entrata reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reported {
    /// Entrata's own error code if there is one, else the envelope's.
    pub(crate) code: i64,
    pub(crate) message: String,
    /// Whether the message is the one of a record, such as a lead.
    pub(crate) of_record: bool,
}

#[derive(serde::Deserialize)]
struct Root<'a> {
    #[serde(borrow)]
    response: Object<Response<'a>>,
}

#[derive(serde::Deserialize)]
struct Response<'a> {
    code: Option<Value>,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    error: Option<Value>,
    message: Option<Value>,
}

/// A struct that is an object in JSON. Serde would also accept a list of its fields in order.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData)).map(Self)
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

const SUCCESS: i64 = 200;

/// Opens the envelope of a body.
///
/// # Errors
///
/// The body is not Entrata's envelope.
pub(crate) fn open(body: &str) -> Result<Envelope<'_>, serde_json::Error> {
    let Object(Root { response: Object(response) }) = serde_json::from_str(body)?;
    let code = response.code.as_ref().and_then(number);
    let error = response.error.as_ref().filter(|error| !is_none(error));
    if error.is_none() && code.is_none_or(|code| code == SUCCESS) {
        return match response.result {
            Some(result) => Ok(Envelope::Result(result)),
            None => Err(serde::de::Error::missing_field("response.result")),
        };
    }
    // The error's own code is the more specific one; next to an error the envelope's 200 means nothing.
    let inner = error.and_then(|error| error.get("code")).and_then(number);
    let Some(code) = inner.or(code.filter(|code| *code != SUCCESS)) else {
        return Err(serde::de::Error::custom("the error of `response` has no code"));
    };
    let words = error.and_then(|error| text(error.get("message")).or_else(|| text(Some(error))));
    let words = words.or_else(|| text(response.message.as_ref())).filter(|words| !words.is_empty());
    let record = || response.result.and_then(|result| record_message(result.get()));
    Ok(Envelope::Failure(match words {
        Some(message) => Reported { code, message, of_record: false },
        None => {
            let message = record();
            Reported { code, of_record: message.is_some(), message: message.unwrap_or_default() }
        }
    }))
}

fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Returns the message of a failure that only the result holds: text, or a prospect that was not accepted.
fn record_message(result: &str) -> Option<String> {
    let result: Value = serde_json::from_str(result).ok()?;
    if let Value::String(text) = &result {
        return Some(text.trim().to_owned());
    }
    let prospects = result.get("prospects").or_else(|| result.get("Prospects"))?;
    let prospects = prospects.get("prospect").or_else(|| prospects.get("Prospect")).unwrap_or(prospects);
    let first = prospects.get(0).or_else(|| prospects.as_object()?.values().next().filter(|v| v.is_object()));
    let prospect = first.unwrap_or(prospects);
    let message = prospect.get("message").or_else(|| prospect.get("@attributes")?.get("message"))?;
    Some(message.as_str()?.trim().to_owned())
}

/// PHP serializes an absent value as an empty text or an empty list.
fn is_none(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Replaces halves of a surrogate pair, as a text has that was cut within an emoji: one of them would make the whole
/// response unreadable.
pub(crate) fn without_lone_surrogates(text: String) -> String {
    let mut replaced: Option<String> = None;
    let (mut at, mut copied) = (0, 0);
    while let Some(escape) = text[at..].find('\\').map(|found| at + found) {
        at = match (surrogate(&text, escape), surrogate(&text, escape + 6)) {
            (None, _) => escape + 1 + text[escape + 1..].chars().next().map_or(0, char::len_utf8),
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => escape + 12,
            (Some(_), _) => {
                let text = &text[copied..escape];
                copied = escape + 6;
                replaced.get_or_insert_default().extend([text, "\\ufffd"]);
                copied
            }
        };
    }
    match replaced {
        Some(replaced) => replaced + &text[copied..],
        None => text,
    }
}

/// The half of a surrogate pair that the escape at a place of a JSON text stands for.
fn surrogate(text: &str, at: usize) -> Option<u16> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok().filter(|unit| (0xD800..=0xDFFF).contains(unit))
}

/// Repairs a body that is not quite JSON: removes a byte order mark, reads stray bytes as Windows-1252, and replaces raw
/// control characters with blanks. Tried only after strict parsing failed.
pub(crate) fn repair(body: &[u8]) -> String {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let mut text = String::with_capacity(body.len() + body.len() / 8);
    for chunk in body.utf8_chunks() {
        text.push_str(&without_controls(chunk.valid()));
        text.extend(chunk.invalid().iter().map(|byte| windows_1252(*byte)));
    }
    text
}

fn without_controls(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte < b' ' || byte == 0x7F) {
        Cow::Owned(text.replace(|c: char| c.is_ascii_control(), " "))
    } else {
        Cow::Borrowed(text)
    }
}

/// Only 0x80 to 0x9F differ from Latin-1; the five undefined bytes become the replacement character.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{FFFD}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{FFFD}', 'Ž', '\u{FFFD}',
        '\u{FFFD}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{FFFD}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stray_bytes_are_windows_1252_and_controls_are_blanks() {
        assert_eq!(repair(b"\xEF\xBB\xBFcaf\xE9 \x93x\x94\tA\nB\x00\x81"), "café “x” A B \u{FFFD}");
        assert_eq!(repair("good é — text".as_bytes()), "good é — text");
    }

    #[test]
    fn half_of_an_emoji_is_replaced_and_whole_ones_stay() {
        for (text, repaired) in [
            (r"a \ud83d b", r"a \ufffd b"),
            (r"\uDE00\ud83d", r"\ufffd\ufffd"),
            (r"\ud83d\ud83d\ude00", r"\ufffd\ud83d\ude00"),
            (r"\ud83d\ude00 \u00e9 \n", r"\ud83d\ude00 \u00e9 \n"),
            (r"a path: \\ud83d", r"a path: \\ud83d"),
            (r"é\é\ud8", r"é\é\ud8"),
            (r"\", r"\"),
        ] {
            assert_eq!(without_lone_surrogates(text.to_owned()), repaired, "{text}");
        }
    }

    #[test]
    fn a_failure_has_the_more_specific_code_and_words() {
        for (body, code, message, of_record) in [
            (r#"{"response":{"code":400,"error":{"code":314,"message":"No."}}}"#, 314, "No.", false),
            (r#"{"response":{"code":"401","error":{"code":401,"message":"No."}}}"#, 401, "No.", false),
            (r#"{"response":{"code":200,"error":{"code":"311","message":"No."}}}"#, 311, "No.", false),
            (r#"{"response":{"code":311,"result":"error","message":"No."}}"#, 311, "No.", false),
            (r#"{"response":{"code":300,"result":"No."}}"#, 300, "No.", true),
            (r#"{"response":{"code":300,"error":"No."}}"#, 300, "No.", false),
            (
                r#"{"response":{"code":300,"result":{"prospects":{"prospect":[{"message":"No."}]}}}}"#,
                300,
                "No.",
                true,
            ),
            (r#"{"response":{"code":503}}"#, 503, "", false),
        ] {
            let Ok(Envelope::Failure(found)) = open(body) else { panic!("{body}") };
            assert_eq!(
                (found.code, found.message.as_str(), found.of_record),
                (code, message, of_record),
                "{body}"
            );
        }
    }

    #[test]
    fn json_without_result_and_code_is_not_the_envelope() {
        for body in [
            "{}",
            "[]",
            "null",
            "\"response\"",
            r#"{"error":"Unauthorized"}"#,
            r#"{"message":"Forbidden"}"#,
            r#"{"code":401,"error":{"code":401,"message":"No."}}"#,
            r#"{"response":null}"#,
            r#"{"response":"ok"}"#,
            r#"{"response":[]}"#,
            r#"[{"code":300}]"#,
            r#"{"response":[401,null,{"code":401}]}"#,
            r#"{"response":{}}"#,
            r#"{"response":{"status":"blocked"}}"#,
            r#"{"response":{"code":200}}"#,
            r#"{"response":{"error":"blocked"}}"#,
            r#"{"response":{"error":{"message":"Access denied"}}}"#,
            r#"{"response":{"code":200,"error":{"message":"Access denied"}}}"#,
        ] {
            assert!(open(body).is_err(), "{body}");
        }
    }
}
