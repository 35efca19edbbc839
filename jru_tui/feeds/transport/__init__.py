"""HTTP and TLS: requests to one server, and errors in words."""
