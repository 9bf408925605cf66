"""Holds the record, what the bot said and how fast it acknowledged against what was said to it."""

import collections
import json
import pathlib
import re

from talk import BLAMEFUL, PEOPLE
from stage import shown

# An event that was sent this long before a kill should have been acknowledged: what is younger cannot
# be held against the bot, nor what came before it had caught up for a second with what waited.
PROMISED_S = 0.25
CATCH_UP_S = 1.0
TOO_SLOW = "acknowledgements too slow"


class Verdict:
    def __init__(self, soak):
        self.soak, self.talk = soak, soak.talk
        self.workspace = soak.workspace
        self.figures, self.faults = {}, []

    def all(self):
        acks = self.workspace.acks()
        self.acked = {one["event_id"] for one in acks if one["acked"]}
        self.records = [soak_record for soak_record in map(self.read, range(1, self.soak.plan.channels + 1))]
        self.spoken = {channel: self.workspace.look("messages", channel=channel) for channel in self.talk.channels}
        self.deliveries(acks)
        self.timeline()
        self.answers()
        self.connections()
        for violation in self.workspace.violations():
            self.fault("rule of Slack's broken", json.dumps(violation))

    def read(self, number):
        return self.soak.bot.record(f"INC-{number}")

    def write(self, name, rows):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (pathlib.Path(self.soak.folder) / name).write_text(text, encoding="utf-8")

    def fault(self, kind, detail):
        self.faults.append((kind, detail))

    def expect(self, kind, subject, found, expected):
        if found != expected:
            self.fault(kind, f"{subject}: {found!r}, not {expected!r}")

    # What was taken in.

    def deliveries(self, acks):
        for one in acks:
            if one["type"] == "events_api" and not one["acked"]:
                self.fault("event never acknowledged", json.dumps(one))
        outages = [(outage.killed - PROMISED_S, outage.ready + CATCH_UP_S)
                   for outage in self.soak.killer.outages]
        calm, slow, again = [], [], 0
        for one in acks:
            if not one["acked"]:
                continue
            again += len(one["deliveries"]) > 1
            first = one["deliveries"][0]["at"]
            taken = next(sent["at"] for sent in one["deliveries"]
                         if sent["envelope_id"] == one["ack_envelope_id"])
            if not any(begin <= first <= end for begin, end in outages):
                # From its first sending: one that had to be sent again was late.
                calm.append((taken - first) * 1000 + one["ack_latency_ms"])
                if calm[-1] >= PROMISED_S * 1000:
                    slow.append({"ms": calm[-1], **one})
        calm.sort()
        self.write("slow.jsonl", slow)
        self.write("troubles.jsonl", [{"at": at, "what": what} for at, what in sorted(self.soak.log)])
        p99 = percentile(calm, 0.99)
        self.figures.update({
            "deliveries": len(acks), "sent more than once": again, "outside restarts": len(calm),
            "acknowledged after, ms: median": f"{percentile(calm, 0.5):.1f}", "… p99": f"{p99:.1f}",
            "… p99.9": f"{percentile(calm, 0.999):.1f}", "… at most": f"{calm[-1] if calm else 0:.0f}"})
        if p99 >= PROMISED_S * 1000:
            self.fault(TOO_SLOW, f"p99 is {p99:.0f} ms")
        recovery = sorted(outage.ready - outage.killed for outage in self.soak.killer.outages)
        self.figures.update({
            "from kill to ready, s: median": f"{percentile(recovery, 0.5):.2f}",
            "… longest": f"{recovery[-1] if recovery else 0:.2f}",
            "memory of the bot, MiB: most": f"{max(self.soak.killer.memory):.0f}",
            "processor time of the bot, s": f"{self.soak.killer.cpu:.0f}"})

    # What was recorded.

    def timeline(self):
        edits = deletions = 0
        for number, record in enumerate(self.records):
            channel = self.talk.channels[number]
            rows = [row for row in record["timeline"] if row["source"]["message_id"]]
            found = [row["source"]["message_id"] for row in rows]
            for ts, count in collections.Counter(found).items():
                if count > 1:
                    self.fault("message recorded twice", f"{ts} in #{channel}: {count} times")
            said = {ts: one for ts, one in self.talk.said.items() if one.channel == channel}
            noted = {ts for ts, (where, _, _) in self.talk.mentions.items() if where == channel}
            for ts in sorted((said.keys() | noted) - set(found)):
                self.fault("message lost", f"{ts} in #{channel}")
            for ts in sorted(set(found) - (said.keys() | noted)):
                self.fault("message nobody said", f"{ts} in #{channel}")
            if found != sorted(found):
                self.fault("out of order", f"#{channel}")
            for row in rows:
                self.message(row, said.get(row["source"]["message_id"]))
            edits += sum(len(one.former) for one in said.values())
            deletions += sum(one.deleted for one in said.values())
        self.figures.update({"edits": edits, "deletions": deletions})

    def message(self, row, one):
        ts = row["source"]["message_id"]
        if ts in self.talk.mentions:
            _, user, words = self.talk.mentions[ts]
            self.expect("note differs", ts, (row["kind"], row["actor"]["id"], row["text"]), ("note", PEOPLE[user], words))
        elif one is not None:
            self.expect("author differs", ts, row["actor"]["id"], PEOPLE[one.user])
            self.expect("kind differs", ts, row["kind"], "message")
            self.expect("text differs", ts, row["text"], "" if one.deleted else one.text)
            self.expect("thread differs", ts, row["source"]["thread_id"], one.thread)
            self.expect("deletion differs", ts, row["deleted_at"] is not None, one.deleted)
            if not one.deleted:
                self.expect("former texts differ", ts, [each["text"] for each in row["revisions"]], one.former)

    # What was answered.

    def answers(self):
        public = collections.defaultdict(list)  # channel → texts of the bot
        threads = collections.Counter()  # (channel, thread) → messages of the bot
        private = []
        tokens = collections.Counter()
        for channel, seen in self.spoken.items():
            for message in seen["messages"]:
                payload = message.get("metadata", {}).get("event_payload")
                if not payload:
                    continue
                tokens[payload["id"]] += 1
                public[channel].append(shown(message))
                threads[channel, message.get("thread_ts")] += 1
            private += [shown(one) for one in seen["ephemeral"]]
        for token, count in tokens.items():
            if count > 1:
                self.fault("said twice", f"{token}: {count} times")
        for ts in self.talk.blameful:
            channel = self.talk.said[ts].channel
            self.expect("suggestions about one message", ts, threads.pop((channel, ts), 0), 1)
        for (channel, thread), count in threads.items():
            if thread is not None:
                self.fault("unasked answer", f"{count} in thread {thread} of #{channel}")
        self.notes(public)
        self.questions(private)
        suggested = collections.Counter(one["message_id"] for record in self.records for one in record["suggestions"])
        self.expect("suggestions recorded", BLAMEFUL, suggested, collections.Counter(self.talk.blameful))
        self.figures.update({"messages of the bot": sum(tokens.values()), "suggestions": len(self.talk.blameful)})

    def notes(self, public):
        lost = 0
        answers = {channel: collections.Counter(text.split(": ", 1)[-1].split("\n")[0] for text in texts if "Noted" in text)
                   for channel, texts in public.items()}
        entries = collections.Counter((self.talk.channels[number], row["text"])
                                      for number, record in enumerate(self.records)
                                      for row in record["timeline"] if row["kind"] == "note")
        for channel, _, words in self.talk.mentions.values():
            self.expect("answers to a mention", words, answers[channel][words], 1)
        for trigger, (channel, words) in self.talk.notes.items():
            found = answers[channel][words]
            self.expect("answer and record of a command", words, found, entries[channel, words])
            if trigger in self.acked:
                self.expect("answers to a command", words, found, 1)
            else:
                lost += 1
                self.expect("answers to a command that failed", words, found > 1, False)
        self.figures.update({"notes by @mention": len(self.talk.mentions), "notes by slash command": len(self.talk.notes),
                             "… that Slack told the person had failed": lost})

    def questions(self, private):
        """Private answers cannot be looked for: where a kill fell between one and the note that it was
        given, it is given again. More than one such a kill would be a fault."""
        found = collections.Counter()
        for text in private:
            if "I don't know" in text:  # a timeline that shows the question is no answer to it
                found.update(set(re.findall(r"wonder\d+x", text)))
        again = 0
        for trigger, (_, word) in self.talk.wonders.items():
            if trigger in self.acked and not found[word]:
                self.fault("question never answered", word)
            again += max(0, found[word] - 1)
        asked = sum(trigger in self.acked for trigger in self.talk.timelines)
        shown_timelines = sum("The last 5 " in text for text in private)
        if shown_timelines < asked:
            self.fault("timelines never shown", f"{asked - shown_timelines} of {asked}")
        if again > len(self.soak.killer.outages):
            self.fault("questions answered twice", str(again))
        self.figures.update({"questions": len(self.talk.wonders) + len(self.talk.timelines), "… answered again after a kill": again})

    # How it was connected.

    def connections(self):
        state = self.workspace.state()
        calls = self.workspace.look("calls", method="apps.connections.open")["calls"]
        given = [call["at"] for call in calls if call["ok"]]
        self.figures.update({"connections made": state["dialled"], "apps.connections.open answered": len(given),
                             "… refused with 429": len(calls) - len(given)})
        pages = sum(len(self.workspace.look("calls", method=method)["calls"])
                    for method in ("conversations.history", "conversations.replies"))
        self.figures["pages of history read"] = pages
        # Two for each start, and as a rule two for each refresh; some refreshes meet a storm or a kill.
        refreshes = sum(what == "refresh" for _, what in self.soak.log)
        least = int(2 * (1 + len(self.soak.killer.outages)) + 0.7 * refreshes)
        self.figures["refreshes"] = refreshes
        if state["dialled"] < least:
            self.fault("refreshes not met", f"{state['dialled']} connections, not {least} or more")
        # Killed between the ticket and the dial, nobody is left to dial.
        cut_short = sum(any(0 <= outage.killed_at - at < 1.0 for at in given) for outage in self.soak.killer.outages)
        self.expect("tickets", "given", len(given), state["tickets"])
        if len(given) > state["dialled"] + cut_short:
            self.fault("apps.connections.open called too often", f"{len(given)} for {state['dialled']} connections")


def percentile(ordered, part):
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0
