//! Ids, each with a type of its own, so that a client id is never used as a property id.

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};
use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

/// Text or a number that is not a positive whole number of at most 18 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a positive whole number of at most 18 digits")]
pub struct NotAnId;

const LARGEST: u64 = 999_999_999_999_999_999;

fn checked(number: u64) -> Result<NonZeroU64, NotAnId> {
    NonZeroU64::new(number).filter(|id| id.get() <= LARGEST).ok_or(NotAnId)
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(NonZeroU64);

        impl $name {
            /// The number as Entrata and the tables write it.
            #[must_use]
            pub fn get(self) -> u64 {
                self.0.get()
            }
        }

        impl TryFrom<u64> for $name {
            type Error = NotAnId;

            fn try_from(number: u64) -> Result<Self, NotAnId> {
                checked(number).map(Self)
            }
        }

        impl TryFrom<i64> for $name {
            type Error = NotAnId;

            fn try_from(number: i64) -> Result<Self, NotAnId> {
                u64::try_from(number).map_err(|_| NotAnId).and_then(Self::try_from)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            /// Digits only: no sign, no blank, no fraction.
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(NotAnId);
                }
                text.parse().map_err(|_| NotAnId).and_then(|number| checked(number).map(Self))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }

        /// Entrata writes the same id as a number or as text; both are read.
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                // Binary formats do not say what comes next; what they hold was serialized as a number.
                if !deserializer.is_human_readable() {
                    let number = u64::deserialize(deserializer)?;
                    return checked(number).map(Self).map_err(de::Error::custom);
                }
                deserializer.deserialize_any(NumberOrText).map(Self)
            }
        }
    };
}

id!(
    /// Entrata's id of a client company.
    Cid
);
id!(
    /// Entrata's id of a property.
    PropertyId
);
id!(
    /// Entrata's id of a floor plan.
    FloorPlanId
);
id!(
    /// Entrata's id of an application, which is the id of a lead.
    ApplicationId
);
id!(
    /// Entrata's id of a lead source; each client company has its own.
    LeadSourceId
);
id!(
    /// A row of `houses`.
    HouseId
);
id!(
    /// A row of `viewings`.
    ViewingId
);
id!(
    /// A row of `users`.
    UserId
);

struct NumberOrText;

impl Visitor<'_> for NumberOrText {
    type Value = NonZeroU64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id as a number or as digits in text")
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<NonZeroU64, E> {
        checked(number).map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<NonZeroU64, E> {
        u64::try_from(number).map_err(|_| E::custom(NotAnId)).and_then(|number| self.visit_u64(number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<NonZeroU64, E> {
        Cid::from_str(text.trim()).map(|id| id.0).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_digits_whatever_its_json_type() {
        let ids: Vec<PropertyId> = serde_json::from_str(r#"[100001, "100001", " 100001 "]"#).unwrap();
        assert!(ids.iter().all(|id| id.get() == 100_001));
    }

    #[test]
    fn an_id_is_a_positive_number() {
        for text in
            ["", "0", "-1", "+1", "1.0", "1e3", " 1", "1234567890123456789", "99999999999999999999", "１"]
        {
            assert_eq!(text.parse::<Cid>(), Err(NotAnId), "{text:?}");
        }
        assert!(Cid::try_from(-1_i64).is_err());
        assert!("999999999999999999".parse::<Cid>().is_ok());
    }

    /// A binary format: it holds one number, and does not say so.
    struct Binary(u64);

    impl<'de> Deserializer<'de> for Binary {
        type Error = de::value::Error;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
            Err(de::Error::custom("the format does not say what comes next"))
        }

        fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            visitor.visit_u64(self.0)
        }

        fn is_human_readable(&self) -> bool {
            false
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
        }
    }

    #[test]
    fn an_id_is_read_from_binary_formats_too() {
        assert_eq!(PropertyId::deserialize(Binary(739_076)).unwrap().get(), 739_076);
        assert!(PropertyId::deserialize(Binary(0)).is_err());
    }
}
