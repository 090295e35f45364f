//! The report over a real workspace: what the runtime hands to it arrives on the page.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::Path;

use alongside_runtime::input::ImportOptions;
use alongside_runtime::{InitOptions, OpenRequest, PartyRequest, Runtime, init};
use tempfile::TempDir;

/// A workspace in which support for a school of the worked example has just opened.
async fn opened() -> (TempDir, Runtime) {
    let folder = tempfile::tempdir().unwrap();
    let options = InitOptions {
        default_calendar: Some("hampshire".parse().unwrap()),
        rehearsal_from: Some("2018-01-08".parse().unwrap()),
        ..InitOptions::default()
    };
    init(folder.path(), &options).unwrap();
    let runtime = Runtime::open(folder.path()).await.unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let data = root.join("examples/hampshire-primary/data/2016-850-ks2.csv");
    runtime.import(data, ImportOptions::default()).await.unwrap();
    let school = |urn: &str| PartyRequest {
        urn: Some(urn.parse().unwrap()),
        name: None,
        calendar: None,
    };
    let authority = PartyRequest {
        urn: None,
        name: Some("Hampshire".to_owned()),
        calendar: None,
    };
    let person =
        |person: &str, role: &str| (person.parse().unwrap(), BTreeSet::from([role.parse().unwrap()]));
    let request = OpenRequest {
        workflow: "nle-support".to_owned(),
        id: Some("leesland".parse().unwrap()),
        title: Some("Support for <Leesland> | 2018".to_owned()),
        parties: [
            ("supporter".parse().unwrap(), school("116170")),
            ("partner".parse().unwrap(), school("116334")),
            ("authority".parse().unwrap(), authority),
        ]
        .into(),
        people: [
            person("nle", "lead"),
            person("head", "head"),
            person("chair", "governors"),
            person("adviser", "commissioner"),
        ]
        .into(),
        ..OpenRequest::default()
    };
    runtime.open_engagement(request, None).await.unwrap();
    (folder, runtime)
}

#[tokio::test]
async fn what_the_workspace_knows_arrives_on_the_page() {
    let (_folder, runtime) = opened().await;
    let engagement = "leesland".parse().unwrap();
    let report = runtime.report(&engagement).await.unwrap();
    assert_eq!(report.title, "Support for <Leesland> | 2018");
    let view = runtime.show(&engagement).await.unwrap();
    let digest: String = view.workflow_digest.chars().take(12).collect();
    for text in [&report.markdown, &report.html] {
        assert!(text.contains("8 Jan 2018"));
        assert!(text.contains("(URN 116334)"));
        assert!(text.contains("Nothing is overdue; next is “Request support” (Commissioner)."));
        assert!(text.contains(&format!("{} ({digest})", view.workflow)));
        assert!(
            text.contains("from 2016-850-ks2.csv ("),
            "the dataset has its digest"
        );
        assert!(text.contains("attainment-gap ") && text.contains("tiered-strategies "));
    }
    assert!(
        report
            .markdown
            .starts_with("# Support for &lt;Leesland> \\| 2018\n")
    );
    assert!(
        report
            .html
            .contains("<h1>Support for &lt;Leesland&gt; | 2018</h1>")
    );
    assert_eq!(
        runtime.report(&engagement).await.unwrap(),
        report,
        "the same view gives the same bytes"
    );
}

#[tokio::test]
async fn there_is_no_report_of_what_does_not_exist() {
    let (_folder, runtime) = opened().await;
    let error = runtime.report(&"elsewhere".parse().unwrap()).await.unwrap_err();
    assert!(error.to_string().contains("elsewhere"), "{error}");
}
