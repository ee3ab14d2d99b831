//! What is bound to a statement. A missing value has a type too: PostgreSQL prepares one statement for each list of types.

use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments as _, Error};

/// A value of one of the four types that both databases have. A boolean is the integer 0 or 1.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Integer(i64),
    Real(f64),
    Blob(Vec<u8>),
    NoText,
    NoInteger,
    NoReal,
    NoBlob,
}

/// Ways from Rust's types to a value, and from a missing one to the value of that type.
macro_rules! values {
    ($($type:ty, $value:ident => $made:expr, $none:ident;)*) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $made
            }
        }

        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self {
                value.map_or(Self::$none, Self::from)
            }
        }
    )*};
}

values! {
    &str, text => Self::Text(text.to_owned()), NoText;
    String, text => Self::Text(text), NoText;
    &String, text => Self::Text(text.clone()), NoText;
    i64, integer => Self::Integer(integer), NoInteger;
    bool, yes => Self::Integer(i64::from(yes)), NoInteger;
    f64, real => Self::Real(real), NoReal;
    &[u8], bytes => Self::Blob(bytes.to_vec()), NoBlob;
    Vec<u8>, bytes => Self::Blob(bytes), NoBlob;
}

impl From<&Option<String>> for Value {
    fn from(text: &Option<String>) -> Self {
        text.as_deref().into()
    }
}

impl From<&&str> for Value {
    fn from(text: &&str) -> Self {
        (*text).into()
    }
}

impl From<&i64> for Value {
    fn from(integer: &i64) -> Self {
        (*integer).into()
    }
}

/// One list of arguments: the calls are the same, the types are not.
macro_rules! encoded {
    ($values:expr, $arguments:ty) => {{
        let mut arguments = <$arguments>::default();
        arguments.reserve($values.len(), 0);
        for value in $values {
            let added = match value {
                Value::Text(text) => arguments.add(text),
                Value::Integer(integer) => arguments.add(integer),
                Value::Real(real) => arguments.add(real),
                Value::Blob(bytes) => arguments.add(bytes),
                Value::NoText => arguments.add(None::<String>),
                Value::NoInteger => arguments.add(None::<i64>),
                Value::NoReal => arguments.add(None::<f64>),
                Value::NoBlob => arguments.add(None::<Vec<u8>>),
            };
            added.map_err(Error::Encode)?;
        }
        Ok(arguments)
    }};
}

pub(super) fn sqlite(values: Vec<Value>) -> Result<SqliteArguments, Error> {
    encoded!(values, SqliteArguments)
}

/// PostgreSQL keeps no text with NUL: whoever asks for one finds nothing, instead of an error of the server.
pub(super) fn without_nul(values: &mut [Value]) {
    for value in values {
        match value {
            Value::Text(text) if text.contains('\0') => *text = text.replace('\0', "\u{FFFD}"),
            _ => {}
        }
    }
}

pub(super) fn postgres(values: Vec<Value>) -> Result<PgArguments, Error> {
    encoded!(values, PgArguments)
}
