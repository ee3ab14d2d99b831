//! No header makes a reader panic, and what is read is written again as it was.

use http::{HeaderMap, HeaderValue, Method};
use proptest::prelude::*;

use crate::keys::SecretKey;
use crate::moment::Moment;
use crate::origin::KeyId;
use crate::signatures::structured::{Bare, InnerList, Item, byte_sequence};
use crate::signatures::*;

/// Text of the letters that matter to the readers.
fn letters() -> impl Strategy<Value = String> {
    prop_oneof![
        r#"[ -~]{0,80}"#,
        r#"[a-cs@();:="\\, 0-9.*-]{0,80}"#,
        r#"(keyId="[a-z:/.]{0,20}",?|headers="[(a-z) -]{0,30}",?|created=[0-9-]{0,22},?|signature="[A-Za-z0-9+/=]{0,90}",?|algorithm="hs2019",?){0,6}"#,
    ]
}

proptest! {
    #[test]
    fn no_headers_make_verification_panic(
        signature in letters(),
        input in prop::option::of(letters()),
        date in letters(),
        host in prop::option::of(letters()),
        target in "/[ -~]{0,20}",
        post in any::<bool>(),
        raw in prop::collection::vec(any::<u8>(), 0..20),
    ) {
        let mut headers = HeaderMap::new();
        let mut put = |name: &'static str, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.append(name, value);
            }
        };
        put("signature", &signature);
        put("date", &date);
        if let Some(input) = &input {
            put("signature-input", input);
        }
        if let Some(host) = &host {
            put("host", host);
        }
        if let Ok(value) = HeaderValue::from_bytes(&raw) {
            headers.append("digest", value);
        }
        let method = if post { Method::POST } else { Method::GET };
        let request = Request { method: &method, target: &target, headers: &headers, body: &raw };
        // Any key id is known, so that the readers behind the lookup are reached too.
        let key = SecretKey::from_seed(&[1; 32]).public();
        let pinned = |_: &KeyId| Some(PinnedKey::Ed25519(key));
        let mut replays = ReplayCache::new(300, 8);
        for policy in [Policy::federation(&"a.example".parse().unwrap()), Policy::fediverse(&"a.example".parse().unwrap())] {
            let refused = verify(&request, &policy, &pinned, Moment::from_unix(0), &mut replays);
            prop_assert!(refused.is_err());
        }
    }

    #[test]
    fn digests_of_any_bytes_are_compared_without_a_panic(value in letters(), body in prop::collection::vec(any::<u8>(), 0..40)) {
        let mut headers = HeaderMap::new();
        headers.insert("digest", value.parse().unwrap());
        headers.insert("content-digest", value.parse().unwrap());
        prop_assert!(content_digest::compare(&headers, &body).is_err());
    }

    #[test]
    fn what_is_read_is_written_as_it_was(
        items in prop::collection::vec("[ -~]{0,12}", 0..6),
        created in -999_999_999_999_999_i64..=999_999_999_999_999,
        text in "[ -~]{0,30}",
    ) {
        let item = |text: String| Item { text, parameters: vec![("a".to_owned(), Bare::True)] };
        let list = InnerList {
            label: "maille".to_owned(),
            items: items.into_iter().map(item).collect(),
            parameters: vec![("created".to_owned(), Bare::Integer(created)), ("tag".to_owned(), Bare::Text(text))],
        };
        let written = format!("maille={}", list.write());
        prop_assert_eq!(InnerList::read(&written).unwrap(), list);
    }

    #[test]
    fn no_text_makes_the_structured_reader_panic(text in letters()) {
        let _ = InnerList::read(&text);
        let _ = byte_sequence(&text);
        let _ = cavage::parameters(&text);
    }
}
