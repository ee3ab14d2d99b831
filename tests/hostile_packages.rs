//! Files that are no plugin, or not the one that they say: refused in words before anything of theirs runs.

use maille::config::PluginBounds;
use maille::outbound::Rule;
use maille::plugins::package::Package;

use crate::support::instance::chain;
use crate::support::wat::{Parts, component, guest, text};
use crate::support::{Instance, bounds};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_plugin_is_refused_in_words() {
    let instance = Instance::new().await;
    let whole = guest(component(&Parts::default())).bytes();
    assert!(
        instance
            .refuses(b"bonjour".to_vec())
            .await
            .contains("not a WebAssembly component")
    );
    assert!(
        instance
            .refuses(Vec::new())
            .await
            .contains("not a WebAssembly component")
    );
    assert!(
        instance
            .refuses(text("(module)"))
            .await
            .contains("core WebAssembly module")
    );
    assert!(
        instance
            .refuses(component(&Parts::default()))
            .await
            .contains("no section maille:manifest")
    );
    for end in [9, whole.len() / 3, whole.len() / 2, whole.len() - 1] {
        let said = instance.refuses(whole[..end].to_vec()).await;
        assert!(
            said.contains("cut short") || said.contains("no section"),
            "{end}: {said}"
        );
    }
    let twice = Package::embed(
        whole.clone(),
        &guest(Vec::new()).manifest,
        &Default::default(),
    );
    assert!(instance.refuses(twice).await.contains("two sections"));
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_component_is_refused_or_answers_politely() {
    let instance = Instance::new().await;
    let whole = guest(component(&Parts::default())).bytes();
    let before = instance.tables().await;
    let mut refused = 0;
    let places: Vec<usize> = (8..whole.len()).step_by(whole.len() / 40).collect();
    for place in &places {
        let mut bytes = whole.clone();
        bytes[*place] ^= 0xFF;
        match instance.app.plugins.install(bytes, true).await {
            Err(error) => {
                let said = chain(&error);
                let reasons = [
                    "cut short or damaged",
                    "cannot be compiled",
                    "cannot be linked",
                    "maille:manifest",
                    "does not have it",
                    "home page fails",
                    "not a WebAssembly component",
                    "plugin.toml",
                ];
                let named = reasons.iter().any(|reason| said.contains(reason));
                assert!(named, "{place}: {said}");
                refused += 1;
            }
            Ok(installed) => {
                let id = installed.manifest.id.clone();
                let mount = installed.manifest.mount.unwrap_or_default();
                let answer = instance.get(&mount).await;
                assert!([200, 500].contains(&answer.status), "{place}");
                assert!(answer.text.contains("</html>"), "{place}: {}", answer.text);
                instance.app.plugins.remove(&id, true).await.unwrap();
            }
        }
    }
    assert!(refused * 2 > places.len(), "{refused} of {}", places.len());
    assert_eq!(instance.tables().await, before);
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_manifest_is_refused() {
    let instance = Instance::new().await;
    let plain = guest(component(&Parts::default()));
    let forge = |change: &dyn Fn(&mut maille::plugins::manifest::Manifest)| {
        plain.clone().with(change).bytes()
    };
    let cases: [(Vec<u8>, &str); 6] = [
        (forge(&|manifest| manifest.id = "../evil".into()), "`id`"),
        (
            forge(&|manifest| manifest.mount = Some("/static".into())),
            "own addresses",
        ),
        (
            forge(&|manifest| manifest.mount = Some("/a/../b".into())),
            "`mount`",
        ),
        (
            forge(&|manifest| manifest.contract = "1.9".into()),
            "update Maille",
        ),
        (
            forge(&|manifest| manifest.grants.hosts = vec!["127.0.0.1".into()]),
            "host name",
        ),
        (
            forge(&|manifest| manifest.exports.push("tasks".into())),
            "does not have it",
        ),
    ];
    for (bytes, words) in cases {
        let said = instance.refuses(bytes).await;
        assert!(said.contains(words), "no `{words}` in {said}");
    }
    let mut garbage = component(&Parts::default());
    garbage.extend_from_slice(&section("maille:manifest", b"{\"id\":"));
    assert!(
        instance
            .refuses(garbage)
            .await
            .contains("maille:manifest does not fit")
    );
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_component_that_is_too_large_is_refused_unread() {
    let bounds = PluginBounds {
        component_bytes: 8_000_000,
        ..bounds()
    };
    let instance = Instance::with(bounds, Rule::default()).await;
    let said = instance.refuses(vec![0; 8_000_001]).await;
    assert!(
        said.contains("8000001 bytes") && said.contains("plugins.component_bytes"),
        "{said}"
    );
    instance.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_artefact_is_compiled_again_and_never_run() {
    let instance = Instance::new().await;
    let compiled = instance.folder.join("plugins");
    for entry in std::fs::read_dir(&compiled).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0xFF;
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, bytes).unwrap();
    }
    let again = Instance::reopen(&instance).await;
    assert_eq!(again.get("/hostile").await.status, 200);
    again.check().await;
}

fn section(name: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![
        0,
        u8::try_from(1 + name.len() + data.len()).unwrap(),
        u8::try_from(name.len()).unwrap(),
    ];
    bytes.extend_from_slice(name.as_bytes());
    bytes.extend_from_slice(data);
    bytes
}
