"""Oracle NetSuite over SuiteQL, REST and a RESTlet. What it needs, reads and writes: docs/netsuite.md."""
