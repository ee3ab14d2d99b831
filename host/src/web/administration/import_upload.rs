//! The form of a new import: its fields, and its file, which goes to the disk piece by piece and is never held in memory.

use axum::extract::Multipart;
use axum::extract::multipart::Field;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt as _;

use crate::app::App;
use crate::imports::orders::NewOrder;
use crate::imports::run::Complete;
use crate::web::error::WebError;
use crate::web::render::{
    IMPORT_OWN_MAPPING as OWN_MAPPING, IMPORT_WHOLE, ImportFault, import_whole_of,
};

/// Parts of the form; ours has eight.
const PARTS_MAX: usize = 20;
/// Bytes of a field that is no file: an address fits.
const FIELD_BYTES_MAX: usize = 2_000;
/// Bytes of a mapping; those that come along have 3,000.
const MAPPING_BYTES_MAX: usize = 256 * 1024;
/// Characters of a file's name that are kept.
const NAME_CHARS_MAX: usize = 200;
/// Characters of a source's name: it begins each key.
const SOURCE_CHARS_MAX: usize = 60;

/// What was sent.
pub struct Sent {
    pub order: NewOrder,
    pub file: Option<NamedTempFile>,
    /// A mapping was chosen, and another one sent.
    pub has_both_mappings: bool,
}

/// Reads the form to its end. `body.rs` bounds it, and with it the file.
pub async fn read(app: &App, mut parts: Multipart) -> Result<Sent, WebError> {
    let bad = |error: &dyn std::fmt::Display| WebError::BadRequest(error.to_string());
    let mut sent = Sent {
        order: NewOrder::default(),
        file: None,
        has_both_mappings: false,
    };
    let (mut file_name, mut own_mapping) = (String::new(), String::new());
    for _ in 0..PARTS_MAX {
        let Some(field) = parts.next_field().await.map_err(|error| bad(&error))? else {
            break;
        };
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            // A browser sends a field of files that was left empty with an empty name.
            Some(file) if !file.is_empty() && name == OWN_MAPPING => {
                let most = (MAPPING_BYTES_MAX, "the mapping is longer than 256 KiB");
                sent.order.own_mapping = Some(text(field, most).await?);
                own_mapping = file.chars().take(NAME_CHARS_MAX).collect();
            }
            Some(file) if !file.is_empty() => {
                sent.file = Some(keep(app, field).await?);
                file_name = file.chars().take(NAME_CHARS_MAX).collect();
            }
            Some(_) => {}
            None => {
                let most = (FIELD_BYTES_MAX, "a field is longer than 2,000 bytes");
                let text = text(field, most).await?;
                let order = &mut sent.order;
                match name.as_str() {
                    "format" => order.format = text,
                    "correspondance" => order.mapping = text,
                    "source" => order.source = text,
                    "departement" => order.department = text.to_uppercase(),
                    "adresse" => order.input = text,
                    IMPORT_WHOLE => order.complete = import_whole_of(&text),
                    _ => {}
                }
            }
        }
    }
    sent.order.is_address = !sent.order.input.is_empty();
    if !sent.order.is_address {
        sent.order.input = file_name;
    }
    sent.has_both_mappings = sent.order.own_mapping.is_some() && !sent.order.mapping.is_empty();
    if sent.order.format != "mapped" {
        sent.order.mapping.clear();
    } else if sent.order.own_mapping.is_some() && !sent.has_both_mappings {
        sent.order.mapping = own_mapping;
    }
    Ok(sent)
}

async fn text(
    mut field: Field<'_>,
    (bytes_max, too_long): (usize, &'static str),
) -> Result<String, WebError> {
    let bad = |error: &dyn std::fmt::Display| WebError::BadRequest(error.to_string());
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|error| bad(&error))? {
        if bytes.len() + piece.len() > bytes_max {
            return Err(bad(&too_long));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
}

async fn keep(app: &App, mut field: Field<'_>) -> Result<NamedTempFile, WebError> {
    let bad = |error: &dyn std::fmt::Display| WebError::BadRequest(error.to_string());
    let draft = app.orders.draft()?;
    let mut file = tokio::fs::File::from_std(draft.reopen()?);
    while let Some(piece) = field.chunk().await.map_err(|error| bad(&error))? {
        file.write_all(&piece).await?;
    }
    file.flush().await?;
    Ok(draft)
}

/// What of it does not fit, before it is ordered.
pub fn check(app: &App, sent: &Sent) -> Option<ImportFault<'static>> {
    let (order, has_file) = (&sent.order, sent.file.is_some());
    let department = order.department.as_str();
    let is_department = (2..=3).contains(&department.len())
        && department.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match (order.is_address, has_file) {
        (false, false) => return Some(ImportFault::Nothing),
        (true, true) => return Some(ImportFault::Both),
        (true, false) if !app.orders.reaches(&order.input) => return Some(ImportFault::Address),
        _ => {}
    }
    // Communes come from INSEE, and are not withdrawn.
    if order.complete != Complete::No && order.format == "communes" {
        return Some(ImportFault::WholeCommunes);
    }
    if order.own_mapping.is_some() && order.format != "mapped" {
        return Some(ImportFault::MappingUnused);
    }
    if sent.has_both_mappings {
        return Some(ImportFault::BothMappings);
    }
    if order.source.chars().count() > SOURCE_CHARS_MAX {
        return Some(ImportFault::Source);
    }
    (!department.is_empty() && !is_department).then_some(ImportFault::Department)
}
