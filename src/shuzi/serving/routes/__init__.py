"""What the server answers, one file a subject; `bodies` is how those read a body that read it themselves."""
