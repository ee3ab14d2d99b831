//! A picture from a telephone: sent with the form, seen by a moderator, shown with what is published, told in every feed, changed,
//! taken out, and gone everywhere with its source. On both databases.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::contributed::{MARK, OFFER, accept, address, begun_on, code};
use super::text;
use crate::support::Instance;
use crate::support::both::on_both;
use crate::support::visitor::Answer;

const SAID: [(&str, &str); 4] = [
    ("~alt-photo", "Une poussette \"bleue\""),
    ("~rights-photo", "by-sa"),
    ("~credit-photo", "Camille"),
    ("~people-photo", "yes"),
];

/// As a telephone writes it: where it was taken stands in it.
fn photo() -> Vec<u8> {
    let picture = RgbImage::from_pixel(2_400, 1_200, Rgb([30, 60, 200]));
    let mut jpeg = Vec::new();
    DynamicImage::from(picture)
        .write_to(&mut Cursor::new(&mut jpeg), ImageFormat::Jpeg)
        .unwrap();
    // A block of EXIF with one entry, which leads to a GPS block with a latitude.
    let mut exif =
        b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0".to_vec();
    exif.extend(b"\0\x01\0\x02\0\x05\0\0\0\x03\0\0\0\x2c\0\0\0\0");
    exif.extend([46_u32, 1, 18, 1, 45, 1].map(u32::to_be_bytes).concat());
    let mut file = vec![0xff, 0xd8, 0xff, 0xe1];
    file.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    file.extend(exif);
    file.extend(&jpeg[2..]);
    file
}

async fn send(
    instance: &Instance,
    (path, code): (&str, &str),
    fields: &[(&str, &str)],
    file: Option<&[u8]>,
) -> Answer {
    let own = [MARK, ("~code", code)];
    let fields: Vec<(&str, &str)> = own.iter().chain(fields).copied().collect();
    let files: Vec<(&str, &str, &[u8])> = file
        .map(|file| ("~image-photo", "IMG_0001.HEIC", file))
        .into_iter()
        .collect();
    instance.send_files(path, &fields, &files).await
}

/// The address of the picture that a page shows.
fn source(page: &str) -> Option<String> {
    let (_, after) = page.split_once("src=\"/communs/~image/")?;
    let name = after.split('"').next()?;
    Some(format!("/communs/~image/{name}"))
}

/// The value of a hidden field of the host's page or the plugin's form.
fn hidden(answer: &Answer, name: &str) -> String {
    let after = answer
        .text
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1);
    let after = after.unwrap_or_else(|| panic!("{name}: {}", answer.text));
    after.split('"').next().unwrap().to_owned()
}

async fn a_photo_is_shown_without_where_it_was_taken_and_goes_with_its_source(url: Option<&str>) {
    let (instance, code) = begun_on(url, None).await;
    let file = photo();
    let place = [46_u32, 1, 18, 1].map(u32::to_be_bytes).concat();
    let has_place = |bytes: &[u8]| bytes.windows(16).any(|part| part == place);
    assert!(has_place(&file));
    let publish = "/communs/publier/annonces";
    let form = text(&instance, publish).await;
    for part in [
        "name=\"~image-photo\" accept=\"image/jpeg,",
        "name=\"~alt-photo\"",
        "Licence Ouverte 2.0",
        "enctype=\"multipart/form-data\"",
    ] {
        assert!(form.contains(part), "{part}: {form}");
    }
    let fields = [&OFFER[..], &SAID].concat();
    let sent = send(&instance, (publish, &code), &fields, Some(&file)).await;
    assert!(sent.text.contains("C’est bien reçu"), "{}", sent.text);
    let path = address(&sent);
    accept(&instance).await;
    let page = text(&instance, &path).await;
    for part in [
        "alt=\"Une poussette &#34;bleue&#34;\"",
        "width=\"1600\" height=\"800\"",
        "Crédit : Camille. ",
        "CC BY-SA 4.0",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let picture = source(&page).unwrap();
    let bytes = instance.bytes(&picture).await;
    assert!(bytes.starts_with(b"\xff\xd8\xff") && !has_place(&bytes));
    assert!(!bytes.windows(4).any(|part| part == b"Exif"));
    for feed in ["csv", "geojson", "jsonld", "as.json", "rss"] {
        let feed = text(&instance, &format!("/communs/communs.{feed}")).await;
        for part in [
            picture.as_str(),
            "Une poussette ",
            "Camille",
            "licenses/by-sa/4.0",
        ] {
            assert!(feed.contains(part), "{part}: {feed}");
        }
    }

    // What is there stands in the form; another takes its place, and the one before is erased.
    let edit = format!("{path}/modifier");
    let form = send(&instance, (&edit, &code), &[], None).await;
    let kept = hidden(&form, "~kept-photo");
    assert!(
        picture.ends_with(&kept) && form.text.contains("value=\"by-sa\" checked"),
        "{}",
        form.text
    );
    let revision = hidden(&form, "revision");
    let fields = [
        &OFFER[..],
        &SAID,
        &[("revision", &revision), ("~kept-photo", &kept)],
    ]
    .concat();
    let changed = send(
        &instance,
        (&edit, &code),
        &fields,
        Some(&super::super::images::jpeg(60, 40)),
    )
    .await;
    assert!(changed.text.contains("C’est bien reçu"), "{}", changed.text);
    accept(&instance).await;
    let page = text(&instance, &path).await;
    let second = source(&page).unwrap();
    assert!(
        second != picture && page.contains("width=\"60\" height=\"40\""),
        "{page}"
    );
    assert_eq!(instance.get(&picture).await.status, 404);

    // Withdrawn: no page shows it, kept ones neither, and its address says so.
    let moderation = super::contributed::moderation(&instance);
    instance
        .post(&format!("{path}/signaler"), &[("motif", "private")], &[])
        .await;
    let case = moderation.waiting(0, 1).await.unwrap().remove(0);
    let verdict = maille::moderation::Verdict::Bad(maille::moderation::Reason::Private);
    moderation
        .decide(&case.reference, &verdict, None, ("Dominique", ""))
        .await
        .unwrap();
    assert_eq!(instance.get(&path).await.status, 410);
    assert_eq!(instance.get(&second).await.status, 410);
    for feed in ["csv", "geojson", "jsonld", "as.json", "rss"] {
        let feed = text(&instance, &format!("/communs/communs.{feed}")).await;
        assert!(!feed.contains("~image"), "{feed}");
    }
    moderation.undo(&case.reference, "Dominique").await.unwrap();
    assert_eq!(source(&text(&instance, &path).await), Some(second.clone()));

    // Taken out, and the thing stays.
    let form = send(&instance, (&edit, &code), &[], None).await;
    let (kept, revision) = (hidden(&form, "~kept-photo"), hidden(&form, "revision"));
    let fields = [
        &OFFER[..],
        &SAID,
        &[
            ("revision", &revision),
            ("~kept-photo", &kept),
            ("~drop-photo", "yes"),
        ],
    ]
    .concat();
    send(&instance, (&edit, &code), &fields, None).await;
    accept(&instance).await;
    assert_eq!(source(&text(&instance, &path).await), None);
    assert_eq!(instance.get(&second).await.status, 404);
}
on_both!(a_photo_is_shown_without_where_it_was_taken_and_goes_with_its_source);

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_goes_with_what_its_author_deletes() {
    let (instance, code) = begun_on(None, None).await;
    let fields = [&OFFER[..], &SAID].concat();
    let sent = send(
        &instance,
        ("/communs/publier/annonces", &code),
        &fields,
        Some(&photo()),
    )
    .await;
    accept(&instance).await;
    let path = address(&sent);
    let picture = source(&text(&instance, &path).await).unwrap();
    let gone = send(
        &instance,
        (&format!("{path}/retirer"), &code),
        &[("oui", "oui")],
        None,
    )
    .await;
    assert!(gone.text.contains("C’est retiré"), "{}", gone.text);
    assert_eq!(instance.get(&picture).await.status, 404);
    let name = picture.rsplit('/').next().unwrap();
    let left = instance.app.images.get("commons", name).await.unwrap();
    assert_eq!(left, None, "nothing of it is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_a_wrong_code_nor_a_forgotten_title_loses_the_photo() {
    let (instance, code) = begun_on(None, None).await;
    let publish = "/communs/publier/annonces";
    let fields = [&OFFER[1..], &SAID].concat();
    let wrong = send(
        &instance,
        (publish, "0000-0000-0000"),
        &fields,
        Some(&photo()),
    )
    .await;
    assert_eq!(wrong.status, 422);
    let carried: Vec<(&str, String)> = [
        "~kept-photo",
        "~alt-photo",
        "~rights-photo",
        "~credit-photo",
        "~people-photo",
    ]
    .map(|name| (name, hidden(&wrong, name)))
    .into();
    assert!(!wrong.text.contains("n’est pas gardé"), "{}", wrong.text);
    let mut again: Vec<(&str, &str)> = OFFER[1..].to_vec();
    let alternative = SAID[0].1;
    for (name, value) in &carried {
        again.push((
            name,
            if *name == "~alt-photo" {
                alternative
            } else {
                value
            },
        ));
    }
    // The code holds, and the title lacks: the plugin's own form has the picture still.
    let untitled = send(&instance, (publish, &code), &again, None).await;
    assert!(
        untitled.text.contains("Donnez un titre"),
        "{}",
        untitled.text
    );
    assert_eq!(hidden(&untitled, "~kept-photo"), carried[0].1);
    assert!(
        untitled.text.contains("value=\"by-sa\" checked"),
        "{}",
        untitled.text
    );
    again.push(OFFER[0]);
    let sent = send(&instance, (publish, &code), &again, None).await;
    accept(&instance).await;
    assert!(source(&text(&instance, &address(&sent)).await).is_some());
    // A bad file with a code that holds: the code is not asked for again.
    let fields = [&OFFER[..], &SAID].concat();
    let bad = send(&instance, (publish, &code), &fields, Some(b"<svg/>")).await;
    assert_eq!(bad.status, 422);
    assert!(
        bad.text.contains("dessin SVG") && bad.text.contains("Votre code a été reconnu"),
        "{}",
        bad.text
    );
    let other = self::code(&instance).await;
    let stolen = [&OFFER[..], &SAID, &[("~kept-photo", carried[0].1.as_str())]].concat();
    let stolen = send(&instance, (publish, &other), &stolen, None).await;
    assert!(
        stolen.status >= 500,
        "another record's picture: {}",
        stolen.text
    );
}
