"""The career tools: typed results from the live guides, each cell, step and arrow with its quote."""
