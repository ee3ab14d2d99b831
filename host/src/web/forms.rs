//! What a visitor sent with a form: fields, dates joined from their three fields, and files as documents of the plugin.

use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::{HeaderMap, HeaderValue, header};
use tokio::sync::OwnedSemaphorePermit;

use super::error::WebError;
use super::render::PICTURE_FILE;
use crate::app::App;
use crate::images::{self, Fault};
use crate::plugins::Loaded;
use crate::plugins::grants::Capability;
use crate::plugins::page::HOST_PREFIX;

/// Fields of one form.
const FIELDS_MAX: usize = 500;
/// Files of one form.
const FILES_MAX: usize = 10;

/// Bytes of all documents of a plugin beyond which visitors hand over no more.
const UPLOADS_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// What was sent.
#[derive(Debug, Default)]
pub struct Sent {
    /// Names and values.
    pub fields: Vec<(String, String)>,
    /// Names and the documents that hold the files.
    pub files: Vec<(String, String)>,
    /// Names of fields for pictures, and the files or why they were not read; until `pictures.rs` looks at them.
    pub pictures: Vec<(String, Result<Vec<u8>, Fault>)>,
    /// Held as long as those files are.
    pub room: Option<OwnedSemaphorePermit>,
    /// Bytes of everything but pictures.
    bytes: usize,
    /// How many of the fields came; what follows was made of them.
    came: usize,
    /// What came under names of the host's own: plugins never see it.
    own: Vec<(String, String)>,
}

impl Sent {
    /// The fields as they were typed.
    pub fn typed(&self) -> &[(String, String)] {
        &self.fields[..self.came.min(self.fields.len())]
    }

    /// A field of the host's own, without the spaces around it; none where it is absent or empty.
    pub fn own(&self, name: &str) -> Option<&str> {
        let values = self.own.iter().filter(|(known, _)| known == name);
        values
            .map(|(_, value)| value.trim())
            .find(|value| !value.is_empty())
    }

    /// The fields of the host's own that begin so, with the rest of their names.
    pub fn own_of(&self, prefix: &str) -> Vec<&str> {
        let names = self.own.iter().map(|(name, _)| name.as_str());
        names.filter_map(|name| name.strip_prefix(prefix)).collect()
    }

    fn take_own(&mut self) {
        let fields = std::mem::take(&mut self.fields);
        let own = |(name, _): &(String, String)| name.starts_with(HOST_PREFIX);
        (self.own, self.fields) = fields.into_iter().partition(own);
        self.came = self.fields.len();
    }
}

/// Reads a form's body, whichever of the two ways it was written.
pub async fn read(
    app: &App,
    plugin: &Loaded,
    headers: &HeaderMap,
    body: Body,
) -> Result<Sent, WebError> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut sent = if content_type.starts_with("multipart/form-data") {
        multipart(app, plugin, content_type, body).await?
    } else if content_type.starts_with("application/x-www-form-urlencoded")
        || content_type.is_empty()
    {
        let bytes = axum::body::to_bytes(body, app.config.server.body_bytes_max)
            .await
            .map_err(|error| WebError::BadRequest(error.to_string()))?;
        let fields = url::form_urlencoded::parse(&bytes)
            .into_owned()
            .take(FIELDS_MAX)
            .collect();
        Sent {
            fields,
            ..Sent::default()
        }
    } else {
        return Err(WebError::BadRequest(format!(
            "a form of the type {content_type:?}"
        )));
    };
    sent.take_own();
    join_dates(&mut sent.fields);
    Ok(sent)
}

async fn multipart(
    app: &App,
    plugin: &Loaded,
    content_type: &str,
    body: Body,
) -> Result<Sent, WebError> {
    let bad = |error: &dyn std::fmt::Display| WebError::BadRequest(error.to_string());
    let mut request = Request::new(body);
    let content_type = HeaderValue::from_str(content_type).map_err(|error| bad(&error))?;
    request
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    // `body.rs` bounds it already.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|error| bad(&error))?;
    let mut sent = Sent::default();
    loop {
        let next = parts.next_field().await;
        let result = match next {
            Ok(None) => return Ok(sent),
            Ok(Some(field)) => keep(app, plugin, field, &mut sent).await,
            Err(error) => Err(bad(&error)),
        };
        if let Err(error) = result {
            discard(app, plugin, &sent.files).await;
            return Err(error);
        }
    }
}

async fn keep(
    app: &App,
    plugin: &Loaded,
    field: Field<'_>,
    sent: &mut Sent,
) -> Result<(), WebError> {
    let bad = |error: &dyn std::fmt::Display| WebError::BadRequest(error.to_string());
    let name = field.name().unwrap_or_default().to_owned();
    let file = field.file_name().map(str::to_owned);
    if let Some(name) = name.strip_prefix(PICTURE_FILE)
        && plugin.grants.allows(&Capability::Images)
    {
        // A browser sends a field of files that was left empty with an empty name.
        if file.is_some_and(|file| !file.is_empty()) && sent.pictures.len() < images::OF_FORM_MAX {
            let read = picture(app, field, sent).await?;
            sent.pictures.push((name.to_owned(), read));
        }
        return Ok(());
    }
    let bytes = field.bytes().await.map_err(|error| bad(&error))?;
    sent.bytes = sent.bytes.saturating_add(bytes.len());
    if sent.bytes > app.config.server.body_bytes_max {
        return Err(bad(&"the form has more bytes than `server.body_bytes_max`"));
    }
    match file {
        None if sent.fields.len() < FIELDS_MAX => {
            sent.fields
                .push((name, String::from_utf8_lossy(&bytes).into_owned()));
        }
        // A browser sends a field of files that was left empty with an empty name.
        Some(file)
            if !file.is_empty()
                && !name.starts_with(HOST_PREFIX)
                && sent.files.len() < FILES_MAX =>
        {
            let end: String = file
                .rsplit('.')
                .next()
                .unwrap_or_default()
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .take(8)
                .collect();
            let document = format!("uploads/{}.{end}", uuid::Uuid::now_v7());
            let documents = app.plugins.documents();
            let held = documents
                .bytes(&plugin.manifest.id)
                .await
                .map_err(|error| bad(&error))?;
            if held.saturating_add(bytes.len() as u64) > UPLOADS_BYTES_MAX {
                return Err(bad(&"this service holds too many files: try again later"));
            }
            documents
                .write(&plugin.manifest.id, &document, &bytes)
                .await
                .map_err(|error| bad(&error))?;
            sent.files.push((name, document));
        }
        _ => {}
    }
    Ok(())
}

/// A picture's file as it came. What is too large is read to its end and thrown away, so that what was typed comes back.
async fn picture(
    app: &App,
    mut field: Field<'_>,
    sent: &mut Sent,
) -> Result<Result<Vec<u8>, Fault>, WebError> {
    let held = sent
        .pictures
        .iter()
        .filter_map(|(_, file)| file.as_ref().ok());
    let left = images::FILE_BYTES_MAX.saturating_sub(held.map(Vec::len).sum());
    if sent.room.is_none() {
        sent.room = app.images.room();
    }
    let mut read = match sent.room {
        Some(_) => Ok(Vec::new()),
        None => Err(Fault::Busy),
    };
    while let Some(chunk) = field
        .chunk()
        .await
        .map_err(|error| WebError::BadRequest(error.to_string()))?
    {
        if let Ok(bytes) = &mut read {
            if bytes.len() + chunk.len() > left {
                read = Err(Fault::TooManyBytes);
            } else {
                bytes.extend_from_slice(&chunk);
            }
        }
    }
    Ok(read)
}

/// Forgets the files of a form that came to nothing.
pub async fn discard(app: &App, plugin: &Loaded, files: &[(String, String)]) {
    for (_, document) in files {
        if let Err(error) = app
            .plugins
            .documents()
            .delete(&plugin.manifest.id, document)
            .await
        {
            tracing::warn!(document, %error, "a file that came to nothing stays");
        }
    }
}

/// `x-day`, `x-month` and `x-year` become `x`, such as `2026-11-21`; what is no date stays as it was typed, for the plugin
/// to say so.
pub fn join_dates(fields: &mut Vec<(String, String)>) {
    let find = |fields: &[(String, String)], name: &str| {
        fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.trim().to_owned())
    };
    let names: Vec<String> = fields
        .iter()
        .filter_map(|(name, _)| name.strip_suffix("-day").map(str::to_owned))
        .collect();
    for name in names {
        let part = |end: &str| find(fields, &format!("{name}-{end}"));
        let (Some(day), Some(month), Some(year)) = (part("day"), part("month"), part("year"))
        else {
            continue;
        };
        let numbers = (year.parse::<i16>(), month.parse::<i8>(), day.parse::<i8>());
        let date = match numbers {
            (Ok(year), Ok(month), Ok(day)) => jiff::civil::Date::new(year, month, day).ok(),
            _ => None,
        };
        let typed = format!("{year}-{month}-{day}");
        let value = date.map_or(if typed == "--" { String::new() } else { typed }, |date| {
            date.to_string()
        });
        fields.push((name, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_fields_become_one_date() {
        let date = |day: &str, month: &str, year: &str| {
            let mut fields = vec![
                ("d-day".to_owned(), day.to_owned()),
                ("d-month".to_owned(), month.to_owned()),
                ("d-year".to_owned(), year.to_owned()),
            ];
            join_dates(&mut fields);
            fields.pop().unwrap().1
        };
        assert_eq!(date("1", "2", "2026"), "2026-02-01");
        assert_eq!(date("31", "2", "2026"), "2026-31-2".replace("31-2", "2-31"));
        assert_eq!(date("", "", ""), "");
    }
}
