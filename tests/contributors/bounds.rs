//! How much is taken from one network and from one contributor.

use crate::support::Instance;

use super::{MARK, calls, plain, printed, send};

#[tokio::test]
async fn wrong_codes_end_in_a_wait_also_for_a_right_one() {
    let instance = Instance::contributed(None).await;
    let code = printed(&instance).await.code.shown();
    let from = |address: &'static str| [("x-forwarded-for", address)];
    let guess = async |code: &str, address| {
        let fields = [MARK, ("title", "Gardé"), ("~code", code)];
        instance.post("/contribuer", &fields, &from(address)).await
    };
    let mut last = guess("0000-0000-0000", "192.0.2.1").await;
    for number in 1..10_000 {
        if last.status == 429 {
            break;
        }
        assert_eq!(last.status, 422);
        last = guess(&format!("0000-0000-{number:04}"), "192.0.2.1").await;
    }
    assert_eq!(last.status, 429, "{}", last.text);
    assert_eq!(last.header("retry-after"), "900");
    assert!(
        plain(&last).contains("recommencez dans 15 minutes"),
        "{}",
        last.text
    );
    assert!(
        last.text.contains("value=\"Gardé\""),
        "what was typed stays"
    );
    assert_eq!(guess(&code, "192.0.2.1").await.status, 429);
    assert_eq!(calls(&instance).await, 0);
    assert_eq!(guess(&code, "192.0.2.2").await.status, 200);
    instance.clock.advance_ms(15 * 60 * 1000);
    assert_eq!(guess(&code, "192.0.2.1").await.status, 200);
}

#[tokio::test]
async fn ten_thousand_forms_of_one_contributor_reach_the_plugin_thirty_times() {
    let instance = Instance::contributed(None).await;
    let code = printed(&instance).await.code.shown();
    let fields = [("title", "Encore"), ("~code", code.as_str())];
    let mut held = 0;
    let mut turned_away = 0;
    // Once it is turned away it stays so: the rest of the ten thousand would tell the same.
    for _ in 0..10_000 {
        match send(&instance, &fields).await.status {
            200 => held += 1,
            429 => turned_away += 1,
            other => panic!("{other}"),
        }
        if turned_away == 100 {
            break;
        }
    }
    assert_eq!((held, turned_away), (30, 100));
    assert_eq!(calls(&instance).await, 30);
    let other = printed(&instance).await.code.shown();
    assert_eq!(
        send(&instance, &[("title", "x"), ("~code", &other)])
            .await
            .status,
        200
    );
    instance.clock.advance_ms(60 * 60 * 1000);
    assert_eq!(send(&instance, &fields).await.status, 200);
}
