#!/usr/bin/env python3
"""Writes adapters/workspace/scope_table.inc: which scopes of a bot open a method or an event.

    deploy/scopes-table.py API_REF > adapters/workspace/scope_table.inc

API_REF is a folder of https://github.com/slack-ruby/slack-api-ref that holds `methods/*.json` and
`events/events.json`. The table is committed, so the build never needs it.
"""

import json
import pathlib
import sys

HEADER = """\
// Made by deploy/scopes-table.py; do not edit.
//
// NOTICE: the facts below (scopes of methods and events) are derived from slack-api-ref,
// https://github.com/slack-ruby/slack-api-ref, which reads them off Slack's public documentation
// (2026-08). MIT License, Copyright (c) 2015-2026 Daniel Doubrovkine, Artsy and Contributors.
//
// Each row: method or event, the scopes of a bot of which one at least is needed.
"""


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    rows = {}
    for path in sorted((folder / "methods").glob("*.json")):
        method = json.loads(path.read_text())
        scope = method.get("scope") if isinstance(method, dict) else None
        scopes = scope.get("bot") if isinstance(scope, dict) else None  # a text: none is needed
        if scopes:
            rows[path.stem] = scopes
    for event in json.loads((folder / "events/events.json").read_text()):
        if "Events" in event["APIs"] and event.get("scopes"):
            # The source writes one of them with a dot.
            rows[event["name"]] = [scope.replace("mentions.read", "mentions:read") for scope in event["scopes"]]
    if not rows:
        sys.exit(f"{folder} holds no methods or events")
    sys.stdout.write(HEADER)
    for name in sorted(rows):
        sys.stdout.write('{{"{}", "{}"}},\n'.format(name, " ".join(sorted(rows[name]))))


if __name__ == "__main__":
    main()
