import unittest

from ledger.book import classify


class ClassifyTest(unittest.TestCase):
    def test_words(self):
        self.assertEqual(classify(1), "credit")
        self.assertEqual(classify(-1), "debit")
        self.assertEqual(classify(0), "even")

    @unittest.skip("large amounts are not decided yet")
    def test_large(self):
        self.assertEqual(classify(10**12), "fortune")


if __name__ == "__main__":
    unittest.main()
