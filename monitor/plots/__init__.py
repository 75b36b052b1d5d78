"""Pictures as SVG: what the eye sees at once. Pure: values in, text out; no other room, no library."""
