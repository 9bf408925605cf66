"""`serve` as whoever runs it knows it: health, metrics, signals, and what it lives through."""

import json
import re
import signal
import socket
import unittest

from stage import StageCase, run

BLAMEFUL = "You deployed broken code"

METRICS = {
    "secondstory_events_total": "counter",
    "secondstory_event_duplicates_total": "counter",
    "secondstory_event_ack_seconds": "histogram",
    "secondstory_commit_batch_size": "histogram",
    "secondstory_outbox_pending": "gauge",
    "secondstory_outbox_send_seconds": "histogram",
    "secondstory_connection_up": "gauge",
    "secondstory_reconnects_total": "counter",
    "secondstory_ghost_connections": "gauge",
    "secondstory_rate_limited_total": "counter",
    "secondstory_suggestions_total": None,
    "secondstory_incidents": "gauge",
}

OWN_RULE = """category = "C08"

[[rule]]
id = "gremlin"
pattern = 'SUBJ BE (a|the) gremlin'
confidence = 0.9
question = "What happened just before?"
why = "Nobody is a gremlin."
"""


class Status(StageCase):
    def test_healthz_tells_of_its_parts(self):
        status, text = self.bot.get("/healthz")
        self.assertEqual(status, 200)
        self.assertIn("storage", json.loads(text)["parts"])

    def test_readyz_is_200_while_slack_and_storage_are_there(self):
        self.assertEqual(self.bot.get("/readyz")[0], 200)

    def test_metrics_has_every_documented_name(self):
        text = self.bot.get("/metrics")[1]
        for name, kind in METRICS.items():
            with self.subTest(name):
                self.assertRegex(text, rf"(?m)^# TYPE {name} {kind or '(counter|gauge)'}$")
                self.assertRegex(text, rf"(?m)^{name}(_count|_bucket)?(\{{| )")

    def test_metrics_count_what_happens(self):
        self.declare()
        about = self.say("mark", BLAMEFUL)
        self.await_said("", thread=about)
        self.until(lambda: self.bot.metric(r'secondstory_incidents\{status="investigating"\}') == 1,
                   "the incident to be counted")
        self.assertGreaterEqual(self.bot.metric(r"secondstory_event_ack_seconds_count"), 2)
        self.until(lambda: self.bot.metric(r"secondstory_outbox_pending") == 0, "an empty outbox")
        self.until(lambda: self.offers_counted() == 1, "the suggestion to be counted")

    def offers_counted(self):
        samples = re.findall(r'^secondstory_suggestions_total\{.*state="offered".*\} (\S+)$',
                             self.bot.get("/metrics")[1], re.M)
        return sum(map(float, samples))

    def test_metrics_and_health_hold_no_secret(self):
        self.declare()
        for path in ("/metrics", "/healthz", "/readyz"):
            self.assert_no_secret(self.bot.get(path)[1], path)

    def test_an_unknown_path_is_404(self):
        self.assertEqual(self.bot.get("/etc/passwd")[0], 404)

    def test_every_event_is_acknowledged_within_three_seconds(self):
        self.declare()
        for n in range(50):
            self.say("sam", f"observation {n}")
        self.workspace.await_quiet()
        slow = [one for one in self.workspace.acks() if one["ack_latency_ms"] > 3000]
        self.assertEqual(slow, [])


class Signals(StageCase):
    def test_sigterm_ends_with_0_within_five_seconds(self):
        self.declare()
        code, took = self.bot.stop()
        self.assertEqual(code, 0, self.bot.log())
        self.assertLess(took, 5)
        self.until(lambda: not self.workspace.state()["connections"], "the sockets to be closed")

    def test_sigint_does_the_same(self):
        self.bot.process.send_signal(signal.SIGINT)
        self.assertEqual(self.bot.process.wait(5), 0, self.bot.log())

    def test_sigterm_while_messages_flow_loses_none(self):
        self.declare()
        sent = [self.say("sam", f"before {n}") for n in range(40)]
        code, _ = self.bot.stop()
        self.assertEqual(code, 0, self.bot.log())
        sent += [self.say("sam", f"while away {n}") for n in range(5)]
        self.bot.start()
        self.workspace.await_quiet()
        said = [row["source"]["message_id"] for row in self.bot.record()["timeline"] if row["kind"] == "message"]
        self.assertEqual(said, sent)

    def test_sighup_reloads_and_the_bot_goes_on(self):
        self.declare()
        self.bot.process.send_signal(signal.SIGHUP)
        self.until(lambda: "reloaded" in self.bot.log(), "the log to tell of the reload")
        about = self.say("mark", BLAMEFUL)
        self.await_said("", thread=about)

    def test_a_bad_rule_file_is_refused_by_file_and_line_and_the_old_rules_stay(self):
        rules = self.folder / "rules"
        rules.mkdir()
        own = rules / "own.toml"
        own.write_text(OWN_RULE)
        self.bot.stop()
        config = self.bot.config.read_text(encoding="utf-8")
        self.bot.config.write_text(config.replace("[language]\n", f'[language]\nrules = "{rules}"\n'),
                                   encoding="utf-8")
        self.bot.start()
        self.declare()
        about = self.say("mark", "you are a gremlin")
        self.await_said("What happened just before?", thread=about)
        own.write_text(OWN_RULE.replace("pattern", "patern"))
        self.bot.process.send_signal(signal.SIGHUP)
        self.until(lambda: "own.toml:5: unknown key 'patern'" in self.bot.log(),
                   "the log to name the file and the line")
        self.assertIn("stay as they were", self.bot.log())
        about = self.say("mark", "you are the gremlin")
        self.await_said("What happened just before?", thread=about)
        own.write_text(OWN_RULE.replace("just before", "then"))
        self.bot.process.send_signal(signal.SIGHUP)
        self.until(lambda: "reloaded" in self.bot.log(), "the log to tell of the reload")
        about = self.say("mark", "you are a gremlin again")
        self.await_said("What happened then?", thread=about)

    def test_sighup_reloads_the_template_and_refuses_a_broken_one_with_its_line(self):
        self.bot.stop()
        template = self.folder / "own.mustache"
        template.write_text("first {{id}}", encoding="utf-8")
        with open(self.bot.config, "a", encoding="utf-8") as config:
            config.write('[postmortem]\ntemplate = "own.mustache"\n')
        self.bot.start()
        self.declare()
        template.write_text("second {{id}}\n{{#timeline}}", encoding="utf-8")
        self.bot.process.send_signal(signal.SIGHUP)
        self.until(lambda: "own.mustache:2:" in self.bot.log(), "the log to name the broken line")
        template.write_text("third {{id}}", encoding="utf-8")
        self.bot.process.send_signal(signal.SIGHUP)
        self.until(lambda: "are reloaded" in self.bot.log(), "the log to tell of the reload")
        self.slash("priya", "close done")
        self.assertEqual(self.workspace.file_text(self.await_draft()["id"]), "third INC-1")

    def test_sigterm_while_slack_does_not_answer_ends_within_five_seconds(self):
        self.declare()
        self.workspace.do("fault", method="*", delay_ms=60_000, times=100)
        self.slash("priya", "sev 1")
        code, took = self.bot.stop()
        self.assertEqual(code, 0, self.bot.log())
        self.assertLess(took, 6)


class Alone(StageCase):
    def test_a_second_serve_on_the_same_database_is_refused_and_the_first_goes_on(self):
        done = run("serve", "--config", self.bot.config)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("secondstory.db", done.stderr)
        self.declare()

    def test_a_taken_status_port_is_refused_by_name(self):
        second = self.folder / "second.toml"
        second.write_text(self.bot.config.read_text(encoding="utf-8")
                          .replace(str(self.bot.database), str(self.folder / "other.db"))
                          .replace("127.0.0.1:0", f"127.0.0.1:{self.bot.port}"), encoding="utf-8")
        done = run("serve", "--config", second)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(str(self.bot.port), done.stderr)


class Credentials(StageCase):
    def test_check_online_says_that_the_tokens_are_good(self):
        done = run("check", "--online", "--config", self.bot.config)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_no_secret(done.stdout + done.stderr, "what check prints")

    def test_check_online_refuses_a_wrong_token_with_3_and_does_not_print_it(self):
        wrong = self.folder / "wrong.toml"
        wrong.write_text(self.bot.config.read_text(encoding="utf-8").replace(
            self.workspace.bot_token, "xoxb-wrong-SECRET-PART"), encoding="utf-8")
        done = run("check", "--online", "--config", wrong)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertNotIn("SECRET-PART", done.stdout + done.stderr)


class Trouble(StageCase):
    def test_a_refreshed_connection_loses_nothing(self):
        self.declare()
        before = self.say("sam", "before the refresh")
        self.workspace.do("disconnect", reason="refresh_requested", close_after_ms=500)
        during = [self.say("sam", f"during the refresh {n}") for n in range(10)]
        self.workspace.await_quiet()
        for ts in [before, *during]:
            self.assertIsNotNone(self.entry(ts))

    def test_connections_that_are_cut_come_back(self):
        self.declare()
        for _ in range(3):
            old = set(self.workspace.state()["connections"])
            self.workspace.do("drop")
            self.until(lambda: set(self.workspace.state()["connections"]) - old, "a new connection", 90)
        ts = self.say("sam", "still here?")
        self.await_entry(ts)

    def test_readyz_is_503_while_slack_is_gone_and_names_it(self):
        self.workspace.do("fault", method="apps.connections.open", http_status=500, times=50)
        self.workspace.do("drop")
        self.until(lambda: self.bot.get("/readyz")[0] == 503, "/readyz to be 503")
        self.assertIn("slack", self.bot.get("/readyz")[1])
        self.assertEqual(self.bot.get("/healthz")[0], 200)
        self.workspace.do("fault", method="*", clear=True)
        self.bot.await_ready()

    def test_frames_that_are_no_envelopes_end_nothing(self):
        self.declare()
        for junk in ("", "not json", "[]", "{}", '{"type":"events_api"}', '{"type":"events_api","envelope_id":7}',
                     '{"type":"nothing","envelope_id":"e1","payload":{}}', "{" * 10_000, "\u0000"):
            self.workspace.do("junk", text=junk)
        self.await_entry(self.say("sam", "still here?"))
        self.assertTrue(self.bot.is_running())

    def test_events_of_any_shape_are_acknowledged_and_end_nothing(self):
        self.declare()
        for event in ({"type": "message"}, {"type": "message", "channel": 7, "ts": []},
                      {"type": "reaction_added", "item": None}, {"type": "from_the_future", "x": {"y": [1]}},
                      {"type": "message", "subtype": "message_changed", "message": "none"},
                      {"type": "message", "channel": "C0NOWHERE", "ts": "1.2.3", "text": 5}):
            self.workspace.do("event", event=event)
        self.workspace.await_quiet()
        self.await_entry(self.say("sam", "still here?"))

    def test_a_rate_limit_delays_a_post_and_does_not_double_it(self):
        self.declare()
        self.workspace.do("fault", method="chat.postMessage", retry_after=1, http_status=429, times=1)
        self.slash("priya", "note limited")
        self.await_said("limited")
        self.until(lambda: self.bot.metric(r"secondstory_outbox_pending") == 0, "an empty outbox")
        self.assertEqual(len(self.workspace.from_bot(self.room, "limited")), 1)

    def test_a_post_whose_answer_was_lost_is_not_said_twice(self):
        self.declare()
        self.workspace.do("fault", method="chat.postMessage", drop="after", times=1)
        self.slash("priya", "note said once")
        self.await_said("said once")
        self.slash("priya", "note the next one")
        self.await_said("the next one")
        self.until(lambda: self.bot.metric(r"secondstory_outbox_pending") == 0, "an empty outbox")
        self.assertEqual(len(self.workspace.from_bot(self.room, "said once")), 1)

    def test_a_server_error_is_tried_again(self):
        self.declare()
        self.workspace.do("fault", method="chat.postMessage", http_status=503, times=2)
        self.slash("priya", "note after the storm")
        self.await_said("after the storm")

    def test_a_repeated_delivery_changes_nothing(self):
        self.declare()
        ts = self.say("mark", BLAMEFUL)
        self.await_said("", thread=ts)
        channel = self.workspace.channel(self.room)["id"]
        for _ in range(5):
            self.workspace.do("event", event={"type": "message", "channel": channel, "user": "U0MARK",
                                              "text": BLAMEFUL, "ts": ts, "event_ts": ts,
                                              "channel_type": "channel"})
        self.workspace.await_quiet()
        self.assertIsNotNone(self.entry(ts))
        self.assertEqual(len(self.bot.record()["suggestions"]), 1)
        self.assertEqual(len(self.workspace.from_bot(self.room, "", thread=ts)), 1)

    def test_m20_words_that_look_like_mentions_call_nobody_when_they_are_repeated(self):
        self.declare()
        self.slash("priya", "note <!channel> and <@U0SAM> look at this")
        said = self.await_said("look at this")
        self.assertNotIn("<!channel>", json.dumps(said))


class OutsidersAtTheDoor(StageCase):
    def test_the_status_server_answers_after_nonsense(self):
        for nonsense in (b"\x00\xff\xfe garbage\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /" + b"a" * 100_000):
            with socket.create_connection(("127.0.0.1", self.bot.port), timeout=10) as line:
                try:
                    line.sendall(nonsense)
                except OSError:
                    pass
        self.assertEqual(self.bot.get("/healthz")[0], 200)


if __name__ == "__main__":
    unittest.main()
