"""Lists of an accounting system (FBL5N, VF05, VA05) in place of the connector's own files."""
