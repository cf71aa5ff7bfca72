"""`layer up`: what a run has exposed is there again. Its machines sleep as snapshots until somebody connects."""
