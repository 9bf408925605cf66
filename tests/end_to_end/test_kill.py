"""kill -9 at any moment loses nothing, doubles nothing."""

import random
import threading
import unittest

from stage import StageCase

KILLS = 20
BLAMEFUL = "You deployed broken code"


class Talk(threading.Thread):
    """People who talk without caring for the bot; remembers what they said."""

    def __init__(self, workspace, room, seed):
        super().__init__(daemon=True)
        self.workspace, self.room = workspace, room
        self.dice = random.Random(seed)
        self.enough = threading.Event()
        self.plain, self.blameful = [], []
        self.trouble = None

    def run(self):
        count = 0
        try:
            while not self.enough.wait(self.dice.uniform(0.005, 0.06)):
                count += 1
                user = ("sam", "mark", "noor")[count % 3]
                if count % 25 == 0:
                    self.blameful.append(self.workspace.say(user, self.room, BLAMEFUL))
                else:
                    self.plain.append(self.workspace.say(user, self.room, f"observation {count}"))
        except Exception as error:  # told by the test, which stands in the other thread
            self.trouble = error

    def finish(self):
        self.enough.set()
        self.join()
        if self.trouble:
            raise self.trouble


class Kill(StageCase):
    workspace_options = ("--retry-after-ms", "300")

    def setUp(self):
        super().setUp()
        # The service is more patient than Slack: what is looked for is loss by us.
        self.workspace.do("retry", after_ms=300, times=10_000)
        self.declare()

    def kill_again_and_again(self, seed):
        dice = random.Random(seed)
        talk = Talk(self.workspace, self.room, seed)
        talk.start()
        for number in range(KILLS):
            # Some die while starting, some at work: the moment is the point of this test.
            if not self.bot.is_running():
                self.bot.start(ready=number % 3 != 0)
            threading.Event().wait(dice.uniform(0.02, 0.6))
            self.bot.kill()
        self.bot.start()
        talk.finish()
        self.assertGreater(len(talk.plain), 100)
        self.assertGreater(len(talk.blameful), 3)
        self.workspace.await_quiet()
        self.until(lambda: self.bot.metric(r"secondstory_outbox_pending") == 0, "an empty outbox", 120)
        return talk

    def assert_nothing_lost_or_doubled(self, talk):
        rows = [row for row in self.bot.record()["timeline"] if row["kind"] == "message"]
        recorded = [row["source"]["message_id"] for row in rows]
        said = sorted(talk.plain + talk.blameful)
        self.assertEqual(recorded, said)
        suggested = [one["message_id"] for one in self.bot.record()["suggestions"]]
        self.assertEqual(sorted(suggested), sorted(talk.blameful))

    def test_twenty_kills_lose_and_double_no_message_and_no_suggestion(self):
        talk = self.kill_again_and_again(seed=7)
        self.assert_nothing_lost_or_doubled(talk)
        everything = self.workspace.from_bot(self.room)
        for about in talk.blameful:
            offers = [message for message in everything if message.get("thread_ts") == about]
            self.assertEqual(len(offers), 1, f"message {about} has {len(offers)} suggestions")
        for about in talk.plain:
            self.assertFalse([message for message in everything if message.get("thread_ts") == about])
        # And the bot is as much alive as ever.
        self.slash("priya", "sev 1")
        self.await_said("sev2 → sev1")

    def test_killed_right_after_a_command_was_acknowledged_it_still_answers_once(self):
        for number in range(5):
            self.slash("priya", f"note number {number} was noted")
            self.workspace.await_quiet()
            self.bot.kill()
            self.bot.start()
            self.await_said(f"number {number} was noted")
        self.until(lambda: self.bot.metric(r"secondstory_outbox_pending") == 0, "an empty outbox")
        for number in range(5):
            self.assertEqual(len(self.workspace.from_bot(self.room, f"number {number} was noted")), 1)

    def test_killed_while_a_post_has_no_answer_yet_it_is_said_once(self):
        self.workspace.do("fault", method="chat.postMessage", drop="after", times=1)
        self.slash("priya", "note said in the dark")
        self.await_said("said in the dark")
        self.bot.kill()
        self.bot.start()
        self.until(lambda: self.bot.metric(r"secondstory_outbox_pending") == 0, "an empty outbox")
        self.assertEqual(len(self.workspace.from_bot(self.room, "said in the dark")), 1)

    def test_killed_while_closing_the_draft_is_posted_once(self):
        self.say("sam", "error rate is at 12%")
        self.slash("priya", "close")
        self.workspace.await_quiet()
        self.bot.kill()
        self.bot.start()
        self.await_said("is closed after")
        self.await_draft()
        self.until(lambda: self.bot.metric(r"secondstory_outbox_pending") == 0, "an empty outbox")
        self.assertEqual(len(self.workspace.from_bot(self.room, "is closed after")), 1)
        self.assertEqual(len(self.workspace.files(".md")), 1)


if __name__ == "__main__":
    unittest.main()
