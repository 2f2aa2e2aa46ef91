#!/usr/bin/env python3
"""Layouts on evidence that others made ($CHOSHO_TEST_DATA; skipped where it is absent).

Every file of the data, and every sample of ours, is recognised by its own layout or by
none, under a name that says nothing. Where there is a layout, the whole table that chosho
reads is what Python reads by the layout's columns (expected_layouts.py), without a record
that cannot be read or a value that does not convert, and chosen columns are what jq says.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile

import expected_layouts

SOURCE = os.environ.get("CHOSHO_SOURCE", ".")
PROGRAM = os.environ.get("CHOSHO_PROGRAM", "build/chosho")
DATA = os.environ.get("CHOSHO_TEST_DATA", os.path.join(SOURCE, "../shared/data"))
LAYOUTS = os.path.join(SOURCE, "evidence/layouts")

# layout, file, year of its stamps without one, {column or table.column: jq filter}
READ = [
    ("okta", "logs/okta/okta_system_log.jsonl", 2025,
     {"actor": ".actor.alternateId", "outcome": ".outcome.result",
      "target.target_id": "(.target // [])[] | .id"}),
    ("google-cloud-audit", "logs/gcp/gcp_audit_log.jsonl", 2025,
     {"action": ".protoPayload.methodName", "service": ".protoPayload.serviceName",
      "authorization.permission": "(.protoPayload.authorizationInfo // [])[] | .permission"}),
    ("github-audit", "logs/github/github_audit_a.jsonl", 2025,
     {"action": ".action", "actor": ".actor", "repository": ".repo"}),
    ("kubernetes-audit", "logs/k8s/k8s_audit_demo.log", 2025,
     {"status_code": ".responseStatus.code", "impersonated_user": ".impersonatedUser.username",
      "source_ip": ".sourceIPs[0]"}),
    ("slack-audit", "logs/slack/slack_audit_log.jsonl", 2025,
     {"action": ".action", "actor": ".actor.user.email", "source_ip": ".context.ip_address"}),
    ("entra-log", "logs/entra/azure_ad_audit_signin.jsonl", 2025,
     {"action": ".operationName", "category": ".category",
      "audit_user": ".properties.initiatedBy.user.userPrincipalName"}),
    ("aws-inspector", "samples/vuln/aws_inspector2/aws_inspector2_many_vul.json", 2025,
     {"finding_id": ".findings[] | .findingArn",
      "package.package": ".findings[].packageVulnerabilityDetails.vulnerablePackages[].name"}),
    ("aws-security-hub", "samples/vuln/awssecurityhub/config_many_findings.json", 2025,
     {"compliance_status": ".findings[].Compliance.Status",
      "resource.resource_id": ".findings[].Resources[].Id"}),
    ("prowler-ocsf", "samples/vuln/prowler/example_output_aws.ocsf.json", 2025,
     {"outcome": ".[].status_code", "resource.resource_type": ".[].resources[].type"}),
    ("trivy", "samples/vuln/trivy/all_statuses.json", 2025,
     {"vulnerability.vulnerability_id": ".Results[].Vulnerabilities[]?.VulnerabilityID"}),
    ("trivy", "samples/vuln/trivy/scheme_2_many_vulns.json", 2025,
     {"vulnerability.fixed_version": ".Results[].Vulnerabilities[]?.FixedVersion"}),
    ("trivy", "samples/vuln/trivy/misconfigurations_and_secrets.json", 2025,
     {"secret.rule_id": ".Results[].Secrets[]?.RuleID",
      "misconfiguration.check_id": ".Results[].Misconfigurations[]?.ID"}),
    ("prowler-csv", "samples/vuln/prowler/example_output_aws.csv", 2025, {}),
    ("prowler-csv", "samples/vuln/prowler/example_output_kubernetes.csv", 2025, {}),
    ("openvas", "samples/vuln/openvas/many_vuln.csv", 2025, {}),
    ("tenable-sc", "samples/vuln/tenable/nessus/nessus_many_vuln.csv", 2025, {}),
    ("aws-credential-report", "samples/iam/aws_iam_credential_report_2016-11.csv", 2025, {}),
    ("workflow-csv", "samples/changes/receipt.csv", 2025, {}),
    ("web-access", "logs/web/nginx_access_raw.log", 2025, {}),
    ("web-access", "logs/web/logfile_shop_access_log.0", 2025, {}),
    ("apache-error", "logs/web/Apache_2k.log", 2025, {}),
    ("cisco-asa", "logs/firewall-vpn/cisco_asa.log", 2025, {}),
    ("auditd", "logs/auditd/auditd_log.txt", 2025, {}),
    ("apt-history", "samples/changes/apt_history.log", 2025, {}),
    ("iis", "logs/format-quirks/logfile_w3c_big.0", 2025, {}),
    ("syslog-auth", "logs/ssh/OpenSSH_2k.log", 2025, {}),
    ("syslog-auth", "logs/linux/Linux_2k.log", 2005, {}),
]

# Lines of the data that no source writes: a rule's test with a word for a time stamp or
# for true.
PLACEHOLDER = {"logs/gcp/gcp_audit_log.jsonl": '"receiveTimestamp":"..."|"granted":"\u0430',
               "logs/okta/okta_system_log.jsonl": '"published":"redacted"'}

# What else is recognised, beyond the files above: pattern of the path, layout.
ALSO = [
    (r"logs/cloudtrail/.*\.json", "aws-cloudtrail"),
    (r"logs/windows/.*security.*\.xml|logs/windows/Security.*\.xml", "windows-security"),
    (r"standards/xccdf/(ocp4-check-result|xccdf-results-.*)\.xml", "xccdf-results"),
    (r"samples/vuln/tenable/nessus/.*\.xml", "nessus-xml"),
    (r"logs/macos/Mac_2k\.log", "syslog-messages"),
    (r"logs/firewall-vpn/(junos|openvpn_ldap)\.log", "syslog-messages"),
    (r"logs/format-quirks/logfile_(dst\.0|haproxy\.0|partitions\.0|rollover\.[12])", "syslog-messages"),
    (r"logs/format-quirks/logfile_syslog(\.[012]|_with_.*)", "syslog-messages"),
]

FOLDERS = ("logs", "samples", "standards/xccdf", "standards/nist-800-53", "standards/csa-ccm",
           "standards/oscal-examples")


def run(*arguments):
    return subprocess.run([PROGRAM, "--lang", "en", *arguments], capture_output=True,
                          text=True)


def read_data(path):
    with open(os.path.join(DATA, path), "rb") as file:
        data = file.read()
    if path in PLACEHOLDER:
        lines = data.decode().splitlines(True)
        data = "".join(l for l in lines if not re.search(PLACEHOLDER[path], l)).encode()
    return data


def utf8(data):
    """As the engine reads it, for Python: without a byte-order mark."""
    return data.decode("utf-8-sig", errors="surrogateescape")


# ---- the table

def copy_layout(layout, data, year, folder):
    """The layout with the real file as its sample; returns its path and its tree."""
    with open(os.path.join(LAYOUTS, layout + ".xml"), encoding="utf-8") as file:
        text = file.read()
    text = re.sub(r'<sample file="([^"]*)"', r'<sample year="%d" file="\1"' % year, text)
    path = os.path.join(folder, layout + ".xml")
    samples = os.path.join(folder, "samples")
    os.makedirs(samples, exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    tree = ElementTree.fromstring(text)
    sample = tree.find(expected_layouts.NAMESPACE + "sample").get("file")
    with open(os.path.join(samples, sample), "wb") as file:
        file.write(data)
    return path, tree


def check_table(layout, path, year, filters, wrong):
    data = read_data(path)
    with tempfile.TemporaryDirectory() as folder:
        file, tree = copy_layout(layout, data, year, folder)
        expected_layouts.YEAR = year
        tables = {"": expected_layouts.table_of(folder, tree)}
        for table in tree.findall(expected_layouts.NAMESPACE + "table"):
            tables[table.get("name")] = expected_layouts.table_of(folder, tree, table)
        names = {"": tree.find(expected_layouts.NAMESPACE + "sample").get("expect")}
        names.update((t.get("name"), t.get("expect"))
                     for t in tree.findall(expected_layouts.NAMESPACE + "table"))
        for name, text in tables.items():
            with open(os.path.join(folder, "samples", names[name]), "w", newline="",
                      encoding="utf-8", errors="surrogateescape") as out:
                out.write(text)
        done = run("check", file)
        bad = [l for l in done.stderr.splitlines() if ": error: " in l]
        if done.returncode != 0 or bad or "not: 0" not in done.stderr:
            wrong.append("%s by %s:\n%s\n%s" % (path, layout, "\n".join(bad), done.stdout[:3000]))
        for column, filter_ in filters.items():
            check_column(path, data, tables, column, filter_, wrong)


def check_column(path, data, tables, column, filter_, wrong):
    """What jq says, of one column of what Python read."""
    import csv
    import io
    table, _, name = column.rpartition(".")
    rows = list(csv.DictReader(io.StringIO(tables[table], newline="")))
    done = subprocess.run(["jq", "-c", filter_], input=data, capture_output=True, check=True)
    said = [json.loads(line) for line in done.stdout.decode().splitlines()]
    said = ["" if s is None else s if isinstance(s, str) else json.dumps(s) for s in said]
    if said != [row[name] for row in rows]:
        wrong.append("%s, column %s: jq '%s' says otherwise" % (path, column, filter_))


# ---- the matrix

def check_matrix(wrong):
    own = {path: layout for layout, path, _, _ in READ}
    files = []
    for folder in FOLDERS:
        for parent, folders, names in os.walk(os.path.join(DATA, folder)):
            folders.sort()
            files += [os.path.relpath(os.path.join(parent, n), DATA) for n in sorted(names)]
    contents = {path: read_data(path) for path in files}
    own.update((path, layout) for pattern, layout in ALSO for path in files
               if re.fullmatch(pattern, path))
    for name in sorted(os.listdir(LAYOUTS)):
        tree = ElementTree.parse(os.path.join(LAYOUTS, name)).getroot() if name.endswith(".xml") else None
        sample = tree.find(expected_layouts.NAMESPACE + "sample") if tree is not None else None
        if sample is None:
            continue
        with open(os.path.join(LAYOUTS, "samples", sample.get("file")), "rb") as file:
            contents["ours/" + name] = file.read()
        own["ours/" + name] = tree.get("id")
    check_layouts(contents, own, wrong)


def check_layouts(contents, own, wrong):
    with tempfile.TemporaryDirectory() as folder:
        zip_path = os.path.join(folder, "b.zip")
        neutral = {}
        with zipfile.ZipFile(zip_path, "w") as bundle:
            for number, (path, data) in enumerate(sorted(contents.items())):
                ending = os.path.splitext(path)[1]
                neutral["%04d%s" % (number, ending if ending in (".csv", ".json") else "")] = path
                bundle.writestr(list(neutral)[-1], data)
        done = run("--format", "jsonl", "query", "--tables", zip_path)
        found = {}
        for line in done.stdout.splitlines():
            row = json.loads(line)
            if row["table"] in neutral:  # no child table, nothing inside another member
                found[neutral[row["table"]]] = row.get("layout")
        missing = sorted(set(own) - set(found))  # a container is no table
        if missing:
            wrong.append("not listed: %s\n%s" % (missing[:5], done.stderr[-1000:]))
        for path in sorted(found):
            if found[path] != own.get(path):
                wrong.append("%s is taken for %s, not for %s" % (path, found[path], own.get(path)))


def main():
    wrong = []
    if not os.path.isdir(os.path.join(DATA, "logs")):
        print("skipped: %s is not there" % DATA)
        return 0
    if not shutil.which("jq"):
        print("skipped: there is no jq")
        return 0
    for layout, path, year, filters in READ:
        check_table(layout, path, year, filters, wrong)
    check_matrix(wrong)
    print("\n".join(wrong))
    print("%d files read, %d wrong" % (len(READ), len(wrong)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
