"""What tests of the web console share. Nothing that runs imports it."""
