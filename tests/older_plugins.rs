//! Binaries of plugins that were built for each contract that was given out go on being served, unchanged.

use std::io::Read as _;

use maille::plugins::package::Package;

use crate::guide::give;
use crate::support::{Instance, workspace};

/// What `maille plugin build` made of the guide to procedures when the contract was 1.0.
fn guide_of_1_0() -> Vec<u8> {
    let path = workspace().join("tests/guests/released/procedures-1.0.zip");
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut bytes = Vec::new();
    let mut entry = archive.by_name("procedures.wasm").unwrap();
    entry.read_to_end(&mut bytes).unwrap();
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_that_was_built_for_contract_1_0_imports_and_answers() {
    let instance = Instance::new().await;
    let bytes = guide_of_1_0();
    let package = Package::read(bytes.clone(), u64::MAX).unwrap();
    assert_eq!(package.manifest.contract, "1.0");
    let installed = instance.app.plugins.install(bytes, true).await.unwrap();
    assert!(installed.missing.is_empty());

    let given = give(
        &instance,
        &workspace().join("plugins/procedures/demo/fiches"),
    )
    .await;
    assert!(given > 0);
    instance.run("procedures", "import").await.unwrap();
    let home = instance.get("/demarches").await;
    assert_eq!(home.status, 200);
    let theme = home.text.split("href=\"/demarches/").nth(1);
    let theme = theme.and_then(|rest| rest.split('"').next()).unwrap();
    let page = instance.get(&format!("/demarches/{theme}")).await;
    assert_eq!(page.status, 200, "{theme}");
    let lines = instance.report("procedures", "import").await;
    assert!(
        lines.iter().any(|line| line.starts_with("taken ")),
        "{lines:?}"
    );
}
