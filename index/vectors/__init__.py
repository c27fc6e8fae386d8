"""Where the vectors are: in the folder, or in a Chroma server."""
