"""The test that the Layerfile runs."""

import unittest

from report import report


class ReportTest(unittest.TestCase):
    def test_has_a_line_for_each_article(self) -> None:
        self.assertEqual(report({"tea": 300, "cup": 750}), "tea  300\ncup  750")
