"""The components of pages: each turns its attributes into a block that both writers know."""
