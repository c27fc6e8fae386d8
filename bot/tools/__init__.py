"""The career tools: typed results from the live guides, each cell and arrow with its quote."""
