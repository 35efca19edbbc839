"""Pages of reports, printed as text, Markdown and HTML."""
