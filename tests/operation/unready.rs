//! `/readyz` where a part of the instance is broken while the rest answers.

use maille::app::{App, Options};
use maille::clock::Clock;
use maille::health::{self, Health};

use crate::support::Instance;
use crate::support::instance::{bounds, config};
use crate::support::templates::copy;

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_panicked_is_named() {
    let instance = Instance::new().await;
    let app = instance.app.clone();
    // One that ends as it should is nobody's concern.
    let well = Health::watch(app.clone(), "mail-sweep");
    tokio::spawn(async move { drop(well) }).await.unwrap();
    assert_eq!(instance.get("/readyz").await.status, 200);
    let watch = Health::watch(app, "retention");
    let broken = tokio::spawn(async move {
        let _watch = watch;
        panic!("as a fault in a job would");
    });
    assert!(broken.await.unwrap_err().is_panic());
    let ready = instance.get("/readyz").await;
    assert_eq!(ready.status, 503);
    assert!(
        ready.text.contains("jobs: ended: retention\n"),
        "{}",
        ready.text
    );
    // People are answered all the same, and nobody restarts it for that.
    for path in ["/livez", "/aide"] {
        assert_eq!(instance.get(path).await.status, 200, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plugin_that_does_not_compile_is_named() {
    let instance = Instance::new().await;
    let folder = tempfile::tempdir().unwrap();
    copy(&instance.folder, folder.path());
    // What was compiled is gone, and the compiler fails.
    for entry in std::fs::read_dir(folder.path().join("plugins")).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
    let options = Options {
        clock: Clock::fixed(crate::support::NOW_MS),
        compiler: Some("/bin/false".into()),
        ..Options::default()
    };
    let app = App::open(folder.path(), config(bounds()), options)
        .await
        .unwrap();
    let fault = |checks: Vec<health::Check>| {
        let faults: Vec<String> = checks
            .into_iter()
            .filter_map(|check| Some(format!("{}: {}", check.name, check.fault?)))
            .collect();
        faults.join("; ")
    };
    let listed = app.plugins.list().await.unwrap();
    let ids: Vec<&str> = listed
        .iter()
        .map(|plugin| plugin.manifest.id.as_str())
        .collect();
    assert!(!ids.is_empty());
    assert_eq!(
        fault(health::look(&app).await),
        format!("plugins: not compiled: {}", ids.join(", "))
    );
    app.close().await;
}
