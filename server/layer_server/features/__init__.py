"""What the editor shows: plain values in, plain values out."""
