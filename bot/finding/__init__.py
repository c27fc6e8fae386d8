"""What is asked -> what the guides hold on it, graded."""
