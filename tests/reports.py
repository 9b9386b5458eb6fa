#!/usr/bin/env python3
"""Reports over all of testdata (and ../shared where it is there) against their schemas; the other formats say the
same as json; none depends on the number of workers; a full disk is an error."""
import hashlib
import json
import os
import subprocess
import sys
import xml.etree.ElementTree

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)

top = os.environ.get("top_srcdir", os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
program = os.path.join(os.environ.get("top_builddir", "."), "ikelint")
shared = os.environ.get("IKELINT_SHARED", os.path.join(top, "../shared"))
AT = "2026-06-01T00:00:00Z"

with open(os.path.join(top, "src/report/report.schema.json"), encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
document = jsonschema.Draft202012Validator(schema)
record = jsonschema.Draft202012Validator({"$ref": "#/$defs/object", "$defs": schema["$defs"]})

faults = []


def fault(text):
    faults.append(text)
    print("FAULT:", text)


def run(*arguments):
    done = subprocess.run([program, "lint", "--at", AT, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode not in (0, 1, 3) or done.stderr:
        fault(f"{arguments}: exit {done.returncode}, {done.stderr[:500]}")
    return done.returncode, done.stdout.decode("utf-8")


def check_against(validator, value, where):
    for error in list(validator.iter_errors(value))[:5]:
        fault(f"{where}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")


def check_prediction(validator, path):
    """A prediction against its schema; the first step that fails is where the first cause is from."""
    done = subprocess.run([program, "predict", "--at", AT, "--format", "json", path], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    where = "predict " + os.path.basename(path)
    report = json.loads(done.stdout)
    check_against(validator, report, where)
    verdicts = [connection["verdict"] for connection in report["connections"]]
    if done.returncode != (1 if "fails" in verdicts else 0):
        fault(f"{where}: exit {done.returncode} for {verdicts}, {done.stderr[:500]}")
    for connection in report["connections"]:
        failed = [step for step in connection["steps"] if step["outcome"] == "fails"]
        if bool(failed) != (connection["verdict"] == "fails"):
            fault(f"{where}: it {connection['verdict']}, and {len(failed)} steps fail")
        if failed and connection["causes"][0]["rule"] not in {rule for step in failed for rule in step["rules"]}:
            fault(f"{where}: the first cause is of no step that fails")
    return report


def check_broken_predictions(validator, report):
    """A schema that takes everything would be no schema."""
    connection = report["connections"][0]
    step = connection["steps"][0]
    breaks = [("schema", report, 2), ("evaluated_at", report, "today"), ("connections", report, {}), ("more", report, 1),
              ("verdict", connection, "perhaps"), ("verdict", connection, "connects"), ("code", connection, None),
              ("code", connection, "13801"), ("seen_by", connection, "nobody"), ("tunnel", connection, "both"),
              ("steps", connection, connection["steps"][::-1]), ("steps", connection, connection["steps"][:3]),
              ("causes", connection, []), ("outcome", step, "connects"), ("certificate", step, "00"), ("rules", step, ["name"]),
              ("passed_over", step, [{}]), ("needs", step, "")]
    for name, owner, value in breaks:
        kept = dict(owner)
        owner[name] = value
        if validator.is_valid(report):
            fault(f"predict: the schema takes {name}: {value}")
        owner.clear()
        owner.update(kept)
    for name in list(connection):
        kept = connection.pop(name)
        if validator.is_valid(report) and name != "connection":
            fault(f"predict: the schema does not miss {name}")
        connection[name] = kept
    check_against(validator, report, "the report before it was broken")


def check_diagnosis(validator, *arguments):
    """A diagnosis against its schema, and its sums."""
    done = subprocess.run([program, "diagnose", "--format", "json", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    where = " ".join(["diagnose", *(os.path.basename(argument) for argument in arguments)])
    if done.returncode not in (0, 1, 3) or done.stderr:
        return fault(f"{where}: exit {done.returncode}, {done.stderr[:500]}")
    report = json.loads(done.stdout)
    check_against(validator, report, where)
    summary = report["summary"]
    counts = {"yes": 0, "sometimes": 0, "no": 0, "unknown": 0}
    for item in report["diagnoses"]:
        counts[item["certificates"]] += item["count"]
    if counts != {"yes": summary["certificates"], "sometimes": summary["sometimes"], "no": summary["not_certificates"],
                  "unknown": summary["unknown"]} or sum(counts.values()) != summary["failures"]:
        fault(f"{where}: the summary says {summary}, the diagnoses {counts}")
    if done.returncode != (3 if report["unreadable"] else 1 if counts["yes"] else 0):
        fault(f"{where}: exit {done.returncode}, but the report means another")


def check_sums(report, where):
    """The summary is what the objects say."""
    summary, objects = report["summary"], report["objects"]
    findings = [finding["severity"] for item in objects for finding in item["findings"]]
    sums = {
        "objects": len(objects),
        "failed": sum(item["verdict"] == "fail" for item in objects),
        "passed": sum(item["verdict"] == "pass" for item in objects),
        "unreadable": len(report["unreadable"]),
        "waived": 0,
        "in_baseline": 0,
        "excluded": 0,
        **{severity: findings.count(severity) for severity in ("error", "warning", "notice")},
        **{outcome: sum(item["outcomes"][outcome] for item in objects)
           for outcome in ("pass", "not_applicable", "not_checked")},
    }
    if sums != summary:
        fault(f"{where}: the summary says {summary}, the objects {sums}")
    for item in objects:
        if len(item["findings"]) != item["outcomes"]["fail"] or len(item["not_checked"]) != item["outcomes"]["not_checked"]:
            fault(f"{where}: {item['source']}: findings and outcomes differ")


def check_rulesets(report, where):
    """The digests are those of the files in rules/."""
    for item in report["rulesets"]:
        with open(os.path.join(top, "rules", item["name"] + ".yaml"), "rb") as file:
            if hashlib.sha256(file.read()).hexdigest() != item["sha256"]:
                fault(f"{where}: another SHA-256 of {item['name']}")


def check_sarif(text, report, where):
    """SARIF 2.1.0: what code scanning needs of it, and the same findings in the same order."""
    sarif = json.loads(text)
    (only,) = sarif["runs"]
    rules = [rule["id"] for rule in only["tool"]["driver"]["rules"]]
    wanted = [(finding["rule"], {"notice": "note"}.get(finding["severity"], finding["severity"]))
              for item in report["objects"] for finding in item["findings"]]
    if sarif["version"] != "2.1.0" or [(result["ruleId"], result["level"]) for result in only["results"]] != wanted:
        fault(f"{where}: SARIF has other findings")
    if len(set(rules)) != len(rules) or not {rule for rule, _ in wanted} <= set(rules):
        fault(f"{where}: SARIF's rules")
    for result in only["results"]:
        place = result["locations"][0]["physicalLocation"]
        if not place["artifactLocation"]["uri"] or not result["message"]["text"]:
            fault(f"{where}: a result of SARIF without a place or text")
        if not ({"startLine"} == set(place["region"]) or {"byteOffset", "byteLength"} == set(place["region"])):
            fault(f"{where}: a region of SARIF: {place['region']}")
    (invocation,) = only["invocations"]
    if len(invocation["toolExecutionNotifications"]) != len(report["unreadable"]):
        fault(f"{where}: SARIF's notifications")


def check_junit(text, report, where):
    """Counts of suites and cases, and which of them fail."""
    root = xml.etree.ElementTree.fromstring(text)
    for suite in root:
        cases = list(suite)
        counts = {"tests": len(cases), "failures": len(suite.findall("*/failure")),
                  "skipped": len(suite.findall("*/skipped")), "errors": len(suite.findall("*/error"))}
        if {name: int(suite.get(name)) for name in counts} != counts:
            fault(f"{where}: JUnit's counts of {suite.get('name')}")
    sums = {name: len(root.findall(f"*/*/{name}")) for name in ("failure", "skipped", "error")}
    summary = report["summary"]
    wanted = {"failure": summary["error"], "skipped": summary["not_checked"], "error": summary["unreadable"]}
    if sums != wanted:
        fault(f"{where}: JUnit has {sums}, wanted {wanted}")


def check(name, *arguments):
    code, text = run("--format", "json", "--jobs", "1", *arguments)
    report = json.loads(text)
    check_against(document, report, name)
    check_sums(report, name)
    check_rulesets(report, name)
    want = 3 if report["unreadable"] else 1 if report["summary"]["failed"] else 0
    if code != want:
        fault(f"{name}: exit {code}, but the report means {want}")
    if run("--format", "json", "--jobs", "7", *arguments) != (code, text):
        fault(f"{name}: another report with 7 workers")
    lines = [json.loads(line) for line in run("--format", "ndjson", "--jobs", "3", *arguments)[1].splitlines()]
    for line in lines[:-1]:
        check_against(record, line, name + ", ndjson")
    if {**lines[-1], "objects": lines[:-1]} != report:
        fault(f"{name}: ndjson and json differ")
    check_sarif(run("--format", "sarif", *arguments)[1], report, name)
    check_junit(run("--format", "junit", *arguments)[1], report, name)
    print(f"{name}: {report['summary']}")


peer = ["--root", f"{top}/testdata/pki/roots", "--intermediate", f"{top}/testdata/pki/intermediates",
        "--crl", f"{top}/testdata/pki/crls"]
demo = f"{top}/testdata/demo"
check("demo", "--server-name", "vpn.contoso.com", "--root", f"{demo}/roots", "--intermediate", f"{demo}/intermediates",
      "--crl", f"{demo}/crls", f"{demo}/certificates")
check("nothing given", f"{demo}/certificates")
check("rules", *peer, "--server-name", "vpn.contoso.com", f"{top}/testdata/rules")
check("forms", *peer, f"{top}/testdata/forms")
check("hostile", *peer, f"{top}/testdata/hostile")
check("hostile world", "--root", f"{top}/testdata/hostile", f"{demo}/certificates")
check("stores", *[word for name in ("machine.reg", "several-without-ike.reg", "by-name-blocked", "nothing-in-my.reg")
                  for word in ("--store", f"{top}/testdata/store/{name}")])
check("nowhere", "/nonexistent/file", f"{demo}/certificates/vpn01.cer")
if os.path.isdir(f"{shared}/real"):
    check("real", f"{shared}/real")
if os.path.isdir("/etc/ssl/certs"):
    check("/etc/ssl/certs", "--profile", "path-only", "--root", "/etc/ssl/certs", "/etc/ssl/certs")

scratch = os.path.join(os.environ.get("top_builddir", "."), "tests/waivers.yaml")
with open(scratch, "w", encoding="utf-8") as file:
    file.write("- { rule: crl/*, source: '*', until: 2020-01-01, reason: R }\n- { rule: a/b, source: x, until: 2030-01-01, reason: R }\n")
for form in ("json", "sarif", "junit"):
    done = subprocess.run([program, "lint", "--at", AT, "--format", form, "--waivers", scratch,
                           f"{demo}/certificates/vpn01.cer"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if form == "json":
        report = json.loads(done.stdout)
        check_against(document, report, "waivers")
        if [item["state"] for item in report["waivers"]] != ["ended", "no_rule"] or done.returncode != 1:
            fault(f"waivers: exit {done.returncode}, {report['waivers']}")
    elif form == "sarif":
        notes = json.loads(done.stdout)["runs"][0]["invocations"][0]["toolConfigurationNotifications"]
        if [note["level"] for note in notes if "waiver" in note["message"]["text"]] != ["error", "warning"]:
            fault(f"waivers: SARIF has {notes}")
    elif len(xml.etree.ElementTree.fromstring(done.stdout).findall("testsuite[@name='waivers']/testcase")) != 2:
        fault("waivers: JUnit lacks them")
os.remove(scratch)

with open(f"{demo}/certificates/vpn01.cer", "rb") as file:
    done = subprocess.run([program, "lint", "--at", AT, "--format", "json", "-"], stdin=file, stdout=subprocess.PIPE)
report = json.loads(done.stdout)
check_against(document, report, "standard input")
if done.returncode != 0 or [item["source"] for item in report["objects"]] != ["-"]:
    fault(f"standard input: exit {done.returncode}, {report['summary']}")

with open(os.path.join(top, "src/report/diagnosis.schema.json"), encoding="utf-8") as file:
    diagnosis = json.load(file)
jsonschema.Draft202012Validator.check_schema(diagnosis)
diagnosis = jsonschema.Draft202012Validator(diagnosis)
events, deployments = f"{top}/testdata/events", f"{top}/testdata/predict/deployments"
for name in sorted(os.listdir(f"{events}/good")):
    check_diagnosis(diagnosis, f"{events}/good/{name}")
check_diagnosis(diagnosis, f"{events}/good", f"{events}/bad")
for name in ("good", "server-name", "server-no-ike", "nothing-known", "server-store-empty", "device-store-empty"):
    check_diagnosis(diagnosis, "--deployment", f"{deployments}/{name}.yaml", f"{events}/good")
print("diagnose: the reports are as their schema says")

with open(os.path.join(top, "src/report/predict.schema.json"), encoding="utf-8") as file:
    prediction = json.load(file)
jsonschema.Draft202012Validator.check_schema(prediction)
prediction = jsonschema.Draft202012Validator(prediction)
paths = [f"{top}/testdata/predict/exports/deployment.yaml"]
for folder, _, names in os.walk(deployments):
    paths += sorted(os.path.join(folder, name) for name in names if name.endswith(".yaml"))
for path in paths:
    report = check_prediction(prediction, path)
    if path.endswith("/server-name.yaml"):
        check_broken_predictions(prediction, report)
if len(paths) < 60:
    fault(f"only {len(paths)} deployments")
print(f"predict: the reports of {len(paths)} deployments are as their schema says")

for form in ("text", "json", "ndjson", "sarif", "junit"):
    with open("/dev/full", "wb") as full:
        done = subprocess.run([program, "lint", "--at", AT, "--format", form, f"{demo}/certificates"],
                              stdout=full, stderr=subprocess.PIPE)
    if done.returncode != 3 or b"cannot be written" not in done.stderr:
        fault(f"/dev/full, {form}: exit {done.returncode}, {done.stderr}")

sys.exit(1 if faults else 0)
