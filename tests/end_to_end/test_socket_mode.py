"""The rules of Socket Mode (M1 to M14, M21, M23), as whoever runs `serve` sees them kept. The
workspace fails on demand: workspace_server.hpp lists how."""

import json
import pathlib
import sqlite3
import time
import unittest

from stage import StageCase

SCENARIOS = pathlib.Path(__file__).resolve().parent / "scenarios"
LANGUAGE = "[language]\ncooldown_seconds = 0\n"


class SocketCase(StageCase):
    def connections(self):
        return self.workspace.state()["connections"]

    def await_connections(self, count, but_not=()):
        """Until so many connections are there, none of them one of these."""
        def settled():
            now = self.connections()
            return now if len(now) == count and not set(now) & set(but_not) else None
        return self.until(settled, f"{count} connections other than {but_not}", 60)

    def delivery(self, ts):
        return next(one for one in self.workspace.acks() if one.get("ts") == ts)

    def opens(self):
        return self.workspace.look("calls", method="apps.connections.open")["calls"]

    def await_time(self, seconds):
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= end, "time to pass", seconds + 10)

    def complaints(self):
        return json.dumps(json.loads(self.bot.get("/readyz")[1])["parts"])


class OneSocket(SocketCase):
    settings = "sockets = 1\n" + LANGUAGE

    def test_m1_each_dial_has_a_ticket_of_its_own(self):
        self.workspace.do("handshake", status=409, times=2)
        self.workspace.do("drop")
        self.await_connections(1, but_not=[1])
        # Two connections were made and two handshakes refused; a ticket used twice is a violation.
        self.assertEqual(len(self.opens()), 4)

    def test_m2_connected_means_hello(self):
        self.workspace.do("hello", delay_ms=3000)
        self.workspace.do("drop")
        self.until(lambda: self.connections() == [2], "the socket to be open again")
        self.assertEqual(self.bot.get("/readyz")[0], 503)
        self.bot.await_ready()

    def test_m4_a_warning_is_followed_by_no_silence(self):
        self.declare()
        self.workspace.await_quiet()
        self.workspace.do("hello", delay_ms=2000)
        self.workspace.do("disconnect", reason="warning", close_after_ms=9000)
        said = [self.say("sam", f"during the change {n}") for n in range(5)]
        self.slash("priya", "help")
        self.await_told("priya", "incident")
        self.workspace.await_quiet()
        for ts in said:
            self.assertIsNotNone(self.entry(ts))
            self.assertEqual([one["connection"] for one in self.delivery(ts)["deliveries"]], [1])
        self.await_connections(1, but_not=[1])

    def test_m4_a_refresh_every_second_keeps_it_connected(self):
        self.declare()
        self.workspace.do("scenario", text='{"every_ms": 1300, "repeat": 6, "do": "disconnect", '
                                           '"reason": "refresh_requested"}')
        said = []
        def all_done():
            said.append(self.say("sam", f"observation {len(said)}"))
            return self.workspace.state()["scenario"]["left"] == 0
        self.until(all_done, "six refreshes")
        self.workspace.await_quiet()
        slow = [one for one in self.workspace.acks() if one["ack_latency_ms"] > 2500]
        self.assertEqual(slow, [])
        again = [one for one in self.workspace.acks() if len(one["deliveries"]) > 1]
        self.assertEqual(again, [], "a delivery had to be repeated")
        self.assertGreaterEqual(max(self.connections()), 6, "a refresh was followed by a pause")
        # One call for each connection there was, and no more.
        self.assertLessEqual(len(self.opens()), max(self.connections()))

    def test_m8_what_slack_delivers_again_is_recorded(self):
        self.declare()
        self.workspace.await_quiet()
        self.workspace.do("freeze")
        ts = self.say("sam", "into the void")
        self.workspace.do("drop")
        self.await_entry(ts)
        self.assertEqual([one["retry_attempt"] for one in self.delivery(ts)["deliveries"]], [0, 1])

    def test_m13_retry_after_is_waited_out(self):
        self.workspace.do("fault", method="apps.connections.open", retry_after=3)
        begun = time.monotonic()
        self.workspace.do("drop")
        self.await_connections(1, but_not=[1])
        self.assertGreaterEqual(time.monotonic() - begun, 3)
        self.bot.await_ready()
        calls = self.opens()
        self.assertEqual([call["status"] for call in calls], [200, 429, 200])

    def test_m13_a_refused_app_token_is_said_and_not_hammered(self):
        self.workspace.do("fault", method="apps.connections.open", error="invalid_auth", times=1000)
        before = len(self.opens())
        self.workspace.do("drop")
        self.until(lambda: "app_token" in self.complaints(), "/readyz to name the token")
        self.assertEqual(self.bot.get("/readyz")[0], 503)
        self.await_time(4)
        self.assertEqual(len(self.opens()), before + 1)

    def test_m13_socket_mode_switched_off_is_said_and_not_hammered(self):
        before = len(self.opens())
        self.workspace.do("disconnect", reason="link_disabled", close_after_ms=100)
        self.until(lambda: "switched off" in self.complaints(), "/readyz to name the setting")
        self.assertEqual(self.bot.get("/readyz")[0], 503)
        self.await_time(4)
        self.assertEqual(len(self.opens()), before)

    def test_m13_a_refused_bot_token_is_not_ready(self):
        self.declare()
        self.workspace.do("fault", method="*", error="token_revoked", times=1000)
        self.slash("priya", "note nobody will hear this")
        self.until(lambda: self.bot.get("/readyz")[0] == 503, "/readyz to be 503")
        self.assertIn("bot_token", self.complaints())

    def test_m14_a_close_that_nobody_answers_is_cut(self):
        old = self.connections()
        self.workspace.do("disconnect", reason="refresh_requested", close_after_ms=60_000)
        self.until(lambda: len(self.connections()) == 2, "the replacement")
        self.workspace.do("freeze", connection=old[0])
        begun = time.monotonic()
        self.until(lambda: old[0] not in self.connections(), "the old socket to be cut")
        self.assertLess(time.monotonic() - begun, 9)


class TwoSockets(SocketCase):
    def setUp(self):
        super().setUp()
        self.await_connections(2)  # it is ready with one

    def test_m3_refused_handshakes_double_no_sockets(self):
        self.workspace.do("handshake", status=503, times=3)
        old = self.connections()
        self.workspace.do("drop")
        self.await_connections(2, but_not=old)
        self.assertEqual(max(self.connections()), 4, "more connections were made than were needed")

    def test_m5_too_many_websockets_is_survived_and_ghosts_raise_an_alarm(self):
        self.workspace.do("crowd", times=1)
        self.workspace.do("hello", ghosts=5, times=20)
        old = self.connections()
        self.workspace.do("drop")
        self.await_connections(2, but_not=old)
        gauge = r'secondstory_ghost_connections\{platform="slack"\}'
        self.until(lambda: self.bot.metric(gauge) == 5, "the ghosts to be counted")
        self.assertIn("not ours", self.bot.log())
        self.assertEqual(self.bot.metric(r'secondstory_reconnects_total\{platform="slack",reason="too_many_websockets"\}'), 1)
        self.workspace.do("hello", times=0)
        self.workspace.do("drop")
        self.until(lambda: self.bot.metric(gauge) == 0, "the alarm to end")

    def test_m6_what_was_acknowledged_survives_kill_9(self):
        self.declare()
        said = [self.say("sam", f"observation {n}") for n in range(30)]
        self.until(lambda: any(self.delivery(ts)["acked"] for ts in said), "an acknowledgement")
        self.bot.kill()
        acked = [ts for ts in said if self.delivery(ts)["acked"]]
        for ts in acked:
            self.assertIsNotNone(self.entry(ts))
        self.bot.start()

    def test_m7_a_delivery_is_known_again_in_another_envelope_and_after_a_restart(self):
        self.declare()
        self.workspace.do("retry", after_ms=5000, times=100)
        self.workspace.do("duplicate", times=2)
        twice = self.say("sam", "comes twice")
        self.workspace.await_quiet()
        self.workspace.do("acks", lose=1)
        again = self.say("mark", "acknowledged in vain")
        self.await_entry(again)
        self.bot.kill()
        self.bot.start()
        self.workspace.await_quiet()
        for ts in (twice, again):
            self.assertGreater(len(self.delivery(ts)["deliveries"]), 1)
            self.assertIsNotNone(self.entry(ts))
        self.assertGreaterEqual(self.bot.metric(r'secondstory_event_duplicates_total\{platform="slack"\}'), 1)

    def test_m7_a_mention_that_comes_as_two_events_is_heard_once(self):
        # Slack tells of it as `message` and as `app_mention`, each with an event_id of its own.
        self.declare()
        ts = self.say("mark", "@secondstory note told twice")
        self.await_said("told twice")
        self.workspace.await_quiet()
        self.assertEqual([one["kind"] for one in self.workspace.acks() if one.get("ts") == ts].count("app_mention"), 1)
        self.until(lambda: self.bot.metric(r"secondstory_outbox_pending") == 0, "an empty outbox")
        self.assertEqual(len(self.workspace.from_bot(self.room, "told twice")), 1)
        notes = [row for row in self.bot.record()["timeline"] if "told twice" in row["text"] and row["kind"] == "note"]
        self.assertEqual(len(notes), 1)

    def test_m9_a_connection_closed_with_1009_is_no_poison(self):
        self.declare()
        before = self.connections()
        self.workspace.do("retry", after_ms=500)
        self.workspace.do("acks", too_long=1)
        ts = self.say("sam", "its acknowledgement is refused")
        self.workspace.await_quiet()
        self.assertIsNotNone(self.entry(ts))
        self.until(lambda: len(self.connections()) == len(before) and self.connections() != before,
                   "the closed connection to be replaced")
        self.assertTrue(self.delivery(ts)["acked"])

    def test_m10_late_pongs_are_borne_and_a_half_open_link_is_noticed(self):
        late, dead = self.connections()
        self.workspace.do("ping", every_ms=0)
        self.workspace.do("stall", connection=late, delay_ms=16_000)
        self.workspace.do("freeze", connection=dead)
        begun = time.monotonic()
        self.until(lambda: dead not in self.connections(), "the half-open link to be noticed", 45)
        took = time.monotonic() - begun
        self.assertLess(took, 30)
        self.assertGreater(took, 20, "that was too soon for a pong that is late")
        self.assertIn(late, self.connections(), "a late pong was taken for a dead link")

    def test_m10_a_middlebox_that_forgets_silent_links_finds_none(self):
        self.declare()
        self.workspace.await_quiet()
        before = self.connections()
        self.workspace.do("ping", every_ms=0)
        self.workspace.do("middlebox", forgets_after_ms=8_000)
        self.await_time(14)
        said = [self.say("sam", f"over a link that only pings kept alive, {n}") for n in range(4)]
        self.workspace.await_quiet()
        for ts in said:
            self.assertEqual(len(self.delivery(ts)["deliveries"]), 1, "it had to be sent again")
            self.assertIsNotNone(self.entry(ts))
        self.assertEqual(self.connections(), before)

    def test_m11_junk_of_every_kind_ends_nothing(self):
        self.declare()
        before = self.connections()
        for text in ("", "\n", "null", "[]", "{}", "7", '"text"', "UNAUTHENTICATED: cache_error", "[" * 100_000,
                     '{"type":"events_api","envelope_id":7}', '{"type":"hello","num_connections":"x"}',
                     '{"envelope_id":"e1","type":"events_api"}', '{"envelope_id":"e2","type":"events_api","payload":"{"}',
                     '{"envelope_id":"e3","type":"events_api","payload":{"type":"app_rate_limited","team_id":[]}}',
                     '{"envelope_id":"e4","type":"interactive","payload":{"type":"block_actions","actions":[null,7]}}'):
            self.workspace.do("junk", text=text)
        self.workspace.do("junk", text="\u0001binary", binary=True)
        self.workspace.do("junk", text='{"type":"x"}', frames=4)
        self.workspace.do("junk", text="huge ", bytes=8_000_000)
        self.await_entry(self.say("sam", "still here?"))
        self.assertEqual(self.connections(), before)

    def test_m11_a_frame_beyond_every_measure_costs_one_connection(self):
        self.declare()
        self.workspace.do("junk", text="x", bytes=20_000_000, connection=self.connections()[0])
        self.await_entry(self.say("sam", "still here?"))
        self.bot.await_ready()

    def test_m12_a_ledger_that_stands_still_costs_no_connection(self):
        self.declare()
        self.workspace.await_quiet()
        before = self.connections()
        other = sqlite3.connect(self.bot.database, isolation_level=None)
        self.addCleanup(other.close)
        other.execute("BEGIN IMMEDIATE")
        said = [self.say("sam", f"observation {n}") for n in range(200)]
        self.until(lambda: any(len(self.delivery(ts)["deliveries"]) > 1 for ts in said[:5]),
                   "deliveries to be repeated, as none is acknowledged")
        self.assertFalse(any(self.delivery(ts)["acked"] for ts in said[:5]))
        other.execute("ROLLBACK")
        self.workspace.await_quiet()
        for ts in said[::20]:
            self.assertIsNotNone(self.entry(ts))
        self.assertEqual(self.connections(), before)

    def test_m21_whatever_fails_no_secret_is_written(self):
        self.declare()
        self.workspace.do("fault", method="response_url", http_status=500, times=3)
        self.workspace.do("fault", method="chat.postEphemeral", error="user_not_in_channel", times=3)
        self.slash("priya", "help")
        self.workspace.await_quiet()
        self.workspace.do("handshake", status=503, times=2)
        self.workspace.do("fault", method="apps.connections.open", drop="before", times=1)
        old = self.connections()
        self.workspace.do("drop")
        self.await_connections(2, but_not=old)
        self.bot.await_ready()
        self.workspace.do("fault", method="chat.postMessage", body=f"refused: {self.workspace.bot_token}", times=1)
        self.slash("priya", "note something")
        self.bot.await_ready()
        self.await_said("something")
        for path in ("/metrics", "/healthz", "/readyz"):
            self.assert_no_secret(self.bot.get(path)[1], path)
        for form in ("json", "md", "html", "csv"):
            self.assert_no_secret(self.bot.export(form), f"the {form} export")

    def test_m20_what_looks_like_a_mention_is_repeated_as_words(self):
        self.declare()
        self.slash("priya", "note &lt;!channel&gt; look here")
        said = json.dumps(self.await_said("look here"))
        self.assertIn("&amp;lt;!channel&amp;gt;", said)
        self.assertNotIn("<!channel>", said)

    def test_m23_sigterm_ends_within_five_seconds_though_nobody_answers(self):
        self.declare()
        self.workspace.do("freeze")
        code, took = self.bot.stop()
        self.assertEqual(code, 0, self.bot.log())
        self.assertLess(took, 5)


class TenSockets(SocketCase):
    settings = "sockets = 10\n" + LANGUAGE

    def test_m5_at_the_cap_the_old_socket_makes_room_first(self):
        before = self.await_connections(10)
        self.workspace.do("disconnect", reason="warning", connection=before[3], close_after_ms=60_000)
        self.await_connections(10, but_not=[before[3]])
        self.assertIsNone(self.bot.metric(
            r'secondstory_reconnects_total\{platform="slack",reason="too_many_websockets"\}'))


class ByScenario(SocketCase):
    workspace_options = ("--scenario", str(SCENARIOS / "storm.jsonl"))

    def test_a_bad_afternoon_loses_and_doubles_nothing(self):
        self.declare()
        said, notes = [], []
        for n in range(100):
            said.append(self.say(("sam", "mark", "noor")[n % 3], f"observation {n}"))
            if n % 10 == 9:
                notes.append(f"milestone-{n:03}")
                self.until(self.connections, "a connection", 60)
                self.slash("priya", f"note {notes[-1]}")
        self.until(lambda: self.workspace.state()["scenario"]["left"] == 0, "the scenario to end", 60)
        self.assertEqual(self.workspace.state()["scenario"]["complaints"], [])
        self.until(lambda: self.workspace.state()["pending"] == 0, "every delivery to be taken", 120)
        rows = [row["source"]["message_id"] for row in self.bot.record()["timeline"] if row["kind"] == "message"]
        self.assertEqual(rows, said)
        self.bot.await_ready()
        self.until(lambda: self.bot.metric(r"secondstory_outbox_pending") == 0, "an empty outbox", 60)
        # A command is sent once: one that meets a cut line is lost, and Slack tells its sender. One
        # whose acknowledgement got lost may have been carried out all the same.
        taken = {one["event_id"] for one in self.workspace.acks() if one["kind"] == "/incident" and one["acked"]}
        heard = [len(self.workspace.from_bot(self.room, note)) for note in notes]
        self.assertLessEqual(max(heard), 1)
        self.assertGreaterEqual(sum(heard), len(taken) - 1)  # one of them declared the incident


if __name__ == "__main__":
    unittest.main()
