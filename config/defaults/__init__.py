"""Files that are shipped as they are: the standard policy, and the solde.toml that `solde init` writes."""
