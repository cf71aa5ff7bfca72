"""What a step printed: of a file that grows, only the lines that are on the screen are read and drawn."""
