"""The grammatical forms of Ukrainian and Russian words and phrases."""
