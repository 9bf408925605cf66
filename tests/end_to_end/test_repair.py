"""What is said while nobody listens: read back after an outage, once, in order, within the limits."""

import threading
import unittest

from stage import StageCase

BLAMEFUL = "You deployed broken code"


class Away(StageCase):
    """The bot is killed, and the service has given up repeating what was said meanwhile."""

    def setUp(self):
        super().setUp()
        self.declare()
        self.workspace.await_quiet()
        self.await_settled()

    def await_settled(self):
        self.until(lambda: self.bot.metric(r"secondstory_outbox_pending") == 0, "an empty outbox", 120)

    def leave(self):
        self.bot.kill()
        self.until(lambda: not self.workspace.state()["connections"], "the sockets to be gone")
        self.workspace.do("give_up")

    def come_back(self):
        self.workspace.do("give_up", on=False)
        self.bot.start()

    def rows(self):
        return [row for row in self.bot.record()["timeline"] if row["kind"] in ("message", "note")]

    def said(self):
        return [row["source"]["message_id"] for row in self.rows()]


class Gap(Away):
    def test_m24_what_was_said_while_we_were_dead_is_in_the_record_once_and_in_order(self):
        opener = self.say("sam", "error rate is at 12%")
        known = [opener, self.say("mark", "looking", opener), self.say("noor", "me too")]
        self.await_entry(known[-1])
        self.leave()
        missed = [self.say("sam", "it is the cache"), self.say("mark", "no, the queue", opener)]
        fresh = self.say("noor", "a new thread begins")
        missed += [fresh, self.say("sam", "and is answered", fresh), self.say("mark", "twice", fresh),
                   self.say("priya", "last words")]
        self.come_back()
        self.until(lambda: len(self.said()) >= len(known + missed), "what was missed")
        self.await_settled()
        self.assertEqual(self.said(), sorted(known + missed))
        threads = {row["source"]["message_id"]: row["source"]["thread_id"] for row in self.rows()}
        self.assertEqual(threads[missed[1]], opener)
        self.assertEqual(threads[missed[3]], fresh)
        # And once more: nothing is new.
        self.bot.kill()
        self.bot.start()
        self.await_settled()
        self.assertEqual(self.said(), sorted(known + missed))

    def test_m24_edits_and_deletions_that_were_missed_are_seen(self):
        before = self.say("sam", "db 1 is down")
        gone = self.say("mark", "the password is swordfish")
        self.say("noor", "please delete that", gone)
        self.await_entry(gone)
        self.leave()
        during = self.say("sam", "rolling bakc")
        for ts, text in ((before, "db 2 is down"), (during, "rolling back")):
            self.workspace.do("edit", user="sam", channel=self.room, ts=ts, text=text)
        self.workspace.do("delete", user="mark", channel=self.room, ts=gone)
        self.workspace.react("noor", self.room, before, "pushpin")
        self.come_back()
        row = self.await_entry(during)
        self.assertEqual(row["text"], "rolling back")
        self.assertIsNotNone(row["edited_at"])
        row = self.await_entry(before, lambda row: row["edited_at"], "to be edited")
        self.assertEqual((row["text"], row["revisions"][0]["text"]), ("db 2 is down", "db 1 is down"))
        self.await_entry(before, lambda row: row["key_event"], "to be a key event")
        row = self.await_entry(gone, lambda row: row["deleted_at"], "to be deleted")
        self.assertNotIn("swordfish", self.bot.export())

    def test_m24_a_command_and_a_wording_that_came_late_are_answered_once(self):
        self.leave()
        note = self.say("priya", "@secondstory note db 1 failed over")
        about = self.say("mark", BLAMEFUL)
        self.come_back()
        self.await_said("db 1 failed over")
        self.await_said("", thread=about)
        self.await_settled()
        self.assertEqual(self.entry(note)["kind"], "note")
        self.bot.kill()
        self.bot.start()
        self.await_settled()
        self.assertEqual(len(self.workspace.from_bot(self.room, "db 1 failed over")), 1)
        self.assertEqual(len(self.workspace.from_bot(self.room, "", thread=about)), 1)

    def test_m24_a_closed_incident_is_left_alone(self):
        self.slash("priya", "close")
        self.await_said("is closed after")
        self.await_settled()
        self.workspace.do("forget")
        self.leave()
        late = self.say("sam", "is this still recorded?")
        self.come_back()
        self.await_settled()
        self.assertIsNone(self.entry(late))
        self.assertFalse(self.workspace.look("calls", method="conversations.history")["calls"])


class Strict(Away):
    """Some apps get 15 messages a call and one call a minute; here it is 4 and a quarter second."""

    def setUp(self):
        super().setUp()
        self.workspace.do("pages", max=4)
        for method in ("conversations.history", "conversations.replies"):
            self.workspace.do("rate", method=method, calls=1, window_ms=250)

    def test_m24_kills_in_the_middle_of_a_limited_reading_lose_and_double_nothing(self):
        opener = self.say("sam", "error rate is at 12%")
        self.await_entry(opener)
        self.leave()
        missed = [self.say(("sam", "mark", "noor")[n % 3], f"observation {n}", opener if n % 5 == 0 else None)
                  for n in range(30)]
        self.come_back()
        for number in range(4):
            threading.Event().wait(0.4 + 0.2 * number)
            self.assertGreater(self.bot.metric(r"secondstory_outbox_pending"), 0, "the reading was over too soon")
            self.bot.kill()
            self.bot.start()
        self.until(lambda: len(self.said()) >= len(missed) + 1, "what was missed", 60)
        self.await_settled()
        self.assertEqual(self.said(), sorted([opener, *missed]))
        limited = [call for call in self.workspace.look("calls", method="conversations.history")["calls"]
                   if call["status"] == 429]
        self.assertTrue(limited, "the limit was never reached: this test shows nothing")

    def test_m24_a_limited_reading_does_not_hold_up_what_we_say(self):
        self.leave()
        for n in range(40):
            self.say("sam", f"observation {n}")
        self.workspace.do("rate", method="conversations.history", calls=1, window_ms=2000)
        self.come_back()
        self.until(lambda: self.bot.metric(r"secondstory_outbox_pending") > 0, "the reading to begin")
        self.slash("priya", "sev 1")
        self.await_said("sev2 → sev1")
        self.assertGreater(self.bot.metric(r"secondstory_outbox_pending"), 0, "the reading was over too soon")
        self.await_settled()


class Deliveries(StageCase):
    def test_a_repeated_delivery_is_counted_and_recorded_once(self):
        self.declare()
        pattern = r'secondstory_event_duplicates_total\{platform="slack"\}'
        before = self.bot.metric(pattern) or 0
        self.workspace.do("duplicate", times=3)
        ts = self.say("sam", "error rate is at 12%")
        self.await_entry(ts)
        self.workspace.await_quiet()
        self.until(lambda: self.bot.metric(pattern) == before + 3, "the duplicates to be counted")
        self.assertIsNotNone(self.entry(ts))

    def test_what_is_for_others_is_acknowledged_counted_and_left_out(self):
        self.declare()
        channel = self.workspace.channel(self.room)["id"]
        for outer in ({"api_app_id": "A0OTHER"},
                      {"team_id": "T0OTHER", "context_team_id": "T0OTHER", "authorizations": []}):
            self.workspace.do("event", outer=outer, event={
                "type": "message", "channel": channel, "user": "U0SAM", "text": "not for you", "ts": "1700000000.1"})
        self.workspace.await_quiet()
        for reason in ("app", "workspace"):
            pattern = rf'secondstory_events_left_out_total\{{platform="slack",reason="{reason}"\}}'
            self.assertEqual(self.bot.metric(pattern), 1)
        self.assertNotIn("not for you", self.bot.export())


class Who(StageCase):
    def newcomer(self, name, answer_ms=300, **kind):
        """Somebody about whom the service is slow to tell."""
        self.workspace.do("fault", method="users.info", delay_ms=answer_ms, times=100)
        self.workspace.do("user", name=name, **kind)
        self.workspace.do("join", user=name, channel=self.room)

    def test_the_first_thing_a_guest_ever_says_cannot_declare(self):
        self.newcomer("gast", is_restricted=True)
        self.slash("gast", "open Everything is down here")
        self.await_told("gast", "Guests")
        self.assertFalse(self.workspace.from_bot(self.room, "INC-1"))

    def test_the_first_thing_a_new_colleague_ever_says_can(self):
        self.newcomer("neu")
        self.declare(by="neu")

    def test_people_of_another_workspace_are_recorded_and_change_nothing(self):
        self.declare()
        self.newcomer("extern", team_id="T0OTHER", is_stranger=True)
        ts = self.say("extern", "we see it on our side too")
        self.await_entry(ts)
        self.say("extern", "@secondstory sev 1")
        self.await_told("extern", "Guests")
        self.assertEqual(self.bot.record()["incident"]["severity"], "sev2")

    def test_while_one_waits_to_be_known_nobody_else_does(self):
        self.declare()
        self.newcomer("neu", answer_ms=60_000)
        self.slash("neu", "sev 1")
        said = self.say("sam", "meanwhile")
        self.await_entry(said)
        self.slash("priya", "note somebody else")
        self.await_said("somebody else")
        self.await_told("neu", "say it again")
        self.workspace.await_quiet()
        slow = [one for one in self.workspace.acks() if one["ack_latency_ms"] > 1000]
        self.assertEqual(slow, [])
        self.assertEqual(self.bot.record()["incident"]["severity"], "sev2")

    def test_a_command_that_waits_to_be_known_survives_a_kill(self):
        self.declare()
        self.newcomer("neu", answer_ms=60_000)
        self.slash("neu", "sev 1")
        self.workspace.await_quiet()
        self.bot.kill()
        self.workspace.do("fault", method="*", clear=True)
        self.bot.start()
        self.await_said("sev2 → sev1")
        self.assertEqual(len(self.workspace.from_bot(self.room, "sev2 → sev1")), 1)


class Token(StageCase):
    def setUp(self):
        super().setUp()
        self.declare()
        self.until(lambda: self.bot.metric(r"secondstory_outbox_pending") == 0, "an empty outbox")

    def revoked(self, event, word):
        self.workspace.do("revoke", event=event)
        self.slash("priya", "note said while silenced")
        self.until(lambda: self.bot.get("/readyz")[0] == 503, "/readyz to be 503")
        told = self.bot.get("/readyz")[1]
        self.assertIn("bot-token", told)
        self.assertIn(word, told)
        self.assertEqual(self.bot.get("/healthz")[0], 200)
        self.workspace.await_quiet()
        self.assertGreater(self.bot.metric(r"secondstory_outbox_pending"), 0)
        self.assertFalse(self.workspace.from_bot(self.room, "said while silenced"))

    def spoken_again_once(self):
        self.bot.await_ready()
        self.until(lambda: self.workspace.from_bot(self.room, "said while silenced"), "what waited", 90)
        self.until(lambda: self.bot.metric(r"secondstory_outbox_pending") == 0, "an empty outbox", 90)
        self.assertEqual(len(self.workspace.from_bot(self.room, "said while silenced")), 1)

    def test_a_revoked_token_silences_the_bot_until_it_is_good_again(self):
        self.revoked("tokens_revoked", "revoked")
        missed = self.workspace.say("sam", self.room, "said while nobody could hear")
        self.workspace.do("restore")
        self.spoken_again_once()
        # The app was told of nothing meanwhile: what was said is read back.
        self.await_entry(missed)

    def test_an_uninstalled_app_says_so_and_a_restart_goes_on(self):
        self.revoked("app_uninstalled", "removed from the workspace")
        self.bot.kill()
        self.workspace.do("restore")
        self.bot.start()
        self.spoken_again_once()

    def test_a_call_that_is_refused_is_notice_enough(self):
        self.revoked(None, "token_revoked")
        self.workspace.do("restore")
        self.spoken_again_once()


if __name__ == "__main__":
    unittest.main()
