"""Everything Slack is reached by goes through the proxy that is named, or not at all."""

import pathlib
import tempfile
import unittest
from urllib.parse import urlparse

from edge import HOST, Edge
from stage import Bot, Workspace, run, until


class ProxyCase(unittest.TestCase):
    certificate_name = HOST

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="secondstory-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.edge = Edge(self.folder, self.certificate_name)
        self.addCleanup(self.edge.close)
        self.workspace = Workspace("--public-url", f"https://{HOST}")
        self.addCleanup(self.workspace.close)
        self.edge.target = urlparse(self.workspace.url).port

    def bot(self, proxy=None, trust=True):
        lines = ""
        if proxy:
            lines += f'proxy = "{proxy}"\n'
        if trust:
            lines += f'ca_file = "{self.edge.certificate}"\n'
        bot = Bot(self.folder, self.workspace, lines + "[language]\ncooldown_seconds = 0\n")
        self.addCleanup(lambda: bot.is_running() and bot.kill())
        return bot

    def complaint(self, bot, containing):
        """What /readyz says, once it says this."""
        def told():
            assert bot.is_running(), bot.log()
            try:
                text = bot.get("/readyz")[1]
            except OSError:
                return None
            return text if containing in text else None
        return until(told, f"/readyz to say “{containing}”")

    def play(self):
        self.workspace.slash("priya", "incidents", "open Checkout returns 500 sev2 here")
        self.workspace.await_from_bot("incidents", "INC-1")
        self.workspace.say("sam", "incidents", "The pool is full")
        self.workspace.slash("priya", "incidents", "close")
        until(lambda: self.workspace.files("INC-1"), "the draft as a file")
        self.workspace.await_quiet()

    def assert_all_three_went_through(self):
        self.assertTrue(self.edge.paths("/api/chat.postMessage"), "the Web API")
        self.assertTrue(self.edge.paths("/link/"), "the WebSocket")
        self.assertTrue(self.edge.paths("/upload/v1/"), "the file")
        self.assertEqual(set(self.edge.tunnels), {f"{HOST}:443"})


class TestProxy(ProxyCase):
    def test_m22_web_api_websocket_and_files_go_through_a_proxy_that_demands_credentials(self):
        bot = self.bot(self.edge.url())
        bot.start()
        self.play()
        self.assert_all_three_went_through()
        self.assertEqual(self.edge.refused, [], "a CONNECT came without its credentials")
        self.assertEqual(bot.stop()[0], 0)
        self.assertNotIn("Geheim", bot.log())

    def test_m22_the_proxy_of_the_environment_serves_all_three_as_well(self):
        bot = self.bot()
        bot.start(env={"HTTPS_PROXY": self.edge.url()})
        self.play()
        self.assert_all_three_went_through()

    def test_m22_a_host_in_no_proxy_is_asked_directly(self):
        bot = self.bot()
        bot.start(ready=False, env={"https_proxy": self.edge.url(), "NO_PROXY": "example.org, .slack.com"})
        self.complaint(bot, HOST)
        self.assertEqual(self.edge.tunnels, [])

    def test_m22_a_proxy_that_refuses_is_told_of_without_its_password(self):
        bot = self.bot(self.edge.url("somebody:Geheim"))
        bot.start(ready=False)
        text = self.complaint(bot, "HTTP 407")
        self.assertNotIn("Geheim", text + bot.log())
        self.assertTrue(self.edge.refused)
        self.assertEqual(self.edge.tunnels, [])

    def test_m22_a_certificate_that_nobody_vouches_for_is_refused(self):
        bot = self.bot(self.edge.url(), trust=False)
        bot.start(ready=False)
        self.complaint(bot, "not trusted")
        self.assertEqual(self.edge.requests, [], "something was sent to a stranger")

    def test_m22_a_redirect_is_not_followed(self):
        self.edge.answers["/api/"] = (b"HTTP/1.1 302 Found\r\nLocation: https://other.example/steal\r\n"
                                      b"Content-Length: 0\r\n\r\n")
        bot = self.bot(self.edge.url())
        bot.start(ready=False)
        self.complaint(bot, "HTTP 302")
        self.assertEqual(set(self.edge.tunnels), {f"{HOST}:443"})

    def test_m22_check_online_takes_the_same_way(self):
        bot = self.bot(self.edge.url())
        done = run("check", "--online", "--config", bot.config)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(self.edge.paths("/link/"))


class TestCertificateName(ProxyCase):
    certificate_name = "other.slack.com"

    def test_m22_a_certificate_for_another_name_is_refused(self):
        bot = self.bot(self.edge.url())
        bot.start(ready=False)
        self.complaint(bot, "another name")
        self.assertEqual(self.edge.requests, [], "something was sent to a stranger")


if __name__ == "__main__":
    unittest.main()
