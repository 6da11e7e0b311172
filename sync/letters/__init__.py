"""From a decided notice to what leaves: letters, e-mails, calls, payment codes, dossiers."""
