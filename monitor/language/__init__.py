"""What text says. Pure: text in, values out."""
