//! What an administrator sets for a plugin, checked against the schema of its manifest.

use serde_json::{Map, Value};

use super::Plugins;
use super::registry::{RegistryError, store};
use crate::directory::Kind;

/// What a form of settings is made of.
#[derive(Debug)]
pub struct SettingsForm {
    /// The schema, compiled.
    pub kind: Kind,
    /// What holds now.
    pub content: Value,
    /// Each setting's default.
    pub defaults: Value,
}

impl SettingsForm {
    /// A box that is not ticked says no, also where its default says yes.
    pub fn untick(&self, content: &mut Value) {
        let properties = self.kind.schema()["properties"].as_object();
        for (name, schema) in properties.into_iter().flatten() {
            if schema["type"] == "boolean" && content.get(name).is_none() {
                content[name] = Value::Bool(false);
            }
        }
    }

    /// The names of the settings that would be others with this content; never what stands in them.
    pub fn differing(&self, content: &Value) -> Vec<String> {
        let names = self.kind.schema()["properties"].as_object();
        let names = names.into_iter().flat_map(|properties| properties.keys());
        names
            .filter(|name| content.get(name.as_str()) != self.content.get(name.as_str()))
            .cloned()
            .collect()
    }

    /// What to set so that this content holds: what equals its default is taken back.
    pub fn changes(&self, content: &Value) -> Map<String, Value> {
        let names = self.kind.schema()["properties"].as_object();
        let names = names.into_iter().flat_map(|properties| properties.keys());
        names
            .map(|name| {
                let value = content
                    .get(name)
                    .filter(|value| self.defaults.get(name) != Some(value));
                (name.clone(), value.cloned().unwrap_or(Value::Null))
            })
            .collect()
    }
}

impl Plugins {
    /// The settings that hold: what was set over the defaults.
    pub async fn settings(&self, id: &str) -> Result<Map<String, Value>, RegistryError> {
        let (manifest, set) = self.settings_of(id).await?;
        let Value::Object(mut all) = manifest.default_settings() else {
            return Ok(set);
        };
        all.extend(set);
        Ok(all)
    }

    /// Sets some of them; `null` takes a setting back to its default.
    pub async fn set(&self, id: &str, changes: Map<String, Value>) -> Result<(), RegistryError> {
        let (manifest, mut set) = self.settings_of(id).await?;
        for (name, value) in changes {
            if value.is_null() {
                set.remove(&name);
            } else {
                set.insert(name, value);
            }
        }
        let Some(settings) = &manifest.settings else {
            return Err(RegistryError::Settings(format!(
                "the plugin `{id}` has no settings"
            )));
        };
        let mut whole = manifest.default_settings();
        if let Some(whole) = whole.as_object_mut() {
            whole.extend(set.clone());
        }
        check(&settings.schema, &whole)?;
        let text = Value::Object(set).to_string();
        store::set_settings(self.inner.around.directory.database(), id, &text).await?;
        self.refresh().await?;
        Ok(())
    }

    /// The schema of its settings as a form takes it, what holds now, and what held if nobody had set anything; nothing for a
    /// plugin without settings.
    pub async fn settings_form(&self, id: &str) -> Result<Option<SettingsForm>, RegistryError> {
        let (manifest, _) = self.settings_of(id).await?;
        let Some(settings) = &manifest.settings else {
            return Ok(None);
        };
        let name = format!("{id}.settings");
        Ok(Some(SettingsForm {
            kind: Kind::compile(&name, Some(id), &settings.schema.to_string())?,
            content: Value::Object(self.settings(id).await?),
            defaults: manifest.default_settings(),
        }))
    }

    async fn settings_of(
        &self,
        id: &str,
    ) -> Result<(super::manifest::Manifest, Map<String, Value>), RegistryError> {
        let database = self.inner.around.directory.database();
        let row = store::plugin(database, id)
            .await?
            .ok_or_else(|| RegistryError::Unknown(id.to_owned()))?;
        let manifest = self.manifest_of(&row.hash).await?;
        Ok((
            manifest,
            serde_json::from_str(&row.settings).unwrap_or_default(),
        ))
    }
}

/// The first thing that does not fit, with the names that there are.
fn check(schema: &Value, settings: &Value) -> Result<(), RegistryError> {
    let known: Vec<&str> = schema["properties"]
        .as_object()
        .into_iter()
        .flat_map(|properties| properties.keys().map(String::as_str))
        .collect();
    let given = settings
        .as_object()
        .into_iter()
        .flat_map(|given| given.keys());
    if let Some(unknown) = given
        .into_iter()
        .find(|name| !known.contains(&name.as_str()))
    {
        return Err(RegistryError::Settings(format!(
            "there is no setting `{unknown}`; there are: {}",
            known.join(", ")
        )));
    }
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .with_pattern_options(jsonschema::PatternOptions::regex())
        .offline()
        .build(schema)
        .map_err(|error| {
            RegistryError::Settings(format!(
                "the plugin's schema of settings cannot be used: {error}"
            ))
        })?;
    match validator.iter_errors(settings).next() {
        None => Ok(()),
        Some(error) => Err(RegistryError::Settings(format!(
            "`{}`: {error}",
            error.instance_path().as_str().trim_start_matches('/')
        ))),
    }
}
