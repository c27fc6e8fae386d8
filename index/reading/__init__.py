"""Files -> documents, chunks and their spans."""
