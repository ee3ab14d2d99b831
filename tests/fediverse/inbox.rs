//! Whoever means harm: each attack on the inbox with the status and the word that it meets, and the proof that it left nothing
//! behind and caused no question.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use maille::outbound::{Lookup, Rule};
use serde_json::{Value, json};

use crate::support::adversary::wire::Sent;
use crate::support::fediverse::reader::{
    ALICE, Reader, Says, actor, follow, post, said, signed, signed_by,
};
use crate::support::fediverse::{Here, NAME};

/// An instance, a server that Alice is on, and how both stood.
struct Siege {
    here: Here,
    reader: Reader,
    traces: String,
}

impl Siege {
    async fn begin() -> Self {
        let reader = Reader::start().await;
        let here = Here::start(reader.rule.clone()).await;
        let traces = here.settled().await;
        Self {
            here,
            reader,
            traces,
        }
    }

    /// What a request meets.
    async fn meets(&self, sent: Sent) -> (u16, String) {
        said(&sent.send_to(self.here.address).await)
    }

    /// Nothing was written.
    async fn unmoved(&self) {
        assert_eq!(self.here.traces().await, self.traces);
    }

    /// Nothing was written, and nobody asked for anything.
    async fn untouched(&self) {
        self.unmoved().await;
        assert_eq!(self.reader.asked(), Vec::<String>::new());
    }
}

fn is(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

fn with(changes: Value) -> Value {
    let mut activity = follow(ALICE);
    for (name, value) in changes.as_object().unwrap() {
        activity[name] = value.clone();
    }
    activity
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unsigned_or_signed_in_part_is_refused_without_a_question() {
    let siege = Siege::begin().await;
    let good = post(&siege.here, &follow(ALICE));
    for (sent, status, code) in [
        (good.clone().without("signature"), 401, "unsigned"),
        (good.clone().without("digest"), 401, "header-absent"),
        (
            good.clone().edit("signature", " digest", ""),
            401,
            "not-covered",
        ),
        (
            good.clone().edit("signature", " date", ""),
            401,
            "not-covered",
        ),
        (
            good.clone().edit("signature", "(request-target) ", ""),
            401,
            "not-covered",
        ),
        (
            good.clone().edit("signature", " host", ""),
            401,
            "not-covered",
        ),
        (
            good.clone().edit("signature", "rsa-sha256", "hmac-sha256"),
            401,
            "algorithm",
        ),
        (
            good.clone().edit("digest", "SHA-256=", "MD5="),
            400,
            "digest-weak",
        ),
        (
            good.clone().edit("host", NAME, "gironde.example"),
            401,
            "authority",
        ),
        (
            good.clone().with("signature-input", "a=()"),
            400,
            "two-signatures",
        ),
        (good.clone().with("signature", "a"), 400, "header-twice"),
        (
            good.clone().with("transfer-encoding", "chunked"),
            411,
            "length",
        ),
        (
            good.clone()
                .edit("content-type", "application/activity+json", "text/plain"),
            415,
            "content-type",
        ),
    ] {
        let head = sent.head();
        assert_eq!(siege.meets(sent).await, is(status, code), "{head}");
    }
    let mut changed = good.clone();
    changed.body = changed.body.iter().rev().copied().collect();
    assert_eq!(siege.meets(changed).await, is(401, "digest-mismatch"));
    siege.here.later(std::time::Duration::from_secs(400));
    assert_eq!(siege.meets(good).await, is(401, "too-old"));
    siege.untouched().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_actors_and_objects_of_several_hosts_are_refused_without_a_question() {
    let siege = Siege::begin().await;
    let here = &siege.here;
    let alice = format!("{ALICE}#main-key");
    let send = |key: &str, activity: Value| signed(here, key, activity.to_string().as_bytes());
    for (sent, status, code) in [
        (
            send("https://evil.example/users/eve#main-key", follow(ALICE)),
            403,
            "other-host",
        ),
        (
            send(&alice, follow("https://evil.example/users/eve")),
            403,
            "other-host",
        ),
        (
            send(&alice, with(json!({"id": "https://evil.example/1"}))),
            403,
            "other-host",
        ),
        (
            send(
                &alice,
                with(json!({"object": "https://gironde.example/actor"})),
            ),
            403,
            "other-object",
        ),
        (
            send(&format!("https://{NAME}/actor#main-key"), follow(ALICE)),
            401,
            "own-identity",
        ),
        (
            send("https://localhost/users/a#main-key", follow(ALICE)),
            401,
            "key-form",
        ),
        (
            send("https://127.0.0.1/users/a#main-key", follow(ALICE)),
            401,
            "key-form",
        ),
        (
            send("https://10.0.0.1/users/a#main-key", follow(ALICE)),
            401,
            "key-form",
        ),
        (
            send("https://[::1]/users/a#main-key", follow(ALICE)),
            401,
            "key-form",
        ),
        (
            send("https://2130706433/users/a#main-key", follow(ALICE)),
            401,
            "key-form",
        ),
        (
            send("http://reader.example/users/alice#main-key", follow(ALICE)),
            401,
            "key-form",
        ),
        (
            send(
                "https://reader.example:8443/users/alice#main-key",
                follow(ALICE),
            ),
            401,
            "key-form",
        ),
        (
            send(
                "https://u@reader.example/users/alice#main-key",
                follow(ALICE),
            ),
            401,
            "key-form",
        ),
        (
            send(&alice, with(json!({"actor": "https://127.0.0.1/users/a"}))),
            400,
            "activity-form",
        ),
        (
            send(&alice, with(json!({"actor": "https://localhost/users/a"}))),
            400,
            "activity-form",
        ),
        (send(&alice, with(json!({"type": 7}))), 400, "activity-form"),
        (
            signed(here, &alice, b"{\"type\":\"Follow\",\"type\":\"Follow\"}"),
            400,
            "json",
        ),
        (
            signed(
                here,
                &alice,
                format!("{}1{}", "[".repeat(40), "]".repeat(40)).as_bytes(),
            ),
            400,
            "json",
        ),
        (signed(here, &alice, b"{} {}"), 400, "json"),
        (signed(here, &alice, b"\xff"), 400, "json"),
        (
            signed(here, &alice, &vec![b' '; 64 * 1024 + 1]),
            413,
            "too-long",
        ),
    ] {
        let head = sent.head();
        assert_eq!(siege.meets(sent).await, is(status, code), "{head}");
    }
    siege.untouched().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_for_us_is_taken_and_dropped_without_a_question() {
    let siege = Siege::begin().await;
    for kind in [
        "Create", "Update", "Like", "Announce", "Move", "Block", "Accept", "Reject", "Sing",
    ] {
        let sent = post(&siege.here, &with(json!({"type": kind})));
        assert_eq!(siege.meets(sent).await, is(202, "taken"), "{kind}");
    }
    // A server that shuts down says so of each of its people.
    for number in 0..150 {
        let gone = format!("https://reader.example/users/{number}");
        let delete = json!({
            "id": format!("{gone}#delete"), "type": "Delete", "actor": gone, "object": gone,
        });
        assert_eq!(
            siege.meets(post(&siege.here, &delete)).await,
            is(202, "taken")
        );
    }
    let undo = with(json!({"type": "Undo", "object": follow(ALICE)}));
    assert_eq!(
        siege.meets(post(&siege.here, &undo)).await,
        is(202, "taken")
    );
    let flag = with(json!({"type": "Flag", "object": ALICE, "content": "?"}));
    assert_eq!(
        siege.meets(post(&siege.here, &flag)).await,
        is(202, "taken")
    );
    siege.untouched().await;
    assert_eq!(siege.here.counted("dropped").await, 161);
    assert_eq!(siege.here.counted("actors-asked").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn actors_that_mean_harm_cost_one_bounded_question_each() {
    let siege = Siege::begin().await;
    let (here, reader) = (&siege.here, &siege.reader);
    let id = |name: &str| format!("https://reader.example/users/{name}");
    let hundred_mb = 100 * 1024 * 1024;
    let changed = |name: &str, changes: Value| {
        let mut document = actor(&id(name));
        for (member, value) in changes.as_object().unwrap() {
            document[member] = value.clone();
        }
        Says::Document(document)
    };
    reader.says("/users/elsewhere", Says::Document(actor(ALICE)));
    for (name, says, code) in [
        (
            "large",
            Says::Flood("application/activity+json", hundred_mb),
            "actor-unreachable",
        ),
        ("stream", Says::Stream(hundred_mb), "actor-unreachable"),
        (
            "redirect",
            Says::Elsewhere(id("alice")),
            "actor-unreachable",
        ),
        ("slow", Says::Nothing, "actor-unreachable"),
        ("absent", Says::Status(404), "actor-unreachable"),
        ("broken", Says::Status(500), "actor-unreachable"),
        (
            "upload",
            Says::Typed("application/json", actor(&id("upload"))),
            "actor-unreachable",
        ),
        (
            "picture",
            Says::Typed("image/png", actor(&id("picture"))),
            "actor-unreachable",
        ),
        ("other", Says::Document(actor(ALICE)), "actor-form"),
        (
            "note",
            changed("note", json!({"type": "Note"})),
            "actor-form",
        ),
        (
            "postbox",
            changed("postbox", json!({"inbox": "https://evil.example/inbox"})),
            "actor-form",
        ),
        (
            "inner",
            changed("inner", json!({"inbox": "https://127.0.0.1/inbox"})),
            "actor-form",
        ),
        (
            "mute",
            changed("mute", json!({"inbox": null})),
            "actor-form",
        ),
        (
            "keyless",
            changed("keyless", json!({"publicKey": null})),
            "actor-form",
        ),
        (
            "owned",
            changed(
                "owned",
                json!({"publicKey": {"id": id("owned") + "#main-key", "owner": ALICE}}),
            ),
            "actor-form",
        ),
        ("text", Says::Document(json!("text")), "actor-form"),
    ] {
        let path = format!("/users/{name}");
        reader.says(&path, says);
        let asked = || {
            reader
                .asked()
                .iter()
                .filter(|asked| **asked == path)
                .count()
        };
        for _ in 0..2 {
            let met = siege.meets(post(here, &follow(&id(name)))).await;
            assert_eq!(met, is(401, code), "{name}");
            // The answer is remembered, whatever it was.
            assert_eq!(asked(), 1, "{name}");
        }
    }
    assert!(
        !reader.asked().contains(&"/users/alice".to_owned()),
        "redirects are not followed"
    );
    // What was on its way when the answer was cut: buffers of TLS and of the socket, far from a hundred megabytes.
    assert!(reader.flooded() < 16 * 1024 * 1024, "{}", reader.flooded());
    siege.unmoved().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_by_another_key_leaves_nothing() {
    let siege = Siege::begin().await;
    let activity = follow(ALICE).to_string();
    let key = format!("{ALICE}#main-key");
    let sent = signed_by(&siege.here, &key, activity.as_bytes(), 0);
    assert_eq!(siege.meets(sent).await, is(401, "signature"));
    let sent = signed(
        &siege.here,
        &format!("{ALICE}#other-key"),
        activity.as_bytes(),
    );
    assert_eq!(siege.meets(sent).await, is(401, "key-unknown"));
    let sent = post(&siege.here, &follow(ALICE)).to("/inbox?a=b");
    assert_eq!(siege.meets(sent).await, is(401, "signature"));
    siege.unmoved().await;
    assert_eq!(
        siege.reader.asked(),
        ["/users/alice"],
        "who was just asked is not asked again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_this_machine_and_of_its_network_are_not_dialled() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let came = Arc::new(AtomicUsize::new(0));
    let count = came.clone();
    std::thread::spawn(move || {
        for _ in listener.incoming() {
            count.fetch_add(1, Ordering::SeqCst);
        }
    });
    let lookup = Lookup::new(move |name| match name {
        "private.example" => vec!["10.0.0.1:443".parse().unwrap()],
        "metadata.example" => vec!["169.254.169.254:443".parse().unwrap()],
        _ => vec![address],
    });
    let here = Here::start(Rule {
        lookup: Some(lookup),
        ..Rule::default()
    })
    .await;
    let before = here.settled().await;
    for host in ["inner.example", "private.example", "metadata.example"] {
        let sent = post(&here, &follow(&format!("https://{host}/users/a")));
        let met = said(&sent.send_to(here.address).await);
        assert_eq!(met, is(401, "actor-unreachable"), "{host}");
    }
    assert_eq!(here.traces().await, before);
    assert_eq!(came.load(Ordering::SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_of_slow_actors_keeps_nobody_else_waiting() {
    let siege = Siege::begin().await;
    let (here, reader) = (&siege.here, &siege.reader);
    let address = here.address;
    let mut waiting = tokio::task::JoinSet::new();
    for number in 0..40 {
        let id = format!("https://reader.example/users/slow{number}");
        reader.says(&format!("/users/slow{number}"), Says::Nothing);
        let sent = post(here, &follow(&id));
        waiting.spawn(async move { said(&sent.send_to(address).await) });
    }
    crate::support::neighbour::until("slow actors are being asked", async || {
        reader.asked().len() >= 2
    })
    .await;
    // What instances tell each other does not stand behind them.
    assert_eq!(here.read("/.well-known/maille", "*/*").await.0, 200);
    assert_eq!(here.read("/livez", "*/*").await.0, 200);
    assert_eq!(reader.asked().len(), 2, "two at once of one host");
    let mut met = Vec::new();
    while let Some(answer) = waiting.join_next().await {
        met.push(answer.unwrap());
    }
    let busy = met.iter().filter(|met| **met == is(503, "busy")).count();
    let slow = met
        .iter()
        .filter(|met| **met == is(401, "actor-unreachable"))
        .count();
    assert_eq!(busy + slow, 40, "{met:?}");
    assert!(busy >= 38 - 2 * slow, "{busy} of 40 were told to come back");
    siege.unmoved().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_comes_twice_has_an_effect_once() {
    let siege = Siege::begin().await;
    let sent = post(&siege.here, &follow(ALICE));
    assert_eq!(siege.meets(sent.clone()).await, is(202, "taken"));
    assert_eq!(siege.here.followers().await, 1);
    assert_eq!(siege.meets(sent).await, is(409, "replayed"));
    assert_eq!(siege.here.followers().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_deleted_follows_no_more_though_nobody_can_be_asked() {
    let siege = Siege::begin().await;
    let (here, reader) = (&siege.here, &siege.reader);
    reader.follow(here).await;
    reader.says("/users/alice", Says::Status(410));
    let asked = reader.asked();
    let delete = with(json!({"type": "Delete", "object": ALICE}));
    let forged = signed_by(
        here,
        &format!("{ALICE}#main-key"),
        delete.to_string().as_bytes(),
        0,
    );
    assert_eq!(siege.meets(forged).await, is(401, "signature"));
    assert_eq!(here.followers().await, 1);
    assert_eq!(siege.meets(post(here, &delete)).await, is(202, "taken"));
    assert_eq!(here.followers().await, 0);
    assert_eq!(reader.asked(), asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_is_taken_back_by_its_name_or_whole() {
    let siege = Siege::begin().await;
    let here = &siege.here;
    for whole in [true, false] {
        let follow = follow(ALICE);
        assert_eq!(siege.meets(post(here, &follow)).await, is(202, "taken"));
        assert_eq!(here.followers().await, 1);
        let other =
            with(json!({"type": "Undo", "object": "https://reader.example/activities/other"}));
        assert_eq!(siege.meets(post(here, &other)).await, is(202, "taken"));
        assert_eq!(here.followers().await, 1, "another one was taken back");
        let object = match whole {
            true => follow.clone(),
            false => follow["id"].clone(),
        };
        let undo = with(json!({"type": "Undo", "object": object}));
        assert_eq!(siege.meets(post(here, &undo)).await, is(202, "taken"));
        assert_eq!(here.followers().await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_of_a_record_comes_before_a_person_and_reports_are_bounded() {
    let siege = Siege::begin().await;
    let here = &siege.here;
    let id = here
        .put("place", "mairie", &json!({"name": "Mairie"}))
        .await;
    let record = format!("https://{NAME}/records/{id}");
    let suggestions = maille::suggestions::Suggestions::new(
        here.app.directory.database().clone(),
        here.clock.clone(),
    );
    for number in 0..7 {
        let words = format!("Fermé depuis un an ({number})");
        let flag = with(json!({"type": "Flag", "object": [record, ALICE], "content": words}));
        let met = siege.meets(post(here, &flag)).await;
        let expected = match number < 5 {
            true => is(202, "taken"),
            false => is(503, "busy"),
        };
        assert_eq!(met, expected, "{number}");
    }
    let waiting = suggestions.list(None, 0, 100).await.unwrap();
    assert_eq!(waiting.len(), 5, "five of one host in an hour");
    assert_eq!(
        waiting[0].said.text,
        "Signalé depuis le fédivers (reader.example) : Fermé depuis un an (0)"
    );
    assert_eq!(waiting[0].said.record_id, id);
}
