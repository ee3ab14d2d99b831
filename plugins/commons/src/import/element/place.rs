//! Where a thing is: its address and its point, mended or left out.

use serde_json::{Map, Value};

use super::Element;
use crate::record::Address;
use crate::words::{cut, line};

impl Element {
    pub(super) fn place(&mut self, fields: &Map<String, Value>) {
        if let Some(address) = fields.get("address").and_then(Value::as_object) {
            let said = |name: &str| {
                line(
                    address
                        .get(name)
                        .and_then(Value::as_str)
                        .unwrap_or_default(),
                )
            };
            self.item.address = Address {
                street: cut(&said("streetAddress"), 300),
                municipality: cut(&said("addressLocality"), 200),
                ..Address::default()
            };
            let code = said("postalCode");
            let digits = code.bytes().all(|letter| letter.is_ascii_digit());
            match code.len() {
                0 => {}
                5 if digits => self.item.address.postal_code = code,
                4 if digits => {
                    self.mend("mended-postal-code", &code);
                    self.item.address.postal_code = format!("0{code}");
                }
                _ => self.mend("left-postal-code", &code),
            }
            let code = said("codeInsee");
            if is_commune(&code) {
                self.item.address.insee_code = code;
            } else if !code.is_empty() {
                self.mend("left-commune", &code);
            }
        }
        let geo = fields.get("geo").or_else(|| fields.get("geoPosition"));
        let Some(geo) = geo.filter(|geo| geo.is_object()) else {
            return;
        };
        let pair = geo.get("coordinates");
        let (latitude, longitude) = match pair {
            Some(pair) => (degrees(pair.get(1)), degrees(pair.get(0))),
            None => (degrees(geo.get("latitude")), degrees(geo.get("longitude"))),
        };
        match (latitude, longitude) {
            (Some(latitude), Some(longitude))
                if latitude.abs() <= 90.0
                    && longitude.abs() <= 180.0
                    && (latitude, longitude) != (0.0, 0.0) =>
            {
                (self.item.latitude, self.item.longitude) = (Some(latitude), Some(longitude));
            }
            _ => self.mend("left-point", &geo.to_string()),
        }
    }
}

fn is_commune(code: &str) -> bool {
    let bytes = code.as_bytes();
    let is_corsican = code.starts_with("2A") || code.starts_with("2B");
    bytes.len() == 5
        && (is_corsican || bytes.iter().take(2).all(u8::is_ascii_digit))
        && bytes.iter().skip(2).all(u8::is_ascii_digit)
}

pub(super) fn degrees(value: Option<&Value>) -> Option<f64> {
    let number = match value? {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(number)
}
