"""What the end-to-end tests stand on: the built program, the embedded workspace and a bot in it."""

import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("SECONDSTORY_PROGRAM", str(ROOT / "build/release/secondstory"))
WORKSPACE = os.environ.get("SECONDSTORY_WORKSPACE",
                           str(ROOT / "build/release/tests/secondstory_workspace"))
PATIENCE = float(os.environ.get("SECONDSTORY_PATIENCE", "30"))  # seconds that a wait may take

# Both the workspace and the bot are on this machine, whatever proxy the environment names.
BARE_ENVIRONMENT = {name: value for name, value in os.environ.items()
                    if name.lower() not in ("http_proxy", "https_proxy", "all_proxy")}


def run(*arguments, given="", cwd=None, env=None):
    """Runs the program to its end."""
    return subprocess.run([PROGRAM, *map(str, arguments)], input=given, capture_output=True, text=True,
                          encoding="utf-8", cwd=cwd, env={**BARE_ENVIRONMENT, **(env or {})},
                          timeout=PATIENCE * 2, check=False)


def until(condition, what, patience=PATIENCE):
    """Polls until the condition gives something true, and gives that."""
    deadline = time.monotonic() + patience
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience:.0f} s in vain for {what}")
        time.sleep(0.02)


def fetch(url, body=None):
    """(status, text) of a GET, or of a POST of JSON."""
    request = urllib.request.Request(url)
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


class Workspace:
    """The embedded workspace; its control interface is described in workspace_server.hpp."""

    def __init__(self, *options):
        # The bot may do what its manifest asks for, no more.
        options = ("--manifest", str(ROOT / "deploy/slack/manifest.yaml"), *options)
        self.process = subprocess.Popen([WORKSPACE, "--listen", "127.0.0.1:0", *options],
                                        stdout=subprocess.PIPE, text=True, env=BARE_ENVIRONMENT)
        told = json.loads(self.process.stdout.readline())
        self.url, self.api_url = told["url"], told["api_url"]
        self.app_token, self.bot_token = told["app_token"], told["bot_token"]

    def close(self):
        broken = self.violations() if self.process.poll() is None else []
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.process.stdout.close()
        assert not broken, f"Slack's documented interface was broken: {broken}"

    def look(self, action, **query):
        query = {key: value for key, value in query.items() if value is not None}
        status, text = fetch(f"{self.url}/workspace/{action}?{urllib.parse.urlencode(query)}")
        answer = json.loads(text)
        assert status == 200 and answer["ok"], f"{action}: {text}"
        return answer

    def do(self, action, **body):
        body = {key: value for key, value in body.items() if value is not None}
        status, text = fetch(f"{self.url}/workspace/{action}", body)
        answer = json.loads(text)
        assert status == 200 and answer["ok"], f"{action} {body}: {text}"
        return answer

    def say(self, user, channel, text, thread=None):
        return self.do("say", user=user, channel=channel, text=text, thread_ts=thread)["ts"]

    def slash(self, user, channel, text):
        return self.do("slash", user=user, channel=channel, command="/incident", text=text)

    def react(self, user, channel, ts, name):
        self.do("react", user=user, channel=channel, ts=ts, name=name)

    def state(self):
        return self.look("state")

    def channel(self, name):
        return self.look("messages", channel=name)["channel"]

    def bot_user(self):
        return self.state()["app"]["bot_user"]

    def messages(self, channel):
        return self.look("messages", channel=channel)["messages"]

    def from_bot(self, channel, containing="", thread=None):
        """The bot's messages in a channel, or in one thread of it, oldest first."""
        bot = self.bot_user()
        return [message for message in self.messages(channel)
                if message.get("user") == bot and containing in shown(message) and
                (thread is None or message.get("thread_ts") == thread)]

    def told(self, user, channel, containing=""):
        """What this person alone was told."""
        whole = self.look("messages", channel=channel, user=user)["ephemeral"]
        return [message for message in whole if containing in shown(message)]

    def await_from_bot(self, channel, containing="", thread=None):
        return until(lambda: self.from_bot(channel, containing, thread),
                     f"the bot to say “{containing}” in #{channel}")[-1]

    def await_told(self, user, channel, containing):
        return until(lambda: self.told(user, channel, containing),
                     f"{user} to be told “{containing}” in #{channel}")[-1]

    def acks(self):
        return self.look("acks")["acks"]

    def await_quiet(self):
        """Until the bot has acknowledged everything; fails where the service has given up."""
        until(lambda: self.state()["pending"] == 0, "every delivery to be acknowledged", PATIENCE * 4)
        not_taken = [one for one in self.acks() if one["state"] in ("lost", "given_up")]
        assert not not_taken, f"never acknowledged: {not_taken[:3]}"

    def violations(self):
        return self.look("violations")["violations"]

    def files(self, containing=""):
        return [file for file in self.state()["files"] if containing in file["name"]]

    def file_text(self, file_id):
        return fetch(f"{self.url}/workspace/file?id={file_id}")[1]


def shown(message):
    """All the words of a message: its text and those of its blocks, markup and all."""
    def words(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                if key == "text" and isinstance(inner, str):
                    yield inner
                else:
                    yield from words(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from words(inner)
    text = "\n".join([message.get("text", ""), *words(message.get("blocks", []))])
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def buttons(message):
    """Label → action_id of the buttons under a message."""
    return {element["text"]["text"]: element["action_id"]
            for block in message.get("blocks", []) if block["type"] == "actions"
            for element in block["elements"]}


class Bot:
    """`secondstory serve` in a folder of its own, which it may leave and enter again."""

    def __init__(self, folder, workspace, settings=""):
        self.folder = pathlib.Path(folder)
        self.config = self.folder / "secondstory.toml"
        self.database = self.folder / "secondstory.db"
        self.log_path = self.folder / "serve.log"
        self.process = None
        self.log_begins = 0  # of the process that runs now
        self.config.write_text(f"""\
[storage]
url = "sqlite:{self.database}"
[http]
listen = "127.0.0.1:0"
[slack]
enabled = true
app_token = "{workspace.app_token}"
bot_token = "{workspace.bot_token}"
api_url = "{workspace.api_url}"
{settings}
""", encoding="utf-8")

    def start(self, ready=True, env=None):
        with open(self.log_path, "ab") as log:
            self.log_begins = log.tell()
            self.process = subprocess.Popen([PROGRAM, "serve", "--config", str(self.config)],
                                            stdout=log, stderr=log, env={**BARE_ENVIRONMENT, **(env or {})})
        if ready:
            self.await_ready()

    @property
    def status_url(self):
        """Where it says that its status is."""
        with open(self.log_path, "rb") as log:
            log.seek(self.log_begins)
            said = re.search(rb"; status at (http://\S+)", log.read())
        if not said:
            raise ConnectionError("serve has not said yet where its status is")
        return said.group(1).decode()

    @property
    def port(self):
        return urllib.parse.urlparse(self.status_url).port

    def is_ready(self):
        assert self.process.poll() is None, f"serve has ended:\n{self.log()}"
        try:
            return fetch(self.status_url + "/readyz")[0] == 200
        except OSError:
            return False

    def await_ready(self):
        try:
            until(self.is_ready, "/readyz")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.log()}") from None

    def get(self, path):
        return fetch(self.status_url + path)

    def stop(self):
        """Its exit code after SIGTERM, and how long it took."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE), time.monotonic() - begun

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE)

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def log(self):
        return self.log_path.read_text(encoding="utf-8", errors="replace") if self.log_path.exists() else ""

    def metric(self, pattern):
        """The value of the first sample whose line begins with this pattern."""
        found = re.search(rf"^{pattern} (\S+)$", self.get("/metrics")[1], re.M)
        return float(found.group(1)) if found else None

    def export(self, file_format="json", incident="INC-1"):
        done = run("export", incident, "--config", self.config, "--format", file_format)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def record(self, incident="INC-1"):
        return json.loads(self.export("json", incident))


class StageCase(unittest.TestCase):
    """A test with a workspace and a bot that is live in it. What must hold at the end of any story
    is looked at when it ends."""

    settings = "[language]\ncooldown_seconds = 0\n"
    workspace_options = ()
    room = "incidents"

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="secondstory-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.workspace = Workspace(*self.workspace_options)
        self.addCleanup(self.workspace.close)
        self.bot = Bot(self.folder, self.workspace, self.settings)
        self.addCleanup(lambda: self.bot.is_running() and self.bot.kill())
        self.bot.start()

    def tearDown(self):
        print(self.bot.log())  # seen where the test has failed
        self.assertEqual(self.workspace.violations(), [], "the bot broke a rule of Slack's interface")
        if self.bot.is_running():
            self.assertEqual(self.bot.stop()[0], 0, self.bot.log())
        self.assert_no_secret(self.bot.log(), "the log")

    until = staticmethod(until)
    run_program = staticmethod(run)

    def assert_no_secret(self, text, where):
        for secret in (self.workspace.app_token, self.workspace.bot_token):
            self.assertNotIn(secret, text, f"a token is in {where}")
        self.assertNotIn("ticket=", text, f"a connection's ticket is in {where}")
        self.assertNotIn("/commands/", text, f"a response_url is in {where}")

    def declare(self, words="Checkout returns 500 sev2 here", by="priya"):
        """An incident in this room; gives its status card."""
        self.workspace.slash(by, self.room, "open " + words)
        return self.workspace.await_from_bot(self.room, "INC-1")

    def say(self, user, text, thread=None):
        return self.workspace.say(user, self.room, text, thread)

    def slash(self, user, text):
        return self.workspace.slash(user, self.room, text)

    def await_said(self, text, thread=None):
        return self.workspace.await_from_bot(self.room, text, thread)

    def await_told(self, user, text):
        return self.workspace.await_told(user, self.room, text)

    def await_draft(self):
        """The draft's file, which is the last of what closing an incident brings."""
        return until(lambda: self.workspace.files(".md"), "the draft's file")[0]

    def entry(self, ts):
        """The timeline's row of a message, None if there is none; it must not be there twice."""
        rows = [row for row in self.bot.record()["timeline"] if row["source"]["message_id"] == ts]
        self.assertLess(len(rows), 2, f"message {ts} is recorded twice")
        return rows[0] if rows else None

    def await_entry(self, ts, condition=lambda row: True, what="to be recorded"):
        def found():
            row = self.entry(ts)
            return row if row and condition(row) else None
        return until(found, f"message {ts} {what}")
