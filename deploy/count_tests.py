"""Prints "PASSED FAILED" of a test run, from its log: count_tests.py doctest|pytest|unittest|node|go
LOG."""

import re
import sys


def doctest(text):
    found = re.findall(r"^\[doctest\] test cases:\s*(\d+)\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed",
                       text, re.M)
    return (int(found[-1][1]), int(found[-1][2])) if found else (0, 0)


def pytest(text):
    verdict = re.findall(r"^(?:=+ )?((?:\d+ \w+(?:, )?)+) in [\d.]+s", text, re.M)
    if not verdict:
        return 0, 0
    notes = {name: int(number) for number, name in re.findall(r"(\d+) (\w+)", verdict[-1])}
    return notes.get("passed", 0), sum(notes.get(name, 0) for name in ("failed", "error", "errors"))


def unittest(text):
    ran = re.findall(r"^Ran (\d+) tests? in", text, re.M)
    verdict = re.findall(r"^(?:OK|FAILED)(?: \((.*)\))?\s*$", text, re.M)
    if not ran or not verdict:
        return 0, 0
    notes = {name: int(number) for name, number in re.findall(r"([a-z ]+)=(\d+)", verdict[-1])}
    notes = {name.strip(): number for name, number in notes.items()}
    failed = sum(notes.get(name, 0) for name in ("failures", "errors", "unexpected successes"))
    return max(0, int(ran[-1]) - failed - notes.get("skipped", 0)), failed


def node(text):
    # TAP writes "# pass 3", the spec reporter "ℹ pass 3".
    def last(name):
        found = re.findall(rf"^(?:#|ℹ) {name} (\d+)\s*$", text, re.M)
        return int(found[-1]) if found else 0

    return last("pass"), last("fail") + last("cancelled")


def go(text):
    # Of `go test -v`; what is indented is a part of a test.
    return (len(re.findall(r"^--- PASS: ", text, re.M)), len(re.findall(r"^--- FAIL: ", text, re.M)))


if __name__ == "__main__":
    kind, path = sys.argv[1:]
    with open(path, encoding="utf-8", errors="replace") as log:
        text = re.sub(r"\x1b\[[0-9;]*m", "", log.read())
    print(*{"doctest": doctest, "pytest": pytest, "unittest": unittest, "node": node, "go": go}[kind](text))
