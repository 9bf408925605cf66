"""Promises of `lint` and `rephrase`: one line out for each in, and what the lines hold."""

import json
import os
import pathlib
import pty
import subprocess
import tempfile
import unittest

from stage import PROGRAM, run

BLAMEFUL = "She should have caught this"
FINE = "The deploy at 14:05 doubled the error rate; the rollback took 4 minutes."


def lint(rows):
    given = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    done = run("lint", "--input", "jsonl", "--format", "jsonl", given=given)
    return done, [json.loads(line) for line in done.stdout.splitlines()]


class LintLines(unittest.TestCase):
    def test_one_line_for_each_line_in_the_same_order(self):
        rows = [{"id": f"h{n}", "text": BLAMEFUL if n % 3 == 0 else FINE} for n in range(300)]
        done, out = lint(rows)
        self.assertEqual(done.returncode, 1)
        self.assertEqual([row["id"] for row in out], [row["id"] for row in rows])
        self.assertEqual([bool(row["findings"]) for row in out], [n % 3 == 0 for n in range(300)])

    def test_a_finding_has_every_documented_field(self):
        _, out = lint([{"id": "h1", "text": BLAMEFUL}])
        finding = out[0]["findings"][0]
        self.assertEqual(set(finding), {"category", "rule", "start", "end", "excerpt", "target",
                                        "confidence", "suggestion", "question"})
        self.assertRegex(finding["category"], r"^C\d\d$")
        self.assertIn(finding["target"], ("person", "self", "team", "unspecified"))
        self.assertTrue(0 < finding["confidence"] <= 1)
        self.assertTrue(finding["question"])

    def test_start_and_end_count_bytes(self):
        text = "Größer als 💥 gedacht: you deployed broken code"
        _, out = lint([{"id": "u", "text": text}])
        findings = out[0]["findings"]
        self.assertTrue(findings)
        for finding in findings:
            part = text.encode()[finding["start"]:finding["end"]].decode()
            self.assertEqual(part, finding["excerpt"])

    def test_text_that_passes_has_empty_findings_and_exit_code_0(self):
        done, out = lint([{"id": "ok", "text": FINE}, {"id": "empty", "text": ""}])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([row["findings"] for row in out], [[], []])

    def test_nothing_in_is_nothing_out(self):
        done, out = lint([])
        self.assertEqual((done.returncode, out), (0, []))

    def test_a_line_that_is_no_json_is_named_by_its_number(self):
        for command in (["lint", "--input", "jsonl", "--format", "jsonl"], ["rephrase", "--input", "jsonl"]):
            done = run(*command, given='{"id":"a","text":"fine"}\nnot json\n{"id":"c","text":"fine"}\n')
            self.assertEqual(done.returncode, 2)
            self.assertIn(":2", done.stderr)
            rows = [json.loads(line) for line in done.stdout.splitlines()]
            self.assertEqual([row["id"] for row in rows], ["a", None, "c"])
            self.assertIn(":2", rows[1]["error"])

    def test_hostile_texts_come_back_with_a_line_each(self):
        texts = ["(" * 5000, "you " * 5000, "\u0000\u0001\u202e", "👩‍👩‍👧‍👦" * 500, "a" * 200_000, "\n\n\n", "\\"]
        done, out = lint([{"id": str(n), "text": text} for n, text in enumerate(texts)])
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.assertEqual([row["id"] for row in out], [str(n) for n in range(len(texts))])


class LintForPeople(unittest.TestCase):
    def test_text_with_blame_is_found_and_exit_code_is_1(self):
        done = run("lint", "-", given=FINE + "\n" + BLAMEFUL + "\n")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("should have", done.stdout)
        self.assertRegex(done.stdout, r"\b2\b", "the line is not named")

    def test_text_without_blame_is_silent_and_exit_code_is_0(self):
        done = run("lint", "-", given=FINE + "\n")
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    def test_a_missing_file_is_named(self):
        done = run("lint", "/no/such/notes.txt")
        self.assertEqual(done.returncode, 2)
        self.assertIn("/no/such/notes.txt", done.stderr)

    def test_sarif_is_one_document_of_version_2_1_0(self):
        done = run("lint", "--format", "sarif", "-", given=BLAMEFUL + "\n")
        self.assertEqual(done.returncode, 1, done.stderr)
        document = json.loads(done.stdout)
        self.assertEqual(document["version"], "2.1.0")
        only = document["runs"][0]
        self.assertEqual(only["tool"]["driver"]["name"].lower().replace(" ", ""), "secondstory")
        result = only["results"][0]
        region = result["locations"][0]["physicalLocation"]["region"]
        self.assertEqual(region["startLine"], 1)
        self.assertTrue(result["message"]["text"])

    def test_sarif_of_text_that_passes_has_no_results(self):
        done = run("lint", "--format", "sarif", "-", given=FINE + "\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["runs"][0]["results"], [])


DOCUMENT = """---
title: She should have caught this
---
# What happened

At 14:02 the deploy went out.
She should have
caught this.

```
You deployed broken code
```

> You deployed broken code

| when | what |
|------|------|
| 14:02 | You deployed broken code |

<!-- secondstory-ignore -->
You deployed broken code

Übrigens: you deployed broken code
"""


class LintDocuments(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "post mortem.md"
        self.path.write_text(DOCUMENT)

    def test_findings_stand_where_a_person_looks_for_them(self):
        done = run("lint", str(self.path))
        self.assertEqual(done.returncode, 1, done.stderr)
        heads = [line for line in done.stdout.splitlines() if line.startswith(str(self.path))]
        self.assertEqual([head[len(str(self.path)):].split(":")[1:3] for head in heads],
                         [["7", "1"], ["18", "11"], ["23", "11"]])
        self.assertIn(": C03 (should-have.person): She should have caught this", heads[0])

    def test_a_caret_stands_under_the_first_word(self):
        lines = run("lint", str(self.path)).stdout.splitlines()
        source = next(n for n, line in enumerate(lines) if "Übrigens" in line and line[0] == " ")
        self.assertEqual(lines[source].index("you"), lines[source + 1].index("^"))

    def test_json_lines_name_file_line_and_bytes(self):
        done = run("lint", "--format", "jsonl", str(self.path))
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([row["line"] for row in rows], [7, 18, 23])
        for row in rows:
            self.assertEqual(row["file"], str(self.path))
            for finding in row["findings"]:
                part = DOCUMENT.encode()[finding["start"]:finding["end"]].decode()
                self.assertEqual(part, finding["excerpt"])

    def test_sarif_is_whole(self):
        document = json.loads(run("lint", "--format", "sarif", str(self.path)).stdout)
        only = document["runs"][0]
        rules = only["tool"]["driver"]["rules"]
        self.assertEqual(len({rule["id"] for rule in rules}), len(rules))
        for rule in rules:
            self.assertTrue(rule["help"]["text"])
        self.assertEqual(len(only["results"]), 3)
        for result in only["results"]:
            self.assertEqual(rules[result["ruleIndex"]]["id"], result["ruleId"])
            self.assertIn(result["level"], ("none", "note", "warning", "error"))
            place = result["locations"][0]["physicalLocation"]
            self.assertNotIn(" ", place["artifactLocation"]["uri"])
            region = place["region"]
            self.assertLessEqual((region["startLine"], region["startColumn"]),
                                 (region["endLine"], region["endColumn"]))
            lines = DOCUMENT.splitlines()
            self.assertEqual(lines[region["startLine"] - 1][region["startColumn"] - 1:][:3].lower(),
                             result["locations"][0]["physicalLocation"]["region"]["snippet"]["text"][:3].lower())

    def test_what_cannot_be_read_is_said_and_the_rest_is_read(self):
        done = run("lint", "/no/such/notes.md", str(self.path.parent), str(self.path))
        self.assertEqual(done.returncode, 2)
        self.assertIn("/no/such/notes.md", done.stderr)
        self.assertIn("folder", done.stderr)
        self.assertIn("C03", done.stdout)

    def test_several_files_and_standard_input_are_read_in_order(self):
        done = run("lint", "-", str(self.path), given=BLAMEFUL + "\n")
        self.assertTrue(done.stdout.startswith("<stdin>:1:1: "), done.stdout)
        self.assertIn(f"{self.path}:7:1: ", done.stdout)

    def coloured(self, **extra):
        """What lint prints to a terminal."""
        ours, theirs = pty.openpty()
        environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
        environment.update(TERM="xterm", **extra)
        child = subprocess.Popen([PROGRAM, "lint", str(self.path)], stdout=theirs, env=environment)
        os.close(theirs)
        said = b""
        try:
            while part := os.read(ours, 65536):
                said += part
        except OSError:  # the other end is closed
            pass
        child.wait()
        os.close(ours)
        return said

    def test_colour_is_for_terminals_that_want_it(self):
        self.assertIn(b"\x1b[", self.coloured())
        self.assertNotIn(b"\x1b[", self.coloured(NO_COLOR="1"))
        self.assertNotIn("\x1b[", run("lint", str(self.path)).stdout)


class Rephrase(unittest.TestCase):
    def rephrase(self, *rows):
        given = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        done = run("rephrase", "--input", "jsonl", given=given)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_one_line_for_each_line_in_the_same_order(self):
        rows = [{"id": f"r{n}", "text": f"Priya restarted db-{n}"} for n in range(100)]
        self.assertEqual([row["id"] for row in self.rephrase(*rows)], [row["id"] for row in rows])

    def test_a_name_gives_way_to_the_role_and_facts_stay(self):
        out = self.rephrase({"id": "1", "text": "Priya restarted db-7 at 14:05 with version 2.3.1",
                             "names": ["Priya"], "roles": {"Priya": "the on-call engineer"}})[0]
        self.assertEqual(set(out), {"id", "text"})
        self.assertNotIn("priya", out["text"].lower())
        for fact in ("on-call engineer", "db-7", "14:05", "2.3.1"):
            self.assertIn(fact, out["text"].replace("On-call", "on-call"))

    def test_a_name_without_a_role_is_gone_all_the_same(self):
        out = self.rephrase({"id": "1", "text": "Mark deployed api-12 to eu-west", "names": ["Mark"]})[0]
        self.assertNotIn("mark", out["text"].lower())
        self.assertIn("api-12", out["text"])

    def test_text_about_the_system_stays_as_it_is(self):
        self.assertEqual(self.rephrase({"id": "1", "text": FINE})[0]["text"], FINE)


if __name__ == "__main__":
    unittest.main()
