"""Matches of a rule over time: which windows are reached, and what is told of them. Pure."""
