//! Pages that are measured: one that does nothing, one that reads the directory, one that never ends.

use maille_sdk::directory::Search;
use maille_sdk::{Error, Plugin, Reply, Request, Result};
use serde::Deserialize;

/// Bytes of the plain answer: those of the native handler it is compared with.
const PLAIN_BYTES: usize = 1024;

#[derive(Default)]
struct Bench;

impl Plugin for Bench {
    fn answer(&self, request: &Request, reply: &mut Reply) -> Result<()> {
        match request.path().as_str() {
            "/" => {
                reply.title("Bonjour").paragraphs("Une page sans rien.");
            }
            "/plain" => {
                reply.document("text/plain", None, &[b'x'; PLAIN_BYTES]);
            }
            "/places" => return places(reply),
            "/loop" => loop {
                std::hint::spin_loop();
            },
            _ => {
                reply.not_found();
            }
        }
        Ok(())
    }
}

/// The fields of a place that its card shows.
#[derive(Deserialize)]
struct Place {
    name: String,
    description: String,
    address: Address,
}

#[derive(Deserialize)]
struct Address {
    municipality: String,
}

/// `host/benches/pages/native.rs` writes the same page without a guest.
fn places(reply: &mut Reply) -> Result<()> {
    let found = Search::of(["place"]).order_by("name").run(20)?;
    let places = found
        .entries
        .iter()
        .map(|entry| entry.read::<Place>())
        .collect::<Result<Vec<Place>, Error>>()?;
    reply.title("Les lieux").cards(|cards| {
        for place in &places {
            cards
                .card(&place.name, None, &place.description)
                .fact("Commune", &place.address.municipality);
        }
    });
    Ok(())
}

maille_sdk::plugin!(Bench);
