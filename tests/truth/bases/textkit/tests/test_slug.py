import unittest

from textkit.slug import slugify


class SlugTest(unittest.TestCase):
    def setUp(self):
        self.title = "  Crème Brûlée: A Recipe  "

    def test_accents(self):
        self.assertEqual(slugify(self.title), "creme-brulee-a-recipe")

    def test_limit(self):
        self.assertEqual(slugify(self.title, limit=12), "creme-brulee")
        self.assertLessEqual(len(slugify("x" * 100)), 40)

    def test_nothing_left(self):
        self.assertEqual(slugify("!!!"), "")

    def test_many(self):
        for text, expected in [("A B", "a-b"), ("a--b", "a-b"), ("-a-", "a")]:
            with self.subTest(text=text):
                self.assertEqual(slugify(text), expected)
