//! The things of a file: a list, an answer of the API (`entities`), things by their ids, or one thing after another.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// A thing, unread, and its id where the file names it by that.
pub type Thing<'a> = (Option<String>, &'a RawValue);

/// Each thing, in the order of the file; of an object of things, in the order of ids.
pub fn things(text: &str) -> Result<Vec<Thing<'_>>, serde_json::Error> {
    let mut found = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
        let value = value?;
        match value.get().as_bytes().first() {
            Some(b'[') => list(value, &mut found)?,
            Some(b'{') => object(value, &mut found)?,
            _ => found.push((None, value)),
        }
    }
    Ok(found)
}

fn list<'a>(value: &'a RawValue, found: &mut Vec<Thing<'a>>) -> Result<(), serde_json::Error> {
    let things: Vec<&RawValue> = serde_json::from_str(value.get())?;
    found.extend(things.into_iter().map(|thing| (None, thing)));
    Ok(())
}

fn object<'a>(value: &'a RawValue, found: &mut Vec<Thing<'a>>) -> Result<(), serde_json::Error> {
    let mut fields: BTreeMap<String, &RawValue> = serde_json::from_str(value.get())?;
    match fields.remove("entities") {
        Some(entities) if entities.get().starts_with('[') => list(entities, found)?,
        Some(entities) => {
            let by_id: BTreeMap<String, &RawValue> = serde_json::from_str(entities.get())?;
            found.extend(by_id.into_iter().map(|(id, thing)| (Some(id), thing)));
        }
        None if fields.contains_key("name") || fields.contains_key("_id") => {
            found.push((None, value));
        }
        None => found.extend(fields.into_iter().map(|(id, thing)| (Some(id), thing))),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        things(text)
            .unwrap()
            .iter()
            .map(|(_, thing)| thing.get().to_owned())
            .collect()
    }

    #[test]
    fn each_shape_of_export_is_read() {
        let thing = r#"{"name":"A"}"#;
        for text in [
            format!("[{thing},{thing}]"),
            format!(r#"{{"meta":{{}},"entities":{{"1":{thing},"2":{thing}}}}}"#),
            format!(r#"{{"1":{thing},"2":{thing}}}"#),
            format!("{thing}\n{thing}\n"),
        ] {
            assert_eq!(names(&text), [thing, thing], "{text}");
        }
        assert!(names("").is_empty() && names("[]").is_empty());
    }

    #[test]
    fn what_is_no_json_is_an_error() {
        assert!(things(r#"[{"name":"A"},{"na"#).is_err());
        assert!(things("<html>").is_err());
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        // Unread, it may be as deep as it likes: whoever reads it refuses it.
        assert_eq!(things(&deep).unwrap().len(), 1);
    }
}
