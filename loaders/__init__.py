"""Readers that build a `app.case.Case` from what people have: YAML, workbooks, GEDCOM."""
