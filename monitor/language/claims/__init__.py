"""What a text claims of people, in numbers: who was killed, wounded, captured …, how many, where, and who says so."""
