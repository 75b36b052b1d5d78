"""The doors between rooms: protocols, one small file each."""
