"""Image files, pixels and marks: everything about pictures that needs neither a network nor data."""
