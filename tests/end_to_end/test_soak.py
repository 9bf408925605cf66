"""The soak of tests/soak in short: what takes minutes there is looked at for seconds at every change."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "soak"))

from soak import Plan, Soak, table  # noqa: E402
from verdict import TOO_SLOW  # noqa: E402


class ShortSoak(unittest.TestCase):
    def test_ten_thousand_messages_through_refreshes_storms_and_kills_are_recorded_and_answered_once(self):
        # One storm meets refreshes alone, the other a kill as well.
        plan = Plan(messages=10_000, rate=500, refresh=2.0, kill=6.0, storm=9.0, storm_length=3.0, cut=4.0)
        with tempfile.TemporaryDirectory(prefix="secondstory-soak-") as folder:
            soak = Soak(plan, folder)
            soak.run()
            log = soak.bot.log()
        print("\n" + table(soak.figures))
        # How fast it is, a machine that is busy with other tests cannot judge: the long run does.
        self.assertEqual([fault for fault in soak.faults if fault[0] != TOO_SLOW], [], log[-4000:])
        self.assertGreaterEqual(len(soak.killer.outages), 2)


if __name__ == "__main__":
    unittest.main()
