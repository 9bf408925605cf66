"""deploy/setup, with stand-ins for Debian's tools: what it finds missing is what it installs."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from stage import ROOT

STAND_INS = {
    # As the real one: prints what it knows, and fails when it does not know all that was asked for.
    "dpkg-query": 'cat "$HERE/known"; [ ! -e "$HERE/knows-all" ] && exit 1; exit 0',
    "apt-get": 'echo "$*" >>"$HERE/calls"',
    "sudo": 'while [ "${1#-}" != "$1" ]; do shift; done; exec "$@"',
}


class Setup(unittest.TestCase):
    def setUp(self):
        self.here = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.here)
        for name, script in STAND_INS.items():
            path = self.here / name
            path.write_text(f"#!/bin/sh\n{script}\n")
            path.chmod(0o755)
        (self.here / "calls").touch()

    def run_setup(self, *arguments, known=""):
        (self.here / "known").write_text(known)
        environment = {**os.environ, "HERE": str(self.here), "PATH": f"{self.here}:{os.environ['PATH']}"}
        return subprocess.run([ROOT / "deploy/setup", *arguments], env=environment, capture_output=True,
                              text=True, timeout=30)

    def installed(self):
        calls = [line for line in (self.here / "calls").read_text().splitlines()
                 if " install " in f" {line} " and "--simulate" not in line]
        return calls[-1].split() if calls else []

    def test_on_a_bare_machine_everything_is_installed(self):
        run = self.run_setup()
        self.assertEqual(run.returncode, 0, run.stderr)
        for package in ("g++", "cmake", "doctest-dev", "libsqlitecpp-dev"):
            self.assertIn(package, self.installed())

    def test_only_what_is_missing_is_installed(self):
        run = self.run_setup(known="installed g++\ninstalled cmake\nconfig-files jq\n")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertNotIn("cmake", self.installed())
        self.assertIn("jq", self.installed())
        self.assertNotIn("chromium", self.installed())

    def test_peers_need_more(self):
        self.run_setup("--peers")
        self.assertIn("chromium", self.installed())

    def test_nothing_is_asked_of_the_package_manager_when_all_is_there(self):
        self.run_setup()
        known = "".join(f"installed {name}\n" for name in self.installed())
        (self.here / "calls").write_text("")
        (self.here / "knows-all").touch()
        run = self.run_setup(known=known)
        self.assertEqual((run.returncode, (self.here / "calls").read_text()), (0, ""))

    def test_a_word_it_does_not_know_is_a_usage_error(self):
        run = self.run_setup("--everything")
        self.assertEqual(run.returncode, 2)
        self.assertIn("usage", run.stderr)


if __name__ == "__main__":
    unittest.main()
