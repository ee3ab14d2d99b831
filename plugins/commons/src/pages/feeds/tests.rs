use super::*;
use crate::record::{Address, Answer, Kind, Price};

fn entry(kind: Kind, id: &str) -> Entry {
    Entry {
        id: id.into(),
        key: None,
        kind: kind.name().into(),
        origin: "creuse.example".into(),
        revision: 1,
        state: "published".into(),
        created: 1_795_000_000_000,
        updated: 1_795_000_000_000,
        content: "{\"name\":\"x\",\"contributor\":\"secret\"}".into(),
    }
}

fn feed() -> Feed {
    let offer = Item {
        name: "=HYPERLINK(\"x\")".into(),
        description: "À prendre <b>sur place</b>,\nle soir & demain".into(),
        way: "sell".into(),
        themes: vec!["repair".into()],
        price: Some(Price {
            amount: 5.5,
            currency: "€".into(),
        }),
        latitude: Some(-21.2),
        longitude: Some(55.4),
        address: Address {
            municipality: "Le Tampon".into(),
            ..Address::default()
        },
        ..Item::default()
    };
    let proposal = Item {
        name: "Un banc".into(),
        institution: "Mairie".into(),
        answer: Some(Answer {
            outcome: "accepted".into(),
            text: "Oui".into(),
            by: String::new(),
            date: "2026-11-20".into(),
        }),
        ..Item::default()
    };
    Feed {
        title: "Communs".into(),
        root: "https://maille.example/communs".into(),
        own: "https://maille.example/communs/communs.rss".into(),
        entries: vec![
            (entry(Kind::Offer, "a"), offer),
            (entry(Kind::Proposal, "b"), proposal),
        ],
        pictures: HashMap::from([(
            "a".to_owned(),
            Told {
                url: "https://maille.example/communs/~image/a.jpg".into(),
                alternative: "Un <b>broyeur</b>".into(),
                licence: "https://creativecommons.org/licenses/by-sa/4.0/",
                content_type: "image/jpeg".into(),
                ..Told::default()
            },
        )]),
        next: Some("https://maille.example/communs/communs.rss?suite=x&q=y".into()),
    }
}

#[test]
fn a_table_computes_nothing() {
    let bytes = table::csv(&feed()).unwrap();
    let mut reader = csv::Reader::from_reader(&bytes[3..]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(&rows[0][2], "'=HYPERLINK(\"x\")");
    assert_eq!((&rows[0][7], &rows[0][18]), ("5.5", "-21.2"));
    assert_eq!(&rows[1][12], "accepted");
}

#[test]
fn rss_is_xml_whose_texts_are_texts() {
    let text = String::from_utf8(rss::rss(&feed()).unwrap()).unwrap();
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut items = 0;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(start) if start.name().as_ref() == "item" => items += 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(items, 2);
    assert!(
        text.contains("&lt;b&gt;sur place&lt;/b&gt;,\nle soir &amp; demain"),
        "{text}"
    );
    assert!(text.contains("suite=x&amp;q=y"), "{text}");
}

#[test]
fn each_feed_tells_a_picture_what_it_shows_and_its_licence() {
    for text in [
        geojson(&feed()).to_string(),
        linked::json_ld(&feed()).to_string(),
        linked::activities(&feed()).to_string(),
        String::from_utf8(rss::rss(&feed()).unwrap()).unwrap(),
        String::from_utf8(table::csv(&feed()).unwrap()).unwrap(),
    ] {
        for part in ["~image/a.jpg", "broyeur", "licenses/by-sa/4.0"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}

#[test]
fn who_wrote_is_in_no_feed() {
    for text in [
        geojson(&feed()).to_string(),
        linked::json_ld(&feed()).to_string(),
        linked::activities(&feed()).to_string(),
    ] {
        assert!(!text.contains("secret"), "{text}");
        assert!(text.contains("https://maille.example/communs/a"), "{text}");
    }
    let graph = linked::json_ld(&feed());
    assert_eq!(graph["@graph"][0]["priceCurrency"], "EUR");
    assert_eq!(graph["@graph"][1]["comment"]["text"], "Oui");
}
