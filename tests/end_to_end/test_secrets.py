"""No token, ticket, response URL, upload URL or password is in anything that is written."""

import base64
import json
import re
import urllib.parse

from stage import run, shown, until
from test_proxy import ProxyCase


class TestSecrets(ProxyCase):
    def test_m21_a_whole_incident_with_every_failure_writes_no_secret_anywhere(self):
        self.edge.refusal = b"HTTP/1.1 502 Bad Gateway\r\n\r\n"
        bot = self.bot(self.edge.url())
        bot.start(ready=False, env={"SECONDSTORY_LOG": "trace"})
        self.written = []
        self.write("/readyz", self.complaint(bot, "HTTP 502"))
        self.edge.refusal = None
        # What answers knows the token, and shows it in what is no JSON.
        self.edge.answers["/api/auth.test"] = self.echo
        until(lambda: self.edge.paths("/api/auth.test"), "an answer that is no JSON")
        self.write("/readyz", self.complaint(bot, "no JSON"))
        del self.edge.answers["/api/auth.test"]
        self.edge.answers["/link/"] = self.refuse_handshake
        until(lambda: self.edge.paths("/link/"), "a handshake to be refused")
        self.write("/healthz", bot.get("/healthz")[1])
        del self.edge.answers["/link/"]
        bot.await_ready()

        self.play_with_faults(bot)
        self.look_everywhere(bot)
        self.assertEqual(bot.stop()[0], 0)
        self.write("the log", bot.log())
        for file in sorted(self.folder.glob("secondstory.db*")):
            self.write(f"the file {file.name}", file.read_bytes().decode("latin-1"))
        self.assert_clean()
        self.assert_one_leaked_line_would_be_found()

    def assert_one_leaked_line_would_be_found(self):
        """The net has no holes: each secret, in each place, in a line among many."""
        places = sorted({where for where, _ in self.written})
        for i, secret in enumerate(sorted(self.secrets())):
            where = places[i % len(places)]
            self.written.append((where, f"before\n[debug] dialling https://x/{secret}?a=b\nafter"))
            with self.assertRaisesRegex(AssertionError, "a secret is in|a token is in", msg=secret):
                self.assert_clean()
            self.written.pop()

    def secrets(self):
        return {self.workspace.app_token, self.workspace.bot_token, self.edge.password, self.edge.basic(),
                self.edge.credentials.split(":")[1]} | self.edge.secrets

    def play_with_faults(self, bot):
        fault = lambda method, **what: self.workspace.do("fault", method=method, **what)
        fault("chat.postMessage", retry_after=0.2)
        fault("chat.postEphemeral", error="user_not_in_channel", times=3)
        fault("response_url", http_status=500)
        fault("users.info", http_status=503)
        self.workspace.slash("priya", "incidents", "open Checkout returns 500 sev2")
        rooms = lambda: [channel["name"] for channel in self.workspace.state()["channels"]
                         if channel.get("name", "").startswith("inc-1")]
        room = until(rooms, "the incident's channel")[0]
        self.workspace.await_from_bot(room, "INC-1")
        self.workspace.say("priya", room, "You broke checkout again")
        fault("chat.postMessage", drop="after")
        self.workspace.slash("priya", room, "note traffic is back")
        self.workspace.await_from_bot(room, "traffic is back")
        old = set(self.workspace.state()["connections"])
        self.workspace.do("drop")
        self.edge.cut()
        # Slack does not repeat a command that finds no connection.
        until(lambda: len(set(self.workspace.state()["connections"]) - old) == 2, "new connections")
        fault("upload", http_status=500)
        fault("files.getUploadURLExternal", http_status=500)
        fault("files.completeUploadExternal", error="internal_error")
        self.workspace.slash("priya", room, "timeline")
        self.workspace.slash("priya", room, "export md")
        self.workspace.slash("priya", room, "nonsense")
        self.workspace.slash("priya", room, "close")
        until(lambda: self.workspace.files("INC-1"), "the draft as a file")
        self.workspace.await_quiet()
        until(lambda: bot.metric("secondstory_outbox_pending") == 0, "everything to be said", 90)
        self.room = room

    def look_everywhere(self, bot):
        for path in ("/metrics", "/healthz", "/readyz"):
            self.write(path, bot.get(path)[1])
        for form in ("md", "html", "json", "csv"):
            self.write(f"export {form}", bot.export(form))
        for words in (["list"], ["list", "--format", "json"], ["check"], ["check", "--online"]):
            done = run(*words, "--config", bot.config)
            self.write(" ".join(words), done.stdout + done.stderr)
        for channel in ("incidents", self.room):
            for message in self.workspace.messages(channel) + self.workspace.told("priya", channel):
                self.write(f"a message in {channel}", shown(message) + json.dumps(message.get("metadata")))
        for file in self.workspace.files():
            self.write(f"the file {file['name']}", self.workspace.file_text(file["id"]))
        # A configuration that is wrong is told of with its place, not with what is in it.
        broken = self.folder / "broken.toml"
        broken.write_text(bot.config.read_text().replace("bot_token", "bot_tokken"))
        done = run("check", "--config", broken)
        self.assertEqual(done.returncode, 2)
        self.write("a complaint", done.stdout + done.stderr)

    def write(self, where, text):
        self.written.append((where, text))

    def assert_clean(self):
        secrets = self.secrets()
        kinds = {"ticket": [s for s in self.edge.secrets if not s.startswith("/")],
                 "upload": [s for s in self.edge.secrets if s.startswith("/upload/")],
                 "response": [s for s in self.edge.secrets if s.startswith("/commands/")]}
        for kind, found in kinds.items():
            self.assertTrue(found, f"no {kind} was handed out: the story proves nothing about it")
        names = {where for where, _ in self.written}
        self.assertIn("the log", names)
        self.assertIn("a message in incidents", names)
        log = next(text for where, text in self.written if where == "the log")
        self.assertIn("[debug]", log, "the log was not at its most talkative")
        for where, text in self.written:
            for secret in secrets:
                for form in {secret, urllib.parse.quote(secret, safe=""),
                             base64.b64encode(secret.encode()).decode(), json.dumps(secret)[1:-1]}:
                    if form in text:
                        line = next(line for line in text.splitlines() if form in line)
                        self.fail(f"a secret is in {where}: {line[:300]!r}")
            self.assertIsNone(re.search(r"xox[a-z]-\w|xapp-\w", text), f"a token is in {where}")

    @staticmethod
    def echo(head):
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (len(head) + 9) + b'{"you": "' + head

    @staticmethod
    def refuse_handshake(head):
        return b"HTTP/1.1 403 Forbidden\r\nX-You: " + head.split(b" ")[1] + b"\r\nContent-Length: 0\r\n\r\n"
