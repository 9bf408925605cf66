"""Nothing is said twice, and nothing is lost, when nobody knows what became of a call."""

import json
import unittest
import urllib.request

from stage import StageCase, Workspace

BLAMEFUL = "You deployed broken code"
MINUTE = 60_000


class Death(StageCase):
    """kill -9 after Slack has done what was asked and before we know: the answer is held back."""

    def setUp(self):
        super().setUp()
        self.declare()
        self.await_empty_outbox()

    def await_empty_outbox(self):
        self.until(lambda: self.bot.metric(r"secondstory_outbox_pending") == 0, "an empty outbox", 60)

    def hold(self, method):
        self.workspace.do("fault", method=method, hold_ms=MINUTE)

    def die_and_live_on(self):
        self.bot.kill()
        self.workspace.do("fault", clear=True)
        self.bot.start()
        self.await_empty_outbox()

    def test_a_post_appears_once(self):
        self.hold("chat.postMessage")
        self.slash("priya", "note said before the end")
        self.await_said("said before the end")
        self.die_and_live_on()
        self.assertEqual(len(self.workspace.from_bot(self.room, "said before the end")), 1)

    def test_a_suggestion_appears_once_and_its_reactions_still_count(self):
        self.hold("chat.postMessage")
        about = self.say("mark", BLAMEFUL)
        offer = self.await_said("", thread=about)
        self.die_and_live_on()
        self.assertEqual(len(self.workspace.from_bot(self.room, thread=about)), 1)
        self.workspace.react("mark", self.room, offer["ts"], "x")
        self.until(lambda: self.bot.record()["suggestions"][0]["state"] == "dismissed",
                   "the reaction to count")

    def test_a_long_draft_appears_once_in_all_its_parts(self):
        for number in range(60):
            self.say("sam", f"observation {number}: " + "the queue grows " * 12)
        self.workspace.await_quiet()
        self.hold("chat.postMessage")
        before = len(self.workspace.from_bot(self.room))
        self.slash("priya", "postmortem post")
        self.until(lambda: len(self.workspace.from_bot(self.room)) > before, "the first part")
        self.die_and_live_on()
        texts = [json.dumps(message["blocks"], sort_keys=True) if "blocks" in message else message["text"]
                 for message in self.without_block_ids(self.workspace.from_bot(self.room))]
        self.assertEqual(len(texts), len(set(texts)), "a part of the draft is there twice")

    @staticmethod
    def without_block_ids(messages):
        for message in messages:
            for block in message.get("blocks", []):
                block.pop("block_id", None)
        return messages

    def test_a_file_is_shared_once(self):
        self.hold("files.completeUploadExternal")
        self.slash("priya", "close")
        self.await_draft()
        self.die_and_live_on()
        shared = [message for message in self.workspace.messages(self.room) if message.get("files")]
        self.assertEqual(len(shared), 1)

    def test_a_private_answer_is_given_at_least_once_and_at_most_twice(self):
        self.hold("chat.postEphemeral")
        self.slash("priya", "roles")
        self.until(lambda: self.workspace.told("priya", self.room), "an answer")
        before = len(self.workspace.told("priya", self.room))
        self.die_and_live_on()
        self.assertLessEqual(len(self.workspace.told("priya", self.room)), before + 1)


class DeathWhileOpening(StageCase):
    def test_an_incident_gets_one_channel(self):
        self.workspace.do("fault", method="conversations.create", hold_ms=MINUTE)
        self.slash("priya", "open Checkout returns 500 sev2")
        self.until(lambda: self.incident_channels(), "the channel")
        self.bot.kill()
        self.workspace.do("fault", clear=True)
        self.bot.start()
        name = self.incident_channels()[0]
        self.workspace.await_from_bot(name, "INC-1")
        self.assertEqual(self.incident_channels(), [name])

    def incident_channels(self):
        return [channel["name"] for channel in self.workspace.state()["channels"]
                if channel["name"].startswith("inc-")]


class Refusal(StageCase):
    def test_who_asked_for_a_file_is_told_why_it_does_not_come(self):
        self.declare()
        self.workspace.do("fault", method="files.getUploadURLExternal", error="file_uploads_disabled")
        self.slash("priya", "export md")
        told = self.await_told("priya", "could not hand over")
        self.assertIn("the workspace does not allow file uploads", told["text"])


class TightLimits(StageCase):
    """Slack gives some apps 15 messages a page and a page a minute; here it is a page a second."""

    def test_a_post_is_found_again_behind_a_busy_channel(self):
        self.declare()
        self.workspace.do("rate", method="conversations.history", calls=1, window_ms=1000)
        self.workspace.do("pages", max=15)
        self.workspace.do("fault", method="chat.postMessage", drop="after")
        self.slash("priya", "note only once")
        self.await_said("only once")
        for number in range(35):
            self.say("sam", f"observation {number}")
        self.until(lambda: self.bot.metric(r"secondstory_outbox_pending") == 0, "an empty outbox", 60)
        self.assertEqual(len(self.workspace.from_bot(self.room, "only once")), 1)


class Contract(unittest.TestCase):
    """What the other tests rely on: a request that Slack does not document fails its test."""

    def call(self, workspace, method, args):
        request = urllib.request.Request(workspace.api_url + method, json.dumps(args).encode())
        request.add_header("Content-Type", "application/json")
        request.add_header("Authorization", "Bearer " + workspace.bot_token)
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(request) as answer:
            return json.loads(answer.read())

    def test_one_unknown_argument_is_enough(self):
        workspace = Workspace()
        self.call(workspace, "auth.test", {"colour": "red"})
        with self.assertRaisesRegex(AssertionError, "colour"):
            workspace.close()

    def test_one_scope_too_few_is_enough(self):
        workspace = Workspace()
        answer = self.call(workspace, "team.info", {})
        self.assertEqual(answer["needed"], "team:read")
        with self.assertRaises(AssertionError):
            workspace.close()

    def test_a_clean_call_passes(self):
        workspace = Workspace()
        self.assertTrue(self.call(workspace, "auth.test", {})["ok"])
        workspace.close()


if __name__ == "__main__":
    unittest.main()
