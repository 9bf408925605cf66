"""Promises of the command line: exit codes, messages, and what goes to which stream."""

import os
import pathlib
import subprocess
import tempfile
import unittest

from stage import PROGRAM, run


class Usage(unittest.TestCase):
    def assert_usage_error(self, done, naming):
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertIn(naming, done.stderr)

    def test_version_prints_name_and_number(self):
        done = run("version")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"^secondstory \d+\.\d+\.\d+\n$")
        self.assertEqual(done.stderr, "")

    def test_help_goes_to_standard_output_and_names_every_subcommand(self):
        done = run("--help")
        self.assertEqual(done.returncode, 0)
        for name in ("serve", "demo", "lint", "rephrase", "list", "export", "check", "version"):
            with self.subTest(name):
                self.assertRegex(done.stdout, rf"(?m)^\s+{name}\b")

    def test_help_and_version_answer_as_words_and_as_options(self):
        for word in ("help", "--help", "version", "--version"):
            done = run(word)
            self.assertEqual((done.returncode, done.stderr), (0, ""), word)
            self.assertIn("econd", done.stdout)

    def test_replay_says_that_it_is_not_built_yet(self):
        done = run("replay", "somewhere")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("not built yet", done.stderr)

    def test_no_subcommand_is_a_usage_error(self):
        self.assert_usage_error(run(), "subcommand")

    def test_unknown_subcommand_is_named(self):
        self.assert_usage_error(run("exprot"), "exprot")

    def test_unknown_option_is_named(self):
        self.assert_usage_error(run("list", "--colour"), "--colour")
        self.assert_usage_error(run("--versoin"), "--version?")

    def test_unknown_format_is_named(self):
        self.assert_usage_error(run("export", "INC-1", "--format", "docx"), "docx")

    def test_missing_argument_is_a_usage_error(self):
        self.assert_usage_error(run("export", "--format", "md"), "incident")


class Configuration(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="secondstory-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.config = self.folder / "secondstory.toml"

    def complaint(self, text, command="check", env=None):
        self.config.write_text(text, encoding="utf-8")
        done = run(command, "--config", self.config, env=env)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stdout, "")
        return done.stderr

    def test_unknown_key_is_named_with_its_line_and_the_nearest_key(self):
        said = self.complaint('[http]\nlisten = "127.0.0.1:8080"\n\n[slack]\nenabled = false\nsocket = 2\n')
        self.assertIn(f"{self.config}:6", said)
        self.assertIn("sockets", said)

    def test_unknown_section_is_named_with_the_nearest_section(self):
        said = self.complaint('\n[slak]\nenabled = true\n')
        self.assertIn(f"{self.config}:2", said)
        self.assertIn("[slack]", said)

    def test_wrong_type_is_named_with_its_line(self):
        self.assertIn(f"{self.config}:2", self.complaint('[incidents]\nbackfill_minutes = "sixty"\n'))

    def test_value_out_of_range_is_named_with_its_line(self):
        self.assertIn(f"{self.config}:3", self.complaint('[slack]\nenabled = false\nsockets = 11\n'))

    def test_unknown_time_zone_is_named(self):
        self.assertIn("Mars/Olympus", self.complaint('[incidents]\ntimezone = "Mars/Olympus"\n'))

    def test_text_that_is_no_toml_is_named_with_its_line(self):
        self.assertIn(f"{self.config}:2", self.complaint('[slack]\nenabled true\n'))

    def test_missing_environment_variable_is_named(self):
        said = self.complaint('[slack]\nenabled = true\napp_token = "${NO_SUCH_TOKEN_HERE}"\n'
                              'bot_token = "xoxb-1"\n')
        self.assertIn("NO_SUCH_TOKEN_HERE", said)
        self.assertIn(f"{self.config}:3", said)

    def test_plain_http_is_refused_beyond_loopback(self):
        said = self.complaint('[slack]\nenabled = true\napp_token = "xapp-1"\nbot_token = "xoxb-1"\n'
                              'api_url = "http://slack.example.org/api/"\n')
        self.assertIn(f"{self.config}:5", said)

    def test_tokens_that_were_swapped_are_told_without_printing_them(self):
        said = self.complaint('[slack]\nenabled = true\napp_token = "xoxb-1111-SECRET-PART"\n'
                              'bot_token = "xapp-2222-SECRET-PART"\n', command="serve")
        self.assertIn("app_token", said)
        self.assertIn("bot_token", said)
        self.assertNotIn("SECRET-PART", said)

    def test_secret_in_broken_toml_is_not_printed(self):
        said = self.complaint('[slack]\nbot_token = xoxb-3333-SECRET-PART\n')
        self.assertNotIn("SECRET-PART", said)

    def test_secret_from_the_environment_is_not_printed(self):
        said = self.complaint('[slack]\nenabled = true\napp_token = "${TOKEN_OF_TEST}"\n'
                              'bot_token = "${TOKEN_OF_TEST}"\n',
                              env={"TOKEN_OF_TEST": "xoxb-4444-SECRET-PART"})
        self.assertNotIn("SECRET-PART", said)

    def test_every_fault_of_a_file_is_told_at_once(self):
        said = self.complaint('[incidents]\ntimezone = "Nowhere"\n[http]\nlisten = "everywhere"\n')
        self.assertIn(":2", said)
        self.assertIn(":4", said)

    def test_missing_configuration_file_is_named(self):
        done = run("serve", "--config", self.folder / "absent.toml")
        self.assertEqual(done.returncode, 2)
        self.assertIn("absent.toml", done.stderr)

    def test_serving_without_a_chat_service_is_refused(self):
        said = self.complaint('[slack]\nenabled = false\n', command="serve")
        self.assertIn("slack.enabled", said)

    def test_the_documented_configuration_is_a_good_one(self):
        shipped = pathlib.Path(__file__).resolve().parents[2] / "config/secondstory.toml"
        self.config.write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
        done = run("check", "--config", self.config, cwd=self.folder,
                   env={"SLACK_APP_TOKEN": "xapp-1-SECRET-PART", "SLACK_BOT_TOKEN": "xoxb-1-SECRET-PART"})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("SECRET-PART", done.stdout + done.stderr)

    def test_check_refuses_a_proxy_of_the_environment_that_serve_could_not_use(self):
        self.config.write_text('[slack]\napp_token = "xapp-1"\nbot_token = "xoxb-1"\n', encoding="utf-8")
        done = run("check", "--config", self.config, cwd=self.folder,
                   env={"HTTPS_PROXY": "socks5://us:SECRET-PART@proxy.example:1080"})
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("HTTPS_PROXY", done.stderr)
        self.assertNotIn("SECRET-PART", done.stdout + done.stderr)


class Storage(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="secondstory-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.config = self.folder / "secondstory.toml"
        self.database = self.folder / "secondstory.db"
        self.config.write_text(f'[storage]\nurl = "sqlite:{self.database}"\n', encoding="utf-8")

    def assert_storage_error(self, done):
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertIn("secondstory.db", done.stderr)

    def test_list_of_a_missing_database_names_it_and_does_not_make_it(self):
        self.assert_storage_error(run("list", "--config", self.config))
        self.assertFalse(self.database.exists())

    def test_export_of_a_missing_database_names_it(self):
        self.assert_storage_error(run("export", "INC-1", "--config", self.config, "--format", "md"))

    def test_a_file_that_is_no_database_is_refused_and_left_alone(self):
        self.database.write_bytes(b"these are somebody's notes, not a database\n" * 50)
        before = self.database.read_bytes()
        self.assert_storage_error(run("list", "--config", self.config))
        self.assertEqual(self.database.read_bytes(), before)

    def test_serve_where_the_database_cannot_be_made_is_a_storage_error(self):
        self.config.write_text('[storage]\nurl = "sqlite:/proc/nowhere/secondstory.db"\n'
                               '[slack]\nenabled = true\napp_token = "xapp-1"\nbot_token = "xoxb-1"\n'
                               'api_url = "http://127.0.0.1:9/api/"\n', encoding="utf-8")
        self.assert_storage_error(run("serve", "--config", self.config))

    def test_check_refuses_what_serve_would_and_makes_nothing(self):
        self.config.write_text(f'[storage]\nurl = "sqlite:{self.folder}/nowhere/secondstory.db"\n',
                               encoding="utf-8")
        done = run("check", "--config", self.config)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("nowhere/secondstory.db", done.stderr)
        self.assertFalse((self.folder / "nowhere").exists())

    def test_check_refuses_a_broken_template_with_its_line(self):
        (self.folder / "own.mustache").write_text("# {{id}}\n{{#timeline}}\n", encoding="utf-8")
        self.config.write_text('[postmortem]\ntemplate = "own.mustache"\n', encoding="utf-8")
        done = run("check", "--config", self.config, cwd=self.folder)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("own.mustache:2:", done.stderr)

    def test_something_that_is_no_incident_is_a_usage_error(self):
        done = run("export", "checkout", "--config", self.config, "--format", "md")
        self.assertEqual(done.returncode, 2)
        self.assertIn("INC-7", done.stderr)


class Pipes(unittest.TestCase):
    def test_output_that_cannot_be_written_is_an_error(self):
        for arguments in (["version"], ["--help"]):
            with self.subTest(arguments[0]), open("/dev/full", "wb") as full:
                done = subprocess.run([PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE,
                                      text=True, timeout=60, check=False)
                self.assertEqual(done.returncode, 5, done.stderr)
                self.assertIn("No space left on device", done.stderr)

    def test_a_reader_that_goes_away_does_not_crash_lint(self):
        lines = "".join(f'{{"id":"{n}","text":"Priya broke the build again and again."}}\n'
                        for n in range(20_000))
        with tempfile.TemporaryFile("w+", encoding="utf-8") as given:
            given.write(lines)
            given.seek(0)
            process = subprocess.Popen([PROGRAM, "lint", "--input", "jsonl", "--format", "jsonl", "-"],
                                       stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            process.stdout.readline()
            process.stdout.close()
            said = process.stderr.read().decode()
            process.stderr.close()
            code = process.wait(60)
        self.assertGreaterEqual(code, 0, f"ended by signal {-code}: {said}")
        self.assertNotIn("terminate", said)

    def test_nothing_is_written_where_there_is_no_room(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full")
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([PROGRAM, "lint", "--input", "text", "-"], input="You broke it.\n" * 9000,
                                  stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
        self.assertGreaterEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
