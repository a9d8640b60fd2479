"""The client side of MCP servers: what a coder sees of them are tools like any other."""
