"""The rulebook: clauses found, read in plain language, led to what they rest on, and tried out."""
