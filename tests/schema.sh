#!/bin/sh
# The JSON Schemas of rule sets and of deployment files take every file that the loader takes, and refuse the broken ones
# that a schema can see. Needs Python with yaml and jsonschema (Debian, Ubuntu: python3-yaml python3-jsonschema); skipped without.
set -u
top_srcdir=${top_srcdir:-$(dirname "$0")/..}
if ! python3 -c 'import jsonschema, yaml; jsonschema.Draft202012Validator' 2>/dev/null; then
    echo "schema: skipped: no python3 with yaml and jsonschema"
    exit 77
fi
exec python3 - "$top_srcdir" <<'PYTHON'
import glob, json, os, sys
import jsonschema, yaml

top = sys.argv[1]

# What the loader finds and a schema cannot: other files, types of parameters, what stands twice, texts inside texts.
BLIND = """
brace-alone brace-closing brace-empty duplicate-id duplicate-key duplicate-key-in-condition fact-of-another-kind
fact-of-another-kind-in-message fact-of-another-type fill-of-nothing fill-of-wrong-type
fill-that-does-not-parse include-unknown message-unknown-name object-of-rule override-unknown-rule
override-unknown-set override-not-full parameter-is-a-fact parameter-of-wrong-type
parameter-unknown regex-bad regex-large regex-long regex-unicode-place oid-bad anchor nul-escape
default-not-a-list parameters-of-example-many
""".split()


class Loader(yaml.SafeLoader):
    """YAML 1.2's core: times and yes/no stay text, and nothing is too deep for us to ask."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, expression) for tag, expression in rows if tag.rsplit(":")[-1] not in ("timestamp", "bool")]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", __import__("re").compile("^(true|false)$"), list("tf"))

def validator_of(name):
    with open(os.path.join(top, "rules", name), encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


rulesets, deployments = validator_of("schema.json"), validator_of("deployment.schema.json")


def complaint(path, loader=Loader, validator=rulesets):
    """What the schema says about a file; None: nothing."""
    try:
        with open(path, encoding="utf-8") as file:
            document = yaml.load(file, loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return f"not YAML: {error}"
    error = jsonschema.exceptions.best_match(validator.iter_errors(document))
    return error and f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"


faults = 0
good = sorted(glob.glob(top + "/rules/*.yaml") + glob.glob(top + "/testdata/rulesets/odd/*.yaml"))
bad = sorted(glob.glob(top + "/testdata/rulesets/bad/*.yaml"))
for path in good:
    said = complaint(path)
    if said:
        print(f"{path}: the schema refuses it: {said}")
        faults += 1
# The sets for certificates and CRLs also by YAML 1.1, as a validator does that makes a date of a time without quotes.
for path in glob.glob(top + "/rules/*.yaml"):
    said = complaint(path, yaml.SafeLoader)
    if said:
        print(f"{path}: the schema refuses it, read as YAML 1.1: {said}")
        faults += 1
for path in bad:
    name = os.path.basename(path)[:-5]
    if (complaint(path) is None) != (name in BLIND):
        print(f"{path}: the schema {'refuses' if name in BLIND else 'takes'} it")
        faults += 1

good_deployments = sorted(glob.glob(top + "/testdata/predict/deployments/*.yaml"))
bad_deployments = sorted(glob.glob(top + "/testdata/predict/bad/*.yaml"))
for path in good_deployments + bad_deployments:
    said = complaint(path, validator=deployments)
    if (said is None) != (path in good_deployments):
        print(f"{path}: the schema {'refuses it: ' + said if said else 'takes it'}")
        faults += 1
# What the loader takes, however it looks to YAML.
for text in ("{ deployment: 2026, servers: [{ name: 0421, os: { build: '20348' } }], devices: [{ name: true }] }",
             "{ deployment: x, server_name: 1.2, servers: [], devices: [{ name: -, stores: { my: [] } }] }"):
    error = jsonschema.exceptions.best_match(deployments.iter_errors(yaml.load(text, Loader)))
    if error:
        print(f"{text}: the schema refuses it: {error.message[:200]}")
        faults += 1
print(f"schema: {len(good)} rule sets taken, {len(bad) - len(BLIND)} broken ones refused;",
      f"{len(good_deployments)} deployment files taken, {len(bad_deployments)} broken ones refused; {faults} faults")
sys.exit(1 if faults or not good or len(bad) < 40 or len(good_deployments) < 60 or not bad_deployments else 0)
PYTHON
