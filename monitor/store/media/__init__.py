"""Files of media in the database: what is wanted, what was fetched, what went, and how pictures look."""
