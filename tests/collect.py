#!/usr/bin/env python3
"""Export-IkelintInventory.ps1, which cannot be run here: it is well formed, calls what is documented and nothing else,
takes no private key along, and writes the files that testdata/predict/exports is made of and `predict --init` reads."""
import os
import re
import subprocess
import sys

top = os.environ.get("top_srcdir", os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
program = os.path.join(os.environ.get("top_builddir", "."), "ikelint")
exports = os.path.join(top, "testdata/predict/exports")

# Cmdlets of Windows PowerShell 5.1 and of the modules RemoteAccess, VpnClient and CimCmdlets that only read, or write what
# is written here; and the function of the script.
ALLOWED = set("""
Add-Member Copy-Item ConvertTo-Json Export-Clixml Export-Part ForEach-Object Get-ChildItem Get-CimInstance Get-Command
Get-Item Get-ItemProperty Get-VpnAuthProtocol Get-VpnConnection Get-WinEvent Join-Path New-Item Select-Object Set-Content
Set-StrictMode Test-Path Where-Object Write-Verbose Write-Warning
""".split())
KEYWORDS = {"if", "else", "elseif", "foreach", "for", "in", "try", "catch", "finally", "function", "param", "return", "while"}
METHODS = {"ToBase64String"}
FORBIDDEN = ("PrivateKey.", "PfxCertificate", "PfxData", ".pfx", "Invoke-Expression", "Invoke-WebRequest", "Remove-Item",
             "-EncodedCommand", "certutil", "ExportPkcs8", "GetRSAPrivateKey", "iex ", "Export-Certificate")

faults = []


def fault(text):
    faults.append(text)
    print("FAULT:", text)


TOKEN = re.compile(r"""
    (?P<comment><\#.*?\#>|\#[^\n]*) | (?P<string>'(?:[^']|'')*'|"(?:[^"`]|`.|"")*") | (?P<here>@['"]) |
    (?P<variable>\$\{[^}]+\}|\$[\w:?]+) | (?P<parameter>(?<=[\s(])-[A-Za-z]\w*) | (?P<number>\d+) |
    (?P<word>[A-Za-z_][\w-]*) | (?P<newline>\n) | (?P<blank>[ \t\r]+) | (?P<sign>::|.)""", re.X | re.S)
BRACKETS = {")": "(", "}": "{", "]": "["}
STARTS = ("\n", "{", "(", "|", ";", "=", "&")  # a command may stand behind them
GOES_ON = ("|", ",", "(", "=")  # and the line goes on behind these


def check_syntax(text):
    """Brackets, and that all that is called is known; returns what is."""
    stack, called, before = [], set(), "\n"
    for match in TOKEN.finditer(text):
        kind, word, rest = match.lastgroup, match.group(), text[match.end():]
        where = f"line {text.count(chr(10), 0, match.start()) + 1}"
        if kind in ("blank", "comment") or kind == "newline" and before in GOES_ON:
            continue
        if kind == "here" or kind == "sign" and word in "`%?":
            fault(f"{where}: '{word}' is not read by this test")
        if kind == "sign" and word in BRACKETS.values():
            stack.append((word, where))
        elif kind == "sign" and word in BRACKETS and (not stack or stack.pop()[0] != BRACKETS[word]):
            fault(f"{where}: '{word}' closes nothing")
        is_key = re.match(r"\s*=", rest) or stack and stack[-1][0] == "["
        if kind == "word" and before in STARTS and not is_key and word not in KEYWORDS:
            called.add(word)
            if word not in ALLOWED:
                fault(f"{where}: '{word}' is called: an alias, or no cmdlet of the list")
        if kind == "word" and before in (".", "::") and rest.startswith("(") and word not in METHODS:
            fault(f"{where}: the method {word} is called")
        before = word
    for sign, where in stack:
        fault(f"{where}: '{sign}' is not closed")
    return called


def names_written(text):
    """What -Name says of each Export-Part, with what its variables stand for."""
    stores = re.search(r"foreach \(\$store in ([^)]*)\)", text).group(1)
    names = set()
    for quoted in re.findall(r"Export-Part -Name ('[^']*'|\"[^\"]*\")", text):
        name = quoted[1:-1].replace("$number", "1")
        names |= {name.replace("$store", store.strip(" '")) for store in stores.split(",")} if "$store" in name else {name}
    return names


script = os.path.join(top, "Export-IkelintInventory.ps1")
with open(script, encoding="ascii") as file:
    source = file.read()
calls = check_syntax(source)
code = re.sub(r"<#.*?#>|#[^\n]*", "", source, flags=re.S)
for word in re.findall(r"\b[A-Z][a-z]+-[A-Z]\w+", code):
    if word not in ALLOWED:
        fault(f"{word} is no cmdlet of the list")
for word in FORBIDDEN:
    if word.lower() in code.lower():
        fault(f"the script says '{word}'")
if "HasPrivateKey" not in code or re.search(r"(?<!Has)PrivateKey", code):
    fault("the script touches private keys, or does not say whether there are any")
for wanted in ("#Requires -RunAsAdministrator", "#Requires -Version 5.1", "[CmdletBinding()]", ".SYNOPSIS", ".PARAMETER Path",
               ".EXAMPLE", "Set-StrictMode -Version Latest", "was never run on Windows"):
    if wanted not in source:
        fault(f"the script lacks '{wanted}'")
if any(line != line.rstrip() or "\t" in line or len(line) > 120 for line in source.splitlines()):
    fault("blanks at the end of a line, a tab, or a line of more than 120 characters")

written, found = names_written(source), {name for _, _, files in os.walk(exports) for name in files}
machines = [name for name in os.listdir(exports) if os.path.isfile(os.path.join(exports, name, "My.json"))]
of_machines = {name for machine in machines for name in os.listdir(os.path.join(exports, machine))}
if written != of_machines:
    fault(f"the script writes {sorted(written - of_machines)} that testdata/predict/exports lacks, "
          f"and that has {sorted(of_machines - written)} besides")
for name in written:
    if not re.search(rf"\b{re.escape(name)}\b", re.search(r"<#(.*?)#>", source, re.S).group(1)):
        fault(f"the help does not say that {name} is written")

# Each of these files is used, or, where another command reads it, told of.
done = subprocess.run([program, "predict", "--init", exports, "--output", "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
text = done.stdout.decode()
used, unused = text.split("# Not used:", 1) if "# Not used:" in text else (text, "")
if done.returncode != 0:
    fault(f"--init: exit {done.returncode}, {done.stderr}")
for machine in machines:
    for name in os.listdir(os.path.join(exports, machine)):
        if f"{machine}/{name}" not in (unused if name == "events.json" else used):
            fault(f"--init does not {'tell of' if name == 'events.json' else 'use'} {machine}/{name}")

print(f"collect: {len(calls)} cmdlets, {len(written)} files of {len(machines)} machines, {len(faults)} faults")
sys.exit(1 if faults or len(calls) < 10 or len(written) < 10 or len(machines) < 5 else 0)
