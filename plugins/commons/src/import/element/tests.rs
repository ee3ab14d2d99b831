use serde_json::json;

use super::*;

fn read_one(thing: &str) -> Element {
    read(thing, None, None).unwrap()
}

fn keys(element: &Element) -> Vec<&'static str> {
    element.mended.iter().map(|(key, _)| *key).collect()
}

#[test]
fn a_classified_with_misspellings_is_mended_and_said() {
    let element = read_one(
        r#"{"_id":{"$oid":"5afeb7b440bb4e6f2832b598"},"section":"need","type":"ressoures","name":" Appel \u202e festival ",
        "description":"Bonjour,\r\n\r\n<b>merci</b>","category":"competence","subtype":"artistic","tags":["job","Animation"],
        "geo":{"@type":"GeoCoordinates","latitude":"48.01","longitude":"0.16"},"updated":{"sec":1528045039,"usec":0},
        "address":{"postalCode":"1000","codeInsee":"01053","addressLocality":"BOURG"},"profilImageUrl":"/upload/x.jpg"}"#,
    );
    let item = &element.item;
    assert_eq!(element.key, "communecter:5afeb7b440bb4e6f2832b598");
    assert_eq!(
        (item.name.as_str(), item.way.as_str()),
        ("Appel festival", "look-for")
    );
    assert_eq!(item.description, "Bonjour,\n\nmerci");
    assert_eq!(item.themes, ["learning", "leisure"]);
    assert_eq!(item.keywords, ["Animation"]);
    assert_eq!((item.latitude, item.longitude), (Some(48.01), Some(0.16)));
    assert_eq!(item.address.postal_code, "01000");
    assert_eq!(item.source.updated, "2018-06-03");
    assert_eq!(
        keys(&element),
        [
            "mended-html",
            "left-image",
            "mended-postal-code",
            "mended-word"
        ]
    );
}

#[test]
fn an_address_abroad_is_taken_without_what_does_not_fit() {
    let element = read_one(
        r#"{"_id":"a1","section":"offer","type":"classifieds","name":"Bmw","price":25000,"devise":"Ğ1",
        "address":{"postalCode":"W6","codeInsee":"20962674*GB","addressLocality":"Hammersmith"},
        "geo":{"type":"Point","coordinates":["-0.2366137","51.4978829"]}}"#,
    );
    assert_eq!(element.item.address.municipality, "Hammersmith");
    assert!(
        element.item.address.postal_code.is_empty() && element.item.address.insee_code.is_empty()
    );
    assert_eq!(element.item.longitude, Some(-0.2366137));
    assert_eq!(element.item.price.as_ref().unwrap().currency, "Ğ1");
    assert_eq!(keys(&element), ["left-postal-code", "left-commune"]);
}

#[test]
fn organisations_projects_points_and_events_are_told_apart() {
    let organisation = read_one(
        r#"{"_id":"o1","name":"Repair café","type":"NGO","url":"https://repair.example","email":"contact@repair.example",
        "telephone":{"fixe":["02 41 00 00 00"]}}"#,
    );
    assert_eq!(organisation.sort, Sort::Organisation);
    assert_eq!(
        organisation.content(),
        json!({ "name": "Repair café", "website": "https://repair.example", "telephone": "02 41 00 00 00",
            "email": "contact@repair.example", "source": { "name": "Communecter", "id": "o1" } })
    );
    let event = read_one(
        r#"{"_id":"e1","name":"Fête","type":"festival","startDate":"2026-12-05T10:00:00+01:00","endDate":"2026-12-05T09:00:00+01:00"}"#,
    );
    assert_eq!(event.sort, Sort::Event);
    assert_eq!(
        event.content()["occurrences"],
        json!([{ "start": "2026-12-05T09:00:00Z" }])
    );
    assert_eq!(keys(&event), ["left-end"]);
    let project = read_one(r#"{"_id":"p1","name":"Jardin","properties":{"avancement":"started"}}"#);
    assert_eq!(project.item.status, "under-way");
    let point = read(
        r#"{"_id":"i1","name":"Boîte à livres","type":"sharedLibrary"}"#,
        None,
        Sort::of_file("mes-poi.json"),
    )
    .unwrap();
    assert_eq!(
        (point.sort, point.item.sort.as_str()),
        (Sort::Own(Kind::Point), "library")
    );
}

#[test]
fn what_is_no_thing_is_refused_by_name() {
    let deep = format!(
        r#"{{"name":{}1{}}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    let cases: [(&str, &str); 8] = [
        ("[1]", "refused-no-thing"),
        ("3", "refused-no-thing"),
        (&deep, "refused-no-thing"),
        (r#"{"name":"  "}"#, "refused-no-name"),
        (r#"{"name":"A"}"#, "refused-no-id"),
        (r#"{"name":"A","_id":"../x"}"#, "refused-no-id"),
        (
            r#"{"name":"A","_id":"1","section":"offer","type":"zzz"}"#,
            "refused-sort",
        ),
        (
            r#"{"name":"A","_id":"1","type":"festival","startDate":"demain"}"#,
            "refused-dates",
        ),
    ];
    for (thing, key) in cases {
        assert_eq!(
            read(thing, None, None).unwrap_err().0,
            key,
            "{}",
            &thing[..thing.len().min(80)]
        );
    }
}

#[test]
fn points_in_the_sea_of_zero_and_past_the_poles_are_left_out() {
    for geo in [
        r#"{"latitude":"0","longitude":"0"}"#,
        r#"{"latitude":"91","longitude":"0"}"#,
        r#"{"latitude":"NaN","longitude":"3"}"#,
        r#"{"type":"Point","coordinates":[]}"#,
    ] {
        let element = read_one(&format!(
            r#"{{"_id":"1","name":"A","section":"need","type":"jobs","geo":{geo}}}"#
        ));
        assert!(element.item.latitude.is_none());
        assert_eq!(keys(&element), ["left-point"], "{geo}");
    }
}
