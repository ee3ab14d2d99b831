//! Pictures that visitors send with a plugin's form: what the plugin may do with them, who sees them and for how long. On both
//! databases.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use maille::accounts::Role;
use maille::directory::{Author, Session, State};
use maille::moderation::{Mode, Moderation};

use crate::support::Instance;
use crate::support::both::on_both;
use crate::support::visitor::Answer;

const SAID: [(&str, &str); 3] = [
    ("~alt-photo", "Un banc bleu"),
    ("~rights-photo", "open"),
    ("~people-photo", "yes"),
];

/// A picture of one colour.
pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_pixel(width, height, Rgb([200, 30, 30]));
    let mut bytes = Vec::new();
    DynamicImage::from(picture)
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg)
        .unwrap();
    bytes
}

/// Calls of the hostile guest, with a picture.
async fn with_picture(instance: &Instance, calls: &[&str], file: &[u8]) -> Answer {
    let calls = calls.iter().map(|call| ("call", *call));
    let fields: Vec<(&str, &str)> = SAID.into_iter().chain(calls).collect();
    let files = [("~image-photo", "banc.png", file)];
    instance
        .send_files("/hostile/script", &fields, &files)
        .await
}

/// A published record of the hostile guest's with a picture: its id, and the picture's address.
async fn shown(instance: &Instance, key: &str) -> (String, String) {
    let put = format!("put hostile.note {key} {{\"title\":\"x\"}}");
    instance.script(&[&put]).await;
    let id = instance.script(&[&format!("ids hostile.note {key}")]).await;
    let id = id[0].clone();
    let attach = format!("attach {id} {{photo}}");
    let answer = with_picture(instance, &[&attach, "say {photo}"], &jpeg(40, 30)).await;
    let lines: Vec<&str> = answer.text.lines().collect();
    assert_eq!(lines[0], "ok", "{}", answer.text);
    (id, format!("/hostile/~image/{}", lines[1]))
}

async fn set(instance: &Instance, id: &str, state: State) {
    let mut session = Session::new(&instance.app.directory, Author::host("test"));
    let record = session.get(id).await.unwrap();
    session.set_state(id, record.revision, state).await.unwrap();
    session.commit().await.unwrap();
}

async fn a_picture_is_seen_while_its_record_is_published(url: Option<&str>) {
    let instance = Instance::moderated_on(url).await;
    let (id, path) = shown(&instance, "a").await;
    let told = instance.script(&[&format!("pictures {id}")]).await;
    let path_below = path.strip_prefix("/hostile").unwrap();
    assert_eq!(
        told,
        [format!(
            "{id} {path_below} image/jpeg 40x30 open  Un banc bleu"
        )]
    );
    let answer = instance.get(&path).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "image/jpeg");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(
        answer.header("content-security-policy"),
        "default-src 'none'; sandbox"
    );
    assert_eq!(
        answer.header("cache-control"),
        "public, max-age=60, must-revalidate"
    );
    let etag = answer.header("etag").to_owned();
    let again = instance.get_as(&path, &[("if-none-match", &etag)]).await;
    assert_eq!(again.status, 304);

    set(&instance, &id, State::Draft).await;
    assert_eq!(instance.get(&path).await.status, 404);
    set(&instance, &id, State::Withdrawn).await;
    for headers in [vec![], vec![("if-none-match", etag.as_str())]] {
        assert_eq!(instance.get_as(&path, &headers).await.status, 410);
    }
    set(&instance, &id, State::Published).await;
    assert_eq!(instance.get(&path).await.status, 200);
    // Erased with its record, in the same transaction.
    assert_eq!(instance.app.images.of_record(&id).await.unwrap().len(), 1);
    instance.script(&["delete hostile.note a"]).await;
    assert_eq!(instance.get(&path).await.status, 404);
    assert!(instance.app.images.of_record(&id).await.unwrap().is_empty());
}
on_both!(a_picture_is_seen_while_its_record_is_published);

async fn a_plugin_gives_its_own_pictures_to_its_own_records_alone(url: Option<&str>) {
    let instance = Instance::moderated_on(url).await;
    let (first, path) = shown(&instance, "a").await;
    let name = path.rsplit('/').next().unwrap();
    instance
        .script(&["put hostile.note b {\"title\":\"x\"}"])
        .await;
    let second = instance.script(&["ids hostile.note b"]).await[0].clone();
    let place = instance
        .put("place", "mairie", "{\"name\":\"Mairie\"}")
        .await;

    // Nothing came with this request, and what another record has stays there.
    let calls = [
        format!("attach {second} {name}"),
        format!("detach {second} {name}"),
        format!("attach {second} none"),
        format!("attach {place} {name}"),
        format!("detach {place} {name}"),
        "attach nobody x".to_owned(),
    ];
    let calls: Vec<&str> = calls.iter().map(String::as_str).collect();
    let said = instance.script(&calls).await;
    for (said, code) in said.iter().zip([
        "denied",
        "denied",
        "not-found",
        "denied",
        "denied",
        "not-found",
    ]) {
        assert!(said.starts_with(code), "{code}: {said}");
    }
    // In the form's own field it is as little.
    let attach = format!("attach {second} {{photo}}");
    let mut fields: Vec<(&str, &str)> = SAID.to_vec();
    fields.extend([("~kept-photo", name), ("call", &attach)]);
    let said = instance.send_files("/hostile/script", &fields, &[]).await;
    assert!(said.text.starts_with("denied"), "{}", said.text);

    // Another plugin knows neither the picture nor its address, and was not granted any.
    assert_eq!(
        instance.get(&format!("/voisin/~image/{name}")).await.status,
        404
    );
    let other = instance
        .script_of(
            "/voisin",
            &[
                &format!("pictures {first}"),
                &format!("attach {first} {name}"),
            ],
        )
        .await;
    assert!(
        other.iter().all(|said| said.starts_with("denied")),
        "{other:?}"
    );
    let small = jpeg(9, 9);
    let files = [("~image-photo", "x", small.as_slice())];
    let sent = instance.send_files("/voisin/script", &fields, &files).await;
    assert!(sent.text.starts_with("denied"), "{}", sent.text);
    // One that waits belongs to the plugin on whose form it came.
    let waits = with_picture(&instance, &["say {photo}"], &jpeg(9, 9))
        .await
        .text;
    let taken = instance.app.images.get("voisin", &waits).await;
    assert_eq!(taken.unwrap(), None);
    assert!(
        instance
            .app
            .images
            .get("hostile", &waits)
            .await
            .unwrap()
            .is_some()
    );
    // A GET gives nothing away.
    let asked = instance.asked(&[&format!("attach {first} {name}")]).await;
    assert!(asked[0].starts_with("denied"), "{asked:?}");
}
on_both!(a_plugin_gives_its_own_pictures_to_its_own_records_alone);

async fn what_fails_keeps_nothing_and_what_nobody_takes_is_erased(url: Option<&str>) {
    let instance = Instance::moderated_on(url).await;
    instance
        .script(&["put hostile.note a {\"title\":\"x\"}"])
        .await;
    let id = instance.script(&["ids hostile.note a"]).await[0].clone();
    let attach = format!("attach {id} {{photo}}");
    let failed = with_picture(&instance, &[&attach, "!fail"], &jpeg(9, 9)).await;
    assert!(failed.status >= 500, "{}", failed.status);
    assert!(instance.app.images.of_record(&id).await.unwrap().is_empty());
    let (_, path) = shown(&instance, "b").await;
    let name = with_picture(&instance, &["say {photo}"], &jpeg(9, 9))
        .await
        .text;
    let held = async |name: &str| {
        instance
            .app
            .images
            .get("hostile", name)
            .await
            .unwrap()
            .is_some()
    };
    assert!(held(&name).await);
    assert_eq!(instance.app.images.sweep().await.unwrap(), 0);
    instance.clock.advance_ms(25 * 60 * 60 * 1000);
    assert_eq!(instance.app.images.sweep().await.unwrap(), 2);
    assert!(!held(&name).await);
    assert_eq!(
        instance.get(&path).await.status,
        200,
        "what a record has stays"
    );
    // The form that stood open for a day is told.
    let mut fields: Vec<(&str, &str)> = SAID.to_vec();
    fields.push(("~kept-photo", &name));
    let late = instance.send_files("/hostile/script", &fields, &[]).await;
    assert_eq!(late.status, 422);
    assert!(late.text.contains("n’est plus gardée"), "{}", late.text);
    // All of a plugin's go with its data.
    instance.app.plugins.remove("hostile", true).await.unwrap();
    let left = instance
        .app
        .images
        .get("hostile", path.rsplit('/').next().unwrap());
    assert_eq!(left.await.unwrap(), None);
}
on_both!(what_fails_keeps_nothing_and_what_nobody_takes_is_erased);

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_picture_comes_back_with_all_that_was_typed() {
    let instance = Instance::moderated_on(None).await;
    let calls = ["say called", "say \"<b>"];
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let cut = jpeg(400, 300);
    for (file, why) in [
        (svg.as_slice(), "dessin SVG"),
        (b"<html><script>alert(1)</script>", "n’est pas une image"),
        (&cut[..cut.len() / 2], "abîmé ou coupé"),
        (b"GIF89a=1;alert(1)//", "trop grande"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"", "n’est pas une image"),
    ] {
        let answer = with_picture(&instance, &calls, file).await;
        assert_eq!(answer.status, 422, "{why}: {}", answer.text);
        let text = answer.text.replace(['\u{a0}', '\u{202f}'], " ");
        for part in [
            why,
            "name=\"call\" value=\"say called\"",
            "name=\"call\" value=\"say &#34;&#60;b&#62;\"",
            "value=\"Un banc bleu\"",
            "value=\"open\" checked",
            "enctype=\"multipart/form-data\"",
            "<title>Erreur",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("<script>"), "{text}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    // Past what is held in memory: the file is read to its end, the rest comes back.
    let large = vec![0xff; 17 * 1024 * 1024];
    let answer = with_picture(&instance, &calls, &large).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("trop gros") && answer.text.contains("say called"));
    let other = instance
        .send(
            "/voisin/script",
            &[("content-type", "multipart/form-data; boundary=x")],
            large,
        )
        .await;
    assert_eq!(
        other.status, 413,
        "who takes no pictures takes no large forms"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_of_a_picture_is_asked_for_and_the_picture_is_kept_meanwhile() {
    let instance = Instance::moderated_on(None).await;
    let files = [("~image-photo", "x.jpg", &jpeg(50, 40)[..])];
    let fields = [("call", "say {photo}"), ("~rights-photo", "allowed")];
    let answer = instance
        .send_files("/hostile/script", &fields, &files)
        .await;
    assert_eq!(answer.status, 422);
    for why in [
        "Dites ce que montre",
        "Dites qui a fait l’image",
        "Cochez si on ne reconnaît",
    ] {
        assert!(answer.text.contains(why), "{why}: {}", answer.text);
    }
    let kept = answer
        .text
        .split("name=\"~kept-photo\" value=\"")
        .nth(1)
        .unwrap();
    let kept = kept.split('"').next().unwrap();
    let long = "x".repeat(301);
    let bad = [
        ("~kept-photo", kept),
        ("~alt-photo", long.as_str()),
        ("~rights-photo", "all"),
    ];
    let answer = instance.send_files("/hostile/script", &bad, &[]).await;
    assert!(
        answer.text.contains("300 lettres") && answer.text.contains("Dites à qui"),
        "{}",
        answer.text
    );
    let good = [
        ("call", "say {photo}"),
        ("~kept-photo", kept),
        ("~alt-photo", "Un\u{202e} banc"),
        ("~rights-photo", "allowed"),
        ("~credit-photo", "Camille"),
        ("~people-photo", "yes"),
    ];
    let answer = instance.send_files("/hostile/script", &good, &[]).await;
    assert_eq!(answer.text, kept);
    // Taken out, or never there: the plugin is told of none.
    let out: Vec<(&str, &str)> = good.into_iter().chain([("~drop-photo", "yes")]).collect();
    let answer = instance.send_files("/hostile/script", &out, &[]).await;
    assert_eq!(answer.text, "none");
    let described = [("call", "say {photo}"), ("~alt-photo", "Un banc")];
    let answer = instance
        .send_files("/hostile/script", &described, &[])
        .await;
    assert!(
        answer.text.contains("Choisissez le fichier"),
        "{}",
        answer.text
    );
    let nothing = [
        ("call", "say {photo}"),
        ("~alt-photo", ""),
        ("~rights-photo", "open"),
    ];
    let answer = instance.send_files("/hostile/script", &nothing, &[]).await;
    assert_eq!(answer.text, "none");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plugin_holds_no_more_than_it_asked_for_and_a_network_sends_so_many() {
    let instance = Instance::moderated_on(None).await;
    let full = instance
        .app
        .images
        .take(("hostile", 100), [10, 0, 0, 1].into(), jpeg(50, 40))
        .await;
    assert_eq!(full.unwrap(), Err(maille::images::Fault::Full));
    let mut statuses = Vec::new();
    for _ in 0..62 {
        let answer = with_picture(&instance, &["say x"], b"GIF89a").await;
        statuses.push(answer.text.contains("Trop d’images"));
    }
    assert_eq!(statuses.iter().filter(|many| **many).count(), 2);
    assert!(statuses[61]);
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_see_a_picture_that_waits_and_nobody_else_does() {
    let instance = Instance::moderated_on(None).await;
    let moderation = Moderation::new(instance.app.directory.clone());
    moderation
        .set_mode("hostile.note", Mode::Before)
        .await
        .unwrap();
    let (id, path) = shown(&instance, "a").await;
    instance.script(&["submit hostile.note a somebody"]).await;
    assert_eq!(instance.get(&path).await.status, 404);
    let case = moderation.waiting(0, 1).await.unwrap().remove(0);
    assert_eq!(case.record_id, id);
    let page = format!("/administration/moderation/cas/{}", case.reference);
    let name = path.rsplit('/').next().unwrap();
    let picture = format!("{page}/images/{name}");
    let mediator = instance.signed_in(Role::Mediator).await;
    let shown = mediator.get(&page).await;
    for part in [
        picture.as_str(),
        "alt=\"Un banc bleu\"",
        "« Un banc bleu »",
        "Licence Ouverte 2.0",
    ] {
        assert!(
            shown.text.replace('\u{a0}', " ").contains(part),
            "{part}: {}",
            shown.text
        );
    }
    let answer = mediator.get(&picture).await;
    assert_eq!(
        (answer.status, answer.header("cache-control")),
        (200, "no-store")
    );
    assert_eq!(
        mediator.get(&format!("{page}/images/x.jpg")).await.status,
        404
    );
    assert_ne!(instance.get(&picture).await.status, 200);
}
