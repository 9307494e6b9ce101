use super::*;
use serde_json::from_str;

fn finding() -> Finding {
    Finding {
        rule: "AB-V001".into(),
        severity: Severity::E,
        place: Place::Cell { sheet: 1, row: 8, column: 13 },
        related: vec![
            Place::Cell { sheet: 1, row: 8, column: 2 },
            Place::Cell { sheet: 0, row: 0, column: 0 },
        ],
        field: "total".into(),
        row_label: "a".into(),
        value: "7".into(),
        expected: "8".into(),
        message: "m.".into(),
        hint: "h.".into(),
        auto_fixed: false,
        state: FindingState::Open,
        by_rule: false,
        answer: String::new(),
    }
}

fn reported(finding: &Finding) -> Reported<'_> {
    Reported {
        source: "市/a b.zip!/c.xlsx", sheet: "表1", form: "f", unit: "J-1", period: "2014Q3", finding
    }
}

fn log(base: Base, findings: &[Finding]) -> Value {
    let text = sarif("1.2.3", base, &Titles::from([("AB-V001", "a title")]), findings.iter().map(reported));
    from_str(&text).unwrap()
}

#[test]
fn a_finding_names_its_rule_its_file_and_its_cell() {
    let log = log(Base::Inbox, &[finding()]);
    let uri = "%E5%B8%82/a%20b.zip!/c.xlsx";
    let artifact = json!({ "uri": uri, "uriBaseId": "INBOX", "index": 0 });
    let place = |name: &str| {
        json!({
            "physicalLocation": { "artifactLocation": artifact },
            "logicalLocations": [{ "fullyQualifiedName": name, "kind": "cell" }],
        })
    };
    let related = |id: usize, name: &str| {
        let mut place = place(name);
        place["id"] = json!(id);
        place
    };
    let rule = json!({
        "id": "AB-V001", "defaultConfiguration": { "level": "error" }, "shortDescription": { "text": "a title" },
    });
    let result = json!({
        "ruleId": "AB-V001", "ruleIndex": 0, "level": "error", "message": { "text": "m.h." },
        "locations": [place("表1!N9")],
        "relatedLocations": [related(1, "表1!C9"), related(2, "A1")],
        "properties": {
            "severity": "E", "form": "f", "unit": "J-1", "period": "2014Q3", "field": "total", "row": "a",
            "value": "7", "expected": "8", "state": "open",
        },
    });
    let run = json!({
        "tool": { "driver": { "name": "liangze", "semanticVersion": "1.2.3", "rules": [rule] } },
        "language": "zh-CN",
        "originalUriBaseIds": { "INBOX": { "description": { "text": "the inbox of the office" } } },
        "artifacts": [{ "location": { "uri": uri, "uriBaseId": "INBOX" } }],
        "results": [result],
    });
    assert_eq!(log, json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] }));
}

#[test]
fn a_finding_over_many_returns_has_no_location_and_an_answered_one_is_suppressed() {
    let finding = Finding { state: FindingState::Explained, severity: Severity::M, ..finding() };
    let reported = Reported { source: "", ..reported(&finding) };
    let log: Value = from_str(&sarif("1", Base::Inbox, &Titles::new(), [reported])).unwrap();
    let result = &log["runs"][0]["results"][0];
    assert_eq!((result.get("locations"), &result["level"]), (None, &json!("note")));
    assert_eq!(result["suppressions"][0]["justification"], "explained");
    assert_eq!(log["runs"][0]["artifacts"], json!([]));
}

#[test]
fn paths_that_were_given_to_the_program_stay_as_they_are() {
    let finding = finding();
    let uris = ["a/b.xlsx", "/x/b.xlsx"].map(|source| {
        let reported = Reported { source, ..reported(&finding) };
        let log: Value = from_str(&sarif("1", Base::Here, &Titles::new(), [reported])).unwrap();
        log["runs"][0]["artifacts"][0]["location"].clone()
    });
    assert_eq!(uris, [json!({ "uri": "a/b.xlsx" }), json!({ "uri": "file:///x/b.xlsx" })]);
}
