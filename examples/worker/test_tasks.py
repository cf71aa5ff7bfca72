"""The tasks by themselves, with no queue."""

import unittest

from tasks import shout


class TasksTest(unittest.TestCase):
    def test_shout(self) -> None:
        self.assertEqual(shout("tea"), "TEA!")
