//! schema.org's words and those of ActivityStreams.

use maille_sdk::directory::Entry;
use serde_json::{Value, json};

use super::{Feed, Told, time};
use crate::record::{Item, Kind};

/// JSON-LD with schema.org's words.
pub fn json_ld(feed: &Feed) -> Value {
    let graph: Vec<Value> = feed
        .entries
        .iter()
        .map(|(entry, item)| schema(feed, entry, item))
        .collect();
    let mut document = json!({ "@context": "https://schema.org", "@graph": graph });
    if let (Some(next), Some(graph)) = (&feed.next, document["@graph"].as_array_mut()) {
        graph.push(json!({ "@type": "ItemList", "name": "next", "url": next }));
    }
    document
}

fn schema(feed: &Feed, entry: &Entry, item: &Item) -> Value {
    let sort = match Kind::of(&entry.kind) {
        Some(Kind::Offer) if item.way == "look-for" => "Demand",
        Some(Kind::Offer) if item.way == "hire" => "JobPosting",
        Some(Kind::Offer) => "Offer",
        Some(Kind::Group) => "Organization",
        Some(Kind::Project) => "Project",
        Some(Kind::Point) => "Place",
        Some(Kind::Proposal) | None => "CreativeWork",
    };
    let mut value = json!({
        "@type": sort,
        "@id": feed.url(entry),
        "identifier": format!("{}/{}", entry.origin, entry.id),
        "name": item.name,
        "url": feed.url(entry),
    });
    let mut set = |name: &str, said: Value| {
        if !(said.is_null() || said == "" || said.as_array().is_some_and(Vec::is_empty)) {
            value[name] = said;
        }
    };
    set("description", item.description.clone().into());
    set("image", feed.pictures.get(&entry.id).map(image).into());
    let keywords: Vec<String> = item.themes.iter().chain(&item.keywords).cloned().collect();
    let is_job = sort == "JobPosting";
    match sort {
        "Offer" | "Demand" => {
            let function = match item.way.as_str() {
                "sell" => "Sell",
                "rent" | "lend" => "LeaseOut",
                "help" => "ProvideService",
                _ => "",
            };
            if !function.is_empty() {
                set(
                    "businessFunction",
                    format!("http://purl.org/goodrelations/v1#{function}").into(),
                );
            }
            set("category", keywords.into());
            set("validThrough", item.valid_until.clone().into());
            match &item.price {
                Some(price) => {
                    set("price", price.amount.into());
                    // ISO 4217 has the euro; a free currency is named as its users name it.
                    let currency = if price.currency == "€" {
                        "EUR"
                    } else {
                        price.currency.as_str()
                    };
                    set("priceCurrency", currency.into());
                }
                None if item.way == "give" => set("price", 0.into()),
                None => {}
            }
        }
        "JobPosting" => {
            set("title", item.name.clone().into());
            set("validThrough", item.valid_until.clone().into());
            set("datePosted", time(entry.created).into());
        }
        _ => set("keywords", keywords.into()),
    }
    if sort == "CreativeWork" || sort == "Project" {
        set("dateModified", time(entry.updated).into());
    }
    if !item.institution.is_empty() {
        set(
            "audience",
            json!({ "@type": "Audience", "name": item.institution }),
        );
        if let Some(answer) = &item.answer {
            set(
                "comment",
                json!({ "@type": "Answer", "text": answer.text, "dateCreated": answer.date,
                "author": { "@type": "GovernmentOrganization", "name": if answer.by.is_empty() { &item.institution } else { &answer.by } } }),
            );
        }
    }
    let place = place(item);
    if sort == "Place" {
        for (name, said) in place.as_object().into_iter().flatten() {
            if name != "@type" {
                set(name, said.clone());
            }
        }
    } else if place.is_object() {
        let name = match sort {
            "Offer" | "Demand" => "availableAtOrFrom",
            "Project" | "Organization" => "location",
            _ if is_job => "jobLocation",
            _ => "spatialCoverage",
        };
        set(name, place);
    }
    value
}

fn image(picture: &Told) -> Value {
    let mut image = json!({
        "@type": "ImageObject",
        "contentUrl": picture.url,
        "caption": picture.alternative,
        "encodingFormat": picture.content_type,
        "width": picture.size.0,
        "height": picture.size.1,
    });
    for (name, said) in [
        ("creditText", picture.credit.as_str()),
        ("license", picture.licence),
    ] {
        if !said.is_empty() {
            image[name] = json!(said);
        }
    }
    image
}

fn place(item: &Item) -> Value {
    let mut place = json!({ "@type": "Place" });
    if let (Some(latitude), Some(longitude)) = (item.latitude, item.longitude) {
        place["geo"] =
            json!({ "@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude });
    }
    let address = &item.address;
    let parts = [
        ("streetAddress", &address.street),
        ("postalCode", &address.postal_code),
        ("addressLocality", &address.municipality),
    ];
    if parts.iter().any(|(_, said)| !said.is_empty()) {
        let mut written = json!({ "@type": "PostalAddress" });
        for (name, said) in parts.into_iter().filter(|(_, said)| !said.is_empty()) {
            written[name] = json!(said);
        }
        place["address"] = written;
    }
    if place.as_object().is_some_and(|fields| fields.len() > 1) {
        place
    } else {
        Value::Null
    }
}

/// A page of ActivityStreams: each record as it stands.
pub fn activities(feed: &Feed) -> Value {
    let items: Vec<Value> = feed
        .entries
        .iter()
        .map(|(entry, item)| {
            let mut object = json!({
                "type": match Kind::of(&entry.kind) {
                    Some(Kind::Point) => "Place",
                    Some(Kind::Group) => "Organization",
                    _ => "Note",
                },
                "id": feed.url(entry),
                "url": feed.url(entry),
                "name": item.name,
                "mediaType": "text/plain",
                "content": item.description,
                "published": time(entry.created),
                "updated": time(entry.updated),
                "attributedTo": format!("https://{}/", entry.origin),
            });
            let tags = item.themes.iter().chain(&item.keywords);
            let tags: Vec<Value> = tags.map(|name| json!({ "type": "Object", "name": name })).collect();
            if !tags.is_empty() {
                object["tag"] = tags.into();
            }
            if let (Some(latitude), Some(longitude)) = (item.latitude, item.longitude) {
                let name = if item.address.municipality.is_empty() { &item.name } else { &item.address.municipality };
                let place = json!({ "type": "Place", "name": name, "latitude": latitude, "longitude": longitude });
                if entry.kind == Kind::Point.name() {
                    object["latitude"] = latitude.into();
                    object["longitude"] = longitude.into();
                } else {
                    object["location"] = place;
                }
            }
            if let Some(picture) = feed.pictures.get(&entry.id) {
                let mut image = json!({ "type": "Image", "mediaType": picture.content_type, "url": picture.url,
                    "name": picture.alternative, "width": picture.size.0, "height": picture.size.1 });
                if !picture.credit.is_empty() {
                    image["attributedTo"] = json!({ "type": "Object", "name": picture.credit });
                }
                if !picture.licence.is_empty() {
                    image["tag"] = json!([{ "type": "Link", "rel": "license", "href": picture.licence }]);
                }
                object["image"] = image;
            }
            if !item.valid_until.is_empty() {
                object["endTime"] = json!(format!("{}T23:59:59Z", item.valid_until));
            }
            object
        })
        .collect();
    let mut page = json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "type": "OrderedCollectionPage",
        "id": feed.own,
        "name": feed.title,
        "orderedItems": items,
    });
    if let Some(next) = &feed.next {
        page["next"] = json!(next);
    }
    page
}
