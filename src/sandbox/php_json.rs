//! JSON as PHP's `json_encode` writes it: escaped slashes, pure ASCII.

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};
use std::io::{self, Write};

/// Encodes a body as Entrata's server would.
pub(super) fn encode(value: &Value) -> Vec<u8> {
    let mut body = Vec::with_capacity(1024);
    // Writing a `Value` to memory cannot fail.
    let _ = value.serialize(&mut Serializer::with_formatter(&mut body, Php));
    body
}

struct Php;

impl Formatter for Php {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.bytes().all(|byte| byte.is_ascii() && byte != b'/') {
            return writer.write_all(fragment.as_bytes());
        }
        let mut plain_from = 0;
        for (at, letter) in fragment.char_indices() {
            if letter.is_ascii() && letter != '/' {
                continue;
            }
            writer.write_all(&fragment.as_bytes()[plain_from..at])?;
            plain_from = at + letter.len_utf8();
            if letter == '/' {
                writer.write_all(b"\\/")?;
            } else {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        writer.write_all(&fragment.as_bytes()[plain_from..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn slashes_and_everything_beyond_ascii_are_escaped() {
        let body = encode(&json!({"Src": "https://a/\"é😀\r\n"}));
        assert_eq!(String::from_utf8(body).unwrap(), r#"{"Src":"https:\/\/a\/\"\u00e9\ud83d\ude00\r\n"}"#);
    }
}
