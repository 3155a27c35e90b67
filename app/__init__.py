"""Kinstead: answers policy questions about a child's family on a date, with clause and facts."""
