"""One module a screen. A screen takes values and draws them; what it wants done it asks of the application."""
