"""Which message leads where: a module for each group of them, with a function `register`."""
