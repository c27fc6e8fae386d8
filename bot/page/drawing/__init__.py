"""Values -> HTML and Markdown."""
