"""The harness of bench/run: starts servers, loads them, judges what it saw, and tells."""
