#!/usr/bin/env python3
"""Makes all test data anew: python3 testdata/make/make.py [--check] [FOLDER]

Every file comes out byte for byte as it is committed. With --check nothing is written: the paths that differ are printed,
and the exit code is 1 if there are any. FOLDER (default: testdata) is where to write, or what to check.
"""

import pathlib
import sys

import containers
import contoso
import demo
import events
import exports
import facts
import forms
import hostile
import inf
import output
import predict
import profiles
import profiles_vpn
import requests
import rfc5280
import rules
import settings
import store
import templates
import trust


def main(arguments):
    check = "--check" in arguments
    folders = [pathlib.Path(argument) for argument in arguments if argument != "--check"]
    folder = folders[0] if folders else output.TESTDATA
    for part in (contoso, demo, events, forms, hostile, inf, predict, exports, profiles, profiles_vpn, requests, rules, rfc5280, facts, trust, containers, settings, store, templates):
        part.make()
    if not check:
        output.save(folder)
        return 0
    different = output.differences(folder)
    for path in different:
        print("differs:", path)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
