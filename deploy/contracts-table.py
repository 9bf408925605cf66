#!/usr/bin/env python3
"""Writes adapters/workspace/contract_table.inc: what Slack documents of each Web API method.

    deploy/contracts-table.py API_REF > adapters/workspace/contract_table.inc

API_REF is a checkout of https://github.com/slack-ruby/slack-api-ref (its docs.slack.dev folder) or
any folder that holds its `methods/*.json`. The table is committed, so the build never needs it.
"""

import json
import pathlib
import re
import sys

HEADER = """\
// Made by deploy/contracts-table.py; do not edit.
//
// NOTICE: the facts below (method names, arguments, which are required, whether a JSON body is taken)
// are derived from slack-api-ref, https://github.com/slack-ruby/slack-api-ref, which reads them off
// Slack's public documentation (2026-08). MIT License, Copyright (c) 2015-2026 Daniel Doubrovkine,
// Artsy and Contributors.
//
// Each row: method, HTTP method, whether a JSON body is taken, required arguments, other arguments.
// The token travels in the Authorization header and is left out.
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


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    files = sorted((folder / "methods").glob("*.json"))
    if not files:
        sys.exit(f"{folder}/methods holds no JSON files")
    rows = [row(path) for path in files if path.stem != "methods"]  # methods.json is their index
    bad = [line for line in rows if not re.fullmatch(r'[\w{}",. ]+', line)]
    if bad:
        sys.exit(f"unexpected characters in {bad[0]}")
    sys.stdout.write(HEADER + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
