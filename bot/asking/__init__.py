"""What somebody wrote -> what is asked."""
