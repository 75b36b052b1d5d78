"""One event, many posts: what ties posts to each other, where a thing comes from, who claims what of it. Pure."""
