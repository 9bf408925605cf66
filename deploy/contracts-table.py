#!/usr/bin/env python3
"""Writes what Slack documents of each Web API method as tables for the build and the tests.

    deploy/contracts-table.py API_REF > adapters/workspace/contract_table.inc
    deploy/contracts-table.py --errors API_REF > tests/slack/documented_errors.inc

API_REF is a checkout of https://github.com/slack-ruby/slack-api-ref (its docs.slack.dev folder) or
any folder that holds its `methods/*.json`. The tables are committed, so the build never needs it.
"""

import json
import pathlib
import re
import sys

HEADER = """\
// Made by deploy/contracts-table.py; do not edit.
//
// NOTICE: the facts below are derived from slack-api-ref, https://github.com/slack-ruby/slack-api-ref,
// which reads them off Slack's public documentation (2026-08). MIT License, Copyright (c) 2015-2026
// Daniel Doubrovkine, Artsy and Contributors.
//
"""

METHODS = HEADER + """\
// Each row: method, HTTP method, whether a JSON body is taken, required arguments, other arguments.
// The token travels in the Authorization header and is left out.
"""

ERRORS = HEADER + """\
// Each row: method, the errors it is documented with.
"""


def row(path):
    method = json.loads(path.read_text())
    arguments = method["args"].get("properties") or {}
    required = set(method["args"].get("required", []))
    # A method for public channels alone may be called without; a bot never means that.
    required |= {name for name, about in arguments.items() if about.get("required_for_public")}
    names = set(arguments) | required
    names.discard("token")
    required.discard("token")
    takes_json = "true" if method.get("json_input_supported") else "false"
    return '{{"{}", "{}", {}, "{}", "{}"}},'.format(
        path.stem,
        method.get("http_method", "POST"),
        takes_json,
        " ".join(sorted(required)),
        " ".join(sorted(names - required)),
    )


def error_row(path):
    errors = json.loads(path.read_text()).get("errors") or {}
    return '{{"{}", "{}"}},'.format(path.stem, " ".join(sorted(errors)))


def main():
    arguments = sys.argv[1:]
    wants_errors = arguments[:1] == ["--errors"]
    if wants_errors:
        arguments.pop(0)
    if len(arguments) != 1:
        sys.exit(__doc__)
    folder = pathlib.Path(arguments[0])
    files = sorted((folder / "methods").glob("*.json"))
    if not files:
        sys.exit(f"{folder}/methods holds no JSON files")
    files = [path for path in files if path.stem != "methods"]  # methods.json is their index
    rows = [error_row(path) if wants_errors else row(path) for path in files]
    bad = [line for line in rows if not re.fullmatch(r'[\w{}",.: ]+', line)]
    if bad:
        sys.exit(f"unexpected characters in {bad[0]}")
    sys.stdout.write((ERRORS if wants_errors else METHODS) + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
