"""`check --online` says what an installation lacks, and what to click to mend it."""

import pathlib
import re
import tempfile
import unittest

from stage import Bot, Workspace, run, until


class CheckCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="secondstory-")
        self.addCleanup(folder.cleanup)
        self.workspace = Workspace()
        self.addCleanup(self.workspace.close)
        self.bot = Bot(pathlib.Path(folder.name), self.workspace)

    def rewrite(self, before, after):
        text = self.bot.config.read_text()
        self.assertIn(before, text)
        self.bot.config.write_text(text.replace(before, after))


class TestCheckOnline(CheckCase):
    def check(self, *options):
        return run("check", "--config", self.bot.config, *options)

    def assert_refused(self, *words):
        done = self.check("--online")
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        return done

    def test_an_installation_in_order_is_told_so(self):
        done = self.check("--online")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for words in ("we are @secondstory", "scopes are granted", "Socket Mode says hello"):
            self.assertIn(words, done.stdout)
        self.assertEqual(self.workspace.violations(), [])

    def test_each_scope_that_is_missing_is_named_with_what_it_is_for_and_where_to_add_it(self):
        scopes = re.findall(r"^      - ([a-z_:.]+) +#", (pathlib.Path(__file__).parents[2] /
                            "deploy/slack/manifest.yaml").read_text(), re.M)
        self.assertGreater(len(scopes), 15)
        for scope in scopes:
            with self.subTest(scope):
                self.workspace.do("app", without_scopes=[scope])
                done = self.assert_refused(f"lacks the scope {scope}, for ", "OAuth & Permissions")
                self.assertEqual(done.stderr.count("lacks the scope"), 1)

    def test_an_app_token_without_its_scope_is_told_of(self):
        self.workspace.do("fault", method="apps.connections.open", error="missing_scope")
        self.assert_refused("connections:write", "App-Level Tokens")

    def test_revoked_tokens_are_told_apart(self):
        self.workspace.do("app", revoked="bot")
        self.assert_refused("slack.bot_token is not accepted (token_revoked)", "Install App")
        self.workspace.do("app", revoked="app")
        done = self.assert_refused("slack.app_token is not accepted (token_revoked)", "App-Level Tokens")
        self.assertIn("bot token is accepted", done.stdout)

    def test_socket_mode_switched_off_is_told_of(self):
        self.workspace.do("app", socket_mode=False)
        self.assert_refused("Socket Mode is switched off", "Enable Socket Mode", "your app → Socket Mode")

    def test_what_cannot_be_reached_is_no_refusal(self):
        self.workspace.do("fault", method="auth.test", http_status=500)
        done = self.check("--online")
        self.assertEqual(done.returncode, 5)
        self.assertIn("HTTP 500", done.stderr)

    def test_a_wrong_file_is_told_of_by_line(self):
        self.rewrite("bot_token =", "bot_tokem =")
        done = self.check()
        self.assertEqual(done.returncode, 2)
        line = 1 + self.bot.config.read_text().split("bot_tokem")[0].count("\n")
        self.assertIn(f"secondstory.toml:{line}: ", done.stderr)
        self.assertIn("bot_token", done.stderr)


class TestTypicalMistakes(CheckCase):
    """`serve` does not start with them, and says what to do in one sentence."""

    def assert_told(self, *words):
        done = run("serve", "--config", self.bot.config)
        self.assertEqual(done.returncode, 2, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        for secret in (self.workspace.app_token, self.workspace.bot_token):
            self.assertNotIn(secret, done.stderr)

    def test_swapped_tokens(self):
        text = self.bot.config.read_text()
        app, bot = self.workspace.app_token, self.workspace.bot_token
        self.bot.config.write_text(text.replace(app, "\0").replace(bot, app).replace("\0", bot))
        self.assert_told("swapped")

    def test_quotes_that_came_along(self):
        self.rewrite(f'"{self.workspace.bot_token}"', f"'\"{self.workspace.bot_token}\"'")
        self.assert_told("slack.bot_token", "quotation marks")

    def test_a_blank_that_came_along(self):
        self.rewrite(f'"{self.workspace.app_token}"', f'"{self.workspace.app_token} "')
        self.assert_told("slack.app_token", "blank")

    def test_a_persons_token(self):
        self.rewrite(self.workspace.bot_token, "xoxp-1-2-3")
        self.assert_told("slack.bot_token", "person's token", "xoxb-", "OAuth & Permissions")

    def test_a_placeholder(self):
        self.rewrite(self.workspace.bot_token, "xoxb-…")
        self.assert_told("slack.bot_token", "placeholder")


class TestServeSaysSo(CheckCase):
    def started(self, containing):
        self.addCleanup(lambda: self.bot.is_running() and self.bot.kill())
        self.bot.start(ready=False)
        until(lambda: containing in self.bot.log(), f"the log to say “{containing}”:\n{self.bot.log()}")

    def test_a_missing_scope_is_logged_at_the_start(self):
        self.workspace.do("app", without_scopes=["pins:write"])
        self.started("lacks the scope pins:write, for pinning the status card")

    def test_socket_mode_off_is_logged_with_what_to_do(self):
        self.workspace.do("app", socket_mode=False)
        self.started("Socket Mode is switched off in the settings of the Slack app. Switch it on.")
