"""What draws: lines of pieces of which only the visible ones are made, and a line that a person types."""
