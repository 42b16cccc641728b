"""Feedback pages with all cores: one gradebook session, one exporter a core, the pages of nbgrader's own command."""
