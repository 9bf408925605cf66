"""An incident as people live it: commands, what they say and take back, suggestions, the draft."""

import csv
import io
import json
import re
import unittest

from stage import StageCase, buttons, shown

BLAMEFUL = "You deployed broken code"


class Declaring(StageCase):
    def test_open_posts_a_card_with_title_and_severity(self):
        card = shown(self.declare())
        for part in ("INC-1", "Checkout returns 500", "sev2", "investigating"):
            self.assertIn(part, card)

    def test_open_in_a_new_channel_makes_it_names_its_topic_and_invites_the_declarer(self):
        self.workspace.slash("priya", "incidents", "open Login is slow sev3 @sam")
        name = "inc-1-login-is-slow"
        self.workspace.await_told("priya", "incidents", "INC-1")

        def made():
            return [one for one in self.workspace.state()["channels"] if one.get("name", "").startswith("inc-")]
        channel = self.until(lambda: made() and made()[0], "the incident's channel")
        self.assertEqual(channel["name"], name)
        self.workspace.await_from_bot(name, "Login is slow")
        self.until(lambda: "INC-1" in self.workspace.channel(name)["topic"]["value"], "its topic")
        self.until(lambda: {"U0PRIYA", "U0SAM"} <= set(self.workspace.channel(name)["members"]),
                   "the declarer and the lead to be invited")
        self.assertEqual(self.bot.record()["incident"]["channel"], channel["id"])

    def test_a_second_incident_in_the_same_channel_is_declined(self):
        self.declare()
        self.slash("sam", "open Another thing here")
        self.await_told("sam", "open in this channel already")

    def test_what_was_said_just_before_is_read_back_into_the_record(self):
        before = self.say("sam", "checkout looks odd since five minutes")
        self.workspace.await_quiet()
        self.declare()
        self.assertEqual(self.await_entry(before)["text"], "checkout looks odd since five minutes")

    def test_a_guest_cannot_declare(self):
        self.slash("kim", "open Everything is down here")
        self.await_told("kim", "Guests")


class Recording(StageCase):
    def setUp(self):
        super().setUp()
        self.declare()

    def test_messages_are_recorded_with_author_time_and_id(self):
        ts = self.say("sam", "error rate is at 12%")
        row = self.await_entry(ts)
        self.assertEqual((row["kind"], row["actor"]["id"], row["text"]),
                         ("message", "U0SAM", "error rate is at 12%"))
        self.assertEqual(row["source"]["channel"], self.workspace.channel("incidents")["id"])
        self.assertEqual((row["edited_at"], row["deleted_at"], row["revisions"]), (None, None, []))

    def test_the_timeline_is_in_the_order_in_which_things_were_said(self):
        sent = [self.say(("sam", "mark", "noor")[n % 3], f"observation {n}") for n in range(30)]
        self.await_entry(sent[-1])
        self.workspace.await_quiet()
        rows = self.bot.record()["timeline"]
        self.assertEqual([row["source"]["message_id"] for row in rows if row["text"].startswith("observation")], sent)
        self.assertEqual(rows, sorted(rows, key=lambda row: row["at"]))

    def test_an_edit_keeps_the_former_text(self):
        ts = self.say("sam", "latency is 200 ms")
        self.await_entry(ts)
        self.workspace.do("edit", user="sam", channel="incidents", ts=ts, text="latency is 2000 ms")
        row = self.await_entry(ts, lambda row: row["edited_at"], "to be edited")
        self.assertEqual(row["text"], "latency is 2000 ms")
        self.assertEqual([one["text"] for one in row["revisions"]], ["latency is 200 ms"])

    def test_a_deleted_message_keeps_its_row_and_loses_its_words_everywhere(self):
        ts = self.say("sam", "the customer is called Zanzibar Holdings")
        self.await_entry(ts)
        self.workspace.do("edit", user="sam", channel="incidents", ts=ts, text="customer Zanzibar Ltd")
        self.await_entry(ts, lambda row: row["edited_at"], "to be edited")
        self.workspace.do("delete", user="sam", channel="incidents", ts=ts)
        row = self.await_entry(ts, lambda row: row["deleted_at"], "to be deleted")
        self.assertEqual((row["text"], row["revisions"]), ("", []))
        for file_format in ("md", "html", "json", "csv"):
            self.assertNotIn("Zanzibar", self.bot.export(file_format), file_format)

    def test_a_reply_in_a_thread_names_its_thread(self):
        root = self.say("sam", "who looks at the database?")
        reply = self.say("noor", "the replica is lagging", thread=root)
        self.assertEqual(self.await_entry(reply)["source"]["thread_id"], root)
        self.assertIsNone(self.await_entry(root)["source"]["thread_id"])

    def test_text_with_special_characters_comes_back_as_it_was_typed(self):
        text = 'if a < b && c > d then "ünïcödé" 💥 & done; `rm -rf <path>`'
        self.assertEqual(self.await_entry(self.say("sam", text))["text"], text)

    def test_a_shared_file_is_in_the_record_by_name(self):
        ts = self.workspace.do("file", user="sam", channel="incidents", name="graph.txt",
                               content="rising", text="the graph")["ts"]
        row = self.await_entry(ts)
        self.assertEqual(row["kind"], "file")
        self.assertIn("graph.txt", row["text"])

    def test_people_who_join_are_in_the_record(self):
        self.workspace.do("user", name="tess", real_name="Tess Ito")
        self.workspace.do("join", user="tess", channel="incidents")
        self.until(lambda: [row for row in self.bot.record()["timeline"] if row["kind"] == "membership"],
                   "the arrival to be recorded")

    def test_messages_in_other_channels_are_not_recorded(self):
        elsewhere = self.workspace.say("sam", "general", "lunch?")
        here = self.say("sam", "back to work")
        self.await_entry(here)
        self.assertIsNone(self.entry(elsewhere))

    def test_a_pushpin_makes_a_key_event_and_taking_it_away_undoes_it(self):
        ts = self.say("sam", "the pool is exhausted")
        self.await_entry(ts)
        self.workspace.react("mark", "incidents", ts, "pushpin")
        self.await_entry(ts, lambda row: row["key_event"], "to become a key event")
        self.workspace.do("unreact", user="mark", channel="incidents", ts=ts, name="pushpin")
        self.await_entry(ts, lambda row: not row["key_event"], "to be none any more")

    def test_a_no_entry_sign_leaves_a_message_out_of_the_draft_and_back_again(self):
        ts = self.say("sam", "ordering quokka pizza meanwhile")
        self.await_entry(ts)
        self.workspace.react("sam", "incidents", ts, "no_entry_sign")
        self.await_entry(ts, lambda row: row["hidden"], "to be hidden")
        self.assertNotIn("quokka", self.bot.export("md"))
        self.workspace.do("unreact", user="sam", channel="incidents", ts=ts, name="no_entry_sign")
        self.await_entry(ts, lambda row: not row["hidden"], "to be shown again")


class Commands(StageCase):
    def setUp(self):
        super().setUp()
        self.declare()

    def record_with(self, condition, what):
        def found():
            record = self.bot.record()
            return record if condition(record) else None
        return self.until(found, what)

    def test_severity_changes_and_is_said_in_public(self):
        self.slash("priya", "sev 1")
        self.await_said("sev2 → sev1")
        record = self.record_with(lambda r: r["incident"]["severity"] == "sev1", "sev1")
        self.assertTrue([row for row in record["timeline"] if row["kind"] == "severity"])

    def test_a_note_can_be_back_dated(self):
        self.slash("priya", "note failover began at:2026-01-02T13:05")
        self.await_said("failover began")
        record = self.bot.record()
        note = [row for row in record["timeline"] if row["kind"] == "note"][0]
        self.assertEqual(note["at"], "2026-01-02T13:05:00.000Z")
        self.assertEqual(record["timeline"][0]["id"], note["id"])

    def test_a_time_that_cannot_be_read_is_told_and_nothing_is_noted(self):
        self.slash("priya", "note failover at:yesternoon")
        self.await_told("priya", "yesternoon")
        self.assertFalse([row for row in self.bot.record()["timeline"] if row["kind"] == "note"])

    def test_a_follow_up_has_owner_and_day_and_can_be_done(self):
        self.slash("priya", "action alert on pool size @sam by:2030-12-01")
        self.await_said("alert on pool size")
        self.assertEqual(self.bot.record()["actions"],
                         [{"id": "A-1", "text": "alert on pool size", "owner": "U0SAM",
                           "due": "2030-12-01", "status": "open"}])
        self.slash("sam", "done A-1")
        self.await_said("Done:")
        self.assertEqual(self.bot.record()["actions"][0]["status"], "done")

    def test_lead_and_roles_are_kept(self):
        self.slash("priya", "lead @noor")
        self.slash("priya", "role comms @mark")
        record = self.record_with(lambda r: "comms" in r["incident"]["roles"], "the roles")
        self.assertEqual(record["incident"]["roles"], {"lead": "U0NOOR", "comms": "U0MARK"})
        self.assertIsNotNone(record["incident"]["acknowledged_at"])

    def test_impact_summary_and_times_are_kept_for_the_draft(self):
        self.slash("priya", "impact 12% of checkouts fail")
        self.slash("priya", "summary the pool ran dry")
        self.slash("priya", "started at:2026-01-02T12:50")
        self.slash("priya", "detected at:2026-01-02T12:58")
        incident = self.record_with(lambda r: r["incident"]["detected_at"], "the facts")["incident"]
        self.assertEqual(incident["impact"], "12% of checkouts fail")
        self.assertEqual(incident["summary"], "the pool ran dry")
        self.assertEqual(incident["started_at"], "2026-01-02T12:50:00.000Z")
        self.assertEqual(self.bot.record()["metrics"]["time_to_detect_s"], 480)

    def test_status_moves_and_resolving_takes_its_time(self):
        self.slash("priya", "status identified pool is exhausted")
        self.await_said("investigating → identified")
        self.slash("priya", "mitigated traffic moved")
        self.await_said("is mitigated")
        self.slash("priya", "resolve pool raised")
        self.await_said("→ resolved")
        incident = self.bot.record()["incident"]
        self.assertEqual(incident["status"], "resolved")
        self.assertIsNotNone(incident["mitigated_at"])
        self.assertIsNotNone(incident["resolved_at"])

    def test_the_card_follows_what_changes(self):
        self.slash("priya", "sev 1")
        self.until(lambda: any("sev1" in shown(message) and "Checkout" in shown(message)
                               for message in self.workspace.from_bot("incidents")), "the card to say sev1")

    def test_undo_takes_the_last_command_back(self):
        self.slash("priya", "sev 1")
        self.await_said("sev2 → sev1")
        self.slash("priya", "undo")
        self.await_said("taken back")
        self.assertEqual(self.bot.record()["incident"]["severity"], "sev2")

    def test_a_long_note_of_umlauts_is_recorded_whole_and_exported(self):
        self.slash("priya", "note " + "é" * 6000)
        self.await_said("Noted")
        texts = [row["text"] for row in self.bot.record()["timeline"]]
        self.assertIn("é" * 6000, texts)

    def test_an_unknown_verb_is_answered_with_the_nearest_one_in_private(self):
        self.slash("sam", "serverity 1")
        self.assertIn("severity", shown(self.await_told("sam", "Did you mean")))
        self.assertFalse(self.workspace.from_bot("incidents", "Did you mean"))

    def test_help_is_private_and_names_the_verbs(self):
        self.slash("sam", "help")
        told = shown(self.await_told("sam", "What I can do"))
        for verb in ("open", "sev", "note", "action", "close", "export"):
            self.assertIn(f"/incident {verb}", told)

    def test_a_bare_command_shows_the_card_in_private(self):
        self.slash("sam", "")
        self.await_told("sam", "Checkout returns 500")

    def test_list_names_open_incidents_from_anywhere(self):
        self.workspace.slash("sam", "general", "list")
        self.workspace.await_told("sam", "general", "INC-1")

    def test_another_channel_can_speak_of_an_incident_by_its_number(self):
        self.workspace.slash("sam", "general", "#INC-1 note seen from elsewhere")
        self.await_said("seen from elsewhere")

    def test_a_verb_that_needs_an_incident_says_so_where_there_is_none(self):
        self.workspace.slash("sam", "general", "sev 1")
        self.workspace.await_told("sam", "general", "There is no incident in this channel")

    def test_a_mention_in_a_thread_is_a_command_answered_in_that_thread(self):
        root = self.say("sam", "what do we know?")
        mention = f"<@{self.workspace.bot_user()}> note seen in the thread"
        self.say("sam", mention, thread=root)
        self.await_said("seen in the thread", thread=root)
        notes = [row for row in self.bot.record()["timeline"] if row["kind"] == "note"]
        self.assertEqual([row["text"] for row in notes], ["seen in the thread"])
        self.assertEqual(notes[0]["source"]["thread_id"], root)

    def test_a_guest_is_recorded_but_cannot_change_an_incident(self):
        ts = self.say("kim", "we see it on our side too")
        self.await_entry(ts)
        self.slash("kim", "sev 1")
        self.await_told("kim", "Guests")
        self.assertEqual(self.bot.record()["incident"]["severity"], "sev2")


class Suggestions(StageCase):
    def setUp(self):
        super().setUp()
        self.declare()
        self.about = self.say("mark", BLAMEFUL)
        self.offer = self.await_said("", thread=self.about)

    def state_of_suggestion(self, state):
        return self.until(lambda: [one for one in self.bot.record()["suggestions"] if one["state"] == state],
                          f"the suggestion to be {state}")[0]

    def test_the_offer_stands_in_the_thread_with_its_buttons(self):
        self.assertEqual(self.offer["thread_ts"], self.about)
        self.assertEqual(set(buttons(self.offer)), {"Use in the record", "Not blame", "Why?"})
        offered = self.bot.record()["suggestions"]
        self.assertEqual([one["message_id"] for one in offered], [self.about])
        self.assertIn(offered[0]["suggestion"], shown(self.offer))
        self.assertEqual(offered[0]["state"], "offered")

    def test_the_offer_names_nobody(self):
        for name in ("mark", "Mark", "U0MARK", "Oduya"):
            self.assertNotIn(name, shown(self.offer))

    def test_a_check_mark_puts_the_wording_into_the_draft_and_taking_it_away_undoes_it(self):
        wording = self.bot.record()["suggestions"][0]["suggestion"]
        self.workspace.react("mark", "incidents", self.offer["ts"], "white_check_mark")
        self.state_of_suggestion("accepted")
        draft = self.bot.export("md")
        self.assertIn(wording.rstrip("."), draft)
        self.assertNotIn(BLAMEFUL, draft)
        self.workspace.do("unreact", user="mark", channel="incidents", ts=self.offer["ts"],
                          name="white_check_mark")
        self.state_of_suggestion("offered")

    def test_a_cross_dismisses(self):
        self.workspace.react("mark", "incidents", self.offer["ts"], "x")
        self.state_of_suggestion("dismissed")

    def test_the_button_use_accepts_and_the_offer_says_so(self):
        self.workspace.do("press", user="mark", channel="incidents", ts=self.offer["ts"],
                          action_id=buttons(self.offer)["Use in the record"])
        self.state_of_suggestion("accepted")
        self.until(lambda: self.workspace.from_bot("incidents", "In the record", self.about),
                   "the offer to be revised")

    def test_the_button_not_blame_dismisses(self):
        self.workspace.do("press", user="mark", channel="incidents", ts=self.offer["ts"],
                          action_id=buttons(self.offer)["Not blame"])
        self.state_of_suggestion("dismissed")

    def test_the_button_why_explains_to_the_asker_alone(self):
        category = self.bot.record()["suggestions"][0]["category"]
        self.workspace.do("press", user="noor", channel="incidents", ts=self.offer["ts"],
                          action_id=buttons(self.offer)["Why?"])
        self.await_told("noor", category)

    def test_messages_about_the_system_get_no_offer(self):
        fine = self.say("mark", "The deploy at 14:05 doubled the error rate")
        again = self.say("sam", "You deployed broken code again")
        self.await_said("", thread=again)
        self.assertEqual(self.workspace.from_bot("incidents", "", thread=fine), [])

    def test_tone_off_ends_the_offers_and_tone_on_brings_them_back(self):
        self.slash("priya", "tone off")
        self.workspace.await_quiet()
        silent = self.say("sam", BLAMEFUL)
        self.await_entry(silent)
        self.slash("priya", "tone on")
        self.workspace.await_quiet()
        loud = self.say("noor", BLAMEFUL)
        self.await_said("", thread=loud)
        self.assertEqual(self.workspace.from_bot("incidents", "", thread=silent), [])

    def test_what_the_engine_says_of_a_deleted_message_goes_with_it(self):
        self.workspace.do("delete", user="mark", channel="incidents", ts=self.about)
        self.await_entry(self.about, lambda row: row["deleted_at"], "to be deleted")
        self.assertNotIn(BLAMEFUL, self.bot.export("json"))


class SuggestionsToTheAuthor(StageCase):
    settings = '[language]\ncooldown_seconds = 0\ndelivery = "author"\n'

    def test_the_offer_is_seen_by_the_author_alone(self):
        self.declare()
        about = self.say("mark", BLAMEFUL)
        self.until(lambda: [one for one in self.workspace.told("mark", "incidents") if buttons(one)],
                   "mark to be told")
        self.assertEqual(self.workspace.from_bot("incidents", "", thread=about), [])
        self.assertFalse(self.workspace.told("sam", "incidents"))


class CoolDown(StageCase):
    settings = "[language]\ncooldown_seconds = 600\n"

    def test_one_author_is_not_offered_wording_again_within_the_cool_down(self):
        self.declare()
        first = self.say("mark", BLAMEFUL)
        self.await_said("", thread=first)
        second = self.say("mark", BLAMEFUL)
        other = self.say("sam", BLAMEFUL)
        self.await_said("", thread=other)
        self.assertEqual(self.workspace.from_bot("incidents", "", thread=second), [])


class Silent(StageCase):
    def test_nobody_in_the_channel_is_named_though_they_never_spoke(self):
        self.declare()
        self.say("sam", "Checkout is down because of Mark Oduya, thx Mark! Noor paged")
        self.until(lambda: "paged" in (draft := self.bot.export("md")) and
                   not re.search("Mark|Oduya|Noor", draft),
                   "the bot to know who is in the channel")


class Closing(StageCase):
    def setUp(self):
        super().setUp()
        self.declare()
        self.said = [self.say("sam", "error rate is at 12%"),
                     self.say("noor", "Priya restarted db-7 at 14:05"),
                     self.say("mark", "errors are gone since the restart")]
        self.slash("priya", "action alert on pool size @sam")
        self.await_said("alert on pool size")

    def close(self):
        self.slash("priya", "close fixed by a restart")
        self.await_said("is closed after")
        return self.await_draft()

    def test_close_posts_the_draft_and_uploads_it(self):
        draft = self.workspace.file_text(self.close()["id"])
        for part in ("Checkout returns 500", "error rate is at 12%", "alert on pool size", "db-7"):
            self.assertIn(part, draft)
        incident = self.bot.record()["incident"]
        self.assertEqual(incident["status"], "closed")
        self.assertIsNotNone(incident["closed_at"])
        self.assertIsNotNone(incident["resolved_at"])

    def test_the_draft_names_nobody(self):
        draft = self.workspace.file_text(self.close()["id"])
        for name in ("Priya", "Mark", "Sam", "Noor", "U0PRIYA", "U0SAM", "U0MARK", "U0NOOR"):
            self.assertNotRegex(draft, rf"\b{name}\b")

    def test_what_was_uploaded_is_what_export_gives(self):
        self.assertEqual(self.workspace.file_text(self.close()["id"]), self.bot.export("md"))

    def test_what_is_said_after_closing_is_not_recorded(self):
        self.close()
        late = self.say("sam", "thanks everybody")
        self.workspace.await_quiet()
        self.assertIsNone(self.entry(late))

    def test_reopen_goes_on_with_it(self):
        self.close()
        self.slash("priya", "reopen errors are back")
        self.await_said("is open again")
        self.await_entry(self.say("sam", "seeing it again"))

    def test_json_holds_all_that_was_said_with_its_schema(self):
        record = self.bot.record()
        self.assertEqual(record["schema"], "secondstory.incident/1")
        self.assertEqual(set(record), {"schema", "incident", "timeline", "actions", "suggestions",
                                       "metrics", "draft"})
        messages = [row["source"]["message_id"] for row in record["timeline"] if row["kind"] == "message"]
        self.assertEqual(messages, self.said)
        self.assertEqual(record["draft"]["markdown"], self.bot.export("md"))

    def test_csv_has_a_row_for_each_entry(self):
        rows = list(csv.DictReader(io.StringIO(self.bot.export("csv"), newline="")))
        timeline = self.bot.record()["timeline"]
        self.assertEqual([row["id"] for row in rows], [row["id"] for row in timeline])
        self.assertEqual([row["text"] for row in rows], [row["text"] for row in timeline])

    def test_html_is_a_whole_page_without_scripts_of_the_chat(self):
        self.await_entry(self.say("sam", "<script>alert(1)</script>"))
        page = self.bot.export("html")
        self.assertTrue(page.lstrip().lower().startswith("<!doctype html"))
        self.assertNotIn("<script>alert", page)
        self.assertIn("error rate is at 12%", page)

    def test_png_is_a_picture(self):
        target = self.folder / "incident.png"
        done = self.run_program("export", "INC-1", "--config", self.bot.config, "--format", "png",
                                "--output", target)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(target.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")

    def test_export_in_chat_shares_the_file(self):
        self.slash("sam", "export json")
        shared = self.until(lambda: self.workspace.files(".json"), "the shared file")[0]
        self.assertEqual(json.loads(self.workspace.file_text(shared["id"]))["incident"]["id"], "INC-1")

    def test_list_shows_it_as_json_and_as_text(self):
        done = self.run_program("list", "--config", self.bot.config, "--format", "json")
        self.assertEqual([(row["id"], row["title"]) for row in json.loads(done.stdout)],
                         [("INC-1", "Checkout returns 500")])
        done = self.run_program("list", "--config", self.bot.config)
        self.assertIn("Checkout returns 500", done.stdout)

    def test_an_incident_that_is_not_there_is_a_usage_error(self):
        done = self.run_program("export", "INC-99", "--config", self.bot.config, "--format", "md")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("INC-99", done.stderr)

    def test_no_token_is_in_any_export(self):
        for file_format in ("md", "html", "json", "csv"):
            self.assert_no_secret(self.bot.export(file_format), file_format)


if __name__ == "__main__":
    unittest.main()
