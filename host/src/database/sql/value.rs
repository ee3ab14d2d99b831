//! What is bound to a statement. A missing value has a type too: PostgreSQL prepares one statement for each list of types.

use sqlx::error::BoxDynError;
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

impl Value {
    /// PostgreSQL's name of its type.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) | Self::NoText => "text",
            Self::Integer(_) | Self::NoInteger => "bigint",
            Self::Real(_) | Self::NoReal => "float8",
            Self::Blob(_) | Self::NoBlob => "bytea",
        }
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
        Ok::<_, Error>(arguments)
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

/// Columns stand behind single values.
pub(super) fn postgres(values: Vec<Value>, columns: Vec<Vec<Value>>) -> Result<PgArguments, Error> {
    let mut arguments = encoded!(values, PgArguments)?;
    for column in columns {
        bind_column(&mut arguments, column).map_err(Error::Encode)?;
    }
    Ok(arguments)
}

/// Binds a column as an array of the type of its first value.
fn bind_column(arguments: &mut PgArguments, values: Vec<Value>) -> Result<(), BoxDynError> {
    match values.first().map_or("text", Value::type_name) {
        "bigint" => arguments.add(each(values, |value| match value {
            Value::Integer(integer) => Ok(Some(integer)),
            Value::NoInteger => Ok(None),
            other => Err(other),
        })?),
        "float8" => arguments.add(each(values, |value| match value {
            Value::Real(real) => Ok(Some(real)),
            Value::NoReal => Ok(None),
            other => Err(other),
        })?),
        "bytea" => arguments.add(each(values, |value| match value {
            Value::Blob(bytes) => Ok(Some(bytes)),
            Value::NoBlob => Ok(None),
            other => Err(other),
        })?),
        _ => arguments.add(each(values, |value| match value {
            Value::Text(text) => Ok(Some(text)),
            Value::NoText => Ok(None),
            other => Err(other),
        })?),
    }
}

fn each<T>(
    values: Vec<Value>,
    read: impl Fn(Value) -> Result<Option<T>, Value>,
) -> Result<Vec<Option<T>>, BoxDynError> {
    let wrong = |value: Value| format!("a column has values of two types: {value:?}").into();
    values
        .into_iter()
        .map(|value| read(value).map_err(wrong))
        .collect()
}
