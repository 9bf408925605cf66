"""Slack's official client for Python against the embedded workspace."""

import json
import os
import pathlib
import queue
import subprocess
import unittest
import urllib.request

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = os.environ.get("SECONDSTORY_WORKSPACE",
                         str(ROOT / "build/release/tests/secondstory_workspace"))
SECONDS = 20


class Workspace:
    def __init__(self):
        self.process = subprocess.Popen([PROGRAM, "--listen", "127.0.0.1:0"],
                                        stdout=subprocess.PIPE, text=True)
        where = json.loads(self.process.stdout.readline())
        self.url, self.api_url = where["url"], where["api_url"]
        self.app_token, self.bot_token = where["app_token"], where["bot_token"]

    def get(self, action):
        with urllib.request.urlopen(f"{self.url}/workspace/{action}", timeout=SECONDS) as reply:
            return json.load(reply)

    def post(self, action, **body):
        request = urllib.request.Request(f"{self.url}/workspace/{action}",
                                         data=json.dumps(body).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=SECONDS) as reply:
            return json.load(reply)

    def changes(self):
        """The stream of changes: open once the first line was read, then an object for each."""
        with urllib.request.urlopen(f"{self.url}/workspace/events", timeout=SECONDS) as stream:
            for line in stream:
                if line.startswith(b": hello"):
                    yield {"type": "following"}
                if line.startswith(b"data: "):
                    yield json.loads(line[6:])

    def stop(self):
        self.process.terminate()
        self.process.stdout.close()
        return self.process.wait(timeout=SECONDS)


class SlackSdk(unittest.TestCase):
    def setUp(self):
        self.workspace = Workspace()
        self.addCleanup(self.leave)
        self.web = WebClient(self.workspace.bot_token, base_url=self.workspace.api_url)
        channels = self.web.conversations_list()["channels"]
        self.general = next(one["id"] for one in channels if one["name"] == "general")
        self.requests = queue.Queue()

    def leave(self):
        violations = self.workspace.get("violations")["violations"]
        self.assertEqual(self.workspace.stop(), 0)
        self.assertEqual(violations, [])

    def connect(self):
        changes = self.workspace.changes()
        next(changes)
        socket = SocketModeClient(
            app_token=self.workspace.app_token,
            web_client=WebClient(self.workspace.app_token, base_url=self.workspace.api_url))
        socket.socket_mode_request_listeners.append(
            lambda _, request: self.requests.put(request))
        self.addCleanup(socket.close)
        socket.connect()
        next(one for one in changes if one["type"] == "connections" and one["count"] > 0)
        return socket

    def heard(self, kind):
        request = self.requests.get(timeout=SECONDS)
        self.assertEqual(request.type, kind)
        return request

    def acknowledge(self, socket, request, payload=None):
        """Returns when the workspace has taken it."""
        changes = self.workspace.changes()
        next(changes)
        socket.send_socket_mode_response(
            SocketModeResponse(envelope_id=request.envelope_id, payload=payload))
        next(one for one in changes if one["type"] == "acknowledged")

    def test_hears_a_message_and_acknowledges_it(self):
        socket = self.connect()
        said = self.workspace.post("say", user="priya", channel="general", text="it is <slow>")
        request = self.heard("events_api")
        self.acknowledge(socket, request)
        event = request.payload["event"]
        self.assertEqual((event["ts"], event["text"]), (said["ts"], "it is &lt;slow&gt;"))
        self.assertEqual([one["acked"] for one in self.workspace.get("acks")["acks"]], [True])

    def test_answers_a_command_in_its_acknowledgement(self):
        socket = self.connect()
        self.workspace.post("slash", user="sam", channel="general", command="/incident",
                            text="status")
        request = self.heard("slash_commands")
        self.assertTrue(request.accepts_response_payload)
        self.assertEqual(request.payload["text"], "status")
        self.acknowledge(socket, request, {"text": "all is well"})
        shown = self.workspace.get("messages?channel=general&user=sam")["ephemeral"]
        self.assertEqual([one["text"] for one in shown], ["all is well"])

    def test_is_told_of_a_pressed_button(self):
        posted = self.web.chat_postMessage(channel=self.general, text="choose", blocks=[{
            "type": "actions",
            "elements": [{"type": "button", "action_id": "accept", "value": "7",
                          "text": {"type": "plain_text", "text": "Accept"}}]}])
        socket = self.connect()
        own = self.heard("events_api")  # its own message, which fell while it was away
        self.assertEqual(own.payload["event"]["ts"], posted["ts"])
        self.acknowledge(socket, own)
        self.workspace.post("press", user="priya", channel="general", ts=posted["ts"],
                            action_id="accept")
        request = self.heard("interactive")
        self.acknowledge(socket, request)
        self.assertEqual(request.payload["actions"][0]["value"], "7")
        self.assertEqual(request.payload["user"]["id"], "U0PRIYA")

    def test_posts_updates_and_reads_the_history(self):
        first = self.web.chat_postMessage(channel=self.general, text="one")
        self.web.chat_postMessage(channel=self.general, text="reply", thread_ts=first["ts"])
        self.web.chat_update(channel=self.general, ts=first["ts"], text="two")
        history = self.web.conversations_history(channel=self.general)["messages"]
        self.assertEqual(history[0]["text"], "two")
        replies = self.web.conversations_replies(channel=self.general, ts=first["ts"])["messages"]
        self.assertEqual([one["text"] for one in replies], ["two", "reply"])
        with self.assertRaises(SlackApiError) as refused:
            self.web.chat_update(channel=self.general, ts="1.000001", text="three")
        self.assertEqual(refused.exception.response["error"], "message_not_found")

    def test_uploads_a_file(self):
        self.web.files_upload_v2(channel=self.general, filename="incident.md", title="Incident 7",
                                 content="# What happened\n", initial_comment="The draft")
        latest = self.web.conversations_history(channel=self.general, limit=1)["messages"][0]
        self.assertEqual((latest["text"], latest["files"][0]["title"]), ("The draft", "Incident 7"))


if __name__ == "__main__":
    unittest.main()
