//! `MAILLE__SECTION__KEY` over the file. What a variable holds is read as its key wants it: `29` is a text for a name and a
//! number for a bound.

use super::super::Config;
use super::super::fault::{Fault, Place, Wrong, nearest};
use super::{Looked, example};

/// Variables of the environment that hold configuration begin so.
const PREFIX: &str = "MAILLE__";
/// Others of ours, and of the tests.
const OTHERS: &str = "MAILLE_";

/// Reads all variables into what the file said.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the single home of the environment"
)]
pub fn read(looked: &mut Looked, table: toml::Table) {
    read_from(looked, table, std::env::vars_os().collect());
}

/// The same with these variables.
pub(super) fn read_from(
    looked: &mut Looked,
    mut table: toml::Table,
    mut variables: Vec<(std::ffi::OsString, std::ffi::OsString)>,
) {
    // Faults come in the same order each time.
    variables.sort();
    for (name, value) in variables {
        let Some(name) = name.to_str() else { continue };
        let Some(keys) = name.strip_prefix(PREFIX) else {
            if let Some(right) = meant(name) {
                fault(looked, name, "", Wrong::Prefix(right));
            }
            continue;
        };
        let keys: Vec<String> = keys.split("__").map(str::to_lowercase).collect();
        let key = keys.join(".");
        let Some(value) = value.to_str() else {
            let why = "it is not UTF-8".to_owned();
            fault(looked, name, &key, Wrong::Value(why));
            continue;
        };
        match over(&table, &keys, value) {
            Ok(more) => {
                table = more;
                let place = Place::Variable(name.to_owned());
                looked.places.insert(key, place);
            }
            Err(message) => {
                let mut wrong = Wrong::from_serde(&message, example(&key));
                if let Wrong::Unknown { near, known } = &mut wrong {
                    // Here a key is known by its whole name.
                    let all = Config::keys();
                    *near = nearest(&key, all.iter().map(String::as_str)).map(variable);
                    known.clear();
                }
                fault(looked, name, &key, wrong);
            }
        }
    }
    // Each part was read before; what does not read together has said so above.
    looked.config = table.try_into().unwrap_or_default();
}

fn fault(looked: &mut Looked, name: &str, key: &str, wrong: Wrong) {
    looked.faults.push(Fault {
        place: Place::Variable(name.to_owned()),
        key: key.to_owned(),
        wrong,
    });
}

/// The table with one value more, read as its key wants it; else what serde said of it as a text.
fn over(table: &toml::Table, keys: &[String], value: &str) -> Result<toml::Table, String> {
    let mut first = None;
    // serde reads a list as a section's keys in their order: nobody means that.
    let above = format!("{}.", keys.join("."));
    let is_section = Config::keys().iter().any(|key| key.starts_with(&above));
    let readings = readings(value).into_iter();
    for value in readings.filter(|value| !is_section || !value.is_array()) {
        let mut table = table.clone();
        set(&mut table, keys, value);
        match table.clone().try_into::<Config>() {
            Ok(_) => return Ok(table),
            Err(error) => {
                first.get_or_insert_with(|| error.message().to_owned());
            }
        }
    }
    Err(first.unwrap_or_default())
}

/// What a variable's text may be: a text before all.
fn readings(text: &str) -> Vec<toml::Value> {
    let mut readings = vec![toml::Value::String(text.to_owned())];
    readings.extend(text.parse().map(toml::Value::Integer));
    readings.extend(text.parse().map(toml::Value::Boolean));
    let list = format!("list = {text}").parse::<toml::Table>();
    readings.extend(list.ok().and_then(|mut table| table.remove("list")));
    let parts = text.split(',').map(|part| part.trim().to_owned());
    let parts = parts.filter(|part| !part.is_empty());
    readings.push(toml::Value::Array(parts.map(toml::Value::String).collect()));
    readings
}

fn set(table: &mut toml::Table, keys: &[String], value: toml::Value) {
    let Some((last, above)) = keys.split_last() else {
        return;
    };
    let mut table = table;
    for key in above {
        let next = table
            .entry(key.as_str())
            .or_insert_with(|| toml::Value::Table(toml::Table::new()));
        if !next.is_table() {
            // A key below a value: whoever reads it finds a table where a value should be.
            *next = toml::Value::Table(toml::Table::new());
        }
        let toml::Value::Table(inner) = next else {
            return;
        };
        table = inner;
    }
    table.insert(last.clone(), value);
}

fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_uppercase())
}

/// `MAILLE_SERVER_LISTEN` is nobody's: the variable that was meant.
fn meant(name: &str) -> Option<String> {
    let bare = |name: &str| name.replace('_', "").to_uppercase();
    let told = name.strip_prefix(OTHERS)?;
    let keys = Config::keys();
    let key = keys
        .iter()
        .find(|key| bare(&key.replace('.', "_")) == bare(told))?;
    Some(variable(key))
}
