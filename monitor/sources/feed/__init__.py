"""Feeds: RSS 0.9 to 2.0, Atom 0.3 and 1.0, RDF and JSON Feed, visited again and again.

The way of a document: `visit` gets it, `parse` makes articles of its bytes (`decoding`, `mending`, `elements`,
`dialects` or `json_feed`, `article`, `text`), `identity` says which post each is, `handover` what is new. The
documents are strangers': they are read in a process of their own (`reader`, `reading`), which can be killed.

Nothing is imported here: that process needs the pure half only.
"""
