//! Plugin packages in a workspace: agreed to, changed, signed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use alongside_runtime::core::World as PluginWorld;
use alongside_runtime::{
    AddOptions, Bench, InitOptions, PluginStanding, Runtime, RuntimeError, init, make_signing_key,
};
use tempfile::TempDir;

/// A component built against the first contract, which the program does not bundle.
fn older_rule() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugin-host/tests/fixtures/attainment-gap-1.0.0.wasm")
}

fn add(from: &Path) -> AddOptions {
    AddOptions {
        from: from.to_owned(),
        replace: false,
    }
}

/// A workspace with what is bundled.
async fn workspace() -> (TempDir, Runtime) {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path(), &InitOptions::default()).unwrap();
    let runtime = Runtime::open(folder.path()).await.unwrap();
    (folder, runtime)
}

/// Adds lines to the settings and opens the workspace anew.
async fn reopened(runtime: Runtime, lines: &str) -> Runtime {
    let root = runtime.root().to_owned();
    drop(runtime);
    let path = root.join("alongside.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{text}\n{lines}\n")).unwrap();
    Runtime::open(&root).await.unwrap()
}

fn code(result: Result<impl Sized, RuntimeError>) -> &'static str {
    result.err().unwrap().code()
}

#[tokio::test]
async fn a_plugin_is_added_pinned_and_refused_once_it_has_changed() {
    let (_folder, runtime) = workspace().await;
    let added = runtime.add_plugin(add(&older_rule())).await.unwrap();
    assert_eq!(added.plugin.file, "attainment-gap-1.0.0.wasm");
    assert_eq!(added.plugin.contract, Some("0.1"));
    let again = runtime.add_plugin(add(&older_rule())).await.unwrap();
    assert!(again.unchanged && !added.unchanged);
    assert!(runtime.check("nle-support").await.is_ok());

    let file = runtime.layout().plugins().join(&added.plugin.file);
    let mut bytes = std::fs::read(&file).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&file, &bytes).unwrap();
    assert_eq!(code(runtime.check("nle-support").await), "plugin-changed");
    let changed = runtime.plugins().await.unwrap();
    let changed = changed
        .iter()
        .find(|plugin| plugin.file == added.plugin.file)
        .unwrap();
    assert_eq!(changed.standing, PluginStanding::Refused);
    assert!(
        changed
            .problem
            .as_ref()
            .unwrap()
            .contains("has changed since it was added")
    );

    std::fs::remove_file(&file).unwrap();
    let missing = runtime.plugins().await.unwrap();
    let missing = missing
        .iter()
        .find(|plugin| plugin.file == added.plugin.file)
        .unwrap();
    assert_eq!(
        (missing.standing, missing.world),
        (PluginStanding::Missing, Some(PluginWorld::ScoringRule))
    );
    let removed = runtime
        .remove_plugin("attainment-gap", Some("1.0.0"))
        .await
        .unwrap();
    assert_eq!(removed, ["attainment-gap-1.0.0.wasm"]);
    assert_eq!(
        code(runtime.remove_plugin("attainment-gap", Some("1.0.0")).await),
        "not-found"
    );
}

#[tokio::test]
async fn a_file_that_nobody_added_is_refused_once_there_is_a_lock_file() {
    let (_folder, runtime) = workspace().await;
    let stray = runtime.layout().plugins().join("stray.wasm");
    std::fs::copy(older_rule(), &stray).unwrap();
    assert!(
        runtime.check("nle-support").await.is_ok(),
        "there is no lock file yet"
    );
    runtime.add_plugin(add(&stray)).await.unwrap();
    std::fs::rename(&stray, stray.with_file_name("other.wasm")).unwrap();
    assert_eq!(code(runtime.check("nle-support").await), "plugin-not-added");
}

#[tokio::test]
async fn a_workspace_that_asks_for_signatures_takes_none_but_those_it_trusts() {
    let (_folder, runtime) = workspace().await;
    let runtime = reopened(runtime, "[plugins]\nsigned = true").await;
    let home = tempfile::tempdir().unwrap();
    let (package, key) = (home.path().join("gap.wasm"), home.path().join("authority.key"));
    std::fs::copy(older_rule(), &package).unwrap();
    assert_eq!(code(runtime.add_plugin(add(&package)).await), "plugin-unsigned");

    let public = make_signing_key(&key).unwrap();
    let (manifest, signer) = Bench::new(home.path()).unwrap().sign(&package, &key).unwrap();
    assert_eq!(signer, public);
    assert_eq!(code(runtime.add_plugin(add(&package)).await), "plugin-untrusted");

    let trusting = format!("[plugins.trusted]\n\"An authority\" = \"{public}\"");
    let runtime = reopened(runtime, &trusting).await;
    let added = runtime.add_plugin(add(&package)).await.unwrap();
    assert_eq!(added.plugin.signed_by.as_deref(), Some("An authority"));
    assert!(added.plugin.trusted);
    assert!(
        runtime.check("nle-support").await.is_ok(),
        "what is bundled needs no signature"
    );

    // A signature does not hold for another version, whatever the manifest says.
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(
        &manifest,
        text.replace("version = \"1.0.0\"", "version = \"1.0.1\""),
    )
    .unwrap();
    assert_eq!(code(runtime.add_plugin(add(&package)).await), "plugin-manifest");
}

#[tokio::test]
async fn a_limit_of_the_workspace_holds_and_is_shown() {
    let (_folder, runtime) = workspace().await;
    let runtime = reopened(runtime, "[plugins.limits]\nmemory-bytes = 65536").await;
    let shown = Bench::new(runtime.root()).unwrap().limits();
    let memory = shown.iter().find(|limit| limit.key == "memory-bytes").unwrap();
    assert_eq!((memory.value, memory.set), (65_536, true));
    let error = runtime.check("nle-support").await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("it asked for more than 65536 bytes of memory"),
        "{error}"
    );
}
