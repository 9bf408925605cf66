"""Buttons, shortcuts, the form and the home tab, as people use them."""

import re
import unittest

from stage import ROOT, StageCase, buttons, shown

BLAMEFUL = "You deployed broken code"


class Interactivity(StageCase):
    def press(self, user, message, label, channel=None):
        self.workspace.do("press", user=user, channel=channel or self.room, ts=message["ts"],
                          action_id=buttons(message)[label])

    def card(self, channel=None):
        return self.workspace.from_bot(channel or self.room, "INC-1: ")[0]

    def await_card(self, containing, channel=None):
        return self.until(lambda: containing in shown(self.card(channel)) and self.card(channel),
                          f"the card to say “{containing}”")

    def views(self, user, kind="modal"):
        return [one for one in self.workspace.state()["views"] if one["user"] == user and one["type"] == kind]

    def await_form(self, user):
        return self.until(lambda: self.views(user), f"a form for {user}")[-1]

    def submit(self, user, view, **values):
        self.workspace.do("submit", user=user, view_id=view["id"], values=values)

    def home(self, user, person):
        before = self.workspace.look("calls", method="views.publish")["calls"]
        self.workspace.do("home", user=user)
        self.until(lambda: len(self.workspace.look("calls", method="views.publish")["calls"]) > len(before),
                   f"the home page of {user}")
        return shown(self.views(person, "home")[0])


class Card(Interactivity):
    def test_the_card_is_pinned_and_follows_each_change_in_its_place(self):
        card = self.declare()
        self.until(lambda: card["ts"] in self.workspace.channel(self.room)["pins"], "the pin")
        self.press("sam", card, "Take the lead")
        self.press("sam", card, "Mark identified")
        self.await_card("U0SAM")
        now = self.await_card("identified")
        self.assertEqual(now["ts"], card["ts"])
        self.assertIn("Mark monitoring", buttons(now))
        self.assertNotIn("Take the lead", buttons(now))
        self.slash("priya", "impact 12% of checkouts fail")
        self.await_card("12% of checkouts")
        self.slash("priya", "action raise the pool @sam")
        self.await_card("1 action items, 1 open")
        self.assertEqual(self.bot.record()["incident"]["status"], "identified")

    def test_two_people_who_press_at_once_move_the_incident_one_step(self):
        card = self.declare()
        self.workspace.do("fault", method="chat.update", delay_ms=800)  # both see the card as it was
        self.press("sam", card, "Mark identified")
        self.press("noor", card, "Mark identified")
        self.await_said("investigating → identified")
        self.workspace.await_quiet()
        self.await_card("Mark monitoring")
        self.assertEqual(len(self.workspace.from_bot(self.room, "→")), 1)
        told = self.until(lambda: self.workspace.told("sam", self.room, "already") +
                          self.workspace.told("noor", self.room, "already"), "the second to be told")
        self.assertEqual(len(told), 1)

    def test_a_guest_is_refused_in_private(self):
        card = self.declare()
        self.press("kim", card, "Mark identified")
        self.await_told("kim", "Guests")
        self.assertEqual(self.bot.record()["incident"]["status"], "investigating")

    def test_the_preview_is_for_the_presser_alone(self):
        card = self.declare()
        said = len(self.workspace.from_bot(self.room))
        self.press("sam", card, "Preview the postmortem")
        self.await_told("sam", "Checkout returns 500")
        self.assertEqual(len(self.workspace.from_bot(self.room)), said)

    def test_closing_by_button_posts_the_draft(self):
        self.declare()
        for label in ("Mark identified", "Mark monitoring", "Mark resolved", "Close and draft"):
            self.until(lambda label=label: label in buttons(self.card()), f"the button {label}")
            self.press("sam", self.card(), label)
        self.await_said("is closed after")
        self.assertEqual(self.bot.record()["incident"]["status"], "closed")


class Suggestions(Interactivity):
    def setUp(self):
        super().setUp()
        self.declare()
        self.about = self.say("mark", BLAMEFUL)
        self.offer = self.workspace.await_from_bot(self.room, "One way to put this", self.about)

    def offer_now(self, containing):
        return self.until(lambda: next((one for one in self.workspace.from_bot(self.room, containing)
                                        if one["ts"] == self.offer["ts"]), None),
                          f"the suggestion to say “{containing}”")

    def state(self):
        return self.bot.record()["suggestions"][0]["state"]

    def test_anybody_decides_by_button_and_everybody_sees_it(self):
        self.press("noor", self.offer, "Use in the record")
        decided = self.offer_now("In the record")
        self.assertNotIn("Use in the record", buttons(decided))
        self.assertEqual(self.state(), "accepted")
        self.press("sam", decided, "Take back")
        self.offer_now("One way to put this")
        self.assertEqual(self.state(), "offered")

    def test_reactions_and_buttons_agree(self):
        self.press("noor", self.offer, "Not blame")
        self.offer_now("not about blame")
        self.workspace.react("sam", self.room, self.offer["ts"], "white_check_mark")
        self.offer_now("In the record")
        self.workspace.do("unreact", user="sam", channel=self.room, ts=self.offer["ts"], name="white_check_mark")
        self.offer_now("not about blame")
        self.assertEqual(self.state(), "dismissed")


class Shortcuts(Interactivity):
    settings = StageCase.settings + "[incidents]\nbackfill_minutes = 0\n"

    def choose(self, user, ts, callback):
        self.workspace.do("shortcut", user=user, channel=self.room, ts=ts, callback_id=callback)

    def test_a_message_from_before_the_incident_is_added_at_its_own_time(self):
        ts = self.say("sam", "disk is at 91%")
        self.workspace.await_quiet()
        self.choose("noor", ts, "timeline_add")
        self.await_told("noor", "no incident in this channel")
        self.declare()
        self.choose("noor", ts, "timeline_add")
        self.await_told("noor", "Added to the timeline")
        row = self.await_entry(ts)
        self.assertEqual((row["text"], row["actor"]["id"]), ("disk is at 91%", "U0SAM"))
        self.assertLess(row["at"], self.bot.record()["incident"]["declared_at"])

    def test_a_message_becomes_a_follow_up(self):
        self.declare()
        ts = self.say("sam", "we should alert on pool size")
        self.choose("noor", ts, "action_add")
        self.await_told("noor", "Added as follow-up")
        self.await_said("Follow-up")
        self.assertEqual([one["text"] for one in self.bot.record()["actions"]], ["we should alert on pool size"])
        self.choose("noor", ts, "action_add")
        self.await_told("noor", "follow-up already")
        self.assertEqual(len(self.bot.record()["actions"]), 1)

    def test_a_wording_is_shown_to_the_one_who_asks(self):
        ts = self.say("mark", BLAMEFUL)
        self.choose("noor", ts, "wording_suggest")
        self.await_told("noor", "One way to put this")
        self.assertEqual(self.workspace.told("mark", self.room, "One way to put this"), [])
        plain = self.say("sam", "the deploy broke checkout")
        self.choose("noor", plain, "wording_suggest")
        self.await_told("noor", "Nothing to reword")

    def test_the_manifest_declares_the_shortcuts_that_the_workspace_has(self):
        manifest = (ROOT / "deploy/slack/manifest.yaml").read_text(encoding="utf-8")
        declared = re.findall(r"- name: (.+)\n +type: (global|message)\n +callback_id: (\w+)", manifest)
        kinds = {"global": "shortcut", "message": "message_action"}
        self.assertEqual(sorted((name, kinds[kind], callback) for name, kind, callback in declared),
                         sorted((one["name"], one["type"], one["callback_id"])
                                for one in self.workspace.state()["app"]["shortcuts"]))


class Form(Interactivity):
    def test_open_without_a_title_opens_the_form_and_the_form_declares(self):
        self.slash("priya", "open")
        form = self.await_form("U0PRIYA")
        self.submit("priya", form, title="Checkout returns 500", severity="sev1", where="here", lead="sam")
        card = self.await_said("INC-1")
        self.assertIn("Checkout returns 500", shown(card))
        self.until(lambda: not self.views("U0PRIYA"), "the form to close")
        incident = self.bot.record()["incident"]
        self.assertEqual((incident["severity"], incident["roles"]["lead"]), ("sev1", "U0SAM"))

    def test_a_form_with_a_fault_stays_open_says_what_is_wrong_and_can_be_sent_again(self):
        self.workspace.do("shortcut", user="priya", callback_id="declare", channel=self.room)
        form = self.await_form("U0PRIYA")
        self.submit("priya", form, title="   ", where="here", channel="")
        faults = self.until(lambda: self.views("U0PRIYA")[0]["errors"], "the faults")
        self.assertEqual(set(faults), {"title", "channel"})
        self.submit("priya", form, title="Login is slow", where="here", channel=self.room)
        self.await_said("Login is slow")
        self.until(lambda: not self.views("U0PRIYA"), "the form to close")

    def test_a_shortcut_taken_outside_any_channel_answers_in_a_direct_message(self):
        self.workspace.do("shortcut", user="priya", callback_id="declare")
        self.submit("priya", self.await_form("U0PRIYA"), title="Login is slow", private="yes")
        direct = self.workspace.do("direct", user="priya")["channel"]["id"]
        self.workspace.await_from_bot(direct, "is open in")
        self.assertEqual(self.workspace.from_bot(self.room, "Login is slow"), [])
        self.assertEqual(self.workspace.from_bot("general", "Login is slow"), [])

    def test_where_the_form_cannot_be_opened_the_answer_is_in_words(self):
        self.workspace.do("fault", method="views.open", error="expired_trigger_id")
        self.slash("priya", "open")
        self.await_told("priya", "What is happening?")
        self.assertEqual(self.views("U0PRIYA"), [])

    def test_a_form_that_slack_is_slow_to_open_does_not_hold_up_the_acknowledgement(self):
        self.workspace.do("fault", method="views.open", delay_ms=2600)
        self.slash("priya", "open")
        self.await_told("priya", "What is happening?")
        self.assertLess(max(ack["ack_latency_ms"] for ack in self.workspace.acks()), 2900)


class Home(Interactivity):
    def test_the_home_tab_shows_what_is_open_what_is_mine_and_declares(self):
        self.assertIn("No incident is open", self.home("sam", "U0SAM"))
        self.declare()
        self.slash("priya", "action raise the pool @sam")
        self.await_said("Follow-up")
        page = self.home("sam", "U0SAM")
        self.assertIn("Checkout returns 500", page)
        self.assertIn("raise the pool", page)
        self.assertNotIn("raise the pool", self.home("noor", "U0NOOR"))
        view = self.views("U0SAM", "home")[0]
        self.workspace.do("press", user="sam", view_id=view["id"], action_id="declare")
        self.await_form("U0SAM")

    def test_a_private_incident_is_on_the_home_page_of_its_channel_alone(self):
        self.slash("priya", "open Secret leak private")
        name = "inc-1-secret-leak"
        self.until(lambda: name in [one.get("name") for one in self.workspace.state()["channels"]], "the channel")
        self.workspace.await_from_bot(name, "Secret leak")
        self.assertIn("Secret leak", self.home("priya", "U0PRIYA"))
        self.assertNotIn("Secret", self.home("noor", "U0NOOR"))
        self.workspace.do("leave", user="priya", channel=name)
        self.assertNotIn("Secret", self.home("priya", "U0PRIYA"))


if __name__ == "__main__":
    unittest.main()
