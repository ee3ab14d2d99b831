//! A table for spreadsheets: one line a record. A text that a spreadsheet would compute is text.

use super::{Feed, Told, time};

const COLUMNS: [&str; 28] = [
    "id",
    "kind",
    "name",
    "description",
    "themes",
    "keywords",
    "way",
    "price",
    "currency",
    "status",
    "type",
    "institution",
    "answer",
    "answer_date",
    "street",
    "postal_code",
    "municipality",
    "insee_code",
    "latitude",
    "longitude",
    "valid_until",
    "updated",
    "source",
    "url",
    "image",
    "image_alternative",
    "image_credit",
    "image_licence",
];

/// Writes it, in UTF-8 with a mark that spreadsheets look for.
pub fn csv(feed: &Feed) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(COLUMNS)?;
    for (entry, item) in &feed.entries {
        let number =
            |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
        let picture = feed.pictures.get(&entry.id);
        let of_picture = |said: fn(&Told) -> &str| picture.map_or("", said).to_owned();
        let (price, answer) = (item.price.as_ref(), item.answer.as_ref());
        let row = [
            entry.id.clone(),
            entry.kind.clone(),
            item.name.clone(),
            item.description.clone(),
            item.themes.join("|"),
            item.keywords.join("|"),
            item.way.clone(),
            number(price.map(|price| price.amount)),
            price
                .map(|price| price.currency.clone())
                .unwrap_or_default(),
            item.status.clone(),
            item.sort.clone(),
            item.institution.clone(),
            answer
                .map(|answer| answer.outcome.clone())
                .unwrap_or_default(),
            answer.map(|answer| answer.date.clone()).unwrap_or_default(),
            item.address.street.clone(),
            item.address.postal_code.clone(),
            item.address.municipality.clone(),
            item.address.insee_code.clone(),
            number(item.latitude),
            number(item.longitude),
            item.valid_until.clone(),
            time(entry.updated),
            item.source.name.clone(),
            feed.url(entry),
            of_picture(|picture| &picture.url),
            of_picture(|picture| &picture.alternative),
            of_picture(|picture| &picture.credit),
            of_picture(|picture| picture.licence),
        ];
        writer.write_record(row.map(|cell| inert(&cell)))?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// What begins like a formula is told to be text; a number that is one stays.
fn inert(cell: &str) -> String {
    let computes = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if computes && cell.parse::<f64>().is_err() {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
