import unittest

from ledger.book import Book


class BookTest(unittest.TestCase):
    def setUp(self):
        self.book = Book()
        self.book.move("cash", "bank", 500)

    def test_source_is_debited(self):
        self.assertEqual(self.book.balance("cash"), -500)

    def test_target_is_credited(self):
        self.assertEqual(self.book.balance("bank"), 500)

    def test_amount_must_be_positive(self):
        with self.assertRaises(ValueError):
            self.book.move("cash", "bank", 0)

    def test_unknown_account(self):
        self.assertTrue(self.book.balance("nobody") == 0)
        self.assertNotIn("nobody", self.book.balances)
