"""An incident's channel: how it is made, who is let in, and what becomes of it."""

import json

from stage import StageCase, shown, until


class TestChannels(StageCase):
    def incident_channel(self, number=1):
        def found():
            ours = [channel for channel in self.workspace.state()["channels"]
                    if channel.get("name", "").startswith(f"inc-{number}")]
            return ours[0] if ours else None
        return until(found, f"the channel of INC-{number}")

    def await_furnished(self, name):
        def furnished():
            return [channel for channel in self.workspace.state()["channels"] if channel.get("name") == name and
                    channel["pins"] and channel["bookmarks"] and channel["purpose"]["value"]]
        return until(furnished, f"#{name} to have pin, bookmark and purpose")[0]

    def state_of(self, name):
        return [channel for channel in self.workspace.state()["channels"] if channel.get("name") == name][0]

    def settled(self):
        self.workspace.await_quiet()
        until(lambda: self.bot.metric("secondstory_outbox_pending") == 0, "everything to be said")

    def test_its_channel_has_topic_purpose_pinned_card_and_bookmark(self):
        self.workspace.slash("priya", self.room, "open Größe überschritten sev2 @sam")
        name = self.incident_channel()["name"]
        self.assertEqual(name, "inc-1-grosse-uberschritten")
        channel = self.await_furnished(name)
        self.assertIn("INC-1 · sev2 · investigating", channel["topic"]["value"])
        self.assertIn("INC-1: Größe", channel["purpose"]["value"])
        card = self.workspace.from_bot(name, "blameless space")[0]
        self.assertEqual(channel["pins"], [card["ts"]])
        self.assertEqual(len(channel["bookmarks"]), 1)
        self.assertIn(card["ts"].replace(".", ""), channel["bookmarks"][0]["link"])
        people = {user["id"]: user["name"] for user in self.workspace.state()["users"]}
        self.assertLessEqual({"priya", "sam"}, {people[member] for member in channel["members"]})

    def test_a_name_that_is_taken_by_an_archived_channel_of_others_gets_a_number(self):
        self.workspace.do("channel", name="inc-1-checkout", members=["mark"])
        self.workspace.do("archive", channel="inc-1-checkout", user="mark")
        self.workspace.slash("priya", self.room, "open Checkout")
        self.await_furnished("inc-1-checkout-2")
        self.assertTrue(self.workspace.from_bot("inc-1-checkout-2", "INC-1"))

    def test_a_private_incident_leaks_nowhere(self):
        self.workspace.slash("priya", self.room, "open Leaked keys private")
        name = self.incident_channel()["name"]
        self.await_furnished(name)
        self.workspace.slash("priya", name, "update rotating the keys")
        self.workspace.slash("priya", name, "export md")
        self.workspace.slash("priya", name, "close")
        self.await_draft()
        for words in ("", "list", "list closed", "list all", "help", "status #INC-1", "export md #INC-1",
                      "timeline #INC-1", "postmortem #INC-1"):
            self.slash("mark", words)
        self.settled()
        there = self.state_of(name)["id"]
        for channel in self.workspace.state()["channels"]:
            for user in ("mark", "priya") if channel["id"] != there else ():
                for message in self.workspace.messages(channel["id"]) + self.workspace.told(user, channel["id"]):
                    self.assertNotIn("eaked", json.dumps(message), channel)
        for file in self.workspace.files():
            self.assertEqual(file.get("channels"), [there], file["name"])
        for text in (self.bot.log(), self.bot.get("/metrics")[1], self.bot.get("/healthz")[1],
                     self.bot.get("/readyz")[1]):
            self.assertNotIn("eaked", text)

    def test_whom_slack_does_not_let_in_is_told_of_to_whoever_declared(self):
        self.workspace.do("fault", method="conversations.invite", error="user_is_restricted", times=2)
        self.workspace.slash("priya", self.room, "open Checkout @kim")
        name = self.incident_channel()["name"]
        told = self.workspace.await_told("priya", name, "could not invite everybody")
        self.assertIn("an administrator has to add guests", shown(told))

    def test_an_incident_follows_its_channel_to_another_id(self):
        self.declare()
        before = self.say("sam", "The pool is full")
        self.await_entry(before)
        self.workspace.do("fault", method="chat.postMessage", retry_after=1)
        self.slash("priya", "note said while the channel moves")
        self.workspace.do("change_id", channel=self.room)
        self.await_said("said while the channel moves")
        thread = self.say("sam", "Still full", thread=before)
        self.await_entry(thread)
        self.slash("priya", "close")
        self.await_draft()
        self.settled()
        record = self.bot.record()
        new = self.workspace.channel(self.room)["id"]
        self.assertEqual(record["incident"]["channel"], new)
        self.assertEqual({row["source"]["channel"] for row in record["timeline"]}, {new})
        self.assertEqual(len(self.workspace.from_bot(self.room, "Noted")), 1)

    def test_renamed_archived_and_converted_channels_are_in_the_record(self):
        self.declare()
        self.workspace.do("rename", channel=self.room, user="priya", name="war-room")
        self.workspace.do("archive", channel="war-room", user="priya")
        self.workspace.do("archive", channel="war-room", user="priya", archived=False)
        self.workspace.do("convert", channel="war-room", user="priya", is_private=True)
        self.workspace.await_from_bot("war-room", "is private now")
        self.workspace.await_quiet()
        texts = [row["text"] for row in self.bot.record()["timeline"] if row["kind"] == "system"]
        for words in ("renamed to #war-room", "archived", "unarchived", "made private"):
            self.assertIn(words, texts)
        self.workspace.slash("mark", "general", "list")
        self.assertNotIn("Checkout", json.dumps(self.workspace.await_told("mark", "general", "No incident is open")))

    def test_groups_channels_and_people_are_readable_in_timeline_export_and_draft(self):
        self.workspace.do("group", handle="on-call", name="On call")
        self.declare()
        ts = self.say("sam", "@on-call please look at #general with @mark")
        self.await_entry(ts, lambda row: "@on-call" in row["text"] and "#general" in row["text"], "to be readable")
        self.slash("priya", "timeline")
        told = self.await_told("priya", "please look at")
        self.assertIn("@on-call please look at #general with <@U0MARK>", shown(told))
        self.assertIn("<!date^", json.dumps(told))
        self.slash("priya", "close")
        self.await_draft()
        draft = self.bot.export("md")
        self.assertIn("#general", draft.replace("\\", ""))
        for name in ("Oduya", "U0MARK", "Lindqvist", "U0SAM", "Raman"):
            self.assertNotIn(name, draft)
