//! A visitor of `serde_json` that refuses what `serde_json::Value` would let pass.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::{DEPTH_MAX, JsonError, canonical};

/// Reads `bytes` to their end.
pub fn value(bytes: &[u8]) -> Result<Value, JsonError> {
    let cause = RefCell::new(None);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let seed = Strict {
        depth: 0,
        cause: &cause,
    };
    let read = seed
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    read.map_err(|error| {
        let cause = cause.take();
        cause.unwrap_or_else(|| JsonError::Syntax(error.to_string()))
    })
}

/// What reads one value; `cause` carries our own refusals past serde's errors, which are texts.
#[derive(Clone, Copy)]
struct Strict<'a> {
    depth: usize,
    cause: &'a RefCell<Option<JsonError>>,
}

impl<'a> Strict<'a> {
    fn refuse<E: serde::de::Error>(self, cause: JsonError) -> E {
        let error = E::custom(&cause);
        self.cause.replace(Some(cause));
        error
    }

    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == DEPTH_MAX {
            return Err(self.refuse(JsonError::TooDeep));
        }
        Ok(Strict {
            depth: self.depth + 1,
            cause: self.cause,
        })
    }

    /// An integer as the double that RFC 8785 takes it for, if that double is written with the same digits.
    fn integer<E: serde::de::Error>(self, negative: bool, magnitude: u64) -> Result<Value, E> {
        const EXACT_MAX: u64 = 1 << 53;
        if magnitude < EXACT_MAX {
            let number = i64::try_from(magnitude).map_err(E::custom)?;
            return Ok(Value::from(if negative { -number } else { number }));
        }
        let double = magnitude as f64;
        let digits = canonical(&double).map_err(E::custom)?;
        if digits != magnitude.to_string().as_bytes() {
            return Err(self.refuse(JsonError::Number));
        }
        self.double(if negative { -double } else { double })
    }

    fn double<E: serde::de::Error>(self, number: f64) -> Result<Value, E> {
        Number::from_f64(number)
            .map(Value::Number)
            .ok_or_else(|| self.refuse(JsonError::Number))
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        self.integer(false, value)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        self.integer(value < 0, value.unsigned_abs())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        self.double(value)
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let seed = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(seed)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let seed = self.deeper()?;
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            if object.contains_key(&key) {
                return Err(self.refuse(JsonError::DuplicateKey(key)));
            }
            let member = members.next_value_seed(seed)?;
            object.insert(key, member);
        }
        Ok(Value::Object(object))
    }
}
